"""Rows of a survey that are no responses: previews as the layout names them, sums and means below the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from pipeline.staging.sql import literal, value_list
from pipeline.staging.survey_words import total_row_labels

if TYPE_CHECKING:
    from pipeline.staging.survey_responses import SurveyTable

FEWEST_MEANS = 3
ROUNDING = 0.0051  # a mean is written with two decimals or more


def drop_code(connection: duckdb.DuckDBPyConnection, survey: SurveyTable) -> str:
    """Return the expression of the reason code of a row that is no response, null for the others."""
    first = ", ".join(f"c{index}" for index in range(min(3, survey.table.width)))
    is_total = f"lower(trim(coalesce({first}), ' :：')) in {value_list(total_row_labels())}"
    cases = [
        f"when {survey.field(name)} = {literal(text)} then {literal(code)}"
        for name, texts in survey.match.layout.drop.items()
        if survey.match.column(name)
        for text, code in texts.items()
    ]
    means = _row_of_means(connection, survey)
    cases += [f"when row_number = {means} then 'total_row'"] if means else []
    return f"case {' '.join(cases)} when {is_total} then 'total_row' end"


def _row_of_means(connection: duckdb.DuckDBPyConnection, survey: SurveyTable) -> int | None:
    """Return the last row where all its numbers are the means of the answers above, and not all of them whole, or most of them, none of these
    whole, where somebody changed answers later; None where it is a response."""
    rated = [question.index for question in survey.scored() if question.sheet.numbers]
    if len(rated) < FEWEST_MEANS or survey.table.rows_read <= FEWEST_MEANS:
        return None
    numbers = [f"try_cast(c{index} as double)" for index in rated]
    (last,) = connection.execute(f"select max(row_number) from {survey.table.relation}").fetchall()[0]
    columns = ", ".join(
        f"max({number}) filter (where row_number = {last}), avg({number}) filter (where row_number < {last})"
        for number in numbers
    )
    found = connection.execute(f"select {columns} from {survey.table.relation}").fetchall()[0]
    pairs = [
        (own, mean) for own, mean in zip(found[::2], found[1::2], strict=True) if own is not None and mean is not None
    ]
    means = [own for own, mean in pairs if abs(own - mean) <= ROUNDING]
    broken = sum(1 for own in means if own != int(own))
    are_means = len(means) == len(pairs) or 2 * broken > len(pairs)
    return last if are_means and broken and len(means) >= FEWEST_MEANS else None
