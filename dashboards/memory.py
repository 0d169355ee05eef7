"""What questions to a version of the warehouse found out, kept for whoever asks next, in all sessions.

Answers are kept as they are and nobody changes them. Streamlit's own caches hash each argument and look at the function's signature
whenever they are asked: a quarter of a millisecond, and a page asks some hundred times.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

import streamlit as st

from pipeline.metrics.remembering import CELLS, COUNTS, ROWS

Key = tuple[str, str]  # file and run of a warehouse
ANSWERS = "answers"  # metrics, as pages ask for them
# How many are kept of each kind: they are apart, so that many small answers do not push out a large one.
MOST = {ROWS: 4000, ANSWERS: 2000, CELLS: 400, COUNTS: 60}


class Memory:
    """Keeps the answers used last; each is found once, also where several sessions ask for it at the same time."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, OrderedDict[Hashable, Any]] = {kind: OrderedDict() for kind in MOST}
        self._finding: defaultdict[Hashable, Lock] = defaultdict(Lock)
        self._lock = Lock()

    def __call__(self, what: tuple[Hashable, ...], find: Callable[[], Any]) -> Any:
        """Return the answer to ``what``, whose first part is its kind, found now or before."""
        kept = self._kept[what[0]]
        with self._lock:
            if what in kept:
                kept.move_to_end(what)
                return kept[what]
            finding = self._finding[what]
        with finding:
            with self._lock:
                if what in kept:  # somebody else was looking for it
                    return kept[what]
            try:
                answer = find()
            finally:
                self._finding.pop(what, None)
            with self._lock:
                kept[what] = answer
                if len(kept) > MOST[str(what[0])]:
                    kept.popitem(last=False)
        return answer


@st.cache_resource(
    max_entries=2, show_spinner=False
)  # the version that is served and, while one is published, its follower
def of(key: Key) -> Memory:
    """Return the memory of one version of the warehouse."""
    return Memory()
