"""One question in several exports: the scale of each is inferred from its own answers, and all of them get one."""

import pytest

from pipeline.ingest.table import Sidecar
from tests.core.conftest import written_survey

HEADER = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
ASKED = "1、您对物业的满意度"
FIVE = ["非常满意", "满意", "一般", "不满意", "非常不满意"]
MARCH, JUNE = "1_按文本_满意度_20_20.csv", "2_按文本_满意度_20_20.csv"
NUMBERED = ("1_按序号_满意度_20_20.csv", "2_按序号_满意度_20_20.csv")


def wave(month, answers, asked=ASKED):
    """Rows of a 问卷星 export."""
    rows = [
        [
            str(n),
            f"2024/{month}/{n % 28 + 1} 10:{n // 28:02d}:{n % 28:02d}",
            f"{100 + n}秒",
            "微信",
            "",
            "",
            str(answer),
        ]
        for n, answer in enumerate(answers, 1)
    ]
    return [[*HEADER, asked], *rows]


@pytest.fixture
def answered(tmp_path, assembled):
    """Return a function: exports (name, answers, sidecar) → by question its scale, and mean index and share satisfied by month."""

    def run(*exports):
        files = [
            written_survey(tmp_path, number, name, wave(3 * number + 3, answers, *more[1:]), *more[:1])
            for number, (name, answers, *more) in enumerate(exports)
        ]
        connection = assembled(files=files)
        scales = connection.execute(
            "select question_id, scale_min, scale_max, satisfied_codes from dim_question order by 1"
        ).fetchall()
        by_month = connection.execute(
            "select month(submitted_on), count(*), round(avg(index_value), 1), round(avg(is_satisfied::int), 2) from fct_rating group by 1 order by 1"
        ).fetchall()
        run.notes = " ".join(
            text for (text,) in connection.execute("select notes_en from load order by load_id").fetchall() if text
        )
        return scales, by_month

    return run


@pytest.mark.parametrize("turned", [False, True])
def test_two_answers_in_one_wave_have_the_codes_of_the_five_in_the_other(answered, turned):
    waves = [(MARCH, FIVE * 4), (JUNE, ["非常满意", "满意"] * 10)]
    scales, (march, june) = answered(*(waves[::-1] if turned else waves))
    assert scales == [("1", 1, 5, [4, 5])]
    every, two = (june, march) if turned else (march, june)
    assert every[1:] == (20, 50.0, 0.4)
    assert two[1:] == (20, 87.5, 1.0)


def test_a_wave_in_which_all_say_the_same_does_not_take_the_ratings_of_the_others(answered):
    scales, months = answered((MARCH, FIVE * 5), (JUNE, ["满意"] * 20))
    assert scales == [("1", 1, 5, [4, 5])]
    assert months == [(3, 25, 50.0, 0.4), (6, 20, 75.0, 1.0)]


def test_satisfied_is_the_fourth_of_five_in_a_wave_that_shows_three_of_them(answered):
    scales, months = answered((MARCH, ["满意", "一般", "不满意"] * 10), (JUNE, FIVE * 6))
    assert scales == [("1", 1, 5, [4, 5])]
    assert months == [(3, 30, 50.0, 0.33), (6, 30, 50.0, 0.4)]


def test_numbers_get_the_widest_scale(answered):
    scales, months = answered((NUMBERED[0], list(range(1, 11)) * 2), (NUMBERED[1], [1, 2, 3, 4, 5] * 5))
    assert scales == [("1", 1, 10, [8, 9, 10])]
    assert [month[3] for month in months] == [0.3, 0.0]


def test_what_is_no_one_scale_stays_two_questions_of_one_indicator(answered):
    scales, months = answered((MARCH, FIVE * 4), (JUNE, ["优", "良", "差"] * 7))
    assert scales == [("1", 1, 3, [3]), ("1 [1–5]", 1, 5, [4, 5])]
    assert months == [(3, 20, 50.0, 0.4), (6, 21, 50.0, 0.33)]


def test_a_declared_scale_is_not_widened_by_another_export(answered):
    declared = Sidecar(scale=(1.0, 5.0))
    scales, months = answered((NUMBERED[0], list(range(1, 11)) * 2), (NUMBERED[1], [1, 2, 3, 4, 5] * 5, declared))
    assert scales == [("1", 1, 5, [4, 5]), ("1 [1–10]", 1, 10, [8, 9, 10])]
    assert [month[1:] for month in months] == [(20, 50.0, 0.3), (25, 50.0, 0.4)]


def test_a_question_that_the_newest_export_does_not_rate_keeps_its_scale(answered):
    scales, months = answered((MARCH, FIVE * 4), (JUNE, ["东园", "西园"] * 10))
    assert scales == [("1", 1, 5, [4, 5])]
    assert months == [(3, 20, 50.0, 0.4)]


def test_labels_of_the_first_and_the_third_wave_are_one_question_though_the_second_is_in_numbers(answered):
    waves = [(MARCH, FIVE * 4), (NUMBERED[1], [5, 4, 3, 1] * 6), (JUNE, ["非常满意", "满意", "不满意"] * 8)]
    scales, months = answered(*waves)
    assert [(name, low, high) for name, low, high, _ in scales] == [("1", 1, 5), ("1 [1–5]", 1, 5)]
    assert [month[1:] for month in months] == [(20, 50.0, 0.4), (24, 56.3, 0.5), (24, 66.7, 0.67)]


