"""Comments on a section of a review, hiding it, and every line that was ever written about it, with undo."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import access, components, forms, reviews
from dashboards.text import t
from pipeline.agreed.writing import LONGEST_CELL
from pipeline.review.model import Review


def form(made: Review, section: str) -> None:
    """Offer the comment on a section, and hiding it in the documents."""
    standing, name = reviews.standing(made, section), f"note_{made.quarter}_{section}"
    forms.outcome(name)
    with st.form(name, border=True):
        comment = standing.comment if standing else ""
        forms.field(
            name, "review_comment", st.text_area, comment, max_chars=LONGEST_CELL, help=t("review.comment_help")
        )
        forms.field(name, "review_hidden", st.toggle, standing.is_hidden if standing else False)
        forms.submit(name, t("form.keep"), lambda cells: _keep(made, section, cells))


def history(made: Review) -> None:
    """Show every line about this review, newest first, and let one be taken back."""
    entries = list(reversed(reviews.entries(made)))
    if not entries:
        return
    with st.expander(t("ledger.history", count=len(entries)), icon=":material/history:", key="review_history"):
        rows = [
            {
                t("field.state"): t(f"ledger.state.{entry.state}"),
                t("review.parts"): t(f"review.part.{entry.item.section}"),
                t("field.review_comment"): entry.item.comment,
                t("field.review_hidden"): t(f"yes.{entry.item.is_hidden}"),
                t("field.entered_by"): access.name_of(entry.line.text("entered_by")),
                t("field.entered_at"): entry.line.text("entered_at"),
            }
            for entry in entries
        ]
        frame = pd.DataFrame(rows)
        components.table(frame, f"manyidu-review-{made.quarter}", components.about_build(), alt=t("ledger.history_alt"))
        standing = [entry for entry in entries if entry.state == "in_force"]
        for entry in standing:
            label = t("review.undo", section=t(f"review.part.{entry.item.section}"))
            st.button(
                label,
                icon=":material/undo:",
                key=f"undo_{entry.line.number}",
                on_click=reviews.undo,
                args=(made, entry),
            )


def _keep(made: Review, section: str, cells: forms.Cells) -> str:
    is_hidden = cells.get("review_hidden") == "True"
    reviews.record(made, section, cells.get("review_comment", ""), is_hidden)
    return t("review.kept")
