"""The one place from which the dashboard reads: the published warehouse, cached by version and arguments.

A newly published version is noticed at each rerun: the open file is looked at before it is used (microseconds), and every
answer is kept under the run it came from and the scope of the user it was read for. Each query takes a cursor of its own,
because sessions are threads. ``reading`` is the only way to a cursor, and it shows nothing but the scope; what has to see
all in order to protect answers takes the scope as a condition.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd
import streamlit as st

from dashboards import access, memory
from dashboards.memory import ANSWERS, Key
from dashboards.scope import Scope, narrow, narrowed_to, require_own
from pipeline.config import Settings, load_settings
from pipeline.metrics.asked import FILTERED
from pipeline.metrics.catalogue import Metric, find
from pipeline.metrics.changes import Against
from pipeline.metrics.compute import compute, compute_against
from pipeline.metrics.names import with_names
from pipeline.metrics.remembering import ROWS
from pipeline.metrics.result import Result
from pipeline.metrics.source import COVERS, DAY_COLUMN, Table
from pipeline.review.content import review as make_review
from pipeline.review.model import Review
from pipeline.warehouse import Version, Warehouse, open_published, versions

SHOWN: tuple[Table, ...] = ("complaint", "score")  # what the pages show of: complaints and answers
Made = TypeVar("Made")
Frozen = tuple[tuple[str, Any], ...]  # arguments by name
KEPT_ANSWERS, KEPT_REVIEWS = 2000, 100
# Analyses that see all communities, to protect answers, and take the scope as a condition.
PROTECTING = frozenset(
    "drivers correlations funnel_of_members trends scorecard method_statements priorities operations_and_satisfaction".split()
)


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Return the settings of this dashboard: environment, then ``manyidu.toml``."""
    return load_settings()


def published() -> Version | None:
    """Return the version that is served, None where nothing was ever built.

    Raises:
        WarehouseError: If the published file is damaged or held by another program.
    """
    return _warehouse(settings().warehouse).version if versions(settings()) else None


def kept_versions() -> list[Version]:
    """Return the versions that are kept, newest first."""
    return versions(settings())


def metric(name: str, *, language: str, **arguments: Any) -> Result:
    """Return a metric of the published version; arguments as for ``pipeline.metrics.compute``."""
    warehouse, scope = _warehouse(settings().warehouse), access.current().communities
    by = arguments.setdefault("by", ())  # said or not, it is the same question
    require_own(scope, (by,) if isinstance(by, str) else by, arguments.get("against", "previous"))
    arguments["where"] = narrowed_to(scope, arguments.get("where"))
    remember = memory.of(_key(warehouse))

    def find() -> Result:
        """Compute the metric: the scope is one of the conditions, see the docstring above."""
        with reading(warehouse, None) as cursor:
            return compute(cursor, name, remember, k=settings().k_figures, language=language, **arguments)

    result = remember((ANSWERS, name, language, _frozen(arguments)), find)
    return replace(result, frame=_own(result.frame), notes=list(result.notes))


