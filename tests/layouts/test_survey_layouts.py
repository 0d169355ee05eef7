"""Survey exports by their headers and cells: which layout reads them, and what their question columns are."""

from __future__ import annotations

import pytest

from pipeline.ingest.table import Sidecar
from pipeline.layouts.layout import Column, Match
from tests.layouts.tables import best, fields, matches

WJX = "序号|提交答卷时间|所用时间|来源|来源详情|来自IP"
WJX_ROW = "1|2024/3/5 8:00:00|137秒|微信|N/A|203.0.113.5(江苏-南京)"
IMPORT = '{"ImportId":"startDate","timeZone":"America/Denver"}'


def questions(found: Match) -> list[Column]:
    return [column for column in found.columns if column.use == "question"]


REGISTERS = ("complaint_ledger_european", "property_work_orders")
EXPORTS = {
    "wjx text": ("wjx_text", f"{WJX}|1、您对保洁满意吗？|总分\n{WJX_ROW}|非常满意|5\n{WJX_ROW}|满意|4"),
    "wjx number": ("wjx_number", f"{WJX}|1、您对保洁满意吗？|2、您对保安满意吗？\n{WJX_ROW}|5|4\n{WJX_ROW}|3|-3"),
    "wjx score": ("wjx_score", f"{WJX}|1、您对保洁满意吗？|2、您对保安满意吗？\n{WJX_ROW}|0|2.5\n{WJX_ROW}|10|7.5"),
    "wjx full-width": ("wjx_number", f"{WJX}|１．您对保洁满意吗？\n{WJX_ROW}|5\n{WJX_ROW}|3"),
    "tencent": ("tencent_survey", "编号|开始答题时间|结束答题时间|答题时长|语言|地理位置国家|IP|UA|Referrer|1.您满意吗|6.通勤地点:公司|6.通勤地点:家\n1|2024-03-05 08:00:00|2024-03-05 08:02:00|120|中文|中国|1.1.1.1|x||A.满意|D.公司|"),
    "qualtrics, three rows": ("qualtrics", f"StartDate|EndDate|Status|Progress|Finished|RecordedDate|ResponseId|Q1\nStart Date|End Date|Response Type|Progress|Finished|Recorded Date|Response ID|How satisfied are you?\n{IMPORT}|{IMPORT}|x|x|x|x|x|x\n2024-03-05 08:00:00|2024-03-05 08:00:00|IP Address|100|True|2024-03-05 08:00:00|R_1|Satisfied"),
    "qualtrics, one row": ("qualtrics_single", "StartDate|EndDate|Status|Finished|RecordedDate|ResponseId|Cleaning|Security\n3/5/2024 08:00|3/5/2024 08:05|IP Address|TRUE|3/5/2024 08:05|R_1|5|4\n3/6/2024 08:00|3/6/2024 08:05|IP Address|TRUE|3/6/2024 08:05|R_2|4|4"),
    "qualtrics, two rows": ("qualtrics_legacy", "StartDate|EndDate|Status|Finished|ResponseID|Q1\nStartDate|EndDate|Status|Finished|ResponseID|How satisfied are you?\n2015-03-05 08:00:00|2015-03-05 08:00:00|0|1|R_1|5"),
    "surveymonkey": ("surveymonkey", "Respondent ID|Collector ID|Start Date|End Date|IP Address|Email Address|First Name|Last Name|Custom Data 1|How satisfied are you?|What do you use?||Any comments?\n|||||||||Response|Gym|Pool|Open-Ended Response\n1|2|03/05/2024 08:00:00 AM|03/05/2024 08:01:00 AM|1.1.1.1|||||Satisfied|Gym||Fine\n2|2|03/05/2024 08:00:00 AM|03/05/2024 08:01:00 AM|1.1.1.1|||||Neutral||Pool|"),
    "forms en": ("microsoft_forms", "ID|Start time|Completion time|Email|Name|How satisfied are you?|Which services?\n1|3/5/24 8:00:00|3/5/24 8:01:00|anonymous||Satisfied|Gym;Pool;"),
    "forms zh": ("microsoft_forms", "ID|开始时间|完成时间|电子邮件|名称|您对保洁\xa0满意吗？\n1|2024/3/5 8:00:00|2024/3/5 8:01:00|anonymous||满意"),
    "ids of respondents": ("plain_ratings", "Respondent ID|Submission Date|Cleaning|Security|Overall satisfaction\n107|2024-03-05 08:00:00|5|4|4\n131|2024-03-06 08:00:00|3|4|2\n145|2024-03-07 08:00:00|1|2|5"),
    "google en": ("google_forms", "Timestamp|Email Address|How satisfied are you? [Cleaning]|How satisfied are you? [Security]\n3/5/2024 8:00:00|a@b.c|5|4"),
    "google zh": ("google_forms", "时间戳记|您对物业服务满意吗？|您的建议\n2024/3/5 下午 3:05:00 GMT+8|满意|无"),
    "google, nobody answered": ("google_forms", "Timestamp|Email Address|On a scale of 1 to 5, how would you rate the service?"),
    "limesurvey codes": ("limesurvey", "id|submitdate|lastpage|startlanguage|seed|G1Q1|G1Q2[SQ001]|G1Q2[SQ002]\n1|2024-03-05 08:00:00|3|en|123|A1|Y|N"),
    "limesurvey in French": ("limesurvey", "ID de la réponse|Date de soumission|Dernière page|Langue de départ|Adresse IP|Êtes-vous satisfait de la propreté ?\n7|2024-03-05 08:00:00|3|fr|1.1.1.1|Oui"),
    "limesurvey in German": ("limesurvey", "Antwort ID|Datum Abgeschickt|Letzte Seite|Start-Sprache|Wie zufrieden sind Sie mit der Reinigung?\n7|2024-03-05 08:00:00|3|de|zufrieden"),
    "limesurvey texts": ("limesurvey", "Response ID|Date submitted|Last page|Start language|How satisfied are you? [Cleaning]|How satisfied are you? [Security]\n1|2024-03-05 08:00:00|3|en|5|4"),
    "kobo": ("kobotoolbox", "start|end|grp/satisfaction|services|services/gym|services/pool|_id|_uuid|_submission_time|_validation_status|_index\n2024-03-05T08:00:00|2024-03-05T08:01:00|4|gym|1|0|1|u1|2024-03-05T08:01:00||1"),
    "typeform": ("typeform", "#|How satisfied are you?|Response Type|Start Date (UTC)|Stage Date (UTC)|Submit Date (UTC)|Network ID|Tags\nabc|4|completed|2024-03-05 08:00:00||2024-03-05 08:01:00|n1|"),
    "alchemer": ("alchemer", "Response ID|Time Started|Date Submitted|Status|Contact ID|Legacy Comments|Comments|Language|Referer|SessionID|User Agent|IP Address|Longitude|Latitude|Country|How satisfied are you?\n1|2024-03-05 08:00:00|2024-03-05 08:01:00|Complete||||English||s|x|1.1.1.1|1|2|X|4"),
    "surveycto": ("kobotoolbox", "SubmissionDate|start|end|deviceid|cleaning_satisfaction|lift_satisfaction|instanceID|formdef_version|KEY\n2024-03-05 08:00:00|2024-03-05 07:50:00|2024-03-05 07:59:00|web|4|5|uuid:1|7|uuid:1"),
    "engagement": ("survey_tool_en", "RespondentId|StartDate|CompletedDate|LanguageCode|Q1|Q2\n7|2024.03.05 10:00:00|2024.03.05 10:04:00|en|Agree|Neutral\n8|2024.03.06 10:00:00|2024.03.06 10:04:00|en|Agree|Agree"),
    "redcap": ("redcap", "record_id|redcap_survey_identifier|satisfaction_survey_timestamp|q1|services___1|services___2|satisfaction_survey_complete\n1||2024-03-05 08:00:00|4|1|0|2"),
    "cognito": ("cognito_forms", "ResidentSurvey_Id|Name_First|Name_Last|OverallSatisfaction_Rating|Cleanliness_Rating|Comments|Entry_Status|Entry_DateCreated|Entry_DateSubmitted|Entry_DateUpdated\n1|A|B|5|4|fine|Submitted|3/5/2024 8:00 AM|3/5/2024 8:01 AM|"),
    "wufoo": ("wufoo", "Entry Id|Name|How satisfied are you with maintenance?|Date Created|Created By|Last Updated|Updated By|IP Address|Last Page Accessed|Completion Status\n1|A|Very Satisfied|2024-03-05 08:00:00|public|||1.1.1.1|1|1"),
    "nps without comments": ("nps_feedback", "response_id|appointment_id|submitted_at|nps\n7a|9b|2024-03-05 08:00:00|9\n7c|9d|2024-03-06 08:00:00|3"),
    "one satisfaction score": ("nps_feedback", "Response_ID|Visit_ID|Response_Date|Satisfaction_Score|Comments\n7|9b|2024-03-05|4|fine\n8|9d|2024-03-06|2|slow"),
    "delighted": ("nps_feedback", "Survey Response ID|Person ID|Person Name|Person Email|Score|Comment|Response Created At|Response Updated At|Tags\n1|2|A|a@b.c|9|fine|2024-03-05 08:00:00 UTC||\n2|3|B|b@b.c|3||2024-03-06 08:00:00 UTC||"),
    "jinshuju": ("survey_zh", "序号|您所在的小区|您对物业服务的总体满意度|您的建议|提交人|提交时间|更新时间|填写设备|操作系统|浏览器|填写地区|IP\n1|锦湖|满意|无|张|2024-03-05 08:00:00|2024-03-05 08:00:00|手机|iOS|微信|江苏|1.1.1.1"),
    "feishu": ("survey_zh", "提交人|提交时间|您对保洁服务的评价|您对安保服务的评价\n张|2024/03/05 08:00|4|5"),
    "wenjuanwang": ("survey_zh", "序号|开始时间|结束时间|答题时长|Q1.您对保洁服务满意吗|Q2.您对安保服务满意吗\n1|2024-03-05 08:00:00|2024-03-05 08:01:00|60|满意|一般"),
    "numbered headers": ("plain_survey", "序号|1.您的性别:|2.您的年龄段:|5.我所在居住区附近有足够的绿地休闲场所。|6.我能方便地到达绿地。\n1|女|35–44岁|5|4\n2|男|18–24岁|3|2"),
    "Q and number before a blank": ("plain_survey", "问卷编号|所在小区|Q1 服务态度|Q2 响应速度|Q3 总体评价|调查时间\nW1|翠湖苑|A|B|A|2024-05-01\nW2|翠湖苑|C|B|D|2024-05-02"),
    "bare headers": ("plain_ratings", "D|X1|X2|X3|X4\n0|3|3|3|4\n0|3|2|3|5\n1|5|4|1|2"),
    "words": ("plain_ratings", "编号|A|B|C\nr1|非常满意|满意|一般\nr2|满意|不满意|一般\nr3|一般|一般|满意"),
    "ratings beside a price": ("plain_ratings", "Review|Overall_Rating|Cleanliness_Rating|Staff_Rating|Food_Rating|Price|Stay_Date\nGood stay|4|4|4|5|149|2025-09-12\nBad|1|1|2|1|137|2026-05-27\nFair|3|4|3|2|107|2026-01-18"),
    "scores without comments": ("nps_feedback", "feedback_id|module|CustomerID|satisfaction_score|feedback_date\nF1|Lifts|C7|4|2025-01-11\nF2|Gym|C8|3|2025-01-12"),
    "zoho": ("survey_tool_en", "Response ID|Started time|Completed time|IP Address|Collector|Status|Rate our gym|Any suggestions\n1001|2024-05-01 10:00|2024-05-01 10:04|1.1.1.1|Web|Complete|4|\n1002|2024-05-02 10:00|2024-05-02 10:04|1.1.1.1|Web|Complete|2|no"),
    "words of service": ("plain_ratings", "Survey Date|Ward|Room clean|Quiet at night|Felt safe|Weight\n2024-03-05|A|Always|Usually|Very safe|1.2\n2024-03-06|B|Never|Sometimes|A bit unsafe|0.8\n2024-03-06|B|Not applicable / don't know|Sometimes|Safe|0.8"),
    "two languages": ("survey_zh", "Submission time 提交时间|Overall satisfaction 总体满意度|Security 安保\n2024-03-05|非常满意 Very satisfied|满意 Satisfied\n2024-03-06|一般 Average|满意 Satisfied"),
    "row names": ("plain_ratings", "|imag1|imag2|expe1|gender\n1|8|8|9|male\n2|9|10|9|female\n3|9|3|8|female"),
    "points": ("plain_scores", "序号|小区|服务态度(20分)|环境卫生(20分)|安全(20分)|总分|调查日期\n1|翠湖苑|18|15|20|53|2024-05-01\n2|翠湖苑|12|19|17|48|2024-05-02"),
    "call-backs": ("plain_ratings", "回访日期|回访人|小区|服务态度|响应速度|维修质量|总体评价\n2024-03-05|王丽|翠湖苑|满意|一般|满意|满意\n2024-03-06|王丽|翠湖苑|非常满意|满意|满意|不满意"),
    "scores": ("plain_scores", "rownames|rating|learning|raises\n1|43|51|30\n2|63|64|51\n3|71|70|68"),
}  # fmt: skip


