"""Which encoding a CSV file is in, and its text as UTF-8 with its records counted, in one streaming pass where possible.

The ladder: byte order mark, UTF-16 by its NULs, strict UTF-8, strict GB18030 that reads like Chinese, Windows-1252
where accents stand alone among plain letters. Guessing libraries are not used: they call short Chinese texts Korean.
A clean UTF-8 file is read where it lies; anything else is written to the scratch folder as UTF-8.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from pipeline.encoding_marks import encoding_of_head
from pipeline.ingest.encodings import encoding_of_lines, is_likely_gb18030
from pipeline.ingest.records import RecordCounter, Records
from pipeline.ingest.scratch import Scratch

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
    if records is not None:
        return _transcode(path, "utf-8", scratch) if records.has_nul else Decoded(path, encoding, records)
    if is_likely_gb18030(path):
        try:
            return _transcode(path, "gb18030", scratch, errors="strict")
        except UnicodeDecodeError:
            pass  # some line is not: the slow way decides which
    return _transcode(path, encoding_of_lines(path, name), scratch)


def _count_utf8(path: Path) -> Records | None:
    """Return the records, None where the bytes are not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    counter = RecordCounter(LONGEST_RECORD)
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
                counter.feed(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return None
    return counter.finish()


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
