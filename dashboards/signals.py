"""What changed: every comparison of the overview that is not noise, as plain sentences that lead on, the least likely by chance first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import figures, filters, formats, links, speeds
from dashboards.figures import Breakdown, Card
from dashboards.filters import Choice
from dashboards.text import counted, plain, t
from pipeline.metrics.result import Result
from pipeline.metrics.signals import Signal, signals

MOST = 12


def show(cards: list[Card], breakdowns: list[Breakdown], choice: Choice) -> None:
    """Show what changed, each with a mark for better or worse and a way on; where nothing did, whether it could be compared."""
    is_slow = any(card.row is not None and card.result.metric.name == speeds.METRIC for card in cards)
    found = signals(chain(_compared(cards, breakdowns), _speeds(choice) if is_slow else ()))
    for at, signal in enumerate(found[:MOST]):
        _line(signal, at, choice)
    if more := found[MOST:]:
        with st.expander(counted("overview.more", len(more), count=len(more))):
            for at, signal in enumerate(more, MOST):
                _line(signal, at, choice)
    if found:
        st.caption(counted("overview.family", found[0].family_size, size=f"{found[0].family_size:,}"))
    else:
        st.markdown(t("overview.unchanged" if is_anything_compared(cards, breakdowns) else "overview.incomparable"))
    if any(signal.result.metric.name == speeds.METRIC for signal in found):
        st.caption(t("overview.medians"))


def is_anything_compared(cards: list[Card], breakdowns: list[Breakdown]) -> bool:
    """Say whether any figure could be held against the period before, with an interval of the change."""
    return any(not formats.is_missing(row["change_low"]) for _, row in _compared(cards, breakdowns))


def _compared(cards: list[Card], breakdowns: list[Breakdown]) -> Iterator[tuple[Result, pd.Series]]:
    of_cards = ((card.result, card.row) for card in cards if card.row is not None)
    of_members = ((shown.result, row) for shown in breakdowns if has_parts(shown) for _, row in shown.rows.iterrows())
    return chain(of_cards, of_members)


def _speeds(choice: Choice) -> Iterator[tuple[Result, pd.Series]]:
    """Return the communities' times to resolution with the tests of their curves; the page has no chart of them."""
    shown = figures.breakdown(choice, speeds.METRIC, "community_id")
    if len(shown.rows) and has_parts(shown):
        yield from ((shown.result, row) for _, row in speeds.tested(shown.rows, choice, ["community_id"]).iterrows())


def has_parts(shown: Breakdown) -> bool:
    """Say whether a breakdown divides anything: the one community there ever was, or that is chosen, has the same figures as all."""
    return shown.key == "indicator_id" or shown.result.frame[shown.key].nunique(dropna=False) != 1


def _line(signal: Signal, at: int, choice: Choice) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"signal_{at}"):
        st.markdown(f"{t('signal.mark.' + str(signal.is_better))} {plain(_sentence(signal, choice))}")
        page, view = links.page_of(signal.result.metric), links.view_of(signal.result.metric)
        links.to_page(t("signal.open"), page, key=f"open_signal_{at}", **view | _chosen(signal))


def _chosen(signal: Signal) -> dict[str, Any]:
    """Return the filters or choices with which the other page shows the member that changed."""
    row, by = signal.row, signal.result.by
    chosen: dict[str, Any] = {}
    if "indicator_id" in signal.result.metric.split:
        chosen["indicator"] = row["indicator_id"]
    if "community_id" in by and not formats.is_missing(row["community_id"]):
        chosen["community"] = [row["community_id"]]
    if "category" in by:
        chosen["category"] = [filters.UNMAPPED if formats.is_missing(row["category"]) else row["category"]]
    if "subcategory" in by and not formats.is_missing(row["subcategory"]):
        chosen["subcategory"] = [row["subcategory"]]
    return chosen


def _sentence(signal: Signal, choice: Choice) -> str:
    result, row = signal.result, signal.row
    metric = result.metric
    direction = "up" if row["change"] > 0 else "down"
    of = ".median" if formats.is_missing(row["change_low"]) else ""
    member = figures.member_of(signal.result, row)
    said = t(
        f"signal.{direction}{of}",
        subject=t("signal.member", name=member) if member else "",
        label=figures.label(result),
        value=formats.value(row[metric.value], metric.unit),
        change=formats.change(abs(row["change"]), metric.unit).removeprefix("+"),
        period=t(f"change.than.{choice.grain}"),
        interval=formats.change_interval(row["change_low"], row["change_high"], metric.unit),
    )
    return said.replace("） ", "）")  # a full-width bracket has its blank in it
