"""Complaints per 1,000 households: of the days that are covered, never over unknown households, with room for outbreaks."""

from datetime import datetime

import pandas as pd
import pytest

from pipeline.errors import UsageError
from pipeline.metrics import compute, explain
from pipeline.metrics.complaints_per_1000_households import complaints_per_1000_households
from tests.metrics.conftest import complaint, moment, rows

NAME = "complaints_per_1000_households"


def received(month, n, community="c1", **columns):
    return complaint(f"2024-{month:02}-01 08:00", cases=n, community_id=community, load_id=1, **columns)


def roster(*lines):
    return [{"community_id": name, "valid_from": moment(since).date(), "households": n} for name, since, n in lines]


@pytest.fixture
def computed(warehouse):
    """Return a function: complaints and roster → the result; the exports end with June."""

    def run(given, lines, until="2024-07-01", loads=None, **arguments):
        connection = warehouse(given, complaints_until=until, loads=loads or {1: until}, households=roster(*lines))
        return compute(connection, NAME, **({"period": "1mo"} | arguments))

    return run


def of(result, *columns):
    return result.frame[list(columns)].values.tolist()


def test_it_is_cases_over_households_of_each_community_and_of_the_company(computed):
    given = [received(1, 6), received(1, 9, "c2"), received(6, 3), received(6, 1, "c2")]
    lines = [("c1", "2020-01-01", 500), ("c2", "2020-01-01", 2000)]
    whole = computed(given, lines)
    assert of(whole, "complaints", "households", NAME)[0] == [15, 2500, 6.0]
    assert of(whole, "complaints", NAME)[1] == [0, 0.0]
    each = computed(given, lines, by="community", where={"community": "c2"})
    assert of(each, "complaints", "households", NAME)[0] == [9, 2000, 4.5]
    only = computed(given, lines, where={"community": "c2"})
    assert of(only, "complaints", "households", NAME)[0] == [9, 2000, 4.5]


def test_by_type_all_households_stand_under_each(computed):
    given = [received(1, 6, category="safety"), received(2, 4, category="service")]
    frame = computed(given, [("c1", "2020-01-01", 1000)], until="2024-03-01", by="category")
    assert of(frame, "category", "complaints", "households", NAME) == [
        ["safety", 6, 1000, 6.0],
        ["safety", 0, 1000, 0.0],
        ["service", 0, 1000, 0.0],
        ["service", 4, 1000, 4.0],
    ]


def test_households_are_those_of_the_days_of_the_period(computed):
    lines = [("c1", "2020-01-01", 300), ("c1", "2024-01-11", 610)]  # 10 of 31 days, then 21
    frame = computed([received(1, 6)], lines, until="2024-02-01")
    assert of(frame, "households")[0] == [pytest.approx((10 * 300 + 21 * 610) / 31)]


def test_a_roster_of_before_the_period_adds_nothing_to_it(computed):
    lines = [("c1", "2020-01-01", 300), ("c1", "2021-01-01", 900), ("c1", "2023-06-01", 600)]
    assert of(computed([received(1, 6)], lines, until="2024-02-01"), "households")[0] == [600]


def test_a_question_with_millions_of_households_is_refused(computed, monkeypatch):
    given = [received(1, 6), received(1, 8, "c2")]
    lines = [("c1", "2020-01-01", 500), ("c2", "2020-01-01", 1000)]
    monkeypatch.setattr("pipeline.metrics.households.MOST_ROWS", 4)
    assert len(computed(given, lines, until="2024-03-01").frame) == 2
    with pytest.raises(UsageError, match="Too many figures"):
        computed(given, lines, until="2024-04-01")


def test_a_community_adds_no_households_after_its_exports_end(computed):
    given = [received(1, 6), received(1, 8, "c2") | {"load_id": 2}, received(3, 8, "c2") | {"load_id": 2}]
    lines = [("c1", "2020-01-01", 500), ("c2", "2020-01-01", 1000)]
    frame = computed(given, lines, until="2024-04-01", loads={1: "2024-02-15", 2: "2024-04-01"})
    assert of(frame, "households") == [[1500], [pytest.approx(1000 + 500 * 14 / 29)], [1000]]


def test_unknown_households_are_said_and_never_0(computed):
    given = [received(1, 6), received(1, 7, "c3"), complaint("2024-01-05", load_id=1)]
    lines = [("c1", "2020-01-01", 500), ("c3", "2024-01-15", 800)]  # the roster begins after the first complaint
    result = computed(given, lines, until="2024-02-01", by="community")
    shown = {row["community_id"]: row for row in result.frame.to_dict("records")}
    assert (shown["c1"]["status"], shown["c1"][NAME]) == ("ok", 12.0)
    assert (shown["c3"]["status"], shown["c3"]["households_unknown"]) == ("no_households", 7)
    assert shown["c3"][NAME] != shown["c3"][NAME]
    assert "8 complaints are left out: the households of their communities are unknown. Add them to the roster." in (
        result.notes_in("en")
    )
    assert explain(result, shown["c3"], "zh") == "2024 年 1 月 c3 千户投诉量：户数不明。"
    assert of(computed(given, lines, until="2024-02-01"), "complaints", "households_unknown", NAME) == [[6, 8, 12.0]]


