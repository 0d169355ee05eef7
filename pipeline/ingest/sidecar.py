"""Sidecars: what a file cannot say itself, from ``<file>.yaml`` beside it or a pattern of ``manifest.yaml``.

``README.md`` of this package lists the keys with an example. Spellings that people use are forgiven, unknown keys are not.
"""

from __future__ import annotations

import difflib
import fnmatch
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import InputError
from pipeline.ingest.sidecar_values import shown, value_of
from pipeline.ingest.table import Sidecar

MANIFEST = ("manifest.yaml", "manifest.yml")
ALSO = {
    "na": "not_applicable",
    "not_applicable_codes": "not_applicable",
    "reversed": "reversed_items",
    "reverse": "reversed_items",
    "reverse_items": "reversed_items",
    "time_zone": "zone",
    "timezone": "zone",
    "tz": "zone",
    "outcome_column": "outcome",
    "satisfied": "satisfied_codes",
    "attention_check": "attention_checks",
    "sheet": "sheets",
    "name": "title",
    "export_time": "exported_at",
    "exported_on": "exported_at",
    "format": "layout",
    "incentives": "incentive",
}
LARGEST = 1 << 20
KEYS = [field.name for field in fields(Sidecar)]


@dataclass(frozen=True)
class Sidecars:
    """All sidecars of an exports folder."""

    raw: Path

    def for_file(self, name: str) -> Sidecar:
        """Return what is said of the file ``name`` (as shown to users); defaults where nothing is.

        Raises:
            InputError: If the sidecar is no YAML, or has an unknown key or a bad value.
        """
        values, where = self.said_of(name)
        return read_sidecar(values, where)

    def said_of(self, name: str) -> tuple[dict[Any, Any], str]:
        """Return the keys that are said of the file ``name`` as they are written, and where: file and pattern.

        Raises:
            InputError: If the sidecar is no YAML.
        """
        path = self.raw / name
        if beside := beside_of(path):
            return _mapping(beside), beside.name
        for folder in dict.fromkeys((path.parent, *path.parents)):
            if self.raw not in (folder, *folder.parents):
                break
            said = self._from_manifest(folder, path)
            if said is not None:
                return said
        return {}, path.name

    def _from_manifest(self, folder: Path, path: Path) -> tuple[dict[Any, Any], str] | None:
        manifest = next((folder / name for name in MANIFEST if os.path.lexists(folder / name)), None)
        if manifest is None:
            return None
        relative = path.relative_to(folder).as_posix()
        for pattern, values in _entries(manifest):
            if fnmatch.fnmatchcase(relative, pattern) or fnmatch.fnmatchcase(path.name, pattern):
                return values, f"{manifest.name}: {pattern}"
        return None


def read_sidecars(raw: Path) -> Sidecars:
    """Return the sidecars of the exports folder ``raw``; each is read when its file is."""
    return Sidecars(raw)


def beside_of(path: Path) -> Path | None:
    """Return the sidecar that lies beside an export, None where none does."""
    named = (path.with_name(f"{path.name}{end}") for end in (".yaml", ".yml"))
    candidates = (*named, path.with_suffix(".yaml"), path.with_suffix(".yml"))
    return next((one for one in candidates if os.path.lexists(one) and one.name not in MANIFEST), None)


def write_sidecar(raw: Path, name: str, values: Mapping[str, Any]) -> Path:
    """Write what is said of the export ``name`` beside it, in the place of what was said there, and return where.

    Raises:
        InputError: If there is no such export, or a key or value is not one that is read.
    """
    path = raw / name
    target = beside_of(path) or path.with_name(f"{path.name}.yaml")
    if not path.is_file() or raw.resolve() not in path.resolve().parents:
        raise InputError("bad_sidecar", zh=f"导出文件夹里没有文件 {name}。", en=f"There is no export {name}.")
    read_sidecar(dict(values), target.name)
    aside = target.with_name(f".{target.name}.part")
    aside.write_text(yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False), encoding="utf-8")
    read_sidecar(_mapping(aside), target.name)
    aside.replace(target)
    return target


def read_sidecar(values: dict[str, Any], where: str) -> Sidecar:
    """Return the sidecar that ``values`` describe.

    Args:
        where: File and pattern, for messages.
    """
    said: dict[str, Any] = {}
    for number, (key, value) in enumerate(values.items(), start=1):
        folded = re.sub(r"[\s-]+", "_", str(key).strip().lower())
        name = ALSO.get(folded, folded)
        if name not in KEYS:
            raise _unknown_key(str(key), number, where)
        if value is not None:
            said[name] = value_of(name, value, where)
    return replace(Sidecar(), **said)


def _mapping(path: Path) -> dict[Any, Any]:
    if not path.is_file() or (state := path.stat()).st_size > LARGEST:
        raise InputError(
            "bad_sidecar",
            zh=f"说明文件 {path.name} 不是普通文件，或者太大。",
            en=f"The sidecar {path.name} is no ordinary file, or too large.",
        )
    return dict(_read(path, state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=64)  # every file of a folder asks the same manifest
def _read(path: Path, changed: int, size: int) -> dict[Any, Any]:
    try:
        # Not by libyaml: it dies of brackets nested a hundred thousand deep.
        values = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except (yaml.YAMLError, ValueError, RecursionError, OSError) as error:  # a date such as 2024-13-45 is a ValueError
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        place = f" ({line + 1})" if line is not None else ""
        raise InputError(
            "bad_sidecar",
            zh=f"说明文件 {path.name}{place} 读不了，或不是正确的 YAML。",
            en=f"The sidecar {path.name}{place} cannot be read or is no valid YAML.",
        ) from error
    if not isinstance(values, dict):
        raise InputError(
            "bad_sidecar",
            zh=f"说明文件 {path.name} 应由“键: 值”组成。",
            en=f"The sidecar {path.name} should consist of 'key: value' lines.",
        )
    return values


def _entries(manifest: Path) -> list[tuple[str, dict[Any, Any]]]:
    """Return pattern and keys of each entry: ``pattern: {…}``, or under ``files:`` a list of ``{pattern: …, …}``."""
    said = _mapping(manifest)
    said = said.get("files", said)
    if isinstance(said, list) and all(isinstance(entry, dict) for entry in said):
        entries = [(entry.get("pattern") or entry.get("file"), entry) for entry in said]
    else:
        entries = list(said.items()) if isinstance(said, dict) else [(None, {})]
    if not all(pattern is not None and isinstance(values or {}, dict) for pattern, values in entries):
        raise InputError(
            "bad_sidecar",
            zh=f"说明文件 {manifest.name} 应由“文件名样式: {{键: 值}}”组成。",
            en=f"The sidecar {manifest.name} should consist of 'pattern: {{key: value}}' lines.",
        )
    return [
        (str(pattern), {key: value for key, value in (values or {}).items() if key not in ("pattern", "file")})
        for pattern, values in entries
    ]


def _unknown_key(key: str, number: int, where: str) -> InputError:
    near = difflib.get_close_matches(key.lower(), [*KEYS, *ALSO], n=1)
    hint_zh, hint_en = (f"是不是 {near[0]}？", f" Did you mean {near[0]}?") if near else ("", "")
    known = ", ".join(KEYS)
    named = shown(key)
    return InputError(
        "bad_sidecar",
        zh=f"说明文件 {where} 有不认识的键{named or f'（第 {number} 个）'}。{hint_zh}可用：{known}。",
        en=f"The sidecar {where} has an unknown key{named or f' (number {number})'}.{hint_en} Known: {known}.",
    )
