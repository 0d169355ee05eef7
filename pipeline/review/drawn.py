"""Charts and tables of the catalogue's answers, as every section draws them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipeline.metrics.explain import in_unit, period_in_words
from pipeline.metrics.finished import VOLUMES
from pipeline.metrics.result import OK
from pipeline.review.answers import Answer
from pipeline.review.family import Family
from pipeline.review.model import MARKS, Chart, ChartKind, Column, Figure, Series, Table
from pipeline.review.words import said

MOST_QUARTERS = 9  # two years and the quarter itself
LARGEST, SMALLEST = 8, 7  # of more members than both together
Change = tuple[Answer, Mapping[str, Any]]


def name_of(row: Mapping[str, Any], column: str, language: str) -> str:
    """Return the name of the member of a row: ``community`` of ``community_id``, the type in words."""
    member = row.get(column.removesuffix("_id"))
    if member is None or pd.isna(member):
        return said(f"none.{column}" if column == "category" else "none", language)
    return said(f"category.{member}", language) if column == "category" else str(member)


def bars(
    answer: Answer,
    member: str,
    *,
    name: str,
    title: str,
    rows: pd.DataFrame | None = None,
    kind: ChartKind = "bars",
    about: Any = None,
) -> Chart | None:
    """Return the figures of the members of the quarter as bars, the largest first; None where fewer than two are shown.

    Of more than fit the largest, the smallest and the member that it is ``about`` are drawn, and a note says so.
    """
    language, metric = answer.result.language, answer.result.metric
    shown = answer.rows if rows is None else rows
    shown = shown[(shown["status"] == OK) & shown[metric.value].notna() & _is_whole(shown, metric.unit)]
    shown = shown.sort_values(metric.value, ascending=False, kind="stable")
    if len(shown) < 2:
        return None
    every, records = len(shown), _ends(shown, shown[member] == about).to_dict("records")
    figures = tuple(answer.figure(row) for row in records)
    categories = tuple(name_of(row, member, language) for row in records)
    target = _target(records)
    return Chart(
        name=name,
        kind=kind,
        title=title,
        alt=_alt_of_bars(every, categories, figures, language),
        categories=categories,
        series=(Series(answer.result.label(language), figures),),
        unit=metric.unit,
        axis=(axis(answer),),
        line=() if target is None else (target,),
        line_label=""
        if target is None
        else said("target_line", language, value=in_unit(target, metric.unit, language)),
        notes=(said("some_bars", language, every=every, shown=len(records)),) if every > len(records) else (),
    )


def _ends(rows: pd.DataFrame, always: pd.Series) -> pd.DataFrame:
    """Return the first and the last of ordered rows, and those to be shown ``always``, where there are more than fit."""
    if len(rows) <= LARGEST + SMALLEST:
        return rows
    place = np.arange(len(rows))
    return rows[(place < LARGEST) | (place >= len(rows) - SMALLEST) | always]


def lines(answers: Sequence[tuple[str, Answer, Mapping[str, Any]]], *, name: str, title: str) -> Chart | None:
    """Return figures by quarter up to the review's own as lines; None where fewer than two quarters are shown.

    Args:
        answers: Name of the line, its answer, and the members that its rows are of.
    """
    first = answers[0][1]
    language, metric = first.result.language, first.result.metric
    found = [(label, answer, _over_time(answer, members)) for label, answer, members in answers]
    starts = sorted({row["period_start"] for _, _, rows in found for row in rows})[-MOST_QUARTERS:]
    if len(starts) < 2:
        return None
    series = tuple(
        Series(label, tuple(answer.figure(row) if (row := _at(rows, start)) else None for start in starts))
        for label, answer, rows in found
    )
    categories = tuple(period_in_words(start, "1q", language) for start in starts)
    return Chart(
        name=name,
        kind="lines",
        title=title,
        alt=_alt_of_lines(categories, series, language),
        categories=categories,
        series=series,
        unit=metric.unit,
        axis=(axis(first),),
    )


def table(
    answer: Answer,
    member: str,
    *,
    name: str,
    caption: str,
    found: Family,
    year: Answer | None = None,
    rows: pd.DataFrame | None = None,
) -> Table:
    """Return the figures of the members with what they rest on, interval, and changes to the quarter and the year before.

    Args:
        found: The family of the review, by which changes are marked.
    """
    language, metric = answer.result.language, answer.result.metric
    shown = answer.rows if rows is None else rows
    keys = [*metric.split, *answer.result.by]
    earlier = {} if year is None else {_key(row, keys): row for row in year.rows.to_dict("records")}
    columns = [Column(said("column.member", language)), Column(answer.result.label(language), metric.unit)]
    if metric.unit not in ("count", "stock"):
        columns += [Column(said("column.n", language)), Column(said("column.interval", language))]
    columns += [Column(said("column.change", language), "change")]
    columns += [] if year is None else [Column(said("column.year", language), "change")]
    has_target = bool(shown["target"].notna().any()) if "target" in shown else False
    columns += [Column(said("column.gap", language), "change")] if has_target else []
    lines_of_table = []
    changes: list[Change] = []
    for row in shown.to_dict("records"):
        figure = answer.figure(row)
        cells: list[str | Figure] = [name_of(row, member, language), figure]
        if metric.unit not in ("count", "stock"):
            cells += [figure.n, interval(figure, language)]
        changes.append((answer, row))
        cells.append(change(answer, row, found))
        if year is not None:
            before = earlier.get(_key(row, keys))
            changes += [(year, before)] if before else []
            cells.append(change(year, before, found) if before else "–")
        cells += [answer.figure(row, "gap")] if has_target else []
        lines_of_table.append(tuple(cells))
    return Table(name, caption, tuple(columns), tuple(lines_of_table), notes_on(changes, found))


def change(answer: Answer, row: Mapping[str, Any], found: Family) -> Figure:
    """Return the change of a row, marked where it is beyond chance."""
    return answer.figure(row, "change", mark=found.mark(answer, row))


def notes_on(changes: Sequence[Change], found: Family) -> tuple[str, ...]:
    """Return what the marks of a table's changes say, and which changes have no test; nothing where no change is known."""
    known = [(answer, row) for answer, row in changes if not pd.isna(row.get("change"))]
    if not known:
        return ()
    language = known[0][0].result.language
    notes = [said("table.marks", language, **MARKS)]
    untested = dict.fromkeys(answer.result.label(language) for answer, row in known if not found.is_tested(answer, row))
    if untested:
        names = said("subtitle.joiner", language).join(untested)
        notes.append(said("table.untested", language, names=names))
    return tuple(notes)


