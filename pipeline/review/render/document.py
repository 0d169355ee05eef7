"""A text document: styles with faces for Latin and Chinese, fields, captions that count, tables whose header repeats.

Units: points, but where Word has its own (twentieths of a point in tables, English metric units in drawings).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from pipeline.review.model import Review, Table
from pipeline.review.render.fit import columns, width
from pipeline.review.render.look import ACCENT, BORDER, EAST_ASIAN, LATIN, SOFT, SURFACE, TEXT
from pipeline.review.render.office import plain
from pipeline.review.render.parts import is_of_numbers, is_to_fill_in
from pipeline.review.render.slide_master import layouts, presentation, theme
from pipeline.review.words import said

ROOM = 595.3 - 2 * 59.5  # points between the margins of A4
MARGIN = Mm(21)
PADDING = 9.0
TABLE_SIZES = (9.5, 9, 8.5, 8)
LONG_TEXT = 14  # letters; what is longer in a column of numbers is a reason why there is none
ROOM_TO_WRITE = "文" * 4
STYLES = {  # name → size, bold, colour, before, after
    "Normal": (10.5, False, TEXT, 0, 6),
    "Title": (28, True, TEXT, 150, 10),
    "Subtitle": (14, False, SOFT, 0, 18),
    "Heading 1": (18, True, ACCENT, 16, 10),
    "Heading 2": (13, True, TEXT, 14, 5),
    "Heading 3": (11.5, True, ACCENT, 10, 4),
    "Caption": (9.5, True, SOFT, 8, 4),
    "List Bullet": (10.5, False, TEXT, 0, 4),
    "Header": (8.5, False, SOFT, 0, 0),
    "Footer": (8.5, False, SOFT, 0, 0),
    "TOC Heading": (14, True, TEXT, 16, 4),
    "toc 1": (10.5, True, TEXT, 4, 1),
    "toc 2": (9.5, False, SOFT, 0, 0),
    "Review Table": (9, False, TEXT, 0, 0),
    "Review Note": (8.5, False, SOFT, 3, 3),
    "Review Comment": (10.5, False, TEXT, 0, 0),
    "Review Tone": (10.5, True, TEXT, 0, 3),
}
INDENTED = {"toc 2": 14}


@dataclass
class Paper:
    """A document in the making; ``headings``: text, level and bookmark of each, for the contents."""

    review: Review
    file: Any = field(default_factory=Document)
    headings: list[tuple[str, int, str]] = field(default_factory=list)
    drawn: int = 0
    scratch: Any = None  # a slide on which charts are made

    def __post_init__(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = MARGIN
        section.top_margin, section.bottom_margin = Mm(24), Mm(20)
        _keep_only_ours(self.file)
        _style(self.file)
        deck = presentation()
        self.scratch = deck.slides.add_slide(layouts(deck)["blank"])
        self.ids = {style.name: style.style_id for style in self.file.styles}

    def said(self, key: str, **values: Any) -> str:
        """Return a text of the review's words."""
        return said(key, self.review.language, **values)

    def paragraph(self, words: str, style: str = "Normal") -> Any:
        """Add a paragraph."""
        paragraph = self.blank(style)
        paragraph.add_run(plain(words))
        return paragraph

    def blank(self, style: str = "Normal") -> Any:
        """Add a paragraph without text."""
        paragraph = self.file.add_paragraph()
        paragraph._p.style = self.ids[style]  # by its id: python-docx goes through all styles for a name
        return paragraph

    def heading(self, words: str, level: int, *, on_new_page: bool = False) -> None:
        """Add a heading with the bookmark to which the contents lead."""
        name = f"_Toc{len(self.headings) + 1:06d}"
        paragraph = self.paragraph(words, f"Heading {level}")
        paragraph.paragraph_format.page_break_before = on_new_page
        number = str(len(self.headings) + 1)
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), number)
        start.set(qn("w:name"), name)
        paragraph._p.insert(1, start)
        paragraph._p.append(end)
        self.headings.append((plain(words), level, name))

    def caption(self, key: str, words: str, *, keeps_with_next: bool) -> None:
        """Add a caption that is counted by a field: ``table`` or ``figure``."""
        kind = {"table": "Table", "figure": "Figure"}[key]
        count = sum(1 for _ in self.file.element.iter(qn("w:instrText")) if kind in (_.text or ""))
        paragraph = self.blank("Caption")
        paragraph.paragraph_format.keep_with_next = keeps_with_next
        paragraph.add_run(f"{self.said(f'document.{key}')} ")
        put_field(paragraph, f" SEQ {kind} \\* ARABIC ", str(count + 1))
        paragraph.add_run(f"  {plain(words)}")

    def table(self, table: Table) -> None:
        """Add a table whose header is repeated on every page."""
        header = [plain(column.title) for column in table.columns]
        rows = [[plain(cell if isinstance(cell, str) else cell.text) for cell in row] for row in table.rows]
        needed = [header, *rows, [ROOM_TO_WRITE if is_to_fill_in(table, at) else "" for at in range(len(header))]]
        aligned = [is_of_numbers(table, at) and not is_to_fill_in(table, at) for at in range(len(header))]
        size = next((one for one in TABLE_SIZES if _fits(rows, needed, aligned, one)), TABLE_SIZES[-1])
        widths = columns(needed, ROOM, size, PADDING)
        native = self.file.add_table(len(rows) + 1, len(header))
        native.autofit = False
        _frame(native, table)
        for at, wide in enumerate(widths):
            native.columns[at].width = Pt(wide)
        for number, (row, texts) in enumerate(zip(native.rows, [header, *rows], strict=True)):
            _row(row, is_header=number == 0)
            for at, (cell, words) in enumerate(zip(row.cells, texts, strict=True)):
                cell.width = Pt(widths[at])
                cell.paragraphs[0]._p.style = self.ids["Review Table"]
                _cell(cell, words, size, is_header=number == 0, is_number=aligned[at])

    def boxed(self, words: Sequence[str], colour: str, label: str = "") -> None:
        """Add paragraphs on a ground of their own with an edge at the left."""
        for at, text in enumerate([label, *words] if label else words):
            paragraph = self.paragraph(text, "Review Comment")
            paragraph.runs[0].bold = bool(label) and at == 0
            properties = paragraph._p.get_or_add_pPr()
            edge = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{colour}"/>'
            properties.append(parse_xml(f"<w:pBdr {nsdecls('w')}>{edge}</w:pBdr>"))
            properties.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{SURFACE}"/>'))
            _in_order(properties)


