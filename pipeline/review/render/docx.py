"""The review as a text document: contents, findings, a chapter per section; captions that count, native charts.

The contents are filled, and a reader's program adds the pages when it is asked to. Header and footer say what it is, until
when the data are, and the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.table import Table as NativeTable
from docx.text.paragraph import Paragraph as NativeParagraph

from pipeline.metrics.periods import day_in_words
from pipeline.review.model import MARKS, Bullets, Chart, Finding, Paragraph, Review, Section, Sentence, Table
from pipeline.review.render import office
from pipeline.review.render.chart_reading import chart_texts
from pipeline.review.render.document import ROOM, Paper, put_field
from pipeline.review.render.document_charts import put_chart
from pipeline.review.render.fit import size_for
from pipeline.review.render.look import ACCENT, SECOND, TONES
from pipeline.review.render.native import figures_of
from pipeline.review.render.parts import source

TITLE_SIZES = (28, 26, 24, 22, 20)


def write(review: Review, path: Path, manifest: str) -> None:
    """Write the document."""
    paper = Paper(review)
    _front(paper)
    contents = paper.paragraph(paper.said("render.contents"), "TOC Heading")
    contents.paragraph_format.page_break_before = True
    if review.findings:
        paper.heading(paper.said("render.findings"), 1, on_new_page=True)
        for number, finding in enumerate(review.findings, start=1):
            _finding(paper, finding, number)
    for section in review.sections:
        if section.blocks or section.comment:
            _section(paper, section)
    _about(paper)
    _contents(paper, contents)
    _header_and_footer(paper)
    office.describe(paper.file.core_properties, review)
    office.attach(paper.file.part, manifest, _part, PackURI)
    made = BytesIO()
    paper.file.save(made)
    path.write_bytes(office.same_bytes(made.getvalue(), office.moment_of(review)))


def exchange_manifest(path: Path, manifest: str) -> None:
    """Put another manifest into the document."""
    office.exchange(path, manifest)


def visible(path: Path) -> Mapping[str, str]:
    """Return what is seen, chapter by chapter: paragraphs, cells of tables, names and values of charts, the header."""
    file = Document(str(path))
    found: dict[str, str] = {}
    for place, text in _seen(file):
        name, count = place, 2
        while name in found:
            name, count = f"{place} #{count}", count + 1
        if text.strip():
            found[name] = text
    return found


def manifest_in(path: Path) -> str | None:
    """Return the manifest's JSON text."""
    return office.attached(path)


def _part(name: Any, kind: str, package: Any, blob: bytes) -> Part:
    return Part(name, kind, blob, package)


def _seen(file: Any) -> Iterator[tuple[str, str]]:
    """Yield place → text; the contents are left out, for programs write them anew."""
    yield "header", file.sections[0].header.paragraphs[0].text
    chapter, paragraphs, tables = "", 0, 0
    for element in file.element.body.iterchildren():
        if element.tag == qn("w:tbl"):
            tables += 1
            for row, cells in enumerate(NativeTable(element, file).rows, start=1):
                for column, cell in enumerate(cells.cells, start=1):
                    yield f"table {tables}/row {row}/column {column}", cell.text
        if element.tag != qn("w:p"):
            continue
        paragraph = NativeParagraph(element, file)
        style = paragraph.style.name if paragraph.style is not None else ""
        if style.casefold().startswith("toc "):
            continue
        if style == "Heading 1":
            chapter, paragraphs = f"{paragraph.text}/", 0
        paragraphs += 1
        yield f"{chapter}paragraph {paragraphs}", paragraph.text
        for chart in element.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"):
            name = next(about.get("name") for about in element.iter(qn("wp:docPr")))
            part = file.part.related_parts[chart.get(qn("r:id"))]
            for place, text in chart_texts(part.blob).items():
                yield f"{name}/{place}", text


def _front(paper: Paper) -> None:
    review = paper.review
    title = paper.paragraph(review.title, "Title")
    title.runs[0].font.size = Pt(
        size_for([office.plain(review.title)], ROOM, 1.4 * TITLE_SIZES[0], TITLE_SIZES) or TITLE_SIZES[-1]
    )
    paper.paragraph(review.subtitle, "Subtitle")
    if review.is_sample:
        paper.boxed([paper.said("document.sample")], SECOND)
        paper.paragraph("")
    for sentence in review.summary:
        paper.paragraph(sentence.text)


