"""What a section on satisfaction is asked about: the indicator and how it is measured, kept in the URL."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import address, cards, components, data, figures, filters, formats, periods
from dashboards.filters import Choice
from dashboards.text import language, t
from pipeline.analysis.asked import rated
from pipeline.metrics.result import OK, Result

MEASURES = ("top_two_box", "satisfaction_index")


def chosen(choice: Choice) -> tuple[str, str]:
    """Offer what was rated and how it is measured, and return what is chosen: at first what has a figure in the period."""
    known = names()
    first = _first(known, choice)
    address.start_one("indicator", list(known), first)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("satisfaction.indicator"), list(known), format_func=known.__getitem__, key="indicator", width=320
        )
        measure = components.choose("measure", MEASURES, "satisfaction.measure", is_label_shown=True)
    indicator = st.session_state["indicator"]
    address.show("indicator", [indicator] if indicator != first else [])
    return indicator, measure


def _first(known: dict[str, str], choice: Choice) -> str:
    shown = figures.breakdown(choice, MEASURES[0], "indicator_id").rows
    of_period = set(shown.loc[shown["status"] == OK, "indicator_id"])
    return next((name for name in known if name in of_period), next(iter(known)))


def names() -> dict[str, str]:
    """Return indicator id → name as shown of what was rated, questions of the surveys in quotation marks."""
    return {
        row.indicator_id: row.indicator if row.is_standard else t("quoted", text=row.indicator)
        for row in data.analysis(rated, language=language()).itertuples()
    }


def about(result: Result, choice: Choice, indicator: str, *, is_of_period: bool) -> dict[str, str]:
    """Return what every downloaded row says: what was rated too, and the chosen period only where the rows are of it."""
    narrowed = filters.conditions_in_words(choice, "score") or t("filters.all")
    of_all = {} if is_of_period else {t("about.filter"): narrowed}
    return {t("column.indicator"): names()[indicator]} | cards.about(result, choice) | of_all


def period(start: Any, choice: Choice) -> str:
    """Return the period of the page's length that begins on ``start`` in words."""
    return formats.period(periods.name_of(start, choice.grain))


def during(choice: Choice) -> str | None:
    """Return the days that an analysis of respondents is of: the chosen period, or all where no answer has a day."""
    return choice.score_period if data.months("score") else None
