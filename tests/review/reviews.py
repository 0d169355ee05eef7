"""A small review made by hand, with every kind of block and texts that try to be code in the formats they are written to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from pipeline.review.model import (
    Bullets,
    Chart,
    Column,
    Figure,
    Finding,
    Paragraph,
    Question,
    Review,
    Section,
    Sentence,
    Series,
    Table,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    '#panic() #read("/etc/passwd")',
    "$x$ \\ *bold* _em_ `raw` @label <label>",
    '=HYPERLINK("http://example.com","x")',
    "+1+cmd|' /C calc'!A0",
    "{{7*7}} %s {0} & &amp; '\"",
)
LONG = "您对小区地下车库、电梯间、消防通道以及公共活动场地的日常清洁、照明和安全管理工作总体上是否感到满意（0-10分）"
LONG_EN = (
    "How satisfied are you with cleaning, lighting and safety of the underground car park and of the playgrounds (0-10)"
)


def small_review(language: Literal["zh", "en"]) -> Review:
    """Return the review: two findings, a section of every kind of block, an empty one, a hidden one, a comment."""
    is_zh = language == "zh"
    return Review(
        title="2024 年四季度满意度与投诉季度回顾"
        if is_zh
        else "Quarterly review of satisfaction and complaints, 2024 Q4",
        subtitle="全部小区" if is_zh else "All communities",
        language=language,
        start=date(2024, 10, 1),
        end=date(2024, 12, 31),
        communities=("XM01", "XM02"),
        is_whole=True,
        as_of=datetime(2025, 2, 1),
        run="20250201-080000-1",
        findings=(_better(is_zh), _worse(is_zh)),
        family_size=12,
        summary=(Sentence("共比较 12 项。" if is_zh else "12 comparisons were made."),),
        sections=(
            _resolution(is_zh),
            _drivers(is_zh),
            Section("complaints", "投诉" if is_zh else "Complaints", ()),
            _hostile(is_zh),
        ),
        hidden=("方法与数据质量" if is_zh else "Method and data quality",),
        is_sample=True,
    )


def share(value: float | None, member: str, *, half: float = 0.05, column: str = "on_time_rate") -> Figure:
    """Return the on-time rate of a community as a figure, withheld where ``value`` is None."""
    question = Question("metric", {"name": "on_time_rate", "by": ["community_id"], "period": "1q"})
    if value is None:
        return Figure(question, {"community_id": member}, column, None, "share", "–")
    low, high = max(value - half, 0), min(value + half, 1)
    text = f"{value * 100:.1f}%"
    return Figure(question, {"community_id": member}, column, value, "share", text, low, high, f"{value * 500:.0f}/500")


def change(value: float, member: str, is_zh: bool, mark: str = "") -> Figure:
    """Return a change of the on-time rate of a community, with the mark of one that is beyond chance."""
    known = share(abs(value), member, column="change")
    unit = "个百分点" if is_zh else "points"
    return replace(known, value=value, text=f"{mark}{'+' if value > 0 else '−'}{abs(value) * 100:.1f} {unit}", n="")


def count(value: int, member: str) -> Figure:
    """Return a number of complaints as a figure."""
    return Figure(Question("pareto", {"months": 3}), {"type": member}, "cases", float(value), "stock", f"{value:,}")


def _better(is_zh: bool) -> Finding:
    figure = share(0.824, "XM01")
    text = (
        "云栖花苑 按时率为 82.4%，超出正常波动。"
        if is_zh
        else "On-time rate of Yunqi was 82.4%, beyond usual variation."
    )
    also = share(0.713, "XM02")
    support = f"锦湖雅居 为 {also.text}。" if is_zh else f"Jinhu was at {also.text}."
    chart = _lines(is_zh, "better_chart", 1)
    headline = "云栖花苑：按时率改善" if is_zh else "Yunqi: on-time rate improved"
    supports = (Sentence(support, (also,)),)
    return Finding(
        headline, Sentence(text, (figure,)), "better", supports, chart, "resolution", "resolution?period=2024Q4"
    )


def _worse(is_zh: bool) -> Finding:
    figure = share(0.312, "XM03")
    text = f"{HOSTILE[0]} 为 31.2%。" if is_zh else f"{HOSTILE[0]} was 31.2%."
    return Finding(HOSTILE[1], Sentence(text, (figure,)), "worse", (), None, "hostile", "resolution?x=<b>&y=1")


def _resolution(is_zh: bool) -> Section:
    long = LONG if is_zh else LONG_EN
    names = ("云栖花苑", "锦湖雅居", long, "望江府") if is_zh else ("Yunqi", "Jinhu", long, "Wangjiang")
    figures = (share(0.824, "XM01"), share(0.713, "XM02"), share(0.552, "XM04"), share(None, "XM03"))
    changes = (change(0.031, "XM01", is_zh, "▲ "), change(-0.012, "XM02", is_zh), "–", "–")
    rows = tuple((name, one, one.n, moved) for name, one, moved in zip(names, figures, changes, strict=True))
    titles = ("小区", "按时率", "样本", "较上季度") if is_zh else ("Community", "On-time rate", "n", "To last quarter")
    units = ("text", "share", "text", "change")
    table = Table(
        "on_time",
        "各小区按时率" if is_zh else "On-time rate by community",
        tuple(Column(title, unit) for title, unit in zip(titles, units, strict=True)),
        rows,
        ("少于 10 份的不显示。" if is_zh else "Fewer than 10 are not shown.",),
    )
    heading = Paragraph((Sentence("按小区" if is_zh else "By community"),), is_heading=True)
    said = Sentence("全公司 按时率为 68.9%。" if is_zh else "The company was at 68.9%.", (share(0.689, "all"),))
    blocks = (
        Paragraph((said, Sentence("没有目标。" if is_zh else "There is no target."))),
        heading,
        _bars(is_zh, names[:3], figures[:3]),
        table,
        _lines(is_zh, "course_chart", 3),
    )
    comment = (
        "请工程部说明。\n第二段 <b>不加粗</b> #1 $2$"
        if is_zh
        else "Engineering to explain.\nSecond <b>not bold</b> #1 $2$"
    )
    return Section("resolution", "解决与规范" if is_zh else "Resolution", blocks, comment)


def _bars(is_zh: bool, names: tuple[str, ...], figures: tuple[Figure, ...]) -> Chart:
    return Chart(
        name="on_time_chart",
        kind="bars",
        title="哪些小区按时解决？" if is_zh else "Which communities resolve on time?",
        alt="共 3 项，最高 82.4%。" if is_zh else "3 members, highest 82.4%.",
        categories=names,
        series=(Series("按时率" if is_zh else "On-time rate", figures),),
        unit="share",
        axis=("按时率（%）" if is_zh else "On-time rate (%)",),
        line=(0.7,),
        line_label="目标 70.0%" if is_zh else "Target 70.0%",
        highlighted=names[:1],
    )


def _lines(is_zh: bool, name: str, lines: int) -> Chart:
    """Return a chart of lines over five quarters, with a gap in the second line."""
    quarters = ("2023Q4", "2024Q1", "2024Q2", "2024Q3", "2024Q4")
    series = []
    for at in range(lines):
        values = [0.5 + 0.1 * at + 0.04 * place for place in range(len(quarters))]
        shown = [None if (at, place) == (1, 2) else share(value, f"XM0{at}") for place, value in enumerate(values)]
        series.append(
            Series(("云栖花苑", "锦湖雅居", "全公司")[at] if is_zh else ("Yunqi", "Jinhu", "All")[at], tuple(shown))
        )
    return Chart(
        name=name,
        kind="lines",
        title="按时率是在上升还是下降？" if is_zh else "Is the on-time rate rising or falling?",
        alt="五个季度。" if is_zh else "Five quarters.",
        categories=quarters,
        series=tuple(series),
        unit="share",
        axis=("按时率（%）" if is_zh else "On-time rate (%)",),
    )


def _drivers(is_zh: bool) -> Section:
    names = (
        ("投诉处理", "设施设备", "安全秩序", "环境卫生") if is_zh else ("Handling", "Equipment", "Safety", "Cleaning")
    )
    across = tuple(
        share(value, name, column="performance") for value, name in zip((0.59, 0.6, 0.7, 0.72), names, strict=True)
    )
    up = tuple(share(value, name, column="weight") for value, name in zip((0.17, 0.16, 0.04, 0.05), names, strict=True))
    matrix = Chart(
        name="matrix",
        kind="quadrants",
        title="优先改进什么？" if is_zh else "What to improve first?",
        alt="左上方的优先。" if is_zh else "Upper left first.",
        categories=names,
        series=(Series("表现" if is_zh else "Performance", across), Series("权重" if is_zh else "Weight", up)),
        unit="share",
        axis=("表现（%）", "权重（%）") if is_zh else ("Performance (%)", "Weight (%)"),
        line=(0.65, 0.1),
        highlighted=names[:1],
        corners=("优先改进", "继续保持", "暂缓投入", "可能投入过多") if is_zh else ("first", "keep", "later", "less"),
    )
    kinds = ("设施类", "安全类", "服务类") if is_zh else ("Equipment", "Safety", "Service")
    cases = tuple(count(value, kind) for value, kind in zip((1412, 86, 7), kinds, strict=True))
    columns = Chart(
        "types",
        "columns",
        matrix.title,
        matrix.alt,
        kinds,
        (Series("n", cases),),
        "stock",
        ("件数" if is_zh else "Cases",),
    )
    answers = ("满意", "一般", "不满意") if is_zh else ("Satisfied", "Neither", "Dissatisfied")
    parts = tuple(
        Series(answer, tuple(share(value, kind, half=0) for kind in kinds))
        for answer, value in zip(answers, (0.521, 0.204, 0.275), strict=True)
    )
    stacks = Chart("answers", "stacks", matrix.title, matrix.alt, kinds, parts, "share", ("%",))
    text = "投诉处理：权重 17.0%。" if is_zh else "Handling: weight 17.0%."
    bullets = Bullets((Sentence(text, (up[0],)), Sentence("这些是关联。" if is_zh else "These go together, no more.")))
    return Section(
        "drivers", "什么影响总体满意度" if is_zh else "What moves satisfaction", (matrix, columns, stacks, bullets)
    )


def _hostile(is_zh: bool) -> Section:
    """Return a section of texts that are code somewhere."""
    rows = tuple((text, share(0.1 + at / 100, f"H{at}")) for at, text in enumerate(HOSTILE))
    titles = (HOSTILE[0], "按时率" if is_zh else "On-time rate")
    table = Table("hostile", HOSTILE[2], (Column(titles[0]), Column(titles[1], "share")), rows, (HOSTILE[3],))
    figures = tuple(share(0.1 + at / 100, f"H{at}") for at in range(len(HOSTILE)))
    chart = Chart(
        "hostile_chart", "bars", HOSTILE[3], HOSTILE[2], HOSTILE, (Series(HOSTILE[1], figures),), "share", (HOSTILE[3],)
    )
    return Section("hostile", HOSTILE[3], (Bullets(tuple(Sentence(text) for text in HOSTILE)), table, chart))
