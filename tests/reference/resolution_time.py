"""Time to resolution with open cases: survival from counts, and the metric functions where a file looks like an export."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import duckdb
import numpy as np

from pipeline.metrics.on_time_rate_to_date import on_time_rate_to_date
from pipeline.metrics.time_to_resolution import time_to_resolution
from pipeline.statistics.intervals import wilson
from pipeline.statistics.log_rank import log_rank
from pipeline.statistics.restricted_mean import RestrictedMean, difference, restricted_mean
from pipeline.statistics.survival import Curve, curve
from tests.metrics.conftest import complaint, rows, table
from tests.reference.case import NUMBER, Case, Table, is_blank
from tests.reference.kinds import Kind

TIMES = ("time", "duration", "days", "months", "t", "futime")
EVENTS = ("event", "status", "cens", "closed", "resolved", "delta")
GROUPS = ("treat", "arm", "group", "sex", "trt", "celltype")
SCALES = {"log": "log", "loglog": "log-log", "plain": "plain"}
Counts = tuple[np.ndarray, np.ndarray, np.ndarray]


def is_tickets(table: Table) -> bool:
    return any(column.startswith("opened") for column in table.columns)


def as_of(case: Case) -> datetime:
    return datetime.fromisoformat(re.search(r"as_of\s+(\S+?Z?)(?=[\s,;)]|$)", case.data)[1].rstrip("Z"))


def durations(case: Case, table: Table) -> tuple[np.ndarray, np.ndarray]:
    """Return time and event (0 = open) of each row; status 1 and 2 as R writes it is open and closed."""
    if is_tickets(table):
        given = [days_of(row, as_of(case)) for row in tickets(table)]
        return np.array([days for days, _ in given]), np.array([closed for _, closed in given])
    column = named(table, case.words, EVENTS)
    said = [{"true": "1", "false": "0"}.get(value.lower(), value) for value in table[column]]
    events = Table(table.name, "", {column: said}).numbers(column)
    if set(events[~np.isnan(events)]) == {1, 2}:
        events = events - 1
    return table.numbers(named(table, case.words, TIMES)), events


def named(table: Table, text: str, usual: tuple[str, ...]) -> str:
    said = [column for column in table.mentioned(text) if column in usual]
    return (said + [column for column in usual if column in table.columns])[0]


def tickets(table: Table) -> list[tuple[datetime, datetime | None, str]]:
    opened, closed = (next(c for c in table.columns if c.startswith(word)) for word in ("opened", "closed"))
    group = table["group"] if "group" in table.columns else [""] * len(table[opened])
    return [
        (datetime.fromisoformat(a.rstrip("Z")), datetime.fromisoformat(b.rstrip("Z")) if b else None, c)
        for a, b, c in zip(table[opened], table[closed], group, strict=True)
    ]


def days_of(ticket: tuple[datetime, datetime | None, str], until: datetime) -> tuple[float, int]:
    opened, closed, _ = ticket
    ended = closed is not None and closed <= until
    return ((closed if ended else until) - opened) / timedelta(days=1), int(ended)


def groups(case: Case, table: Table) -> dict[str, np.ndarray]:
    """Return name of group → which rows, in the order of the case's keys, else by name; "sex1" is column and value."""
    said = [column for column in table.mentioned(re.sub(r".*\bby\b", "", case.data)) if column not in TIMES + EVENTS]
    column = (said + [column for column in GROUPS if column in table.columns])[0]
    values = np.array(table[column])
    numbered = table.is_numeric(column)
    known = [value for value in np.unique(values) if not is_blank(value)]
    found = {f"{column}{value}" if numbered else str(value): values == value for value in known}
    keys = re.findall(r"'([^']+)':", str(case.expected))
    return {name: found[name] for name in sorted(found, key=lambda name: (name not in keys, *places(keys, name)))}


def places(keys: list[str], name: str) -> tuple[int, str]:
    return (keys.index(name) if name in keys else len(keys)), name


def counts(times: np.ndarray, events: np.ndarray) -> Counts:
    """Return distinct durations with how many cases were resolved and were still open there."""
    known = ~np.isnan(times) & ~np.isnan(events)
    times, events = times[known], events[known]
    at, place = np.unique(times, return_inverse=True)
    return at, np.bincount(place, events == 1, len(at)), np.bincount(place, events == 0, len(at))


def kaplan_meier(of: Counts, scale: str = "log-log", confidence: float = 0.95) -> Curve:
    return curve(of[0], of[1], np.zeros(len(of[0])), of[2], confidence, scale)


def interval(ends: tuple[float, float, float]) -> dict[str, float]:
    return {"low": ends[1], "high": ends[2]}


