"""The SQL macros of this package, made on one connection: pseudonyms, scrubbing, rooms, shapes of values.

They are TEMP macros, since those for pseudonyms hold keys: nothing of them reaches a database file, and a cursor or a
second connection has to be registered by itself.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.privacy.keys import Keys
from pipeline.privacy.patterns import scrub_macro

HERE = Path(__file__).parent
PURPOSES = ("home", "resident", "staff")

NARROW = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in "!\"'(),:;?[]{}") + " "
WIDE = "".join(chr(ord(sign) + 0xFEE0) if sign != " " else "\u3000" for sign in NARROW)
INVISIBLE_RANGES = ((0x01, 0x01), (0xAD, 0xAD), (0x61C, 0x61C), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F))
INVISIBLE = "".join(chr(code) for first, last in INVISIBLE_RANGES for code in range(first, last + 1)) + "\ufeff"
PHONE_SEPARATORS = " \t\u00a0()（）.·•_-‐‑‒–—―"

NUMERALS = "0-9A-Z〇零一二两三四五六七八九十百"
BUILDING = f"(?P<building>(?:(?:[{NUMERALS}]+|[东南西北中])[期区])?[{NUMERALS}]{{1,4}})(?:号楼|#楼|栋|幢|座|楼|#|-)"
UNIT = f"(?:(?P<unit>[{NUMERALS}]{{1,3}})(?:单元|号门|门|-))?"
FLOOR = f"(?:[{NUMERALS}]{{1,3}}[层楼])?"
SUFFIX = "(?:室|房间|房|号房|号|户)?$"
HOME = f"(?:^|[^#{NUMERALS}]){BUILDING}{UNIT}{FLOOR}(?P<room>[{NUMERALS}]{{2,5}}){SUFFIX}"
ROOM = (
    f"^(?:APARTMENT|APT|ROOM|RM|UNIT|FLAT|SUITE|STE|房号|室号)?[.:：#]*([{NUMERALS}]{{1,5}}(?:-[0-9]{{1,4}})?){SUFFIX}"
)


def register(connection: duckdb.DuckDBPyConnection, keys: Keys) -> None:
    """Create the macros of this package on ``connection``.

    ``scrub_text(text, own_name)``, ``home_pseudonym(community, building, unit, room)``,
    ``resident_pseudonym(phone, name, home)``, ``handler_code(name)``, ``split_room(text)``, ``value_shape(value)``.
    """
    values = {
        "wide_and_invisible": _quoted(WIDE + INVISIBLE),
        "narrow": _quoted(NARROW),
        "to_convert": "[" + "".join(f"\\x{{{ord(sign):X}}}" for sign in WIDE + INVISIBLE) + "]",
        "phone_separators": _quoted(PHONE_SEPARATORS),
        "home": HOME,
        "room": ROOM,
    }
    for purpose in PURPOSES:
        inner, outer = keys.pads(purpose)
        values |= {f"{purpose}_inner": inner.hex(), f"{purpose}_outer": outer.hex()}
    for script in ("text.sql", "pseudonyms.sql", "rooms.sql"):
        connection.execute(_filled((HERE / script).read_text(encoding="utf-8"), values))
    connection.execute(scrub_macro())


def scrubbed_text(text: str) -> str:
    """Return a text that somebody typed without the personal data in it; no key is needed for that."""
    with duckdb.connect() as connection:
        register(connection, Keys(bytes(32)))
        return connection.execute("select scrub_text(?, null)", [text]).fetchall()[0][0]


def _filled(script: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        script = script.replace(f"<<{name}>>", value)
    return script


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
