"""The one entry: what it reads, what it leaves out, and what it says beside the figures."""

import pickle
from datetime import datetime
from itertools import chain

import pytest

from pipeline.metrics import compute, explain
from tests.metrics.conftest import complaint, resolved, score


def test_the_as_of_date_is_what_the_exports_cover_and_not_today(warehouse):
    connection = warehouse(resolved(1, 6, 4) + resolved(3, 1, 9), complaints_until="2024-03-01 00:00")
    result = compute(connection, "resolution_rate", period="1mo")
    assert result.as_of == datetime(2024, 3, 1)
    assert list(result.frame["complaints"]) == [10]


def test_the_newest_complaint_counts_where_the_exports_cover_only_up_to_it(warehouse):
    connection = warehouse(resolved(1, 1, 0), complaints_until="2024-01-05 08:00")
    assert compute(connection, "complaint_count").frame["complaints"].sum() == 1


def test_a_community_may_be_given_by_name_or_alias(warehouse):
    connection = warehouse(resolved(1, 6, 4, community_id="c1") + resolved(1, 5, 0), complaints_until="2024-03-01")
    for name in ("c1", "锦绣园", "锦绣"):
        result = compute(connection, "resolution_rate", where={"community": name})
        assert result.frame["complaints"].sum() == 10


def test_communities_carry_their_names_and_nameless_ones_stay_empty(warehouse):
    connection = warehouse(resolved(1, 6, 4, community_id="c1") + resolved(1, 5, 0), complaints_until="2024-03-01")
    frame = compute(connection, "resolution_rate", by="community").frame
    assert frame["community"].isna().tolist() == [False, True]
    assert frame["community"][0] == "锦绣园"


def test_complaints_without_a_type_can_be_asked_for(warehouse):
    connection = warehouse(resolved(1, 6, 4, category="safety") + resolved(1, 5, 0), complaints_until="2024-03-01")
    assert compute(connection, "complaint_count", where={"category": None}).frame["complaints"].sum() == 5
    assert compute(connection, "complaint_count", where={"category": [None, "safety"]}).frame["complaints"].sum() == 15


def test_a_value_that_does_not_occur_gives_no_figures_and_says_so(warehouse):
    result = compute(
        warehouse(resolved(1, 6, 4), complaints_until="2024-03-01"), "resolution_rate", where={"category": "x"}
    )
    assert (result.status, result.notes_in("en")) == ("no_data", ["Nothing matches category = x."])


@pytest.mark.parametrize("name", ["resolution_rate", "top_two_box", "time_to_resolution", "clearance_ratio"])
@pytest.mark.parametrize("period", ["1mo", None])
def test_an_empty_warehouse_gives_no_figures_and_no_error(warehouse, name, period):
    result = compute(warehouse(), name, period=period)
    assert result.status == "no_data"
    assert result.notes_in("zh") == ["没有载入这类数据。"]


def test_exports_without_resolution_times_say_so_and_never_0_percent(warehouse):
    connection = warehouse([complaint("2024-01-05", has_resolution_field=False)] * 9, complaints_until="2024-03-01")
    result = compute(connection, "resolution_rate", period="1mo", language="en")
    assert (result.status, result.not_in_export) == ("not_in_export", 9)
    assert result.frame["resolution_rate"].isna().all()
    assert explain(result, result.frame.iloc[0], "en") == "Resolution rate within 7 days, Jan 2024: not in this export."


def test_where_only_a_close_time_exists_the_label_says_closed(warehouse):
    connection = warehouse(resolved(1, 6, 4, resolved_from="closed"), complaints_until="2024-03-01")
    assert compute(connection, "resolution_rate").label() == "7 天内办结率（导出只有办结时间）"


def test_where_some_exports_have_only_a_close_time_the_label_stays_and_a_note_counts_them(warehouse):
    connection = warehouse(
        resolved(1, 6, 4, resolved_from="closed", community_id="c1") + resolved(1, 5, 0), complaints_until="2024-03-01"
    )
    result = compute(connection, "resolution_rate", by="community", language="en")
    assert result.label() == "Resolution rate within 7 days"
    assert "Of the resolved, 6 count by their close time: their exports have no resolution time." in result.notes_in(
        "en"
    )
    said = [explain(result, row, "en") for row in result.frame.to_dict("records")]
    assert said[0].startswith("Closed within 7 days (the export has only a close time), ")
    assert said[1].startswith("Resolution rate within 7 days: ")


