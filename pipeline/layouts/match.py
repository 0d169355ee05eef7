"""Which layout fits a table, where its header is, and what each column is.

    score = 0.5 + 0.3 · known + 0.15 · telling + 0.05 · named     when nothing required is missing
    score = 0.2 · found + 0.2 · fields                            else

known    share of the columns that are a field, question, personal or ignored
telling  n / (n + 1), n the number of signs that the layout asks for: a particular layout goes before a general one
named    1 where the file's name is one that the tool gives
found    share of the required fields and signs that are there
fields   share of the columns that are a field

The same table, layouts and sidecar always give the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pipeline.errors import InputError, UsageError
from pipeline.ingest.table import Preview, Sidecar
from pipeline.layouts import cells
from pipeline.layouts.columns import map_columns
from pipeline.layouts.fold import fold, plain
from pipeline.layouts.header import Header
from pipeline.layouts.layout import Column, Layout, Match
from pipeline.layouts.library import nearest_name
from pipeline.layouts.places import Places
from pipeline.layouts.signs import ASKS, missing_fields, missing_signs, ruled_out
from pipeline.layouts.titles import file_parts
from pipeline.layouts.why import reasons_of
from pipeline.privacy.numbers import without_numbers

HEADERS_TRIED = 3
HAN = re.compile("[\u4e00-\u9fff]")
ZONE = re.compile(r'"timeZone"\s*:\s*"([^"]+)"')


@dataclass(frozen=True)
class Fit:
    """How well one layout fits with one header."""

    layout: Layout
    header: Header
    columns: tuple[Column, ...]
    missing: tuple[str, ...]
    found: float

    @property
    def known(self) -> int:
        """Number of columns with a field, or personal or ignored by name."""
        return sum(
            1 for column in self.columns if column.use in ("field", "personal") or self._is_named_ignored(column)
        )

    def _is_named_ignored(self, column: Column) -> bool:
        return column.use == "ignored" and bool(self.header.parts[column.index])

    @property
    def rank(self) -> tuple[bool, float, int, int, int]:
        """Order of the readings under one layout: usable first, then by what is known, then the lower and earlier header."""
        return (not self.missing, self.found, self.known + self.options, -self.header.height, -self.header.index)

    @property
    def options(self) -> int:
        """How many columns of a survey have an option below their question; a field or a question below a heading stands for itself."""
        lower = self.header.named_by_lower_rows if self.layout.kind == "survey" else ()
        alone = sum(1 for at in lower if self.columns[at].use != "question" or ASKS.search(self.header.parts[at][-1]))
        return len(lower) if 3 * alone < len(lower) else 0


def match(preview: Preview, layouts: Sequence[Layout], sidecar: Sidecar) -> list[Match]:
    """Return how ``preview`` is read under each layout, best first.

    Args:
        layouts: Of ``library.load_layouts``.
        sidecar: ``layout`` and ``kind`` narrow the choice, ``columns`` wins over aliases.

    Returns:
        One match per layout with any place for a header; usable where nothing is ``missing``.

    Raises:
        UsageError: If the sidecar names a layout that does not exist.
        InputError: If the sidecar names a header that the table does not have.
    """
    places = Places(preview.rows)
    fits = [fit for layout in chosen(layouts, sidecar) if (fit := best_fit(places, layout, sidecar))]
    if fits:
        _refuse_unknown_headers(fits, sidecar, preview)
    matches = [_as_match(fit, preview) for fit in fits]
    register = _register(preview)
    is_foreign = {layout.name for layout in layouts if not _has_han(preview) and _is_chinese(layout)}

    def order(one: Match) -> tuple[float, bool, bool, str]:
        """Usable ones by their score; of the others no tool of another language is the nearest."""
        is_far = bool(one.missing) and one.layout.name in is_foreign
        return is_far - one.score, not one.layout.is_own, one.layout.name != register, one.layout.name

    return sorted(matches, key=order)


def _register(preview: Preview) -> str:
    """Name of the layout that is called nearest where no layout knows any header: complaints in the language of the table."""
    return "complaint_ledger_zh" if _has_han(preview) else "complaint_ledger_en"


def _has_han(preview: Preview) -> bool:
    return any(HAN.search(cell) for row in preview.rows[:1] for cell in row)


def _is_chinese(layout: Layout) -> bool:
    """Whether a layout asks for a field that only Chinese headers name."""
    wanted = [layout.fields.get(name, ()) for entry in layout.required for name in entry.split("|")[:1]]
    return any(aliases and all(HAN.search(alias) for alias in aliases) for aliases in wanted)


def chosen(layouts: Sequence[Layout], sidecar: Sidecar) -> list[Layout]:
    """Return the layouts that the sidecar leaves open."""
    if sidecar.layout:
        named = [layout for layout in layouts if layout.name == sidecar.layout]
        if not named:
            zh, en = nearest_name(sidecar.layout, [layout.name for layout in layouts])
            raise UsageError(
                zh=f"说明文件写的格式 {without_numbers(sidecar.layout)} 不存在{zh}",
                en=f"The sidecar names no layout: {without_numbers(sidecar.layout)}{en}",
            )
        return named
    return [layout for layout in layouts if sidecar.kind in (None, layout.kind)]


def best_fit(places: Places, layout: Layout, sidecar: Sidecar) -> Fit | None:
    """Return the best reading of the table under one layout, None where it has no header at all."""
    likely = likely_headers(places, layout, sidecar)
    fits = [fit_of(layout, header, sidecar) for header in likely]
    if layout.header_rows == 1:
        fits += [fit_of(layout, header, sidecar) for low in likely[:1] for header in places.taller(low)]
    return max(fits, key=lambda fit: fit.rank, default=None)


def likely_headers(places: Places, layout: Layout, sidecar: Sidecar) -> list[Header]:
    """Return the few places for the header that hold most of the layout's words, the best first."""
    words = {fold(alias) for aliases in layout.fields.values() for alias in aliases}
    words |= {fold(alias) for alias in (*layout.personal, *layout.ignored, *sidecar.columns.values())}
    candidates = places.with_headers_above(layout.header_rows)
    held = {header.index: len(words.intersection(map(fold, header.first_row))) for header, _ in candidates}
    # A row of answers holds words of fields too (no, phone); it is a header only where it clearly has more of them.
    found = [
        (held[header.index], header)
        for header, others in candidates
        if all(held[header.index] > held[above.index] + 1 for above in others)
    ]
    return [header for _, header in sorted(found, key=lambda pair: (-pair[0], pair[1].index))[:HEADERS_TRIED]]


