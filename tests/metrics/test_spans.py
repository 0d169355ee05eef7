"""Covered spans: a quiet month is 0, a month without an export is missing."""

from datetime import date, datetime

import pandas as pd
import pytest

from pipeline.errors import UsageError
from pipeline.metrics import compute
from pipeline.metrics.spans import Span, Spans
from tests.metrics.conftest import complaint, resolved


def test_a_span_reaches_into_the_periods_of_its_days_and_into_none_where_it_has_no_day():
    assert Span(date(2024, 1, 31), datetime(2024, 2, 1)).starts("1mo") == [datetime(2024, 1, 1)]
    assert Span(date(2024, 1, 31), datetime(2024, 2, 2)).starts("1mo") == [datetime(2024, 1, 1), datetime(2024, 2, 1)]
    assert Span(date(2024, 2, 1), datetime(2024, 2, 1)).starts("1mo") == []


def test_a_period_that_begins_before_the_first_day_is_whole_only_for_a_rate():
    late, from_its_start = (Span(date(2024, 1, day), datetime(2024, 2, 1)) for day in (2, 1))
    cut_off = Span(date(2024, 1, 1), datetime(2024, 1, 31))
    spans = Spans(late, {"c1": from_its_start, "c2": cut_off, None: late})
    rows = pd.DataFrame({"community_id": ["c1", "c2", None, "unknown"], "period_start": [datetime(2024, 1, 1)] * 4})
    assert spans.hold(rows, "1mo", from_first=False).tolist() == [True, False, True, True]
    assert spans.hold(rows, "1mo", from_first=True).tolist() == [True, False, False, False]
    assert spans.hold(rows[["period_start"]], "1mo", from_first=False).tolist() == [True] * 4
    assert spans.hold(rows[["period_start"]], "1mo", from_first=True).tolist() == [False] * 4
    assert spans.hold(rows[:0], "1mo", from_first=True).tolist() == []


def test_a_month_without_a_complaint_between_two_others_is_0_and_not_missing(warehouse):
    given = resolved(1, 6, 0) + resolved(3, 9, 0)
    frame = compute(warehouse(given, complaints_until="2024-05-01"), "complaint_count", period="1mo").frame
    assert frame["complaints"].tolist() == [6, 0, 9, 0]
    assert frame["status"].tolist() == ["ok"] * 4
    assert frame["complaint_share"].isna().tolist() == [False, True, False, True]
    assert frame["change"].tolist()[3] == -9


def test_a_type_without_a_complaint_in_a_month_is_0_there(warehouse):
    given = resolved(1, 6, 0, category="safety") + resolved(2, 9, 0, category="service") + resolved(2, 5, 0)
    frame = compute(
        warehouse(given, complaints_until="2024-03-01"), "complaint_count", by="category", period="1mo"
    ).frame
    counts = {(row.category, row.period_start.month): row.complaints for row in frame.itertuples()}
    assert counts[("safety", 2)] == counts[("service", 1)] == 0
    assert frame["complaints_in_period"].tolist() == [6, 14] * 3


def test_a_community_is_not_0_before_its_first_and_after_its_last_export(warehouse):
    given = [
        *resolved(1, 6, 0, community_id="c1", load_id=1),
        *resolved(2, 9, 0, community_id="c2", load_id=2),
        *resolved(5, 9, 0, community_id="c2", load_id=2),
    ]
    loads = {1: "2024-03-01", 2: "2024-06-01"}
    connection = warehouse(given, complaints_until="2024-06-01", loads=loads)
    result = compute(connection, "complaint_count", by="community", period="1mo")
    shown = {(row.community_id, row.period_start.month): row.complaints for row in result.frame.itertuples()}
    assert shown == {("c1", 1): 6, ("c1", 2): 0, ("c2", 2): 9, ("c2", 3): 0, ("c2", 4): 0, ("c2", 5): 9}
    assert "导出较早截止，此后缺数据而非零：锦绣园（2024-02-29）。" in result.notes_in("zh")
    only_c1 = compute(connection, "complaint_count", where={"community": "c1"}, period="1mo").frame
    assert only_c1["complaints"].tolist() == [6, 0]


