"""The dashboard's entry: page configuration, who is looking, navigation by role; nothing else.

Pages lie in ``views/``. In a folder named ``pages`` Streamlit would serve each by its address without running this file.
"""

from functools import partial
from pathlib import Path

import streamlit as st

from dashboards import access, components, gate, links
from dashboards.pages import PAGES
from dashboards.text import t

st.set_page_config(page_title=t("product"), page_icon=str(Path(__file__).with_name("icon.png")), layout="wide")
components.style()
gate.require_user()
user = access.current()
groups: dict[str, list] = {}
for entry in PAGES:
    if user.may_open(entry.name):
        here = st.Page(
            entry.path,
            title=t(f"{entry.name}.nav"),
            icon=entry.icon,
            url_path=entry.name,
            default=entry is PAGES[0],
        )
    else:  # its address says so: one that Streamlit does not know, it refuses in English
        refusal = partial(gate.refuse, entry.name)
        here = st.Page(refusal, title=t("product"), url_path=entry.name, visibility="hidden")
    groups.setdefault(t(f"group.{entry.group}"), []).append(here)
page = st.navigation(groups, expanded=True)  # else Streamlit hides what follows the tenth page
with st.sidebar:
    components.sidebar_language()
    gate.who_is_looking()
with components.problems_in_words():
    links.follow()
    components.sample_banner()
    page.run()
st.session_state[components.DRAWN] = True
