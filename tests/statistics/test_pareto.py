"""The Pareto table: order, vital few and rest categories."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.pareto import pareto


def test_the_largest_type_comes_first_with_its_share():
    got = pareto({"noise": 10, "lift": 30, "parking": 60})
    assert list(got["type"]) == ["parking", "lift", "noise"]
    assert list(got["cumulative_n"]) == [60, 90, 100]
    assert list(got["cumulative_share"]) == pytest.approx([0.6, 0.9, 1.0])
    assert list(got["is_vital"]) == [True, True, False]


@pytest.mark.parametrize("counts", [[5, 2, 1, 1, 1], [3] * 5, [1, 1, 1, 1, 1], [7, 1, 1, 1]])
def test_a_cumulative_share_of_exactly_the_limit_reaches_it(counts):
    got = pareto(dict(enumerate(counts)), vital_share=0.8)
    fewest = next(k for k in range(1, len(counts) + 1) if 10 * sum(counts[:k]) >= 8 * sum(counts))
    assert got["is_vital"].sum() == fewest


def test_equal_counts_keep_their_order():
    assert list(pareto({"b": 2, "a": 2, "c": 3})["type"]) == ["c", "b", "a"]


def test_rest_categories_come_last_and_are_never_vital():
    got = pareto({None: 90, "other": 50, "lift": 5, "noise": 5}, last=(None, "other"))
    assert list(got["type"]) == ["lift", "noise", None, "other"]
    assert list(got["is_vital"]) == [True, True, False, False]
    assert list(got["share"]) == pytest.approx([5 / 150, 5 / 150, 0.6, 50 / 150])


def test_a_type_without_a_case_is_not_vital_though_what_stands_before_it_is_no_four_fifths():
    got = pareto({"lift": 5, "noise": 0, "other": 5}, last=("other",))
    assert dict(zip(got["type"], got["is_vital"], strict=True)) == {"lift": True, "noise": False, "other": False}


def test_without_a_case_there_is_no_share():
    got = pareto({"lift": 0})
    assert np.isnan(got["share"][0])
    assert not got["is_vital"].any()
    assert len(pareto({})) == 0


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 1000), max_size=9))
def test_the_parts_make_up_the_whole(counts):
    got = pareto(counts)
    assert dict(zip(got["type"], got["n"], strict=True)) == counts
    assert got["n"].is_monotonic_decreasing
    if sum(counts.values()):
        assert got["share"].sum() == pytest.approx(1)
        assert 1 <= got["is_vital"].sum() <= len(counts)
