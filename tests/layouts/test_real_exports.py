"""Every real export of the folder in MANYIDU_REAL_EXPORTS is read by the layout of its kind, or refused."""

from __future__ import annotations

import csv
import gzip
import os
from itertools import islice
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from pipeline.ingest.table import Preview, Sidecar, SourceFile
from pipeline.layouts import load_layouts, match

REAL = Path(os.environ.get("MANYIDU_REAL_EXPORTS", "not set"))
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="MANYIDU_REAL_EXPORTS is not set")
LAYOUTS = {
    "airline_passenger_satisfaction/*.gz": "plain_ratings",
    "boston311_2011/*.gz": "boston311",
    "cn_car_complaints_2024/*.csv": "complaint_ledger_zh",
    "cn_gbk/*.csv": "complaint_ledger_zh",
    "cn_greenspace_guangzhou_306/*.xlsx": "plain_survey",
    "cn_zhiwu_messages/附件[234]*.xlsx": "citizen_messages_zh",
    "cn_zhiwu_messages/附件1*.xlsx": None,
    "not_really_csv/header_only*.csv": "google_forms",
    "nyc311/*.csv": "nyc311",
    "nycdb_hpd_samples/hpd*.csv": "hpd",
    "nycdb_hpd_samples/dob*.csv": "complaint_ledger_en",
    "qualtrics/*.csv": "qualtrics",
    "small_benchmarks/attitude.csv": "plain_scores",
    "small_benchmarks/[ps]*.csv": "plain_ratings",
    "wjx_parents_245/*.xlsx": "wjx_number",
}


def rows_of(path: Path) -> list[tuple[str, ...]]:
    if path.suffix == ".xlsx":
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[:200]
        return [tuple(str(cell).removesuffix(".0") for cell in row) for row in rows]
    encoding = "gb18030" if "gbk" in path.name else "utf-8-sig"
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding=encoding, newline="") as file:
        return [tuple(row) for row in islice(csv.reader(file), 200)]


@pytest.mark.parametrize("pattern", LAYOUTS)
def test_a_real_export_is_read_by_the_layout_of_its_kind(pattern):
    paths = sorted(REAL.glob(pattern))
    assert paths
    for path in paths:
        table = Preview(SourceFile(path.name, path, "0" * 64, 1, "csv"), None, tuple(rows_of(path)))
        best = match(table, load_layouts(None), Sidecar())[0]
        assert (None if best.missing else best.layout.name) == LAYOUTS[pattern], path.name
