"""One file → its cleaned tables: preview, recognise, load, type, write.

A file that cannot be read is an outcome, not an exception: it says why, and the build goes on with the others.
"""

from __future__ import annotations

import csv
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

import duckdb

from pipeline.cleaned import CleanedFile, CleanedTable, Store, context_of
from pipeline.config import Settings
from pipeline.errors import InputError, UsageError
from pipeline.ingest import load_table, previews
from pipeline.ingest.refusals import refusal
from pipeline.ingest.scratch import Scratch
from pipeline.ingest.table import Preview, RawTable, Sidecar, SourceFile
from pipeline.layouts.layout import Layout, Match
from pipeline.layouts.match import match
from pipeline.layouts.propose import write_proposal
from pipeline.layouts.sheet_states import with_states_of_sheets
from pipeline.layouts.ticks import with_answers_of_ticks
from pipeline.layouts.titles import with_names_of_sheets
from pipeline.layouts.usable import usable
from pipeline.privacy.numbers import without_numbers
from pipeline.reasons import reason
from pipeline.same_respondents import counted_once
from pipeline.staging.complaint import stage_complaints
from pipeline.staging.empty_words import without_empty_words
from pipeline.staging.long_answers import is_long, side_by_side
from pipeline.staging.mended import as_sent
from pipeline.staging.registers import stage_register
from pipeline.staging.repeated_header import without_repeated_header
from pipeline.staging.sheet_state import in_state_of_sheet
from pipeline.staging.staged import Staged
from pipeline.staging.survey import stage_survey
from pipeline.staging.table_notes import table_notes
from pipeline.staging.ticked import with_ticked_answers

PROPOSALS = "layouts_to_edit"
# What a defect of the program raises on one file; the others are read all the same.
DEFECTS = (
    duckdb.Error, csv.Error, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError,
)  # fmt: skip


