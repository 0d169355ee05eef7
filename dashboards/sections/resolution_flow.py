"""Resolution, the flow: the share of cases that go through each step, in order, and how complete the register is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from dashboards import access, cards, charts, components, data, figures, formats, histories, panels
from dashboards.charts import Bar
from dashboards.filters import Choice
from dashboards.text import language, t
from pipeline.metrics.members import in_words
from pipeline.metrics.register_completeness import FIELDS
from pipeline.metrics.result import NO_DATA, NOT_IN_EXPORT, OK, Result
from pipeline.metrics.service_funnel import STAGES
from pipeline.metrics.step_rate import STEPS

GROUPS = ("community_id", "department", "handler_id")
MOST_ROWS = 20


def show(choice: Choice) -> None:
    """Show the steps that cases go through, whether in order, and what the register holds, by group."""
    offered = [by for by in GROUPS if by != "handler_id" or access.may("see_cases")]
    by = components.choose("flow_by", offered, "resolution.by")
    stages = partial(_funnel, choice, "service_funnel", "stage", list(STAGES))
    steps = partial(_funnel, choice, "step_rate", "step", list(STEPS))
    panels.side_by_side([stages, steps, partial(_order, choice)])
    _cells(choice, "step_rate", "step", list(STEPS), by)
    own = by.removesuffix("_id")  # whoever is a member of the group has it filled in
    _cells(choice, "register_completeness", "field", [name for name in (*FIELDS, "clock") if name != own], by)


def _funnel(choice: Choice, metric: str, split: str, members: Sequence[str]) -> None:
    """Show the share of cases that reach each step or stage, in the order of the flow."""
    where = choice.where("complaint")
    result = data.metric(metric, period=choice.grain, where=where, language=language())
    rows = result.frame
    rows = rows[rows["period_start"] == pd.Timestamp(choice.start("complaint"))] if len(rows) else rows
    title, name = t(f"resolution.flow.{metric}"), metric
    meaning = partial(cards.definition, result, name)
    known = {row[split]: row for _, row in rows.iterrows() if row["status"] != NO_DATA} if len(rows) else {}
    if not any(row["status"] != NOT_IN_EXPORT for row in known.values()):
        message, advice = figures.why_nothing(result, rows, choice)
        panels.nothing(title, name, message, advice, definition=meaning)
        return
    labels = {member: in_words(split, member, language()) for member in members if member in known}
    bars = [_bar(result, label, known[member]) for member, label in labels.items()]
    missing = any(row["status"] == NOT_IN_EXPORT for row in known.values())
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=charts.ranked_bars(bars, "share", figures.axis_title(result)),
            frame=_table(split, {label: known[member] for member, label in labels.items()}, metric),
            about=cards.about(result, choice),
            sentences=[t(f"resolution.flow.{metric}.caption", days=result.parameters["ripe_after_days"])],
            notes=[t("resolution.flow.not_recorded")] if missing else [],
            definition=meaning,
        ),
        alt=charts.in_words(bars, title),
    )


def _bar(result: Result, name: str, row: pd.Series) -> Bar:
    if row["status"] == NOT_IN_EXPORT:
        return Bar(name, None, None, None, t("resolution.flow.not_in_export"))
    return Bar(name, row[result.metric.value], row["low"], row["high"], figures.figure_text(result, row))


def _table(split: str, known: dict[str, pd.Series], metric: str) -> pd.DataFrame:
    rows = [
        [label, row["complaints"], row["reached"], row["not_in_export"], 100 * row[metric]]
        for label, row in known.items()
    ]
    names = (split, "complaints", "reached", "not_in_export", "reached_pct")
    return pd.DataFrame(rows, columns=[t(f"column.{name}") for name in names]).round(1)


def _order(choice: Choice) -> None:
    line = histories.series(choice, "step_order_rate")
    histories.panel(t("resolution.flow.order"), "step_order", [line], choice)


def _cells(choice: Choice, metric: str, split: str, members: list[str], by: str) -> None:
    """Show a metric as a table of cells: members of ``by`` × steps or fields, those with the most complaints first."""
    shown = figures.breakdown(choice, metric, by)
    title, name = t(f"resolution.flow.{split}.{by}"), f"{metric}_{by}"
    meaning = partial(cards.definition, shown.result, name)
    rows = shown.rows[shown.rows["status"] != NO_DATA] if len(shown.rows) else shown.rows
    recorded = [
        member for member in members if len(rows) and (rows.loc[rows[split] == member, "status"] != NOT_IN_EXPORT).any()
    ]
    if not recorded:
        message, advice = figures.why_nothing(shown.result, shown.rows, choice)
        panels.nothing(title, name, message, advice, definition=meaning)
        return
    sizes = rows.groupby("member")["complaints"].max().sort_values(ascending=False, kind="stable")
    names = list(sizes.head(MOST_ROWS).index)
    cells = {(row["member"], row[split]): row for _, row in rows.iterrows()}
    lines = [[cells.get((one, member)) for member in recorded] for one in names]
    values = [[None if cell is None or cell["status"] != OK else cell[metric] for cell in line] for line in lines]
    texts = [[_text(shown.result, cell) for cell in line] for line in lines]
    labels = [in_words(split, member, language()) for member in recorded]
    table = pd.DataFrame(texts, columns=labels)
    table.insert(0, t(f"column.{shown.dimension}"), names)
    more = [t("resolution.flow.most", shown=MOST_ROWS, all=len(sizes))] if len(sizes) > MOST_ROWS else []
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=charts.heat(names, labels, values, texts, "share", span=(0.0, 1.0)),
            frame=table,
            about=cards.about(shown.result, choice),
            sentences=[t(f"resolution.flow.{split}.caption")],
            notes=[t("resolution.flow.cells"), *more],
            definition=meaning,
        ),
        is_wide=True,
    )


def _text(result: Result, cell: pd.Series | None) -> str:
    if cell is None or cell["status"] == NOT_IN_EXPORT:
        return formats.MISSING
    if cell["status"] != OK:
        return f"{cell[result.metric.numerator]:,.0f}/{cell[result.metric.denominator]:,.0f}"
    return t("resolution.flow.cell", number=f"{100 * cell[result.metric.value]:.0f}")
