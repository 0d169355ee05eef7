"""Effects of measures: planted ones are found with their size, refusals name their reason, comparisons take out what is common."""

from datetime import date

import numpy as np
import pytest

from pipeline.sample.company import invent_company
from pipeline.sample.facts import effects
from pipeline.statistics.autoregression import ar1_regression
from pipeline.statistics.improvement import Effect, NotEnough, Panel, improvement_effect
from pipeline.statistics.verdicts import verdicts

MONTHS = np.arange("2022-01", "2025-01", dtype="datetime64[M]")
START = date(2023, 7, 1)
AFTER = np.datetime64("2023-07") <= MONTHS


def complaints(seed, expected, households=800.0):
    """Return a panel of Poisson counts around ``expected``, communities × months."""
    counts = np.random.default_rng(seed).poisson(expected).astype(float)
    return Panel(counts, np.full(counts.shape, households))


def estimate(*given, **options) -> Effect:
    found = improvement_effect(*given, **options)
    assert isinstance(found, Effect)
    return found


@pytest.fixture(scope="module")
def company():
    return invent_company()


def panels(company, subcategory, names):
    """Return complaints of a type in the named communities, and in the others, by month."""
    cases = company.complaints[company.complaints["subcategory"] == subcategory]
    month = cases["received_at"].to_numpy().astype("datetime64[M]")
    of = company.communities.set_index("name")["households"]
    counts = np.array([[((cases["community"] == name) & (month == at)).sum() for at in MONTHS] for name in of.index])
    households = np.repeat(of.to_numpy(float)[:, None], len(MONTHS), axis=1)
    inside = of.index.isin(names)
    return Panel(counts[inside].astype(float), households[inside]), Panel(counts[~inside], households[~inside])


@pytest.mark.wide
@pytest.mark.parametrize("compared", [True, False])
def test_of_the_two_planted_measures_the_one_that_works_is_found(company, compared):
    found = []
    for name in ("measure_works", "measure_does_nothing"):
        planted = effects()[name]
        scope, others = panels(company, planted.where["subcategory"], planted.communities)
        found.append(estimate(MONTHS, scope, planted.start.date(), "rate", others if compared else None))
    works, nothing = found
    assert works.ratio[1] < 0.3 < works.ratio[2] < 1
    assert nothing.ratio[1] < 1 < nothing.ratio[2]
    assert [verdict.verdict for verdict in verdicts(found, [True, True])] == ["improved", "not_shown"]
    if compared:
        assert works.rank == 1


def test_a_rate_that_falls_to_a_third_is_found_with_its_size():
    scope = complaints(1, np.where(AFTER, 20.0, 60.0)[None])
    got = estimate(MONTHS, scope, START, "rate")
    assert got.ratio[0] == pytest.approx(1 / 3, rel=0.2)
    assert got.ratio[1] < 1 / 3 < got.ratio[2] < 0.6
    assert (got.months_before, got.months_after, got.method) == (18, 18, "before_after")
    assert got.before == pytest.approx(1000 * 60 / 800, rel=0.05)
    assert got.after == pytest.approx(1000 * 20 / 800, rel=0.1)


def test_every_figure_follows_from_its_definition():
    scope = complaints(17, np.tile(np.where(AFTER, 3.0, 6.0), (2, 1)))
    scope.households[:] = np.linspace(300, 900, 72).reshape(2, 36)
    got = estimate(MONTHS, scope, START, "rate")
    at, counts, households = np.arange(-18, 18), scope.figures.sum(axis=0), scope.households.sum(axis=0)
    year = 2 * np.pi * (np.arange(36) % 12) / 12
    season = [np.sin(year), np.cos(year), np.sin(2 * year), np.cos(2 * year)]
    terms = np.column_stack([np.ones(36), at / 12, AFTER, *season])
    y = np.log((counts + 0.5) / households)
    assert got.effect.value == pytest.approx(ar1_regression(y, terms, at).coefficients[2])
    bent = ar1_regression(y, np.column_stack([terms, np.where(AFTER, at, 0) / 12]), at)
    assert got.slope.value == pytest.approx(bent.coefficients[-1])
    assert got.before == pytest.approx(1000 * counts[:18].sum() / households[:18].sum(), rel=1e-9)
    assert got.cases == pytest.approx(counts.mean())


def test_an_index_has_no_cases_and_is_compared_in_its_unit():
    rows = 70 + np.random.default_rng(18).normal(0, 1, (3, 36))
    households = np.array([[100.0] * 36, [300.0] * 36, [100.0] * 36])
    others = Panel(rows[1:], households[1:])
    got = estimate(MONTHS, Panel(rows[:1], households[:1]), START, "value", others)
    difference = rows[0] - (0.75 * rows[1] + 0.25 * rows[2])
    alone = estimate(MONTHS, Panel(difference[None], households[:1]), START, "value")
    assert got.effect.value == pytest.approx(alone.effect.value)
    assert np.isnan(got.cases)
    apart = estimate(MONTHS, Panel((rows[1] - rows[2])[None], households[:1]), START, "value")
    assert got.placebos == pytest.approx((apart.effect.value, -apart.effect.value))


def test_a_comparison_community_without_households_is_left_out():
    others = complaints(19, np.full((3, 36), 30.0))
    others.households[0, 2] = 0
    assert len(estimate(MONTHS, complaints(20, np.full((1, 36), 30.0)), START, "rate", others).placebos) == 2


def test_an_index_that_rises_by_5_points_is_found_in_points():
    values = 70 + 5.0 * AFTER + np.random.default_rng(2).normal(0, 1, (2, 36))
    got = estimate(MONTHS, Panel(values, np.full((2, 36), 300.0)), START, "value")
    assert got.effect.value == pytest.approx(5, abs=1.5)
    assert got.effect.low > 0
    assert got.after - got.before == pytest.approx(5, abs=1)


