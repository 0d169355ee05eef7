"""What questions to a version of the warehouse found out, kept for whoever asks next, in all sessions.

Answers are kept as they are and nobody changes them. Streamlit's own caches hash each argument and look at the function's signature
whenever they are asked: a quarter of a millisecond, and a page asks some hundred times.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.metrics.protected import Cells
from pipeline.metrics.remembering import CELLS, COUNTS, ROWS
from pipeline.metrics.result import Result

Key = tuple[str, str]  # file and run of a warehouse
ANSWERS = "answers"  # metrics, as pages ask for them
MEGABYTE = 2**20


@dataclass
class _Kept:
    """Answers of one kind, those used last at the end: at most so many, and so many bytes of frames."""

    most: int
    most_bytes: int
    answers: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    size: int = 0

    def add(self, what: Hashable, answer: Any) -> None:
        """Keep an answer, and forget those that were not used for longest."""
        self.answers[what] = answer
        self.size += _bytes_of(answer)
        while len(self.answers) > 1 and (len(self.answers) > self.most or self.size > self.most_bytes):
            self.size -= _bytes_of(self.answers.popitem(last=False)[1])


class Memory:
    """Keeps the answers used last; each is found once, also where several sessions ask for it at the same time."""

    def __init__(self) -> None:
        # Kinds are apart, so that many small answers do not push out a large one.
        self._kinds = {
            ROWS: _Kept(4000, 50 * MEGABYTE),
            ANSWERS: _Kept(2000, 200 * MEGABYTE),
            CELLS: _Kept(1000, 200 * MEGABYTE),
            COUNTS: _Kept(1000, 500 * MEGABYTE),
        }
        self._finding: defaultdict[Hashable, Lock] = defaultdict(Lock)
        self._lock = Lock()

    def __call__(self, what: tuple[Hashable, ...], find: Callable[[], Any]) -> Any:
        """Return the answer to ``what``, whose first part is its kind, found now or before."""
        kept = self._kinds[str(what[0])]
        with self._lock:
            if what in kept.answers:
                kept.answers.move_to_end(what)
                return kept.answers[what]
            finding = self._finding[what]
        with finding:
            with self._lock:
                if what in kept.answers:  # somebody else was looking for it
                    return kept.answers[what]
            try:
                answer = find()
                with self._lock:
                    kept.add(what, answer)
            finally:
                with self._lock:
                    self._finding.pop(what, None)
        return answer


def _bytes_of(answer: Any) -> int:
    """Return how much memory the frame of an answer takes, texts counted by their places only; 0 where it has none."""
    frame = answer.frame if isinstance(answer, Result) else answer.counts if isinstance(answer, Cells) else answer
    return int(frame.memory_usage().sum()) if isinstance(frame, pd.DataFrame) else 0


# Two: the version that is served and, while one is published, its follower.
@st.cache_resource(max_entries=2, show_spinner=False)
def of(key: Key) -> Memory:
    """Return the memory of one version of the warehouse."""
    return Memory()
