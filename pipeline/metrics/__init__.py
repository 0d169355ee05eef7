"""Metrics: one per module, frame in, frame out; ``compute`` is the entry that commands, pages and notebooks use."""

from pipeline.metrics.compute import compute
from pipeline.metrics.explain import explain
from pipeline.metrics.result import Result

__all__ = ["Result", "compute", "explain"]
