"""Filters: chosen in the sidebar, kept across pages and in the URL, shown as chips, cleared with one click.

    ?period=2024Q3&community=c01&community=c02&category=facility

What the warehouse does not have is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import streamlit as st

from dashboards import address, data, formats
from dashboards.text import plain, t
from pipeline.metrics.periods import Period, last_whole_quarter, period_start

KINDS = ("community", "category")
UNMAPPED = "unmapped"
QUARTERS, MONTHS, YEARS = 20, 24, 10


@dataclass(frozen=True)
class Choice:
    """What is chosen: a period (``2024Q3``, ``2024-08``, ``2024``), community ids and complaint types; empty: all."""

    period: str
    communities: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def grain(self) -> Period:
        """Length of the period."""
        return "1q" if "Q" in self.period else "1mo" if "-" in self.period else "1y"

    @property
    def start(self) -> date:
        """First day of the period."""
        return start_of(self.period)

    def where(self, *, complaints: bool) -> dict[str, tuple[str | None, ...]]:
        """Return the conditions on complaints, or on survey answers (which have no complaint type)."""
        where: dict[str, tuple[str | None, ...]] = {"community_id": self.communities} if self.communities else {}
        if complaints and self.categories:
            where["category"] = tuple(None if name == UNMAPPED else name for name in self.categories)
        return where


def sidebar() -> Choice:
    """Show the filters and return what is chosen."""
    with st.sidebar:
        st.subheader(t("filters.title"), anchor=False)
        _follow_newest()
        address.start_one("period", _periods(), default_period())
        address.start_many("community", list(_community_names()))
        address.start_many("category", _categories())
        _one("period", {name: formats.period(name) for name in _periods()})
        _several("community", {name: plain(shown) for name, shown in _community_names().items()})
        _several("category", {name: category_name(name) for name in _categories()})
        st.button(t("filters.reset"), on_click=reset, icon=":material/filter_alt_off:", type="tertiary")
    choice = _chosen()
    _to_url(choice)
    return choice


def chips(choice: Choice) -> None:
    """Show what narrows the page, each chip removing itself."""
    active = [("community", name, _community_names()[name]) for name in choice.communities]
    active += [("category", name, category_name(name)) for name in choice.categories]
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


def in_words(choice: Choice) -> str:
    """Return the choice as one line, for downloads."""
    parts = [formats.period(choice.period)]
    parts += [_community_names()[name] for name in choice.communities]
    return t("filters.joiner").join(parts + [category_name(name) for name in choice.categories])


def category_name(name: str | None) -> str:
    """Return a complaint type in words; None is "without a type"."""
    return t(f"category.{name or UNMAPPED}")


def reset() -> None:
    """Go back to the last whole quarter, all communities and all types."""
    st.session_state.update(period=default_period(), community=[], category=[])


def add(kind: str, value: str) -> None:
    """Narrow the page to one more community or complaint type."""
    name = value or UNMAPPED
    st.session_state[kind] = [*st.session_state[kind], *([name] if name not in st.session_state[kind] else [])]


def default_period() -> str:
    """Return the last whole quarter with complaints or answers; the last one with any where no whole one has."""
    quarters = sorted({period_start(month, "1q") for month in _months()})
    last_whole, _ = last_whole_quarter(_covered_until())
    whole = [start for start in quarters if start.date() <= last_whole]
    return name_of(whole[-1] if whole else quarters[-1] if quarters else last_whole, "1q")


def start_of(period: str) -> date:
    """Return the first day of ``2024Q3``, ``2024-08`` or ``2024``."""
    if "Q" in period:
        year, quarter = period.split("Q")
        return date(int(year), 3 * int(quarter) - 2, 1)
    year, _, month = period.partition("-")
    return date(int(year), int(month or 1), 1)


def _follow_newest() -> None:
    """Move a period that nobody chose to the new last whole quarter when another version brings one."""
    newest = default_period()
    if st.session_state.get("period") == st.session_state.get("period_by_default", newest):
        st.session_state["period"] = newest
    st.session_state["period_by_default"] = newest


def _covered_until() -> datetime:
    known = data.build()
    moments = [known[name] for name in ("complaints_cover_until", "surveys_cover_until")]
    return max(moment for moment in [*moments, data.days()["last"]] if not formats.is_missing(moment))


def _periods() -> list[str]:
    """Return the periods that have complaints or answers, newest first: quarters, years, months."""
    grains: tuple[tuple[Period, int], ...] = (("1q", QUARTERS), ("1y", YEARS), ("1mo", MONTHS))
    return [
        name_of(start, grain)
        for grain, most in grains
        for start in sorted({period_start(month, grain) for month in _months()}, reverse=True)[:most]
    ]


def _months() -> list[datetime]:
    return [datetime.combine(month, time()) for month in data.months()]


def name_of(start: date, grain: Period) -> str:
    """Return what a period goes by: ``2024Q3``, ``2024-08`` or ``2024``."""
    return {"1q": f"{start.year}Q{(start.month + 2) // 3}", "1mo": f"{start:%Y-%m}", "1y": str(start.year)}[grain]


def _community_names() -> dict[str, str]:
    return dict(data.communities().itertuples(index=False))


def _categories() -> list[str]:
    return [name or UNMAPPED for name in data.categories()]


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
    return Choice(state["period"], tuple(sorted(state["community"])), tuple(sorted(state["category"])))


def _to_url(choice: Choice) -> None:
    address.show("period", [] if choice.period == default_period() else [choice.period])
    address.show("community", choice.communities)
    address.show("category", choice.categories)
