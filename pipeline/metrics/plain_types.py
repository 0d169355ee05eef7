"""Columns of any pandas or polars frame in the types that DuckDB gives, so that a metric reads them alike.

A frame made from rows of Python, read from CSV or kept by another library has dates as objects, categories, decimals or
times with a zone. What DuckDB gives is taken as it is.

    categories              the values that they stand for
    decimals                floating point numbers
    times with a zone       the wall time that they show
    objects of pandas       dates and times as timestamps, numbers, booleans; without a value as their name says
"""

from __future__ import annotations

from typing import Any

import narwhals as nw

DATED = ("_at", "_on", "period_start")
NUMBERS = {"decimal", "integer", "floating", "mixed-integer-float"}


def in_plain_types(frame: Any) -> Any:
    """Return a narwhals frame, lazy or not, with columns of plain types."""
    implementation = frame.implementation
    if implementation.is_pandas():
        frame = nw.from_native(_settled(frame.to_native()))
    elif not implementation.is_polars():
        return frame
    plain = [_plain(name, dtype) for name, dtype in frame.collect_schema().items()]
    changed = [column for column in plain if column is not None]
    return frame.with_columns(*changed) if changed else frame


def plain_argument(value: Any) -> Any:
    """Return a further argument of a metric: a pandas or polars frame in plain types, anything else as it is."""
    known = nw.from_native(value, pass_through=True)
    if known is value or not isinstance(known, nw.DataFrame | nw.LazyFrame):
        return value
    return in_plain_types(known).to_native()


def _plain(name: str, dtype: Any) -> Any:
    if dtype in (nw.Categorical, nw.Enum):
        return nw.col(name).cast(nw.String)
    if dtype == nw.Decimal:
        return nw.col(name).cast(nw.Float64)
    if dtype == nw.Datetime and dtype.time_zone:
        return nw.col(name).dt.replace_time_zone(None)
    return None


def _settled(frame: Any) -> Any:
    """Return a pandas frame whose objects, categories and Arrow's times have types of numpy or pandas."""
    settled = {name: _column(frame[name], str(name)) for name in frame.columns if _is_unsettled(frame[name].dtype)}
    return frame.assign(**settled) if settled else frame


def _is_unsettled(dtype: Any) -> bool:
    import pandas as pd

    is_time_of_arrow = isinstance(dtype, pd.ArrowDtype) and str(dtype).startswith(("timestamp", "date"))
    return pd.api.types.is_object_dtype(dtype) or isinstance(dtype, pd.CategoricalDtype) or is_time_of_arrow


def _column(column: Any, name: str) -> Any:
    import pandas as pd

    if isinstance(column.dtype, pd.ArrowDtype):
        has_zone = getattr(column.dt, "tz", None) is not None if str(column.dtype).startswith("timestamp") else False
        column = column.dt.tz_localize(None) if has_zone else column
        return column.astype("datetime64[us]")
    values = column.astype(object)
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind in ("date", "datetime", "datetime64") or (kind == "empty" and name.endswith(DATED)):
        return pd.to_datetime(values).astype("datetime64[us]") if kind == "empty" else pd.to_datetime(values)
    if kind in NUMBERS:
        return pd.to_numeric(values.where(values.notna(), None).astype(float) if kind == "decimal" else values)
    if kind == "boolean":
        return values.astype("boolean") if values.isna().any() else values.astype(bool)
    return values.astype("str") if kind in ("string", "empty") else column
