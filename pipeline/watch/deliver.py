"""Delivery of signals to a channel: what every channel can do, and trying again where nothing can have arrived."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from pipeline.errors import ManyiduError
from pipeline.watch.render import News
from pipeline.watch.signal import Signal

TIMEOUT_SECONDS = 20
PAUSES_SECONDS = (1, 4)  # before the second and the third try
Found = TypeVar("Found")


class DeliveryError(ManyiduError):
    """Signals that did not arrive, or that nobody knows to have arrived; they are told next time."""


class NotSentError(DeliveryError):
    """A failure before anything can have arrived, or an answer that asks to come again: worth another try."""


class Channel(Protocol):
    """Somewhere to send signals to."""

    @property
    def name(self) -> str:
        """Its name, under which it is remembered what was told."""

    def deliver(self, news: News) -> Iterator[Sequence[Signal]]:
        """Send the news, in parts where they are long, and yield the signals of each part that has arrived.

        Raises:
            DeliveryError: If a part did not arrive.
        """


def tried(send: Callable[[], Found]) -> Found:
    """Return what ``send`` returns, tried anew a few times where it raises ``NotSentError``."""
    for pause in PAUSES_SECONDS:
        try:
            return send()
        except NotSentError:
            time.sleep(pause)
    return send()
