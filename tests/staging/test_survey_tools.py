"""Exports of other survey tools: the same staging, whatever the tool writes."""

import pytest

from pipeline.ingest.table import Sidecar
from tests.staging.survey_files import stage_rows

AGREE = ["Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree"]


@pytest.fixture
def stage(tmp_path):
    def run(*rows, **options):
        return stage_rows([list(row) for row in rows], keys=tmp_path / "key", **options)

    return run


def chosen(staged):
    return staged.rows("select row_number, option from <need> where is_selected order by 1, 2")


def test_surveymonkey_has_its_options_in_a_second_header_row(stage):
    staged = stage(
        ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "How satisfied are you with security?", "Which services do you need?", "", "What should we improve?"],
        ["", "", "", "", "", "", "Response", "Cleaning", "Repairs", "Open-Ended Response"],
        ["118001", "9", "2024-03-05 10:00:00", "2024-03-05 10:05:00", "198.51.100.1", "a@example.com", "Very satisfied", "Cleaning", "", "The lifts"],
        ["118002", "9", "2024-03-05 11:00:00", "2024-03-05 11:01:00", "198.51.100.2", "b@example.com", "Dissatisfied", "Cleaning", "Repairs", ""],
        ["118003", "9", "2024-03-05 12:00:00", "2024-03-05 12:03:00", "198.51.100.3", "c@example.com", "Satisfied", "", "Repairs", ""],
    )  # fmt: skip
    assert chosen(staged) == [(3, "Cleaning"), (4, "Cleaning"), (4, "Repairs"), (5, "Repairs")]
    assert staged.column("select rating from <rating> order by row_number") == [5, 2, 4]
    assert staged.column("select duration_seconds from <response> order by row_number") == [300, 60, 180]
    assert staged.column("select comment from <comment>") == ["The lifts"]


def test_jotform_parts_options_by_lines_and_its_first_column_is_the_time(stage):
    staged = stage(
        ["Submission Date", "<strong>How did you like the soup?</strong> (1-5)", "What did you take?", "How did you like the rice?", "Submission ID"],
        ["Jul 7, 2025", "4", "Soup\nRice", "2", "6300000000000000001"],
        ["Jul 7, 2025", "5", "Soup", "", "6300000000000000002"],
        ["Jul 6, 2025", "2", "Soup\nSalad", "1", "6300000000000000003"],
        ["Jul 5, 2025", "3", "Rice\nSalad", "5", "6300000000000000004"],
    )  # fmt: skip
    assert staged.match.layout.name == "jotform"
    assert [str(at)[:10] for at in staged.column("select submitted_at from <response> order by row_number")] == ["2025-07-07", "2025-07-07", "2025-07-06", "2025-07-05"]  # fmt: skip
    assert staged.rows("select option, count(*) from <need> where is_selected group by 1 order by 1") == [("Rice", 2), ("Salad", 2), ("Soup", 3)]  # fmt: skip
    assert "How did you like the soup? (1-5)" in staged.column("select question from <question>")


def test_moodle_writes_a_number_before_each_choice_and_nobody_is_kept(stage):
    staged = stage(
        ["Response", "Submitted on:", "Institution", "Department", "Course", "Group", "ID", "Full name", "Username", "Q01_consent", "Q02", "Q03_service->Cleaning", "Q03_service->Security"],
        ["188", "28/04/2025 10:49:24", "", "", "Tenants", "", "3476", "Ada Low", "alow", "1 : Yes", "2 : Satisfied", "4", "5"],
        ["189", "29/04/2025 10:49:24", "", "", "Tenants", "", "3477", "Ben Low", "blow", "1 : Yes", "1 : Very satisfied", "2", "3"],
        ["190", "03/05/2025 10:49:24", "", "", "Tenants", "", "3478", "Cy Low", "clow", "1 : Yes", "4 : Dissatisfied", "1", "3"],
    )  # fmt: skip
    assert staged.match.layout.name == "moodle_questionnaire"
    assert staged.column("select submitted_at::date::varchar from <response> order by row_number")[-1] == "2025-05-03"
    assert staged.rows("select row_number, rating from <rating> where question_id like '%2' order by 1") == [(2, 4), (3, 5), (4, 2)]  # fmt: skip
    assert "Low" not in str(staged.rows("select * from <response>"))


