"""Responses of a survey: the expressions that ``survey_response.sql`` is filled with.

Grain: one row per source row. Codes of all rated questions of a row stand in one list, so no fact ever leaves DuckDB.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.ingest.table import RawTable, Sidecar
from pipeline.layouts.layout import Column, Match
from pipeline.staging.empty_words import OF_PEOPLE
from pipeline.staging.long_answers import is_long
from pipeline.staging.record_id import usable_id
from pipeline.staging.sql import literal, value_list
from pipeline.staging.survey_dropped import drop_code
from pipeline.staging.survey_identity import Identity
from pipeline.staging.survey_profile import Profile, cell, cleaned
from pipeline.staging.survey_questions import Question
from pipeline.staging.survey_words import bare
from pipeline.staging.times import TimeColumn

STATEMENT = Path(__file__).with_name("survey_response.sql").read_text(encoding="utf-8")
FEWEST_SECONDS, SECONDS_PER_QUESTION = 45, 2
FINISHED = ("true", "1", "yes", "y", "是", "完成", "已完成", "complete", "completed", "finished", "100")
UNFINISHED = ("false", "0", "no", "n", "否", "未完成", "partial", "incomplete", "disqualified")


@dataclass(frozen=True)
class SurveyTable:
    """One survey table and how it is read."""

    table: RawTable
    match: Match
    sidecar: Sidecar
    identity: Identity
    questions: tuple[Question, ...]
    profiles: Mapping[int, Profile]
    times: Mapping[int, TimeColumn]

    @property
    def suffix(self) -> str | None:
        """Regular expression of what respondents type behind an option."""
        asked = self.match.layout.questions
        return asked.free_text_suffix.removesuffix("$") if asked and asked.free_text_suffix else None

    def rated(self, *roles: str) -> list[Question]:
        """Return the rated questions of these roles, in file order."""
        return [question for question in self.questions if question.is_rated and question.role in roles]

    def scored(self) -> list[Question]:
        """Return the questions whose codes stand in the list ``ratings``: the ratings, then the outcome."""
        return [*self.rated("rating"), *self.rated("outcome")]

    def cell(self, index: int) -> str:
        """Return the expression of a cleaned question cell."""
        return cell(index, self.profiles[index], self.suffix)

    def answered(self, question: Question, index: int) -> str:
        """Return the expression of a cell, null where it says skipped or unanswered, or is a sign or abbreviation of that."""
        said = [value for value in question.sheet.not_applicable if value in OF_PEOPLE and value.lower() != "none"]
        empty = (*question.sheet.skipped, *question.sheet.unanswered, *said)
        missing = (*empty, *self.match.layout.missing) if len(question.columns) > 1 else empty
        value = self.cell(index)
        return f"case when {value} not in {value_list(missing)} then {value} end" if missing else value

    def field(self, name: str) -> str:
        """Return the expression of a canonical text field, null where the file has none."""
        column = self.match.column(name)
        return cleaned(f"c{column.index}", None) if column else "null::varchar"

    def time(self, name: str) -> TimeColumn:
        """Return how a time field is read; all null where the file has none."""
        column = self.match.column(name)
        return self.times[column.index] if column else TimeColumn("null::timestamp", "null::varchar")


def write_responses(connection: duckdb.DuckDBPyConnection, survey: SurveyTable, target: str, latest: datetime) -> None:
    """Create the table ``target`` as ``survey_response.sql`` describes."""
    statement = STATEMENT
    for name, expression in _expressions(connection, survey, latest).items():
        statement = statement.replace(f"<<{name}>>", expression)
    connection.execute(f"create table {target} as {statement}")


def _expressions(connection: duckdb.DuckDBPyConnection, survey: SurveyTable, latest: datetime) -> dict[str, str]:
    rated, preview = survey.scored(), survey.table.preview
    submitted, started, period = survey.time("submitted_at"), survey.time("started_at"), survey.identity.period
    kept = [q for q in survey.questions if q.role not in ("personal", "computed")]
    source = survey.sidecar.source or survey.match.layout.family
    return {
        "submitted_at": submitted.value,
        "submitted_precision": submitted.precision,
        "started_at": started.value,
        "duration": _duration(survey, submitted, started),
        "response_id": survey.field("response_id"),
        "sequence": survey.field("sequence"),
        "respondent": f"coalesce({_named(survey.field('user'))}, {_named(survey.field('email'))})",
        "community": _community(survey),
        "channel": survey.field("channel"),
        "finished": _finished(connection, survey),
        "finished_by_time": _finished_by_time(survey),
        "ratings": _list((rating(survey, question) for question in rated), "double"),
        "comparable": _comparable(survey.rated("rating")),
        "skipped": _count(survey, rated, "skipped"),
        "not_applicable": _count(survey, rated, "not_applicable"),
        "failed_check": _failed_check(survey),
        "attributes": _attributes(survey, _harmless(connection, survey)),
        "answers": _list((survey.cell(c.index) for q in kept for c in q.columns), "varchar"),
        "has_answer": _has_answer(survey, kept),
        "source_rows": "source_rows" if is_long(survey.match) else "null::bigint[]",
        "drop_code": drop_code(connection, survey),
        "relation": survey.table.relation,
        "latest": f"timestamp '{latest:%Y-%m-%d %H:%M:%S}'",
        "fastest": str(max(FEWEST_SECONDS, SECONDS_PER_QUESTION * len(survey.questions))),
        "id_is_key": str(_id_is_key(connection, survey)).lower(),
        "id_scope": _id_scope(survey),
        "source_name": literal(source),
        "survey_id": literal(survey.identity.survey_id),
        "file_key": literal(f"{preview.source.sha256}|{preview.sheet}"),
        "period_start": f"date '{period[0]}'" if period else "null::date",
    }


def _named(cell: str) -> str:
    """Null for what names nobody: tools write ``anonymous`` for everybody."""
    return f"case when name_key({cell}) is not null then {cell} end"


def _list(expressions: Iterable[str], kind: str) -> str:
    return f"[{', '.join(expressions)}]::{kind}[]"


def rating(survey: SurveyTable, question: Question) -> str:
    """Return the expression of a rated question's code; null where it is no answer."""
    assert question.scale is not None
    codes: dict[float, list[str]] = {}
    for value, code in question.scale.codes.items():
        codes.setdefault(code, []).append(value)
    cases = " ".join(
        f"when {survey.cell(question.index)} in {value_list(values)} then {code!r}" for code, values in codes.items()
    )
    return f"case {cases} end" if cases else "null"


