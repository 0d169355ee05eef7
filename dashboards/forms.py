"""Forms: fields with their errors under them in words, emptied once what they say is kept.

What a form says is kept by a callback, before the page is drawn anew; so the page shows it, or the errors, at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

import streamlit as st

from dashboards.text import language, plain, t
from pipeline.agreed.lines import CellError
from pipeline.errors import ManyiduError

BETWEEN = "；"
Cells = dict[str, str]


def field(form: str, name: str, widget: Callable[..., Any], *values: Any, **options: Any) -> Any:
    """Draw a field, ``widget(label, *values, key=…, **options)``, with its error under it; return what it holds.

    Its label is the text ``field.NAME``; what is needed is marked so.
    """
    label = t(f"field.{name}")
    if options.pop("is_needed", False):
        label = t("form.needed", label=label)
    held = widget(label, *values, key=_key(form, name), **options)
    if message := _errors(form).get(name):
        st.error(plain(message), icon=":material/error:")
    return held


def submit(form: str, label: str, keep: Callable[[Cells], str]) -> None:
    """Draw the button that hands the cells of the form to ``keep``, which returns what to say when they are kept."""
    st.form_submit_button(label, type="primary", on_click=_submit, args=(form, keep), key=f"{form}_keep")


def outcome(form: str) -> None:
    """Show once what became of the form: kept, or what is wrong with it as a whole."""
    if said := st.session_state.pop(f"{form}/done", None):
        st.success(plain(said), icon=":material/check_circle:")
    errors = _errors(form)
    if message := errors.get(""):
        st.error(plain(message), icon=":material/error:")
    elif errors:
        st.error(t("form.errors"), icon=":material/error:")


def anew(form: str) -> None:
    """Empty the form and forget its errors."""
    st.session_state[f"{form}/round"] = _round(form) + 1
    st.session_state.pop(f"{form}/errors", None)


def require(cells: Mapping[str, str], *names: str) -> None:
    """Refuse cells that lack one of ``names``, all of them at once.

    Raises:
        MissingError: If some are empty.
    """
    missing = [name for name in names if not cells.get(name, "").strip()]
    if missing:
        raise MissingError(missing)


class MissingError(ManyiduError):
    """Fields that may not be empty; ``fields`` are their names."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(zh=NEEDED["zh"], en=NEEDED["en"])
        self.fields = fields


NEEDED = {"zh": "请填写这一项。", "en": "Fill this in."}


def cell(held: Any) -> str:
    """Return what a field holds as the cell of a settings file."""
    if held is None:
        return ""
    if isinstance(held, list | tuple):
        return BETWEEN.join(map(str, held))
    if isinstance(held, time):
        return f"{held:%H:%M}"
    if isinstance(held, date):
        return held.isoformat()
    return f"{held:g}" if isinstance(held, float) else str(held)


def _submit(form: str, keep: Callable[[Cells], str]) -> None:
    start = _key(form, "")
    held = {key: value for key, value in st.session_state.items() if isinstance(key, str) and key.startswith(start)}
    errors = {}
    try:
        said = keep({key.removeprefix(start): cell(value) for key, value in held.items()})
    except MissingError as error:
        errors = dict.fromkeys(error.fields, error.say(language()))
    except CellError as error:
        errors = {error.column: error.reason[language()]}
    except ManyiduError as error:
        errors = {"": error.say(language())}
    else:
        anew(form)
        st.session_state[f"{form}/done"] = said
    st.session_state[f"{form}/errors"] = errors


def _errors(form: str) -> dict[str, str]:
    return st.session_state.get(f"{form}/errors", {})


def _key(form: str, name: str) -> str:
    return f"{form}/{_round(form)}/{name}"


def _round(form: str) -> int:
    return st.session_state.get(f"{form}/round", 0)
