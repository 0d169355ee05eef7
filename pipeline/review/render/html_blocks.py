"""Findings and sections of a review as HTML; every text is escaped, every place that is read back is named.

``data-place`` names what a reader sees: ``finding 1/sentence``, ``changes/paragraph 2``, ``table on_time``, ``chart on_time``;
rows, columns and texts of charts are numbered by ``html_read``.
"""

from __future__ import annotations

from html import escape

from pipeline.review.model import (
    MARKS,
    Block,
    Bullets,
    Cell,
    Chart,
    Figure,
    Finding,
    Paragraph,
    Section,
    Sentence,
    Table,
)
from pipeline.review.render.parts import is_of_numbers, is_to_fill_in, runs
from pipeline.review.render.svg import svg
from pipeline.review.words import said

FULL, CARD, NARROW = 840, 456, 330  # widths of charts, pixels: in a section, in a finding, on a phone


def tag(name: str, content: str, place: str = "", **attributes: str) -> str:
    """Return an element; ``content`` is HTML, attributes are texts (``class_`` for class)."""
    named = {"data-place": place} if place else {}
    named |= {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    written = "".join(f' {key}="{escape(value)}"' for key, value in named.items())
    return f"<{name}{written}>{content}</{name}>"


def sentence(said_of: Sentence) -> str:
    """Return a sentence, its figures as data."""
    return "".join(_figure(figure) if figure else escape(text) for text, figure in runs(said_of))


def finding(found: Finding, place: int, title: str, language: str) -> str:
    """Return a finding as a card; ``title``: of the section with its evidence."""
    at = f"finding {place}"
    mark = tag("span", MARKS[found.tone], aria_hidden="true") + " " + said(f"render.{found.tone}", language)
    text = tag("p", mark, class_=f"mark {found.tone}", data_place=f"{at}/mark")
    text += tag("h3", tag("span", f"{place}", class_="number") + f" {escape(found.headline)}", f"{at}/headline")
    text += tag("p", sentence(found.sentence), f"{at}/sentence")
    evidence = escape(said("render.evidence", language, section=title))
    text += tag("a", f"{evidence} →", f"{at}/evidence", href=f"#{found.section}", class_="evidence") if title else ""
    drawn = chart(found.chart, CARD, language, has_title=found.chart.title != found.headline) if found.chart else ""
    return tag("article", tag("div", text) + drawn + _supports(found, at, language), class_=f"finding {found.tone}")


def _supports(found: Finding, at: str, language: str) -> str:
    if not found.supports:
        return ""
    items = [tag("li", sentence(one), f"{at}/support {n}") for n, one in enumerate(found.supports, start=1)]
    label = tag("p", said("render.also", language), f"{at}/also", class_="label")
    return tag("div", label + tag("ul", "".join(items)), class_="supports")


def section(of: Section, language: str) -> str:
    """Return a section: heading, comment of the user, blocks."""
    inner = tag("h2", escape(of.title), f"{of.name}/title")
    if of.comment:
        lines = "".join(tag("p", escape(line)) for line in of.comment.splitlines() if line.strip())
        label = tag("p", said("render.comment", language), class_="label")
        inner += tag("aside", label + lines, f"{of.name}/comment", class_="comment")
    if not of.blocks:
        inner += tag("p", said("render.empty", language), f"{of.name}/empty", class_="quiet")
    for place, one in enumerate(of.blocks, start=1):
        inner += _block(one, of, place, language)
    return tag("section", inner, id=of.name)


def _block(one: Block, of: Section, place: int, language: str) -> str:
    name = of.name
    match one:
        case Paragraph(sentences, is_heading):
            text = " ".join(sentence(each) for each in sentences)
            return tag("h3" if is_heading else "p", text, f"{name}/paragraph {place}")
        case Bullets(items):
            lines = [tag("li", sentence(each), f"{name}/list {place}/{n}") for n, each in enumerate(items, start=1)]
            return tag("ul", "".join(lines))
        case Table():
            return table(one, is_titled=one.caption == of.title)
        case Chart():
            return chart(one, FULL, language)


def chart(one: Chart, width: int, language: str, *, has_title: bool = True) -> str:
    """Return a chart as a figure, drawn twice: for wide screens and paper, and for phones."""
    at = f"chart {one.name}"
    caption = tag("figcaption", escape(one.title), f"{at}/title") if has_title else ""
    common = {"role": "img", "aria-label": one.alt}
    wide = svg(one, width, language, attributes=common | {"class": "wide", "data-place": at})
    narrow = svg(one, NARROW, language, attributes=common | {"class": "narrow", "data-place": f"{at}, narrow"})
    return tag("figure", caption + wide + narrow + _notes(one.notes, at), class_="chart")


def table(one: Table, *, is_titled: bool = False) -> str:
    """Return a table with its caption and notes; wide ones are moved within their own frame.

    Args:
        is_titled: Its caption stands above it already, and is for those who hear it only.
    """
    at, numbers = f"table {one.name}", [is_of_numbers(one, column) for column in range(len(one.columns))]
    blank = [is_to_fill_in(one, column) for column in range(len(one.columns))]
    kinds = ["n" if number else "blank" if empty else "t" for number, empty in zip(numbers, blank, strict=True)]
    heads = "".join(
        tag("th", escape(column.title), scope="col", class_=kind)
        for column, kind in zip(one.columns, kinds, strict=True)
    )
    rows = "".join(tag("tr", _row(row, kinds)) for row in one.rows)
    caption = tag(
        "caption", tag("span", escape(one.caption)), f"{at}/caption", class_="heard" if is_titled else "shown"
    )
    inner = tag("table", caption + tag("thead", tag("tr", heads)) + tag("tbody", rows), at)
    frame = tag("div", inner, class_="frame", role="region", tabindex="0", aria_label=one.caption)
    return frame + _notes(one.notes, at)


def _row(row: tuple[Cell, ...], kinds: list[str]) -> str:
    cells = []
    for place, (cell, kind) in enumerate(zip(row, kinds, strict=True)):
        is_withheld = isinstance(cell, Figure) and cell.value is None
        content = _figure(cell) if isinstance(cell, Figure) else escape(cell)
        shown = f"{kind} withheld" if is_withheld else kind
        cells.append(tag("td", content, class_=shown) if place else tag("th", content, scope="row", class_=shown))
    return "".join(cells)


def _figure(figure: Figure) -> str:
    value = "" if figure.value is None else repr(figure.value)
    return tag("data", escape(figure.text), value=value)


def _notes(notes: tuple[str, ...], at: str) -> str:
    lines = (tag("p", escape(note), f"{at}/note {place}", class_="note") for place, note in enumerate(notes, start=1))
    return "".join(lines)
