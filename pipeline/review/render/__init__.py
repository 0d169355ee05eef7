"""A review as files: one module per format, each of which writes documents and reads back what is seen in them.

A format's module has

    write(review, path, manifest)    the document, with the manifest (JSON text) kept where readers do not see it
    visible(path)                    place → text of what is seen, in reading order, in the words of the format's own reader
    manifest_in(path)                the manifest's JSON text, None where the document has none

    exchange_manifest(path, manifest)    another manifest in a document just written; not all have it

``write_document`` writes, reads back what is seen, and puts the manifest that holds it in, by writing again where the format
cannot exchange it. Documents are the same byte by byte for the same review.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

from pipeline.review.manifest import as_json, manifest_of
from pipeline.review.model import Review

MOST_NAMED, LONGEST_NAMES = 3, 40
UNSAFE = re.compile(r"[^\w.-]+")
FORMATS = ("html", "pdf", "pptx", "xlsx", "docx")


class Format(Protocol):
    """What the module of a format offers."""

    def write(self, review: Review, path: Path, manifest: str) -> None:
        """Write the document."""

    def visible(self, path: Path) -> Mapping[str, str]:
        """Return place → text of what is seen."""

    def manifest_in(self, path: Path) -> str | None:
        """Return the manifest's JSON text."""


def format_of(name: str) -> Format:
    """Return the module of a format of ``FORMATS``; imported here, for each brings a library of its own."""
    return import_module(f"pipeline.review.render.{name}")


def file_name(review: Review, name: str) -> str:
    """Return how a document is called: 满意度季度回顾_2024Q4.pdf, quarterly_review_2024Q4.pdf; a part of the company is named."""
    parts = ["满意度季度回顾" if review.language == "zh" else "quarterly_review", review.quarter]
    parts += [_named(review.communities)] if review.communities else []
    parts += ["示例" if review.language == "zh" else "sample"] if review.is_sample else []
    return f"{UNSAFE.sub('_', '_'.join(parts))}.{name}"


def _named(communities: Sequence[str]) -> str:
    """Return a name of a part of the company that no other part has: its communities, or some, how many, and a mark."""
    every = "-".join(communities)
    if len(communities) <= MOST_NAMED and len(every) <= LONGEST_NAMES:
        return every
    mark = hashlib.sha256("|".join(communities).encode()).hexdigest()[:6]
    return f"{'-'.join(communities[:MOST_NAMED])[:LONGEST_NAMES]}-{len(communities)}-{mark}"


def write_document(review: Review, path: Path, key: bytes | None = None) -> None:
    """Write the review to ``path`` in the format of its suffix, with its manifest; a document that cannot be written leaves none.

    Args:
        key: With which the manifest is sealed.

    Raises:
        UsageError: If the format needs a font that is not there.
        OSError: If the file cannot be written.
    """
    of = format_of(path.suffix.removeprefix("."))
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        fresh = Path(folder) / path.name
        of.write(review, fresh, as_json(manifest_of(review, {}), key))
        manifest = as_json(manifest_of(review, of.visible(fresh)), key)
        exchange = getattr(of, "exchange_manifest", None)
        if exchange:
            exchange(fresh, manifest)
        else:
            of.write(review, fresh, manifest)
        fresh.replace(path)
