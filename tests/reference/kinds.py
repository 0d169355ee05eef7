"""A kind of case: the public functions of the product that answer it, and how a case is recognised as one of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from math import isclose, isfinite
from typing import Any

import numpy as np

from tests.reference.case import Case


@dataclass(frozen=True)
class Kind:
    """How one kind of case is answered.

    Attributes:
        name: What a case may say itself under ``kind``.
        cases: Ids of known cases.
        keys: Keys of ``expected`` (at any depth, not names of columns or groups), or patterns ("by_day_*"), by which other
            cases are recognised.
        words: Words of a case's text that decide between kinds with the same keys, and where no key fits.
        compute: Case → what the product says, keyed as ``expected``; more keys than expected do no harm.
        not_offered: Why the product does not offer this kind at all; then there is no ``compute``.
        keys_not_offered: Pattern of a dotted key ("*.lavaan_two_step") → why the product does not give it.
        folder: The folder of its subject, which decides between kinds with the same keys; set in ``cases``.
    """

    name: str
    cases: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    compute: Callable[[Case], Any] | None = None
    not_offered: str = ""
    keys_not_offered: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""

    def likeness(self, case: Case) -> float:
        """Return how far a case is one of this kind: the share of keys that fit, and more for words and the folder."""
        said = set(_keys(case.expected))
        fitting = {key for key in said if any(fnmatch(key, pattern) for pattern in self.keys)}
        lacking = sum(not any(fnmatch(key, pattern) for key in said) for pattern in self.keys)
        words = len(set(re.findall(r"[\w-]+", case.words.lower())) & self.words)
        is_its_folder = case.folder.name[:2] == self.folder[:2]
        if not fitting and not (words > 1 and is_its_folder):
            return 0.0
        return len(fitting) / (len(said) + lacking) + 0.05 * words + 0.2 * is_its_folder

    def reason(self, path: str) -> str:
        """Return why the product does not give this key of ``expected``, or nothing."""
        return next((why for pattern, why in self.keys_not_offered.items() if fnmatch(path, pattern)), "")


def kind_of(case: Case, kinds: tuple[Kind, ...]) -> Kind | None:
    """Return the kind of a case: by its id, by the kind it names, else the most alike in keys, then in words."""
    for kind in kinds:
        if case.id in kind.cases or case.entry.get("kind") == kind.name:
            return kind
    best = max(kinds, key=lambda kind: kind.likeness(case), default=None)
    return best if best and best.likeness(case) > 0 else None


def _keys(expected: Any) -> Iterator[str]:
    if isinstance(expected, dict):
        for key, value in expected.items():
            yield key
            yield from _keys(value)
    elif isinstance(expected, list):
        for value in expected:
            yield from _keys(value)


MISSING = object()


@dataclass(frozen=True)
class Comparison:
    """One number, text or null of ``expected`` beside what the product says."""

    path: str
    expected: Any
    got: Any
    agrees: bool

    def __str__(self) -> str:
        got = "not given" if self.got is MISSING else repr(self.got)
        return f"{self.path}: expected {self.expected!r}, got {got}"


def compare(expected: Any, got: Any, tolerance: Mapping[str, float], path: str = "") -> Iterator[Comparison]:
    """Compare value by value; a list of another length is one disagreement."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            inner = got[key] if isinstance(got, Mapping) and key in got else MISSING
            yield from compare(value, inner, tolerance, f"{path}.{key}" if path else key)
    elif isinstance(expected, list) and got is not MISSING and len(got := _listed(got, len(expected))) == len(expected):
        for place, (value, inner) in enumerate(zip(expected, got, strict=True)):
            yield from compare(value, inner, tolerance, f"{path}[{place}]")
    else:
        yield Comparison(path, expected, got, _agrees(expected, got, tolerance))


def _listed(got: Any, length: int) -> Any:
    """Return the list; one number, as limits that are the same at every point, stands for all of them."""
    return got if not isinstance(got, str) and np.ndim(got) else [got] * length


def _agrees(expected: Any, got: Any, tolerance: Mapping[str, float]) -> bool:
    """Pass when |got − expected| ≤ abs + rel·|expected|; null is undefined, None or NaN, or infinite."""
    if got is MISSING or isinstance(expected, list):
        return False
    if isinstance(expected, str | bool):
        return bool(got == expected)
    if isinstance(got, Mapping | str):
        return False
    if got is not None and np.ndim(got):
        return bool(len(got)) and all(_agrees(expected, each, tolerance) for each in got)
    undefined = got is None or not isfinite(float(got))
    if expected is None or undefined:
        return undefined and (expected is None or expected == got)
    return isclose(got, expected, rel_tol=0, abs_tol=tolerance.get("abs", 0) + tolerance.get("rel", 0) * abs(expected))
