"""The priority matrix and the weights of the drivers; what is no driver is named, and where there are none, why."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import cards, charts, components, data, formats, links, panels
from dashboards.charts import Dot, Range
from dashboards.filters import Choice
from dashboards.text import language, plain, t
from pipeline.analysis.driver_words import FEW_ANSWERS, LEFT_OUT, NO_OUTCOME, QUADRANTS, REFUSED, SHOWN
from pipeline.analysis.drivers import Drivers
from pipeline.analysis.priorities import Priorities
from pipeline.statistics.quadrants import CONCENTRATE, KEEP_UP, LOW_PRIORITY, OVERKILL

CORNERS = (CONCENTRATE, KEEP_UP, LOW_PRIORITY, OVERKILL)
LANGUAGES = ("zh", "en")
NAMED_ONCE = (SHOWN, REFUSED)  # no reason of its own


def where(choice: Choice) -> dict[str, Any]:
    """Return the conditions that drivers know: communities."""
    return {"community_id": choice.communities} if choice.communities else {}


def in_words(found: Priorities, choice: Choice) -> None:
    """Say how many answers it rests on, how much is explained, that it is no cause; or why there is nothing."""
    drivers = found.drivers
    if drivers.refusal == NO_OUTCOME:
        components.empty_state(t("missing.never_overall"), t("missing.never_overall_advice"))
    elif drivers.refusal:
        components.empty_state(drivers.refusal[language()], t("drivers.refused.advice"))
        year = str(choice.start("score").year)
        if choice.grain != "1y":
            st.button(t("drivers.year", year=year), on_click=_choose_period, args=(year,), icon=":material/date_range:")
    else:
        st.info(plain(t("space").join(note[language()] for note in drivers.notes)), icon=":material/info:")
    if choice.methods:
        st.caption(t("drivers.questionnaires"))


def _choose_period(name: str) -> None:
    st.session_state["period"] = name


def show(choice: Choice, found: Priorities) -> None:
    """Show the matrix, the weights, and what is no driver."""
    drivers = found.drivers
    if not drivers.refusal:
        _matrix(choice, drivers)
        _weights(choice, drivers)
    _left_out(drivers)


def _matrix(choice: Choice, drivers: Drivers) -> None:
    rows = drivers.frame[drivers.frame["quadrant"].notna()]
    if rows.empty:
        panels.nothing(t("drivers.matrix.title"), "driver_matrix", t("drivers.matrix.nothing"))
        return
    first = rows.loc[rows["quadrant"] == CONCENTRATE, "indicator"]
    importance, performance = drivers.crosshair
    dots = [
        Dot(
            shown_name(row["indicator_id"], row["indicator"]),
            row["performance"],
            row["weight"],
            _dot_text(row),
            row["indicator_id"],
        )
        for row in rows.to_dict("records")
    ]
    panel = panels.Panel(
        title=t("drivers.matrix.first", names=t("list.joiner").join(first))
        if len(first)
        else t("drivers.matrix.title"),
        name="driver_matrix",
        chart=charts.quadrants(
            dots,
            t("drivers.performance"),
            t("drivers.importance"),
            (performance, importance),
            [quadrant_name(name) for name in CORNERS],
            units=("index", "share"),
        ),
        frame=table(drivers),
        about=about(choice),
        sentences=[t("drivers.matrix.caption")],
        definition=partial(definition, "matrix"),
        notes=[t("drivers.matrix.reading"), t("drivers.matrix.pick")],
        on_pick=_to_indicator,
    )
    panels.show(panel, is_wide=True)


def _dot_text(row: dict[str, Any]) -> str:
    return t(
        "drivers.dot",
        quadrant=quadrant_name(row["quadrant"]),
        weight=formats.value(row["weight"], "share"),
        performance=formats.value(row["performance"], "index"),
    )


def _to_indicator(indicator: str) -> None:
    """In a callback: open the indicator on the page on satisfaction."""
    links.open_page("satisfaction", indicator=indicator, satisfaction="trend")


def shown_name(id: str, name: str) -> str:
    """Return a name as shown: a question of the surveys, which goes by its own text, in quotation marks."""
    return t("quoted", text=name) if id == name else name


def definition(of: str, clauses: str = "ch6\\.a2") -> None:
    """Offer what ``weights``, ``matrix``, ``correlations`` or ``operations`` mean, one click away."""
    with st.popover(t("definition"), type="tertiary", icon=":material/info:", key=f"definition_{of}"):
        st.text(t(f"drivers.definition.{of}"))
        st.caption(t("definition.clauses", ids=clauses))


def quadrant_name(name: Any) -> str:
    """Return a quadrant in words; none where better ratings would not go with more satisfaction."""
    return formats.MISSING if formats.is_missing(name) else QUADRANTS[name][LANGUAGES.index(language())]


def _weights(choice: Choice, drivers: Drivers) -> None:
    rows = drivers.frame[drivers.frame["status"] == SHOWN]
    if rows.empty:
        return
    ranges = [
        Range(
            shown_name(row["indicator_id"], row["indicator"]),
            row["weight"],
            row["low"],
            row["high"],
            t(
                "drivers.weight.text",
                weight=formats.value(row["weight"], "share"),
                share=formats.value(row["share_of_explained"], "share"),
            ),
            is_sure=True,
            key=row["indicator_id"],
        )
        for row in rows.to_dict("records")
    ]
    panel = panels.Panel(
        title=t("drivers.weights.title"),
        name="driver_weights",
        chart=charts.ranges(ranges, "share", t("drivers.weights.axis"), line_at=None),
        frame=table(drivers),
        about=about(choice),
        sentences=[t("drivers.weights.caption", explained=formats.value(drivers.r_squared, "share"))],
        definition=partial(definition, "weights"),
        notes=[t("drivers.weights.reading"), *_suppressed(rows), *_lmg(rows)],
        on_pick=_to_indicator,
    )
    panels.show(panel, is_wide=True)


def _suppressed(rows: pd.DataFrame) -> list[str]:
    names = rows.loc[rows["is_suppressed"].eq(True), "indicator"]
    return [t("drivers.suppression", names=t("list.joiner").join(names))] if len(names) else []


def _lmg(rows: pd.DataFrame) -> list[str]:
    """Return the Shapley values beside the weights, where there are few drivers."""
    if rows["lmg"].isna().any():
        return []
    values = [f"{row.indicator} {formats.value(row.lmg, 'share')}" for row in rows.itertuples()]
    return [t("drivers.lmg", values=t("list.joiner").join(values))]


def _left_out(drivers: Drivers) -> None:
    """Name what is no driver, each with its reason."""
    rows = drivers.frame[~drivers.frame["status"].isin(NAMED_ONCE)]
    if rows.empty:
        return
    with st.container(border=True, key="drivers_left_out"):
        st.subheader(t("drivers.left_out"), anchor=False)
        for status, part in rows.groupby("status", sort=False):
            names = [shown_name(row.indicator_id, row.indicator) for row in part.itertuples()]
            reason = LEFT_OUT[status][LANGUAGES.index(language())]
            st.text(t("drivers.left_out.line", names=t("list.joiner").join(names), reason=reason))
        if FEW_ANSWERS in set(rows["status"]):
            st.caption(t("drivers.left_out.few"))


def table(drivers: Drivers) -> pd.DataFrame:
    """Return all that is known of each driver, shares in per cent."""
    rows, shares = drivers.frame, {
        t("drivers.column.weight"): "weight", t("column.low"): "low", t("column.high"): "high",
        t("drivers.column.share"): "share_of_explained", t("drivers.column.lmg"): "lmg", t("drivers.column.answered"): "answered_rate",
    }  # fmt: skip
    return pd.DataFrame(
        {
            t("column.indicator"): rows["indicator"],
            t("column.status"): [t(f"drivers.status.{status}") for status in rows["status"]],
        }
        | {title: (rows[name].astype(float) * 100).round(2) for title, name in shares.items()}
        | {
            t("drivers.column.correlation"): rows["correlation"].astype(float).round(3),
            t("drivers.performance"): rows["performance"].astype(float).round(1),
            t("drivers.column.quadrant"): [quadrant_name(name) for name in rows["quadrant"]],
        }
    )


def about(choice: Choice) -> dict[str, str]:
    """Return what every downloaded row says; drivers have no entry in the catalogue."""
    return cards.about(data.metric("satisfaction_index", language=language()), choice)