@pytest.mark.parametrize("export", EXPORTS)
def test_an_export_is_read_by_its_layout(export):
    layout, text = EXPORTS[export]
    assert best(*text.split("\n")).layout.name == layout


def test_what_is_asked_under_a_header_that_does_not_say_so_is_known_from_the_tool():
    asked = questions(best(*EXPORTS["delighted"][1].split("\n")))
    assert [(column.header, column.text) for column in asked] == [
        ("Score", "How likely are you to recommend us?"),
        ("Comment", "Comment"),
    ]


def test_a_score_of_one_to_five_is_no_recommendation():
    header, *_ = EXPORTS["delighted"][1].split("\n")
    rows = [f"{n}|2|A|a@b.c|{1 + n % 5}|fine|2024-03-05 08:00:00 UTC||" for n in range(10)]
    assert [column.text for column in questions(best(header, *rows))] == ["Score", "Comment"]


def test_jotform_may_ask_for_the_id_of_a_participant():
    rows = [f"Mar {n}, 2024|P{n}|{1 + n % 5}|{n}" for n in range(1, 10)]
    found = best("Submission Date|Participant ID|How satisfied are you?|How likely are you to recommend us?", *rows)
    assert found.layout.name == "jotform"


def test_first_and_last_names_of_wufoo_are_no_questions():
    found = best(*EXPORTS["wufoo"][1].replace("|Name|", "|Name|Last|").replace("|A|", "|A|Smith|").split("\n"))
    assert [column.header for column in questions(found)] == ["How satisfied are you with maintenance?"]


