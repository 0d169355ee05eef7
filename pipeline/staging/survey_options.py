"""Options that hold the separator themselves: "Yes - a car, SUV, truck or van" among options that are joined by commas.

Their parts always stand together and in one order, which options that people choose from do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

TOGETHER = 0.98
ENOUGH, ENOUGH_IN_BRACKETS = 20, 2


def whole_options(values: Mapping[str, int], separator: str) -> tuple[str, ...]:
    """Return the options with ``separator`` inside, the longest first.

    Args:
        values: Joined cell → how many respondents gave it.
    """
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    written: dict[str, Counter[str]] = {}
    for value, cells in values.items():
        parts = value.split(separator)
        single.update(dict.fromkeys(map(str.strip, parts), cells))
        pairs.update({(first.strip(), second.strip()): cells for first, second in pairwise(parts)})
        for first, second in pairwise(parts):
            blanks = first[len(first.rstrip()) :] + separator + second[: len(second) - len(second.lstrip())]
            written.setdefault(second.strip(), Counter())[blanks] += cells
    following = {
        first: second
        for (first, second), cells in pairs.items()
        if first
        and second
        and cells >= (ENOUGH_IN_BRACKETS if _is_open(first) else ENOUGH)
        and cells >= TOGETHER * max(single[first], single[second])
    }
    found = [_chain(first, following) for first in following.keys() - set(following.values())]
    texts = ["".join([chain[0], *(written[part].most_common(1)[0][0] + part for part in chain[1:])]) for chain in found]
    return tuple(sorted(texts, key=len, reverse=True))


def _chain(first: str, following: Mapping[str, str]) -> list[str]:
    chain = [first]
    while (second := following.get(chain[-1])) is not None and second not in chain:
        chain.append(second)
    return chain


def _is_open(part: str) -> bool:
    """Whether a bracket opens in a part and does not close."""
    return part.count("(") + part.count("（") > part.count(")") + part.count("）")
