"""Net promoter score: against the scores +1, 0 and −1 of every answer, and at the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.statistics.distribution import tally
from pipeline.statistics.nps import net_promoter_score, recommendation_groups


@settings(deadline=None)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_the_score_is_the_mean_of_plus_one_nought_and_minus_one(answers):
    scored = np.array([1 if answer >= 9 else -1 if answer <= 6 else 0 for answer in answers])
    got = net_promoter_score(*recommendation_groups(*tally(answers)))
    assert got.score == pytest.approx(100 * scored.mean())
    assert got.error == pytest.approx(100 * scored.std() / np.sqrt(len(scored)), abs=1e-6)
    assert -100 <= got.low <= got.score + 1e-9 and got.score - 1e-9 <= got.high <= 100


@pytest.mark.filterwarnings("error")
def test_a_group_without_answers_has_no_score():
    got = net_promoter_score([0, 5], [0, 3], [0, 2])
    assert got.score == pytest.approx([np.nan, 30], nan_ok=True)
    assert np.isnan([got.low[0], got.high[0], got.error[0]]).all()


def test_seven_and_eight_are_passive_and_six_detracts():
    assert recommendation_groups([6, 7, 8, 9], [1, 1, 1, 1]) == (1, 2, 1)
