"""Association of types or needs: which of them come from the same households (specification clause ch4.a2).

    support    = n(left ∪ right) / n               confidence = n(left ∪ right) / n(left)
    lift       = confidence / share(right)         leverage   = support − share(left) · share(right)
    conviction = (1 − share(right)) / (1 − confidence)

n counts households, or other baskets, and left ∪ right those that have all the items of a rule. χ² (without correction),
odds ratio and Fisher's p (one-sided: more often together than by chance) are of the 2×2 table left × right. q is Benjamini
and Hochberg's over the rules listed, a family that the thresholds have chosen from: read it as a guide. A rule has one item
on its right. Lift is the same in both directions, confidence is not. Sources: Agrawal and Srikant (1994); Hahsler (2005).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.intervals import Array
from pipeline.statistics.multiplicity import false_discovery

Itemset = frozenset[Any]
AT_THRESHOLD = (
    1e-9  # a share exactly at its threshold reaches it; compared without tolerance, floating point loses some
)
LONGEST = 3
RULE = ["left", "right", "n", "support", "confidence", "lift", "leverage", "conviction"]
TESTS = ["chi_square", "odds_ratio", "p", "q"]


@dataclass(frozen=True)
class Itemsets:
    """Sets of items that come together often enough.

    Attributes:
        counts: Set of items → baskets that hold all of them.
        baskets: All baskets, those without an item too.
        items: Item → baskets that hold it, frequent or not, most frequent first.
    """

    counts: dict[Itemset, float]
    baskets: float
    items: dict[Any, float]


def frequent_itemsets(
    baskets: Iterable[tuple[Collection[Any], float]], minimum_support: float, longest: int | None = LONGEST
) -> Itemsets:
    """Return all sets of at most ``longest`` items that at least ``minimum_support`` of the baskets hold.

    Args:
        baskets: (items, number of baskets with exactly these items), as the engine counts them; an item counts once.
        minimum_support: Share of all baskets, 0 to 1.
    """
    contents, times = [], []
    for content, number in baskets:
        contents.append(frozenset(content))
        times.append(float(number))
    weights = np.array(times)
    names = list(dict.fromkeys(item for content in contents for item in content))
    column = {item: place for place, item in enumerate(names)}
    held = np.zeros((len(contents), len(names)))
    for row, content in enumerate(contents):
        held[row, [column[item] for item in content]] = 1
    totals = weights @ held if len(weights) else np.zeros(0)
    least = minimum_support * weights.sum() - AT_THRESHOLD * max(weights.sum(), 1)
    found: dict[tuple[int, ...], float] = {}
    _extend((), held, weights, np.arange(len(names)), least, longest or len(names), found)
    order = sorted(range(len(names)), key=lambda place: -totals[place])
    counts = {frozenset(names[place] for place in places): number for places, number in found.items()}
    return Itemsets(counts, float(weights.sum()), {names[place]: float(totals[place]) for place in order})


def _extend(
    prefix: tuple[int, ...],
    held: Array,
    weights: Array,
    candidates: Array,
    least: float,
    longest: int,
    found: dict[tuple[int, ...], float],
) -> None:
    """Add to ``found`` every frequent set of ``prefix`` and later items; ``held`` has the baskets that hold the prefix."""
    counts = weights @ held
    frequent = (counts >= least) & (counts > 0)
    held, candidates, counts = held[:, frequent], candidates[frequent], counts[frequent]
    for place, item in enumerate(candidates):
        longer = (*prefix, int(item))
        found[longer] = float(counts[place])
        if len(longer) < longest and place + 1 < len(candidates):
            holding = held[:, place] > 0
            _extend(
                longer, held[holding, place + 1 :], weights[holding], candidates[place + 1 :], least, longest, found
            )


def rules(itemsets: Itemsets, minimum_confidence: float) -> Any:
    """Return the rules left → right of two or more items, the highest lift first.

    Args:
        minimum_confidence: Share of the baskets with ``left`` that must hold ``right`` too, 0 to 1.

    Returns:
        A pandas frame: ``left`` (frozenset), ``right``, ``n``, ``support``, ``confidence``, ``lift``, ``leverage``,
        ``conviction`` (infinite at confidence 1), ``chi_square``, ``odds_ratio``, ``p``, ``q``.
    """
    import pandas as pd

    counts, total = itemsets.counts, itemsets.baskets
    splits = [
        (items - {right}, right, n) for items, n in counts.items() if len(items) > 1 for right in sorted(items, key=str)
    ]
    listed = [split for split in splits if split[2] / counts[split[0]] >= minimum_confidence - AT_THRESHOLD]
    frame = pd.DataFrame(listed, columns=["left", "right", "n"])
    n = frame["n"].to_numpy(float)
    n_left = np.array([counts[left] for left in frame["left"]], float)
    n_right = np.array([itemsets.items[right] for right in frame["right"]], float)
    with np.errstate(divide="ignore", invalid="ignore"):
        measures = {
            "support": n / total,
            "confidence": n / n_left,
            "lift": n * total / (n_left * n_right),
            "leverage": n / total - n_left * n_right / total**2,
            "conviction": (1 - n_right / total) / (1 - n / n_left),
        } | pair_tests(n, n_left, n_right, total)
    frame = frame.assign(**measures)[[*RULE, *TESTS]]
    return frame.sort_values(["lift", "n"], ascending=False, kind="stable", ignore_index=True)


def pair_tests(n: Array, n_left: Array, n_right: Array, total: Any) -> dict[str, Array]:
    """Return the tests of the 2×2 tables with ``n`` baskets that hold both sides: χ², odds ratio, Fisher's p, and q."""
    from scipy.stats import hypergeom

    only_left, only_right = n_left - n, n_right - n
    neither = total - n_left - only_right
    margins = n_left * n_right * (total - n_left) * (total - n_right)
    p = hypergeom.sf(n - 1, total, n_left, n_right)
    return {
        "chi_square": total * (n * neither - only_left * only_right) ** 2 / margins,
        "odds_ratio": n * neither / (only_left * only_right),
        "p": p,
        "q": false_discovery(p),
    }
