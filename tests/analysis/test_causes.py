"""Types by rank, over-represented combinations and types that come together: what counts, what stands out, what does not."""

from datetime import datetime

import pytest
from scipy.stats import fisher_exact

from pipeline.analysis.combinations import over_represented
from pipeline.analysis.type_pairs import types_together
from pipeline.analysis.type_ranks import pareto_of_types
from pipeline.errors import UnknownColumnError, UsageError
from pipeline.statistics.contingency import residuals
from tests.metrics.conftest import complaint

UNTIL = "2024-07-10"


def cases(number, day="2024-06-05 08:00", *, home=None, **columns):
    """Return complaints with ids of their own; ``home``: all from this one, else each from another."""
    name = ",".join([day, *map(str, columns.values())])
    return [
        complaint(day, complaint_id=f"{name},{at}", home_id=home or f"{name},{at}", load_id=1, **columns)
        for at in range(number)
    ]


@pytest.fixture
def company(warehouse):
    def make(*groups, until=UNTIL):
        return warehouse([row for group in groups for row in group], complaints_until=until, loads={1: until})

    return make


def table(*counts, member="community_id", **columns):
    """Return complaints of members m1, m2 … by types a, b … as a table of counts says."""
    return [
        cases(n, **{member: f"m{row + 1}", "subcategory": "abcd"[column]}, **columns)
        for row, line in enumerate(counts)
        for column, n in enumerate(line)
    ]


def found(frame):
    return list(zip(frame["dimension"], frame["member"], frame["type"], strict=True))


def test_types_are_ranked_with_their_shares_and_their_rank_of_the_months_before(company):
    connection = company(
        cases(6, category="facility"), cases(3, category="safety"), cases(1, category="service"),
        cases(2, "2024-02-05 08:00", category="facility"), cases(5, "2024-01-05 08:00", category="safety"),
    )  # fmt: skip
    table = pareto_of_types(connection)
    assert table.frame["type"].tolist() == ["facility", "safety", "service"]
    assert table.frame["cumulative_share"].tolist() == pytest.approx([0.6, 0.9, 1.0])
    assert table.frame["is_vital"].tolist() == [True, True, False]
    assert table.frame["cases_before"].tolist() == [2, 5, 0]
    assert table.frame["rank_change"].tolist()[:2] == [1, -1]
    assert table.frame["rank_before"].isna().tolist() == [False, False, True]


def test_only_whole_months_count_and_those_of_the_same_length_before(company):
    days = ["2024-07-01 00:00", "2024-06-30 23:59", "2024-04-01 00:00", "2024-03-31 23:59", "2024-01-01 00:00"]
    (row,) = pareto_of_types(company(*[cases(1, day, category="safety") for day in days])).frame.to_dict("records")
    assert (row["cases"], row["cases_before"]) == (2, 2)
    (row,) = pareto_of_types(company(*[cases(1, day, category="safety") for day in days]), months=1).frame.to_dict(
        "records"
    )
    assert (row["cases"], row["cases_before"]) == (1, 0)  # fmt: skip


def test_months_before_the_first_export_are_unknown_and_not_none(company):
    table = pareto_of_types(company(cases(3, "2024-04-05 08:00", category="safety")))
    assert table.frame["cases_before"].isna().all()
    assert any("not in the exports" in note["en"] for note in table.notes)


def test_untyped_and_other_come_last_and_are_said(company):
    connection = company(cases(5, category=None), cases(4, category="other"), cases(7, category="safety"))
    table = pareto_of_types(connection)
    assert [name or "none" for name in table.frame["type"]] == ["safety", "none", "other"]
    assert table.frame["is_vital"].tolist() == [True, False, False]
    assert any("31.2% of the complaints have no type" in note["en"] for note in table.notes)
    assert any("25.0%" in note["zh"] and "不合用" in note["zh"] for note in table.notes)


