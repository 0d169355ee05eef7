"""Which public function answers which kind of reference case.

Each module beside this one holds the kinds of one subject: it reads the inputs from the case and its files, calls
``pipeline.statistics`` or ``pipeline.metrics`` (never a library), and gives the result the case's keys.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

import tests.reference
from tests.reference.kinds import Kind


def _kinds() -> tuple[Kind, ...]:
    names = [module.name for module in pkgutil.iter_modules(tests.reference.__path__) if module.name != "cases"]
    modules = [import_module(f"tests.reference.{name}") for name in names if not name.startswith("test_")]
    return tuple(kind for module in modules for kind in getattr(module, "KINDS", ()))


KINDS = _kinds()
