"""The reasons of a match in words, Chinese and English, for ``manyidu layouts FILE``."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layouts.header import Header
from pipeline.layouts.layout import Column, Layout


def reasons_of(
    layout: Layout, header: Header, columns: Sequence[Column], missing: Sequence[str]
) -> tuple[dict[str, str], ...]:
    """Return the sentences that say why a layout fits or does not, most telling first.

    Those on what is missing and on the fields, which who shows both otherwise leaves out, say what they are ``about``.
    """
    sentences = []
    if missing:
        sentences.append(_sentence("缺少：{}", "Missing: {}", missing) | {"about": "missing"})
    sentences.append(_header(header))
    if known := [f"{column.header} → {column.field}" for column in columns if column.use == "field"]:
        sentences.append(_sentence("认出的列：{}", "Columns known: {}", known) | {"about": "fields"})
    if questions := sum(1 for column in columns if column.use == "question"):
        sentences.append({"zh": f"题目列 {questions} 个。", "en": f"{questions} question columns."})
    for use, zh, en in (
        ("personal", "个人信息，不保留：{}", "Personal, not kept: {}"),
        ("unknown", "不认识的列：{}", "Columns not known: {}"),
    ):
        if names := [column.header for column in columns if column.use == use]:
            sentences.append(_sentence(zh, en, names))
    if layout.is_own:
        sentences.append({"zh": "这是您自己的格式。", "en": "This is a layout of your own."})
    return tuple(sentences)


def _header(header: Header) -> dict[str, str]:
    first, last = header.index + 1, header.index + header.height
    if header.height == 1:
        return {"zh": f"表头在第 {first} 行。", "en": f"The header is row {first}."}
    return {"zh": f"表头在第 {first} 至 {last} 行。", "en": f"The header is rows {first} to {last}."}


def _sentence(zh: str, en: str, items: Sequence[str]) -> dict[str, str]:
    return {"zh": zh.format("、".join(items)) + "。", "en": en.format(", ".join(items)) + "."}
