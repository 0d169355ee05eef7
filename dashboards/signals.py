"""What changed: every comparison of the overview that is not noise, as plain sentences, the least likely by chance first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import pandas as pd
import streamlit as st

from dashboards import figures, formats
from dashboards.cards import is_better
from dashboards.figures import Breakdown, Card
from dashboards.filters import Choice
from dashboards.text import plain, t

MOST = 12


@dataclass(frozen=True)
class Signal:
    """A change beyond normal variation: what a reader is told, how sure it is, whether it is for the better."""

    sentence: str
    q: float
    is_better: bool | None


def signals(cards: list[Card], breakdowns: list[Breakdown], choice: Choice) -> list[Signal]:
    """Return the changes that are signals, the smallest q first."""
    of_cards = [(None, card.result, card.row) for card in cards if card.row is not None]
    of_members = [(row[shown.dimension], shown.result, row) for shown in breakdowns for _, row in shown.rows.iterrows()]
    found = [
        Signal(_sentence(member, result, row, choice), row["q"], is_better(result, row))
        for member, result, row in chain(of_cards, of_members)
        if row["is_signal"] is True or row["is_signal"] == 1
    ]
    return sorted(found, key=lambda signal: signal.q)[:MOST]


def show(cards: list[Card], breakdowns: list[Breakdown], choice: Choice) -> None:
    """Show what changed, each with a mark for better or worse; where nothing did, say whether it could be compared."""
    found = signals(cards, breakdowns, choice)
    for signal in found:
        st.markdown(f"{t('signal.mark.' + str(signal.is_better))} {plain(signal.sentence)}")
    if not found:
        compared = is_anything_compared(cards, breakdowns)
        st.markdown(t("overview.unchanged" if compared else "overview.incomparable"))


def is_anything_compared(cards: list[Card], breakdowns: list[Breakdown]) -> bool:
    """Say whether any figure could be held against the period before, with an interval of the change."""
    rows = [card.row for card in cards if card.row is not None]
    rows += [row for shown in breakdowns for _, row in shown.rows.iterrows()]
    return any(not formats.is_missing(row["change_low"]) for row in rows)


def _sentence(member: str | None, result: figures.Result, row: pd.Series, choice: Choice) -> str:
    metric = result.metric
    direction = "up" if row["change"] > 0 else "down"
    return t(
        f"signal.{direction}",
        subject=t("signal.member", name=member) if member else "",
        label=figures.label(result),
        value=formats.value(row[metric.value], metric.unit),
        change=formats.change(abs(row["change"]), metric.unit).removeprefix("+"),
        period=t(f"change.than.{choice.grain}"),
        interval=formats.change_interval(row["change_low"], row["change_high"], metric.unit),
    )
