"""Resolution rate: boundary days, ripeness, reopenings, and what is not in the export."""

from datetime import datetime

import pytest

from pipeline.errors import UnknownColumnError
from pipeline.metrics.resolution_rate import resolution_rate
from tests.metrics.conftest import complaint, rows

APRIL = datetime(2024, 4, 1)


def test_day_30_counts_as_resolved_and_day_31_does_not(complaints):
    frame = complaints(
        complaint("2024-01-01 23:59", "2024-01-31 23:59"),
        complaint("2024-01-01 00:00", "2024-02-01 00:01"),
    )
    (row,) = rows(resolution_rate(frame, period="1mo", as_of=APRIL, within_days=30))
    assert (row["complaints"], row["resolved"], row["resolution_rate"]) == (2, 1, 0.5)


def test_a_complaint_younger_than_the_limit_is_not_counted_even_when_resolved(complaints):
    frame = complaints(
        complaint("2024-03-24 00:00", "2024-03-25 00:00"),
        complaint("2024-03-25 00:00", "2024-03-25 08:00"),
    )
    (row,) = rows(resolution_rate(frame, period="1mo", as_of=APRIL, within_days=7))
    assert (row["complaints"], row["resolved"], row["is_ripe"]) == (1, 1, False)


def test_a_month_is_ripe_once_its_last_day_is_old_enough(complaints):
    frame = complaints(complaint("2024-01-05 08:00"), complaint("2024-02-05 08:00"))
    result = rows(resolution_rate(frame, period="1mo", as_of=datetime(2024, 3, 7), within_days=7))
    assert [row["is_ripe"] for row in result] == [True, False]
    result = rows(resolution_rate(frame, period="1mo", as_of=datetime(2024, 3, 8), within_days=7))
    assert [row["is_ripe"] for row in result] == [True, True]


def test_a_reopening_within_the_limit_undoes_the_resolution(complaints):
    frame = complaints(complaint("2024-01-01 08:00", "2024-01-03 08:00", reopened_at="2024-01-05 08:00"))
    (row,) = rows(resolution_rate(frame, period=None, as_of=APRIL, within_days=7))
    assert row["resolved"] == 0


@pytest.mark.parametrize(("reopened", "resolved"), [("2024-01-08 08:00", 0), ("2024-01-08 08:01", 1)])
def test_a_reopening_after_the_limit_does_not_undo_it(complaints, reopened, resolved):
    frame = complaints(complaint("2024-01-01 08:00", "2024-01-03 08:00", reopened_at=reopened))
    (row,) = rows(resolution_rate(frame, period=None, as_of=APRIL, within_days=7))
    assert row["resolved"] == resolved


@pytest.mark.parametrize(("last", "resolved"), [("2024-01-08 08:00", 1), ("2024-01-08 08:01", 0)])
def test_resolved_again_counts_only_when_it_happened_within_the_limit(complaints, last, resolved):
    frame = complaints(
        complaint("2024-01-01 08:00", "2024-01-03 08:00", reopened_at="2024-01-05 08:00", last_resolved_at=last)
    )
    (row,) = rows(resolution_rate(frame, period=None, as_of=APRIL, within_days=7))
    assert row["resolved"] == resolved


@pytest.mark.parametrize(
    ("resolved_again", "reopened_again", "resolved"), [(7, None, 1), (8, None, 0), (6, 7, 0), (6, 8, 1)]
)
def test_a_second_resolution_stands_until_the_second_reopening(complaints, resolved_again, reopened_again, resolved):
    again = {"days_to_second_resolution": resolved_again, "days_to_second_reopening": reopened_again}
    frame = complaints(complaint("2024-01-01 08:00", "2024-01-03 08:00", reopened_at="2024-01-05 08:00", **again))
    (row,) = rows(resolution_rate(frame, period=None, as_of=APRIL, within_days=7))
    assert row["resolved"] == resolved


def test_a_withdrawn_complaint_lowers_one_rate_and_not_the_other(complaints):
    frame = complaints(complaint("2024-01-01 08:00", "2024-01-02 08:00"), complaint("2024-01-01", outcome="withdrawn"))
    (row,) = rows(resolution_rate(frame, period=None, as_of=APRIL))
    assert (row["withdrawn"], row["resolution_rate"], row["resolution_rate_without_withdrawn"]) == (1, 0.5, 1.0)


def test_an_export_without_resolution_times_has_no_rate_and_not_zero(complaints):
    frame = complaints(complaint("2024-01-01 08:00", has_resolution_field=False))
    (row,) = rows(resolution_rate(frame, period="1mo", as_of=APRIL))
    assert (row["complaints"], row["not_in_export"], row["resolution_rate"]) == (0, 1, None)


def test_a_complaint_with_contradicting_times_is_excluded_and_counted(complaints):
    frame = complaints(
        complaint("2024-01-02 08:00", "2024-01-01 08:00", timing_problem="resolved_before_received"),
        complaint("2024-01-02 08:00", "2024-01-03 08:00"),
    )
    (row,) = rows(resolution_rate(frame, period=None, as_of=APRIL))
    assert (row["complaints"], row["excluded"], row["resolution_rate"]) == (1, 1, 1.0)


def test_an_unmapped_type_stays_unmapped(complaints):
    frame = complaints(complaint("2024-01-01", category="facility"), complaint("2024-01-01"))
    result = rows(resolution_rate(frame, by=["category"], period=None, as_of=APRIL))
    assert sorted(str(row["category"]) for row in result) == ["None", "facility"]


def test_nothing_received_gives_no_rows_per_group_and_no_rate_on_the_whole(complaints):
    assert rows(resolution_rate(complaints(), by=["category"], as_of=APRIL)) == []
    (row,) = rows(resolution_rate(complaints(), period=None, as_of=APRIL))
    assert (row["complaints"], row["resolution_rate"]) == (0, None)


def test_a_misspelt_dimension_is_named_with_the_nearest_one(complaints):
    with pytest.raises(UnknownColumnError, match=r"'categroy'.*Did you mean 'category'\?"):
        resolution_rate(complaints(), by=["categroy"], as_of=APRIL)
