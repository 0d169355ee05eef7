"""The clauses of the specification with what answers each, up to when, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, data, formats, links, periods
from dashboards.text import language, plain, t
from pipeline.metrics.catalogue import find
from pipeline.metrics.members import in_words
from pipeline.spec import STATES, Covered, CoveredPart, chapters, fields

HERE = "specification"
HEADERS = ("chapter", "clause", "asks", "state", "answer", "is_there", "missing", "as_of")


def counts(covered: Sequence[Covered]) -> dict[str, int]:
    """Return state → how many clauses are in it, of all states."""
    found = Counter(clause.state for clause in covered)
    return {state: found[state] for state in STATES}


def show(covered: Sequence[Covered]) -> None:
    """Show clauses under the headings of their chapters."""
    for chapter, of_chapter in groupby(covered, key=lambda one: one.clause.chapter):
        st.subheader(f"{chapter.removeprefix('ch')}  {plain(chapters()[chapter][language()])}", anchor=False)
        for clause in of_chapter:
            _clause(clause)


def table(covered: Sequence[Covered]) -> pd.DataFrame:
    """Return one row per clause and part, headers in the language of the session."""
    lang = language()
    rows = [
        [
            chapters()[one.clause.chapter][lang],
            one.clause.clause,
            one.clause.asks[lang],
            t(f"state.{one.state}"),
            part.part.label[lang],
            t("no" if part.missing else "yes"),
            _fields(part.missing),
            formats.until(part.as_of),
        ]
        for one in covered
        for part in one.parts
    ]
    return pd.DataFrame(rows, columns=[t(f"column.{name}") for name in HEADERS])


def _clause(covered: Covered) -> None:
    clause = covered.clause
    with st.container(border=True, key=f"entry_{clause.clause.replace('.', '_')}"):
        asked, answer = st.columns([2, 3])
        with asked, st.container(gap="xsmall"):
            st.markdown(f"**{clause.clause}** {t(f'state.badge.{covered.state}')}")
            st.markdown(plain(clause.asks[language()]))
        with answer, st.container(gap="xsmall"):
            for line in [*_lines(covered.parts), *_reported(covered.parts)]:
                st.caption(line)
            with st.container(horizontal=True, gap="small"):
                for label, (page, choices) in _ways_on(covered).items():
                    key = "_".join(["open", clause.clause, page, *choices.values()])
                    links.to_page(label, page, key=key, **choices)


def _lines(parts: Sequence[CoveredPart]) -> list[str]:
    """Return what answers a clause: a line per date with what is there, then a line per part with what is missing."""
    there = [part for part in parts if not part.missing]
    dates = dict.fromkeys(part.as_of for part in there)
    lines = []
    for date in dates:
        labels = t("specification.joiner").join(part.part.label[language()] for part in there if part.as_of == date)
        until = "" if date is None else t("specification.as_of", day=formats.until(date))
        lines.append(f":material/check: {plain(labels)} {plain(until)}".rstrip())
    return lines + [f":material/close: {plain(_lacking(part))}" for part in parts if part.missing]


def _reported(parts: Sequence[CoveredPart]) -> list[str]:
    """Return the newest whole quarter of the operational indicators that answer a clause, one line each."""
    codes = [code for part in parts if not part.missing for code in part.part.indicators]
    if not codes:
        return []
    result = data.metric("operational_indicator", period="1q", where={"indicator_id": codes}, language=language())
    whole = result.frame[result.frame["is_whole"]]
    newest = whole.sort_values("period_start").drop_duplicates(["indicator_id", "unit"], keep="last")
    return [plain(_figure(row)) for row in newest.to_dict("records")]


def _figure(row: Mapping[str, Any]) -> str:
    figure = f"{formats.value(row['operational_indicator'], 'reported')} {row['unit'] or ''}".strip().replace(" %", "%")
    period = formats.period(periods.name_of(row["period_start"], "1q"))
    return t(
        "specification.figure",
        name=in_words("indicator_id", row["indicator_id"], language()),
        period=period,
        value=figure,
    )


def _lacking(covered: CoveredPart) -> str:
    """Say which fields a part lacks; of what no export is read for, that it is so."""
    is_read = all(fields()[name].has for name in covered.missing)
    key = "specification.missing" if is_read else "specification.not_read"
    return t(key, part=covered.part.label[language()], fields=_fields(covered.missing))


def _ways_on(covered: Covered) -> dict[str, tuple[str, dict[str, str]]]:
    """Return label → page and what to open it with, of the pages that show what is there and that the user may open."""
    ways: dict[str, tuple[str, dict[str, str]]] = {}
    for part in covered.parts:
        metric = find(part.part.metric) if part.part.metric else None
        page = links.page_of(metric) if metric else part.part.page
        if page and page != HERE and not part.missing and access.current().may_open(page):
            choices = links.view_of(metric) if metric else {}
            ways.setdefault(t("specification.open", page=t(f"{page}.nav")), (page, choices))
    return ways


def _fields(names: Sequence[str]) -> str:
    return t("filters.joiner").join(fields()[name].label[language()] for name in names)
