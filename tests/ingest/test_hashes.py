"""Remembered hashes: quick where nothing changed, and never wrong about a file that did."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from pipeline.ingest import hashes
from pipeline.ingest.hashes import Hashes


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1")
    return path


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def run(export: Path) -> str:
    """One run over the file, with what earlier runs remember."""
    known = Hashes(export.with_name("hashes.json"))
    found = known.of(export)
    known.save()
    return found


def no_reading(path: Path) -> str:
    raise AssertionError(f"{path} was read again")


def test_a_file_that_was_old_enough_is_hashed_once(export: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hashes, "YOUNG_NS", -(10**18))
    assert run(export) == sha256(b"1")
    monkeypatch.setattr(hashes, "sha256_of", no_reading)
    assert run(export) == sha256(b"1")


def test_a_file_hashed_right_after_it_was_written_is_hashed_again(export: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hashes, "YOUNG_NS", 10**18)
    run(export)
    monkeypatch.setattr(hashes, "sha256_of", lambda _: "again")
    assert run(export) == "again"


def test_another_content_of_the_same_size_is_noticed_even_with_the_old_time(
    export: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hashes, "YOUNG_NS", -(10**18))
    run(export)
    when = export.stat()
    replacement = export.with_name("b.csv")
    replacement.write_bytes(b"2")
    os.utime(replacement, ns=(when.st_atime_ns, when.st_mtime_ns))
    replacement.replace(export)
    assert run(export) == sha256(b"2")


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}', "{"])
def test_a_broken_memory_is_no_memory(export: Path, content: str):
    export.with_name("hashes.json").write_text(content, encoding="utf-8")
    assert run(export) == sha256(b"1")


def test_it_is_said_before_a_file_is_hashed_and_not_of_a_remembered_one(export: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hashes, "YOUNG_NS", -(10**18))
    said: list[str] = []
    for _ in range(2):
        known = Hashes(export.with_name("hashes.json"), lambda: said.append("new"))
        known.of(export)
        known.save()
    assert said == ["new"]
