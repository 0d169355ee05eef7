"""Community names: roster name, its aliases and what was confirmed are one community; another spelling is its own until then."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import duckdb

from pipeline.layouts.fold import fold

NEAR = 0.6


@dataclass(frozen=True)
class _Community:
    community_id: str
    community: str
    aliases: tuple[str, ...]
    is_confirmed: bool
    nearest: str | None


def name_communities(connection: duckdb.DuckDBPyConnection, confirmed: Mapping[str, str]) -> None:
    """Write ``community_map`` (community as written → community_id) and ``community_named``, both temporary.

    Args:
        confirmed: Spelling → name of the community of the roster that it means.
    """
    roster = [_with_spellings(community, confirmed) for community in _roster(connection)]
    known = {
        fold(name): community
        for community in roster
        for name in (community.community, *community.aliases, community.community_id)
    }
    others: dict[str, _Community] = {}
    mapping = {}
    for written in _written(connection):
        community = known.get(fold(written)) or others.get(fold(written))
        if community is None:
            community = _Community(fold(written), written, (), not roster, _nearest(written, roster))
            others[fold(written)] = community
        mapping[written] = community.community_id
    _write(connection, mapping, [*roster, *others.values()])


def _roster(connection: duckdb.DuckDBPyConnection) -> list[_Community]:
    rows = connection.execute(
        "select arg_max(community, (file_order, row_number)), list_distinct(flatten(list(aliases))), max(community_id) "
        "from stg_roster group by lower(community) order by min((file_order, row_number))"
    ).fetchall()
    return [
        _Community(given or fold(name), name, tuple(sorted(aliases or ())), True, None) for name, aliases, given in rows
    ]


def _with_spellings(community: _Community, confirmed: Mapping[str, str]) -> _Community:
    names = {fold(name) for name in (community.community, *community.aliases, community.community_id)}
    spellings = [written for written, meant in confirmed.items() if fold(meant) in names]
    return replace(community, aliases=tuple(sorted({*community.aliases, *spellings})))


def _written(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select distinct community from (select community from stg_complaint union select community from stg_response union "
        "select community from stg_operational union select community from stg_roster union select unnest(communities) from stg_measure) "
        "where community is not null order by 1"
    ).fetchall()
    return [name for (name,) in rows]


def _nearest(written: str, roster: list[_Community]) -> str | None:
    spellings = {
        fold(name): community.community for community in roster for name in (community.community, *community.aliases)
    }
    near = difflib.get_close_matches(fold(written), list(spellings), n=1, cutoff=NEAR)
    return spellings[near[0]] if near else None


def _write(connection: duckdb.DuckDBPyConnection, mapping: dict[str, str], communities: list[_Community]) -> None:
    connection.execute("create temp table community_map (community varchar, community_id varchar)")
    connection.execute(
        "insert into community_map select unnest(?::varchar[]), unnest(?::varchar[])",
        [list(mapping), list(mapping.values())],
    )
    connection.execute(
        "create temp table community_named (community_id varchar, community varchar, aliases varchar[], is_confirmed boolean, nearest_community varchar)"
    )
    if communities:
        connection.executemany(
            "insert into community_named values (?, ?, ?, ?, ?)",
            [[c.community_id, c.community, list(c.aliases), c.is_confirmed, c.nearest] for c in communities],
        )
