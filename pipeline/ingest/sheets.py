"""Workbooks → previews and raw tables. Parsing happens in a limited child process, see ``pipeline.workbook``.

The fast parser (calamine) first; where it gives up or dies, the slow and frugal one (openpyxl); where that fails too, the
file is refused with the reason. Both leave one CSV per sheet in the scratch folder, loaded like any other.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import psutil

import pipeline
from pipeline.ingest.loading import count_beyond, load_numbered, reporting
from pipeline.ingest.refusals import refusal
from pipeline.ingest.scratch import Scratch
from pipeline.ingest.table import Preview, RawTable, SourceFile
from pipeline.privacy.numbers import without_numbers

ADDRESS_SPACE_MB = 2_500
RESIDENT_MB = 1_800
CPU_SECONDS = 120
CPU_SECONDS_PER_MB = 10
WATCH_SECONDS = 0.05
PARSERS = {"html": "html", "spreadsheetml": "spreadsheetml"}
OPENPYXL_FORMS = ("xlsx",)


def preview_sheets(source: SourceFile, scratch: Scratch, on_rows: Callable[[int], None]) -> list[Preview]:
    """Return one preview per worksheet of a workbook; all of it is parsed here, once.

    Raises:
        InputError: ``damaged_file``, ``password``, ``too_large`` or ``too_hard``.
    """
    answer = _parse(source, PARSERS.get(source.form, "calamine"), scratch, on_rows)
    if answer.get("error") in ("damaged_file", "too_hard") and source.form in OPENPYXL_FORMS:
        answer = _parse(source, "openpyxl", scratch, on_rows)
    if "error" in answer:
        raise refusal(answer["error"], source.name, answer["facts"])
    return [
        Preview(
            source,
            without_numbers(sheet["name"]),
            tuple(map(tuple, sheet["head"])),
            is_hidden=sheet["is_hidden"],
            handle=sheet,
        )
        for sheet in answer["sheets"]
    ]


def load_sheet(
    preview: Preview, scratch: Scratch, skip_rows: int, width: int, relation: str, on_rows: Callable[[int], None]
) -> RawTable:
    """Load the rows below the first ``skip_rows`` of a sheet; see ``pipeline.ingest.load_table``."""
    sheet = preview.handle
    with reporting(scratch.connection, sheet["rows"], on_rows):
        rows = load_numbered(
            scratch.connection,
            Path(sheet["path"]),
            relation,
            width=width,
            written_width=sheet["width"],
            skip_rows=skip_rows,
        )
    warnings = {code: count for code, count in sheet["warnings"].items() if code != "error_cells"}
    if sheet["width"] > width:
        beyond = count_beyond(scratch.connection, Path(sheet["path"]), width, sheet["width"], skip_rows)
        warnings |= {"beyond_header": beyond} if beyond else {}
    errors = tuple((row, column) for row, column in sheet["errors"] if row > skip_rows and column < width)
    if errors:
        warnings["error_cells"] = len(errors)
    return RawTable(preview, relation, width, rows, warnings=tuple(warnings.items()), error_cells=errors)


def _parse(source: SourceFile, parser: str, scratch: Scratch, on_rows: Callable[[int], None]) -> dict[str, Any]:
    request_path = scratch.new_path(".json")
    answer_path = scratch.new_path(".json")
    cpu_seconds = CPU_SECONDS + CPU_SECONDS_PER_MB * (source.size >> 20)
    request = {
        "path": str(source.path.resolve()),
        "parser": parser,
        "folder": str(scratch.folder.resolve()),
        "prefix": request_path.stem,
        "answer": str(answer_path.resolve()),
        "memory_mb": ADDRESS_SPACE_MB,
        "cpu_seconds": cpu_seconds,
    }
    request_path.write_text(json.dumps(request), encoding="utf-8")
    ended_well = _run(request_path, 2 * cpu_seconds, on_rows)
    if not ended_well or not answer_path.exists():
        return {"error": "too_hard", "facts": ""}
    return json.loads(answer_path.read_text(encoding="utf-8"))


def _run(request_path: Path, seconds: int, on_rows: Callable[[int], None]) -> bool:
    """Run the child under watch; return False where it died or had to be ended."""
    root = str(Path(pipeline.__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.workbook.child", str(request_path.resolve())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what a dying parser says holds no news for the user, and may hold cells
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    )
    with process:
        reporter = threading.Thread(target=_report, args=(process.stdout, on_rows), daemon=True)
        reporter.start()
        within_limits = _watch(process, time.monotonic() + seconds)
        process.wait()
        reporter.join()
    return within_limits and process.returncode == 0


def _watch(process: subprocess.Popen[str], until: float) -> bool:
    """Wait for the child; end it where it takes too much memory or time, and return False then."""
    try:
        child = psutil.Process(process.pid)
        while process.poll() is None:
            if child.memory_info().rss > RESIDENT_MB << 20 or time.monotonic() > until:
                process.kill()
                return False
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(WATCH_SECONDS)
    except psutil.NoSuchProcess:
        pass  # it ended between two looks
    except BaseException:
        process.kill()
        raise
    return True


def _report(stream: IO[str] | None, on_rows: Callable[[int], None]) -> None:
    for line in stream or ():
        on_rows(int(line))
