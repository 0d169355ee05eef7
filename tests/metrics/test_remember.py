"""Counts that are kept between questions give the same figures, and are counted once whatever members a filter names."""

import pytest

from pipeline.metrics.catalogue import catalogue
from pipeline.metrics.compute import compute
from tests.metrics.conftest import complaint
from tests.metrics.test_engines import assert_same

KEPT = [name for name, entry in catalogue().items() if entry.table == "complaint" and (entry.links or entry.protects)]
FILTERS = [
    {},
    {"community_id": ["c1"]},
    {"community_id": ["c2", "c1"]},
    {"category": ["safety"], "community_id": ["c1"]},
]


@pytest.fixture
def company(warehouse):
    """Two communities, homes that complain again, call-backs with answers."""
    cases = [
        complaint(
            f"2024-{month:02}-{day:02} 08:00",
            f"2024-{month:02}-{day + 1:02} 08:00",
            complaint_id=f"{community}{month}{day}",
            community_id=community,
            category=category,
            building="3",
            home_id=f"h{community}{day % 4}",
            closed_at=f"2024-{month:02}-{day + 1:02} 09:00",
            called_back_at=f"2024-{month:02}-{day + 2:02} 09:00",
            callback_answer="satisfied" if day % 3 else "dissatisfied",
            is_confirmed_resolved=day % 3 > 0,
            load_id=1,
        )
        for community in ("c1", "c2")
        for month in (1, 2, 3)
        for day in range(1, 25)
        for category in ("safety" if day % 2 else "service",)
    ]
    return warehouse(cases, complaints_until="2024-06-01", loads={1: "2024-06-01"})


@pytest.mark.parametrize("name", KEPT)
def test_kept_counts_give_the_same_figures_and_are_counted_once_for_all_members(company, name):
    kept, asked = {}, []

    def remember(key, count):
        asked.append(key)
        return kept.setdefault(key, count()) if key not in kept else kept[key]

    for where in (*FILTERS, *FILTERS):
        found = compute(company, name, remember, period="1q", where=where)
        assert_same(found.frame, compute(company, name, period="1q", where=where).frame)
    assert {key[0] for key in kept} <= {name}
    assert len(kept) == 1 < len(asked)
