"""Key drivers and correlations of real surveys: the published figures come out, from the file to the finding."""

import pytest

from pipeline.analysis.answers import columns_of, side_by_side
from pipeline.analysis.correlations import correlations
from pipeline.analysis.drivers import drivers
from pipeline.analysis.selection import selected
from pipeline.statistics.importance import relative_weights
from tests.end_to_end.real_exports import build, lay, needs_real_exports, published

pytestmark = needs_real_exports


def opened(folder, path, sidecar):
    lay(folder, path, sidecar=sidecar)
    done = build(folder)
    assert done.code == 0, done.err
    return published(folder)


@pytest.fixture(scope="module")
def airline(tmp_path_factory):
    return opened(tmp_path_factory.mktemp("airline"), "airline_passenger_satisfaction/test.csv.gz", "airline")


@pytest.fixture(scope="module")
def attitude(tmp_path_factory):
    return opened(tmp_path_factory.mktemp("attitude"), "small_benchmarks/attitude.csv", "attitude")


def with_overall(connection, method):
    """Return name → correlation with overall satisfaction, the greatest first."""
    frame = correlations(connection, method=method, language="en").frame
    found = frame[frame["first_id"] == "overall"].set_index("second")["correlation"]
    return found.sort_values(ascending=False)


def test_wifi_is_third_of_what_goes_with_a_satisfied_passenger_not_seventh(airline):
    found = with_overall(airline, "pearson")
    assert list(found.index[:4]) == [
        "Online boarding",
        "Inflight entertainment",
        "Inflight wifi service",
        "Seat comfort",
    ]
    assert found.iloc[:4].tolist() == pytest.approx([0.565, 0.399, 0.389, 0.346], abs=1e-3)
    assert list(with_overall(airline, "spearman").index).index("Inflight wifi service") == 2


def test_over_complete_answers_wifi_is_third_too_and_the_first_to_improve(airline):
    found = drivers(airline, language="en")
    rows = found.frame.set_index("indicator")
    assert found.n == 23_854  # of 23,863 without a zero, 9 gave one answer throughout and are not valid
    assert rows["correlation"].rank(ascending=False)["Inflight wifi service"] == 3
    assert rows.index[:2].tolist() == ["Online boarding", "Inflight wifi service"]
    assert rows.index[rows["quadrant"] == "concentrate here"].tolist() == ["Inflight wifi service"]
    assert rows.loc["Departure/Arrival time convenient", "direction"] == -1
    assert rows["weight"].sum() == pytest.approx(found.r_squared)


def test_the_supervisors_of_the_textbook_are_too_few_for_weights_but_not_for_correlations(attitude):
    assert with_overall(attitude, "pearson").round(4).to_dict() == {
        "Complaint handling": 0.8254, "learning": 0.6237, "raises": 0.5901, "privileges": 0.4261, "critical": 0.1564,
        "advance": 0.1551,
    }  # fmt: skip
    found = drivers(attitude, language="en")
    assert found.refusal["en"].startswith("30 complete responses; 6 drivers need at least 60")


def test_the_supervisors_of_the_textbook_have_the_r_squared_of_the_textbook(attitude):
    selection = selected(attitude)
    with side_by_side(attitude, selection, columns_of(attitude, selection), seed=1) as answers:
        assert relative_weights(answers.blocks().whole.correlation).r_squared == pytest.approx(0.7326, abs=5e-5)
