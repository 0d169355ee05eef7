"""Difference in differences: by the four means, and what pairs do to its error."""

import numpy as np
import pytest
from scipy.stats import t

from pipeline.statistics.difference_in_differences import cell_means, difference_in_differences, paired_difference


def answers(seed, homes=200, effect=5.0):
    """Return figures of the same homes before and after, half of them with the measure."""
    rng = np.random.default_rng(seed)
    treated = np.tile(np.arange(homes) % 2, 2)
    after = np.repeat([0, 1], homes)
    home = np.tile(np.arange(homes), 2)
    own = np.tile(rng.normal(70, 10, homes), 2)
    return own + 2 * after + effect * treated * after + rng.normal(0, 2, 2 * homes), treated, after, home


def test_it_is_the_difference_of_the_changes_of_four_means():
    values, treated, after, _ = answers(1)
    means = {cell: mean for cell, (mean, _, _) in cell_means(values, treated, after).items()}
    got = difference_in_differences(values, treated, after)
    assert got.difference == pytest.approx(means[1, 1] - means[1, 0] - (means[0, 1] - means[0, 0]))
    errors = [error for _, error, _ in cell_means(values, treated, after).values()]
    assert got.error == pytest.approx(np.sqrt(np.sum(np.square(errors))), rel=0.02)


def test_the_same_homes_asked_twice_make_it_sharper():
    values, treated, after, home = answers(2)
    alone, clustered = (
        difference_in_differences(values, treated, after),
        difference_in_differences(values, treated, after, units=home),
    )
    changes = values[200:] - values[:200]
    paired = paired_difference(changes[treated[:200] == 1], changes[treated[:200] == 0])
    assert clustered.error < alone.error / 4
    assert clustered.low > 4
    assert clustered.error == pytest.approx(paired.error, rel=0.03)
    assert paired.difference == pytest.approx(clustered.difference)
    assert paired.n == 200


def test_few_homes_asked_twice_are_tested_by_t_with_a_degree_of_freedom_per_home_but_one():
    values, treated, after, home = answers(6, homes=8)
    got = difference_in_differences(values, treated, after, units=home)
    assert got.p == pytest.approx(2 * t.sf(abs(got.difference / got.error), 7))
    assert (got.low, got.high) == pytest.approx(t.interval(0.95, 7, got.difference, got.error))


def test_a_change_that_everybody_had_is_none():
    values, treated, after, home = answers(3, effect=0.0)
    got = difference_in_differences(values, treated, after, units=home)
    assert got.low < 0 < got.high
    assert got.p > 0.05


def test_rows_with_a_missing_value_count_nowhere():
    values, treated, after, _ = answers(4)
    extra = np.arange(400.0)[:, None]
    values[3], extra[7, 0] = np.nan, np.nan
    assert difference_in_differences(values, treated, after).n == 399
    assert difference_in_differences(values, treated, after, covariates=extra).n == 398


def test_a_covariate_that_explains_a_shift_takes_it_out():
    values, treated, after, _ = answers(5, effect=0.0)
    moved = (treated * after).astype(float) * np.random.default_rng(5).integers(0, 2, 400)
    with_it = difference_in_differences(values + 30 * moved, treated, after, covariates=moved[:, None])
    assert difference_in_differences(values + 30 * moved, treated, after).difference > 10
    assert abs(with_it.difference) < 5


@pytest.mark.filterwarnings("error")
def test_an_empty_cell_has_no_mean_and_a_single_value_no_error():
    found = cell_means([1.0, 2.0, 5.0], [1, 1, 1], [0, 1, 1])
    assert np.isnan(found[0, 0][:2]).all() and found[0, 0][2] == 0
    assert found[1, 0] == (1, pytest.approx(np.nan, nan_ok=True), 1)
    assert found[1, 1] == (3.5, pytest.approx(1.5), 2)