def test_a_month_into_which_the_export_of_a_community_only_reaches_is_not_compared(warehouse):
    given = [
        complaint(day, community_id=name, load_id=load)
        for name, load in (("c1", 1), ("c2", 2))
        for day in ["2024-04-01"] * 9 + ["2024-05-05"] * 6
    ]
    connection = warehouse(given, complaints_until="2024-06-01", loads={1: "2024-05-10", 2: "2024-06-01"})
    frame = compute(connection, "complaint_count", by="community", period="1mo").frame
    assert frame["is_whole"].tolist() == [True, False, True, True]
    assert frame["change"].notna().tolist() == [False, False, False, True]


def ending_in_february(warehouse):
    """Two communities with one case in January and five open ones in late February; the exports of c1 end in February."""
    received = ["2024-01-10"] + ["2024-02-26"] * 5
    given = [
        complaint(day, community_id=name, load_id=load) for name, load in (("c1", 1), ("c2", 2)) for day in received
    ]
    return warehouse(given, complaints_until="2024-06-01", loads={1: "2024-02-28", 2: "2024-06-01"})


def test_company_figures_say_which_communities_they_lack_from_when(warehouse):
    connection = ending_in_february(warehouse)
    said = "以下小区的导出较早截止，此后的数字不含它们：锦绣园（2024-02-27）。"
    for period in ("1mo", None):
        assert said in compute(connection, "resolution_rate", period=period).notes_in("zh")
    lacking = "Exports end earlier, and later figures lack them: 锦绣园 (2024-02-27)."
    assert lacking in compute(connection, "complaint_count", period="1q", by="category").notes_in("en")


def test_a_misspelt_community_is_not_missed_by_company_figures(warehouse):
    connection = ending_in_february(warehouse)
    connection.execute("update dim_community set is_confirmed = false")
    for by, is_named in (((), False), ("community", True)):
        notes = compute(connection, "resolution_rate", period="1mo", by=by).notes_in("en")
        assert any("锦绣园" in note for note in notes) == is_named


def test_communities_that_are_not_counted_or_lack_no_whole_period_are_not_named(warehouse):
    connection = ending_in_february(warehouse)
    for arguments in ({"where": {"community": "c2"}}, {"period": "1y"}, {"as_of": datetime(2024, 2, 20)}):
        notes = compute(connection, "complaint_count", **({"period": "1mo"} | arguments)).notes_in("en")
        assert not [note for note in notes if "end earlier" in note]


def test_the_cases_of_a_community_are_judged_at_the_end_of_its_own_exports(warehouse):
    connection = ending_in_february(warehouse)
    frame = compute(connection, "resolution_rate", by="community").frame
    assert frame["complaints"].tolist() == [1, 6]
    alone = compute(connection, "resolution_rate", where={"community": "c1"})
    assert (alone.as_of, alone.frame["complaints"].tolist()) == (datetime(2024, 2, 28), [1])


def test_nobody_was_observed_for_30_days_where_the_exports_end_after_2(warehouse):
    frame = compute(ending_in_february(warehouse), "time_to_resolution", by="community", period="1mo").frame
    late = frame[frame["period_start"] == datetime(2024, 2, 1)]
    assert late["resolved_by_day_30"].isna().tolist() == [True, False]


def test_a_month_is_ripe_for_one_community_and_not_for_the_one_whose_exports_ended(warehouse):
    frame = compute(ending_in_february(warehouse), "resolution_rate_to_date", by="community", period="1mo").frame
    ripe = {(row.community_id, row.period_start.month): row.is_ripe for row in frame.itertuples()}
    assert ripe == {("c1", 1): False, ("c1", 2): False, ("c2", 1): True, ("c2", 2): True}


def test_communities_chosen_together_are_judged_at_the_newest_of_their_ends(warehouse):
    connection = ending_in_february(warehouse)
    assert compute(connection, "resolution_rate", where={"community": ["c1", "c2"]}).as_of == datetime(2024, 6, 1)
    assert compute(
        connection, "resolution_rate", as_of=datetime(2024, 2, 1), where={"community": "c1"}
    ).as_of == datetime(2024, 2, 1)


def test_a_question_with_millions_of_figures_is_refused(warehouse, monkeypatch):
    monkeypatch.setattr("pipeline.metrics.spans.MOST_ROWS", 3)
    connection = warehouse(resolved(1, 6, 0), complaints_until="2024-01-08")
    assert len(compute(connection, "complaint_count", period="1d").frame) == 3
    with pytest.raises(UsageError, match="Too many figures"):
        compute(warehouse(resolved(1, 6, 0), complaints_until="2024-01-09"), "complaint_count", period="1d")
