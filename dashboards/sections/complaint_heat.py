"""Complaints per 1,000 homes as a table of cells: communities × types, or communities × the last months."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from dashboards import cards, charts, data, filters, formats, kinds, links, panels, periods
from dashboards.filters import Choice
from dashboards.kinds import Level
from dashboards.text import language, t
from pipeline.metrics.periods import Period, shifted
from pipeline.metrics.result import OK, Result

METRIC = "complaints_per_1000_households"
MOST_ROWS, MOST_COLUMNS, MONTHS = 24, 8, 12


@dataclass(frozen=True)
class Grid:
    """Figures to be laid out in cells: rows of ``result`` with ``row`` and ``column`` (ids) and ``cases``, all that came in."""

    result: Result
    rows: pd.DataFrame
    columns: Sequence[Any]

    @property
    def has_rates(self) -> bool:
        """Whether the homes of some community are known; else the cells are numbers of cases."""
        return bool((self.rows["status"] == OK).any()) if len(self.rows) else False

    @property
    def members(self) -> pd.DataFrame:
        """The rows that get a line: where there are rates, those of communities that have one."""
        if not self.has_rates:
            return self.rows
        return self.rows[self.rows["row"].isin(self.rows.loc[self.rows["status"] == OK, "row"])]


def by_type(choice: Choice, level: Level) -> None:
    """Show each community's complaints per 1,000 homes by type; a click on a cell opens the causes of both."""
    result = _computed(choice, ("community_id", level), choice.grain)
    rows = _counted(result, level)
    rows = rows[rows["period_start"] == pd.Timestamp(choice.start("complaint"))] if len(rows) else rows
    columns = _most(rows, "column", MOST_COLUMNS)
    shown = [kinds.label(name) for name in columns]
    pick = partial(_type_to_causes, level)
    _show(choice, t("complaints.heat"), f"heat_{level}", Grid(result, rows, columns), shown, pick=pick)


def by_month(choice: Choice) -> None:
    """Show each community's complaints per 1,000 homes in the last twelve months of the chosen period."""
    result = _computed(choice, ("community_id",), "1mo")
    rows = _counted(result, "period_start")
    end = shifted(choice.start("complaint"), choice.grain, 1)
    first = pd.Timestamp(shifted(end, "1mo", -MONTHS))
    rows = rows[(rows["column"] >= first) & (rows["column"] < pd.Timestamp(end))] if len(rows) else rows
    columns = sorted(rows["column"].unique()) if len(rows) else []
    shown = [periods.name_of(month, "1mo") for month in columns]
    _show(choice, t("complaints.heat_months"), "heat_months", Grid(result, rows, columns), shown, pick=_month_to_causes)


def _computed(choice: Choice, by: tuple[str, ...], period: Period) -> Result:
    where = choice.where("complaint")
    return data.metric(METRIC, by=by, period=period, where=where, language=language())


def _counted(result: Result, column: str) -> pd.DataFrame:
    """Return the rows of communities with complaints, whether or not their households are known."""
    frame = result.frame
    if frame.empty:
        return frame
    ids = frame[column].astype(object).where(frame[column].notna(), None)
    rows = frame.assign(row=frame["community_id"], column=ids, cases=frame["complaints"] + frame["households_unknown"])
    return rows[rows["community_id"].notna()]


def _most(rows: pd.DataFrame, of: str, most: int) -> list[Any]:
    """Return the members of a side with the most cases, the most first; those without any are left out."""
    if rows.empty:
        return []
    counts = rows.groupby(of, dropna=False)["cases"].sum()
    ranked = counts[counts > 0].sort_values(ascending=False, kind="stable").head(most)
    return [None if formats.is_missing(name) else name for name in ranked.index]


