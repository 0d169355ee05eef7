"""Charts as SVG: what is written in them, that it is whole, apart, and text."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from pipeline.review.model import Chart, Series
from pipeline.review.render.charts.canvas import Canvas, lines_of, scale, width
from pipeline.review.render.charts.quadrants import draw_quadrants
from pipeline.review.render.svg import standalone, svg
from tests.review.reviews import LONG, share, small_review


def _charts(language: str = "zh") -> dict[str, Chart]:
    review = small_review(language)  # type: ignore[arg-type]
    drawn = [block for section in review.sections for block in section.blocks if isinstance(block, Chart)]
    return {chart.name: chart for chart in [*(f.chart for f in review.findings if f.chart), *drawn]}


def _texts(element: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(element).iter() if text.tag.endswith("text")]


@pytest.mark.parametrize("wide", [840, 456])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_and_name_of_a_chart_is_written_in_it(language, wide):
    for chart in _charts(language).values():
        written = "".join(_texts(svg(chart, wide, language))).replace(" ", "")
        if chart.kind != "quadrants":  # its figures stand in the table beside it
            for series in chart.series:
                for figure in series.figures:
                    assert figure is None or figure.text.replace(" ", "") in written, chart.name
        for name in chart.categories:
            assert name.replace(" ", "") in written


def test_texts_that_are_code_stay_texts_in_well_formed_svg():
    chart = _charts()["hostile_chart"]
    elements = {
        element.tag.split("}")[-1] for element in ElementTree.fromstring(standalone(chart, 680, "zh", ["Noto"])).iter()
    }
    assert elements <= {"svg", "style", "text", "line", "rect", "path", "circle", "polygon", "title"}


def test_the_same_chart_is_the_same_svg():
    assert [svg(chart, 680, "zh") for chart in _charts().values()] == [
        svg(chart, 680, "zh") for chart in _charts().values()
    ]


def test_a_quarter_without_a_figure_leaves_a_gap_in_its_line():
    chart = _charts()["course_chart"]
    assert re.findall(r'class="m-l m-l(\d)" d=', svg(chart, 680, "zh")) == ["1", "2", "2", "3"]


def test_only_a_single_line_has_a_band():
    charts = _charts()
    assert svg(charts["better_chart"], 680, "zh").count("m-band") == 1
    assert "阴影为 95% 区间" in svg(charts["better_chart"], 680, "zh")
    assert "m-band" not in svg(charts["course_chart"], 680, "zh")
    assert "95% 区间" not in svg(charts["course_chart"], 680, "zh")


def test_the_highlighted_bar_differs_by_weight_and_not_by_colour_alone():
    drawn = svg(_charts()["on_time_chart"], 680, "zh")
    assert drawn.count('class="m-s1"') == 1 and drawn.count('class="m-soft"') == 2
    assert re.findall(r'm-t m-b"[^>]*>([^<]+)<', drawn) == ["云栖花苑", "82.4%"]


def test_names_of_near_points_do_not_lie_upon_each_other():
    matrix = _charts()["matrix"]
    values = (0.1, 0.6, 0.62, 0.64)  # the first sets the scale apart, the others stand within two letters
    near = [
        Series("", tuple(replace(figure, value=value) for figure, value in zip(series.figures, values, strict=True)))
        for series in matrix.series
    ]
    canvas = Canvas(680)
    draw_quadrants(replace(matrix, series=tuple(near)), canvas)
    boxes = []
    for part in canvas.parts:
        found = re.match(r'<text class="m-t[^"]*" x="([\d.]+)" y="([\d.]+)"( text-anchor="(\w+)")?>([^<]+)<', part)
        if found:
            wide = width(found[5])
            left = float(found[1]) - {None: 0.0, "end": wide, "middle": wide / 2}[found[4]]
            boxes.append((left, float(found[2]) - 10, left + wide, float(found[2])))
    assert len(boxes) == 4
    for at, a in enumerate(boxes):
        for b in boxes[:at]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.parametrize(("unit", "begins"), [("count", "0"), ("rate", "0"), ("index", "50")])
def test_lines_of_counts_stand_on_zero_and_others_need_not(unit, begins):
    figures = tuple(replace(share(0.5, "x"), value=value, low=None, high=None, unit=unit) for value in (50.0, 90.0))
    chart = Chart("c", "lines", "t", "a", ("2024Q1", "2024Q2"), (Series("s", figures),), unit, ("cases",))
    ticks = re.findall(r'<text class="m-q"[^>]*text-anchor="end">([^<]+)<', svg(chart, 680, "en"))
    assert ticks[0] == begins


def test_long_names_are_broken_into_lines_and_never_cut():
    lines = lines_of(LONG, 120)
    assert "".join(lines) == LONG
    assert all(width(line) <= 132 for line in lines)  # a closing mark may hang over


def test_a_chinese_name_in_an_english_text_is_not_broken():
    assert lines_of("Facilities, 望江府", 80, 11) == ["Facilities,", "望江府"]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.02, 0.98], (0, 0.2, 0.4, 0.6, 0.8, 1)),
        ([1.0, 1.0], (0, 0.2, 0.4, 0.6, 0.8, 1)),
        ([300, 389], (300, 320, 340, 360, 380, 400)),
        ([-20, 35], (-20, 0, 20, 40)),
    ],
)
def test_ticks_stand_at_round_values_and_shares_end_at_100_per_cent(values, ticks):
    assert scale(values, 0, 100).ticks == ticks


def test_a_chart_of_one_value_or_of_none_is_still_drawn():
    chart = _charts()["better_chart"]
    same = tuple(replace(figure, value=0.0, low=None, high=None) for figure in chart.series[0].figures)
    none = tuple(None for _ in same)
    for figures in (same, none):
        for kind in ("lines", "bars", "columns"):
            drawn = ElementTree.fromstring(svg(replace(chart, kind=kind, series=(Series("x", figures),)), 330, "zh"))
            assert chart.categories[0] in "".join(drawn.itertext())
