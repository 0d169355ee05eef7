"""The scorecard: the four standards of one period, each figure the one that compute gives."""

import pytest

from pipeline.metrics import compute
from pipeline.metrics.catalogue import catalogue
from pipeline.metrics.scorecard import COLUMNS, STANDARDS, scorecard
from tests.metrics.conftest import complaint, score, table


@pytest.fixture
def company(warehouse):
    """Two quarters of complaints and answers; the exports of complaints reach into July, those of surveys end with June."""

    def answered(month, minutes, n):
        day = f"2024-{month:02}-05 08:00"
        return complaint(day, f"2024-{month:02}-06 07:00", responded_at=f"2024-{month:02}-05 10:00", cases=n) | {
            "response_seconds": 60 * minutes
        }

    given = [answered(1, 60, 60), answered(1, 60 * 30, 40), answered(4, 60, 90), answered(4, 60 * 30, 10)]
    scores = [score(f"2024-{month:02}-05", value) for month in (1, 4) for value in [50, 100] * 10]
    connection = warehouse(given, scores, complaints_until="2024-07-15", surveys_until="2024-07-01")
    table(
        connection,
        "dim_target",
        [{"line": 2, "metric": "response_on_time_rate", "target": 0.95, "valid_from": "2024-01-01"}],
    )
    return connection


def rows(frame):
    return {(row["standard"], row["metric"]): row for row in frame.to_dict("records")}


def test_every_metric_of_a_standard_has_a_row_whatever_is_known_of_it(company):
    frame = scorecard(company)
    assert list(frame.columns) == COLUMNS
    listed = [(standard.indicator, name) for standard in STANDARDS for name in standard.complaints]
    assert set(rows(frame)) == {
        *listed,
        *((standard.indicator, name) for standard in STANDARDS for name in ("satisfaction_index", "top_two_box")),
    }
    assert {name for _, name in listed} <= set(catalogue())
    assert frame["sentence"].str.endswith("。").all()
    assert set(frame["period_start"].astype(str)) == {"2024-04-01"}


def test_a_figure_has_its_n_interval_target_change_and_sentence(company):
    row = rows(scorecard(company, language="en"))[("efficiency", "response_on_time_rate")]
    own = compute(company, "response_on_time_rate", period="1q").frame.iloc[1]
    assert (row["value"], row["n"], row["low"], row["high"]) == (0.9, "100", own["low"], own["high"])
    assert (row["target"], round(row["gap"], 9), round(row["change"], 9), row["is_signal"]) == (0.95, -0.05, 0.3, True)
    assert row["sentence"] == (
        "Answered within 24 hours, 2024 Q2: 90.0% (90/100, 95% interval 82.6–94.5%), "
        "5.0 points below the target of 95.0%; 30.0 points above the quarter before, more than chance."
    )
    assert row["standard_label"] == "Efficiency"
    in_chinese = rows(scorecard(company))[("efficiency", "response_on_time_rate")]
    assert in_chinese["sentence"].endswith("，比目标 95.0% 低 5.0 个百分点；比上季度高 30.0 个百分点，超出偶然波动。")
    assert in_chinese["standard_label"] == "服务效率"


def test_an_indicator_is_that_of_the_standard(company):
    found = rows(scorecard(company))
    attitude = found[("attitude", "satisfaction_index")]
    assert (attitude["value"], attitude["n"], attitude["clause"]) == (75.0, "20", "ch3.s1")
    assert attitude["sentence"].startswith("2024 年二季度 态度 满意度指数为 75.0（n = 20")
    assert found[("effect", "satisfaction_index")]["sentence"] == "满意度指数：没有数据。"


def test_what_is_too_young_to_judge_is_said_and_not_compared(company):
    row = rows(scorecard(company))[("assurance", "reopen_rate")]
    assert (row["status"], row["is_ripe"]) == ("ok", False)
    assert row["change"] != row["change"]
    assert row["sentence"].startswith("2024 年二季度 ")
    assert row["sentence"].endswith("%），时期尚未满期。")
    month = rows(scorecard(company, period="1mo"))[("effect", "resolution_rate")]
    assert str(month["period_start"].date()) == "2024-06-01"
    assert month["status"] == "no_data"


def test_answers_of_few_stay_hidden(company):
    hidden = rows(scorecard(company, k=21))[("attitude", "top_two_box")]
    assert hidden["status"] == "suppressed"
    assert hidden["value"] != hidden["value"] and hidden["n"] == "<21"


def test_an_empty_warehouse_has_a_scorecard_without_figures(warehouse):
    frame = scorecard(warehouse())
    assert set(frame["status"]) == {"no_data"}
    assert frame["value"].isna().all()
