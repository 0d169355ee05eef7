"""Weights: margins are met, what cannot be met is said, and trimming keeps the sum."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.statistics.weighting import MarginError, kish, poststratify, rake, trim

cells = st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("mno"), st.floats(0.5, 50)), min_size=6, max_size=40)


@settings(deadline=None)
@given(cells, st.floats(0.2, 5), st.floats(0.2, 5))
def test_raked_weights_meet_every_margin(rows, first, second):
    a, b, weights = (np.array(column) for column in zip(*rows, strict=True))
    assume(all(((a == x) & (b == y)).any() for x in "xy" for y in "mno"))
    one = {"x": 100 * first, "y": 100.0}
    two = {"m": 1.0, "n": second, "o": 2.0}
    scale = sum(one.values()) / sum(two.values())
    two = {name: size * scale for name, size in two.items()}
    got = rake(weights, [a, b], [one, two])
    for labels, margin in ((a, one), (b, two)):
        assert [got[labels == name].sum() for name in margin] == pytest.approx(list(margin.values()))


def test_raking_cells_gives_the_sums_of_raking_the_answers():
    a, b = np.array(list("xxxyyyyx")), np.array(list("mnmnmnnn"))
    one, two = {"x": 30, "y": 70}, {"m": 55, "n": 45}
    answers = rake(np.ones(8), [a, b], [one, two])
    pairs = sorted(set(zip(a, b, strict=True)))
    counts = [float(((a == x) & (b == y)).sum()) for x, y in pairs]
    by_cell = rake(counts, [[x for x, _ in pairs], [y for _, y in pairs]], [one, two])
    assert by_cell == pytest.approx([answers[(a == x) & (b == y)].sum() for x, y in pairs])


def test_poststratified_weights_sum_to_each_cell():
    got = poststratify([1, 3, 2], ["a", "a", "b"], {"a": 40, "b": 10})
    assert got.tolist() == [10, 30, 10]


def test_margins_that_do_not_fit_are_refused():
    with pytest.raises(MarginError, match="no known size for c"):
        poststratify([1, 1], ["a", "c"], {"a": 5})
    with pytest.raises(MarginError, match="has no answers"):
        poststratify([1], ["a"], {"a": 5, "b": 5})
    with pytest.raises(MarginError, match="different totals: 5, 6"):
        rake([1, 1], [["a", "b"], ["x", "y"]], [{"a": 2, "b": 3}, {"x": 3, "y": 3}])
    with pytest.raises(MarginError, match="cannot all be met"):
        rake([1, 1], [["a", "b"], ["x", "y"]], [{"a": 2, "b": 4}, {"x": 3, "y": 3}])


def test_equal_weights_cost_nothing_and_counts_stand_for_answers():
    assert (kish([7, 7, 7]).n_eff, kish([7, 7, 7]).design_effect) == pytest.approx((3, 1))
    assert kish([1, 4], counts=[2, 1]) == kish([1, 1, 4])
    assert np.isnan(kish([]).n_eff)


@given(st.lists(st.floats(0.1, 100), min_size=2, max_size=20), st.floats(0.2, 90))
def test_trimming_keeps_the_sum(weights, upper):
    assume(min(weights) <= upper)
    assert trim(weights, upper).sum() == pytest.approx(sum(weights))


def test_trimming_below_every_weight_is_refused():
    with pytest.raises(ValueError, match="every weight is above 2"):
        trim([3, 4], 2)


def test_a_weight_on_the_limit_is_not_above_it():
    assert trim([1, 2, 4], 2).tolist() == [2, 3, 2]
    assert trim([3, 3], 3).tolist() == [3, 3]


def test_weights_that_nobody_has_count_nowhere():
    got = kish([5, 1, 2, 9], [0, 3, 1, 0])
    assert (got.total, got.smallest, got.largest) == (5, 1, 2)
    assert kish([]).total == 0


def test_a_category_of_nobody_needs_no_answers():
    assert poststratify([1, 1], ["a", "a"], {"a": 10, "b": 0}).tolist() == [5, 5]
    answers = [["a", "a", "b"], ["x", "y", "y"]]
    sizes = [{"a": 10, "b": 0, "c": 0}, {"x": 4, "y": 6}]
    assert rake([1, 1, 1], answers, sizes) == pytest.approx([4, 6, 0])


def test_a_category_of_a_known_share_needs_answers():
    with pytest.raises(MarginError, match="has no answers"):
        poststratify([1, 1], ["a", "a"], {"a": 0.6, "b": 0.4})


def test_totals_of_a_thousand_million_may_differ_by_one():
    answers, sizes = [["a", "b"], ["x", "y"]], [{"a": 3e8, "b": 7e8}, {"x": 3e8, "y": 7e8 + 1}]
    with pytest.raises(MarginError, match="cannot all be met"):
        rake([1, 1], answers, sizes)
    with pytest.raises(ValueError, match="longer"):
        rake([1, 1], answers[:1], sizes)
