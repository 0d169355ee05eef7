"""Which rows of several exports are the same complaint: one line of the table, one decision."""

import pytest

from tests.core.conftest import Export, complaint, roster

JANUARY, FEBRUARY, MARCH = "2024-02-01", "2024-03-01", "2024-04-01"
NOON = "2024-01-05 12:00:00"


def decisions(connection):
    """Return accepted, duplicate and superseded rows."""
    return connection.execute(
        "select sum(rows_accepted)::int, sum(rows_duplicate)::int, sum(rows_superseded)::int from load where kind = 'complaint'"
    ).fetchall()[0]


def ledger(*days, text="电梯坏了", **columns):
    """Rows T001, T002 … received on these days."""
    return [
        complaint(f"T{n:03d}", f"{day} 09:00:00", f"{text}{n}" if text else None, **columns)
        for n, day in enumerate(days, 1)
    ]


SAME = [
    ("said again", [complaint("W1", NOON)], [complaint("W1", NOON)], (1, 1, 0)),
    ("open, then closed", [complaint("W1", NOON)], [complaint("W1", NOON, resolved="2024-02-03 09:00:00")], (1, 0, 1)),
    ("corrected day of receipt", [complaint("W1", NOON)], [complaint("W1", "2024-01-06 12:00:00")], (1, 0, 1)),
    ("corrected year of receipt", [complaint("W1", "2023-01-05 12:00:00")], [complaint("W1", NOON)], (1, 0, 1)),
    ("respelled community", [complaint("W1", NOON)], [complaint("W1", NOON, community="翠湖苑小区")], (1, 0, 1)),
    ("community filled in", [complaint("W1", NOON, community=None)], [complaint("W1", NOON)], (1, 0, 1)),
    (
        "corrected day, told by the home",
        [complaint("W1", NOON, None, home_id="H1")],
        [complaint("W1", "2024-01-06 12:00:00", None, home_id="H1")],
        (1, 0, 1),
    ),
    (
        "corrected day, told by the type",
        [complaint("W1", NOON, None, category="facility", subcategory="电梯故障")],
        [complaint("W1", "2024-01-06 12:00:00", None, category="facility", subcategory="电梯故障")],
        (1, 0, 1),
    ),
    (
        "no id, closed later",
        [complaint(None, NOON)],
        [complaint(None, NOON, resolved="2024-02-03 09:00:00")],
        (1, 0, 1),
    ),
    ("pasted twice", [complaint("W1", NOON), complaint("W1", NOON)], [complaint("W1", NOON)], (1, 2, 0)),
]
DIFFERENT = [
    ("other numbers", [complaint("W1", NOON)], [complaint("W2", NOON)], (2, 0, 0)),
    (
        "numbers of two communities",
        ledger("2024-01-02", "2024-01-03"),
        ledger("2024-01-02", "2024-01-04", text="楼道脏", community="金桂园"),
        (4, 0, 0),
    ),
    (
        "numbers that start anew each year",
        ledger("2024-01-02", "2024-01-03"),
        ledger("2025-01-02", "2025-01-04", text="楼道脏"),
        (4, 0, 0),
    ),
    (
        "same words in another community on another day",
        [complaint("W1", NOON)],
        [complaint("W1", "2024-02-05 12:00:00", community="金桂园")],
        (2, 0, 0),
    ),
    (
        "same words of another home on another day",
        [complaint("W1", NOON, home_id="H1")],
        [complaint("W1", "2024-02-05 12:00:00", home_id="H2")],
        (2, 0, 0),
    ),
    (
        "same words in a building of another community",
        [complaint("W1", NOON, building="3")],
        [complaint("W1", NOON, building="5", community="金桂园")],
        (2, 0, 0),
    ),
    (
        "nothing but a number and a day",
        [complaint("W1", NOON, None)],
        [complaint("W1", "2024-02-05 12:00:00", None)],
        (2, 0, 0),
    ),
    (
        "two systems with the same numbers",
        [complaint("W1", NOON)],
        [complaint("W1", NOON, source="hotline")],
        (2, 0, 0),
    ),
    ("one number twice in one export", [complaint("W1", NOON), complaint("W1", NOON, "楼道脏")], [], (2, 0, 0)),
    (
        "one number on two days in one export",
        [complaint("W1", NOON), complaint("W1", "2024-01-06 12:00:00")],
        [],
        (2, 0, 0),
    ),
    ("no id, other words", [complaint(None, NOON)], [complaint(None, NOON, "楼道脏")], (2, 0, 0)),
]


