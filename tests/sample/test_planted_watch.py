"""What is told of the sample: what was planted in its last quarter, and nothing where nothing was."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.sample.facts import effects
from pipeline.warehouse import open_published
from pipeline.watch import find_signals, look_at

EFFECTS = effects()


@pytest.fixture(scope="module")
def told(sample_settings):
    """Return about → signal, of the whole sample."""
    with open_published(sample_settings) as published, published.cursor() as cursor:
        look = look_at(cursor, as_of=None, today=date(2026, 1, 1), language="zh", k=5)
        return {signal.about: signal for signal in find_signals(cursor, look)}


def test_the_communities_that_lost_their_contractor_are_told_as_slower_and_with_what_is_overdue(told):
    for name in EFFECTS["repair_contractor_left"].where.get("community", ("朗月城", "听澜湾")):
        said = [signal for signal in told.values() if name in signal.sentence]
        assert {"change", "overdue"} <= {signal.kind for signal in said}
        assert all(signal.tone == "worse" for signal in said)


def test_the_drain_that_nobody_mended_is_the_first_of_the_recurring_problems(told):
    first = next(signal for signal in told.values() if signal.kind == "problem")
    assert first.sentence.startswith("锦湖雅居 7 栋 给排水：")
    assert f"{first.since:%Y-%m}" == "2023-03"


def test_the_training_is_told_as_better(told):
    (attitude,) = [signal for about, signal in told.items() if "indicator_id=attitude" in about]
    assert (attitude.kind, attitude.tone) == ("change", "better")


def test_small_samples_measures_without_effect_and_old_exports_of_a_sample_are_not_told(told):
    assert not any("春晓苑" in signal.sentence for signal in told.values())
    assert not any(signal.kind in ("measure", "export") for signal in told.values())
