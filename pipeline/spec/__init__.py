"""What the specification asks for, clause by clause, and whether the exports at hand can answer it."""

from pipeline.spec.clauses import Clause, Part, chapters, clauses, fields
from pipeline.spec.coverage import STATES, Covered, CoveredPart, coverage

__all__ = ["STATES", "Clause", "Covered", "CoveredPart", "Part", "chapters", "clauses", "coverage", "fields"]
