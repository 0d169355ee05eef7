"""Measures of a classifier: by hand, and what a class that nobody predicts does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.classification import classification, confusion

LABELS = ["lift", "noise", "fees"]
PAIRS = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=40)


def test_by_hand():
    truth = ["lift"] * 6 + ["noise"] * 3 + ["fees"]
    predicted = ["lift"] * 5 + ["noise"] * 3 + ["lift", "lift"]
    got = classification(confusion(truth, predicted, LABELS), LABELS)
    assert got.accuracy == 0.7
    assert got.no_information_rate == 0.6
    assert got.precision == {"lift": 5 / 7, "noise": 2 / 3, "fees": 0}
    assert got.recall == {"lift": 5 / 6, "noise": 2 / 3, "fees": 0}
    assert got.f1["lift"] == pytest.approx(2 * (5 / 7) * (5 / 6) / (5 / 7 + 5 / 6))
    assert got.macro_f1 == pytest.approx(np.mean(list(got.f1.values())))
    assert got.support == {"lift": 6, "noise": 3, "fees": 1}
    assert got.accuracy_low < 0.7 < got.accuracy_high


def test_a_class_that_never_occurs_counts_in_no_mean():
    table = confusion(["lift", "noise"], ["lift", "lift"], LABELS)
    got = classification(table, LABELS)
    assert (got.recall["fees"], got.f1["fees"]) == (0, 0)
    assert got.macro_recall == 0.5


@given(PAIRS)
def test_every_measure_follows_from_the_single_pairs(pairs):
    truth, predicted = zip(*pairs, strict=True)
    got = classification(confusion(truth, predicted, LABELS), LABELS)
    assert got.accuracy == pytest.approx(np.mean([a == b for a, b in pairs]))
    for label in LABELS:
        right = sum(a == b == label for a, b in pairs)
        wrong = sum((a == label) != (b == label) for a, b in pairs)
        assert got.f1[label] == pytest.approx(2 * right / (2 * right + wrong) if right else 0)
    is_of = [[[value == label for label in LABELS] for value in side] for side in (truth, predicted)]
    a, b = (np.array(side, float) - np.mean(side, axis=0) for side in is_of)
    spread = np.sqrt((a * a).sum() * (b * b).sum())
    assert got.mcc == pytest.approx((a * b).sum() / spread if spread > 1e-12 else np.nan, nan_ok=True, abs=1e-9)
    assert got.weighted_f1 == pytest.approx(sum(got.f1[label] * truth.count(label) for label in LABELS) / len(pairs))


def test_a_value_that_is_no_label_is_an_error():
    with pytest.raises(ValueError, match="parking"):
        confusion(["lift"], ["parking"], LABELS)


def test_a_table_of_other_classes_than_the_labels_is_an_error():
    with pytest.raises(ValueError, match="argument 2"):
        classification(np.ones((2, 2)), LABELS)


@pytest.mark.filterwarnings("error")
def test_where_only_one_class_occurs_nothing_correlates():
    got = classification(confusion(["lift"], ["lift"], LABELS), LABELS)
    assert (got.accuracy, got.no_information_rate, got.macro_f1) == (1, 1, 1) and np.isnan(got.mcc)


def test_nothing_classified_has_no_accuracy():
    got = classification(np.zeros((3, 3)), LABELS)
    assert np.isnan([got.accuracy, got.macro_f1, got.accuracy_low, got.mcc]).all()
