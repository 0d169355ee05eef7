"""How signals become at most six findings: one theme each, every figure told once."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import duckdb
import pytest

from pipeline.review.answers import Answers
from pipeline.review.family import Comparison, family
from pipeline.review.findings import finding, headline
from pipeline.review.themes import MOST, themes
from tests.metrics.conftest import make_warehouse, score

UNTIL = datetime(2024, 8, 1)


def surveyed(indicators, before=90, after=40, community="c1"):
    """Answers of two quarters; of each indicator 100, of whom so many are satisfied."""
    return [
        score(
            f"2024-{month:02}-05",
            100 if n < satisfied else 0,
            indicator_id=name,
            community_id=community,
            response_id=f"{month}-{n}",
        )
        for month, satisfied in ((2, before), (5, after))
        for name in indicators
        for n in range(100)
    ]


@pytest.fixture(scope="module")
def fallen():
    """The answers about a community whose attitude fell, and their signals."""
    with duckdb.connect() as connection:
        yield signals_of(partial(make_warehouse, connection), surveyed(["attitude"]))


def signals_of(warehouse, given) -> tuple[Answers, list[Comparison]]:
    connection = warehouse(scores=given, surveys_until="2024-08-01")
    answers = Answers(connection, date(2024, 4, 1), (), "en", 10, UNTIL)
    return answers, family(answers, 30).signals


def test_a_fall_of_the_company_and_of_its_community_are_one_finding(fallen):
    answers, signals = fallen
    (theme,) = themes(signals)
    found = finding(theme, answers, 1)
    assert found.tone == "worse"
    assert "40.0% (40/100" in found.sentence.text
    assert "50.0 points below the quarter before" in found.sentence.text
    assert found.page.startswith("satisfaction?period=2024Q2")


def test_there_are_never_more_than_six(warehouse):
    fallen = [given for n in range(9) for given in surveyed([f"i{n}"], community=f"c{n}")]
    _, signals = signals_of(warehouse, fallen)
    assert len({one.members.get("indicator_id") for one in signals}) == 9
    assert len(themes(signals)) <= MOST


def test_no_figure_is_told_twice(warehouse):
    _, signals = signals_of(warehouse, surveyed(["attitude", "fees"]))
    told = [
        (one.answer.result.metric.name, tuple(one.members.items()))
        for theme in themes(signals)
        for one in (theme.lead, *theme.supports)
    ]
    assert len(told) == len(set(told))


def test_a_headline_has_no_figure_in_it(fallen):
    _, signals = fallen
    assert not any(character.isdigit() for character in headline(signals[0]).replace("30", ""))
