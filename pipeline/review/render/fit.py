"""How much room a text takes, so that nothing is cut off: widths estimated for a sans face, never too small.

A Chinese character is as wide as the type is high; Latin letters are of DejaVu Sans, which stands in where Arial is not there
and is wider. Units: points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

WIDE_FROM = 0x1100  # Hangul and what follows: East Asian
HAN_FROM = 0x2E80
DASHES = range(0x2010, 0x2033)  # dashes and quotes, which Chinese faces set wide
NARROW, BROAD = frozenset("iljtfrI.,:;'|!()[] /-"), frozenset("mwMW%@&—")
OPENING, CLOSING = (
    frozenset("（《“–−±"),
    frozenset("，。；：、）》”！？"),
)  # what keeps with the next, with the one before
BETWEEN = 0.2  # ems that LibreOffice leaves between Chinese and other letters
LINE = 1.3  # height of a line
SHORT = (1.7, 1.4, 1.2, 1.0, 0.8)  # columns up to so many times the mean width keep their texts on one line
LONGEST_NUMBER = 16  # letters, with sign and unit
LEAST_LONG = 0.9  # of the mean width that a long column is left at least
BOLD = 1.12  # times wider
SAFETY = 1.02


def width(text: str, size: float) -> float:
    """Return the width of a text on one line."""
    return _ems(text) * size * SAFETY


def lines(text: str, room: float, size: float) -> int:
    """Return how many lines a text takes in ``room`` points: Latin words stay whole where they can."""
    return sum(_lines_of(paragraph, room, size) for paragraph in text.split("\n"))


def height(text: str, room: float, size: float) -> float:
    """Return the height of a text that is set in ``room`` points."""
    return lines(text, room, size) * size * LINE


def size_for(
    texts: Sequence[str], room: float, high: float, sizes: Sequence[float], between: float = 0
) -> float | None:
    """Return the first of ``sizes`` in which the texts fit one below the other, ``between`` points apart; None where none does."""
    for size in sizes:
        if sum(height(text, room, size) + between for text in texts) <= high:
            return size
    return None


def columns(cells: Sequence[Sequence[str]], room: float, size: float, padding: float) -> list[float]:
    """Return the widths of a table's columns, together ``room``: short ones what they need, long ones share what is left.

    Args:
        cells: Rows, the header first.
    """
    natural = _widest(cells, size, padding, width)
    least = least_columns(cells, size, padding)
    if sum(natural) <= room:
        return [each * room / sum(natural) for each in natural]
    whole = _widest([[""] * len(least), *cells[1:]], size, padding, _whole)
    bare = [max(pair) for pair in zip(least, whole, strict=True)]
    if sum(bare) < room:  # headers and names are broken into lines, numbers are not
        wish = [one - word for one, word in zip(natural, bare, strict=True)]
        return [word + (room - sum(bare)) * more / sum(wish) for word, more in zip(bare, wish, strict=True)]
    base = least
    for most in SHORT:
        short = [one if one <= most * room / len(natural) else word for one, word in zip(natural, least, strict=True)]
        long = sum(one > most * room / len(natural) for one in natural)
        if room - sum(short) >= max(long, 0.2) * LEAST_LONG * room / len(natural):
            base = short
            break
    if sum(base) >= room:
        return [each * room / sum(base) for each in base]
    wish = [(one - word) ** 0.8 for one, word in zip(natural, base, strict=True)]
    return [word + (room - sum(base)) * more / sum(wish) for word, more in zip(base, wish, strict=True)]


def least_columns(cells: Sequence[Sequence[str]], size: float, padding: float) -> list[float]:
    """Return the widths below which a word of a column would be broken."""
    return _widest(cells, size, padding, _longest_word)


def _widest(
    cells: Sequence[Sequence[str]], size: float, padding: float, measure: Callable[[str, float], float]
) -> list[float]:
    """Return the largest measure of each column; the header is set bold."""
    return [
        max([measure(head, size) * BOLD, *(measure(cell, size) for cell in column)]) + padding
        for head, *column in zip(*cells, strict=True)
    ]


@lru_cache(maxsize=20_000)
def _ems(text: str) -> float:
    mixed = sum(_is_han(one) != _is_han(other) for one, other in pairwise(text))
    return sum(_em(character) for character in text) + mixed * BETWEEN


def _is_han(character: str) -> bool:
    return ord(character) >= HAN_FROM


def _em(character: str) -> float:
    code = ord(character)
    if code >= WIDE_FROM:
        return 1.0 if code not in DASHES else 0.8
    if character in NARROW:
        return 0.36
    if character in BROAD:
        return 0.97
    return 0.72 if character.isupper() else 0.63


@lru_cache(maxsize=20_000)
def _lines_of(paragraph: str, room: float, size: float) -> int:
    count, used = 1, 0.0
    for piece in _pieces(paragraph):
        wide = width(piece, size)
        if used + width(piece.rstrip(), size) > room and used:
            count, used = count + 1, 0.0
        while wide > room > 0:  # a word that is longer than the line is broken
            count, wide = count + 1, wide - room
        used += wide
    return count


def _pieces(paragraph: str) -> list[str]:
    """Return what stays together on a line: Latin words with the space after them, Chinese characters with their marks.

    No line begins with a closing mark or ends with an opening one, and a number keeps its sign and the end of its interval.
    """
    pieces: list[str] = []
    word = ""
    for character, following in zip(paragraph, f"{paragraph[1:]} ", strict=False):
        word += character
        is_wide = ord(character) >= WIDE_FROM and character not in OPENING
        if character == " " or (is_wide and following not in CLOSING):
            pieces.append(word)
            word = ""
    return [*pieces, word] if word else pieces


def _whole(text: str, size: float) -> float:
    """Return the width below which a number with its unit, or a word of another text, would be broken."""
    is_number = len(text) <= LONGEST_NUMBER and any(character.isdigit() for character in text)
    return width(text, size) if is_number else _longest_word(text, size)


def _longest_word(text: str, size: float) -> float:
    return max((width(piece.strip(), size) for piece in _pieces(text)), default=0.0)