def test_without_a_roster_there_is_no_figure(computed):
    result = computed([received(1, 6)], [], until="2024-02-01")
    assert of(result, "status") == [["no_households"]]
    assert result.status == "no_data"
    assert result.notes_in("zh") == ["6 件投诉所在小区的户数不明，未计入；请在小区名册中补上户数。"]


def test_the_interval_is_wider_where_months_vary_more_than_chance(computed):
    lines = [("c1", "2020-01-01", 1000)]
    calm, wild = ([received(month, n) for month, n in enumerate(counts, 1)] for counts in ([20] * 6, [5, 35] * 3))
    first, second = (computed(given, lines).frame for given in (calm, wild))
    assert first["dispersion"].tolist() == [1.0] * 6
    assert second["dispersion"].iloc[0] == pytest.approx(13.5)  # Σ (x − 20)²/20 over 5 degrees of freedom
    of_few = computed([received(1, 20)], lines, until="2024-02-01").frame
    assert of_few["low"].iloc[0] == pytest.approx(12.95, abs=0.01)  # the score interval of 20 cases
    assert of_few["high"].iloc[0] == pytest.approx(30.89, abs=0.01)
    assert (second["high"] - second["low"]).iloc[1] > 3 * (first["high"] - first["low"]).iloc[1]


@pytest.mark.parametrize(
    ("counts", "until", "since", "dispersion"),
    [
        ([5, 35, 5, 35], "2024-05-01", "2020-01-01", 15),  # Σ (x − 20)²/20 over 3 degrees of freedom
        ([5, 35, 5, 35], "2024-04-15", "2020-01-01", 1),  # the fourth month is not over
        ([7, 35, 5, 35], "2024-05-01", "2024-02-01", 1),  # of the first the households are unknown
    ],
)
@pytest.mark.parametrize("households", [1, 1000])
def test_four_whole_months_of_known_households_tell_how_much_counts_vary(
    computed, counts, until, since, dispersion, households
):
    given = [received(month, n) for month, n in enumerate(counts, 1)]
    frame = computed(given, [("c1", since, households)], until=until, by="community").frame
    assert frame["dispersion"].tolist() == pytest.approx([dispersion] * 4)
    assert frame[NAME].iloc[1] == pytest.approx(1000 * 35 / households)


def test_over_all_days_together_nothing_is_known_of_how_counts_vary(computed):
    frame = computed([received(1, 6)], [("c1", "2020-01-01", 500)], period=None).frame
    assert frame["dispersion"].tolist() == [1]


def test_complaints_of_no_type_vary_by_channel_each_for_itself(computed):
    given = [received(month, 20, channel="phone") for month in range(1, 5)]
    given += [received(month, n, channel="app") for month, n in enumerate([5, 35, 5, 35], 1)]
    frame = computed(given, [("c1", "2020-01-01", 1000)], until="2024-05-01", by=["category", "channel"]).frame
    assert frame["category"].isna().all()
    assert dict(zip(frame["channel"], frame["dispersion"], strict=True)) == {"phone": 1, "app": pytest.approx(15)}


def test_a_complaint_of_the_as_of_day_has_not_been_made_yet(complaints):
    known = pd.DataFrame({"community_id": ["c1"], "households": [500.0]})
    for day, wanted in (("2024-03-31", 2.0), ("2024-04-01", 0.0)):
        frame = complaints(complaint(day, community_id="c1"))
        found = complaints_per_1000_households(frame, by=(), period=None, as_of=datetime(2024, 4, 1), households=known)
        assert rows(found)[0][NAME] == wanted


def test_where_nobody_lives_there_is_no_rate(complaints):
    empty = pd.DataFrame({"community_id": ["c1"], "households": [0.0]})
    frame = complaints(complaint("2024-03-31", community_id="c1"))
    found = complaints_per_1000_households(frame, by=(), period=None, as_of=datetime(2024, 4, 1), households=empty)
    assert rows(found)[0][NAME] is None


def test_a_community_is_compared_with_the_rest_by_the_ratio_of_their_rates(computed):
    given = [received(1, 30), received(1, 20, "c2"), received(1, 20, "c3")]
    lines = [("c1", "2020-01-01", 500), ("c2", "2020-01-01", 1000), ("c3", "2020-01-01", 1000)]
    frame = computed(given, lines, until="2024-02-01", by="community", against="rest").frame
    assert frame["previous"].tolist() == [20.0, pytest.approx(100 / 3), pytest.approx(100 / 3)]
    assert frame["rate_ratio"].iloc[0] == pytest.approx(3.0)
    assert 1 < frame["rate_ratio_low"].iloc[0] < 3 < frame["rate_ratio_high"].iloc[0]
    assert frame["is_signal"].tolist() == [True, False, False]


def test_the_sentence_names_cases_and_households(computed):
    result = computed([received(1, 6)], [("c1", "2020-01-01", 1500)], until="2024-02-01")
    row = result.frame.iloc[0]
    assert explain(result, row, "zh").startswith("2024 年 1 月 千户投诉量为 每千户 4.0 件（6/1,500，95% 区间 1.8–8.7）")
    assert row["period_start"] == datetime(2024, 1, 1)
