"""Random complaints whose moments lie on, just before and just after the limits of metrics and the end of the exports."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.metrics.conftest import RECORDED, complaint

AS_OF = datetime(2024, 4, 1)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WITHIN = 7
AFTER = [timedelta(0), DAY, WITHIN * DAY - MINUTE, WITHIN * DAY, WITHIN * DAY + MINUTE, 20 * DAY, 40 * DAY]
AGES = [timedelta(hours=1), *(n * DAY for n in (1, 6, 7, 8, 9, 30, 45)), WITHIN * DAY + MINUTE]
UNRECORDED = ("reopened", "called_back", "callback_answer", "responded", "response_clock")


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a row of ``fct_complaint``, contradictions and what is not in the export included."""
    received = AS_OF - draw(st.sampled_from(AGES))

    def later(than: datetime | None, *, often: int = 1) -> datetime | None:
        """Draw a moment after another; at times none, at times the end of the exports."""
        after = None if than is None else draw(st.sampled_from([None, AS_OF - than, *AFTER * often]))
        return None if after is None else than + after

    resolved = later(received, often=3)
    reopened = later(resolved)
    second = later(reopened)
    again = later(second)
    closed = later(resolved or received)
    at = {
        "reopened_at": reopened,
        "second_resolved_at": second,
        "second_reopened_at": again,
        "last_resolved_at": later(again) if again else second,
        "closed_at": closed,
        "called_back_at": later(closed or received),
        "due_at": later(received),
    }
    answered = later(received)
    flag = st.sampled_from([None, True, False])
    left_out = draw(st.lists(st.sampled_from(UNRECORDED), max_size=2, unique=True))
    case = complaint(
        str(received),
        str(resolved) if resolved else None,
        **{name: str(moment) for name, moment in at.items() if moment},
        responded_at=str(answered) if answered else None,
        response_seconds=draw(st.sampled_from([None, 86_399, 86_400, 86_401])) if answered else None,
        outcome=draw(st.sampled_from([None, None, None, "withdrawn", "merged"])),
        status=draw(st.sampled_from([None, "open", "closed"])),
        timing_problem=draw(st.sampled_from([*[None] * 6, "resolved_before_received"])),
        resolved_from=draw(st.sampled_from(["finished", "finished", "closed"])) if resolved else None,
        has_resolution_field=draw(st.sampled_from([True, True, True, False])),
        has_closing_field=draw(st.sampled_from([True, True, False])),
        recorded=",".join(step for step in RECORDED.split(",") if step not in left_out),
        callback_answer=draw(
            st.sampled_from([None, "satisfied", "neutral", "dissatisfied", "not_reached", "not_called"])
        ),
        is_confirmed_resolved=draw(flag),
        response_due_at=str(due) if (due := later(received)) else None,
        is_response_due_met=draw(flag),
        callback_due_at=str(due) if (due := later(received)) else None,
        is_callback_due_met=draw(flag),
        due_from=draw(st.sampled_from(["export", "limit"])),
        is_due_estimated=draw(st.booleans()),
        cases=draw(st.integers(1, 3)),
    )
    return case | {
        "days_to_second_resolution": _days(received, second),
        "days_to_second_reopening": _days(received, again),
    }


def _days(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else -((start - end) // DAY)
