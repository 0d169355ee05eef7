"""Descriptive statistics and confidence intervals."""

from __future__ import annotations

from typing import Any

from pipeline.statistics.intervals import t_interval
from tests.reference.case import Case
from tests.reference.kinds import Kind


def mean_interval(case: Case) -> dict[str, Any]:
    given = case.inline()
    low, high = t_interval(given["n"], given["mean"], given["sd"])
    return {"low": low, "high": high}


KINDS = (
    Kind(
        "t interval",
        cases=("t_interval_nist",),
        keys=frozenset({"low", "high", "t_crit"}),
        words=frozenset({"interval", "mean", "freedom"}),
        compute=mean_interval,
        keys_not_offered={"t_crit": "the quantile of t is not shown, only the interval made with it"},
    ),
)
