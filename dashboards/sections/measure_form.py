"""Recording a measure, or changing one that is known, and the history of what was recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from dashboards import address, components, data, filters, formats, forms, measures, registers
from dashboards.measures import Known
from dashboards.sections import ledger
from dashboards.text import language, t
from pipeline.agreed import MEASURES, RecordedMeasure
from pipeline.agreed.measures import STATUSES
from pipeline.agreed.sheet import Entry
from pipeline.analysis.problem_words import sentence
from pipeline.analysis.problems import recurring_problems
from pipeline.layouts.categories import CATEGORIES

NEW = "new"
MOST_PROBLEMS = 50
LONG = 600
FIELDS = (
    "measure", "problem", "problem_ids", "communities", "buildings", "category", "subcategory", "indicator", "owner_post", "steps",
    "resources", "training", "starts_on", "due_on", "evaluate_on", "status", "target",
)  # fmt: skip


def record() -> None:
    """Offer the form for a new measure or one that may be changed, and show what was recorded."""
    if not measures.may_change(()) and not measures.may_change(list(data.communities()["community"])):
        components.empty_state(t("measure.refused"), t("measure.refused_advice"))
        return
    changeable = {each.measure_id: each for each in measures.known() if each.is_changeable}
    address.start_one("recorded", [NEW, *changeable], NEW)
    chosen = st.selectbox(
        t("measure.which"),
        [NEW, *changeable],
        format_func=lambda name: t("measure.new") if name == NEW else _option(changeable[name]),
        key="recorded",
    )
    address.show("recorded", [] if chosen == NEW else [chosen])
    known = changeable.get(chosen)
    form = f"measure_{chosen}"
    forms.outcome(form)
    if known and known.origin == "export":
        st.caption(t("measure.over_export"))
    with st.form(form, border=True):
        _fields(form, known)
        forms.submit(form, t("form.keep"), lambda cells: _keep(cells, known))
    ledger.history(LEDGER, measures.entries())


def _keep(cells: forms.Cells, known: Known | None) -> str:
    forms.require(cells, "measure", "owner_post", "status")
    name = measures.record({field: cells.get(field, "") for field in FIELDS}, known.measure_id if known else None)
    st.session_state["measure"] = name
    return t("measure.kept", name=cells["measure"], id=name)


def _fields(form: str, known: Known | None) -> None:
    """Draw the fields, filled in with what is known."""
    was: dict[str, Any] = dict(known.cells) if known else dict.fromkeys(FIELDS)
    forms.field(form, "measure", st.text_input, was["measure"] or "", is_needed=True, max_chars=100)
    forms.field(form, "problem", st.text_area, was["problem"] or "", max_chars=LONG, height=80)
    _problems(form, was)
    _scope(form, was)
    forms.field(form, "owner_post", st.text_input, was["owner_post"] or "", is_needed=True, max_chars=100)
    forms.field(form, "steps", st.text_area, was["steps"] or "", max_chars=LONG, height=100)
    with st.container(horizontal=True):
        for name in ("resources", "training"):
            forms.field(form, name, st.text_input, was[name] or "", max_chars=LONG)
    forms.field(form, "target", st.text_input, was["target"] or "", max_chars=LONG, placeholder=t("measure.target"))
    with st.container(horizontal=True):
        status = STATUSES.index(was["status"]) if was["status"] else 0
        forms.field(form, "status", st.selectbox, STATUSES, status, format_func=_status, is_needed=True)
        for name in ("starts_on", "due_on", "evaluate_on"):
            _day(form, name, was[name])


def _scope(form: str, was: dict[str, Any]) -> None:
    """Draw the fields of the scope: what it is about decides by which complaints and answers it is judged."""
    st.caption(t("measure.scope"))
    with st.container(horizontal=True):
        names = _with(list(data.communities()["community"]), *(was["communities"] or ()))
        forms.field(
            form, "communities", st.multiselect, names, list(was["communities"] or ()),
            placeholder=t("improvement.everywhere"), select_all=False,
        )  # fmt: skip
        forms.field(
            form, "buildings", st.text_input, forms.cell(was["buildings"] or ()), placeholder=t("measure.buildings")
        )
    with st.container(horizontal=True):
        types = [None, *CATEGORIES]
        forms.field(form, "category", st.selectbox, types, types.index(was["category"]), format_func=_category)
        finer = [None, *_with(data.values_of("subcategory"), was["subcategory"])]
        forms.field(
            form, "subcategory", st.selectbox, finer, finer.index(was["subcategory"]), format_func=_any,
            accept_new_options=True,
        )  # fmt: skip
        tree = dict(registers.indicators()[["indicator_id", f"indicator_{language()}"]].itertuples(index=False))
        ids = [None, *_with(list(tree), was["indicator"])]
        forms.field(
            form,
            "indicator",
            st.selectbox,
            ids,
            ids.index(was["indicator"]),
            format_func=lambda name: tree.get(name, name) if name else t("measure.no_indicator"),
        )


def _problems(form: str, was: dict[str, Any]) -> None:
    """Draw the field of recurring problems that are attached, the most pressing first."""
    found = data.analysis(recurring_problems, language=language(), with_cases=False).head(MOST_PROBLEMS)
    said = {row["problem_id"]: sentence(row, {})[language()] for row in found.to_dict("records")}
    before = list(was["problem_ids"] or ())
    forms.field(
        form, "problem_ids", st.multiselect, _with(list(said), *before), before,
        format_func=lambda name: said.get(name, name), placeholder=t("measure.no_problem"), select_all=False,
    )  # fmt: skip


def _day(form: str, name: str, was: date | None) -> None:
    forms.field(
        form, name, st.date_input, was, format="YYYY-MM-DD", min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)
    )


def _with(names: list[str], *more: str | None) -> list[str]:
    """Return the names and those of ``more`` that are not among them."""
    return [*names, *(name for name in more if name and name not in names)]


def _option(measure: Known) -> str:
    return t("improvement.option", name=measure.name, id=measure.measure_id)


def _status(name: str) -> str:
    return t(f"status.{name}")


def _category(name: str | None) -> str:
    return filters.category_name(name) if name else t("limits.any")


def _any(name: str | None) -> str:
    return name or t("limits.any")


def _cells(entry: Entry[RecordedMeasure]) -> dict[str, Any]:
    item = entry.item
    days = {name: formats.day_in_table(getattr(item, name)) for name in ("starts_on", "due_on", "evaluate_on")}
    return {
        "measure_id": item.measure_id,
        "measure": item.measure,
        "status": _status(item.status),
        "communities": t("joiner").join(item.communities) or t("improvement.everywhere"),
        "owner_post": item.owner_post,
        **days,
        **{name: getattr(item, name) for name in ("problem", "steps", "resources", "training", "target")},
    }


def _title(entry: Entry[RecordedMeasure]) -> str:
    return t("measure.entry", name=entry.item.measure, id=entry.item.measure_id, at=entry.line.text("entered_at") or "")


LEDGER = ledger.Ledger(MEASURES, "measures", _cells, _title)