def test_whether_a_form_of_redcap_is_complete_is_no_answer():
    found = best(*EXPORTS["redcap"][1].split("\n"))
    assert [column.header for column in found.columns if column.use == "ignored"] == ["satisfaction_survey_complete"]


def test_who_asked_is_no_part_of_a_survey_and_the_day_of_the_call_is_its_day():
    found = best(*EXPORTS["call-backs"][1].split("\n"))
    assert fields(found)["submitted_at"] == "回访日期"
    assert [column.header for column in found.columns if column.use == "personal"] == ["回访人"]


def test_the_file_name_says_that_answers_are_scores():
    rows = (f"{WJX}|1、您对保洁满意吗？", f"{WJX_ROW}|5", f"{WJX_ROW}|4")
    found = best(*rows, name="350881459_按分数_业主满意度_274_270.xlsx")
    assert found.layout.name == "wjx_score"
    assert found.file_parts == {"survey": "350881459", "title": "业主满意度", "total": "274", "valid": "270"}


def test_the_total_score_is_computed_and_no_question():
    found = best(f"{WJX}|1、您对保洁满意吗？|总分", f"{WJX_ROW}|5|5", f"{WJX_ROW}|4|4")
    assert fields(found)["total_score"] == "总分"
    assert [(column.number, column.text) for column in questions(found)] == [("1", "您对保洁满意吗？")]


