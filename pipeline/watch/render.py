"""News as text for a terminal or a chat, as rows for JSON, and as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from pipeline.watch.signal import KINDS, Kind, Signal
from pipeline.watch.words import said

STYLE = """
body { font: 16px/1.6 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif; color: #1b2733; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.35rem; } h2 { font-size: 1rem; margin: 1.6rem 0 .4rem; color: #48596a; }
ul { margin: 0; padding: 0; list-style: none; } li { padding: .5rem 0 .5rem .8rem; border-left: 3px solid #9aa7b4; margin-bottom: .5rem; }
li.worse { border-color: #b3540f; } li.better { border-color: #1f6fb2; }
.since, footer { color: #5b6b7a; font-size: .875rem; } a { color: #175a93; } .since, li a { white-space: nowrap; }
"""


@dataclass(frozen=True)
class News:
    """What is told in one go.

    Attributes:
        day: Last day that the exports cover, as text; empty where there are none.
        address: Of the dashboard; empty: links are its pages only.
        going_on: How many signals told before still hold.
    """

    signals: Sequence[Signal]
    language: str
    day: str
    address: str = ""
    going_on: int = 0
    is_sample: bool = False

    @property
    def title(self) -> str:
        """How many there are, and up to when the data go."""
        count = len(self.signals)
        key = "title.none" if not count else "title.one" if count == 1 else "title"
        title = said(key, self.language, count=count)
        if not self.day:
            return title
        return said("as_of.joined", self.language, title=title, day=said("as_of", self.language, day=self.day))

    def link(self, signal: Signal) -> str:
        """Return the address of the signal's page."""
        return f"{self.address}/{signal.page}"

    def since(self, signal: Signal) -> str:
        """Return from when a signal holds, in words."""
        return said("since", self.language, day=signal.since)

    def by_kind(self) -> list[tuple[Kind, list[Signal]]]:
        """Return the signals by their kind, in the order of kinds."""
        grouped = [(kind, [one for one in self.signals if one.kind == kind]) for kind in KINDS]
        return [(kind, own) for kind, own in grouped if own]

    def notes(self) -> list[str]:
        """Return what stands below the signals."""
        notes = [said("going_on", self.language, count=self.going_on)] if self.going_on else []
        return [*notes, said("sample", self.language)] if self.is_sample else notes


def as_text(news: News) -> str:
    """Return the news as lines, the signals under the heading of their kind."""
    lines = [news.title]
    for kind, signals in news.by_kind():
        lines += ["", said(f"kind.{kind}", news.language)]
        lines += [line(news, signal) for signal in signals]
    return "\n".join([*lines, *(["", *news.notes()] if news.notes() else [])])


def line(news: News, signal: Signal) -> str:
    """Return a signal as one line: sentence, since when, link."""
    return f"- {signal.sentence} [{news.since(signal)}] {news.link(signal)}"


def rows(news: News) -> list[dict[str, Any]]:
    """Return the news as rows: ``key``, ``kind``, ``tone``, ``since``, ``sentence``, ``link``."""
    return [
        {
            "key": signal.key,
            "kind": signal.kind,
            "tone": signal.tone,
            "since": signal.since.isoformat(),
            "sentence": signal.sentence,
            "link": news.link(signal),
        }
        for signal in news.signals
    ]


def as_html(news: News) -> str:
    """Return the news as one page that loads nothing; all texts are escaped."""
    parts = [_heading(kind, signals, news) for kind, signals in news.by_kind()]
    notes = "".join(f"<p>{escape(note)}</p>" for note in news.notes())
    return (
        f'<!doctype html>\n<html lang="{news.language}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(news.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(news.title)}</h1>\n{''.join(parts)}<footer>{notes}</footer>\n</body>\n</html>\n"
    )


def _heading(kind: Kind, signals: Sequence[Signal], news: News) -> str:
    items = "".join(
        f'<li class="{signal.tone}">{escape(signal.sentence)} <span class="since">{escape(news.since(signal))}</span>'
        f"{_anchor(news, signal)}</li>\n"
        for signal in signals
    )
    return f"<h2>{escape(said(f'kind.{kind}', news.language))}</h2>\n<ul>\n{items}</ul>\n"


def _anchor(news: News, signal: Signal) -> str:
    """Return a link where the dashboard's address is known; a page alone leads nowhere from a mail."""
    if not news.address:
        return ""
    return f' <a href="{escape(news.link(signal))}">{escape(said("open", news.language))}</a>'