def tau(case: Case) -> float:
    """Return τ: under its key, in a key such as rmst365, or in words ("tau = 10")."""
    text = str(case.expected) + " " + case.words
    found = re.search(rf"'tau': ({NUMBER})|'rmst(\d+)'|tau\s*=\s*({NUMBER})", text)
    if found:
        return float(next(value for value in found.groups() if value))
    given = case.inline().get("tau", np.nan)
    return float(given)


def mean_of(restricted: RestrictedMean) -> dict[str, float]:
    return {"rmst": restricted.mean, "se": restricted.error, "low": restricted.low, "high": restricted.high}


def one_group(case: Case) -> dict[str, Any]:
    """Answer quantiles, shares by a day, restricted mean; of the metric where the case has a file of tickets."""
    given = case.table
    of = counts(*durations(case, given))
    curves = {name: kaplan_meier(of, scale, case.confidence) for name, scale in SCALES.items()}
    got: dict[str, Any] = {"n": of[1].sum() + of[2].sum(), "events": of[1].sum()}
    for share in (10, 25, 50, 75, 90, 95):
        name = "median" if share == 50 else f"p{share}"
        got[name] = curves["log"].quantile(share / 100)[0]
        ends = {scale: interval(shape.quantile(share / 100)) for scale, shape in curves.items()}
        got |= {f"{name}_ci": ends, f"{name}_high_log": ends["log"]["high"], f"{name}_low_log": ends["log"]["low"]}
    restricted = mean_of(restricted_mean(*of, tau(case), case.confidence))
    flat = not isinstance(case.expected.get("rmst"), dict)
    got |= restricted if flat else {"rmst": {"tau": tau(case)} | restricted}
    for day in re.findall(r"by_day_([\d.]+)", str(list(case.expected))):
        got[f"by_day_{day}"] = share_by(float(day), of, curves)
    shape = curves["log"]
    got |= {"time": shape.times, "surv": 1 - shape.resolved, "at_risk": shape.at_risk, "n_risk": shape.at_risk}
    got |= {"n_event": of[1][of[1] > 0]} | ({"se": shape.error} if "surv" in case.expected else {})
    exports = [each for each in case.tables if is_tickets(each)]
    return got | (from_export(case, exports[0]) if exports else {})


def share_by(day: float, of: Counts, curves: dict[str, Curve]) -> dict[str, Any]:
    shape = curves["log"]
    place = np.searchsorted(shape.times, day, side="right") - 1
    return {
        "resolved": shape.by(day)[0],
        "greenwood_se": shape.error[place] if place >= 0 else 0.0,
        "at_risk": (of[1] + of[2])[of[0] >= day].sum(),
    } | {name: interval(each.by(day)) for name, each in curves.items()}


def from_export(case: Case, export: Table) -> dict[str, Any]:
    """Return what the metric says of the same cases as opened and closed tickets."""
    row = metric_rows(case, export, time_to_resolution, unit="minute")[""]
    return {
        "median": row["median_days"],
        "p75": row["p75_days"],
        "p90": row["p90_days"],
        "events": row["resolved"],
        "n": row["complaints"],
    }


def metric_rows(case: Case, export: Table, metric: Any, limit: int | None = None, **options: Any) -> dict[str, Any]:
    """Return group → row of a metric over all tickets ("") of the export."""
    given = []
    for opened, closed, group in tickets(export):
        due = str((opened + timedelta(days=limit)).date()) + " 23:59:59" if limit else None
        times = {"due_at": due} if due else {}
        given.append(complaint(str(opened), str(closed) if closed else None, department=group, **times))
    with duckdb.connect() as connection:
        frame = table(connection, "fct_complaint", given)
        (row,) = rows(metric(frame, period=None, as_of=as_of(case), **options))
    return {"": row}


def two_groups(case: Case) -> dict[str, Any]:
    """Answer medians and restricted means by group, the tests between groups, and the table of the group named."""
    mean = case.expected.get("rmst")
    if isinstance(mean, int | float) or (isinstance(mean, dict) and "rmst" in mean):
        return one_group(case)
    given = case.table
    times, events = durations(case, given)
    of = {name: counts(times[rows_], events[rows_]) for name, rows_ in groups(case, given).items()}
    test, peto = log_rank(list(of.values())), log_rank(list(of.values()), "peto-peto")
    quantiles = {name: kaplan_meier(each, "log").quantile(0.5) for name, each in of.items()}
    restricted = {name: restricted_mean(*each, tau(case)) for name, each in of.items()}
    means = {name: each.mean for name, each in restricted.items()}
    tests = {"chisq": test.chi_square, "p": test.p, "df": test.degrees_of_freedom}
    tests |= {"logrank_chisq": test.chi_square, "logrank_p": test.p, "peto_chisq": peto.chi_square, "peto_p": peto.p}
    got = {name: mean_of(each) for name, each in restricted.items()} | tests
    got |= {"observed": test.observed, "expected": test.expected, f"rmst{tau(case):g}": means}
    if "diff" in case.expected:
        got["diff"] = gap(case, restricted)
    inner = [name for name in of if name.lower() in case.entry.get("what", "").lower()]
    if inner and "surv" in case.expected:
        return one_curve(kaplan_meier(of[inner[0]], "log")) | got
    ends = {name: quantile[1:] for name, quantile in quantiles.items()}
    return got | {"median": {name: quantile[0] for name, quantile in quantiles.items()}, "median_ci_log": ends}


