"""A layout: what is known of one tool's export, as data. One YAML file per layout; a user's own in ``data/layouts/`` win.

Only this module knows the keys of the YAML files; ``pipeline/layouts/README.md`` describes them with an example.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Questions:
    """How the question columns of a survey are written.

    Attributes:
        header: Regular expression with groups ``text`` and, where there are any, ``number`` and ``row`` (row of a matrix).
            A column whose header matches neither a field nor this is an attribute or text column without a number.
        not_asked: Regular expression of headers that are the tool's own (when a form was completed, points of a quiz): ignored.
        texts: Header → what the question asks, where its header does not say so (``Score``, ``Q7``).
        texts_to_ten: The same, of columns where some answer is above 5: a ``Score`` of 1 to 5 is no recommendation.
        code_row: Index of the header row that holds question codes (Qualtrics: 0), None where there is none.
        text_row: Index of the header row that holds question texts.
        multiple_separator: Joins the options of a multiple choice in one cell (``┋``).
        multiple_header: Regular expression with groups ``number``/``code`` and ``option`` of split option columns.
        multiple_selected: Cell values that mean "chosen" in split option columns; ``*``: any text (the option's own label).
        free_text_suffix: Regular expression of what is appended to an option (``〖…〗``).
    """

    header: str | None = None
    not_asked: str | None = None
    texts: dict[str, str] = field(default_factory=dict)
    texts_to_ten: dict[str, str] = field(default_factory=dict)
    code_row: int | None = None
    text_row: int = 0
    multiple_separator: str | None = None
    multiple_header: str | None = None
    multiple_selected: tuple[str, ...] = ("1",)
    free_text_suffix: str | None = None


@dataclass(frozen=True)
class Layout:
    """One export layout.

    Attributes:
        name: Stable id, also the file's name: ``wjx_text``.
        version: Raised when a change alters what is loaded; part of the name of the cleaned file.
        label: {"zh": …, "en": …}.
        kind: ``survey``, ``complaint``, ``roster``, ``measure`` or ``operational``.
        family: Layouts whose ids come from one system (``wjx_text`` and ``wjx_number`` → ``wjx``).
        file_name: Regular expression on the base name; named groups ``survey``, ``title``, ``total``, ``valid``,
            ``exported_at`` (digits), ``community`` are used.
        required: Each entry: a canonical field that must be found by its aliases, or several of which one must be
            (``complaint_id|description``).
        evidence: Regular expressions, each of which must match some header for the layout to be recognised.
        forbidden: Regular expressions on headers that rule the layout out.
        least_questions: Number of headers that must be written as ``questions.header`` says.
        least_ratings: Number of columns whose cells must be ratings; for tables that only their cells give away.
        highest_rating: What counts as a rating there: whole numbers up to 10, or any number up to 100.
        answers: ``text``, ``codes`` or ``scores``: which of several layouts with the same headers, None where it is no sign.
        header_rows: Number of header rows.
        fields: Canonical field → header aliases (compared folded: NFKC, lower case, no blanks or punctuation).
        qualifiers: Regular expressions of what may stand around an alias and says no more than of what it is (``部门``办理时限); looked
            at where no alias names the whole header.
        values: Canonical field → {canonical value → spellings}, for category, status, channel, severity, rating labels …
        personal: Header aliases of columns that are personal and not a canonical field; never kept.
        ignored: Header aliases of columns that hold nothing of interest.
        missing: Cell texts that mean "no answer" or "not applicable" everywhere in this layout.
        scale: (lowest, highest) code of ratings, of complaints that of numbers under satisfaction; None where the column has to say it.
        rating_labels: Text of an answer → code, tried as a set per question.
        satisfied_codes: Codes that count as satisfied; empty: the default of the scale (metrics.md).
        zone: IANA zone of naive times; None: the configured one.
        day_first: Order that the tool writes, where the column does not show another; None: unknown.
        record: ``id`` (canonical field, None where rows have no id), ``row`` (``response``, ``complaint``, ``problem`` …),
            ``is_stable`` (the tool issues the id and never anew, so that 1 … n are ids too and not row numbers).
        drop: Rows to reject: canonical field → {cell text → reason code}, e.g. status → {"Survey Preview": preview_row}.
        property_types: Types of complaints are those of property management, so that their words say to which of the five
            they belong (``categories.yml``); False: of a city or a product, never mapped.
        questions: How question columns are written, surveys only.
        is_own: It came from the user's folder.
    """

    name: str
    version: int
    label: dict[str, str]
    kind: str
    family: str
    fields: dict[str, tuple[str, ...]]
    file_name: str | None = None
    required: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    least_questions: int = 0
    least_ratings: int = 0
    highest_rating: int = 10
    answers: str | None = None
    header_rows: int = 1
    qualifiers: tuple[str, ...] = ()
    values: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    scale: tuple[float, float] | None = None
    rating_labels: dict[str, float] = field(default_factory=dict)
    satisfied_codes: tuple[str, ...] = ()
    zone: str | None = None
    day_first: bool | None = None
    record: dict[str, Any] = field(default_factory=dict)
    drop: dict[str, dict[str, str]] = field(default_factory=dict)
    property_types: bool = True
    questions: Questions | None = None
    is_own: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a table under a layout.

    Attributes:
        index: Position: ``c{index}`` of the raw table.
        header: Header as shown to users, unique in the table (a repeated one gets `` (2)``).
        field: Canonical field, None where it is a question, an attribute or unknown.
        code: Code of the question (Qualtrics ``Q2_1``), None where there is none.
        number: Number of the question as written (``12``), None where there is none.
        text: Text of the question without its number, row and option.
        row: Row of a matrix question.
        option: Option of a split multiple choice.
        use: ``field``, ``question``, ``personal``, ``ignored`` or ``unknown``.
    """

    index: int
    header: str
    use: str
    field: str | None = None
    code: str | None = None
    number: str | None = None
    text: str | None = None
    row: str | None = None
    option: str | None = None


@dataclass(frozen=True)
class Match:
    """How a table is read under a layout, and why.

    Attributes:
        layout: The layout; ``header_rows`` and ``zone`` are those of this table.
        score: 0 to 1; a layout with something missing is under 0.5 and is not used without the user's word.
        header_index: Index in ``preview.rows`` of the first header row; rows above are titles.
        columns: One per physical column.
        missing: Required fields or evidence not found, as users know them (the main alias).
        file_parts: Named groups found in the file name or in title rows (``exported_at``, ``survey``, ``title`` …).
        why: Sentences for ``manyidu layouts FILE``: {"zh": …, "en": …}, most telling first.
    """

    layout: Layout
    score: float
    header_index: int
    columns: tuple[Column, ...]
    missing: tuple[str, ...] = ()
    file_parts: dict[str, str] = field(default_factory=dict)
    why: tuple[dict[str, str], ...] = ()

    @property
    def first_record_index(self) -> int:
        """Index in ``preview.rows`` of the first row below the header."""
        return self.header_index + self.layout.header_rows

    def column(self, field_name: str) -> Column | None:
        """Return the column of a canonical field, None where the file has none."""
        return next((column for column in self.columns if column.field == field_name), None)
