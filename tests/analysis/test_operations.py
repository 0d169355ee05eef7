"""Operational indicators and satisfaction: ranks over community-quarters, within communities too, and what that is not."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipeline.analysis.operations import operations_and_satisfaction
from pipeline.statistics.correlation import correlate
from tests.metrics.conftest import score

QUARTERS = [date(2023 + at // 4, 1 + 3 * (at % 4), 1) for at in range(4)]


def training(community, quarter, value, name="training_pass_rate"):
    return {
        "indicator": name,
        "community_id": community,
        "period_start": quarter,
        "value": value,
        "unit": "%",
    }


def answers(community, quarter, satisfied):
    """Ten answers, of which ``satisfied`` are 100 and the others 0."""
    return [
        score(f"{quarter}", 100 if place < satisfied else 0, community_id=community, indicator_id="overall")
        for place in range(10)
    ]


@pytest.fixture
def found(warehouse):
    """Return a function: community → (values of training, satisfied answers) per quarter → the correlations."""

    def run(communities, **arguments):
        given = [
            training(name, quarter, value)
            for name, (values, _) in communities.items()
            for quarter, value in zip(QUARTERS, values, strict=True)
        ]
        scores = [
            answer
            for name, (_, satisfied) in communities.items()
            for quarter, n in zip(QUARTERS, satisfied, strict=True)
            for answer in answers(name, quarter, n)
        ]
        connection = warehouse(scores=scores, operational=given, surveys_until="2024-02-01")
        return operations_and_satisfaction(connection, **arguments)

    return run


APART = {
    "a": ([60, 61, 62, 63], [4, 3, 2, 1]),
    "b": ([70, 71, 72, 73], [6, 5, 4, 3]),
    "c": ([90, 91, 92, 93], [9, 8, 7, 6]),
}


def test_communities_that_train_more_are_more_satisfied_though_none_is_when_it_trains_more(found):
    (row,) = found(APART).frame.to_dict("records")
    assert (row["indicator"], row["unit"], row["n"], row["communities"]) == ("training_pass_rate", "%", 12, 3)
    assert row["rho"] > 0.5
    assert row["rho_within"] == pytest.approx(-1)
    assert row["low"] < row["rho"] < row["high"]
    assert row["p"] == row["q"]


def test_the_sentence_names_n_and_the_notes_say_that_it_is_no_cause(found):
    result = found(APART)
    assert "(n = 12, 95% interval" in result.sentences[0]["en"]
    assert result.sentences[0]["zh"].endswith("同一小区内为 −1.00。")
    assert result.notes[0] == {"zh": "这是关联，不是因果。", "en": "An association, not a cause."}


def test_under_twelve_community_quarters_there_is_no_correlation(found):
    result = found({name: APART[name] for name in ("a", "b")})
    assert result.frame["n"].tolist() == [8]
    assert result.frame["rho"].isna().all()
    assert result.sentences[0]["en"] == "Training pass rate: 8 community-quarters, too few to tell."


def test_answers_of_few_are_no_point(found):
    assert found(APART, k=11).frame.empty


def test_another_indicator_without_answers_has_no_points(found):
    assert found(APART, indicator="attitude").frame.empty


def test_noise_within_communities_is_beyond_chance_no_oftener_than_said():
    draw, found = np.random.default_rng(3), 0
    of = np.repeat(np.arange(12), 2)
    for _ in range(400):
        x, y = (pd.Series(draw.normal(size=24)) for _ in "xy")
        within = [side - side.groupby(of).transform("mean") for side in (x, y)]
        found += correlate(*within, method="pearson", means=12).p < 0.05
    assert 0.02 * 400 < found < 0.09 * 400
