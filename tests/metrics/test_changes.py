"""What a figure is compared with: the period before, last year, the rest; January and February together."""

import pandas as pd
import pytest

from pipeline.errors import UsageError
from pipeline.metrics.compute import compute
from pipeline.statistics.differences import newcombe
from pipeline.statistics.rates import overdispersion, rate_ratio
from tests.metrics.conftest import complaint, resolved, score


def months(frame, column):
    """Return year and month → value, of rows that have one."""
    known = frame[frame[column].notna()]
    return dict(zip(known["period_start"].dt.strftime("%Y-%m"), known[column], strict=True))


def december(yes, no):
    counts = [(yes, ["2023-12-06 07:00"]), (no, [])]
    return [complaint("2023-12-05 08:00", *times, cases=n) for n, times in counts]


def test_january_and_february_are_compared_together_with_december_and_march_with_both(warehouse):
    given = december(50, 50) + resolved(1, 10, 10) + resolved(2, 30, 50) + resolved(3, 80, 20)
    result = compute(warehouse(given, complaints_until="2024-06-01"), "resolution_rate", period="1mo")
    change = months(result.frame, "change")
    assert change == {"2024-02": pytest.approx(40 / 100 - 0.5), "2024-03": pytest.approx(0.8 - 0.4)}
    february = result.frame[result.frame["period_start"].dt.month == 2].iloc[0]
    assert february["resolution_rate"] == pytest.approx(30 / 80)
    expected = newcombe(40, 100, 50, 100)
    assert (february["change_low"], february["p"]) == pytest.approx((float(expected.low), float(expected.p)))
    assert any("Spring Festival" in note["en"] for note in result.notes)


def test_february_without_a_january_has_nothing_to_be_compared_with(warehouse):
    given = december(50, 50) + resolved(2, 30, 50) + resolved(3, 80, 20)
    result = compute(warehouse(given, complaints_until="2024-06-01"), "resolution_rate", period="1mo")
    assert months(result.frame, "change") == {}
    assert not any("Spring Festival" in note["en"] for note in result.notes)


def counted(month, n):
    return [complaint(f"{month}-01 08:00", cases=n)]


def test_the_counts_of_both_months_are_compared_as_their_mean(warehouse):
    given = (
        counted("2023-11", 10)
        + counted("2023-12", 40)
        + counted("2024-01", 60)
        + counted("2024-02", 30)
        + counted("2024-03", 50)
    )
    frame = compute(warehouse(given, complaints_until="2024-04-01"), "complaint_count", period="1mo").frame
    assert months(frame, "change") == {"2023-12": 30, "2024-02": 5, "2024-03": 5}
    assert months(frame, "complaints")["2024-02"] == 30


def test_a_stock_at_the_end_of_february_is_compared_with_that_of_december(warehouse):
    given = counted("2023-12", 4) + counted("2024-01", 2) + counted("2024-02", 1) + counted("2024-03", 5)
    frame = compute(warehouse(given, complaints_until="2024-04-01"), "backlog", period="1mo").frame
    assert months(frame, "change") == {"2024-02": 3, "2024-03": 5}


def test_no_median_of_january_and_february_is_made_up(warehouse):
    given = december(9, 0) + [row for month in range(1, 6) for row in resolved(month, 9, 0)]
    frame = compute(warehouse(given, complaints_until="2024-06-01"), "time_to_resolution", period="1mo").frame
    assert list(months(frame, "change")) == ["2024-04", "2024-05"]


def test_counts_are_compared_by_the_ratio_of_their_rates_widened_by_how_much_they_vary(warehouse):
    counts = {"2024-03": 20, "2024-04": 60, "2024-05": 22, "2024-06": 70, "2024-07": 25}
    given = [row for month, n in counts.items() for row in counted(month, n)]
    frame = compute(warehouse(given, complaints_until="2024-08-01"), "complaint_count", period="1mo").frame
    phi = overdispersion(list(counts.values()), [1] * 5)
    expected = rate_ratio(60, 1, 20, 1, dispersion=phi)
    april = frame[frame["period_start"].dt.month == 4].iloc[0]
    assert phi > 10
    assert april["p"] == pytest.approx(float(expected.p))
    ends = [20 * (float(end) - 1) for end in (expected.low, expected.high)]
    assert [april["change_low"], april["change_high"]] == pytest.approx(ends)
    assert not frame["is_signal"].any()