@pytest.mark.parametrize("nobody", ["Anonymous", "Anónimo", "Anonymer Nutzer", "Utilisateur anonyme"])
def test_who_answered_without_a_name_answered_once(stage, nobody):
    rows = [[str(188 + n), f"{10 + n}/04/2025 10:49:24", "Tenants", nobody, "", f"{n} : {said}"] for n, said in enumerate(["Satisfied", "Neutral", "Dissatisfied"], 1)]  # fmt: skip
    staged = stage(["Response", "Submitted on:", "Course", "Full name", "Username", "Q01_cleaning"], *rows)
    assert staged.column("select is_valid from <response>") == [True] * 3


def test_microsoft_forms_joins_options_by_semicolons(stage):
    staged = stage(
        [
            "ID",
            "Start time",
            "Completion time",
            "Email",
            "Name",
            "How satisfied are you with our staff?",
            "Which services do you need?",
        ],
        ["1", "3/15/2024 10:00:00", "3/15/2024 10:02:00", "anonymous", "", "5", "Cleaning;Repairs;"],
        ["2", "3/15/2024 11:00:00", "3/15/2024 11:02:00", "anonymous", "", "2", "Repairs;"],
        ["3", "3/15/2024 12:00:00", "3/15/2024 12:02:00", "anonymous", "", "4", "Cleaning;Repairs;Security;"],
        ["4", "3/15/2024 12:30:00", "3/15/2024 12:32:00", "anonymous", "", "4", "Security;"],
    )
    assert [row for row in chosen(staged) if row[0] == 2] == [(2, "Cleaning"), (2, "Repairs")]
    assert staged.column("select rating from <rating> order by row_number") == [5, 2, 4, 4]
    assert staged.column("select is_valid from <response>") == [True] * 4


def test_google_forms_joins_options_by_commas_and_puts_rows_of_a_grid_in_brackets(stage):
    grid = ["How satisfied are you? [Security]", "How satisfied are you? [Cleaning]"]
    staged = stage(
        ["Timestamp", *grid, "Which services do you need?"],
        ["3/15/2024 10:00:00", "Very satisfied", "Satisfied", "Repairs, Security"],
        ["3/15/2024 10:05:00", "Neutral", "Dissatisfied", "Cleaning, Repairs"],
        ["3/15/2024 10:09:00", "Very dissatisfied", "Satisfied", "Repairs"],
        ["3/15/2024 10:10:00", "Satisfied", "Satisfied", "Security, Cleaning"],
    )
    assert sorted(staged.roles.values()) == ["multiple", "rating", "rating"]
    assert staged.column("select distinct scale_max from <question> where role = 'rating'") == [5]
    assert [row for row in chosen(staged) if row[0] == 2] == [(2, "Repairs"), (2, "Security")]


def test_google_forms_of_another_language_are_rated_and_keep_no_names(stage):
    asked = [f"Wie zufrieden sind Sie mit der {what}?" for what in ("Reinigung", "Sicherheit")]
    staged = stage(
        ["Zeitstempel", "Ihr vollständiger Name", "Wohnung", *asked],
        *([f"{10 + n}.03.2024 10:00:00", f"Ada Low {n}", f"Haus 3, Tür {n}", str(1 + n % 5), str(1 + n % 4)] for n in range(15)),
    )  # fmt: skip
    assert staged.match.layout.name == "google_forms"
    assert list(staged.roles.values()) == ["rating", "rating"]
    assert staged.rows("select * from <comment>") == []


def test_tencent_writes_the_option_or_nothing(stage):
    staged = stage(
        ["编号", "开始答题时间", "结束答题时间", "答题时长", "语言", "地理位置国家和地区", "IP", "UA", "Referrer", "1.您对安保是否满意", "2.您需要:家政", "2.您需要:维修"],
        ["1", "2024-03-05 10:00:00", "2024-03-05 10:02:00", "120", "中文", "中国", "198.51.100.1", "x", "", "A.非常满意", "A.家政", ""],
        ["2", "2024-03-05 11:00:00", "2024-03-05 11:02:00", "120", "中文", "中国", "198.51.100.1", "x", "", "D.不满意", "A.家政", "B.维修"],
        ["3", "2024-03-05 12:00:00", "2024-03-05 12:02:00", "120", "中文", "中国", "198.51.100.1", "x", "", "C.一般", "", "B.维修"],
    )  # fmt: skip
    assert staged.column("select rating from <rating> order by row_number") == [5, 2, 3]
    assert chosen(staged) == [(2, "家政"), (3, "家政"), (3, "维修"), (4, "维修")]