def test_answers_within_a_declared_scale_are_read_on_it(answered):
    scales, months = answered(
        (NUMBERED[0], [1, 2, 3, 4, 5] * 5, Sidecar(scale=(1.0, 5.0))), (NUMBERED[1], [1, 3, 4] * 8)
    )
    assert scales == [("1", 1, 5, [4, 5])]
    assert [month[1:] for month in months] == [(25, 50.0, 0.4), (24, 41.7, 0.33)]


def test_codes_declared_as_satisfied_are_those_of_the_labels_that_they_stood_for(answered):
    declared = Sidecar(satisfied_codes=("3",))
    scales, _ = answered((MARCH, FIVE * 4), (JUNE, ["满意", "一般", "不满意"] * 8, declared))
    assert scales == [("1", 1, 5, [4])]


def test_another_question_under_the_same_number_stays_another(answered):
    named = Sidecar(survey="s")
    waves = [
        (MARCH, FIVE * 4, named, "1、您对物业服务总体满意吗"),
        (JUNE, ["满意", "不满意"] * 10, named, "1、您对保洁满意吗"),
    ]
    scales, months = answered(*waves)
    assert [(name, high) for name, _, high, _ in scales] == [("1", 2), ("1 [1–5]", 5)]
    assert [month[1:] for month in months] == [(20, 50.0, 0.4), (20, 50.0, 0.5)]


TEN = list(range(1, 11)) * 3


@pytest.mark.parametrize("turned", [False, True])
def test_a_nine_is_a_rating_in_all_waves_where_one_goes_to_ten(answered, turned):
    waves = [(NUMBERED[0], TEN), (NUMBERED[1], [1, 2, 3, 4, 5] * 5 + [9] * 2)]
    scales, months = answered(*(waves[::-1] if turned else waves))
    assert scales == [("1", 1, 10, [8, 9, 10])]
    ten, five = sorted(months, key=lambda month: -month[1])
    assert ten[1:] == (30, 50.0, 0.3)
    assert five[1] == 27
    assert five[3] == 0.07
    assert "9 counted as ratings after all" in answered.notes


def test_a_nine_is_none_in_all_waves_where_one_shows_that_the_scale_ends_at_five(answered):
    scales, months = answered((NUMBERED[0], [1, 2, 3, 4, 5] * 6 + [9] * 2), (NUMBERED[1], [3, 4, 5] * 8 + [9]))
    assert scales == [("1", 1, 5, [4, 5])]
    assert months == [(3, 30, 50.0, 0.4), (6, 24, 75.0, 0.67)]
    assert "9 taken as no answer, as other exports of the survey show" in answered.notes


def test_a_nine_beside_a_wave_of_one_to_ten_is_a_nine(answered):
    scales, months = answered((NUMBERED[0], TEN), (NUMBERED[1], [3, 4, 5, 9] * 6))
    assert scales == [("1", 1, 10, [8, 9, 10])]
    assert [month[1] for month in months] == [30, 24]
    assert months[1][3] == 0.25


def test_99_is_none_in_a_wave_where_half_give_it_as_in_the_other(answered):
    scales, months = answered((NUMBERED[0], TEN + [99] * 2), (NUMBERED[1], list(range(1, 11)) + [99] * 10))
    assert scales == [("1", 1, 10, [8, 9, 10])]
    assert [month[1] for month in months] == [30, 10]


BEST_FIRST, BEST_LAST = "1、您对保洁的评价（1=非常满意，5=非常不满意）", "1、您对保洁的评价（1=非常不满意，5=非常满意）"


def test_waves_that_call_different_ends_the_best_are_turned_to_one_direction(answered):
    named = Sidecar(survey="s")
    scales, months = answered(
        (NUMBERED[0], [1] * 15 + [5] * 5, named, BEST_FIRST), (NUMBERED[1], [5] * 15 + [1] * 5, named, BEST_LAST)
    )
    assert scales == [("1", 1, 5, [4, 5])]
    assert [month[1:] for month in months] == [(20, 75.0, 0.75), (20, 75.0, 0.75)]
    assert "turned to one direction" in answered.notes


@pytest.mark.parametrize("turned", [False, True])
def test_a_wave_that_does_not_say_which_end_is_good_has_that_of_the_one_that_does(answered, turned):
    named = Sidecar(survey="s")
    says, silent = (
        ([1] * 12 + [2, 3, 4, 5] * 2, named, BEST_FIRST),
        ([1] * 12 + [2, 3, 4, 5] * 2, named, "1、您对保洁的评价"),
    )
    first, second = (silent, says) if turned else (says, silent)
    scales, months = answered((NUMBERED[0], *first), (NUMBERED[1], *second))
    assert [(name, high) for name, _, high, _ in scales] == [("1", 5)]
    assert [month[1:] for month in months] == [(20, 75.0, 0.7), (20, 75.0, 0.7)]
    assert "1 is taken as best, as another export of the survey says" in answered.notes


def test_a_reversed_item_of_one_wave_is_reversed_in_all(answered):
    reversed_once = Sidecar(survey="s", reversed_items=("1",))
    scales, months = answered(
        (MARCH, FIVE * 4, reversed_once), (JUNE, FIVE * 3 + ["非常满意"] * 5, Sidecar(survey="s"))
    )
    assert scales == [("1", 1, 5, [4, 5])]
    assert [month[2] for month in months] == [50.0, 37.5]
