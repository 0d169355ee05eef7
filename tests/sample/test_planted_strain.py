"""The lifts of 望江府: the sample's one type of complaints that lowers satisfaction is the only one that is found to go with it."""

import pytest

from pipeline.analysis.strain import types_and_satisfaction
from pipeline.analysis.strain_words import is_finding
from pipeline.sample.facts import effects
from pipeline.warehouse import open_published

PLANTED = effects()["lift_failure"]


@pytest.fixture
def found(sample_settings):
    """Return a function: indicator → how types go with it."""
    with open_published(sample_settings) as published, published.cursor() as cursor:
        yield lambda indicator: types_and_satisfaction(cursor, indicator=indicator)


@pytest.mark.parametrize("indicator", PLANTED.where["indicators"])
def test_lifts_go_with_lower_satisfaction_in_the_same_quarter_and_the_next_and_nothing_else_does(found, indicator):
    rows = found(indicator).frame.to_dict("records")
    findings = {(row["type"], row["lag_quarters"]) for row in rows if is_finding(row)}
    assert findings == {(PLANTED.where["subcategory"], 0), (PLANTED.where["subcategory"], 1)}
    assert all(row["high"] < 0 for row in rows if is_finding(row))


def test_attitude_has_nothing_to_do_with_lifts(found):
    rows = found("attitude").frame.to_dict("records")
    assert not any(is_finding(row) for row in rows if row["type"] == PLANTED.where["subcategory"])
