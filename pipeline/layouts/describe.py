"""``manyidu layouts``: the list of layouts, and how a file would be read and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import InputError, UsageError
from pipeline.ingest import Found, previews, read_sidecars
from pipeline.ingest.discover import open_file
from pipeline.ingest.scratch import Scratch, open_scratch
from pipeline.ingest.table import Preview, Sidecar
from pipeline.layouts.explain import explain
from pipeline.layouts.indicators import match_indicator
from pipeline.layouts.layout import Column, Layout, Match
from pipeline.layouts.library import load_layouts
from pipeline.layouts.match import match
from pipeline.layouts.propose import write_proposal
from pipeline.layouts.ticks import with_answers_of_ticks

OTHERS_SHOWN = 3
PSEUDONYMS = {"name", "phone", "email", "ip", "user", "home", "room", "unit", "handler"}


def list_layouts(settings: Settings) -> tuple[list[str], list[list[str]]]:
    """Return column names and one row per layout: name, label, kind, and whether it is the user's own."""
    rows = [
        [layout.name, layout.label[settings.language], layout.kind, "own" if layout.is_own else "shipped"]
        for layout in load_layouts(settings.layouts)
    ]
    return ["layout", "label", "kind", "origin"], rows


def explain_file(path: Path, settings: Settings, *, write: bool = False) -> str:
    """Return how each table of a file (or of an archive) would be read and why.

    Args:
        write: Also write a layout to edit into the folder of the user's own layouts, for each table that nothing fits.

    Raises:
        UsageError: If there is no such file, a layout is broken, or the sidecar names a layout that does not exist.
    """
    if not path.is_file():
        raise UsageError(zh=f"没有这个文件：{path}", en=f"No such file: {path}")
    known = load_layouts(settings.layouts)
    with open_scratch(settings) as scratch:
        texts = [
            text
            for found in open_file(path, scratch)
            for text in _tables(found, path, scratch, settings, known, write=write)
        ]
    if texts:
        return "\n\n".join(texts)
    return f"{path.name}：没有可读取的表格。" if settings.language == "zh" else f"{path.name}: no table to read."


def _sidecar(name: str, path: Path, settings: Settings) -> Sidecar:
    """What is said of a file or member; a manifest of the whole exports folder counts for every file in it."""
    folder, raw = path.resolve().parent, settings.raw.resolve()
    if not folder.is_relative_to(raw):
        return read_sidecars(folder).for_file(name)
    return read_sidecars(raw).for_file((folder.relative_to(raw) / name).as_posix())


def _tables(
    found: Found, path: Path, scratch: Scratch, settings: Settings, known: Sequence[Layout], *, write: bool
) -> list[str]:
    if found.source is None:
        return [found.error.say(settings.language)] if found.error else []
    try:
        sidecar = _sidecar(found.name, path, settings)
        tables = map(with_answers_of_ticks, previews(found.source, scratch))
        wanted = [table for table in tables if not sidecar.sheets or table.sheet in sidecar.sheets]
        return [_table(table, known, sidecar, settings, write=write) for table in wanted]
    except InputError as error:
        return [error.say(settings.language)]


def _table(preview: Preview, known: Sequence[Layout], sidecar: Sidecar, settings: Settings, *, write: bool) -> str:
    matches = match(preview, known, sidecar)
    lines = [explain(preview, matches, settings.language)]
    if matches:
        usable = not matches[0].missing
        lines += _columns(matches[0], settings.language) if usable else _others(matches[1:], settings.language)
    path = write_proposal(preview, matches, settings.layouts) if write else None
    return "\n  ".join([*lines, *([f"→ {path}"] if path else [])])


def _columns(best: Match, language: str) -> list[str]:
    """What ``explain`` leaves out: the score, and how questions, personal fields and ignored columns are used."""
    questions = [f"{column.header}{_indicator(column)}" for column in best.columns if column.use == "question"]
    pseudonyms = [column.header for column in best.columns if column.field in PSEUDONYMS]
    ignored = [column.header for column in best.columns if column.use == "ignored"]
    sentences = (
        ("题目：{}", "Questions: {}", questions),
        ("只留化名或不留：{}", "Kept as a pseudonym or not at all: {}", pseudonyms),
        ("忽略：{}", "Ignored: {}", ignored),
    )
    is_zh = language == "zh"
    lines = [f"得分：{best.score:.2f}。" if is_zh else f"Score: {best.score:.2f}."]
    for zh, en, names in sentences:
        if names:
            lines.append(zh.format("、".join(names)) + "。" if is_zh else en.format(", ".join(names)) + ".")
    return lines


def _indicator(column: Column) -> str:
    indicator = match_indicator(column.row or column.text or "")
    return f" → {indicator}" if indicator else ""


def _others(matches: Sequence[Match], language: str) -> list[str]:
    """The next nearest layouts and what they miss."""
    words, between = ("缺少", "、") if language == "zh" else ("missing", ", ")
    return [
        f"{found.layout.label[language]} ({found.layout.name}): {words} {between.join(found.missing)}"
        for found in matches[:OTHERS_SHOWN]
        if found.score > 0
    ]
