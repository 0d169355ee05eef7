"""Ratings, needs, comments and cell issues of a survey: wide rows → long ones, each in one vectorised statement."""

from __future__ import annotations

import re

import duckdb

from pipeline.staging.sql import literal, value_list
from pipeline.staging.survey_labels import fold, number_of
from pipeline.staging.survey_profile import cleaned
from pipeline.staging.survey_questions import OTHER_TYPED, Question
from pipeline.staging.survey_responses import SurveyTable, rating

NOT_CHOSEN = ("0", "否", "未选", "未选中", "n", "no", "non", "nein", "não", "false", "unchecked", "not selected")
WITHIN = "\x1f"  # for a separator within an option
FEWEST_OFFERED = 2
ENOUGH = 20


def write_ratings(connection: duckdb.DuckDBPyConnection, survey: SurveyTable, staged: str, target: str) -> None:
    """``rating``: one row per accepted response and rated question answered; attention checks and outcome included."""
    questions, checks = survey.scored(), survey.rated("attention_check")
    ids = ", ".join(literal(question.question_id) for question in questions)
    parts = [
        f"select row_number, unnest([{ids}]::varchar[]) as question_id, unnest(ratings) as rating from {staged} where reject_code is null"
    ]
    if checks:
        check_ids = ", ".join(literal(question.question_id) for question in checks)
        codes = ", ".join(rating(survey, question) for question in checks)
        parts.append(
            f"select row_number, unnest([{check_ids}]), unnest([{codes}]::double[]) from {survey.table.relation} {_accepted(staged)}"
        )
    connection.execute(f"create table {target} as select * from ({' union all '.join(parts)}) where rating is not null")


def write_set_aside(connection: duckdb.DuckDBPyConnection, survey: SurveyTable, staged: str, target: str) -> bool:
    """``set_aside``: answers in numbers (9, 99) that this export lets one take for none, as another of its survey may not; return whether there are any."""
    parts = []
    for question in survey.scored():
        codes = {value: number for value in question.none if (number := number_of(value)) is not None}
        cell = survey.cell(question.index)
        parts += [
            f"select row_number, {literal(question.question_id)} as question_id, {number!r}::double as rating "
            f"from {survey.table.relation} {_accepted(staged)} and {cell} = {literal(value)}"
            for value, number in codes.items()
        ]
    if parts:
        connection.execute(f"create table {target} as {' union all '.join(parts)}")
    return bool(parts)


def write_needs(connection: duckdb.DuckDBPyConnection, survey: SurveyTable, staged: str, target: str) -> None:
    """``need``: one row per accepted response that answered a multiple choice and option offered."""
    connection.execute(
        f"create table {target} (row_number bigint, question_id varchar, option varchar, is_selected boolean)"
    )
    for question in survey.questions:
        if question.role == "multiple":
            statement = _joined(survey, question, staged) if question.separator else _split(survey, question, staged)
            connection.execute(f"insert into {target} {statement}")


def _joined(survey: SurveyTable, question: Question, staged: str) -> str:
    other = other_option(survey, question)
    return f"""
        with chosen as (select distinct cell, {_option_or_other("option", other)} as option from ({parts_of(survey, question)})),
        offered as (select distinct option from chosen),
        answer as (
            select cell, option, chosen.option is not null as is_selected
            from (select distinct cell from chosen) cross join offered left join chosen using (cell, option)
        )
        select row_number, {literal(question.question_id)}, option, is_selected
        from (select row_number, c{question.index} as cell from {survey.table.relation} {_accepted(staged)})
        join answer using (cell)
    """


def parts_of(survey: SurveyTable, question: Question) -> str:
    """Return the query of the options in joined cells: one row per different cell and option, with what was typed behind
    it, and ``rows``, in how many rows the option stands."""
    index = question.index
    missing = value_list((*question.sheet.skipped, *question.sheet.unanswered, *question.sheet.not_applicable))
    typed = _typed("part", survey.suffix) if survey.suffix else "null::varchar"
    return f"""
        select cell, {_stem_of_other("option")} as option, coalesce(typed, {_typed_behind_other("option")}) as typed,
            sum(n) over (partition by {_stem_of_other("option")}) as rows
        from (
            select cell, n, {_option_text("part", survey.suffix)} as option, {typed} as typed
            from (
                select c{index} as cell, count(*) as n, unnest({_parted(f"c{index}", question)}) as part
                from {survey.table.relation}
                where c{index} is not null and coalesce({survey.cell(index)} in {missing}, false) = false
                group by c{index}
            )
        )
        where option is not null
    """


