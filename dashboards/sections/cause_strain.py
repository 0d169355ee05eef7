"""How the types of complaints go with satisfaction of the same community, in sentences, with all that was tested as data."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import cards, components, data, kinds
from dashboards.filters import Choice
from dashboards.text import language, plain, t
from pipeline.analysis.strain import Strain, types_and_satisfaction
from pipeline.analysis.strain_words import is_finding, sentence

NUMBERS = {"n": "community_quarters", "communities": "communities", "cases": "cases"}


def satisfaction(choice: Choice) -> None:
    """Say which types go with lower satisfaction of the same community, in that quarter or the next."""
    with st.container(border=True, key="wide_of_strain"):
        st.subheader(t("causes.satisfaction"), anchor=False)
        if not data.has_facts()["score"]:
            components.empty_state(t("missing.score"), t("missing.score_advice"))
            return
        with st.spinner(t("spinner")):
            wanted = kinds.chosen(choice)
            found: Strain = data.analysis(types_and_satisfaction, by=kinds.level(choice) if wanted else None)
        for said in _strains(found, wanted):
            st.markdown(plain(said))
        st.caption("\n\n".join([t("causes.strain_all"), *(plain(note[language()]) for note in found.notes)]))
        with st.container(horizontal=True, gap="small"):
            cards.explanation("strain", t("causes.strain_definition"), ["ch6.a3"])
            if len(found.frame):
                with st.popover(t("chart.data"), type="tertiary", icon=":material/table:", key="data_strain"):
                    about = {t("about.filter"): t("causes.strain_all")} | components.about_build()
                    components.table(_table(found), "strain", about)


def _strains(found: Strain, wanted: tuple[str, ...]) -> list[str]:
    """Return what is found of the chosen types; of all types, only what is shown to go with satisfaction."""
    rows = [row for row in found.frame.to_dict("records") if (row["type"] in wanted if wanted else is_finding(row))]
    said = [sentence(row | {"type": kinds.label(row["type"])}, found.measure)[language()] for row in rows]
    return said or ([t("causes.strain_none")] if wanted else [])


def _table(found: Strain) -> pd.DataFrame:
    frame = found.frame
    return pd.DataFrame(
        {
            t("column.category"): [kinds.label(name) for name in frame["type"]],
            t("column.lag"): [t(f"lag.{quarters}") for quarters in frame["lag_quarters"]],
            t(f"column.strain.{found.measure}"): frame["change"].round(2),
            t("column.low"): frame["low"].round(2),
            t("column.high"): frame["high"].round(2),
            t("column.q"): frame["q"].round(3),
            **{t(f"column.{column}"): frame[name] for name, column in NUMBERS.items()},
        }
    )