@pytest.mark.parametrize(
    ("counts", "note"),
    [
        ({"other": 16, "safety": 84}, "Over 15% are “other”: the types do not fit."),
        ({"other": 15, "safety": 85}, None),
        ({None: 51, "safety": 49}, "Over half have no type: look at the subcategory instead."),
        ({None: 50, "safety": 50}, None),
    ],
)
def test_types_that_do_not_fit_the_complaints_are_named(warehouse, counts, note):
    given = [complaint("2024-01-05", category=name, cases=n) for name, n in counts.items()]
    result = compute(warehouse(given, complaints_until="2024-03-01"), "complaint_count", by="category")
    assert result.notes_in("en") == ([note] if note else [])


def test_the_rate_without_withdrawn_needs_five_complaints_of_its_own(warehouse):
    withdrawn = [complaint("2024-01-05", outcome="withdrawn")] * 3
    connection = warehouse(withdrawn + resolved(1, 4, 0), complaints_until="2024-03-01")
    (row,) = compute(connection, "resolution_rate").frame.to_dict("records")
    assert row["resolution_rate"] == pytest.approx(4 / 7)
    assert row["resolution_rate_without_withdrawn"] != row["resolution_rate_without_withdrawn"]
    connection = warehouse(withdrawn + resolved(1, 4, 1), complaints_until="2024-03-01")
    (row,) = compute(connection, "resolution_rate").frame.to_dict("records")
    assert row["resolution_rate_without_withdrawn"] == 0.8


def test_a_clearance_ratio_of_under_5_complaints_is_counts_only(warehouse):
    (row,) = compute(warehouse(resolved(1, 4, 0), complaints_until="2024-03-01"), "clearance_ratio").frame.to_dict(
        "records"
    )
    assert (row["status"], row["n_text"]) == ("small", "4/4")


def test_the_family_of_answers_does_not_shrink_with_the_members_that_are_shown(warehouse):
    given = [
        score(day, value, community_id=name, indicator_id=indicator)
        for day in ("2024-01-10", "2024-04-10")
        for name in ("c1", "c2", "c3")
        for indicator in ("attitude", "fees")
        for value in [50, 100] * 5
    ]
    connection = warehouse(scores=given, surveys_until="2024-07-01")
    frame = compute(
        connection, "top_two_box", by="community", period="1q", where={"community": "c1", "indicator": "fees"}
    ).frame
    assert frame[["community_id", "indicator_id"]].drop_duplicates().values.tolist() == [["c1", "fees"]]
    assert frame["family_size"].tolist() == [0, 6]


def test_answers_of_several_communities_together_are_marked_unweighted(warehouse):
    given = [score("2024-01-10", 100, community_id=name) for name in ["c1"] * 9 + ["c2"] * 9]
    connection = warehouse(scores=given, surveys_until="2024-07-01")
    marked = "Answers of all communities are pooled, unweighted."
    assert marked in compute(connection, "top_two_box").notes_in("en")
    assert marked not in compute(connection, "top_two_box", by="community").notes_in("en")
    assert marked not in compute(connection, "top_two_box", where={"community": "c1"}).notes_in("en")


def test_answers_of_one_community_need_no_weights(warehouse):
    connection = warehouse(scores=[score("2024-01-10", 100, community_id="c1")] * 9, surveys_until="2024-07-01")
    assert compute(connection, "top_two_box").notes_in("en") == []


def test_of_under_5_complaints_only_the_counts_are_shown(warehouse):
    connection = warehouse(resolved(1, 2, 1), complaints_until="2024-03-01")
    result = compute(connection, "resolution_rate", period="1mo")
    (row,) = result.frame.to_dict("records")
    assert (row["status"], row["n_text"]) == ("small", "2/3")
    assert row["resolution_rate"] != row["resolution_rate"]
    assert explain(result, row, "zh") == "2024 年 1 月 7 天内解决率为 2/3。"


def test_a_fall_from_one_whole_month_to_the_next_is_a_signal(warehouse):
    connection = warehouse(resolved(4, 90, 10) + resolved(5, 60, 40), complaints_until="2024-07-01")
    frame = compute(connection, "resolution_rate", period="1mo").frame
    assert frame["change"].isna().tolist() == [True, False]
    assert frame["change"][1] == pytest.approx(-0.3)
    assert (frame["change_low"][1], frame["change_high"][1]) == pytest.approx((-0.4073, -0.1828), abs=1e-3)
    assert frame["is_signal"].tolist() == [False, True]


def test_an_unripe_month_is_not_compared(warehouse):
    connection = warehouse(resolved(4, 90, 10) + resolved(5, 60, 40), complaints_until="2024-06-03")
    assert compute(connection, "resolution_rate", period="1mo").frame["change"].isna().all()


