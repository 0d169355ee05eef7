"""The worked examples run from top to bottom on the sample's warehouse, and show what was planted in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def run(sample_settings, monkeypatch):
    """Return a function that runs the code of a notebook in order and returns its names."""
    monkeypatch.setenv("MANYIDU_WAREHOUSE", str(sample_settings.warehouse))

    def run_all(name: str) -> dict[str, Any]:
        cells = json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]
        names: dict[str, Any] = {}
        for cell in cells:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), f"{name}:{cell['id']}", "exec"), names)
        return names

    return run_all


def test_every_notebook_is_kept_without_outputs():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert not [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")]


def test_the_example_on_complaints_finds_the_measure_that_worked_and_not_the_other(run, capsys):
    names = run("complaints.ipynb")
    given = {
        found.measure["measure_id"]: found.verdict.verdict
        for found in names["evaluations"]
        if found.verdict is not None and found.aspect.metric == "complaint_count"
    }
    assert (given["M2023-01"], given["M2023-02"]) == ("improved", "not_shown")
    assert len(names["problems"]) > 0
    said = capsys.readouterr().out
    assert "7 天内解决率为" in said
    assert "停车秩序专项整治" in said


def test_the_example_on_satisfaction_shows_drivers_and_no_cause(run, capsys):
    names = run("satisfaction.ipynb")
    assert (names["found"].frame["status"] == "shown").sum() >= 3
    assert names["known"]["top_two_box"].between(0, 1).all()
    assert "满意率（前两档）为" in capsys.readouterr().out
