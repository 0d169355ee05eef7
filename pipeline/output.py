"""Printing small tables as aligned text, CSV or JSON; formula-safe, because CSV is opened in spreadsheet programs."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

WIDEST = 60  # columns of a cell in a table, but for those of the last column
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # a file may be named so that a terminal takes its name for commands
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render(columns: Sequence[str], rows: Sequence[Sequence[Any]], form: str) -> str:
    """Return the rows as ``table``, ``csv`` or ``json``.

    Args:
        columns: Names, one per cell of each row.
    """
    if form == "json":
        return json.dumps(
            [dict(zip(columns, map(_plain, row), strict=True)) for row in rows], ensure_ascii=False, indent=2
        )
    if form == "csv":
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([formula_safe(_plain(cell)) for cell in row] for row in rows)
        return stream.getvalue().rstrip("\n")
    return _aligned([list(columns), *[[*map(_clipped, map(_text, row[:-1])), *map(_text, row[-1:])] for row in rows]])


def formula_safe(cell: Any) -> Any:
    """Return ``cell`` so that a spreadsheet program takes a text as text: with an apostrophe where it begins like a formula."""
    if isinstance(cell, str) and cell.lstrip(" \u3000").startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if hasattr(cell, "item"):
        cell = cell.item()
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if isinstance(cell, list | tuple):
        return "、".join(str(part) for part in cell)
    return None if cell is None or cell != cell else cell


def _text(cell: Any) -> str:
    plain = _plain(cell)
    if plain is None:
        return ""
    return f"{plain:.4f}".rstrip("0").rstrip(".") if isinstance(plain, float) else CONTROLS.sub(" ", str(plain))


def _clipped(text: str) -> str:
    """The text, cut where it would push the columns behind it off the screen; CSV and JSON have it whole."""
    if _width(text) <= WIDEST:
        return text
    end = next(at for at in range(len(text), 0, -1) if _width(text[:at]) < WIDEST)
    return text[:end] + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _aligned(lines: list[list[str]]) -> str:
    widths = [max(_width(line[at]) for line in lines) for at in range(len(lines[0]))]
    padded = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([padded[0], "  ".join("-" * width for width in widths), *padded[1:]])
