"""The review as a text document: real headings, captions and fields, native charts, and what python-docx reads back."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn

from pipeline.review.manifest import from_json, manifest_of
from pipeline.review.model import Table
from pipeline.review.render import write_document
from pipeline.review.render.docx import manifest_in, visible, write
from tests.review.office_documents import charts_of, edited, made, parts_are_xml
from tests.review.reviews import HOSTILE, LONG, share, small_review


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    return made(tmp_path_factory.mktemp("paper"), "docx")


def texts(file, style: str) -> list[str]:
    return [paragraph.text for paragraph in file.paragraphs if paragraph.style.name == style]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_is_seen_in_a_text_a_table_or_a_chart(language, tmp_path):
    review, path = made(tmp_path, "docx", language)
    seen = visible(path)
    words = " ".join(seen.values())
    for figure in review.figures():
        assert figure.text in words or (figure.value is not None and f"{figure.value:.10g}" in seen.values()), figure


def test_chapters_and_findings_are_headings_to_which_the_contents_lead(paper):
    review, path = paper
    file = Document(str(path))
    assert texts(file, "Heading 1") == [
        "本季度要点", *(section.title for section in review.sections if section.blocks), "关于本回顾",
    ]  # fmt: skip
    headings = [p for p in file.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    entries = [p for p in file.paragraphs if p.style.name in ("toc 1", "toc 2")]
    assert [entry.text for entry in entries] == [heading.text for heading in headings]
    bookmarks = {start.get(qn("w:name")) for start in file.element.iter(qn("w:bookmarkStart"))}
    anchors = [link.get(qn("w:anchor")) for link in file.element.iter(qn("w:hyperlink"))]
    assert set(anchors) == bookmarks and len(anchors) == len(entries)
    assert any('TOC \\o "1-2"' in (text.text or "") for text in file.element.iter(qn("w:instrText")))


def test_opening_asks_for_nothing(paper):
    _, path = paper
    with zipfile.ZipFile(path) as document:
        assert b"updateFields" not in document.read("word/settings.xml")
        assert b"w:dirty" not in document.read("word/document.xml")


def test_captions_count_in_fields(paper):
    review, path = paper
    captions = texts(Document(str(path)), "Caption")
    tables = [caption for caption in captions if caption.startswith("表")]
    figures = [caption for caption in captions if caption.startswith("图")]
    assert tables == ["表 1  各小区按时率", f"表 2  {HOSTILE[2]}"]
    assert [caption.split("  ")[0] for caption in figures] == [
        f"图 {at}" for at in range(1, len(charts_of(review)) + 1)
    ]


def test_headers_of_tables_are_repeated_and_rows_are_whole(paper):
    review, path = paper
    file = Document(str(path))
    (table,) = [block for block in review.sections[0].blocks if isinstance(block, Table)]
    native = file.tables[0]
    assert [cell.text for cell in native.rows[0].cells] == [column.title for column in table.columns]
    assert native.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in native.rows)


def test_charts_are_native_with_workbook_and_alternative_text(paper):
    review, path = paper
    with zipfile.ZipFile(path) as document:
        names = document.namelist()
        relations = document.read("word/charts/_rels/chart1.xml.rels").decode()
        chart = document.read("word/charts/chart1.xml").decode()
    count = len(charts_of(review))
    assert sum(name.startswith("word/charts/chart") for name in names) == count
    assert sum(name.startswith("word/embeddings/") for name in names) == count
    (relation,) = re.findall(r'c:externalData r:id="([^"]+)"', chart)
    assert f'Id="{relation}"' in relations
    drawn = [about.get("descr") for about in Document(str(path)).element.iter(qn("wp:docPr"))]
    assert drawn == [one.alt for one in charts_of(review)]


def test_faces_for_chinese_are_named_in_every_style_that_is_used(paper):
    _, path = paper
    file = Document(str(path))
    for name in {paragraph.style.name for paragraph in file.paragraphs}:
        fonts = file.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei" and fonts.get(qn("w:eastAsiaTheme")) is None


def test_header_and_footer_say_what_it_is_and_the_page(paper):
    review, path = paper
    section = Document(str(path)).sections[0]
    assert section.header.paragraphs[0].text == f"{review.title} · {review.subtitle} · 示例数据"
    fields = [text.text.strip() for text in section.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert section.footer.paragraphs[0].text.startswith("数据截至 2025 年 1 月 31 日")


def test_columns_fill_the_page_and_numbers_stay_on_a_line(tmp_path):
    review = small_review("zh")
    (table,) = [block for block in review.sections[0].blocks if isinstance(block, Table)]
    rows = tuple((LONG, share(0.824, f"M{at}"), "412/500", "+14.3 个百分点") for at in range(3))
    section = replace(review.sections[0], blocks=(replace(table, rows=rows),))
    write(replace(review, sections=(section,)), tmp_path / "x.docx", "{}")
    widths = [column.width.pt for column in Document(str(tmp_path / "x.docx")).tables[0].columns]
    assert sum(widths) == pytest.approx(476.3, abs=2)
    assert widths[3] > 79 and widths[0] > 150


def test_the_comment_is_set_apart(paper):
    _, path = paper
    assert texts(Document(str(path)), "Review Comment")[-3:] == [
        "评注",
        "请工程部说明。",
        "第二段 <b>不加粗</b> #1 $2$",
    ]


def test_the_manifest_comes_back_with_what_is_seen(paper):
    review, path = paper
    found = from_json(manifest_in(path) or "")
    assert found.visible == visible(path)
    known = manifest_of(review, {})
    assert [(figure.value, figure.text) for figure in found.figures] == [(f.value, f.text) for f in known.figures]
    with zipfile.ZipFile(path) as document:
        assert [name for name in document.namelist() if name.startswith("customXml/item")] == [
            "customXml/item1.xml", "customXml/itemProps1.xml",
        ]  # fmt: skip


def test_an_edited_figure_is_seen_as_another_and_contents_written_anew_are_not(paper, tmp_path):
    _, path = paper
    before = visible(path)
    after = visible(edited(path, tmp_path / "x.docx", "82.4%", "92.4%"))
    changed = [place for place in before if before[place] != after[place]]
    assert "table 1/row 2/column 2" in changed and all("82.4" in before[place] for place in changed)
    after = visible(edited(path, tmp_path / "x.docx", '<w:history w:val="1"/>', ""))
    file = Document(str(path))
    next(p for p in file.paragraphs if p.style.name == "toc 1").add_run("\t3")
    file.save(str(tmp_path / "y.docx"))
    assert visible(tmp_path / "y.docx") == before == after


def test_a_document_made_again_is_the_same_and_whole(paper, tmp_path):
    review, path = paper
    write_document(review, tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == path.read_bytes()
    assert parts_are_xml(path)


def test_a_file_without_manifest_has_none(tmp_path):
    Document().save(str(tmp_path / "other.docx"))
    assert manifest_in(tmp_path / "other.docx") is None