def test_zero_and_one_columns_of_one_number_are_options_and_others_are_rows_of_a_matrix():
    found = best(
        f"{WJX}|第2题(保洁)|第2题(保安)|第3题(电梯)|第3题(绿化)",
        f"{WJX_ROW}|1|0|5|3",
        f"{WJX_ROW}|0|1|4|2",
        f"{WJX_ROW}|1|1|3|1",
    )
    assert [(c.number, c.option, c.row) for c in questions(found)] == [
        ("2", "保洁", None), ("2", "保安", None), ("3", None, "电梯"), ("3", None, "绿化"),
    ]  # fmt: skip


def test_a_bracket_at_the_start_of_a_question_is_no_row():
    found = best(f"{WJX}|5、（多选）您需要哪些服务（可多选）|6、您满意吗", f"{WJX_ROW}|保洁┋保安|满意")
    assert [(c.row, c.option) for c in questions(found)] == [(None, None), (None, None)]


def test_a_question_with_a_dash_is_no_matrix_unless_it_has_two_rows():
    alone = best(f"{WJX}|5、物业服务—满意度", f"{WJX_ROW}|满意")
    matrix = best(f"{WJX}|5、物业服务—保洁|6、物业|5、物业服务—保安", f"{WJX_ROW}|满意|好|一般")
    assert [(c.text, c.row) for c in questions(alone)] == [("物业服务 - 满意度", None)]
    assert [(c.text, c.row) for c in questions(matrix)] == [("物业服务", "保洁"), ("物业", None), ("物业服务", "保安")]


