"""The commands that look for causes, on the command line's own handful of complaints."""

import csv
import io
import json

import pytest

from tests.cli import manyidu, project


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = project(tmp_path_factory.mktemp("built"))
    assert manyidu(folder, "build").code == 0
    return folder


def rows(done):
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_a_recurring_problem_is_printed_with_its_sentence_and_its_cases(built):
    (problem,) = rows(manyidu(built, "problems", "--format", "json"))
    assert (problem["subcategory"], problem["cases"], problem["homes"]) == ("电梯", 12, 12)
    assert "12 cases of 12 homes" in problem["sentence"]
    cases = rows(manyidu(built, "problems", "--cases", problem["problem_id"], "--format", "json"))
    assert [case["complaint_id"] for case in cases] == problem["case_ids"].split("、")
    assert "12 户" in manyidu(built, "problems", language="zh").out


def test_problems_are_filtered_and_a_case_list_of_no_problem_is_refused(built):
    assert rows(manyidu(built, "problems", "--where", "state=closed", "--format", "json")) == []
    done = manyidu(built, "problems", "--cases", "P0")
    assert (done.code, "P0" in done.err) == (2, True)


def test_types_are_printed_for_programs_without_notes_and_for_people_with_them(built):
    out = manyidu(built, "pareto", "--level", "subcategory", "--as-of", "2024-03-31", "--format", "csv").out
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["type"], row["cases"], row["is_vital"]) == ("电梯", "12", "True")
    assert "received from 1 Jan 2024 to 31 Mar 2024" in manyidu(built, "pareto", "--as-of", "2024-03-31").out


def test_combinations_say_where_to_look_and_refuse_an_unknown_dimension(built):
    assert "not why" in manyidu(built, "combinations", "--by", "community,handler", "--as-of", "2024-03-31").out
    done = manyidu(built, "combinations", "--by", "floor")
    assert (done.code, "building" in done.err) == (2, True)


def test_types_that_come_together_are_printed(built):
    assert rows(manyidu(built, "together", "--format", "json")) == []


def test_which_types_go_with_satisfaction_cannot_be_told_without_answers(built):
    assert rows(manyidu(built, "strain", "--format", "json")) == []
    assert "No community has both" in manyidu(built, "strain").out


def test_words_of_one_type_alone_are_none(built):
    assert rows(manyidu(built, "words", "--format", "json")) == []


def test_a_suggestion_is_called_one(built):
    assert "enter no figure" in manyidu(built, "suggest").out
