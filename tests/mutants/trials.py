"""Tries mutants: each in a fork that has the libraries imported, on the tests that reach its function, quickest first."""

from __future__ import annotations

import ast
import importlib.abc
import importlib.util
import os
import pickle
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.mutants.places import PACKAGES, ROOT, Marks, Mutant, Places, modules, parsed, source_of

TESTS = [*(f"tests/{name}" for name in PACKAGES), "tests/core/test_reopenings.py"]
CPU_SECONDS = 120  # of work, not by the clock: the machine may be busy
FEW, ALL = ("--hypothesis-profile=usual",), ()  # examples of random tests: 12 notice nearly every change that 100 do
Place = tuple[str, int]


class Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports some modules in a changed form; ``names`` are put into each."""

    def __init__(self, change: Callable[[str], ast.NodeTransformer], of: Collection[str], **names: Any) -> None:
        self.change, self.of, self.names = change, of, names

    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        """Answer for the changed modules only."""
        if name not in self.of:
            return None
        return importlib.util.spec_from_file_location(name, source_of(name), loader=self)

    def exec_module(self, module: Any) -> None:
        """Run the changed code."""
        name = module.__name__
        tree = ast.fix_missing_locations(self.change(name).visit(parsed(name)))
        module.__dict__.update(self.names)
        exec(compile(tree, str(source_of(name)), "exec"), module.__dict__)


@dataclass
class Reach:
    """Which functions each test reaches, as a pytest plugin that watches one run.

    Attributes:
        seconds: Test → how long it took.
        tests: Function → tests that reach it. A function that is reached before the first test belongs to all.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    tests: dict[Place, set[str]] = field(default_factory=dict)
    early: set[Place] = field(default_factory=set)
    now: set[Place] = field(default_factory=set)

    def pytest_collection_finish(self) -> None:
        """Note what importing and collecting the tests reached."""
        self.early = set(self.now)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note what one test reached."""
        self.now.clear()
        start = time.perf_counter()
        result = yield
        self.seconds[item.nodeid] = time.perf_counter() - start
        for place in self.now:
            self.tests.setdefault(place, set()).add(item.nodeid)
        return result

    def of(self, mutant: Mutant) -> list[str]:
        """Return the tests that may notice a mutant, the quickest first."""
        place = (mutant.module, mutant.function or 0)
        everywhere = mutant.function is None or place in self.early
        found = self.seconds if everywhere else self.tests.get(place, set())
        return sorted(found, key=self.seconds.__getitem__)


@dataclass(frozen=True)
class Chosen:
    """Runs some tests in the given order, as a pytest plugin."""

    tests: Sequence[str]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the chosen tests."""
        by_name = {item.nodeid: item for item in items}
        items[:] = [by_name[name] for name in self.tests]


def reach() -> Reach | None:
    """Return what the tests reach, None where they fail on the code as it is."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "reach"
        child = os.fork()
        if not child:
            seen = Reach()
            sys.meta_path.insert(0, Importer(Marks, modules(), __reached__=seen.now.add))
            code = _quietly(TESTS, seen, FEW)
            said.write_bytes(pickle.dumps(seen))
            os._exit(code)
        status = os.waitpid(child, 0)[1]
        return None if status else pickle.loads(said.read_bytes())


def outcomes(mutants: Sequence[Mutant], reached: Reach, jobs: int) -> Iterator[tuple[Mutant, str]]:
    """Yield each mutant with ``noticed``, ``not noticed`` or ``timeout``, ``jobs`` of them at a time.

    What few random examples do not notice is tried again with all.
    """
    running: dict[int, tuple[Mutant, Sequence[str]]] = {}
    waiting: list[tuple[Mutant, Sequence[str]]] = [(mutant, FEW) for mutant in mutants]
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant, examples = waiting.pop(0)
            running[_try_out(mutant, reached.of(mutant), examples)] = mutant, examples
        child, status = os.wait()
        mutant, examples = running.pop(child)
        if not status and examples == FEW:
            waiting.insert(0, (mutant, ALL))
        else:
            yield mutant, "timeout" if os.WIFSIGNALED(status) else "noticed" if status else "not noticed"


def _try_out(mutant: Mutant, tests: Sequence[str], examples: Sequence[str]) -> int:
    """Run the tests on a mutant in a fork and return its process id."""
    child = os.fork()
    if child:
        return child
    if not tests:
        os._exit(0)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    sys.meta_path.insert(0, Importer(lambda name: Places(name, mutant.place), [mutant.module]))
    files = dict.fromkeys(name.split("::")[0] for name in tests)
    os._exit(_quietly(list(files), Chosen(tests), examples))


def _quietly(tests: Sequence[str], plugin: object, examples: Sequence[str]) -> int:
    os.chdir(ROOT)
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = tempfile.gettempdir()
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    return int(pytest.main(["-x", "-q", "-p", "no:xdist", "--hypothesis-seed=0", *examples, *tests], plugins=[plugin]))