def test_where_most_have_no_category_the_finer_type_is_counted(company):
    most = company(cases(5, subcategory="Heat"), cases(4, category="safety", subcategory="Fire"))
    assert pareto_of_types(most).frame["type"].tolist() == ["Heat", "Fire"]
    half = company(cases(4, subcategory="Heat"), cases(4, category="safety", subcategory="Fire"))
    assert pareto_of_types(half).level == "category"


def test_homes_stand_beside_cases(company):
    (row,) = pareto_of_types(company(cases(9, category="safety", home="h1"))).frame.to_dict("records")
    assert (row["cases"], row["homes"]) == (9, 1)


def test_what_cannot_be_asked_is_refused_with_what_can(company):
    connection = company(cases(1, category="safety"))
    with pytest.raises(UsageError, match="subcategory"):
        pareto_of_types(connection, by="colour")
    with pytest.raises(UnknownColumnError, match="community"):
        pareto_of_types(connection, where={"comunity": "c1"})
    with pytest.raises(UsageError, match="1 to 1200"):
        pareto_of_types(connection, months=0)
    with pytest.raises(UsageError, match="building"):
        over_represented(connection, dimensions=["floor"])


def test_exports_that_end_early_are_named_where_ranks_are_compared(company, warehouse):
    early, rest = cases(2, "2024-05-05 08:00", category="safety", community_id="c1"), cases(2, category="safety")
    given = [row | {"load_id": load} for load, rows in ((1, early), (2, rest)) for row in rows]
    connection = warehouse(given, complaints_until=UNTIL, loads={1: "2024-05-31", 2: UNTIL})
    assert any("锦绣园" in note["zh"] for note in pareto_of_types(connection).notes)
    of_others = pareto_of_types(connection, where={"community_id": "c2"})
    assert not any("锦绣园" in note["zh"] for note in of_others.notes)


def test_a_misspelt_community_is_not_named_among_those_whose_exports_end_early(warehouse):
    early, rest = cases(2, "2024-05-05 08:00", category="safety", community_id="c1"), cases(2, category="safety")
    given = [row | {"load_id": load} for load, rows in ((1, early), (2, rest)) for row in rows]
    connection = warehouse(given, complaints_until=UNTIL, loads={1: "2024-05-31", 2: UNTIL})
    connection.execute("update dim_community set is_confirmed = false")
    assert not any("锦绣园" in note["zh"] for note in pareto_of_types(connection).notes)


def test_a_combination_is_listed_with_the_figures_of_its_residual(company):
    counts = [[40, 10], [10, 40], [25, 25]]
    frame = over_represented(company(*table(*counts)), by="subcategory", dimensions=["community"])
    expected = residuals(counts)
    assert found(frame) == [("community", "m1", "a"), ("community", "m2", "b")]
    assert frame["expected"].tolist() == pytest.approx([25, 25])
    assert frame["adjusted_residual"].tolist() == pytest.approx([expected.adjusted[0, 0], expected.adjusted[1, 1]])
    assert frame["q"].tolist() == pytest.approx([expected.q[0, 0], expected.q[1, 1]])


def test_one_home_that_writes_often_does_not_make_a_combination(company):
    rest = table([20, 20], [20, 20])
    frame = over_represented(
        company(*rest, cases(60, community_id="m1", subcategory="a", home="h1")),
        by="subcategory",
        dimensions=["community"],
    )
    assert frame.empty
    many = over_represented(
        company(*rest, cases(60, community_id="m1", subcategory="a")), by="subcategory", dimensions=["community"]
    )
    assert ("community", "m1", "a") in found(many)  # fmt: skip


def test_few_homes_are_no_finding_however_rare_the_type(company):
    def listed(number):
        connection = company(*table([100, 0], [500, 0]), cases(number, community_id="m1", subcategory="b"))
        frame = over_represented(connection, by="subcategory", dimensions=["community"], type_name="b")
        return frame["homes"].tolist()

    assert listed(4) == []
    assert listed(9) == [9]


