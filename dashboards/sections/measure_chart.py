"""What one measure achieved, in sentences, and the months before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from dashboards import charts, components, data, formats, panels
from dashboards.measures import Known
from dashboards.text import language, named, plain, t
from pipeline.analysis.measure_series import measure_series
from pipeline.analysis.measure_words import MEASURED, sentence
from pipeline.analysis.measures import Evaluation

ICONS = {"improved": ":material/check_circle:", "worse": ":material/warning:", "not_shown": ":material/remove:"}
NO_VERDICT = ":material/hourglass_empty:"


def show(measure: Known, found: Sequence[Evaluation]) -> None:
    """Show what was found of a measure, and the months of one figure."""
    st.subheader(t("improvement.achieved"), anchor=False)
    if not found:
        components.empty_state(t("improvement.no_figure"), t("improvement.no_figure_advice"))
        return
    for one in found:
        icon = ICONS[one.verdict.verdict] if one.verdict else NO_VERDICT
        st.markdown(f"{icon} {plain(sentence(one, is_named=False)[language()])}")
    st.caption(t("improvement.no_cause"))
    _chart(measure, found)


def figure(evaluation: Evaluation) -> str:
    """Return what an evaluation is about, in words."""
    if evaluation.aspect.metric == MEASURED:
        return t("improvement.complaints")
    return data.entry(evaluation.aspect.metric).words("label", language())


def _chart(measure: Known, found: Sequence[Evaluation]) -> None:
    names = {one.aspect.metric: one for one in found}
    chosen = st.segmented_control(
        t("improvement.figure"),
        list(names),
        default=next(iter(names)),
        required=True,
        format_func=lambda name: figure(names[name]),
        key=f"figure_{measure.measure_id}",
    )
    evaluation = names[chosen]
    series = data.analysis(measure_series, measure_id=measure.measure_id, metric=chosen)
    name, title = f"measure-{measure.measure_id}-{chosen}", t("improvement.before_after", figure=figure(evaluation))
    meaning = partial(_definition, evaluation)
    if series.empty or not series["value"].notna().any():
        panels.nothing(title, name, t("improvement.no_months"), t("improvement.no_months_advice"), definition=meaning)
        return
    panel = panels.Panel(
        title=title,
        name=name,
        chart=_drawn(series, evaluation),
        frame=_table(series, evaluation),
        about=components.about_build() | {t("field.measure"): measure.name},
        notes=_notes(series, evaluation),
        definition=meaning,
    )
    panels.show(panel, is_wide=True, alt=named(title, sentence(evaluation)[language()]))


def _notes(series: pd.DataFrame, evaluation: Evaluation) -> list[str]:
    """Say what the dashed line is, and the day from which there is a verdict, which could lie too near the start to be marked."""
    compared = [t("improvement.others_explained")] if series["others"].notna().any() else []
    return [*compared, t("improvement.evaluated", day=formats.day(evaluation.evaluate_on))]


def _drawn(series: pd.DataFrame, evaluation: Evaluation) -> dict:
    unit = _unit(evaluation)
    lines = [_line(t("improvement.here"), series, "value", unit)]
    if series["others"].notna().any():
        lines.append(_line(t("improvement.elsewhere"), series, "others", unit))
    markers = [charts.Marker(t("improvement.start"), evaluation.measure["starts_on"])]
    return charts.over_time(lines, unit, _axis(evaluation), markers=markers, from_zero=unit != "index")


def _line(name: str, series: pd.DataFrame, column: str, unit: str) -> charts.Line:
    texts = [
        t("improvement.month", month=formats.period(f"{month:%Y-%m}"), value=formats.value(value, unit))
        for month, value in zip(series["month"], series[column], strict=True)
    ]
    return charts.Line(name, list(series["month"]), list(series[column]), texts, is_dashed=column == "others")


def _table(series: pd.DataFrame, evaluation: Evaluation) -> pd.DataFrame:
    scale = 100 if _unit(evaluation) == "share" else 1
    return pd.DataFrame(
        {
            t("improvement.column.month"): series["month"].dt.strftime("%Y-%m"),
            t("improvement.here"): (series["value"] * scale).round(2),
            t("improvement.elsewhere"): (series["others"] * scale).round(2),
            t("improvement.column.side"): series["side"].map(lambda side: t(f"improvement.side.{side}")),
        }
    )


def _unit(evaluation: Evaluation) -> str:
    return "ratio" if evaluation.aspect.metric == MEASURED else data.entry(evaluation.aspect.metric).unit


def _axis(evaluation: Evaluation) -> str:
    if evaluation.aspect.metric == MEASURED:
        return t("improvement.per_homes")
    label = figure(evaluation)
    return t("improvement.in_per_cent", label=label) if _unit(evaluation) == "share" else label


def _definition(evaluation: Evaluation) -> None:
    with st.popover(
        t("definition"), type="tertiary", icon=":material/info:", key=f"definition_{evaluation.aspect.metric}"
    ):
        st.markdown(f"**{plain(figure(evaluation))}**")
        st.text(data.entry(evaluation.aspect.metric).words("definition", language()))
        st.caption(t("improvement.method"))
