"""Which exports can say that a case is closed: the others are left out of the closure rate, never counted as open."""

import json

from tests.cli import manyidu

LEDGERS = {
    "says.csv": [
        "投诉编号,受理时间,小区,投诉内容,办结时间",
        "A1,2024-01-05 08:00,甲园,灯坏,2024-01-06 08:00",
        "A2,2024-01-05 09:00,甲园,门坏,",
    ],
    "says_not.csv": ["投诉编号,受理时间,小区,投诉内容,完成时间", "B1,2024-01-05 08:00,乙园,灯坏,2024-01-06 08:00"],
}


def test_a_ledger_without_closing_times_is_left_out_of_the_closure_rate(tmp_path):
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    for name, lines in LEDGERS.items():
        (raw / name).write_text("\n".join(lines), encoding="utf-8")
    done = manyidu(tmp_path, "build")
    assert done.code == 0, done.err
    asked = ["closure_rate", "--by", "community", "--as-of", "2024-03-31", "--format", "json"]
    rows = json.loads(manyidu(tmp_path, "metric", *asked).out)
    counts = {row["community"]: (row["complaints"], row["closed"], row["not_in_export"]) for row in rows}
    assert counts == {"甲园": (2, 1, 0), "乙园": (0, 0, 1)}


def test_a_close_time_that_stands_in_for_a_blank_or_unreadable_finished_time_says_so(tmp_path):
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    lines = [
        "投诉编号,受理时间,小区,投诉内容,完成时间,关闭时间",
        "A1,2024-01-05 08:00,甲园,灯坏,2024-01-06 08:00,2024-01-07 08:00",
        "A2,2024-01-05 09:00,甲园,门坏,已完成,2024-01-07 08:00",
        "A3,2024-01-05 10:00,甲园,墙裂,,2024-01-07 08:00",
    ]
    (raw / "ledger.csv").write_text("\n".join(lines), encoding="utf-8")
    done = manyidu(tmp_path, "build")
    assert done.code == 0, done.err
    asked = ["resolution_rate", "--period", "all", "--as-of", "2024-03-31", "--format", "json"]
    (row,) = json.loads(manyidu(tmp_path, "metric", *asked).out)
    assert (row["resolved"], row["by_close_time"]) == (3, 2)
