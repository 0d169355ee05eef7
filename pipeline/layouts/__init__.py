"""Layouts: which tool's export a table is, and what each of its columns means."""

from pipeline.layouts.library import load_layouts
from pipeline.layouts.match import match

__all__ = ["load_layouts", "match"]
