"""Recurring problems: which cases are one problem, when it is listed, and what is said of it."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.analysis.problem_words import sentence
from pipeline.analysis.problems import PLACE, cases_of, cases_of_problem, problem_of_case, recurring_problems
from pipeline.errors import UnknownColumnError, UsageError
from tests.metrics.conftest import complaint, few_examples, table

UNTIL = "2024-12-31"


def leak(received, resolved=None, home="h1", **columns):
    usual = {
        "community_id": "c1",
        "building": "7",
        "category": "facility",
        "subcategory": "漏水",
        "status": "closed" if resolved else "open",
    }
    return complaint(received, resolved, home_id=home, load_id=1, **(usual | columns))  # fmt: skip


@pytest.fixture
def problems(warehouse):
    """Return a function that gives the problems of some complaints; ids are in the order given."""

    def of(*complaints, measures=(), until=UNTIL, loads=None, **options):
        given = [{"complaint_id": f"n{at}"} | row for at, row in enumerate(complaints)]
        connection = warehouse(given, complaints_until=until, loads=loads or {1: until})
        table(connection, "dim_measure", list(measures))
        return recurring_problems(connection, **options)

    return of


def test_three_cases_of_two_homes_are_a_problem_with_all_its_figures(problems):
    found = problems(
        leak("2024-01-05 08:00", "2024-01-06 08:00"),
        leak("2024-03-01 08:00", "2024-03-02 08:00"),
        leak("2024-05-20 08:00", "2024-05-21 08:00", home="h2"),
    )
    (row,) = found.to_dict("records")
    assert (row["community"], row["building"], row["subcategory"]) == ("锦绣园", "7", "漏水")
    assert (row["cases"], row["homes"], row["again_from_same_home"], row["open_cases"], row["state"]) == (
        3,
        2,
        1,
        0,
        "closed",
    )
    assert (row["first_seen_on"].date(), row["last_seen_on"].date()) == (date(2024, 1, 5), date(2024, 5, 20))
    assert row["case_ids"] == ["n0", "n1", "n2"]  # fmt: skip


@pytest.mark.parametrize(
    "others",
    [
        [leak("2024-02-01 08:00", "2024-02-02 08:00", home="h2")],
        [leak("2024-02-01 08:00", home=None), leak("2024-02-02 08:00", home=None)],
        [leak("2024-02-01 08:00", home="h2", building="8"), leak("2024-02-02 08:00", home="h3", building="8")],
        [leak("2024-02-01 08:00", home="h2", subcategory="电梯"), leak("2024-02-02 08:00", home="h3", category=None)],
        [
            leak("2024-02-01 08:00", home="h2", community_id="c2"),
            leak("2024-02-02 08:00", home="h3", community_id="c2"),
        ],
        [leak("2024-02-01 08:00", home="h2", outcome="merged"), leak("2024-02-02 08:00", home="h3")],
    ],
    ids=["two cases", "unknown homes", "another building", "another type", "another community", "merged"],
)
def test_what_is_too_little_or_elsewhere_is_no_problem(problems, others):
    assert problems(leak("2024-01-05 08:00", "2024-01-06 08:00"), *others).empty


@pytest.mark.parametrize(("again", "is_problem"), [("2024-04-05 08:00", True), ("2024-04-05 08:01", False)])
def test_one_home_that_comes_again_within_90_days_of_the_resolution_is_a_problem(problems, again, is_problem):
    found = problems(leak("2024-01-01 08:00", "2024-01-06 08:00"), leak(again))
    assert found.empty != is_problem
    assert not is_problem or found["again_from_same_home"].tolist() == [1]


def test_a_home_that_writes_twice_before_anything_is_resolved_has_not_come_again(problems):
    assert problems(leak("2024-01-01 08:00", "2024-01-06 08:00"), leak("2024-01-03 08:00")).empty


def test_a_pause_of_over_90_days_ends_a_problem_and_an_open_case_does_not_let_it_end(problems):
    spring = [leak(f"2024-01-0{at} 08:00", f"2024-01-0{at} 10:00", home=f"h{at}") for at in (1, 2, 3)]
    autumn = [leak(f"2024-09-0{at} 08:00", f"2024-09-0{at} 10:00", home=f"h{at}") for at in (4, 5, 6)]
    assert problems(*spring, *autumn)["cases"].tolist() == [3, 3]
    assert problems(*spring, leak("2024-01-04 08:00"), *autumn)["cases"].tolist() == [7]


def test_cases_without_a_building_are_together_and_not_with_those_of_a_building(problems):
    found = problems(
        *[leak(f"2024-01-0{at} 08:00", home=f"h{at}", building=None) for at in (1, 2, 3)],
        *[leak(f"2024-01-0{at} 08:00", home=f"h{at}") for at in (1, 2, 3, 4)],
    )
    assert [(row["building"], row["cases"]) for row in found.replace({float("nan"): None}).to_dict("records")] == [
        ("7", 4),
        (None, 3),
    ]


@pytest.mark.parametrize(
    ("end", "until", "state"),
    [(None, UNTIL, "open"), ("2024-01-10 08:00", "2024-04-01", "watched"), ("2024-01-10 08:00", "2024-06-01", "closed"), ("2024-01-10 08:00", "2024-01-09", "open")],
)  # fmt: skip
def test_a_problem_is_open_watched_or_closed_at_the_end_of_the_exports(problems, end, until, state):
    assert problems(*[leak(f"2024-01-0{at} 08:00", end, home=f"h{at}") for at in (1, 2, 3)], until=until)[
        "state"
    ].tolist() == [state]


def test_a_reopened_case_is_open_until_it_is_resolved_again(problems):
    first = leak("2024-01-01 08:00", "2024-01-02 08:00", home="h1", reopened_at="2024-01-05 08:00")
    others = [leak(f"2024-01-0{at} 08:00", "2024-01-04 08:00", home=f"h{at}") for at in (2, 3)]
    assert problems(first, *others)["open_cases"].tolist() == [1]
    done = leak(
        "2024-01-01 08:00",
        "2024-01-02 08:00",
        home="h1",
        reopened_at="2024-01-05 08:00",
        last_resolved_at="2024-02-01 08:00",
    )
    assert problems(done, *others)["open_cases"].tolist() == [0]
    assert problems(done, *others, as_of=datetime(2024, 1, 20))["open_cases"].tolist() == [1]


def test_where_exports_tell_no_end_the_state_is_unknown_and_not_open(problems):
    silent = {"has_resolution_field": False, "has_closing_field": False, "status": None}
    found = problems(*[leak(f"2024-01-0{at} 08:00", home=f"h{at}", **silent) for at in (1, 2, 3)])
    assert found["state"].tolist() == ["unknown"]
    assert found["open_cases"].isna().all()


def test_a_community_is_judged_at_the_end_of_its_own_exports(problems):
    early = [leak(f"2024-01-0{at} 08:00", "2024-01-05 08:00", home=f"h{at}") for at in (1, 2, 3)]
    later = complaint("2024-12-01 08:00", community_id="c2", load_id=2, category="other")
    assert problems(*early, later, loads={1: "2024-02-01", 2: UNTIL})["state"].tolist() == ["watched"]


def test_what_is_received_after_the_day_asked_for_is_not_there_yet(problems):
    cases = [leak(f"2024-01-0{at} 08:00", home=f"h{at}") for at in (1, 2, 3, 4)]
    assert problems(*cases, as_of=datetime(2024, 1, 4))["cases"].tolist() == [3]


def test_the_case_up_to_which_exports_are_complete_is_there_itself(problems):
    cases = [leak(f"2024-01-0{at} 08:00", home=f"h{at}") for at in (1, 2, 3, 4)]
    assert problems(*cases, until="2024-01-04 08:00")["cases"].tolist() == [4]


def test_open_problems_come_first_then_those_of_more_homes(problems):
    def cases(kind, homes, end=None):
        return [leak(f"2024-01-0{at} 08:00", end, home=f"h{at}", subcategory=kind) for at in range(1, homes + 1)]

    end = "2024-01-10 08:00"
    found = problems(*cases("closed, 5 homes", 5, end), *cases("open, 3 homes", 3), *cases("open, 4 homes", 4))
    assert found["subcategory"].tolist() == ["open, 4 homes", "open, 3 homes", "closed, 5 homes"]


def test_communities_looked_at_in_parts_give_the_same_list(problems, monkeypatch):
    given = [
        leak(f"2024-0{month}-01 08:00", end, home=f"{place}-{home}", community_id=place, building=str(home % 2))
        for place, end in (("c1", "2024-03-10 08:00"), ("c2", None), ("c3", "2024-04-01 08:00"))
        for month in (1, 2)
        for home in range(8)
    ]
    whole = problems(*given)
    monkeypatch.setattr("pipeline.analysis.problems.MOST_AT_ONCE", 1)
    pd.testing.assert_frame_equal(problems(*given), whole)
    assert whole["community_id"].nunique() == 3


def test_the_last_90_days_are_held_against_the_90_before(problems):
    def cases(before, last):
        days = [f"2024-08-{at + 1:02} 08:00" for at in range(before)] + [
            f"2024-11-{at + 1:02} 08:00" for at in range(last)
        ]
        return [leak(day, home=f"h{at}") for at, day in enumerate(days)]

    def compared(*counts):
        return problems(*cases(*counts))[["earlier_cases", "recent_cases", "trend"]].to_numpy().tolist()

    assert compared(2, 12) == [[2, 12, "rising"]]
    assert compared(12, 2) == [[12, 2, "falling"]]
    assert compared(2, 4) == [[2, 4, "no_clear_change"]]


def test_measures_are_attached_by_their_scope(problems):
    def measure(id, **columns):
        usual = {
            "measure_id": id,
            "community_ids": ["c1"],
            "category": "facility",
            "subcategory": "漏水",
            "status": "running",
        }
        return usual | columns

    measures = [
        measure("M1"),
        measure("M2", community_ids=[], subcategory=None),
        measure("M3", community_ids=["c2"]),
        measure("M4", subcategory="电梯"),
        measure("M5", status="stopped"),
        measure("M7", buildings=["6", "7"]),
        measure("M8", buildings=["17"]),
        measure("M6", category=None, subcategory=None, indicator_id="attitude"),
    ]
    found = problems(*[leak(f"2024-01-0{at} 08:00", home=f"h{at}") for at in (1, 2, 3)], measures=measures)
    assert found["measure_ids"].iloc[0] == ["M1", "M2", "M7"]


def test_a_filter_chooses_problems_and_changes_no_figure(problems):
    cases = [leak(f"2024-01-0{at} 08:00", home=f"h{at}", building=str(at % 2)) for at in range(1, 8)]
    everything = problems(*cases)
    chosen = problems(*cases, where={"community": "锦绣", "building": "1"})
    assert chosen["cases"].tolist() == everything.loc[everything["building"] == "1", "cases"].tolist() == [4]
    with pytest.raises(UnknownColumnError, match="building"):
        problems(*cases, where={"biulding": "1"})


def test_the_cases_of_a_problem_number_its_homes_in_the_order_in_which_they_came(problems, connection):
    found = problems(
        *[leak(f"2024-01-0{at} 08:00", home=home) for at, home in ((1, "zz"), (2, "aa"), (3, None), (4, "zz"))],
        leak("2024-01-02 09:00", home="other", subcategory="电梯"),
    )
    cases = cases_of(connection, found, found["problem_id"].iloc[0])
    assert cases["complaint_id"].tolist() == ["n0", "n1", "n2", "n3"]
    assert cases["home"].astype(object).where(cases["home"].notna(), None).tolist() == [1, 2, None, 1]
    with pytest.raises(UsageError, match="P0"):
        cases_of(connection, found, "P0")


def test_without_its_cases_a_problem_is_the_same(problems, connection):
    cases = [leak(f"2024-01-0{at} 08:00", home=f"h{at}", building=str(at % 2)) for at in range(1, 9)]
    found = problems(*cases)
    alone = recurring_problems(connection, with_cases=False)
    assert len(found) == 2
    pd.testing.assert_frame_equal(alone, found.drop(columns="case_ids"))


def test_the_problem_of_a_case_and_the_cases_of_a_problem_are_looked_for_in_its_place_only(problems, connection):
    found = problems(
        *[leak(f"2024-01-0{at} 08:00", home=f"h{at}", building=None) for at in (1, 2, 3)],
        *[leak(f"2024-02-0{at} 08:00", home=f"h{at}") for at in (1, 2, 3)],
        leak("2024-02-01 08:00", home="h9", subcategory="电梯"),
    )
    for case, ids in (("n1", ["n0", "n1", "n2"]), ("n4", ["n3", "n4", "n5"])):
        (row,) = problem_of_case(connection, complaint_id=case).to_dict("records")
        assert row["case_ids"] == ids
        assert row["problem_id"] in set(found["problem_id"])
        where = {column: [None if pd.isna(row[column]) else row[column]] for column in PLACE}
        listed = cases_of_problem(connection, problem_id=row["problem_id"], where=where)
        assert listed["complaint_id"].tolist() == ids
    assert problem_of_case(connection, complaint_id="n6").empty
    assert problem_of_case(connection, complaint_id="n99").empty


def test_a_home_of_a_case_that_was_moved_to_another_community_has_not_come_again(problems, connection):
    """A filter on places, which is applied before cases are linked, must change no figure."""
    cases = [
        leak("2024-01-05 08:00", "2024-01-06 08:00", community_id="c2"),
        leak("2024-01-20 08:00", "2024-01-21 08:00"),
    ]
    assert problems(*cases).empty
    assert recurring_problems(connection, where={"community_id": "c1"}).empty


@pytest.mark.parametrize(("within_days", "sizes"), [(0, []), (30_000, [3])])
def test_any_window_may_be_asked_for(problems, within_days, sizes):
    cases = [leak(f"2024-0{at}-01 08:00", f"2024-0{at}-02 08:00", home=f"h{at}") for at in (1, 3, 5)]
    assert problems(*cases, within_days=within_days)["cases"].tolist() == sizes


LIVES = st.lists(
    st.tuples(st.integers(0, 300), st.one_of(st.none(), st.integers(0, 150)), st.sampled_from(["h1", "h2", None])),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, max_examples=few_examples(), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES, st.sampled_from([0, 10, 30, 90]))
def test_problems_are_what_walking_through_the_cases_of_a_place_gives(problems, lives, within_days):
    start, end = datetime(2024, 1, 1, 8), datetime(2025, 6, 1)
    cases, parts, reach = [], [], None
    for day, days, home in sorted(lives, key=lambda life: life[0]):
        at = start + timedelta(days=day)
        done = None if days is None else at + timedelta(days=days)
        cases.append(leak(str(at), done and str(done), home=home))
        if reach is None or at > reach:
            parts.append([])
        parts[-1].append((at, done, home))
        reach = max(reach or at, (done or end) + timedelta(days=within_days))
    expected = []
    for part in parts:
        again = [
            any(done and of == home and timedelta(0) < at - done <= timedelta(days=within_days) for _, done, of in part)
            for at, _, home in part
            if home
        ]
        homes = len({home for _, _, home in part if home})
        if (len(part) >= 3 and homes >= 2) or any(again):
            expected.append((part[0][0].date(), len(part), homes, sum(again), sum(done is None for _, done, _ in part)))
    found = problems(*cases, until="2025-06-01", within_days=within_days)
    columns = ("first_seen_on", "cases", "homes", "again_from_same_home", "open_cases")
    rows = [tuple(row[name] for name in columns) for row in found.to_dict("records")]
    assert sorted((day.date(), *others) for day, *others in rows) == sorted(expected)


def test_a_problem_is_said_in_both_languages_with_its_measure(problems):
    found = problems(
        leak("2024-01-05 08:00", "2024-01-06 08:00"), leak("2024-03-01 08:00"), leak("2024-03-02 08:00", home="h2"),
        measures=[{"measure_id": "M1", "community_ids": [], "category": "facility", "status": "running"}],
    )  # fmt: skip
    said = sentence(found.iloc[0], {"M1": "立管改造"})
    assert said["zh"] == (
        "锦绣园 7 栋 漏水：2024 年 1 月 5 日至 2024 年 3 月 2 日共 3 件，来自 2 户；其中 1 件是同一户在解决后 90 天内再次投诉；2 件未结；"
        "最近 90 天 0 件，此前 90 天 0 件（没有明显变化）；相关措施：立管改造。"
    )
    assert said["en"].startswith(
        "漏水 in 锦绣园, building 7: 3 cases of 2 homes from 5 Jan 2024 to 2 Mar 2024; 1 of them from a home"
    )
    assert said["en"].endswith("measures: 立管改造.")


def test_a_warehouse_without_complaints_has_no_problem(problems):
    assert problems(until=None).empty
