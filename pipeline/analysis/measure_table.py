"""Evaluations of improvement measures as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.analysis.measure_words import sentence
from pipeline.analysis.measures import Evaluation
from pipeline.statistics.improvement import Effect

COLUMNS = [
    "measure_id", "measure", "metric", "stage", "verdict", "before", "after", "effect", "low", "high", "p", "q", "method",
    "months_before", "months_after", "evaluate_on", "enough_from", "sentence",
]  # fmt: skip


def measure_rows(evaluations: Sequence[Evaluation], language: str) -> list[list[Any]]:
    """Return one row per evaluation, columns as ``COLUMNS``; of rates the effect is a ratio, else a difference."""
    return [_row(evaluation, language) for evaluation in evaluations]


def _row(evaluation: Evaluation, language: str) -> list[Any]:
    found, verdict = evaluation.found, evaluation.verdict
    row: dict[str, Any] = {
        "measure_id": evaluation.measure["measure_id"],
        "measure": evaluation.measure["measure"],
        "metric": evaluation.aspect.metric,
        "stage": evaluation.stage,
        "verdict": verdict.verdict if verdict else None,
        "q": verdict.q if verdict else None,
        "before": found.before,
        "after": found.after,
        "months_before": found.months_before,
        "months_after": found.months_after,
        "evaluate_on": evaluation.evaluate_on,
        "sentence": sentence(evaluation)[language],
    }
    if isinstance(found, Effect):
        effect = found.effect
        sizes = found.ratio if found.kind == "rate" else (effect.value, effect.low, effect.high)
        row |= dict(zip(("effect", "low", "high"), sizes, strict=True)) | {"p": effect.p, "method": found.method}
    else:
        row["enough_from"] = found.enough_from
    return [row.get(name) for name in COLUMNS]
