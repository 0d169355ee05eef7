"""Sidecars: what a file cannot say itself, from ``<file>.yaml`` beside it or a pattern of ``manifest.yaml``.

``README.md`` of this package lists the keys with an example. Spellings that people use are forgiven, unknown keys are not.
"""

from __future__ import annotations

import difflib
import fnmatch
import re
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import InputError
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
        path = self.raw / name
        for beside in (
            path.with_name(path.name + ".yaml"),
            path.with_name(path.name + ".yml"),
            path.with_suffix(".yaml"),
            path.with_suffix(".yml"),
        ):
            if beside.is_file() and beside.name not in MANIFEST:
                return read_sidecar(_mapping(beside), beside.name)
        for folder in dict.fromkeys((path.parent, *path.parents)):
            if self.raw not in (folder, *folder.parents):
                break
            said = self._from_manifest(folder, path)
            if said is not None:
                return said
        return Sidecar()

    def _from_manifest(self, folder: Path, path: Path) -> Sidecar | None:
        manifest = next((folder / name for name in MANIFEST if (folder / name).is_file()), None)
        if manifest is None:
            return None
        patterns = _mapping(manifest)
        patterns = patterns.get("files", patterns)
        entries = (
            patterns.items()
            if isinstance(patterns, dict)
            else [(e.get("pattern") or e.get("file"), e) for e in patterns]
        )
        relative = path.relative_to(folder).as_posix()
        for pattern, values in entries:
            if fnmatch.fnmatchcase(relative, str(pattern)) or fnmatch.fnmatchcase(path.name, str(pattern)):
                rest = {key: value for key, value in (values or {}).items() if key not in ("pattern", "file")}
                return read_sidecar(rest, f"{manifest.name}: {pattern}")
        return None


def read_sidecars(raw: Path) -> Sidecars:
    """Return the sidecars of the exports folder ``raw``; each is read when its file is."""
    return Sidecars(raw)


def read_sidecar(values: dict[str, Any], where: str) -> Sidecar:
    """Return the sidecar that ``values`` describe.

    Args:
        where: File and pattern, for messages.
    """
    said: dict[str, Any] = {}
    for key, value in values.items():
        folded = re.sub(r"[\s-]+", "_", str(key).strip().lower())
        name = ALSO.get(folded, folded)
        if name not in KEYS:
            raise _unknown_key(str(key), where)
        if value is not None:
            said[name] = _value(name, value, where)
    return replace(Sidecar(), **said)


def _mapping(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        place = f" ({line + 1})" if line is not None else ""
        raise InputError(
            "bad_sidecar",
            zh=f"说明文件 {path.name}{place} 不是正确的 YAML。",
            en=f"The sidecar {path.name}{place} is no valid YAML.",
        ) from error
    if not isinstance(values, dict):
        raise InputError(
            "bad_sidecar",
            zh=f"说明文件 {path.name} 应由“键: 值”组成。",
            en=f"The sidecar {path.name} should consist of 'key: value' lines.",
        )
    return values


def _unknown_key(key: str, where: str) -> InputError:
    near = difflib.get_close_matches(key.lower(), [*KEYS, *ALSO], n=1)
    hint_zh, hint_en = (f"是不是 {near[0]}？", f" Did you mean {near[0]}?") if near else ("", "")
    known = ", ".join(KEYS)
    return InputError(
        "bad_sidecar",
        zh=f"说明文件 {where} 有不认识的键 {key}。{hint_zh}可用：{known}。",
        en=f"The sidecar {where} has the unknown key {key}.{hint_en} Known: {known}.",
    )


def _value(name: str, value: Any, where: str) -> Any:
    try:
        if name in ("reversed_items", "satisfied_codes", "sheets"):
            return tuple(_text(one) for one in (value if isinstance(value, list) else [value]))
        if name == "not_applicable":
            each = value if isinstance(value, dict) else {"*": value}
            return {
                _text(key): tuple(_text(one) for one in (codes if isinstance(codes, list) else [codes]))
                for key, codes in each.items()
            }
        if name in ("attention_checks", "columns"):
            return {_text(key): _text(one) for key, one in value.items()}
        if name == "scale":
            return _scale(value)
        if name == "invited":
            return int(value)
        if name == "day_first":
            return bool(value)
        return _text(value)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise InputError(
            "bad_sidecar",
            zh=f"说明文件 {where} 的 {name} 写法不对：{value!r}。",
            en=f"The sidecar {where} has a bad value for {name}: {value!r}.",
        ) from error


def _scale(value: Any) -> tuple[float, float]:
    if isinstance(value, dict):
        low, high = value["min"], value["max"]
    elif isinstance(value, str):
        low, high = re.split(r"\s*(?:-|–|to|~|至|,)\s*", value.strip(), maxsplit=1)
    else:
        low, high = value
    if not float(low) < float(high):
        raise ValueError(value)
    return float(low), float(high)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return str(value).lower()
    if hasattr(value, "isoformat"):
        return value.isoformat(sep=" ") if hasattr(value, "hour") else value.isoformat()
    return str(value).strip()
