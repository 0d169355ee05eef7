"""The cases behind each figure of the sample add up to the figure, whatever it is of."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pipeline.analysis.cases import MEMBERS, cases_behind, has_sides, metrics_of_cases
from pipeline.metrics.catalogue import catalogue, find
from pipeline.metrics.compute import compute
from pipeline.warehouse import open_published

QUARTER, YEAR, ALL_DAYS = ("1q", date(2024, 10, 1)), ("1y", date(2024, 1, 1)), (None, None)
NARROWED = {"community_id": ["XM02", "XM10"], "category": ["facility"]}
CASES = [(name, member) for name in metrics_of_cases() for member in MEMBERS.get(name, (None,))]


@pytest.fixture(scope="module")
def connection(sample_settings):
    with open_published(sample_settings).cursor() as cursor:
        yield cursor


@pytest.fixture(scope="module")
def figures(connection):
    """Return a function: metric, period and selection → its figures, computed once for all its members."""
    known = {}

    def of(name, period, where):
        asked = (name, period, bool(where))
        known[asked] = known[asked] if asked in known else compute(connection, name, period=period, where=where).frame
        return known[asked]

    return of


@pytest.mark.slow
@pytest.mark.parametrize(("name", "member"), CASES)
def test_the_cases_add_up_to_the_figure(connection, figures, name, member):
    entry = find(name)
    for (period, start), where in ((QUARTER, {}), (YEAR, NARROWED), (ALL_DAYS, NARROWED)):
        of_member = {entry.split[0]: [member]} if member else {}
        found = cases_behind(connection, name, period=period, start=start, where=where | of_member)
        frame = figures(name, period, where)
        frame = frame[frame["period_start"] == pd.Timestamp(start)] if period else frame
        frame = frame[frame[entry.split[0]] == member] if member else frame
        assert found.numerator == frame[entry.numerator].sum()
        assert not has_sides(entry) or found.denominator == frame[entry.denominator].sum()
        assert found.sizes["met"] + found.sizes["missed"] == found.sizes["counted"] or entry.unit == "ratio"
        assert found.sizes["counted"] + found.sizes["left_out"] == found.sizes["all"] or entry.unit == "ratio"


def test_every_metric_of_complaints_has_cases_but_those_of_what_people_answered():
    without = {name for name, entry in catalogue().items() if entry.table == "complaint"} - set(metrics_of_cases())
    assert without == {"confirmed_resolution_rate", "handling_satisfaction_rate", "recontact_rate"}
