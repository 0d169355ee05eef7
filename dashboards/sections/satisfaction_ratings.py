"""How ratings are distributed, who would recommend, and what residents need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import cards, charts, data, figures, formats, panels
from dashboards.charts import Bar, Part
from dashboards.filters import Choice
from dashboards.sections import asked
from dashboards.text import language, t
from pipeline.analysis.asked import multiple_choices
from pipeline.metrics.result import JOINED, OK, SUPPRESSED, Result

MOST_SCALES, MOST_QUESTIONS, MOST_NEEDS = 2, 14, 2
GROUPS = ("detractors", "passives", "promoters")


def show(choice: Choice) -> None:
    """Show the ratings of each scale, the net promoter score and the needs, each where the surveys asked."""
    recommendation = _of_period("nps", choice)
    _distributions(choice, set(recommendation[1]["question"]) if len(recommendation[1]) else set())
    _recommendation(choice, *recommendation)
    _needs(choice)


def _of_period(name: str, choice: Choice, **more: Any) -> tuple[Result, pd.DataFrame]:
    result = data.metric(name, period=choice.grain, where=choice.where("score"), language=language(), **more)
    rows = result.frame
    if len(rows):
        rows = rows[rows["period_start"] == pd.Timestamp(choice.start("score"))]
    return result, rows


def _distributions(choice: Choice, shown_elsewhere: set[str]) -> None:
    result, rows = _of_period("rating_distribution", choice)
    if len(rows):
        rows = _in_order(rows[~rows["question"].isin(list(shown_elsewhere))])
    shown = rows[rows["status"] == OK] if len(rows) else rows
    meaning = partial(cards.definition, result, "distribution")
    if shown.empty:
        message, advice = figures.why_nothing(result, rows, choice)
        title = t("satisfaction.distribution.title")
        hidden = len(rows) and rows["status"].isin([SUPPRESSED, JOINED]).any()
        panels.nothing(title, "ratings", t("missing.suppressed") if hidden else message, advice, definition=meaning)
        return
    scales = shown.groupby("scale")["question"].nunique().sort_values(ascending=False, kind="stable")
    for scale in scales.index[:MOST_SCALES]:
        _distribution(choice, result, shown[shown["scale"] == scale], scale)
    if len(scales) > MOST_SCALES:
        st.caption(t("satisfaction.distribution.more", scales=t("list.joiner").join(scales.index[MOST_SCALES:])))


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows in the order in which indicators are shown."""
    order = {id: at for at, id in enumerate(asked.names())}
    return rows.sort_values("indicator_id", key=lambda ids: ids.map(order), kind="stable")


def _distribution(choice: Choice, result: Result, rows: pd.DataFrame, scale: str) -> None:
    questions = rows.drop_duplicates(["indicator_id", "question"])
    names = question_names(questions)
    keys = list(questions[["indicator_id", "question"]].itertuples(index=False, name=None))
    drawn = keys[:MOST_QUESTIONS]
    at = rows.set_index(["indicator_id", "question", "rating"])["rating_distribution"]
    parts = [
        _part(t("satisfaction.code", code=f"{code:g}"), [at.get((*key, code)) for key in drawn])
        for code in sorted(rows["rating"].unique())
    ]
    left_out = len(keys) - len(drawn)
    panel = panels.Panel(
        title=t("satisfaction.distribution.of_scale", scale=scale),
        name=f"ratings_{scale}",
        chart=charts.stacks([names[key] for key in drawn], parts, "share", "%", are_ordered=True),
        frame=_distribution_table(rows, result),
        about=cards.about(result, choice),
        sentences=[t("satisfaction.distribution.caption", period=formats.period(choice.score_period))],
        notes=[t("satisfaction.distribution.reading")]
        + ([t("chart.most", shown=len(drawn), all=len(keys))] if left_out else []),
        definition=partial(cards.definition, result, f"ratings_{scale}"),
    )
    panels.show(panel, is_wide=True)


