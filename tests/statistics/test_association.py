"""Itemsets and rules: against counting every subset, and by hand."""

from fractions import Fraction
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from pipeline.statistics.association import frequent_itemsets, rules

BASKETS = st.lists(st.tuples(st.frozensets(st.sampled_from("abcde")), st.integers(1, 9)), min_size=1, max_size=12)


def holding(baskets, items):
    return sum(number for content, number in baskets if items <= content)


@settings(deadline=None)
@given(BASKETS, st.sampled_from([0.05, 0.2, 0.5, 1.0]), st.sampled_from([1, 2, 3, None]))
def test_itemsets_are_those_that_counting_every_subset_finds(baskets, support, longest):
    total = sum(number for _, number in baskets)
    subsets = chain.from_iterable(combinations("abcde", size) for size in range(1, (longest or 5) + 1))
    counted = {frozenset(items): holding(baskets, frozenset(items)) for items in subsets}
    want = {items: n for items, n in counted.items() if n and n >= Fraction(str(support)) * total}
    got = frequent_itemsets(baskets, support, longest)
    assert got.counts == want
    assert got.baskets == total


@settings(deadline=None, max_examples=50)
@given(BASKETS)
def test_measures_of_a_rule_agree_with_its_two_by_two_table(baskets):
    itemsets = frequent_itemsets(baskets, 0.0, None)
    total = itemsets.baskets
    for row in rules(itemsets, 0.0).head(20).to_dict("records"):
        left, right = row["left"], frozenset([row["right"]])
        both, n_left, n_right = holding(baskets, left | right), holding(baskets, left), holding(baskets, right)
        assert row["support"] == both / total
        assert row["confidence"] == both / n_left
        assert row["lift"] == pytest.approx(both / total / (n_left / total * n_right / total))
        assert row["leverage"] == pytest.approx(both / total - n_left / total * n_right / total)
        table = [[both, n_left - both], [n_right - both, total - n_left - n_right + both]]
        assert row["p"] == pytest.approx(fisher_exact(table, "greater").pvalue)
        if np.min(np.sum(table, axis=0)) > 0 and np.min(np.sum(table, axis=1)) > 0:
            assert row["chi_square"] == pytest.approx(chi2_contingency(table, correction=False).statistic, abs=1e-9)


@pytest.mark.parametrize(("with_both", "with_left"), [(4, 5), (8, 10), (12, 15), (28, 35), (56, 70)])
def test_a_confidence_of_exactly_the_limit_is_enough(with_both, with_left):
    itemsets = frequent_itemsets([("ab", with_both), ("a", with_left - with_both), ("b", 200)], 0.0)
    assert [(row["left"], row["right"]) for row in rules(itemsets, 0.8).to_dict("records")] == [(frozenset("a"), "b")]


def test_a_support_of_exactly_the_limit_is_enough():
    assert frozenset("ab") in frequent_itemsets([("ab", 3), ("", 7)], 0.3).counts
    assert frozenset("ab") not in frequent_itemsets([("ab", 3), ("", 8)], 0.3).counts


def test_a_support_of_exactly_the_limit_is_enough_of_a_hundred_million():
    assert 0.07 * 1e8 > 7e6  # as floats have it
    assert frozenset("a") in frequent_itemsets([("a", 7e6), ("b", 93e6)], 0.07).counts


def test_lift_is_the_same_in_both_directions_and_confidence_is_not():
    first, second = rules(frequent_itemsets([("ab", 10), ("a", 10), ("", 20)], 0.0), 0.0).to_dict("records")
    assert first["lift"] == second["lift"]
    assert {first["confidence"], second["confidence"]} == {0.5, 1.0}
    assert np.isinf(max(first["conviction"], second["conviction"]))


def test_the_highest_lift_comes_first_and_of_equal_ones_the_more_frequent():
    baskets = [("ab", 4), ("cd", 8), ("ef", 2), ("e", 4), ("f", 4), ("gh", 4), ("", 74)]
    found = rules(frequent_itemsets(baskets, 0.0), 0.0)
    assert found["n"].tolist() == [4] * 4 + [8] * 2 + [2] * 2
    assert found["lift"].is_monotonic_decreasing and found.index.tolist() == list(range(8))


def test_needs_that_come_together_are_found_and_independent_ones_are_not():
    rng = np.random.default_rng(5)
    meals, care = rng.random((2, 2000)) < 0.3
    care = np.where(rng.random(2000) < 0.5, meals, care)
    sports = rng.random(2000) < 0.3
    names = np.array(["meals", "care", "sports"])
    baskets = [(names[row], 1) for row in np.column_stack([meals, care, sports])]
    found = rules(frequent_itemsets(baskets, 0.01, longest=2), 0.0)
    assert {frozenset([row["right"], *row["left"]]) for row in found[found["q"] < 0.001].to_dict("records")} == {
        frozenset(["meals", "care"])
    }


def test_without_baskets_there_is_no_rule():
    assert len(rules(frequent_itemsets([], 0.1), 0.1)) == 0
    assert len(rules(frequent_itemsets([("a", 3)], 0.1), 0.1)) == 0
