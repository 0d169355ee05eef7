"""How people write a community's name: mostly right, sometimes an alias, now and then a typo."""

import numpy as np
import pandas as pd

_ALIAS_SHARE, _TYPO_SHARE = 0.08, 0.006


def spell_communities(
    names: pd.Series, communities: pd.DataFrame, rng: np.random.Generator, *, alias_share: float = _ALIAS_SHARE
) -> list[str]:
    """Return ``names`` as typed by many hands; aliases are in the roster, typos are not."""
    aliases = dict(zip(communities["name"], communities["aliases"], strict=True))
    typos = dict(zip(communities["name"], communities["typo"], strict=True))
    draws = rng.random(len(names))
    return [
        _spell(name, draw, aliases[name], typos[name], alias_share) for name, draw in zip(names, draws, strict=True)
    ]


def _spell(name: str, draw: float, aliases: list[str], typo: str, alias_share: float) -> str:
    if draw < _TYPO_SHARE:
        return typo
    if draw < _TYPO_SHARE + alias_share:
        return aliases[int(draw * 10_000) % len(aliases)]
    return name
