"""The scale of a question that is answered with labels: which of them belong together, and what the others are.

A label beside a scale is a slip, says why there is no answer (没有电梯), or may be a level that no list knows: then it is not
known what the others are worth, and there is no scale.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipeline.staging.survey_labels import PLAIN, codes_of, rank, split_number, top_code, words
from pipeline.staging.survey_scales import SHARE_READ, AnswerSheet, Scale

SHARE_OF_LEVELS, SHARE_OF_WORDS = 0.99, 0.95
MOST_WITHOUT_OCCASION = 0.5
REPEATED = 2  # who alone answers so has typed it
SHORT_WORD, SHORT_LATIN = 4, 14


def label_scale(
    sheet: AnswerSheet, counts: Mapping[str, int], shared: Collection[str] = (), *, is_asked: bool = False
) -> Scale | None:
    """Return the scale of a column of labels, None where they form none or some of them may be levels of an unknown rank.

    Args:
        counts: Value → cells.
        shared: Folded labels of questions that share the set of answers.
        is_asked: As of ``codes_of``.
    """
    texts = sheet.labels
    cells = cells_of(texts, counts)
    readable = _rating_labels(cells, shared, is_asked)
    if not readable or unknown_levels(cells, readable):
        return None
    codes = codes_of(readable | set(shared), is_asked=is_asked)
    read = {value: codes[label] for value, label in texts.items() if codes and label in codes}
    others = sheet.answers - set(read)
    without = sum(counts[value] for value in others if _has_no_occasion(sheet, value, counts))
    known, beside = sum(counts[value] for value in read), sum(counts[value] for value in others)
    if (
        not read
        or known < SHARE_READ * (known + beside - without)
        or without > MOST_WITHOUT_OCCASION * (known + beside)
    ):
        return None
    written = {value: number for value in read if (number := split_number(value)[0]) is not None}
    if len(written) == len(read) and _same_direction(written, read):
        levels = {texts[value]: number for value, number in written.items()}
        low, high = min(written.values()), max(written.values())
        if written == read:  # 3 of five is no lowest end where nobody chose 1 or 2
            low, high = 1.0, top_code(readable | set(shared))
        return Scale(written | sheet.numbers, low, high, "labels", levels=levels)
    return Scale(read, 1.0, top_code(readable | set(shared)), "labels", levels=codes or {})


def without_occasion(sheet: AnswerSheet, counts: Mapping[str, int], scale: Scale) -> set[str]:
    """Return the values that no level of ``scale`` stands for and that say why there is no answer: 没有电梯."""
    return {value for value in sheet.labels if value not in scale.codes and _has_no_occasion(sheet, value, counts)}


def unread_levels(sheet: AnswerSheet, counts: Mapping[str, int], *, is_asked: bool = False) -> dict[str, int]:
    """Return the labels (with their cells) that keep a column most of whose labels are a scale from being rated: how good they are is not known."""
    cells = cells_of(sheet.labels, counts)
    readable = _rating_labels(cells, (), is_asked)
    is_main = sum(cells[label] for label in readable) >= sum(cells.values()) / 2
    return {label: n for label, n in cells.items() if label not in readable} if readable and is_main else {}


def unknown_levels(cells: Mapping[str, int], readable: Collection[str]) -> bool:
    """Return whether labels beside ``readable`` may be levels too, and are more than slips.

    Args:
        cells: Folded label → cells.
    """
    levels, answered = {label for known in words().sets for label in known}, sum(cells.values())
    others = {label: n for label, n in cells.items() if label not in readable and not words().no_occasion.match(label)}
    repeated = {label: found for label, n in others.items() if n >= REPEATED and (found := _rank_of_words(label))}
    stems = {stem for label in readable for stem in _stems(label)}
    built = levels.intersection(others) | {label for label, found in repeated.items() if _is_built_as_level(*found)}
    built |= {label for label in repeated if _ends_with_stem(label, stems)}
    short = {label for label in repeated if label not in built and _is_short_word(label)}
    of_levels, of_words = (sum(others[label] for label in chosen) for chosen in (built, short))
    return of_levels > (1 - SHARE_OF_LEVELS) * answered or of_levels + of_words > (1 - SHARE_OF_WORDS) * answered


def _rank_of_words(label: str) -> tuple[float, str] | None:
    return None if any(sign.isdigit() for sign in label) else rank(label)


def _is_built_as_level(degree: float, stem: str) -> bool:
    """Degree, negation or a known stem: 不佳, 非常马虎, 清楚."""
    return abs(degree) != PLAIN or degree < 0 or stem in words().good


def _stems(label: str) -> set[str]:
    """What the degrees of a scale are degrees of, with its opposite: "agree" and "disagree" of "somewhat disagree"."""
    found, last = rank(label), label.rsplit(" ", 1)[-1]
    return {*([found[1]] if found and found[1] else []), *([last] if last != label and rank(last) else [])}


def _ends_with_stem(label: str, stems: Collection[str]) -> bool:
    """The scale's own word with a degree that no list knows: "low polarized" beside "moderately polarized"."""
    return any(label.endswith(f" {stem}" if stem.isascii() else stem) for stem in stems)


def _is_short_word(label: str) -> bool:
    """One short word, which may be a level of a kind that no list knows: 马虎."""
    return len(label) <= (SHORT_LATIN if label.isascii() else SHORT_WORD) and " " not in label


def _has_no_occasion(sheet: AnswerSheet, value: str, counts: Mapping[str, int]) -> bool:
    label = sheet.labels.get(value)
    return label is not None and counts[value] >= REPEATED and words().no_occasion.match(label) is not None


def cells_of(texts: Mapping[str, str], counts: Mapping[str, int]) -> dict[str, int]:
    """Return folded label → cells.

    Args:
        texts: Value → folded label.
        counts: Value → cells.
    """
    cells: dict[str, int] = {}
    for value, label in texts.items():
        cells[label] = cells.get(label, 0) + counts[value]
    return cells


def _rating_labels(counts: Mapping[str, int], shared: Collection[str], is_asked: bool) -> set[str]:
    """The labels that belong together: one listed set, or the stem that most answers use, with its neutral words."""
    everything = set(counts)
    if codes_of(everything | set(shared), is_asked=is_asked) is not None:
        return everything
    ranked = {label: found for label in everything if (found := rank(label))}
    weight: dict[str, int] = {}
    for label, (_, stem) in ranked.items():
        weight[stem] = weight.get(stem, 0) + counts[label]
    main = max((stem for stem in weight if stem), key=lambda stem: weight[stem], default="")
    chosen = {label for label, (_, stem) in ranked.items() if stem in ("", main)}
    return chosen if codes_of(chosen | set(shared), is_asked=is_asked) is not None else set()


def _same_direction(written: Mapping[str, float], read: Mapping[str, float]) -> bool:
    """A number before a label is its code, unless it only counts the options from the best down."""
    ordered = [written[value] for value in sorted(read, key=lambda v: read[v])]
    return ordered == sorted(ordered)
