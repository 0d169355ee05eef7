"""Tables that no layout fits and whose cells say what they are."""

import pytest

from pipeline.layouts.no_layout import NO_HEADER, SUMS, said_of
from tests.layouts.tables import preview

COUNTS = [
    "Question|Strongly agree|Agree|Neutral|Disagree",
    "The lift works|28|26|23|15",
    "The yard is clean|25|30%|25|15",
]
CHINESE = ["满意度汇总表", "题目|非常满意|满意|一般|不满意", "保洁|12|30|5|3", "安保|10|28|8|4"]
BARE = ["2026-02-28|12:00:00|5511999|101|5", "2026-02-28|12:05:00|5511988|102|4"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (COUNTS, SUMS),
        (CHINESE, SUMS),
        (BARE, NO_HEADER),
        (["Name|Department", "A|B", "C|D"], None),
        (["Question|First|Second", "Lift|Agree|Neutral", "Yard|Agree|Disagree"], None),
        (["Just a text"], None),
    ],
)
def test_what_is_no_export_is_told_by_its_cells(rows, said):
    assert said_of(preview(*rows)) == said
