"""Which quarter and scope a review is of, what it says of one that is not over, and how its files are called."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace

import pytest

from pipeline.errors import UsageError
from pipeline.review.content import quarter_of, review
from pipeline.review.model import Paragraph, Table
from pipeline.review.render import file_name
from pipeline.review.sections.method import MOST_NOTES, notes_on
from tests.metrics.conftest import complaint, table
from tests.review.reviews import small_review


@pytest.fixture
def unfinished(warehouse):
    """Sixty complaints a month of two communities from January on; the exports end on 20 May."""
    given = [complaint("2024-01-01 08:00", "2024-01-02 07:00", community_id="c1", category="facility")]
    given += [
        complaint(f"2024-{month:02}-05 08:00", f"2024-{month:02}-06 07:00", community_id=name, category=category)
        for month in (1, 2, 3, 4, 5)
        for name, category in (("c1", "facility"), ("c2", "safety"))
        for _ in range(30)
    ]
    connection = warehouse(given, complaints_until="2024-05-20")
    for name in ("dim_measure", "load"):
        table(connection, name, [])
    build = {"complaints_cover_until": datetime(2024, 5, 20), "built_at": datetime(2024, 5, 21)}
    table(connection, "build", [build | {"run_id": "run", "is_sample": False}])
    return connection


def section(made, name):
    return next(one for one in made.sections if one.name == name)


def tables(made):
    return {block.name: block for one in made.sections for block in one.blocks if isinstance(block, Table)}


@pytest.mark.parametrize("text", ["2024Q3", "2024-3", "2024年三季度", "2024年第三季度", "2024 q3"])
def test_a_quarter_is_read_as_users_write_it(text):
    assert quarter_of(text) == date(2024, 7, 1)


@pytest.mark.parametrize("text", ["2024Q5", "2024Q0", "0000Q1", "9999Q4", "2024", "Q3", "2024Q33", ""])
def test_what_is_no_quarter_is_refused_in_words(text):
    with pytest.raises(UsageError, match="is no quarter"):
        quarter_of(text)


def test_a_quarter_that_no_export_reaches_is_refused(unfinished):
    with pytest.raises(UsageError, match="nothing of 2024 Q3 yet: the exports end on 19 May 2024"):
        review(unfinished, date(2024, 7, 1), language="en")


def test_of_an_unfinished_quarter_no_count_falls_and_nothing_is_said_not_to_have_changed(unfinished):
    made = review(unfinished, date(2024, 4, 1), language="en")
    types = tables(made)["complaint_types"]
    assert [row[1].value for row in types.rows] == [30, 30]
    assert "1 Apr 2024 to 30 Apr 2024" in types.notes[0]
    assert "Quarter before" not in [column.title for column in types.columns]
    assert "complaints_course" not in str(section(made, "complaints").blocks)
    assert "reach 19 May 2024" in section(made, "complaints").blocks[0].sentences[1].text
    (only,) = section(made, "changes").blocks
    assert isinstance(only, Paragraph) and "can be compared" in only.sentences[0].text
    assert len(made.summary) == 2 and "not complete" in made.summary[1].text


def test_rows_of_files_which_hold_all_communities_are_no_part_of_the_review_of_one(unfinished):
    table(unfinished, "load", [{"load_id": 1, "kind": "complaint", "status": "loaded", "rows_read": 5}])
    of_one = review(unfinished, date(2024, 1, 1), communities=["c1"], language="en")
    assert "method_loads" not in tables(of_one)
    assert all(figure.question.analysis != "loads" for figure in of_one.figures())
    assert "alone" in section(of_one, "measures").blocks[0].sentences[0].text
    assert "part of the company" in section(of_one, "method").blocks[0].sentences[1].text


def test_a_community_that_is_not_there_is_answered_with_the_names_most_like_it(unfinished):
    table(unfinished, "dim_community", [{"community_id": f"c{n}", "community": f"Alley {n}"} for n in range(30)])
    unfinished.execute("update dim_community set community = 'Yunqi Garden' where community_id = 'c29'")
    with pytest.raises(UsageError, match=r"no community Yunki Garden\. Known: Yunqi Garden, .* …"):
        review(unfinished, date(2024, 1, 1), communities=["Yunki Garden"])


def answer(label: str, *notes: str):
    """All that is read of an answer for its notes."""
    said_of = SimpleNamespace(notes_in=lambda language: list(notes), label=lambda language: label)
    return SimpleNamespace(result=said_of)


def test_a_note_on_figures_is_said_once_and_names_the_figures_where_they_are_few():
    asked = [answer(name, "Pooled.", *(["9 left out."] if name in "ab" else [])) for name in ("a", "b", "c", "d", "a")]
    heading, notes = notes_on(asked, "en")
    assert heading.is_heading
    assert [item.text for item in notes.items] == ["Pooled.", "a, b: 9 left out."]
    assert notes_on([answer("a")], "en") == []


def test_of_more_notes_than_are_read_it_is_said_how_many_are_left_out():
    *_, more = notes_on([answer("a", *(f"{n} left out." for n in range(MOST_NOTES + 2)))], "en")
    assert "Not listed: 2 more" in more.sentences[0].text


def test_files_of_different_parts_of_the_company_never_share_a_name():
    scopes = [("A", "B", "C"), ("A", "B", "C", "D"), ("A", "B", "C", "E"), ("小区" * 40,), ("小区" * 41,), ("A",)]
    names = [file_name(replace(small_review("zh"), communities=scope), "xlsx") for scope in scopes]
    assert len(set(names)) == len(names)
    assert all(len(name.encode()) < 200 for name in names)
