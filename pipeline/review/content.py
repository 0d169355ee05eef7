"""What a quarter's review says, the same for every format.

    review(connection, quarter) → Review

All comparisons are one family (``family``), the signals in it become at most six findings (``themes``), each section draws
what it needs from the same answers (``sections``). Nothing here knows of files, and nothing reads the clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, NamedTuple

import duckdb

from pipeline.analysis.measures import Evaluation
from pipeline.analysis.method_statement import Survey
from pipeline.analysis.priorities import Priorities
from pipeline.errors import UsageError
from pipeline.metrics.compute import compute_against
from pipeline.metrics.explain import period_in_words
from pipeline.metrics.names import community_names
from pipeline.metrics.periods import (
    day_in_words,
    first_uncovered_day,
    last_covered_day,
    last_whole_quarter,
    midnight,
    period_start,
    shifted,
)
from pipeline.metrics.result import Result
from pipeline.metrics.source import resolved_where
from pipeline.review.answers import Answers, in_turn
from pipeline.review.family import Family, family
from pipeline.review.findings import finding
from pipeline.review.model import Finding, Question, Review, Section, Sentence
from pipeline.review.sections import (
    changes,
    complaints,
    definitions,
    drivers,
    measures,
    method,
    proposals,
    resolution,
    satisfaction,
)
from pipeline.review.themes import themes
from pipeline.review.words import said

K_REVIEW = 10  # a review is passed on, so its groups are larger than those of a page (metrics.md, small groups)
QUARTER = re.compile(r"(\d{4})\s*[-年]?\s*[Qq第]?\s*([1-4一二三四])\s*(季度?)?")
MOST_NAMES = 20
FIRST_YEAR, LAST_YEAR = 1900, 2200
IN_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4}
BUILD = "select run_id, is_sample, complaints_cover_until, surveys_cover_until from build"
Progress = Callable[[str], None]
Beside = Callable[[Callable[[Answers], Any], Answers], Callable[[], Any]]


class Waiting(NamedTuple):
    """What waits for the answers that depend on no other section, as the functions ``asked`` of their modules return them."""

    measures: Callable[[], tuple[Question, list[Evaluation]]]
    drivers: Callable[[], tuple[Question, Priorities]]
    surveys: Callable[[], list[Survey]]


def quarter_of(text: str) -> date:
    """Return the first day of a quarter as users write it: 2024Q3, 2024-3, 2024年三季度.

    Raises:
        UsageError: If it cannot be read.
    """
    found = QUARTER.fullmatch(text.strip())
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise UsageError(
            zh=f"看不懂的季度 {text!r}，请写成 2024Q3。", en=f"{text!r} is no quarter; write it as 2024Q3."
        )
    number = IN_CHINESE.get(found[2]) or int(found[2])
    return date(int(found[1]), 3 * number - 2, 1)


def last_quarter(connection: duckdb.DuckDBPyConnection) -> date:
    """Return the first day of the last quarter that complaints or surveys cover whole.

    Raises:
        UsageError: If the warehouse has neither.
    """
    covered = connection.execute("select complaints_cover_until, surveys_cover_until from build").fetchall()[0]
    if not any(covered):
        raise UsageError(zh="数据仓库里没有投诉，也没有问卷。", en="The warehouse has neither complaints nor surveys.")
    return last_quarter_of(covered)


def last_quarter_of(covered: Sequence[datetime | None]) -> date:
    """Return the first day of the last quarter that is whole at the latest of ``covered``, of which one is known."""
    return last_whole_quarter(max(moment for moment in covered if moment))[0]


def findings(answers: Answers, within_days: int) -> tuple[list[Finding], Family]:
    """Return at most six findings, the weightiest first, and the family from which they were chosen."""
    found = family(answers, within_days)
    return [finding(theme, answers, place) for place, theme in enumerate(themes(found.signals), start=1)], found


def review(
    connection: duckdb.DuckDBPyConnection,
    start: date,
    *,
    communities: Sequence[str] = (),
    language: str = "zh",
    k: int = K_REVIEW,
    within_days: int = 30,
    own: duckdb.DuckDBPyConnection | None = None,
    ask: Callable[..., list[Result]] = compute_against,
    progress: Progress = lambda section: None,
    beside: Beside = in_turn,
) -> Review:
    """Return the review of the quarter that begins on ``start``.

    Args:
        connection: Connection to, or cursor of, the warehouse.
        communities: Ids or names; empty: all.
        language: ``zh`` or ``en``.
        k: Smallest group of answers whose figure is shown.
        within_days: Window of the resolution rate.
        own: As in ``Answers``, for a reader of some communities. ``ask``: as in ``Answers``.
        progress: Called with the name of each section before it is made.
        beside: Begins to ask what depends on no other section, and returns what waits for the answer.

    Raises:
        UsageError: If a community is unknown, or the exports end before the quarter.
    """
    run, is_sample, *covered = connection.execute(BUILD).fetchall()[0]
    _require_begun(start, covered)
    ids = _known_communities(connection, communities)
    answers = Answers(connection, start, ids, language, k, _until(start, covered), own, ask)
    progress("findings")
    waiting = Waiting(*(beside(asked, answers) for asked in (measures.asked, drivers.asked, method.asked)))
    chosen, found = findings(answers, within_days)
    return Review(
        title=said("title", language, quarter=_quarter_in_words(answers)),
        subtitle=_subtitle(connection, ids, language),
        language=language,
        start=start,
        end=answers.end,
        communities=ids,
        is_whole=_is_whole(answers, covered),
        as_of=max((moment for moment in covered if moment), default=None),
        run=run,
        findings=tuple(chosen),
        family_size=found.size,
        summary=tuple(_summary(answers, chosen, found, covered)),
        sections=tuple(_sections(answers, found, waiting, within_days, progress)),
        k=k,
        is_sample=bool(is_sample),
    )


def _sections(answers: Answers, found: Family, waiting: Waiting, within_days: int, progress: Progress) -> list[Section]:
    progress("satisfaction")
    made = [changes.section(answers, found), satisfaction.section(answers, found)]
    progress("drivers")
    of_priorities, priorities = waiting.drivers()
    made.append(drivers.section(answers, of_priorities, priorities))
    progress("complaints")
    of_problems, problems = complaints.asked_problems(answers)
    made.append(complaints.section(answers, found, of_problems, problems))
    progress("resolution")
    made.append(resolution.section(answers, found, within_days))
    progress("measures")
    made.append(measures.section(answers, *waiting.measures()))
    made.append(proposals.section(answers, priorities, of_problems, problems))
    progress("method")
    return [*made, method.section(answers, found, waiting.surveys()), definitions.section(answers)]


def _known_communities(connection: duckdb.DuckDBPyConnection, communities: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of communities given by id or name, sorted, so that one scope has one name whoever gives it.

    Raises:
        UsageError: If one is unknown.
    """
    if not communities:
        return ()
    known = community_names(connection)
    ids = resolved_where(connection, {"community": list(communities)})["community_id"]
    unknown = [str(one) for one in ids if one not in known]
    if unknown:
        names = _nearest(unknown[0], list(known.values()))
        more = "……" if len(names) < len(known) else ""
        raise UsageError(
            zh=f"没有小区 {'、'.join(unknown)}。可用：{'、'.join(names)}{more or '。'}",
            en=f"There is no community {', '.join(unknown)}. Known: {', '.join(names)}{' …' if more else '.'}",
        )
    return tuple(sorted({str(one) for one in ids}))


