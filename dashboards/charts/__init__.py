"""Charts as plain dicts for Plotly (building its objects costs ten times as much): calm, one accent, unit on the axis.

Colours come from the theme, so that they fit light and dark: Streamlit puts its chart colours in the place of ``#000001`` and
so on. Values and n stand as text beside the marks, and signals have shapes of their own: nothing is told by colour alone.
"""

from dashboards.charts.bars import Bar, in_words, ranked_bars
from dashboards.charts.base import CONFIG
from dashboards.charts.funnel import Member, funnel
from dashboards.charts.heat import heat
from dashboards.charts.lines import Band, Line, Marker, over_time
from dashboards.charts.pareto import pareto
from dashboards.charts.profile import profile
from dashboards.charts.quadrants import Dot, quadrants
from dashboards.charts.ranges import Range, ranges
from dashboards.charts.stacks import Part, stacks
from dashboards.charts.steps import Curve, steps

__all__ = [
    "CONFIG", "Band", "Bar", "Curve", "Dot", "Line", "Marker", "Member", "Part", "Range", "funnel", "heat", "in_words",
    "over_time", "pareto", "profile", "quadrants", "ranges", "ranked_bars", "stacks", "steps",
]  # fmt: skip