def test_surveymonkeys_second_row_holds_options_and_no_answers():
    found = best(*EXPORTS["surveymonkey"][1].split("\n"))
    assert found.first_record_index == 2
    assert [(c.text, c.option, c.row) for c in questions(found)] == [
        ("How satisfied are you?", None, None), ("What do you use?", "Gym", None), ("What do you use?", "Pool", None),
        ("Any comments?", None, None),
    ]  # fmt: skip


def test_qualtrics_says_its_zone_and_users_know_its_columns_by_code():
    found = best(*EXPORTS["qualtrics, three rows"][1].split("\n"))
    assert (found.layout.zone, found.first_record_index) == ("America/Denver", 3)
    assert [(c.header, c.code, c.text) for c in questions(found)] == [("Q1", "Q1", "How satisfied are you?")]


def test_a_column_without_header_that_counts_rows_is_ignored():
    assert best(*EXPORTS["row names"][1].split("\n")).columns[0].use == "ignored"


def test_the_sidecar_names_the_layout_or_the_header_of_a_field():
    rows = ("流水|何时|什么事", "1|2024-01-05|灯坏", "2|2024-01-06|水管坏")
    assert matches(*rows)[0].missing
    told = Sidecar(layout="complaint_ledger_zh", columns={"received_at": "何时", "description": "什么事"})
    assert fields(best(*rows, sidecar=told)) == {"received_at": "何时", "description": "什么事"}


def test_the_same_table_is_always_read_the_same():
    rows = EXPORTS["jinshuju"][1].split("\n")
    assert [m.layout.name for m in matches(*rows)] == [m.layout.name for m in matches(*rows)]


