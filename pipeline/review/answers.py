"""Asking the catalogue for a review: each question is asked once, and each figure keeps the question that it answers.

A figure is found again by ``value_of``: the same question asked of any warehouse, and the row that the cell names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import Any, TypeVar

import duckdb
import pandas as pd

from pipeline.analysis.answers import recommendations
from pipeline.analysis.selection import selected
from pipeline.metrics.catalogue import find
from pipeline.metrics.changes import Against
from pipeline.metrics.compute import compute_against
from pipeline.metrics.explain import HIDDEN, change_in_words, difference_in_unit, explain, in_unit
from pipeline.metrics.periods import shifted
from pipeline.metrics.result import OK, SMALL_DENOMINATOR, Result
from pipeline.review.model import Figure, Question, Sentence

T = TypeVar("T")
METRIC = "metric"
CHANGES = ("change", "gap")
OVER_TIME: tuple[Against, ...] = ("previous", "year")


@dataclass(frozen=True)
class Answer:
    """The answer to one question of the catalogue, and its rows of the quarter."""

    question: Question
    result: Result
    start: date
    against: Against

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows of the quarter, as ``Result.frame``."""
        frame = self.result.frame
        if "period_start" not in frame or not len(frame):
            return frame.iloc[:0]
        return frame[frame["period_start"] == pd.Timestamp(self.start)]

    def row(self, **members: Any) -> dict[str, Any] | None:
        """Return the row of the quarter of these members, e.g. ``indicator_id="overall"``; None where there is none."""
        rows = self.rows
        for column, member in members.items():
            rows = rows[rows[column] == member] if column in rows else rows.iloc[:0]
        return rows.to_dict("records")[0] if len(rows) else None

    def figure(self, row: Mapping[str, Any], column: str | None = None, *, mark: str = "") -> Figure:
        """Return the figure of a row, or another column of it such as ``change``, its text after a ``mark`` where it has one."""
        metric, language = self.result.metric, self.result.language
        column = column or metric.value
        value = row.get(column)
        known = None if value is None or pd.isna(value) else float(value)
        is_own = column == metric.value
        low, high = (_number(row.get(name)) if is_own else None for name in ("low", "high"))
        if column == "change":
            low, high = _number(row.get("change_low")), _number(row.get("change_high"))
        if known is not None:
            text = f"{mark} {_written(known, column, metric.unit, language)}".lstrip()
        elif is_own:
            text = _withheld(row, language)
        else:
            text = "–"
        counted = is_own and metric.unit not in ("count", "stock")
        n = str(row.get("n_text") or "").removesuffix(".0") if counted else ""
        return Figure(self.question, self._cell(row), column, known, metric.unit, text, low, high, n)

    def sentence(self, row: Mapping[str, Any], *, with_change: bool = False) -> Sentence:
        """Return the sentence of a row; ``with_change``: and how it stands to what it is compared with."""
        language = self.result.language
        text = explain(self.result, row, language)
        figures = [self.figure(row)] if row["status"] == OK else []
        if with_change and not pd.isna(row.get("change")):
            said = change_in_words(self.result, row, language, self.against)
            text = f"{text[:-1]}{'，' if language == 'zh' else '; '}{said}{'。' if language == 'zh' else '.'}"
            figures.append(self._change_as_said(row))
        return Sentence(text, tuple(figures))

    def _change_as_said(self, row: Mapping[str, Any]) -> Figure:
        metric = self.result.metric
        text = difference_in_unit(abs(row["change"]), metric.unit, self.result.language)
        low, high = _number(row.get("change_low")), _number(row.get("change_high"))
        return Figure(
            self.question, self._cell(row), "change", float(row["change"]), metric.unit, text, low, high
        )  # fmt: skip

    def _cell(self, row: Mapping[str, Any]) -> dict[str, str]:
        columns = [*self.result.metric.split, *self.result.by, "period_start"]
        return {name: as_text(row.get(name)) for name in dict.fromkeys(columns) if name in self.result.frame}


