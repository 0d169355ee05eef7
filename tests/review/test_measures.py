"""What a review says of measures, and which of it can be checked again by somebody who sees more communities."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from pipeline.analysis.measures import Evaluation, evaluate_measures
from pipeline.review.model import Question
from pipeline.review.sections.measures import in_words, ranked
from pipeline.statistics.verdicts import Verdict
from tests.analysis.test_measures import company, measure


def test_an_effect_without_comparison_communities_is_said_and_is_no_figure_of_the_manifest(warehouse):
    found = evaluate_measures(company(warehouse, measure(), fall=0.3))
    rate = next(one for one in found if one.aspect.kind == "rate")
    every, own = (in_words(Question("measures", {}), rate, "en", is_own=is_own) for is_own in (False, True))
    assert own.text == every.text
    assert {one.column for one in every.figures} - {one.column for one in own.figures} == {"effect"}


def evaluation(verdict: str | None, day: int, q: float = 0.04) -> Evaluation:
    given = Verdict(verdict, q, ()) if verdict else None
    return SimpleNamespace(verdict=given, evaluate_on=date(2024, 1, day))  # all that the order looks at


def test_what_made_things_worse_stands_first_and_what_is_too_early_last_whatever_the_order_of_the_file():
    file = [(None, 9), ("not_shown", 2), ("improved", 1), ("improved", 8), ("worse", 1), ("improved", 8, 0.001)]
    order = ranked(evaluation(*line) for line in file)
    told = [(one.verdict and (one.verdict.verdict, one.verdict.q), one.evaluate_on.day) for one in order]
    assert told == [
        (("worse", 0.04), 1),
        (("improved", 0.001), 8),
        (("improved", 0.04), 8),
        (("improved", 0.04), 1),
        (("not_shown", 0.04), 2),
        (None, 9),
    ]
