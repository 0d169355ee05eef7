"""Labels that carry what is asked about: 态度很好, 态度一般, 态度较差 are the levels 很好, 一般, 较差."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.staging.survey_labels import codes_of, rank, words

AMOUNTS = frozenset({"高", "快", "强"})  # of which the subject says whether more is good
SHORTEST = 2


def without_subject(labels: Collection[str]) -> dict[str, str]:
    """Return folded label → label without the subject that all but neutral ones begin with: 态度很好, 态度一般 → 很好, 一般.

    A subject is taken away only where a verdict is left. Of 高 and 低 it is the subject that says which is good.
    """
    same = {label: label for label in labels}
    named = sorted(label for label in labels if label not in words().neutral)
    if len(named) < 2 or named[0].isascii() or codes_of(labels, is_asked=True) is not None:
        return same
    for length in range(SHORTEST, _shared_length(named) + 1):
        bare = same | {label: label[length:] for label in named}
        stems = {found[1] for label in bare.values() if (found := rank(label))} - {""}
        if stems <= words().good - AMOUNTS and codes_of(bare.values(), is_asked=True) is not None:
            return bare
    return same


def _shared_length(ordered: Sequence[str]) -> int:
    """How many signs all of the labels, in their order, begin with."""
    first, last = ordered[0], ordered[-1]
    pairs = enumerate(zip(first, last, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(first), len(last)))
