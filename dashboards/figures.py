"""What a page shows of a metric: the row of the chosen period, the one a year before, and its history.

Pages ask for a ``Card`` (one figure) or a ``Breakdown`` (one figure per member of a dimension). All numbers come from
``pipeline.metrics``; here rows are only picked, ordered and put into words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboards import charts, data, filters, formats, periods, speeds
from dashboards.filters import Choice
from dashboards.text import language, t
from pipeline.metrics.periods import shifted
from pipeline.metrics.result import NO_DATA, NO_HOUSEHOLDS, NOT_IN_EXPORT, Result
from pipeline.spec import fields, fields_there, needed_by_metrics

HISTORY = 8
MOST_BARS = 20
OVERALL = {"indicator_id": ("overall",)}
NAMED = {"community_id": "community", "indicator_id": "indicator"}  # whose members have names beside their ids
STEPS_BACK_A_YEAR = {"1mo": -12, "1q": -4, "1y": -1}


@dataclass(frozen=True)
class Card:
    """One figure of the chosen period.

    Attributes:
        result: The metric in all periods.
        row: The chosen period, None where it has no data.
        year_before: The same period a year before, None where it has none.
        history: Values of the last eight periods up to the chosen one.
    """

    result: Result
    row: pd.Series | None
    year_before: pd.Series | None
    history: list[float]

    @property
    def value(self) -> float | None:
        """The figure, None where it is not shown."""
        return None if self.row is None else self.row[self.result.metric.value]

    @property
    def change_to_year_before(self) -> float | None:
        """Difference to the same period a year before, None where either is not shown, not over or too young to judge."""
        if self.row is None or self.year_before is None or formats.is_missing(self.value):
            return None
        if not all(side["is_ripe"] and side["is_whole"] for side in (self.row, self.year_before)):
            return None
        before = self.year_before[self.result.metric.value]
        return None if formats.is_missing(before) else self.value - before


@dataclass(frozen=True)
class Breakdown:
    """One figure per member of a dimension in the chosen period, highest first.

    Attributes:
        result: The metric in all periods.
        dimension: What the members are, as filters and texts call it.
        key: Column that holds their ids.
        rows: Rows of the chosen period; ``member`` is the name as shown.
    """

    result: Result
    dimension: str
    key: str
    rows: pd.DataFrame

    @property
    def keys(self) -> list[str | None]:
        """What a click on each member chooses; None where there is no filter for it."""
        unnamed = filters.UNMAPPED if self.key == "category" else None
        return [unnamed if formats.is_missing(key) else key for key in self.rows[self.key]] if len(self.rows) else []


def card(choice: Choice, name: str, **parameters: Any) -> Card:
    """Return one figure for the chosen period and filters; survey metrics are those of overall satisfaction, the time to resolution has its test."""
    more = OVERALL if _is_survey(name) else {}
    result = _compute(choice, name, more, by=(), **parameters)
    rows = result.frame.set_index("period_start", drop=False) if "period_start" in result.frame else result.frame
    start = choice.start(result.metric.table)
    back = shifted(start, choice.grain, STEPS_BACK_A_YEAR[choice.grain])
    history = rows[rows.index <= pd.Timestamp(start)][result.metric.value].tail(HISTORY) if len(rows) else []
    row = _at(rows, start)
    if name == speeds.METRIC and row is not None:
        row = speeds.tested(pd.DataFrame([row]), choice).iloc[0]
    return Card(result, row, _at(rows, back), [value for value in history if value == value])


def weighted(card_: Card, choice: Choice) -> str:
    """Return what is said beside a pooled share of the satisfied: the share weighted by households; nothing of another figure or without households."""
    if card_.result.metric.name != "top_two_box" or card_.row is None:
        return ""
    by_households = card(choice, "top_two_box_weighted")
    if formats.is_missing(by_households.value) or not by_households.result.is_weighted:
        return ""
    return t("card.weighted", value=formats.value(by_households.value, by_households.result.metric.unit))


def breakdown(choice: Choice, name: str, by: str, **parameters: Any) -> Breakdown:
    """Return one figure per member of ``by``, a column of the fact; of answers by anything but ``indicator_id`` those of overall satisfaction."""
    by_question = by == "indicator_id"
    more = {} if by_question or not _is_survey(name) else OVERALL
    result = _compute(choice, name, more, by=() if by_question else (by,), **parameters)
    rows = result.frame
    if len(rows):
        rows = rows[rows["period_start"] == pd.Timestamp(choice.start(result.metric.table))]
        rows = rows.sort_values(result.metric.value, ascending=False, na_position="last")
    dimension = NAMED.get(by, by)
    return Breakdown(result, dimension, by, rows.assign(member=[_member(row, dimension) for _, row in rows.iterrows()]))


def bars(shown: Breakdown, most: int = MOST_BARS) -> list[charts.Bar]:
    """Return the bars of a breakdown, the first ``most``."""
    metric = shown.result.metric
    return [
        charts.Bar(row["member"], row[metric.value], row["low"], row["high"], figure_text(shown.result, row), key)
        for (_, row), key in zip(shown.rows.head(most).iterrows(), shown.keys, strict=False)
    ]


def figure_text(result: Result, row: pd.Series) -> str:
    """Return a figure with its n: ``82.4%  n=412``; ``2/3`` for few cases, words where it is not shown."""
    metric = result.metric
    if row["status"] == "small":
        return f"{row[metric.numerator]:,.0f}/{row[metric.denominator]:,.0f}"
    if row["status"] in ("suppressed", "joined"):
        return t("status.suppressed")
    if metric.unit in formats.VOLUMES:
        return formats.value(row[metric.value], metric.unit)
    value = formats.value(row[metric.value], metric.unit)
    if metric.takes_households:
        return t("figure.rate", value=value, **_of_households(row))
    return f"{value}  {n_text(result, row)}"


def n_text(result: Result, row: pd.Series, equals: str = "=") -> str:
    """Return what a figure rests on: ``n=412``, or complaints and the homes that they are divided by."""
    if not result.metric.takes_households:
        return f"n{equals}{formats.grouped(row['n_text'])}"
    return t("figure.per_households", **_of_households(row))


def _of_households(row: pd.Series) -> dict[str, str]:
    """Return the complaints of a rate and the households that they are divided by, as they are written."""
    return {"cases": f"{row['complaints']:,.0f}", "households": formats.grouped(row["n_text"])}


def label(result: Result) -> str:
    """Return the metric's label; of a survey metric about overall satisfaction, that it is."""
    words = result.label(language())
    return t("label.overall", label=words) if _is_overall(result) else words


