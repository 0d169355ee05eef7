"""The build, from a folder of exports to a published warehouse. A newcomer starts reading here.

    discover → clean each file → assemble all → quality gate → publish

Each file is read once and kept cleaned (``pipeline.cleaned``); the warehouse is always made whole from the cleaned files, in a new
database file, and published only when the gate holds. Killed at any moment, the published version is as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pipeline
from pipeline import agreed
from pipeline.checks.gate import ExpectationResult, Gate, quality_gate, require_passed
from pipeline.checks.gate import store as store_results
from pipeline.clean import Cleaner, refused
from pipeline.cleaned import CleanedFile, Store
from pipeline.config import Settings
from pipeline.core.assemble import assemble, order_loads
from pipeline.core.recorded import scrubbed
from pipeline.errors import BuildError, InputError, require_ordinary
from pipeline.ingest import Found, Sidecars, discover, read_sidecars
from pipeline.ingest.hashes import Hashes
from pipeline.ingest.scratch import Scratch, open_scratch
from pipeline.layouts.confirmed import FILES as CONFIRMED
from pipeline.layouts.confirmed import read_confirmed
from pipeline.layouts.library import load_layouts
from pipeline.privacy import Keys, load_keys, register
from pipeline.privacy.keys import KEY_FILE
from pipeline.progress import Progress
from pipeline.warehouse import Version, apply_comments, build_lock, candidate, check_free_space, publish, versions


@dataclass(frozen=True)
class BuildResult:
    """What a build did.

    Attributes:
        version: The version now served.
        is_new: False where nothing had changed since it was built.
        expectations: Results of the quality gate; empty where nothing was built.
    """

    version: Version
    is_new: bool
    expectations: tuple[ExpectationResult, ...] = field(default=())


def build(settings: Settings, progress: Progress | None = None) -> BuildResult:
    """Build the warehouse from ``settings.raw`` and publish it.

    Raises:
        BuildError: If the folder is missing or empty, the disk is full, or a critical expectation fails; nothing is published then.
        ManyiduError: If another build runs, or a layout, sidecar, key or correction file is broken.
    """
    progress = progress or Progress()
    _require_raw(settings)
    with build_lock(settings), open_scratch(settings) as scratch, quality_gate(settings, scratch.folder) as gate:
        work = _prepare(settings, scratch, progress, gate)
        files = work.known_files()
        known = [file for file in files if file]
        current = _unchanged(settings, _fingerprint(settings, known)) if len(known) == len(files) else None
        if current is not None:
            return BuildResult(current, is_new=False)
        gate.warm_up()
        cleaned = work.clean(files)
        current = _unchanged(settings, _fingerprint(settings, cleaned))
        if current is not None:  # a layout changed, and no file is read otherwise
            return BuildResult(current, is_new=False)
        result = _assemble_and_publish(work, cleaned, gate)
        work.store.keep_only({file.key for file in cleaned if file.key})
        _remember(settings, result.version, _fingerprint(settings, cleaned))
        return result


@dataclass(frozen=True)
class _Work:
    """What the steps of one build share."""

    settings: Settings
    scratch: Scratch
    store: Store
    keys: Keys
    cleaner: Cleaner
    found: list[Found]
    sidecars: Sidecars
    progress: Progress

    def known_files(self) -> list[CleanedFile | None]:
        """Return for each file what an earlier build already cleaned."""
        return [self._known(item) for item in self.found]

    def _known(self, item: Found) -> CleanedFile | None:
        if item.source is None:
            assert item.error is not None  # a file found has the one or the other
            return CleanedFile(item.name, None, None, (refused(item.error),))
        try:
            return self.cleaner.known(item.source, self.sidecars.for_file(item.name))
        except InputError as error:  # its sidecar is broken
            return CleanedFile(item.name, item.source.sha256, None, (refused(error),))

    def clean(self, known: list[CleanedFile | None]) -> list[CleanedFile]:
        """Read the files that are not known yet."""
        new = [item.source.size for item, file in zip(self.found, known, strict=True) if item.source and file is None]
        check_free_space(self.settings, sum(new))
        self.progress.begin(sum(new))
        return [file or self._clean(item) for item, file in zip(self.found, known, strict=True)]

    def _clean(self, item: Found) -> CleanedFile:
        assert item.source is not None  # one with an error is known already
        self.progress.file(item.name, item.source.size)
        file = self.cleaner.clean(item.source, self.sidecars.for_file(item.name))
        self.progress.file_done()
        return file


def _prepare(settings: Settings, scratch: Scratch, progress: Progress, gate: Gate) -> _Work:
    hashes = Hashes(settings.warehouse / "hashes.json", gate.warm_up)
    found = discover(settings.raw, scratch, hashes.of)
    hashes.save()
    if not found:
        raise BuildError(
            zh=f"导出文件夹 {settings.raw} 是空的。请把问卷和投诉的导出文件放进去。",
            en=f"The exports folder {settings.raw} is empty. Put survey and complaint exports there.",
        )
    keys = load_keys(settings.settings / KEY_FILE)
    register(scratch.connection, keys)
    store = Store(settings.warehouse / "cleaned")
    latest = _now(settings)
    cleaner = Cleaner(scratch, store, load_layouts(settings.layouts), settings, keys.key_id, latest, progress.rows)
    return _Work(settings, scratch, store, keys, cleaner, found, read_sidecars(settings.raw), progress)


def _now(settings: Settings) -> datetime:
    return datetime.now(ZoneInfo(settings.zone)).replace(tzinfo=None, microsecond=0)


def _require_raw(settings: Settings) -> None:
    if not settings.raw.is_dir():
        raise BuildError(
            zh=f"没有导出文件夹 {settings.raw}。请建立它并放入导出文件，或用 --raw 指定。",
            en=f"There is no exports folder {settings.raw}. Make it and put exports there, or name another with --raw.",
        )


def _assemble_and_publish(work: _Work, files: list[CleanedFile], gate: Gate) -> BuildResult:
    settings, built_at = work.settings, _now(work.settings)
    run_id = f"{built_at:%Y%m%d-%H%M%S}-{os.getpid()}"
    row = {
        "run_id": run_id,
        "built_at": built_at,
        "version": pipeline.__version__,
        "is_sample": settings.is_sample,
        "zone": settings.zone,
        "free_text": settings.free_text,
        "key_id": work.keys.key_id,
    }
    with candidate(settings, run_id, work.scratch.folder) as new:
        work.progress.stage("assemble")
        with new.writing() as connection:
            assemble(
                connection,
                order_loads(files),
                work.store.folder,
                settings.corrections,
                row,
                agreed=settings.settings,
                measures=scrubbed(work.scratch.connection, agreed.read_measures(settings.measures)),
                confirmed=read_confirmed(settings.layouts),
            )
            covers = connection.execute("select complaints_cover_until, surveys_cover_until from build").fetchall()[0]
        work.progress.stage("check")
        results = gate.run(new.path)
        require_passed(results)
        with new.writing() as connection:
            store_results(connection, results)
            apply_comments(connection)
        work.progress.stage("publish")
        facts = {"built_at": built_at.isoformat(), "is_sample": settings.is_sample, "covers_until": _newest(covers)}
        version = publish(settings, new, facts)
    return BuildResult(version, is_new=True, expectations=tuple(results))


def _newest(moments: tuple[datetime | None, ...]) -> str | None:
    known = [moment for moment in moments if moment is not None]
    return max(known).isoformat() if known else None


def _fingerprint(settings: Settings, files: list[CleanedFile]) -> str:
    """Everything that the tables of the warehouse depend on."""
    digest = hashlib.sha256(pipeline.__version__.encode())
    for file in files:
        digest.update(f"{file.name}|{file.sha256}|{file.key}|{[table.reason_code for table in file.tables]}".encode())
    in_settings = (settings.settings / name for name in agreed.FILES)
    in_layouts = (settings.layouts / name for name in CONFIRMED)
    for decided in (settings.corrections, settings.measures, *in_settings, *in_layouts):
        require_ordinary(decided)
        digest.update(decided.read_bytes() + b"|" if decided.exists() else b"none|")
    digest.update(f"{settings.is_sample}{settings.zone}{settings.free_text}".encode())
    for folder in ("agreed", "core", "checks"):
        for path in sorted((Path(__file__).parent / folder).iterdir()):
            digest.update(path.read_bytes() if path.suffix in (".py", ".sql", ".yml", ".json") else b"")
    return digest.hexdigest()


def _unchanged(settings: Settings, fingerprint: str) -> Version | None:
    """The version now served, where it was built from exactly this."""
    note = _note(settings)
    if not note.exists():
        return None
    last = json.loads(note.read_text(encoding="utf-8"))
    current = next((version for version in versions(settings) if version.is_current), None)
    return current if current and last == {"run": current.run, "fingerprint": fingerprint} else None


def _remember(settings: Settings, version: Version, fingerprint: str) -> None:
    fresh = _note(settings).with_suffix(".new")
    fresh.write_text(json.dumps({"run": version.run, "fingerprint": fingerprint}), encoding="utf-8")
    fresh.replace(_note(settings))


def _note(settings: Settings) -> Path:
    return settings.warehouse / "last_build.json"
