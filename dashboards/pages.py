"""The pages: which there are, in which order and group, and which roles may open them.

A page ``NAME`` is the file ``views/NAME.py``; its words are ``NAME.nav`` (in the navigation) and ``NAME.question`` (its title).
"""

from __future__ import annotations

from dataclasses import dataclass

MANAGER, QUALITY, REVIEWER, ADMINISTRATOR = ROLES = ("manager", "quality", "reviewer", "administrator")


@dataclass(frozen=True)
class Page:
    """One page: name, icon of its navigation entry, group (``group.NAME`` in the texts), roles that may open it."""

    name: str
    icon: str
    group: str
    roles: tuple[str, ...] = ROLES

    @property
    def path(self) -> str:
        """Return the file that Streamlit runs, relative to ``app.py``."""
        return f"views/{self.name}.py"


PAGES = (
    Page("overview", ":material/space_dashboard:", "see"),
    Page("review", ":material/summarize:", "see"),
    Page("satisfaction", ":material/sentiment_satisfied:", "see"),
    Page("complaints", ":material/campaign:", "see"),
    Page("drivers", ":material/scatter_plot:", "act"),
    Page("causes", ":material/troubleshoot:", "act"),
    Page("resolution", ":material/task_alt:", "see"),
    Page("cases", ":material/list_alt:", "see", (MANAGER, QUALITY, ADMINISTRATOR)),
    Page("improvement", ":material/construction:", "act"),
    Page("specification", ":material/fact_check:", "know"),
    Page("glossary", ":material/menu_book:", "know"),
    Page("data", ":material/database:", "know", (QUALITY, ADMINISTRATOR)),
    Page("settings", ":material/tune:", "run", (ADMINISTRATOR,)),
    Page("users", ":material/group:", "run", (ADMINISTRATOR,)),
)
