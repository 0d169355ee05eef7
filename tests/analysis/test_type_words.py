"""Words of a type: what is listed, with which figures, and whose words never show."""

import numpy as np
import pytest

from pipeline.analysis.tokens import stop_words, words_of
from pipeline.analysis.type_words import distinctive_words
from tests.metrics.conftest import complaint

UNTIL = "2024-07-10"


def texts(number, kind, text, home=None, **columns):
    return [
        complaint(
            "2024-06-05 08:00", subcategory=kind, description=text, home_id=home or f"{kind}{text}{at}", load_id=1,
            **columns,
        )
        for at in range(number)
    ]  # fmt: skip


@pytest.fixture
def words(warehouse):
    def of(*groups, **options):
        given = [row | {"complaint_id": f"n{at}"} for at, row in enumerate(row for group in groups for row in group)]
        return distinctive_words(
            warehouse(given, complaints_until=UNTIL, loads={1: UNTIL}), by="subcategory", **options
        )

    return of


LIFTS, LEAKS = texts(40, "电梯", "电梯停运，物业不管"), texts(40, "漏水", "天花板漏水，物业不管")


def test_words_of_one_type_are_listed_and_those_of_all_are_not(words):
    frame = words(LIFTS, LEAKS)
    assert set(frame.loc[frame["type"] == "电梯", "word"]) >= {"电梯", "停运"}
    assert set(frame.loc[frame["type"] == "漏水", "word"]) >= {"天花板", "漏水"}
    assert "物业" not in set(frame["word"])


def test_words_of_courtesy_and_function_words_are_not_listed_though_one_type_only_has_them(words):
    polite = texts(40, "电梯", "您好，我们小区的电梯停运已经三天了，请物业尽快处理，谢谢。Please repair the lift")
    found = set(words(polite, texts(40, "漏水", "天花板漏水"))["word"])
    assert found >= {"电梯", "停运", "三天", "处理", "repair", "lift"}
    assert not found & {"您好", "我们", "小区", "已经", "物业", "尽快", "谢谢", "please", "the"}


def test_stop_words_are_words_as_texts_are_cut_into_them():
    assert all(words_of(word) == [word] for word in stop_words())


def test_a_word_has_the_log_odds_of_its_homes_with_a_prior(words):
    frame = words(texts(40, "a", "电梯 维修"), texts(20, "b", "维修"), texts(20, "b", "漏水 维修"))
    row = frame[(frame["type"] == "a") & (frame["word"] == "电梯")].iloc[0]
    all_of_them, of_a = 40 + 40 + 20 + 40, 80  # uses of 电梯, 维修; 漏水, 维修
    prior = all_of_them / 10
    a = 40 / all_of_them * prior
    expected = np.log((40 + a) / (of_a + prior - 40 - a)) - np.log(a / (all_of_them - of_a + prior - a))
    assert row["log_odds"] == pytest.approx(expected)
    assert row["z"] == pytest.approx(expected / np.sqrt(1 / (40 + a) + 1 / a))
    assert (row["homes"], row["share"], row["share_elsewhere"]) == (40, 1.0, 0.0)


@pytest.mark.parametrize(("homes", "is_listed"), [(9, False), (10, True)])
def test_a_word_of_under_ten_homes_never_shows_whatever_k_is_asked_for(words, homes, is_listed):
    frame = words(LIFTS, LEAKS, texts(homes, "电梯", "曳引机"), k=3)
    assert ("曳引机" in set(frame["word"])) == is_listed


def test_one_home_that_uses_a_word_often_is_one(words):
    assert "曳引机" not in set(words(LIFTS, LEAKS, texts(50, "电梯", "曳引机", home="h1"))["word"])


def test_where_nobody_knows_how_many_people_wrote_a_word_does_not_show(words):
    unknown = [row | {"home_id": None} for row in texts(50, "电梯", "曳引机")]
    assert "曳引机" not in set(words(LIFTS, LEAKS, unknown)["word"])
    residents = [row | {"resident_id": f"r{at}"} for at, row in enumerate(unknown)]
    assert "曳引机" in set(words(LIFTS, LEAKS, residents)["word"])


def test_showing_one_type_changes_no_figure(words):
    everything, one = words(LIFTS, LEAKS), words(LIFTS, LEAKS, type_name="漏水")
    assert one.to_dict("records") == everything[everything["type"] == "漏水"].to_dict("records")


def test_nothing_is_distinctive_without_another_type_or_without_texts(words):
    assert words(LIFTS).empty
    assert words(texts(20, "a", None), texts(20, "b", None)).empty
    assert words().empty


def test_marks_of_the_scrubber_numbers_and_single_signs_are_no_words():
    assert words_of("[姓名]说电梯坏了3天，我打[电话]，Lift broken OK") == ["电梯", "lift", "broken"]
