"""The process in which Great Expectations runs; started by ``gate.py``, never imported by the rest.

It imports (seconds) while the build reads files, then waits for one line on standard input, runs the suites on the
candidate and answers with one line: id → number of failing rows, or the kind of error where a check could not run.
No row, value or message of the database leaves it: they could be personal.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import re
import sys
from types import ModuleType
from typing import Any
from urllib.parse import quote

if hasattr(os, "nice"):
    os.nice(10)  # the import must not slow down the build beside it
if gc.isenabled():
    gc.disable()  # a fifth of the import goes into looking for garbage that a process of seconds need not free


class Unused(ModuleType):
    """Stands for a library that Great Expectations imports for expectations that no rule uses: two fifths of its import."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return object


sys.modules |= {name: Unused(name) for name in ("altair", "scipy", "scipy.special", "scipy.stats")}

import great_expectations as gx
from duckdb_engine import Dialect
from great_expectations.core import ExpectationSuite
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.core import UnexpectedRowsExpectation
from sqlalchemy.dialects import registry


class ReadingDialect(Dialect):
    """DuckDB without transactions: Great Expectations fetches after closing, and DuckDB drops a result on rollback."""

    supports_statement_cache = False

    def do_begin(self, connection: Any) -> None:
        """Begin nothing."""

    def do_rollback(self, connection: Any) -> None:
        """Roll nothing back."""

    def do_commit(self, connection: Any) -> None:
        """Commit nothing."""


class NoRowsExpectation(UnexpectedRowsExpectation):
    """That a query selects nothing. Its rows are only counted: fetched too, every rule would be asked twice."""

    metric_dependencies = ("unexpected_rows_query.row_count",)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        count = metrics["unexpected_rows_query.row_count"]
        return {"success": count == 0, "result": {"observed_value": count}}


def run(task: dict[str, Any]) -> dict[str, int | str]:
    """Run ``task["suites"]`` on the file ``task["path"]``; return id → failing rows, or the kind of error."""
    registry.register("duckdb.reading", __name__, "ReadingDialect")
    options = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in task["config"].items())
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    setattr(context.variables, "save", lambda: None)  # noqa: B010  written out as YAML once per table, for nobody to read
    source = context.data_sources.add_sql(
        "candidate", connection_string=f"duckdb+reading:///{quote(task['path'])}?{options}", create_temp_table=False
    )
    answers: dict[str, int | str] = {}
    checked: Any
    for suite in task["suites"]:
        asset = source.add_table_asset(suite["name"], table_name=suite["name"])
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        checked = batch.validate(ExpectationSuite(**suite), result_format="BASIC")
        for result in checked.results:
            answers[result.expectation_config.meta["id"]] = _answer(result)
    return answers


def _answer(result: Any) -> int | str:
    failing = result.result.get("observed_value")
    if failing is not None:
        return int(failing)
    kinds = re.findall(r"\b(\w+(?:Exception|Error))\b", str(result.exception_info))
    return next((kind for kind in kinds if kind.endswith("Exception")), kinds[0] if kinds else "Error")


def main() -> None:
    """Wait for the task, answer it, end; end at once where the build is gone."""
    answers_go_to, sys.stdout = sys.stdout, sys.stderr
    logging.disable(logging.CRITICAL)
    line = sys.stdin.readline()
    if line:
        print(json.dumps(run(json.loads(line))), file=answers_go_to, flush=True)
        os._exit(0)  # skips the notes on leaked objects that the DuckDB binding prints at a normal exit


if __name__ == "__main__":
    main()
