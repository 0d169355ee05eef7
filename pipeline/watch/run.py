"""One run: each channel is told what is news to it, and what has arrived is remembered at once, channel by channel."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.watch.deliver import Channel
from pipeline.watch.render import News, as_html, as_text, rows
from pipeline.watch.signal import Signal
from pipeline.watch.state import Memory


@dataclass(frozen=True)
class Printed:
    """What stands on the output, as ``table`` (lines), ``json`` or ``html``; a channel like the others."""

    form: str
    name: str = "output"

    def deliver(self, news: News) -> Iterator[Sequence[Signal]]:
        """Print the news, also where there are none; see ``Channel``."""
        print(as_html(news) if self.form == "html" else _json(news) if self.form == "json" else as_text(news))
        sys.stdout.flush()  # here, so that what a full disk or a closed pipe has swallowed does not count as told
        yield news.signals


@dataclass(frozen=True)
class Run:
    """One run: the signals that hold, how news of them are said, what was told before, when; ``is_dry``: nothing is remembered."""

    holding: Sequence[Signal]
    said_as: News
    memory: Memory
    now: datetime
    is_dry: bool

    def has_news(self, channel: Channel) -> bool:
        """Say whether there is anything that the channel was not told."""
        return bool(self.memory.news(channel.name, self.holding))

    def tell(self, channel: Channel) -> None:
        """Give a channel its news, and remember those that have arrived.

        Raises:
            DeliveryError: If some did not arrive.
        """
        fresh = self.memory.news(channel.name, self.holding)
        delivered: list[Signal] = []
        try:
            for part in channel.deliver(replace(self.said_as, signals=fresh, going_on=len(self.holding) - len(fresh))):
                delivered += part
        finally:
            self.remember(channel, delivered)

    def remember(self, channel: Channel, delivered: Sequence[Signal] = ()) -> None:
        """Keep what a channel was told, and forget what no longer holds."""
        if not self.is_dry:
            self.memory.remember(channel.name, self.holding, delivered, at=self.now, until=self.said_as.day)
            self.memory.save()


def _json(news: News) -> str:
    return json.dumps(rows(news), ensure_ascii=False, indent=2)