def test_a_handler_is_compared_with_colleagues_of_the_same_department(company):
    lifts = table([40, 5], member="handler_id", department="工程", community_id="c1")
    desk = [
        group
        for name in ("m8", "m9")
        for group in (cases(n, handler_id=name, subcategory=kind, department="客服", community_id="c1") for kind, n in (("a", 5), ("b", 40)))
    ]  # fmt: skip
    assert over_represented(company(*lifts, *desk), by="subcategory", dimensions=["handler"]).empty
    colleague = cases(5, handler_id="m2", subcategory="a", department="工程", community_id="c1")
    others = cases(40, handler_id="m2", subcategory="b", department="工程", community_id="c1")
    frame = over_represented(company(*lifts, *desk, colleague, others), by="subcategory", dimensions=["handler"])
    assert set(found(frame)) == {("handler", "m1", "a"), ("handler", "m2", "b")}
    assert set(frame["within"]) == {"锦绣园、工程"}


def test_a_building_is_compared_within_its_community(company):
    groups = [
        cases(n, community_id=community, building=building, subcategory=kind)
        for community, building, kind, n in [
            ("c1", "1", "a", 30), ("c1", "1", "b", 5), ("c1", "2", "a", 5), ("c1", "2", "b", 30),
            ("c2", "1", "a", 50), ("c2", "2", "a", 50), ("c2", "2", "b", 1),
        ]
    ]  # fmt: skip
    frame = over_represented(company(*groups), by="subcategory", dimensions=["building"])
    assert [(row["within"], row["member"], row["type"]) for row in frame.to_dict("records")] == [
        ("锦绣园", "1", "a"),
        ("锦绣园", "2", "b"),
    ]


def test_times_without_a_clock_have_no_hour(company):
    def at(hour, precision, kind):
        return cases(30, f"2024-06-05 {hour}:00", subcategory=kind, received_precision=precision)

    clock = company(at("08", "minute", "a"), at("20", "minute", "b"))
    assert set(found(over_represented(clock, by="subcategory", dimensions=["hour"]))) == {
        ("hour", "08", "a"),
        ("hour", "20", "b"),
    }
    days = company(at("00", "day", "a"), at("20", "minute", "b"))
    assert over_represented(days, by="subcategory", dimensions=["hour"]).empty  # fmt: skip


def test_showing_one_type_changes_no_figure(company):
    connection = company(*table([40, 10], [10, 40]))
    everything = over_represented(connection, by="subcategory", dimensions=["community"])
    one = over_represented(connection, by="subcategory", dimensions=["community"], type_name="b")
    assert one.to_dict("records") == everything[everything["type"] == "b"].to_dict("records")


def test_types_of_the_same_homes_have_the_exact_test_of_their_table(company):
    both = [row for at in range(12) for kind in "ab" for row in cases(1, subcategory=kind, home=f"both{at}")]
    connection = company(both, cases(8, subcategory="a"), cases(10, subcategory="b"), cases(40, subcategory="c"))
    frame = types_together(connection, by="subcategory")
    assert [(row["left"], row["right"], row["homes"]) for row in frame.to_dict("records")] == [
        ("b", "a", 12),
        ("a", "b", 12),
    ]
    assert frame["p"].iloc[0] == pytest.approx(fisher_exact([[12, 8], [10, 40]], alternative="greater").pvalue)
    assert frame["confidence"].tolist() == pytest.approx([12 / 22, 12 / 20])


def test_pairs_of_under_five_homes_and_homes_that_are_unknown_are_not_listed(company):
    both = [row for at in range(4) for kind in "ab" for row in cases(1, subcategory=kind, home=f"both{at}")]
    unknown = [row | {"home_id": None} for kind in "ab" for row in cases(9, subcategory=kind)]
    assert types_together(company(both, unknown), by="subcategory").empty


def test_without_a_complaint_there_is_nothing_to_rank_or_to_combine(company):
    connection = company(until=None)
    assert pareto_of_types(connection).frame.empty
    assert over_represented(connection).empty
    assert types_together(connection).empty
    assert pareto_of_types(company(cases(1, category="safety")), as_of=datetime(2020, 1, 1)).frame.empty
