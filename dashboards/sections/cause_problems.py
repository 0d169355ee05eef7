"""What keeps coming back at the same place: the recurring problems, the one that is picked in words, and its cases."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, cards, casework, components, data, filters, formats, kinds, links
from dashboards.filters import Choice
from dashboards.text import language, plain, t
from pipeline.analysis.problem_words import sentence
from pipeline.analysis.problems import recurring_problems

STATES = ("all", "open", "watched", "closed", "unknown")
NARROWS = ("community_id", "category", "subcategory")
TABLE, CASES = "rows_problems", "rows_problem_cases"


def problems(choice: Choice) -> None:
    """Show the recurring problems of the chosen types and places; a picked one in words, with its cases."""
    with st.container(border=True, key="wide_of_problems"):
        st.subheader(t("causes.problems"), anchor=False)
        where = {column: wanted for column, wanted in choice.where("complaint").items() if column in NARROWS}
        found = data.analysis(recurring_problems, where=where, language=language(), with_cases=False)
        st.caption(plain(t("causes.problems_say")))
        cards.explanation("problems", t("causes.problems_definition"), ["ch10.i1"])
        if found.empty:
            _nothing()
            return
        state = components.choose("problem_state", STATES, "problem.state")
        shown = found if state == "all" else found[found["state"] == state]
        st.text(_summary(found))
        _table(shown, choice)
    _picked(shown)


def _nothing() -> None:
    """Say that no problem was found; where no home is known, that none could be."""
    if data.has_homes():
        components.empty_state(t("causes.no_problems"), t("causes.no_problems_advice"))
    else:
        components.empty_state(t("causes.no_homes"), t("missing.field_advice"))


def _summary(found: pd.DataFrame) -> str:
    counts = found["state"].value_counts()
    parts = [t(f"causes.problems_{state}", number=f"{counts[state]:,}") for state in STATES[1:] if state in counts]
    return t("filters.joiner").join([t("causes.problems_found", number=f"{len(found):,}"), *parts])


def _table(shown: pd.DataFrame, choice: Choice) -> None:
    if shown.empty:
        components.empty_state(t("causes.no_problems"), t("causes.no_problems_advice"))
        return
    narrowed = filters.conditions_in_words(choice, "complaint") or t("filters.all")
    about = {t("about.covers"): formats.until(data.covers_until("complaint")), t("about.filter"): narrowed}
    dates = {
        t(f"column.{name}"): st.column_config.DateColumn(format="YYYY-MM-DD") for name in ("first_seen", "last_seen")
    }
    components.table(
        in_table(shown, data.measure_titles()),
        "problems",
        about | components.about_build(),
        key=TABLE,
        on_select="rerun",
        selection_mode="single-row",
        column_config=dates,
    )
    st.caption(t("causes.pick_problem"))


def in_table(shown: pd.DataFrame, measures: dict[str, str]) -> pd.DataFrame:
    """Return problems with headers, states and types in words, and the measures aimed at each."""
    rows = shown.to_dict("records")
    return pd.DataFrame(
        {
            t("column.where"): [place(row) for row in rows],
            t("column.category"): [kind(row) for row in rows],
            t("column.state"): [t(f"problem.state.{row['state']}") for row in rows],
            t("column.cases"): shown["cases"].to_list(),
            t("column.homes"): shown["homes"].to_list(),
            t("column.again"): shown["again_from_same_home"].to_list(),
            t("column.open_cases"): shown["open_cases"].astype("Int64").to_list(),
            t("column.first_seen"): pd.to_datetime(shown["first_seen_on"]).to_list(),
            t("column.last_seen"): pd.to_datetime(shown["last_seen_on"]).to_list(),
            t("column.trend"): [t(f"trend.{row['trend']}") for row in rows],
            t("column.measures"): [
                t("joiner").join(measures.get(name, name) for name in row["measure_ids"]) or t("causes.no_measure")
                for row in rows
            ],
        }
    )


def place(row: dict[str, Any]) -> str:
    """Return community and, where known, building."""
    if formats.is_missing(row["building"]):
        return str(row["community"])
    return t("building.of", community=row["community"], building=row["building"])


def kind(row: dict[str, Any]) -> str:
    """Return the finer type, else the type, as it is shown."""
    return kinds.label(row["category"] if formats.is_missing(row["subcategory"]) else row["subcategory"])


def _picked(shown: pd.DataFrame) -> None:
    """Say of the picked problem what a manager can repeat, and show its cases to those who may see them."""
    rows = st.session_state[TABLE]["selection"]["rows"] if TABLE in st.session_state else []
    if not rows or rows[0] >= len(shown):
        return
    problem = shown.iloc[rows[0]].to_dict()
    with st.container(border=True, key="wide_of_problem"):
        words = problem | {"category": kinds.label(problem["category"])}
        st.markdown(plain(sentence(words, data.measure_titles())[language()]))
        if not access.may("see_cases"):
            return
        cases = casework.listed(problem)
        ids = cases["complaint_id"].to_list()
        st.dataframe(
            _cases_in_table(cases),
            hide_index=True,
            placeholder=formats.MISSING,
            key=CASES,
            on_select=partial(_open_case, ids),
            selection_mode="single-row",
        )
        st.caption(t("causes.pick_case"))


def _cases_in_table(cases: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("column.complaint_id"): cases["complaint_id"],
            t("column.received_at"): cases["received_at"].map(formats.day_in_table),
            t("column.resolved_at"): cases["resolved_at"].map(formats.day_in_table),
            t("column.status"): cases["status"].map(lambda state: t(f"state.{state}"), na_action="ignore"),
            t("column.home_number"): cases["home"].astype("Int64"),
        }
    )


def _open_case(ids: list[str]) -> None:
    rows = st.session_state[CASES]["selection"]["rows"]
    if rows:
        links.open_page("cases", case=ids[rows[0]])
