"""What changed and what only seems to: every comparison beyond chance, those that would be by themselves, the largest of the rest.

A change whose own interval holds no change may be chance among hundreds of comparisons: it is told apart, as not certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.metrics.explain import CHANCE
from pipeline.review.answers import Answers
from pipeline.review.family import Comparison, Family
from pipeline.review.findings import sentence
from pipeline.review.model import Block, Bullets, Paragraph, Section, Sentence
from pipeline.review.themes import figure_of
from pipeline.review.words import said

MOST, MOST_NAMED = 8, 5
MOST_UNSURE, MOST_UNCHANGED = 6, 6
LOOKS_LARGE = {"share": 0.03, "count": 0.1}  # of shares in points, of counts as a part of what it was
FEWEST_PEOPLE, FEWEST_CASES = 30, 20


def section(answers: Answers, found: Family) -> Section:
    """Return the section; each figure is told once, with the comparison that matters more."""
    language, title = answers.language, said("section.changes", answers.language)
    if not found.size:
        nothing = Paragraph((Sentence(said("changes.incomparable", language)), *not_compared(found, language)))
        return Section("changes", title, (nothing,))
    signals = once(found.signals)
    over_time = [signal for signal in signals if signal.against != "rest"]
    blocks: list[Block] = []
    for tone in ("better", "worse"):
        blocks += _list(f"changes.{tone}", [one for one in over_time if one.tone == tone], language)
    standing = [signal for signal in signals if signal.against == "rest"]
    if standing:
        blocks += _list("changes.gaps", standing, language)
    told = {figure_of(signal) for signal in over_time}
    others = [one for one in found.comparisons if one.against != "rest" and figure_of(one) not in told]
    unsure = once(one for one in others if one.row["p"] <= CHANCE and one.matter > 0)
    if unsure:
        blocks += _list("changes.unsure", sorted(unsure, key=_is_of_part)[:MOST_UNSURE], language)
    seeming = sorted((one for one in others if one.row["p"] > CHANCE and _seems(one)), key=_seeming, reverse=True)
    blocks += _list("changes.unchanged", sorted(once(seeming), key=_is_of_part)[:MOST_UNCHANGED], language)
    if found.unlike:
        blocks.append(Paragraph((Sentence(said("changes.not_compared", language)),), is_heading=True))
        blocks.append(Paragraph(not_compared(found, language)))
    return Section("changes", title, tuple(blocks))


def not_compared(found: Family, language: str) -> tuple[Sentence, ...]:
    """Return why complaints of all communities together are not held against last year; nothing where they are."""
    if not found.unlike:
        return ()
    names = said("subtitle.joiner", language).join(found.unlike[:MOST_NAMED])
    more = len(found.unlike) - MOST_NAMED
    names = said("names.more", language, names=names, count=more) if more > 0 else names
    return (Sentence(said("changes.unlike", language, names=names)),)


def once(comparisons: Iterable[Comparison]) -> list[Comparison]:
    """Return each figure once, with the first of its comparisons of a kind (over time, between communities)."""
    known: dict[tuple[object, ...], Comparison] = {}
    for comparison in comparisons:
        known.setdefault((figure_of(comparison), comparison.against == "rest"), comparison)
    return list(known.values())


def _list(key: str, comparisons: Sequence[Comparison], language: str) -> list[Block]:
    title = Paragraph((Sentence(said(key, language)),), is_heading=True)
    if not comparisons:
        return [title, Paragraph((Sentence(said("changes.none", language)),))]
    shown: list[Block] = [title, Bullets(tuple(sentence(one) for one in comparisons[:MOST]))]
    if len(comparisons) > MOST:
        more = len(comparisons) - MOST
        said_more = said("changes.more.one" if more == 1 else "changes.more", language, count=more)
        shown.append(Paragraph((Sentence(said_more),)))
    return shown


def _seems(comparison: Comparison) -> bool:
    """Say whether a change within chance is so large that people will take it for one."""
    metric, row = comparison.answer.result.metric, comparison.row
    if metric.unit not in LOOKS_LARGE:
        return False
    is_few = row[metric.denominator] < FEWEST_PEOPLE
    if metric.unit == "count":
        is_few = max(row[metric.value], row[metric.value] - row["change"]) < FEWEST_CASES
    return not is_few and _seeming(comparison) >= LOOKS_LARGE[metric.unit]


def _is_of_part(comparison: Comparison) -> bool:
    return bool(comparison.answer.result.by)


def _seeming(comparison: Comparison) -> float:
    metric, row = comparison.answer.result.metric, comparison.row
    change = abs(float(row["change"]))
    if metric.unit == "share":
        return change
    before = float(row[metric.value]) - float(row["change"])
    return float(np.divide(change, before)) if before > 0 else 0.0
