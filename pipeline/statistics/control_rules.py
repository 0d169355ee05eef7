"""Rules that tell a special cause from common variation on a control chart, under the name of their rule set.

Making Data Count (NHS, as NHSRplotthedots computes it), per run of points with the same limits, first that holds wins:
    outside a limit; 7 points rising or falling (6 steps); 2 of 3 points between 2σ and 3σ with all 3 on the same side of
    the centre; 7 points on one side. Every point of such a window is marked; of 2 in 3 only the points near the limit.
Nelson 1984, rules 1 to 8, each marked at the point that completes a window:
    1 beyond 3σ; 2 nine on one side; 3 six points steadily up or down; 4 fourteen alternating; 5 two of three beyond 2σ
    on one side; 6 four of five beyond 1σ on one side; 7 fifteen within 1σ; 8 eight beyond 1σ on either side.

A point on a line is not beyond it. A gap (NaN) belongs to no window. Chart signals support a finding, they are none.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.statistics.control_charts import SIGMAS, Chart
from pipeline.statistics.intervals import Array

RUN = 7
TOUCHING = 1e-9

COMMON_CAUSE = "common_cause"
HIGH = {"above_limit", "rising", "two_of_three_high", "seven_above"}
LOW = {"below_limit", "falling", "two_of_three_low", "seven_below"}


def making_data_count(chart: Chart) -> Array:
    """Return, per point, ``common_cause`` or the first rule of Making Data Count that it breaks (``HIGH``, ``LOW``)."""
    found = np.full(len(chart.values), COMMON_CAUSE, dtype=object)
    for number in np.unique(chart.phase):
        here = np.flatnonzero(chart.phase == number)
        found[here] = _causes(chart.values[here], _offsets(chart)[here])
    return found


def variation(causes: Any, better: int) -> Array:
    """Return, per special cause, ``improvement`` or ``concern``; ``high`` or ``low`` where no direction is better (0).

    Args:
        causes: As ``making_data_count`` returns them.
        better: 1 where higher figures are better, −1 where lower ones are, 0 where neither.
    """
    sides = {**dict.fromkeys(HIGH, 1), **dict.fromkeys(LOW, -1)}
    names = {1: "improvement", -1: "concern"} if better else {1: "high", -1: "low"}
    words = [names.get(sides.get(cause, 0) * (better or 1), COMMON_CAUSE) for cause in causes]
    return np.asarray(words, dtype=object)


def assurance(chart: Chart, target: float, better: int) -> str | None:
    """Return whether the process, as it runs now, ``meets``, ``misses`` or ``may_meet`` the target.

    Judged by the newest limits; None where these are undefined or no direction is better.
    """
    if not better or not len(chart.values) or np.isnan(chart.upper[-1]):
        return None
    if chart.lower[-1] <= target <= chart.upper[-1]:
        return "may_meet"
    return "meets" if (target < chart.lower[-1]) == (better > 0) else "misses"


def nelson(chart: Chart, *, trend_points: int = 6, alternating_points: int = 14) -> dict[int, Array]:
    """Return rule → True per point at which a window that breaks it ends, over all points as one run.

    ``trend_points`` and ``alternating_points``: Nelson's; Minitab reads rules 3 and 4 as 7 and 15 points.
    """
    z = _offsets(chart)
    steps = np.sign(np.diff(chart.values))
    turns = steps[1:] * steps[:-1] < 0
    rising, falling = (_ends(steps == way, trend_points - 1) for way in (1, -1))
    return {
        1: np.abs(z) > SIGMAS,
        2: one_side(chart, 9),
        3: np.concatenate([[False], rising | falling])[: len(z)],
        4: np.concatenate([[False, False], _ends(turns, alternating_points - 2)])[: len(z)],
        5: _completed(z > 2, 3, 2) | _completed(z < -2, 3, 2),
        6: _completed(z > 1, 5, 4) | _completed(z < -1, 5, 4),
        7: _ends(np.abs(z) < 1, 15),
        8: _ends(np.abs(z) > 1, 8),
    }


def one_side(chart: Chart, points: int) -> Array:
    """Return True per point at which a run of ``points`` on one side of the centre ends (or goes on)."""
    side = np.sign(_offsets(chart))
    return _ends(side > 0, points) | _ends(side < 0, points)


def beyond_limits(chart: Chart) -> Array:
    """Return True per point outside its limits."""
    return np.abs(_offsets(chart)) > SIGMAS


def _causes(values: Array, z: Array) -> Array:
    side = np.sign(z)
    steps = np.concatenate([[0.0], np.sign(np.diff(values))])
    rising, falling = (_members(_ends(steps == way, RUN - 1), RUN) for way in (1, -1))
    after = np.concatenate([rising[1:], [False]])  # a turning point belongs to the trend that follows
    near = (np.abs(z) > 2) & (np.abs(z) <= SIGMAS)
    high, low = (_members(_ends(near, 3, 2) & _ends(side == way, 3), 3) & near for way in (1, -1))
    above, below = (_members(_ends(side == way, RUN), RUN) for way in (1, -1))
    rules = {
        "above_limit": z > SIGMAS,
        "below_limit": z < -SIGMAS,
        "rising": rising & (after | ~falling),
        "falling": falling,
        "two_of_three_high": high,
        "two_of_three_low": low,
        "seven_above": above,
        "seven_below": below,
    }
    return np.select(list(rules.values()), list(rules), COMMON_CAUSE)


def _offsets(chart: Chart) -> Array:
    """Return distances from the centre in sigmas, those of points on a line exact; ±0.5 where sigma is undefined."""
    distance = chart.values - chart.centre
    distance = np.where(np.abs(distance) <= 1e-12 * np.abs(chart.centre), 0.0, distance)
    z = np.where(np.isnan(chart.sigma), np.sign(distance) / 2, distance / chart.sigma)
    return np.where(np.abs(z - np.round(z)) < TOUCHING, np.round(z), z)


def _ends(flags: Array, points: int, at_least: int | None = None) -> Array:
    """Return True where a window of ``points`` ends in which ``at_least`` (default: all) flags are true."""
    flagged = np.concatenate([np.zeros(points), np.cumsum(flags)])
    return flagged[points:] - flagged[:-points] >= (at_least or points)


def _completed(flags: Array, points: int, at_least: int) -> Array:
    """Return True at the flagged points with which ``at_least`` of the last ``points`` are flagged."""
    return flags & _ends(flags, points, at_least)


def _members(ends: Array, points: int) -> Array:
    """Return True for every point of the windows that end where ``ends`` is true."""
    return _ends(ends[::-1], points, at_least=1)[::-1]
