"""A review as it stands in its documents: findings, one section at a time, and the documents to download."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import streamlit as st

from dashboards import access, filters, links, reviews
from dashboards.text import language, plain, t
from pipeline.metrics.catalogue import find
from pipeline.review.answers import METRIC
from pipeline.review.model import Bullets, Chart, Figure, Finding, Paragraph, Review, Section, Table
from pipeline.review.render import FORMATS, file_name
from pipeline.review.render.html_blocks import NARROW
from pipeline.review.render.svg import DARK, LIGHT, standalone

WIDTH = 860
FONTS = ("Source Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif")
MARKS = {"better": "True", "worse": "False", "neither": "None"}


def documents(made: Review) -> None:
    """Offer the review in each format; a document is made when somebody asks for it."""
    note = access.noter()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(t("review.documents"), width="content")
        for name in FORMATS:
            st.download_button(
                t(f"review.format.{name}"),
                partial(_document, made, name, note),
                file_name(made, name),
                key=f"review_{name}",
                icon=":material/download:",
                on_click="ignore",
                type="tertiary",
            )


def findings(made: Review) -> None:
    """Show the first page: what the board should hear."""
    st.markdown(plain(t("space").join(sentence.text for sentence in made.summary)))
    for at, finding in enumerate(made.findings, start=1):
        with st.container(border=True, key=f"finding_{at}"):
            _finding(at, finding)


def section(made: Review, shown: Review, name: str) -> None:
    """Show one section with its comment; one that is hidden says so."""
    of = next(each for each in made.sections if each.name == name)
    edited = next((each for each in shown.sections if each.name == name), None)
    if edited is None:
        st.warning(t("review.is_hidden"), icon=":material/visibility_off:")
    elif edited.comment:
        st.info(plain(edited.comment), icon=":material/chat:")
    _blocks(of)


def _document(made: Review, name: str, note: Callable[..., None]) -> bytes:
    content = reviews.document(made, name)
    note("exported", file=file_name(made, name))
    return content


def _finding(at: int, finding: Finding) -> None:
    st.markdown(f"{t('signal.mark.' + MARKS[finding.tone])} **{at}. {plain(finding.headline)}**")
    st.markdown(plain(finding.sentence.text))
    for support in finding.supports:
        st.markdown(f"- {plain(support.text)}")
    if finding.chart:
        _chart(finding.chart)
    page, _, query = finding.page.partition("?")
    links.to_page(t("review.evidence"), page, key=f"evidence_{at}", **_view_of(finding) | _filters_in(query))


def _view_of(finding: Finding) -> dict[str, str]:
    """Return the view of the other page that shows the metric of a finding."""
    asked = [figure.question for figure in finding.sentence.figures if figure.question.analysis == METRIC]
    return links.view_of(find(asked[0].arguments["name"])) if asked else {}


def _filters_in(query: str) -> dict[str, Any]:
    """Return what the query of a finding chooses on the other page; filters that it does not name are cleared."""
    named = parse_qs(query)
    return {kind: named.pop(kind, []) for kind in filters.KINDS} | {name: values[-1] for name, values in named.items()}


def _blocks(of: Section) -> None:
    for block in of.blocks:
        match block:
            case Paragraph(sentences):
                text = t("space").join(plain(sentence.text) for sentence in sentences)
                st.markdown(f"**{text}**" if block.is_heading else text)
            case Bullets(items):
                st.markdown("\n".join(f"- {plain(item.text)}" for item in items))
            case Chart():
                _chart(block)
            case Table():
                _table(block)


def _chart(chart: Chart) -> None:
    st.markdown(f"**{plain(chart.title)}**")
    colours = DARK if st.context.theme.type == "dark" else LIGHT
    for screen, width in (("wide", WIDTH), ("narrow", NARROW)):  # the style sheet shows one of the two
        with st.container(key=f"drawn_{screen}_{chart.name}"):
            st.image(standalone(chart, width, language(), FONTS, colours), alt=chart.alt)
    for note in chart.notes:
        st.caption(plain(note))


def _table(table: Table) -> None:
    st.markdown(f"**{plain(table.caption)}**")
    cells = [[plain(cell.text if isinstance(cell, Figure) else cell) for cell in row] for row in table.rows]
    frame = pd.DataFrame(cells, columns=[plain(column.title) for column in table.columns])
    st.table(frame, border="horizontal", hide_index=True, alt=table.caption)  # whole, as on paper
    for note in table.notes:
        st.caption(plain(note))
