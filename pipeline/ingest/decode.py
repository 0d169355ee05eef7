"""Which encoding a CSV file is in, and its text as UTF-8 with its records counted, in one streaming pass where possible.

The ladder: byte order mark, UTF-16 by its NULs, strict UTF-8 (also where it was encoded twice), strict GB18030 that reads like Chinese, strict EUC-KR, Shift-JIS or
Big5 that reads like its language, Windows-1252 where accents stand alone among plain letters. Guessing libraries are not used: they call short Chinese texts Korean.
A clean UTF-8 file is read where it lies; anything else is written to the scratch folder as UTF-8.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.encoding_marks import encoding_of_head
from pipeline.ingest.encodings import east_asian_encoding, encoding_of_lines, is_likely_gb18030
from pipeline.ingest.records import RecordCounter, Records
from pipeline.ingest.scratch import Scratch
from pipeline.ingest.twice_encoded import CODEC, is_twice_encoded

CHUNK = 1 << 22
SAMPLE = 1 << 18
LONGEST_RECORD = 1 << 24
BAD_BYTES = "\ufdd0"  # a noncharacter: stands for bytes that are not text


def _mark_bad_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BAD_BYTES, error.end


codecs.register_error("mark_bad_bytes", _mark_bad_bytes)


@dataclass(frozen=True)
class Decoded:
    """The text of a CSV file as UTF-8.

    Attributes:
        path: UTF-8, in place or in the scratch folder.
        encoding: As received.
        records: Counted independently of any CSV parser.
        nul_bytes: NULs left out.
        has_bad_bytes: Some records hold ``BAD_BYTES``.
    """

    path: Path
    encoding: str
    records: Records
    nul_bytes: int = 0
    has_bad_bytes: bool = False


def decode(path: Path, name: str, scratch: Scratch) -> Decoded:
    """Return the text of file ``path``.

    Raises:
        InputError: ``unknown_encoding`` or ``mixed_encodings``, in words about file ``name``.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    encoding = encoding_of_head(head) or "utf-8"
    if encoding == "utf-16" or encoding.startswith("utf-16-"):
        return _transcode(path, encoding, scratch)
    records = _count_utf8(path)
    if records is not None and is_twice_encoded(head):
        try:
            return _transcode(path, CODEC, scratch, errors="strict")
        except UnicodeError:
            pass  # further down it is not
    if records is not None:
        return _transcode(path, "utf-8", scratch) if records.has_nul else Decoded(path, encoding, records)
    if is_likely_gb18030(path):
        try:
            return _transcode(path, "gb18030", scratch, errors="strict")
        except UnicodeDecodeError:
            pass  # some line is not: the slow way decides which
    elif codec := east_asian_encoding(path):
        return _transcode(path, codec, scratch)
    return _transcode(path, encoding_of_lines(path, name), scratch)


def _count_utf8(path: Path) -> Records | None:
    """Return the records, None where the bytes are not UTF-8."""
    counter, cut = RecordCounter(LONGEST_RECORD), b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            counter.feed(chunk)
            whole, cut = _cut_last_character(cut + chunk)
            if not _is_utf8(whole):
                return None
    return None if cut else counter.finish()


def _cut_last_character(data: bytes) -> tuple[bytes, bytes]:
    """Return ``data`` without a character of several bytes whose end is still to come, and what there is of it."""
    for back in range(1, min(3, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:  # begins a character of 2, 3 or 4 bytes
            length = 2 + (byte >= 0xE0) + (byte >= 0xF0)
            return (data[:-back], data[-back:]) if back < length else (data, b"")
        if byte < 0x80:
            break
    return data, b""


def _is_utf8(data: bytes) -> bool:
    """Validate by Arrow, seven times as fast as decoding; surrogates and overlong forms are refused as by Python."""
    import pyarrow as pa

    text = pa.Array.from_buffers(
        pa.large_string(), 1, [None, pa.py_buffer(np.array([0, len(data)], np.int64)), pa.py_buffer(data)]
    )
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _transcode(path: Path, encoding: str, scratch: Scratch, errors: str = "mark_bad_bytes") -> Decoded:
    """Write the text as UTF-8, without NULs, bytes that are not text marked; count its records on the way."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    counter, clean_path = RecordCounter(LONGEST_RECORD), scratch.new_path(".txt")
    nul_bytes, has_bad_bytes = 0, False
    with path.open("rb") as file, clean_path.open("wb") as clean:
        while True:
            chunk = file.read(CHUNK)
            text = decoder.decode(chunk, final=not chunk)
            has_bad_bytes |= BAD_BYTES in text
            nul_bytes += text.count("\0")
            data = text.replace("\0", "").encode("utf-8", "surrogatepass")
            counter.feed(data)
            clean.write(data)
            if not chunk:
                break
    shown = "utf-16" if encoding.startswith("utf-16") else encoding
    return Decoded(clean_path, shown, counter.finish(), nul_bytes, has_bad_bytes)
