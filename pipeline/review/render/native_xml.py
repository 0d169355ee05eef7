"""What python-pptx has no words for in a chart: error bars, a target across, the room of the plot, labels moved or named.

Elements of a series come in the order of the schema; each function puts its own where it belongs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.oxml import parse_xml

from pipeline.review.model import Series
from pipeline.review.render.look import SECOND, TEXT
from pipeline.review.render.office import plain
from pipeline.review.render.slide_master import Box

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
SPACES = f'xmlns:c="{C}" xmlns:a="{A}"'
AFTER_ERRORS = ("cat", "val", "xVal", "yVal")
SHOWN = (
    '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
    '<c:showBubbleSize val="0"/>'
)
MARK = 98800  # from where a target's bar is filled, in thousandths of a per cent of its length


@dataclass(frozen=True)
class Letters:
    """How a label is set."""

    size: float
    colour: str = TEXT
    bold: bool = False

    def xml(self, tag: str) -> str:
        """Return the properties as an element of that name."""
        fill = f'<a:solidFill><a:srgbClr val="{self.colour}"/></a:solidFill>'
        return f'<a:{tag} sz="{self.size * 100:.0f}" b="{int(self.bold)}">{fill}</a:{tag}>'


def inner(native: Any, room: Box, box: Box) -> None:
    """Give the plot its room within the chart, without the names and numbers at its sides."""
    area = native._chartSpace.chart.plotArea
    for known in area.findall(f"{{{C}}}layout"):
        area.remove(known)
    shares = (room.left / box.width, room.top / box.height, room.width / box.width, room.height / box.height)
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    at = "".join(f'<c:{name} val="{share:.4f}"/>' for name, share in zip("xywh", shares, strict=True))
    area.insert(0, parse_xml(f"<c:layout {SPACES}><c:manualLayout>{modes}{at}</c:manualLayout></c:layout>"))


def title_at(native: Any, x: float, y: float) -> None:
    """Put the chart's title at a place within the chart, over it."""
    title = native._chartSpace.chart.find(f"{{{C}}}title")
    for name in ("layout", "overlay"):
        for known in title.findall(f"{{{C}}}{name}"):
            title.remove(known)
    modes = '<c:xMode val="edge"/><c:yMode val="edge"/>'
    ends = f'<c:x val="{x:.4f}"/><c:y val="{y:.4f}"/>'
    title.find(f"{{{C}}}tx").addnext(
        parse_xml(f"<c:layout {SPACES}><c:manualLayout>{modes}{ends}</c:manualLayout></c:layout>")
    )
    title.find(f"{{{C}}}layout").addnext(parse_xml(f'<c:overlay {SPACES} val="1"/>'))


def error_bars(native: Any, series: Series, colour: str = "1D2733") -> None:
    """Draw the 95 % intervals of a series; figures without one have none."""
    ends = []
    for figure in series.figures:
        known = figure is not None and None not in (figure.value, figure.low, figure.high)
        ends.append((figure.high - figure.value, figure.value - figure.low) if known else (0.0, 0.0))  # type: ignore[union-attr,operator]
    if not any(max(pair) > 0 for pair in ends):
        return
    plus, minus = (_literals([max(pair[side], 0.0) for pair in ends]) for side in (0, 1))
    is_bar = native._element.getparent().tag == f"{{{C}}}barChart"  # whose values have but one direction
    direction = "" if is_bar else '<c:errDir val="y"/>'
    element = parse_xml(
        f'<c:errBars {SPACES}>{direction}<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"<c:plus>{plus}</c:plus><c:minus>{minus}</c:minus>"
        f'<c:spPr><a:ln w="12700"><a:solidFill><a:srgbClr val="{colour}"><a:alpha val="70000"/></a:srgbClr></a:solidFill></a:ln></c:spPr>'
        "</c:errBars>"
    )
    ser = native._element
    before = next(child for child in ser if child.tag in {f"{{{C}}}{name}" for name in AFTER_ERRORS})
    before.addprevious(element)


