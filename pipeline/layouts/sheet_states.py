"""Complaints on sheets that are named after their state (已办结, 未办结): every row of a sheet is in that state.

Only where sheets of two different states stand beside each other, so that their names say by what the workbook is parted, and where
no column names the state. A sheet of open complaints has no column for when they ended: it is given the empty one that it would have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.layouts.fold import fold, plain
from pipeline.layouts.layout import Column, Match

ENDED = ("resolved_at", "closed_at")
SETTLED = ("resolved", "closed")
SHORTEST = 3  # 是, 完成, 打开 and √ say too little alone
# What else such a name says: of what, when, how many.
BESIDE = re.compile(
    r"\d+\s*(?:年|月份?|季度|件|条|宗|起|个)?|[qQ][1-4]\b|[的()\[\]【】_\-—–.、:\s]|投诉|工单|诉求|报修|报事|案件|台账|台帐|登记表|明细|清单|列表|汇总|数据|记录|事项|问题|件$|表$"
    r"|\b(?:complaints?|tickets?|cases?|requests?|issues?|work ?orders?|list|log|data|items?|jobs?|repairs?|all|only)\b",
    re.IGNORECASE,
)


def with_states_of_sheets(tables: Sequence[tuple[str | None, Match]]) -> list[Match]:
    """Return the matches of a workbook, those of sheets named after a state with a column of it behind the others.

    Args:
        tables: Sheet and match of each table.
    """
    named = {at: said for at, (sheet, match) in enumerate(tables) if (said := _state_of(sheet, match))}
    if len({code in SETTLED for _, code in named.values()}) < 2:
        return [match for _, match in tables]
    ends = [column for at in named for field in ENDED if (column := tables[at][1].column(field))]
    return [_in_state(match, named[at][0], ends) if at in named else match for at, (_, match) in enumerate(tables)]


def _state_of(sheet: str | None, match: Match) -> tuple[str, str] | None:
    """The word for a state that a sheet is named after, and its code; None where it is named after nothing of the kind."""
    if match.layout.kind != "complaint" or match.column("status") or match.column("status_at"):
        return None
    word = BESIDE.sub(" ", plain(sheet or "")).strip()
    known = {fold(text): code for code, texts in match.layout.values.get("status", {}).items() for text in texts}
    code = known.get(fold(word))
    return (word, code) if code in ("open", *SETTLED) and len(word) >= SHORTEST else None


def _in_state(match: Match, word: str, ends: Sequence[Column]) -> Match:
    width = len(match.columns)
    added = [Column(width, f"（{word}）", "field", field="status")]
    if ends and not any(match.column(field) for field in ENDED):
        added.append(replace(ends[0], index=width + 1))
    return replace(match, columns=(*match.columns, *added), file_parts=match.file_parts | {"state": word})
