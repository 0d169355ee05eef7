"""Columns of a wide table of operational indicators that no layout knows: each column of amounts is one, under its own header."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.layouts import cells
from pipeline.layouts.fold import clean, words_of
from pipeline.layouts.header import Header
from pipeline.privacy.patterns import load_patterns

# In lower case, of numbers that identify, locate or date instead of measuring.
NAMES_A_NUMBER = re.compile(
    r"电话|手机|座机|固话|分机|联系|微信|号码?$|编号|编码|代码|邮编|热线|证|\d{5}|\d\s*[-栋幢号]\s*\d|(?:卡|房间|室|楼栋|单元|楼层|排名|名次)$|经度|纬度|^(?:年龄|年[度份]?|月份?|季度?|周)$"
    r"|phone|mobile|contact|(?<![a-z])(?:tel|id|code|no(?!\.? of)|qq|ext|zip|post ?code|badge|passport|lat(?:itude)?|lo?ng?|longitude|rank)(?![a-z])"
    r"|^(?:age|year|month|quarter|week)$"
)
NAMES_PEOPLE = re.compile(
    r"姓名|名字|^(?:员工|人员|业主|住户|客户|学生)$|(?:^|employee |staff |resident |tenant |customer |student |full |first |last )name$"
    r"|^(?:employee|resident|tenant|customer|student|staff member)$"
)


def own_indicators(header: Header, fields: Mapping[int, str]) -> frozenset[int]:
    """Return the other columns of amounts in a table that has an indicator per column.

    None where its rows or its columns are of single people; a column alone that is called like a person is none either.
    """
    if not any(field.startswith("indicator:") for field in fields.values()):
        return frozenset()
    if any(
        NAMES_PEOPLE.search(words_of(name)) and not header.judged(cells.are_amounts, position)
        for position, name in enumerate(header.names)
    ):
        return frozenset()
    own = [position for position in range(header.width) if position not in fields and _is_amount(header, position)]
    people = {position for position in own if load_patterns().is_name(clean(header.names[position]))}
    return frozenset() if len(people) > 1 and 2 * len(people) >= len(own) else frozenset(own) - people


def _is_amount(header: Header, position: int) -> bool:
    """Whether a column holds numbers that count or measure: no phones and no codes."""
    is_named = bool(header.parts[position]) and not NAMES_A_NUMBER.search(header.names[position].casefold())
    is_named = is_named and not NAMES_A_NUMBER.search(words_of(header.names[position]))
    return is_named and bool(header.judged(cells.are_amounts, position))