def _parted(cell: str, question: Question) -> str:
    """List of the options of a cell; a sign stands for the separator within options while it is parted."""
    separator, joined = question.separator or "", cell
    for option in question.whole_options:
        joined = f"replace({joined}, {literal(option)}, {literal(option.replace(separator, WITHIN))})"
    parts = f"string_split({joined}, {literal(separator)})"
    restored = f"list_transform({parts}, lambda part: replace(part, {literal(WITHIN)}, {literal(separator)}))"
    return restored if question.whole_options else parts


def _stem_of_other(option: str) -> str:
    """``其他：灯不亮`` is the option 其他; ``please specify: …`` was parted from its ``Other`` by a comma."""
    stem = f"trim(regexp_extract({option}, {literal(OTHER_TYPED)}, 1), ' ,，')"
    return (
        f"case when not regexp_matches({option}, {literal(OTHER_TYPED)}) then {option} "
        f"when regexp_matches({stem}, '^(?i:please)') then 'Other' when regexp_matches({stem}, '^请') then '其他' else {stem} end"
    )


def _typed_behind_other(option: str) -> str:
    return f"nullif(trim(regexp_extract({option}, {literal(OTHER_TYPED)}, 2)), '')"


def _typed(text: str, suffix: str) -> str:
    return f"nullif(trim(regexp_extract({text}, {literal(suffix)}), ' 〖〗()（）[]'), '')"


def _option_text(part: str, suffix: str | None) -> str:
    return cleaned(f"regexp_replace({cleaned(part, suffix)}, '^[A-Za-z][.．、:：)]\\s*', '')", None)


def other_option(survey: SurveyTable, question: Question) -> str | None:
    """Name of the option under which typed answers are put, where the tool mixes them with the listed ones."""
    if survey.suffix or survey.profiles[question.index].filled < ENOUGH:
        return None
    return "Other" if all(value.isascii() for value in survey.profiles[question.index].values) else "其他"


def _option_or_other(option: str, other: str | None) -> str:
    """An option, scrubbed, for several may type the same; where typed answers stand among the options, a single one is put under "other"."""
    scrubbed = f"scrub_text({option}, null)"
    return f"case when rows >= {FEWEST_OFFERED} then {scrubbed} else {literal(other)} end" if other else scrubbed


def _split(survey: SurveyTable, question: Question, staged: str) -> str:
    options, chosen, answered = [], [], []
    for column in question.columns:
        cell = survey.answered(question, column.index)
        options.append(literal(column.option or column.row or column.header))
        chosen.append(f"coalesce(lower({cell}) not in {value_list(NOT_CHOSEN)}, false)")
        answered.append(cell)
    scrubbed = f"list_transform([{', '.join(options)}], lambda option: scrub_text(option, null))"
    # Two columns of one name, or of names that scrubbing leaves alike, are one option.
    return (
        f"select row_number, {literal(question.question_id)}, option, bool_or(is_chosen) from ("
        f"select row_number, unnest({scrubbed}) as option, unnest([{', '.join(chosen)}]) as is_chosen "
        f"from {survey.table.relation} {_accepted(staged)} and coalesce({', '.join(answered)}) is not null) group by row_number, option"
    )


def write_comments(
    connection: duckdb.DuckDBPyConnection, survey: SurveyTable, staged: str, target: str, *, keep: bool
) -> None:
    """``comment``: one row per accepted response and question with typed text, scrubbed; none where texts are dropped."""
    connection.execute(f"create table {target} (row_number bigint, question_id varchar, comment varchar)")
    texts = [part for question in survey.questions for part in _texts(survey, question)] if keep else []
    if not texts:
        return
    said = f"({' union all '.join(texts)}) as said"
    connection.execute(
        f"""
        insert into {target}
        select row_number, question_id, scrub_text(string_agg(text, '；'), any_value(own_name))
        from {said}
        semi join (from {staged} where reject_code is null) using (row_number)
        where text is not null
        group by row_number, question_id
        """
    )


