"""Charts as dicts: what is missing leaves a gap, what is told by colour is told by shape too, and no text is read as markup."""

from __future__ import annotations

import json
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import charts
from dashboards.charts import Band, Curve, Dot, Line, Marker, Member, Part, Range

DAYS = [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]


def line(**more) -> Line:
    return Line("<b>解决率</b>", DAYS, [0.5, None, 0.7], ["50%", "–", "70%"], **more)


def test_a_period_without_a_figure_is_a_gap_and_shares_are_per_cent():
    (trace,) = charts.over_time([line()], "share", "%")["data"]
    assert trace["y"] == [50.0, None, 70.0]
    assert trace["connectgaps"] is False


def test_an_interval_is_drawn_only_where_the_figure_and_both_ends_are_known():
    (trace,) = charts.over_time([line(low=[0.4, 0.1, None], high=[0.6, 0.2, 0.8])], "share", "%")["data"]
    assert trace["error_y"]["array"] == pytest.approx([10.0, 0.0, 0.0])
    assert trace["error_y"]["arrayminus"] == pytest.approx([10.0, 0.0, 0.0])


def test_a_signal_has_a_shape_of_its_own():
    (trace,) = charts.over_time([line(signals=["", "improvement", "concern"])], "share", "%")["data"]
    assert len(set(trace["marker"]["symbol"])) == 3


def test_a_figure_that_is_not_final_is_a_hollow_point():
    (trace,) = charts.over_time([line(is_open=[False, False, True])], "share", "%")["data"]
    assert trace["marker"]["symbol"] == ["circle", "circle", "circle-open"]


def test_shares_that_hardly_differ_do_not_fill_the_axis():
    flat = Line("解决率", DAYS, [0.97, 0.98, 0.99], ["", "", ""])
    low, high = charts.over_time([flat], "share", "%")["layout"]["yaxis"]["range"]
    assert high - low >= 20 and low < 97 and high > 99


@pytest.mark.parametrize(
    ("days", "grain", "named"),
    [
        (["2024-01-01", "2024-04-01"], "1q", ["2024Q1", "2024Q2"]),
        (["2023-07-01"], "1q", ["2023Q3"]),
        (
            [f"{year}-{month:02}-01" for year in (2023, 2024) for month in (1, 4, 7, 10)],
            "1q",
            ["2023Q1", "2023Q3", "2024Q1", "2024Q3"],
        ),
        (
            [f"{year}-{month:02}-01" for year in (2023, 2024) for month in range(1, 13)],
            "1mo",
            ["2023-01", "2023-07", "2024-01", "2024-07"],
        ),
        (
            [f"{year}-{month:02}-01" for year in (2022, 2023, 2024) for month in (1, 4, 7, 10)],
            "1q",
            ["2022Q1", "2023Q1", "2024Q1"],
        ),
        (["2023-01-01", "2024-01-01"], "1y", ["2023", "2024"]),
    ],
)
def test_an_axis_of_time_names_the_periods_drawn_and_no_day_between(days, grain, named):
    drawn = Line("解决率", [date.fromisoformat(day) for day in days], [0.5] * len(days), [""] * len(days))
    axis = charts.over_time([drawn], "share", "%", grain=grain)["layout"]["xaxis"]
    assert axis["ticktext"] == named
    assert set(axis["tickvals"]) <= set(days)


def test_limits_lie_behind_the_line_and_are_named_in_the_legend_once():
    band = Band("正常波动", DAYS, [0.4] * 3, [0.8] * 3, centre=[0.6] * 3)
    found = charts.over_time([line()], "share", "%", bands=[band])
    assert [trace.get("name") for trace in found["data"] if trace.get("showlegend")] == ["正常波动"]
    assert found["data"][-1]["y"][0] == 50.0


def test_a_target_lies_at_its_level_and_a_change_at_its_day():
    found = charts.over_time([line()], "share", "%", markers=[Marker("目标", value=0.8), Marker("开始", day=DAYS[1])])
    level, day = found["layout"]["shapes"]
    assert (level["y0"], level["y1"]) == (80.0, 80.0)
    assert day["x0"] == day["x1"] == "2024-02-01"


