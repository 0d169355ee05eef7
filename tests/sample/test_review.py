"""The review of the sample: what was planted is among its findings, what was not is none, and chance makes none."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, partial

import pytest

from benchmarks.shuffled import found_in, opened
from pipeline.metrics.compute import compute
from pipeline.review.answers import Answers
from pipeline.review.content import K_REVIEW, quarter_of, review
from pipeline.review.family import family
from pipeline.review.model import Bullets
from pipeline.review.questions import ask
from pipeline.review.themes import themes
from pipeline.review.verify import value_of
from pipeline.warehouse import open_published

SHUFFLED = 20
MOST_OF_SHUFFLED = 4  # of 20 with 5 % each, more than 4 happen once in 400 times
UNTIL = datetime(2025, 2, 1)


@pytest.fixture(scope="module")
def cursor(sample_settings):
    with open_published(sample_settings) as published, published.cursor() as cursor:
        yield cursor


@pytest.fixture(scope="module")
def last(cursor):
    return review(cursor, quarter_of("2024Q4"), language="en")


@pytest.fixture(scope="module")
def told(cursor):
    """What the findings of a quarter say, each quarter computed once."""
    return cache(partial(findings_of, cursor))


def findings_of(cursor, quarter):
    """Return metric, community, indicator and tone of everything that the findings of a quarter say."""
    found = family(Answers(cursor, quarter_of(quarter), (), "en", K_REVIEW, UNTIL), 30)
    names = dict(cursor.execute("select community_id, community from dim_community").fetchall())
    return {
        (
            one.answer.result.metric.name,
            names.get(one.members.get("community_id")),
            one.members.get("indicator_id"),
            one.tone,
        )
        for theme in themes(found.signals)
        for one in (theme.lead, *theme.supports)
    }


def test_the_contractor_that_left_the_lifts_and_the_training_are_the_findings_of_the_quarter(told):
    said = told("2024Q4")
    assert {("on_time_rate", name, None, "worse") for name in ("朗月城", "听澜湾")} <= said
    assert ("top_two_box", None, "attitude", "better") in said
    assert ("top_two_box", "望江府", "facilities", "worse") in said


@pytest.mark.slow
def test_the_lifts_are_found_in_the_quarter_in_which_they_began_to_fail(told):
    assert ("top_two_box", "望江府", "facilities", "worse") in told("2024Q2")
    assert ("top_two_box", "望江府", "facilities", "worse") not in told("2024Q1")


def test_the_handler_who_never_calls_back_and_the_weakest_community_stand_as_gaps(told):
    said = told("2024Q3")
    assert ("callback_rate", "金穗家园", None, "worse") in said
    assert ("top_two_box", "星河北岸", "overall", "worse") in said


@pytest.mark.parametrize("quarter", [pytest.param("2023Q1", marks=pytest.mark.slow), "2024Q1"])
def test_a_quarter_in_which_nothing_was_planted_has_no_finding(told, quarter):
    assert told(quarter) == set()


@pytest.mark.slow
def test_the_small_community_and_the_one_loud_home_are_never_findings(told):
    for quarter in [f"{year}Q{number}" for year in (2023, 2024) for number in (1, 2, 3, 4)]:
        said = told(quarter)
        assert not [one for one in said if one[0] == "top_two_box" and one[1] == "春晓苑"], quarter
        assert not [one for one in said if one[0] == "complaint_count" and one[1] == "青禾佳园"], quarter


@pytest.mark.slow
def test_every_figure_of_the_review_is_that_of_its_question(cursor, last):
    answers = {}
    for figure in last.figures():
        key = id(figure.question)
        if key not in answers:
            answers[key] = ask(cursor, figure.question, last.k)
        now = value_of(answers[key], figure.cell, figure.column)
        assert now == pytest.approx(figure.value) if figure.value is not None else now is None, figure


def test_a_figure_of_the_catalogue_is_the_one_that_compute_gives(cursor, last):
    frame = compute(cursor, "on_time_rate", period="1q", language="en").frame
    expected = frame.loc[frame["period_start"] == "2024-10-01", "on_time_rate"].iloc[0]
    shown = [
        f for f in last.figures() if f.question.arguments.get("name") == "on_time_rate" and f.column == "on_time_rate"
    ]
    assert expected in [figure.value for figure in shown if figure.cell == {"period_start": "2024-10-01"}]


def test_the_sentence_of_a_finding_has_figure_interval_and_comparison(last):
    for finding in last.findings:
        assert "95% interval" in finding.sentence.text
        assert "beyond normal variation" in finding.sentence.text
        assert all(figure.text in finding.sentence.text for figure in finding.sentence.figures)


def test_no_sentence_claims_a_cause(last):
    texts = [
        item.text
        for section in last.sections
        for block in section.blocks
        if isinstance(block, Bullets)
        for item in block.items
    ]
    texts += [finding.sentence.text for finding in last.findings]
    assert not [
        text for text in texts if "because" in text.lower() or "caused" in text.lower() or "due to" in text.lower()
    ]


def test_what_is_withheld_in_the_catalogue_has_no_value_in_the_review(last):
    hidden = [figure for figure in last.figures() if "too few" in figure.text or "protect" in figure.text]
    assert hidden
    assert all(figure.value is None for figure in hidden)


@pytest.mark.slow
def test_of_one_community_everything_is_of_it(cursor):
    made = review(cursor, quarter_of("2024Q4"), communities=["朗月城"], language="en")
    assert made.communities == ("XM10",)
    metrics = [figure for figure in made.figures() if figure.question.analysis == "metric"]
    assert metrics
    assert all(figure.question.arguments["where"].get("community_id") == ["XM10"] for figure in metrics)


@pytest.mark.slow
def test_a_quarter_without_anything_says_so_in_one_sentence(cursor):
    made = review(cursor, date(2019, 1, 1), language="en")
    assert made.findings == ()
    assert "neither complaints nor survey answers" in made.summary[-1].text
    assert all(section.blocks for section in made.sections)


@pytest.mark.slow
def test_of_shuffled_data_hardly_a_review_finds_anything(sample_settings):
    with opened(sample_settings.warehouse) as shuffler:
        found = [found_in(shuffler.shuffle(seed), quarter_of("2024Q4"))[0] for seed in range(1, SHUFFLED + 1)]
    assert sum(count > 0 for count in found) <= MOST_OF_SHUFFLED
