"""What is known of one measure: what for, where, who, when; and the recurring problems it is meant for."""

from __future__ import annotations

import streamlit as st

from dashboards import data, filters, formats, links, measures, registers
from dashboards.measures import Known
from dashboards.text import language, named, plain, t
from pipeline.analysis.problem_words import sentence
from pipeline.analysis.problems import recurring_problems

MOST_PROBLEMS = 5
LONG = ("problem", "target", "steps", "resources", "training")


def show(measure: Known) -> None:
    """Show the facts of a measure and the way to change them."""
    with st.container(border=True, gap="xsmall", key="facts"):
        st.markdown(f"**{plain(measure.name)}** · {plain(status(measure))}")
        st.caption(plain(t("improvement.joiner").join(_where_who_when(measure))))
        for name in LONG:
            if measure.cells[name]:
                field = f"**{t(f'field.{name}')}**"
                st.markdown(f":small[{named(field, plain(measure.cells[name]))}]")
        st.caption(t(f"improvement.origin.{measure.origin}"))
        if measure.is_waiting:
            st.caption(f":material/schedule: {t('improvement.waiting')}")
        if measure.is_changeable:
            links.to_page(
                t("improvement.change"), "improvement", key="change_measure", view="record", recorded=measure.measure_id
            )


def status(measure: Known) -> str:
    """Return the state of a measure in words, past due where it is."""
    if measure.is_past_due:
        return t("status.past_due", status=t(f"status.{measure.cells['status']}"))
    return t(f"status.{measure.cells['status']}") if measure.cells["status"] else formats.MISSING


def places(measure: Known) -> str:
    """Return the communities and buildings of a measure, in words."""
    joiner, buildings = t("joiner"), measure.cells["buildings"]
    named = joiner.join(measure.cells["communities"]) or t("improvement.everywhere")
    return t("improvement.buildings", places=named, buildings=joiner.join(buildings)) if buildings else named


def problems(measure: Known) -> None:
    """Show the recurring problems at which a measure is aimed, by its scope or because they were attached."""
    found = data.analysis(recurring_problems, language=language(), with_cases=False)
    attached = set(measure.cells["problem_ids"])
    mine = found[
        [
            measure.measure_id in ids or name in attached
            for ids, name in zip(found["measure_ids"], found["problem_id"], strict=True)
        ]
    ]
    if mine.empty:
        return
    with st.expander(t("improvement.problems", count=len(mine)), icon=":material/repeat:"):
        titles = {each.measure_id: each.name for each in measures.known()}
        for row in mine.head(MOST_PROBLEMS).to_dict("records"):
            st.markdown(f":small[{plain(sentence(row, titles)[language()])}]")
        if len(mine) > MOST_PROBLEMS:
            st.caption(t("improvement.more", count=len(mine) - MOST_PROBLEMS))


def _where_who_when(measure: Known) -> list[str]:
    cells = measure.cells
    about = [filters.category_name(cells["category"])] if cells["category"] else []
    about += [cells["subcategory"]] if cells["subcategory"] else []
    about += [_indicator(cells["indicator"])] if cells["indicator"] else []
    said = [measure.measure_id, places(measure), *about]
    said += [cells["owner_post"]] if cells["owner_post"] else []
    days = [(name, cells[name]) for name in ("starts_on", "due_on", "evaluate_on") if cells[name]]
    return said + [named(t(f"field.{name}"), formats.day(day)) for name, day in days]


def _indicator(name: str) -> str:
    tree = registers.indicators()
    named = tree.loc[tree["indicator_id"] == name, f"indicator_{language()}"]
    return name if named.empty else named.iloc[0]
