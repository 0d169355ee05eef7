"""The manifest of a document: every figure with its question, the warehouse run, the as-of, and what a reader sees.

    {"format": 1, "review": {quarter, language, communities, as_of, run, k, is_sample},
     "questions": [{analysis, arguments}], "figures": [[question, cell, column, value, text]],
     "visible": {place: text}, "seal": HMAC-SHA256 of all this}

``question`` is the place of a figure's question in ``questions``. ``visible`` is what the document shows, place by place, as
the format's own reader reads it: so a document that somebody edited differs from its manifest, whatever the format.
Each format keeps it where its users do not see it and their programs leave it: custom XML part, attachment, hidden sheet,
script tag. The seal is made with a key of the installation, so that nobody else can write a manifest that fits an edit.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.config import RANGES
from pipeline.privacy.keys import KEY_FILE, known_keys
from pipeline.review.model import Figure, Question, Review

FORMAT = 1
NAME = "manyidu-review.json"
LEAST_K = RANGES["k_figures"][0]  # whatever somebody writes into a manifest


@dataclass(frozen=True)
class Manifest:
    """What a document says of itself.

    Attributes:
        quarter, language, communities, as_of, run, k, is_sample: Of the review; ``as_of`` as ISO text or None.
        figures: In the order in which they are read.
        visible: Place in the document → text that is seen there; places are named by the format's reader.
    """

    quarter: str
    language: str
    communities: tuple[str, ...]
    as_of: str | None
    run: str
    k: int
    is_sample: bool
    figures: tuple[Figure, ...]
    visible: Mapping[str, str]


def seal_key(settings: Path) -> bytes | None:
    """Return the key of seals of the installation whose settings lie in ``settings``; None where nothing was ever built."""
    keys = known_keys(settings / KEY_FILE)
    return None if keys is None else keys.derive("review")


def manifest_of(review: Review, visible: Mapping[str, str]) -> Manifest:
    """Return the manifest of a document of ``review``."""
    return Manifest(
        quarter=review.quarter,
        language=review.language,
        communities=review.communities,
        as_of=None if review.as_of is None else review.as_of.isoformat(),
        run=review.run,
        k=review.k,
        is_sample=review.is_sample,
        figures=tuple(review.figures()),
        visible=dict(visible),
    )


def as_json(manifest: Manifest, key: bytes | None = None) -> str:
    """Return a manifest as JSON, the same for the same manifest; sealed where there is a ``key``."""
    questions: dict[str, int] = {}
    figures = []
    for figure in manifest.figures:
        place = questions.setdefault(_dumped(_question(figure.question)), len(questions))
        figures.append([place, dict(figure.cell), figure.column, figure.value, figure.text])
    of_review = {
        name: getattr(manifest, name)
        for name in ("quarter", "language", "communities", "as_of", "run", "k", "is_sample")
    }
    known = [json.loads(question) for question in questions]
    content = {
        "format": FORMAT,
        "review": of_review,
        "questions": known,
        "figures": figures,
        "visible": dict(manifest.visible),
    }
    return _dumped(content if key is None else content | {"seal": _seal(content, key)})


def is_sealed(text: str, key: bytes) -> bool:
    """Say whether a manifest is as it was sealed with ``key``; one that cannot be read is not."""
    try:
        content = json.loads(text)
        return hmac.compare_digest(str(content.pop("seal", "")), _seal(content, key))
    except (ValueError, AttributeError, TypeError):
        return False


def from_json(text: str) -> Manifest:
    """Return the manifest that ``as_json`` wrote.

    Raises:
        ValueError: If it is none, or of a newer format.
    """
    try:
        known = json.loads(text)
        if known["format"] != FORMAT:
            raise ValueError(f"format {known['format']}")
        questions = [Question(each["analysis"], each["arguments"]) for each in known["questions"]]
        figures = tuple(
            Figure(questions[place], cell, column, value, "", shown)
            for place, cell, column, value, shown in known["figures"]
        )
        if not all(_is_figure(figure) for figure in figures) or not isinstance(known["visible"], dict):
            raise ValueError("figures")
        of_review = known["review"] | {"communities": tuple(known["review"]["communities"])}
        of_review["k"] = max(int(of_review["k"]), LEAST_K)
        return Manifest(**of_review, figures=figures, visible=known["visible"])
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(str(error)) from error


def _is_figure(figure: Figure) -> bool:
    is_number = figure.value is None or (isinstance(figure.value, int | float) and not isinstance(figure.value, bool))
    return is_number and isinstance(figure.cell, dict) and isinstance(figure.column, str)


def _question(question: Question) -> dict[str, Any]:
    return {"analysis": question.analysis, "arguments": dict(question.arguments)}


def _seal(content: Mapping[str, Any], key: bytes) -> str:
    return hmac.digest(key, _dumped(content).encode(), "sha256").hex()


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