def interval(figure: Figure, language: str) -> str:
    """Return the 95 % interval of a figure as text, empty where it has none."""
    if figure.value is None or figure.low is None or figure.high is None:
        return ""
    scale, sign, digits = (100, "%", 1) if figure.unit == "share" else (1, "", 1)
    between = (" 至 " if language == "zh" else " to ") if figure.low < 0 else "–"
    return f"{figure.low * scale:.{digits}f}{between}{figure.high * scale:.{digits}f}{sign}"


def axis(answer: Answer) -> str:
    """Return what the values of an answer are, with the unit."""
    language, metric = answer.result.language, answer.result.metric
    unit = said(f"unit.{metric.unit}", language)
    label = answer.result.label(language)
    return f"{label}（{unit}）" if language == "zh" else f"{label} ({unit})"


def _key(row: Mapping[str, Any], keys: Iterable[str]) -> tuple[Any, ...]:
    return tuple(None if pd.isna(row[key]) else row[key] for key in keys)


def _over_time(answer: Answer, members: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = answer.result.frame
    if "period_start" not in rows:
        return []
    for column, member in members.items():
        rows = rows[rows[column] == member]
    rows = rows[(rows["period_start"] <= pd.Timestamp(answer.start)) & (rows["status"] == OK)]
    rows = rows[_is_whole(rows, answer.result.metric.unit)]
    return rows[rows[answer.result.metric.value].notna()].to_dict("records")


def _is_whole(rows: pd.DataFrame, unit: str) -> pd.Series:
    """Return which rows can be drawn beside others: a count of a part of a quarter is no fall."""
    return rows["is_whole"] if unit in VOLUMES and "is_whole" in rows else pd.Series(True, index=rows.index)


def _at(rows: list[dict[str, Any]], start: Any) -> dict[str, Any] | None:
    return next((row for row in rows if row["period_start"] == start), None)


def _target(records: Sequence[Mapping[str, Any]]) -> float | None:
    """Return the one target of all members, None where one has none or another."""
    found = {row.get("target") for row in records}
    target = found.pop() if len(found) == 1 else None
    return None if target is None or pd.isna(target) else float(target)


def _alt_of_bars(every: int, categories: Sequence[str], figures: Sequence[Figure], language: str) -> str:
    most, least = (f"{categories[at]} {figures[at].text}" for at in (0, -1))
    return said("alt.bars", language, count=every, most=most, least=least)


def _alt_of_lines(categories: Sequence[str], series: Sequence[Series], language: str) -> str:
    parts = []
    for line in series:
        known = [(category, one) for category, one in zip(categories, line.figures, strict=True) if one]
        if known:
            (first, start), (last, end) = known[0], known[-1]
            parts.append(
                said("alt.line", language, name=line.name, first=first, start=start.text, last=last, end=end.text)
            )
    separator = "；" if language == "zh" else "; "
    return said("alt.lines", language, lines=separator.join(parts))
