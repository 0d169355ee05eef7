"""The dashboard's entry: page configuration and navigation, nothing else.

Pages lie in ``views/``. In a folder named ``pages`` Streamlit would serve each by its address without running this file.
"""

from pathlib import Path

import streamlit as st

from dashboards import components
from dashboards.text import t

st.set_page_config(page_title=t("product"), page_icon=str(Path(__file__).with_name("icon.png")), layout="wide")
page = st.navigation(
    [
        st.Page("views/overview.py", title=t("overview.nav"), icon=":material/space_dashboard:", default=True),
        st.Page("views/data.py", title=t("data.nav"), icon=":material/database:", url_path="data"),
    ]
)
with st.sidebar:
    components.sidebar_language()
components.style()
with components.problems_in_words():
    components.sample_banner()
    page.run()
