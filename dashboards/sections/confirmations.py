"""Words of exports to confirm: misspelt communities, and questions that belong to no indicator; undone at the same place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, books, components, confirming, data, formats
from dashboards.sections import building
from dashboards.sections.bookkeeping import in_words, look
from dashboards.text import language, plain, t
from pipeline.agreed.sheet import Entry, Sheet
from pipeline.analysis.upkeep import roster_communities, unconfirmed_questions
from pipeline.layouts.confirmed import COMMUNITY_NAMES, QUESTION_INDICATORS
from pipeline.layouts.indicators import indicators


def communities() -> None:
    """Community names that the roster does not have: each is the nearest one, or another, or stays its own."""
    frame = books.unconfirmed_communities()
    if frame.empty:
        components.empty_state(t("communities.none"))
    else:
        st.caption(t("communities.explained"))
        shown = ("community", "nearest_community", "complaints", "responses")
        picked = _picked(in_words(frame, shown), "communities")
        _confirm_communities(frame.iloc[picked])
    _standing(COMMUNITY_NAMES, lambda each: t("confirm.is", word=each.written, meaning=each.community))


def questions() -> None:
    """Rating questions that belong to no indicator of the tree: each gets one, or stays an indicator of its own."""
    frame = data.analysis(unconfirmed_questions)
    if frame.empty:
        components.empty_state(t("indicators.none"))
    else:
        st.caption(t("indicators.explained"))
        picked = _picked(in_words(frame, ("question", "surveys", "survey")), "indicators")
        _confirm_questions(list(frame.iloc[picked]["question"]))
    names = _indicator_names()
    _standing(QUESTION_INDICATORS, lambda each: t("confirm.is", word=each.question, meaning=names[each.indicator]))


def _picked(frame: pd.DataFrame, name: str) -> Sequence[int]:
    """Show a table and return which rows are picked."""
    # Another key is another table: after a confirmation nothing stays picked.
    state = st.dataframe(
        frame,
        hide_index=True,
        placeholder=formats.MISSING,
        alt=t(f"section.{name}"),
        key=f"{name}_{st.session_state.get('confirmed', 0)}",
        on_select="rerun",
        selection_mode="multi-row",
        **look(frame),
    )
    components.downloads(frame, f"manyidu-{name}", components.about_build())
    return state["selection"]["rows"]


def _confirm_communities(picked: pd.DataFrame) -> None:
    if not access.may("correct"):
        return
    known = data.analysis(roster_communities)
    if not known:
        st.caption(t("communities.no_roster"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        meant = st.selectbox(
            t("communities.meant"),
            [None, *known],
            format_func=lambda name: name or t("communities.nearest"),
            key="meant",
        )
        rows = [
            {"written": row["community"], "community": meant or row["nearest_community"]}
            for row in picked.to_dict("records")
            if meant or not formats.is_missing(row["nearest_community"])
        ]
        _button("communities", COMMUNITY_NAMES, rows)


def _confirm_questions(picked: list[str]) -> None:
    if not access.may("correct"):
        return
    names = _indicator_names()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        meant = st.selectbox(t("indicators.meant"), list(names), format_func=names.__getitem__, key="meant_indicator")
        _button("indicators", QUESTION_INDICATORS, [{"question": text, "indicator": meant} for text in picked])


def _button(name: str, sheet: Sheet[Any], rows: list[dict[str, str]]) -> None:
    label = t("confirm.do", count=len(rows)) if rows else t("confirm.pick")
    st.button(label, type="primary", disabled=not rows, key=f"confirm_{name}", on_click=_confirm, args=(sheet, rows))


def _confirm(sheet: Sheet[Any], rows: list[dict[str, str]]) -> None:
    _written(partial(confirming.confirm, sheet, rows))


def _standing(sheet: Sheet[Any], words: Callable[[Any], str]) -> None:
    """List what was confirmed, each with its undo, and offer a build where some of it waits for one."""
    if confirming.is_waiting(sheet) and access.may("correct"):
        building.waiting(t("confirm.waiting"), "correct")
    entries = confirming.standing(sheet)
    if not entries:
        return
    with st.expander(t("confirm.standing", count=len(entries)), expanded=True):
        for entry in entries:
            _entry(sheet, entry, words(entry.item))


def _entry(sheet: Sheet[Any], entry: Entry[Any], words: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(words, width="content")
        signed = [access.name_of(entry.line.text("entered_by")), entry.line.text("entered_at")]
        st.caption(plain(" · ".join(part for part in signed if part)), width="content")
        if access.may("correct"):
            key = f"take_back_{sheet.file}_{entry.line.number}"
            undo = partial(confirming.take_back, sheet, entry)
            st.button(t("confirm.undo"), key=key, type="tertiary", on_click=_written, args=(undo,))


def _written(write: Callable[[], None]) -> None:
    with components.problems_in_words():
        write()
        st.session_state["confirmed"] = st.session_state.get("confirmed", 0) + 1


def _indicator_names() -> dict[str, str]:
    return {one.indicator_id: one.zh if language() == "zh" else one.en for one in indicators()}
