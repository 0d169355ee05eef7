"""What the Office formats share: the manifest as a custom XML part, the same bytes for the same review, texts without controls.

A document is a zip of parts. Its times are set to one day, and what a library writes of the moment of making to the as-of;
the order of the parts is that of the library.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.review.model import Review

EPOCH = (1980, 1, 1, 0, 0, 0)
MADE = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # what XML does not hold
NAMESPACE = "urn:manyidu:review"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
CUSTOM = f"{OFFICE}/customXml"
ITEM_ID = "{5D3B6B0C-6E1C-4E0E-9A4B-2B1B6E9D7A41}"  # names the part within a document; the same in all
ITEM = re.compile(r"customXml/item\d+\.xml")


def plain(text: object) -> str:
    """Return a text without the characters that XML cannot hold."""
    return CONTROLS.sub(" ", str(text))


def moment_of(review: Review) -> datetime:
    """Return the moment that a document gives as its making: the as-of, else the end of the quarter."""
    return (review.as_of or datetime.combine(review.end, datetime.min.time())).replace(microsecond=0, tzinfo=None)


def describe(properties: Any, review: Review, producer: str = "Manyidu") -> None:
    """Set the core properties of a python-pptx or python-docx document."""
    properties.title, properties.subject = plain(review.title)[:255], plain(review.subtitle)[:255]
    properties.author = properties.last_modified_by = producer
    properties.created = properties.modified = moment_of(review)
    properties.language, properties.keywords, properties.comments = review.language, review.quarter, ""
    properties.revision = 1


def attach(package_part: Any, manifest: str, part_class: Any, uri_class: Any) -> None:
    """Relate a custom XML part with the manifest to the main part of a python-pptx or python-docx document."""
    root = etree.Element(f"{{{NAMESPACE}}}review", nsmap={None: NAMESPACE})
    root.text = _escaped(manifest)
    properties = etree.Element(f"{{{CUSTOM}}}datastoreItem", nsmap={"ds": CUSTOM})
    properties.set(f"{{{CUSTOM}}}itemID", ITEM_ID)
    item = part_class(uri_class("/customXml/item1.xml"), "application/xml", package_part.package, _bytes(root))
    about = part_class(
        uri_class("/customXml/itemProps1.xml"),
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        package_part.package,
        _bytes(properties),
    )
    package_part.relate_to(item, f"{OFFICE}/relationships/customXml")
    item.relate_to(about, f"{OFFICE}/relationships/customXmlProps")


def attached(path: Path) -> str | None:
    """Return the manifest that a document carries as a custom XML part, wherever Office has moved it; None where it has none."""
    with zipfile.ZipFile(path) as document:
        for name in document.namelist():
            if ITEM.fullmatch(name):
                root = parsed(document.read(name))
                if root.tag == f"{{{NAMESPACE}}}review":
                    return "".join(root.itertext())
    return None


def exchange(path: Path, manifest: str) -> None:
    """Put another manifest into a document that ``attach`` and ``same_bytes`` made."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.infolist():
            part = source.read(entry)
            if ITEM.fullmatch(entry.filename):
                root = parsed(part)
                root.text = _escaped(manifest)
                part = _bytes(root)
            copy.writestr(entry, part)
    path.write_bytes(made.getvalue())


def parsed(part: bytes) -> Any:
    """Return a part as XML; nothing outside of it is read."""
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def same_bytes(document: bytes, moment: datetime) -> bytes:
    """Return a document with the times of its parts, and of workbooks in it, set to one moment."""
    made, target = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename.endswith(".xlsx"):
                part = same_bytes(part, moment)
            elif entry.filename.endswith("docProps/core.xml"):
                part = MADE.sub(rb"\g<1>" + made + rb"\g<3>", part)
            about = zipfile.ZipInfo(entry.filename, EPOCH)
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            copy.writestr(about, part)
    return target.getvalue()


def _escaped(manifest: str) -> str:
    """Return JSON in which what XML cannot hold is written as JSON escapes it."""
    return CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", manifest)


def _bytes(root: Any) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
