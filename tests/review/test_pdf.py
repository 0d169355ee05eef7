"""The review as a PDF: what is seen in it, that no text is read as code, its manifest, its fonts, its bookmarks."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from pipeline.errors import UsageError
from pipeline.review.manifest import from_json, manifest_of
from pipeline.review.model import Chart, Column, Figure, Paragraph, Review, Section, Sentence, Table
from pipeline.review.render import fonts, write_document
from pipeline.review.render.pdf import manifest_in, visible
from pipeline.review.render.pdf_content import content
from tests.review.reviews import HOSTILE, LONG, share, small_review

pytestmark = pytest.mark.skipif(not set(fonts.CHINESE) & fonts.installed(), reason="no Chinese font is installed")


@pytest.fixture(scope="module", params=["zh", "en"])
def review(request: pytest.FixtureRequest) -> Review:
    return small_review(request.param)


@pytest.fixture(scope="module")
def path(review: Review, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "review.pdf"
    write_document(review, path)
    return path


def _seen(path: Path) -> str:
    """Return all text without spaces, for lines end anywhere."""
    return "".join("".join(visible(path).values()).split())


def _written(review: Review) -> list[Figure]:
    """Return the figures but those of the priority matrix, whose points are placed by them; its table writes them."""
    blocks = [block for section in review.sections for block in section.blocks]
    matrices = [block for block in blocks if isinstance(block, Chart) and block.kind == "quadrants"]
    placed = {id(figure) for matrix in matrices for series in matrix.series for figure in series.figures}
    return [figure for figure in review.figures() if id(figure) not in placed]


def test_every_figure_is_seen(review, path):
    seen = _seen(path)
    for figure in _written(review):
        assert "".join(figure.text.split()) in seen


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_every_figure_is_seen_by_another_reader(review, path):
    run = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, timeout=60)
    seen = "".join(run.stdout.decode("utf-8").split())
    for figure in _written(review):
        assert "".join(figure.text.split()) in seen


def test_no_text_is_read_as_code_and_none_is_cut(review, path):
    seen = _seen(path)
    for text in (*HOSTILE, LONG if review.language == "zh" else "underground"):
        assert "".join(text.split()) in seen
    assert "第二段<b>不加粗</b>#1$2$" in seen or "Second<b>notbold</b>#1$2$" in seen


def test_two_builds_are_the_same_byte_by_byte(review, path, tmp_path):
    write_document(review, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == path.read_bytes()


def test_the_manifest_says_what_is_seen_and_what_was_asked(review, path):
    manifest = from_json(manifest_in(path) or "")
    assert manifest.visible == visible(path)
    assert [(f.question, f.cell, f.value, f.text) for f in manifest.figures] == [
        (f.question, f.cell, f.value, f.text) for f in manifest_of(review, {}).figures
    ]


def test_all_fonts_are_embedded(path):
    found = set()
    for page in PdfReader(path).pages:
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"]
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
            found.add(descriptor["/FontName"])
    assert found


def test_it_is_tagged_in_its_language_with_bookmarks_and_descriptions_of_charts(review, path):
    reader = PdfReader(path)
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].lower().startswith(review.language)
    assert reader.metadata and reader.metadata.title == review.title
    titles = [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)]
    assert titles[-len(review.sections) :] == [section.title for section in review.sections]
    alts = [chart.alt for section in review.sections for chart in section.blocks if isinstance(chart, Chart)]
    described = {node["/Alt"] for node in (item.get_object() for item in _objects(reader)) if "/Alt" in node}
    assert set(alts) <= described


def _objects(reader: PdfReader) -> list:
    """Return the elements of the tree of tags."""
    nodes, found = [reader.trailer["/Root"]["/StructTreeRoot"]], []
    while nodes:
        node = nodes.pop().get_object()
        if isinstance(node, list):
            nodes += list(node)
        elif isinstance(node, dict):
            found.append(node)
            nodes += [node["/K"]] if "/K" in node and not isinstance(node["/K"], int) else []
    return found


def test_a_quarter_without_data_is_a_page_that_says_so(tmp_path):
    little = replace(
        small_review("zh"),
        findings=(),
        summary=(Sentence("本季度没有投诉，也没有问卷。"),),
        sections=(Section("complaints", "投诉", (Paragraph((Sentence("本季度没有投诉。"),)),)),),
        as_of=None,
    )
    write_document(little, tmp_path / "little.pdf")
    assert len(PdfReader(tmp_path / "little.pdf").pages) == 1
    assert "本季度没有投诉，也没有问卷。" in _seen(tmp_path / "little.pdf")


def test_a_text_box_over_a_figure_is_seen(path, tmp_path):
    assert not [place for place in visible(path) if place.endswith("/notes")]
    writer = PdfWriter(clone_from=path)
    writer.add_annotation(1, FreeText(text="99.9 %", rect=(50, 550, 200, 650)))
    writer.write(tmp_path / "covered.pdf")
    assert visible(tmp_path / "covered.pdf")["page 2/notes"] == "1"


@pytest.mark.parametrize("count", [2, 6, 7, 8, 12])
def test_no_table_is_wider_than_the_page(count):
    long = "Small groups together of the company"
    columns = (Column("Of"), *(Column("On the quarter before", "change") for _ in range(count)))
    rows = ((long, *[share(0.824, "x")] * count),)
    table = Table("wide", "", columns, rows)
    (block,) = content(replace(small_review("en"), sections=(Section("x", "", (table,)),)), "")["sections"][0]["blocks"]
    fixed = sum(size for kind, size in block["widths"] if kind == "pt")
    room = 482 - fixed
    assert room >= 60 if any(kind == "fr" for kind, _ in block["widths"]) else room >= 0


@pytest.mark.parametrize("text", ["\x00\x0b\x1f\ufffe \u202e\u200b 🇨🇳 ﷽", ""])
def test_a_character_that_no_font_has_stops_no_review(tmp_path, text):
    review = small_review("zh")
    chart = review.sections[0].blocks[2]
    odd = replace(chart, categories=(text, "b", "c"), title=text, alt=text)
    section = Section("odd", text, (Paragraph((Sentence(text),)), odd), text)
    write_document(replace(review, sections=(section,), subtitle=text), tmp_path / "odd.pdf")
    assert "82.4%" in _seen(tmp_path / "odd.pdf")


def test_without_a_chinese_font_one_sentence_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "installed", lambda: frozenset({"DejaVu Sans"}))
    with pytest.raises(UsageError, match="fonts-noto-cjk") as error:
        write_document(small_review("zh"), tmp_path / "review.pdf")
    assert "微软雅黑" in error.value.say("zh")
    assert not list(tmp_path.iterdir())


def test_a_latin_text_needs_no_chinese_font(monkeypatch):
    monkeypatch.setattr(fonts, "installed", lambda: frozenset({"DejaVu Sans", "Libertinus Serif"}))
    assert fonts.font_for("Quarterly review") == "DejaVu Sans"
    monkeypatch.setattr(fonts, "installed", lambda: frozenset({"Libertinus Serif"}))
    assert fonts.font_for("Quarterly review") == fonts.CARRIED
