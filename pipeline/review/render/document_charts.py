"""Native charts in a text document: made as those of slides are, with their workbook, put into a line of text."""

from __future__ import annotations

import re
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from pipeline.review.model import Chart
from pipeline.review.render.document import ROOM, Paper
from pipeline.review.render.native import add_chart
from pipeline.review.render.office import plain
from pipeline.review.render.slide_master import POINT, Box

CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TALL, A_BAR = 220, 16  # points of a chart, and of each bar of one that has many
SIZE = 9
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def put_chart(paper: Paper, chart: Chart) -> None:
    """Add a chart in a paragraph of its own, kept with the caption below."""
    tall = max(TALL, 70 + A_BAR * len(chart.categories)) if chart.kind in ("bars", "stacks") else TALL
    native = add_chart(paper.scratch.shapes, chart, Box(0, 0, ROOM, tall), SIZE).chart.part
    paper.drawn += 1
    package = paper.file.part.package
    book = Part(
        PackURI(f"/word/embeddings/chart{paper.drawn}.xlsx"), BOOK, native.chart_workbook.xlsx_part.blob, package
    )
    part = Part(PackURI(f"/word/charts/chart{paper.drawn}.xml"), CHART, b"", package)
    relation = part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    part._blob = re.sub(rb'(<c:externalData r:id=")[^"]*', rb"\g<1>" + relation.encode(), native.blob)
    name = paper.file.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    paragraph = paper.file.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run()._r.append(_drawing(paper, chart, name, tall))


def _drawing(paper: Paper, chart: Chart, relation: str, tall: float) -> Any:
    element = parse_xml(
        f'<w:drawing {SPACES}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{round(ROOM * POINT)}" cy="{round(tall * POINT)}"/><wp:docPr id="{1000 + paper.drawn}" name=""/>'
        '<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    about = element.find(".//{*}docPr")
    about.set("name", plain(chart.name))
    about.set("descr", plain(chart.alt))
    return element
