"""What a review says of measures, and which of it can be checked again by somebody who sees more communities."""

from __future__ import annotations

from pipeline.analysis.measures import evaluate_measures
from pipeline.review.model import Question
from pipeline.review.sections.measures import in_words
from tests.analysis.test_measures import company, measure


def test_an_effect_without_comparison_communities_is_said_and_is_no_figure_of_the_manifest(warehouse):
    found = evaluate_measures(company(warehouse, measure(), fall=0.3))
    rate = next(one for one in found if one.aspect.kind == "rate")
    every, own = (in_words(Question("measures", {}), rate, "en", is_own=is_own) for is_own in (False, True))
    assert own.text == every.text
    assert {one.column for one in every.figures} - {one.column for one in own.figures} == {"effect"}
