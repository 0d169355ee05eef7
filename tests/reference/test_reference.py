"""The product's statistics against published and independently computed numbers.

Every case of every folder under ``MANYIDU_REFERENCE``; a folder of the same shape put there runs without a change.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.reference.case import Case, find_cases
from tests.reference.cases import KINDS
from tests.reference.kinds import compare, kind_of

ROOT = os.environ.get("MANYIDU_REFERENCE")
CASES = find_cases(Path(ROOT)) if ROOT else []
WITHOUT_FOLDER = pytest.param(None, marks=pytest.mark.skip("MANYIDU_REFERENCE names no folder of reference numbers"))


EACH_CASE = pytest.mark.parametrize("case", [pytest.param(case, id=str(case)) for case in CASES] or [WITHOUT_FOLDER])


@EACH_CASE
def test_figures_agree_with_the_reference(case: Case, subtests: pytest.Subtests):
    kind = kind_of(case, KINDS)
    assert kind, f"no kind in tests/reference fits the case {case}: {case.entry.get('what')}"
    if kind.compute is None:
        pytest.skip(f"not offered: {kind.not_offered}")
    got = kind.compute(case)
    compared = list(compare(case.expected, got, case.entry.get("tolerance", {})))
    published = case.entry.get("published", {})
    if published.get("agrees_with_reference"):
        compared += compare(published["values"], got, published["tolerance"])
    wrong = [str(each) for each in compared if not each.agrees and not kind.reason(each.path)]
    assert not wrong, f"{len(wrong)} of {len(compared)} values disagree:\n" + "\n".join(wrong)
    for reason in sorted({kind.reason(each.path) for each in compared} - {""}):
        with subtests.test(reason):
            pytest.skip(f"keys not offered: {reason}")


@EACH_CASE
def test_a_case_is_recognised_by_its_keys_alone(case: Case):
    unknown = Case(case.folder, case.entry | {"id": "an id nobody knows"})
    assert kind_of(unknown, KINDS) is kind_of(case, KINDS)