def test_limesurvey_page_numbers_are_not_per_cent_and_an_unsubmitted_response_is_incomplete(stage):
    staged = stage(
        [
            "id",
            "submitdate",
            "lastpage",
            "startlanguage",
            "startdate",
            "datestamp",
            "G1Q1",
            "G1Q2[SQ001]",
            "G1Q2[SQ002]",
        ],
        [
            "3",
            "2024-03-05 10:02:00",
            "4",
            "en",
            "2024-03-05 10:00:00",
            "2024-03-05 10:02:00",
            "Strongly agree",
            "Y",
            "",
        ],
        ["5", "", "2", "en", "2024-03-05 11:00:00", "2024-03-05 11:02:00", "Disagree", "", ""],
        ["8", "2024-03-05 12:02:00", "4", "en", "2024-03-05 12:00:00", "2024-03-05 12:02:00", "Agree", "Y", "Y"],
    )
    assert staged.column("select is_finished from <response> order by row_number") == [None, False, None]
    assert staged.column("select invalid_reasons from <response> order by row_number") == [[], ["incomplete"], []]
    assert staged.column("select rating from <rating> order by row_number") == [5, 2, 4]


def test_kobotoolbox_answers_with_blanks_in_them_are_no_joined_options(stage):
    labels = ["Very satisfied", "Satisfied", "Dissatisfied", "Very dissatisfied"]
    rows = [
        [
            f"2024-03-05T10:0{n}:00.000+08:00",
            label,
            "water power" if n % 2 else "power",
            str(n),
            f"u{n}",
            f"2024-03-05T10:1{n}:00",
        ]
        for n, label in enumerate(labels)
    ]
    staged = stage(
        [
            "start",
            "group/How satisfied are you with security?",
            "group/Which problems do you have?",
            "_id",
            "_uuid",
            "_submission_time",
        ],
        *rows,
    )
    assert staged.column("select rating from <rating> order by row_number") == [4, 3, 2, 1]


def test_qualtrics_previews_are_rejected_and_unfinished_responses_kept_as_invalid(stage):
    codes = [
        "StartDate",
        "EndDate",
        "Status",
        "IPAddress",
        "Progress",
        "Duration (in seconds)",
        "Finished",
        "RecordedDate",
        "ResponseId",
        "Q1",
        "Q2_1",
        "Q2_2",
    ]
    texts = [
        "Start Date",
        "End Date",
        "Response Type",
        "IP Address",
        "Progress",
        "Duration (in seconds)",
        "Finished",
        "Recorded Date",
        "Response ID",
        "I feel safe",
        "Which? - Cleaning",
        "Which? - Repairs",
    ]

    def row(status, finished, rid, answer, *options):
        return [
            "2024-03-05 10:00:00",
            "2024-03-05 10:02:00",
            status,
            "198.51.100.1",
            "100" if finished == "True" else "40",
            "120",
            finished,
            "2024-03-05 10:02:00",
            rid,
            answer,
            *options,
        ]

    staged = stage(
        codes,
        texts,
        ['{"ImportId":"x"}'] * len(codes),
        row("Survey Preview", "True", "R_0", "Agree", "Cleaning", ""),
        row("IP Address", "True", "R_1", "Strongly agree", "Cleaning", ""),
        row("IP Address", "False", "R_2", "Disagree", "", "Repairs"),
    )
    assert staged.rows("select row_number, reason_code from <rejected>") == [(4, "preview_row")]
    assert staged.rows("select is_finished, is_valid from <response> order by row_number") == [
        (True, True),
        (False, False),
    ]
    assert chosen(staged) == [(5, "Cleaning"), (6, "Repairs")]


