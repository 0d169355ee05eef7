"""The benchmarks run: every case with its baseline, on little data."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_every_case_is_in_the_table(tmp_path):
    out = tmp_path / "results.md"
    command = [sys.executable, "-m", "benchmarks", "--rows", "2000", "--responses", "300", "--out", str(out)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    cases = [
        line.split("|")[1].strip() for line in out.read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ][1:]
    assert cases == [
        "2,000 complaints, utf-8", "2,000 complaints, utf-8", "one more file of 10,000 rows", "nothing new", "2,000 complaints, gb18030",
        "300 responses × 40, csv", "300 responses × 40, xlsx",
    ]  # fmt: skip
