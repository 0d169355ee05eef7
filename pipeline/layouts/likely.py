"""What a refused table may be, and the line that would mend it: which column holds the time that it lacks, or that its rows are responses."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from pipeline.ingest.table import Preview
from pipeline.layouts import cells
from pipeline.layouts.fold import fold
from pipeline.layouts.layout import Column, Match
from pipeline.privacy.numbers import without_numbers

MOSTLY = 0.8
HIGHEST_RATING, FEWEST_RATINGS = 10, 2
LATER = re.compile(
    r"clos|complet|\bdue|plan|proj|target|cancel|updat|modif|chang|resol|finish|\bend|expir|done|办结|完成|关闭|结束|截止|更新|修改|回访|计划|归档|处理|派单|审批|答复|回复",
    re.IGNORECASE,
)


def mending(preview: Preview, match: Match) -> dict[str, str] | None:
    """Return what to write where, zh and en; None where more than a time is missing, or no column of times is left over."""
    field = _missing_time(match)
    likely = [
        column
        for column in match.columns
        if column.use == "unknown" and _holds_times(preview, match, column) and not _is_later(column, field)
    ]
    if field is None or not likely:
        return None
    header = max(likely, key=lambda column: _likeness(column, match.layout.fields[field])).header
    if without_numbers(header) != header:
        return None
    line = f"columns: {{{field}: {json.dumps(header, ensure_ascii=False)}}}"
    sidecar = f"{PurePosixPath(preview.source.name).name}.yaml"
    return {
        "zh": f"“{header}”列可能就是；如果是，请在 {sidecar} 里写 {line}。",
        "en": f"Column '{header}' may be it; if so, write {line} into {sidecar}.",
    }


def as_survey(preview: Preview, match: Match) -> dict[str, str] | None:
    """Return what to write where several columns hold ratings, zh and en; they may be a small part of a survey."""
    rows = preview.rows[match.first_record_index :]
    columns = ([row[at] for row in rows if at < len(row)] for at in range(len(match.columns)))
    if sum(cells.are_ratings(column, HIGHEST_RATING) for column in columns) < FEWEST_RATINGS:
        return None
    sidecar = f"{PurePosixPath(preview.source.name).name}.yaml"
    return {
        "zh": f"如果每行是一份答卷，请在 {sidecar} 里写 layout: plain_ratings。",
        "en": f"If each row is a response, write layout: plain_ratings into {sidecar}.",
    }


def _missing_time(match: Match) -> str | None:
    """The time that is all that the table lacks under the layout."""
    found = {column.field for column in match.columns}
    absent = [entry for entry in match.layout.required if not found.intersection(entry.split("|"))]
    is_all = len(absent) == len(match.missing) == 1
    return absent[0] if is_all and absent[0].endswith("_at") and "|" not in absent[0] else None


def _holds_times(preview: Preview, match: Match, column: Column) -> bool:
    rows = preview.rows[match.first_record_index :]
    written = [row[column.index] for row in rows if column.index < len(row)]
    found = cells.answered(written)
    return len(found) >= MOSTLY * len(written) > 0 and cells.share(found, cells.TIME) >= MOSTLY


def _is_later(column: Column, field: str | None) -> bool:
    """Whether a column is called like a time that comes after receipt; taken for it, it would give durations that look plausible."""
    return field == "received_at" and LATER.search(column.header.replace("_", " ")) is not None


def _likeness(column: Column, aliases: Sequence[str]) -> float:
    return max(SequenceMatcher(None, fold(column.header), fold(alias)).ratio() for alias in aliases)
