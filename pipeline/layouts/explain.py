"""How a table would be read and why, in words, for ``manyidu layouts FILE``."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.ingest.table import Preview
from pipeline.layouts.layout import Match
from pipeline.layouts.likely import mending

OTHERS_SHOWN = 2


def explain(preview: Preview, matches: Sequence[Match], language: str) -> str:
    """Return the explanation of one table, in ``zh`` or ``en``; the other likely layouts in a line each."""
    is_zh = language == "zh"
    if not matches:
        return f"{preview.where}：没有找到表头。" if is_zh else f"{preview.where}: no header was found."
    best = matches[0]
    label = f"{best.layout.label[language]} ({best.layout.name})"
    if best.missing:
        head = f"认不出。最接近：{label}" if is_zh else f"no layout fits. Nearest: {label}"
    else:
        head = f"按“{label}”读取" if is_zh else f"read as {label}"
    lines = [f"{preview.where}{'：' if is_zh else ': '}{head}", *(f"  {reason[language]}" for reason in best.why)]
    if best.missing and (said := mending(preview, best)):
        lines.insert(2, f"  {said[language]}")
    for other in [match for match in matches[1:] if not match.missing][:OTHERS_SHOWN]:
        words = "也可能是" if is_zh else "Could also be"
        lines.append(
            f"  {words} {other.layout.label[language]} ({other.layout.name}, {other.score:.2f} < {best.score:.2f})"
        )
    return "\n".join(lines)