def _comparable(questions: Sequence[Question]) -> str:
    """Places in ``ratings`` of the questions on the scale that most have: a 4 of 5 and a 4 of 10 are not the same answer."""
    scales = [(question.scale.low, question.scale.high) for question in questions if question.scale]
    usual = max(scales, key=scales.count, default=None)
    return _list((str(place) for place, scale in enumerate(scales, 1) if scale == usual), "bigint")


def _count(survey: SurveyTable, questions: Sequence[Question], kind: str) -> str:
    """How many of these questions a row has skipped, or answered "not applicable"."""
    found = [(question, getattr(question.sheet, kind)) for question in questions]
    cases = [f"({survey.cell(q.index)} in {value_list(values)})::integer" for q, values in found if values]
    return f"list_sum([{', '.join(f'coalesce({case}, 0)' for case in cases)}])" if cases else "0"


def _failed_check(survey: SurveyTable) -> str:
    checks = [q for q in survey.rated("attention_check") if q.passing is not None]
    return " or ".join(f"coalesce({rating(survey, q)} <> {q.passing!r}, false)" for q in checks) or "false"


def _harmless(connection: duckdb.DuckDBPyConnection, survey: SurveyTable) -> frozenset[str]:
    """Values of attributes that scrubbing leaves as they are. Read once here, they need not be scrubbed row by row."""
    profiles = [survey.profiles[question.index] for question in survey.questions if question.role == "attribute"]
    values = sorted({value for profile in profiles if profile.numbers < profile.filled for value in profile.values})
    if not values:
        return frozenset()
    found = connection.execute(
        "select value from (select unnest($values::varchar[]) as value) where scrub_text(value, null) = value",
        {"values": values},
    ).fetchall()
    return frozenset(value for (value,) in found)


def _attributes(survey: SurveyTable, harmless: frozenset[str]) -> str:
    entries, seen = [], set()
    for question in survey.questions:
        if question.role != "attribute" or not survey.profiles[question.index].filled:
            continue
        name = bare(question.text) or question.question_id
        name = f"{name} ({question.question_id})" if name in seen else name
        seen.add(name)
        entries.append(f"{{'key': {literal(name)}, 'value': {attribute(survey, question, harmless)}}}")
    filled = f"list_filter([{', '.join(entries)}], lambda entry: entry.value is not null)"
    return f"map_from_entries({filled})::map(varchar, varchar)" if entries else "map()::map(varchar, varchar)"


