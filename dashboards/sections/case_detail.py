"""One case in full: what it is, its steps with their limits, its texts, the same home's other cases, its recurring problem."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, casework, components, data, filters, formats
from dashboards.sections import case_correction
from dashboards.sections.case_list import moment, state_name
from dashboards.text import counted, language, plain, t
from pipeline.analysis.one_case import TEXTS, Case
from pipeline.metrics.members import in_words

STEP_COLUMNS = ("event", "happened_at", "days_after", "due_at", "is_on_time")
HOME_COLUMNS = ("complaint_id", "received_at", "category", "subcategory", "status")


def show() -> None:
    """Show the open case, or say that there is no such one."""
    st.button(t("case.back"), on_click=casework.back, icon=":material/arrow_back:", type="tertiary", key="case_back")
    case = casework.case()
    if case is None:
        components.empty_state(t("case.none"), t("case.none_advice"))
        return
    st.subheader(t("case.title", id=plain(case.facts["complaint_id"])), anchor=False)
    _facts(case)
    with st.container(border=True, key="case_steps"):
        st.markdown(f"**{t('case.steps')}**")
        _steps(case)
    _texts(case)
    case_correction.show(case)
    with st.container(border=True, key="case_home"):
        st.markdown(f"**{t('case.home')}**")
        _home(case)
    _problem(case.facts["complaint_id"])


def _facts(case: Case) -> None:
    facts = case.facts
    building = facts["building"]
    place = [facts["community"] or t("unnamed.community"), building and t("building.name", building=building)]
    kind = [filters.category_name(facts["category"]), facts["subcategory"], facts["detail"]]
    days = facts["days_to_resolution"]
    shown = {
        "status": state_name(facts["status"]) if facts["status"] else None,
        "type": _joined(kind),
        "place": _joined(place),
        "received_at": _time(facts["received_at"]),
        "due_at": _due(facts),
        "days_to_resolution": None if days is None else counted("case.took", days, days=days),
        "department": facts["department"],
        "handler": casework.handler(facts["handler_id"]),
        "channel": filters.value_name("channel", facts["channel"]) if facts["channel"] else None,
        "severity": facts["severity"],
    }
    with st.container(border=True, key="case_facts"):
        grid = st.grid(min_column_width=140)
        for name, value in shown.items():
            with grid.cell(), st.container(gap=None):
                st.caption(t(f"case.{name}"))
                st.text(value or formats.MISSING)
    if facts["timing_problem"]:
        st.caption(t(f"timing.{facts['timing_problem']}"))


def _joined(parts: Sequence[str | None]) -> str:
    return " · ".join(part for part in parts if part)


def _due(facts: Any) -> str | None:
    if facts["due_at"] is None:
        return None
    estimated = ".estimated" if facts["is_due_estimated"] else ""
    return t(f"case.due_from.{facts['due_from']}{estimated}", moment=formats.minute(facts["due_at"]))


def _steps(case: Case) -> None:
    until = data.covers_until("complaint")
    words = pd.DataFrame(
        {
            "event": [in_words("event", name, language()) for name in case.steps["event"]],
            "happened_at": [_time_in_table(each) for each in case.steps["happened_at"]],
            "days_after": case.steps["days_after"].astype("Int64"),
            "due_at": [_time_in_table(each) for each in case.steps["due_at"]],
            "is_on_time": [_on_time(row, until) for row in case.steps.to_dict("records")],
        }
    )
    st.dataframe(
        words.rename(columns={name: t(f"case.{name}" if name != "due_at" else "case.limit") for name in STEP_COLUMNS}),
        hide_index=True,
        placeholder=formats.MISSING,
        height=components.fitting_height(len(words), most=len(words)),
        alt=t("case.steps"),
    )


def _time(at: Any) -> str | None:
    """Return a time; one at midnight is that of a day."""
    if formats.is_missing(at):
        return None
    return formats.day(at) if (at.hour, at.minute) == (0, 0) else formats.minute(at)


def _time_in_table(at: Any) -> str | None:
    """Return a time for a column; one at midnight is that of a day."""
    is_day = not formats.is_missing(at) and (at.hour, at.minute) == (0, 0)
    return formats.day_in_table(at) if is_day else formats.minute_in_table(at)


def _on_time(step: Any, until: Any) -> str | None:
    if formats.is_missing(step["due_at"]):
        return None
    if not formats.is_missing(step["is_on_time"]):
        return t("case.on_time" if step["is_on_time"] else "case.late")
    return t("case.overdue" if until is not None and step["due_at"] <= until else "case.not_yet_due")


def _texts(case: Case) -> None:
    if not access.may("see_case_texts"):
        st.caption(t("case.texts_hidden"))
        return
    with st.container(border=True, key="case_texts"):
        st.markdown(f"**{t('case.texts')}**")
        for name in TEXTS:
            if name in case.texts:
                with st.container(gap=None):
                    st.caption(t(f"case.text.{name}"))
                    st.text(case.texts[name])
        st.caption(t("case.texts_scrubbed" if case.texts else "case.texts_none"))


def _home(case: Case) -> None:
    if case.facts["home_id"] is None:
        st.caption(t("case.home_unknown"))
        return
    others, home = case.of_home, plain(case.facts["home_id"])
    if others.empty:
        st.caption(t("case.home_alone", home=home))
        return
    st.caption(counted("case.home_count", len(others), count=len(others), home=home))
    words = others.assign(
        received_at=[moment(*each) for each in zip(others["received_at"], others["received_precision"], strict=True)],
        category=[filters.category_name(None if formats.is_missing(name) else name) for name in others["category"]],
        status=others["status"].map(state_name, na_action="ignore"),
    )
    key = f"case_rows_home_{case.facts['complaint_id']}"
    st.dataframe(
        words[list(HOME_COLUMNS)].rename(columns={name: t(f"column.{name}") for name in HOME_COLUMNS}),
        hide_index=True,
        placeholder=formats.MISSING,
        height=components.fitting_height(len(words)),
        key=key,
        on_select=partial(casework.picked, key, list(others["complaint_id"])),
        selection_mode="single-row",
        alt=t("case.home"),
    )


def _problem(case: str) -> None:
    """Name the recurring problem on demand: it takes a look at all cases."""
    with st.expander(t("case.problem"), on_change="rerun", key=f"problem_of_{case}") as opened:
        if not opened.open:
            return
        problem = casework.problem_of(case)
        if problem is None:
            st.caption(t("case.problem_none"))
            return
        numbers = {name: int(problem[name]) for name in ("cases", "homes")}
        state = t(f"case.problem.{problem['state']}")
        days = {name: formats.day(problem[name]) for name in ("first_seen_on", "last_seen_on")}
        st.text(t("case.problem_is", id=problem["problem_id"], state=state, **numbers, **days))