def test_a_plain_table_takes_the_scale_its_columns_share_and_leaves_counts_and_ages_alone(stage):
    rows = [
        [
            str(n),
            str(20 + n),
            "Female" if n % 2 else "Male",
            str(1 + n % 5),
            str(1 + (n * 2) % 5),
            str(1 + (n * 3) % 5),
            str(n * 37 % 200),
        ]
        for n in range(40)
    ]
    staged = stage(["id", "Age", "Gender", "Security", "Cleaning", "Parking", "Delay in minutes"], *rows)
    assert {name for name, role in staged.roles.items() if role == "rating"} == {"Security", "Cleaning", "Parking"}
    assert staged.rows("select distinct scale_min, scale_max from <question> where role = 'rating'") == [(1, 5)]


def test_satisfied_codes_of_a_sidecar_hold_for_all_ratings_where_there_is_no_outcome(stage):
    staged = stage(
        ["X1", "X2", "X3"], ["5", "4", "3"], ["1", "2", "5"], sidecar=Sidecar(scale=(1, 5), satisfied_codes=("5",))
    )
    assert staged.column("select distinct satisfied_codes from <question>") == [[5.0]]


def test_what_one_respondent_typed_among_the_options_is_other_and_a_comment(stage):
    rows = [[f"3/15/2024 10:{n:02d}:00", "Repairs, Security" if n % 2 else "Repairs, Cleaning"] for n in range(24)]
    rows[5][1] = "Repairs, call me on 13812345678"
    staged = stage(["Timestamp", "Which services do you need most of all?"], *rows)
    assert staged.column("select distinct option from <need> order by 1") == [
        "Cleaning",
        "Other",
        "Repairs",
        "Security",
    ]
    assert staged.column("select comment from <comment>") == ["call me on [电话]"]


def test_the_letter_of_an_option_is_no_part_of_the_community(stage):
    staged = stage(
        ["编号", "开始答题时间", "结束答题时间", "1.您所在的小区", "2.服务态度满意度"],
        ["1", "2024-03-05 10:00:00", "2024-03-05 10:05:00", "A.甲小区", "A.非常满意"],
        ["2", "2024-03-05 11:00:00", "2024-03-05 11:05:00", "B.乙小区", "D.不满意"],
    )
    assert staged.column("select community from <response> order by row_number") == ["甲小区", "乙小区"]


def test_a_kobotoolbox_submission_time_is_utc(stage):
    staged = stage(
        ["start", "end", "How satisfied are you with security?", "_id", "_uuid", "_submission_time"],
        ["2024-03-06T01:00:00.000+08:00", "2024-03-06T01:05:00.000+08:00", "4", "1", "u1", "2024-03-05T17:06:00"],
        ["2024-03-06T02:00:00.000+08:00", "2024-03-06T02:05:00.000+08:00", "2", "2", "u2", "2024-03-05T18:06:00"],
    )
    rows = staged.rows("select started_at::varchar, submitted_at::varchar from <response> order by row_number")
    assert rows[0] == ("2024-03-06 01:00:00", "2024-03-06 01:06:00")


def test_codes_of_options_are_no_ratings_and_the_note_says_what_to_do(stage):
    header = ["id", "submitdate", "lastpage", "startlanguage", "G1Q1", "G1Q2[SQ001]", "G1Q2[SQ002]"]
    rows = [[str(n), f"2024-03-0{n} 10:00:00", "3", "zh-Hans", f"A{n}", f"A{6 - n}", "A2"] for n in range(1, 6)]
    notes = " ".join(zh for zh, _ in stage(header, *rows).staged.notes)
    assert "没有找到评分题" in notes
    assert "按“完整答案”重新导出" in notes


def test_braces_of_limesurvey_in_a_question_are_words_and_a_formula_is_no_rating(stage):
    asked = "You named {factors_SQ001}: how do you measure it?"
    header = ["Response ID", "Date submitted", "Last page", "Start language", asked, "{sum(R1, R2)}"]
    rows = [
        [str(n), f"2024-03-0{n} 10:00:00", "3", "en", f"By counting them again, {n} times", str(n % 4)]
        for n in range(1, 6)
    ]
    staged = stage(header, *rows)
    assert staged.roles[asked] == "text"
    assert "{sum(R1, R2)}" not in staged.column("select question_id from <rating>")
    assert staged.column("select count(*) from <comment>") == [5]
