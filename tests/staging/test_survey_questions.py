"""Surveys: what becomes of other questions: options, matrices, rankings, texts, and what identifies a resident."""

from pipeline.config import Settings
from tests.staging.survey_files import stage_rows


def test_several_options_in_one_cell_become_one_row_per_option_offered(wjx):
    staged = wjx(["1、您需要哪些服务（多选）"], ("家政┋维修",), ("维修┋其他〖遛狗，电话13812345678〗",), ("(跳过)",))
    chosen = "select row_number, option from <need> where is_selected order by row_number, option"
    assert staged.rows(chosen) == [(2, "家政"), (2, "维修"), (3, "其他"), (3, "维修")]
    assert staged.rows("select count(*) from <need>") == [(6,)]
    assert staged.column("select comment from <comment>") == ["遛狗，电话[电话]"]


def test_split_options_are_one_question_and_a_skipped_row_offers_none(wjx):
    staged = wjx(
        ["1、您的性别", "第2题(家政)", "第2题(维修)"],
        ("1", "1", "0"),
        ("2", "0", "0"),
        ("1", "-3", "-3"),
        name="12345678_按序号_x_3_3.xlsx",
    )
    assert staged.rows("select row_number, option, is_selected from <need> order by 1, 2") == [
        (2, "家政", True), (2, "维修", False), (3, "家政", False), (3, "维修", False),
    ]  # fmt: skip
    assert staged.roles["2"] == "multiple"


def test_a_ranking_is_kept_as_its_order_and_enters_no_figure(wjx):
    staged = wjx(["1、请排序"], ("安保→保洁→绿化",), ("保洁→安保→绿化",))
    assert staged.roles == {"1": "attribute"}
    assert "Ranking" in staged.notes


def test_free_text_is_scrubbed_and_dropped_where_settings_say_so(wjx):
    questions, answers = ["1、您的建议"], [("电梯老坏，打我13812345678",), ("路灯不亮",)]
    staged = wjx(questions, *answers)
    assert staged.column("select comment from <comment> order by row_number") == ["电梯老坏，打我[电话]", "路灯不亮"]
    assert wjx(questions, *answers, settings=Settings(free_text="drop")).rows("from <comment>") == []


def test_what_identifies_a_resident_is_never_kept(wjx):
    staged = wjx(
        ["1、您的姓名", "2、联系方式", "3、您对安保的满意度"],
        ("张伟", "13812345678", "满意"),
        ("李娜", "13912345678", "不满意"),
    )
    assert staged.roles == {"3": "rating"}
    assert staged.column("select attributes::varchar from <response>") == ["{}", "{}"]
    assert "1, 2" in staged.notes


def test_phones_under_an_innocent_header_are_found_by_their_values(wjx):
    answers = [(f"138{n:08d}", "满意") for n in range(30)]
    assert "1" not in wjx(["1、备注一", "2、您对安保的满意度"], *answers).roles


def test_long_numbers_that_tell_respondents_apart_are_not_kept_and_incomes_are(wjx):
    answers = [
        (
            f"{30000000 + 7919 * n}",
            f"{100000 * (1 + n % 3)}",
            f"{123456 + 997 * n}",
            f"2018{1 + n % 12:02}{1 + n % 28:02}",
        )
        for n in range(30)
    ]
    roles = wjx(["1、P0S3", "2、P0S4", "3、您的家庭年收入", "4、P0S6"], *answers).roles
    assert [roles.get(name) for name in "1234"] == [None, "attribute", "attribute", "attribute"]


def test_suggestions_stay_text_even_where_many_say_the_same(wjx):
    staged = wjx(["1、您的建议"], *[("希望增加充电桩", "路灯太暗了")[n % 2 : n % 2 + 1] for n in range(20)])
    assert staged.roles == {"1": "text"}


def test_questions_of_one_number_have_a_name_and_a_text_of_their_own(wjx):
    staged = wjx(
        ["1、您对安保的满意度", "1、您对保洁的满意度", "1 (2)"], ("满意", "一般", "好"), ("不满意", "满意", "好")
    )
    named = dict(staged.rows("select question_id, question from <question>"))
    assert len(named) == 3
    assert named.keys() >= {"1", "1 (2)"}
    assert sorted(named.values()) == ["1 (2)", "您对保洁的满意度", "您对安保的满意度"]


