"""A figure on a page: a card with its interval, changes and history, or a chart with its data; each with its definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboards import charts, components, figures, filters, formats, links, panels
from dashboards.figures import Breakdown, Card
from dashboards.filters import Choice
from dashboards.formulas import formula
from dashboards.text import language, named, plain, t
from pipeline.metrics.result import Result

BETTER_COLOUR: dict[bool | None, Literal["blue", "orange", "gray"]] = {True: "blue", False: "orange", None: "gray"}


def metric_card(card: Card, choice: Choice, *, leads_on: bool = True, title: str | None = None, also: str = "") -> None:
    """Show one figure; where there is none, say why and what to do.

    Args:
        leads_on: A link leads to the page that tells of it.
        title: In the place of the short label.
        also: Said beside it, such as the same figure counted otherwise.
    """
    result = card.result
    if card.row is None or card.row["status"] != "ok":
        _card_in_words(card, choice)
        return
    with st.container(height="stretch", vertical_alignment="distribute"):
        with st.container(gap="xsmall"):
            _figure(card, card.row, choice, title)
            st.caption(plain(_beside(card, card.row, also)))
        with st.container(horizontal=True, gap="small", key=_key("ways", result)):
            definition(result)
            links.to_cases(result.metric.name, result.parameters, choice, key=_key("cases", result))
            if leads_on:
                page, choices = links.page_of(result.metric), links.view_of(result.metric)
                links.to_page(t("card.more"), page, key=_key("more", result), **choices)


def _figure(card: Card, row: Any, choice: Choice, title: str | None) -> None:
    result, difference = card.result, row["change"]
    unit = result.metric.unit
    st.metric(
        plain(title or figures.short_label(result)[0]),
        formats.value(card.value, unit),
        None if formats.is_missing(difference) else formats.change(difference, unit),
        delta_color=BETTER_COLOUR[is_better(result, row)],
        delta_arrow=_arrow(row),
        delta_description=None if formats.is_missing(difference) else t(f"change.previous.{choice.grain}"),
        chart_data=card.history if len(card.history) > 1 else None,
        chart_type="bar" if unit in formats.VOLUMES else "line",
    )


def _arrow(row: Any) -> Literal["off", "up", "down"]:
    """Return the arrow of a change: none where it is within normal variation."""
    if not row["is_signal"]:
        return "off"
    return "up" if row["change"] > 0 else "down"


def is_better(result: Result, row: Any) -> bool | None:
    """Say whether a change is one for the better; None where it is within normal variation or has no direction."""
    if not row["is_signal"] or result.metric.better == "neither":
        return None
    return bool((row["change"] > 0) == (result.metric.better == "higher"))


def definition(result: Result, place: str = "card") -> None:
    """Offer what the figure means, one click away; ``place`` tells apart the same metric shown twice on a page."""
    metric = result.metric
    with st.popover(t("definition"), type="tertiary", icon=":material/info:", key=_key(f"definition_{place}", result)):
        st.markdown(f"**{plain(figures.label(result))}**")
        st.text(result.definition(language()))
        st.caption(t("definition.formula"))
        st.code(formula(metric), language=None, wrap_lines=True)
        st.caption("\n\n".join(plain(line) for line in _fine_print(result)))
        name = result.metric.name
        links.to_page(t("definition.glossary"), "glossary", key=_key(f"glossary_{place}", result), metric=name)


def explanation(name: str, text: str, clauses: Sequence[str]) -> None:
    """Offer how an analysis that is no single metric comes about, one click away."""
    with st.popover(t("definition"), type="tertiary", icon=":material/info:", key=f"explanation_{name}"):
        st.text(text)
        st.caption(t("definition.clauses", ids=", ".join(clauses)))


def definitions(results: Iterable[Result]) -> None:
    """List what all figures of a page mean; folded on the screen, open in print."""
    with st.expander(t("overview.definitions"), icon=":material/info:"):
        for result in results:
            st.markdown(named(f"**{plain(figures.label(result))}**", plain(result.definition(language()))))
            st.caption(plain(" ".join(_fine_print(result))))


def _fine_print(result: Result) -> list[str]:
    metric, lang = result.metric, language()
    return [
        t("definition.excluded", text=metric.excluded[lang]),
        t("definition.better." + metric.better),
        t("definition.as_of", day=formats.until(result.as_of)),
        t("definition.clauses", ids=", ".join(metric.clauses)),
        *result.notes_in(lang),
    ]


def chart(
    title: str,
    shown: Breakdown,
    choice: Choice,
    *,
    links: Sequence[Callable[[], None]] = (),
    notes: Sequence[str] = (),
    on_pick: Callable[[Any], None] | None = None,
) -> None:
    """Show a breakdown as bars with its definition, its data and the downloads.

    A click on a bar calls ``on_pick``, of which ``notes`` tell; without it, where the page has a filter for the dimension,
    it narrows the page to that member.
    """
    name = "-".join([shown.result.metric.name, shown.dimension, *_numbers(shown.result)])
    meaning = partial(definition, shown.result, f"chart_{shown.key}")
    if not figures.has_figures(shown):
        message, advice = figures.why_nothing(shown.result, shown.rows, choice)
        panels.nothing(title, name, message, advice, definition=meaning)
        return
    bars, kind = figures.bars(shown), shown.dimension
    panel = panels.Panel(
        title=title,
        name=name,
        chart=charts.ranked_bars(bars, shown.result.metric.unit, figures.axis_title(shown.result)),
        frame=figures.table(shown),
        about=about(shown.result, choice),
        sentences=_chart_in_words(shown, choice),
        notes=[*_chart_notes(shown, len(bars), is_filter=kind in filters.KINDS and on_pick is None), *notes],
        definition=meaning,
        on_pick=on_pick or (partial(filters.add, kind) if kind in filters.KINDS else None),
        links=links,
    )
    panels.show(panel, alt=charts.in_words(bars, title))


def _chart_in_words(shown: Breakdown, choice: Choice) -> list[str]:
    """Say what a chart shows, and its two ends, for whoever does not see it."""
    result = shown.result
    caption = "chart.caption_count" if result.metric.interval == "none" else "chart.caption"
    day, period = formats.until(result.as_of), formats.period(choice.period(result.metric.table))
    said = [t(caption, label=figures.label(result), period=period, day=day)]
    if ends := figures.ends(shown):
        first, last = ends
        key = "chart.ends_count" if result.metric.unit in formats.VOLUMES else "chart.ends"
        said.append(t(key, first=first.name, first_value=first.text, last=last.name, last_value=last.text))
    return said


def _chart_notes(shown: Breakdown, bars: int, *, is_filter: bool) -> list[str]:
    """Say why some members have no bar, what quotation marks mean, and what a click does."""
    notes = {
        "missing.small": (shown.rows["status"] == "small").any(),
        "missing.suppressed_rows": shown.rows["status"].isin(["suppressed", "joined"]).any(),
        "chart.quoted": figures.has_questions(shown),
        "chart.pick": is_filter,
    }
    more = [t("chart.most", shown=bars, all=f"{len(shown.rows):,}")] if len(shown.rows) > bars else []
    return [t(key) for key, holds in notes.items() if holds] + more


def about(result: Result, choice: Choice) -> dict[str, str]:
    """Return what every downloaded row says: what the data cover, the filter, the build, and whether it is sample data."""
    covers = {
        t("about.covers"): formats.until(result.as_of),
        t("about.filter"): filters.in_words(choice, result.metric.table),
    }
    return covers | components.about_build()


def _card_in_words(card: Card, choice: Choice) -> None:
    st.markdown(f":small[{plain(figures.short_label(card.result)[0])}]")
    if card.row is not None and card.row["status"] == "small":
        st.markdown(f"**{plain(figures.figure_text(card.result, card.row))}**")
        st.caption(t("missing.small"))
    elif card.row is not None and card.row["status"] in ("suppressed", "joined"):
        st.caption(t("missing.suppressed"))
    else:
        rows = pd.DataFrame([] if card.row is None else [card.row])
        message, advice = figures.why_nothing(card.result, rows, choice)
        st.markdown(f"**{plain(message)}**")
        st.caption(plain(advice))
    definition(card.result)


def _beside(card: Card, row: Any, also: str) -> str:
    """The line under a figure: what the label has in brackets, n and interval, the year before, and a warning where cases are too young to judge."""
    metric = card.result.metric
    in_brackets = figures.short_label(card.result)[1]
    parts = [in_brackets] if in_brackets else []
    if metric.unit not in formats.VOLUMES:
        parts.append(figures.n_text(card.result, row, " = "))
    if not formats.is_missing(row["low"]):
        parts.append(t("card.interval", interval=formats.interval(row["low"], row["high"], metric.unit)))
    if card.change_to_year_before is not None:
        parts.append(t("card.year_before", change=formats.change(card.change_to_year_before, metric.unit)))
    if also:
        parts.append(also)
    if not formats.is_missing(row.get("gap")):
        parts.append(_to_target(row, metric.unit))
    if not row["is_ripe"]:
        of = "complaint" if metric.table == "complaint" else "score"
        parts.append(t("card.unripe.count" if metric.unit == "count" else f"card.unripe.{of}"))
    return " · ".join(parts)


def _to_target(row: Any, unit: str) -> str:
    """Say how far a figure is from the target that was agreed."""
    target, far = formats.value(row["target"], unit), formats.change(abs(row["gap"]), unit).removeprefix("+")
    if far == formats.change(0.0, unit):
        return t("card.target_met", target=target)
    return t("card.above_target" if row["gap"] > 0 else "card.below_target", target=target, gap=far)


def _numbers(result: Result) -> list[str]:
    """Return the parameters that tell two charts of one metric apart: ``30`` days."""
    return [
        str(value) for value in result.parameters.values() if isinstance(value, int) and not isinstance(value, bool)
    ]


def _key(kind: str, result: Result) -> str:
    return "_".join([kind, result.metric.name, *result.by, *map(str, result.parameters.values())])