def test_an_export_of_wenjuan_com_has_its_time_and_numbered_questions():
    found = best(
        "答题序号 | 开始答题时间 | 提交答题时间 | 答题时长 | IP省份 | IP地址 | Q1_您对物业总体满意度 | Q2_保洁",
        "1 | 2024-03-05 10:00:00 | 2024-03-05 10:01:00 | 60 | 广东 | 1.1.1.1 | 满意 | 一般",
    )
    assert fields(found)["submitted_at"] == "提交答题时间"
    assert [(column.number, column.text) for column in found.columns if column.use == "question"] == [
        ("1", "您对物业总体满意度"),
        ("2", "保洁"),
    ]


def test_a_row_of_objects_below_the_header_is_part_of_it_in_any_language():
    """One record, an unnamed topic column and a German second row made the older layout the nearer one."""
    codes = "StartDate|EndDate|Status|Progress|Finished|RecordedDate|ResponseId|Q1|Q1 - Topics"
    texts = "Anfangsdatum|Enddatum|Antworttyp|Fortschritt|Beendet|Erfassungsdatum|Antwort-ID|Zufrieden?|Q1 - Topics"
    objects = "|".join(f'{{"ImportId":"c{n}"}}' for n in range(9))
    found = best(codes, texts, objects, "2024-03-05 08:00:00|2024-03-05 08:00:00|0|100|1|2024-03-05 08:00:00|R_1|2|")
    assert (found.layout.name, found.first_record_index) == ("qualtrics", 3)


ASKED = "您对小区保洁服务是否满意？|您对投诉处理是否满意？|您对报修响应速度是否满意？|您是否愿意接听物业电话回访？"
ANSWERED = ("满意|一般|非常满意|电话", "非常满意|满意|一般|微信", "一般|不满意|满意|电话", "满意|满意|满意|社区")


@pytest.mark.parametrize(
    ("layout", "header", "before"),
    [
        ("plain_survey", ASKED, ""),
        ("survey_zh", f"序号|提交时间|{ASKED}", "1|2024/3/5 8:00:00|"),
        ("google_forms", f"时间戳记|{ASKED}", "2024/3/5 8:00:00|"),
        (
            "microsoft_forms",
            f"ID|开始时间|完成时间|电子邮件|名称|{ASKED}",
            "1|2024/3/5 8:00:00|2024/3/5 8:01:00|anonymous||",
        ),
    ],
)
def test_a_survey_may_ask_about_complaints_repairs_and_phones_and_no_answer_is_its_header(layout, header, before):
    found = best(header, *(before + answers for answers in ANSWERED * 3))
    assert (found.layout.name, found.header_index, found.layout.header_rows) == (layout, 0, 1)
    assert len(questions(found)) == 4


def test_answers_of_one_word_are_no_header_however_many_there_are():
    rows = ["Are you a resident?|Was the repair done on time?|Is the lighting good?|Is the lift safe?"] + [
        "No|Yes|No|No"
    ] * 9
    found = best(*rows)
    assert (found.layout.name, found.header_index) == ("plain_survey", 0)


def test_rows_of_words_alone_are_records_and_no_part_of_the_header():
    rows = ["Department|Subject|Details|Quarter|Street"]
    rows += [
        f"{one}|{two}|text {n}|north|main street"
        for n, (one, two) in enumerate([("parks", "trees"), ("roads", "holes")] * 5)
    ]
    nearest = matches(*rows)[0]
    assert (bool(nearest.missing), nearest.header_index, nearest.layout.header_rows) == (True, 0, 1)


@pytest.mark.parametrize("is_merged", [False, True])
def test_options_below_their_question_are_a_second_row_of_the_header(is_merged):
    areas, uses = ("Which areas do you use every week?", "How good is it there at the moment?")
    first = [areas] * 4 + [uses] * 4 if is_merged else [areas, "", "", "", uses, "", "", ""]
    second = "Garden|Gym|Lobby|Parking|Light|Air|Noise|Other"
    found = best(
        "|".join(first), second, *["yes|no|yes|no|good|poor|good|fair", "no|no|yes|yes|fair|good|good|poor"] * 6
    )
    assert (found.header_index, found.layout.header_rows, found.first_record_index) == (0, 2, 2)


