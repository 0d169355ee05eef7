"""Words that residents use for a type; words only, never a text."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboards import cards, charts, components, data, formats, kinds, panels, spans
from dashboards.charts import Bar
from dashboards.filters import Choice
from dashboards.text import plain, t
from pipeline.analysis.type_words import distinctive_words

MOST_WORDS, MOST_OF_EACH = 18, 6


def words(choice: Choice) -> None:
    """Show the words of the chosen types, or a few of each where none is chosen."""
    level, span = kinds.level(choice), spans.until_its_end(choice)
    title, name, wanted = t("causes.words"), "words", kinds.chosen(choice)
    meaning = partial(cards.explanation, name, t("causes.words_definition"), ["ch10.i2"])
    found = pd.DataFrame()
    if span is not None:
        with st.spinner(t("spinner")):
            where = kinds.elsewhere(choice)
            if wanted:  # how residents of all communities put it: those of one are few
                where = {column: names for column, names in where.items() if column != "community_id"}
            found = data.analysis(distinctive_words, by=level, where=where, **span)
    found = found[found["type"].isin(wanted)] if wanted and len(found) else found
    if span is None or found.empty:
        panels.nothing(title, name, t("causes.no_words"), t("causes.no_words_advice"), definition=meaning)
    elif len(wanted) == 1:
        panels.show(
            panels.Panel(
                title=title,
                name=name,
                chart=charts.ranked_bars(_bars(found.head(MOST_WORDS)), "share", t("causes.share_of_type")),
                frame=_table(found),
                about=spans.about(span, choice),
                sentences=[t("sentence", text=spans.in_words(span)), t("causes.words_say")],
                notes=[t("causes.words_note"), *([t("causes.words_everywhere")] if choice.communities else [])],
                definition=meaning,
            ),
            is_wide=True,
        )
    else:
        _of_each(choice, found, span, meaning)


def _bars(found: pd.DataFrame) -> list[Bar]:
    return [
        Bar(
            row["word"],
            row["share"],
            None,
            None,
            t(
                "causes.word",
                share=formats.value(row["share"], "share"),
                elsewhere=formats.value(row["share_elsewhere"], "share"),
            ),
        )
        for row in found.to_dict("records")
    ]


def _of_each(choice: Choice, found: pd.DataFrame, span: dict, meaning: partial) -> None:
    with st.container(border=True, key="wide_of_words"):
        st.subheader(t("causes.words_of_each"), anchor=False)
        st.caption(plain(t("causes.words_say")))
        most = found.groupby("type", sort=False).head(MOST_OF_EACH)
        lines = most.groupby("type", sort=False)["word"].agg(list)
        st.dataframe(
            pd.DataFrame(
                {
                    t("column.category"): [kinds.label(name) for name in lines.index],
                    t("column.words"): [t("joiner").join(of_type) for of_type in lines],
                }
            ),
            hide_index=True,
        )
        meaning()
        components.downloads(_table(found), "words", spans.about(span, choice))


def _table(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("column.category"): [kinds.label(name) for name in found["type"]],
            t("column.word"): found["word"],
            t("column.homes"): found["homes"],
            t("column.share_of_type"): (found["share"] * 100).round(1),
            t("column.share_of_others"): (found["share_elsewhere"] * 100).round(1),
        }
    )
