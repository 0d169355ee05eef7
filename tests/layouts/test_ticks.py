"""Answers that are ticks in columns of their own: when they are read as one column per question, and when not."""

from __future__ import annotations

import pytest

from pipeline.layouts.ticks import with_answers_of_ticks
from tests.layouts.tables import preview

ROWS = ("1|√|||√", "2||√|√|", "3|√||√|")


def read(*rows: str) -> list[str]:
    """The rows as they are read, each as ``a|b``; none where the table has no such columns."""
    found = with_answers_of_ticks(preview(*rows))
    return ["|".join(row) for row in found.rows] if found.ticks else []


def test_the_first_column_of_a_question_holds_its_answers():
    assert read("|保洁||保安|", "序号|满意|不满意|满意|不满意", *ROWS) == [
        "||||",
        "序号|保洁||保安|",
        "1|满意||不满意|",
        "2|不满意||满意|",
        "3|满意||满意|",
    ]


def test_merged_cells_name_each_column_and_a_title_names_none():
    assert read("序号|保洁|保洁|保安|保安", "序号|满意|不满意|满意|不满意", *ROWS)[1] == "序号|保洁||保安|"
    assert read("调查表|调查表|调查表", "序号|满意|不满意", "1|√|", "2||√", "3|√|")[:2] == [
        "调查表|调查表|调查表",
        "序号|满意度|",
    ]
    assert read("No|Satisfied|Dissatisfied", "1|1|0", "2|0|1", "3|1|0")[0] == "No|Satisfaction|"


@pytest.mark.parametrize(
    "rows",
    [
        ("序号|满意|不满意|满意|不满意", *ROWS),  # of what, nobody knows
        ("|保洁||保洁|", "序号|满意|不满意|满意|不满意", *ROWS),
        ("序号|满意|不满意", "1|12|3", "2|8|1", "3|7|2"),  # how many chose each
        ("序号|满意|不满意", "1|√|√", "2|√|√", "3|√|"),  # several answers
        ("序号|满意|不满意", "1|√|", "2||√"),  # too few to tell
        ("序号|电梯|门禁", "1|√|", "2||√", "3|√|"),  # no levels of a scale
        ("序号|满意|不满意", "1|√|见备注", "2||√", "3|√|"),
    ],
)
def test_what_is_not_surely_an_answer_per_row_stays_as_it_is(rows):
    assert read(*rows) == []
