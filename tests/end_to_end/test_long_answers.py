"""Tables with one answer per row, from file to warehouse: what they are read as, and what becomes of each row."""

import pytest

from tests.end_to_end.odd_files import built, notes, written

LONG = ["respondent_id", "survey_date", "gender", "question", "answer"]
RATED = ["How satisfied are you with cleaning?", "How satisfied are you with safety?"]
NEEDS = "What should be improved?"

WORDS = ["满意", "一般", "不满意"]
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
    "waves.csv": written(
        [LONG] + [[f"R{n}", day, "F", asked, WORDS[(n + len(day) + at + month) % 3]]
                  for n in range(20) for month, day in enumerate(("2024-03-01", "2024-09-01")) for at, asked in enumerate(RATED)]
    ),
    "films.csv": written([["user_id", "item_id", "rating"]] + [[f"U{n // 4}", f"{n * 7 % 45}", f"{n % 5 + 1}"] for n in range(240)]),
    "weights.csv": written(
        [["Participant", "Variable", "Value"]] + [[f"P{n}", of, f"{50 + n * 1.3:.2f}"] for n in range(30) for of in ("Weight", "Pulse")]
    ),
    "called.csv": written(
        [["受访者编号", "访问员", "专属管家", "题目", "答案"]] + [[f"C{n}", "欧阳建国", "欧阳娜娜", asked, WORDS[(n + at) % 3]] for n in range(12) for at, asked in enumerate(("保洁满意度", "安保满意度"))]
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


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("again.csv", "不知道哪个算数"),
        ("waves.csv", "不知道哪个算数"),
        ("faq.csv", "题目几乎不重复"),
        ("films.csv", "不像问卷"),
        ("weights.csv", "不像问卷"),
    ],
)
def test_a_table_that_is_no_survey_of_many_is_refused_with_the_reason(ask, file, why):
    ((status, reason),) = ask(f"select status, reason from load where file = '{file}'")
    assert status == "refused"
    assert why in reason


def test_who_asked_the_questions_is_not_kept(ask):
    assert ask("select count(*) from fct_rating where rating is not null and question_id like '%满意度'") == [(24,)]
    assert ask("select count(*) from fct_response where attributes::varchar like '%欧阳%'") == [(0,)]
