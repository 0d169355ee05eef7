"""How many reviews find something where there is nothing: 200 reviews of shuffled data.

    python -m benchmarks.shuffled [--warehouse DIR] [--quarter 2024Q4] [--reviews N] [--out FILE]

Community and day are exchanged among whole responses of all surveys together, a quarter being a survey of its own. A complaint
gets the community of another and, instead of the day of another, one drawn evenly from all days, for exchanging days would
keep how many complaints a quarter has; every time of a complaint moves with its day, so that it takes as long as it did.
At most 18 of 200 reviews may have any finding: with q ≤ 0.05 about ten are expected to.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from dashboards.environment import ROOT
from pipeline.build import build
from pipeline.config import Settings
from pipeline.review.answers import Answers
from pipeline.review.content import K_REVIEW, findings, quarter_of

REVIEWS, MOST = 200, 18
WITHIN_DAYS = 30
HEADER = "| reviews of shuffled data | with a finding | at most | comparisons, middle |\n|---|---|---|---|"
SUMMED = ROOT / "pipeline/core/mart_complaint.sql"
EXCHANGED = """
    with places as (
        select response_id, row_number() over (order by hash(response_id, {seed})) as place from true_score group by response_id
    ),
    labels as (
        select community_id, submitted_on, row_number() over (order by hash(response_id, {seed} + 1)) as place
        from (select distinct response_id, community_id, submitted_on from true_score)
    )
    select response_id, community_id, submitted_on from places join labels using (place)
"""


class Shuffler:
    """A warehouse in memory whose labels are exchanged anew for each seed."""

    def __init__(self, file: Path) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"attach '{file}' as truth (read_only)")
        tables = self.connection.execute(
            "select table_name from duckdb_tables() where database_name = 'truth' order by table_name"
        ).fetchall()
        for (name,) in tables:
            self.connection.execute(f"create table {name} as from truth.{name}")
        views = self.connection.execute("select sql from duckdb_views() where database_name = 'truth' and not internal")
        for (sql,) in views.fetchall():
            self.connection.execute(sql)
        self.connection.execute(
            "create table true_score as from fct_score; create table true_complaint as from fct_complaint"
        )
        self.connection.execute("detach truth")

    def shuffle(self, seed: int) -> duckdb.DuckDBPyConnection:
        """Exchange the labels and return the connection."""
        self.connection.execute(f"create or replace temp table label as {EXCHANGED.format(seed=seed)}")
        self._put(
            "fct_score",
            "select true_score.* replace (label.community_id as community_id, label.submitted_on as submitted_on) from true_score join label using (response_id)",
        )
        keys = ", ".join(column for column in self._columns("mart_score") if column != "respondents")
        self._put("mart_score", f"select {keys}, sum(respondents)::bigint as respondents from fct_score group by all")
        self._put("fct_complaint", self._complaints(seed))
        self.connection.execute("drop table mart_complaint")
        self.connection.execute(SUMMED.read_text(encoding="utf-8"))
        return self.connection

    def _put(self, table: str, sql: str) -> None:
        """Replace the rows of a table, keeping the views on it."""
        columns = ", ".join(self._columns(table))
        self.connection.execute(f"create or replace temp table fresh as {sql}")
        self.connection.execute(f"delete from {table}; insert into {table} ({columns}) select {columns} from fresh")

    def _complaints(self, seed: int) -> str:
        times = [name for name, kind in self._kinds("true_complaint") if kind in ("TIMESTAMP", "DATE")]
        moved = ", ".join(
            f"({name} + to_days(moved))::{dict(self._kinds('true_complaint'))[name]} as {name}" for name in times
        )
        return f"""
            with span as (select min(received_on) as first_on, max(received_on) - min(received_on) + 1 as days from true_complaint),
            places as (
                select *, row_number() over (order by hash(complaint_id, {seed})) as place,
                    (first_on + (hash(complaint_id, {seed} + 2) % days)::integer) - received_on as moved
                from true_complaint, span
            ),
            labels as (select community_id, row_number() over (order by hash(complaint_id, {seed} + 1)) as place from true_complaint)
            select places.* exclude (first_on, days, place, moved) replace (labels.community_id as community_id, {moved})
            from places join labels using (place)
        """

    def _columns(self, table: str) -> list[str]:
        return [name for name, _ in self._kinds(table)]

    def _kinds(self, table: str) -> list[tuple[str, str]]:
        return [(row[0], row[1]) for row in self.connection.execute(f"describe {table}").fetchall()]


def found_in(connection: duckdb.DuckDBPyConnection, start: date) -> tuple[int, int]:
    """Return how many findings a review has, and from how many comparisons they were chosen."""
    until = connection.execute("select greatest(complaints_cover_until, surveys_cover_until) from build").fetchall()[0][
        0
    ]
    chosen, family = findings(Answers(connection, start, (), "zh", K_REVIEW, until), WITHIN_DAYS)
    return len(chosen), family.size


def _sample(folder: Path) -> Path:
    """Build the sample in ``folder`` and return where its warehouse lies."""
    raw, places = ROOT / "data/raw/_sample", ("warehouse", "settings", "layouts", "corrections", "measures")
    build(Settings(raw=raw, is_sample=True, **{name: folder / name for name in places}))
    return folder / "warehouse"


@contextmanager
def opened(warehouse: Path) -> Iterator[Shuffler]:
    """Open the newest version in a folder of warehouses."""
    shuffler = Shuffler(max(warehouse.glob("manyidu-*.duckdb")))
    try:
        yield shuffler
    finally:
        shuffler.connection.close()


def main() -> None:
    """Count the reviews with a finding, write and print the line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shuffled")
    parser.add_argument("--warehouse", type=Path, help="default: the sample, built for this")
    parser.add_argument("--quarter", default="2024Q4")
    parser.add_argument("--reviews", type=int, default=REVIEWS)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("shuffled.md"))
    options = parser.parse_args()
    start = quarter_of(options.quarter)
    with tempfile.TemporaryDirectory(prefix="manyidu-shuffled-") as folder:
        shuffler = Shuffler(max((options.warehouse or _sample(Path(folder))).glob("manyidu-*.duckdb")))
        found = [found_in(shuffler.shuffle(seed), start) for seed in range(1, options.reviews + 1)]
    with_finding = sum(count > 0 for count, _ in found)
    middle = sorted(size for _, size in found)[len(found) // 2]
    text = f"{HEADER}\n| {len(found)} | {with_finding} | {MOST * len(found) // REVIEWS} | {middle} |\n"
    options.out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
