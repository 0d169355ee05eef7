"""The YAML files that come with the package: read by libyaml where PyYAML has it, ten times as fast as by Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_shipped(path: Path) -> Any:
    """Return what a YAML file of the package holds."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
