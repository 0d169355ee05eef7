"""The planted drivers of overall satisfaction are found in the sample's warehouse, by the command and by Python alike."""

import json

import pytest

from pipeline.analysis.drivers import drivers
from pipeline.sample.facts import effects
from pipeline.statistics.quadrants import CONCENTRATE
from pipeline.warehouse import open_published
from tests.cli import manyidu

PLANTED = {name: size for name, size in effects()["drivers_of_overall"].size.items() if size > 0}
HEAVIEST_FIRST = sorted(PLANTED, key=PLANTED.__getitem__, reverse=True)


@pytest.fixture(scope="module")
def published(sample_settings):
    with open_published(sample_settings) as opened:
        yield opened


@pytest.fixture
def command(sample_settings, tmp_path):
    """Return a function that runs ``manyidu drivers`` on the sample's warehouse."""
    return lambda *given, **how: manyidu(
        tmp_path, "drivers", *given, "--warehouse", str(sample_settings.warehouse), **how
    )


def shown(found):
    return found.frame.loc[found.frame["status"] == "shown", "indicator_id"].tolist()


def test_the_planted_drivers_are_the_heaviest_in_their_order_and_fees_are_none(published):
    with published.cursor() as cursor:
        found = drivers(cursor)
    assert shown(found)[: len(PLANTED)] == HEAVIEST_FIRST
    rows = found.frame.set_index("indicator_id")
    assert rows.loc["fees", "status"] == "not_shown"
    planted = rows.loc[HEAVIEST_FIRST]
    assert (planted["direction"] == 1).all()
    assert planted["weight"].sum() > 0.9 * found.r_squared
    assert rows.loc["complaint_handling", "quadrant"] == CONCENTRATE


@pytest.mark.parametrize("during", ["2022", "2023", "2024"])
def test_each_year_shows_the_same_heaviest_drivers(published, during):
    with published.cursor() as cursor:
        found = drivers(cursor, during=during)
    assert shown(found)[:2] == HEAVIEST_FIRST[:2]
    assert "fees" not in shown(found)


def test_the_command_gives_the_figures_of_python_with_a_sentence_each(command, published):
    with published.cursor() as cursor:
        found = drivers(cursor, during="2024", language="en")
    done = command("--during", "2024", "--format", "json")
    assert done.code == 0, done.err
    said = json.loads(done.out)
    assert [row["indicator_id"] for row in said] == found.frame["indicator_id"].tolist()
    assert said[0]["weight"] == found.frame["weight"][0]
    assert [row["sentence"] for row in said] == [sentence["en"] for sentence in found.sentences]


def test_the_table_of_the_command_ends_in_sentences_and_a_refusal_is_one(command):
    done = command("--where", "survey=2024年第4季度业主满意度调查", language="zh")
    assert "这是关联，不是因果。" in done.out
    refused = command("--where", "community=春晓苑", "--during", "2024Q4")
    assert refused.code == 0
    assert refused.out.rstrip().endswith("no analysis.")


@pytest.mark.parametrize("method", [[], ["kendall"]])
def test_the_command_lists_correlations_of_all_pairs(command, method):
    done = command("--correlations", *method, "--format", "json")
    pairs = {(row["first_id"], row["second_id"]): row["correlation"] for row in json.loads(done.out)}
    assert len(pairs) == 66
    strongest = max((pair for pair in pairs if pair[0] == "overall" and "推荐" not in pair[1]), key=pairs.__getitem__)
    assert strongest == ("overall", "complaint_handling")


def test_a_slip_in_the_command_is_explained(command):
    done = command("--where", "comunity=春晓苑")
    assert done.code == 2 and "Did you mean 'community'" in done.err
    assert command("--during", "spring").code == 2