def fit_of(layout: Layout, header: Header, sidecar: Sidecar) -> Fit:
    """Return the reading of a table with one header under one layout."""
    columns = map_columns(layout, header, sidecar.columns)
    required = missing_fields(layout, columns)
    not_here = ruled_out(layout, header)
    signs = missing_signs(layout, header, columns)
    signs += [f"{plain(name)} (不应出现 / ruled out)" for name in not_here[:1]]
    if sidecar.layout == layout.name:
        signs = []
    missing = (*required, *signs)
    asked = len(layout.required) + len(layout.evidence)
    found = max(0.0, 1 - len(missing) / asked) if asked else 0.0
    return Fit(layout, header, columns, missing, 0.0 if not_here else found)


def _as_match(fit: Fit, preview: Preview) -> Match:
    layout = replace(fit.layout, header_rows=fit.header.height, zone=_zone(fit) or fit.layout.zone)
    name = PurePosixPath(preview.source.name).name
    parts = _outside(fit, layout, name, preview)
    score = _score(fit, bool(layout.file_name and re.search(layout.file_name, name)))
    return Match(
        layout=layout,
        score=score,
        header_index=fit.header.index,
        columns=fit.columns,
        missing=fit.missing,
        file_parts=parts,
        why=reasons_of(fit.layout, fit.header, fit.columns, fit.missing),
    )


def _outside(fit: Fit, layout: Layout, name: str, preview: Preview) -> dict[str, str]:
    """What is said outside the table; the community that it is named after holds where no column names one."""
    parts = file_parts(layout, name, fit.header.titles, preview.sheet)
    has_column = any(column.field == "community" for column in fit.columns)
    if not has_column and "named_after" in parts:
        parts.setdefault("community", parts["named_after"])
    return parts


def _score(fit: Fit, is_named: bool) -> float:
    if fit.missing:
        fields = sum(1 for column in fit.columns if column.use == "field") / len(fit.columns)
        return round(0.2 * (fit.found + fields), 4)
    known = sum(1 for column in fit.columns if column.use != "unknown") / len(fit.columns)
    signs = len(fit.layout.evidence) + bool(fit.layout.least_questions)
    agrees = 1.0 if is_named else _answers_agree(fit)
    return round(0.5 + 0.3 * known * agrees + 0.15 * signs / (signs + 1) + 0.05 * is_named, 4)


def _answers_agree(fit: Fit) -> float:
    """Share of the question columns whose cells are of the kind that the layout has; 1 where that is no sign."""
    if fit.layout.answers is None:
        return 1.0
    asked = [column.index for column in fit.columns if column.use == "question"]
    filled = [index for index in asked if fit.header.judged(cells.answered, index)]
    kinds = [fit.header.judged(cells.kind_of_answers, index) for index in filled]
    return kinds.count(fit.layout.answers) / len(kinds) if kinds else 0.5


def _zone(fit: Fit) -> str | None:
    """Qualtrics says in its third header row in which zone the times are."""
    found = (ZONE.search(cell) for row in fit.header.own_rows for cell in row)
    return next((zone.group(1) for zone in found if zone), None)


def _refuse_unknown_headers(fits: Sequence[Fit], sidecar: Sidecar, preview: Preview) -> None:
    """Stop where the sidecar maps a header that none of the likely headers has."""
    names = max(fits, key=lambda fit: fit.rank).header.names
    known = {text for fit in fits for spellings in fit.header.spellings for text in spellings}
    known |= {fold(name) for fit in fits for name in fit.header.names}
    for field, text in sidecar.columns.items():
        if fold(text) not in known:
            zh, en = nearest_name(text, names)
            raise InputError(
                "bad_sidecar",
                zh=f"{preview.where}：说明文件把 {field} 对应到“{without_numbers(text)}”，表里没有这一列{zh}",
                en=f"{preview.where}: the sidecar maps {field} to '{without_numbers(text)}', a header that the table does not have{en}",
            )
