"""The memory of a version: each answer is found once, what fails is not kept, and what is used least makes room."""

from __future__ import annotations

import threading
import time

import pandas as pd
import pytest

from dashboards.memory import MEGABYTE, Memory
from pipeline.metrics.remembering import COUNTS, ROWS


def test_an_answer_is_found_once_by_sessions_that_ask_at_the_same_time():
    memory, found = Memory(), []

    def find():
        time.sleep(0.05)
        found.append(1)
        return "answer"

    got = []
    askers = [threading.Thread(target=lambda: got.append(memory((ROWS, "what"), find))) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert got == ["answer"] * 8
    assert len(found) == 1


def test_what_fails_is_not_kept_and_may_be_asked_again():
    memory = Memory()
    with pytest.raises(ZeroDivisionError):
        memory((ROWS, "what"), lambda: 1 / 0)
    assert memory((ROWS, "what"), lambda: 2) == 2


def test_frames_that_take_too_much_memory_make_room_for_the_next_and_small_answers_stay():
    memory, large = Memory(), pd.DataFrame({"n": range(12 * MEGABYTE)})  # 96 MB each
    memory((ROWS, "small"), lambda: 1)
    for name in range(8):
        memory((COUNTS, name), lambda: large)
    again = []
    for name in (7, 0):
        memory((COUNTS, name), lambda name=name: again.append(name))
    assert again == [0]
    assert memory((ROWS, "small"), lambda: 2) == 1