def short_label(result: Result) -> tuple[str, str]:
    """Return the label without what stands in brackets at its end, and that: ``30 天内办结率``, ``导出只有办结时间``."""
    short, _, in_brackets = label(result).replace(" (", "（").rstrip("）)").partition("（")
    return short, in_brackets


def has_figures(shown: Breakdown) -> bool:
    """Say whether some member has a figure, or one that is held back; else there is nothing to draw."""
    return (
        bool((~shown.rows["status"].isin([NO_DATA, NO_HOUSEHOLDS, NOT_IN_EXPORT])).any()) if len(shown.rows) else False
    )


def has_questions(shown: Breakdown) -> bool:
    """Say whether some members are questions in the words of the survey."""
    return shown.key == "indicator_id" and bool(shown.rows["indicator_id"].isin(list(data.own_questions())).any())


def axis_title(result: Result) -> str:
    """Return the label with its unit, for an axis or a column."""
    unit = {"share": "%", "days": t("unit.days_bare"), "hours": t("unit.hours_bare")}.get(result.metric.unit)
    return f"{short_label(result)[0]} ({unit})" if unit else result.label(language())


def table(shown: Breakdown) -> pd.DataFrame:
    """Return a breakdown as a table with headers in the language of the session; shares in per cent."""
    metric, rows = shown.result.metric, shown.rows
    scale = 100 if metric.unit == "share" else 1
    columns = {
        t(f"column.{shown.dimension}"): rows["member"],
        axis_title(shown.result): rows[metric.value] * scale,
    }
    if metric.unit not in formats.VOLUMES:
        columns |= {
            t("column.n"): rows["n_text"].map(formats.number_or_text),
            t("column.low"): rows["low"] * scale,
            t("column.high"): rows["high"] * scale,
        }
    columns |= {t("column.previous"): rows["previous"] * scale, t("column.change"): rows["change"] * scale}
    return pd.DataFrame(
        {name: column.round(2) if column.dtype.kind == "f" else column for name, column in columns.items()}
    )


