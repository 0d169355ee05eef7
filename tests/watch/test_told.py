"""What was told is not told again, unless it went away, grew, or never arrived."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from pipeline.errors import ManyiduError
from pipeline.watch import memory
from pipeline.watch.cases import same_from
from pipeline.watch.deliver import DeliveryError
from pipeline.watch.state import NAME
from tests.watch.conftest import missed, overdue


@dataclass
class Group:
    """A channel that takes signals one by one, and breaks off before the ``most``-and-first."""

    name: str = "group"
    most: int = 99
    got: list[str] = field(default_factory=list)

    def deliver(self, news):
        for signal in news.signals[: self.most]:
            self.got.append(signal.key)
            yield [signal]
        if len(news.signals) > self.most:
            raise DeliveryError(zh="断了", en="broken")


def test_a_signal_is_told_once(tell):
    assert tell(Group(), overdue(17)) == ["overdue/XM10@17"]
    assert tell(Group(), overdue(17)) == []


def test_one_that_went_away_and_came_back_is_told_again(tell):
    tell(Group(), overdue(17))
    assert tell(Group()) == []
    assert tell(Group(), overdue(17)) == ["overdue/XM10@17"]


def test_a_look_at_the_past_forgets_nothing(tell):
    tell(Group(), overdue(17))
    assert tell(Group(), missed("2024-06-01", "2024-06-01"), day="2024-06-30") == ["target/on_time_rate@2024-06-01"]
    assert tell(Group(), overdue(17)) == []


def test_each_channel_is_told_for_itself(tell):
    tell(Group("mail"), overdue(17))
    assert tell(Group("feishu"), overdue(17)) == ["overdue/XM10@17"]
    assert tell(Group("mail"), overdue(17)) == []


def test_what_did_not_arrive_is_told_next_time_and_what_did_is_not(tell):
    group, both = Group(most=1), (missed("2025-01-01", "2025-01-01"), overdue(17))
    with pytest.raises(DeliveryError):
        tell(group, *both)
    group.most = 99
    assert tell(group, *both) == ["overdue/XM10@17"]
    assert group.got == ["target/on_time_rate@2025-01-01", "overdue/XM10@17"]


def test_a_dry_run_tells_and_does_not_remember(tell):
    group = Group()
    tell(group, overdue(17), is_dry=True)
    assert tell(group, overdue(17)) == ["overdue/XM10@17"]
    assert len(group.got) == 2


def test_a_target_missed_month_after_month_is_told_once_and_anew_after_it_was_met(tell):
    assert tell(Group(), missed("2024-11-01", "2024-11-01"))
    assert not tell(Group(), missed("2024-12-01", "2024-11-01"))
    assert not tell(Group(), missed("2025-01-01", "2024-10-01")), "a corrected export made it begin earlier"
    assert tell(Group(), missed("2025-04-01", "2025-03-01")), "it was met in February, while nobody looked"


@pytest.mark.parametrize(
    ("told", "now", "is_news"),
    [(5, 5, False), (5, 9, False), (5, 10, True), (17, 21, False), (17, 22, True), (40, 49, False), (40, 50, True)],
)
def test_a_backlog_is_told_again_when_it_grew_by_five_and_a_quarter(told, now, is_news):
    assert (told < same_from(now)) == is_news


def test_slow_growth_is_told_in_the_end(tell):
    tell(Group(), overdue(10, same_from(10)))
    grown = [tell(Group(), overdue(count, same_from(count))) for count in (12, 14, 15, 16)]
    assert grown == [[], [], ["overdue/XM10@15"], []]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"version": 9, "told": {}}',
        '{"version": 1, "told": {"group": {"until": "", "signals": {"x": {"level": null, "told_at": ""}}}}}',
    ],
)
def test_a_damaged_memory_stops_the_run_and_stays_as_it_is(tell, tmp_path, content):
    (tmp_path / NAME).write_text(content, encoding="utf-8")
    group = Group()
    with pytest.raises(ManyiduError, match="was left as it is"):
        tell(group, overdue(17))
    assert group.got == []
    assert (tmp_path / NAME).read_text(encoding="utf-8") == content


def test_the_memory_holds_keys_and_levels_only_and_is_its_owners(tell, tmp_path):
    tell(Group(), overdue(17))
    told = {"level": 17, "told_at": "2025-02-01T07:00:00"}
    content = json.loads((tmp_path / NAME).read_text(encoding="utf-8"))
    assert content["told"] == {"group": {"until": "2025-01-31", "signals": {"overdue/XM10": told}}}
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".{NAME}.lock", NAME]


def test_two_runs_at_once_do_not_both_tell(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.agreed.writing.WAIT_SECONDS", 0.05)
    with memory(tmp_path), pytest.raises(ManyiduError, match="Try again shortly"), memory(tmp_path):
        pass
