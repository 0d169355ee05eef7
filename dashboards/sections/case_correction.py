"""Corrections of a case: decide on its type or state, see what was decided, undo it; and what waits for the next build."""

from __future__ import annotations

import streamlit as st

from dashboards import access, components, correcting, data, filters
from dashboards.sections import building
from dashboards.text import counted, plain, t
from pipeline.analysis.one_case import Case
from pipeline.core.corrections import OUTCOMES, Correction
from pipeline.layouts.categories import CATEGORIES


def waiting() -> None:
    """Say how many corrections wait for a build, and offer one, to those who may correct."""
    if not access.may("correct"):
        return
    lines = correcting.pending()
    if lines:
        building.waiting(counted("correct.waiting", len(lines), count=len(lines)), "correct")


def show(case: Case) -> None:
    """Show what was decided about a case and, to those who may, the form to decide."""
    decided = correcting.decided(case.facts["complaint_id"])
    may = access.may("correct")
    if not decided and not may:
        return
    with st.container(border=True, key="case_corrections"):
        st.markdown(f"**{t('correct.title')}**")
        if message := st.session_state.pop("corrected", None):
            st.success(message, icon=":material/check:")
        for correction, status in decided:
            _line(correction, status, case, may)
        if may:
            _form(case, len(decided))


def _line(correction: Correction, status: str, case: Case, may: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        old, new = (_value(correction.field, value) for value in (correction.old, correction.new))
        st.text(t("correct.line", field=t(f"correct.{correction.field}"), old=old, new=new), width="content")
        st.caption(t(f"correct.status.{status}"), width="content")
        st.caption(plain(f"{access.name_of(correction.who)} · {correction.when} · {correction.why}"), width="content")
        if may and correcting.can_undo(correction, status, case):
            st.button(
                t("correct.undo"), key=f"undo_{correction.line}", type="tertiary", on_click=_undo, args=(correction,)
            )


def _form(case: Case, lines: int) -> None:
    """Offer what the case holds now: after each of ``lines`` the choices begin anew."""
    held = correcting.present(case)
    place = f"{case.facts['complaint_id']}_{lines}"
    known = data.values_of("subcategory")
    with st.form("correct", border=False):
        with st.container(horizontal=True, gap="small"):
            st.selectbox(
                t("correct.category"),
                ["", *CATEGORIES],
                index=["", *CATEGORIES].index(held["category"]),
                format_func=lambda name: filters.category_name(name or None),
                key=f"new_category_{place}",
            )
            finer = ["", *dict.fromkeys([*([held["subcategory"]] if held["subcategory"] else []), *known])]
            st.selectbox(
                t("correct.subcategory"),
                finer,
                index=finer.index(held["subcategory"]),
                format_func=lambda name: name or t("correct.empty"),
                key=f"new_subcategory_{place}",
            )
            states = list(dict.fromkeys([held["status"], *OUTCOMES]))
            st.selectbox(
                t("correct.status"),
                states,
                format_func=lambda name: _value("status", name),
                key=f"new_status_{place}",
            )
        st.text_input(t("correct.why"), placeholder=t("correct.why_example"), max_chars=200, key="correct_why")
        st.form_submit_button(t("correct.do"), on_click=_correct, args=(case, place))
    st.caption(t("correct.explained"))


def _value(field: str, value: str) -> str:
    if not value:
        return t("correct.empty")
    return {"category": filters.category_name, "status": _state}.get(field, str)(value)


def _state(name: str) -> str:
    return t(f"state.{name}")


def _correct(case: Case, place: str) -> None:
    state = st.session_state
    wanted = {name: state[f"new_{name}_{place}"] for name in correcting.CORRECTED}
    with components.problems_in_words():
        written = correcting.correct(case, wanted, state["correct_why"])
        state["corrected"] = t("correct.written" if written else "correct.nothing")
        if written:
            state["correct_why"] = ""


def _undo(correction: Correction) -> None:
    with components.problems_in_words():
        correcting.undo(correction, t("correct.undone_why", line=correction.line))
        st.session_state["corrected"] = t("correct.written")
