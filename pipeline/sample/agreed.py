"""The settings files of the invented company, ``targets.csv`` and ``limits.csv``, as its managers keep them (``agreed.yml``)."""

from pathlib import Path

import pandas as pd

from pipeline.sample.facts import read_facts


def write_agreed(folder: Path) -> None:
    """Write ``targets.csv`` and ``limits.csv`` into ``folder``, made where missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in read_facts("agreed").items():
        pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False, encoding="utf-8", lineterminator="\n")
