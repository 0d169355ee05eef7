"""The review as one HTML file: opens offline, prints on A4, follows the reader's scheme, and runs nothing.

Charts are inline, the style is allowed by its hash and everything else is forbidden, so a text can never become code. The
manifest lies in a script element that no browser runs.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from pathlib import Path

from pipeline.review.model import Review
from pipeline.review.render.html_blocks import finding, section, sentence, tag
from pipeline.review.render.html_read import MANIFEST, read
from pipeline.review.render.parts import source
from pipeline.review.render.svg import DARK, LIGHT, rules
from pipeline.review.words import said

FINDINGS = "findings"  # anchor
LANGUAGES = {"zh": "zh-CN", "en": "en"}


def write(review: Review, path: Path, manifest: str) -> None:
    """Write the document.

    Raises:
        OSError: If it cannot be written.
    """
    path.write_text(document(review, manifest), encoding="utf-8", newline="\n")


def visible(path: Path) -> Mapping[str, str]:
    """Return place → text of what is seen."""
    return read(path.read_text(encoding="utf-8", errors="replace")).seen


def manifest_in(path: Path) -> str | None:
    """Return the manifest's JSON text, None where there is none."""
    return read(path.read_text(encoding="utf-8", errors="replace")).manifest


def document(review: Review, manifest: str) -> str:
    """Return the document; ``manifest``: JSON text."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"{tag('title', escape(f'{review.title} · {review.subtitle}'), 'document title')}<style>{style}</style>"
    )
    kept = manifest.replace("<", "\\u003c")  # the same JSON, and no end of the element
    script = f'<script type="application/json" id="{MANIFEST}">{kept}</script>'
    language = LANGUAGES[review.language]
    return f'<!doctype html>\n<html lang="{language}"><head>{head}</head><body>{_body(review)}{script}</body></html>\n'


def _style() -> str:
    """Return the style: colours of both schemes, the page, the charts."""
    light, dark = (";".join(f"--{name}:{colour}" for name, colour in colours.items()) for colours in (LIGHT, DARK))
    page = Path(__file__).with_name("review.css").read_text(encoding="utf-8")
    schemes = f":root{{{light};--page:#ffffff}}@media screen and (prefers-color-scheme:dark){{:root{{{dark};--page:#12171d}}}}"
    return f"{schemes}\n{page}\n{rules({name: f'var(--{name})' for name in LIGHT})}"


def _body(review: Review) -> str:
    language = review.language
    skip = tag("a", said("render.skip", language), "skip", href="#main", class_="skip")
    footer = tag("footer", tag("p", escape(source(review)), "source"))
    main = tag("main", _findings(review) + _sections(review) + footer, id="main")
    return skip + tag("div", _cover(review) + _contents(review) + main, class_="page")


def _cover(review: Review) -> str:
    language = review.language
    inner = tag("h1", escape(review.title), "title") + tag("p", escape(review.subtitle), "subtitle", class_="subtitle")
    if review.is_sample:
        inner += tag("p", said("sample", language), "sample", class_="sample")
    for place, one in enumerate(review.summary, start=1):
        inner += tag("p", sentence(one), f"summary/{place}", class_="summary")
    return tag("header", inner)


def _contents(review: Review) -> str:
    """Return the table of contents; links to what is there."""
    entries = [(FINDINGS, said("render.findings", review.language))] if review.findings else []
    entries += [(one.name, one.title) for one in review.sections]
    items = "".join(
        tag("li", tag("a", escape(title), f"contents/{n}", href=f"#{name}"))
        for n, (name, title) in enumerate(entries, start=1)
    )
    title = said("render.contents", review.language)
    return tag("nav", tag("p", title, "contents", class_="label") + tag("ol", items), aria_label=title)


def _findings(review: Review) -> str:
    if not review.findings:
        return ""
    titles = {one.name: one.title for one in review.sections}
    cards = (
        finding(one, place, titles.get(one.section, ""), review.language)
        for place, one in enumerate(review.findings, start=1)
    )
    heading = tag("h2", said("render.findings", review.language), f"{FINDINGS}/title")
    return tag("section", heading + "".join(cards), id=FINDINGS)


def _sections(review: Review) -> str:
    return "".join(section(one, review.language) for one in review.sections)
