"""Filters: chosen in the sidebar, kept across pages and in the URL, shown as chips, cleared with one click.

    ?period=2024Q3&community=c01&community=c02&category=facility&department=工程部

What the warehouse does not have is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from dashboards import address, data, formats, periods
from dashboards.text import language, plain, t
from pipeline.metrics import members
from pipeline.metrics.periods import Period
from pipeline.metrics.source import Table

KINDS = ("community", "category", "subcategory", "department", "channel", "method")
OF_COMPLAINTS = ("category", "subcategory", "department", "channel")
UNMAPPED = "unmapped"
ALWAYS = ("community", "category")  # shown even where there is nothing to choose from, which is then said


@dataclass(frozen=True)
class Choice:
    """What is chosen: periods (``2024Q3``, ``2024-08``, ``2024``) and, each empty for all, community ids, complaint types
    and finer types, departments and channels (of complaints), methods (of surveys).

    Complaints and answers have the same period unless each is shown in the newest quarter of its own.
    """

    complaint_period: str
    score_period: str
    communities: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    subcategories: tuple[str, ...] = ()

    @property
    def grain(self) -> Period:
        """Length of the periods."""
        return "1q" if "Q" in self.complaint_period else "1mo" if "-" in self.complaint_period else "1y"

    def period(self, table: Table) -> str:
        """Return the period in which complaints (``complaint``) or survey answers (``score``) are shown."""
        return self.complaint_period if table == "complaint" else self.score_period

    def start(self, table: Table) -> date:
        """Return the first day of the period of ``table``."""
        return periods.start_of(self.period(table))

    def where(self, table: Table) -> dict[str, tuple[str | None, ...]]:
        """Return the conditions on complaints, or on survey answers (which have no complaint type)."""
        of_table = OF_COMPLAINTS if table == "complaint" else ("method",)
        chosen = {
            "community_id": self.communities,
            "category": tuple(None if name == UNMAPPED else name for name in self.categories),
            "subcategory": self.subcategories,
            "department": self.departments,
            "channel": self.channels,
            "method": self.methods,
        }
        return {column: names for column, names in chosen.items() if names and column in ("community_id", *of_table)}

    def of(self, kind: str) -> tuple[str, ...]:
        """Return what is chosen in the filter ``kind``."""
        return {
            "community": self.communities,
            "category": self.categories,
            "subcategory": self.subcategories,
            "department": self.departments,
            "channel": self.channels,
            "method": self.methods,
        }[kind]


def kinds_of(tables: Sequence[Table]) -> list[str]:
    """Return the filters that say something of ``tables``."""
    said = {"community", *(OF_COMPLAINTS if "complaint" in tables else ()), *(("method",) if "score" in tables else ())}
    return [kind for kind in KINDS if kind in said]


def sidebar(tables: Sequence[Table] = data.SHOWN) -> Choice:
    """Show the filters that say something of ``tables`` and return what is chosen; the others keep what was chosen."""
    with st.sidebar:
        st.subheader(t("filters.title"), anchor=False)
        _follow_newest()
        address.start_one("period", periods.offered(), periods.default_period())
        _one("period", {name: periods.period_name(name) for name in periods.offered()})
        for kind in KINDS:
            labels = _options(kind)
            address.start_many(kind, list(labels))
            if kind in kinds_of(tables) and (len(labels) > 1 or kind in ALWAYS):
                _several(kind, {name: plain(shown) for name, shown in labels.items()})
        st.button(t("filters.reset"), on_click=reset, icon=":material/filter_alt_off:", type="tertiary")
    choice = _chosen()
    _to_url(choice)
    return choice


def chips(choice: Choice, tables: Sequence[Table] = data.SHOWN) -> None:
    """Show what narrows the page, each chip removing itself."""
    active = [(kind, name, _options(kind)[name]) for kind in kinds_of(tables) for name in choice.of(kind)]
    if not active:
        return
    with st.container(horizontal=True, gap="xsmall"):
        for kind, value, label in active:
            st.button(
                plain(label),
                key=f"chip_{kind}_{value}",
                icon=":material/close:",
                icon_position="right",
                help=t("filters.remove"),
                on_click=_remove,
                args=(kind, value),
            )


def as_state(choice: Choice) -> dict[str, Any]:
    """Return what the filters hold when ``choice`` is chosen, for a link that opens another page with it."""
    shown = {choice.complaint_period, choice.score_period}
    return {"period": shown.pop() if len(shown) == 1 else periods.NEWEST} | {
        kind: list(choice.of(kind)) for kind in KINDS
    }


def in_words(choice: Choice, table: Table) -> str:
    """Return what narrows the figures of ``table`` as one line, for downloads."""
    period = formats.period(choice.period(table))
    narrowed = conditions_in_words(choice, table)
    return t("filters.joiner").join([period, narrowed] if narrowed else [period])


def conditions_in_words(choice: Choice, table: Table) -> str:
    """Return what narrows the figures of ``table`` beside their period, empty where nothing does."""
    hold = ("community", *(OF_COMPLAINTS if table == "complaint" else ("method",)))
    said = [_options(kind)[name] for kind in KINDS if kind in hold and choice.of(kind) for name in choice.of(kind)]
    return t("filters.joiner").join(said)


def periods_in_words(choice: Choice) -> str:
    """Return the period shown, or both where complaints and answers have one of their own."""
    complaints, answers = formats.period(choice.complaint_period), formats.period(choice.score_period)
    return complaints if complaints == answers else t("period.each", complaints=complaints, answers=answers)


def complaints_in_words(choice: Choice) -> str:
    """Return the period in which complaints are shown."""
    return formats.period(choice.complaint_period)


def category_name(name: str | None) -> str:
    """Return a complaint type in words; None is "without a type"."""
    return members.in_words("category", None if name == UNMAPPED else name, language())


def reset() -> None:
    """Go back to the last whole quarter and everything in it."""
    st.session_state.update({"period": periods.default_period()} | {kind: [] for kind in KINDS})


def add(kind: str, value: str | None) -> None:
    """Narrow the page to one more member of a filter; None is complaints without a type."""
    name = value or UNMAPPED
    chosen = st.session_state.get(kind, [])
    st.session_state[kind] = [*chosen, *([name] if name not in chosen else [])]


def member_key(kind: str, value: str | None) -> str | None:
    """Return what a click on a member chooses in the filter ``kind``, None where the filter does not have it."""
    name = value or UNMAPPED
    return name if name in _options(kind) else None


def _follow_newest() -> None:
    """Move a period that nobody chose to the new last whole quarter when another version brings one."""
    newest = periods.default_period()
    if st.session_state.get("period") == st.session_state.get("period_by_default", newest):
        st.session_state["period"] = newest
    st.session_state["period_by_default"] = newest


def _options(kind: str) -> dict[str, str]:
    """Return value → label of what a filter offers."""
    return data.derived(f"options of {kind} in {language()}", lambda: _options_anew(kind))


def _options_anew(kind: str) -> dict[str, str]:
    if kind == "community":
        return dict(data.communities().itertuples(index=False))
    if kind == "category":
        return {name or UNMAPPED: category_name(name) for name in data.categories()}
    if kind == "subcategory":
        return {name: name for name in data.values_of(kind)}
    return {name: value_name(kind, name) for name in data.values_of(kind)}


def value_name(kind: str, name: str) -> str:
    """Return a department, channel or method in words; the exports' own word where the texts have none."""
    return members.in_words(kind, name, language())