def attribute(survey: SurveyTable, question: Question, harmless: frozenset[str]) -> str:
    """Return the expression of an attribute; words are scrubbed, since some respondents type where others choose.

    Args:
        harmless: Values that scrubbing leaves as they are, but for the respondent's own name.
    """
    profile, value, name = (
        survey.profiles[question.index],
        survey.answered(question, question.index),
        survey.field("name"),
    )
    if profile.numbers == profile.filled:
        return value
    if profile.is_whole and harmless.issuperset(profile.values):
        return f"case when has_name({value}, {name}) then without_name({value}, {name}) else {value} end"
    return f"scrub_text({value}, {name})"


def _community(survey: SurveyTable) -> str:
    asked = next((question for question in survey.questions if question.role == "community"), None)
    default = survey.sidecar.community or survey.match.file_parts.get("community")
    options = [survey.field("community")] if survey.match.column("community") else []
    if asked:  # the letter of the option (A.阳光花园) is none of the name
        options.append(f"regexp_replace({survey.answered(asked, asked.index)}, '^[A-Za-z] ?[.．、] ?', '')")
    options += [literal(default)] if default else []
    return f"coalesce({', '.join(options)})" if options else "null::varchar"


def _duration(survey: SurveyTable, submitted: TimeColumn, started: TimeColumn) -> str:
    if survey.match.column("duration"):
        return f"duration_seconds({survey.field('duration')})"
    if survey.match.column("submitted_at") and survey.match.column("started_at"):
        both = f"({submitted.precision}) = 'second' and ({started.precision}) = 'second' and ({submitted.value}) >= ({started.value})"
        return f"case when {both} then date_diff('second', {started.value}, {submitted.value}) end"
    return "null::bigint"


def _finished(connection: duckdb.DuckDBPyConnection, survey: SurveyTable) -> str:
    """From the finished column, else from progress in per cent, else from a status that says complete or partial."""
    values = survey.match.layout.values.get("finished", {})
    yes = {text.lower() for name in ("yes", "true", "finished") for text in values.get(name, ())} | set(FINISHED)
    no = {text.lower() for name in ("no", "false", "unfinished") for text in values.get(name, ())} | set(
        UNFINISHED
    ) - yes
    if survey.match.column("finished"):
        return _either(f"lower({survey.field('finished')})", yes, no)
    if survey.match.column("progress") and _is_per_cent(connection, survey):
        return f"try_cast(replace({survey.field('progress')}, '%', '') as double) >= 100"
    if survey.match.column("status"):
        return _either(f"lower({survey.field('status')})", yes, no)
    return "null::boolean"


def _either(cell: str, yes: set[str], no: set[str]) -> str:
    return f"case when {cell} in {value_list(sorted(yes))} then true when {cell} in {value_list(sorted(no))} then false end"


def _is_per_cent(connection: duckdb.DuckDBPyConnection, survey: SurveyTable) -> bool:
    """Some response reached 100; a column of page numbers does not."""
    value = f"try_cast(replace({survey.field('progress')}, '%', '') as double)"
    return connection.execute(f"select max({value}) from {survey.table.relation}").fetchall()[0][0] == 100


def _finished_by_time(survey: SurveyTable) -> str:
    """A response begun but never submitted, in an export that gives both times."""
    has_both = survey.match.column("submitted_at") and survey.match.column("started_at")
    return "case when submitted_at is null and started_at is not null then false end" if has_both else "null"


def _has_answer(survey: SurveyTable, kept: Sequence[Question]) -> str:
    cells = [survey.answered(question, column.index) for question in kept for column in question.columns]
    return f"coalesce({', '.join(cells)}) is not null" if cells else "false"


def _id_is_key(connection: duckdb.DuckDBPyConnection, survey: SurveyTable) -> bool:
    column = survey.match.column("response_id")
    if column is None:
        return False
    is_stable = bool(survey.match.layout.record.get("is_stable"))
    return usable_id(connection, survey.table, column, rows_may_share=False, is_stable=is_stable) is None


def _id_scope(survey: SurveyTable) -> str:
    """What an id counts within besides its survey: nothing where the tool or a sidecar names the survey, or ids never number anew.

    A survey known only by its questions may be two of a tool that numbers each from 1: a response began only once.
    """
    is_named = survey.sidecar.survey or survey.match.file_parts.get("survey")
    is_numbered = survey.match.layout.record.get("is_stable")
    return "coalesce(started_at, submitted_at)::varchar" if is_numbered and not is_named else "''"


def field_columns(match: Match, *names: str) -> list[Column]:
    """Return the columns of these canonical fields, where the file has them."""
    return [column for name in names if (column := match.column(name))]
