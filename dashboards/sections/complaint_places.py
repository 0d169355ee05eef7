"""Complaints by community: rates per 1,000 homes with intervals, and which differ by more than their size explains."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from dashboards import cards, charts, data, figures, formats, links, panels
from dashboards.charts import Member
from dashboards.figures import Breakdown
from dashboards.filters import Choice
from dashboards.text import language, t
from pipeline.analysis.funnels import OUTSIDE, Funnels, funnel_of_members
from pipeline.metrics.result import NO_HOUSEHOLDS

METRIC = "complaints_per_1000_households"


def rates(choice: Choice, *, opens_causes: bool = False) -> None:
    """Show the complaints per 1,000 homes of each community with intervals; a click opens its causes, or narrows the page.

    Where nobody knows how many homes there are, it shows the numbers of complaints and says so.
    """
    shown = figures.breakdown(choice, METRIC, "community_id")
    title = t("complaints.rates")
    if not figures.has_figures(shown):
        counts = figures.breakdown(choice, "complaint_count", "community_id")
        only_counts = [t("complaints.only_counts")] if figures.has_figures(counts) else []
        cards.chart(title, counts, choice, notes=only_counts, on_pick=to_community if opens_causes else None)
        return
    known = shown.rows[shown.rows["status"] != NO_HOUSEHOLDS]
    cards.chart(
        title,
        replace(shown, rows=known),
        choice,
        notes=[*unknown_households(shown), *([t("complaints.pick_community")] if opens_causes else [])],
        on_pick=to_community if opens_causes else None,
    )


def unknown_households(shown: Breakdown) -> list[str]:
    """Say how many complaints of the period are of communities whose homes nobody knows, or of none."""
    cases = int(shown.rows["households_unknown"].sum())
    return [t("complaints.unknown_households", cases=f"{cases:,}")] if cases else []


def to_community(community: str) -> None:
    """In a callback: open the causes of one community."""
    links.open_page("causes", community=[community])


def funnel(choice: Choice) -> None:
    """Show which communities lie outside the limits that their size explains; a click opens the causes of one."""
    title, name = t("complaints.funnel"), "funnel"
    found: Funnels = data.analysis(
        funnel_of_members,
        name=METRIC,
        by="community_id",
        period=choice.grain,
        start=choice.start("complaint"),
        where=choice.where("complaint"),
        language=language(),
    )
    meaning = partial(cards.explanation, name, t("complaints.funnel_definition"), ["ch6.a3"])
    said = [sentence[language()] for sentence in found.sentences]
    if found.frame.empty:
        are_homes_known = figures.has_figures(figures.breakdown(choice, METRIC, "community_id"))
        advice = t("missing.period_advice" if are_homes_known else "missing.households_advice")
        panels.nothing(title, name, " ".join(said), advice, definition=meaning)
        return
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=_chart(found),
            frame=_table(found),
            about=cards.about(found.result, choice),
            sentences=said,
            notes=[t("complaints.funnel_reading"), t("complaints.pick_community")],
            definition=meaning,
            on_pick=to_community,
        )
    )


def _chart(found: Funnels) -> dict[str, Any]:
    members = [
        Member(row["community"], row["n"], row["value"], _text(row), row["status"] in OUTSIDE, row["community_id"])
        for row in found.frame.to_dict("records")
    ]
    curves = found.curves
    return charts.funnel(
        members,
        curves["n"].to_list(),
        {name: curves[name].to_list() for name in ("low998", "low95", "high95", "high998")},
        found.target,
        found.result.metric.unit,
        x_title=t("column.community_homes"),
        y_title=figures.axis_title(found.result),
        names=(t("funnel.mean"), t("funnel.limits95"), t("funnel.limits998")),
    )


def _text(row: dict[str, Any]) -> str:
    rate = formats.value(row["value"], "rate")
    of_households = t("figure.rate", value=rate, cases=f"{row['x']:,.0f}", households=f"{row['n']:,.0f}")
    return f"{of_households} · {t('funnel.' + row['status'])}"


def _table(found: Funnels) -> pd.DataFrame:
    frame = found.frame
    limits = ("low95", "high95", "low998", "high998")
    return pd.DataFrame(
        {
            t("column.community"): frame["community"],
            t("column.complaints"): frame["x"].astype(int),
            t("column.community_homes"): frame["n"].round().astype("Int64"),
            found.result.label(language()): frame["value"].round(1),
            t("column.judged"): [t(f"funnel.{status}") for status in frame["status"]],
        }
        | {t(f"column.limit_{name}"): frame[name].round(1) for name in limits}
    )
