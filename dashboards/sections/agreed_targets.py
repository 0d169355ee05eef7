"""Targets: what a metric should reach, for the company or a part of it, from a day on."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import data, decided, filters, formats, forms, registers
from dashboards.sections import ledger
from dashboards.text import language, named, t
from pipeline.agreed import TARGETS, Target
from pipeline.agreed.sheet import Entry
from pipeline.agreed.targets import OF_A_PERIOD
from pipeline.metrics.catalogue import Metric, catalogue, find

FORM = "targets"
PERIODS = ("1mo", "1q", "1y")
PARTS = {
    "complaint": ("company", "community", "category", "department"),
    "score": ("company", "community", "indicator_id"),
}
NO_PARTS = ("company", "community")


def targets() -> None:
    """Show the targets, a form for a new one, and their history."""
    entries = ledger.now(LEDGER)
    st.subheader(t("targets.new"), anchor=False)
    st.caption(t("targets.explained"))
    with st.container(border=True):
        _form()
    ledger.history(LEDGER, entries)


def _form() -> None:
    forms.outcome(FORM)
    # These two decide which fields there are, so they stand before the form, which is drawn only when it is sent.
    known = [name for name, metric in catalogue().items() if metric.better != "neither"]
    metric = find(forms.field(FORM, "metric", st.selectbox, known, format_func=_label))
    part = forms.field(FORM, "part", st.selectbox, PARTS.get(metric.table, NO_PARTS), format_func=_part)
    with st.form(f"{FORM}_form", border=False):
        if part != "company":
            names = _members(part)
            forms.field(FORM, "value", st.selectbox, list(names), format_func=names.__getitem__, is_needed=True)
        forms.field(FORM, "target", st.text_input, placeholder=t(f"targets.example.{_kind(metric)}"), is_needed=True)
        with st.container(horizontal=True):
            needed = metric.unit in OF_A_PERIOD
            periods = PERIODS if needed else (None, *PERIODS)
            forms.field(FORM, "period", st.selectbox, periods, format_func=_period, is_needed=needed)
            if "within_days" in metric.parameters:
                forms.field(FORM, "parameter", st.selectbox, _windows(metric), format_func=_window)
        with st.container(horizontal=True):
            forms.field(FORM, "from", st.date_input, decided.today(), is_needed=True, format="YYYY-MM-DD")
            forms.field(FORM, "agreed_by", st.text_input, is_needed=True, max_chars=100)
        forms.submit(FORM, t("form.keep"), lambda cells: _keep(cells, metric.name, part))


def _keep(cells: forms.Cells, metric: str, part: str) -> str:
    forms.require(cells, "target", "from", "agreed_by", *(["value"] if part != "company" else []))
    row = {name: cells.get(name, "") for name in ("value", "target", "period", "parameter", "from", "agreed_by")}
    row |= {"metric": metric, "dimension": {"company": "", "indicator_id": "indicator"}.get(part, part)}
    decided.add(TARGETS, [row])
    return t("form.kept")


def _cells(entry: Entry[Target]) -> dict[str, Any]:
    target = entry.item
    return {
        "metric": _metric_label(target),
        "part": _part_label(target),
        "period": _period(target.period),
        "target": formats.value(target.target, find(target.metric).unit),
        "from": formats.day_in_table(target.valid_from),
        "agreed_by": target.agreed_by,
    }


def _title(entry: Entry[Target]) -> str:
    cells = _cells(entry)
    return t(
        "targets.title",
        **{name: cells[name] for name in ("metric", "part", "target")},
        day=formats.day(entry.item.valid_from),
    )


def _label(name: str) -> str:
    return find(name).words("label", language())


def _metric_label(target: Target) -> str:
    given = dict([target.parameter.split("=", 1)]) if target.parameter else {}
    return find(target.metric).words("label", language(), **given)


def _part_label(target: Target) -> str:
    if target.dimension is None or target.value is None:
        return t("part.company")
    kind = {"community_id": "community"}.get(target.dimension, target.dimension)
    name = _members(kind).get(target.value, target.value)
    return named(_part(kind) if f"part.{kind}" in PART_TEXTS else kind, name)


def _members(part: str) -> dict[str, str]:
    """Return value of the file → name of the members of a part of the company."""
    if part == "category":
        return {name: filters.category_name(name) for name in data.categories() if name} if data.published() else {}
    if not data.published():
        return {}
    if part == "indicator_id":
        tree = registers.indicators()
        return dict(zip(tree["indicator_id"], tree[f"indicator_{language()}"], strict=True))
    names = data.communities()["community"] if part == "community" else data.values_of("department")
    return {name: name for name in names}


def _kind(metric: Metric) -> str:
    return "share" if metric.unit == "share" else "number"


def _part(name: str) -> str:
    return t(f"part.{name}")


def _period(period: str | None) -> str:
    return t(f"targets.period.{period or 'any'}")


def _windows(metric: Metric) -> list[str | None]:
    usual = metric.parameters["within_days"]
    return [None, *(f"within_days={days}" for days in data.settings().resolution_days if days != usual)]


def _window(parameter: str | None) -> str:
    return t("targets.window", days=parameter.partition("=")[2]) if parameter else t("targets.window_usual")


PART_TEXTS = {f"part.{name}" for names in (*PARTS.values(), NO_PARTS) for name in names}
LEDGER = ledger.Ledger(TARGETS, "targets", _cells, _title)
