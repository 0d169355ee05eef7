"""Workbooks that hold the same respondents on several sheets."""

import pytest

from tests.end_to_end.odd_files import book, built, notes

HEADER = ["Timestamp", "How satisfied are you with cleaning?", "How satisfied are you with safety?", "Comments"]
LABELS = ["Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied"]
ROWS = [
    [f"2024/03/{1 + n % 28:02} 10:{n:02}:0{n % 7}", LABELS[n % 5], LABELS[n // 2 % 5], f"Text {n}"] for n in range(30)
]
OTHERS = ["Timestamp", "How satisfied are you with parking?", "How satisfied are you with the lifts?"]


FILES = {
    "tidied.xlsx": book(("Clean", [HEADER[:3], *(row[:3] for row in ROWS[:28])]), ("Raw", [HEADER, *ROWS])),
    "parts.xlsx": book(("A", [HEADER, *ROWS]), ("B", [OTHERS, *(row[:3] for row in ROWS)])),
    "weeks.xlsx": book(("One", [HEADER, *ROWS[:15]]), ("Two", [HEADER[:3], *(row[:3] for row in ROWS[15:])])),
}
WAVE = ["答卷编号", "1、保洁服务满意度", "2、安保服务满意度", "3、总体满意度"]


def wave(turn: int) -> list[list[str]]:
    return [[f"P{n:03}", *(str(1 + (n * (turn + 1) + at) % 5) for at in range(3))] for n in range(30)]


FILES |= {
    "panel.xlsx": book(("2023", [WAVE, *wave(1)]), ("2024", [[*WAVE, "4、停车满意度"], *([*row, "4"] for row in wave(2))])),
    "dated.xlsx": book(
        *((year, [[*WAVE, "提交时间", *more], *([*row, f"{year}-06-{1 + n % 28:02} 10:00:00", *("4" for _ in more)] for n, row in enumerate(wave(1)))])
          for year, more in (("2023", []), ("2024", ["4、停车满意度"])))
    ),
}  # fmt: skip
CODES = ["Education", "PU1", "PU2", "PU3", "PU4"]
GIVEN = [[str(1 + (n * at + n // 4) % 5) for at in (1, 2, 3, 4)] for n in range(30)]
ALIKE = [["4" if n == 3 else "5"] * 3 for n in range(30)]
ASKED = ["Timestamp", "Education", *(f"I find it useful for my work, no. {at}" for at in range(1, 5))]
FILES |= {
    "alike.xlsx": book(
        *((name, [["1、保洁满意度", "2、安保满意度", "3、绿化满意度"], *ALIKE]) for name in ("东园", "西园"))
    ),
    "coded.xlsx": book(
        ("Form Responses 1", [ASKED, *([row[0], "MA", *given] for row, given in zip(ROWS, GIVEN, strict=True))]),
        ("Sheet1", [CODES, *(["MA", *given] for given in GIVEN)]),
        ("Sheet2", [CODES, *(["MA", *given] for given in reversed(GIVEN))]),
    ),
}


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    with built(tmp_path_factory.mktemp("same"), FILES) as ask:
        yield ask


def outcomes(ask, file: str) -> list[tuple]:
    return ask(f"select sheet, status, rows_read from load where file = '{file}' order by load_id")


def test_a_tidied_copy_of_the_answers_is_not_counted_again(ask):
    assert outcomes(ask, "tidied.xlsx") == [("Clean", "refused", 0), ("Raw", "loaded", 30)]
    assert "同一批答卷" in ask("select reason from load where sheet = 'Clean'")[0][0]


def test_a_copy_under_short_headers_without_times_is_not_counted_again(ask):
    found = [(sheet, status) for sheet, status, _ in outcomes(ask, "coded.xlsx")]
    assert found == [("Form Responses 1", "loaded"), ("Sheet1", "refused"), ("Sheet2", "loaded")]


def test_two_sheets_on_which_one_respondent_each_is_less_content_are_no_copies(ask):
    assert [(sheet, status) for sheet, status, _ in outcomes(ask, "alike.xlsx")] == [
        ("东园", "loaded"),
        ("西园", "loaded"),
    ]


def test_other_questions_to_the_same_people_are_read_and_it_is_said(ask):
    assert outcomes(ask, "parts.xlsx") == [("A", "loaded", 30), ("B", "loaded", 30)]
    assert "同一批人" in notes(ask, "parts.xlsx")


def test_other_respondents_of_the_same_questions_are_all_counted(ask):
    assert outcomes(ask, "weeks.xlsx") == [("One", "loaded", 15), ("Two", "loaded", 15)]


@pytest.mark.parametrize("file", ["panel.xlsx", "dated.xlsx"])
def test_respondents_who_were_asked_again_count_in_each_wave(ask, file):
    assert outcomes(ask, file) == [("2023", "loaded", 30), ("2024", "loaded", 30)]
