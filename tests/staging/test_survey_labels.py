"""Labels, numbers and words of rating questions."""

from datetime import date

import pytest

from pipeline.errors import InputError
from pipeline.staging.survey_identity import parse_period
from pipeline.staging.survey_label_scales import label_scale
from pipeline.staging.survey_labels import codes_of, fold, number_of, rank, side, split_number, top_code
from pipeline.staging.survey_scales import ends_in_text, satisfied_codes, sort_answers
from pipeline.staging.survey_words import (
    asks_choice,
    asks_community,
    asks_demographic,
    asks_personal,
    asks_rating,
    attention_answer,
    is_attention_check,
    is_total,
)


def codes(text):
    labels = [fold(label) for label in text.split("|")]
    found = codes_of(labels)
    return found and [int(found[label]) for label in labels]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("非常满意|满意|一般|不满意|非常不满意", [5, 4, 3, 2, 1]),
        ("非常满意|比较满意|一般|比较不满意|非常不满意", [5, 4, 3, 2, 1]),
        ("很满意|满意|一般|不太满意|很不满意", [5, 4, 3, 2, 1]),
        ("非常满意|满意|一般|不太满意|不满意", [5, 4, 3, 2, 1]),
        ("满意|一般|不满意", [3, 2, 1]),
        ("Definitely yes|Probably yes|Probably no|Definitely no", [4, 3, 2, 1]),
        ("very_satisfied|satisfied|neutral|dissatisfied|very_dissatisfied", [5, 4, 3, 2, 1]),
        ("满意|基本满意|不满意", [3, 2, 1]),
        ("非常满意|满意|基本满意|不满意", [4, 3, 2, 1]),
        ("满意|不满意", [2, 1]),
        ("完全同意|基本同意|不确定|不太同意|完全不同意", [5, 4, 3, 2, 1]),
        ("非常好|比较好|一般|比较差|非常差", [5, 4, 3, 2, 1]),
        ("非常满意|满意|比较满意|一般|比较不满意|不满意|非常不满意", [7, 6, 5, 4, 3, 2, 1]),
        ("优秀|良好|一般|差", [4, 3, 2, 1]),
        ("Strongly agree|Agree|Neutral|Disagree|Strongly disagree", [5, 4, 3, 2, 1]),
        (
            "Strongly agree|Somewhat agree|Neither agree nor disagree|Somewhat disagree|Strongly disagree",
            [5, 4, 3, 2, 1],
        ),
        (
            "Strongly agree|Agree|Somewhat agree|Neither agree nor disagree|Somewhat disagree|Disagree",
            [7, 6, 5, 4, 3, 2],
        ),
        (
            "Extremely important|Very important|Moderately important|Slightly important|Not at all important",
            [5, 4, 3, 2, 1],
        ),
        ("Very satisfied|Somewhat satisfied|Not very satisfied|Not at all satisfied", [4, 3, 2, 1]),
        ("Excellent|Very good|Good|Fair|Poor", [5, 4, 3, 2, 1]),
        ("非常严重|比较严重|一般|不严重", [1, 2, 3, 4]),
        ("很难|难|一般|不难|一点也不难", [1, 2, 3, 4, 5]),
        ("很吵|有点吵|不吵", [1, 2, 3]),
        ("非常不便|不便|无所谓", [1, 2, 3]),
        ("非常干净|干净|一般|脏|很脏", [5, 4, 3, 2, 1]),
        ("良好|一般|不好", [3, 2, 1]),
        ("解决了|部分解决|没有解决", [3, 2, 1]),
        ("物超所值|合理|偏贵|太贵", [4, 3, 2, 1]),
        ("很了解|基本了解|一般了解|不太了解", [4, 3, 3, 2]),
        ("Very noisy|Noisy|Neutral|Quiet|Very quiet", [1, 2, 3, 4, 5]),
        (
            "Extremely satisfied|Very satisfied|Somewhat satisfied|Not so satisfied|Not at all satisfied",
            [5, 4, 3, 2, 1],
        ),
        ("Extremely responsive|Very responsive|Somewhat responsive", [5, 4, 3]),
        ("Very helpful|Somewhat helpful|Not so helpful", [4, 3, 2]),
        ("Extremely easy|Somewhat easy|Not at all easy", [5, 3, 1]),
        ("Extremely quickly|Very quickly|Not at all quickly", [5, 4, 1]),
        ("Extremely likely|Very likely|Somewhat likely|Not too likely|Not at all likely", [5, 4, 3, 2, 1]),
        ("Extremely clear|Very clear|Slightly clear", [5, 4, 2]),
        ("Improved|No change|Worse", [3, 2, 1]),
        ("Improved|Stayed the same|Worsened", [3, 2, 1]),
        ("Much better|Better|About the same|Worse|Much worse", [5, 4, 3, 2, 1]),
        ("Much better|Somewhat better|About the same|Somewhat worse|Much worse", [5, 4, 3, 2, 1]),
        ("Better than expected|As expected|Worse than expected", [3, 2, 1]),
        ("有改善|无变化|变差", [3, 2, 1]),
        (
            "Very favorably|Somewhat favorably|Neither favorably nor unfavorably|Somewhat unfavorably|Very unfavorably",
            [5, 4, 3, 2, 1],
        ),
        ("Very professional|Professional|Unprofessional|Very unprofessional", [4, 3, 2, 1]),
        ("Efficient|Neutral|Inefficient", [3, 2, 1]),
        ("Not a challenge|Minor challenge|Moderate challenge|Significant challenge|Major challenge", [5, 4, 3, 2, 1]),
        ("明显提升|有所提升|没有变化|有所下降|明显下降", [5, 4, 3, 2, 1]),
        ("Very clean|Clean|Neutral|Unclean/Dirty", [5, 4, 3, 2]),
        ("Good|Average/OK|Poor/Bad", [3, 2, 1]),
    ],
)
def test_codes_follow_from_the_set_of_labels_not_from_one_word(labels, expected):
    assert codes(labels) == expected


