"""The small warehouses of the tests of metrics, for reviews."""

from tests.metrics.conftest import connection, warehouse

__all__ = ["connection", "warehouse"]
