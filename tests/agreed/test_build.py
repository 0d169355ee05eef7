"""What was agreed is part of a build: a changed settings file leads to a new one, and its limits to due times."""

import duckdb
import pytest

from tests.cli import manyidu, project

LIMITS = "resolution_hours,from,agreed_by\n24,2000-01-01,王总\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project that was built without settings files."""
    folder = project(tmp_path_factory.mktemp("agreed"))
    assert manyidu(folder, "build").out.startswith("Published")
    return folder


def ask(folder, query):
    with duckdb.connect(manyidu(folder, "where").out.strip(), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_new_limits_file_leads_to_a_new_build_that_uses_it(built):
    assert manyidu(built, "build").out.startswith("Nothing new")
    (built / "data/settings/limits.csv").write_text(LIMITS, encoding="utf-8")
    assert manyidu(built, "build").out.startswith("Published")
    assert ask(built, "select distinct due_from from fct_complaint") == [("limit",)]
    assert ask(built, "select line, agreed_by, is_working_hours from dim_limit") == [(2, "王总", False)]
    assert manyidu(built, "build").out.startswith("Nothing new")


def test_a_broken_file_leaves_what_is_published_and_says_where(built):
    before = manyidu(built, "where").out
    (built / "data/settings/targets.csv").write_text("metric,target,from,agreed_by\nx,1,2024-01-01,王\n", "utf-8")
    done = manyidu(built, "build")
    assert done.code == 2
    assert "targets.csv, row 2, column metric: 'x' is unknown" in done.err
    assert manyidu(built, "where").out == before
    (built / "data/settings/targets.csv").unlink()
