"""Which members a chart shows, and which target is drawn across it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from pipeline.review.answers import Answers
from pipeline.review.drawn import LARGEST, SMALLEST, bars
from tests.metrics.conftest import complaint


@pytest.fixture
def rates(warehouse):
    """Resolution rates of twenty communities, c01 resolving 1 of 20 and c20 all."""
    given = [
        complaint("2024-05-05 08:00", *(["2024-05-06 07:00"] if n < good else []), community_id=f"c{good:02}")
        for good in range(1, 21)
        for n in range(20)
    ]
    connection = warehouse(given, complaints_until="2024-08-01")
    return Answers(connection, date(2024, 4, 1), (), "en", 10, datetime(2024, 7, 1)).metric(
        "resolution_rate", ("community_id",), within_days=30
    )


def test_of_many_members_the_worst_are_drawn_too_and_the_one_that_the_chart_is_about(rates):
    chart = bars(rates, "community_id", name="x", title="x", about="c10")
    figures = [figure.value for figure in chart.series[0].figures]
    assert len(figures) == LARGEST + SMALLEST + 1
    assert (figures[0], figures[-1]) == (1.0, 0.05) and 0.5 in figures
    assert "Of 20, 16 are drawn" in chart.notes[0]
    assert chart.alt.startswith("20 bars")


def test_a_target_is_drawn_across_only_where_it_is_that_of_every_member(rates):
    rows = rates.rows.assign(target=[0.7, *[None] * 19])
    assert bars(rates, "community_id", name="x", title="x", rows=rows).line == ()
    assert bars(rates, "community_id", name="x", title="x", rows=rows.assign(target=0.7)).line == (0.7,)