def _finding(paper: Paper, finding: Finding, number: int) -> None:
    """Add a finding: headline, whether it is for the better, the sentence, what supports it, the chart."""
    paper.heading(f"{number}  {finding.headline}", 2)
    tone = paper.paragraph(f"{MARKS[finding.tone]} {paper.said(f'render.{finding.tone}')}", "Review Tone")
    tone.runs[0].font.color.rgb = RGBColor.from_string(TONES[finding.tone])
    tone.paragraph_format.keep_with_next = True
    paper.paragraph(finding.sentence.text)
    if finding.supports:
        paper.paragraph(paper.said("render.also"), "Heading 3")
        for support in finding.supports:
            paper.paragraph(support.text, "List Bullet")
    titles = {section.name: section.title for section in paper.review.sections}
    if finding.section in titles:
        paper.paragraph(paper.said("document.section", section=titles[finding.section]), "Review Note")
    if finding.chart and figures_of(finding.chart):
        put_chart(paper, finding.chart)
        paper.caption("figure", finding.chart.title, keeps_with_next=False)


def _section(paper: Paper, section: Section) -> None:
    paper.heading(section.title, 1, on_new_page=len(section.blocks) > 1)
    if section.comment:
        paper.boxed(section.comment.split("\n"), ACCENT, paper.said("render.comment"))
        paper.paragraph("")
    for block in section.blocks:
        match block:
            case Paragraph(sentences, is_heading=True):
                paper.heading(_joined(sentences, paper.review.language), 2)
            case Paragraph(sentences):
                paper.paragraph(_joined(sentences, paper.review.language))
            case Bullets(items):
                for item in items:
                    paper.paragraph(item.text, "List Bullet")
            case Chart() if figures_of(block):
                put_chart(paper, block)
                paper.caption("figure", block.title, keeps_with_next=False)
                for note in block.notes:
                    paper.paragraph(note, "Review Note")
            case Table():
                paper.caption("table", block.caption, keeps_with_next=True)
                paper.table(block)
                for note in block.notes:
                    paper.paragraph(note, "Review Note")
                paper.paragraph("", "Review Note")


def _about(paper: Paper) -> None:
    review = paper.review
    paper.heading(paper.said("document.about"), 1)
    for words in (
        paper.said("method.family", size=f"{review.family_size:,}"),
        paper.said("document.intervals"),
        source(review),
    ):
        paper.paragraph(words, "List Bullet")


def _contents(paper: Paper, title: Any) -> None:
    """Fill the contents after their title: a field whose result leads to every heading."""
    before = title._p
    for at, (words, level, bookmark) in enumerate(paper.headings):
        paragraph = paper.blank(f"toc {level}")
        if at == 0:
            _mark(paragraph, "begin")
            _instruct(paragraph, ' TOC \\o "1-2" \\h \\z \\u ')
            _mark(paragraph, "separate")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark)
        link.set(qn("w:history"), "1")
        run = paragraph.add_run(words)
        paragraph._p.append(link)
        link.append(run._r)
        if at == len(paper.headings) - 1:
            _mark(paragraph, "end")
        before.addnext(paragraph._p)
        before = paragraph._p


def _mark(paragraph: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _instruct(paragraph: Any, instruction: str) -> None:
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = instruction
    paragraph.add_run()._r.append(text)


def _header_and_footer(paper: Paper) -> None:
    review = paper.review
    section = paper.file.sections[0]
    parts = [review.title, review.subtitle] + ([paper.said("document.sample_short")] if review.is_sample else [])
    section.header.paragraphs[0].add_run(office.plain(" · ".join(parts)))
    footer = section.footer.paragraphs[0]
    footer.paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(Pt(ROOM), WD_TAB_ALIGNMENT.RIGHT)
    day = day_in_words(review.last_day, review.language) if review.last_day else paper.said("as_of.none")
    footer.add_run(f"{paper.said('document.as_of', day=day)}\t")
    put_field(footer, " PAGE ", "1")
    footer.add_run(" / ")
    put_field(footer, " NUMPAGES ", "1")


def _joined(sentences: Sequence[Sentence], language: str) -> str:
    return ("" if language == "zh" else " ").join(sentence.text for sentence in sentences)
