"""Settings for a child process: the same ones, handed over in its environment."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

from pipeline.config import Settings

ROOT = Path(__file__).parents[1]


def for_child(settings: Settings) -> dict[str, str]:
    """Return this process's environment with every setting as ``MANYIDU_…`` and the packages importable."""
    values = {f"MANYIDU_{field.name.upper()}": _written(getattr(settings, field.name)) for field in fields(Settings)}
    path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH")) if part)
    return os.environ | values | {"PYTHONPATH": path, "PYTHONUTF8": "1"}


def _written(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
