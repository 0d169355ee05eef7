"""The command that writes a quarter's review, or checks one. As in ``commands.py``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import warehouse
from pipeline.config import Settings
from pipeline.errors import UsageError

if TYPE_CHECKING:
    import duckdb

    from pipeline.review.beside import SecondProcess
    from pipeline.review.model import Review
    from pipeline.review.verify import Checked

MOST_SHOWN = 20


def review(settings: Settings, options: argparse.Namespace) -> int:
    """Write the review of a quarter in the formats asked for; with ``--verify`` check a document, 1 where something differs."""
    if options.verify:
        return _check(settings, Path(options.verify))
    from pipeline.review.beside import second_process
    from pipeline.review.manifest import seal_key
    from pipeline.review.render import FORMATS, file_name

    formats = [name.strip().lower() for name in options.documents.split(",") if name.strip()]
    unknown = [name for name in formats if name not in FORMATS]
    if not formats:
        raise UsageError(
            zh=f"--format 没有写格式；可用：{'、'.join(FORMATS)}。",
            en=f"--format names no format; use {', '.join(FORMATS)}.",
        )
    if unknown:
        raise UsageError(
            zh=f"没有格式 {'、'.join(unknown)}；可用：{'、'.join(FORMATS)}。",
            en=f"There is no format {', '.join(unknown)}; use {', '.join(FORMATS)}.",
        )
    folder = Path(options.out)
    if folder.resolve().is_relative_to(settings.raw.resolve()):
        raise UsageError(
            zh=f"{folder} 在导出文件夹里，那里从不写入；请用 --out 选别的文件夹。",
            en=f"{folder} is inside the folder of exports, which is never written to; choose another one with --out.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    with (
        warehouse.open_published(settings) as published,
        published.cursor() as cursor,
        second_process(settings, published.version) as second,
    ):
        made = _made(settings, options, cursor, second)
        for path in second.write(
            made, [folder / file_name(made, name) for name in formats], seal_key(settings.settings)
        ):
            print(path)
    return 0


def _made(
    settings: Settings, options: argparse.Namespace, cursor: duckdb.DuckDBPyConnection, second: SecondProcess
) -> Review:
    """Return the review with the user's comments, its progress on the terminal."""
    from pipeline.review.content import last_quarter, quarter_of, review
    from pipeline.review.edits import edited

    start = quarter_of(options.quarter) if options.quarter else last_quarter(cursor)
    made = review(
        cursor,
        start,
        communities=options.communities,
        language=settings.language,
        within_days=settings.resolution_days[-1],
        progress=_progress(settings.language),
        beside=second.ask,
    )
    return edited(made, settings.reviews)


def _progress(language: str) -> Callable[[str], None]:
    from pipeline.review.words import said

    def tell(section: str) -> None:
        """Say on the terminal which section is being made."""
        if sys.stderr is not None and sys.stderr.isatty():
            print(said(f"progress.{section}", language), file=sys.stderr)

    return tell


def _check(settings: Settings, path: Path) -> int:
    from pipeline.review.manifest import seal_key
    from pipeline.review.verify import verify

    with warehouse.open_published(settings) as published, published.cursor() as cursor:
        found = verify(cursor, path, seal_key(settings.settings))
    for line in _in_words(found, settings.language):
        print(line)
    return 0 if found.is_sound else 1


def _in_words(found: Checked, language: str) -> list[str]:
    """Return what was found, as lines."""
    from pipeline.review.words import said

    if found.manifest is None:
        return [said("verify.no_manifest", language)]
    lines = [said("verify.of", language, quarter=found.manifest.quarter, run=found.manifest.run, now=found.run)]
    if found.is_sealed is None:
        lines.append(said("verify.no_key", language))
    if found.is_sound:
        return [*lines, said("verify.sound", language, count=f"{found.figures:,}")]
    if found.is_sealed is False:
        lines.append(said("verify.unsealed", language))
    if found.changed:
        same_run = found.manifest.run == found.run
        key = "verify.doctored" if same_run else "verify.changed"
        lines.append(said(key, language, count=f"{len(found.changed):,}", of=f"{found.figures:,}"))
        for change in found.changed[:MOST_SHOWN]:
            what = change.figure.question.arguments.get("name", change.figure.question.analysis)
            where = ", ".join(value for value in change.figure.cell.values() if value)
            now = said("verify.gone", language) if change.now is None else f"{change.now:.6g}"
            lines.append(f"  {what} {where} {change.figure.column}: {change.figure.text} → {now}")
    if found.edited:
        lines.append(said("verify.edited", language, count=f"{len(found.edited):,}"))
        lines += [f"  {edit.place}: {edit.written or '–'} → {edit.shown or '–'}" for edit in found.edited[:MOST_SHOWN]]
    return lines
