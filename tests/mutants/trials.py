"""Tries mutants: each in a fork, on the tests that reach its function, quickest first.

Inside a function it is a fork of a session that has collected all tests, with the function's code exchanged; what is read when
a module is imported is changed before anything is. What few random examples do not notice is tried again with all.
"""

from __future__ import annotations

import ast
import functools
import gc
import hashlib
import importlib
import importlib.abc
import importlib.util
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, TextIO

import pytest

from tests.mutants.places import PACKAGES, ROOT, Marks, Mutant, Places, modules, parsed, source_of

TESTS = [*(f"tests/{name}" for name in (*PACKAGES, "analysis", "reference")), "tests/core/test_reopenings.py"]
FIRST_SECONDS, CPU_SECONDS = 40, 400  # of work, not by the clock: the machine may be busy
CLOCK_SECONDS = 1800  # for what waits and does not work
FEW, ALL = "noticing few", "noticing"  # profiles of examples of random tests: 12 notice nearly every change that 100 do
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

    def is_early(self, mutant: Mutant) -> bool:
        """Return whether what is changed has run before the first test."""
        return mutant.function is None or (mutant.module, mutant.function) in self.early

    def of(self, mutant: Mutant) -> list[str]:
        """Return the tests that may notice a mutant: those of its module first, and of these the quickest.

        Of what has run before the first test, any test may; of those that reach nothing of the module few do, and they come last.
        """
        near = self.tests.get((mutant.module, mutant.function or 0), set())
        if self.is_early(mutant):
            near = set().union(*(tests for (module, _), tests in self.tests.items() if module == mutant.module))
        found = self.seconds if self.is_early(mutant) else near
        own = f"/test_{mutant.module.rpartition('.')[2]}.py::"
        return sorted(found, key=lambda test: (own not in test, test not in near, self.seconds[test]))


