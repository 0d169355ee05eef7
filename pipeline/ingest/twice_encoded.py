"""Text that was encoded twice: bytes of UTF-8 taken for Windows-1252 and written as UTF-8 again (``GÃ©nero``, ``æ»¡æ„``).

No text is so by chance: an ``Ã`` that stands for itself is hardly ever followed by a sign of the right range, and never always.
The codec ``utf-8-twice`` reads it.
"""

from __future__ import annotations

import codecs

CODEC = "utf-8-twice"


def _character_of(number: int) -> str:
    """What Windows-1252 has for a byte, and Latin-1 for the five that it leaves open."""
    byte = bytes([number])
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:
        return byte.decode("latin-1")


BYTES = {number: chr(number) for number in range(256)} | {
    ord(_character_of(number)): chr(number) for number in range(256)
}


class _Decoder(codecs.IncrementalDecoder):
    """UTF-8 read twice."""

    def __init__(self, errors: str = "strict") -> None:
        super().__init__(errors)
        self.outer, self.inner = (codecs.getincrementaldecoder("utf-8-sig")(errors) for _ in range(2))

    def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]
        """Return the text of the next bytes; UnicodeError where they were not encoded twice."""
        text = self.outer.decode(data, final)
        return self.inner.decode(text.translate(BYTES).encode("latin-1"), final)


def _found(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != CODEC:
        return None
    return codecs.CodecInfo(codecs.utf_8_encode, codecs.utf_8_decode, incrementaldecoder=_Decoder, name=CODEC)


codecs.register(_found)


def is_twice_encoded(head: bytes) -> bool:
    """Return whether the lines at the beginning of a file of UTF-8 are UTF-8 once more."""
    lines = head[: head.rfind(b"\n") + 1] or head
    if lines.removeprefix(codecs.BOM_UTF8).isascii():
        return False
    try:
        _Decoder().decode(lines, final=True)
    except UnicodeError:
        return False
    return True