def _nearest(written: str, names: Sequence[str]) -> list[str]:
    """Return the names to choose from, those that are most like what was written first."""
    near = get_close_matches(written, names, n=MOST_NAMES, cutoff=0.3)
    return list(dict.fromkeys([*near, *names]))[:MOST_NAMES]


def _require_begun(start: date, covered: Sequence[datetime | None]) -> None:
    """Refuse a quarter of which no export can tell yet.

    Raises:
        UsageError: If all of them end before it begins.
    """
    known = [moment for moment in covered if moment]
    if known and max(known) <= midnight(start):
        last = last_covered_day(max(known))
        quarter = period_in_words(midnight(start), "1q", "zh"), period_in_words(midnight(start), "1q", "en")
        raise UsageError(
            zh=f"{quarter[0]}还没有数据：导出只到 {day_in_words(last, 'zh')}。",
            en=f"There is nothing of {quarter[1]} yet: the exports end on {day_in_words(last, 'en')}.",
        )


def _until(start: date, covered: Sequence[datetime | None]) -> datetime:
    """Return the end of the quarter, or of what the exports of complaints, where there are none of answers, cover of it."""
    end = shifted(period_start(start, "1q"), "1q", 1)
    known = [moment for moment in covered if moment][:1]
    return min(end, *known) if known and known[0] > midnight(start) else end


def _quarter_in_words(answers: Answers) -> str:
    return period_in_words(midnight(answers.start), "1q", answers.language)


def _subtitle(connection: duckdb.DuckDBPyConnection, ids: Sequence[str], language: str) -> str:
    if not ids:
        return said("subtitle.all", language)
    names = community_names(connection)
    return said(
        "subtitle.some", language, names=said("subtitle.joiner", language).join(names.get(one, one) for one in ids)
    )


def _reach(covered: Sequence[datetime | None], language: str) -> str:
    """Return up to which day complaints and surveys are known."""
    days = {
        name: day_in_words(last_covered_day(moment), language)
        for name, moment in zip(("complaints", "surveys"), covered, strict=True)
        if moment
    }
    key = "as_of" if len(days) == 2 else f"as_of.{next(iter(days), 'none')}"
    return said(key, language, **days)


def _is_whole(answers: Answers, covered: Sequence[datetime | None]) -> bool:
    """Say whether complaints, or where there are none answers, reach the end of the quarter."""
    known = [moment for moment in covered if moment][:1]
    return not known or first_uncovered_day(known[0]).date() > answers.end


def _summary(
    answers: Answers, chosen: Sequence[Finding], found: Family, covered: Sequence[datetime | None]
) -> list[Sentence]:
    """Return what stands before the findings, or in their place."""
    language = answers.language
    sentences = [Sentence(_reach(covered, language))]
    is_whole, is_empty = _is_whole(answers, covered), all(answer.rows.empty for answer in answers.asked)
    if not is_whole and not is_empty:
        sentences.append(Sentence(said("not_whole", language)))
        if not found.size:
            return sentences
    key = "no_data" if is_empty else "incomparable" if not found.size else "found" if chosen else "nothing"
    sentences.append(Sentence(said(f"summary.{key}", language, size=f"{found.size:,}")))
    if answers.communities and found.size:
        sentences.append(Sentence(said("summary.scope", language)))
    return sentences