def _texts(survey: SurveyTable, question: Question) -> list[str]:
    """Queries of what was typed: free text, text behind an option, and answers that only one respondent typed."""
    name, own_name, relation = literal(question.question_id), survey.field("name"), survey.table.relation
    if question.role == "personal" or question.role == "computed":
        return []
    if question.role == "text":
        return [_said(survey, question, survey.answered(question, question.index))]
    if question.separator:
        other = other_option(survey, question)
        text = f"case when rows < {FEWEST_OFFERED} then coalesce(typed, option) else typed end" if other else "typed"
        return [
            f"select row_number, {name} as question_id, {text} as text, {own_name} as own_name "
            f"from ({parts_of(survey, question)}) join {relation} on c{question.index} = cell"
        ]
    found = [c.index for c in question.columns if survey.profiles[c.index].has_suffix]
    typed = [_typed(f"c{index}", survey.suffix or "") for index in found]
    if len(question.columns) > 1:
        typed += [survey.answered(question, c.index) for c in question.columns if is_typed_option(survey, c.index)]
    return [_said(survey, question, text) for text in typed]


def _said(survey: SurveyTable, question: Question, text: str) -> str:
    return (
        f"select row_number, {literal(question.question_id)} as question_id, {text} as text, {survey.field('name')} as own_name "
        f"from {survey.table.relation}"
    )


def has_typed_other(survey: SurveyTable, question: Question) -> bool:
    """Return whether joined options hold text that was typed behind "other:"."""
    values = survey.profiles[question.index].values if question.separator else ()
    return any(re.match(OTHER_TYPED, part) for value in values for part in value.split(question.separator or "\0"))


def is_typed_option(survey: SurveyTable, index: int) -> bool:
    """Return whether an option's column holds typed text and no marks."""
    profile = survey.profiles[index]
    return len({fold(value) for value in profile.values}) >= 3 and profile.numbers == 0


def write_issues(connection: duckdb.DuckDBPyConnection, survey: SurveyTable, staged: str, target: str) -> None:
    """``issue``: cells of accepted responses that could not be read; the shape of their values, never the values."""
    found = [_unread_ratings(survey, question) for question in survey.questions if question.is_rated]
    found += [
        _unread_field(survey, name, survey.time(name).value, "unreadable_time")
        for name in ("submitted_at", "started_at")
    ]
    found.append(
        _unread_field(survey, "duration", f"duration_seconds({survey.field('duration')})", "unreadable_number")
    )
    parts = [part for part in found if part]
    empty = "select null::bigint as row_number, null::varchar as column_name, null::varchar as reason_code, null::varchar as value_shape where false"
    connection.execute(
        f"create table {target} as select * from ({' union all '.join([empty, *parts])}) "
        f"semi join (from {staged} where reject_code is null) using (row_number)"
    )


def _unread_ratings(survey: SurveyTable, question: Question) -> str | None:
    assert question.scale is not None
    unread = sorted(question.sheet.answers - set(question.scale.codes))
    if not unread:
        return None
    cell = survey.cell(question.index)
    return _issue(
        survey, question.columns[0].header, question.index, "unknown_rating", f"{cell} in {value_list(unread)}"
    )


def _unread_field(survey: SurveyTable, name: str, value: str, code: str) -> str | None:
    column = survey.match.column(name)
    if column is None:
        return None
    return _issue(survey, column.header, column.index, code, f"{survey.field(name)} is not null and ({value}) is null")


def _issue(survey: SurveyTable, header: str, index: int, code: str, condition: str) -> str:
    return f"select row_number, {literal(header)}, {literal(code)}, value_shape(c{index}) from {survey.table.relation} where {condition}"


def _accepted(staged: str) -> str:
    return f"semi join (from {staged} where reject_code is null) as accepted using (row_number) where true"
