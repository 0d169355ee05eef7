"""Work done beside the main work of a review, by a second process, for most of a review is Python and Python uses one core.

What some sections ask depends on no other section: it is asked here while the main process asks the rest, of the same version of
the warehouse. Every other document is written here too. A process that dies, say for want of memory, costs time and nothing else.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, TypeVar

from pipeline.config import Settings
from pipeline.review.answers import Answers, in_turn
from pipeline.review.model import Review
from pipeline.review.render import write_document
from pipeline.warehouse import Version, Warehouse

T = TypeVar("T")

LOOK_SECONDS = 0.2
_opened: list[Warehouse] = []  # of the second process


class SecondProcess:
    """A process that asks and writes beside this one; where there is none, everything is done in turn."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool

    def ask(self, asked: Callable[[Answers], T], answers: Answers) -> Callable[[], T]:
        """Begin to ask, and return what waits for the answer; ``asked`` is a function of a module."""
        scope = answers.start, answers.communities, answers.language, answers.k, answers.until
        return self._begun(in_turn(asked, answers), _ask, asked, scope)

    def write(self, review: Review, paths: Sequence[Path], key: bytes | None) -> Iterator[Path]:
        """Write the documents, every other one beside this process, and yield each path when it is there.

        Raises:
            UsageError, OSError: As ``write_document``.
        """
        begun = {
            path: self._begun(partial(write_document, review, path, key), write_document, review, path, key)
            for path in paths[1::2]
        }
        for path in paths[::2]:
            write_document(review, path, key)
            yield path
        for path, written in begun.items():
            written()
            yield path

    def _begun(self, alone: Callable[[], T], work: Callable[..., T], *arguments: Any) -> Callable[[], T]:
        """Begin work in the second process, and return what waits for it; ``alone`` does it here where there is none or it died."""
        if self._pool is None:
            return alone
        try:
            return partial(_result, self._pool.submit(work, *arguments), alone)
        except BrokenExecutor:
            return alone


def _result(future: Future[T], alone: Callable[[], T]) -> T:
    try:
        return future.result()
    except BrokenExecutor:
        return alone()


@contextmanager
def second_process(settings: Settings, version: Version) -> Iterator[SecondProcess]:
    """Yield a second process that reads ``version`` of the warehouse; none on a machine of one core."""
    if (os.cpu_count() or 1) < 2:
        yield SecondProcess(None)
        return
    before = active_children()
    pool = ProcessPoolExecutor(1, get_context("spawn"), _begin, (settings, version))
    try:
        with _deaf():
            pool.submit(int)  # starts it
        yield SecondProcess(pool)
    except BaseException:
        for child in active_children():
            if child not in before:
                child.kill()  # what it is at is wanted by nobody any more
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _deaf() -> Iterator[None]:
    """Ignore Ctrl-C for a moment, so that a process that starts now ignores it too: it is for the main one to answer."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    answer = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, answer)


def _begin(settings: Settings, version: Version) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where that is not handed down
    ending = threading.Event()
    # A thread that is still there at the end makes DuckDB's binding complain.
    Finalize(None, ending.set, exitpriority=0)
    threading.Thread(target=_end_with_parent, args=(ending,)).start()
    _opened.append(Warehouse(settings, version, None))


def _end_with_parent(ending: threading.Event) -> None:
    """End when the main process is gone, however it went."""
    parent = parent_process()
    while parent is not None and not ending.wait(LOOK_SECONDS):
        if not parent.is_alive():
            os._exit(1)


def _ask(asked: Callable[[Answers], T], scope: tuple) -> T:
    with _opened[0].cursor() as cursor:
        return asked(Answers(cursor, *scope))
