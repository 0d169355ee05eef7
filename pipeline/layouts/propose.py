"""For a table that no layout fits: the nearest layout, and a layout to edit with every header of the table in it.

The proposal extends the nearest layout, so that only what differs has to be filled in. It holds headers, never cells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from pipeline.ingest.table import Preview
from pipeline.layouts.fold import fold, plain
from pipeline.layouts.layout import Column, Layout, Match
from pipeline.privacy.patterns import load_patterns

ALIKE = 0.6
SIGNS = 3
NUMBER = re.compile(r"[0-9]{4}")


def nearest(matches: Sequence[Match]) -> Match | None:
    """Return the match that comes nearest, usable or not; None where the table has no header at all."""
    return matches[0] if matches else None


def ready_yaml(preview: Preview, match: Match) -> str:
    """Return a layout to edit: recognised headers in place, guesses marked ``guess``, the rest listed to be sorted in."""
    layout = match.layout
    known = {column.field: column.header for column in match.columns if column.field}
    guesses = guess_fields(layout, [column for column in match.columns if not column.field])
    lines = [
        f"# {_one_line(preview.where)}",
        f"# 最接近的格式 / nearest layout: {layout.name} ({layout.label['zh']} / {layout.label['en']})",
        *(f"# 缺少 / missing: {_one_line(name)}" for name in match.missing),
        "# 把每个表头写到对应字段的方括号里，保存到 data/layouts/，再运行 manyidu build。",
        "# Write each header into the brackets of its field, save in data/layouts/, run manyidu build again.",
        f"extends: {layout.name}",
        "version: 1",
        f"kind: {layout.kind}",
        f"evidence: {_signs(match)}",
        "forbidden: []",
        "least_questions: 0",
        "least_ratings: 0",
        f"header_rows: {layout.header_rows}",
        "fields:",
        *(_field(field, known.get(field), guesses.get(field), field in _required(layout)) for field in layout.fields),
        "# 未对应的表头 / headers not used yet:",
        *(f"#   {_quoted(column.header)}" for column in match.columns if not column.field),
        "personal: []",
        "ignored: []",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def guess_fields(layout: Layout, columns: Sequence[Column]) -> dict[str, str]:
    """Return field → header for headers that look much like one of the field's aliases; each header once."""
    pairs = [
        (SequenceMatcher(None, fold(column.header), fold(alias)).ratio(), field, column.header)
        for field, aliases in layout.fields.items()
        for alias in aliases
        for column in columns
    ]
    guesses: dict[str, str] = {}
    for likeness, field, header in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if likeness >= ALIKE and field not in guesses and header not in guesses.values():
            guesses[field] = header
    return guesses


def may_be_a_record(preview: Preview, match: Match) -> bool:
    """Return whether what was taken for the header may be a record: no layout knows any of it, and it reads like the rows below.

    It does where a text holds a number, stands again below in its column, or is a person's name above others; and where
    there is nothing below to compare it with.
    """
    if any(column.field for column in match.columns):
        return False
    below = preview.rows[match.first_record_index :]
    return not below or any(
        _reads_like_a_cell(column, [row[column.index : column.index + 1] for row in below]) for column in match.columns
    )


def _reads_like_a_cell(column: Column, rows: Sequence[Sequence[str]]) -> bool:
    header, cells = plain(column.header), [plain(cell) for row in rows for cell in row if plain(cell)]
    is_name = bool(cells) and all(load_patterns().is_name(text) for text in (header, *cells))
    return bool(NUMBER.search(header)) or header in cells or is_name


def write_proposal(preview: Preview, matches: Sequence[Match], folder: Path) -> Path | None:
    """Write ``ready_yaml`` into ``folder`` under the table's name; a file that is there already stays as it is.

    Returns:
        The file; None where the table has no header that is one for certain, or is read without a layout of its own.
    """
    match = nearest(matches)
    if match is None or not match.missing or may_be_a_record(preview, match):
        return None
    name = "_".join(filter(None, (Path(preview.source.name).stem, preview.sheet)))
    safe = re.sub(r"[^\w-]+", "_", name).strip("_")[:80]
    path = folder / f"{safe or 'layout'}.yml"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(ready_yaml(preview, match), encoding="utf-8")
    return path


def _signs(match: Match) -> str:
    """Headers by which the new layout knows its table, so that it takes no other."""
    texts = sorted((plain(column.header) for column in match.columns if column.use == "unknown"), key=len, reverse=True)
    return json.dumps([f"^{re.escape(text)}$" for text in texts[:SIGNS]], ensure_ascii=False)


def _required(layout: Layout) -> set[str]:
    return {field for entry in layout.required for field in entry.split("|")}


def _field(field: str, known: str | None, guess: str | None, is_required: bool) -> str:
    if known or guess:
        mark = "" if known else "  # guess / 猜测"
        return f"  {_quoted(field)}: [{_quoted(known or guess or '')}]{mark}"
    return f"  {_quoted(field)}: []  # required / 必需" if is_required else ""


def _quoted(text: str) -> str:
    """A JSON string is a YAML string whatever is in it."""
    return json.dumps(_one_line(text), ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())