def test_the_third_row_of_qualtrics_may_be_in_single_quotes():
    rows = EXPORTS["qualtrics, three rows"][1].split("\n")
    found = best(*[row.replace('"', "'") if "ImportId" in row else row for row in rows])
    assert (found.layout.name, found.first_record_index) == ("qualtrics", 3)


def test_surveymonkey_without_its_columns_of_times_is_known_by_its_second_row():
    rows = [
        "RespondentID|Have you used the gym?|Which of these do you use?||",
        "|Response|Gym|Pool|Lobby",
        *["1|Yes|Gym||Lobby", "2|No||Pool|"] * 4,
    ]
    found = best(*rows)
    assert (found.layout.name, found.layout.header_rows) == ("surveymonkey", 2)


@pytest.mark.parametrize("answers", [("满意", "一般", "非常满意"), ("5", "3", "4")])
def test_ratings_of_complaint_handling_stand_among_ratings_of_other_things(answers):
    rows = ["1|翠湖苑|" + "|".join(answers[(n + at) % 3] for at in range(4)) for n in range(12)]
    found = best("序号|小区|服务态度|保洁卫生|投诉处理|维修及时性", *rows)
    assert (found.layout.name, len(questions(found))) == ("plain_ratings", 4)


@pytest.mark.parametrize(
    "rows",
    [
        ("项目|非常满意|满意|一般|不满意", "保洁服务|30|40|20|10", "投诉处理|20|30|40|10"),
        ("月份|投诉|报修|表扬|回访", "2024-01|3|5|2|4", "2024-02|4|2|1|3", "2024-03|1|2|3|5"),
    ],
)
def test_a_table_of_counts_is_no_survey(rows):
    assert matches(*rows)[0].missing


@pytest.mark.parametrize("header", ["Q1 2024|Q2 2024|Q3 2024|Q4 2024", "Q1_budget|Q2_budget|Q3_budget|Q4_budget"])
def test_quarters_are_no_numbered_questions(header):
    rows = ["Cleaning|12000|13000|9000|11000", "Security|8000|9500|7000|9900"]
    assert matches(f"Department|{header}", *rows)[0].missing


@pytest.mark.parametrize(
    "rows",
    [
        (
            "Datum|Wie zufrieden sind Sie mit der Meldung von Störungen?|Wie zufrieden sind Sie mit der Reinigung?|Kategorie",
            "05.03.2024|zufrieden|sehr zufrieden|Mieter",
        ),
        (
            "Created|Property|Unit|Work Order Number|How satisfied were you?|Would you recommend us?|Description",
            "2024-03-05 10:00:00|Elm|1A|W1|5|4|good",
        ),
    ],
)
def test_a_survey_about_repairs_is_no_register_of_them(rows):
    assert all(found.missing for found in matches(*rows) if found.layout.name in REGISTERS)


def test_a_title_and_two_questions_to_the_resident_are_a_survey():
    answers = ["满意|一般|无", "一般|满意|停车难"] * 6
    found = best(
        "2024年业主满意度调查||||",
        "",
        "序号|小区|您对物业服务是否满意|您对投诉处理是否满意|您的意见",
        *[f"1|翠湖苑|{one}" for one in answers],
    )
    assert (found.layout.name, found.header_index) == ("plain_survey", 2)


