"""The only package that knows DuckDB files: write a candidate, publish it, read what is published, roll back.

A build: ``build_lock`` → ``candidate`` → ``Candidate.writing`` → quality gate → ``publish``.
A reader: ``open_published`` → ``Warehouse.cursor`` per query → ``Warehouse.is_current`` on every rerun.
"""

from pipeline.warehouse.candidate import (
    Candidate,
    apply_comments,
    candidate,
    check_free_space,
)
from pipeline.warehouse.lock import build_lock
from pipeline.warehouse.pointer import Version, versions
from pipeline.warehouse.publish import publish
from pipeline.warehouse.reader import Warehouse, open_published, where
from pipeline.warehouse.rollback import copy, rollback, withdraw
from pipeline.warehouse.tables import Column, Table, tables

__all__ = [
    "Candidate",
    "Column",
    "Table",
    "Version",
    "Warehouse",
    "apply_comments",
    "build_lock",
    "candidate",
    "check_free_space",
    "copy",
    "open_published",
    "publish",
    "rollback",
    "tables",
    "versions",
    "where",
    "withdraw",
]
