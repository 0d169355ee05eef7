"""Guessing the type of a complaint from its text: a linear model, and how well it does on cases whose type is known.

model     TF-IDF of runs of 1 to 3 signs, linear support vectors with balanced classes; runs of signs need no cutting into words
keywords  per class the 50 words with the clearest surplus over the other classes; the class with most of them in a text is said
majority  always the most frequent class

The comparison is by stratified folds, each with all three learnt from its training part alone; macro-F1 as in
statistics/classification.py, so that a rare class counts as much as a frequent one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipeline.analysis.tokens import words_of
from pipeline.statistics.classification import classification, confusion

FOLDS = 5
SEEDS = (0, 1, 2)
KEYWORDS = 50
FEWEST_TEXTS = 3
LONGEST = 4000  # signs of a text that are read
Predictor = Callable[[Sequence[str]], list[str]]


def linear_model(texts: Sequence[str], types: Sequence[str]) -> Predictor:
    """Return what a model trained on labelled texts says of others."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    runs = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    model = make_pipeline(runs, LinearSVC(class_weight="balanced", random_state=0))
    model.fit([text[:LONGEST] for text in texts], list(types))
    return lambda others: [str(kind) for kind in model.predict([text[:LONGEST] for text in others])]


def learnt_keywords(texts: Sequence[str], types: Sequence[str]) -> Predictor:
    """Return what the most telling words of each class say of texts; the most frequent class where none does."""
    sizes = Counter(types)
    used: dict[str, Counter[str]] = {kind: Counter() for kind in sizes}
    for text, kind in zip(texts, types, strict=True):
        used[kind].update(set(words_of(text[:LONGEST])))
    together: Counter[str] = sum(used.values(), Counter())
    telling = {kind: _telling(counts, together, sizes[kind], len(texts)) for kind, counts in used.items()}
    usual = sizes.most_common(1)[0][0]

    def say(text: str) -> str:
        """Return the class of which a text has most telling words, else the usual one."""
        held = set(words_of(text[:LONGEST]))
        best = max(telling, key=lambda kind: (len(telling[kind] & held), sizes[kind]))
        return best if telling[best] & held else usual

    return lambda others: [say(text) for text in others]


def majority(texts: Sequence[str], types: Sequence[str]) -> Predictor:
    """Return the most frequent class for every text."""
    usual = Counter(types).most_common(1)[0][0]
    return lambda others: [usual] * len(others)


METHODS = {"model": linear_model, "keywords": learnt_keywords, "majority": majority}


def compared(
    texts: Sequence[str], types: Sequence[str], *, folds: int = FOLDS, seeds: Sequence[int] = SEEDS
) -> pd.DataFrame:
    """Return the macro-F1 of each method on each held-out fold: ``seed``, ``fold``, ``model``, ``keywords``, ``majority``.

    Args:
        folds: Parts of a split, of which each is held out once.
        seeds: One split per seed.
    """
    from sklearn.model_selection import StratifiedKFold

    written, known = np.asarray(texts, object), np.asarray(types, object)
    labels = sorted(set(types))
    rows: list[dict[str, Any]] = []
    for seed in seeds:
        splits = StratifiedKFold(folds, shuffle=True, random_state=seed).split(written, known.astype(str))
        for fold, (train, held_out) in enumerate(splits):
            row: dict[str, Any] = {"seed": seed, "fold": fold}
            for name, learn in METHODS.items():
                said = learn(written[train], known[train])(written[held_out])
                row[name] = classification(confusion(known[held_out], said, labels), labels).macro_f1
            rows.append(row)
    return pd.DataFrame(rows)


def _telling(counts: Counter[str], together: Counter[str], size: int, texts: int) -> set[str]:
    """Return the words whose share in the class differs most, in standard errors, from that in the others."""

    def surplus(word: str) -> float:
        """Return by how many standard errors the share of a word is larger inside."""
        inside, elsewhere = counts[word], together[word] - counts[word]
        share = (inside + elsewhere + 1) / (texts + 2)
        error = np.sqrt(share * (1 - share) * (1 / size + 1 / max(texts - size, 1)))
        return float(((inside + 0.5) / (size + 1) - (elsewhere + 0.5) / (texts - size + 1)) / error)

    known = [word for word in counts if together[word] >= FEWEST_TEXTS]
    return set(sorted(known, key=lambda word: (-surplus(word), word))[:KEYWORDS])
