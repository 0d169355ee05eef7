"""Values of the keys of a sidecar: what a person may write for each, as ``Sidecar`` holds it."""

from __future__ import annotations

import math
import re
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.errors import InputError

TRUTH = {True: ("yes", "true", "on"), False: ("no", "false", "off")}
WORDS = {
    "method": ("questionnaire", "interview", "observation"),
    "kind": ("survey", "complaint", "roster", "measure", "operational"),
}
MOMENT_DIGITS = (6, 8, 12, 14)  # month, day, minute, second


def value_of(name: str, value: Any, where: str) -> Any:
    """Return the value of key ``name`` as ``Sidecar`` holds it.

    Args:
        where: File and pattern, for messages.

    Raises:
        InputError: If it is none that the key can have.
    """
    try:
        if name in ("reversed_items", "satisfied_codes", "sheets"):
            return tuple(_text(one) for one in (value if isinstance(value, list) else [value]))
        if name == "not_applicable":
            each = value if isinstance(value, dict) else {"*": value}
            return {
                _text(key): tuple(_text(one) for one in (codes if isinstance(codes, list) else [codes]))
                for key, codes in each.items()
            }
        if name == "rating_labels":
            return _rating_labels(value)
        if name in ("attention_checks", "columns"):
            return {_text(key): _text(one) for key, one in value.items()}
        if name == "scale":
            return _scale(value)
        if name == "invited":
            return _count(value)
        if name == "day_first":
            return {True: True, False: False}[value]
        return _checked(name, _text(value))
    except (TypeError, ValueError, AttributeError, KeyError, OverflowError, OSError) as error:
        raise InputError(
            "bad_sidecar",
            zh=f"说明文件 {where} 的 {name} 写法不对{shown(value)}，见 pipeline/ingest/README.md。",
            en=f"The sidecar {where} has a bad value for {name}{shown(value)}, see pipeline/ingest/README.md.",
        ) from error


def _rating_labels(value: Any) -> dict[str, dict[str, float]]:
    """Return question (``*``: all of them) → answer → code."""
    of_all = {label: code for label, code in value.items() if not isinstance(code, dict)}
    each = {question: labels for question, labels in value.items() if isinstance(labels, dict)} | {"*": of_all}
    said = {_text(question): _codes(labels) for question, labels in each.items() if labels}
    if not said or any(len(set(codes.values())) < 2 for codes in said.values()):
        raise ValueError(value)
    return said


def _codes(labels: dict[Any, Any]) -> dict[str, float]:
    if any(isinstance(code, bool) or not math.isfinite(float(code)) for code in labels.values()):
        raise ValueError(labels)
    return {text: float(code) for label, code in labels.items() for text in _answers(label)}


def _answers(label: Any) -> tuple[str, ...]:
    """The cells that an answer of a sidecar means; an unquoted yes or no is a truth value in YAML."""
    return TRUTH[label] if isinstance(label, bool) else (_text(label),)


def _count(value: Any) -> int:
    if int(value) < 0:
        raise ValueError(value)
    return int(value)


def _checked(name: str, text: str) -> str:
    """Return ``text``; raise what ``_value`` catches where it is none of the words or no zone or moment."""
    if name == "zone":
        ZoneInfo(text)
    is_known = text in WORDS.get(name, (text,))
    if not is_known or (name == "exported_at" and len(re.sub(r"\D", "", text)) not in MOMENT_DIGITS):
        raise ValueError(text)
    return text


def shown(value: Any) -> str:
    """Return a key or value for a message where it is a plain word or short numbers; others may be somebody's name or phone."""
    is_short = not _is_nested(value) or (len(value) <= 5 and not any(map(_is_nested, value)))
    text = str(value) if is_short else ""
    return f" {text}" if re.fullmatch(r"[A-Za-z0-9_\[\]., -]{1,30}", text) and not re.search("[0-9]{5}", text) else ""


def _is_nested(value: Any) -> bool:
    """Say whether a value has parts; a few lines of aliases can stand for billions of them."""
    return isinstance(value, list | dict | set)


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
    if _is_nested(value):
        raise TypeError
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return str(value).lower()
    if hasattr(value, "isoformat"):
        return value.isoformat(sep=" ") if hasattr(value, "hour") else value.isoformat()
    return str(value).strip()
