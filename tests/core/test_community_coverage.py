"""Up to when the complaints of a community are complete: by every export in which it is met, accepted rows or not."""

from datetime import datetime

from tests.core.conftest import Export, complaint

OLD = [complaint("A1", "2024-01-05 09:00:00"), complaint("B1", "2024-01-06 09:00:00", community="望江府")]


def coverage(connection):
    found = connection.execute("select community_id, covers_until from community_coverage order by all").fetchall()
    return {community: str(until.date()) for community, until in found}


def test_a_community_whose_rows_of_the_newest_export_are_all_duplicates_is_covered_by_it(assembled):
    newest = [*OLD, complaint("A2", "2024-03-05 09:00:00")]
    connection = assembled(Export(OLD, "2024-02-01"), Export(newest, "2024-04-01"))
    b1 = "select load_id from fct_complaint where complaint_id = 'B1'"
    assert connection.execute(b1).fetchall() == [(1,)]
    assert coverage(connection) == {"望江府": "2024-04-01", "翠湖苑": "2024-04-01"}


def test_a_community_that_the_newest_export_does_not_hold_ends_with_its_own(assembled):
    connection = assembled(Export(OLD, "2024-02-01"), Export([complaint("A2", "2024-03-05 09:00:00")], "2024-04-01"))
    assert coverage(connection) == {"望江府": "2024-02-01", "翠湖苑": "2024-04-01"}


def test_complaints_without_a_community_have_an_end_of_their_own(assembled):
    nowhere = complaint("C1", "2024-01-07 09:00:00", community=None)
    connection = assembled(Export([*OLD, nowhere], "2024-02-01"))
    assert coverage(connection)[None] == "2024-02-01"


def test_a_community_to_which_a_correction_moves_a_complaint_is_covered_by_its_export(assembled, tmp_path):
    line = "A1,community_id,翠湖苑,新苑,王,2024-02-02,错\n"
    (tmp_path / "corrections.csv").write_text("record,field,old,new,who,when,why\n" + line, encoding="utf-8")
    connection = assembled(Export(OLD[:1], "2024-02-01"))
    assert coverage(connection)["新苑"] == str(datetime(2024, 2, 1).date())
