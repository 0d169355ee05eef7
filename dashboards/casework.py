"""What the cases page is asked for, kept in the session and in the URL, and the cases that it shows.

    ?of=resolution_rate&within_days=15&side=missed&sort=oldest&q=电梯&cases_page=2&period=2024Q4&community=c01
    ?case=K17

Case texts are read only for those who may see them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

import pandas as pd
import streamlit as st

from dashboards import access, address, data
from dashboards.filters import Choice
from dashboards.text import language
from pipeline.agreed import STAFF, read_staff
from pipeline.analysis.cases import MEMBERS, Cases, Order, Side, cases_behind, has_sides, metrics_of_cases
from pipeline.analysis.one_case import Case, one_case
from pipeline.analysis.problems import PLACE, cases_of_problem, problem_of_case
from pipeline.errors import UsageError
from pipeline.metrics.arguments import checked
from pipeline.metrics.catalogue import Metric
from pipeline.metrics.result import OK, Result

PAGE_ROWS = 25
MOST_EXPORTED = 50_000
EVERY_CASE = "complaint_count"


@dataclass(frozen=True)
class Asked:
    """Whose cases are shown: the figure, the side of it, what is searched for, and which page."""

    entry: Metric
    parameters: dict[str, Any] = field(default_factory=dict)
    member: dict[str, str] = field(default_factory=dict)
    side: Side = "all"
    order: Order = "newest"
    search: str = ""
    page: int = 1

    @property
    def label(self) -> str:
        """What the figure is called."""
        return self.entry.words("label", language(), **self.parameters)


def start() -> None:
    """Set what the widgets of the page start with: as chosen before, else from the URL."""
    address.start_one("of", metrics_of_cases(), EVERY_CASE)
    entry = data.entry(st.session_state["of"])
    with_them = st.query_params.to_dict()
    if not address.has_moved():
        with_them = st.session_state.get("of_with", with_them)
    st.session_state["of_with"] = {name: with_them[name] for name in _told_by(entry) if name in with_them}
    address.start_one("side", sides_of(entry), "all")
    address.start_one("sort", get_args(Order), "newest")
    for name in ("q", "case"):
        address.start_text(name)
    address.start_text("cases_page", "1")
    wanted = str(st.session_state["cases_page"])
    turn_to(max(1, int(wanted)) if wanted.isdecimal() else 1)
    if address.has_moved():
        _begin_list_anew()


def asked() -> Asked:
    """Return what is asked for, and put it into the URL."""
    state = st.session_state
    entry = data.entry(state["of"])
    shown = Asked(
        entry, parameters_of(entry), member_of(entry), state["side"], state["sort"], state["q"], state["cases_page"]
    )
    _to_url(shown)
    return shown


def member_of(entry: Metric) -> dict[str, str]:
    """Return which step, stage or field a figure with one for each is asked for: the first where none is named; else nothing."""
    known, given = MEMBERS.get(entry.name, ()), st.session_state["of_with"]
    return {name: given[name] if given.get(name) in known else known[0] for name in (entry.split if known else ())}


def forget() -> None:
    """Go back to the first page of the list, with no case open: what is listed is another."""
    st.session_state.update(cases_page=1, case="")
    _begin_list_anew()


def turn_to(page: int) -> None:
    """Show another page of the list."""
    st.session_state["cases_page"] = page


def turn_to_last(found: int) -> None:
    """Show the last page of a list that has become shorter than the page asked for."""
    turn_to(pages(found))
    _begin_list_anew()


def _begin_list_anew() -> None:
    """Let the row of page numbers stand at the page that is asked for, not at the one that was clicked in it last."""
    st.session_state["cases_lists"] = st.session_state.get("cases_lists", 0) + 1


def look_at(case: str) -> None:
    """Open a case; the list gets another key, in which no row is picked yet."""
    st.session_state.update(case=case, cases_looked_at=st.session_state.get("cases_looked_at", 0) + 1)


def picked(key: str, ids: Sequence[str]) -> None:
    """In a callback of the table ``key`` of cases: open the one whose row was picked."""
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(ids):
        look_at(ids[rows[0]])


def back() -> None:
    """Go back from a case to the list."""
    st.session_state["case"] = ""


def sides_of(entry: Metric) -> tuple[Side, ...]:
    """Return the sides that a figure has: of mere counts nothing is met or missed."""
    return get_args(Side) if has_sides(entry) else ("all", "counted", "left_out")


def parameters_of(entry: Metric) -> dict[str, Any]:
    """Return the parameters with which a figure is meant: those asked for, where it is the one that is shown."""
    is_shown = entry.name == st.session_state["of"]
    given = {name: value for name, value in st.session_state["of_with"].items() if name in entry.parameters}
    try:
        return checked(entry, given if is_shown else {})
    except UsageError:  # a URL that somebody wrote by hand
        return entry.parameters


def searches_texts() -> bool:
    """Say whether a search looks into the texts of cases."""
    return access.may("see_case_texts")


def pages(found: int) -> int:
    """Return how many pages ``found`` cases take."""
    return max(1, math.ceil(found / PAGE_ROWS))


def figure(shown: Asked, choice: Choice) -> tuple[Result, pd.Series | None]:
    """Return the figure itself and its row of the chosen period, None where it has none or one per step or field."""
    where = choice.where("complaint")
    result = data.metric(shown.entry.name, period=choice.grain, where=where, language=language(), **shown.parameters)
    rows = result.frame if "period_start" in result.frame and not shown.member else result.frame[:0]
    row = rows[rows["period_start"] == pd.Timestamp(choice.start("complaint"))] if len(rows) else rows
    return result, row.iloc[0] if len(row) == 1 and row["status"].iloc[0] == OK else None


def page(shown: Asked, choice: Choice) -> Cases:
    """Return one page of the cases behind the figure, in the scope of the user; which cases were opened is written down."""
    found = _cases(shown, choice, PAGE_ROWS, (shown.page - 1) * PAGE_ROWS)
    _note_once("opened_cases", page=f"cases?of={shown.entry.name}&side={shown.side}", cases=found.found)
    return found


def case() -> Case | None:
    """Return the case that is open, None where there is no such one in the scope of the user."""
    access.require("see_cases")
    found = data.analysis(one_case, complaint_id=st.session_state["case"], with_texts=searches_texts())
    if found is not None:
        _note_once("opened_case", case=st.session_state["case"])
    return found


def handler(code: str | None) -> str | None:
    """Return the name behind a handler code to those who may see it, else the code."""
    names = read_staff(data.settings().settings / STAFF.file) if code and access.may("see_staff_names") else {}
    return names.get(code or "", code)


def problem_of(case: str) -> pd.Series | None:
    """Return the recurring problem that a case belongs to, None where it belongs to none."""
    mine = data.analysis(problem_of_case, complaint_id=case, language=language())
    return mine.iloc[0] if len(mine) else None


def listed(problem: Mapping[str, Any]) -> pd.DataFrame:
    """Return the cases of a row of ``recurring_problems``, for those who may see cases; that they were opened is written down."""
    access.require("see_cases")
    where = {column: (None if pd.isna(problem[column]) else problem[column],) for column in PLACE}
    found = data.analysis(cases_of_problem, problem_id=problem["problem_id"], where=where)
    _note_once("opened_cases", page=f"causes?problem={problem['problem_id']}", cases=len(found))
    return found


def everything(shown: Asked, choice: Choice, file: str) -> Cases:
    """Return all cases behind the figure, for a download as ``file``, which is written down; at most 50,000."""
    found = _cases(shown, choice, MOST_EXPORTED, 0)
    _note_once("exported", file=file, rows=found.found)
    return found


def _cases(shown: Asked, choice: Choice, limit: int, offset: int) -> Cases:
    access.require("see_cases")
    return data.analysis(
        cases_behind,
        metric=shown.entry.name,
        start=choice.start("complaint"),
        period=choice.grain,
        where=choice.where("complaint") | {name: (value,) for name, value in shown.member.items()},
        side=shown.side,
        search=shown.search,
        in_texts=searches_texts(),
        order=shown.order,
        limit=limit,
        offset=offset,
        **shown.parameters,
    )


def _note_once(action: str, **facts: str | int) -> None:
    """Write into the audit log what was opened; not again at each click on the same."""
    if st.session_state.get(f"noted_{action}") != facts:
        st.session_state[f"noted_{action}"] = facts
        access.noted(action, **facts)


def _told_by(entry: Metric) -> tuple[str, ...]:
    return (*entry.parameters, *(entry.split if entry.name in MEMBERS else ()))


def _to_url(shown: Asked) -> None:
    said = {"of": shown.entry.name, "side": shown.side, "sort": shown.order, "q": shown.search}
    said |= {"cases_page": str(shown.page), "case": st.session_state["case"]}
    usual = {"of": EVERY_CASE, "side": "all", "sort": "newest", "cases_page": "1"}
    given = {name: str(value) for name, value in (shown.parameters | shown.member).items()}
    for name in {name for entry in map(data.entry, metrics_of_cases()) for name in _told_by(entry)}:
        address.show(name, [given[name]] if name in given else [])
    for name, value in said.items():
        address.show(name, [value] if value and value != usual.get(name) else [])
