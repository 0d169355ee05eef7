"""The settings files of the sample are ones that a build reads, and every indicator and community in them is there."""

from pipeline.agreed import read_limits, read_targets
from pipeline.layouts.indicators import indicators
from pipeline.sample.agreed import write_agreed
from pipeline.sample.facts import FIRST_DAY, communities


def test_they_are_read_and_name_what_the_sample_has(tmp_path):
    write_agreed(tmp_path / "settings")
    limits = read_limits(tmp_path / "settings/limits.csv")
    assert {(limit.severity, limit.is_working_hours) for limit in limits} == {
        ("紧急", False),
        ("重大", False),
        (None, True),
    }
    targets = read_targets(tmp_path / "settings/targets.csv")
    named = {target.dimension: set() for target in targets}
    for target in targets:
        named[target.dimension].add(target.value)
    assert named["indicator_id"] <= {indicator.indicator_id for indicator in indicators()}
    assert named["community_id"] <= set(communities()["name"])
    assert all(each.valid_from >= FIRST_DAY.date() for each in [*limits, *targets])
