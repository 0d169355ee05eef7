"""Trend, seasonality and forecasts of a series."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from pipeline.statistics.decomposition import Decomposition, decompose
from pipeline.statistics.forecasting import Accuracy, accuracy, forecast, seasonal_naive
from pipeline.statistics.intervals import normal_quantile
from pipeline.statistics.smoothing import Smoothing, smooth
from pipeline.statistics.trend import linear_trend, mann_kendall, seasonal_kendall
from tests.reference.case import Case, Table
from tests.reference.kinds import Kind

COVERAGES = ("coverage", "coverage_", "inside", "inside_", "share_inside", "share_inside_", "pi", "pi_")
GIVEN = ("alpha", "beta", "gamma", "level0", "slope0", "season0")
STEPS = {"year", "month", "date", "period", "time", "t", "i", "index", "day", "quarter", "week", "id", "no"}


def series(table: Table) -> np.ndarray:
    """Return the figures in order of time: of a column the case names, else the first that is no time."""
    table = table.ordered()
    named = [column for column in table.mentioned() if column in table.numeric() and column.lower() not in STEPS]
    return table.numbers((named + [column for column in table.numeric() if column.lower() not in STEPS])[0])


def per_series(case: Case, figures: Any) -> dict[str, Any]:
    """Answer each key that stands for a file by that file; without such keys the case is of one file."""
    nested = [key for key, value in case.expected.items() if isinstance(value, dict)]
    found = figures(case, case.table, case.words) if not nested else {}
    alike = {key: f"{key} {case.words}" for key in nested}
    if set(nested) == {"plain", "seasonal"}:
        alike = {"plain": "", "seasonal": "seasonal"}
    return found | {key: figures(case, case.table_of(key), words) for key, words in alike.items()}


def kendall(case: Case) -> dict[str, Any]:
    return per_series(case, kendall_figures)


def kendall_figures(case: Case, table: Table, words: str) -> dict[str, Any]:
    values, confidence = series(table), case.confidence
    plain = mann_kendall(values, confidence=confidence)
    seasonal = seasonal_kendall(values, case.cycle, is_adjusted=False, confidence=confidence)
    got = seasonal if re.search(r"\bseasonal\b", words, re.I) else plain
    return {
        "n": got.n,
        "S": got.s,
        "varS": got.variance,
        "tau_b": got.tau_b,
        "tau": got.tau_b,
        "z": got.z,
        "p": got.p,
        "p_no_cc": got.p_uncorrected,
        "p_plain": plain.p,
        "p_seasonal": seasonal.p,
        "sen_slope": got.slope,
        "sen_low": got.low,
        "sen_high": got.high,
    }


def line(case: Case) -> dict[str, Any]:
    return per_series(case, line_figures)


def line_figures(case: Case, table: Table, words: str) -> dict[str, Any]:
    got = linear_trend(yearly(table.ordered(), series(table)), case.confidence)
    found = {"slope": got.slope, "se": got.error, "p": got.p, "ci_low": got.low, "ci_high": got.high}
    return found | {"durbin_watson": got.durbin_watson}


def yearly(table: Table, values: np.ndarray) -> np.ndarray:
    """Return the figures with a gap for every year that the file leaves out."""
    years = next((table.numbers(name).astype(int) for name in table.columns if name.lower() == "year"), None)
    if years is None or len(set(years)) < len(years):
        return values
    spaced = np.full(years[-1] - years[0] + 1, np.nan)
    spaced[years - years[0]] = values
    return spaced


def decomposition(case: Case) -> dict[str, Any]:
    """Each key is a file, "log" or "robust" in it say how; the case lists the rows it shows."""
    windows = {
        name: int(found[1])
        for name, letter in (("seasonal_window", "s"), ("trend_window", "t"), ("low_pass_window", "l"))
        if (found := re.search(rf"\b{letter}\.window\s*=\s*(\d+)", case.words))
    }
    is_flat = "seasonal" in case.expected
    keys = [""] if is_flat else list(case.expected)
    found = {}
    for key in keys:
        table = case.table if is_flat else file_of(case, key)
        is_log = re.search(r"\blog", table.said) or "log" in key
        values = np.log(series(table)) if is_log else series(table)
        is_robust = "robust" in key or (is_flat and re.search(r"\brobust", case.words) is not None)
        split = decompose(values, case.cycle, **windows, is_robust=is_robust)
        found[key] = parts(split, rows_shown(case, len(values)))
    return found[""] if is_flat else found


def file_of(case: Case, key: str) -> Table:
    """Return the file of "logair_robust": the one whose name begins like the key without such words."""
    plain = re.sub(r"log|robust|_", "", key)
    return next((table for table in case.tables if table.stem.startswith(plain)), case.table_of(plain))


def rows_shown(case: Case, n: int) -> list[int]:
    rows = re.search(r"rows ([\d, ]+\d)", case.words)
    return [int(row) - 1 for row in rows[1].split(",")] if rows else list(range(n))


def parts(found: Decomposition, rows: list[int]) -> dict[str, Any]:
    lines = {"seasonal": found.seasonal, "trend": found.trend, "remainder": found.remainder}
    strengths = {"trend_strength": found.trend_strength, "seasonal_strength": found.seasonal_strength}
    return {name: values[rows] for name, values in lines.items()} | strengths


def split(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Return the figures up to the last month of training that the case names, and those that follow."""
    table = case.table.ordered()
    values = series(table)
    if held := re.search(r"last (\d+) \w+ (?:\w+ )?(?:held out|test)", case.words):
        return values[: -int(held[1])], values[-int(held[1]) :]
    last = re.search(r"train\w*\s*(?:≤|<=|to|until)\s*(\d{4}-\d\d)", case.data)[1]
    step = next(column for column in table.columns if re.match(r"\d{4}-\d\d", table[column][0]))
    is_known = np.array([month[:7] <= last for month in table[step]])
    return values[is_known], values[~is_known]


