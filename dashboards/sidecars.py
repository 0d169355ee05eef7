"""Sidecars of exports, as a form takes them: what is said of a file now, what it would say, and how the file would be read."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from dashboards import access, books, data, reading
from dashboards.staging import Upload, private_folder
from pipeline.ingest.sidecar import read_sidecar, read_sidecars, write_sidecar
from pipeline.ingest.sidecar_values import TRUTH

LEVELS = "rating_labels"
TEXTS = ("community", "period", "method", "sample", "incentive", "outcome", "zone")
FIELDS = (*TEXTS, "invited", "scale", "rating_labels", "not_applicable")


def files() -> list[str]:
    """Return the exports beside which a sidecar can lie: files of the folder that the published version met."""
    raw = data.settings().raw
    if not data.published():
        return []
    met = books.loads()
    names = met.loc[met["status"] != "skipped", "file"].dropna().unique()
    return sorted(name for name in names if (raw / name).is_file())


def said(name: str) -> dict[str, str]:
    """Return what is said of a file now, as a form shows it: field → text, empty where nothing is.

    Raises:
        InputError: If the sidecar that lies there cannot be read.
    """
    values, _ = read_sidecars(data.settings().raw).said_of(name)
    return {
        field: _levels_as_text(values.get(field)) if field == LEVELS else _as_text(values.get(field))
        for field in FIELDS
    }


def changed(name: str, filled: dict[str, str]) -> dict[str, Any]:
    """Return the sidecar that a filled form means; keys that the form does not have stay as they are.

    Raises:
        InputError: If a key or value is not one that is read.
    """
    values, _ = read_sidecars(data.settings().raw).said_of(name)
    kept = {key: value for key, value in values.items() if key not in FIELDS}
    meant = kept | {field: _meant(field, text.strip()) for field, text in filled.items() if text.strip()}
    read_sidecar(meant, name)
    return meant


def preview(name: str, values: dict[str, Any]) -> list[reading.Reading]:
    """Return how the file would be read with these values beside it; nothing is changed."""
    settings = data.settings()
    source = settings.raw / name
    with tempfile.TemporaryDirectory(dir=private_folder(settings), prefix="look.") as folder:
        upload = Upload(Path(name).name, Path(folder))
        shutil.copyfile(source, upload.path)
        return reading.read(settings, upload, read_sidecar(values, name))


def save(name: str, values: dict[str, Any]) -> str:
    """Write the sidecar beside the file and return its name.

    Raises:
        AccessError: If the user may not upload.
        InputError: If there is no such export, or a value is not one that is read.
    """
    access.require("upload")
    written = write_sidecar(data.settings().raw, name, values)
    access.noted("changed_setting", setting="sidecar", file=name)
    return written.name


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_as_text(each)}" for key, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _levels_as_text(labels: Any) -> str:
    """Return answers and codes as ``A = 5; B = 4``, those of a single question as ``3 | A = 5``; an unquoted yes is a truth value in YAML."""
    if not isinstance(labels, dict):
        return _as_text(labels)
    parts = []
    for label, code in labels.items():
        if isinstance(code, dict):
            parts += [f"{label} | {_plain(each)} = {value}" for each, value in code.items()]
        else:
            parts.append(f"{_plain(label)} = {code}")
    return "; ".join(parts)


def _plain(label: Any) -> str:
    return TRUTH[label][0] if isinstance(label, bool) else str(label)


def _levels(text: str) -> dict[str, Any]:
    labels: dict[str, Any] = {}
    for part in text.replace("；", ";").replace("＝", "=").replace("｜", "|").split(";"):
        said, _, code = part.rpartition("=")
        question, _, label = said.rpartition("|")
        if part.strip():
            (labels.setdefault(question.strip(), {}) if question else labels)[label.strip()] = code.strip()
    return labels


def _meant(field: str, text: str) -> Any:
    """Return what a text of the form means: codes are a list, or ``question: codes`` one per semicolon; a scale two ends."""
    if field == "not_applicable" and ":" in text.replace("：", ":"):
        each = (part.split(":", 1) for part in text.replace("：", ":").replace("；", ";").split(";") if ":" in part)
        return {question.strip(): _codes(codes) for question, codes in each}
    if field == "not_applicable":
        return _codes(text)
    if field == LEVELS:
        return _levels(text)
    return text.replace(",", "-").replace("，", "-").replace(" ", "") if field == "scale" else text


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.replace("，", ",").replace("、", ",").split(",") if code.strip()]
