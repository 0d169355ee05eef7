"""What people confirmed about words: a misspelt community is the one that it means, a question asks about its indicator."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.agreed.lines import CellError
from pipeline.agreed.writing import add, withdraw
from pipeline.layouts.confirmed import COMMUNITY_NAMES, QUESTION_INDICATORS, read_confirmed
from tests.core.conftest import Export, complaint, roster, written_survey
from tests.core.test_survey_identity import WJX

AT = {"who": "zhou", "at": datetime(2026, 3, 1, 9, 30)}
ROSTER = Export([roster("翠湖苑"), roster("听澜湾")], relation="roster")
ACTIVITIES = "您对社区活动是否满意"


def confirm(folder, written, community):
    add(COMMUNITY_NAMES, folder / COMMUNITY_NAMES.file, [{"written": written, "community": community}], **AT)


def communities(assembled):
    """Return the complaints of each community, and whether its name is confirmed."""
    spelt = Export([complaint("W1", "2024-01-01"), complaint("W2", "2024-01-02", community="翠胡苑")])
    return assembled(ROSTER, spelt).execute(
        "select community, is_confirmed, count(complaint_id) from dim_community left join fct_complaint using (community_id) group by all order by 1"
    ).fetchall()  # fmt: skip


def test_a_misspelt_community_counts_apart_until_somebody_confirms_what_it_means(assembled, tmp_path):
    assert communities(assembled) == [("听澜湾", True, 0), ("翠湖苑", True, 1), ("翠胡苑", False, 1)]
    confirm(tmp_path, "翠胡苑", "翠湖苑")
    assert communities(assembled) == [("听澜湾", True, 0), ("翠湖苑", True, 2)]


def test_a_confirmed_spelling_is_an_alias_of_the_community(assembled, tmp_path):
    confirm(tmp_path, "翠胡苑", "翠湖苑")
    aliases = assembled(ROSTER).execute("select aliases from dim_community where community = '翠湖苑'").fetchall()
    assert aliases == [(["翠胡苑"],)]


def test_a_spelling_that_is_taken_back_stands_for_itself_again(assembled, tmp_path):
    confirm(tmp_path, "翠胡苑", "翠湖苑")
    path = tmp_path / COMMUNITY_NAMES.file
    withdraw(COMMUNITY_NAMES, path, COMMUNITY_NAMES.entries(path, AT["at"].date())[0].line, **AT)
    assert ("翠胡苑", False, 1) in communities(assembled)


def test_a_community_that_the_roster_does_not_have_confirms_nothing(assembled, tmp_path):
    confirm(tmp_path, "翠胡苑", "已不在名册")
    assert ("翠胡苑", False, 1) in communities(assembled)


@pytest.fixture
def asked(tmp_path, assembled):
    """Return a function: the indicators of a survey with a question of its own, and the answers scored under each."""

    def run():
        row = ["1", "2024/3/5 10:00:00", "99秒", "微信", "直接访问", "1.2.3.4", "4", "5"]
        rows = [[*WJX[:-1], f"2、{ACTIVITIES}"], row]
        connection = assembled(files=[written_survey(tmp_path, 1, "1_按序号_业主满意度调查_1_1.csv", rows, None)])
        known = "select indicator_id, is_standard from dim_indicator where indicator_id in (select indicator_id from fct_score) order by 1"
        return dict(connection.execute(known).fetchall())

    return run


def test_a_question_of_its_own_is_of_the_indicator_that_was_confirmed(asked, tmp_path):
    (own,) = (name for name, is_standard in asked().items() if not is_standard)
    assert own.startswith("q:")
    path = tmp_path / QUESTION_INDICATORS.file
    add(QUESTION_INDICATORS, path, [{"question": f"{ACTIVITIES} ", "indicator": "effect"}], **AT)
    assert set(asked()) == {"safety", "effect"}


def test_an_indicator_that_the_tree_does_not_have_is_refused_with_those_it_has(tmp_path):
    path = tmp_path / QUESTION_INDICATORS.file
    with pytest.raises(CellError, match="did you mean 'safety'"):
        add(QUESTION_INDICATORS, path, [{"question": ACTIVITIES, "indicator": "saftey"}], **AT)
    assert read_confirmed(tmp_path).questions == {}
