"""A warehouse folder for each test, what its readers see, and a way to damage a file."""

from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.warehouse import open_published
from tests.warehouse_files import settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def complaints_seen(settings: Settings) -> int:
    with open_published(settings) as warehouse, warehouse.cursor() as cursor:
        return cursor.execute("select count(*) from fct_complaint").fetchall()[0][0]


def damage(path: Path) -> None:
    """Overwrite bytes in every block behind the headers, size unchanged."""
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    for at in range(3 * 4096 + 2000, len(content), 4096):
        content[at : at + 64] = b"\x5a" * 64
    path.write_bytes(content)
