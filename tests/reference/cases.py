"""Which public function answers which kind of reference case.

Each module beside this one holds the kinds of one subject: it reads the inputs from the case and its files, calls
``pipeline.statistics`` or ``pipeline.metrics`` (never a library), and gives the result the case's keys.
"""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from importlib import import_module

import tests.reference
from tests.reference.kinds import Kind

SUBJECTS = {
    "descriptive": "01-descriptive-ci",
    "correlation": "02-correlation",
    "drivers": "03-key-drivers",
    "comparison": "04-period-comparison",
    "trend": "05-trend-forecast",
    "control_charts": "06-spc",
    "resolution_time": "07-resolution-time",
    "root_cause": "08-root-cause",
    "improvement": "09-improvement-effect",
    "weighting": "10-weighting",
    "agreement": "11-agreement-classification",
}


def _kinds() -> tuple[Kind, ...]:
    names = {module.name for module in pkgutil.iter_modules(tests.reference.__path__)}
    modules = {name: import_module(f"tests.reference.{name}") for name in SUBJECTS if name in names}
    return tuple(replace(kind, folder=SUBJECTS[name]) for name, module in modules.items() for kind in module.KINDS)


KINDS = _kinds()
