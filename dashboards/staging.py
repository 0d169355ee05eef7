"""Uploaded files before they are loaded: kept in a private folder under their fingerprint, looked at, copied when wanted.

The name that the browser sends is only ever shown as text; the copy in the exports folder gets a cleaned one.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from pipeline.config import Settings

FOLDER = ".uploads"
SUFFIXES = (
    ".csv.gz",
    ".tsv.gz",
    ".txt.gz",
    ".xlsx.gz",
    ".csv",
    ".tsv",
    ".txt",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".gz",
    ".zip",
)
KEPT_SECONDS = 24 * 3600
LONGEST_NAME = 80
FINGERPRINT = 64
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)$")


@dataclass(frozen=True)
class Upload:
    """A file that somebody sent.

    Attributes:
        name: Cleaned name, without folders; the one it gets among the exports.
        folder: Where it lies now, alone, in a folder named by its fingerprint.
    """

    name: str
    folder: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content."""
        return self.folder.name

    @property
    def path(self) -> Path:
        """The file itself; its kind is known by the suffix, one of ``SUFFIXES``."""
        return self.folder / f"upload{_suffix(self.name)}"


def stage(settings: Settings, sent_name: str, content: bytes) -> Upload:
    """Keep ``content`` in the private folder and return where; the same content is kept once."""
    everything = private_folder(settings)
    _remove_forgotten(everything)
    upload = Upload(clean_name(sent_name), everything / sha256(content).hexdigest())
    shutil.rmtree(upload.folder, ignore_errors=True)
    upload.folder.mkdir(mode=0o700)
    handle = os.open(upload.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(content)
    return upload


def add_to_exports(settings: Settings, uploads: list[Upload]) -> list[str]:
    """Copy the files into the exports folder under free names and return these names; the staged ones are removed."""
    settings.raw.mkdir(parents=True, exist_ok=True)
    names = []
    for upload in uploads:
        target = _free_path(settings.raw, upload.name)
        aside = target.with_name(f".{target.name}.part")
        shutil.copyfile(upload.path, aside)
        aside.replace(target)
        shutil.rmtree(upload.folder)
        names.append(target.name)
    return names


def private_folder(settings: Settings) -> Path:
    """Return the folder for uploads and their builds; only its owner may look into it."""
    folder = settings.warehouse / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def clean_name(sent_name: str) -> str:
    """Return a file name without folders, control characters, reserved names or signs that programs give a meaning."""
    base = PurePosixPath(unicodedata.normalize("NFC", sent_name).replace("\\", "/")).name
    kept = re.sub(r"[^\w.\-() \u3000-\u303f\uff00-\uffef]", "_", base).strip(" ._")
    suffix = _suffix(kept)
    stem = kept[: len(kept) - len(suffix)].rstrip(" .") or "export"
    stem = f"_{stem}" if RESERVED.match(stem) else stem
    return stem[:LONGEST_NAME] + suffix


def _suffix(name: str) -> str:
    return next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), "")


def _free_path(folder: Path, name: str) -> Path:
    suffix = _suffix(name)
    stem = name[: len(name) - len(suffix)]
    candidates = (folder / (f"{stem} ({at}){suffix}" if at > 1 else name) for at in range(1, 10_000))
    return next(path for path in candidates if not path.exists())


def _remove_forgotten(folder: Path) -> None:
    for kept in folder.iterdir():
        if len(kept.name) == FINGERPRINT and time.time() - kept.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(kept, ignore_errors=True)
