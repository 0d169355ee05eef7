"""Which encoding a file is in that is not clean UTF-8, decided line by line.

Decoding without an error proves nothing for GB18030, so a text also has to read like Chinese: the share of everyday
characters among all that are not ASCII is 1.0 for real text, 0.4 for Big5 and 0.2 for UTF-8 read as GBK.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pipeline.ingest.refusals import refusal

LEAST_SHARE = 0.7
SAMPLE_BYTES = 1 << 18
LEVEL_1 = range(0xB0, 0xD8)
PUNCTUATION = range(0xA1, 0xA4)


def _characters(rows: range) -> str:
    """Return the characters of some rows of GB 2312."""
    return bytes(byte for row in rows for cell in range(0xA1, 0xFF) for byte in (row, cell)).decode("gb2312", "ignore")


COMMON = frozenset(_characters(LEVEL_1) + _characters(PUNCTUATION))


def _of_rows(codec: str, rows: range) -> frozenset[str]:
    """The characters of two bytes whose first is one of ``rows``."""
    pairs = (bytes((row, cell)).decode(codec, "replace") for row in rows for cell in range(0x40, 0xFF))
    return frozenset(pair for pair in pairs if len(pair) == 1 and pair > "\x7f")


@cache
def _korean() -> frozenset[str]:
    """Everyday syllables and signs."""
    return _of_rows("euc_kr", range(0xA1, 0xC9))


@cache
def _japanese() -> frozenset[str]:
    """Kana, signs and kanji of level 1; no kana of half width, which are single bytes: all of EUC-KR would be some."""
    return _of_rows("shift_jis", range(0x81, 0x99))


@cache
def _taiwanese() -> frozenset[str]:
    """Signs and characters of level 1."""
    return _of_rows("big5", range(0xA1, 0xC7))


LEAST_EAST_ASIAN, LEAST_SYLLABLES = 0.9, 0.95
ENOUGH_SYLLABLES = 20  # of Chinese characters four in ten lie beyond the rows that Korean syllables fill
EAST_ASIAN: dict[str, Callable[[], frozenset[str]]] = {"cp949": _korean, "cp932": _japanese, "cp950": _taiwanese}


def is_likely_gb18030(path: Path) -> bool:
    """Return True where the first lines that are not ASCII read like Chinese in GB18030."""
    sample = _foreign_lines(path)
    decoder = codecs.getincrementaldecoder("gb18030")("ignore")
    is_foreign = are_lone_accents(sample) or _reads_like_korean(sample)
    return not is_foreign and reads_like_chinese(decoder.decode(sample))


def _reads_like_korean(sample: bytes) -> bool:
    """Whether many different characters are all syllables of EUC-KR, whose rows hold the commonest Chinese characters too."""
    try:
        text = codecs.getincrementaldecoder("cp949")("strict").decode(sample)
    except UnicodeDecodeError:
        return False
    different = {character for character in text if character > "\x7f"}
    return len(different) >= ENOUGH_SYLLABLES and len(different & _korean()) >= LEAST_SYLLABLES * len(different)


def _foreign_lines(path: Path) -> bytes:
    """The first lines that are not ASCII."""
    sample = bytearray()
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                sample += line[:SAMPLE_BYTES]
            if len(sample) >= SAMPLE_BYTES:
                break
    return bytes(sample)


def east_asian_encoding(path: Path) -> str | None:
    """Return the codec of Korean, Japanese or Taiwanese text that is neither UTF-8 nor GB18030, None where it reads like none of them."""
    sample = _foreign_lines(path)
    if are_lone_accents(sample):
        return None
    for codec, everyday in EAST_ASIAN.items():
        try:
            text = codecs.getincrementaldecoder(codec)("strict").decode(sample)
        except UnicodeDecodeError:
            continue
        foreign = [character for character in text if character > "\x7f"]
        if foreign and sum(character in everyday() for character in foreign) >= LEAST_EAST_ASIAN * len(foreign):
            return codec
    return None


def encoding_of_lines(path: Path, name: str) -> str:
    """Return the encoding of nearly all lines of the file; the bad bytes of the other lines cost their rows.

    Raises:
        InputError: ``mixed_encodings`` with the first line of the rarer one, or ``unknown_encoding``.
    """
    kinds: Counter[str] = Counter()
    first: dict[str, int] = {}
    sample = bytearray()
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            kind = _kind(line)
            kinds[kind] += 1
            first.setdefault(kind, number)
            if kind != "ascii" and len(sample) < SAMPLE_BYTES:
                sample += line[:SAMPLE_BYTES]
    return _decide(kinds, first, bytes(sample), name)


def _decide(kinds: Counter[str], first: dict[str, int], sample: bytes, name: str) -> str:
    if kinds["utf-8"] and kinds["gb18030"]:
        rarer = min(("utf-8", "gb18030"), key=lambda kind: kinds[kind])
        raise refusal("mixed_encodings", name, first[rarer])
    if not kinds["utf-8"] and are_lone_accents(sample):
        return "cp1252"
    encoding = "utf-8" if kinds["utf-8"] or not kinds["gb18030"] else "gb18030"
    if kinds["other"] > max(1, kinds[encoding] // 10) or (kinds["other"] and not kinds[encoding] + kinds["ascii"]):
        raise refusal("unknown_encoding", name)
    return encoding


def _kind(line: bytes) -> str:
    if line.isascii():
        return "ascii"
    for encoding in ("utf-8", "gb18030"):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or reads_like_chinese(text):
            return encoding
    return "other"


def reads_like_chinese(text: str) -> bool:
    """Return True where most different non-ASCII characters are everyday hanzi (GB 2312 level 1) or Chinese punctuation."""
    foreign = {character for character in set(text) if character > "\x7f"}
    return len(foreign & COMMON) >= LEAST_SHARE * len(foreign)


def are_lone_accents(data: bytes) -> bool:
    """Return True where non-ASCII bytes stand alone among many ASCII ones, as accents and curly quotes of one byte do."""
    foreign = [index for index, byte in enumerate(data) if byte > 0x7F]
    padded = b" " + data + b" "
    alone = sum(padded[index] < 0x80 and padded[index + 2] < 0x80 for index in foreign)
    is_western = all(data[index] not in b"\x81\x8d\x8f\x90\x9d" for index in foreign)
    return is_western and alone >= 0.9 * len(foreign) and 0 < len(foreign) * 10 < len(data)
