"""Signals made by hand, runs on them, and servers that they are sent to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from pipeline.watch import Signal, memory
from pipeline.watch.deliver import Channel
from pipeline.watch.render import News
from pipeline.watch.run import Run
from tests.watch.servers import Mailbox, Robots, running

NOW = datetime(2025, 2, 1, 7)


def overdue(count: int, same_from: int = 5) -> Signal:
    """Return the signal that so many complaints are overdue."""
    said = f"朗月城有 {count} 件投诉超过时限还没有解决。"
    return Signal("overdue", "overdue/XM10", count, same_from, date(2024, 11, 3), said, "resolution?community=XM10")


def missed(newest: str, since: str) -> Signal:
    """Return the signal that a target is missed from one month to another."""
    said = f"按时率从 {since} 起没有达到目标。"
    return Signal("target", "target/on_time_rate", newest, since, date.fromisoformat(since), said, "resolution")


def news(*signals: Signal, language: str = "zh", address: str = "https://board.example.com") -> News:
    return News(signals, language, "2025-01-31", address)


@pytest.fixture
def tell(tmp_path) -> Callable[..., list[str]]:
    """Return a function that tells a channel the signals that hold and returns the keys that were news to it."""

    def run(channel: Channel, *holding: Signal, is_dry: bool = False, day: str = "2025-01-31") -> list[str]:
        with memory(tmp_path) as known:
            fresh = [signal.key for signal in known.news(channel.name, holding)]
            Run(holding, replace(news(), day=day), known, NOW, is_dry).tell(channel)
        return fresh

    return run


@pytest.fixture(autouse=True)
def _at_once(monkeypatch) -> None:
    """Try again without a pause, and straight to this machine."""
    monkeypatch.setattr("pipeline.watch.deliver.PAUSES_SECONDS", (0, 0))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def robots() -> Iterator[Robots]:
    with running(Robots()) as server:
        yield server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running(Mailbox()) as server:
        yield server