@pytest.mark.parametrize(("later", "until"), [([22], "2024-06-01"), ([22, 70], "2024-07-01")])
def test_how_much_counts_vary_is_said_by_four_months_and_not_by_three(warehouse, later, until):
    counts = dict(zip(["2024-03", "2024-04", "2024-05", "2024-06"], [20, 60, *later], strict=False))
    given = [row for month, n in counts.items() for row in counted(month, n)]
    frame = compute(warehouse(given, complaints_until=until), "complaint_count", period="1mo").frame
    phi = overdispersion(list(counts.values()), [1] * 4) if len(counts) == 4 else 1
    assert (phi > 10) == (len(counts) == 4)
    assert frame["p"][1] == pytest.approx(float(rate_ratio(60, 1, 20, 1, dispersion=phi).p))


def test_last_year_is_the_same_quarter_four_quarters_before(warehouse):
    given = [complaint(f"{year}-05-05", f"{year}-05-06", cases=n) for year, n in ((2023, 50), (2024, 80))]
    given += [complaint(f"{year}-05-05", cases=n) for year, n in ((2023, 50), (2024, 20))]
    frame = compute(
        warehouse(given, complaints_until="2024-10-01"), "resolution_rate", period="1q", against="year"
    ).frame
    assert months(frame, "previous") == {"2024-04": 0.5}
    assert months(frame, "change") == {"2024-04": pytest.approx(0.3)}


def test_january_and_february_of_two_years_are_compared_together(warehouse):
    given = [
        complaint(f"{year}-{month}-05", f"{year}-{month}-06", cases=n)
        for year, month, n in (("2023", "01", 30), ("2023", "02", 20), ("2024", "01", 10), ("2024", "02", 60))
    ]
    given += [complaint(f"{year}-{month}-05", cases=25) for year in ("2023", "2024") for month in ("01", "02")]
    frame = compute(
        warehouse(given, complaints_until="2024-06-01"), "resolution_rate", period="1mo", against="year"
    ).frame
    assert months(frame, "change") == {"2024-02": pytest.approx(70 / 120 - 50 / 100)}


@pytest.mark.parametrize("period", [None, "1q"])
def test_the_rest_is_all_other_members_of_the_period_together(warehouse, period):
    given = resolved(4, 80, 20, category="safety") + resolved(5, 30, 30, category="service")
    given += resolved(6, 10, 30, category="facility")
    frame = compute(
        warehouse(given, complaints_until="2024-10-01"), "resolution_rate", by="category", period=period, against="rest"
    ).frame.set_index("category")
    assert frame["previous"].to_dict() == pytest.approx({"safety": 0.4, "service": 90 / 140, "facility": 110 / 160})
    expected = newcombe(80, 100, 40, 100)
    assert frame.loc["safety", "change_high"] == pytest.approx(float(expected.high))
    assert frame["family_size"].tolist() == [3, 3, 3]


def test_the_rest_of_answers_is_that_of_the_same_indicator(warehouse):
    given = [
        score("2024-04-05", value, community_id=name, indicator_id=indicator)
        for name, value in (("c1", 100), ("c2", 50))
        for indicator in ("attitude", "fees")
        for _ in range(10)
    ]
    given += [score("2024-04-05", 0, community_id="c2", indicator_id="fees") for _ in range(10)]
    frame = compute(
        warehouse(scores=given, surveys_until="2024-07-01"),
        "satisfaction_index",
        by="community",
        period="1q",
        against="rest",
    ).frame
    rest = {(row.indicator_id, row.community_id): row.previous for row in frame.itertuples()}
    assert rest == {("attitude", "c1"): 50, ("attitude", "c2"): 100, ("fees", "c1"): 25, ("fees", "c2"): 100}


def test_medians_have_no_rest_that_is_made_of_other_medians(warehouse):
    given = resolved(4, 9, 0, category="safety") + resolved(4, 9, 0, category="service")
    connection = warehouse(given, complaints_until="2024-10-01")
    frame = compute(connection, "time_to_resolution", by="category", against="rest").frame
    assert frame["median_days"].tolist() == [1, 1]
    assert frame["previous"].isna().all()


def test_one_member_alone_has_no_rest(warehouse):
    frame = compute(
        warehouse(resolved(4, 80, 20, category="safety"), complaints_until="2024-10-01"),
        "resolution_rate",
        by="category",
        against="rest",
    ).frame
    assert frame["previous"].isna().all()
    assert pd.isna(frame["q"][0])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"against": "yaer"}, "There is no comparison with 'yaer'"),
        ({"against": "year"}, "needs the period"),
        ({"against": "year", "period": "1d"}, "needs the period"),
        ({"against": "rest"}, "exactly one dimension"),
        ({"against": "rest", "by": ["category", "channel"]}, "exactly one dimension"),
    ],
)
def test_a_comparison_with_nothing_is_refused(warehouse, arguments, said):
    with pytest.raises(UsageError, match=said):
        compute(warehouse(resolved(4, 80, 20), complaints_until="2024-10-01"), "resolution_rate", **arguments)
