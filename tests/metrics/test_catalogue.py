"""The catalogue and the modules are one set; every entry speaks both languages."""

import importlib
import pkgutil
import re

import pytest

import pipeline.metrics
from pipeline.errors import UsageError
from pipeline.metrics.catalogue import catalogue, find
from pipeline.metrics.frames import METRICS


def test_every_metric_module_has_an_entry_and_every_entry_a_module():
    for module in pkgutil.iter_modules(pipeline.metrics.__path__):
        importlib.import_module(f"pipeline.metrics.{module.name}")
    assert set(METRICS) == set(catalogue())


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.name)
def test_an_entry_is_complete_in_both_languages(entry):
    for texts in ("label", "definition", "excluded"):
        chinese, english = entry.words(texts, "zh"), entry.words(texts, "en")
        assert re.search(r"[一-鿿]", chinese)
        assert not re.search(r"[一-鿿{}]", english)
        assert "{" not in chinese
    assert entry.clauses
    assert all(re.fullmatch(r"ch\d+\.[a-z]\d*", clause) for clause in entry.clauses)


def test_the_label_names_the_limit_that_was_asked_for():
    assert find("resolution_rate").words("label", "zh", within_days=15) == "15 天内解决率"


def test_a_misspelt_metric_is_named_with_the_nearest_one():
    with pytest.raises(UsageError, match=r"Did you mean 'resolution_rate'\?"):
        find("resolutoin_rate")


def test_answers_of_people_are_protected_and_records_are_not():
    protected = {name for name, entry in catalogue().items() if entry.protects}
    assert protected == {
        "top_two_box", "satisfaction_index", "rating_distribution", "mean_rating", "nps", "need_share", "reliability", "need_association", "margin_of_error", "top_two_box_weighted", "top_two_box_raked",
        "satisfaction_index_weighted", "response_rate", "valid_share",
        "confirmed_resolution_rate", "handling_satisfaction_rate", "recontact_rate",
    }  # fmt: skip
