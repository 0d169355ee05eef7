"""What each command does, in a few lines each: call the product, print the result."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import warehouse
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.output import render
from pipeline.progress import Progress, to_file, to_terminal

if TYPE_CHECKING:
    from dashboards.ways import Way

LOADS = "file, sheet, kind, layout, encoding, sha256, status, {reason} as reason, rows_read, rows_accepted, rows_rejected, rows_duplicate, rows_superseded, records, cell_issues, covers_until, {notes} as notes"
LAST_PORT = 65535
LOADS_SHORT = "file, sheet, layout, status, rows_read, rows_accepted, rows_rejected, rows_duplicate, rows_superseded, records, {reason} as reason"


def build(settings: Settings, options: argparse.Namespace) -> int:
    """Build and publish; say what became of the rows."""
    from pipeline.build import build as run_build

    show = to_file(Path(options.progress_file)) if options.progress_file else to_terminal(settings.language)
    progress = Progress(show)
    try:
        result = run_build(_sample_aware(settings), progress)
    except Exception as error:
        said = (
            {"zh": error.say("zh"), "en": error.say("en")}
            if hasattr(error, "say")
            else {"zh": "构建失败。", "en": "The build failed."}
        )
        progress.finish(ok=False, message_zh=said["zh"], message_en=said["en"])
        raise
    zh = f"已发布版本 {result.version.run}。" if result.is_new else f"没有新内容，仍是版本 {result.version.run}。"
    en = (
        f"Published version {result.version.run}."
        if result.is_new
        else f"Nothing new; version {result.version.run} stays."
    )
    progress.finish(ok=True, message_zh=zh, message_en=en)
    # CSV and JSON go to programs: the sentence stands beside, not in them.
    print(zh if settings.language == "zh" else en, file=sys.stdout if options.format == "table" else sys.stderr)
    return (
        _print(settings, options, f"select {_localised(LOADS_SHORT, settings)} from load order by load_id")
        if result.is_new
        else 0
    )


def loads(settings: Settings, options: argparse.Namespace) -> int:
    """Print the table ``load``."""
    columns = LOADS_SHORT if options.format == "table" else LOADS
    return _print(settings, options, f"select {_localised(columns, settings)} from load order by load_id")


def rejects(settings: Settings, options: argparse.Namespace) -> int:
    """Print rejected rows and cell issues, or write the rejected rows as received."""
    if options.export:
        from pipeline.rejects import export_rejects

        written = export_rejects(settings, Path(options.export), on_skipped=_skipped(settings))
        zh, en = (
            f"已写出 {len(written)} 个文件。内含个人信息，请勿转发，改好后删除。",
            f"{len(written)} files written. They hold personal data: do not pass them on, delete them when done.",
        )
        print(zh if settings.language == "zh" else en)
        return 0
    reason = _localised("{reason} as reason", settings)
    statement = (
        f"select file, sheet, row_number, column_name, {reason}, 'row' as what, null as value_shape from rejected_row union all "
        f"select file, sheet, row_number, column_name, {reason}, 'cell', value_shape from cell_issue order by file, sheet, row_number, column_name"
    )
    return _print(settings, options, statement)


def layouts(settings: Settings, options: argparse.Namespace) -> int:
    """List the layouts, or explain how a file would be read."""
    from pipeline.layouts.describe import explain_file, list_layouts

    if options.file is None:
        columns, rows = list_layouts(settings)
        print(render(columns, rows, options.format))
        return 0
    print(explain_file(Path(options.file), settings, write=options.write))
    return 0


def check(settings: Settings, options: argparse.Namespace) -> int:
    """Print the quality checks, the rows that break one, or where personal data is; exit code 1 where something is wrong."""
    if options.backlog:
        return _balance_of_backlog(settings, options)
    if options.rule or options.personal:
        return _look_for_breaches(settings, options)
    said = "description" if settings.language == "zh" else "description_en"
    columns = f"expectation_id, {said} as description, is_critical, outcome, failed_rows, observed"
    _print(settings, options, f"select {columns} from expectation_result order by outcome = 'passed', expectation_id")
    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        bad = cursor.execute("select count(*) from expectation_result where outcome <> 'passed'").fetchall()[0][0]
    return 1 if bad else 0


def rollback(settings: Settings, options: argparse.Namespace) -> int:
    """Serve the version before, or the one named."""
    version = warehouse.rollback(settings, options.run)
    print(f"现在使用版本 {version.run}。" if settings.language == "zh" else f"Version {version.run} is served now.")
    return 0


def where(settings: Settings, options: argparse.Namespace) -> int:
    """Print the path of the published file."""
    print(warehouse.where(settings))
    return 0


def copy(settings: Settings, options: argparse.Namespace) -> int:
    """Copy the published file."""
    print(warehouse.copy(settings, Path(options.target)))
    return 0


def dashboard(settings: Settings, options: argparse.Namespace) -> int:
    """Start the dashboard, on this machine unless others are to be served."""
    from dashboards.ways import chosen_way

    names = tuple(name.lower() for name in options.allow_host)
    return _serve(settings, chosen_way(settings, options.address, names, options.no_login), options)


def _serve(settings: Settings, way: Way, options: argparse.Namespace) -> int:
    from dashboards.run import serve

    if not 1 <= options.port <= LAST_PORT:
        raise UsageError(zh=f"端口应在 1 到 {LAST_PORT} 之间。", en=f"A port is 1 to {LAST_PORT}.")
    return serve(_sample_aware(settings), way, port=options.port, open_browser=not options.no_browser)


def demo(settings: Settings, options: argparse.Namespace) -> int:
    """Build the sample's own warehouse, with its targets and limits, and start the dashboard on it."""
    from dashboards.ways import Way
    from pipeline.sample.agreed import write_agreed

    home = settings.warehouse / "sample"
    sample = replace(
        settings,
        raw=settings.raw / "_sample" if options.raw is None else settings.raw,
        warehouse=home,
        settings=home / "settings",
        layouts=home / "layouts",
        corrections=home / "corrections.csv",
        measures=home / "measures.csv",
        reviews=home / "reviews",
        is_sample=True,
    )
    options.progress_file = None
    write_agreed(sample.settings)
    options.raw, options.warehouse = str(sample.raw), str(sample.warehouse)
    build(sample, options)
    return _serve(sample, Way(), options)