@pytest.mark.parametrize(
    ("older", "newer", "expected"), [case[1:] for case in SAME + DIFFERENT], ids=[case[0] for case in SAME + DIFFERENT]
)
def test_rows_of_two_exports(assembled, older, newer, expected):
    assert decisions(assembled(Export(older, JANUARY), Export(newer, FEBRUARY))) == expected


def test_a_corrected_complaint_has_its_newest_content(assembled):
    connection = assembled(
        Export([complaint("W1", NOON)], JANUARY),
        Export([complaint("W1", "2024-01-06 12:00:00")], FEBRUARY),
        Export([complaint("W1", "2024-01-06 12:00:00", community="翠湖苑小区", resolved="2024-03-02 09:00:00")], MARCH),
    )
    assert decisions(connection) == (1, 0, 2)
    assert connection.execute(
        "select complaint_id, received_on::varchar, community_id, status from fct_complaint"
    ).fetchall() == [("W1", "2024-01-06", "翠湖苑小区", "resolved")]


def test_an_alias_of_the_roster_is_the_same_community(assembled):
    connection = assembled(
        Export([roster("翠湖苑", "翠湖苑一期")], relation="roster"),
        Export([complaint("W1", NOON)], JANUARY),
        Export([complaint("W1", NOON, "电梯又坏了", community="翠湖苑一期")], FEBRUARY),
    )
    assert decisions(connection) == (1, 0, 1)
    assert connection.execute("select community_id from fct_complaint").fetchall() == [("翠湖苑",)]


def test_the_same_bytes_under_another_name_are_duplicates(assembled):
    rows = [complaint("W1", NOON), complaint("W2", NOON)]
    connection = assembled(Export(rows, JANUARY, bytes_of="same"), Export(rows, JANUARY, bytes_of="same"))
    assert connection.execute("select status, rows_accepted, rows_duplicate from load").fetchall() == [
        ("loaded", 2, 0),
        ("duplicate", 0, 2),
    ]


def test_an_older_export_that_comes_later_supersedes_nothing(assembled):
    connection = assembled(
        Export([complaint("W1", NOON, resolved="2024-02-03 09:00:00")], FEBRUARY),
        Export([complaint("W1", NOON)], JANUARY),
    )
    assert connection.execute("select status from fct_complaint").fetchall() == [("resolved",)]
    assert decisions(connection) == (1, 0, 1)


def test_a_correction_in_a_cumulative_ledger_whose_numbers_start_anew(assembled):
    january = ledger("2024-01-02", "2024-01-03", "2024-01-04")
    february = ledger("2024-02-02", "2024-02-03", "2024-02-04", text="楼道脏")
    corrected = [january[0] | {"received_at": "2024-01-12 09:00:00"}, *january[1:]]
    march = ledger("2024-03-02", "2024-03-03", "2024-03-04", text="半夜装修")
    connection = assembled(
        Export(january, JANUARY),
        Export([*january, *february], FEBRUARY),
        Export([*corrected, *february, *march], MARCH),
    )
    assert connection.execute(
        "select complaint_id, received_on::varchar from fct_complaint where complaint_id like 'T001%' order by all"
    ).fetchall() == [
        ("T001", "2024-01-12"),
        ("T001@2024-02-02", "2024-02-02"),
        ("T001@2024-03-02", "2024-03-02"),
    ]
    assert decisions(connection)[0] == 9


