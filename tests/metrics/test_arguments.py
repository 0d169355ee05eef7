"""What may be asked of a metric, and how a slip is answered."""

import pytest

from pipeline.errors import UnknownColumnError, UsageError
from pipeline.metrics import compute
from tests.metrics.conftest import complaint, resolved, score


@pytest.mark.parametrize("column", ["callback_answer", "is_confirmed_resolved"])
@pytest.mark.parametrize("question", ["by", "where"])
def test_complaints_are_not_counted_by_what_customers_answered(warehouse, column, question):
    connection = warehouse([complaint("2024-01-05", callback_answer="dissatisfied")], complaints_until="2024-03-01")
    asked = {"by": [column]} if question == "by" else {"where": {column: "true"}}
    with pytest.raises(UsageError, match="handling_satisfaction_rate"):
        compute(connection, "complaint_count", **asked)
    compute(connection, "handling_satisfaction_rate", by=[column])


@pytest.mark.parametrize(
    ("name", "parameter", "says"),
    [
        ("resolution_rate", {"within_days": "seven"}, "a whole number"),
        ("resolution_rate", {"within_days": "-1"}, "a whole number"),
        ("resolution_rate", {"within_days": "99999999999"}, "a whole number"),
        ("resolution_rate", {"within_dais": "7"}, "Did you mean 'within_days'"),
        ("time_to_resolution", {"unit": "hour"}, "day, minute"),
        ("top_two_box", {"include_invalid": "perhaps"}, "true, false"),
        ("complaint_count", {"unit": "day"}, "none"),
    ],
)
def test_a_parameter_of_the_wrong_kind_is_explained(warehouse, name, parameter, says):
    with pytest.raises(UsageError, match=says):
        compute(warehouse(), name, **parameter)


def test_ten_years_are_the_longest_limit(warehouse):
    connection = warehouse(resolved(1, 1, 1), complaints_until="2024-03-01")
    assert compute(connection, "resolution_rate", within_days=3660).parameters == {"within_days": 3660}
    with pytest.raises(UsageError, match="0 to 3660"):
        compute(connection, "resolution_rate", within_days=3661)


def test_only_the_nearest_parameter_is_named(warehouse):
    with pytest.raises(UsageError, match=r"Did you mean 'include_invalid'\?$"):
        compute(warehouse(), "top_two_box", include_invalids="true")


def test_of_one_method_no_column_says_which(warehouse):
    connection = warehouse(scores=[score("2024-01-10", 100)] * 9, surveys_until="2024-07-01")
    assert "method" not in compute(connection, "top_two_box", where={"method": "questionnaire"}).frame
    assert "method" in compute(connection, "top_two_box", where={"method": ["questionnaire", "interview"]}).frame


def test_parameters_may_be_given_as_text(warehouse):
    few = [score("2024-01-10", 100)] * 9 + [score("2024-01-10", 0, is_valid=False)] * 9
    connection = warehouse(scores=few, surveys_until="2024-07-01")
    assert compute(connection, "top_two_box", include_invalid="false").frame["respondents"].tolist() == [9]
    assert compute(connection, "top_two_box", include_invalid="true").frame["respondents"].tolist() == [18]


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"by": "categroy"}, UnknownColumnError, "Did you mean 'category'"),
        ({"where": {"chanel": "x"}}, UnknownColumnError, "Did you mean 'channel'"),
        ({"period": "1w"}, UsageError, "Unknown period '1w'"),
        ({"within": 7}, UsageError, "has no parameter 'within'"),
        ({"as_off": "x"}, UsageError, "It has: within_days"),
        ({"where": {"has_due_field": "maybe"}}, UsageError, "cannot be 'maybe'"),
    ],
)
def test_words_that_are_off_are_named(warehouse, arguments, error, says):
    with pytest.raises(error, match=says):
        compute(warehouse(resolved(1, 1, 1), complaints_until="2024-03-01"), "resolution_rate", **arguments)
