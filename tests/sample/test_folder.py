"""The folder of sample exports: what its files look like to somebody who opens them."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from python_calamine import CalamineWorkbook

from pipeline.sample import generate
from pipeline.sample.handmade_ledger import HEADER, TITLES
from pipeline.sample.ledger_export import COLUMNS as LEDGER_COLUMNS
from pipeline.sample.ledger_export import ROWS_ENTERED_TWICE
from pipeline.sample.register_export import MEASURE_HEADER, ROSTER_HEADER
from pipeline.sample.wjx_export import META
from pipeline.sample.workorder_export import COLUMNS as WORK_ORDER_COLUMNS

COMMITTED = Path(__file__).parents[2] / "data/raw/_sample"
CLOSED_FOR_GOOD = {"已关闭", "已撤销", "已合并", "不予受理"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    generate(out)
    return out


def rows_of(path: Path) -> list[list]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def files_of(folder: Path) -> dict[str, Path]:
    return {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}


def ledger_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "complaints/投诉台账_2022.csv").open(encoding="gb18030", newline="") as file:
        return list(csv.DictReader(file))


def test_two_runs_write_the_same_bytes(tmp_path):
    for run in ("first", "second"):
        generate(tmp_path / run, scale=0.1)
    first, second = files_of(tmp_path / "first"), files_of(tmp_path / "second")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name].read_bytes() != second[name].read_bytes()] == []


def test_the_folder_is_at_most_three_megabytes(folder):
    assert sum(path.stat().st_size for path in files_of(folder).values()) <= 3_000_000


def test_the_committed_sample_is_what_the_generator_makes(folder):
    made, committed = files_of(folder), files_of(COMMITTED)
    assert made.keys() == committed.keys()
    for name, path in made.items():
        # Compressed bytes depend on the zlib at hand, cells do not.
        if path.suffix == ".xlsx":
            assert rows_of(path) == rows_of(committed[name]), name
        else:
            assert path.read_bytes() == committed[name].read_bytes(), name


def test_the_planted_file_says_what_to_find_where_and_with_what(folder):
    planted = yaml.safe_load((folder / "PLANTED.yaml").read_text(encoding="utf-8"))
    for effect in planted:
        keys = {"id", "kind", "zh", "en", "community", "where", "period", "size", "found_by", "observed"}
        assert keys <= effect.keys(), effect["id"]
        assert effect["kind"] in {"change", "no_change"}
        assert effect["observed"] and effect["found_by"]
    assert {effect["kind"] for effect in planted} == {"change", "no_change"}


def test_planted_communities_and_measures_are_in_the_registers(folder):
    planted = yaml.safe_load((folder / "PLANTED.yaml").read_text(encoding="utf-8"))
    roster = {row[1] for row in rows_of(folder / "roster/小区名册.xlsx")}
    measures = {row[0] for row in rows_of(folder / "measures/改进措施.xlsx")}
    for effect in planted:
        named = effect["community"]
        assert set(named if isinstance(named, list) else [named] if named else []) <= roster
        assert effect.get("measure", "M2023-01") in measures


def test_every_pattern_of_the_manifest_is_a_file(folder):
    manifest = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))
    assert [pattern for pattern in manifest if not (folder / pattern).is_file()] == []


def test_the_readme_says_that_everything_is_synthetic(folder):
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "合成" in readme and "synthetic" in readme


def test_there_are_twelve_quarterly_surveys_of_which_four_hold_numbers(folder):
    names = [path.name for path in (folder / "surveys").iterdir()]
    assert Counter(re.match(r"\d+_(按文本|按序号)_", name)[1] for name in names) == {"按文本": 8, "按序号": 4}


def test_the_file_name_of_a_survey_tells_its_number_of_responses(folder):
    for path in (folder / "surveys").iterdir():
        total = int(re.search(r"_(\d+)_(\d+)\.xlsx$", path.name)[1])
        assert len(rows_of(path)) - 1 == total > 300


def test_every_community_answers_every_survey(folder):
    aliases = {}
    for _, name, others, *_ in rows_of(folder / "roster/小区名册.xlsx")[1:]:
        aliases |= dict.fromkeys([name, *others.split("、")], name)
    for path in (folder / "surveys").iterdir():
        header, *rows = rows_of(path)
        place = header.index("1、您所在的小区")
        assert len({aliases[row[place]] for row in rows if row[place] in aliases}) == 12, path.name


def test_a_survey_by_text_joins_options_and_marks_skipped_and_empty(folder):
    path = next((folder / "surveys").glob("*按文本_2022年第1季度*"))
    header, *rows = rows_of(path)
    cells = {cell for row in rows for cell in row if isinstance(cell, str)}
    assert header[:6] == META
    assert any("┋" in cell for cell in cells) and any(re.search("其他〖.+〗", cell) for cell in cells)
    assert {"非常满意", "非常不满意", "不了解", "(跳过)", "(空)"} <= cells


def test_a_survey_by_number_has_one_column_per_option_and_codes(folder):
    path = next((folder / "surveys").glob("*按序号_2024年第1季度*"))
    header, *rows = rows_of(path)
    ratings = {row[place] for row in rows for place, name in enumerate(header) if name.endswith("是否满意")}
    needs = {row[place] for row in rows for place, name in enumerate(header) if re.match(r"第20题\(.+\)$", name)}
    assert ratings == {1, 2, 3, 4, 5, 6, -3}
    assert needs == {0, 1}


def test_addresses_of_respondents_are_from_documentation_ranges(folder):
    for path in (folder / "surveys").iterdir():
        header, *rows = rows_of(path)
        addresses = [row[header.index("来自IP")] for row in rows]
        assert all(re.match(r"(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+\(.+-.+\)$", cell) for cell in addresses)


def test_the_ledger_of_2022_is_gb18030_and_has_some_rows_twice(folder):
    rows = ledger_of(folder)
    ids = Counter(row["投诉编号"] for row in rows)
    assert list(rows[0]) == list(LEDGER_COLUMNS)
    assert sorted(ids.values())[-ROWS_ENTERED_TWICE - 1 :] == [1] + [2] * ROWS_ENTERED_TWICE
    with pytest.raises(UnicodeDecodeError):
        (folder / "complaints/投诉台账_2022.csv").read_text(encoding="utf-8")


def test_the_ledger_of_2022_has_aliases_and_typos_of_community_names(folder):
    spellings = {row["项目名称"] for row in ledger_of(folder)}
    assert {"望江府", "望江", "云栖花园"} <= spellings
    assert len(spellings) > 24


def test_the_handmade_ledger_has_titles_merged_names_a_total_and_mixed_dates(folder):
    (path,) = (folder / "complaints").glob("投诉登记台账*")
    rows = rows_of(path)
    assert [rows[0][0], rows[1][0], rows[2]] == [*TITLES, HEADER]
    records, total = rows[3:-2], rows[-2]
    assert (total[0], total[2]) == ("合计", f"{len(records)}件")
    assert [row[1] for row in records if row[1]] == ["朗月城", "青禾佳园"]
    received = [row[HEADER.index("登记日期")] for row in records]
    kinds = {re.sub(r"\d+", "9", cell) if isinstance(cell, str) else "date" for cell in received}
    assert {"9.9.9", "9年9月9日", "9/9/9", "9-9-9", "date"} <= kinds


def test_a_cumulative_export_repeats_the_earlier_one_with_open_cases_closed(folder):
    def orders(day):
        header, *rows = rows_of(folder / f"complaints/投诉工单_{day}.xlsx")
        assert header == list(WORK_ORDER_COLUMNS)
        return {row[0]: dict(zip(header, row, strict=True)) for row in rows}

    earlier, later = orders("20240331"), orders("20240630")
    was_open = [id_ for id_, row in earlier.items() if row["单据状态"] not in CLOSED_FOR_GOOD]
    assert earlier.keys() < later.keys()
    assert len([id_ for id_ in was_open if later[id_]["单据状态"] in CLOSED_FOR_GOOD]) > 5
    unchanging = ["项目名称", "房号", "投诉人", "联系电话", "投诉时间", "投诉内容"]
    assert all(row[column] == later[id_][column] for id_, row in earlier.items() for column in unchanging)


def test_ids_of_work_orders_are_text_of_twenty_digits(folder):
    for path in (folder / "complaints").glob("投诉工单_*"):
        ids = [row[0] for row in rows_of(path)[1:]]
        assert all(re.fullmatch(r"\d{20}", id_) for id_ in ids)
        assert len(set(ids)) == len(ids)


def test_registers_have_the_headers_that_they_promise(folder):
    assert rows_of(folder / "roster/小区名册.xlsx")[0] == ROSTER_HEADER
    assert rows_of(folder / "measures/改进措施.xlsx")[0] == MEASURE_HEADER
    with (folder / "indicators/运营指标.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"training_pass_rate", "fee_collection_rate", "visits", "activities", "drills"} == {
        row["指标代码"] for row in rows
    }
    assert {row["单位"] for row in rows if row["指标代码"].endswith("_rate")} == {"%"}
