"""Invented cases put into a folder of the same shape as the reference numbers."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

from tests.reference.case import find_cases
from tests.reference.cases import KINDS
from tests.reference.kinds import compare, kind_of

PLAIN = {"tolerance": {"abs": 1e-7, "rel": 1e-7}, "variant": "", "source": "written out below"}


@pytest.fixture
def judged(tmp_path):
    """Return a function: folder, file, its columns, the case → (name of its kind, what disagrees)."""

    def judge(folder: str, name: str, columns: dict[str, list[Any]], **entry: Any) -> tuple[str, list[str]]:
        place = tmp_path / folder
        place.mkdir()
        with (place / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
        entries = {"title": "invented", "cases": [PLAIN | entry]}
        (place / "expected.json").write_text(json.dumps(entries), encoding="utf-8")
        (case,) = find_cases(tmp_path)
        kind = kind_of(case, KINDS)
        assert kind and kind.compute
        compared = compare(case.expected, kind.compute(case), case.entry["tolerance"])
        return kind.name, [str(each) for each in compared if not each.agrees]

    return judge