def count_ahead(wanted: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Count complaints for who asks later, for metrics and their parameters; ends early where another version is published."""
    warehouse = _warehouse(settings().warehouse)
    for name, parameters in wanted:
        if warehouse.is_current():
            with reading(warehouse, None) as cursor:
                compute(cursor, name, memory.of(_key(warehouse)), period="1mo", **parameters)


def analysis(function: Callable[..., Any], **arguments: Any) -> Any:
    """Return what a function of ``pipeline.analysis`` finds in the scope of the present user.

    Args:
        function: Its first argument is the connection; ``k`` is given to it where it takes one.
        arguments: Its others.
    """
    warehouse, scope = _warehouse(settings().warehouse), access.current().communities
    taken = inspect.signature(function).parameters
    if "k" in taken:
        arguments["k"] = settings().k_figures
    if "where" in taken:
        arguments["where"] = narrowed_to(scope, arguments.get("where"))
    if function.__name__ in PROTECTING:
        scope = None
    name = f"{function.__module__}.{function.__name__}"
    return _kept_analysis(warehouse, _key(warehouse), scope, name, function, _frozen(arguments))


def review(start: date, communities: tuple[str, ...], language: str) -> Review:
    """Return a quarter's review of communities in the scope of the present user.

    It sees all communities, to protect answers, and takes the scope as a condition; records are read in the scope.

    Raises:
        AccessError: If a community is outside the scope, or none is chosen where there is one.
    """
    warehouse, scope = _warehouse(settings().warehouse), access.current().communities
    if scope is not None and not (communities and set(communities) <= set(scope)):
        raise access.AccessError(zh="只能看你负责的小区。", en="You can see your own communities only.")
    return _kept_review(warehouse, _key(warehouse), scope, start, communities, language)


def entry(name: str) -> Metric:
    """Return the catalogue's entry of a metric: its words, unit and direction."""
    return find(name)


def build() -> dict[str, Any]:
    """Return the one row of table ``build``."""
    return rows("select * from build").to_dict("records")[0]


def covers_until(table: Table) -> datetime | None:
    """Return up to when complaints or answers are complete; the end of the newest day where no export says so, None without any."""
    sql = f"select coalesce({COVERS[table]}, (select max({DAY_COLUMN[table]}) + 1 from mart_{table})) as moment from build"
    moment = rows(sql)["moment"][0]
    return None if pd.isna(moment) else moment


def has_facts() -> dict[Table, bool]:
    """Return whether there are any survey answers and any complaints."""
    sql = "select exists (from mart_score) as score, exists (from mart_complaint) as complaint"
    return rows(sql).to_dict("records")[0]


def has_homes() -> bool:
    """Return whether any complaint says from which home it came."""
    return bool(rows("select exists (from fct_complaint where home_id is not null) as found")["found"][0])


def communities() -> pd.DataFrame:
    """Return ``community_id``, ``community`` of the communities that have complaints or answers."""
    sql = """
        select community_id, community from dim_community
        where community_id in (select community_id from mart_complaint union select community_id from mart_score)
        order by community
    """
    return rows(sql)


def categories() -> list[str | None]:
    """Return the complaint types that occur, None for complaints without one, the most frequent first."""
    sql = "select category from mart_complaint group by category order by sum(cases) desc, category"
    return rows(sql)["category"].astype(object).where(lambda names: names.notna(), None).to_list()


def values_of(kind: str) -> list[str]:
    """Return what occurs as ``method`` of surveys or in a column of complaints such as ``department``, the most frequent first."""
    usual = ("mart_complaint" if kind in FILTERED else "fct_complaint", "cases")
    table, count = {"method": ("mart_score", "respondents")}.get(kind, usual)
    sql = f"select {kind} from {table} where {kind} is not null group by {kind} order by sum({count}) desc, {kind}"
    return rows(sql)[kind].to_list()


def months(table: Table) -> list[date]:
    """Return the first day of each month with complaints or answers, oldest first."""
    day = DAY_COLUMN[table]
    sql = f"select distinct date_trunc('month', {day})::date as month from mart_{table} where {day} is not null order by 1"
    return [month.date() for month in pd.to_datetime(rows(sql)["month"])]


def measure_titles() -> dict[str, str]:
    """Return id → title of the improvement measures."""
    return dict(rows("select measure_id, measure from dim_measure order by measure_id").itertuples(index=False))


def own_questions() -> set[str]:
    """Return the ids of indicators that are questions of the exports, under no indicator of the standard tree."""
    return set(rows("select indicator_id from dim_indicator where not is_standard")["indicator_id"])


def rows(sql: str, *values: Any) -> pd.DataFrame:
    """Return what a query finds in the scope of the present user; ``values`` stand for its question marks."""
    warehouse, scope = _warehouse(settings().warehouse), access.current().communities

    def find() -> pd.DataFrame:
        """Ask in the scope."""
        with reading(warehouse, scope) as cursor:
            return cursor.execute(sql, values).df()

    return _own(memory.of(_key(warehouse))((ROWS, scope, sql, values), find))


def derived(name: str, make: Callable[[], Made]) -> Made:
    """Return what is made of rows in the scope of the present user, made once a version; nobody may change it."""
    warehouse, scope = _warehouse(settings().warehouse), access.current().communities
    return memory.of(_key(warehouse))((ROWS, scope, name), make)


def _own(kept: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that may be changed and leaves the kept one as it is: pandas copies what is written to."""
    return kept.copy(deep=False)


def _in_language(warehouse: Warehouse, result: Result, language: str) -> Result:
    if language == result.language:
        return result
    with reading(warehouse, None) as cursor:
        return replace(result, frame=with_names(cursor, result.frame, language), language=language)


def _asked_once(
    _: duckdb.DuckDBPyConnection,
    name: str,
    ways: Sequence[Against],
    *,
    warehouse: Warehouse,
    language: str,
    **arguments: Any,
) -> list[Result]:
    """Answer a question of a review: once for both languages, and for all quarters, which are rows of one answer."""
    results = _kept_comparisons(warehouse, _key(warehouse), name, tuple(ways), _frozen(arguments))
    return [_in_language(warehouse, result, language) for result in results]


@contextmanager
def reading(warehouse: Warehouse, scope: Scope) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a cursor that sees the facts of the communities in ``scope`` and of no other; all where it is None."""
    with warehouse.cursor() as cursor:
        narrow(cursor, scope)
        yield cursor


@st.cache_resource(validate=Warehouse.is_current, show_spinner=False)
def _warehouse(folder: Path) -> Warehouse:
    return open_published(settings())


def _key(warehouse: Warehouse) -> Key:
    return str(warehouse.path), warehouse.version.run


# The warehouse is handed over beside its key (the underscore keeps it out of the cache key), so that an answer is never
# kept under another run than the one it was read from.
@st.cache_data(max_entries=KEPT_ANSWERS, show_spinner=False)
def _kept_analysis(
    _warehouse: Warehouse, key: Key, scope: Scope, name: str, _function: Callable[..., Any], arguments: Frozen
) -> Any:
    known = {name: value for name, value in _thawed(arguments).items() if name != "where" or value}
    with reading(_warehouse, scope) as cursor:
        return _function(cursor, **known)


@st.cache_data(max_entries=KEPT_ANSWERS, show_spinner=False)
def _kept_comparisons(
    _warehouse: Warehouse, key: Key, name: str, ways: tuple[Against, ...], arguments: Frozen
) -> list[Result]:
    with reading(_warehouse, None) as cursor:  # the scope is one of the conditions: see ``review``
        return compute_against(cursor, name, ways, **_thawed(arguments))


@st.cache_data(max_entries=KEPT_REVIEWS, show_spinner=False)
def _kept_review(
    _warehouse: Warehouse, key: Key, scope: Scope, start: date, communities: tuple[str, ...], language: str
) -> Review:
    asked: dict[str, Any] = {"communities": communities, "language": language}
    asked |= {"within_days": settings().resolution_days[-1], "ask": partial(_asked_once, warehouse=_warehouse)}
    with reading(_warehouse, None) as cursor:  # the scope is one of the conditions: see ``review``
        if scope is None:
            return make_review(cursor, start, **asked)
        with reading(_warehouse, scope) as own:
            return make_review(cursor, start, own=own, **asked)


def _frozen(arguments: dict[str, Any]) -> Frozen:
    where = tuple(sorted((column, tuple(wanted)) for column, wanted in arguments.get("where", {}).items()))
    others = ((name, tuple(value) if isinstance(value, list) else value) for name, value in arguments.items())
    return (*sorted((name, value) for name, value in others if name != "where"), ("where", where))


def _thawed(arguments: Frozen) -> dict[str, Any]:
    known = dict(arguments)
    return known | {"where": {column: list(wanted) for column, wanted in known["where"]}}
