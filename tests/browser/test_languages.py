"""No page mixes languages: a Chinese page has no English but names, file names, clause ids, formulas and what Streamlit says itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from dashboards.pages import PAGES
from tests.browser.conftest import still

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OF_STREAMLIT = [
    re.compile(pattern)
    for pattern in yaml.safe_load(Path(__file__).with_name("streamlit_strings.yml").read_text("utf-8"))
]
# Names of languages, programs, formats and measures; files; clauses of the specification; the sample's own texts.
ALLOWED = re.compile(
    r"\b(English|Excel|Word|PDF|PPT|CSV|HTML|NPS)\b|[=\w./-]*\.(csv|yaml|yml|xlsx|toml)|ch\d+\.\w+|公式：.*?·"
)
SAID = """() => {
    const said = [], seen = {visibilityProperty: true}, isIcon = e => e.closest("[data-testid$=Icon], [data-testid=stIconMaterial], [role=img]");
    for (const element of document.body.querySelectorAll("*")) {
        if (element.closest("script, style, svg title") || !element.checkVisibility(seen)) continue;
        for (const name of ["aria-label", "placeholder", "title", "alt"]) said.push(element.getAttribute(name));
        if (isIcon(element)) continue;
        for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) said.push(child.textContent.trim());
    }
    return [...new Set(said.filter(Boolean))];
}"""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_chinese_page_has_no_english_but_what_is_listed(visit, page):
    opened = visit(f"/{'' if page is PAGES[0] else page.name}?lang=zh")
    opened.wait_for_load_state("networkidle")
    still(opened)
    own = [text for text in opened.evaluate(SAID) if not any(known.fullmatch(text) for known in OF_STREAMLIT)]
    assert [text for text in own if re.search("[A-Za-z]{2,}", ALLOWED.sub("", text))] == []
