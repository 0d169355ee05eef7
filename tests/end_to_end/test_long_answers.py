"""Tables with one answer per row, from file to warehouse: what they are read as, and what becomes of each row."""

import pytest

from tests.end_to_end.odd_files import built, notes, written

LONG = ["respondent_id", "survey_date", "gender", "question", "answer"]
RATED = ["How satisfied are you with cleaning?", "How satisfied are you with safety?"]
NEEDS = "What should be improved?"

CHANGED = ["R30", "2024-03-30", "M"]


def answers_of(number: int) -> list[list[str]]:
    person = [f"R{number}", f"2024-03-{number:02}", "F" if number % 2 else "M"]
    rated = [[*person, question, str(1 + (number + place) % 5)] for place, question in enumerate(RATED)]
    return [*rated, *([*person, NEEDS, option] for option in ("Lifts", "Lighting")[: 1 + number % 2])]


ROWS = [row for number in range(1, 13) for row in answers_of(number)]
FILES = {
    "long.csv": written([LONG, *ROWS, ["", "2024-03-05", "F", RATED[0], "4"], *([*CHANGED, RATED[0], answer] for answer in ("2", "5"))]),
    "long_later.csv": written([LONG, *ROWS, ["R20", "2099-01-01", "F", RATED[0], "4"], ["R20", "2099-01-01", "F", RATED[1], "4"]]),
    "again.csv": written(
        [["user_id", "item", "rating"]]
        + [[f"U{n % 5}", f"Item {n % 3}", str(1 + n // 15 % 5)] for n in range(60)]
    ),
    "faq.csv": written([["user id", "question", "answer"]] + [[f"U{n}", f"Question {n}?", f"{n % 5}"] for n in range(20)]),
}  # fmt: skip
ACCOUNT = "rows_read, rows_accepted, rows_rejected, rows_duplicate, rows_superseded, records"


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    with built(tmp_path_factory.mktemp("long"), FILES) as ask:
        yield ask


def test_answers_below_each_other_are_one_response_per_respondent_and_every_row_counts(ask):
    rows = ask(f"select file, status, {ACCOUNT} from load where file like 'long%' order by file")
    assert sum(row[-1] for row in rows) == 13
    for _, status, read, accepted, rejected, duplicate, superseded, _ in rows:
        assert status == "loaded"
        assert read == accepted + rejected + duplicate + superseded
    assert [(row[2], row[4]) for row in rows] == [(45, 1), (44, 2)]


def test_the_last_answer_counts_where_one_was_changed_and_options_are_chosen_together(ask):
    assert "1" in notes(ask, "long.csv")
    assert ask("select rating from fct_rating where submitted_on = '2024-03-30'") == [(5,)]
    needs = dict(ask("select option, count(*) from fct_need where is_selected group by 1"))
    assert needs == {"Lifts": 12, "Lighting": 6}


@pytest.mark.parametrize(("file", "why"), [("again.csv", "不知道哪个算数"), ("faq.csv", "题目几乎不重复")])
def test_a_table_that_is_no_survey_of_many_is_refused_with_the_reason(ask, file, why):
    ((status, reason),) = ask(f"select status, reason from load where file = '{file}'")
    assert status == "refused"
    assert why in reason
