"""Run all cases and write ``results.md``: python -m benchmarks [--rows N] [--responses N] [--out FILE]."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import tempfile
from datetime import date
from pathlib import Path

import duckdb

from benchmarks import baselines
from benchmarks.measure import Cost, median, run
from pipeline.sample.benchmark import write_benchmark_complaints, write_benchmark_survey

HEADER = (
    "| case | seconds | peak MB | baseline | baseline s | ratio | seconds per stage |\n|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Parse the arguments, run the cases, write and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--responses", type=int, default=200_000)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("results.md"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="manyidu-bench-") as folder:
        lines = [*_complaints(Path(folder), options.rows), *_surveys(Path(folder), options.responses)]
    text = "\n".join([_machine(), "", HEADER, *lines, ""])
    options.out.write_text(text, encoding="utf-8")
    print(text)


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30 if hasattr(os, "sysconf") else 0
    return (
        f"{date.today()}: {platform.machine()}, {os.cpu_count()} cores, {memory} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    )


def _complaints(folder: Path, rows: int) -> list[str]:
    lines = []
    for encoding, baseline, name in (
        ("utf-8", baselines.DUCKDB, "DuckDB load"),
        ("gb18030", baselines.TRANSCODE_AND_DUCKDB, "transcode + load"),
    ):
        raw = _folder(folder / encoding)
        write_benchmark_complaints(raw / "complaints.csv", rows, encoding=encoding)
        base = _baseline(baseline, raw / "complaints.csv", folder / f"{encoding}.duckdb")
        built = _first_build(raw)
        lines.append(_line(f"{rows:,} complaints, {encoding}", built, name, base))
        if encoding == "utf-8":
            pandas = run(["-c", baselines.PANDAS, str(raw / "complaints.csv"), str(folder / "pandas.parquet")])
            lines.append(_line(f"{rows:,} complaints, {encoding}", built, f"pandas ({pandas.peak_mb:,} MB)", pandas))
            write_benchmark_complaints(raw / "more.csv", min(10_000, rows), seed=7)
            lines.append(_line("one more file of 10,000 rows", _build(raw), "first build", built))
            lines.append(_line("nothing new", _build(raw), "first build", built))
        shutil.rmtree(raw)
    return lines


def _surveys(folder: Path, responses: int) -> list[str]:
    lines = []
    for suffix, baseline, name in (
        (".csv", baselines.DUCKDB, "DuckDB load"),
        (".xlsx", baselines.CALAMINE, "calamine read"),
    ):
        raw = _folder(folder / f"survey{suffix}")
        path = raw / f"123456_按文本_满意度_{responses}_{responses}{suffix}"
        write_benchmark_survey(path, responses)
        base = _baseline(baseline, path, folder / f"survey{suffix}.duckdb")
        built = _first_build(raw)
        lines.append(_line(f"{responses:,} responses × 40, {suffix[1:]}", built, name, base))
    return lines


def _folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def _baseline(code: str, path: Path, database: Path) -> Cost:
    def once() -> Cost:
        database.unlink(missing_ok=True)
        return run(["-c", code, str(path), str(database)])

    return median(once)


def _first_build(raw: Path) -> Cost:
    def once() -> Cost:
        shutil.rmtree(_warehouse(raw), ignore_errors=True)
        return _build(raw)

    return median(once)


def _warehouse(raw: Path) -> Path:
    return raw.with_name(f"{raw.name}.warehouse")


def _build(raw: Path) -> Cost:
    progress = raw.with_name(f"{raw.name}.progress.json")
    progress.unlink(missing_ok=True)
    os.environ["MANYIDU_SETTINGS"] = str(raw.with_name(f"{raw.name}.settings"))
    return run(
        [
            "-m",
            "pipeline.cli",
            "build",
            "--raw",
            str(raw),
            "--warehouse",
            str(_warehouse(raw)),
            "--progress-file",
            str(progress),
        ],
        progress,
    )


def _line(case: str, cost: Cost, name: str, base: Cost) -> str:
    stages = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in cost.stages.items())
    return f"| {case} | {cost.seconds:.1f} | {cost.peak_mb:,} | {name} | {base.seconds:.1f} | {cost.seconds / base.seconds:.2f} | {stages} |"


if __name__ == "__main__":
    main()
