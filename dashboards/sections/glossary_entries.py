"""Entries of the glossary: what a metric means and how it is computed, and general terms in plain words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboards import data, figures, formats, links
from dashboards.filters import Choice
from dashboards.formulas import counted, formula
from dashboards.text import language, plain, t, words
from pipeline.metrics.catalogue import SUBJECTS, Metric, catalogue

TERMS = (
    "as_of", "period", "ripe", "n", "interval", "signal", "year_before", "points", "family", "control_limits", "target",
    "suppression", "not_in_export", "resolved", "withdrawn", "median", "log_rank", "weighted",
)  # fmt: skip
HEADERS = (
    "subject", "term", "code", "definition", "formula", "numerator", "denominator", "excluded", "unit", "better", "smallest",
    "clauses",
)  # fmt: skip
TERMS_SUBJECT = "terms"


def subjects_shown() -> tuple[str, ...]:
    """Return the subjects in their order, general terms last."""
    return (*SUBJECTS, TERMS_SUBJECT)


def metrics_of(subject: str) -> list[Metric]:
    """Return the metrics of a subject in the order of the catalogue."""
    return [metric for metric in catalogue().values() if metric.subject == subject]


def found(text: str) -> tuple[list[Metric], list[str]]:
    """Return the metrics and terms that hold each word of ``text`` in their name, code or definition."""
    wanted = text.casefold().split()
    metrics = [
        metric
        for metric in catalogue().values()
        if _holds(wanted, metric.name, *(metric.words(name, language()) for name in ("label", "definition")))
    ]
    return metrics, [term for term in TERMS if _holds(wanted, t(f"term.{term}.name"), t(f"term.{term}.text"))]


def show(metrics: Sequence[Metric], choice: Choice | None, *, place: str = "list") -> None:
    """Show entries, their words first: figures take longer and are filled in afterwards."""
    values = [(metric, _entry(metric, place)) for metric in metrics]
    for metric, slot in values:
        if choice is not None:
            slot.markdown(plain(value(metric, choice)))


def show_terms(terms: Sequence[str]) -> None:
    """Show general terms, each with its explanation."""
    for term in terms:
        with st.container(border=True, gap="xsmall", key=f"entry_{term}"):
            st.markdown(f"**{plain(t(f'term.{term}.name'))}**")
            st.text(t(f"term.{term}.text"))


def value(metric: Metric, choice: Choice) -> str:
    """Return the figure of the chosen period and filters with its n and interval, or why there is none."""
    if metric.split and metric.table != "score":
        named = [t(f"split.{name}") for name in metric.split if f"split.{name}" in words()]
        return t("glossary.value_many", split=named[0])
    card = figures.card(choice, metric.name)
    period = formats.period(choice.period(metric.table))
    if card.row is None or card.row["status"] not in ("ok", "small"):
        return t("glossary.value_none", period=period)
    parts = figures.figure_text(card.result, card.row).split("  ")
    if not formats.is_missing(card.row["low"]):
        low, high = card.row["low"], card.row["high"]
        parts.append(t("card.interval", interval=formats.interval(low, high, metric.unit)))
    key = "glossary.value" if card.row["is_ripe"] else "glossary.value_unripe"
    return t(key, period=period, value=" · ".join(parts))


def table() -> pd.DataFrame:
    """Return every metric and term as a table with headers in the language of the session."""
    rows = [[t(f"subject.{metric.subject}"), *_cells(metric)] for metric in _ordered()]
    rows += [
        [t("subject.terms"), t(f"term.{term}.name"), "", t(f"term.{term}.text"), *[""] * (len(HEADERS) - 4)]
        for term in TERMS
    ]
    return pd.DataFrame(rows, columns=[t(f"column.{name}") for name in HEADERS])


def _ordered() -> list[Metric]:
    return [metric for subject in SUBJECTS for metric in metrics_of(subject)]


def _cells(metric: Metric) -> list[str]:
    lang = language()
    return [
        metric.words("label", lang),
        metric.name,
        metric.words("definition", lang),
        formula(metric),
        counted(metric.numerator),
        counted(metric.denominator),
        metric.excluded[lang],
        t(f"unit.name.{metric.unit}"),
        t(f"definition.better.{metric.better}"),
        _smallest(metric),
        ", ".join(metric.clauses),
    ]


def _entry(metric: Metric, place: str) -> st.delta_generator.DeltaGenerator:
    """Show the words of a metric and return the place for its figure."""
    lang = language()
    with st.container(border=True, gap="xsmall", key=f"entry_{place}_{metric.name}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{plain(metric.words('label', lang))}**", width="content")
            _way_on(metric, place)
        slot = st.empty()
        st.text(metric.words("definition", lang))
        st.caption(plain(" · ".join(_short_facts(metric))))
        st.caption(plain(t("definition.excluded", text=metric.excluded[lang])))
        st.caption(plain(f"{_smallest(metric)} {t('definition.clauses', ids=', '.join(metric.clauses))}"))
    return slot


def _short_facts(metric: Metric) -> list[str]:
    sides = [] if metric.numerator == metric.denominator else [
        t("glossary.numerator", text=counted(metric.numerator)),
        t("glossary.denominator", text=counted(metric.denominator)),
    ]  # fmt: skip
    return [
        t("glossary.formula", text=formula(metric)),
        *sides,
        t("glossary.unit", text=t(f"unit.name.{metric.unit}")),
        t(f"definition.better.{metric.better}"),
    ]


def _smallest(metric: Metric) -> str:
    kind = "protected" if metric.protects else "records"
    return t(f"glossary.smallest.{kind}", k=metric.smallest_group(data.settings().k_figures))


def _way_on(metric: Metric, place: str) -> None:
    page, choices = links.page_of(metric), links.view_of(metric)
    links.to_page(t("glossary.open"), page, key=f"open_{place}_{metric.name}", **choices)


def _holds(wanted: Sequence[str], *texts: str) -> bool:
    return all(any(word in text.casefold() for text in texts) for word in wanted)
