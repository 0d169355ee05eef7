"""How the indicators go together: a matrix of correlations, and those with overall satisfaction in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from dashboards import charts, components, data, formats, panels
from dashboards.filters import Choice
from dashboards.sections import asked
from dashboards.sections.driver_matrix import about, definition, shown_name, where
from dashboards.text import language, t
from pipeline.analysis.answers import OUTCOME
from pipeline.analysis.correlations import Correlations, correlations
from pipeline.metrics.result import OK, SUPPRESSED

MOST, STRONGEST = 16, 3
METHODS = ("spearman", "kendall", "pearson")  # the default first


def show(choice: Choice) -> None:
    """Show the correlations of the indicators in the chosen way of computing them."""
    method = components.choose("correlation", METHODS, "drivers.correlation", is_label_shown=True)
    with st.spinner(t("drivers.computing")):
        found: Correlations = data.analysis(
            correlations, where=where(choice), during=asked.during(choice), method=method, language=language()
        )
    title, name = t("drivers.correlations.title"), "correlations_heat"
    said = [note[language()] for note in found.notes]
    if not (found.frame["status"] == OK).any():
        panels.nothing(title, name, " ".join(said) or t("drivers.correlations.nothing"), t("missing.period_advice"))
        return
    panel = panels.Panel(
        title=title,
        name=name,
        chart=_matrix(found.frame),
        frame=_table(found.frame),
        about=about(choice),
        sentences=[*_strongest(found.frame), t(f"drivers.correlations.caption.{method}")],
        definition=partial(definition, "correlations"),
        notes=[t("drivers.correlations.reading", n=int(found.frame["family_size"].max())), *said, *_most(found.frame)],
    )
    panels.show(panel, is_wide=True)


def _most(frame: pd.DataFrame) -> list[str]:
    """Say so where only the first indicators are drawn."""
    known = len(_ids(frame))
    return [t("chart.most", shown=MOST, all=known)] if known > MOST else []


def _ids(frame: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys([*frame["first_id"], *frame["second_id"]]))


def _matrix(frame: pd.DataFrame) -> dict:
    ids = _ids(frame)[:MOST]
    names = dict(zip(frame["first_id"], frame["first"], strict=True)) | dict(
        zip(frame["second_id"], frame["second"], strict=True)
    )
    at = {(row["first_id"], row["second_id"]): row for row in frame.to_dict("records")}
    found = [[at.get((column, row)) for column in ids[:-1]] for row in ids[1:]]  # each pair once: below the diagonal
    return charts.heat(
        [shown_name(id, names[id]) for id in ids[1:]],
        [shown_name(id, names[id]) for id in ids[:-1]],
        [[cell["correlation"] if cell else None for cell in line] for line in found],
        [[_text(cell) for cell in line] for line in found],
        "coefficient",
        around=(-1, 1),
    )


def _text(cell: dict | None) -> str:
    if cell is None:
        return ""
    if cell["status"] == SUPPRESSED:
        return t("cell.hidden")
    return formats.value(cell["correlation"], "coefficient")


def _strongest(frame: pd.DataFrame) -> Sequence[str]:
    """Say what goes most with overall satisfaction."""
    rows = frame[(frame["first_id"] == OUTCOME) & (frame["status"] == OK)]
    if rows.empty:
        return []
    first = rows.sort_values("correlation", key=abs, ascending=False, kind="stable").head(STRONGEST)
    known = [
        t(
            "drivers.correlations.one",
            name=shown_name(row.second_id, row.second),
            r=formats.value(row.correlation, "coefficient"),
            n=f"{row.n:,.0f}",
        )
        for row in first.itertuples()
    ]
    return [t("drivers.correlations.strongest", list=t("list.joiner").join(known))]


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("drivers.column.first"): frame["first"],
            t("drivers.column.second"): frame["second"],
            t("column.n"): frame["n"],
            t("drivers.column.r"): frame["correlation"].round(3),
            t("column.low"): frame["low"].round(3),
            t("column.high"): frame["high"].round(3),
            "p": frame["p"].round(5),
            t("column.q"): frame["q"].round(5),
            t("column.shown"): [t(f"cell.status.{status}") for status in frame["status"]],
        }
    )
