"""The reading that is used, or the reason why none is."""

from __future__ import annotations

from pipeline.errors import InputError
from pipeline.ingest.table import Preview
from pipeline.layouts.layout import Match
from pipeline.layouts.likely import as_survey, mending
from pipeline.layouts.no_layout import no_responses, said_of, summed
from pipeline.reasons import reason


def usable(preview: Preview, matches: list[Match]) -> Match:
    """Return the best match of which nothing is missing.

    Raises:
        InputError: ``unknown_layout``, with the nearest layout and what is missing.
    """
    fits = bool(matches) and not matches[0].missing
    told = no_responses(preview, matches[0]) if fits else None
    if fits and not told:
        return matches[0]
    if _is_prose(preview):
        raise InputError(
            "not_an_export",
            zh=f"{preview.where}：是文字说明，不是表格，未读取。",
            en=f"{preview.where}: plain text and no table; not read.",
        )
    if told := told or said_of(preview):
        raise InputError("unknown_layout", zh=f"{preview.where}：{told['zh']}", en=f"{preview.where}: {told['en']}")
    if not matches:
        raise InputError(
            "unknown_layout",
            zh=f"{preview.where}：{reason('unknown_layout', 'zh')}。可用 manyidu layouts 查看，并写一个格式文件。",
            en=f"{preview.where}: {reason('unknown_layout', 'en')}. See it with: manyidu layouts FILE, and write a layout for it.",
        )
    nearest = matches[0]
    label, missing = nearest.layout.label, nearest.missing
    said = mending(preview, nearest) or summed(preview, nearest) or as_survey(preview, nearest) or {"zh": "", "en": ""}
    raise InputError(
        "unknown_layout",
        zh=f"{preview.where}：认不出这种表格。最接近“{label['zh']}”，缺少：{'、'.join(missing)}。{said['zh']}",
        en=f"{preview.where}: no layout fits this table. Nearest is '{label['en']}', missing: {', '.join(missing)}. {said['en']}".rstrip(),
    )


def _is_prose(preview: Preview) -> bool:
    """Whether a ``.txt`` holds text in lines, such as a readme beside the exports."""
    is_text = preview.source.form == "csv" and preview.source.name.lower().endswith(".txt")
    widths = [len(row) for row in preview.rows if any(row)]
    return is_text and widths.count(1) * 2 >= len(widths)
