"""Parts that pages are made of: header, banner, metric card, definition, empty state, table with downloads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards import access, address, books, data, exports, formats, remembered, steps
from dashboards.text import LANGUAGES, counted, language, plain, t
from pipeline.errors import ManyiduError
from pipeline.metrics.source import COVERS

ROW_PIXELS = 35
MOST_ROWS = 15
DRAWN = "is_drawn"  # in the session: a page was drawn whole
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STYLE = Path(__file__).with_name("style.css")


def style() -> None:
    """Put the style, the words of Streamlit's own parts in the language of the session, and the script of Back into the page."""
    megabytes = st.get_option("server.maxUploadSize")
    texts = {"choose": t("upload.choose"), "limit": t("upload.limit", megabytes=megabytes), "png": t("chart.png")}
    words = "".join(f"--{name}: {json.dumps(text, ensure_ascii=False)};" for name, text in texts.items())
    css = f"<style>:root {{{words}}}\n{STYLE.read_text(encoding='utf-8')}</style>"
    st.html(css + steps.TAG, unsafe_allow_javascript=True)


def sidebar_language() -> None:
    """Offer the two languages, each by its own name, and keep the choice in the URL."""
    address.start_one("lang", LANGUAGES, language())
    st.segmented_control(
        t("language"),
        LANGUAGES,
        required=True,
        format_func={"zh": "中文", "en": "English"}.__getitem__,
        label_visibility="collapsed",
        key="lang",
        persist_state="session",
        on_change=remembered.switched,
    )
    address.show("lang", [st.session_state["lang"]])
    remembered.remember(st.session_state["lang"])


def sample_banner() -> None:
    """Say on every page that the figures are those of the invented company, where they are."""
    version = data.published()
    if version and version.is_sample:
        st.warning(t("sample.banner"), icon=":material/science:")


@contextmanager
def problems_in_words() -> Iterator[None]:
    """Show an error of ours in the words it brings, instead of an empty page."""
    try:
        yield
    except ManyiduError as error:
        st.error(plain(error.say(language())), icon=":material/error:")


def page_header(question: str, subtitle: str) -> None:
    """Show the question a page answers, and for what."""
    st.title(question, anchor=False)
    st.caption(plain(subtitle))


def freshness() -> None:
    """Show up to when the figures are complete, when they were built, and from which exports."""
    known, files = data.build(), books.loads()
    parts = [
        t(f"freshness.{table}", moment=formats.until(known[COVERS[table]])) if present else t(f"freshness.no_{table}")
        for table, present in data.has_facts().items()
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            " · ".join([*parts, t("freshness.built", moment=formats.minute(known["built_at"]))]), width="content"
        )
        loaded = files[files["status"] == "loaded"]["file"].drop_duplicates()
        with st.popover(
            counted("freshness.files", len(loaded), files=len(loaded)), type="tertiary", icon=":material/draft:"
        ):
            st.text("\n".join(loaded))


def place(parent: DeltaGenerator, height: int) -> Any:
    """Return a place to be filled later (``.container()``); until then, in the first run of a session, it is seen as a skeleton.

    Later runs keep what stood there until it is replaced, so that a change of filter does not flicker.
    """
    return parent.empty() if st.session_state.get(DRAWN) else parent.skeleton(height)


def empty_state(message: str, advice: str = "") -> None:
    """Say in words why there is nothing to show, and what to do."""
    with st.container(border=True):
        st.markdown(f"**{plain(message)}**")
        if advice:
            st.caption(plain(advice))


def choose(
    name: str,
    options: Sequence[str],
    words: str,
    default: str | None = None,
    *,
    label: str | None = None,
    is_label_shown: bool = False,
    on_change: Callable[[], None] | None = None,
) -> str:
    """Offer ``options`` in a row, nothing where there is one, and return the chosen one, which stands in the URL as ``name``.

    Args:
        words: ``words.OPTION`` names each option in the texts.
        default: What is chosen at first and does not stand in the URL; else the first option.
        label: Text that names the row, for screen readers unless ``is_label_shown``; else ``words``.
    """
    at_first = default if default and default in options else options[0]
    address.start_one(name, options, at_first)
    if len(options) > 1:
        st.segmented_control(
            t(label or words),
            options,
            required=True,
            format_func=lambda option: t(f"{words}.{option}"),
            label_visibility="visible" if is_label_shown else "collapsed",
            key=name,
            persist_state="session",
            on_change=on_change,
        )
    chosen = st.session_state[name]
    address.show(name, [chosen] if chosen != at_first else [])
    return chosen


def table(frame: pd.DataFrame, name: str, about: dict[str, str], **options: Any) -> None:
    """Show a table with its two downloads; ``name`` is the file's name without suffix, ``about`` goes into every row."""
    shown, columns = _of_one_kind(frame), options.pop("column_config", {})
    columns = number_columns(shown) | columns
    st.dataframe(shown, hide_index=True, placeholder=formats.MISSING, column_config=columns, **options)
    downloads(frame, name, about)


def _of_one_kind(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table for the screen: a column of numbers and of words such as "<5" is one of words."""
    mixed = [name for name in frame if frame[name].dtype == object and frame[name].dropna().map(type).nunique() > 1]
    return frame.assign(**{name: frame[name].map(str, na_action="ignore") for name in mixed})


def number_columns(frame: pd.DataFrame) -> dict[str, Any]:
    """Return how columns of numbers are shown: with as many decimals in each row, whole ones with their thousands set apart."""
    kinds = {name: _decimals(frame[name].dropna()) for name in frame.select_dtypes("number")}
    return {
        name: st.column_config.NumberColumn(format=f"%.{decimals}f" if decimals else "localized")
        for name, decimals in kinds.items()
    }


def _decimals(numbers: pd.Series) -> int:
    """Return how many decimals tell all of ``numbers``, at most three."""
    return next((places for places in range(3) if (numbers.round(places) == numbers).all()), 3)


def downloads(frame: pd.DataFrame, name: str, about: dict[str, str]) -> None:
    """Offer ``frame`` as CSV and XLSX; the files are made when somebody asks for one."""
    makers = {
        "csv": ("text/csv", partial(exports.to_csv, frame, about)),
        "xlsx": (XLSX, partial(exports.to_xlsx, frame, about, t("download.sheet"))),
    }
    note = access.noter()
    with st.container(horizontal=True, gap="small"):
        for suffix, (kind, make) in makers.items():
            st.download_button(
                t(f"download.{suffix}"),
                partial(_exported, make, note, file_name(name, suffix), len(frame)),
                file_name(name, suffix),
                kind,
                key=f"{suffix}_{name}",
                icon=":material/download:",
                on_click="ignore",
                type="tertiary",
            )


def _exported(make: Callable[[], bytes], note: Callable[..., None], file: str, rows: int) -> bytes:
    note("exported", file=file, rows=rows)
    return make()


def about_build() -> dict[str, str]:
    """Return what every exported row says about the version it came from."""
    version = data.published()
    about = {t("about.built_at"): formats.minute(data.build()["built_at"])}
    return about | ({t("about.kind"): t("sample.short")} if version and version.is_sample else {})


def file_name(name: str, suffix: str) -> str:
    """Return the name of a download; that of sample data says so."""
    version = data.published()
    return f"{t('sample.short')}-{name}.{suffix}" if version and version.is_sample else f"{name}.{suffix}"


def fitting_height(rows: int, most: int = MOST_ROWS) -> int:
    """Return the height in pixels of a table that shows ``rows``, at most ``most`` of them at a time."""
    return ROW_PIXELS * (min(rows, most) + 1) + 2
