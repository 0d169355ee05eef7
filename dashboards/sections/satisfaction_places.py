"""Satisfaction between communities: a heat map of indicators, and each community against the rest."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from dashboards import access, cards, charts, data, figures, filters, formats, panels
from dashboards.charts import Range
from dashboards.charts.base import factor
from dashboards.filters import Choice
from dashboards.sections import asked, cells
from dashboards.text import language, t
from pipeline.metrics.result import OK, Result
from pipeline.metrics.standing import FEWEST_TO_RANK, Standing, standing

MOST_MEMBERS, MOST_COLUMNS = 40, 12


def show(choice: Choice) -> None:
    """Show all indicators by community, and one indicator against the rest of the company."""
    _heat(choice)
    indicator, measure = asked.chosen(choice)
    if access.current().communities is None:
        _against_the_rest(choice, indicator, measure)
    else:
        st.info(t("satisfaction.rest.scope"), icon=":material/visibility_off:")


def _heat(choice: Choice) -> None:
    name, title = "satisfaction_heat", t("satisfaction.heat.title")
    result = data.metric(
        "top_two_box", by=("community_id",), period=choice.grain, where=choice.where("score"), language=language()
    )
    frame = result.frame
    frame = frame[frame["period_start"] == pd.Timestamp(choice.start("score"))] if len(frame) else frame
    known = asked.names()
    frame = _standard_only(frame[frame["indicator_id"].isin(list(known))] if len(frame) else frame)
    meaning = partial(cards.definition, result, "heat")
    if not cells.has_any(frame):
        message, advice = figures.why_nothing(result, frame, choice)
        panels.nothing(title, name, t("missing.suppressed") if len(frame) else message, advice, definition=meaning)
        return
    shown = cells.with_figures(frame, "community_id")
    rated = {id: shown_name for id, shown_name in known.items() if id in set(shown["indicator_id"])}
    columns = dict(list(rated.items())[:MOST_COLUMNS])
    rows = cells.names(shown, "community_id")
    panel = panels.Panel(
        title=title,
        name=name,
        chart=cells.map_of(shown, "community_id", rows, "indicator_id", columns, result.metric),
        frame=cells.table(frame, ["community", "indicator"], result),
        about=cards.about(result, choice),
        sentences=[t("satisfaction.heat.caption", period=formats.period(choice.score_period))],
        notes=[
            *cells.notes(frame, len(cells.names(frame, "community_id")) - len(rows)),
            *([t("chart.most", shown=len(columns), all=len(rated))] if len(columns) < len(rated) else []),
            t("satisfaction.heat.pick"),
        ],
        definition=meaning,
        on_pick=_to_cell,
    )
    panels.show(panel, is_wide=True)


def _to_cell(ids: Sequence[str]) -> None:
    """In a callback: show one community's indicator over time."""
    community, indicator = ids
    if filters.member_key("community", community):
        st.session_state["community"] = [community]
    st.session_state.update({"indicator": indicator, "satisfaction": "trend"})


def _standard_only(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out questions of the surveys beside indicators of the standard tree; where there are only such, keep them."""
    if frame.empty:
        return frame
    is_own = frame["indicator_id"].isin(list(data.own_questions()))
    return frame if is_own.all() else frame[~is_own]


def _against_the_rest(choice: Choice, indicator: str, measure: str) -> None:
    where = choice.where("score") | {"indicator_id": (indicator,)}
    arguments = {"by": ("community_id",), "period": choice.grain, "where": where, "against": "rest"}
    result = data.metric(measure, language=language(), **arguments)
    found = standing(result, choice.start("score"))
    name, title = f"satisfaction_rest_{measure}", t("satisfaction.rest.title", name=asked.names()[indicator])
    meaning = partial(cards.definition, result, "rest")
    compared = found.frame[found.frame["change_low"].notna()] if len(found.frame) else found.frame
    if compared.empty:
        panels.nothing(title, name, t("satisfaction.rest.nothing"), t("missing.period_advice"), definition=meaning)
        return
    panel = panels.Panel(
        title=title,
        name=name,
        chart=charts.ranges(_ranges(compared, result), result.metric.unit, t(f"satisfaction.rest.axis.{measure}")),
        frame=_table(found, result),
        about=asked.about(result, choice, indicator, is_of_period=True),
        sentences=_sentences(found),
        notes=[
            t("satisfaction.rest.reading", n=int(compared["family_size"].max())),
            t("satisfaction.rest.best", name=found.best, n=FEWEST_TO_RANK) if found.best else "",
            t("satisfaction.rest.pick"),
        ],
        definition=meaning,
        on_pick=partial(filters.add, "community"),
    )
    panels.show(panel, is_wide=True)
    with st.expander(t("satisfaction.rest.all"), icon=":material/notes:"):
        st.text("\n".join(said[language()] for said in found.sentences if said))


def _ranges(rows: pd.DataFrame, result: Result) -> list[Range]:
    unit = result.metric.unit
    names = cells.names(rows, "community_id")
    ordered = rows.sort_values("change", ascending=False).head(MOST_MEMBERS)
    return [
        Range(
            names[row["community_id"]],
            row["change"],
            row["change_low"],
            row["change_high"],
            f"{formats.value(row[result.metric.value], unit)}  n={formats.grouped(row['n_text'])}",
            bool(row["is_signal"]),
            filters.member_key("community", row["community_id"]),
        )
        for row in ordered.to_dict("records")
    ]


def _sentences(found: Standing) -> list[str]:
    """Return the sentences of communities that differ more than by chance, or that none does."""
    rows = found.frame.reset_index(drop=True)
    differ = [found.sentences[at][language()] for at in rows.index[(rows["status"] == OK) & rows["is_signal"].eq(True)]]
    return differ or [t("satisfaction.rest.none")]


def _table(found: Standing, result: Result) -> pd.DataFrame:
    rows, scale = found.frame, factor(result.metric.unit)
    scaled = {
        t("column.low"): "low", t("column.high"): "high", t("column.rest"): "previous", t("column.difference"): "change",
        t("column.difference_low"): "change_low", t("column.difference_high"): "change_high",
    }  # fmt: skip
    gaps = {t("column.target"): "target", t("column.gap"): "gap", t("column.gap_to_best"): "gap_to_best"}
    return pd.DataFrame(
        {t("column.community"): list(cells.names(rows, "community_id").values())}
        | {figures.axis_title(result): (rows[result.metric.value] * scale).round(2)}
        | {t("column.n"): rows["n_text"].map(formats.number_or_text)}
        | {title: (rows[name] * scale).round(2) for title, name in scaled.items()}
        | {t("column.q"): rows["q"].round(4)}
        | {title: (rows[name] * scale).round(2) for title, name in gaps.items()}
        | {t("column.shown"): [t(f"cell.status.{status}") for status in rows["status"]]}
    )
