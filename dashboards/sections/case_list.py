"""The list of cases behind a figure: which figure, which side of it, a search, and one page of rows to pick from."""

from __future__ import annotations

from functools import partial
from typing import Any, get_args

import pandas as pd
import streamlit as st

from dashboards import cards, casework, components, data, filters, formats
from dashboards.casework import Asked
from dashboards.filters import Choice
from dashboards.text import counted, language, plain, t
from pipeline.analysis.cases import MEMBERS, Cases, Order, Side, has_sides, metrics_of_cases
from pipeline.metrics import members

COLUMNS = (
    *("complaint_id", "received_at", "community", "building", "category", "subcategory", "status", "days_to_resolution"),
    *("due_at", "side", "department", "channel"),
)  # fmt: skip


def show(choice: Choice) -> None:
    """Show what is asked for, with the controls to ask for something else."""
    _figure()
    shown = casework.asked()
    found = casework.page(shown, choice)
    if found.found and found.rows.empty:
        casework.turn_to_last(found.found)
        st.rerun()
    _sum(shown, found, choice)
    _sides(shown, found)
    _search()
    if not found.found:
        components.empty_state(t("cases.none"), t("cases.none_advice"))
        return
    _rows(shown, found)
    _pages(found.found)
    _downloads(shown, found, choice)


def in_words(rows: pd.DataFrame, shown: Asked) -> pd.DataFrame:
    """Return cases with headers, codes and times in the language of the session."""
    words = rows.assign(
        received_at=[moment(*each) for each in zip(rows["received_at"], rows["received_precision"], strict=True)],
        due_at=rows["due_at"].dt.strftime("%Y-%m-%d"),
        category=[filters.category_name(None if formats.is_missing(name) else name) for name in rows["category"]],
        channel=[None if formats.is_missing(name) else filters.value_name("channel", name) for name in rows["channel"]],
        status=rows["status"].map(state_name, na_action="ignore"),
        side=[side_name(shown, _side(row)) for row in rows[["is_counted", "is_met"]].to_dict("records")],
        days_to_resolution=rows["days_to_resolution"].astype("Int64"),
    )
    return words[list(COLUMNS)].rename(columns={name: t(f"column.{name}") for name in COLUMNS})


def state_name(state: str) -> str:
    """Return the state of a case in words."""
    return t(f"state.{state}")


def side_name(shown: Asked, side: Side) -> str:
    """Return a side of the figure in words: what is met depends on what the figure is of."""
    if side not in ("met", "missed"):
        return t(f"side.{side}")
    entry = shown.entry
    kind = {"ratio": "ratio", "days": entry.numerator, "hours": entry.numerator}.get(entry.unit, entry.better)
    return t(f"side.{side}.{kind}")


def _side(row: dict[str, Any]) -> Side:
    if row["is_met"]:
        return "met"
    return "missed" if row["is_counted"] else "left_out"


def moment(at: Any, precision: str) -> str:
    """Return a time as precisely as it is known, so that texts are in the order of their times."""
    return f"{at:%Y-%m-%d}" if precision == "day" else f"{at:%Y-%m-%d %H:%M}"


def _figure() -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.selectbox(
            t("cases.of"),
            metrics_of_cases(),
            format_func=_label,
            key="of",
            persist_state="session",
            on_change=_another_figure,
        )
        entry = data.entry(st.session_state["of"])
        for name, member in casework.member_of(entry).items():
            st.session_state["of_member"] = member  # of the link that was followed, not of the figure shown before
            st.selectbox(
                t("cases.member"),
                MEMBERS[entry.name],
                format_func=partial(_member_name, name),
                key="of_member",
                on_change=_another_member,
                args=(name,),
            )


def _label(name: str) -> str:
    entry = data.entry(name)
    return entry.words("label", language(), **(casework.parameters_of(entry)))


def _member_name(kind: str, member: str) -> str:
    return members.in_words(kind, member, language())


def _another_figure() -> None:
    st.session_state.update(of_with={}, side="all")
    casework.forget()


def _another_member(name: str) -> None:
    st.session_state["of_with"] = st.session_state["of_with"] | {name: st.session_state["of_member"]}
    casework.forget()


