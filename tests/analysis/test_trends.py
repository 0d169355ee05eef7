"""A metric over time: what is charted, what is said, what is refused."""

from datetime import datetime

import numpy as np
import pytest

from pipeline.analysis.trends import trends
from pipeline.errors import UsageError
from pipeline.statistics.control_charts import p_chart, xmr
from pipeline.statistics.forecasting import Forecast
from pipeline.statistics.refusal import Refusal
from tests.metrics.conftest import complaint, score


def by_month(counts, first=(2021, 1), **columns):
    """Return complaints, ``counts[i]`` of them in the i-th month."""
    months = [(first[0] + (first[1] - 1 + at) // 12, (first[1] - 1 + at) % 12 + 1) for at in range(len(counts))]
    return [
        complaint(f"{y}-{m:02}-01 08:00", cases=n, **columns) for (y, m), n in zip(months, counts, strict=True) if n
    ]


def with_rates(shares, n=200):
    """Return complaints of which a share of each month is resolved the day after."""
    given = []
    for at, share in enumerate(shares):
        day = f"{2021 + at // 12}-{at % 12 + 1:02}-05 08:00"
        done = f"{2021 + at // 12}-{at % 12 + 1:02}-06 07:00"
        yes = round(n * share)
        given += [complaint(day, done, cases=yes), complaint(day, cases=n - yes)]
    return given


NOISE = np.random.default_rng(4).normal(0, 0.02, 36)
UNTIL = "2024-02-01"


def said(course, language="en"):
    return " ".join(sentence[language] for sentence in course.sentences)


def test_a_share_is_charted_by_its_counts_with_the_limits_of_a_p_prime_chart(warehouse):
    course = trends(warehouse(with_rates(0.7 + NOISE), complaints_until=UNTIL), "resolution_rate")
    actual = course.frame[course.frame["kind"] == "actual"]
    expected = p_chart(np.round(200 * (0.7 + NOISE)), np.full(36, 200))
    assert actual["value"].tolist() == pytest.approx(expected.values.tolist())
    assert actual["upper"].tolist() == pytest.approx(expected.upper.tolist())
    assert len(actual) == 36


def test_a_rising_rate_is_said_with_its_size_and_interval_and_without_a_cause(warehouse):
    course = trends(warehouse(with_rates(0.5 + NOISE + np.arange(36) / 120), complaints_until=UNTIL), "resolution_rate")
    assert course.trend.p < 0.001
    assert course.trend.slope == pytest.approx(0.1, abs=0.01)
    assert "rises by about 10" in said(course)
    assert "percentage points a year" in said(course)
    assert "总体上升，每年约 10" in said(course, "zh")


def test_noise_is_no_trend_and_the_last_month_lies_within_normal_variation(warehouse):
    course = trends(warehouse(with_rates(0.7 + NOISE), complaints_until=UNTIL), "resolution_rate")
    assert "no reliable rise or fall over 36 periods" in said(course)
    assert "within normal variation" in said(course)
    assert "在正常波动范围" in said(course, "zh")


def test_a_fall_below_the_limits_is_a_signal_for_concern_where_higher_is_better(warehouse):
    course = trends(warehouse(with_rates([*(0.7 + NOISE), 0.3]), complaints_until="2024-03-01"), "resolution_rate")
    assert course.frame[course.frame["kind"] == "actual"]["variation"].iloc[-1] == "concern"
    assert "below the limits" in said(course)
    assert "变差的信号" in said(course, "zh")


def test_more_complaints_are_a_concern_and_their_limits_are_not_below_none(warehouse):
    counts = [10, 14, 9, 12, 3, 11, 8, 13, 10, 12, 9, 11, 60]
    course = trends(warehouse(by_month(counts), complaints_until=UNTIL), "complaint_count", as_of=datetime(2022, 2, 1))
    actual = course.frame[course.frame["kind"] == "actual"]
    assert actual["upper"].tolist() == pytest.approx(xmr(counts).upper.tolist())
    assert actual["lower"].min() >= 0
    assert actual["variation"].iloc[-1] == "concern"


def test_a_month_that_is_not_over_or_not_ripe_ends_no_line(warehouse):
    course = trends(warehouse(with_rates(0.7 + NOISE), complaints_until="2024-01-05"), "resolution_rate")
    assert course.frame[course.frame["kind"] == "actual"]["period_start"].max() == datetime(2023, 11, 1)


def test_a_month_without_a_case_is_a_gap_in_a_rate_and_stops_the_forecast(warehouse):
    given = [row for row in with_rates(0.7 + NOISE) if row["received_at"].month != 7]
    course = trends(warehouse(given, complaints_until=UNTIL), "resolution_rate")
    actual = course.frame[course.frame["kind"] == "actual"]
    assert len(actual) == 36
    assert actual["value"].isna().sum() == 3
    assert course.forecast == Refusal("gaps")
    assert "No forecast: Months in between have no figure." in said(course)
    assert "中间有月份没有数字" in said(course, "zh")


def test_under_two_years_of_months_there_is_no_forecast_and_under_twelve_the_limits_are_provisional(warehouse):
    course = trends(
        warehouse(with_rates(0.7 + NOISE[:10]), complaints_until=UNTIL), "resolution_rate", as_of=datetime(2021, 11, 20)
    )
    assert course.forecast == Refusal("under_two_years")
    assert "limits are provisional" in said(course)


def test_a_forecast_has_the_months_that_follow_and_stays_a_share(warehouse):
    season = 0.9 + 0.09 * np.sin(np.arange(36) * np.pi / 6)
    course = trends(warehouse(with_rates(season + NOISE / 10), complaints_until=UNTIL), "resolution_rate", horizon=3)
    ahead = course.frame[course.frame["kind"] == "forecast"]
    assert isinstance(course.forecast, Forecast)
    assert ahead["period_start"].tolist() == [datetime(2024, 1, 1), datetime(2024, 2, 1), datetime(2024, 3, 1)]
    assert ahead["high95"].max() <= 1
    assert (ahead["low95"] <= ahead["low80"]).all()
    assert "Expected for Jan 2024" in said(course)


def test_limits_start_anew_where_the_process_is_recorded_as_changed(warehouse):
    shares = [*(0.5 + NOISE[:18]), *(0.8 + NOISE[18:])]
    connection = warehouse(with_rates(shares), complaints_until=UNTIL)
    course = trends(connection, "resolution_rate", changed_at=[datetime(2022, 7, 15)])
    centres = course.frame[course.frame["kind"] == "actual"]["centre"]
    assert centres.iloc[17] == pytest.approx(0.5, abs=0.02)
    assert centres.iloc[18] == pytest.approx(0.8, abs=0.02)
    assert (trends(connection, "resolution_rate").frame["cause"] != "common_cause").sum() > 20


def test_quarters_of_a_survey_are_charted_and_not_forecast(warehouse):
    given = [
        score(f"{2021 + at // 4}-{at % 4 * 3 + 2:02}-05", value, respondents=20)
        for at in range(12)
        for value in (100, 50 + at)
    ]
    course = trends(
        warehouse(scores=given, surveys_until=UNTIL), "satisfaction_index", period="1q", where={"indicator": "attitude"}
    )
    assert course.forecast == Refusal("not_monthly")
    assert course.trend.slope == pytest.approx(2.0, abs=0.01)
    assert "points a year" in said(course)


def test_two_indicators_are_no_series_and_nothing_is_no_period(warehouse):
    given = [score("2021-02-05", 75, indicator_id=name, respondents=20) for name in ("attitude", "fees")]
    with pytest.raises(UsageError, match="a trend is of one series"):
        trends(warehouse(scores=given, surveys_until=UNTIL), "top_two_box")
    empty = trends(warehouse(complaints_until=UNTIL), "resolution_rate")
    assert said(empty) == "There is no complete period to look at yet."


@pytest.mark.parametrize("arguments", [{"period": "1d"}, {"horizon": 0}, {"horizon": 25}])
def test_a_trend_by_day_or_far_ahead_is_refused(warehouse, arguments):
    with pytest.raises(UsageError):
        trends(warehouse(with_rates([0.5]), complaints_until=UNTIL), "resolution_rate", **arguments)


def test_a_forecast_says_how_far_off_it_would_have_been_in_the_last_year(warehouse):
    counts = [30 + (20 if at % 12 in (5, 6) else 0) + at % 5 for at in range(36)]
    course = trends(warehouse(by_month(counts), complaints_until=UNTIL), "complaint_count")
    backtest = course.forecast.backtest
    naive = course.forecast.method == "seasonal_naive"
    off = (backtest.naive if naive else backtest.ets).mae
    assert f"were off by {off:.1f} complaints on average" in said(course)
    assert f"平均差 {off:.1f} 件" in said(course, "zh")


def test_a_single_period_has_no_limits_to_be_judged_by(warehouse):
    course = trends(warehouse(with_rates([0.7]), complaints_until="2021-04-01"), "resolution_rate")
    actual = course.frame[course.frame["kind"] == "actual"]
    assert actual[["lower", "upper"]].isna().to_numpy().all()
    assert "there are no limits to judge it by" in said(course)
    assert "provisional" not in said(course)
