"""Tries every mutant and writes ``tests/mutants.md``.

    python -m tests.mutants                    all modules: hours; what a run that was stopped has found is kept
    python -m tests.mutants --only survival    modules whose name holds the word
    python -m tests.mutants --anew             forget what is known

A result is known as long as the code of its module is as it was; whoever changes tests only, begins anew. Ends with 1 where a change is noticed by no test and is not among ``equivalent.yml``. No file of the code is touched.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import ClassVar

import yaml

from tests.mutants.places import Mutant, modules, mutants_of, source_of
from tests.mutants.trials import CPU_SECONDS, Reach, reach, try_all

REPORT = Path(__file__).parents[1] / "mutants.md"
KNOWN = Path(__file__).with_name("results.json")
EQUIVALENT = Path(__file__).with_name("equivalent.yml")
LIBRARIES = ("hypothesis", "duckdb", "pandas", "narwhals", "polars", "scipy.stats", "statsmodels.api")
Found = Sequence[tuple[Mutant, str]]


def reasons() -> dict[tuple[str, str, str], str]:
    """Return (module, line of code, what is changed in it) → why the change changes nothing that can be observed."""
    listed = yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8"))
    return {
        (f"pipeline.{module}", each["code"], each["change"]): each["because"]
        for module, changes in listed.items()
        for each in changes
    }


def unnoticed(found: Found) -> list[tuple[Mutant, str, str]]:
    """Return the mutants that no test noticed, with outcome and the reason where there is one."""
    known = reasons()
    return sorted(
        (
            (mutant, said, known.get((mutant.module, mutant.code, mutant.before), ""))
            for mutant, said in found
            if said != "noticed"
        ),
        key=lambda each: (bool(each[2]), each[0].module, each[0].place),
    )


def report(found: Found, places: int) -> str:
    """Return the results as a page: a table by module, then what was not noticed."""
    others = unnoticed(found)
    of_module, equal = Counter(m.module for m, _ in found), Counter(m.module for m, _, why in others if why)
    open_ = Counter(m.module for m, _, why in others if not why)
    lines = [
        "# Changes that the tests notice",
        "",
        f"Of {places:,} places in `pipeline/metrics` and `pipeline/statistics` {len(found):,} were changed, one at a time (`make mutants`). The tests",
        f"noticed {len(found) - len(others):,}; {equal.total()} change nothing that can be observed; {open_.total()} are open.",
        "",
        "| module | changed | noticed | equivalent | open |",
        "|---|---|---|---|---|",
    ]
    for name, n in sorted(of_module.items()):
        lines.append(f"| {name} | {n} | {n - equal[name] - open_[name]} | {equal[name]} | {open_[name]} |")
    lines += ["", f"Not noticed, or no answer within {CPU_SECONDS} s of work (timeout):", ""]
    for m, said, why in others:
        lines.append(f"- {m.module}, line {m.line}: `{_short(m.before)}` → `{_short(m.after)}`: {why or said}")
    return "\n".join(lines) + "\n"


def _short(text: str) -> str:
    line = " ".join(text.split()).replace("`", "'")
    return line if len(line) <= 100 else f"{line[:97]}…"


class Results:
    """What is known of every mutant, kept in ``results.json``: module → digest of its code, and a letter per place."""

    LETTERS: ClassVar = {"noticed": "n", "not noticed": "-", "timeout": "t", "doubtful": "?", "unknown": "."}
    OPEN = ("doubtful", "unknown")

    def __init__(self, mutants: Sequence[Mutant]) -> None:
        kept = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}
        self.of_module: dict[str, tuple[str, list[str]]] = {}
        self.mutants = mutants
        for module, places in Counter(mutant.module for mutant in mutants).items():
            digest = hashlib.sha256(source_of(module).read_bytes()).hexdigest()[:16]
            before, letters = kept.get(module, ("", ""))
            self.of_module[module] = (digest, list(letters if before == digest else self.LETTERS["unknown"] * places))

    def said(self, mutant: Mutant) -> str:
        """Return what is known of a mutant: few examples may have left it ``doubtful``."""
        words = {letter: word for word, letter in self.LETTERS.items()}
        return words[self.of_module[mutant.module][1][mutant.place]]

    def found(self) -> list[tuple[Mutant, str]]:
        """Return what is known for good."""
        said = ((mutant, self.said(mutant)) for mutant in self.mutants)
        return [(mutant, word) for mutant, word in said if word not in self.OPEN]

    def keep(self, mutant: Mutant, said: str) -> None:
        """Write down what was found."""
        self.of_module[mutant.module][1][mutant.place] = self.LETTERS[said]
        lines = [
            f"{json.dumps(name)}: {json.dumps([digest, ''.join(all_)])}"
            for name, (digest, all_) in self.of_module.items()
        ]
        KNOWN.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _tell(results: Results, all_of_them: int, places: Iterator[int], mutant: Mutant, said: str) -> None:
    results.keep(mutant, said)
    if said == "doubtful":
        return
    place = next(places)
    if said != "noticed":
        change = f"{_short(mutant.before)}  →  {_short(mutant.after)}"
        print(f"{place}/{all_of_them} {said}: {mutant.module}:{mutant.line}  {change}", flush=True)


def main() -> int:
    """Try the mutants, print those that no test noticed, and write the report of all that is known."""
    parser = argparse.ArgumentParser(description="Change the code on purpose; list what no test notices.")
    parser.add_argument("--only", default="", help="part of a module's name")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    parser.add_argument("--anew", action="store_true", help="forget what is known")
    options = parser.parse_args()
    if options.anew:
        KNOWN.unlink(missing_ok=True)
    every = [mutant for name in modules() for mutant in mutants_of(name)]
    results = Results(every)
    asked = [mutant for mutant in every if options.only in mutant.module]
    unknown, doubtful = (
        [mutant for mutant in asked if results.said(mutant) == word] for word in ("unknown", "doubtful")
    )
    known = reasons()
    equivalent = {mutant for mutant in asked if (mutant.module, mutant.code, mutant.before) in known}
    for mutant in equivalent.intersection(doubtful):
        results.keep(mutant, "not noticed")
    doubtful = [mutant for mutant in doubtful if mutant not in equivalent]
    for library in LIBRARIES:
        importlib.import_module(library)
    reached = reach() if unknown or doubtful else Reach()
    if reached is None:
        print("The tests fail on the code as it is: nothing can be said of a change.")
        return 1
    try:
        tell = partial(_tell, results, len(unknown) + len(doubtful), count(1))
        try_all(unknown, doubtful, reached, options.jobs, tell, equivalent)
    finally:  # also where somebody stops it
        found = results.found()
        REPORT.write_text(report(found, len(every)), encoding="utf-8")
    open_ = [mutant for mutant, _, why in unnoticed(found) if not why]
    print(f"{len(found)} of {len(every)} changed, {len(open_)} open")
    return int(bool(open_))


if __name__ == "__main__":
    sys.exit(main())
