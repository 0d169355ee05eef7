"""Which comparisons make the family of a review, what is a signal in it, and what it weighs."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest

from pipeline.review.alike import unlike
from pipeline.review.answers import Answers
from pipeline.review.drawn import table
from pipeline.review.family import Family, family
from pipeline.review.sections.changes import not_compared
from tests.metrics.conftest import complaint, make_warehouse, score

QUARTER, UNTIL = date(2024, 4, 1), datetime(2024, 8, 1)


def answers_of(connection, start=QUARTER) -> Answers:
    return Answers(connection, start, (), "en", 10, UNTIL)


def solved(month: int, yes: int, no: int, **columns):
    """Complaints of a month of 2024, ``yes`` of them resolved the next day and the others never."""
    day = f"2024-{month:02}-05 08:00"
    done = [f"2024-{month:02}-06 07:00"]
    return [complaint(day, *(done if n < yes else []), **columns) for n in range(yes + no)]


def of(found, name, **members):
    return [
        one
        for one in found.comparisons
        if one.answer.result.metric.name == name and one.members.items() >= members.items()
    ]


@pytest.fixture(scope="module")
def fallen():
    """c1 resolves 95 of 100, then 60 of 100; c2 resolves 30 of 40 both times."""
    given = [complaint("2024-01-01 08:00", "2024-01-02 07:00", community_id="c2")]  # the first quarter is covered whole
    given += solved(2, 95, 5, community_id="c1") + solved(5, 60, 40, community_id="c1")
    given += solved(2, 30, 10, community_id="c2") + solved(5, 30, 10, community_id="c2")
    with duckdb.connect() as connection:
        yield make_warehouse(connection, given, complaints_until="2024-08-01")


@pytest.fixture(scope="module")
def answers(fallen):
    """The answers to the questions about ``fallen``, each asked once."""
    return answers_of(fallen)


@pytest.fixture(scope="module")
def found(answers):
    """The family of ``fallen``."""
    return family(answers, 30)


def test_a_large_fall_is_a_signal_for_the_worse_and_what_stayed_is_none(found):
    (fell,) = of(found, "resolution_rate", community_id="c1")[:1]
    (stayed,) = (one for one in of(found, "resolution_rate", community_id="c2") if one.against == "previous")
    assert fell.is_signal and fell.tone == "worse"
    assert not stayed.is_signal and stayed.matter == 0


def test_a_change_is_marked_as_the_family_judges_it_and_one_of_too_few_cases_is_not(answers, found):
    of_communities = answers.metric("resolution_rate", ("community_id",), within_days=30)
    fell, stayed = (of_communities.row(community_id=name) for name in ("c1", "c2"))
    assert (found.mark(of_communities, fell), found.mark(of_communities, stayed)) == ("▼", "")
    assert found.mark(of_communities, stayed | {"q": 0.001, "is_signal": True}) == ""
    no_member = Family(())
    assert no_member.mark(of_communities, fell) == "▼"
    assert no_member.mark(of_communities, fell | {of_communities.result.metric.denominator: 9}) == ""


def test_a_table_marks_what_changed_and_says_what_no_mark_means(answers, found):
    rates = answers.metric("resolution_rate", ("community_id",), within_days=30)
    made = table(rates, "community_id", name="x", caption="x", found=found)
    (fell, stayed) = (row[-1] for row in made.rows)
    assert fell.text.startswith("▼ −") and fell.value < 0
    assert "points" in stayed.text and not set(stayed.text) & set("▲▼◆")
    assert "without a mark are within what chance does" in made.notes[0]
    medians = answers.metric("time_to_first_response")
    assert not found.is_tested(medians, {**medians.row(), "change": 1.0, "p": float("nan")})


def test_q_is_of_all_comparisons_together_and_not_of_one_table(found):
    (fell,) = (one for one in of(found, "resolution_rate", community_id="c1") if one.against == "previous")
    better = sum(one.row["p"] <= fell.row["p"] for one in found.comparisons)
    assert fell.q == pytest.approx(min(fell.row["p"] * found.size / better, fell.q))
    assert fell.q >= fell.row["q"]


def test_the_same_fall_matters_more_where_it_concerns_more_cases(warehouse):
    given = solved(2, 80, 20, community_id="c1") + solved(5, 20, 80, community_id="c1")
    given += solved(2, 320, 80, community_id="c2") + solved(5, 80, 320, community_id="c2")
    found = family(answers_of(warehouse(given, complaints_until="2024-08-01")), 30)
    small, large = (
        next(one for one in of(found, "resolution_rate", community_id=name) if one.against == "previous")
        for name in ("c1", "c2")
    )
    assert small.row["change"] == large.row["change"]
    assert 0 < small.matter < large.matter


def test_under_ten_cases_are_no_comparison(warehouse):
    given = solved(2, 9, 0, community_id="c1") + solved(5, 0, 9, community_id="c1")
    given += solved(2, 20, 0, community_id="c2") + solved(5, 20, 0, community_id="c2")
    found = family(answers_of(warehouse(given, complaints_until="2024-08-01")), 30)
    assert not of(found, "resolution_rate", community_id="c1")
    assert of(found, "resolution_rate", community_id="c2")


def test_complaints_are_held_against_last_year_and_never_against_another_season(found, warehouse):
    assert not of(found, "complaint_count")
    day = "{}-05-05 08:00"
    given = [complaint(day.format(year)) for year in (2023, 2024) for _ in range(30)]
    given += [complaint("2024-02-05 08:00") for _ in range(90)] + [complaint("2023-04-01 08:00")]
    yearly = family(answers_of(warehouse(given, complaints_until="2024-08-01")), 30)
    assert {one.against for one in of(yearly, "complaint_count")} == {"year"}


def test_slower_resolution_is_a_signal_by_its_whole_course_also_where_the_rate_within_30_days_stays(warehouse):
    def after(month: int, days: int):
        return [complaint(f"2024-{month:02}-03 08:00", f"2024-{month:02}-{3 + days:02} 07:00") for _ in range(60)]

    connection = warehouse(after(2, 1) + after(5, 12), complaints_until="2024-08-01")
    found = family(answers_of(connection), 30)
    (slower,) = (one for one in of(found, "time_to_resolution") if one.against == "previous" and not one.members)
    assert slower.is_signal and slower.tone == "worse" and slower.matter > 0
    assert not any(one.is_signal for one in of(found, "resolution_rate"))


def test_answers_of_fewer_than_ten_are_compared_with_nothing(warehouse):
    given = [
        score(f"2024-{month:02}-05", value, indicator_id="overall")
        for month, value in ((2, 100), (5, 0))
        for _ in range(9)
    ]
    found = family(answers_of(warehouse(scores=given, surveys_until="2024-08-01")), 30)
    assert found.size == 0


def test_a_median_that_rose_while_cases_are_resolved_faster_on_the_whole_is_no_signal(warehouse):
    def after(month: int, days: int, n: int):
        return [complaint(f"2024-{month:02}-03 08:00", f"2024-{month:02}-{3 + days:02} 07:00") for _ in range(n)]

    before = after(2, 2, 102) + solved(2, 0, 98)
    connection = warehouse(before + after(5, 2, 98) + after(5, 4, 102), complaints_until="2024-08-01")
    (crossed,) = (
        one for one in family(answers_of(connection), 30).comparisons if one.answer.result.metric.unit == "days"
    )
    assert crossed.row["change"] > 0 and crossed.q < 0.05
    assert crossed.matter == 0 and not crossed.is_signal


def test_a_type_that_there_was_none_of_is_a_signal_that_matters(warehouse):
    given = solved(1, 1, 0, category="facility") + solved(2, 60, 0, category="facility")
    given += solved(5, 60, 0, category="facility") + solved(5, 40, 0, category="safety")
    found = of(
        family(answers_of(warehouse(given, complaints_until="2024-08-01")), 30), "complaint_count", category="safety"
    )
    assert all(one.is_signal and one.matter > 0 for one in found)


def test_of_a_single_community_every_figure_is_compared_once(fallen):
    answers = Answers(fallen, QUARTER, ("c1",), "en", 10, UNTIL)
    figures = [
        (
            one.answer.result.metric.name,
            one.against,
            one.row[one.answer.result.metric.value],
            one.members.get("category"),
        )
        for one in family(answers, 30).comparisons
        if one.against != "rest"
    ]
    assert figures and len(figures) == len(set(figures))


def yearly(communities):
    """What a warehouse is made of: community → its complaints in the second quarters of 2023 and 2024."""
    usual = {"category": "facility", "load_id": 1}
    given = [complaint("2023-04-01 08:00", community_id=name, **usual) for name in ("c1", "c2")]
    for name, (before, now) in communities.items():
        given += [complaint("2023-05-05 08:00", community_id=name, **usual) for _ in range(before)]
        given += [complaint("2024-05-05 08:00", community_id=name, **usual) for _ in range(now)]
    return {"complaints": given, "complaints_until": "2024-08-01", "loads": {1: "2024-08-01"}}


def test_a_community_that_is_new_makes_no_more_complaints_of_all(warehouse):
    new = yearly({"c1": (60, 60), "c2": (60, 60), "c3": (0, 90)})
    found = family(answers_of(warehouse(**new)), 30)
    assert found.unlike == ("c3",)
    assert not [one for one in of(found, "complaint_count") if "community_id" not in one.members]
    assert of(found, "complaint_count", community_id="c1")
    (said,) = not_compared(found, "en")
    assert "do not cover c3 in both quarters" in said.text


def test_a_small_community_that_is_new_and_more_complaints_of_the_same_leave_the_quarters_alike(warehouse):
    assert unlike(answers_of(warehouse(**yearly({"c1": (60, 60), "c2": (60, 90), "c3": (0, 4)})))) == ()
