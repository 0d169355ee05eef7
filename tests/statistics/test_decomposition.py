"""STL: parts add up, strengths tell season from noise, and what is refused."""

import numpy as np
import pytest

from pipeline.statistics.decomposition import Decomposition, decompose
from pipeline.statistics.refusal import Refusal

MONTHS = np.arange(72)
SEASON = 10 * np.sin(2 * np.pi * MONTHS / 12)


def noise(seed, n=72):
    return np.random.default_rng(seed).normal(size=n)


@pytest.mark.parametrize("is_robust", [False, True])
def test_the_parts_add_up_to_the_figures(is_robust):
    values = 50 + 0.3 * MONTHS + SEASON + noise(1)
    parts = decompose(values, is_robust=is_robust)
    assert isinstance(parts, Decomposition)
    assert parts.trend + parts.seasonal + parts.remainder == pytest.approx(values)


def test_a_season_and_a_trend_are_strong_and_noise_is_weak():
    strong = decompose(50 + 0.5 * MONTHS + SEASON + noise(2))
    weak = decompose(50 + noise(2))
    assert min(strong.trend_strength, strong.seasonal_strength) > 0.9
    assert max(weak.trend_strength, weak.seasonal_strength) < 0.6


def test_the_season_found_is_the_one_put_in():
    parts = decompose(50 + 0.5 * MONTHS + SEASON)
    assert parts.seasonal == pytest.approx(SEASON, abs=1e-6)
    assert parts.trend == pytest.approx(50 + 0.5 * MONTHS, abs=1e-6)


def test_an_outlier_moves_a_robust_season_less():
    values = 50 + SEASON + noise(3) / 10
    spiked = values.copy()
    spiked[30] += 60
    plain, robust = (
        np.abs(decompose(spiked, is_robust=is_robust).seasonal - SEASON).max() for is_robust in (False, True)
    )
    assert robust < plain / 10


def test_under_two_full_years_is_refused_and_two_are_not():
    assert decompose(noise(4, 23)) == Refusal("under_two_years")
    assert isinstance(decompose(noise(4, 24)), Decomposition)
    assert decompose([]) == Refusal("under_two_years")


def test_a_gap_is_refused():
    values = noise(5, 36)
    values[7] = np.nan
    assert decompose(values) == Refusal("gaps")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("figure", [0.0, 5.0])
def test_equal_figures_have_no_strength(figure):
    parts = decompose([figure] * 36)
    assert np.isnan([parts.trend_strength, parts.seasonal_strength]).all()
    assert parts.trend == pytest.approx([figure] * 36)