@pytest.mark.parametrize(
    "labels",
    [
        "男|女",
        "是|否",
        "有|没有",
        "从不|很少|有时|经常",
        "Eco|Eco Plus|Business",
        "Yes|No",
        "满意|一般",
        "Clean/Dirty|Neutral",
        "Good/Male|Bad/Female",
    ],
)
def test_labels_that_are_no_scale_are_not_made_one(labels):
    assert codes(labels) is None


@pytest.mark.parametrize("unknown", ["low polarized", "hardly polarized"])
def test_a_word_for_a_degree_that_no_list_knows_keeps_the_scale_from_being_read(unknown):
    counts = {"Moderately polarized": 40, "Very polarized": 20, "Not polarized": 2, unknown: 12}
    assert label_scale(sort_answers(counts, [], []), counts) is None


def test_a_degree_that_is_mistyped_in_the_form_is_not_left_out_of_its_scale():
    counts = {
        "Strongly agree": 27,
        "Somewhat agree": 43,
        "Neutral": 23,
        "Somewhat disagree": 26,
        "Stronlgy disagree": 17,
    }
    assert label_scale(sort_answers(counts, [], []), counts) is None


def test_where_a_judgement_is_asked_for_its_plain_words_are_ratings():
    assert codes_of(["满意", "一般"], is_asked=True) == {"满意": 3, "一般": 2}
    assert codes_of(["北京", "一般"], is_asked=True) is None


@pytest.mark.parametrize(
    ("label", "expected"), [("很脏", -3), ("不难", 2), ("非常满意", 4), ("大", 0), ("物业决定", 0), ("总是", 0)]
)
def test_it_is_known_of_some_words_only_how_good_they_are(label, expected):
    assert side(label) == expected


