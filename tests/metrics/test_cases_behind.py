"""The cases behind a figure add up to it, month by month, whatever lies on the limits and at the end of the exports."""

from datetime import datetime

import duckdb
import narwhals as nw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.metrics.catalogue import catalogue
from pipeline.metrics.periods import shifted
from tests.metrics.conftest import few_examples, rows, table
from tests.metrics.edges import AS_OF, cases

LISTED = [
    (name, parameters)
    for name, units in {
        "time_to_resolution": ("day", "minute"),
        "time_to_first_response": (None,),
        "days_to_first_response": (None,),
        "backlog": (None,),
    }.items()
    for parameters in [{"unit": unit} if unit else {} for unit in units]
]


@pytest.mark.parametrize(("name", "parameters"), LISTED)
@settings(max_examples=few_examples(), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_cases=st.lists(cases(), min_size=30, max_size=60))
def test_the_cases_of_each_month_add_up_to_its_figure(name, parameters, given_cases):
    entry = catalogue()[name]
    numbered = [case | {"complaint_id": str(place)} for place, case in enumerate(given_cases)]
    with duckdb.connect() as connection:
        fact = table(connection, "fct_complaint", numbered)
        figures = rows(entry.function(fact, period="1mo", as_of=AS_OF, **parameters))
        for figure in figures:
            start = datetime.fromisoformat(str(figure["period_start"]))
            asked = {"start": start, "period": "1mo", "as_of": AS_OF} | parameters
            listed = rows(entry.of_cases(nw.from_native(fact).lazy(), **asked))
            assert_adds_up(figure, listed)
            own = {str(place) for place, case in enumerate(given_cases) if is_of(case, start, name)}
            assert {case["complaint_id"] for case in listed} <= own
        everything = rows(entry.function(fact, period=None, as_of=AS_OF, **parameters))
        asked = {"start": None, "period": None, "as_of": AS_OF} | parameters
        assert_adds_up(everything[0], rows(entry.of_cases(nw.from_native(fact).lazy(), **asked)))


def assert_adds_up(figure, listed):
    counted = [name for name in ("complaints", "resolved", "responded", "backlog", "excluded") if name in figure]
    of_cases = {name: sum(case[name] for case in listed) for name in counted if not listed or name in listed[0]}
    assert of_cases == {name: figure[name] for name in of_cases}
    assert not listed or of_cases


def is_of(case, start, name):
    """Return whether a case was received in the month, for a stock before its end."""
    received = datetime.combine(case["received_on"], datetime.min.time())
    return received < shifted(start, "1mo", 1) and (name == "backlog" or received >= start)
