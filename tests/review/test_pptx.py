"""The review as slides: what python-pptx reads back, where nothing overflows, and what the manifest says."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from pipeline.review.manifest import from_json, manifest_of
from pipeline.review.model import Table
from pipeline.review.render import write_document
from pipeline.review.render.pptx import manifest_in, visible, write
from tests.review.office_documents import as_shown, charts_of, edited, made, parts_are_xml
from tests.review.reviews import HOSTILE, LONG, share, small_review


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    return made(tmp_path_factory.mktemp("deck"), "pptx")


def slides(path: Path):
    return list(Presentation(str(path)).slides)


def shapes(slide, kind: str):
    return [shape for shape in slide.shapes if getattr(shape, f"has_{kind}", False)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_is_seen_in_a_text_a_table_or_a_chart(language, tmp_path):
    review, path = made(tmp_path, "pptx", language)
    seen = visible(path)
    texts = " ".join(seen.values())
    values = {text for place, text in seen.items()}
    for figure in review.figures():
        assert figure.text in texts or (figure.value is not None and f"{figure.value:.10g}" in values), figure


def test_charts_are_native_with_raw_values_in_the_format_of_their_figures(deck):
    review, path = deck
    native = {shape.name: shape.chart for slide in slides(path) for shape in shapes(slide, "chart")}
    assert set(native) == {chart.name for chart in charts_of(review)}
    (chart,) = [one for one in charts_of(review) if one.name == "on_time_chart"]
    series = native[chart.name].plots[0].series[0]
    assert list(series.values) == [figure.value for figure in chart.series[0].figures]
    codes = {element.get("formatCode") for element in series._element.iter("{*}numFmt")}
    assert {as_shown(value, code) for value in series.values for code in codes} >= {"82.4%", "71.3%", "55.2%"}
    target = native[chart.name].plots[0].series[1]
    assert set(target.values) == {0.7}
    assert len(list(series._element.iter("{*}errBars"))) == 1


def test_a_line_has_a_gap_where_there_is_no_figure(deck):
    _, path = deck
    (chart,) = [s.chart for slide in slides(path) for s in shapes(slide, "chart") if s.name == "course_chart"]
    assert chart.plots[0].series[1].values[2] is None
    assert chart._chartSpace.chart.find("{*}dispBlanksAs").get("val") == "gap"


def test_the_workbook_of_a_chart_has_no_formula(deck):
    _, path = deck
    with zipfile.ZipFile(path) as document:
        books = [document.read(name) for name in document.namelist() if name.endswith(".xlsx")]
    cells = [cell for book in books for row in openpyxl.load_workbook(io.BytesIO(book)).active for cell in row]
    assert HOSTILE[4] in {cell.value for cell in cells}
    assert all(cell.data_type != "f" for cell in cells)


def test_each_finding_has_one_slide_with_its_mark_its_sentence_and_its_evidence(deck):
    review, path = deck
    for finding in review.findings:
        (slide,) = [one for one in slides(path) if one.shapes.title.text == finding.headline]
        texts = {shape.name: shape.text_frame.text for shape in shapes(slide, "text_frame")}
        assert texts["tone"] in ("▲ 变好", "▼ 变差")
        assert texts["sentence"].startswith(finding.sentence.text)
        notes = slide.notes_slide.notes_text_frame.text
        assert finding.sentence.text in notes
        assert "metric name=on_time_rate by=community_id period=1q" in notes
        assert "q ≤ 0.05" in notes


def test_a_finding_with_more_support_than_fits_goes_on(tmp_path):
    review = small_review("zh")
    support = replace(review.findings[0].sentence, text=LONG * 3)
    write_document(
        replace(review, findings=(replace(review.findings[0], supports=(support,) * 9),)), tmp_path / "x.pptx"
    )
    titles = [slide.shapes.title.text for slide in slides(tmp_path / "x.pptx")]
    assert f"{review.findings[0].headline} (2/2)" in titles
    assert (
        sum(text.count(LONG * 3) for place, text in visible(tmp_path / "x.pptx").items() if "notes" not in place) == 9
    )


def test_a_long_table_goes_on_with_its_header_on_the_next_slide(tmp_path):
    review = small_review("en")
    (table,) = [block for block in review.sections[0].blocks if isinstance(block, Table)]
    rows = tuple((f"Member {at}", share(at / 100, f"M{at}"), "500", "–") for at in range(60))
    section = replace(review.sections[0], blocks=(replace(table, rows=rows),), comment="")
    write(replace(review, sections=(section,)), tmp_path / "x.pptx", "{}")
    parts = [slide for slide in slides(tmp_path / "x.pptx") if any(s.name == "on_time" for s in slide.shapes)]
    assert [slide.shapes.title.text for slide in parts] == [
        f"{table.caption} ({at}/{len(parts)})" for at in range(1, len(parts) + 1)
    ]
    tables = [shapes(slide, "table")[0].table for slide in parts]
    assert len(parts) > 2
    assert all(native.cell(0, 1).text == "On-time rate" for native in tables)
    assert sum(len(native.rows) - 1 for native in tables) == 60


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_reaches_over_the_slide_or_over_something_else(language, tmp_path):
    _, path = made(tmp_path, "pptx", language)
    presentation = Presentation(str(path))
    for slide in presentation.slides:
        boxes = []
        for shape in slide.shapes:
            tall = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
            box = (shape.left, shape.top, shape.left + shape.width, shape.top + tall)
            assert min(box[:2]) >= 0 and box[2] <= presentation.slide_width and box[3] <= presentation.slide_height
            if shape.name not in ("ground", "edge"):
                boxes.append((shape.name, box))
        for (name, one), (other, two) in combinations(boxes, 2):
            meets = one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
            assert not meets, (slide.shapes.title.text, name, other)


def test_charts_and_tables_have_alternative_texts(deck):
    _, path = deck
    frames = [shape for slide in slides(path) for shape in slide.shapes if shape.has_chart or shape.name == "on_time"]
    assert all(frame._element.nvGraphicFramePr.cNvPr.get("descr") for frame in frames)


def test_the_comment_is_set_apart_and_the_sample_is_named(deck):
    _, path = deck
    seen = visible(path)
    assert [text for place, text in seen.items() if place.endswith("/comment")] == [
        "请工程部说明。\n第二段 <b>不加粗</b> #1 $2$"
    ]
    assert seen["slide 1/sample"] == "示例数据：虚构的公司，不是真实情况。"


def test_the_manifest_comes_back_with_what_is_seen(deck):
    review, path = deck
    found = from_json(manifest_in(path) or "")
    assert found.visible == visible(path)
    known = manifest_of(review, {})
    assert [(figure.value, figure.text) for figure in found.figures] == [(f.value, f.text) for f in known.figures]


def test_an_edited_figure_is_seen_as_another(deck, tmp_path):
    _, path = deck
    before = visible(path)
    after = visible(edited(path, tmp_path / "edited.pptx", "31.2%", "91.2%"))
    assert any(place.endswith("/sentence") and before[place] != after[place] for place in before)
    after = visible(edited(path, tmp_path / "edited.pptx", ">0.552<", ">0.952<"))
    assert [place for place in before if before[place] != after[place]] == [f"slide 7/on_time_chart/按时率/{LONG}"]


def test_a_document_made_again_is_the_same_and_whole(deck, tmp_path):
    review, path = deck
    write_document(review, tmp_path / "again.pptx")
    assert (tmp_path / "again.pptx").read_bytes() == path.read_bytes()
    assert parts_are_xml(path)


def test_a_file_without_manifest_has_none(tmp_path):
    Presentation().save(str(tmp_path / "other.pptx"))
    assert manifest_in(tmp_path / "other.pptx") is None


def test_a_review_without_findings_says_so_on_the_summary(tmp_path):
    review = replace(small_review("en"), findings=())
    write(review, tmp_path / "x.pptx", "{}")
    assert review.summary[0].text in visible(tmp_path / "x.pptx").values()
