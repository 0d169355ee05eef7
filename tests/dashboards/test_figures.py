"""What pages say of figures: changes that round to nothing have no sign, and a chart without any figure is not drawn."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboards import figures, formats


@pytest.mark.parametrize(
    ("difference", "unit", "shown"),
    [(0.0004, "index", "0.0"), (-0.0004, "index", "0.0"), (0.06, "index", "+0.1"), (-1234, "count", "−1,234")],
)
def test_a_change_that_rounds_to_nothing_has_no_sign(difference, unit, shown):
    assert formats.change(difference, unit) == shown


@pytest.mark.parametrize(
    ("statuses", "drawn"),
    [
        ([], False),
        (["no_data"], False),
        (["not_in_export", "no_data"], False),
        (["no_data", "ok"], True),
        (["small"], True),
    ],
)
def test_a_chart_is_drawn_where_some_member_has_a_figure(statuses, drawn):
    shown = figures.Breakdown(None, "community", "community_id", pd.DataFrame({"status": statuses}))
    assert figures.has_figures(shown) is drawn


@pytest.mark.parametrize(
    ("n_text", "in_the_file"), [("1234", 1234), ("21.0", 21), ("<5", "<5"), ("3/3", "3/3"), ("", "")]
)
def test_a_spreadsheet_program_can_count_with_the_n_of_a_download(n_text, in_the_file):
    assert formats.number_or_text(n_text) == in_the_file