@dataclass(frozen=True)
class Cleaner:
    """What cleaning needs besides the file.

    Attributes:
        latest: Moment of loading in the configured zone, without zone.
        key_id: Name of the pseudonym key.
    """

    scratch: Scratch
    store: Store
    layouts: tuple[Layout, ...]
    settings: Settings
    key_id: str
    latest: datetime
    on_rows: Callable[[int], None]

    def known(self, source: SourceFile, sidecar: Sidecar) -> CleanedFile | None:
        """Return what cleaning gave earlier, None where the file has to be read."""
        return self.store.find(source.name, source.sha256, self._context(source, sidecar), self._library)

    def clean(self, source: SourceFile, sidecar: Sidecar) -> CleanedFile:
        """Read ``source`` and keep its cleaned tables; where all its tables are recognised as before, they are there already."""
        stem = f"{source.sha256[:24]}-{self._context(source, sidecar)}"
        try:
            recognised = self._recognised(source, sidecar)
        except InputError as error:
            return self._kept(source, f"{stem}-{context_of(error.zh)}", (refused(error),))
        except OSError as error:
            if error.filename != str(source.path):  # the machine, and not this file
                raise
            said = refusal("damaged_file", source.name, error.strerror)  # gone or locked since it was found
            return CleanedFile(source.name, source.sha256, None, (refused(said),))
        except DEFECTS as error:
            return self._kept(source, f"{stem}-{context_of('failed')}", (_failed(Preview(source, None, ()), error),))
        key = f"{stem}-{context_of([_how(found) for _, found in recognised])}"
        return self.store.recall(source.name, source.sha256, key, self._library) or self._kept(
            source, key, self._tables(recognised, sidecar, key)
        )

    def _kept(self, source: SourceFile, key: str, tables: tuple[CleanedTable, ...]) -> CleanedFile:
        self.store.describe(key, tables, [self._library])
        return CleanedFile(source.name, source.sha256, key, tables)

    @cached_property
    def _library(self) -> str:
        """Hash of all layouts: while it is the same, every file is recognised as before."""
        return context_of([asdict(layout) for layout in self.layouts])

    def _context(self, source: SourceFile, sidecar: Sidecar) -> str:
        """Hash of what the result depends on besides the bytes and the layout; messages use the file's name too."""
        return context_of(asdict(sidecar), self.key_id, self.settings.zone, self.settings.free_text, source.name)

    def _recognised(self, source: SourceFile, sidecar: Sidecar) -> list[tuple[Preview, Match | CleanedTable]]:
        """Return each table that is not empty, with the layout that fits or why none does."""
        tables = previews(source, self.scratch, self.on_rows)
        named = [without_numbers(name) for name in sidecar.sheets]
        wanted = [table for table in tables if not named or table.sheet in named]
        filled = [with_answers_of_ticks(preview) for preview in wanted if any(any(row) for row in preview.rows)]
        found = [(preview, self._recognise(preview, sidecar)) for preview in filled]
        sheets = [(one.sheet, fits) for one, fits in found if isinstance(fits, Match)]
        of_communities = zip((sheet for sheet, _ in sheets), with_names_of_sheets(sheets), strict=True)
        matched = iter(with_states_of_sheets(list(of_communities)))
        return [(one, next(matched) if isinstance(fits, Match) else fits) for one, fits in found]

    def _recognise(self, preview: Preview, sidecar: Sidecar) -> Match | CleanedTable:
        try:
            matches = match(preview, self.layouts, sidecar)
            write_proposal(preview, matches, self.settings.warehouse / PROPOSALS)
            return usable(preview, matches)
        except InputError as error:
            return refused(error, sheet=preview.sheet, encoding=preview.encoding)
        except UsageError as error:  # its sidecar names a layout that does not exist
            said = InputError("bad_sidecar", zh=f"{preview.where}：{error.zh}", en=f"{preview.where}: {error.en}")
            return refused(said, sheet=preview.sheet, encoding=preview.encoding)
        except DEFECTS as error:
            return _failed(preview, error)

    def _tables(
        self, recognised: list[tuple[Preview, Match | CleanedTable]], sidecar: Sidecar, key: str
    ) -> tuple[CleanedTable, ...]:
        if not recognised:
            return (
                CleanedTable(
                    status="empty",
                    reason_code="empty",
                    reason_zh=reason("empty", "zh"),
                    reason_en=reason("empty", "en"),
                ),
            )
        tables = [
            self._table(preview, found, sidecar, key, number) if isinstance(found, Match) else found
            for number, (preview, found) in enumerate(recognised)
        ]
        if not sidecar.sheets:
            tables = counted_once(self.scratch.connection, self.store, recognised[0][0].source.name, tables)
        if any(table.status == "loaded" for table in tables):
            tables = [
                _skipped(table) if table.status == "refused" and table.reason_code == "unknown_layout" else table
                for table in tables
            ]
        return tuple(tables)

    def _table(self, preview: Preview, best: Match, sidecar: Sidecar, key: str, number: int) -> CleanedTable:
        try:
            raw = load_table(
                preview,
                self.scratch,
                skip_rows=best.first_record_index,
                width=len(best.columns),
                relation=f"raw_{number}",
                on_rows=self.on_rows,
            )
            raw = in_state_of_sheet(self.scratch.connection, raw, best)
            raw = with_ticked_answers(self.scratch.connection, raw)
            raw = as_sent(self.scratch.connection, raw, best)
            if best.layout.kind in ("complaint", "survey"):
                raw = without_repeated_header(self.scratch.connection, raw, best)
                raw = without_empty_words(self.scratch.connection, raw, best)
            if is_long(best):
                raw, best = side_by_side(self.scratch.connection, raw, best)
            staged = self._stage(raw, best, sidecar)
            return self._write(raw, best, staged, sidecar, key, number)
        except InputError as error:
            return refused(error, sheet=preview.sheet, encoding=preview.encoding)
        except DEFECTS as error:
            return _failed(preview, error)
        finally:
            self.scratch.clear()

    def _stage(self, raw: RawTable, best: Match, sidecar: Sidecar) -> Staged:
        connection = self.scratch.connection
        if best.layout.kind == "complaint":
            return stage_complaints(
                connection,
                raw,
                best,
                sidecar,
                self.settings,
                latest=self.latest,
                target=self.scratch.new_path(".parquet"),
            )
        if best.layout.kind == "survey":
            return stage_survey(connection, raw, best, sidecar, self.settings, latest=self.latest)
        return stage_register(connection, raw, best, sidecar, self.settings)

    def _write(
        self, raw: RawTable, best: Match, staged: Staged, sidecar: Sidecar, key: str, number: int
    ) -> CleanedTable:
        files, rejected = self.store.write_relations(
            self.scratch.connection,
            key,
            number,
            staged.relations,
            raw.rejected,
            tuple((row, best.columns[column].header) for row, column in raw.error_cells),
        )
        return CleanedTable(
            sheet=raw.preview.sheet,
            kind=best.layout.kind,
            layout=best.layout.name,
            encoding=raw.preview.encoding,
            rows_read=raw.rows_read,
            rows_rejected=rejected,
            relations=files,
            exported_at=staged.exported_at,
            newest_event_at=staged.newest_event_at,
            covers_until=staged.covers_until,
            notes=(*table_notes(raw, best, sidecar), *(staged.notes if raw.rows_read else ())),
        )


def _how(found: Match | CleanedTable) -> object:
    """What of a recognition the cleaned tables depend on."""
    return asdict(replace(found, why=())) if isinstance(found, Match) else found.reason_zh


def refused(error: InputError, sheet: str | None = None, encoding: str | None = None) -> CleanedTable:
    """Return the outcome of a file or table that could not be read."""
    status = "skipped" if error.code == "not_an_export" else "refused"
    return CleanedTable(
        sheet=sheet, encoding=encoding, status=status, reason_code=error.code, reason_zh=error.zh, reason_en=error.en
    )


def _failed(preview: Preview, error: Exception) -> CleanedTable:
    """The outcome where the program itself has a defect: said, without the values that its message may hold."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "pipeline" in frame.filename]
    place = (
        f"{type(error).__name__}, {Path(frames[-1].filename).name}:{frames[-1].lineno}"
        if frames
        else type(error).__name__
    )
    return CleanedTable(
        sheet=preview.sheet,
        encoding=preview.encoding,
        status="failed",
        reason_code="internal_error",
        reason_zh=f"{preview.where}：程序内部错误（{place}），未读取；其他文件不受影响。请把这一行发给维护者。",
        reason_en=f"{preview.where}: internal error ({place}); not read, other files are unaffected. Please send this line to the maintainers.",
    )


def _skipped(table: CleanedTable) -> CleanedTable:
    return CleanedTable(
        sheet=table.sheet,
        status="skipped",
        reason_code=table.reason_code,
        reason_zh=table.reason_zh,
        reason_en=table.reason_en,
    )
