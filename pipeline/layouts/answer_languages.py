"""Labels of rating answers in other languages as the English ones (``answer_languages.yml``), whose ranks are known.

    muy satisfecho → very satisfied, plutôt pas d'accord → rather not agree, stimme voll zu → completely agree

A column is read in the one language that knows most of its labels: two of them, or all. A label is put into English only
where every word of it is known; any other stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.shipped import read_shipped

LEAST_LABELS, LONGEST = 2, 80
GENDERS = re.compile(r"(?<=[^\W\d_])(?:\((?:a|o|e|as|os|es|s|in|innen)\)|[/·](?:a|o|e|as|os)\b)")


@dataclass(frozen=True)
class Language:
    """The words of one language.

    Attributes:
        stems: Pattern of a label around a stem → the English stem; longer stems first.
        adverbs: Words around a stem → the English ones; None for those that mean the middle of a scale.
        whole: Label → English label.
        silent: Pattern of words that add nothing.
        signs: Pattern of what every label of the language holds.
    """

    stems: tuple[tuple[re.Pattern[str], str], ...]
    adverbs: Mapping[str, str | None]
    whole: Mapping[str, str]
    silent: re.Pattern[str]
    signs: re.Pattern[str]

    def in_english(self, label: str) -> str | None:
        """Return the English of a folded label, None where some word of it is not known."""
        if len(label) > LONGEST or not self.signs.search(label):
            return None
        plain = _one_blank(GENDERS.sub("", label.replace(",", " ")))
        if plain in self.whole:
            return self.whole[plain]
        for pattern, stem in self.stems:
            if found := pattern.match(plain):
                around = _one_blank(self.silent.sub(" ", " ".join(found.groups())))
                if around in self.adverbs:
                    adverb = self.adverbs[around]
                    return f"{adverb} {stem}".strip() if adverb is not None else "neutral"
        return None


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages of ``answer_languages.yml``."""
    return tuple(_language(raw) for raw in read_shipped(Path(__file__).with_suffix(".yml")).values())


@cache
def no_answers() -> frozenset[str]:
    """Return the folded labels that are no answer in any of the languages."""
    raw = read_shipped(Path(__file__).with_suffix(".yml"))
    return frozenset(label for words in raw.values() for label in words.get("none", ()))


def in_english(labels: Collection[str]) -> dict[str, str]:
    """Return folded label → English label for those of a column's labels that one language knows; empty where none knows enough."""
    read = [{label: english for label in labels if (english := known.in_english(label))} for known in languages()]
    best = max(read, key=len, default={})
    return best if len(best) >= min(LEAST_LABELS, len(labels)) else {}


def _language(raw: dict[str, Any]) -> Language:
    stems = [(word, english) for english, words in raw["stems"].items() for word in words]
    longest_first = sorted(stems, key=lambda pair: len(pair[0]), reverse=True)
    degrees = {word: english for english, words in raw["degrees"].items() for word in words}
    negations = {word: english for english, words in raw["negations"].items() for word in words}
    adverbs: dict[str, str | None] = {"": ""} | degrees | negations | dict.fromkeys(raw.get("middle", ()))
    adverbs |= {
        f"{degree} {word}": f"{english} not"
        for degree, english in degrees.items()
        for word, negation in negations.items()
        if negation == "not" and f"{degree} {word}" not in negations
    }
    whole = {word: english for english, words in raw.get("whole", {}).items() for word in words}
    signs = {word.split(" ")[0] for word in [*whole, *(word for word, _ in stems)]}
    return Language(
        stems=tuple((_around(word), english) for word, english in longest_first),
        adverbs=adverbs,
        whole=whole,
        silent=re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, raw['silent'])) or '$^'})(?!\w)"),
        signs=re.compile("|".join(map(re.escape, sorted(signs)))),
    )


def _around(stem: str) -> re.Pattern[str]:
    """The pattern of a stem with other words before it, in the place of ``*`` and behind it."""
    return re.compile("^(.*?)" + re.escape(stem).replace(r"\ \*\ ", "(.*?)") + "(.*)$")


def _one_blank(text: str) -> str:
    return " ".join(text.split())
