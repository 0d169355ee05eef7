"""``manyidu review``: documents of a quarter, made by two processes, and what is refused."""

from __future__ import annotations

import multiprocessing
import os
import pickle
from datetime import date, datetime

import pytest

from pipeline.config import load_settings
from pipeline.errors import InputError, UsageError
from pipeline.review.answers import Answers
from pipeline.review.beside import SecondProcess, second_process
from pipeline.review.content import review
from pipeline.warehouse import open_published
from tests.cli import manyidu, project
from tests.one_gate import no_main_module

QUARTER = "2024Q1"


@pytest.fixture(autouse=True)
def without_main():
    """Second processes start as from the command line, whatever page of the dashboard a test before has run as the main module."""
    with no_main_module():
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project that has been built once; tests only read it."""
    folder = project(tmp_path_factory.mktemp("reviewed"))
    assert manyidu(folder, "build").code == 0
    return folder


@pytest.fixture
def settings(built, monkeypatch):
    """The settings of the project."""
    monkeypatch.chdir(built)
    return load_settings()


def test_documents_are_written_listed_and_found_sound(built, tmp_path):
    done = manyidu(built, "review", QUARTER, "--format", "html, XLSX,pptx", "--out", str(tmp_path))
    assert (done.code, {*done.out.split()}) == (0, {str(path) for path in tmp_path.iterdir()}), done.err
    assert {path.name for path in tmp_path.iterdir()} == {
        f"quarterly_review_2024Q1.{suffix}" for suffix in ("html", "xlsx", "pptx")
    }
    for path in tmp_path.iterdir():
        checked = manyidu(built, "review", "--verify", str(path))
        assert checked.code == 0, checked.out + checked.err


def test_two_processes_write_what_one_writes(settings, tmp_path):
    with open_published(settings) as published, published.cursor() as cursor:
        alone = review(cursor, date(2024, 1, 1), language="en")
        with second_process(settings, published.version) as second:
            beside = review(cursor, date(2024, 1, 1), language="en", beside=second.ask)
            names = [f"{at}.html" for at in range(3)]
            (tmp_path / "2").mkdir()
            assert {*second.write(beside, [tmp_path / "2" / name for name in names], b"key")} == {
                *(tmp_path / "2").iterdir()
            }
    assert beside == alone
    written = {path.read_bytes() for path in SecondProcess(None).write(alone, [tmp_path / "1.html"], b"key")}
    assert {path.read_bytes() for path in (tmp_path / "2").iterdir()} == written


def dies_in_a_second_process(answers: Answers) -> str:
    """A question that kills the process that it is asked in, unless that is the main one."""
    if multiprocessing.parent_process():
        os._exit(1)
    return answers.quarter


def is_refused(answers: Answers) -> None:
    """A question that cannot be answered."""
    raise InputError("no_font", zh="没有字体。", en=f"No font in {answers.quarter}.")


def answers_of(cursor) -> Answers:
    """The answers of the first quarter."""
    return Answers(cursor, date(2024, 1, 1), (), "en", 10, datetime(2024, 4, 1))


def test_a_second_process_that_dies_costs_no_answer(settings):
    with (
        open_published(settings) as published,
        published.cursor() as cursor,
        second_process(settings, published.version) as second,
    ):
        answers = answers_of(cursor)
        assert second.ask(dies_in_a_second_process, answers)() == QUARTER
        assert second.ask(dies_in_a_second_process, answers)() == QUARTER  # nothing can be begun there any more


def test_what_the_second_process_refuses_is_said_in_words(settings):
    with (
        open_published(settings) as published,
        published.cursor() as cursor,
        second_process(settings, published.version) as second,
        pytest.raises(InputError) as caught,
    ):
        second.ask(is_refused, answers_of(cursor))()
    assert (caught.value.code, caught.value.say("zh"), str(caught.value)) == (
        "no_font",
        "没有字体。",
        "No font in 2024Q1.",
    )


def test_errors_of_every_kind_come_back_from_another_process():
    error = UsageError(zh="不行", en="no")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.zh, again.en, again.args) == (UsageError, "不行", "no", ("no",))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "odt"), "There is no format odt; use html, pdf, pptx, xlsx, docx."),
        (("--format", ","), "--format names no format"),
        (("--out", "data/raw/reviews"), "inside the folder of exports"),
        (("--community", "翠湖花圃"), "Known: 翠湖花园"),
    ],
)
def test_what_cannot_be_written_is_refused_in_words(built, arguments, said):
    done = manyidu(built, "review", QUARTER, *arguments)
    assert (done.code, said in done.err) == (2, True), done.err
    assert not (built / "data" / "raw" / "reviews").exists()


def test_a_quarter_is_read_or_refused(built, tmp_path):
    for written, code in (("2024年一季度", 0), ("2024Q5", 2), ("2031Q1", 2)):
        done = manyidu(built, "review", written, "--format", "html", "--out", str(tmp_path))
        assert done.code == code, done.err
