"""The whole sample, built once for all tests that look for what was planted in it."""

from __future__ import annotations

import pytest

from dashboards.environment import ROOT
from pipeline.build import build
from pipeline.config import Settings


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory) -> Settings:
    """Return the settings of a published warehouse of the sample."""
    home = tmp_path_factory.mktemp("demo")
    settings = Settings(
        raw=ROOT / "data/raw/_sample",
        warehouse=home,
        settings=home / "settings",
        layouts=home / "layouts",
        corrections=home / "corrections.csv",
        language="zh",
        is_sample=True,
    )
    build(settings)
    return settings