def put_field(paragraph: Any, instruction: str, result: str) -> None:
    """Add a field with the result that is seen until a program computes it."""
    for kind in ("begin", None, "separate", "result", "end"):
        run = paragraph.add_run()
        if kind == "result":
            run.text = result
        elif kind is None:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = instruction
            run._r.append(text)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _keep_only_ours(file: Any) -> None:
    """Take what python-docx's template brings: its custom part, its picture; and put our theme in place of its own."""
    for relations in (file.part.rels, file.part.package.rels):
        for name, relation in list(relations.items()):
            if relation.reltype.endswith(("/customXml", "/thumbnail", "/stylesWithEffects")):
                del relations[name]
    file.part.part_related_by(RELATIONSHIP_TYPE.THEME)._blob = theme().encode()
    for setting in file.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _style(file: Any) -> None:
    """Set size, colour, room and faces of every style that is used."""
    known = {style.name: style for style in file.styles}
    for name, (size, bold, colour, before, after) in STYLES.items():
        style = known.get(name) or file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if name != "Normal" and name not in known:
            style.base_style = file.styles["Normal"]
        font = style.font
        font.size, font.bold, font.italic, font.color.rgb = Pt(size), bold, False, RGBColor.from_string(colour)
        space = style.paragraph_format
        space.space_before, space.space_after, space.line_spacing = Pt(before), Pt(after), 1.25
        space.left_indent = Pt(INDENTED[name]) if name in INDENTED else space.left_indent
        _faces(style.element.get_or_add_rPr())
        for known_border in list(style.element.iter(qn("w:pBdr"), qn("w:tabs"))):
            known_border.getparent().remove(known_border)
    for name in ("Review Table", "Review Comment"):
        file.styles[name].paragraph_format.line_spacing = 1.15
    (defaults,) = file.styles.element.iter(qn("w:rPrDefault"))
    _faces(defaults.find(qn("w:rPr")))
    for lang in defaults.iter(qn("w:lang")):
        lang.set(qn("w:val"), "en-GB")
        lang.set(qn("w:eastAsia"), "zh-CN")


def _faces(properties: Any) -> None:
    """Name the faces for Latin and Chinese letters."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None:
        properties.remove(fonts)
    names = f'w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{EAST_ASIAN}"'
    properties.insert(0, parse_xml(f"<w:rFonts {nsdecls('w')} {names}/>"))


def _fits(
    rows: Sequence[Sequence[str]], needed: Sequence[Sequence[str]], is_number: Sequence[bool], size: float
) -> bool:
    """Say whether no number of a table needs a second line in a size."""
    widths = columns(needed, ROOM, size, PADDING)
    return all(
        width(row[at], size) + PADDING <= widths[at] + 0.1 or len(row[at]) > LONG_TEXT
        for row in rows
        for at in range(len(widths))
        if is_number[at]
    )


def _frame(native: Any, table: Table) -> None:
    """Set the lines of a table, its caption for screen readers, and its room."""
    properties = native._tbl.tblPr
    for tag in ("w:tblBorders", "w:tblCaption", "w:tblCellMar", "w:tblLayout"):
        for known in properties.findall(qn(tag)):
            properties.remove(known)
    inside = f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{BORDER}"/>'
    bottom = f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{BORDER}"/>'
    sides = "".join(
        f'<w:{side} w:w="{wide}" w:type="dxa"/>'
        for side, wide in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80))
    )
    for xml in (
        f"<w:tblBorders {nsdecls('w')}>{bottom}{inside}</w:tblBorders>",
        f'<w:tblLayout {nsdecls("w")} w:type="fixed"/>',
        f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>",
    ):
        properties.append(parse_xml(xml))
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), plain(table.caption))
    properties.append(caption)
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        caption.addprevious(look)


def _row(row: Any, *, is_header: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))


def _cell(cell: Any, words: str, size: float, *, is_header: bool, is_number: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_number else WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    if is_header:
        run.bold, run.font.color.rgb = True, RGBColor.from_string(SOFT)
        paragraph.paragraph_format.keep_with_next = True
        shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{SURFACE}"/>'
        cell._tc.get_or_add_tcPr().append(parse_xml(shade))


def _in_order(properties: Any) -> None:
    """Put what was added to a paragraph's properties where the schema wants it: borders, then ground, before room."""
    order = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "pBdr", "shd", "spacing", "ind", "jc", "rPr")
    place = {qn(f"w:{name}"): at for at, name in enumerate(order)}
    children = sorted(properties, key=lambda child: place.get(child.tag, len(order)))
    for child in children:
        properties.append(child)
