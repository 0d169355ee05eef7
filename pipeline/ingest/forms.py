"""What a file is, by its first bytes and by what is inside; its name only says what it claims to be."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from pipeline.ingest.refusals import refusal

TEXT_NAMES = {".csv", ".tsv", ".tab", ".txt"}
BOOK_NAMES = {".xls", ".xlsx", ".xlsm", ".xltx", ".xlsb", ".ods", ".et"}
TABLE_NAMES = TEXT_NAMES | BOOK_NAMES | {".gz", ".zip"}
LOCK_NAME = re.compile(r"^(~\$|\.~)|\.(tmp|part|partial|crdownload|download)$", re.IGNORECASE)

EMPTY_ZIP = b"PK\x05\x06"
ZIP, GZIP, OLE = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"
OTHER_BINARIES = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"PAR1": "Parquet",
    b"SQLite format 3": "SQLite",
    b"{\\rtf": "RTF",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
}
PAGE = re.compile(r"^\s*(<!doctype html|<html|<head|<meta|<style|<table|<tr|<div|<script|<body|<!--)", re.IGNORECASE)
MARKUP = re.compile(r"^\s*<(\?|[a-z]+[ :>/])", re.IGNORECASE)
SPREADSHEET_XML = "urn:schemas-microsoft-com:office:spreadsheet"
ARCHIVED_PAGE = re.compile(rb"^(?:MIME-Version|From):", re.IGNORECASE)
JSON = re.compile(rb'^\s*(\{\s*("|\})|\[\s*(\{|\[))')
LFS = b"version https://git-lfs.github.com/spec/"
CONFLICT = b"<<<<<<< "
HEAD_BYTES = 4096
# A zip with one of these inside is a document, not an archive of exports.
INSIDE = {
    "xl/workbook.xml": "xlsx",
    "workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "content.xml": "ods",
    "word/": "Word",
    "ppt/": "PowerPoint",
}
WORKBOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "WORKBOOK", "Book", "BOOK"))
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
# The first record of a .xls (BOF of BIFF8), perhaps write protection, then the record of its password (FILEPASS).
PASSWORD_RECORD = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00.\x00", re.DOTALL)


def is_table_name(name: str) -> bool:
    """Return True for a file name that claims to be a table or an archive of tables."""
    return Path(name).suffix.lower() in TABLE_NAMES


def form_of(path: Path, name: str) -> str:
    """Return ``csv``, ``xlsx``, ``xls``, ``xlsb``, ``ods``, ``html``, ``spreadsheetml``, ``zip`` or ``gz``.

    Raises:
        InputError: If it is none of these: ``not_an_export`` by its name, or the reason why it only claims to be one.
    """
    if not is_table_name(name):
        raise refusal("not_an_export", name)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(EMPTY_ZIP) or not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise refusal("empty_file", name)
    if head.startswith(ZIP):
        return _form_of_zip(path, name)
    if head.startswith(GZIP):
        return "gz"
    if head.startswith(OLE):
        return _form_of_ole(path, name)
    _refuse_other_content(head, name)
    return _form_of_markup(head, name) or "csv"


def _form_of_markup(head: bytes, name: str) -> str | None:
    """A page or XML named as a workbook is read where it can hold a table: many systems export so; elsewhere it is refused."""
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "ignore").removeprefix("ï»¿")
    is_page = PAGE.match(text) is not None
    if not is_page and not MARKUP.match(text):
        return None
    if Path(name).suffix.lower() in BOOK_NAMES:
        if SPREADSHEET_XML in text:
            return "spreadsheetml"
        if is_page or "<html" in text.lower() or "<table" in text.lower():
            return "html"
    raise refusal("not_a_table", name, "HTML" if is_page else "XML")


def _form_of_zip(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member.replace("\\", "/") for member in archive.namelist()]
    except zipfile.BadZipFile as error:
        raise refusal("damaged_file", name, "zip") from error
    for inside, form in INSIDE.items():
        if any(member == inside or (inside.endswith("/") and member.startswith(inside)) for member in members):
            if form in ("Word", "PowerPoint"):
                raise refusal("not_a_table", name, form)
            return form
    if Path(name).suffix.lower() in BOOK_NAMES:
        raise refusal("damaged_file", name, "workbook.xml")
    return "zip"


def _form_of_ole(path: Path, name: str) -> str:
    content = path.read_bytes() if path.stat().st_size < 1 << 28 else path.open("rb").read(1 << 28)
    if ENCRYPTED_STREAM in content or PASSWORD_RECORD.search(content):
        raise refusal("password", name)
    if not any(stream in content for stream in WORKBOOK_STREAMS):
        raise refusal("not_a_table", name, "OLE (Word, mail …)")
    return "xls"


def _refuse_other_content(head: bytes, name: str) -> None:
    if head.startswith(LFS):
        raise refusal("lfs_pointer", name)
    if head.startswith(CONFLICT):
        raise refusal("merge_conflict", name)
    for magic, kind in OTHER_BINARIES.items():
        if head.startswith(magic):
            raise refusal("not_a_table", name, kind)
    text = head.removeprefix(b"\xef\xbb\xbf")
    if ARCHIVED_PAGE.match(text):
        raise refusal("not_a_table", name, "MHTML")
    if JSON.match(text):
        raise refusal("not_a_table", name, "JSON")
    _refuse_binary(head, name)


def _refuse_binary(head: bytes, name: str) -> None:
    """Refuse control characters by the dozen; UTF-16 may hold any byte, and has its NULs at even or at odd places."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    has_nuls = (even + odd) * 10 > len(head)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or (has_nuls and abs(even - odd) * 2 > even + odd):
        return
    controls = sum(byte < 9 or 13 < byte < 27 for byte in head.replace(b"\0", b""))
    if has_nuls or controls * 20 > len(head):
        raise refusal("not_a_table", name, "binary")
