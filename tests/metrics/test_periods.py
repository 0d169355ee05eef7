"""Periods: where they start, which are whole, and the default quarter."""

from datetime import date, datetime

import pytest

from pipeline.errors import UsageError
from pipeline.metrics.periods import first_unripe_day, last_whole_quarter, period_start, shifted


@pytest.mark.parametrize(
    ("period", "start"), [("1d", (2024, 8, 15)), ("1mo", (2024, 8, 1)), ("1q", (2024, 7, 1)), ("1y", (2024, 1, 1))]
)
def test_a_day_lies_in_the_period_that_starts_before_it(period, start):
    assert period_start(datetime(2024, 8, 15, 13), period) == datetime(*start)


def test_a_quarter_before_the_first_is_the_last_of_the_year_before():
    assert shifted(date(2024, 1, 1), "1q", -1) == datetime(2023, 10, 1)


def test_a_week_is_no_period():
    with pytest.raises(UsageError, match="1w"):
        period_start(date(2024, 1, 1), "1w")


def test_exports_that_end_on_the_last_evening_of_a_year_cover_its_last_quarter():
    assert last_whole_quarter(datetime(2011, 12, 31, 23, 11)) == (date(2011, 10, 1), date(2011, 12, 31))
    assert last_whole_quarter(datetime(2011, 12, 30, 23, 11)) == (date(2011, 7, 1), date(2011, 9, 30))
    assert last_whole_quarter(datetime(2012, 1, 1)) == (date(2011, 10, 1), date(2011, 12, 31))
    assert last_whole_quarter(datetime(2011, 12, 31)) == (date(2011, 7, 1), date(2011, 9, 30))


def test_the_last_ripe_day_is_one_day_and_the_window_before_the_as_of_date():
    assert first_unripe_day(datetime(2024, 4, 1), 7) == datetime(2024, 3, 25)
    assert first_unripe_day(datetime(2024, 4, 1, 18), 7) == datetime(2024, 3, 25)