def given_smoothing(case: Case) -> dict[str, Any]:
    """Run the parameters and first states of the case; R lists the season from the step before the first one backwards."""
    given = case.expected
    known, after = split(case)
    is_log = bool(re.search(r"\blog", case.words))
    *numbers, season = (given[key] for key in GIVEN)
    smoothing = Smoothing(*numbers, tuple(season[::-1]))
    got = smooth(np.log(known) if is_log else known, smoothing, len(given["forecast"]))
    ends = {
        f"{side}{level}": got.mean + way * normal_quantile(level / 100) * got.error
        for level in (80, 95)
        for side, way in (("lower", -1), ("upper", 1))
    }
    followed = (np.log(after) if is_log else after)[: len(got.mean)]
    inside = (ends["lower95"] <= followed) & (followed <= ends["upper95"])
    found = {"forecast": got.mean, "sigma2": got.variance, "n_actual_inside95": inside.sum()}
    inputs = {key: given[key] for key in GIVEN}
    return inputs | ends | found | {"fitted_last12": got.fitted[-12:]}


def hold_out(case: Case) -> dict[str, Any]:
    known, after = split(case)
    cycle = case.cycle
    naive = errors(accuracy(after, seasonal_naive(known, len(after), cycle), known, cycle))
    return naive | {"seasonal_naive": naive, "snaive": naive}


def coverage(case: Case) -> dict[str, Any]:
    """A series a row, the columns its steps: how often the last figures lie in the intervals forecast from the others."""
    table = case.table
    steps = [name for name in table.numeric() if name.lower() not in {*STEPS, "series"}]
    held = re.search(r"last (\w+)|horizon\D{1,3}(\d+)|h\s*=\s*(\d+)", case.words)
    said = next((word for word in held.groups() if word), "6") if held else "6"
    ahead = int(said) if said.isdigit() else {"six": 6, "twelve": 12, "three": 3}.get(said, 6)
    got = {80: [], 95: []}
    for values in table.matrix(steps):
        of, followed = forecast(values[:-ahead], ahead), values[-ahead:]
        for level, low, high in ((80, of.low80, of.high80), (95, of.low95, of.high95)):
            got[level].append(np.mean((low <= followed) & (followed <= high)))
    shares = {level: float(np.mean(inside)) for level, inside in got.items()}
    return {f"{name}{level}": share for level, share in shares.items() for name in COVERAGES}


def errors(found: Accuracy) -> dict[str, float]:
    return {"rmse": found.rmse, "mae": found.mae, "mape": found.mape, "mase": found.mase}


KINDS = (
    Kind(
        "trend by ranks",
        cases=("mann_kendall",),
        keys=frozenset({"n", "S", "varS", "tau_b", "z", "p", "p_no_cc", "p_plain", "p_seasonal", "sen_slope", "sen_low", "sen_high"}),
        words=frozenset({"mann", "kendall", "seasonal", "sen"}),
        compute=kendall,
    ),
    Kind(
        "straight line",
        cases=("linear_trend",),
        keys=frozenset({"slope", "se", "p", "ci_low", "ci_high", "durbin_watson"}),
        words=frozenset({"ols", "slope", "durbin"}),
        compute=line,
    ),
    Kind(
        "trend, season and remainder",
        cases=("stl",),
        keys=frozenset({"seasonal", "trend", "remainder", "trend_strength", "seasonal_strength"}),
        words=frozenset({"stl", "decomposition", "loess"}),
        compute=decomposition,
    ),
    Kind(
        "coverage of forecasts",
        keys=frozenset({"coverage*", "inside*", "share_inside*", "pi80", "pi95"}),
        words=frozenset({"coverage", "intervals", "covered"}),
        compute=coverage,
    ),
    Kind(
        "exponential smoothing with given parameters",
        cases=("ets_log_airpassengers",),
        keys=frozenset({"alpha", "beta", "gamma", "level0", "slope0", "season0", "sigma2", "fitted_last12", "forecast", "lower95", "upper95", "lower80", "upper80", "n_actual_inside95"}),
        words=frozenset({"ets", "additive"}),
        compute=given_smoothing,
    ),
    Kind(
        "accuracy of forecasts",
        cases=("forecast_accuracy_1960",),
        keys=frozenset({"rmse", "mape", "mase", "seasonal_naive"}),
        words=frozenset({"hold-out", "accuracy", "seasonal-naive"}),
        compute=hold_out,
        keys_not_offered={
            "ets*": "another likelihood gives other parameters; that the product's forecast beats seasonal naive and is near this one is tested in tests/statistics/test_forecasting.py"
        },
    ),
    Kind(
        "Holt–Winters as R filters it",
        cases=("holt_winters_r",),
        keys=frozenset({"alpha", "beta", "gamma", "sse", "a", "b", "forecast_1961"}),
        words=frozenset({"holtwinters", "holt–winters"}),
        not_offered="R's start values and update of the season; the product forecasts with ETS, whose parameters differ",
    ),
)  # fmt: skip
