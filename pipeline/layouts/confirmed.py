"""What people confirmed about the words of exports: ``community_names.csv`` and ``question_indicators.csv`` in ``data/layouts/``.

community_names.csv      written, community: a spelling of the exports and the community of the roster that it means
question_indicators.csv  question, indicator: the text of a rating question and the indicator of the tree that it asks about

Read by every build. Of several lines about the same the newest holds; a line with ``withdrawn`` takes one back. A name of a
community that the roster does not have (any more) is left aside, and its spelling stands for itself again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.agreed.lines import Line
from pipeline.agreed.sheet import Sheet
from pipeline.layouts.fold import fold
from pipeline.layouts.indicators import indicators


@dataclass(frozen=True)
class CommunityName:
    """One line: a spelling and the community that it means."""

    written: str
    community: str


@dataclass(frozen=True)
class QuestionIndicator:
    """One line: the text of a question and the id of its indicator."""

    question: str
    indicator: str


@dataclass(frozen=True)
class Confirmed:
    """What stands in the two files: spelling → community, folded text of a question → indicator."""

    communities: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)


def read_confirmed(folder: Path) -> Confirmed:
    """Return what was confirmed; nothing where there are no files.

    Raises:
        UsageError: If a cell cannot be read, or an indicator is not one of the tree.
    """
    names = COMMUNITY_NAMES.read(folder / COMMUNITY_NAMES.file)
    questions = QUESTION_INDICATORS.read(folder / QUESTION_INDICATORS.file)
    return Confirmed(
        {each.written: each.community for each in names}, {fold(each.question): each.indicator for each in questions}
    )


def _community_name(line: Line) -> CommunityName:
    return CommunityName(line.required("written"), line.required("community"))


def _question_indicator(line: Line) -> QuestionIndicator:
    known = [indicator.indicator_id for indicator in indicators()]
    return QuestionIndicator(line.required("question"), line.one_of("indicator", known))


COMMUNITY_NAMES = Sheet(
    file="community_names.csv",
    required=("written", "community"),
    optional=(),
    parse=_community_name,
    about=lambda each: fold(each.written),
)
QUESTION_INDICATORS = Sheet(
    file="question_indicators.csv",
    required=("question", "indicator"),
    optional=(),
    parse=_question_indicator,
    about=lambda each: fold(each.question),
)
FILES = (COMMUNITY_NAMES.file, QUESTION_INDICATORS.file)
