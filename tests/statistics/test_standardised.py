"""Directly standardised rates: against numbers worked out from counts, the exact Poisson interval, and at the edges."""

import numpy as np
import pytest
from scipy.stats import chi2

from pipeline.statistics.standardised import standardised_rate


def test_rates_of_two_strata_take_the_mix_of_the_standard():
    got = standardised_rate([10, 40], [1000, 1000], [3000, 1000])
    assert got.crude == pytest.approx(0.025)
    assert got.rate == pytest.approx(0.75 * 0.01 + 0.25 * 0.04)
    assert got.error == pytest.approx(np.sqrt(0.75**2 * 10 + 0.25**2 * 40) / 1000)


def test_exposure_may_be_less_than_one():
    small, large = (standardised_rate([10, 40], np.array([1.0, 0.5]) * unit, [3, 1]) for unit in (1, 1000))
    assert (small.low, small.rate, small.high) == pytest.approx(
        (1000 * large.low, 1000 * large.rate, 1000 * large.high)
    )


@pytest.mark.parametrize("cases", [0, 1, 7, 250])
def test_a_single_stratum_has_the_exact_interval_of_a_poisson_count(cases):
    got = standardised_rate([cases], [500], [1])
    low = chi2.ppf(0.025, 2 * cases) / 2 if cases else 0.0
    assert (got.low * 500, got.high * 500) == pytest.approx((low, chi2.ppf(0.975, 2 * cases + 2) / 2))


def test_down_syndrome_in_michigan_on_the_ages_of_all_mothers(reference_rows):
    """First births, the example of Fay and Feuer (1997): 92.3 per 100,000, 80.4 to 105.8."""
    rows = [row for row in reference_rows("10-weighting/direct_standardisation.csv") if row["birth_order"] == "1"]
    columns = ([float(row[name]) for row in rows] for name in ("count", "population", "standard"))
    got = standardised_rate(*columns)
    ends = [1e5 * figure for figure in (got.rate, got.low, got.high)]
    assert ends == pytest.approx([92.3, 80.4, 105.8], abs=0.05)


def test_a_stratum_of_the_standard_without_exposure_leaves_the_rate_unknown():
    assert np.isnan(standardised_rate([1, 0], [10, 0], [1, 1]).rate)
    assert np.isnan(standardised_rate([1, 1], [10, 0], [1, 1]).rate)
    assert standardised_rate([1, 0], [10, 0], [1, 0]).rate == pytest.approx(0.1)
    assert np.isnan(standardised_rate([], [], []).rate)
