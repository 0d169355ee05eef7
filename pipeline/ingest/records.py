"""Where records end: an independent count of the records of a CSV file, made without any CSV parser.

A line break ends a record where the number of quotes before it is even. That is right for every file whose quotes are
used as quotes; where they are not, the count disagrees with the parser's, and that is what it is for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LINE_FEED, RETURN, QUOTE = 10, 13, 34


@dataclass(frozen=True)
class Records:
    """The records of one file.

    Attributes:
        count: Records, title, header and blank ones included.
        blank: Row numbers (from 1) of records without a single character.
        is_plain: One kind of line break (LF or CRLF), every quote closed, no record over the limit.
        has_return: A CR stands before the LF at the end of records.
        has_nul: There are NULs among the bytes.
    """

    count: int
    blank: tuple[int, ...]
    is_plain: bool
    has_return: bool
    has_nul: bool


class RecordCounter:
    """Counts the records of UTF-8 bytes that are fed to it chunk by chunk."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._open_quotes = 0
        self._offset = 0
        self._end = 0
        self._count = 0
        self._blank: list[int] = []
        self._held = b""
        self._with_return = self._without_return = self._lone_return = self._has_nul = self._is_long = False

    def feed(self, chunk: bytes) -> None:
        """Count the records that end in ``chunk``."""
        chunk = self._held + chunk
        self._held = b"\r" if chunk.endswith(b"\r") else b""  # so that CRLF is never cut in two
        self._count_chunk(chunk[:-1] if self._held else chunk)

    def finish(self) -> Records:
        """Return the result; a last record without a line break counts."""
        self._lone_return |= bool(self._held)
        if self._offset + len(self._held) > self._end:
            self._is_long |= self._offset - self._end > self._longest
            self._count += 1
        flaws = (self._lone_return, self._is_long, self._open_quotes)
        is_plain = not any(flaws) and not (self._with_return and self._without_return)
        return Records(self._count, tuple(self._blank), is_plain, self._with_return, self._has_nul)

    def _count_chunk(self, chunk: bytes) -> None:
        data = np.frombuffer(chunk, np.uint8)
        ends = np.flatnonzero(data == LINE_FEED)
        quotes = np.flatnonzero(data == QUOTE) if self._open_quotes or QUOTE in chunk else ends[:0]
        if self._open_quotes or len(quotes):
            ends = ends[(np.searchsorted(quotes, ends) + self._open_quotes) % 2 == 0]
        self._note_returns(chunk, data, ends, quotes)
        self._has_nul |= 0 in chunk
        self._note_lengths(ends + self._offset, data, ends)
        self._open_quotes = (self._open_quotes + len(quotes)) % 2
        self._offset += len(chunk)

    def _note_returns(self, chunk: bytes, data: np.ndarray, ends: np.ndarray, quotes: np.ndarray) -> None:
        if RETURN not in chunk:
            self._without_return |= bool(len(ends))
            return
        has_return = data[np.maximum(ends - 1, 0)] == RETURN
        self._with_return |= bool(has_return.any())
        self._without_return |= not bool(has_return.all())
        returns = np.flatnonzero(data == RETURN)
        outside = (np.searchsorted(quotes, returns) + self._open_quotes) % 2 == 0
        self._lone_return |= int(outside.sum()) > int(has_return.sum())

    def _note_lengths(self, ends_in_file: np.ndarray, data: np.ndarray, ends: np.ndarray) -> None:
        if not len(ends):
            return
        lengths = np.diff(ends_in_file, prepend=self._end - 1)
        short = (lengths == 1) | ((lengths == 2) & (data[np.maximum(ends - 1, 0)] == RETURN))
        self._blank += (np.flatnonzero(short) + self._count + 1).tolist()
        self._is_long |= bool(lengths.max() > self._longest)
        self._count += len(ends)
        self._end = int(ends_in_file[-1]) + 1