def _one(kind: str, labels: dict[str, str]) -> None:
    st.selectbox(t(f"filters.{kind}"), list(labels), format_func=labels.__getitem__, key=kind, persist_state="session")


def _several(kind: str, labels: dict[str, str]) -> None:
    st.multiselect(
        t(f"filters.{kind}"),
        list(labels),
        format_func=labels.__getitem__,
        key=kind,
        placeholder=t("filters.all" if labels else "filters.none"),
        persist_state="session",
        disabled=not labels,
        select_all=False,
    )


def _remove(kind: str, value: str) -> None:
    st.session_state[kind] = [name for name in st.session_state[kind] if name != value]


def _chosen() -> Choice:
    state = st.session_state
    period, newest = state["period"], periods.newest_quarters()
    complaints, answers = (newest[table] if period == periods.NEWEST else period for table in ("complaint", "score"))
    chosen = {kind: tuple(sorted(state[kind])) for kind in KINDS}
    return Choice(
        complaints,
        answers,
        communities=chosen["community"],
        categories=chosen["category"],
        subcategories=chosen["subcategory"],
        departments=chosen["department"],
        channels=chosen["channel"],
        methods=chosen["method"],
    )


def _to_url(choice: Choice) -> None:
    period = st.session_state["period"]
    address.show("period", [] if period == periods.default_period() else [period])
    for kind in KINDS:
        address.show(kind, choice.of(kind))
