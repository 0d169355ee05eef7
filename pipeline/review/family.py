"""All comparisons from which a review chooses, held together as one family (metrics.md, comparisons).

A review picks what changed among all that could have changed, so false discovery is controlled over every comparison here,
said or not. Shares, of the company and of each community, are held against the quarter before and the same of last year;
counts of complaints against last year only, for they have a season, and how much they vary is not known from fewer quarters;
communities against the others together, for gaps that stand. Complaints of all communities together are held against those of
the same communities or not at all (``alike``). Measures are judged among those of their own quarter.

    matter(share) = |h| · √(share of the people or cases concerned)      matter(count) = |difference| / all complaints
    h = 2·asin√p − 2·asin√p′ (Cohen) of the end of the change's 95 % interval that is nearest to none

    matter(time to resolution) = ½ |ln HR| · √(share of the cases), of the hazard ratio (``analysis.speeds``)

So a change matters by what is sure of it and by how many it concerns. A gap that stands counts half: it is no news.
Figures of under 10 people or cases, and counts of under 10 in both quarters together, are no members of the family, whatever
their difference: they could show nothing and would hide what the others show.
Unit of p and q: probability. Grain: one row per metric, members, and what is compared with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from pipeline.analysis.answers import OUTCOME
from pipeline.metrics.changes import SIGNAL, Against
from pipeline.metrics.result import OK
from pipeline.metrics.suppression import SMALL
from pipeline.review.alike import unlike
from pipeline.review.answers import OVER_TIME, Answer, Answers
from pipeline.review.model import MARKS, Tone
from pipeline.review.speed import Speed, speeds
from pipeline.statistics.multiplicity import false_discovery
from pipeline.statistics.rates import poisson_interval

OVERALL = {"indicator_id": OUTCOME}
STANDING = 0.5
FEWEST = 10
COMMUNITY = ("community_id",)


@dataclass(frozen=True)
class Asked:
    """One metric to be compared: name, dimensions, parameters, which members only, and whether it has a season."""

    name: str
    by: tuple[str, ...] = ()
    parameters: Mapping[str, Any] | None = None
    only: Mapping[str, str] | None = None
    is_volume: bool = False


def asked_of(within_days: int) -> tuple[tuple[Asked, ...], tuple[Asked, ...]]:
    """Return what is compared over time, and what between communities; ``within_days``: of the resolution rate."""
    resolved = {"within_days": within_days}
    rates: tuple[tuple[str, Mapping[str, Any] | None], ...] = (
        ("resolution_rate", resolved),
        ("on_time_rate", None),
        ("callback_rate", None),
        ("reopen_rate", None),
        ("handling_satisfaction_rate", None),
    )
    over_time = (
        Asked("top_two_box"),
        Asked("top_two_box", COMMUNITY),
        *(Asked(name, by, parameters) for name, parameters in rates for by in ((), COMMUNITY)),
        Asked("complaint_count", is_volume=True),
        Asked("complaint_count", ("category",), is_volume=True),
        Asked("complaint_count", (*COMMUNITY, "category"), is_volume=True),
    )
    between = (
        Asked("top_two_box", COMMUNITY, only=OVERALL),
        *(Asked(name, COMMUNITY, parameters) for name, parameters in rates),
    )
    return over_time, between


@dataclass(frozen=True)
class Comparison:
    """One figure held against another.

    Attributes:
        answer, row: The figure. ``against``: what it is compared with.
        q: In the family. ``is_signal``: q ≤ 0.05, and its own interval does not hold *no change*.
        matter: See the head of the module. ``tone``: whether it is for the better.
    """

    answer: Answer
    row: Mapping[str, Any]
    against: Against
    matter: float
    q: float

    @property
    def is_signal(self) -> bool:
        """Whether it is beyond chance in the family, and its interval does not say otherwise."""
        return bool(self.q <= SIGNAL) and self.matter > 0

    @property
    def tone(self) -> Tone:
        """Return whether the change is for the better."""
        return tone_of(self.answer, self.row)

    @property
    def members(self) -> dict[str, Any]:
        """Return what it is of: dimension → member."""
        return members_of(self.answer, self.row)


@dataclass(frozen=True)
class Family:
    """All comparisons of a quarter, those that matter most first; ``size``: with a known p.

    ``unlike``: names of communities for whose sake complaints of all together are no member, see ``alike``.
    """

    comparisons: tuple[Comparison, ...]
    unlike: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many comparisons there are."""
        return len(self.comparisons)

    @property
    def signals(self) -> list[Comparison]:
        """Return those that are beyond chance."""
        return [comparison for comparison in self.comparisons if comparison.is_signal]

    @cached_property
    def _judged(self) -> dict[tuple[Any, ...], bool]:
        return {_name(one.answer, one.row): one.is_signal for one in self.comparisons}

    def is_tested(self, answer: Answer, row: Mapping[str, Any]) -> bool:
        """Say whether there is a test of the change of a row."""
        return _name(answer, row) in self._judged or not pd.isna(row["p"])

    def mark(self, answer: Answer, row: Mapping[str, Any]) -> str:
        """Return the mark of a row's change, that of findings; empty where chance could have made it.

        A comparison that is no member of the family is judged in its own table.
        """
        if "change" not in row or pd.isna(row["change"]):
            return ""
        is_own = bool(row["is_signal"]) and not _is_few(answer, row)
        return MARKS[tone_of(answer, row)] if self._judged.get(_name(answer, row), is_own) else ""


def tone_of(answer: Answer, row: Mapping[str, Any]) -> Tone:
    """Return whether the change of a row is for the better."""
    better = answer.result.metric.better
    if better == "neither":
        return "neither"
    return "better" if (row["change"] > 0) == (better == "higher") else "worse"