def test_a_cell_of_a_heat_map_that_is_not_shown_has_its_words_and_no_shade():
    (trace,) = charts.heat(["望江苑"], ["一季度", "二季度"], [[0.5, None]], [["50%", "<5"]], "share")["data"]
    assert trace["z"] == [[50.0, None]]
    assert trace["text"] == [["50%", "&lt;5"]]


def test_the_columns_of_a_heat_map_are_named_in_two_lines_broken_between_words():
    found = charts.heat(["望江苑"], ["Overall satisfaction", "Complaint handling"], [[1, 2]], [["", ""]], "count")
    assert found["layout"]["xaxis"]["ticktext"] == ["Overall<br>satisfaction", "Complaint<br>handling"]


def test_the_legend_below_a_chart_is_clear_of_the_title_of_its_axis():
    curves = [charts.Curve(name, [1, 2], [0.5, 0.9]) for name in ("安全", "设施")]
    found = charts.steps(curves, "受理后天数", "已解决", last_day=60)["layout"]
    drawn = found["height"] - found["margin"]["t"] - found["margin"]["b"]
    of_numbers_and_title = 60
    assert -found["legend"]["y"] * drawn >= of_numbers_and_title
    assert found["margin"]["b"] > -found["legend"]["y"] * drawn


def test_a_click_on_a_cell_of_a_heat_map_is_heard_by_an_unseen_point_with_its_key():
    keys = [[["c1", "safety"], ["c1", "facility"]]]
    _, targets = charts.heat(["望江苑"], ["安全", "设施"], [[1, 2]], [["1", "2"]], "count", keys=keys)["data"]
    assert targets["customdata"] == keys[0]
    assert list(zip(targets["x"], targets["y"], strict=True)) == [(0, 0), (1, 0)]
    assert targets["marker"]["opacity"] == targets["unselected"]["marker"]["opacity"] == 0


def test_what_is_expected_has_neither_the_shape_nor_the_colour_of_a_signal():
    actual, expected = charts.over_time([line(signals=["", "", "concern"]), line(is_dashed=True)], "share", "%")["data"]
    assert expected["marker"]["symbol"][0] not in actual["marker"]["symbol"]
    assert expected["marker"]["color"][0] not in actual["marker"]["color"]


def test_a_member_outside_the_funnel_is_told_by_shape_and_name():
    members = [Member("锦绣园", 800, 12, "12.0", False, "c1"), Member("望江苑", 500, 90, "90.0", True, "c2")]
    limits = {name: [1, 2] for name in ("low998", "low95", "high95", "high998")}
    names = ("合起来", "95%", "99.8%")
    drawn = charts.funnel(members, [400, 900], limits, 20, "rate", x_title="户数", y_title="千户投诉量", names=names)
    *curves, mean, dots = drawn["data"]
    assert [curve["name"] for curve in curves if curve["showlegend"]] == ["95%", "99.8%"]
    assert mean["y"] == [20, 20]
    assert dots["text"] == ["", "望江苑"]
    assert dots["marker"]["symbol"] == ["circle", "square"]


def test_a_heat_map_with_ends_of_its_own_keeps_small_differences_pale():
    (trace,) = charts.heat(["望江苑"], ["一季度", "二季度"], [[0.99, 1.0]], [["", ""]], "share", span=(0.0, 1.0))[
        "data"
    ]
    assert (trace["zmin"], trace["zmax"]) == (0.0, 100.0)


def test_a_pareto_line_ends_at_all():
    found = charts.pareto(["a", "b"], [3, 1], [0.75, 1.0], ["3", "1"], count_title="件", share_title="累计")
    assert found["data"][1]["y"] == [75.0, 100.0]


def test_the_legend_of_a_pareto_chart_lies_above_it_so_that_slanting_names_are_read():
    found = charts.pareto(["a" * 20, "b"], [3, 1], [0.75, 1.0], ["3", "1"], count_title="件", share_title="累计")
    assert found["layout"]["legend"]["y"] > 1


def test_quadrants_are_cut_where_they_are_told_to_be():
    found = charts.quadrants(
        [Dot("收费", 40, 30, "x"), Dot("态度", 80, 10, "y")], "表现", "重要", (60, 20), ["1", "2", "3", "4"]
    )
    across, up = found["layout"]["shapes"]
    assert (across["x0"], up["y0"]) == (60, 20)
    low, high = found["layout"]["xaxis"]["range"]
    assert low < 40 and high > 80


