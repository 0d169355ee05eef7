"""All layouts: the shipped ones of ``shipped/`` and a user's own, which win by name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import UsageError, require_ordinary
from pipeline.layouts.fold import fold
from pipeline.layouts.layout import Layout, Questions
from pipeline.shipped import LOADER

# The C loader is ten times faster; it is missing only where PyYAML was built without it.

SHIPPED = Path(__file__).with_name("shipped")
KINDS = ("survey", "complaint", "roster", "measure", "operational")
KEYS = {field.name for field in fields(Layout)} - {"name", "is_own"} | {"extends"}
QUESTION_KEYS = {field.name for field in fields(Questions)}
RECORD_KEYS = {"id", "row", "is_stable"}


def load_layouts(own_folder: Path | None = None) -> tuple[Layout, ...]:
    """Return all layouts, the user's own first, each group sorted by name.

    Args:
        own_folder: Folder of the user's own layouts; None or a folder that does not exist: none.

    Raises:
        UsageError: If a layout of the user's cannot be read; names file and key, and the nearest known key.
    """
    shipped = {layout.name: layout for layout in shipped_layouts()}
    own: dict[str, Layout] = {}
    for path in _files(own_folder) if own_folder else []:
        own[path.stem] = _read(path, shipped | own, is_own=True)
    return (*own.values(), *(layout for name, layout in shipped.items() if name not in own))


@cache
def shipped_layouts() -> tuple[Layout, ...]:
    """Return the layouts that come with the program, sorted by name."""
    known: dict[str, Layout] = {}
    paths = _files(SHIPPED)
    for path in sorted(paths, key=lambda path: "extends:" in path.read_text(encoding="utf-8")):
        known[path.stem] = _read(path, known)
    return tuple(known[name] for name in sorted(known))


def _files(folder: Path) -> list[Path]:
    listed = (
        folder.iterdir() if folder.is_dir() else ()
    )  # not glob, which takes a folder that may not be read for an empty one
    return sorted(path for path in listed if path.suffix in (".yml", ".yaml"))


def _read(path: Path, known: Mapping[str, Layout], is_own: bool = False) -> Layout:
    keys = _keys(path)
    base = _base(path, keys.pop("extends", None), known)
    _refuse_unknown(path, keys, KEYS)
    values: dict[str, Any] = {"label": {"zh": path.stem, "en": path.stem}, "version": 1, "family": path.stem}
    values |= {name: getattr(base, name) for name in KEYS - {"extends"}} if base else {}
    for key, value in keys.items():
        values[key] = _typed(path, key, value, values.get(key))
    for key in ("kind", "fields"):
        if key not in values:
            raise _broken(path, key, zh="缺少这一项。", en="is missing.")
    for field in [field for entry in values.get("required", ()) for field in entry.split("|")]:
        if field not in values["fields"]:
            zh, en = nearest_name(field, values["fields"])
            raise _broken(
                path, "required", zh=f"的 {field} 不在 fields 里{zh}", en=f"names {field}, which is not in fields{en}"
            )
    return Layout(name=path.stem, is_own=is_own, **values)


def _keys(path: Path) -> dict[str, Any]:
    require_ordinary(path)
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"), LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = " ".join(str(error).split())
        raise UsageError(
            zh=f"格式文件 {path.name} 不是正确的 YAML：{where}", en=f"Layout {path.name} is not valid YAML: {where}"
        ) from error
    if not isinstance(content, dict):
        raise UsageError(
            zh=f"格式文件 {path.name} 应当由“键: 值”组成。",
            en=f"Layout {path.name} has to consist of 'key: value' lines.",
        )
    return content


def _base(path: Path, name: str | None, known: Mapping[str, Layout]) -> Layout | None:
    if name is None or name in known:
        return known.get(name) if name else None
    zh, en = nearest_name(str(name), known)
    raise _broken(path, "extends", zh=f"没有名为 {name} 的格式{zh}", en=f"names no layout: {name}{en}")


def _refuse_unknown(path: Path, keys: Mapping[str, Any], known: set[str]) -> None:
    for key in keys:
        if key not in known:
            zh, en = nearest_name(str(key), known)
            raise _broken(path, str(key), zh=f"不认识这一项{zh}", en=f"is not a known key{en}")


def _typed(path: Path, key: str, value: Any, inherited: Any) -> Any:
    """Return a value as ``Layout`` wants it; ``fields`` and ``values`` add to those of the layout that is extended."""
    try:
        if key == "fields":
            return (inherited or {}) | {str(name): _texts(aliases) for name, aliases in value.items()}
        if key == "values":
            base: dict[str, Any] = inherited or {}
            return base | {str(name): _with_more(base.get(str(name), {}), codes) for name, codes in value.items()}
        if key == "drop":
            return (inherited or {}) | {str(name): _mapping(codes) for name, codes in value.items()}
        if key == "questions":
            return _questions(path, value)
        if key == "record":
            return _record(path, value)
        return CONVERT.get(key, lambda given: given)(value)
    except (AttributeError, TypeError, ValueError, re.error) as error:
        raise _broken(
            path, key, zh=f"无法理解的值：{value!r}（{error}）。", en=f"cannot be understood: {value!r} ({error})."
        ) from error


def _with_more(inherited: Mapping[str, tuple[str, ...]], codes: Mapping[Any, Any]) -> dict[str, tuple[str, ...]]:
    """Return the spellings of the codes of a field, with the inherited ones that are not given another meaning."""
    own = {str(code): _texts(texts) for code, texts in codes.items()}
    said = {fold(text) for texts in own.values() for text in texts}
    return {
        code: (*own.get(code, ()), *(text for text in inherited.get(code, ()) if fold(text) not in said))
        for code in dict.fromkeys([*own, *inherited])
    }


def _questions(path: Path, value: dict[str, Any]) -> Questions:
    _refuse_unknown(path, value, QUESTION_KEYS)
    for key in ("header", "not_asked", "multiple_header", "free_text_suffix"):
        re.compile(value.get(key) or "")
    if "multiple_selected" in value:
        value = value | {"multiple_selected": _texts(value["multiple_selected"])}
    for key in ("texts", "texts_to_ten"):
        if key in value:
            value = value | {key: {str(header): str(text) for header, text in value[key].items()}}
    return Questions(**value)


def _record(path: Path, value: dict[str, Any]) -> dict[str, Any]:
    _refuse_unknown(path, value, RECORD_KEYS)
    if not isinstance(value.get("is_stable", False), bool):
        raise ValueError("is_stable: true | false")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(text) for text in (value if isinstance(value, list) else [value]) if text is not None)


def _mapping(value: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): texts if isinstance(texts, str) else _texts(texts) for key, texts in value.items()}


def _pattern(value: str | None) -> str | None:
    re.compile(value or "")
    return value


def _patterns(value: Any) -> tuple[str, ...]:
    return tuple(filter(None, (_pattern(text) for text in _texts(value))))


def _kind(value: str) -> str:
    if value not in KINDS:
        raise ValueError(" | ".join(KINDS))
    return value


def _scale(value: list[float] | None) -> tuple[float, float] | None:
    if value is None:
        return None
    lowest, highest = value
    return float(lowest), float(highest)


CONVERT: dict[str, Callable[[Any], Any]] = {
    "kind": _kind,
    "file_name": _pattern,
    "qualifiers": _patterns,
    "evidence": _patterns,
    "forbidden": _patterns,
    "required": _texts,
    "personal": _texts,
    "ignored": _texts,
    "missing": _texts,
    "satisfied_codes": _texts,
    "scale": _scale,
    "rating_labels": lambda value: {str(label): float(code) for label, code in value.items()},
    "header_rows": int,
    "version": int,
}


def nearest_name(name: str, known: Iterable[str]) -> tuple[str, str]:
    """Return the end of a sentence, zh and en, that asks whether the nearest known name is meant."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return (f"，是不是 {found[0]}？", f"; did you mean {found[0]}?") if found else ("。", ".")


def _broken(path: Path, key: str, *, zh: str, en: str) -> UsageError:
    return UsageError(zh=f"格式文件 {path.name}：{key} {zh}", en=f"Layout {path.name}: {key} {en}")
