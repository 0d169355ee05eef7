"""The review as HTML: what is seen in it, that nothing in it runs or is fetched, and what its manifest says."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.review.manifest import from_json, manifest_of
from pipeline.review.model import Review
from pipeline.review.render import write_document
from pipeline.review.render.html import manifest_in, visible
from tests.review.reviews import HOSTILE, small_review

ATTRIBUTES = set(
    "aria-hidden aria-label charset class content data-place href http-equiv id lang name role scope tabindex type value".split()
)
DRAWN = set("cx cy d height points r text-anchor viewbox width x x1 x2 y y1 y2".split())


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(params=["zh", "en"])
def review(request: pytest.FixtureRequest) -> Review:
    return small_review(request.param)


@pytest.fixture
def path(review: Review, tmp_path: Path) -> Path:
    write_document(review, tmp_path / "review.html")
    return tmp_path / "review.html"


def test_every_figure_is_seen(review, path):
    seen = "".join("".join(visible(path).values()).split())
    for figure in review.figures():
        assert "".join(figure.text.split()) in seen


def test_figures_of_tables_and_sentences_carry_their_value(path):
    values = {attrs["value"] for tag, attrs in Elements(path.read_text("utf-8")).found if tag == "data"}
    assert {"0.824", "0.713", "0.552", "0.689", ""} <= values


def test_texts_are_seen_where_they_stand(review, path):
    seen = visible(path)
    assert seen["title"] == review.title
    assert seen["table on_time/row 1/column 2"] == "82.4%"
    assert seen["table on_time/row 3/column 1"] == review.sections[0].blocks[3].rows[2][0]
    assert seen["finding 2/headline"] == f"2 {HOSTILE[1]}"
    assert seen["resolution/comment"].endswith("#1 $2$")
    assert [seen[f"hostile/list 1/{place}"] for place in range(1, len(HOSTILE) + 1)] == list(HOSTILE)
    assert review.hidden[0] in seen["source"]


def test_two_builds_are_the_same_byte_by_byte(review, path, tmp_path):
    write_document(review, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == path.read_bytes()


def test_no_text_becomes_an_element_or_an_attribute(path):
    for tag, attrs in Elements(path.read_text("utf-8")).found:
        assert tag not in ("img", "iframe", "object", "form", "link", "base")
        assert tag != "script" or attrs == {"type": "application/json", "id": "manyidu-review"}
        assert set(attrs) <= ATTRIBUTES | DRAWN


def test_nothing_is_fetched_and_only_the_documents_own_style_is_allowed(path):
    text = path.read_text("utf-8")
    for tag, attrs in Elements(text).found:
        assert tag != "a" or (attrs["href"] or "").startswith("#")
    style = re.search(r"<style>(.*?)</style>", text, re.S)[1]
    assert "url(" not in style and "@import" not in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in text


def test_every_link_leads_to_a_place_in_the_document(path):
    found = Elements(path.read_text("utf-8")).found
    ids = {attrs["id"] for _, attrs in found if "id" in attrs}
    assert {str(attrs["href"])[1:] for tag, attrs in found if tag == "a"} <= ids


def test_the_manifest_says_what_is_seen_and_what_was_asked(review, path):
    manifest = from_json(manifest_in(path) or "")
    assert manifest.visible == visible(path)
    assert [(f.question, f.cell, f.value, f.text) for f in manifest.figures] == [
        (f.question, f.cell, f.value, f.text) for f in manifest_of(review, {}).figures
    ]


def test_an_edited_figure_is_seen_at_its_place_and_nowhere_else(path):
    before = visible(path)
    text = path.read_text("utf-8")
    path.write_text(text.replace('<data value="0.552">55.2%</data>', '<data value="0.552">95.2%</data>'), "utf-8")
    after = visible(path)
    assert {place for place in before if after.get(place) != before[place]} == {"table on_time/row 3/column 2"}


def test_what_somebody_adds_is_seen(path):
    before = visible(path)
    path.write_text(path.read_text("utf-8").replace("</main>", "<p>All is well.</p></main>"), "utf-8")
    assert {text for place, text in visible(path).items() if before.get(place) != text} == {"All is well."}


def test_a_document_without_a_manifest_has_none(path):
    path.write_text("<p>nothing</p>", "utf-8")
    assert manifest_in(path) is None


def test_the_language_is_named_and_charts_are_described(review, path):
    found = Elements(path.read_text("utf-8")).found
    assert found[0] == ("html", {"lang": "zh-CN" if review.language == "zh" else "en"})
    assert all(attrs["role"] == "img" and attrs["aria-label"] for tag, attrs in found if tag == "svg")
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in found if tag == "th")
