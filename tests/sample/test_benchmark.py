"""Big files for benchmarks, tried small."""

import csv
import re
from itertools import islice
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from pipeline.sample import write_benchmark_complaints, write_benchmark_survey

ROWS = 3_000


@pytest.fixture(scope="module")
def ledger(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("benchmark") / "投诉.csv"
    write_benchmark_complaints(path, ROWS, seed=1)
    return path


def read(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_the_ledger_has_the_rows_and_columns_asked_for(ledger):
    rows = read(ledger)
    assert (len(rows), len(rows[0])) == (ROWS, 15)
    assert len({row["投诉编号"] for row in rows}) == ROWS
    assert all(re.search("[一-鿿]", header) for header in rows[0])


def test_a_row_of_the_ledger_takes_about_215_bytes(ledger):
    assert ledger.stat().st_size / ROWS == pytest.approx(215, rel=0.06)


def test_texts_are_varied_and_a_few_hold_personal_data_line_breaks_or_commas(ledger):
    texts = [row["投诉内容"] for row in read(ledger)]
    assert len(set(texts)) > 0.9 * ROWS
    assert 0.005 < sum("我电话1" in text for text in texts) / ROWS < 0.02
    assert any("\n" in text and '"' in text for text in texts) and any("," in text for text in texts)


def test_open_cases_have_no_finish_and_no_rating(ledger):
    rows = [row for row in read(ledger) if row["单据状态"] == "处理中"]
    assert 0.03 < len(rows) / ROWS < 0.1
    assert {(row["完成时间"], row["回访满意度"]) for row in rows} == {("", "")}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(ledger, tmp_path):
    again, other = tmp_path / "again.csv", tmp_path / "other.csv"
    write_benchmark_complaints(again, ROWS, seed=1)
    write_benchmark_complaints(other, ROWS, seed=2)
    assert again.read_bytes() == ledger.read_bytes() != other.read_bytes()


def test_the_ledger_in_gb18030_holds_the_same_rows(ledger, tmp_path):
    path = tmp_path / "投诉.csv"
    write_benchmark_complaints(path, ROWS, seed=1, encoding="gb18030")
    assert read(path, "gb18030") == read(ledger)
    assert list(tmp_path.iterdir()) == [path]


def test_the_survey_has_six_meta_columns_and_the_questions_asked_for(tmp_path):
    path = tmp_path / "survey.csv"
    write_benchmark_survey(path, 50, 40, seed=1)
    rows = read(path)
    assert (len(rows), len(rows[0])) == (50, 46)
    assert next(islice(rows[0], 6, None)) == "1、您所在的小区"
    assert all("┋" in row["39、您需要的服务（可多选）"] for row in rows)


def test_the_survey_as_a_workbook_holds_the_same_answers(tmp_path):
    for name in ("survey.csv", "survey.xlsx"):
        write_benchmark_survey(tmp_path / name, 50, 12, seed=1)
    header, *rows = CalamineWorkbook.from_path(str(tmp_path / "survey.xlsx")).get_sheet_by_index(0).to_python()
    as_text = [[str(int(cell)) if isinstance(cell, float) else cell for cell in row] for row in rows]
    assert [dict(zip(header, row, strict=True)) for row in as_text] == read(tmp_path / "survey.csv")