def _look_for_breaches(settings: Settings, options: argparse.Namespace) -> int:
    from pipeline.checks.contracts import failing_rows
    from pipeline.privacy import find_personal_data

    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        found = failing_rows(cursor, options.rule) if options.rule else [*map(vars, find_personal_data(cursor))]
    if found or options.format != "table":
        print(render(list(found[0]) if found else [], [list(row.values()) for row in found], options.format))
    else:
        print("没有发现。" if settings.language == "zh" else "Nothing found.")
    return 1 if found else 0


def _balance_of_backlog(settings: Settings, options: argparse.Namespace) -> int:
    from pipeline.metrics.backlog_balance import backlog_balance

    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        balance = backlog_balance(cursor)
    frame = balance.assign(case_ids=[" ".join(ids) for ids in balance["case_ids"]])
    print(render(list(frame), frame.to_numpy().tolist(), options.format))
    return 1 if len(frame) and frame["case_ids"].any() else 0


def _skipped(settings: Settings) -> Callable[[str], None]:
    zh, en = (
        "{}：构建后已改变或不在了，跳过。请重新构建。",
        "{}: changed since the build or gone; skipped. Build again.",
    )
    said = zh if settings.language == "zh" else en
    return lambda name: print(said.format(name), file=sys.stderr)


def _sample_aware(settings: Settings) -> Settings:
    """The sample folder is a sample however it is named on the command line."""
    return replace(settings, is_sample=True) if settings.raw.name == "_sample" else settings


def _localised(columns: str, settings: Settings) -> str:
    ending = "" if settings.language == "zh" else "_en"
    return columns.format(reason=f"reason{ending}", notes=f"notes{ending}")


def _print(settings: Settings, options: argparse.Namespace, statement: str) -> int:
    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        found = cursor.execute(statement)
        names = [column[0] for column in found.description]
        print(render(names, found.fetchall(), options.format))
    return 0
