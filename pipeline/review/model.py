"""What a review consists of: sections of sentences, tables and charts, in which every figure knows what was asked for it.

Renderers draw these and compute nothing. Texts are in the language of the review. Grain of a figure: one value of one row
of the answer to one question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from pipeline.metrics.periods import last_covered_day

Tone = Literal["better", "worse", "neither"]
MARKS: dict[Tone, str] = {"better": "▲", "worse": "▼", "neither": "◆"}
ChartKind = Literal["bars", "columns", "lines", "quadrants", "stacks"]
TEXT = "text"  # unit of a column of words


@dataclass(frozen=True)
class Question:
    """What was asked: an analysis of ``questions.ANALYSES`` and its arguments, as JSON can hold them.

    E.g. ``Question("metric", {"name": "on_time_rate", "by": ["community_id"], "period": "1q"})``.
    """

    analysis: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """One figure: a value of one row of an answer.

    Attributes:
        question: What was asked.
        cell: Columns that tell the row from the others → their values as text, e.g. ``{"period_start": "2024-07-01"}``.
        column: The column of the answer that it is.
        value: As computed, in ``unit``; shares are 0 to 1. None where it is withheld or unknown.
        unit: As in the catalogue (share, index, count, days …).
        text: As it is written in the review: ``82.4%``.
        low, high: Ends of its 95 % interval, in ``unit``; None where it has none.
        n: What it rests on, as text: ``412/500``, ``n = 500``; empty where it is itself a count.
    """

    question: Question
    cell: Mapping[str, str]
    column: str
    value: float | None
    unit: str
    text: str
    low: float | None = None
    high: float | None = None
    n: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence and the figures that it says; the ``text`` of each stands in it."""

    text: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """Sentences that are read on, one after the other; ``is_heading``: they head what follows."""

    sentences: tuple[Sentence, ...]
    is_heading: bool = False


@dataclass(frozen=True)
class Bullets:
    """Sentences that stand for themselves."""

    items: tuple[Sentence, ...]


Cell = str | Figure


@dataclass(frozen=True)
class Column:
    """A column of a table: its title, and ``TEXT`` or the unit of its figures."""

    title: str
    unit: str = TEXT


@dataclass(frozen=True)
class Table:
    """A table. ``name``: of the table in the whole review, ``caption``: what it shows, ``notes``: sentences below it."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """One series of a chart: a figure per category, None where there is none to show."""

    name: str
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True)
class Chart:
    """A chart.

    Attributes:
        name: Of the chart in the whole review.
        kind: ``bars`` (one series over members, longest names first to be read, with intervals), ``columns`` (the same
            upright), ``lines`` (over periods, with intervals), ``stacks`` (shares of a whole per category), ``quadrants``
            (two series: across and up, a point per category).
        title: The finding or the question. ``alt``: what is seen, in words.
        categories: Members, periods, or names of the points.
        unit: Of the values. ``axis``: what they are, with the unit; of ``quadrants`` of both axes, across and up.
        line: A value to be drawn across: a target, a mean; of ``quadrants`` the crosshair (across, up).
        highlighted: Categories that the sentence beside is about.
        corners: Of ``quadrants``: names of the quadrants, upper left, upper right, lower left, lower right.
    """

    name: str
    kind: ChartKind
    title: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    axis: tuple[str, ...]
    line: tuple[float, ...] = ()
    line_label: str = ""
    highlighted: tuple[str, ...] = ()
    corners: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


Block = Paragraph | Bullets | Table | Chart


@dataclass(frozen=True)
class Finding:
    """What the board should hear: a sentence, what supports it, a chart, where the evidence stands.

    Attributes:
        headline: Some words, without figures, for a slide's title.
        sentence: Figure, interval and comparison.
        tone: Whether it is for the better.
        supports: Other comparisons that say the same.
        chart: What shows it, None where a chart shows nothing.
        section: Name of the section with the evidence.
        page: Path and query of the dashboard's page with the evidence, e.g. ``resolution?community=…``.
    """

    headline: str
    sentence: Sentence
    tone: Tone
    supports: tuple[Sentence, ...]
    chart: Chart | None
    section: str
    page: str


@dataclass(frozen=True)
class Section:
    """A section. ``name`` is the same in every language and quarter; ``comment`` is the user's."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    comment: str = ""


@dataclass(frozen=True)
class Review:
    """A quarter's review.

    Attributes:
        title, subtitle: What it is, of whom and when. ``language``: ``zh`` or ``en``.
        start, end: First and last day of the quarter.
        communities: Ids of those looked at, empty: all. ``is_whole``: the quarter is covered to its end.
        as_of: Moment up to which the exports are complete. ``run``: of the warehouse.
        findings: At most six, the weightiest first. ``family_size``: comparisons from which they were chosen.
        summary: What stands on the first page before the findings, and in their place where there are none.
        sections: In order. ``hidden``: titles of those the user has hidden.
        k: Smallest group of answers whose figure is shown. is_sample: Figures are of the invented company.
    """

    title: str
    subtitle: str
    language: str
    start: date
    end: date
    communities: tuple[str, ...]
    is_whole: bool
    as_of: datetime | None
    run: str
    findings: tuple[Finding, ...]
    family_size: int
    summary: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    k: int = 10
    hidden: tuple[str, ...] = ()
    is_sample: bool = False

    @property
    def quarter(self) -> str:
        """The quarter as users name it: ``2024Q3``."""
        return f"{self.start.year}Q{(self.start.month + 2) // 3}"

    @property
    def last_day(self) -> date | None:
        """The last day that the exports reach."""
        return last_covered_day(self.as_of) if self.as_of else None

    def figures(self) -> Iterator[Figure]:
        """Return every figure, in the order in which it is read."""
        for sentence in self.summary:
            yield from sentence.figures
        for finding in self.findings:
            yield from _of_finding(finding)
        for section in self.sections:
            for block in section.blocks:
                yield from _of_block(block)

    def edited(self, comments: Mapping[str, str], hidden: frozenset[str]) -> Review:
        """Return the review with the user's comments and without the sections that are hidden, nor what is found in them.

        Args:
            comments: Name of a section → text. ``hidden``: names of sections.
        """
        shown = tuple(
            replace(section, comment=comments.get(section.name, ""))
            for section in self.sections
            if section.name not in hidden
        )
        left_out = tuple(section.title for section in self.sections if section.name in hidden)
        findings = tuple(finding for finding in self.findings if finding.section not in hidden)
        return replace(self, sections=shown, hidden=left_out, findings=findings)


def _of_finding(finding: Finding) -> Iterator[Figure]:
    yield from finding.sentence.figures
    for sentence in finding.supports:
        yield from sentence.figures
    if finding.chart:
        yield from _of_block(finding.chart)


def _of_block(block: Block) -> Iterator[Figure]:
    match block:
        case Paragraph(sentences) | Bullets(sentences):
            for sentence in sentences:
                yield from sentence.figures
        case Table():
            yield from (cell for row in block.rows for cell in row if isinstance(cell, Figure))
        case Chart():
            yield from (figure for series in block.series for figure in series.figures if figure)
