"""What reading hands on: previews to recognise a table by, and raw tables of text in the scratch database.

A *preview* is the head of one table as found (title rows, header rows and first records). Layouts are matched on it.
A *raw table* is the same table loaded whole: one row per record, columns ``c0 … cN``, every cell text, no header
rows, ``rowid`` in file order. From there on CSV and Excel are one path.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class SourceFile:
    """One file of the exports folder, or one member of an archive in it.

    Attributes:
        name: Path shown to users, relative to the exports folder; a member is ``archive.zip/member.csv``.
        path: Where its bytes can be read now (the scratch folder for members and for what was decompressed).
        sha256: Of the file's bytes as received (of the member's bytes for a member).
        size: Bytes.
        form: ``csv`` (any separator), ``xlsx``, ``xls``, ``xlsb``, ``ods``, ``html`` or ``spreadsheetml``.
    """

    name: str
    path: Path
    sha256: str
    size: int
    form: str


@dataclass(frozen=True)
class Preview:
    """The head of one table.

    Attributes:
        source: The file.
        sheet: Name of the sheet, None for CSV.
        rows: At most 200 first rows, cells as text ("" where empty), ragged as found.
        encoding: Of a CSV as it was received (``utf-8``, ``utf-8-sig``, ``gb18030``, ``utf-16``); None for Excel.
        separator: Of a CSV; None for Excel.
        is_hidden: The sheet is hidden.
        ticks: Per question whose answers are ticks in columns of their own, (column, answer) of each; ``rows`` are then as read.
        handle: What the reader needs to load the table; nobody else's business.
    """

    source: SourceFile
    sheet: str | None
    rows: tuple[tuple[str, ...], ...]
    encoding: str | None = None
    separator: str | None = None
    is_hidden: bool = False
    ticks: tuple[tuple[tuple[int, str], ...], ...] = ()
    handle: Any = field(default=None, compare=False, repr=False)

    @property
    def where(self) -> str:
        """File and sheet as messages show them."""
        return f"{self.source.name}, {self.sheet}" if self.sheet else self.source.name


@dataclass(frozen=True)
class RejectedRow:
    """A source row that cannot be a record.

    Attributes:
        row_number: Row as a spreadsheet program counts it, from 1, header and title rows included.
        column: Header of the column at fault, None where it is the whole row.
        code: Reason, see ``pipeline.reasons``.
    """

    row_number: int
    column: str | None
    code: str


@dataclass(frozen=True)
class RawTable:
    """A table loaded whole into the scratch database.

    Attributes:
        preview: Where it came from.
        relation: Name of the scratch table: columns ``row_number`` BIGINT (as in ``RejectedRow``) and ``c0 … cN`` VARCHAR;
            empty cells are null; text is trimmed of nothing.
        width: Number of columns ``c…``.
        rows_read: Records found below the header, blank rows not counted: rows of ``relation`` + ``rejected``.
        rejected: Rows that the reader could not take (ragged, broken quotes, bad bytes).
        error_cells: (row number, column index) of cells that hold an Excel error and are null here.
        warnings: Codes of what the user should know (``nul_bytes``, ``error_cells``, ``precision_lost`` …) with counts.
    """

    preview: Preview
    relation: str
    width: int
    rows_read: int
    rejected: tuple[RejectedRow, ...] = ()
    warnings: tuple[tuple[str, int], ...] = ()
    error_cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Sidecar:
    """What a file cannot say itself: from ``<file>.yaml`` beside it or the first matching pattern of ``manifest.yaml``.

    Attributes:
        layout: Name of a layout, wins over recognition.
        kind: ``survey``, ``complaint``, ``roster``, ``measure`` or ``operational``; where only the kind is known.
        title: Name of the survey as shown.
        survey: Survey to which the file belongs (several files of one survey); default: from layout and file name.
        source: System of record that issues the ids; ids of different sources never meet.
        community: Community of every row that names none.
        period: ``2024Q1``, ``2024-03``, ``2024`` or ``2024-01-05/2024-02-03``: when a survey without dates was held.
        method: ``questionnaire`` (default), ``interview`` or ``observation``.
        invited, sample, incentive: Number invited, how the sample was drawn, what was given.
        scale: (lowest, highest) code of the ratings.
        rating_labels: Answer → code of the rating, higher being better: for all questions (key ``*``) or per question.
        not_applicable: Codes that mean "not applicable": for all questions (key ``*``) or per question.
        reversed_items: Questions whose wording is reversed, by number, code or full header.
        attention_checks: Question (number, code or header) → the answer that passes.
        outcome: Question that gives the overall verdict; ``satisfied_codes`` are its satisfied answers.
        satisfied_codes: Codes or labels that count as satisfied, for the outcome or (without one) for all ratings.
        columns: Canonical field → header in this file, where the layout's aliases do not reach.
        zone: IANA zone of naive times in the file.
        day_first: Forces the order of day and month.
        exported_at: When the export was made, ISO.
        sheets: Names of the sheets to load; default: every sheet that is recognised.
    """

    layout: str | None = None
    kind: str | None = None
    title: str | None = None
    survey: str | None = None
    source: str | None = None
    community: str | None = None
    period: str | None = None
    method: str = "questionnaire"
    invited: int | None = None
    sample: str | None = None
    incentive: str | None = None
    scale: tuple[float, float] | None = None
    rating_labels: dict[str, dict[str, float]] = field(default_factory=dict)
    not_applicable: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reversed_items: tuple[str, ...] = ()
    attention_checks: dict[str, str] = field(default_factory=dict)
    outcome: str | None = None
    satisfied_codes: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    zone: str | None = None
    day_first: bool | None = None
    exported_at: str | None = None
    sheets: tuple[str, ...] = ()