def test_communities_are_weighted_by_households():
    rows = np.vstack([60 + AFTER * 10.0, 60 + AFTER * 0.0]) + np.random.default_rng(3).normal(0, 0.1, (2, 36))
    weighted = estimate(MONTHS, Panel(rows, np.array([[300.0] * 36, [100.0] * 36])), START, "value")
    assert weighted.effect.value == pytest.approx(7.5, abs=0.3)


def test_a_trend_that_was_there_before_is_no_effect():
    values = 60 + np.arange(36) * 0.5 + np.random.default_rng(4).normal(0, 1, 36)
    got = estimate(MONTHS, Panel(values[None], np.ones((1, 36))), START, "value")
    assert got.after - got.before > 8
    assert got.effect.low < 0 < got.effect.high


def test_a_season_is_no_effect():
    months = np.arange("2022-07", "2025-01", dtype="datetime64[M]")
    season = 8 * np.cos(2 * np.pi * months.astype(int) / 12)
    values = season + np.random.default_rng(5).normal(0, 1, 30)
    got = estimate(months, Panel(values[None], np.ones((1, 30))), date(2023, 10, 1), "value")
    assert abs(got.effect.value) < 3
    assert got.effect.low < 0 < got.effect.high


def test_what_moves_everywhere_is_no_effect_once_compared():
    expected = np.where(AFTER, 20.0, 40.0)
    scope, others = complaints(6, expected[None]), complaints(7, np.tile(expected, (6, 1)))
    alone, compared = (estimate(MONTHS, scope, START, "rate", given) for given in (None, others))
    assert alone.ratio[2] < 1
    assert compared.ratio[1] < 1 < compared.ratio[2]
    assert (compared.method, len(compared.placebos)) == ("comparison", 6)


def test_the_rank_is_that_among_the_communities_without_the_measure():
    others = np.full((5, 36), 50.0)
    others[0] = np.where(AFTER, 5.0, 50.0)
    scope = complaints(8, np.where(AFTER, 25.0, 50.0)[None])
    got = estimate(MONTHS, scope, START, "rate", complaints(9, others))
    assert got.rank == 2
    assert got.placebos[0] == min(got.placebos)


def test_a_comparison_community_without_an_export_for_a_month_is_left_out():
    others = complaints(10, np.full((3, 36), 30.0))
    others.figures[1, 4] = np.nan
    got = estimate(MONTHS, complaints(11, np.full((1, 36), 30.0)), START, "rate", others)
    assert len(got.placebos) == 2
    others.figures[2, 4] = np.nan
    assert estimate(MONTHS, complaints(11, np.full((1, 36), 30.0)), START, "rate", others).method == "before_after"


def test_a_month_without_an_export_is_left_out_on_its_side():
    scope = complaints(12, np.full((2, 36), 30.0))
    scope.figures[1, 3] = np.nan
    got = estimate(MONTHS, scope, START, "rate")
    assert (got.months_before, got.months_after, got.has_gaps) == (17, 18, True)


def test_the_month_of_a_start_within_it_belongs_to_neither_side():
    got = estimate(MONTHS, complaints(13, np.full((1, 36), 30.0)), date(2023, 7, 2), "rate")
    assert (got.months_before, got.months_after, got.has_gaps) == (18, 17, False)


@pytest.mark.parametrize(
    ("start", "reason", "before", "after", "enough_from"),
    [
        (date(2022, 12, 1), "too_few_months_before", 11, 25, None),
        (date(2024, 2, 1), "too_few_months_after", 25, 11, date(2025, 2, 1)),
        (date(2024, 1, 2), "too_few_months_after", 24, 11, date(2025, 2, 1)),
        (date(2025, 6, 1), "too_few_months_after", 36, 0, date(2026, 6, 1)),
    ],
)
def test_under_twelve_months_on_a_side_there_is_no_estimate(start, reason, before, after, enough_from):
    got = improvement_effect(MONTHS, complaints(14, np.full((1, 36), 30.0)), start, "rate")
    assert isinstance(got, NotEnough)
    assert (got.reason, got.months_before, got.months_after, got.enough_from) == (reason, before, after, enough_from)
    assert got.before == pytest.approx(1000 * 30 / 800, rel=0.1)


@pytest.mark.parametrize("start", [date(2023, 1, 1), date(2024, 1, 1)])
def test_twelve_months_on_a_side_are_enough(start):
    assert isinstance(improvement_effect(MONTHS, complaints(15, np.full((1, 36), 30.0)), start, "rate"), Effect)


def test_without_households_there_is_no_rate():
    scope = Panel(np.full((2, 36), 30.0), np.array([[500.0] * 36, [np.nan] * 36]))
    got = improvement_effect(MONTHS, scope, START, "rate")
    assert isinstance(got, NotEnough)
    assert got.reason == "no_households"


def test_months_without_households_are_left_out_while_enough_are_left():
    scope = complaints(16, np.full((2, 36), 30.0))
    scope.households[1, :6] = np.nan
    assert estimate(MONTHS, scope, START, "rate").months_before == 12
    scope.households[1, 6] = 0
    got = improvement_effect(MONTHS, scope, START, "rate")
    assert isinstance(got, NotEnough)
    assert (got.reason, got.months_before) == ("no_households", 11)


def test_no_complaint_at_all_is_neither_an_error_nor_a_verdict():
    got = estimate(MONTHS, Panel(np.zeros((1, 36)), np.full((1, 36), 500.0)), START, "rate")
    assert verdicts([got], [True])[0].verdict == "not_shown"
