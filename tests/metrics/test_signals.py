"""The list of what changed: one family of all comparisons, each counted once."""

import numpy as np
import pandas as pd
import pytest

from pipeline.metrics.compute import compute
from pipeline.metrics.signals import signals
from pipeline.statistics.multiplicity import false_discovery
from tests.metrics.conftest import resolved, score


def month_of(result, month):
    """Return the result with its rows of one month of 2024."""
    return [(result, row) for _, row in result.frame[result.frame["period_start"].dt.month == month].iterrows()]


@pytest.fixture
def improved(warehouse):
    """April is better than March: 60 of 100 against 40 of 100 (p = 0.005)."""
    return compute(
        warehouse(resolved(3, 40, 60) + resolved(4, 60, 40), complaints_until="2024-06-01"),
        "resolution_rate",
        period="1mo",
    )


def with_p(result, p):
    """Return the April row as if its change had this p."""
    ((_, row),) = month_of(result, 4)
    return row.copy() if p is None else pd.concat([row.drop("p"), pd.Series({"p": p})])


def test_a_change_beyond_chance_is_a_signal_for_the_better(improved):
    (signal,) = signals(month_of(improved, 4))
    assert signal.row["change"] == pytest.approx(0.2)
    assert (signal.is_better, signal.family_size) == (True, 1)


def test_a_figure_that_stands_in_two_tables_is_one_comparison(improved):
    (signal,) = signals(month_of(improved, 4) * 3)
    assert signal.family_size == 1
    assert signal.q == pytest.approx(signal.row["p"])


def test_q_is_that_of_all_comparisons_together_and_the_list_ends_where_it_reaches_five_per_cent(improved):
    p = [0.004, 0.03, 0.2, 0.5]
    rows = [
        (improved, pd.concat([with_p(improved, each).drop("period_start"), pd.Series({"period_start": at})]))
        for at, each in enumerate(p)
    ]
    found = signals(rows)
    assert [signal.q for signal in found] == pytest.approx([q for q in false_discovery(np.array(p)) if q < 0.05])
    assert len(found) == 1  # 0.03 alone would be a signal; of four comparisons it is not


@pytest.mark.parametrize(("p", "found"), [(0.0499, 1), (0.05, 0)])
def test_five_per_cent_itself_is_no_signal(improved, p, found):
    assert len(signals([(improved, with_p(improved, p))])) == found


def test_an_indicator_asked_for_alone_is_the_comparison_that_stands_in_the_table_of_all(warehouse):
    given = [score("2024-01-05", value) for value in [40, 60] * 15]
    given += [score("2024-04-05", value) for value in [90, 100] * 15]
    connection = warehouse(scores=given, surveys_until="2024-07-01")
    whole = compute(connection, "satisfaction_index", period="1q")
    alone = compute(connection, "satisfaction_index", period="1q", where={"indicator_id": "attitude"})
    (signal,) = signals([*month_of(whole, 4), *month_of(alone, 4)])
    assert signal.family_size == 1


def test_what_could_not_be_compared_is_no_member_of_the_family(improved):
    (signal,) = signals([*month_of(improved, 3), *month_of(improved, 4)])
    assert signal.family_size == 1


def test_what_is_not_sure_counts_in_the_family_and_is_no_signal(improved):
    unsure = pd.concat([with_p(improved, 1e-9), pd.Series({"is_sure": False})])
    assert signals([(improved, unsure)]) == []
    other = pd.concat([with_p(improved, 0.04).drop("period_start"), pd.Series({"period_start": "later"})])
    (signal,) = signals([(improved, unsure), (improved, other)])
    assert signal.family_size == 2
