"""A chart of the review as SVG, in the dashboard's palette.

Drawn at the width at which it is shown, so that its text is as large as the text around. Colours are classes, so a page has
them follow its scheme; ``standalone`` carries them along for programs that know no page. No colour speaks alone: highlighted
is darker and bold, lines differ by marker and dash, every value is written. The same chart is the same SVG, byte by byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from pipeline.review.model import Chart, ChartKind
from pipeline.review.render.charts.bars import draw_bars, draw_columns
from pipeline.review.render.charts.canvas import SIZE, SMALL, Canvas
from pipeline.review.render.charts.lines import draw_lines
from pipeline.review.render.charts.quadrants import draw_quadrants
from pipeline.review.render.charts.stacks import draw_stacks
from pipeline.review.words import said

DRAWN: dict[ChartKind, Callable[[Chart, Canvas], None]] = {
    "bars": draw_bars,
    "columns": draw_columns,
    "lines": draw_lines,
    "quadrants": draw_quadrants,
    "stacks": draw_stacks,
}
LIGHT = {
    "ink": "#1d2733",
    "quiet": "#566473",
    "grid": "#e6ebf0",
    "rule": "#aab6c2",
    "surface": "#ffffff",
    "band": "#dfeaf6",
    "soft": "#99bee2",
    "s1": "#1f5fa8",
    "s2": "#5b7083",
    "s3": "#b45309",
    "s4": "#0f766e",
    "s5": "#7c4d9e",
    "s6": "#8a6d1a",
}
DARK = {
    "ink": "#e6ebf0",
    "quiet": "#a9b6c3",
    "grid": "#28313b",
    "rule": "#5b6876",
    "surface": "#1b222a",
    "band": "#22374c",
    "soft": "#35668f",
    "s1": "#7fb3ea",
    "s2": "#93a5b5",
    "s3": "#f0a35c",
    "s4": "#5fc9bd",
    "s5": "#c49ae0",
    "s6": "#d9bd6a",
}
GENERIC = ("sans-serif", "serif")
DASHES = ("none", "6 4", "2 3", "8 3 2 3", "10 4", "4 2")


def svg(chart: Chart, width: float, language: str, *, attributes: Mapping[str, str] | None = None) -> str:
    """Return a chart as an SVG element.

    Args:
        width: In pixels, as it will be shown.
        attributes: Further attributes of the element.
    """
    return _element(_drawn(chart, width, language), attributes or {})


def standalone(
    chart: Chart, width: float, language: str, fonts: Sequence[str], colours: Mapping[str, str] = LIGHT
) -> str:
    """Return a chart as an SVG file with its colours; ``fonts``: families of its text, the first that is known is taken."""
    families = ",".join(family if family in GENERIC else f'"{family}"' for family in fonts)
    style = f"text{{font-family:{families}}}{rules(colours)}"
    return _element(_drawn(chart, width, language), {"xmlns": "http://www.w3.org/2000/svg"}, f"<style>{style}</style>")


def rules(colours: Mapping[str, str]) -> str:
    """Return the CSS of all charts, with colours or what stands for them (``var(--ink)``)."""
    series = (
        f".m-s{at}{{fill:{colours[f's{at}']}}}"
        f".m-c{at}{{fill:{colours[f's{at}']}}}"
        f".m-l{at}{{stroke:{colours[f's{at}']};stroke-dasharray:{DASHES[at - 1]}}}"
        for at in range(1, 7)
    )
    lines = (
        f".m-t{{fill:{colours['ink']};font-size:{SIZE:g}px}}"
        f".m-q{{fill:{colours['quiet']};font-size:{SMALL:g}px}}"
        f".m-v{{fill:{colours['ink']}}}.m-b{{font-weight:bold}}"
        f".m-on{{fill:{colours['surface']}}}"
        f".m-g{{stroke:{colours['grid']};stroke-width:1}}.m-a{{stroke:{colours['rule']};stroke-width:1}}"
        f".m-w{{stroke:{colours['ink']};stroke-width:1.2}}"
        f".m-h{{stroke:{colours['surface']};stroke-width:4;stroke-opacity:.75}}"
        f".m-x{{stroke:{colours['rule']};stroke-width:1.2;stroke-dasharray:5 3}}"
        f".m-k{{stroke:{colours['s3']};stroke-width:1.2;stroke-dasharray:5 3}}.m-kt{{fill:{colours['s3']}}}"
        f".m-band{{fill:{colours['band']}}}.m-soft{{fill:{colours['soft']}}}"
        ".m-l{fill:none;stroke-width:2;stroke-linejoin:round}"
    )
    return lines + "".join(series)


def _drawn(chart: Chart, width: float, language: str) -> Canvas:
    canvas = Canvas(width, _hint(chart, language))
    DRAWN[chart.kind](chart, canvas)
    return canvas


def _hint(chart: Chart, language: str) -> str:
    """Return how the intervals of a chart are drawn, nothing where none are."""
    is_band = chart.kind == "lines"
    is_drawn = chart.kind in ("bars", "columns") or (is_band and len(chart.series) == 1)
    has_ends = any(f and f.low is not None and f.high is not None for series in chart.series for f in series.figures)
    return said("render.band" if is_band else "render.whiskers", language) if is_drawn and has_ends else ""


def _element(canvas: Canvas, attributes: Mapping[str, str], style: str = "") -> str:
    wide, high = f"{canvas.width:g}", f"{canvas.height:.0f}"
    more = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f'<svg width="{wide}" height="{high}" viewBox="0 0 {wide} {high}"{more}>{style}{"".join(canvas.parts)}</svg>'
