"""Profile of answer columns: which values, how often, numbers between what and what. One scan for all columns.

Grain: one profile per column. Values are cleaned: trimmed, and without what the respondent typed behind an option.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from pipeline.staging.sql import literal

MOST_VALUES = 250
BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288) || chr(65279)"


@dataclass(frozen=True)
class Profile:
    """What one column holds.

    Attributes:
        values: Cleaned value → cells, the ``MOST_VALUES`` most frequent.
        filled: Cells that are not blank.
        distinct: Number of different values.
        mean_length: Of the filled cells, in characters.
        numbers: Cells that are plain numbers, from ``lowest`` to ``highest``.
        is_dirty: Some cell differs from its cleaned value.
        has_suffix: Some cell carries typed text behind an option.
    """

    values: dict[str, int]
    filled: int = 0
    distinct: int = 0
    mean_length: float = 0.0
    numbers: int = 0
    lowest: float | None = None
    highest: float | None = None
    is_dirty: bool = False
    has_suffix: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether ``values`` lists every value there is."""
        return len(self.values) == self.distinct

    @property
    def counts_rows(self) -> bool:
        """Whether the column is a running number."""
        span = None if self.lowest is None or self.highest is None else self.highest - self.lowest + 1
        return self.filled >= 5 and self.numbers == self.filled == self.distinct and span == self.filled

    @property
    def identifies(self) -> bool:
        """Whether nearly every row has a value of its own that is one token of some length: an id."""
        return self.filled >= 20 and self.distinct > 0.95 * self.filled and self.mean_length >= 4


def cell(index: int, profile: Profile, suffix: str | None) -> str:
    """Return the SQL expression of a cleaned cell."""
    return cleaned(f"c{index}", suffix if profile.has_suffix else None) if profile.is_dirty else f"c{index}"


def cleaned(value: str, suffix: str | None) -> str:
    """Return the SQL that trims ``value`` and takes away the typed text that ``suffix`` matches."""
    without = f"regexp_replace({value}, {literal(suffix + '$')}, '')" if suffix else value
    return f"nullif(trim({without}, {BLANKS}), '')"


def profile_columns(
    connection: duckdb.DuckDBPyConnection, relation: str, indexes: Sequence[int], suffix: str | None
) -> dict[int, Profile]:
    """Return the profile of each column.

    Args:
        relation: Raw table.
        suffix: Regular expression of typed text behind an option, None where the layout has none.
    """
    found = {index: Profile({}) for index in indexes}
    if not indexes:
        return found
    listed = ", ".join(f"c{index}" for index in indexes)
    has_suffix = f"regexp_matches(v, {literal(suffix + '$')})" if suffix else "false"
    rows = connection.execute(
        f"""
        with cell as (unpivot (select {listed} from {relation}) on {listed} into name i value v),
        raw as (select i, v, count(*) as n from cell group by all),
        clean as (
            select i, {cleaned("v", suffix)} as value, sum(n)::bigint as n, bool_or(v is distinct from {cleaned("v", suffix)}) as dirty,
                bool_or({has_suffix}) as suffixed
            from raw group by all
        ),
        counted as (select *, try_cast(value as double) as number from clean)
        select i, value, case when value is null then 0 else n end as n,
            sum(n) filter (where value is not null) over w, count(value) over w, sum(n * length(value)) over w,
            sum(n) filter (where number is not null) over w, min(number) over w, max(number) over w,
            bool_or(dirty) over w, bool_or(suffixed) over w
        from counted window w as (partition by i)
        qualify row_number() over (partition by i order by value is null, n desc, value) <= {MOST_VALUES}
        order by n desc, value
        """
    ).fetchall()
    by_column: dict[int, list[tuple]] = {}
    for row in rows:
        by_column.setdefault(int(row[0][1:]), []).append(row)
    return found | {index: _profile(lines) for index, lines in by_column.items()}


def _profile(lines: list[tuple]) -> Profile:
    _, _, _, filled, distinct, letters, numbers, lowest, highest, dirty, suffixed = lines[0]
    return Profile(
        values={line[1]: int(line[2]) for line in lines if line[1] is not None},
        filled=int(filled or 0),
        distinct=int(distinct or 0),
        mean_length=float(letters or 0) / max(int(filled or 0), 1),
        numbers=int(numbers or 0),
        lowest=lowest,
        highest=highest,
        is_dirty=bool(dirty),
        has_suffix=bool(suffixed),
    )
