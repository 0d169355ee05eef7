"""Frames whose columns have other types than DuckDB gives: categories, objects, decimals, zones, none at all."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import polars as pl
import pytest

from pipeline.metrics.catalogue import catalogue
from tests.metrics.test_engines import AS_OF, assert_same, dimension, facts, further

ZONE = "Asia/Shanghai"


def of_python(relation):
    """Return rows as Python has them: dates and decimals as objects."""
    frame = relation.df()
    dates = {name: [None if pd.isna(day) else day.date() for day in frame[name]] for name in dated(relation)}
    numbers = frame.select_dtypes(float)
    decimals = {name: [None if pd.isna(x) else Decimal(str(x)) for x in numbers[name]] for name in numbers}
    return frame.astype(object).assign(**dates, **decimals)


def dated(relation):
    return [name for name, kind in zip(relation.columns, relation.types, strict=True) if str(kind) == "DATE"]


KINDS = {
    "rows of Python": of_python,
    "a LazyFrame": lambda relation: relation.pl().lazy(),
    "nullable types": lambda relation: relation.df().convert_dtypes(),
    "types of Arrow": lambda relation: relation.df().convert_dtypes(dtype_backend="pyarrow"),
    "categories of pandas": lambda relation: relation.df().astype(dict.fromkeys(texts(relation), "category")),
    "categories": lambda relation: relation.pl().with_columns(pl.col(pl.String).cast(pl.Categorical)),
    "decimals": lambda relation: relation.pl().with_columns(pl.col(pl.Float64).cast(pl.Decimal(18, 4))),
    "times with a zone": lambda relation: relation.pl().with_columns(pl.col(pl.Datetime).dt.replace_time_zone(ZONE)),
    "dates as midnights": lambda relation: relation.pl().with_columns(pl.col(pl.Date).cast(pl.Datetime("ms"))),
    "rows of one label": lambda relation: relation.df().set_axis([7] * len(relation), axis=0),
}


def texts(relation):
    return [name for name, kind in zip(relation.columns, relation.types, strict=True) if str(kind) == "VARCHAR"]


def asked(name, frame):
    arguments = {"by": [dimension(name)], "period": "1mo", "as_of": AS_OF} | further(name, "1mo")
    result = catalogue()[name].function(frame, **arguments)
    return result.collect() if isinstance(result, pl.LazyFrame) else result


@pytest.mark.slow
@pytest.mark.parametrize("name", list(catalogue()))
def test_every_kind_of_frame_gives_what_duckdb_gives(connection, name, subtests):
    require_same(connection, name, KINDS, subtests)


@pytest.mark.parametrize(("place", "name"), list(enumerate(catalogue())))
def test_some_kinds_of_frame_give_what_duckdb_gives(connection, place, name, subtests):
    """Each metric meets a quarter of the kinds, and each kind a quarter of the metrics; all meet all in ``make test-all``."""
    require_same(connection, name, list(KINDS)[place % 4 :: 4], subtests)


def require_same(connection, name, kinds, subtests):
    fact = facts(connection, name)
    expected = asked(name, fact)
    for kind in kinds:
        with subtests.test(kind):
            assert_same(expected, asked(name, KINDS[kind](fact)))


@pytest.mark.parametrize("name", list(catalogue()))
def test_no_rows_give_what_no_rows_of_duckdb_give(connection, name):
    none = facts(connection, name).filter("false")
    expected = asked(name, none)
    assert_same(expected, asked(name, none.df()))
    assert_same(expected, asked(name, none.pl()))


@pytest.mark.parametrize("name", ["nps", "top_two_box", "need_association", "valid_share", "operational_indicator"])
def test_a_column_without_a_value_gives_the_same_in_each_engine(connection, name):
    fact = facts(connection, name)
    for empty in fact.columns:
        columns = [
            f"null::{kind} as {name}" if name == empty else name
            for name, kind in zip(fact.columns, fact.types, strict=True)
        ]
        frame = fact.project(", ".join(columns))
        expected = asked(name, frame)
        assert_same(expected, asked(name, frame.df()))
        assert_same(expected, asked(name, frame.pl()))


def test_a_period_that_is_not_known_is_not_ripe(connection):
    fact = facts(connection, "nps")
    undated = fact.project(
        ", ".join("null::date as submitted_on" if name == "submitted_on" else name for name in fact.columns)
    )
    for frame in (undated, undated.df(), undated.pl()):
        result = asked("nps", frame)
        ripe = result.df() if hasattr(result, "df") else result.to_pandas() if hasattr(result, "to_pandas") else result
        assert ripe["is_ripe"].tolist() == [False]
