"""Signals of figures, on two communities of which 望江苑 went wrong in 2024-Q4 and was well again in January."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest

from pipeline.watch.figures import change_signals, chart_signals, target_signals
from pipeline.watch.find import look_at
from tests.dashboards.warehouses import fill, sum_up


@pytest.fixture(scope="module")
def filled():
    """The tables of the small warehouse, in memory."""
    with duckdb.connect() as connection:
        fill(connection, "full", "r1", False)
        yield connection


@pytest.fixture
def connection(filled):
    """The same for one test, which may change it."""
    filled.execute("begin")
    yield filled
    filled.execute("rollback")


def look(connection, as_of: datetime | None = None, k: int = 5):
    return look_at(connection, as_of=as_of, today=date(2025, 2, 2), language="en", k=k)


def target(connection, metric: str, value: float, dimension: str | None = None, member: str | None = None) -> None:
    connection.execute(
        "insert into dim_target (line, metric, dimension, value, target, valid_from, agreed_by) values (1, ?, ?, ?, ?, '2023-01-01', 'x')",
        [metric, dimension, member, value],
    )


def test_a_target_is_missed_from_the_first_month_of_the_run_up_to_the_newest_whole_and_ripe_one(connection):
    target(connection, "on_time_rate", 0.6)
    (missed,) = target_signals(connection, look(connection))
    assert (missed.about, missed.level, missed.same_from) == ("target/on_time_rate/1mo", "2024-12-01", "2024-10-01")
    assert "below the target of 60.0%; missed in every period since Oct 2024." in missed.sentence
    assert list(target_signals(connection, look(connection, datetime(2024, 10, 1)))) == []


def test_a_target_of_one_community_is_of_that_one_only(connection):
    target(connection, "on_time_rate", 0.6, "community_id", "c1")
    assert list(target_signals(connection, look(connection))) == []
    target(connection, "on_time_rate", 0.6, "community_id", "c2")
    (missed,) = target_signals(connection, look(connection))
    assert (missed.page, missed.since) == ("resolution?community=c2", date(2024, 10, 1))


def test_answers_of_under_ten_people_are_not_told_though_a_page_shows_five(connection):
    target(connection, "top_two_box", 0.99, "community_id", "c2")
    assert len(list(target_signals(connection, look(connection)))) == 3, "one for each indicator"
    connection.execute("delete from fct_score where regexp_extract(response_id, '^A(\\d+)', 1)::int >= 8")
    connection.execute("delete from mart_score")
    sum_up(connection, "mart_score", "fct_score", "respondents")
    assert list(target_signals(connection, look(connection))) == []


def test_changes_of_the_newest_quarter_are_told_of_who_changed_and_of_nobody_else(connection):
    found = {signal.about: signal for signal in change_signals(connection, look(connection))}
    of_one = {about for about in found if "community_id=" in about}
    assert {"change/on_time_rate/community_id=c2", "change/top_two_box/community_id=c2/indicator_id=overall"} <= of_one
    assert not any("community_id=c1" in about for about in of_one)
    assert {signal.level for signal in found.values()} == {"2024-10-01"}
    assert all(signal.sentence.startswith("Worse: ") for signal in found.values())


def test_a_figure_beyond_its_limits_is_told_from_the_first_such_month_on(connection):
    found = {signal.about: signal for signal in chart_signals(connection, look(connection))}
    chart = found["chart/on_time_rate/concern"]
    assert (chart.level, chart.since, chart.tone) == ("2024-12-01", date(2024, 10, 1), "worse")
    assert "below the limits of normal variation" in chart.sentence


def test_what_ended_long_ago_is_no_news(connection):
    target(connection, "on_time_rate", 0.99)
    assert list(target_signals(connection, look(connection)))
    connection.execute("update build set surveys_cover_until = '2025-09-01'")
    assert list(target_signals(connection, look(connection))) == []
