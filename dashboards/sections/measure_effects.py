"""Measures and their effect: how many stand where, what to look at, what comes next, all of them, and one in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import address, components, formats, measure_signals, measures
from dashboards.measure_signals import Achieved
from dashboards.measures import Known
from dashboards.sections import measure_chart, measure_facts
from dashboards.text import language, named, plain, t
from pipeline.analysis.measures import Evaluation
from pipeline.reasons import reason

MOST_SIGNALS = 8
MOST_COMING = 6
LISTED = ("measure", "status", "effect", "communities", "owner_post", "due_on")  # the rest is below and in downloads
EFFECT_PIXELS = 310


def effects() -> None:
    """Show the measures, what they achieved, and one of them in full."""
    known = measures.known()
    if not known:
        components.empty_state(t("improvement.none"), t("improvement.none_advice"))
        return
    with st.spinner(t("improvement.computing")):
        achieved = measures.evaluations()
    _counts(known, achieved)
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, gap="xsmall", key="signals", height="stretch"):
        _signals(known, achieved)
    with right, st.container(border=True, gap="xsmall", key="coming", height="stretch"):
        _coming(known, achieved)
    _all(known, achieved)
    _one(known, achieved)


def _counts(known: Sequence[Known], achieved: Achieved) -> None:
    counts = measure_signals.verdict_counts(known, achieved)
    shown = {
        "open": sum(each.is_open for each in known),
        "past_due": sum(each.is_past_due for each in known),
        "improved": counts["improved"],
        "worse": counts["worse"],
        "neither": counts["neither"],
    }
    grid = st.grid(min_column_width=150, border=True, key="counts")
    for name, count in shown.items():
        with grid.cell():
            st.metric(t(f"improvement.count.{name}"), count)
    if exported := [each for each in known if each.origin == "export"]:
        st.caption(t("improvement.judged_on", day=formats.until(datetime.combine(exported[0].judged_on, time()))))


def _signals(known: Sequence[Known], achieved: Achieved) -> None:
    st.subheader(t("improvement.look_at"), anchor=False)
    found = measure_signals.signals(known, achieved)
    if not found:
        st.caption(t("improvement.nothing_to_look_at"))
    for at, signal in enumerate(found[:MOST_SIGNALS]):
        due_on = signal.measure.cells["due_on"]
        said = t(f"improvement.signal.{signal.kind}", name=signal.measure.name, day=formats.day(due_on))
        _choose(said, signal.measure, f"signal_{at}", ICONS[signal.kind])
    if len(found) > MOST_SIGNALS:
        st.caption(t("improvement.more", count=len(found) - MOST_SIGNALS))


def _coming(known: Sequence[Known], achieved: Achieved) -> None:
    st.subheader(t("improvement.next"), anchor=False)
    found = measure_signals.coming(known, achieved)
    if not found:
        st.caption(t("improvement.nothing_next"))
    for at, event in enumerate(found[:MOST_COMING]):
        said = t(f"improvement.next.{event.kind}", name=event.measure.name, day=formats.day(event.day))
        _choose(said, event.measure, f"coming_{at}", ICONS[event.kind])
    if len(found) > MOST_COMING:
        st.caption(t("improvement.more", count=len(found) - MOST_COMING))


def _choose(said: str, measure: Known, key: str, icon: str) -> None:
    st.button(plain(said), key=key, icon=icon, type="tertiary", on_click=_open, args=(measure.measure_id,))


def _open(measure_id: str) -> None:
    st.session_state["measure"] = measure_id


def _all(known: Sequence[Known], achieved: Achieved) -> None:
    st.subheader(t("improvement.all", count=len(known)), anchor=False)
    frame = pd.DataFrame([_row(each, achieved.get(each.measure_id, [])) for each in known])
    height = components.fitting_height(len(frame))
    st.caption(t("improvement.pick"))
    st.dataframe(
        frame,
        hide_index=True,
        placeholder=formats.MISSING,
        height=height,
        column_order=[t(f"field.{name}") if name != "effect" else t("improvement.effect") for name in LISTED],
        column_config={t("improvement.effect"): st.column_config.Column(width=EFFECT_PIXELS)},
        alt=t("improvement.all", count=len(known)),
        key="measure_rows",
        on_select=lambda: _picked(known),
        selection_mode="single-row",
    )
    components.downloads(frame, "manyidu-measures", components.about_build())


def _picked(known: Sequence[Known]) -> None:
    rows = st.session_state["measure_rows"]["selection"]["rows"]
    if rows:
        _open(known[rows[0]].measure_id)


def _row(measure: Known, found: Sequence[Evaluation]) -> dict[str, Any]:
    cells = measure.cells
    return {
        t("field.measure"): measure.name,
        t("field.status"): measure_facts.status(measure),
        t("improvement.effect"): verdict_words(found),
        t("field.communities"): measure_facts.places(measure),
        t("field.owner_post"): cells["owner_post"],
        t("field.starts_on"): formats.day_in_table(cells["starts_on"]),
        t("field.due_on"): formats.day_in_table(cells["due_on"]),
        t("field.measure_id"): measure.measure_id,
    }


def verdict_words(found: Sequence[Evaluation]) -> str:
    """Return the verdicts on a measure in a few words, figures of the same verdict together, those without one left out."""
    alike: dict[str, list[str]] = {}
    for one in found:
        if one.verdict:
            alike.setdefault(reason(one.verdict.verdict, language()), []).append(measure_chart.figure(one))
    if alike:
        said = [named(verdict, t("joiner").join(of_these)) for verdict, of_these in alike.items()]
        return t("improvement.joiner").join(said)
    stage = "interim" if any(one.stage == "interim" for one in found) else "not_enough" if found else "not_begun"
    return t(f"improvement.stage.{stage}")


def _one(known: Sequence[Known], achieved: Achieved) -> None:
    """Show one measure in full: the chosen one, else the one in the URL, else the first with a verdict."""
    names = {each.measure_id: each for each in known}
    judged = [name for name in names if any(one.verdict for one in achieved.get(name, []))]
    address.start_one("measure", list(names), (judged or list(names))[0])
    st.divider()
    chosen = st.selectbox(
        t("improvement.which"),
        list(names),
        format_func=lambda name: t("improvement.option", name=names[name].name, id=name),
        key="measure",
    )
    address.show("measure", [chosen])
    measure = names[chosen]
    measure_facts.show(measure)
    measure_chart.show(measure, achieved.get(chosen, []))
    measure_facts.problems(measure)


ICONS = {
    "worse": ":material/trending_down:",
    "fading": ":material/hourglass_bottom:",
    "past_due": ":material/event_busy:",
    "waiting": ":material/schedule:",
    "due": ":material/event:",
    "verdict": ":material/query_stats:",
}