@dataclass(frozen=True)
class Chosen:
    """Runs some tests in the given order, as a pytest plugin."""

    tests: Sequence[str]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the chosen tests."""
        by_name = {item.nodeid: item for item in items}
        items[:] = [by_name[name] for name in self.tests]


def reach() -> Reach | None:
    """Return what the tests reach, None where they fail on the code as it is; as found before where nothing has changed since."""
    known = Path(tempfile.gettempdir()) / f"manyidu-reach-{_digest()}"
    if known.exists():
        return pickle.loads(known.read_bytes())
    found = _watched()
    if found:
        known.write_bytes(pickle.dumps(found))
    return found


def _digest() -> str:
    """Return a digest of all code and tests."""
    files = sorted([*ROOT.glob("pipeline/**/*"), *ROOT.glob("tests/**/*.py")])
    digest = hashlib.sha256()
    for path in files:
        if path.suffix in (".py", ".sql", ".yml"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _watched() -> Reach | None:
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


def try_all(
    mutants: Sequence[Mutant],
    doubtful: Sequence[Mutant],
    reached: Reach,
    jobs: int,
    tell: Callable[[Mutant, str], None],
    equivalent: Collection[Mutant],
) -> None:
    """Tell of each mutant that it is ``noticed``, ``not noticed`` or a ``timeout``; ``jobs`` of them are tried at a time.

    Those that few tests reach come first: a run that is stopped has then tried the most. What few examples and little time do not
    notice is told to be ``doubtful`` and tried with all, unless it is known as ``equivalent``.
    """
    early = [mutant for mutant in mutants if reached.is_early(mutant)]
    inside = [mutant for mutant in mutants if not reached.is_early(mutant)]
    inside.sort(key=lambda mutant: len(reached.of(mutant)))
    left = list(doubtful)
    quick = [(mutant, partial(_try_anew, mutant, reached.of(mutant), FEW)) for mutant in early]
    for mutant, said in chain(_in_collected_session(inside, reached, jobs), _in_forks(quick, jobs, FIRST_SECONDS)):
        is_noticed, is_listed = said == "noticed", mutant in equivalent
        tell(mutant, "noticed" if is_noticed else "not noticed" if is_listed else "doubtful")
        left += [] if is_noticed or is_listed else [mutant]
    thorough = [(mutant, partial(_try_anew, mutant, reached.of(mutant), ALL)) for mutant in left]
    for mutant, said in _in_forks(thorough, jobs, CPU_SECONDS):
        tell(mutant, said)


def _in_collected_session(mutants: Sequence[Mutant], reached: Reach, jobs: int) -> Iterator[tuple[Mutant, str]]:
    """Yield what a session in a process of its own finds: collecting imports modules, and leaves settings behind."""
    if not mutants:
        return
    reading, writing = os.pipe()
    with tempfile.NamedTemporaryFile() as noticed_by:
        child = os.fork()
        if not child:
            os.close(reading)
            with os.fdopen(writing, "w", buffering=1) as said:
                session = Collected(mutants, reached, jobs, said, Path(noticed_by.name))
                os._exit(_quietly(TESTS, session, FEW))
        os.close(writing)
        with os.fdopen(reading) as lines:
            for line in lines:
                place, said = line.rstrip().split(" ", 1)
                yield mutants[int(place)], said
        os.waitpid(child, 0)


def _in_forks(
    trials: Sequence[tuple[Mutant, Callable[[], int]]], jobs: int, seconds: int
) -> Iterator[tuple[Mutant, str]]:
    """Run each trial in a fork for so many seconds of work at most and yield what it says; one that ends with 0 noticed nothing."""
    waiting, running = list(trials), dict[int, Mutant]()
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant, trial = waiting.pop(0)
            child = os.fork()
            if not child:
                resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
                signal.alarm(CLOCK_SECONDS)
                os._exit(trial())
            running[child] = mutant
        child, status = os.wait()
        yield running.pop(child), "timeout" if os.WIFSIGNALED(status) else "noticed" if status else "not noticed"


@dataclass(frozen=True)
class Collected:
    """Tries mutants inside functions, as a pytest plugin that stands in for the loop over the tests."""

    mutants: Sequence[Mutant]
    reached: Reach
    jobs: int
    said: TextIO
    noticed_by: Path

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Fork for each mutant and write its place and what is found."""
        for name in modules():  # what is imported when it is first asked for would come in as it is
            importlib.import_module(name)
        items = {item.nodeid: item for item in session.items}
        places = {mutant: place for place, mutant in enumerate(self.mutants)}
        trials = [(mutant, partial(self._try, mutant, items)) for mutant in self.mutants]
        for mutant, said in _in_forks(trials, self.jobs, FIRST_SECONDS):
            self.said.write(f"{places[mutant]} {said}\n")
        return True

    def _try(self, mutant: Mutant, items: Mapping[str, pytest.Item]) -> int:
        exchange_code(mutant)
        before = self._noticed_before(mutant.module)
        names = sorted(self.reached.of(mutant), key=lambda name: -before[name])
        chosen = [items[name] for name in names]
        for item, following in zip(chosen, [*chosen[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if item.session.testsfailed:
                with self.noticed_by.open("a") as lines:
                    lines.write(f"{mutant.module} {item.nodeid}\n")
                return 1
        return 0

    def _noticed_before(self, module: str) -> Counter[str]:
        """Return how often each test noticed a change of the module: what noticed one, often notices the next."""
        lines = (line.split(" ", 1) for line in self.noticed_by.read_text().splitlines())
        return Counter(test for name, test in lines if name == module)


def exchange_code(mutant: Mutant) -> None:
    """Give the functions of a mutant's module, wherever they are held, its changed code, and forget what they remember."""
    file = str(source_of(mutant.module))
    tree = ast.fix_missing_locations(Places(mutant.module, mutant.place).visit(parsed(mutant.module)))
    changed = {_place_of(code): code for code in _codes_in(compile(tree, file, "exec"))}
    for held in gc.get_objects():
        if isinstance(held, FunctionType) and held.__code__.co_filename == file:
            held.__code__ = changed.get(_place_of(held.__code__), held.__code__)
        elif isinstance(held, functools._lru_cache_wrapper) and str(held.__module__).startswith("pipeline."):
            held.cache_clear()


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield part
            yield from _codes_in(part)


def _place_of(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _try_anew(mutant: Mutant, tests: Sequence[str], examples: str) -> int:
    """Run the tests on a mutant that is changed when its module is imported."""
    if not tests:
        return 0
    sys.meta_path.insert(0, Importer(lambda name: Places(name, mutant.place), [mutant.module]))
    files = dict.fromkeys(name.split("::")[0] for name in tests)
    return _quietly(list(files), Chosen(tests), examples)


def _quietly(tests: Sequence[str], plugin: object, examples: str) -> int:
    os.chdir(ROOT)
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = tempfile.gettempdir()
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    profile = f"--hypothesis-profile={examples}"
    return int(pytest.main(["-x", "-q", "-p", "no:xdist", "--hypothesis-seed=0", profile, *tests], plugins=[plugin]))
