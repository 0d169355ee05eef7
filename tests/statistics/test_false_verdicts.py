"""How often the method calls noise an effect: 500 monthly series without one, ρ from 0 to 0.3 in equal parts."""

from datetime import date

import numpy as np
import pytest

from pipeline.statistics.improvement import Panel, improvement_effect
from pipeline.statistics.verdicts import verdicts

SERIES = 500
RHOS = (0.0, 0.1, 0.2, 0.3)


def without_effect(rng, months, rho):
    """Return a series of AR(1) noise with a season as large as the noise."""
    noise = rng.normal(size=months)
    for at in range(1, months):
        noise[at] = rho * noise[at - 1] + np.sqrt(1 - rho**2) * noise[at]
    return 70 + noise + np.cos(2 * np.pi * (np.arange(months) + rng.integers(12)) / 12)


def share_of_verdicts(before, after, make, seed=2024):
    rng = np.random.default_rng(seed)
    months = np.arange("2022-01", "2030-01", dtype="datetime64[M]")[: before + after]
    start = months[before].astype(date)
    found = []
    for number in range(SERIES):
        scope, others, kind = make(rng, before + after, RHOS[number % len(RHOS)])
        found += verdicts([improvement_effect(months, scope, start, kind, others)], [True])
    return np.mean([verdict.verdict != "not_shown" for verdict in found])


def values(rng, months, rho):
    return Panel(without_effect(rng, months, rho)[None], np.ones((1, months))), None, "value"


def counts(rng, months, rho):
    expected = 12 * np.exp(0.3 * (without_effect(rng, months, rho) - 70))
    return Panel(rng.poisson(expected)[None].astype(float), np.full((1, months), 800.0)), None, "rate"


def compared(rng, months, rho):
    rows = np.array([without_effect(rng, months, rho) for _ in range(4)])
    return Panel(rows[:1], np.ones((1, months))), Panel(rows[1:], np.ones((3, months))), "value"


SLOW = [pytest.param(make, marks=pytest.mark.slow) for make in (counts, compared)]


@pytest.mark.wide
@pytest.mark.parametrize("make", [values, *SLOW])
@pytest.mark.parametrize(
    ("before", "after", "most"), [(24, 12, 0.08), pytest.param(12, 12, 0.10, marks=pytest.mark.slow)]
)
def test_noise_rarely_gets_a_verdict(before, after, most, make):
    assert share_of_verdicts(before, after, make) <= most
