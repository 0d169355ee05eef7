"""How a survey was taken: one generated statement per survey (specification clause ch6.m1; 调查方法说明).

    method, period, invited → received → valid, response rate, margin reached, weighting, what was left out and why,
    how the sample was drawn, incentive

Figures are those of ``response_rate``, ``valid_share``, ``margin_of_error`` and ``top_two_box_weighted``, of the survey
alone and as of its end, so that households are those of its time. What nobody gave (invited, sample, incentive) is said to
be unknown. Of chosen communities there is no response rate: nobody said how many were invited in each.

Grain: one statement per survey, the newest first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipeline.analysis.method_words import statement
from pipeline.analysis.selection import Selection, selected
from pipeline.metrics.compute import K_FIGURES, compute
from pipeline.metrics.result import OK, Result
from pipeline.metrics.valid_share import REASONS

OVERALL = "overall"
MARGIN_PCT = 5
MARGINS = ["community", "respondents", "households", "margin_of_error", "required_n", "status", "n_text"]


@dataclass(frozen=True)
class Survey:
    """How one survey was taken. What nobody said is None; figures that may not be shown are None or NaN.

    Attributes:
        first_on, last_on: The period it stands for, else the days of its first and last answer.
        channels: Through which the answers came, in order of their names.
        invited: None too where only some communities are looked at.
        responses, valid: Received, and valid.
        left_out: Reason → responses that break this rule of validity, ``too_fast`` (a flag) among them.
        indicator: Name of the indicator that the margin is of, by language.
        margin: Half the width of the 95 % interval of its satisfied share, 0 to 1.
        respondents, households, required_n: That the margin rests on, and answers that 5 points take.
        is_weighted: Whether figures of all communities together are weighted by households; None of a single community.
        is_part: Only chosen communities are looked at.
        margins: One row per community: ``MARGINS``.
        text: The statement, in ``zh`` and ``en``.
    """

    survey_id: str
    title: str
    method: str | None
    first_on: date | None
    last_on: date | None
    channels: tuple[str, ...]
    sample: str | None
    incentive: str | None
    invited: int | None
    responses: int | None
    valid: int | None
    left_out: Mapping[str, int]
    indicator: Mapping[str, str]
    margin: float
    respondents: float
    households: float
    required_n: float
    is_weighted: bool | None
    is_part: bool
    margins: pd.DataFrame

    @property
    def response_rate(self) -> float | None:
        """Responses per invited, 0 to 1."""
        return self.responses / self.invited if self.invited and self.responses is not None else None

    @property
    def valid_response_rate(self) -> float | None:
        """Valid responses per invited, 0 to 1."""
        return self.valid / self.invited if self.invited and self.valid is not None else None

    @property
    def text(self) -> dict[str, str]:
        """The statement, in ``zh`` and ``en``."""
        return statement(self)


def method_statements(
    connection: duckdb.DuckDBPyConnection,
    *,
    where: Mapping[str, Any] | None = None,
    during: str | None = None,
    language: str = "zh",
    k: int = K_FIGURES,
) -> list[Survey]:
    """Return how each survey of a selection was taken, the newest first.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        where: ``community`` and ``survey`` → value or values; empty: all.
        during: Days in which a survey has answers: ``2024``, ``2024Q4`` or ``2024-12``; what is said is of the whole survey.
        language: ``zh`` or ``en``, of the names in ``margins``.
        k: Smallest group of answers whose figure is shown.

    Raises:
        UsageError: If the period cannot be read.
        UnknownColumnError: If ``where`` has another column.
    """
    selection = selected(connection, where, during)
    communities = selection.where.get("community_id")
    return [_of_survey(connection, row, communities, language, k) for row in _surveys(connection, selection)]


def _surveys(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[dict[str, Any]]:
    """Return the surveys of any method that were answered in the selection, valid or not."""
    met, values = selection.conditions(of_any=True)
    found = connection.execute(
        f"""
        select survey_id, coalesce(title, survey_id) as title, dim_survey.method as method, invited, sample, incentive,
            coalesce(period_start, min(submitted_on)) as first_on, coalesce(period_end, max(submitted_on)) as last_on,
            greatest(period_end, max(submitted_on)) as ends_on,
            list_sort(array_agg(distinct channel) filter (where channel is not null)) as channels
        from fct_response join dim_survey using (survey_id)
        where survey_id in (select survey_id from fct_response where {met})
        group by survey_id, title, dim_survey.method, invited, sample, incentive, period_start, period_end
        order by last_on desc nulls last, survey_id
        """,
        values,
    )
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _of_survey(
    connection: duckdb.DuckDBPyConnection,
    row: Mapping[str, Any],
    communities: Sequence[str | None] | None,
    language: str,
    k: int,
) -> Survey:
    where = {"survey_id": [row["survey_id"]], "method": [row["method"]]}
    if communities is not None:
        where["community_id"] = list(communities)
    after = datetime.combine(row["ends_on"] + timedelta(days=1), datetime.min.time()) if row["ends_on"] else None

    def figures(name: str, by: Sequence[str] = ()) -> Result:
        """Compute a metric of this survey, as of its end."""
        return compute(connection, name, by=by, where=where, as_of=after, language=language, k=k)

    counted = _one(figures("valid_share").frame)
    margins, together = figures("margin_of_error", ["community_id"]).frame, figures("margin_of_error").frame
    asked = _asked(together)
    whole = _one(together[together["indicator_id"] == asked])
    margins = margins[margins["indicator_id"] == asked]
    return Survey(
        **{name: row[name] for name in ("survey_id", "title", "method", "first_on", "last_on", "sample", "incentive")},
        channels=tuple(row["channels"] or ()),
        invited=row["invited"] if communities is None else None,
        responses=_count(counted, "responses"),
        valid=_count(counted, "valid"),
        left_out={reason: _count(counted, reason) or 0 for reason in REASONS},
        indicator=_names(connection, asked),
        margin=whole.get("margin_of_error", np.nan),
        respondents=whole.get("respondents", np.nan),
        households=whole.get("households", np.nan),
        required_n=whole.get("required_n", np.nan),
        is_weighted=_is_weighted(figures("top_two_box_weighted").frame, asked) if len(margins) > 1 else None,
        is_part=communities is not None,
        margins=margins.reindex(columns=MARGINS).reset_index(drop=True),
    )


def _one(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the only row where it may be shown, else nothing."""
    shown = frame[frame["status"] == OK]
    return {} if shown.empty else {str(name): value for name, value in shown.iloc[0].items()}


def _count(row: Mapping[str, Any], name: str) -> int | None:
    return int(row[name]) if name in row else None


def _asked(frame: pd.DataFrame) -> str:
    """Return the indicator whose margin stands for the survey: overall satisfaction, else the one with the most answers."""
    known = frame[frame["status"] == OK].dropna(subset="indicator_id")
    if known.empty or (known["indicator_id"] == OVERALL).any():
        return OVERALL
    return str(known.sort_values("respondents", ascending=False, kind="stable")["indicator_id"].iloc[0])


def _names(connection: duckdb.DuckDBPyConnection, indicator: str) -> dict[str, str]:
    """Return the names of an indicator by language, its id where it has none."""
    statement = "select indicator_zh, indicator_en from dim_indicator where indicator_id = ?"
    zh, en = next(iter(connection.execute(statement, [indicator]).fetchall()), (None, None))
    return {"zh": zh or indicator, "en": en or zh or indicator}


def _is_weighted(frame: pd.DataFrame, indicator: str) -> bool | None:
    row = _one(frame[frame["indicator_id"] == indicator])
    return bool(row["is_weighted"]) if row else None