@dataclass(frozen=True)
class Answers:
    """What a review is made of: a warehouse, a quarter, a scope; ``metric`` asks each question once.

    Attributes:
        start: First day of the quarter. ``communities``: ids, empty: all. ``k``: smallest group of answers that is shown.
        until: End of the quarter, or of what the exports cover of it.
        ask: Answers the questions: ``compute_against``, or what keeps its answers.
        own: Where the reader may see some communities only, a cursor that sees no other: what protects no answers is read
            there, and nothing is held against communities that the reader may not see.
    """

    connection: duckdb.DuckDBPyConnection
    start: date
    communities: tuple[str, ...]
    language: str
    k: int
    until: datetime
    own: duckdb.DuckDBPyConnection | None = None
    ask: Callable[..., list[Result]] = compute_against
    _known: dict[str, Answer] = field(default_factory=dict)

    @property
    def records(self) -> duckdb.DuckDBPyConnection:
        """Where records are read, of the communities that the reader may see."""
        return self.own or self.connection

    @property
    def quarter(self) -> str:
        """The quarter as analyses take it: ``2024Q3``."""
        return f"{self.start.year}Q{(self.start.month + 2) // 3}"

    @property
    def end(self) -> date:
        """The last day of the quarter."""
        return (shifted(self.start, "1q", 1) - timedelta(days=1)).date()

    @property
    def asked(self) -> list[Answer]:
        """What was asked of the catalogue so far, in order, each figure once whatever it was compared with."""
        once: dict[str, Answer] = {}
        for answer in self._known.values():
            arguments = {name: value for name, value in answer.question.arguments.items() if name != "against"}
            once.setdefault(repr(arguments), answer)
        return list(once.values())

    @cached_property
    def covered(self) -> datetime | None:
        """The moment up to which any export reaches; None where none says so."""
        found = self.connection.execute("select greatest(complaints_cover_until, surveys_cover_until) from build")
        return found.fetchall()[0][0]

    @cached_property
    def measure_titles(self) -> dict[str, str]:
        """Id → title of the improvement measures."""
        return dict(self.records.execute("select measure_id, measure from dim_measure").fetchall())

    @cached_property
    def recommendations(self) -> set[str]:
        """The ids of indicators that ask how likely somebody is to recommend, which is no satisfaction."""
        return recommendations(self.connection, selected(self.connection))

    @property
    def where(self) -> dict[str, Any]:
        """The scope as a condition of ``compute``."""
        return {"community_id": list(self.communities)} if self.communities else {}

    def metric(
        self,
        name: str,
        by: Sequence[str] = (),
        *,
        against: Against = "previous",
        where: Mapping[str, Any] | None = None,
        **parameters: Any,
    ) -> Answer:
        """Return the figures of a metric by quarter; all comparisons are made of one count.

        A quarter of answers is whole when any export reaches its end: a survey is over before its quarter is.
        """
        conditions = {**self.where, **(where or {})}
        asked: dict[str, Any] = {"name": name, "by": list(by), "period": "1q", "where": conditions}
        asked["parameters"] = dict(parameters)
        as_of = None if find(name).table == "complaint" else self.covered
        asked |= {} if as_of is None else {"as_of": as_of.isoformat()}
        if (key := repr(asked | {"against": against})) not in self._known:
            ways: tuple[Against, ...] = (*OVER_TIME, "rest") if len(by) == 1 else OVER_TIME
            results = self.ask(
                self.connection, name, ways, by=by, period="1q", as_of=as_of, where=conditions,
                language=self.language, k=self.k,
                **parameters,
            )  # fmt: skip
            for way, result in zip(ways, results, strict=True):
                arguments = asked | {"against": way}
                self._known[repr(arguments)] = Answer(Question(METRIC, arguments), result, self.start, way)
        return self._known[key]


def in_turn(asked: Callable[[Answers], T], answers: Answers) -> Callable[[], T]:
    """Return what asks when its answer is wanted."""
    return partial(asked, answers)


def as_text(member: Any) -> str:
    """Return what tells a row from others as text, the same whenever it is asked again; empty for nothing."""
    if isinstance(member, datetime | date):
        return f"{member:%Y-%m-%d}"
    return "" if member is None or pd.isna(member) else str(member)


def value_of(frame: pd.DataFrame, cell: Mapping[str, str], column: str) -> float | None:
    """Return the value in the row of ``frame`` that ``cell`` names; None where it is withheld.

    Raises:
        KeyError: If no row or several are of that name, or the column is not there.
    """
    rows = frame
    for name, member in cell.items():
        rows = rows[rows[name].map(as_text) == member]
    if len(rows) != 1:
        raise KeyError(column)
    return _number(rows.iloc[0][column])


def _thousands(n: str) -> str:
    """Return an ``n_text`` with thousands set apart: 1,234; 12/1,234; <5 stays."""
    return "/".join(f"{int(part):,}" if part.isdigit() else part for part in n.split("/"))


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _written(value: float, column: str, unit: str, language: str) -> str:
    if column in CHANGES:
        sign = "+" if value > 0 else "−" if value < 0 else "±"
        return f"{sign}{difference_in_unit(abs(value), unit, language)}"
    if column in ("p", "q"):
        return "< 0.001" if value < 0.001 else f"{value:.3f}"
    return in_unit(value, unit, language)


def _withheld(row: Mapping[str, Any], language: str) -> str:
    if row["status"] == SMALL_DENOMINATOR:
        return str(row["n_text"])
    if row["status"] in HIDDEN:
        return HIDDEN[row["status"]][0 if language == "zh" else 1]
    return "–"
