"""Surveys: ratings whose answers a sidecar declares one by one, in any language or as letters."""

import pytest

from pipeline.ingest.table import Sidecar

LETTERS = {"A": 5.0, "B": 4.0, "C": 3.0, "D": 2.0, "E": 1.0}
GERMAN = {"rundum gelungen": 4.0, "ging so": 3.0, "eher mau": 2.0, "daneben": 1.0}


def ratings(staged, question="1"):
    return staged.column(f"select rating from <rating> where question_id = '{question}' order by row_number")


def lettered(wjx, **sidecar):
    rows = [(letter, other) for letter, other in zip("ABCDEB", "BBAADE", strict=True)]
    return wjx(["1、保洁", "2、保安"], *rows, sidecar=Sidecar(**sidecar))


def test_letters_alone_are_rated_by_nobody_and_the_load_says_what_to_write(wjx):
    staged = lettered(wjx)
    assert ratings(staged) == []
    assert "write rating_labels in a sidecar" in staged.notes


def test_declared_letters_are_codes_with_the_default_satisfied_codes(wjx):
    staged = lettered(wjx, rating_labels={"*": LETTERS})
    assert ratings(staged) == [5, 4, 3, 2, 1, 4]
    assert ratings(staged, "2") == [4, 4, 5, 5, 2, 1]
    read = "select question_id, scale_min, scale_max, satisfied_codes, is_reversed, is_direction_said from <question> where role = 'rating' order by 1"
    assert staged.rows(read) == [("1", 1, 5, [4, 5], False, True), ("2", 1, 5, [4, 5], False, True)]


def test_codes_of_one_question_are_codes_of_no_other(wjx):
    staged = lettered(wjx, rating_labels={"2": LETTERS})
    assert ratings(staged) == []
    assert ratings(staged, "2") == [4, 4, 5, 5, 2, 1]


def test_words_of_any_language_become_codes_and_what_is_not_declared_is_a_cell_issue(wjx):
    answers = [*GERMAN] * 3 + ["Zufriedenheit 7"]
    staged = wjx(
        ["1、Reinigung", "2、Alter"],
        *[(answer, "20-30") for answer in answers],
        sidecar=Sidecar(rating_labels={"*": GERMAN}),
    )
    assert ratings(staged) == [4, 3, 2, 1] * 3
    assert staged.rows("select row_number, reason_code from <issue>") == [(14, "unknown_rating")]
    assert staged.roles["2"] != "rating"


def test_a_declared_answer_comes_before_what_its_words_seem_to_say(wjx):
    words = {"满意": 1.0, "不满意": 2.0}
    staged = wjx(
        ["1、您是否满意投诉减少"], ("满意",), ("不满意",), ("满意",), sidecar=Sidecar(rating_labels={"1": words})
    )
    assert ratings(staged) == [1, 2, 1]


def test_numbers_may_be_declared_too(wjx):
    turned = {"1": 5.0, "2": 4.0, "3": 3.0, "4": 2.0, "5": 1.0}
    staged = wjx(["1、保洁的满意度"], *[(code,) for code in "12345"], sidecar=Sidecar(rating_labels={"*": turned}))
    assert ratings(staged) == [5, 4, 3, 2, 1]


def test_ends_that_nobody_chose_come_from_the_scale_of_the_sidecar(wjx):
    staged = lettered(wjx, rating_labels={"*": LETTERS}, scale=(0.0, 10.0))
    assert staged.rows("select distinct scale_min, scale_max from <question> where role = 'rating'") == [(0, 10)]


@pytest.mark.parametrize(("said", "rated"), [(0.8, True), (0.7, False)])
def test_what_is_said_of_all_questions_holds_where_four_of_five_answers_have_a_code(wjx, said, rated):
    answers = ["A"] * int(10 * said - 1) + ["B"] + ["Z"] * (10 - int(10 * said))
    staged = wjx(["1、保洁"], *[(answer,) for answer in answers], sidecar=Sidecar(rating_labels={"*": LETTERS}))
    assert (staged.roles["1"] == "rating") == rated


def test_a_declared_scale_without_room_for_declared_codes_is_that_of_other_questions(wjx):
    staged = lettered(wjx, rating_labels={"*": {"A": 10.0, "B": 8.0, "C": 6.0, "D": 4.0, "E": 2.0}}, scale=(1.0, 5.0))
    assert ratings(staged) == [10, 8, 6, 4, 2, 8]
    assert set(staged.rows("select scale_min, scale_max from <question> where role = 'rating'")) == {(2, 10)}


def test_what_keeps_several_questions_from_being_rated_is_said_once(wjx):
    answers = ["满意", "一般", "不满意"] * 10 + ["马虎"] * 6
    staged = wjx(
        [f"{n}、您对{what}的评价" for n, what in enumerate(["保洁", "安保", "绿化"], start=1)],
        *[(answer,) * 3 for answer in answers],
    )
    said = [note for note in staged.staged.notes if "how good these answers are is not known" in note[1]]
    assert len(said) == 1
    assert said[0][0].startswith("题目 1、2、3：")
    assert said[0][1].startswith("Questions 1, 2, 3: ")
