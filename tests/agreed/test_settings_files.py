"""Settings files: what is read of a cell, and errors that name file, row and column in both languages."""

from datetime import date, time

import pytest

from pipeline.agreed import read_limits, read_targets
from pipeline.errors import UsageError

LIMITS = "category,severity,response_hours,resolution_hours,hours,opens,closes,from,agreed_by\n"
TARGETS = "metric,parameter,dimension,value,period,target,from,agreed_by\n"


def written(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_no_file_is_no_limit_and_no_target(tmp_path):
    assert read_limits(tmp_path / "limits.csv") == read_targets(tmp_path / "targets.csv") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_as_excel_saves_it_is_read_with_blank_lines_left_out(tmp_path, encoding):
    text = LIMITS + "安全类,紧急,0.5,4,working,08:30,17:30,2024/1/1,王总\r\n,,,,,,,,\r\n,,,72,,,,2024-01-01,王总\r\n"
    first, second = read_limits(written(tmp_path, "limits.csv", text, encoding))
    assert (first.category, first.severity, first.response_hours, first.resolution_hours) == ("safety", "紧急", 0.5, 4)
    assert (first.is_working_hours, first.opens, first.closes) == (True, time(8, 30), time(17, 30))
    assert (first.valid_from, first.agreed_by, first.callback_hours) == (date(2024, 1, 1), "王总", None)
    assert (second.line, second.category, second.is_working_hours, second.opens) == (4, None, False, time(9))


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        (",,,x,,,,2024-01-01,王", "resolution_hours 列：'x' 不是数字", "column resolution_hours: 'x' is no number"),
        (",,,nan,,,,2024-01-01,王", "不是数字", "is no number"),
        (",,,0,,,,2024-01-01,王", "应大于 0", "it must be over 0"),
        (",,,,,,,2024-01-01,王", "至少要写一个时限", "give at least one limit"),
        (",,,4,,,,2024-02-30,王", "from 列：'2024-02-30' 不是日期", "column from: '2024-02-30' is no date"),
        (",,,4,,,,,王", "from 列：不能为空", "column from: it may not be empty"),
        (",,,4,,,,2024-01-01,", "agreed_by 列：不能为空", "column agreed_by: it may not be empty"),
        (",,,4,workin,,,2024-01-01,王", "是否指 'working'？", "did you mean 'working'?"),
        (",,,4,,9点,,2024-01-01,王", "opens 列：'9点' 不是时刻", "column opens: '9点' is no time of day"),
        (",,,4,,18:00,,2024-01-01,王", "closes 列：应晚于 opens", "column closes: it must be later than opens"),
        ("天气,,,4,,,,2024-01-01,王", "category 列：'天气' 不属于五大类", "column category: '天气' is none of"),
        (",,,9,,,,2023-01-01,李", "与第 2 行重复", "the same as row 2"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_named_with_its_row_and_column(tmp_path, line, zh, en):
    path = written(tmp_path, "limits.csv", LIMITS + ",,,8,,,,2023-01-01,王\n" + line + "\n")
    with pytest.raises(UsageError) as error:
        read_limits(path)
    assert error.value.zh.startswith("limits.csv 第 3 行，") and zh in error.value.zh
    assert error.value.en.startswith("limits.csv, row 3, column ") and en in error.value.en


def test_missing_and_unknown_columns_are_named(tmp_path):
    with pytest.raises(UsageError, match=r"limits\.csv, row 1 lacks the columns agreed_by\."):
        read_limits(written(tmp_path, "limits.csv", "resolution_hours,from\n4,2024-01-01\n"))
    with pytest.raises(UsageError, match=r"limits\.csv, row 1 has unknown columns: resolve\."):
        read_limits(written(tmp_path, "limits.csv", "resolve,from,agreed_by\n4,2024-01-01,王\n"))
    with pytest.raises(UsageError, match="lacks the columns from, agreed_by"):
        read_limits(written(tmp_path, "limits.csv", ""))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "limits.csv").write_bytes(b"PK\x03\x04\xff\xff\x80\x80")
    with pytest.raises(UsageError, match=r"limits\.csv is no text"):
        read_limits(tmp_path / "limits.csv")


def test_a_share_may_be_written_in_per_cent_and_a_default_parameter_is_no_other_target(tmp_path):
    lines = [
        "on_time_rate,,,,,95%,2024-01-01,王",
        "on_time_rate,,community,云栖花苑,1q,0.9,2024-01-01,王",
        "resolution_rate,within_days=15,,,,0.8,2024-01-01,王",
        "satisfaction_index,,indicator,服务态度,,80,2024-01-01,王",
    ]
    targets = read_targets(written(tmp_path, "targets.csv", TARGETS + "\n".join(lines)))
    assert [target.target for target in targets] == [0.95, 0.9, 0.8, 80]
    assert [(each.dimension, each.value) for each in targets[1:4:2]] == [
        ("community_id", "云栖花苑"),
        ("indicator_id", "服务态度"),
    ]
    same = ["reopen_rate,within_days=30,,,,0.1,2024-01-01,王", "reopen_rate,,,,,0.2,2024-01-01,王"]
    with pytest.raises(UsageError, match="the same as row 2"):
        read_targets(written(tmp_path, "targets.csv", TARGETS + "\n".join(same)))


@pytest.mark.parametrize(
    ("line", "en"),
    [
        ("on_time_rat,,,,,0.9,2024-01-01,王", "column metric: 'on_time_rat' is unknown; did you mean 'on_time_rate'?"),
        ("on_time_rate,,,,,95,2024-01-01,王", "column target: a share is 0 to 1, or written 95%"),
        ("satisfaction_index,,,,,80%,2024-01-01,王", "column target: '80%' is no number"),
        ("complaint_count,,,,,100,2024-01-01,王", "column period: this metric needs one: 1mo, 1q or 1y"),
        (
            "on_time_rate,,comunity,x,,0.9,2024-01-01,王",
            "column dimension: 'comunity' is unknown; did you mean 'community'?",
        ),
        ("on_time_rate,,community,,,0.9,2024-01-01,王", "column value: it may not be empty"),
        ("on_time_rate,,,x,,0.9,2024-01-01,王", "column dimension: value is given, so this is needed"),
        ("on_time_rate,within_days=3,,,,0.9,2024-01-01,王", "column parameter: write NAME=VALUE; known: none"),
        ("resolution_rate,15,,,,0.9,2024-01-01,王", "column parameter: write NAME=VALUE; known: within_days"),
    ],
)
def test_a_target_that_cannot_be_meant_is_named_with_its_row_and_column(tmp_path, line, en):
    with pytest.raises(UsageError) as error:
        read_targets(written(tmp_path, "targets.csv", TARGETS + line))
    assert en in error.value.en and error.value.zh.startswith("targets.csv 第 2 行，")
