"""What frames are cut to before anything is counted."""

from datetime import datetime

import narwhals as nw
import pandas as pd

from pipeline.metrics.frames import within


def test_the_first_moment_of_the_next_period_is_not_in_a_period():
    days = [datetime(2023, 12, 31), datetime(2024, 1, 1), datetime(2024, 3, 31, 23, 59), datetime(2024, 4, 1)]
    frame = nw.from_native(pd.DataFrame({"day": days})).lazy()
    assert within(frame, "day", datetime(2024, 1, 1), "1q").collect()["day"].to_list() == days[1:3]
    assert len(within(frame, "day", None, None).collect()) == 4
