"""What the specification asks for, clause by clause, and whether the exports at hand can answer it."""

from pipeline.spec.clauses import Clause, Part, chapters, clauses, fields, needed_by_metrics
from pipeline.spec.coverage import STATES, Covered, CoveredPart, coverage, fields_there

__all__ = [
    "STATES",
    "Clause",
    "Covered",
    "CoveredPart",
    "Part",
    "chapters",
    "clauses",
    "coverage",
    "fields",
    "fields_there",
    "needed_by_metrics",
]