def test_means_of_other_answers_are_no_ratings(wjx):
    answers = [("4", "5", "4.5", "3.5"), ("2", "5", "3.5", "4"), ("1", "3", "2", "2.5"), ("5", "4", "4.5", "5")] * 3
    staged = wjx(["1、您对安保的满意度", "2、您对保洁的满意度", "3、平均分", "4、您对绿化的满意度"], *answers)
    assert staged.roles == {"1": "rating", "2": "rating", "3": "computed", "4": "rating"}


def test_it_is_said_where_many_were_asked_under_half_of_the_ratings(wjx):
    asked = ["1、您对安保的满意度", "2、您对保洁的满意度", "3、您对绿化的满意度", "4、您对电梯的满意度"]
    all_of_them, one = ("满意", "一般", "不满意", "满意"), ("满意", "", "", "")
    assert "fewer than half" not in wjx(asked, *[all_of_them] * 18, *[one] * 2).notes
    assert "6 responses (38%) have answers to fewer than half" in wjx(asked, *[all_of_them] * 10, *[one] * 6).notes


def test_who_asked_and_whom_residents_deal_with_are_people_unless_they_are_numbers(wjx):
    rows = [(f"王{'一二三'[n % 3]}", "欧阳建国", str(1 + n % 5), str(1 + n * 3 % 5)) for n in range(30)]
    staged = wjx(["1、访问员", "2、专属管家", "3、管家", "4、保洁服务满意度"], *rows)
    assert staged.roles == {"3": "attribute", "4": "rating"}
    assert staged.rows("select count(*) from <response> where regexp_matches(attributes::varchar, '王|欧阳')") == [(0,)]


def test_numbers_of_records_and_people_are_not_kept_and_codes_of_departments_are(tmp_path):
    header = ["survey_id", "patient_id", "会员号", "department_id", "cleaning", "security", "greening"]
    rows = [[f"SRV{n:04}", f"P{n % 70:03}", f"H{n % 50}x", f"D{n % 4}", *(str(n * step % 5 + 1) for step in (1, 2, 3))] for n in range(140)]  # fmt: skip
    staged = stage_rows([header, *rows], keys=tmp_path / "key")
    assert [name for name, role in staged.roles.items() if role == "text"] == []
    assert staged.column("select distinct attributes['department id'] from <response> order by 1") == ["D0", "D1", "D2", "D3"]  # fmt: skip
    assert "left out: survey_id, patient_id, 会员号." in staged.notes


def test_property_is_where_somebody_lives_or_what_is_rated(tmp_path):
    header = ["Timestamp", "Property", "How satisfied are you with cleaning?", "How satisfied are you with security?"]
    rows = [[f"2024-03-{5 + n} 10:00", ("Maple Court", "Oak Ridge")[n % 2], str(n % 5 + 1), str(n * 3 % 5 + 1)] for n in range(20)]  # fmt: skip
    staged = stage_rows([header, *rows], keys=tmp_path / "key")
    assert staged.column("select distinct community from <response> order by 1") == ["Maple Court", "Oak Ridge"]
    rated = [[at, ("Very good", "Good", "Fair", "Poor")[n % 4], *more] for n, (at, _, *more) in enumerate(rows)]
    assert stage_rows([header, *rated], keys=tmp_path / "key").roles["Property"] == "rating"


def test_texts_below_no_header_that_hardly_repeat_may_be_names_and_are_not_kept(tmp_path):
    names = ["Paola Foitzick", "Robinson Soto", "Javiera Perez Ribalta", "Camila Muñoz", "Daniel Arrieta"]
    header = ["Certificado", "", "Limpieza", "Seguridad", "Trato"]
    rows = [["Sí", name, str(n % 5 + 1), str(n % 4 + 1), str(n % 3 + 1)] for n, name in enumerate(names * 2)]
    staged = stage_rows([header, *rows], keys=tmp_path / "key")
    assert "[B]" not in staged.roles
    assert "left out: [B]" in staged.notes
    assert "Soto" not in str([staged.rows(f"select * from <{name}>") for name in ("response", "comment")])
    repeated = [[row[0], "Torre Norte", *row[2:]] for row in rows]
    assert stage_rows([header, *repeated], keys=tmp_path / "key").roles["[B]"] == "attribute"