def test_kinds_are_told_apart_by_patterns_and_steps_of_a_scale_by_shades():
    parts = [Part("按时", [1], ["1"]), Part("超时", [2], ["2"])]
    kinds = charts.stacks(["a"], parts, "count", "件", are_ordered=False)["data"]
    steps = charts.stacks(["a"], parts, "count", "件", are_ordered=True)["data"]
    assert len({trace["marker"]["pattern"]["shape"] for trace in kinds}) == 2
    assert len({trace["marker"]["color"] for trace in steps}) == 2


def test_a_curve_begins_at_nothing_on_the_day_of_receipt():
    (trace,) = charts.steps([Curve("公司", [3, 7], [0.4, 0.9])], "天", "%", last_day=30)["data"]
    assert (trace["x"], trace["y"]) == ([0.0, 3, 7], [0.0, 40.0, 90.0])


@pytest.mark.parametrize(
    "chart",
    [
        charts.over_time([line()], "share", "<i>%</i>"),
        charts.heat(["<b>a"], ["<b>c"], [[1]], [["<b>1"]], "count"),
        charts.pareto(["<b>a"], [1], [1.0], ["<b>"], count_title="<b>", share_title="<b>"),
        charts.quadrants([Dot("<b>a", 1, 1, "<b>")], "<b>x", "<b>y", (1, 1), ["<b>"] * 4),
        charts.stacks(["<b>a"], [Part("<b>", [1], ["<b>"])], "count", "<b>", are_ordered=True),
        charts.steps([Curve("<b>a", [1], [1.0])], "<b>", "<b>", last_day=3),
    ],
    ids=["lines", "heat", "pareto", "quadrants", "stacks", "steps"],
)
def test_no_text_of_the_exports_is_read_as_markup(chart):
    assert "<b>" not in json.dumps(chart, ensure_ascii=False)


def test_a_difference_that_may_be_chance_has_a_hollow_mark_and_one_that_is_not_shown_has_none():
    rows = [
        Range("望江苑", -0.4, -0.5, -0.3, "20%", True),
        Range("锦绣园", 0.1, -0.1, 0.3, "60%", False),
        Range("翠屏", None, None, None, "–", False),
    ]
    found = charts.ranges(rows, "share", "百分点")
    (trace,) = found["data"]
    assert trace["marker"]["symbol"] == ["circle", "circle-open", "circle-open"]
    assert trace["x"] == [-40.0, 10.0, None]
    assert trace["error_x"]["array"] == pytest.approx([10.0, 20.0, 0.0])
    assert trace["error_x"]["arrayminus"] == pytest.approx([10.0, 20.0, 0.0])
    assert found["layout"]["shapes"][0]["x0"] == 0


def test_a_scale_of_eleven_codes_runs_from_the_lightest_shade_to_the_darkest():
    parts = [Part(str(code), [0.1], ["10%"]) for code in range(11)]
    shades = [
        trace["marker"]["color"] for trace in charts.stacks(["推荐"], parts, "share", "%", are_ordered=True)["data"]
    ]
    assert shades == sorted(shades)
    assert (shades[0], shades[-1], len(set(shades))) == ("#000011", "#000020", 10)


def titled_by_an_export():
    from dashboards import panels

    panels.nothing("First: “**lifts** :red[late]”", "panel", "nothing")


def test_a_question_of_a_survey_in_the_title_of_a_panel_is_not_read_as_markup():
    (heading,) = AppTest.from_function(titled_by_an_export).run().subheader
    assert "\\*\\*lifts\\*\\* \\:red\\[late\\]" in heading.value


@pytest.mark.parametrize(("count", "named"), [(7, 7), (12, 6), (24, 8)])
def test_members_of_a_cycle_are_named_as_many_as_fit_a_phone(count, named):
    members = [f"m{at}" for at in range(count)]
    chart = charts.profile(
        members, [0.1] * count, [None] * count, members, [False] * count, axis_title="%", names=("a", "b")
    )
    labels = chart["layout"]["xaxis"]["ticktext"]
    assert len([label for label in labels if label]) == named
