"""What answers are worth, as the form for sidecars shows it and reads it back."""

from dashboards.sidecars import _levels, _levels_as_text


def test_codes_of_answers_come_back_from_the_form_as_they_were_and_an_unquoted_yes_as_a_word():
    said = {"A": 5, 1: 4, "Q3": {"B": 2}}
    assert _levels(_levels_as_text(said)) == {"A": "5", "1": "4", "Q3": {"B": "2"}}
    assert _levels_as_text({True: 5, False: 1}) == "yes = 5; no = 1"