def test_an_end_that_nobody_chose_keeps_its_place():
    assert codes("非常满意|满意|一般") == [5, 4, 3]
    assert top_code({"满意", "一般", "不满意", "非常不满意"}) == 5


@pytest.mark.parametrize(
    ("cell", "number"),
    [("5", 5), ("５", 5), ("4分", 4), ("3 星", 3), ("★★★★☆", 4), ("4.5", 4.5), ("3栋", None), ("35–44岁", None)],
)
def test_a_number_is_read_in_every_spelling_and_a_range_is_none(cell, number):
    assert number_of(cell) == number


@pytest.mark.parametrize(
    "cell", ["5 - Strongly agree", "5(非常满意)", "5（非常满意）", "非常满意（5分）", "非常满意5分", "5、非常满意"]
)
def test_a_number_beside_a_label_is_found(cell):
    assert split_number(cell)[0] == 5


def test_numbers_that_only_count_options_from_the_best_down_are_no_codes():
    cells = ["1.非常满意", "2.满意", "3.一般", "4.不满意", "5.非常不满意"]
    scale = label_scale(sort_answers(cells, (), ()), dict.fromkeys(cells, 9))
    assert [scale.codes[cell] for cell in cells] == [5, 4, 3, 2, 1]


def test_option_letters_do_not_hide_the_labels():
    cells = ["A.非常满意", "B.满意", "C.一般", "D.不满意", "E.非常不满意"]
    scale = label_scale(sort_answers(cells, (), ()), dict.fromkeys(cells, 9))
    assert [scale.codes[cell] for cell in cells] == [5, 4, 3, 2, 1]


def test_not_applicable_skipped_and_unanswered_are_told_apart():
    sheet = sort_answers(["满意", "不满意", "不了解", "(跳过)", "（空）", "N/A"], (), ())
    assert (sheet.not_applicable, sheet.skipped, sheet.unanswered) == (("不了解", "N/A"), ("(跳过)",), ("（空）",))


@pytest.mark.parametrize("label", ["Unfamiliar (N/A)", "N/A - did not use", "Did not call [N/A]"])
def test_a_label_may_say_itself_that_it_is_no_answer(label):
    sheet = sort_answers(["Very favorably", "Somewhat favorably", label], (), ())
    assert sheet.not_applicable == (label,)


def test_not_knowing_is_a_level_where_the_question_is_about_knowing():
    assert sort_answers(["非常了解", "了解", "一般", "不了解"], (), ()).not_applicable == ()


def test_minus_two_is_unanswered_only_where_the_layout_says_so():
    assert sort_answers(["-2", "3"], ("-2",), ()).unanswered == ("-2",)
    assert sort_answers(["-2", "3"], (), ()).numbers == {"-2": -2, "3": 3}


@pytest.mark.parametrize(
    ("labels", "satisfied"),
    [
        ("满意|一般|不满意", [3]),
        ("非常满意|满意|一般|不满意|非常不满意", [4, 5]),
        ("非常满意|满意|不满意|非常不满意", [3, 4]),
    ],
)
def test_satisfied_means_the_top_of_three_and_the_top_two_of_four_to_seven(labels, satisfied):
    cells = labels.split("|")
    assert satisfied_codes(label_scale(sort_answers(cells, (), ()), dict.fromkeys(cells, 9)), ()) == satisfied


