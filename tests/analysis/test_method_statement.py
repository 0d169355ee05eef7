"""Method statement: what a reader has to know of how a survey was taken, and nothing that nobody said."""

from datetime import date

import pytest

from pipeline.analysis.method_statement import method_statements
from tests.metrics.conftest import response, score
from tests.metrics.test_weighted import roster

SURVEY = {
    "survey_id": "s1",
    "title": "春季调查",
    "method": "questionnaire",
    "period_start": date(2024, 4, 1),
    "period_end": date(2024, 6, 30),
}
TOLD = {"invited": 400, "sample": "按户随机", "incentive": "无"}


def surveyed(warehouse, communities=("c1", "c2"), n: int = 100, invalid=(), households=None, **known):
    """Make a survey of ``n`` valid responses in each community, four of five satisfied, and some that are not valid."""
    responses, scores = [], []
    for community in communities:
        for at in range(n):
            of = {"response_id": f"A{community}{at}", "survey_id": "s1", "community_id": community}
            responses.append(response("2024-05-05", **of))
            scores.append(score("2024-05-05", 100 if at % 5 else 0, **of))
    responses += [
        response("2024-05-05", *reasons, response_id=f"B{at}", survey_id="s1", community_id="c1")
        for at, reasons in enumerate(invalid)
    ]
    return warehouse(
        scores=scores,
        responses=responses,
        surveys=[{**SURVEY, **known}],
        surveys_until="2024-07-01",
        households=roster(**(households or {})),
    )


def test_the_statement_says_period_method_numbers_margin_weights_sample_and_incentive(warehouse):
    connection = surveyed(
        warehouse, invalid=[["incomplete"], ["incomplete"]], households={"c1": 300, "c2": 700}, **TOLD
    )
    (survey,) = method_statements(connection)
    said = survey.text["zh"]
    assert said.startswith("《春季调查》以问卷进行")
    assert "时期为 2024 年 4 月 1 日至 2024 年 6 月 30 日。抽样方式：按户随机。" in said
    assert "邀请 400 份，收到答卷 202 份，回收率 50.5%；其中有效 200 份，有效回收率 50.0%。" in said
    assert "无效、未计入 2 份：未答完 2 份。" in said
    assert (
        "“态度”满意率的误差为 ±5.0 个百分点（95%，200 份答卷，1,000 户）；误差不超过 5 个百分点最多需要 278 份，已达到。"
        in said
    )
    assert "各小区合计按户数加权，未加权的合计列在旁边。激励：无。" in said
    assert "Of 400 invited, 202 responded (response rate 50.5%), 200 of them validly (50.0%)." in survey.text["en"]


def test_what_nobody_said_is_not_given_and_not_guessed(warehouse):
    (survey,) = method_statements(surveyed(warehouse))
    said = survey.text["zh"]
    assert "抽样方式未注明。邀请数未注明，不算回收率；收到答卷 200 份，其中有效 200 份。没有无效答卷。" in said
    assert "户数不明，未按户数修正" in said
    assert said.endswith("小区户数不明，各小区的答卷合并计算，未加权。有无激励未注明。")
    assert survey.response_rate is None


def test_of_chosen_communities_there_is_no_response_rate_and_only_their_households_count(warehouse):
    connection = surveyed(warehouse, households={"c1": 300, "c2": 700}, **TOLD)
    (survey,) = method_statements(connection, where={"community": "锦绣园"})
    assert survey.invited is None
    assert (survey.responses, survey.households) == (100, 300)
    assert "所选小区共收到答卷 100 份，其中有效 100 份；没有各小区的邀请数，不算回收率。" in survey.text["zh"]
    assert "加权" not in survey.text["zh"]


def test_communities_with_few_answers_have_no_margin_of_their_own(warehouse):
    connection = surveyed(warehouse, ("c1", "c2"), n=30)
    connection.execute("update fct_score set community_id = 'c3' where response_id in ('Ac11', 'Ac12')")
    connection.execute("create or replace temp table kept as from fct_score")
    connection.execute(
        "delete from mart_score; insert into mart_score by name select * exclude (response_id) from kept"
    )
    (survey,) = method_statements(connection)
    assert survey.text["zh"].count("不单列") == 1
    hidden = survey.margins[survey.margins["status"] != "ok"]
    assert len(hidden) and hidden["margin_of_error"].isna().all()


def test_too_few_answers_for_any_figure_are_said_to_be_too_few(warehouse):
    (survey,) = method_statements(surveyed(warehouse, ("c1",), n=3, **TOLD))
    assert (survey.responses, survey.valid) == (None, None)
    assert "收到的答卷太少，数字不显示。没有可以算误差的评分。" in survey.text["zh"]


@pytest.mark.parametrize(("during", "found"), [("2024Q2", 1), ("2024-05", 1), ("2024Q3", 0), (None, 1)])
def test_a_survey_is_listed_in_the_periods_in_which_it_was_answered(warehouse, during, found):
    assert len(method_statements(surveyed(warehouse, n=10), during=during)) == found


def test_speed_alone_is_said_to_leave_nobody_out(warehouse):
    connection = surveyed(warehouse, n=50)
    connection.execute("update fct_response set flags = ['too_fast'] where response_id = 'Ac10'")
    (survey,) = method_statements(connection)
    assert "没有无效答卷。1 份答题过快，只作提示，未因此剔除。" in survey.text["zh"]