def test_ledgers_that_number_anew_are_apart_even_where_some_words_agree(assembled):
    words = ["电梯故障", "楼道脏", "半夜装修", "路灯不亮", "漏水"]
    january = [complaint(f"T{n}", f"2024-01-{n + 2:02d} 09:00:00", word) for n, word in enumerate(words)]
    february = [
        complaint(f"T{n}", f"2024-02-{n + 2:02d} 09:00:00", word)
        for n, word in enumerate(["电梯故障", *reversed(words[1:])])
    ]
    assert decisions(assembled(Export(january, JANUARY), Export(february, FEBRUARY))) == (10, 0, 0)


def test_two_rows_of_one_export_are_never_one_complaint_corrected(assembled):
    first, second, third = (
        complaint("W1", f"2024-0{month}-05 09:00:00", text)
        for month, text in ((1, "楼道脏"), (2, "电梯坏了"), (3, "电梯坏了"))
    )
    assert decisions(
        assembled(Export([first], JANUARY), Export([second], FEBRUARY), Export([third, second], MARCH))
    ) == (3, 1, 0)


def test_a_respelling_of_the_whole_export_doubles_nothing(assembled):
    days = [f"2024-01-{day:02d}" for day in range(2, 12)]
    assert decisions(
        assembled(Export(ledger(*days), JANUARY), Export(ledger(*days, community="翠湖苑小区"), FEBRUARY))
    ) == (10, 0, 10)


def test_names_stay_readable_and_the_first_keeps_its_own(assembled):
    connection = assembled(
        Export(
            [
                complaint("W1", NOON),
                complaint("W1", NOON, "楼道脏"),
                complaint("W1", "2024-01-06 08:00:00", "半夜装修"),
            ],
            JANUARY,
        ),
        Export([complaint("W1", "2025-01-05 08:00:00", "路灯不亮"), complaint("W2", NOON)], FEBRUARY),
        Export([complaint("W1", "2025-02-05 08:00:00", source="hotline")], MARCH),
        Export([complaint("13912345678", NOON)], MARCH),
    )
    names = dict(
        connection.execute(
            "select description, list(complaint_id order by complaint_id) from fct_complaint group by all"
        ).fetchall()
    )
    assert names["楼道脏"] == ["W1#2"]
    assert names["半夜装修"] == ["W1@2024-01-06"]
    assert names["路灯不亮"] == ["W1@2025-01-05"]
    pseudonym, *others = names["电梯坏了"]
    assert others == ["W1", "W2", "hotline:W1"]
    assert pseudonym.startswith("K") and "139" not in pseudonym


def test_a_new_export_renames_no_complaint(assembled, tmp_path):
    (tmp_path / "corrections.csv").write_text(
        "record,field,old,new,who,when,why\nW1,department,,保洁部,王,2024-05-01,补录\n", encoding="utf-8"
    )
    connection = assembled(
        Export([complaint("W1", NOON)], JANUARY),
        Export([complaint("W1", "2025-01-05 08:00:00", "路灯不亮")], FEBRUARY),
        Export([complaint("W1", NOON, "漏水", source="hotline")], MARCH),
    )
    assert connection.execute("select status from correction").fetchall() == [("applied",)]
    assert connection.execute("select description from fct_complaint where department = '保洁部'").fetchall() == [
        ("电梯坏了",)
    ]


def test_the_problems_of_one_complaint_follow_it(assembled):
    rows = [
        complaint("W1", NOON),
        complaint("W1", NOON, "楼道脏", part=1),
        complaint("W1", "2025-01-05 08:00:00", "路灯不亮"),
    ]
    again = [rows[0] | {"status": "resolved"}, rows[1]]
    connection = assembled(Export(rows, JANUARY), Export(again, FEBRUARY))
    assert connection.execute("select rows_accepted, rows_superseded, records from load").fetchall() == [
        (1, 2, 1),
        (2, 0, 1),
    ]
