"""What every chart is drawn with: a canvas of SVG elements, widths of texts, lines of labels, and scales.

A text is measured without a font, for the reader's is not known: a Chinese character is one em wide, Latin letters by kind,
rather too wide than too narrow. Units: pixels of the SVG.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from pipeline.review.model import MARKS, Figure

SIZE, SMALL = 12.0, 11.0
LINE = 1.3  # of the size, from line to line
NARROW, BROAD = frozenset("iljtf.,:;|!'()[] "), frozenset("mwMW@%")
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CLOSING = "，。；：、）》”’！？％…,.;:)!?%"
HAN = "⺀-鿿豈-﫿＀-￯　-〿"
TOKEN = re.compile(rf"[\d.,+−-]+%|[^\S\n]+|[{HAN}]|[^\s{HAN}]+")
WORD = re.compile(rf"[\d.,+−-]+%|[^\S\n]+|[{HAN}]+|[^\s{HAN}]+")  # Chinese names in a Latin text are not broken


def width(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is."""
    return sum(_em(character) for character in text) * size


def _em(character: str) -> float:
    if ord(character) > 0x2E7F or character in MARKS.values():
        return 1.0
    if character in NARROW:
        return 0.34
    if character in BROAD:
        return 0.92
    return 0.7 if character.isupper() else 0.58


def lines_of(text: str, most: float, size: float = SIZE) -> list[str]:
    """Return a text in lines of at most ``most``; nothing is cut off, and no line begins with a closing mark."""
    lines = [""]
    for token in _tokens(text, most, size):
        if lines[-1] and width(lines[-1] + token.rstrip(), size) > most and token[0] not in CLOSING:
            lines.append("")
        lines[-1] += token if lines[-1] else token.lstrip()
    return [line.rstrip() for line in lines if line.strip()] or [""]


def breaks_words(text: str, most: float, size: float = SIZE) -> bool:
    """Return whether a word or number of a text is wider than a line of ``most``."""
    return any(width(token, size) > most for token in tokens_of(text))


def tokens_of(text: str) -> list[str]:
    """Return what a text may be broken between: words, and Chinese characters where it is mostly Chinese."""
    latin = sum(character.isascii() and character.isalpha() for character in text)
    is_latin = latin > sum(ord(character) > 0x2E7F for character in text)
    return (WORD if is_latin else TOKEN).findall(text)


def _tokens(text: str, most: float, size: float) -> Iterable[str]:
    """Return words, Chinese characters one by one, and pieces of words that are wider than a line."""
    for token in tokens_of(text):
        while width(token, size) > most and len(token) > 1:
            fits = max(1, int(len(token) * most / width(token, size)))
            yield token[:fits]
            token = token[fits:]
        yield token


@dataclass
class Canvas:
    """Elements of an SVG, in the order in which they are painted.

    Attributes:
        hint: How intervals are drawn, written after what the values are.
        height: Set by the chart when it is known.
    """

    width: float
    hint: str = ""
    height: float = 0.0
    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, kind: str = "m-t", *, anchor: str = "start") -> None:
        """Put a line of text with its base at ``y``."""
        placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(f'<text class="{kind}" x="{_n(x)}" y="{_n(y)}"{placed}>{_xml(text)}</text>')

    def texts(self, x: float, y: float, lines: Sequence[str], kind: str = "m-t", *, anchor: str = "start") -> None:
        """Put lines of text one below the other, the middle of all at ``y``."""
        size = SMALL if "m-q" in kind else SIZE
        first = y - (len(lines) - 1) * size * LINE / 2 + size * 0.35
        for place, line in enumerate(lines):
            self.text(x, first + place * size * LINE, line, kind, anchor=anchor)

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        """Draw a line."""
        self.parts.append(f'<line class="{kind}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>')

    def rect(self, x: float, y: float, width: float, height: float, kind: str, title: str = "") -> None:
        """Draw a box; ``title`` is shown when it is pointed at."""
        at = f'x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" height="{_n(max(height, 0))}"'
        self.parts.append(f'<rect class="{kind}" {at}{_closed("rect", title)}')

    def path(self, points: Sequence[tuple[float, float]], kind: str, *, is_closed: bool = False) -> None:
        """Draw a line through points."""
        through = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        self.parts.append(f'<path class="{kind}" d="M{through}{"Z" if is_closed else ""}"/>')

    def mark(self, x: float, y: float, shape: int, kind: str, title: str = "", size: float = 3.5) -> None:
        """Draw a point: a circle, square, diamond or triangle."""
        if shape % 4 == 0:
            at = f'cx="{_n(x)}" cy="{_n(y)}" r="{_n(size)}"'
            self.parts.append(f'<circle class="{kind}" {at}{_closed("circle", title)}')
            return
        corners = (
            ((-1, -1), (1, -1), (1, 1), (-1, 1)),
            ((0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)),
            ((0, -1.3), (1.3, 1), (-1.3, 1)),
        )[shape % 4 - 1]
        through = " ".join(f"{_n(x + size * dx)},{_n(y + size * dy)}" for dx, dy in corners)
        self.parts.append(f'<polygon class="{kind}" points="{through}"{_closed("polygon", title)}')


def _closed(element: str, title: str) -> str:
    return f"><title>{_xml(title)}</title></{element}>" if title else "/>"


def _xml(text: str) -> str:
    """Return a text as XML can hold it."""
    return escape(NOT_XML.sub("", text))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Scale:
    """Values from ``low`` to ``high`` on pixels from ``start`` to ``end``, with ticks at round values."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        """Return where a value stands; what is beyond the scale stands at its end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def scale(values: Iterable[float], start: float, end: float, *, from_zero: bool = False, most: int = 5) -> Scale:
    """Return a scale over values, widened to round ticks, which divide 1: so shares stay within 0 and 100 %."""
    known = list(values) or [0.0]
    low, high = min(known), max(known)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-9:
        low, high = min(low, 0.0), max(high, 1.0)  # nothing differs: from nothing up, a share to the whole
    step = _round_step((high - low) / most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(at * step, 10) for at in range(first, last + 1))
    return Scale(first * step, last * step, start, end, ticks)


def _round_step(least: float) -> float:
    """Return the smallest of 1, 2, 5 × 10ⁿ that is not below ``least``."""
    power = 10 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least - 1e-12)


def tick(value: float, unit: str) -> str:
    """Return the label of a tick: shares in per cent."""
    return f"{value * 100:g}%" if unit == "share" else f"{value:,.10g}"


def extent(figures: Iterable[Figure | None]) -> list[float]:
    """Return values and ends of intervals of figures."""
    return [
        value
        for figure in figures
        if figure and figure.value is not None
        for value in (figure.value, figure.low, figure.high)
        if value is not None
    ]
