"""The catalogue: what each metric is called, how it is defined, and what ``compute`` needs to know of it.

Read from ``catalogue.yml``. One entry per metric module; a test fails if one is missing on either side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import UsageError
from pipeline.metrics.periods import Period
from pipeline.shipped import read_shipped

SMALL_DENOMINATOR = 5
SUBJECTS = ("satisfaction", "survey", "needs", "volume", "resolution", "on_time", "callback", "flow", "operations")
ENTRIES = Path(__file__).with_name("catalogue.yml")
OF_THE_CALL = {
    "operational",
    "frame",
    "complaints",
    "scores",
    "ratings",
    "responses",
    "surveys",
    "needs",
    "by",
    "period",
    "as_of",
    "households",
    "roster",
    "margins",
}


@dataclass(frozen=True)
class Metric:
    """One metric. Texts are pairs ``{"zh": …, "en": …}``; ``{within_days}`` in them stands for the parameter."""

    name: str
    label: Mapping[str, str]
    definition: Mapping[str, str]
    formula: str
    numerator: str
    denominator: str
    counts: tuple[str, ...]
    excluded: Mapping[str, str]
    unit: Literal[
        "share",
        "index",
        "rating",
        "points",
        "coefficient",
        "ratio",
        "hours",
        "days",
        "count",
        "stock",
        "rate",
        "reported",
    ]
    interval: Literal["wilson", "t", "nps", "poisson", "own", "none"]
    better: Literal["higher", "lower", "neither"]
    clauses: tuple[str, ...]
    subject: str
    protects: bool
    table: Literal["complaint", "score", "rating", "response", "survey", "need", "operational", "margin"]
    needs: tuple[str, ...]
    default_period: Period
    value: str
    label_where_closed: Mapping[str, str] | None = None
    split: tuple[str, ...] = ()
    squares: str | None = None
    people: str | None = None
    weighs: str | None = None
    rakes: bool = False
    links: bool = False
    per: int = 1
    beside: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def protected_by(self) -> str:
        """Column with the number of people whose answers a figure shows."""
        return self.people or self.denominator

    @property
    def function(self) -> Callable[..., Any]:
        """The metric itself, frame → frame."""
        return getattr(import_module(f"pipeline.metrics.{self.name}"), self.name)

    @property
    def finish(self) -> Callable[..., Any] | None:
        """What the metric adds in pandas to counts that may be shown, where a quotient does not say it."""
        return getattr(import_module(f"pipeline.metrics.{self.name}"), "finish", None)

    @property
    def of_counts(self) -> Callable[..., Any] | None:
        """What the metric adds to its counts per group, where those of members add up to those of all of them."""
        return getattr(import_module(f"pipeline.metrics.{self.name}"), "of_counts", None)

    @property
    def serves_all_filters(self) -> bool:
        """Whether its counts by all that pages filter complaints by give what is asked for under any filter."""
        return self.table == "complaint" and (self.links or self.protects or self.of_counts is not None)

    @property
    def of_cases(self) -> Callable[..., Any] | None:
        """The numerator and denominator of each complaint, where the metric's own function cannot tell them lazily."""
        return getattr(import_module(f"pipeline.metrics.{self.name}"), "of_cases", None)

    @property
    def order(self) -> tuple[str, ...]:
        """The order in which its steps or stages follow each other; empty where it splits by nothing of the kind."""
        return tuple(getattr(import_module(f"pipeline.metrics.{self.name}"), "ORDER", ()))

    @property
    def takes_roster(self) -> bool:
        """Whether the metric needs the households of the roster at the end of each period."""
        return "roster" in signature(self.function).parameters

    @property
    def parameters(self) -> dict[str, Any]:
        """Parameters of its own with their defaults, e.g. ``within_days``."""
        own = signature(self.function).parameters.values()
        return {each.name: each.default for each in own if each.name not in OF_THE_CALL}

    @property
    def kinds(self) -> dict[str, Any]:
        """Kinds of the parameters of its own: ``int``, ``bool``, a ``Literal`` …"""
        own = signature(self.function, eval_str=True).parameters.values()
        return {each.name: each.annotation for each in own if each.name not in OF_THE_CALL}

    @property
    def takes_households(self) -> bool:
        """Whether the metric is given the households of each community and period."""
        return "households" in signature(self.function).parameters

    def smallest_group(self, k: int) -> int:
        """Return the smallest denominator whose figure is shown; ``k`` is the setting for answers of people."""
        return k if self.protects else SMALL_DENOMINATOR

    def words(self, text: str, language: str, **parameters: Any) -> str:
        """Return a text in ``language`` with the parameters (defaults where not given) filled in."""
        return str(getattr(self, text)[language]).format(**(self.parameters | parameters))


@cache
def catalogue() -> dict[str, Metric]:
    """Return all metrics by name, in the order of the file."""
    entries = read_shipped(ENTRIES)
    return {name: _metric(name, entry) for name, entry in entries.items()}


def find(name: str) -> Metric:
    """Return the metric called ``name``.

    Raises:
        UsageError: If there is none; names the nearest one.
    """
    known = catalogue()
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        raise UsageError(
            zh=f"没有指标 {name!r}。" + (f"是否指 {near[0]!r}？" if near else f"可用：{'、'.join(known)}。"),
            en=f"Unknown metric {name!r}. " + (f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."),
        )
    return known[name]


def _metric(name: str, entry: dict[str, Any]) -> Metric:
    lists = {key: tuple(entry.get(key, ())) for key in ("counts", "clauses", "needs", "split")}
    return Metric(**({"name": name, "value": name} | entry | lists))
