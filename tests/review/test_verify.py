"""A document is checked against a warehouse: sound, edited, of other data, without a manifest."""

from __future__ import annotations

import re
from datetime import date, datetime

import duckdb
import pytest

from pipeline.errors import UsageError
from pipeline.review.content import review
from pipeline.review.manifest import from_json
from pipeline.review.render import write_document
from pipeline.review.render.html import manifest_in
from pipeline.review.verify import verify
from tests.metrics.conftest import complaint, make_warehouse, table


def filled(connection, late: int = 0):
    """A warehouse of two quarters of complaints; ``late``: more of them, that came in after the review was written."""
    given = [complaint("2024-01-01 08:00", "2024-01-02 07:00", community_id="c1", category="facility")]
    for month, done in ((2, 50), (5, 30)):
        given += [
            complaint(
                f"2024-{month:02}-05 08:00",
                *([f"2024-{month:02}-06 07:00"] if n < done else []),
                community_id="c1",
                category="facility",
            )
            for n in range(60)
        ]
    given += [complaint("2024-05-07 08:00", community_id="c1", category="facility") for _ in range(late)]
    make_warehouse(connection, given, complaints_until="2024-08-01")
    for name in ("dim_measure", "load"):
        table(connection, name, [])
    build = {"complaints_cover_until": datetime(2024, 8, 1), "built_at": datetime(2024, 8, 2)}
    table(connection, "build", [build | {"run_id": f"run-{late}", "is_sample": False}])
    return connection


@pytest.fixture(scope="module")
def kept():
    """The warehouse that documents are written from, only to be read."""
    with duckdb.connect() as opened:
        yield filled(opened)


@pytest.fixture(scope="module")
def made(kept):
    """The review of a quarter."""
    return review(kept, date(2024, 4, 1), language="en")


@pytest.fixture
def document(kept, made, tmp_path):
    """The review as HTML, and the warehouse that it was written from."""
    path = tmp_path / "review.html"
    write_document(made, path)
    return kept, path


def test_a_document_just_written_is_sound(document):
    found = verify(*document)
    assert found.is_sound
    assert found.figures > 20


def test_late_complaints_are_found_as_other_data_with_the_figures_that_changed(document, connection):
    _, path = document
    found = verify(filled(connection, late=3), path)
    assert not found.edited
    changed = {
        (change.figure.question.arguments.get("name"), change.figure.column): change.now for change in found.changed
    }
    assert changed["complaint_count", "complaints"] == 63


def test_an_edited_figure_is_found_at_its_place_and_is_no_change_of_data(document):
    connection, path = document
    text = path.read_text(encoding="utf-8")
    before, after = "50.0%", "85.0%"
    body, script = text.split('<script type="application/json"')
    assert before in body
    path.write_text(body.replace(before, after, 1) + '<script type="application/json"' + script, encoding="utf-8")
    found = verify(connection, path)
    assert not found.changed
    assert [edit for edit in found.edited if before in (edit.written or "") and after in (edit.shown or "")]


def test_a_manifest_rewritten_to_fit_the_edit_does_not_fit_its_seal(kept, made, tmp_path):
    path = tmp_path / "review.html"
    write_document(made, path, b"key of the house")
    assert verify(kept, path, b"key of the house").is_sound
    path.write_text(path.read_text(encoding="utf-8").replace("50.0%", "85.0%"), encoding="utf-8")
    found = verify(kept, path, b"key of the house")
    assert not found.changed and not found.edited
    assert found.is_sealed is False
    assert not found.is_sound


def test_without_its_manifest_it_cannot_be_checked(document):
    connection, path = document
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'<script type="application/json".*?</script>', "", text, flags=re.S), encoding="utf-8")
    found = verify(connection, path)
    assert found.manifest is None
    assert not found.is_sound


@pytest.mark.parametrize(("name", "said"), [("review.txt", "no file of a review"), ("gone.html", "no file gone.html")])
def test_what_is_no_review_is_refused_in_words(document, tmp_path, name, said):
    (tmp_path / "review.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        verify(document[0], tmp_path / name)


def test_a_damaged_file_is_refused_in_words(document, tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"no pdf")
    with pytest.raises(UsageError, match=r"cannot be read as pdf"):
        verify(document[0], tmp_path / "broken.pdf")


def test_a_manifest_that_somebody_wrote_into_is_answered_in_words(document):
    connection, path = document
    text = path.read_text(encoding="utf-8")
    written = {
        '"as_of":"2024-07-01T00:00:00"': '"as_of":"tomorrow"',
        '"months":3': '"months":"x"',
        '"by":[]': '"by":7',
        '"by":["community_id"]': '"by":["1; drop table load"]',
    }
    assert all(before in text for before in written)
    for before, after in written.items():
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    assert all(change.now is None for change in verify(connection, path).changed)


def test_a_manifest_of_another_form_is_none_and_answers_of_one_or_two_are_never_shown(document):
    text = manifest_in(document[1]) or ""
    for before, after in (('"visible":{', '"visible":[],"x":{'), ('"k":10', '"k":"ten"')):
        with pytest.raises(ValueError, match=r"figures|ten"):
            from_json(text.replace(before, after))
    assert from_json(text.replace('"k":10', '"k":1')).k == 3
