"""What is to be said of every loaded table, whatever its kind: read besides the cells, assumed, or left out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.ingest.table import RawTable, Sidecar
from pipeline.layouts.fold import fold
from pipeline.layouts.header import column_letter
from pipeline.layouts.layout import Match
from pipeline.reasons import reason

Note = tuple[str, str]
AGAIN = re.compile(r"^(.+) \((\d+)\)$", re.DOTALL)
PLACES = {
    "sheet": ("工作表名", "the name of the sheet"),
    "title": ("标题", "the title"),
    "file": ("文件名", "the file's name"),
}
HIDDEN: Note = (
    "这是隐藏的工作表，也读取了；如果不要，请在说明文件里用 sheets 写明要读的工作表。",
    "This sheet is hidden and was read all the same; if it is not meant, list the sheets to be read as sheets in a sidecar.",
)
EMPTY: Note = ("只有表头，下面没有数据行。", "There is a header and no row below it.")


def table_notes(table: RawTable, match: Match, sidecar: Sidecar) -> tuple[Note, ...]:
    """Return the notes of one table, (zh, en)."""
    warnings = [(f"{reason(code, 'zh')}：{count}", f"{reason(code, 'en')}: {count}") for code, count in table.warnings]
    if table.preview.is_hidden:
        warnings.append(HIDDEN)
    if table.rows_read == 0:
        return (*warnings, EMPTY)
    return (*warnings, *_repeated_headers(match), *_state(match), *_other_types(match), *_community(match, sidecar))


def _repeated_headers(match: Match) -> Iterable[Note]:
    """A header that stands twice: the first column is taken, the others are not."""
    used = {column.header: column for column in match.columns if column.use == "field"}
    for column in match.columns:
        found = AGAIN.match(column.header)
        if column.use != "unknown" or not found or found[1] not in used:
            continue
        taken, left = column_letter(used[found[1]].index), column_letter(column.index)
        yield (
            f"表头「{found[1]}」不止一列：用的是 {taken} 列，{left} 列没有读取；如应当用另一列，请改表头或在说明文件里写 columns。",
            f"The header '{found[1]}' stands over more than one column: {taken} is used, {left} is not read. "
            "If the other one is meant, change its header or write columns in a sidecar.",
        )


def _state(match: Match) -> Iterable[Note]:
    if word := match.file_parts.get("state"):
        yield (
            f"表里没有状态列，按工作表名认为全部是「{word}」。",
            f"No column names the state; the name of the sheet says '{word}', so that is taken for all rows.",
        )


def _other_types(match: Match) -> Iterable[Note]:
    """Which of several columns of types is used."""
    taken = match.column("subcategory")
    aliases = {fold(alias) for alias in match.layout.fields.get("subcategory", ())}
    left = [column.header for column in match.columns if column.use == "unknown" and fold(column.header) in aliases]
    if match.layout.kind == "complaint" and taken and left:
        yield (
            f"投诉类型取自「{taken.header}」，没有用「{'」「'.join(left)}」；如应当用另一列，请在说明文件里写 columns: {{subcategory: 列名}}。",
            f"The type is taken from '{taken.header}', not from '{', '.join(left)}'; if another column is meant, write columns: {{subcategory: HEADER}} in a sidecar.",
        )


def _community(match: Match, sidecar: Sidecar) -> Iterable[Note]:
    if match.column("community") or sidecar.community:
        return
    name, place = match.file_parts.get("named_after"), match.file_parts.get("named_in")
    if name and place and match.file_parts.get("community") == name:
        zh, en = PLACES[place]
        yield (
            f"表里没有小区列，按{zh}认为全部属于「{name}」；如不对，请在说明文件里写 community: 小区名。",
            f"No column names the community; {en} says '{name}', so that is taken for all rows. If that is wrong, write community: NAME in a sidecar.",
        )
    elif match.layout.kind == "complaint" and not match.file_parts.get("community"):
        yield (
            "表里没有小区列，也看不出是哪个小区，无法按小区统计；请在说明文件里写 community: 小区名。",
            "No column names the community, so there are no figures by community; write community: NAME in a sidecar.",
        )
