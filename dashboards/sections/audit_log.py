"""The audit log, newest first, with its downloads."""

from __future__ import annotations

from itertools import islice

import pandas as pd
import streamlit as st

from dashboards import access, audit, components, data
from dashboards.text import named, t, words

MOST_LINES = 1000


def audit_log() -> None:
    """Show who did what and when."""
    access.require("see_audit")
    lines = [_in_words(line) for line in islice(audit.entries(data.settings()), MOST_LINES)]
    st.caption(t("audit.explained", most=f"{MOST_LINES:,}"))
    if not lines:
        components.empty_state(t("audit.none"))
        return
    components.table(pd.DataFrame(lines), "manyidu-audit", {}, alt=t("users.section.audit"))


def _in_words(line: dict[str, str | int]) -> dict[str, str | None]:
    facts = {name: fact for name, fact in line.items() if name not in ("at", "who", "action")}
    return {
        t("audit.at"): str(line["at"])[:19].replace("T", " "),
        t("audit.who"): t("audit.unknown") if line["who"] == "?" else access.name_of(str(line["who"])),
        t("audit.action"): t(f"audit.{line['action']}"),
        t("audit.facts"): t("filters.joiner").join(_fact(name, fact) for name, fact in facts.items()),
    }


def _fact(name: str, fact: str | int) -> str:
    coded = {"role": f"role.{fact}", "reason": f"action.{fact}", "page": f"{fact}.nav"}.get(name)
    said = t(coded) if coded in words() else str(fact)
    return named(t(f"audit.fact.{name}"), said)
