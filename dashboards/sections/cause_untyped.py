"""Complaints that nobody gave a type: how many, and which types their texts suggest; suggestions enter no figure."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboards import access, cards, charts, data, filters, kinds, links, panels, spans
from dashboards.charts import Bar
from dashboards.filters import UNMAPPED, Choice
from dashboards.text import t
from pipeline.analysis.suggested_types import suggested_types


def suggestions(choice: Choice) -> None:
    """Show how many untyped complaints of the year each type is suggested for."""
    title, name, span = t("causes.untyped"), "untyped", spans.until_its_end(choice)
    meaning = partial(cards.explanation, name, t("causes.untyped_definition"), ["ch5.k"])
    found = pd.DataFrame()
    if span is not None:
        with st.spinner(t("spinner")):
            found = data.analysis(suggested_types, where=kinds.elsewhere(choice), **span)
    if span is None or found.empty:
        panels.nothing(title, name, t("causes.none_untyped"), t("causes.none_untyped_advice"), definition=meaning)
        return
    counts = counted(found)
    bars = [Bar(row["name"], row["cases"], None, None, f"{row['cases']:,}") for row in counts.to_dict("records")]
    method = t(f"causes.method_{found['method'].iloc[0]}")
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=charts.ranked_bars(bars, "count", t("causes.suggested_cases")),
            frame=counts.rename(columns={"name": t("column.suggested"), "cases": t("column.cases")}),
            about=spans.about(span, choice) | {t("about.suggested"): t("causes.only_suggested")},
            sentences=[t("causes.untyped_found", cases=f"{len(found):,}", days=spans.in_words(span)), method],
            notes=[t("causes.only_suggested")],
            definition=meaning,
            links=[partial(_to_cases, choice)] if access.may("correct") else [],
        )
    )


def counted(found: pd.DataFrame) -> pd.DataFrame:
    """Return ``name`` of each suggested type and ``cases``, the most frequent first, those without a suggestion last."""
    counts = found["suggested_type"].value_counts(dropna=False)
    rows = [
        {"name": t("causes.no_suggestion") if pd.isna(kind) else kinds.label(kind), "cases": int(cases)}
        for kind, cases in counts.items()
    ]
    known = [row for row in rows if row["name"] != t("causes.no_suggestion")]
    return pd.DataFrame([*known, *(row for row in rows if row not in known)])


def _to_cases(choice: Choice) -> None:
    state = filters.as_state(choice) | {"category": [UNMAPPED], "subcategory": []}
    links.to_page(t("causes.correct_types"), "cases", key="untyped_cases", **state)