@pytest.mark.parametrize("above", ["统计日期：|2024-01|制表人：|张三", "基本信息||评价|"])
def test_what_stands_above_a_header_is_no_part_of_it_however_wide(above):
    survey = best(
        above,
        "您对保洁满意吗？|您对安保满意吗？|您对绿化满意吗？|您住在哪个小区？",
        *["满意|一般|满意|锦绣园", "一般|满意|满意|翠湖湾"] * 6,
    )
    roster = best(above, "小区|户数|面积|交付时间", *[f"小区{n}|{100 + n}|{9000 + n}|2015-01-01" for n in range(9)])
    assert [(one.header_index, one.layout.header_rows) for one in (survey, roster)] == [(1, 1), (1, 1)]
    ledger = best(
        "基本信息||处理情况||",
        "投诉编号|受理时间|投诉内容|处理人|备注",
        *[f"T{n}|2024-03-0{n} 08:00|漏水|张工|" for n in range(1, 9)],
    )
    assert (ledger.header_index, ledger.layout.header_rows, "result" in fields(ledger)) == (1, 1, False)


@pytest.mark.parametrize(
    "above",
    [
        "筛选条件：已提交||时间：三月",
        "筛选条件：已提交|时间：三月",
        "Filter: Completed|Date: March to May",
        "筛选条件|已完成",
        "筛选：|全部|时间：|三月",
        "Filter: Completed|Group: all\nDate: March|Owner: all",
    ],
)
def test_a_row_of_filters_above_a_survey_is_no_part_of_its_questions(above):
    cells = "|".join(["满意"] * 4)
    text = f"{above}\n提交时间|提交人|您对保洁是否满意？|安保|绿化|电梯\n" + "\n".join(
        [f"2024-03-0{day} 10:00|某|{cells}" for day in (1, 2, 3)]
    )
    found = best(*text.split("\n"))
    assert (found.layout.name, found.layout.header_rows) == ("survey_zh", 1)
    assert [column.header for column in found.columns][:4] == ["提交时间", "提交人", "您对保洁是否满意？", "安保"]


def test_a_row_of_filters_above_two_header_rows_stays_above_them():
    text = (
        "Filter: Completed||Date: March to May\n"
        "Respondent ID|Collector ID|Start Date|End Date|How satisfied are you?|Lifts\n||||Response|Response\n"
        + "\n".join(f"100{n}|9|03/0{n}/2024|03/0{n}/2024|Satisfied|Satisfied" for n in (1, 2, 3))
    )
    found = best(*text.split("\n"))
    assert (found.layout.name, found.header_index, found.layout.header_rows) == ("surveymonkey", 1, 2)


def test_a_survey_without_a_header_is_refused_and_says_so():
    rows = ["tenant|Yes|f|Because the lift is slow", "tenant|No|f|No reason", "owner|Yes|m|Because the lift is slow"]
    found = matches(*rows, *rows[::-1])
    assert all(one.missing for one in found)
    assert any("the first row looks like a response" in missing for one in found for missing in one.missing)


def test_a_header_that_comes_again_is_one_also_where_only_its_time_is_known():
    rows = [
        "提交时间|您对保洁满意吗？|您对保安满意吗？",
        "2024-03-05 08:00:00|满意|一般",
        "2024-03-06 08:00:00|一般|不满意",
    ]
    assert best(*rows, "2月||", *rows).layout.name == "survey_zh"


def test_a_few_long_headers_in_a_wide_table_do_not_make_it_a_survey():
    names = [
        "ID of the person in charge",
        "Name of the person in charge",
        "Phone of the person in charge",
        *"abcdefghijkl",
    ]
    rows = ["|".join(f"{name[:1]}{n}" for name in names) for n in (1, 2, 3)]
    assert matches("|".join(names), *rows)[0].missing


@pytest.mark.parametrize(
    ("layout", "rows"),
    [
        (
            "plain_scores",
            ["日期|小区|保安（分）|保洁（分）|维修（分）", "2024-06-01|锦湖|85|90|78", "2024-06-02|锦湖|65|92|88"],
        ),
        (
            "plain_ratings",
            ["Response Date|Estate|Cleanliness|Security|Repairs", "2024-06-01|Hill|5|4|3", "2024-06-02|Hill|4|4|5"],
        ),
    ],
)
def test_a_plain_table_says_when_and_where_in_other_words(layout, rows):
    found = best(*rows)
    assert found.layout.name == layout
    assert {"submitted_at", "community"} <= set(fields(found))
