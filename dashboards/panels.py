"""A chart on a page with all that belongs to it: title, what it shows in words, definition, its data, downloads, the way on.

A page or section fills in a ``Panel``; here it is drawn, always in the same order, so that no chart lacks its words or data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import charts, components
from dashboards.text import named, plain, t


@dataclass(frozen=True)
class Panel:
    """A chart and what belongs to it.

    Attributes:
        title: The finding, or the question that it answers.
        name: Name of the files of its downloads, and of its place on the page; once a page.
        chart: What ``charts`` returns.
        frame: The data as a table, headers in the language of the session.
        about: Column → text that every downloaded row bears.
        sentences: What it shows, above it; with the title they are its alternative text.
        notes: What to know when reading it, below it.
        definition: Draws what its figure means, one click away.
        on_pick: Called with the key (``customdata``) of the mark that was clicked.
        links: Each draws a way on, such as to the cases behind it.
    """

    title: str
    name: str
    chart: dict[str, Any]
    frame: pd.DataFrame
    about: dict[str, str]
    sentences: Sequence[str] = ()
    notes: Sequence[str] = ()
    definition: Callable[[], None] | None = None
    on_pick: Callable[[Any], None] | None = None
    links: Sequence[Callable[[], None]] = field(default=())

    @property
    def alt(self) -> str:
        """The chart in words, for whoever does not see it."""
        return named(self.title, t("space").join(self.sentences))


def show(panel: Panel, *, is_wide: bool = False, alt: str | None = None) -> None:
    """Draw a panel; ``alt`` where its own words are not all that there is to say."""
    kind = "wide_of" if is_wide else "chart_of"
    with st.container(border=True, key=f"{kind}_{panel.name}"):
        st.subheader(plain(panel.title), anchor=False)
        _captions(panel.sentences)
        _chart(panel, alt or panel.alt)
        _captions(panel.notes)
        _below(panel)


def side_by_side(draws: Sequence[Callable[[], None]]) -> None:
    """Draw panels in two columns, from left to right, without the holes that rows of unlike heights leave."""
    grid = st.grid(min_column_width=420, key="charts")
    for column in (draws[::2], draws[1::2]):
        with grid.cell():
            for draw in column:
                draw()


def nothing(
    title: str, name: str, message: str, advice: str = "", *, definition: Callable[[], None] | None = None
) -> None:
    """Draw a panel that has nothing to show: why, and what to do."""
    with st.container(border=True, key=f"chart_of_{name}"):
        st.subheader(plain(title), anchor=False)
        components.empty_state(message, advice)
        if definition:
            definition()


def _captions(lines: Sequence[str]) -> None:
    """Draw lines as paragraphs of one element: a page of many elements takes its time to be sent."""
    if lines:
        st.caption("\n\n".join(plain(line) for line in lines))


def _chart(panel: Panel, alt: str) -> None:
    key = f"chart_{panel.name}"
    config = charts.CONFIG | {
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": components.file_name(panel.name, "png")[:-4]}
    }
    if panel.on_pick is None:
        st.plotly_chart(panel.chart, key=key, config=config, alt=alt)
        return
    on_pick = panel.on_pick
    st.plotly_chart(
        panel.chart, key=key, config=config, alt=alt, on_select=lambda: _picked(key, on_pick), selection_mode="points"
    )


def _picked(key: str, on_pick: Callable[[Any], None]) -> None:
    points = st.session_state[key]["selection"]["points"]
    if points and points[0].get("customdata"):
        chosen = points[0]["customdata"]
        on_pick(chosen[0] if isinstance(chosen, list) and len(chosen) == 1 else chosen)


def _below(panel: Panel) -> None:
    with st.container(horizontal=True, gap="small"):
        if panel.definition:
            panel.definition()
        with st.popover(t("chart.data"), type="tertiary", icon=":material/table:", key=f"data_{panel.name}"):
            components.table(panel.frame, panel.name, panel.about)
        for link in panel.links:
            link()
