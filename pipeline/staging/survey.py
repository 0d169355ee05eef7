"""Survey exports: raw text rows → responses, ratings, needs, comments, questions and the survey itself, inside DuckDB.

Grain: one response per source row; ratings long, one row per response and question answered. Read ``stage_survey`` first,
then the modules in the order in which it calls them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import duckdb

from pipeline.config import Settings
from pipeline.ingest.table import RawTable, Sidecar
from pipeline.layouts.indicators import indicators, match_indicator
from pipeline.layouts.layout import Match
from pipeline.privacy.detect import looks_personal
from pipeline.staging.long_answers import is_long
from pipeline.staging.span import Span, time_span
from pipeline.staging.sql import literal
from pipeline.staging.staged import Staged
from pipeline.staging.survey_facts import write_comments, write_issues, write_needs, write_ratings, write_set_aside
from pipeline.staging.survey_identity import identify
from pipeline.staging.survey_notes import notes_of, notes_on_half_answered
from pipeline.staging.survey_profile import profile_columns
from pipeline.staging.survey_questions import Question, questions_of
from pipeline.staging.survey_ratings import is_direction_said
from pipeline.staging.survey_responses import SurveyTable, field_columns, write_responses
from pipeline.staging.survey_roles import assign_roles
from pipeline.staging.survey_told import legend_of
from pipeline.staging.times import time_columns

MACROS = Path(__file__).with_name("survey_macros.sql").read_text(encoding="utf-8")
VALUES_LOOKED_AT = 2000
RELATIONS = ("response", "rating", "need", "comment", "question", "survey", "rejected", "issue")


def stage_survey(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    match: Match,
    sidecar: Sidecar,
    settings: Settings,
    *,
    latest: datetime,
) -> Staged:
    """Type the rows of a survey export in the scratch database.

    Args:
        connection: Scratch connection with the macros of ``pipeline.privacy``.
        table: The raw table; ``row_number`` and ``c0 …``.
        latest: Moment of loading in the configured zone; responses submitted after it are rejected.

    Returns:
        Relations ``response``, ``rating``, ``need``, ``comment``, ``question``, ``survey``, ``rejected``, ``issue``, see
        ``pipeline.staging.staged``.

    Raises:
        InputError: If the sidecar's period cannot be read.
    """
    connection.execute(MACROS)
    survey = read_survey(connection, table, match, sidecar, settings)
    staged = f"{table.relation}_staged"
    names = {name: f"{staged}_{name}" for name in RELATIONS}
    write_responses(connection, survey, staged, latest)
    connection.execute(
        f"create view {names['response']} as select * exclude (ratings, reject_code{'' if is_long(match) else ', source_rows'}) from {staged} where reject_code is null"
    )
    _write_rejected(connection, survey, staged, names["rejected"])
    write_ratings(connection, survey, staged, names["rating"])
    if write_set_aside(connection, survey, staged, f"{staged}_set_aside"):
        names["set_aside"] = f"{staged}_set_aside"
    write_needs(connection, survey, staged, names["need"])
    write_comments(connection, survey, staged, names["comment"], keep=settings.free_text == "scrubbed")
    write_issues(connection, survey, staged, names["issue"])
    _write_questions(connection, survey, names["question"])
    span = _span(connection, survey, names["response"], latest)
    _write_survey(connection, survey, names)
    notes = (*notes_of(survey), *notes_on_half_answered(connection, staged))
    return Staged(dict(names), span.exported_at, span.newest_event_at, span.covers_until, notes)


def read_survey(
    connection: duckdb.DuckDBPyConnection, table: RawTable, match: Match, sidecar: Sidecar, settings: Settings
) -> SurveyTable:
    """Return how a survey table is read: its questions with roles and scales, its identity, its times."""
    asked = [column.index for column in match.columns if column.use in ("question", "unknown")]
    suffix = match.layout.questions.free_text_suffix if match.layout.questions else None
    profiles = profile_columns(connection, table.relation, asked, suffix.removesuffix("$") if suffix else None)

    def personal(index: int) -> str | None:
        """Return the kind of personal data in a column, None where there seems to be none."""
        values = f"(select distinct c{index} as value from {table.relation} where c{index} is not null limit {VALUES_LOOKED_AT})"
        return looks_personal(connection, values, "value")

    def differ(indexes: Sequence[int]) -> bool:
        """Return whether no row has the same value in two of the columns."""
        cells = f"list_filter([{', '.join(f'trim(c{index})' for index in indexes)}], lambda cell: cell not in ('', '-2', '-3', '(跳过)', '(空)'))"
        sql = f"select exists (from (select {cells} as cells from {table.relation}) where len(list_distinct(cells)) < len(cells))"
        return not connection.execute(sql).fetchall()[0][0]

    above = match.file_parts.get("above", "")
    found = [
        replace(one, legend=legend_of(one.columns[0].header, above)) for one in questions_of(match.columns, profiles)
    ]
    questions = assign_roles(found, profiles, match.layout, sidecar, personal, differ)
    times = time_columns(
        connection,
        table,
        field_columns(match, "submitted_at", "started_at"),
        zone_from=sidecar.zone or match.layout.zone,
        zone_to=settings.zone,
        day_first=sidecar.day_first,
        usually_day_first=match.layout.day_first,
        year=(sidecar.period or match.file_parts.get("year", ""))[:4] or None,
    )
    identity = identify(table, match, sidecar, [question.text for question in questions])
    return SurveyTable(table, match, sidecar, identity, tuple(questions), profiles, times)


def _write_rejected(connection: duckdb.DuckDBPyConnection, survey: SurveyTable, staged: str, target: str) -> None:
    submitted = survey.match.column("submitted_at")
    header = literal(submitted.header) if submitted else "null"
    rows = "unnest(source_rows)" if is_long(survey.match) else "row_number"
    connection.execute(
        f"create table {target} as select {rows} as row_number, case when reject_code = 'future_time' then {header} end::varchar as column_name, "
        f"reject_code as reason_code from {staged} where reject_code is not null"
    )


def _write_questions(connection: duckdb.DuckDBPyConnection, survey: SurveyTable, target: str) -> None:
    connection.execute(
        f"create table {target} (survey_id varchar, question_id varchar, question varchar, role varchar, indicator_id varchar, "
        "indicator_zh varchar, indicator_en varchar, scale_min double, scale_max double, satisfied_codes double[], "
        "is_reversed boolean, assumed varchar, labels varchar[], codes double[], origin varchar, declared_satisfied varchar[], is_direction_said boolean)"
    )
    rows = [_question_row(survey, question) for question in survey.questions if question.role != "personal"]
    total = survey.match.column("total_score")
    if total:
        rows.append(_question_row(survey, Question(total.header, total.header, (total,), role="computed")))
    if rows:
        connection.executemany(f"insert into {target} values ({', '.join('?' * 17)})", rows)
        # A question may name whom to call. In a list, for each scrub in a statement compiles the rules for itself.
        connection.execute(
            f"""
            update {target} set question = texts[1], indicator_zh = texts[2], indicator_en = texts[3], assumed = texts[4]
            from (
                select rowid as place, list_transform([question, indicator_zh, indicator_en, assumed], lambda text: scrub_text(text, null)) as texts
                from {target}
            ) as scrubbed
            where {target}.rowid = scrubbed.place
            """
        )


def _question_row(survey: SurveyTable, question: Question) -> tuple:
    survey_id, scale = survey.identity.survey_id, question.scale
    role = "attribute" if question.role == "community" else question.role
    assumed = "; ".join(f"{zh} / {en}" for zh, en in question.assumed) or None
    known = (survey_id, question.question_id, question.text, role, *_indicator(survey_id, question))
    if scale is None:
        return (*known, None, None, None, None, assumed, None, None, None, None, None)
    levels = sorted(scale.levels.items())
    return (
        *(*known, scale.low, scale.high, list(question.satisfied), question.is_reversed, assumed),
        *([label for label, _ in levels], [code for _, code in levels], scale.origin, list(question.declared)),
        is_direction_said(question, survey.sidecar),
    )


def _indicator(survey_id: str, question: Question) -> tuple[str | None, str | None, str | None]:
    """Id and names of the indicator of a rating: of the standard tree, else one of its own."""
    if not question.is_rated or question.role == "attention_check":
        return None, None, None
    standard = "overall" if question.role == "outcome" else match_indicator(question.text)
    if standard:
        known = next(indicator for indicator in indicators() if indicator.indicator_id == standard)
        return standard, known.zh, known.en
    return f"q:{survey_id}:{question.question_id}", question.text, question.text


def _span(connection: duckdb.DuckDBPyConnection, survey: SurveyTable, response: str, latest: datetime) -> Span:
    """The span of the file. A survey stands for its declared period, so it reaches to the end of it unless an export time is known."""
    span = time_span(connection, response, "submitted_at", ("started_at",), latest, survey.sidecar, survey.match)
    if span.exported_at is None and survey.identity.period:
        end = min(datetime.combine(survey.identity.period[1] + timedelta(days=1), time()), latest)
        return Span(span.exported_at, span.newest_event_at, max(end, span.covers_until or end))
    return span


def _write_survey(connection: duckdb.DuckDBPyConnection, survey: SurveyTable, names: dict[str, str]) -> None:
    identity, sidecar = survey.identity, survey.sidecar
    first, last = identity.period or (None, None)
    connection.execute(
        f"create table {names['survey']} as select $id::varchar as survey_id, $title::varchar as title, $layout::varchar as layout, "
        "$method::varchar as method, coalesce($first::date, min(submitted_on)) as period_start, "
        "coalesce($last::date, max(submitted_on)) as period_end, $invited::bigint as invited, $sample::varchar as sample, "
        f"$incentive::varchar as incentive from {names['response']}",
        {
            "id": identity.survey_id,
            "title": identity.title,
            "layout": survey.match.layout.name,
            "method": sidecar.method,
            "first": first,
            "last": last,
            "invited": sidecar.invited,
            "sample": sidecar.sample,
            "incentive": sidecar.incentive,
        },
    )