def test_declared_labels_win_over_the_default():
    cells = ["非常满意", "满意", "一般", "不满意", "非常不满意"]
    assert satisfied_codes(label_scale(sort_answers(cells, (), ()), dict.fromkeys(cells, 9)), ("非常满意",)) == [5]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("请为物业服务打分（1-5分）", (1, 5, False)),
        ("On a scale of 1 to 5, how would you rate us?", (1, 5, False)),
        ("您有多大可能推荐我们？(0-10)", (0, 10, False)),
        ("安全（1=非常满意，5=非常不满意）", (1, 5, True)),
        ("安全（1分代表非常不满意，5分代表非常满意）", (1, 5, False)),
        ("环境（1=脏乱，5=整洁）", (1, 5, False)),
        ("费用（1=太贵，5=便宜）", (1, 5, False)),
        ("清扫频率（1=从不，5=总是）", (1, 5, False)),
        ("谁来决定（1=物业决定，5=业主决定）", (1, 5, False)),
        ("环境（1=整洁，5=脏乱）", (1, 5, True)),
        ("安保（1：非常不满意；7：非常满意）", (1, 7, False)),
        ("保洁（1:很好，7:很差）", (1, 7, True)),
        ("Rate us (1 = best, 5 = worst)", (1, 5, True)),
        ("Rate us (1 = very poor, 5 = excellent)", (1, 5, False)),
        ("卫生（1=优，5=劣）", (1, 5, True)),
        ("报修（1=完全解决，5=没有解决）", (1, 5, True)),
        ("Del 1 a 5, ¿qué puntaje le daría al servicio?", (1, 5, False)),
        ("Bewerten Sie von 1 bis 10", (1, 10, False)),
        ("Trabalha aqui de 1 a 5 anos?", None),
        ("服务态度(20分)", (0, 20, False)),
        ("维修质量（满分30分）", (0, 30, False)),
        ("分值：15分 环境卫生", (0, 15, False)),
        ("等候时间（15分钟）", None),
        ("到场时间(30分内)", None),
        ("服务态度（10分）", None),
        ("您上午9:00-10:00在家吗", None),
        ("15分钟内步行到达绿地", None),
        ("您家有1-3人居住吗", None),
    ],
)
def test_a_question_may_say_its_own_scale(text, ends):
    assert ends_in_text(text) == ends


@pytest.mark.parametrize(
    "text",
    [
        "您对物业服务是否满意？",
        "我能方便地到达绿地（15分钟内步行）。",
        "我时常问自己，为什么这样?",
        "How would you rate our staff?",
        "Please rate how much you like the new entrance.",
        "On a scale of 1 to 5, how much did the meeting help?",
    ],
)
def test_a_question_of_opinion_asks_for_a_rating(text):
    assert asks_rating(text)


@pytest.mark.parametrize(
    "text",
    [
        "您最不满意的是哪方面？",
        "您多久联系一次物业？",
        "您通过何种渠道反映问题？",
        "Number of days",
        "您家有没有私家车？",
    ],
)
def test_which_how_often_and_yes_or_no_ask_for_no_rating(text):
    assert asks_choice(text) and not asks_rating(text)


@pytest.mark.parametrize(
    "text",
    [
        "您的性别：",
        "您的年龄段",
        "您家庭的月收入水平大约是多少？",
        "您目前的居住类型是",
        "What is your age?",
        "您的受教育程度",
    ],
)
def test_properties_of_the_respondent_are_demographic(text):
    assert asks_demographic(text)


def test_a_statement_that_mentions_income_is_not_demographic():
    assert not asks_demographic("我认为绿地空间的数量和分布对不同收入群体是公平的。")


@pytest.mark.parametrize(
    "text",
    ["您的姓名", "您的联系电话：", "请留下您的微信号", "手机号", "Email address", "您家的房号", "1. Name (first and last):", "Q3_Name", "Contact details (optional)", "If you want an answer, please leave your details", "Name of respondent", "Contact Information (optional) - Name", "Contact Information - City/Town", "dob", "D.O.B.", "resp_name", "Respondent name", "hh_head_name"],
)  # fmt: skip
def test_what_identifies_somebody_is_personal(text):
    assert asks_personal(text)