def point_label(
    native: Any, at: int, number_format: str, letters: Letters, *, side: str, moved: tuple[float, float] = (0.0, 0.0)
) -> None:
    """Write the value of a point at a side of it (``outEnd r l t b``), moved by shares of the chart's width and height."""
    layout = ""
    if moved != (0.0, 0.0):
        ends = f'<c:x val="{moved[0]:.4f}"/><c:y val="{moved[1]:.4f}"/>'
        layout = f"<c:layout><c:manualLayout>{ends}</c:manualLayout></c:layout>"
    label = parse_xml(
        f'<c:dLbl {SPACES}><c:idx val="{at}"/>{layout}<c:numFmt formatCode="" sourceLinked="0"/>'
        f'<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr><c:txPr><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr>'
        f'{letters.xml("defRPr")}</a:pPr><a:endParaRPr/></a:p></c:txPr><c:dLblPos val="{side}"/>{SHOWN}</c:dLbl>'
    )
    label.find(f"{{{C}}}numFmt").set("formatCode", number_format)
    _add_label(native, label)


def named_label(native: Any, at: int, name: str, letters: Letters, *, side: str) -> None:
    """Write a point's name at a side of it (``l r t b``)."""
    label = parse_xml(
        f'<c:dLbl {SPACES}><c:idx val="{at}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:p><a:pPr><a:defRPr/></a:pPr><a:r>'
        f'{letters.xml("rPr")}<a:t/></a:r></a:p></c:rich></c:tx><c:dLblPos val="{side}"/>{SHOWN}</c:dLbl>'
    )
    label.find(f".//{{{A}}}t").text = plain(name)
    _add_label(native, label)


def _add_label(native: Any, label: Any) -> None:
    labels = native._element.get_or_add_dLbls()
    known = labels.findall(f"{{{C}}}dLbl")
    if known:
        known[-1].addnext(label)
    else:
        labels.insert(0, label)


def across_on_bars(native: Any) -> None:
    """Draw the last series of a bar chart as a mark on each bar: filled with nothing but at its end."""
    series = native._chartSpace.chart.plotArea.find(f"{{{C}}}barChart").findall(f"{{{C}}}ser")[-1]
    _shaped(series, f"{only_end_filled()}<a:ln><a:noFill/></a:ln>")


def only_end_filled() -> str:
    """Return the fill of a bar that is seen only at its end."""
    stops = "".join(
        f'<a:gs pos="{at}"><a:srgbClr val="{SECOND}"><a:alpha val="{alpha}"/></a:srgbClr></a:gs>'
        for at, alpha in ((0, 0), (MARK, 0), (MARK, 100000), (100000, 100000))
    )
    return f'<a:gradFill><a:gsLst>{stops}</a:gsLst><a:lin ang="0" scaled="0"/></a:gradFill>'


def across_on_columns(native: Any) -> None:
    """Draw the last series of a column chart as a dashed line on the same axes."""
    own = native._chartSpace.chart.plotArea.find(f"{{{C}}}barChart")
    series = own.findall(f"{{{C}}}ser")[-1]
    axes = "".join(f'<c:axId val="{axis.get("val")}"/>' for axis in own.findall(f"{{{C}}}axId"))
    plot = parse_xml(
        f'<c:lineChart {SPACES}><c:grouping val="standard"/><c:varyColors val="0"/><c:marker val="1"/>{axes}</c:lineChart>'
    )
    for name in ("invertIfNegative",):
        for known in series.findall(f"{{{C}}}{name}"):
            series.remove(known)
    _shaped(
        series,
        f'<a:ln w="22225"><a:solidFill><a:srgbClr val="{SECOND}"/></a:solidFill><a:prstDash val="dash"/></a:ln>',
        '<c:marker {spaces}><c:symbol val="none"/></c:marker>',
    )
    plot.find(f"{{{C}}}varyColors").addnext(series)
    own.addnext(plot)


def _shaped(series: Any, properties: str, more: str = "") -> None:
    for name in ("spPr", "marker"):
        for known in series.findall(f"{{{C}}}{name}"):
            series.remove(known)
    after = series.find(f"{{{C}}}tx")
    after.addnext(parse_xml(f"<c:spPr {SPACES}>{properties}</c:spPr>"))
    if more:
        series.find(f"{{{C}}}spPr").addnext(parse_xml(more.format(spaces=SPACES)))


def _literals(values: list[float]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{value:.10g}</c:v></c:pt>' for at, value in enumerate(values))
    return f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numLit>'
