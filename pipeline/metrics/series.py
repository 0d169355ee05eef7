"""Series: over which periods an indicator was asked in the same way, so that its figures can be compared (clause ch6.a3).

An indicator is asked in the same way as long as its questions, their wording (without spaces and punctuation), scale,
direction and satisfied codes stay. Where one of them changes the series breaks: the first period after the change is
marked, and no change is computed across it.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from pipeline.metrics.periods import Period, period_start

OF_SURVEYS = """
with asked as (
    select
        survey_id, indicator_id,
        string_agg(
            concat_ws('|', regexp_replace(lower(question), '[\\s\\pP]', '', 'g'), scale_min, scale_max, is_reversed, satisfied_codes),
            ';' order by question
        ) as wording
    from dim_question
    where indicator_id is not null
    group by survey_id, indicator_id
)
select distinct indicator_id, submitted_on, wording
from mart_score
join asked using (survey_id, indicator_id)
where submitted_on is not null and method = 'questionnaire'
"""


def series_of(connection: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    """Return ``indicator_id``, ``period_start``, ``series``, the wordings in the period as text, and ``is_break``: they differ from before."""
    rows = connection.execute(OF_SURVEYS).fetchall()
    starts = {day: pd.Timestamp(period_start(day, period)) for day in {day for _, day, _ in rows}}
    wordings: dict[tuple[str, pd.Timestamp], set[str]] = {}
    for indicator, day, wording in rows:
        wordings.setdefault((indicator, starts[day]), set()).add(wording)
    listed = [(indicator, start, "\n".join(sorted(found))) for (indicator, start), found in wordings.items()]
    series = pd.DataFrame(listed, columns=["indicator_id", "period_start", "series"])
    series = series.astype({"period_start": "datetime64[us]"}).sort_values(["indicator_id", "period_start"])
    before = series.groupby("indicator_id")["series"].shift()
    series["is_break"] = before.notna() & (before != series["series"])
    return series


def with_series(frame: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Add ``series`` and ``is_break`` of the indicator in the period, as of ``series_of``."""
    joined = frame.merge(series, on=["indicator_id", "period_start"], how="left")
    return joined.assign(is_break=joined["is_break"].eq(True))
