"""Changes the metrics and statistics on purpose, one place at a time, and lists the changes that no test notices.

    python -m tests.mutants                    a sample of 150 places; writes tests/mutants.md
    python -m tests.mutants --most 0           all places
    python -m tests.mutants --only survival    only modules whose name holds the word; writes nothing

A mutant is one comparison, operator, constant or condition changed. It lives in memory: no file is touched. Each one is
tried in a fork of this process, which has the libraries imported, so that it costs its tests and not their start.

Why not mutmut or cosmic-ray: mutmut leaves decorated functions out, and every metric is one; cosmic-ray writes each
mutant into the working tree and starts Python anew for it, which makes of half an hour half a day.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import importlib.abc
import importlib.util
import os
import random
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("metrics", "statistics")
REPORT = Path(__file__).with_name("mutants.md")
SEED, MOST, CPU_SECONDS = 2024, 150, 120
LIBRARIES = ("pytest", "hypothesis", "duckdb", "pandas", "narwhals", "scipy.stats", "statsmodels.api", "yaml")
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div, ast.Pow: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: the ``place``-th changeable node of a module."""

    module: str
    place: int
    line: int
    before: str
    after: str


def changed(node: ast.AST) -> ast.AST | None:
    """Return the node with one thing changed, None where there is nothing to change."""
    new = copy.deepcopy(node)
    if isinstance(new, ast.Compare) and type(new.ops[0]) in SWAPS:
        new.ops[0] = SWAPS[type(new.ops[0])]()  # type: ignore[assignment]
    elif isinstance(new, ast.BinOp | ast.BoolOp) and type(new.op) in SWAPS and not _is_text(new):
        new.op = SWAPS[type(new.op)]()  # type: ignore[assignment]
    elif isinstance(new, ast.UnaryOp) and isinstance(new.op, ast.Not | ast.Invert | ast.USub):
        return new.operand
    elif isinstance(new, ast.Constant) and isinstance(new.value, bool):
        new.value = not new.value
    elif isinstance(new, ast.Constant) and isinstance(new.value, int | float):
        new.value += 1
    else:
        return None
    return new


def _is_text(node: ast.AST) -> bool:
    return any(isinstance(part, ast.JoinedStr) or _is_string(part) for part in ast.walk(node))


def _is_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


class Places(ast.NodeTransformer):
    """Visits the changeable nodes of a module in order, and changes the one at ``wanted``."""

    def __init__(self, module: str, wanted: int | None = None) -> None:
        self.module, self.wanted, self.found = module, wanted, list[Mutant]()

    def visit(self, node: ast.AST) -> ast.AST:
        """Change this node or look inside; annotations and f-strings are not code that can be wrong by one."""
        if isinstance(node, ast.JoinedStr):
            return node
        new = changed(node)
        if new is not None:
            place = len(self.found)
            self.found.append(Mutant(self.module, place, node.lineno, ast.unparse(node), ast.unparse(new)))  # type: ignore[attr-defined]
            if place == self.wanted:
                return ast.copy_location(new, node)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list"):
                continue
            if isinstance(value, list):
                setattr(node, name, [self.visit(each) if isinstance(each, ast.AST) else each for each in value])
            elif isinstance(value, ast.AST):
                setattr(node, name, self.visit(value))
        return node


def source_of(module: str) -> Path:
    """Return the file of a module."""
    return ROOT / f"{module.replace('.', '/')}.py"


def mutants_of(module: str) -> list[Mutant]:
    """Return all mutants of a module."""
    places = Places(module)
    places.visit(ast.parse(source_of(module).read_text(encoding="utf-8")))
    return places.found


class Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module in its changed form."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        """Answer for the changed module only."""
        if name != self.mutant.module:
            return None
        return importlib.util.spec_from_file_location(name, source_of(name), loader=self)

    def exec_module(self, module: object) -> None:
        """Run the changed code."""
        path = source_of(self.mutant.module)
        tree = Places(self.mutant.module, self.mutant.place).visit(ast.parse(path.read_text(encoding="utf-8")))
        exec(compile(ast.fix_missing_locations(tree), str(path), "exec"), module.__dict__)  # type: ignore[arg-type]


def tests_for(module: str) -> list[str]:
    """Return the tests, the module's own first: most mutants die there."""
    package, name = module.split(".")[1:]
    own = ROOT / "tests" / package / f"test_{name}.py"
    folders = sorted((ROOT / "tests" / each for each in PACKAGES), key=lambda folder: folder.name != package)
    return [str(path) for path in ([own] if own.exists() else []) + folders]


