"""Regression with AR(1) errors: against the full likelihood with the whole covariance matrix."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from pipeline.statistics.autoregression import ar1_regression


def series(rng, n, rho):
    u = np.empty(n)
    u[0] = rng.normal()
    for t in range(1, n):
        u[t] = rho * u[t - 1] + np.sqrt(1 - rho**2) * rng.normal()
    return u


def by_the_whole_matrix(y, x, at):
    """Return ρ, coefficients and covariance from the REML likelihood written with the covariance matrix of all months."""
    n, k = x.shape

    def parts(rho):
        v = rho ** np.abs(np.subtract.outer(at, at)) if rho else np.eye(n)
        inside = np.linalg.inv(x.T @ np.linalg.solve(v, x))
        beta = inside @ x.T @ np.linalg.solve(v, y)
        left = y - x @ beta
        return v, inside, beta, left @ np.linalg.solve(v, left)

    def minus_twice_likelihood(rho):
        v, inside, _, squares = parts(rho)
        return (n - k) * np.log(squares) + np.linalg.slogdet(v)[1] - np.linalg.slogdet(inside)[1]

    rhos = np.linspace(0, 0.98, 99)
    best = rhos[np.argmin([minus_twice_likelihood(rho) for rho in rhos])]
    found = minimize_scalar(
        minus_twice_likelihood, bounds=(max(best - 0.02, 0), best + 0.01), method="bounded", options={"xatol": 1e-8}
    )
    rho = found.x if found.fun < minus_twice_likelihood(0.0) else 0.0
    _, inside, beta, squares = parts(rho)
    return rho, beta, squares / (n - k) * inside


@pytest.mark.parametrize("seed", range(12))
def test_it_is_the_residual_likelihoods_maximum(seed):
    rng = np.random.default_rng(seed)
    at = np.sort(rng.choice(40, 28, replace=False))
    x = np.column_stack([np.ones(28), at, at > 20])
    y = 3 + 0.1 * at + series(rng, 28, rng.uniform(-0.2, 0.8))
    rho, beta, covariance = by_the_whole_matrix(y, x, at)
    got = ar1_regression(y, x, at)
    assert got.rho == pytest.approx(rho, abs=2e-4)
    assert got.coefficients == pytest.approx(beta, rel=1e-3, abs=1e-4)
    assert got.covariance == pytest.approx(covariance, rel=2e-3, abs=1e-6)


def test_it_finds_the_correlation_of_a_long_series():
    rng = np.random.default_rng(1)
    assert ar1_regression(series(rng, 2000, 0.5), np.ones((2000, 1)), np.arange(2000)).rho == pytest.approx(
        0.5, abs=0.05
    )


def test_alternating_months_count_as_independent_ones():
    y = np.array([1.0, -1.0] * 12) + np.random.default_rng(2).normal(0, 0.1, 24)
    got = ar1_regression(y, np.ones((24, 1)), np.arange(24))
    assert got.rho == 0
    estimate = got.estimate([1])
    assert (estimate.value, estimate.error) == pytest.approx((y.mean(), y.std(ddof=1) / np.sqrt(24)))
    assert (estimate.high - estimate.low) / 2 == pytest.approx(2.0739 * estimate.error, rel=1e-4)  # t with 22, not 23


def test_a_series_without_spread_has_no_p():
    got = ar1_regression(np.full(24, 5.1), np.ones((24, 1)), np.arange(24)).estimate([1])
    assert got.value == pytest.approx(5.1)
    assert np.isnan([got.low, got.high, got.p]).all()


def test_too_few_months_are_an_error():
    with pytest.raises(ValueError, match="too few"):
        ar1_regression([1, 2, 3], np.eye(3)[:, :2], [0, 1, 2])
