"""Slides one after the other: a slide with its title, section, footer and number; texts, chips and tables that fit their box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.util import Pt

from pipeline.metrics.periods import day_in_words
from pipeline.review.model import MARKS, Review, Tone
from pipeline.review.render.fit import LINE, height, size_for, width
from pipeline.review.render.look import TEXT, WHITE
from pipeline.review.render.office import plain
from pipeline.review.render.slide_master import SPACES, TITLE, TITLE_SIZE, Box, layouts, presentation
from pipeline.review.words import said

TITLE_SIZES = (TITLE_SIZE, 22, 20, 18, 16, 14, 12, 10)
ALIGNED = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}


@dataclass(frozen=True)
class Text:
    """A paragraph: its words and how they are set; ``goes_to``: the slide that a click leads to."""

    words: str
    size: float
    bold: bool = False
    colour: str = TEXT
    is_item: bool = False
    before: float = 0
    goes_to: Any = None


@dataclass
class Deck:
    """A deck in the making."""

    review: Review
    file: Any = field(default_factory=presentation)

    @property
    def language(self) -> str:
        """Language of the review."""
        return self.review.language

    @property
    def count(self) -> int:
        """Slides so far."""
        return len(self.file.slides)

    def said(self, key: str, **values: Any) -> str:
        """Return a text of the review's words."""
        return said(key, self.language, **values)

    def tone(self, tone: Tone) -> str:
        """Return whether something is for the better, as a mark and a word."""
        return f"{MARKS[tone]} {self.said(f'render.{tone}')}"

    def slide(self, layout: str, title: str, section: str = "") -> Any:
        """Add a slide with its title, the section's name above, footer and number."""
        slide = self.file.slides.add_slide(layouts(self.file)[layout])
        put_title(slide.shapes.title, title, TITLE)
        for shape in slide.placeholders:
            if shape.placeholder_format.idx == 13:
                shape.name = "section"
                write(shape.text_frame, [Text(section, 11, bold=True)], inherits=True)
        self._small(slide, "footer", "ftr", 10, self.footer())
        self._small(slide, "slide number", "sldNum", 11, str(self.count), field_type="slidenum")
        return slide

    def footer(self) -> str:
        """Return what stands below every slide: what it is, until when, and whether it is real."""
        review = self.review
        parts = [f"{review.title} · {review.subtitle}"]
        if review.last_day:
            parts.append(self.said("document.as_of", day=day_in_words(review.last_day, review.language)))
        if review.is_sample:
            parts.append(self.said("document.sample_short"))
        whole = " · ".join(parts)
        if width(whole, 10) > 720:
            whole = " · ".join([f"{review.quarter}", *parts[1:]])
        return whole

    def _small(self, slide: Any, name: str, kind: str, place: int, words: str, field_type: str = "") -> None:
        run = "<a:r><a:rPr/><a:t/></a:r>"
        if field_type:
            run = f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="{field_type}"><a:rPr/><a:t/></a:fld>'
        number = max((shape.shape_id for shape in slide.shapes), default=1) + 1
        element = parse_xml(
            f'<p:sp {SPACES}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f'<p:nvPr><p:ph type="{kind}" sz="quarter" idx="{place}"/></p:nvPr></p:nvSpPr><p:spPr/>'
            f"<p:txBody><a:bodyPr/><a:lstStyle/><a:p>{run}</a:p></p:txBody></p:sp>"
        )
        element.find(".//{*}t").text = plain(words)
        slide.shapes._spTree.append(element)


def put_title(shape: Any, title: str, box: Box) -> None:
    """Write a title as large as its box allows."""
    words = plain(title)
    size = size_for([words], box.width, box.height, TITLE_SIZES) or TITLE_SIZES[-1]
    shape.name = "title"
    shape.text_frame.text = words
    if size != TITLE_SIZE:
        for paragraph in shape.text_frame.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(size)


def write(frame: Any, paragraphs: Sequence[Text], *, align: str = "left", inherits: bool = False) -> None:
    """Write paragraphs into a text frame; ``inherits``: size and colour are those of the layout."""
    frame.word_wrap = True
    for at, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = ALIGNED[align]
        if text.is_item:
            paragraph.level = 1
        if not inherits:
            paragraph.space_before, paragraph.line_spacing = Pt(text.before), Pt(text.size * LINE)
        run = paragraph.add_run()
        run.text = plain(text.words)
        if inherits:
            continue
        run.font.size, run.font.bold = Pt(text.size), text.bold
        run.font.color.rgb = RGBColor.from_string(text.colour)


def text_box(slide: Any, name: str, box: Box, paragraphs: Sequence[Text], *, align: str = "left") -> Any:
    """Put a box of text on a slide; a click on it leads to the slide that its first paragraph names."""
    shape = slide.shapes.add_textbox(*box.emu)
    shape.name = name
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    write(frame, paragraphs, align=align)
    return shape


def chip(slide: Any, name: str, box: Box, words: str, colour: str, size: float = 12) -> Any:
    """Put a small filled box with words on a slide, as wide as they need."""
    fitted = Box(box.left, box.top, min(width(words, size) * 1.1 + 20, box.width), box.height)
    shape = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *fitted.emu)
    shape.name = name
    shape.adjustments[0] = 0.18
    shape.shadow.inherit = False
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    shape.line.fill.background()
    frame = shape.text_frame
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    write(frame, [Text(words, size, bold=True, colour=WHITE)], align="center")
    return shape


def high(paragraphs: Sequence[Text], room: float) -> float:
    """Return the height of paragraphs in ``room`` points."""
    return sum(
        height(plain(text.words), room - (18 if text.is_item else 0), text.size) + text.before for text in paragraphs
    )
