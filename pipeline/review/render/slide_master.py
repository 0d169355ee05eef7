"""The master of the deck: theme, master and four layouts of our own, 16:9, in place of python-pptx's.

    title    title, subtitle                 finding  title, section's name, sentence at the left, room for a chart
    text     title, section's name, text     blank    title, section's name, room for a chart or a table

Every layout but the title's has the footer and the number of the slide. Unit: English metric units (EMU), 12,700 a point.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.util import Pt

from pipeline.review.render.look import ACCENT, BORDER, COLOURS, EAST_ASIAN, LATIN, SOFT, SURFACE, TEXT, WHITE

POINT = 12700
WIDE, HIGH = 960, 540  # points
SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
GROUP = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[int, int, int, int]:
        """left, top, width, height as python-pptx takes them."""
        return tuple(round(each * POINT) for each in (self.left, self.top, self.width, self.height))  # type: ignore[return-value]


MARGIN = 44
INNER = WIDE - 2 * MARGIN
KICKER = Box(MARGIN, 24, INNER, 20)
TITLE = Box(MARGIN, 44, INNER, 56)
BODY = Box(MARGIN, 112, INNER, 376)
LEFT = Box(MARGIN, 150, 318, 338)
FOOTER = Box(MARGIN, 504, 720, 20)
NUMBER = Box(WIDE - MARGIN - 100, 504, 100, 20)
COVER_TITLE = Box(88, 150, 760, 130)
COVER_SUBTITLE = Box(88, 296, 760, 60)
TITLE_SIZE, TEXT_SIZE = 24, 16


def presentation() -> Any:
    """Return an empty deck with our master; ``layouts(deck)`` names its layouts."""
    return Presentation(BytesIO(_empty()))


@cache
def _empty() -> bytes:
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDE), Pt(HIGH)
    (master,) = deck.slide_masters
    for layout in list(master.slide_layouts)[4:]:
        master.slide_layouts.remove(layout)
    parts = [layout.part for layout in master.slide_layouts]
    kept = master.part._element.find("{*}sldLayoutIdLst")
    master.part.part_related_by(RELATIONSHIP_TYPE.THEME)._blob = theme().encode()
    element = parse_xml(_master())
    element.find("{*}clrMap").addnext(kept)
    master.part._element = element
    for part, xml in zip(parts, (_cover(), _text(), _finding(), _blank()), strict=True):
        part._element = parse_xml(xml)
    made = BytesIO()
    deck.save(made)
    return made.getvalue()


def layouts(deck: Any) -> dict[str, Any]:
    """Return the layouts by name: title, text, finding, blank."""
    return {layout.name: layout for layout in deck.slide_masters[0].slide_layouts}


def theme() -> str:
    """Return the theme of the Office formats: colours of the dashboard, faces for Latin and Chinese."""
    colours = {"dk1": TEXT, "lt1": WHITE, "dk2": ACCENT, "lt2": SURFACE}
    colours |= {f"accent{at}": colour for at, colour in enumerate(COLOURS, start=1)}
    colours |= {"hlink": ACCENT, "folHlink": SOFT}
    scheme = "".join(f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>' for name, colour in colours.items())
    face = (
        f'<a:latin typeface="{LATIN}"/><a:ea typeface="{EAST_ASIAN}"/><a:cs typeface=""/>'
        f'<a:font script="Hans" typeface="{EAST_ASIAN}"/>'
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    line = '<a:ln w="9525"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' * 3
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<a:theme {SPACES} name="Manyidu"><a:themeElements><a:clrScheme name="Manyidu">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="Manyidu"><a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="Manyidu"><a:fillStyleLst>{fill}</a:fillStyleLst><a:lnStyleLst>{line}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect}</a:effectStyleLst><a:bgFillStyleLst>{fill}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


def _master() -> str:
    levels = "".join(
        f'<a:lvl{level}pPr marL="{0 if level == 1 else 228600}" indent="{0 if level == 1 else -228600}" algn="l">'
        '<a:lnSpc><a:spcPct val="110000"/></a:lnSpc><a:spcBef><a:spcPts val="600"/></a:spcBef>'
        + ("<a:buNone/>" if level == 1 else '<a:buFont typeface="Arial"/><a:buChar char="•"/>')
        + f"{_letters(TEXT_SIZE)}</a:lvl{level}pPr>"
        for level in range(1, 4)
    )
    title = f'<a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:buNone/>{_letters(TITLE_SIZE, bold=True)}</a:lvl1pPr>'
    other = "".join(f'<a:lvl{level}pPr algn="l">{_letters(12)}</a:lvl{level}pPr>' for level in range(1, 4))
    shapes = [
        _placeholder(2, "title", TITLE, 'type="title"', anchor="ctr"),
        _placeholder(3, "body", BODY, 'type="body" idx="1"'),
        _small(4, "footer", FOOTER, 'type="ftr" sz="quarter" idx="3"'),
        _small(5, "slide number", NUMBER, 'type="sldNum" sz="quarter" idx="4"', "r", _number_field()),
        _rule(6),
    ]
    names = "bg1:lt1 tx1:dk1 bg2:lt2 tx2:dk2 accent1:accent1 accent2:accent2 accent3:accent3 accent4:accent4 accent5:accent5"
    names += " accent6:accent6 hlink:hlink folHlink:folHlink"
    mapped = " ".join('{}="{}"'.format(*pair.split(":")) for pair in names.split())
    return (
        f'<p:sldMaster {SPACES}><p:cSld><p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill><a:effectLst/></p:bgPr>'
        f"</p:bg><p:spTree>{GROUP}{''.join(shapes)}</p:spTree></p:cSld><p:clrMap {mapped}/>"
        f"<p:txStyles><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{levels}</p:bodyStyle><p:otherStyle>{other}</p:otherStyle>"
        "</p:txStyles></p:sldMaster>"
    )


def _letters(size: float, *, bold: bool = False, colour: str = "tx1") -> str:
    return (
        f'<a:defRPr sz="{size * 100:.0f}" b="{int(bold)}"><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
        '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/></a:defRPr>'
    )


def _placeholder(
    number: int, name: str, box: Box, kind: str, *, anchor: str = "t", style: str = "", text: str = ""
) -> str:
    left, top, width, height = box.emu
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>"
        f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle>{style}</a:lstStyle>{text or '<a:p><a:r><a:rPr/><a:t> </a:t></a:r></a:p>'}</p:txBody></p:sp>"
    )


def _small(number: int, name: str, box: Box, kind: str, side: str = "l", text: str = "") -> str:
    style = f'<a:lvl1pPr algn="{side}">{_letters(10, colour="accent2")}</a:lvl1pPr>'
    return _placeholder(number, name, box, kind, anchor="ctr", style=style, text=text)


def _number_field() -> str:
    return (
        '<a:p><a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr/><a:t>‹#›</a:t></a:fld></a:p>'
    )


def _rule(number: int) -> str:
    left, top, width, _ = Box(MARGIN, 498, INNER, 0).emu
    return (
        f'<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="{number}" name="rule"/><p:cNvCxnSpPr/><p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
        f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{BORDER}"/></a:solidFill></a:ln></p:spPr></p:cxnSp>'
    )


def _band(number: int, box: Box, colour: str) -> str:
    left, top, width, height = box.emu
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="band"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln>'
        "</p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr/></a:p></p:txBody></p:sp>"
    )


def _layout(name: str, kind: str, shapes: list[str], *, with_master: bool = True) -> str:
    return (
        f'<p:sldLayout {SPACES} type="{kind}" preserve="1" showMasterSp="{int(with_master)}"><p:cSld name="{name}"><p:spTree>{GROUP}'
        f"{''.join(shapes)}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )


def _head() -> list[str]:
    kicker = f'<a:lvl1pPr algn="l"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>{_letters(11, bold=True, colour="accent1")}</a:lvl1pPr>'
    return [
        _placeholder(2, "title", TITLE, 'type="title"', anchor="ctr"),
        _placeholder(3, "section", KICKER, 'type="body" sz="quarter" idx="13"', anchor="ctr", style=kicker),
        _small(4, "footer", FOOTER, 'type="ftr" sz="quarter" idx="10"'),
        _small(5, "slide number", NUMBER, 'type="sldNum" sz="quarter" idx="11"', "r", _number_field()),
    ]


def _cover() -> str:
    title = f'<a:lvl1pPr algn="l"><a:buNone/>{_letters(36, bold=True)}</a:lvl1pPr>'
    subtitle = f'<a:lvl1pPr algn="l"><a:buNone/>{_letters(18, colour="accent2")}</a:lvl1pPr>'
    shapes = [
        _band(6, Box(0, 0, 28, HIGH), "accent1"),
        _placeholder(2, "title", COVER_TITLE, 'type="ctrTitle"', anchor="b", style=title),
        _placeholder(3, "subtitle", COVER_SUBTITLE, 'type="subTitle" idx="1"', style=subtitle),
    ]
    return _layout("title", "title", shapes, with_master=False)


def _text() -> str:
    return _layout("text", "obj", [*_head(), _placeholder(6, "text", BODY, 'type="body" idx="1"')])


def _finding() -> str:
    return _layout("finding", "obj", [*_head(), _placeholder(6, "sentence", LEFT, 'type="body" idx="1"')])


def _blank() -> str:
    return _layout("blank", "titleOnly", _head())
