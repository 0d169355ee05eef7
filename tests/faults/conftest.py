"""Here the gate is started as users start it."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def gate():
    """No copy."""
