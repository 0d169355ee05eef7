"""Workbooks that hold the same respondents on several sheets."""

import io

import pytest
from openpyxl import Workbook

from tests.end_to_end.odd_files import built, notes

HEADER = ["Timestamp", "How satisfied are you with cleaning?", "How satisfied are you with safety?", "Comments"]
LABELS = ["Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied"]
ROWS = [
    [f"2024/03/{1 + n % 28:02} 10:{n:02}:0{n % 7}", LABELS[n % 5], LABELS[n // 2 % 5], f"Text {n}"] for n in range(30)
]
OTHERS = ["Timestamp", "How satisfied are you with parking?", "How satisfied are you with the lifts?"]


def book(**sheets: list[list[str]]) -> bytes:
    found = Workbook()
    found.remove(found.active)
    for name, rows in sheets.items():
        sheet = found.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    found.save(buffer)
    return buffer.getvalue()


FILES = {
    "tidied.xlsx": book(Clean=[HEADER[:3], *(row[:3] for row in ROWS[:28])], Raw=[HEADER, *ROWS]),
    "parts.xlsx": book(A=[HEADER, *ROWS], B=[OTHERS, *(row[:3] for row in ROWS)]),
    "weeks.xlsx": book(One=[HEADER, *ROWS[:15]], Two=[HEADER[:3], *(row[:3] for row in ROWS[15:])]),
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


def test_other_questions_to_the_same_people_are_read_and_it_is_said(ask):
    assert outcomes(ask, "parts.xlsx") == [("A", "loaded", 30), ("B", "loaded", 30)]
    assert "同一批人" in notes(ask, "parts.xlsx")


def test_other_respondents_of_the_same_questions_are_all_counted(ask):
    assert outcomes(ask, "weeks.xlsx") == [("One", "loaded", 15), ("Two", "loaded", 15)]