def try_out(mutant: Mutant | None, tests: Sequence[str]) -> int:
    """Run the tests on a mutant (None: on the code as it is) in a fork and return its process id."""
    child = os.fork()
    if child:
        return child
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))  # not by the clock: the machine may be busy
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    if mutant:
        sys.meta_path.insert(0, Importer(mutant))
    import pytest

    os._exit(int(pytest.main(["-x", "-q", "-p", "no:xdist", "--hypothesis-seed=0", *tests])) != 0)


def outcomes(mutants: Sequence[Mutant], jobs: int) -> Iterator[tuple[Mutant, str]]:
    """Yield each mutant with ``killed``, ``survived`` or ``timeout``, ``jobs`` of them at a time."""
    running: dict[int, Mutant] = {}
    waiting = list(mutants)
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop(0)
            running[try_out(mutant, tests_for(mutant.module))] = mutant
        child, status = os.wait()
        said = "timeout" if os.WIFSIGNALED(status) else "killed" if os.waitstatus_to_exitcode(status) else "survived"
        yield running.pop(child), said


def report(found: Sequence[tuple[Mutant, str]], of: int) -> str:
    """Return the results as a page: a table by module, then every survivor."""
    noticed = Counter(m.module for m, said in found if said == "killed")
    others = sorted(
        ((m, said) for m, said in found if said != "killed"), key=lambda each: (each[0].module, each[0].place)
    )
    lines = [
        "# Changes that the tests notice",
        "",
        f"`make mutants`: {len(found)} of {of} places in `pipeline/metrics` and `pipeline/statistics` (seed {SEED}) were changed one at a time;",
        f"the tests noticed {noticed.total()}.",
        "",
        "| module | changed | noticed |",
        "|---|---|---|",
    ]
    changed_in = Counter(m.module for m, _ in found)
    lines += [f"| {name} | {n} | {noticed[name]} |" for name, n in sorted(changed_in.items())]
    lines += ["", f"Not noticed, or no answer within {CPU_SECONDS} s of work (timeout):", ""]
    lines += [f"- {m.module}, line {m.line}: `{_short(m.before)}` → `{_short(m.after)}`, {said}" for m, said in others]
    return "\n".join(lines) + "\n"


def _short(text: str) -> str:
    line = " ".join(text.split()).replace("`", "'")
    return line if len(line) <= 100 else f"{line[:97]}…"


def main() -> int:
    """Try the mutants and print the survivors; the report is written when nothing was left out by ``--only``."""
    parser = argparse.ArgumentParser(description="Change the code on purpose; list what no test notices.")
    parser.add_argument("--most", type=int, default=MOST, help="size of the sample, 0 for all places")
    parser.add_argument("--only", default="", help="part of a module's name")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    options = parser.parse_args()
    os.chdir(ROOT)
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = tempfile.mkdtemp()
    for library in LIBRARIES:
        importlib.import_module(library)
    modules = [
        f"pipeline.{package}.{path.stem}"
        for package in PACKAGES
        for path in sorted((ROOT / "pipeline" / package).glob("[!_]*.py"))
    ]
    everything = [mutant for module in modules for mutant in mutants_of(module)]
    wanted = [mutant for mutant in everything if options.only in mutant.module]
    if 0 < options.most < len(wanted):
        wanted = random.Random(SEED).sample(wanted, options.most)
    _, status = os.waitpid(try_out(None, tests_for(modules[0])), 0)
    if status:
        print("The tests fail on the code as it is: nothing can be said of a change.")
        return 1
    found: list[tuple[Mutant, str]] = []
    with contextlib.suppress(KeyboardInterrupt):  # what is known by then is reported
        for mutant, said in outcomes(wanted, options.jobs):
            found.append((mutant, said))
            if said != "killed":
                change = f"{_short(mutant.before)}  →  {_short(mutant.after)}"
                print(f"{len(found)}/{len(wanted)} {said}: {mutant.module}:{mutant.line}  {change}", flush=True)
    print(f"{len(found)} changed, {sum(said == 'killed' for _, said in found)} noticed")
    if not options.only:
        REPORT.write_text(report(found, len(everything)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
