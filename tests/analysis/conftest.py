"""The small warehouses of the tests of metrics, for what stands on metrics."""

from tests.metrics.conftest import connection, warehouse

__all__ = ["connection", "warehouse"]
