"""The figures of the overview at full size, beside hand-written SQL and pandas that compute the same counts and nothing else.

    python -m benchmarks.figures [--rows N] [--responses N] [--warehouse DIR] [--out FILE]

Product: ``pipeline.metrics.compute`` by quarter, as the overview calls it: with intervals, changes, suppression, notes, names.
Dashboard: the same with what a dashboard keeps (``dashboards.memory``), after it has counted ahead (``dashboards.warming``).
SQL: one statement per figure on the fact, written for these columns. pandas: the same from frames that already lie in
memory (reading them is not counted). All give the same counts, which is checked before anything is timed.
Each is a process of its own, so that memory is its own; the middle of three runs is shown.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks import baselines_of_figures as baseline
from benchmarks.measure import Cost, median, run
from dashboards.memory import Memory
from pipeline.config import Settings
from pipeline.metrics.compute import compute
from pipeline.metrics.remembering import anew
from pipeline.sample.benchmark import write_benchmark_complaints, write_benchmark_survey
from pipeline.warehouse import open_published

RUNS = 3
RATINGS = 20
QUESTIONS = RATINGS + 4  # community, age, needs and a text beside the ratings
WAYS = ("product", "dashboard", "sql", "pandas")
HEADER = (
    "| figures | product s | SQL s | ratio | dashboard s | ratio | pandas s | ratio | product MB | pandas MB |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)
OVERALL = {"indicator_id": ["overall"]}
COMPLAINTS = (
    ("resolution_rate", (), {"within_days": 7}),
    ("resolution_rate", (), {"within_days": 15}),
    ("resolution_rate", (), {"within_days": 30}),
    ("on_time_rate", (), {}),
    ("time_to_resolution", (), {}),
    ("complaint_count", (), {}),
    ("complaint_count", ("category",), {}),
    ("resolution_rate", ("community_id",), {"within_days": 30}),
    ("on_time_rate", ("community_id",), {}),
)
ANSWERS = (
    ("top_two_box", (), {}),
    ("satisfaction_index", (), {}),
    ("top_two_box", ("community_id",), {"where": OVERALL}),
)


def main() -> None:
    """Make the warehouse where none is given, run the cases, write and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--responses", type=int, default=2_000_000)
    parser.add_argument("--warehouse", type=Path, help="kept for another run; made where there is none")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("figures.md"))
    parser.add_argument("--one", nargs=3, metavar=("FILE", "WAY", "TABLE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(timed(*options.one)))
        return
    with tempfile.TemporaryDirectory(prefix="manyidu-figures-") as folder:
        warehouse = options.warehouse or Path(folder) / "warehouse"
        if not any(warehouse.glob("manyidu-*.duckdb")):
            _build(warehouse, Path(folder), options.rows, options.responses)
        file = str(next(warehouse.glob("manyidu-*.duckdb")))
        print(HEADER)
        lines = []
        for line in (partial(_line, file, "complaint"), partial(_line, file, "score"), partial(_drivers, file)):
            lines.append(line())
            print(lines[-1], flush=True)
    options.out.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")


def timed(file: str, way: str, table: str) -> dict[str, float]:
    """Return the seconds that one way takes for all figures of a table, everything loaded that it needs."""
    with _opened(file, way) as connection:
        connection.execute("select count(*) from fct_complaint").fetchall()
        compute(connection, "complaint_count", period="1y")  # what is loaded once and for all
        frame = baseline.frame(connection, table) if way == "pandas" else pd.DataFrame()
        asked = COMPLAINTS if table == "complaint" else ANSWERS
        remember = Memory() if way == "dashboard" else anew
        if way == "dashboard":
            for name, _, arguments in asked:
                compute(connection, name, remember, period="1mo", **arguments)
        started = time.monotonic()
        if way in ("product", "dashboard"):
            for name, by, arguments in asked:
                compute(connection, name, remember, by=by, period="1q", **arguments)
        elif way == "sql":
            baseline.by_sql(connection, table)
        else:
            baseline.by_pandas(frame, table)
        return {"seconds": time.monotonic() - started}


@contextmanager
def _opened(file: str, way: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse: the product as it does, the others with nothing set."""
    if way in ("product", "dashboard"):
        with open_published(Settings(warehouse=Path(file).parent)) as published, published.cursor() as cursor:
            yield cursor
    else:
        with duckdb.connect(file, read_only=True) as connection:
            yield connection


def _line(file: str, table: str) -> str:
    baseline.require_same(file, table, COMPLAINTS if table == "complaint" else ANSWERS)
    cost = {way: _cost(file, way, table) for way in WAYS}
    with duckdb.connect(file, read_only=True) as connection:
        (rows,) = connection.execute(f"select count(*) from fct_{table}").fetchall()[0]
    figures = len(COMPLAINTS if table == "complaint" else ANSWERS)
    product, dashboard, sql, pandas = (cost[way].seconds for way in WAYS)
    return (
        f"| {figures} of the overview, {rows:,} rows of fct_{table} | {product:.2f} | {sql:.2f} | {product / sql:.2f} | "
        f"{dashboard:.2f} | {dashboard / sql:.2f} | {pandas:.2f} | {product / pandas:.2f} | {cost['product'].peak_mb:,} | {cost['pandas'].peak_mb:,} |"
    )


def _cost(file: str, way: str, table: str) -> Cost:
    """Return seconds of the figures alone, and the peak memory of the process."""
    found = []

    def once() -> Cost:
        command = ["-m", "benchmarks.figures", "--one", file, way, table]
        memory = run(command)
        said = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True).stdout
        found.append(memory.peak_mb)
        return Cost(json.loads(said)["seconds"], memory.peak_mb)

    cost = median(once, RUNS)
    return Cost(cost.seconds, max(found))


def _drivers(file: str) -> str:
    code = (
        "import duckdb, sys; from pipeline.analysis.drivers import drivers\n"
        f"limit = {{'memory_limit': '{Settings().memory_limit_mb}MB'}}\n"  # as the published warehouse is read
        "with duckdb.connect(sys.argv[1], read_only=True, config=limit) as c: found = drivers(c); assert found.n > 0, found.refusal"
    )
    cost = median(lambda: run(["-c", code, file]), 1)
    return f"| all drivers, start of Python included | {cost.seconds:.1f} | | | | | | | {cost.peak_mb:,} | |"


def _build(warehouse: Path, folder: Path, rows: int, responses: int) -> None:
    """Make the exports in ``folder`` and build the warehouse from them."""
    raw = folder / "raw"
    raw.mkdir()
    write_benchmark_complaints(raw / "complaints.csv", rows)
    write_benchmark_survey(raw / f"123456_按文本_满意度_{responses}_{responses}.csv", responses, QUESTIONS)
    run(["-m", "pipeline.cli", "build", "--raw", str(raw), "--warehouse", str(warehouse)])


if __name__ == "__main__":
    main()
