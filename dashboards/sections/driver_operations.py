"""Operational indicators and overall satisfaction: do quarters with more of the one have more of the other, community by community?"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import cards, charts, data, formats, panels
from dashboards.charts import Range
from dashboards.filters import Choice
from dashboards.sections.driver_matrix import definition, where
from dashboards.text import language, t
from pipeline.analysis.operations import FEWEST, Operations, operations_and_satisfaction
from pipeline.metrics.changes import SIGNAL
from pipeline.metrics.members import in_words


def show(choice: Choice) -> None:
    """Show the correlation of each operational indicator with overall satisfaction; in words where there is none."""
    with st.spinner(t("drivers.computing")):
        found: Operations = data.analysis(operations_and_satisfaction, where=where(choice))
    title, name = t("drivers.operations.title"), "driver_operations"
    if found.frame.empty:
        panels.nothing(title, name, t("drivers.operations.nothing"), t("drivers.operations.advice"))
        return
    known = found.frame[found.frame["rho_within"].notna()]
    if known.empty:
        panels.nothing(title, name, t("drivers.operations.few", n=FEWEST), t("drivers.operations.few_advice"))
        return
    rows = known.sort_values("rho_within", key=abs, ascending=False, kind="stable").to_dict("records")
    panel = panels.Panel(
        title=title,
        name=name,
        chart=charts.ranges([_range(row) for row in rows], "coefficient", t("drivers.operations.axis")),
        frame=_table(found.frame),
        about=cards.about(data.metric("operational_indicator", language=language()), choice),
        sentences=[t("drivers.operations.caption"), _sure(rows)],
        definition=partial(definition, "operations", clauses="ch2\\.t, ch8\\.f"),
        notes=[t("drivers.operations.reading"), *_too_few(found.frame)],
    )
    panels.show(panel, is_wide=True)


def _name(row: dict[str, Any]) -> str:
    return in_words("indicator_id", row["indicator"], language())


def _range(row: dict[str, Any]) -> Range:
    text = t("drivers.operations.text", r=formats.value(row["rho_within"], "coefficient"), n=f"{row['n']:,.0f}")
    return Range(_name(row), row["rho_within"], row["within_low"], row["within_high"], text, _is_sure(row))


def _is_sure(row: dict[str, Any]) -> bool:
    return bool(row["within_q"] < SIGNAL)


def _sure(rows: list[dict[str, Any]]) -> str:
    """Name what goes with satisfaction more than by chance."""
    sure = [_name(row) for row in rows if _is_sure(row)]
    return t("drivers.operations.sure", names=t("list.joiner").join(sure)) if sure else t("drivers.operations.none")


def _too_few(frame: pd.DataFrame) -> list[str]:
    few = [_name(row) for row in frame[frame["rho_within"].isna()].to_dict("records")]
    return [t("drivers.operations.left_out", names=t("list.joiner").join(few), n=FEWEST)] if few else []


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    figures = {
        "drivers.operations.within": "rho_within", "column.low": "within_low", "column.high": "within_high",
        "column.q": "within_q", "drivers.operations.whole": "rho",
    }  # fmt: skip
    return pd.DataFrame(
        {
            t("column.indicator"): [_name(row) for row in frame.to_dict("records")],
            t("drivers.operations.unit"): frame["unit"],
            t("column.n"): frame["n"],
            t("drivers.operations.communities"): frame["communities"],
        }
        | {t(key): frame[name].astype(float).round(5 if name.endswith("_q") else 3) for key, name in figures.items()}
    )
