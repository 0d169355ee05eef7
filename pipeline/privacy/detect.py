"""Whether a column whose header says nothing holds personal data, judged from its values, so that none is kept by accident.

A column is personal when at least a twentieth of its filled cells are a phone, an ID number, a mail or network address, a plate or a
card, or a fifth are a room, and nothing else. Names: at least half of the cells, mostly distinct, for categories of two to
four characters repeat and names hardly do. Numbers of six digits and more, most of them different, tell respondents apart whatever they are.
"""

from __future__ import annotations

import duckdb

from pipeline.privacy.patterns import load_patterns

LEAST_SHARE = 0.05
ROOM_SHARE = 0.2
NAME_SHARE, NAME_DISTINCT, NAME_ROWS = 0.5, 0.5, 8
DATE = r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])?"
NUMBER, NUMBER_SHARE, NUMBER_DISTINCT = r"[0-9]{6,}(?:\.0)?", 0.5, 0.8
OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
# Of the whole cell, spaces and hyphens left out.
SQUEEZED = {
    "phone": r"(?:\(?\+?(?:00)?86\)?)?1[3-9][0-9]{9}(?:\.0)?|\(?0[1-9][0-9]{1,2}\)?[2-8][0-9]{6,7}|1[3-9][0-9][*xX]{4}[0-9]{4}",
    "id_card": r"[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}[0-9Xx]",
    "bank_card": r"(?:62|4[0-9]|5[1-5])[0-9]{14,17}",
}
# Of the cell as it is, the address of 问卷星 with its place in brackets.
WHOLE = {
    "email": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    "ip": rf"(?:{OCTET}\.){{3}}{OCTET}(?:[(（].*[)）])?|(?:[0-9A-Fa-f]{{0,4}}:){{3,7}}[0-9A-Fa-f]{{1,4}}",
    "plate": r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·. -]?[A-Z0-9]{4,5}[A-Z0-9挂学警港澳]",
    "room": r"[0-9A-Za-z一二三四五六七八九十]{1,4}(?:栋|幢|座|号楼|#)(?:[0-9一二三四五六七八九十]{1,3}(?:单元|-))?[0-9〇零一二三四五六七八九十]{3,4}(?:室|房)?"
    r"|[0-9A-Z]{1,2}-[0-9]{1,2}-(?:[0-9]{3}|[0-9]{2}0[1-9])室?",
}
SHARES = {"room": ROOM_SHARE}


def looks_personal(connection: duckdb.DuckDBPyConnection, relation: str, column: str) -> str | None:
    """Return the kind of personal data that ``column`` of ``relation`` seems to hold, None where none.

    Kinds: ``phone``, ``id_card``, ``bank_card``, ``email``, ``ip``, ``plate``, ``room``, ``name``, ``number``.

    Args:
        connection: With the macros of this package.
        relation: A table, or a query in brackets.
        column: An SQL identifier, quoted where it needs to be.
    """
    filled, names, distinct, numbers, different, *counts = connection.execute(
        f"""
        with cell as (
            select trim(ascii_text({column}::varchar)) as whole_cell, translate(whole_cell, ' -', '') as squeezed_cell
            from {relation} where whole_cell <> ''
        )
        select count(*), count(*) filter ({_matches("whole_cell", _name_pattern())}),
            count(distinct whole_cell) filter ({_matches("whole_cell", _name_pattern())}),
            count(*) filter ({_is_number()}), count(distinct squeezed_cell) filter ({_is_number()}),
            {_counted()}
        from cell
        """
    ).fetchall()[0]
    for kind, count in zip([*SQUEEZED, *WHOLE], counts, strict=True):
        if count and count >= SHARES.get(kind, LEAST_SHARE) * filled:
            return kind
    if numbers >= NAME_ROWS and numbers >= NUMBER_SHARE * filled and different >= NUMBER_DISTINCT * numbers:
        return "number"
    is_names = names >= NAME_ROWS and names >= NAME_SHARE * filled and distinct >= NAME_DISTINCT * names
    return "name" if is_names else None


def _is_number() -> str:
    return f"{_matches('squeezed_cell', NUMBER)} and not {_matches('squeezed_cell', DATE)}"


def _counted() -> str:
    squeezed = [_matches("squeezed_cell", pattern) for pattern in SQUEEZED.values()]
    whole = [_matches("whole_cell", pattern) for pattern in WHOLE.values()]
    return ", ".join(f"count(*) filter ({condition})" for condition in [*squeezed, *whole])


def _matches(value: str, pattern: str) -> str:
    return f"regexp_full_match({value}, '{pattern}')"


def _name_pattern() -> str:
    """Return the pattern of a Chinese name, also with some of it hidden (王*, 李某某) or a title behind it."""
    patterns = load_patterns()
    return rf"{patterns.surname}(?:\p{{Han}}{{1,2}}|[*xX某]{{1,2}})(?:{patterns.title})?|{patterns.surname}{patterns.title}"