def test_the_family_of_a_comparison_does_not_shrink_with_the_members_that_are_shown(warehouse):
    months = [resolved(m, 50 + m, 50, category=name) for m in (4, 5) for name in ("safety", "service", "facility")]
    connection = warehouse(list(chain.from_iterable(months)), complaints_until="2024-07-01")
    frame = compute(connection, "resolution_rate", by="category", period="1mo", where={"category": "safety"}).frame
    assert frame["category"].unique().tolist() == ["safety"]
    assert frame["family_size"].tolist() == [0, 3]


def test_a_change_of_the_index_has_welchs_interval(warehouse):
    winter = [score("2024-01-05", value) for value in [50, 75] * 20]
    spring = [score("2024-04-05", value) for value in [75, 100] * 20]
    frame = compute(
        warehouse(scores=winter + spring, surveys_until="2024-07-01"), "satisfaction_index", period="1q"
    ).frame
    assert frame["change"][1] == 25
    assert frame["change_low"][1] < 25 < frame["change_high"][1]
    assert frame["is_signal"][1]


def test_a_sentence_names_period_counts_and_interval(warehouse):
    connection = warehouse(resolved(8, 412, 88), complaints_until="2024-12-01")
    result = compute(connection, "resolution_rate", period="1q")
    said = explain(result, result.frame.iloc[0], "zh")
    assert said == "2024 年三季度 7 天内解决率为 82.4%（412/500，95% 区间 78.8–85.5%）。"


def test_interviews_and_questionnaires_are_shown_apart_when_both_are_asked_for(warehouse):
    given = [score("2024-01-05", 100)] * 6 + [score("2024-01-05", 0, method="interview")] * 6
    connection = warehouse(scores=given, surveys_until="2024-07-01")
    assert compute(connection, "top_two_box").frame["respondents"].tolist() == [6]
    both = compute(connection, "top_two_box", where={"method": ["questionnaire", "interview"]}).frame
    assert both.set_index("method")["top_two_box"].to_dict() == {"questionnaire": 1.0, "interview": 0.0}


def test_answers_without_a_date_count_in_the_whole_and_a_period_says_that_they_belong_to_none(warehouse):
    connection = warehouse(scores=[score("2024-01-05", 100, submitted_on=None)] * 6)
    assert compute(connection, "top_two_box").frame["respondents"].tolist() == [6]
    assert "Some answers have no date" in compute(connection, "top_two_box", period="1q").notes_in("en")[-1]


def test_the_answer_rate_stands_beside_the_satisfaction_with_handling(warehouse):
    answers = ["satisfied"] * 6 + ["not_reached"] * 6
    given = [complaint("2024-01-05", callback_answer=answer) for answer in answers]
    (row,) = compute(warehouse(given, complaints_until="2024-07-01"), "handling_satisfaction_rate").frame.to_dict(
        "records"
    )
    assert (row["handling_satisfaction_rate"], row["answer_rate"]) == (1.0, 0.5)


def test_a_result_can_be_kept_by_the_dashboards_cache(warehouse):
    result = compute(warehouse(resolved(1, 6, 4), complaints_until="2024-03-01"), "resolution_rate")
    assert pickle.loads(pickle.dumps(result)).label() == result.label()


def test_one_case_that_counts_by_its_close_time_is_called_closed_and_nothing_is_where_nothing_is_resolved(warehouse):
    by_close = resolved(1, 1, 0, category="safety", resolved_from="closed")
    given = by_close + resolved(1, 9, 0, category="service") + resolved(1, 0, 9, category="facility")
    alone = compute(warehouse(by_close, complaints_until="2024-03-01"), "resolution_rate")
    none = compute(warehouse(resolved(1, 0, 9), complaints_until="2024-03-01"), "resolution_rate")
    assert (alone.is_closed_only, none.is_closed_only) == (True, False)
    result = compute(warehouse(given, complaints_until="2024-03-01"), "resolution_rate", by="category", language="en")
    labels = {row["category"]: result.label(row=row) for row in result.frame.to_dict("records")}
    assert {name: label.split()[0] for name, label in labels.items()} == {
        "safety": "Closed", "service": "Resolution", "facility": "Resolution",
    }  # fmt: skip


def test_the_first_month_of_the_data_is_no_base_for_a_volume(warehouse):
    partial = [complaint("2024-02-20")] * 6
    whole = [complaint(day) for day in ["2024-03-01"] * 9 + ["2024-04-01"] * 8]
    frame = compute(warehouse(partial + whole, complaints_until="2024-05-01"), "complaint_count", period="1mo").frame
    assert frame["is_whole"].tolist() == [False, True, True]
    assert frame["change"].tolist()[2] == -1
    assert frame["change"].isna().tolist() == [True, True, False]
