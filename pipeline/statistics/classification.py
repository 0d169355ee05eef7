"""How well a classifier, such as the suggestion of a complaint type from its text, agrees with what people decided.

    precision = right / predicted as the class       recall = right / truly of the class
    F1        = 2 · precision · recall / (precision + recall)
    macro     = mean over the classes, each counting the same: macro-F1 is the mean of the F1s
    weighted  = mean weighted by how many truly belong to each class
    MCC       = correlation of truth and prediction, for several classes (Gorodkin 2004)

A class that was never predicted has precision and F1 0; one that never occurs counts in no mean. Accuracy says little
where one class is frequent: compare it with ``no_information_rate``, the share of the most frequent class. Its interval is
Clopper and Pearson's, exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import CONFIDENCE, exact_interval


@dataclass(frozen=True)
class Classification:
    """Measures of a classifier, 0 to 1 (``mcc`` −1 to 1); ``precision``, ``recall``, ``f1``, ``support`` by class."""

    accuracy: float
    accuracy_low: float
    accuracy_high: float
    no_information_rate: float
    mcc: float
    precision: dict[Any, float]
    recall: dict[Any, float]
    f1: dict[Any, float]
    support: dict[Any, int]
    macro_precision: float
    macro_recall: float
    macro_f1: float
    weighted_f1: float


def confusion(truth: Sequence[Any], predicted: Sequence[Any], labels: Sequence[Any]) -> Any:
    """Return counts of truth × prediction, in the order of ``labels``.

    Raises:
        ValueError: If a value is none of the labels.
    """
    place = {label: number for number, label in enumerate(labels)}
    unknown = sorted({str(value) for value in [*truth, *predicted] if value not in place})
    if unknown:
        raise ValueError(f"not among the labels: {', '.join(unknown)}")
    table = np.zeros((len(labels), len(labels)), int)
    np.add.at(table, ([place[value] for value in truth], [place[value] for value in predicted]), 1)
    return table


def classification(table: Any, labels: Sequence[Any], confidence: float = CONFIDENCE) -> Classification:
    """Return the measures of a table of counts, truth in rows and prediction in columns; NaN where it is empty."""
    counts = np.asarray(table, float)
    right, true, said = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    n = counts.sum() or np.nan
    precision, recall = _share(right, said), _share(right, true)
    f1 = _share(2 * right, true + said)
    occurs = true > 0
    means = [float(part[occurs].mean()) if occurs.any() else np.nan for part in (precision, recall, f1)]
    low, high = (float(end) for end in exact_interval(right.sum(), counts.sum(), confidence))
    spread = np.sqrt((n**2 - (true**2).sum()) * (n**2 - (said**2).sum()))
    return Classification(
        accuracy=float(right.sum() / n),
        accuracy_low=low,
        accuracy_high=high,
        no_information_rate=float(true.max(initial=0) / n),
        mcc=float((right.sum() * n - true @ said) / spread) if spread > 0 else np.nan,
        precision=_by_class(labels, precision),
        recall=_by_class(labels, recall),
        f1=_by_class(labels, f1),
        support=_by_class(labels, true.astype(int)),
        macro_precision=means[0],
        macro_recall=means[1],
        macro_f1=means[2],
        weighted_f1=float(f1 @ true / n),
    )


def _share(part: Any, whole: Any) -> Any:
    return part / np.where(whole > 0, whole, 1)


def _by_class(labels: Sequence[Any], values: Any) -> dict[Any, Any]:
    return dict(zip(labels, values.tolist(), strict=True))