def ends(shown: Breakdown) -> tuple[charts.Bar, charts.Bar] | None:
    """Return the highest and the lowest bar, None where fewer than two members have a figure or all are equal."""
    rows = shown.rows[shown.rows[shown.result.metric.value].notna()]
    known = bars(replace(shown, rows=rows), most=len(rows))
    return (known[0], known[-1]) if known and known[0].value != known[-1].value else None


def why_nothing(result: Result, rows: pd.DataFrame, choice: Choice) -> tuple[str, str]:
    """Return why a metric has no figure in ``rows``, those of the chosen period, and what to do."""
    if result.status == NOT_IN_EXPORT:
        return _without(_nowhere(result) or needed_by_metrics()[result.metric.name])
    if len(rows) and (rows["status"] == NO_HOUSEHOLDS).all():
        return t("missing.households"), t("missing.households_advice")
    newest = _newest_period(result)
    if newest is None and (lacking := _nowhere(result)):
        return _without(lacking)
    advice = t("missing.period_newest", period=newest) if newest else t("missing.period_advice")
    if len(rows) and (rows["status"] == NOT_IN_EXPORT).any():
        lacking = _nowhere(result) or needed_by_metrics()[result.metric.name]
        return t("missing.fields_in_period", fields=_named(lacking)), advice
    if (
        _is_overall(result)
        and not choice.communities
        and has_figures(breakdown(choice, result.metric.name, "indicator_id"))
    ):
        return (
            (t("missing.overall"), advice)
            if newest
            else (t("missing.never_overall"), t("missing.never_overall_advice"))
        )
    return t("missing.period"), advice


def _is_overall(result: Result) -> bool:
    return tuple(result.where.get("indicator_id", ())) == OVERALL["indicator_id"]


def _newest_period(result: Result) -> str | None:
    """Name the newest period in which the metric has a figure under the present filters."""
    shown = result.frame[result.frame["status"] == "ok"]
    if result.period is None or shown.empty:
        return None
    return formats.period(periods.name_of(shown["period_start"].max(), result.period))


def _nowhere(result: Result) -> list[str]:
    """Return the fields that the metric needs and no export holds."""
    there = data.analysis(fields_there)
    return [name for name in needed_by_metrics()[result.metric.name] if not there[name]]


def _without(lacking: list[str]) -> tuple[str, str]:
    """Say which fields are lacking, and who is to add them: whoever exports, or an administrator who enters what was agreed."""
    kind = "agreed" if all(fields()[name].is_agreed for name in lacking) else "field"
    return t("missing.agreed" if kind == "agreed" else "missing.fields", fields=_named(lacking)), t(
        f"missing.{kind}_advice"
    )


def _named(wanted: list[str]) -> str:
    return t("missing.joiner").join(fields()[name].label[language()] for name in wanted)


def _compute(choice: Choice, name: str, more: dict[str, Any], **arguments: Any) -> Result:
    where = choice.where(data.entry(name).table) | more
    return data.metric(name, period=choice.grain, where=where, language=language(), **arguments)


def _is_survey(name: str) -> bool:
    return data.entry(name).table == "score"


def _at(rows: pd.DataFrame, start: Any) -> pd.Series | None:
    return rows.loc[pd.Timestamp(start)] if pd.Timestamp(start) in rows.index else None


def member_of(result: Result, row: pd.Series) -> str | None:
    """Return which member of a breakdown a row is, as shown; None for a figure of all of them."""
    if len(result.by):
        return _member(row, result.by[0].removesuffix("_id"))
    is_one_of_many = "indicator_id" in result.metric.split and "indicator_id" not in result.where
    return _member(row, "indicator") if is_one_of_many else None


def _member(row: pd.Series, dimension: str) -> str:
    name = row[dimension]
    if formats.is_missing(name):
        return t(f"unnamed.{dimension}")
    if dimension == "indicator" and row["indicator_id"] in data.own_questions():
        return t("quoted", text=name)
    if dimension == "building":
        return t("building.name", building=name)
    return filters.category_name(name) if dimension == "category" else str(name)
