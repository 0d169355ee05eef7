"""Weighted means: against the textbook formulas written out, and at the edges."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.statistics.survey_mean import Design, jackknife_error, weighted_mean, weighted_share, weighted_total
from pipeline.statistics.weighting import poststratify

rows = st.lists(
    st.tuples(st.integers(0, 100), st.integers(1, 9), st.sampled_from("ab"), st.integers(0, 2)), min_size=1, max_size=25
)


def written_out(table):
    """The linearised variance, one loop per symbol."""
    total = sum(w for _, w, _, _ in table)
    mean = sum(y * w for y, w, _, _ in table) / total
    variance = 0.0
    for stratum in {s for _, _, s, _ in table}:
        scores = {}
        for y, w, s, c in table:
            if s == stratum:
                scores[c] = scores.get(c, 0.0) + w * (y - mean) / total
        m = len(scores)
        if m < 2:
            return mean, np.nan
        middle = sum(scores.values()) / m
        variance += m / (m - 1) * sum((score - middle) ** 2 for score in scores.values())
    return mean, np.sqrt(variance)


@settings(deadline=None)
@given(rows)
def test_a_mean_of_strata_and_clusters_agrees_with_the_formula_written_out(table):
    y, w, stratum, cluster = (list(column) for column in zip(*table, strict=True))
    got = weighted_mean(y, Design(w, strata=stratum, clusters=cluster))
    assert (got.value, got.error) == pytest.approx(written_out(table), abs=1e-9, nan_ok=True)


def test_equal_weights_give_the_ordinary_standard_error_and_no_design_effect():
    y = np.array([2.0, 4, 4, 5, 1, 3])
    got = weighted_mean(y, Design(np.full(6, 10.0)))
    assert (got.error, got.design_effect) == pytest.approx((y.std(ddof=1) / np.sqrt(6), 1.0))


def test_a_sample_of_everybody_has_no_error():
    got = weighted_mean([1.0, 2, 5], Design([1.0, 1, 1], population=[3, 3, 3]))
    assert got.error == 0


def test_a_missing_answer_takes_its_weight_out_of_a_mean_and_adds_nothing_to_a_total():
    design = Design([1.0, 5, 1])
    assert weighted_mean([2.0, np.nan, 4], design).value == 3
    assert weighted_total([2.0, np.nan, 4], design).value == 6


@pytest.mark.parametrize("values", [[], [np.nan]])
def test_nobody_answering_has_no_mean(values):
    got = weighted_mean(values, Design(np.ones(len(values))))
    assert np.isnan([got.value, got.error]).all() and got.n == 0


def test_one_answer_has_a_mean_without_error():
    got = weighted_mean([4.0], Design([2.0]))
    assert got.value == 4 and np.isnan(got.error) and all(np.isnan(got.interval()))


def test_the_jackknife_of_a_plain_mean_is_its_standard_error():
    y = np.array([2.0, 4, 4, 5, 1, 3])
    design = Design(np.ones(6))
    got = jackknife_error(lambda w: weighted_mean(y, Design(w)).value, design)
    assert got == pytest.approx(weighted_mean(y, design).error)


def test_the_jackknife_of_a_total_over_strata_is_its_standard_error():
    y, w = np.array([2.0, 4, 4, 5, 1, 3, 6]), np.array([1.0, 2, 1, 3, 1, 2, 2])
    strata, clusters = list("aaabbbb"), [1, 1, 2, 3, 4, 4, 5]  # two clusters in one stratum, three in the other
    for population in (None, [8, 8, 8, 9, 9, 9, 9]):
        design = Design(w, strata, clusters, population)
        assert jackknife_error(lambda w: float(w @ y), design) == pytest.approx(weighted_total(y, design).error)


def test_a_single_cluster_has_no_jackknife_error():
    assert np.isnan(jackknife_error(lambda w: float(w.sum()), Design([1.0, 1], clusters=["a", "a"])))


def test_a_margin_that_explains_every_answer_leaves_no_error():
    cells, weights = np.array(["old", "old", "new", "new"]), np.ones(4)
    calibrated = poststratify(weights, cells, {"old": 30, "new": 10})
    got = weighted_mean([5.0, 5, 1, 1], Design(calibrated, margins=[cells]))
    assert got.value == 4 and got.error == pytest.approx(0, abs=1e-12)
    assert weighted_mean([5.0, 5, 1, 1], Design(calibrated)).error > 0.5


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from("ab"), st.sampled_from("xyz")), min_size=1
    ),
    st.sampled_from([(), (2,), (2, 3)]),
)
@example([(1, 0, "a", "x")], ())
@example([(1, 1, "a", "x")], ())
@example([(3, 1, "a", "x"), (1, 4, "b", "y"), (2, 2, "a", "y")], (2, 3))
def test_a_share_of_cells_is_the_mean_of_their_answers(cells, calibrated):
    cells = [cell for cell in cells if cell[0] + cell[1]]
    weights = np.arange(1.0, len(cells) + 1)
    sizes = [yes + no for yes, no, *_ in cells]
    answers = [value for yes, no, *_ in cells for value in [1] * yes + [0] * no]
    margins = [np.array([cell[at] for cell in cells]) for at in calibrated]
    single = Design(np.repeat(weights, sizes), margins=[np.repeat(labels, sizes) for labels in margins])
    want = weighted_mean(answers, single)
    got = weighted_share([yes for yes, *_ in cells], sizes, Design(weights, margins=margins))
    assert (got.value, got.error) == pytest.approx((want.value, want.error), abs=1e-9, nan_ok=True)
    assert got.design_effect == pytest.approx(want.design_effect, abs=1e-6, nan_ok=True)
    assert (got.n, got.clusters) == (want.n, want.clusters)


@pytest.mark.filterwarnings("error")
def test_a_cell_without_answers_adds_nothing_to_a_share():
    assert weighted_share([3, 0, 1], [5, 0, 4], Design([2, 9, 1])) == weighted_share([3, 1], [5, 4], Design([2, 1]))


def test_who_did_not_answer_was_drawn_all_the_same():
    """As R's svymean(~y, design, na.rm = TRUE): scores of 0, eight drawn; seven answers, six of them of a weight."""
    y, w = [1, 2, np.nan, 4, 5, 3, 2, 2], [1, 0, 2, 2, 1, 3, 1, 1]
    got = weighted_mean(y, Design(w))
    scores = [1 * (1 - 3), 0, 0, 2 * (4 - 3), 1 * (5 - 3), 3 * (3 - 3), 1 * (2 - 3), 1 * (2 - 3)]
    variance = 8 / 7 * sum((score / 9) ** 2 for score in scores)
    simple = (1 * 4 + 2 * 1 + 1 * 4 + 1 + 1) / 9 / 5
    assert (got.n, got.value) == (7, 3)
    assert got.error == pytest.approx(np.sqrt(variance))
    assert got.design_effect == pytest.approx(variance / simple)


def test_a_cluster_without_an_answer_counts_among_those_drawn():
    got = weighted_mean([1, 3, np.nan, 5, 7], Design([1] * 5, clusters=["a", "a", "b", "c", "c"]))
    scores = [(1 - 4 + 3 - 4) / 4, 0.0, (5 - 4 + 7 - 4) / 4]
    assert got.clusters == 3
    assert got.error == pytest.approx(np.sqrt(3 / 2 * sum(score**2 for score in scores)))


def test_two_answers_have_a_design_effect_and_a_stratum_of_one_has_no_error():
    assert weighted_mean([1.0, 3.0], Design([1, 1])).design_effect == pytest.approx(1)
    alone = Design([1, 1, 1], strata=["a", "a", "b"], population=[9, 9, 7])
    assert np.isnan(weighted_mean([1.0, 2, 4], alone).error)


def test_a_margin_of_one_category_takes_the_weighted_mean_off_a_total():
    got = weighted_total([1.0, 2, 3], Design([1, 2, 1], margins=[["all"] * 3]))
    assert (got.value, got.error) == pytest.approx((8, np.sqrt(3)))  # of the scores -1, 0, 1
