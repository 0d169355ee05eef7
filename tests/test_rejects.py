"""Rejected rows go back to the sender as they came, with the reason, and to nobody else."""

import csv
import json
import shutil
import stat

import duckdb
import pytest
import xlsxwriter

from tests.cli import HEADER, NO_TIME, ROWS, manyidu, project


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A ledger as CSV and one as a workbook, each with a row without a time; one CSV with a quote that is never closed."""
    folder = project(tmp_path_factory.mktemp("rejects"))
    raw = folder / "data" / "raw"
    with xlsxwriter.Workbook(raw / "报修 台账.xlsx") as workbook:
        sheet = workbook.add_worksheet("三月")
        for number, line in enumerate([HEADER, *ROWS[:3], NO_TIME]):
            for column, cell in enumerate(line.replace("TS", "TX").split(",")):
                sheet.write_string(number, column, cell)
    broken = [
        HEADER,
        'TB1,2024-03-05 08:00,"两\r\n行"' + ",乙" * 7,
        'TB2,2024-03-06 08:00,"丙' + ",丙" * 7,
        "TB3,2024-03-07 08:00" + ",丁" * 8,
    ]
    (raw / "quotes.csv").write_text("\r\n".join(broken), encoding="utf-8", newline="")
    done = manyidu(folder, "build")
    assert done.code == 0, done.err
    done = manyidu(folder, "rejects", "--export", "mend")
    assert done.code == 0, done.err
    assert "personal" in done.out
    return folder


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_rejected_rows_of_a_csv_come_with_row_column_reason_and_every_cell(built):
    header, no_time, too_short = rows_of(built / "mend" / "投诉台账.csv.rejected.csv")
    assert header == ["rejected row", "rejected column", "rejected because", *HEADER.split(",")]
    assert no_time == ["14", "受理时间", "No usable time of receipt", *NO_TIME.replace("=", "'=").split(",")]
    assert too_short == ["15", "", "Fewer cells than the header", "TS999", "2024-03-20 08:00", "翠湖花园"]


def test_rejected_rows_of_a_workbook_come_with_every_cell(built):
    _, row = rows_of(built / "mend" / "报修_台账.xlsx_三月.rejected.csv")
    assert row[:3] == ["5", "受理时间", "No usable time of receipt"]
    assert row[3:] == NO_TIME.replace("TS", "TX").replace("=", "'=").split(",")


def test_a_line_with_a_quote_that_is_never_closed_comes_whole(built):
    _, row = rows_of(built / "mend" / "quotes.csv.rejected.csv")
    assert (row[0], row[3]) == ("3", 'TB2,2024-03-06 08:00,"丙' + ",丙" * 7)


def test_what_is_exported_can_be_read_by_its_owner_alone(built):
    assert stat.S_IMODE((built / "mend").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (built / "mend").iterdir()} == {0o600}


def test_files_in_a_folder_open_to_others_can_still_be_read_by_their_owner_alone(built, tmp_path):
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    names = sorted(path.name for path in (built / "mend").iterdir())
    (folder / names[0]).write_text("of an earlier export", encoding="utf-8")
    (folder / names[0]).chmod(0o644)
    done = manyidu(built, "rejects", "--export", str(folder))
    assert "personal" in done.out
    assert sorted(path.name for path in folder.iterdir()) == names
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_the_number_of_rows_exported_is_that_of_the_loads(built):
    loads = json.loads(manyidu(built, "loads", "--format", "json").out)
    rejected = sum(load["rows_rejected"] for load in loads)
    assert rejected == sum(len(rows_of(path)) - 1 for path in (built / "mend").iterdir())


def test_a_file_opens_with_its_byte_order_mark_in_a_spreadsheet_program(built):
    assert (built / "mend" / "投诉台账.csv.rejected.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_headers_and_reasons_are_in_the_language_of_the_user(built, tmp_path):
    manyidu(built, "rejects", "--export", str(tmp_path / "mend"), language="zh")
    header, no_time, _ = rows_of(tmp_path / "mend" / "投诉台账.csv.rejected.csv")
    assert header[:3] == ["退回行号", "退回列", "退回说明"]
    assert no_time[2] == "没有可用的受理时间"


def test_rejects_are_never_written_into_the_exports_folder(built):
    done = manyidu(built, "rejects", "--export", "data/raw/mend")
    assert done.code == 2
    assert not (built / "data" / "raw" / "mend").exists()


def test_an_export_changed_since_the_build_is_skipped_and_named(built, tmp_path):
    folder = tmp_path / "changed"
    shutil.copytree(built, folder, ignore=shutil.ignore_patterns("mend"))
    (folder / "data" / "raw" / "投诉台账.csv").write_text(HEADER, encoding="utf-8")
    done = manyidu(folder, "rejects", "--export", "mend")
    assert done.code == 0
    assert "投诉台账.csv" in done.err
    assert {path.name for path in (folder / "mend").iterdir()} == {
        "报修_台账.xlsx_三月.rejected.csv",
        "quotes.csv.rejected.csv",
    }


def test_mended_rows_put_back_are_accepted_once_and_as_they_were_sent(tmp_path):
    """NO_TIME has a name that begins like a formula; so does the text of the second row."""
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    text = "-1层漏水"
    bad = [
        "TS900,,翠湖花园,1-1-1,=赵某,+8613900001111,电梯,没有时间,处理中,",
        f"TS901,,翠湖花园,1-1-2,李某,,电梯,{text},处理中,",
    ]
    (raw / "三月.csv").write_text("\n".join([HEADER, *ROWS, *bad]), encoding="utf-8")
    assert manyidu(tmp_path, "build").code == 0
    assert manyidu(tmp_path, "rejects", "--export", "mend").code == 0
    rows = rows_of(tmp_path / "mend" / "三月.csv.rejected.csv")
    for row in rows[1:]:
        row[4] = "2024-03-25 08:00"
    with (raw / "补正.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    assert manyidu(tmp_path, "build").code == 0
    loads = {load["file"]: load for load in json.loads(manyidu(tmp_path, "loads", "--format", "json").out)}
    assert loads["补正.csv"]["status"] == "loaded", loads
    assert (loads["补正.csv"]["rows_accepted"], loads["三月.csv"]["rows_accepted"]) == (2, len(ROWS))
    with duckdb.connect(manyidu(tmp_path, "where").out.strip(), read_only=True) as published:
        found = published.execute(
            "select description, detail from fct_complaint where complaint_id = 'TS901'"
        ).fetchall()
        count = published.execute("select count(*) from fct_complaint").fetchall()
    assert found == [(text, None)]
    assert count == [(len(ROWS) + 2,)]


def test_an_export_whose_sidecar_is_broken_now_stops_no_other(built, tmp_path):
    sidecar = built / "data" / "raw" / "quotes.csv.yaml"
    sidecar.write_text("colour: red", encoding="utf-8")
    try:
        done = manyidu(built, "rejects", "--export", str(tmp_path / "mend"))
    finally:
        sidecar.unlink()
    assert done.code == 0
    assert "quotes.csv" in done.err
    assert len(list((tmp_path / "mend").iterdir())) == 2
