"""Poisson regression of interrupted counts: what was put in comes out, and overdispersion widens it."""

import numpy as np
import pytest

from pipeline.statistics.interrupted_counts import interrupted_counts

MONTHS = np.arange(1, 61)
AFTER = MONTHS > 36


def counts(seed, rate):
    population = np.linspace(9000, 11000, 60)
    return np.random.default_rng(seed).poisson(rate * population / 1000), population


def test_change_and_trend_are_found_as_ratios_of_rates():
    got = interrupted_counts(*counts(1, 60 * 0.8**AFTER * 1.01**MONTHS), MONTHS, AFTER, quasi=False)
    assert got.change.low < 0.8 < got.change.high
    assert got.change.ratio == pytest.approx(0.8, rel=0.05)
    assert got.trend.ratio == pytest.approx(1.01, rel=0.002)
    assert got.dispersion == 1
    assert got.slope is None


def test_a_change_of_trend_starts_at_the_last_month_before():
    rate = 60 * 0.8**AFTER * 1.02 ** np.where(AFTER, MONTHS - 36, 0)
    got = interrupted_counts(*counts(2, rate), MONTHS, AFTER, slope=True)
    assert got.change.ratio == pytest.approx(0.8, rel=0.05)
    assert got.slope.ratio == pytest.approx(1.02, rel=0.005)
    assert got.slope_p < 1e-6


def test_a_season_is_told_from_the_change():
    rate = 60 * np.exp(0.4 * np.cos(2 * np.pi * MONTHS / 12))
    given = (*counts(3, rate), MONTHS, AFTER)
    with_season, without = interrupted_counts(*given, harmonics=1), interrupted_counts(*given)
    assert with_season.dispersion < 2 < without.dispersion
    assert with_season.change.error < without.change.error / 2
    assert without.residual_autocorrelation[0] > 0.5 > abs(with_season.residual_autocorrelation[0])


def test_overdispersion_widens_the_errors_by_its_root():
    rng = np.random.default_rng(4)
    given = (*counts(4, 60 * rng.gamma(10, 0.1, 60)), MONTHS, AFTER)
    quasi, poisson = interrupted_counts(*given), interrupted_counts(*given, quasi=False)
    assert quasi.dispersion > 5
    assert quasi.change.error == pytest.approx(poisson.change.error * np.sqrt(quasi.dispersion), rel=1e-6)
    assert quasi.change.coefficient == pytest.approx(poisson.change.coefficient)