@pytest.mark.parametrize(
    "text",
    ["Ihr vollständiger Name", "Nombre y apellidos", "Nom et prénom", "Nome completo", "Ваше имя", "お名前", "電話番号を入力してください", "이름", "Adınız ve soyadınız", "Họ và tên", "Imię i nazwisko", "ชื่อ", "الاسم", "Unit No.", "Flat", "Date of Birth", "Signature", "Geolocation", "Emergency contact", "Tenant's name"],
)  # fmt: skip
def test_what_identifies_somebody_is_personal_in_the_languages_of_the_tools(text):
    assert asks_personal(text)


@pytest.mark.parametrize(
    ("text", "rated"),
    [("24小时热线满意度", True), ("上门次数的满意程度", True), ("Satisfaction with response times", True), ("Price satisfaction", True),
     ("您每月的投诉次数", False), ("Number of times you were satisfied", False)],
)  # fmt: skip
def test_how_content_people_are_with_a_number_of_something_is_rated(text, rated):
    assert asks_rating(text) == rated


@pytest.mark.parametrize("text", ["Wie zufrieden sind Sie mit Ihrer Wohnung?", "Насколько вы довольны квартирой?", "電話の対応にどの程度満足していますか？"])  # fmt: skip
def test_a_verdict_is_asked_in_the_languages_of_the_tools(text):
    assert asks_rating(text)
    assert not asks_personal(text)


@pytest.mark.parametrize(
    "text",
    ["您对电话报修服务的满意度", "您希望以何种方式接收通知（电话、微信）", "Please provide details", "The contact information is easy to find", "Contact details - easy to find", "How easy was it to give your details?"],
)  # fmt: skip
def test_mentioning_the_telephone_is_not_personal(text):
    assert not asks_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "您所在的小区：",
        "1、您居住的小区名称是？",
        "您所在的项目",
        "小区",
        "Which community do you live in?",
        "请选择您居住的小区",
    ],
)
def test_where_somebody_lives_is_the_community(text):
    assert asks_community(text.removeprefix("1、"))


@pytest.mark.parametrize(
    "text", ["您对小区环境是否满意", "小区绿化", "您所在的小区安全吗", "您目前居住在广州市的哪个区域?"]
)
def test_a_question_about_the_community_is_not_its_name(text):
    assert not asks_community(text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("此题请选择“非常不符合”。", "非常不符合"),
        ("本题请选2", "2"),
        ("这道题应选“满意”", "满意"),
        ("本题请直接选择 B", "B"),
        ("Please select 'Strongly agree' for this item", "Strongly agree"),
        ("Select strongly disagree to show you are paying attention", "strongly disagree"),
    ],
)
def test_an_attention_check_says_its_answer(text, answer):
    assert is_attention_check(text)
    assert attention_answer(text) == answer


@pytest.mark.parametrize(
    "text",
    [
        "请选择您的性别",
        "本题请选择三项",
        "请选择您对物业服务的满意程度",
        "Please select your community",
        "Please select all that apply",
    ],
)
def test_please_select_alone_is_no_attention_check(text):
    assert not is_attention_check(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024年第二季度", date(2024, 4, 1), date(2024, 6, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024-01-05/2024-02-03", date(2024, 1, 5), date(2024, 2, 3)),
    ],
)
def test_a_period_is_read_as_its_first_and_last_day(text, first, last):
    assert parse_period(text) == (first, last)


@pytest.mark.parametrize("text", ["2024Q5", "spring", "2024-13", "2024-03/2024-01", "2024-02-30"])
def test_a_period_that_is_none_is_refused_with_the_way_to_write_it(text):
    with pytest.raises(InputError, match="2024Q1"):
        parse_period(text)


def test_invaluable_is_not_the_opposite_of_valuable():
    assert rank("invaluable") == (2.0, "invaluable")
    assert rank("inefficient") == (-2.0, "efficient")
    assert codes_of(["invaluable", "valuable", "not valuable"]) is None


def test_broken_numbers_are_means_of_other_answers_unless_a_question_is_asked():
    assert is_total("平均分", [4.5])
    assert not is_total("How was the service on average?", [4.5])
    assert not is_total("平均分", [4.0])
