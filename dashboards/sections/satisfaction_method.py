"""How the surveys were taken: the method statement of each, margins of error, response rates, reliability."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboards import cards, charts, components, data, figures, formats, panels
from dashboards.charts import Bar, Line
from dashboards.filters import Choice
from dashboards.sections import asked
from dashboards.text import language, plain, t
from pipeline.analysis.method_statement import Survey, method_statements
from pipeline.metrics.result import OK, Result

MOST_OPEN = 3
ENOUGH_ALPHA = 0.7


def show(choice: Choice) -> None:
    """Show how each survey of the period was taken and how sure its figures are."""
    where = {"community_id": choice.communities} if choice.communities else {}
    with st.spinner(t("satisfaction.method.computing")):
        surveys: list[Survey] = data.analysis(
            method_statements, where=where, during=asked.during(choice), language=language()
        )
    if not surveys:
        components.empty_state(t("missing.period"), t("missing.period_advice"))
    for at, survey in enumerate(surveys):
        _statement(survey, choice, is_open=at < MOST_OPEN)
    _response_rates(choice)
    _reliability(choice)


def _statement(survey: Survey, choice: Choice, *, is_open: bool) -> None:
    with st.expander(t("satisfaction.method.title", title=plain(survey.title)), expanded=is_open):
        st.markdown(plain(survey.text[language()]))
        components.downloads(_statement_table(survey), f"method_{survey.survey_id}", components.about_build())
        _margins(survey, choice)


def _statement_table(survey: Survey) -> pd.DataFrame:
    """Return what the statement says, a row per thing."""
    rates = [
        None if rate is None else formats.value(rate, "share")
        for rate in (survey.response_rate, survey.valid_response_rate)
    ]
    known = {
        "statement": survey.text[language()], "name": survey.title, "method": survey.method, "first_on": survey.first_on,
        "last_on": survey.last_on, "channels": t("list.joiner").join(survey.channels), "sample": survey.sample,
        "invited": survey.invited, "responses": survey.responses, "valid": survey.valid, "response_rate": rates[0],
        "valid_response_rate": rates[1], "margin": formats.value(survey.margin, "share"), "incentive": survey.incentive,
    }  # fmt: skip
    named = {t(f"satisfaction.method.{name}"): value for name, value in known.items()}
    return pd.DataFrame(
        {
            t("column.item"): list(named),
            t("column.content"): ["" if value is None else str(value) for value in named.values()],
        }
    )


def _margins(survey: Survey, choice: Choice) -> None:
    rows = survey.margins[survey.margins["status"] == OK].sort_values("margin_of_error", kind="stable")
    if len(rows) < 2:
        return
    bars = [
        Bar(
            row["community"] or t("unnamed.community"),
            row["margin_of_error"],
            None,
            None,
            t(
                "satisfaction.margin.text",
                margin=formats.change(row["margin_of_error"], "share").removeprefix("+"),
                n=formats.grouped(row["n_text"]),
                required=f"{row['required_n']:,.0f}",
            ),
        )
        for row in rows.to_dict("records")
    ]
    panel = panels.Panel(
        title=t("satisfaction.margin.title"),
        name=f"margins_{survey.survey_id}",
        chart=charts.ranked_bars(bars, "share", t("satisfaction.margin.axis"), is_whole=False),
        frame=_margin_table(survey),
        about=cards.about(_margin_metric(choice), choice),
        sentences=[t("satisfaction.margin.caption", indicator=survey.indicator[language()])],
        notes=[t("missing.suppressed_rows")] if len(rows) < len(survey.margins) else [],
        definition=partial(cards.definition, _margin_metric(choice), f"margin_{survey.survey_id}"),
    )
    panels.show(panel, is_wide=True)


def _margin_metric(choice: Choice) -> Result:
    return data.metric("margin_of_error", period=choice.grain, where=choice.where("score"), language=language())


def _margin_table(survey: Survey) -> pd.DataFrame:
    rows = survey.margins
    return pd.DataFrame(
        {
            t("column.community"): rows["community"],
            t("column.margin"): (rows["margin_of_error"] * 100).round(2),
            t("column.n"): rows["n_text"].map(formats.number_or_text),
            t("column.households"): rows["households"],
            t("column.required"): rows["required_n"],
            t("column.shown"): [t(f"cell.status.{status}") for status in rows["status"]],
        }
    )


def _response_rates(choice: Choice) -> None:
    result = data.metric("response_rate", period=choice.grain, where=choice.where("score"), language=language())
    rows = result.frame
    rows = rows[(rows["status"] == OK) & rows["response_rate"].notna()] if len(rows) else rows
    name, title = "response_rate", t("satisfaction.responses.title")
    meaning = partial(cards.definition, result, "responses")
    if rows.empty:
        reason = "satisfaction.responses.part" if choice.communities else "satisfaction.responses.unknown"
        panels.nothing(title, name, t(reason), t("satisfaction.responses.advice"), definition=meaning)
        return
    texts = [
        t("satisfaction.responses.text", rate=formats.value(rate, "share"), n=f"{n:,}", invited=f"{invited:,}")
        for rate, n, invited in zip(rows["response_rate"], rows["responses"], rows["invited"], strict=True)
    ]
    line = Line(figures.label(result), rows["period_start"], rows["response_rate"], texts)
    panel = panels.Panel(
        title=title,
        name=name,
        chart=charts.over_time([line], "share", figures.axis_title(result), from_zero=True, grain=choice.grain),
        frame=_response_table(rows),
        about=cards.about(result, choice),
        sentences=[t("satisfaction.responses.last", title=rows["title"].iloc[-1], text=texts[-1])],
        notes=result.notes_in(language()),
        definition=meaning,
    )
    panels.show(panel, is_wide=True)


def _response_table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("satisfaction.method.name"): rows["title"],
            t("satisfaction.method.invited"): rows["invited"],
            t("satisfaction.method.responses"): rows["responses"],
            t("satisfaction.method.valid"): rows["valid"],
            t("column.response_rate"): (rows["response_rate"] * 100).round(2),
            t("column.valid_response_rate"): (rows["valid_response_rate"] * 100).round(2),
        }
    )


def _reliability(choice: Choice) -> None:
    result = data.metric("reliability", period=choice.grain, where=choice.where("score"), language=language())
    rows = result.frame
    rows = rows[rows["period_start"] == pd.Timestamp(choice.start("score"))] if len(rows) else rows
    known = rows[(rows["status"] == OK) & rows["reliability"].notna()] if len(rows) else rows
    with st.container(border=True, key="reliability"):
        st.subheader(t("satisfaction.reliability.title"), anchor=False)
        if known.empty:
            st.caption(t("satisfaction.reliability.none"))
            return
        for _, row in known.drop_duplicates("indicator_id").iterrows():
            st.markdown(plain(_reliability_in_words(row)))
        cards.definition(result, "reliability")
        components.table(_reliability_table(known), "reliability", cards.about(result, choice))


def _reliability_in_words(row: pd.Series) -> str:
    return t(
        "satisfaction.reliability.enough" if row["reliability"] >= ENOUGH_ALPHA else "satisfaction.reliability.low",
        indicator=row["indicator"],
        items=row["items"],
        alpha=formats.value(row["reliability"], "coefficient"),
        interval=formats.interval(row["reliability_low"], row["reliability_high"], "coefficient"),
        n=f"{row['respondents']:,.0f}",
    )


def _reliability_table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("column.indicator"): rows["indicator"],
            t("column.question"): rows["question"],
            t("column.alpha"): rows["reliability"].round(3),
            t("column.low"): rows["reliability_low"].round(3),
            t("column.high"): rows["reliability_high"].round(3),
            t("column.alpha_if_dropped"): rows["alpha_if_dropped"].round(3),
            t("column.item_rest"): rows["item_rest_correlation"].round(3),
            t("column.n"): rows["n_text"].map(formats.number_or_text),
        }
    )