def question_names(questions: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return (indicator, question) → label: the indicator's name where it has one question, else the question itself."""
    counts = questions.groupby("indicator_id")["question"].transform("size")
    own = data.own_questions()
    return {
        (row["indicator_id"], row["question"]): row["indicator"]
        if count == 1 and row["indicator_id"] not in own
        else t("quoted", text=row["question"])
        for row, count in zip(questions.to_dict("records"), counts, strict=True)
    }


def _part(name: str, values: Sequence[Any]) -> Part:
    return Part(name, values, [formats.value(value, "share") for value in values])


def _distribution_table(rows: pd.DataFrame, result: Result) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("column.indicator"): rows["indicator"],
            t("column.question"): rows["question"],
            t("column.rating"): rows["rating"],
            t("column.chosen"): rows["chosen"],
            t("column.n"): rows["n_text"].map(formats.number_or_text),
            figures.axis_title(result): (rows["rating_distribution"] * 100).round(2),
            t("column.low"): (rows["low"] * 100).round(2),
            t("column.high"): (rows["high"] * 100).round(2),
        }
    )


def _recommended(row: dict[str, Any], choice: Choice) -> str:
    return t(
        "satisfaction.nps.said",
        period=formats.period(choice.score_period),
        question=row["question"],
        value=formats.value(row["nps"], "points"),
        n=formats.grouped(row["n_text"]),
        interval=formats.interval(row["low"], row["high"], "points"),
    )


def _recommendation(choice: Choice, result: Result, rows: pd.DataFrame) -> None:
    shown = rows[rows["status"] == OK] if len(rows) else rows
    if shown.empty:
        st.caption(t("satisfaction.nps.none" if rows.empty else "missing.suppressed"))
        return
    shares = {group: shown[group] / shown["respondents"] for group in GROUPS}
    panel = panels.Panel(
        title=t("satisfaction.nps.title"),
        name="nps",
        chart=charts.stacks(
            [t("quoted", text=question) for question in shown["question"]],
            [_part(t(f"satisfaction.nps.{group}"), list(shares[group])) for group in GROUPS],
            "share",
            "%",
            are_ordered=True,
        ),
        frame=pd.DataFrame(
            {t("column.question"): shown["question"], result.label(language()): shown["nps"].round(1)}
            | {t("column.n"): shown["respondents"], t("column.low"): shown["low"].round(1)}
            | {t("column.high"): shown["high"].round(1)}
            | {t(f"satisfaction.nps.{group}"): shown[group] for group in GROUPS}
        ),
        about=cards.about(result, choice),
        sentences=[_recommended(row, choice) for row in shown.to_dict("records")],
        definition=partial(cards.definition, result, "nps"),
    )
    panels.show(panel, is_wide=True)


def _needs(choice: Choice) -> None:
    result, rows = _of_period("need_share", choice)
    if rows.empty:
        st.caption(t("satisfaction.needs.none"))
        return
    texts = data.analysis(multiple_choices)
    questions = list(rows["question_id"].drop_duplicates())
    for question in questions[:MOST_NEEDS]:
        _need(choice, result, rows[rows["question_id"] == question], texts.get(question, question))
    if len(questions) > MOST_NEEDS:
        more = t("list.joiner").join(t("quoted", text=texts.get(name, name)) for name in questions[MOST_NEEDS:])
        st.text(t("satisfaction.needs.more", questions=more))


def _need(choice: Choice, result: Result, rows: pd.DataFrame, question: str) -> None:
    ordered = rows.sort_values("need_share", ascending=False, na_position="last", kind="stable")
    name, title = f"needs_{ordered['question_id'].iloc[0]}", t("satisfaction.needs.title")
    meaning = partial(cards.definition, result, name)
    if not (ordered["status"] == OK).any():
        panels.nothing(title, name, t("missing.suppressed"), definition=meaning)
        return
    bars = [
        Bar(row["option"], row["need_share"], row["low"], row["high"], figures.figure_text(result, row))
        for _, row in ordered.head(figures.MOST_BARS).iterrows()
    ]
    panel = panels.Panel(
        title=title,
        name=name,
        chart=charts.ranked_bars(bars, "share", figures.axis_title(result)),
        frame=pd.DataFrame(
            {t("column.option"): ordered["option"], figures.axis_title(result): (ordered["need_share"] * 100).round(2)}
            | {t("column.n"): ordered["n_text"].map(formats.number_or_text)}
            | {t("column.low"): (ordered["low"] * 100).round(2), t("column.high"): (ordered["high"] * 100).round(2)}
        ),
        about=cards.about(result, choice),
        sentences=[t("quoted", text=question), t("satisfaction.needs.caption", label=figures.label(result))],
        notes=[t("chart.most", shown=len(bars), all=len(ordered))] if len(bars) < len(ordered) else [],
        definition=meaning,
    )
    panels.show(panel, is_wide=True)
