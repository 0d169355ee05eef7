"""From ``patterns.yml`` to the macro ``scrub_text``: which texts are touched, and what stands instead.

A text is touched only where one of the rules, or the row's own name, occurs in it (full-width letters and digits come back
in ASCII); every other text is only read. The test for this is made of the very same patterns, joined with ``|``.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.shipped import read_shipped

PATTERNS = Path(__file__).with_name("patterns.yml")
SCRIPT = Path(__file__).with_name("scrub.sql")
MOST_GROUPS = 9  # RE2 knows \1 to \9
MOST_CHARACTERS = 6000

# Characters in which something personal may hide: the rules read the text in ASCII and without them.
UNUSUAL = r"[\x01０-９Ａ-Ｚａ-ｚ＠－．\x{3000}\x{AD}\x{61C}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]"
MARK = "\x01"


@dataclass(frozen=True)
class Rule:
    """What is replaced by ``[kind]``, and what must stand before and after it. All three are RE2 without groups."""

    kind: str
    find: str
    before: str = ""
    after: str = ""

    @property
    def pattern(self) -> str:
        """Return the pattern, with a group for what stands before and one for what stands after, where there is any."""
        before = f"({self.before})" if self.before else ""
        after = f"({self.after})" if self.after else ""
        return f"{before}(?:{self.find}){after}"

    @property
    def groups(self) -> int:
        """Return how many groups ``pattern`` has."""
        return bool(self.before) + bool(self.after)


@dataclass(frozen=True)
class Patterns:
    """The rules in order, and ordinary words that the rules for names must not touch, at all or before a title."""

    rules: tuple[Rule, ...]
    ordinary: str
    ordinary_before_title: str
    surname: str
    title: str

    def is_name(self, text: str) -> bool:
        """Say whether a text reads like the full name of a Chinese person."""
        return re.fullmatch(rf"{self.surname}[\u4e00-\u9fff]{{1,2}}", text) is not None

    def gates(self) -> list[str]:
        """Return patterns of which at least one matches where any rule does, or may do once the text is in ASCII.

        Not one for all: RE2 keeps the states it met in a small memory, and a text is read a hundred times slower when
        the states of a pattern do not fit. Two smaller patterns are quick.
        """
        gates = [UNUSUAL]
        for rule in self.rules:
            if len(gates[-1]) + len(rule.pattern) > MOST_CHARACTERS:
                gates.append("")
            gates[-1] += f"|{rule.pattern}" if gates[-1] else rule.pattern
        return gates

    def replacements(self) -> list[tuple[str, str]]:
        """Return (pattern, replacement) in the order of use: rules of one kind in one pass, as far as groups allow."""
        passes: list[list[Rule]] = []
        for rule in self.rules:
            joined = [*passes[-1], rule] if passes and passes[-1][0].kind == rule.kind else []
            if joined and sum(each.groups for each in joined) <= MOST_GROUPS:
                passes[-1] = joined
            else:
                passes.append([rule])
        return [("|".join(rule.pattern for rule in joined), _replacement(joined)) for joined in passes]


@functools.cache
def load_patterns() -> Patterns:
    """Read ``patterns.yml``, fragments filled in."""
    document = read_shipped(PATTERNS)
    fragments = document["fragments"]
    rules = tuple(Rule(**{part: _filled(text, fragments) for part, text in rule.items()}) for rule in document["rules"])
    return Patterns(
        rules, document["ordinary"], document["ordinary_before_title"], fragments["surname"], fragments["title"]
    )


def scrub_macro() -> str:
    """Return the statements that create ``scrub_text(text, own_name)``; they use the macros of ``text.sql``."""
    patterns = load_patterns()
    scrubbed = "case when has_name(text, own_name) then without_name(readable(text), own_name) else readable(text) end"
    scrubbed = f"regexp_replace({scrubbed}, {_sql(f'({patterns.ordinary})')}, '\\1{MARK}', 'g')"
    before_title = f"({patterns.ordinary_before_title})({patterns.title})"
    scrubbed = f"regexp_replace({scrubbed}, {_sql(before_title)}, '\\1{MARK}\\2', 'g')"
    for pattern, replacement in patterns.replacements():
        scrubbed = f"regexp_replace({scrubbed}, {_sql(pattern)}, {_sql(replacement)}, 'g')"
    values = {
        "unusual": UNUSUAL,
        "ordinary": patterns.ordinary,
        "may_be_personal": " or ".join(f"regexp_matches(text, {_sql(gate)})" for gate in patterns.gates()),
        "scrubbed": scrubbed,
        "mark": MARK,
    }
    script = SCRIPT.read_text(encoding="utf-8")
    for name, value in values.items():
        script = script.replace(f"<<{name}>>", value)
    return script


def _replacement(rules: list[Rule]) -> str:
    """Return what was before, the placeholder, what was after; groups of the rules that did not match are empty."""
    before, after, number = "", "", 0
    for rule in rules:
        if rule.before:
            number += 1
            before += f"\\{number}"
        if rule.after:
            number += 1
            after += f"\\{number}"
    return f"{before}[{rules[0].kind}]{after}"


def _filled(pattern: str, fragments: dict[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda name: fragments[name[1]], pattern)


def _sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