def one_curve(shape: Curve) -> dict[str, Any]:
    median, low, high = shape.quantile(0.5)
    ends = {"median": median, "median_low_log": low, "median_high_log": high}
    return ends | {"time": shape.times, "surv": 1 - shape.resolved, "se": shape.error}


def gap(case: Case, restricted: dict[str, RestrictedMean]) -> dict[str, float]:
    """Return the difference of the two groups in the order the case says ("arm1 − arm0"), else as its keys stand."""
    said = re.search(r"(\w+)\s*[−–-]\s*(\w+)", case.entry.get("variant", ""))
    order = said.groups() if said and set(said.groups()) <= set(restricted) else list(restricted)[:2]
    found, p = difference(*(restricted[name] for name in order))
    return {"est": found.mean, "se": found.error, "low": found.low, "high": found.high, "p": p}


def on_time(case: Case) -> dict[str, Any]:
    """Answer the fair rate and its counts by the metric, and beside it what closed cases alone would say."""
    target = int(re.search(r"target\s+(\d+)", case.data)[1])
    row = metric_rows(case, case.table, on_time_rate_to_date, limit=target)[""]
    shape = kaplan_meier(counts(*durations(case, case.table)))
    times, closed = durations(case, case.table)
    of_closed = kaplan_meier(counts(times[closed == 1], closed[closed == 1]))
    low, high = wilson(row["met"], row["due"])
    late, met = int((times[closed == 1] > target).sum()), row["met"]
    return {
        "closed_on_time": met,
        "closed_late": late,
        "open_past_due": row["due"] - met - late,
        "open_not_due": row["complaints"] - row["due"] if "complaints" in row else len(times) - row["due"],
        "naive": met / (met + late),
        "fair": row["on_time_rate_to_date"],
        "fair_wilson_low": float(low),
        "fair_wilson_high": float(high),
        "km": shape.by(target)[0],
        "km_median": shape.quantile(0.5)[0],
        "naive_median_of_closed": of_closed.quantile(0.5)[0],
    }


def competing(case: Case) -> dict[str, Any]:
    """Answer the share that left in each way by the times named, and what 1 − Kaplan–Meier would say."""
    times, events = durations(case, case.table)
    causes = {name: int(code) for code, name in re.findall(r"\b([1-9])\s*=\s*([\w-]+)", case.data)}
    said = re.search(r"\bat (?:(?:day|month|year|time)s? )?(\d[\d., and]*)", case.words)[1]
    at = [float(number) for number in re.findall(NUMBER, said)]
    got = {}
    for name, code in causes.items():
        own, other, is_open = events == code, (events != code) & (events != 0), events == 0
        share, alone = curve(times, own, other, is_open), curve(times, own, 0 * own, other | is_open)
        got |= {name: [share.by(t)[0] for t in at], f"one_minus_km_{name}": [alone.by(t)[0] for t in at]}
    return got


KINDS = (
    Kind(
        "time to resolution",
        cases=("km_lung",),
        keys=frozenset(
            {"p25", "median", "p75", "p90", "median_ci", "n", "events", "rmst", "by_day_*", "resolved", "greenwood_se"}
        ),
        words=frozenset({"kaplan", "meier", "greenwood", "percentiles"}),
        compute=one_group,
    ),
    Kind(
        "time to resolution by group",
        cases=("logrank_lung_sex", "km_gehan", "rmst_pbc"),
        keys=frozenset(
            {"median", "observed", "expected", "chisq", "p", "peto_chisq", "logrank_chisq", "logrank_p", "rmst", "diff"}
        ),
        words=frozenset({"log-rank", "logrank", "groups", "arms", "peto"}),
        compute=two_groups,
    ),
    Kind(
        "on-time rate",
        cases=("on_time_rate",),
        keys=frozenset(
            {"closed_on_time", "closed_late", "open_past_due", "open_not_due", "naive", "fair", "km", "km_median"}
        ),
        words=frozenset({"on-time", "target", "due"}),
        compute=on_time,
    ),
    Kind(
        "competing risks",
        cases=("competing_risks",),
        keys=frozenset({"one_minus_km*", "cif*"}),
        words=frozenset({"competing", "aalen", "johansen", "cumulative", "incidence", "withdrawn"}),
        compute=competing,
    ),
)
