"""Targets beside figures: the most particular one that was in force when the period began, and how far the figure is."""

from datetime import date, datetime

import pytest

from pipeline.metrics import compute, explain
from tests.metrics.conftest import complaint, resolved, score, table


def target(aim, /, metric="resolution_rate", since="2024-01-01", **columns):
    return {"metric": metric, "target": aim, "valid_from": date.fromisoformat(since), "agreed_by": "王"} | columns


@pytest.fixture
def aimed(warehouse):
    """Return a function: targets and complaints (else answers) → the connection."""

    def make(*targets, complaints=(), scores=()):
        connection = warehouse(complaints, scores, complaints_until="2024-08-01", surveys_until="2024-08-01")
        table(connection, "dim_target", [{"line": line} | each for line, each in enumerate(targets, 2)])
        return connection

    return make


def targets_of(connection, name="resolution_rate", **arguments):
    return [
        None if cell != cell else cell
        for cell in compute(connection, name, **({"period": "1mo"} | arguments)).frame["target"]
    ]


MONTHS = [*resolved(1, 6, 4), *resolved(2, 9, 1), *resolved(3, 8, 2)]


def test_the_gap_is_the_figure_less_the_target_and_the_sentence_says_it(aimed):
    result = compute(aimed(target(0.8), complaints=MONTHS), "resolution_rate", period="1mo")
    assert result.frame["gap"].round(9).tolist() == [-0.2, 0.1, 0.0]
    zh, en = ([explain(result, row, way) for row in result.frame.to_dict("records")] for way in ("zh", "en"))
    assert zh[0].endswith("，比目标 80.0% 低 20.0 个百分点。")
    assert en[1].endswith(", 10.0 points above the target of 80.0%.")
    assert zh[2].endswith("，正好是目标 80.0%。")


def test_a_gap_that_rounding_leaves_nothing_of_is_about_the_target(aimed):
    result = compute(aimed(target(0.8), complaints=resolved(1, 7999, 2001)), "resolution_rate", period="1mo")
    row = result.frame.iloc[0]
    assert explain(result, row, "zh").endswith("，与目标 80.0% 基本持平。")
    assert explain(result, row, "en").endswith(", about the target of 80.0%.")


def test_a_target_holds_for_periods_that_begin_on_its_date_or_later(aimed):
    connection = aimed(target(0.8, since="2024-02-01"), target(0.9, since="2024-02-02"), complaints=MONTHS)
    assert targets_of(connection) == [None, 0.8, 0.9]
    assert targets_of(connection, period="1q") == [None]
    assert targets_of(connection, period=None) == [None]
    assert targets_of(aimed(target(0.8, since="2024-01-05"), complaints=MONTHS), period=None) == [0.8]


def test_that_of_a_part_goes_before_that_of_the_company_however_old(aimed):
    given = [*resolved(1, 6, 4, community_id="c1"), *resolved(1, 6, 4, community_id="c2")]
    of_c1 = target(0.7, since="2023-01-01", dimension="community_id", value="锦绣")
    connection = aimed(of_c1, target(0.8), complaints=given)
    assert targets_of(connection, by="community") == [0.7, 0.8]
    assert targets_of(connection, where={"community": "c1"}) == [0.7]
    assert targets_of(connection, where={"community": ["c1", "c2"]}) == [0.8]
    assert targets_of(connection, by="community", where={"community": "c2"}) == [0.8]
    assert targets_of(connection) == [0.8]


def test_a_target_is_for_its_parameter_and_its_period(aimed):
    connection = aimed(
        target(0.8), target(0.9, parameter="within_days=15"), target(0.85, period="1q"), complaints=MONTHS
    )
    assert targets_of(connection)[0] == 0.8
    assert targets_of(connection, within_days=15)[0] == 0.9
    assert targets_of(connection, within_days=3)[0] is None
    assert targets_of(connection, period="1q") == [0.85]


def test_a_number_of_complaints_for_the_company_is_none_for_its_parts(aimed):
    given = [complaint("2024-01-05", category="safety", community_id="c1", cases=9)]
    of_c1 = target(4, metric="complaint_count", period="1mo", dimension="community_id", value="c1")
    connection = aimed(target(5, metric="complaint_count", period="1mo"), of_c1, complaints=given)
    assert targets_of(connection, "complaint_count")[0] == 5
    assert targets_of(connection, "complaint_count", by="category")[0] is None
    assert targets_of(connection, "complaint_count", by="community")[0] == 4
    assert targets_of(connection, "complaint_count", where={"category": "safety"})[0] is None
    assert targets_of(connection, "complaint_count", by="community", where={"category": "safety"})[0] is None


def test_a_rate_per_household_for_the_company_is_one_for_its_communities_and_none_for_its_types(aimed):
    given = [complaint("2024-01-05", category="safety", community_id="c1", cases=9)]
    rate = "complaints_per_1000_households"
    connection = aimed(target(35, metric=rate, period="1mo"), complaints=given)
    assert targets_of(connection, rate, by="community")[0] == 35
    assert targets_of(connection, rate, where={"community": "c1"})[0] == 35
    assert targets_of(connection, rate, by="category")[0] is None
    assert targets_of(connection, rate, by="community", where={"category": "safety"})[0] is None


def test_an_indicator_has_a_target_of_its_own_and_a_hidden_figure_no_gap(aimed):
    given = [score("2024-01-05", value, indicator_id=name) for name in ("attitude", "fees") for value in [50, 100] * 5]
    few = [score("2024-04-05", 50) for _ in range(4)]
    of_attitude = target(80, metric="satisfaction_index", dimension="indicator_id", value="态度")
    connection = aimed(of_attitude, scores=[*given, *few])
    frame = compute(connection, "satisfaction_index", period="1q").frame
    found = {
        (row["indicator_id"], row["period_start"]): (row["target"], row["gap"]) for row in frame.to_dict("records")
    }
    assert found[("attitude", datetime(2024, 1, 1))] == (80, -5)
    assert found[("attitude", datetime(2024, 4, 1))] == (80, pytest.approx(float("nan"), nan_ok=True))
    assert found[("fees", datetime(2024, 1, 1))] == pytest.approx((float("nan"),) * 2, nan_ok=True)