def members_of(answer: Answer, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row is of: dimension → member."""
    columns = [*answer.result.metric.split, *answer.result.by]
    return {name: None if pd.isna(row[name]) else row[name] for name in columns}


def _name(answer: Answer, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what tells a comparison from all others."""
    parameters, members = answer.result.parameters, members_of(answer, row)
    return (answer.result.metric.name, answer.against, *sorted(parameters.items()), *members.items())


def family(answers: Answers, within_days: int) -> Family:
    """Return all comparisons of the quarter with q and matter.

    Args:
        answers: Of the warehouse, quarter and scope.
        within_days: Window of the resolution rate.
    """
    complaints, not_alike = _complaints(answers), unlike(answers)
    rows: list[tuple[Answer, Mapping[str, Any], Against, float]] = [
        (*each, _matter(*each, complaints))
        for each in _rows(answers, within_days)
        if not (not_alike and _is_total(each[0]))
    ]
    rows += [
        (one.answer, one.row, one.against, _of_speed(one))
        for one in speeds(answers)
        if not _is_few(one.answer, one.row)
    ]
    q = false_discovery(np.array([row["p"] for _, row, _, _ in rows], float))
    found = [Comparison(*each, float(one)) for each, one in zip(rows, q, strict=True)]
    return Family(tuple(sorted(found, key=lambda one: -one.matter)), not_alike)


def _is_total(answer: Answer) -> bool:
    """Say whether an answer counts the complaints of all communities together."""
    return answer.result.metric.unit == "count" and COMMUNITY[0] not in answer.result.by


def _rows(answers: Answers, within_days: int) -> Iterator[tuple[Answer, dict[str, Any], Against]]:
    """Return every row with a known p; who may not see the other communities is shown no gap to them."""
    over_time, between = asked_of(within_days)
    for asked in (each for each in over_time if not (is_of_one(answers) and COMMUNITY[0] in each.by)):
        ways: tuple[Against, ...] = ("year",) if asked.is_volume else OVER_TIME
        for against in ways:
            answer = _answer(answers, asked, against)
            yield from ((answer, row, against) for row in _compared(answer, answers.recommendations))
    if answers.own is None:
        for asked in between:
            answer = _answer(answers, asked, "rest")
            rows = _compared(answer, answers.recommendations)
            only = (asked.only or {}).items()
            yield from ((answer, row, "rest") for row in rows if all(row[name] == member for name, member in only))


def is_of_one(answers: Answers) -> bool:
    """Say whether a review is of a single community, so that its figures and those of all it looks at are the same."""
    return len(answers.communities) == 1


def _answer(answers: Answers, asked: Asked, against: Against) -> Answer:
    return answers.metric(asked.name, asked.by, against=against, **(asked.parameters or {}))


def _compared(answer: Answer, left_out: set[str]) -> list[dict[str, Any]]:
    """Return the rows with a known p; ``left_out``: indicators that are no satisfaction, such as the willingness to recommend."""
    rows = answer.rows
    if "p" not in rows:
        return []
    rows = rows[rows["p"].notna() & (rows["status"] == OK)]
    if "indicator_id" in rows:
        rows = rows[~rows["indicator_id"].isin(left_out)]
    for column in answer.result.by:
        rows = rows[rows[column].notna() & (rows[column] != SMALL)]
    return [row for row in rows.to_dict("records") if not _is_few(answer, row)]


def _is_few(answer: Answer, row: Mapping[str, Any]) -> bool:
    """Say whether too few people or cases are on a side to show anything; how many are before is known of counts only."""
    metric = answer.result.metric
    if metric.unit == "count":
        return bool(2 * row[metric.value] - row["change"] < FEWEST)
    return bool(row[metric.denominator] < FEWEST)


def _complaints(answers: Answers) -> float:
    """Return how many complaints the quarter has, at least 1."""
    row = answers.metric("complaint_count").row()
    return max(float(row["complaints"]), 1.0) if row else 1.0


def _matter(answer: Answer, row: Mapping[str, Any], against: Against, complaints: float) -> float:
    """Return how much a change matters, see the head of the module; 0 where its interval holds no change."""
    metric, low, high = answer.result.metric, row["change_low"], row["change_high"]
    if metric.unit == "count" and row["change"] == row[metric.value] > 0:  # there were none before: no ratio is known
        low, high = (float(end) for end in poisson_interval(row[metric.value], 1.0))
    if pd.isna(low) or pd.isna(high) or low <= 0 <= high:
        return 0.0
    nearest = low if low > 0 else high
    weight = STANDING if against == "rest" else 1.0
    if metric.unit != "share":
        return weight * abs(nearest) / complaints
    before = row[metric.value] - row["change"]
    h = 2 * (np.arcsin(np.sqrt(np.clip(before + nearest, 0, 1))) - np.arcsin(np.sqrt(np.clip(before, 0, 1))))
    return float(weight * abs(h) * np.sqrt(_reach(answer, row)))


def _of_speed(speed: Speed) -> float:
    return float(abs(speed.log_ratio) / 2 * np.sqrt(_reach(speed.answer, speed.row)))


def _reach(answer: Answer, row: Mapping[str, Any]) -> float:
    """Return the share of the people or cases of the quarter that the row is of."""
    denominator = answer.result.metric.denominator
    rows = answer.rows
    for column in answer.result.metric.split:
        rows = rows[rows[column] == row[column]]
    every = float(rows[denominator].sum())
    return min(float(row[denominator]) / every, 1.0) if every > 0 else 0.0
