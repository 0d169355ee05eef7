"""Warming: complaints are counted as pages will ask for them when the dashboard starts, and when another version is published.

Ten million complaints take a minute to be counted in all these ways; whoever opens a page first does not wait for it.
"""

from __future__ import annotations

import logging
import time
from importlib import import_module
from threading import Thread
from typing import Any

import duckdb

from dashboards import data
from pipeline.errors import ManyiduError
from pipeline.metrics.catalogue import catalogue
from pipeline.warehouse import Version

SECONDS_BETWEEN_LOOKS = 5
# Of courses over time: they take seconds to load.
LIBRARIES = ("statsmodels.tsa.exponential_smoothing.ets", "statsmodels.tsa.seasonal")


def begin() -> None:
    """Keep counts warm for as long as this process lives."""
    Thread(target=_keep_warm, name="warming", daemon=True).start()


def warmed(known: Version | None) -> Version | None:
    """Count what is published unless that is ``known`` already; return what is known now."""
    version = known
    try:
        version = data.published()
        if version is not None and version != known:
            data.count_ahead(_wanted())
    except ManyiduError:  # the pages say what is wrong with the warehouse, which may be mended
        return None
    except (duckdb.Error, OSError) as error:  # too little memory, say: pages count what they need themselves
        logging.getLogger(__name__).warning("complaints are not counted ahead: %s", type(error).__name__)
    return version


def _wanted() -> list[tuple[str, dict[str, Any]]]:
    """Return the metrics of complaints whose counts serve all filters, with the parameters that pages ask for."""
    within = [("resolution_rate", {"within_days": days}) for days in data.settings().resolution_days]
    others = [name for name, entry in catalogue().items() if entry.serves_all_filters and name != "resolution_rate"]
    return [*within, *((name, {}) for name in others)]


def _keep_warm() -> None:
    known = warmed(None)
    for library in LIBRARIES:
        import_module(library)
    while True:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        known = warmed(known)