def _show(
    choice: Choice, title: str, name: str, grid: Grid, columns: Sequence[str], *, pick: Callable[[Any], None]
) -> None:
    meaning = partial(cards.definition, grid.result, name)
    members = _most(grid.members, "row", MOST_ROWS)
    if not members:
        panels.nothing(title, name, t("missing.period"), t("missing.period_advice"), definition=meaning)
        return
    names = dict(zip(grid.rows["row"], grid.rows["community"], strict=True))
    panels.show(
        panels.Panel(
            title=title,
            name=name,
            chart=_chart(grid, members, [names[member] for member in members], columns),
            frame=_table(grid),
            about=cards.about(grid.result, choice),
            sentences=[t("complaints.heat_explained" if grid.has_rates else "complaints.heat_counts")],
            notes=_notes(grid, members),
            definition=meaning,
            on_pick=pick,
        ),
        is_wide=True,
    )


def _chart(grid: Grid, members: Sequence[str], names: Sequence[str], columns: Sequence[str]) -> dict[str, Any]:
    cells = {(row["row"], row["column"]): row for row in grid.rows.to_dict("records")}
    lines = [[cells.get((member, column)) for column in grid.columns] for member in members]
    return charts.heat(
        names,
        columns,
        [[_value(cell) if grid.has_rates else _cases(cell) for cell in line] for line in lines],
        [[_text(cell, has_rates=grid.has_rates) for cell in line] for line in lines],
        grid.result.metric.unit if grid.has_rates else "count",
        keys=[[[member, _key(column)] for column in grid.columns] for member in members],
    )


def _value(cell: dict[str, Any] | None) -> float | None:
    return cell[METRIC] if cell and cell["status"] == OK and cell["is_whole"] else None


def _cases(cell: dict[str, Any] | None) -> int:
    return int(cell["cases"]) if cell else 0


def _text(cell: dict[str, Any] | None, *, has_rates: bool) -> str:
    """Return the rate; the number of cases where homes are unknown or the export does not reach the end, named among rates."""
    if cell is None:
        return formats.MISSING
    if _value(cell) is not None:
        return formats.value(cell[METRIC], "rate")
    if not cell["cases"]:
        return formats.MISSING
    number = f"{cell['cases']:,.0f}"
    return t("complaints.cases", cases=number) if has_rates else number


def _key(column: Any) -> str:
    if isinstance(column, pd.Timestamp):
        return periods.name_of(column, "1mo")
    return column or filters.UNMAPPED


def _notes(grid: Grid, members: Sequence[str]) -> list[str]:
    shown = grid.members
    all_members = shown.loc[shown["cases"] > 0, "row"].nunique()
    apart = int(grid.rows["cases"].sum() - shown["cases"].sum())
    bare = any(_value(row) is None and row["cases"] > 0 for row in shown.to_dict("records"))
    notes = {
        t("complaints.heat_bare"): bare and grid.has_rates,
        t("complaints.unknown_households", cases=f"{apart:,}"): apart > 0,
        t("complaints.heat_most", shown=len(members), all=all_members): all_members > len(members),
        t("complaints.pick_cell"): True,
    }
    return [note for note, holds in notes.items() if holds]


def _table(grid: Grid) -> pd.DataFrame:
    rows = grid.rows[grid.rows["cases"] > 0]
    of_types = "period_start" not in grid.rows or rows["column"].ne(rows["period_start"]).any()
    return pd.DataFrame(
        {
            t("column.community"): rows["community"],
            t("column.category" if of_types else "column.month"): [
                kinds.label(column) if of_types else _key(column) for column in rows["column"]
            ],
            t("column.complaints"): rows["cases"].astype(int),
            t("column.community_homes"): rows["households"].round().astype("Int64"),
            grid.result.label(language()): rows[METRIC].round(1),
            t("column.low"): rows["low"].round(1),
            t("column.high"): rows["high"].round(1),
        }
    )


def _type_to_causes(level: Level, cell: Sequence[str]) -> None:
    community, kind = cell
    no_filter = level == "subcategory" and kind == filters.UNMAPPED
    links.open_page("causes", community=[community], **({} if no_filter else {level: [kind]}))


def _month_to_causes(cell: Sequence[str]) -> None:
    community, month = cell
    links.open_page("causes", community=[community], period=month)
