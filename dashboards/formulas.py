"""The formula of a metric in the words of the session: what is divided by what; of those that are more, their own text."""

from __future__ import annotations

from dashboards.text import t, words
from pipeline.metrics.catalogue import Metric


def counted(name: str) -> str:
    """Return what a count of the catalogue is called; its code where the texts have no word for it."""
    return t(f"count.{name}") if f"count.{name}" in words() else name


def formula(metric: Metric) -> str:
    """Return how a metric is computed."""
    if f"formula.{metric.name}" in words():
        return t(f"formula.{metric.name}")
    return t("formula", numerator=counted(metric.numerator), denominator=counted(metric.denominator))
