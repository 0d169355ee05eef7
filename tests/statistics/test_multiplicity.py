"""Adjusted p of a family: against scipy and statsmodels, and for families that are empty or have gaps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from pipeline.statistics.multiplicity import bonferroni, false_discovery, false_discovery_within, holm

families = st.lists(st.floats(0, 1), min_size=1, max_size=20)


@settings(deadline=None)
@given(families)
def test_false_discovery_agrees_with_scipy(p):
    assert false_discovery(p) == pytest.approx(false_discovery_control(p), abs=1e-12)
    assert false_discovery(p, is_dependent=True) == pytest.approx(false_discovery_control(p, method="by"), abs=1e-12)


@settings(deadline=None)
@given(families)
def test_holm_and_bonferroni_agree_with_statsmodels(p):
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1], abs=1e-12)
    assert bonferroni(p) == pytest.approx(multipletests(p, method="bonferroni")[1], abs=1e-12)


@pytest.mark.parametrize("adjust", [false_discovery, holm, bonferroni])
def test_a_comparison_that_was_not_made_does_not_enlarge_the_family(adjust):
    assert adjust([np.nan, 0.01]) == pytest.approx([np.nan, 0.01], nan_ok=True)


@pytest.mark.parametrize("adjust", [false_discovery, holm, bonferroni])
def test_an_empty_family_stays_empty(adjust):
    assert adjust([]).tolist() == []
    assert np.isnan(adjust([np.nan, np.nan])).all()


def test_each_family_is_adjusted_by_itself_and_its_size_counts_the_known_ones():
    p, families = np.array([0.01, 0.04, np.nan, 0.02, 0.5]), np.array(["a", "a", "a", "b", "b"])
    q, sizes = false_discovery_within(p, families)
    assert q == pytest.approx([0.02, 0.04, np.nan, 0.04, 0.5], nan_ok=True)
    assert list(sizes) == [2, 2, 2, 2, 2]  # the third p is unknown