def _sum(shown: Asked, found: Cases, choice: Choice) -> None:
    """Say the figure and the numbers of cases that it is made of, with its definition beside."""
    result, row = casework.figure(shown, choice)
    numbers = {name: f"{getattr(found, name):,}" for name in ("numerator", "denominator")}
    kind = "_ratio" if shown.entry.unit == "ratio" else "" if has_sides(shown.entry) else "_count"
    value = "" if row is None or kind == "_count" else f" {formats.value(row[shown.entry.value], shown.entry.unit)}"
    words = t(f"cases.sum{kind}", label=shown.label + value, met=side_name(shown, "met").lower(), **numbers)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{plain(words)}**", width="content")
        cards.definition(result, "cases")


def _sides(shown: Asked, found: Cases) -> None:
    offered = [side for side in casework.sides_of(shown.entry) if found.sizes[side] or side in ("all", shown.side)]
    st.segmented_control(
        t("cases.side"),
        offered,
        required=True,
        format_func=lambda side: f"{side_name(shown, side)} {found.sizes[side]:,}",
        label_visibility="collapsed",
        key="side",
        persist_state="session",
        on_change=casework.forget,
    )


def _search() -> None:
    looked_in = "_in_texts" if casework.searches_texts() else "_in"
    with st.container(horizontal=True, gap="small"):
        st.text_input(
            t("cases.search"),
            placeholder=t(f"cases.search{looked_in}"),
            key="q",
            type="search",
            persist_state="session",
            on_change=casework.forget,
        )
        st.selectbox(
            t("cases.sort"),
            get_args(Order),
            format_func=lambda order: t(f"sort.{order}"),
            key="sort",
            persist_state="session",
            on_change=casework.forget,
        )


def _rows(shown: Asked, found: Cases) -> None:
    st.caption(f"{counted('cases.found', found.found, found=f'{found.found:,}')} · {t('cases.pick')}")
    frame = in_words(found.rows, shown)
    is_one_side = shown.side not in ("all", "counted") or not (has_sides(shown.entry) or found.sizes["left_out"])
    if is_one_side:  # which the heading says already
        frame = frame.drop(columns=t("column.side"))
    # Another key is another table: a row picked before is not picked again when one comes back from the case.
    key = f"case_rows_{st.session_state.get('cases_looked_at', 0)}"
    st.dataframe(
        frame,
        hide_index=True,
        column_order=[name for name in frame if name not in _unseen(found.rows)],
        column_config={t("column.days_to_resolution"): st.column_config.NumberColumn(t("column.days_short"), width=70)},
        placeholder=formats.MISSING,
        height=components.fitting_height(len(frame), most=casework.PAGE_ROWS),
        key=key,
        on_select=partial(casework.picked, key, list(found.rows["complaint_id"])),
        selection_mode="single-row",
        alt=t("cases.alt"),
    )


def _unseen(rows: pd.DataFrame) -> set[str]:
    """Return the headers of columns that the list leaves out: channels, which a filter and the downloads have, and those without a cell."""
    empty = [name for name in COLUMNS if name in rows and rows[name].isna().all()]
    return {t(f"column.{name}") for name in ("channel", *empty)}


def _pages(found: int) -> None:
    pages = casework.pages(found)
    if pages > 1:
        key = f"pager_{st.session_state.get('cases_lists', 0)}"  # another list begins at its first page
        page = min(st.session_state["cases_page"], pages)
        st.pagination(pages, default=page, key=key, on_change=lambda: casework.turn_to(st.session_state[key]))


def _downloads(shown: Asked, found: Cases, choice: Choice) -> None:
    """Offer what was found as CSV and XLSX: read when somebody asks for it, which is written down."""
    if found.found > casework.MOST_EXPORTED:
        st.caption(t("cases.export_most", most=f"{casework.MOST_EXPORTED:,}"))
        return
    label = t("cases.export", found=f"{found.found:,}")
    with st.popover(
        label, icon=":material/download:", type="tertiary", on_change="rerun", key="cases_export"
    ) as opened:
        if opened.open:
            about = {
                t("about.figure"): shown.label,
                t("about.covers"): formats.until(found.as_of),
                t("about.filter"): filters.in_words(choice, "complaint"),
            }
            name = f"cases-{shown.entry.name}"
            rows = in_words(casework.everything(shown, choice, name).rows, shown)
            components.downloads(rows, name, about | components.about_build())
