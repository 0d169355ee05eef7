"""Agreement of raters: by hand, against statsmodels, and what chance agreement gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.inter_rater import fleiss_kappa as by_statsmodels

from pipeline.statistics.agreement import cohen_kappa, fleiss_kappa, krippendorff_alpha

TABLES = st.lists(st.integers(1, 30), min_size=9, max_size=9).map(lambda cells: np.reshape(cells, (3, 3)))


def alpha_by_pairs(ratings, apart):
    """Return alpha by going through every pair of ratings."""
    units = [row[np.isfinite(row)] for row in ratings if np.isfinite(row).sum() > 1]
    everything = np.concatenate(units)
    within = [
        apart(a, b) / (len(unit) - 1)
        for unit in units
        for i, a in enumerate(unit)
        for j, b in enumerate(unit)
        if i != j
    ]
    among = [apart(a, b) for i, a in enumerate(everything) for j, b in enumerate(everything) if i != j]
    return 1 - (sum(within) / len(everything)) / (sum(among) / len(among))


def test_kappa_takes_out_what_chance_agrees_on():
    got = cohen_kappa([[20, 5], [10, 15]])
    assert (got.agreement, got.kappa) == pytest.approx((0.7, (0.7 - 0.5) / 0.5))
    assert got.low < 0.4 < got.high


def test_frequent_agreement_on_one_level_is_little_agreement():
    got = cohen_kappa([[95, 2], [3, 0]])
    assert got.agreement == 0.95
    assert got.kappa < 0.05


@settings(deadline=None)
@given(TABLES)
def test_weights_make_distant_levels_count_more(table):
    weight = {None: np.eye(3), "linear": [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]]}
    weight["quadratic"] = [[1, 0.75, 0], [0.75, 1, 0.75], [0, 0.75, 1]]
    share = table / table.sum()
    chance = np.outer(share.sum(axis=1), share.sum(axis=0))
    for name, w in weight.items():
        observed, expected = (np.asarray(w) * share).sum(), (np.asarray(w) * chance).sum()
        assert cohen_kappa(table, name).kappa == pytest.approx((observed - expected) / (1 - expected))


def test_the_error_of_kappa_agrees_with_the_bootstrap():
    table = np.array([[30, 8, 2], [6, 25, 9], [1, 5, 14]])
    rng = np.random.default_rng(1)
    draws = rng.multinomial(100, table.ravel() / 100, 200).reshape(200, 3, 3)
    for weights in (None, "linear"):
        spread = np.std([cohen_kappa(draw, weights).kappa for draw in draws])
        assert cohen_kappa(table, weights).error == pytest.approx(spread, rel=0.15)


def test_a_level_that_one_rater_alone_gave_makes_the_agreement_one_by_chance():
    assert cohen_kappa([[5, 1], [0, 0]]).kappa == pytest.approx(0)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("table", [[[5, 0], [0, 0]], [[0, 0], [0, 0]]])
def test_one_level_alone_has_no_kappa(table):
    assert np.isnan(cohen_kappa(table).kappa)


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from([0, 1, 2, 5, np.nan]), min_size=3, max_size=3), min_size=4, max_size=9))
def test_alpha_is_what_going_through_every_pair_gives(ratings):
    given_ratings = np.array(ratings)
    pairable = given_ratings[np.isfinite(given_ratings).sum(axis=1) > 1]
    values = pairable[np.isfinite(pairable)]
    if len(np.unique(values)) < 2:
        assert np.isnan(krippendorff_alpha(given_ratings))
        return

    def between(a, b):
        low, high = min(a, b), max(a, b)
        inside = ((values >= low) & (values <= high)).sum()
        return (inside - ((values == low).sum() + (values == high).sum()) / 2) ** 2 if a != b else 0

    metrics = {
        "nominal": lambda a, b: a != b,
        "ordinal": between,
        "interval": lambda a, b: (a - b) ** 2,
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2 if a != b else 0,
    }
    for level, apart in metrics.items():
        assert krippendorff_alpha(given_ratings, level) == pytest.approx(alpha_by_pairs(given_ratings, apart))


def test_raters_who_agree_have_alpha_1_and_a_single_rating_says_nothing():
    assert krippendorff_alpha([[1, 1, np.nan], [2, 2, 2], [np.nan, 3, np.nan]]) == 1
    assert np.isnan(krippendorff_alpha([[1, np.nan], [np.nan, 2]]))
    assert krippendorff_alpha([[1, 2]]) == 0


def test_alpha_of_measures_does_not_depend_on_their_unit():
    ratings = np.array([[1.0, 2], [4, 4], [7, 5], [3, 3]])
    for level in ("interval", "ratio"):
        assert krippendorff_alpha(ratings / 1000, level) == pytest.approx(krippendorff_alpha(ratings, level))


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=3, max_size=12))
def test_fleiss_kappa_agrees_with_statsmodels(ratings):
    counts = np.array([np.bincount(row, minlength=3) for row in ratings])
    if len({value for row in ratings for value in row}) > 1:
        assert fleiss_kappa(counts).kappa == pytest.approx(by_statsmodels(counts))


def test_fleiss_kappa_of_raters_who_guess_is_rarely_significant():
    rng = np.random.default_rng(2)
    p = [fleiss_kappa(rng.multinomial(4, [0.6, 0.3, 0.1], 40)).p for _ in range(400)]
    assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=0.03)


def test_fleiss_kappa_needs_equally_many_ratings():
    with pytest.raises(ValueError, match="same number"):
        fleiss_kappa([[2, 1], [1, 1]])
    with pytest.raises(ValueError, match="at least two"):
        fleiss_kappa([[1, 0], [0, 1]])


@pytest.mark.filterwarnings("error")
def test_one_level_alone_has_no_fleiss_kappa_and_no_alpha():
    assert np.isnan(fleiss_kappa([[3, 0], [3, 0]]).kappa)
    assert np.isnan(krippendorff_alpha([[2, 2], [2, 2]]))


@pytest.mark.parametrize("counts", [[[3, 0], [0, 3], [2, 1], [1, 2], [3, 0]], [[2, 0], [1, 1], [0, 2]], [[2, 1]]])
def test_fleiss_kappa_of_two_levels_has_the_published_error(counts):
    """Fleiss, Levin and Paik (2003), ch. 18: √(2/(N·m·(m − 1))), whatever the shares."""
    raters = sum(counts[0])
    got = fleiss_kappa(counts)
    assert got.kappa == pytest.approx(by_statsmodels(np.array(counts)))
    assert got.error == pytest.approx(np.sqrt(2 / (len(counts) * raters * (raters - 1))))
    assert (got.low, got.high) == pytest.approx(norm.interval(0.95, got.kappa, got.error))
    assert (got.z, got.p) == pytest.approx((got.kappa / got.error, 2 * norm.sf(abs(got.kappa / got.error))))
