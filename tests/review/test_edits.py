"""Comments and hidden sections: kept with history, the newest counts, figures cannot be touched."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.agreed.lines import CellError
from pipeline.agreed.writing import withdraw
from pipeline.errors import UsageError
from pipeline.review.edits import EDITS, edited, file_of, record
from tests.review.reviews import small_review

AT = datetime(2025, 1, 20, 9, 0)


def say(folder, section, comment="", is_hidden=False, communities=("XM01", "XM02")):
    record(folder, "2024Q4", section, comment=comment, is_hidden=is_hidden, communities=communities, who="li.na", at=AT)


@pytest.fixture
def review():
    return small_review("en")


def test_without_a_file_the_review_is_as_it_was_made(review, tmp_path):
    assert [section.name for section in edited(review, tmp_path).sections] == [
        section.name for section in review.sections
    ]


def test_a_comment_stands_at_its_section_and_the_newest_counts(review, tmp_path):
    say(tmp_path, "resolution", "first")
    say(tmp_path, "resolution", "second")
    comments = {section.name: section.comment for section in edited(review, tmp_path).sections}
    assert comments["resolution"] == "second"
    assert len(EDITS.entries(file_of(tmp_path, "2024Q4"), AT.date())) == 2


def test_a_hidden_section_is_left_out_and_named(review, tmp_path):
    say(tmp_path, "resolution", is_hidden=True)
    shown = edited(review, tmp_path)
    assert "resolution" not in [section.name for section in shown.sections]
    assert next(section.title for section in review.sections if section.name == "resolution") in shown.hidden


def test_a_finding_of_a_hidden_section_is_left_out_and_the_first_page_says_so(review, tmp_path):
    say(tmp_path, "complaints", is_hidden=True)
    assert edited(review, tmp_path).findings == review.findings
    say(tmp_path, "resolution", is_hidden=True)
    shown = edited(review, tmp_path)
    assert [finding.section for finding in shown.findings] == ["hostile"]
    assert shown.summary[:-1] == review.summary
    assert "One finding is left out" in shown.summary[-1].text


def test_taken_back_it_is_as_before(review, tmp_path):
    say(tmp_path, "resolution", is_hidden=True)
    path = file_of(tmp_path, "2024Q4")
    (entry,) = EDITS.entries(path, AT.date())
    withdraw(EDITS, path, entry.line, who="li.na", at=AT)
    assert "resolution" in [section.name for section in edited(review, tmp_path).sections]


def test_what_is_said_of_one_community_is_not_said_of_all(review, tmp_path):
    say(tmp_path, "resolution", "of c1", communities=("c1",))
    assert not any(section.comment == "of c1" for section in edited(review, tmp_path).sections)


def test_a_comment_that_a_spreadsheet_would_run_is_refused(tmp_path):
    with pytest.raises(CellError):
        say(tmp_path, "resolution", "=HYPERLINK(1)")


def test_a_section_that_there_is_not_is_refused_by_file_and_row(review, tmp_path):
    file_of(tmp_path, "2024Q4").write_text("section,comment\nfigures,no\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"2024Q4\.csv, row 2"):
        edited(review, tmp_path)


def test_a_scope_is_the_same_in_whatever_order_its_communities_were_chosen(review, tmp_path):
    say(tmp_path, "resolution", "of both", communities=("XM02", "XM01"))
    assert any(section.comment == "of both" for section in edited(review, tmp_path).sections)
