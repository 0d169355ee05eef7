"""The clause list: complete, in both languages, and one set with the catalogue."""

from __future__ import annotations

import re

import pytest

from pipeline.metrics.catalogue import SUBJECTS, catalogue
from pipeline.spec import chapters, clauses, fields
from pipeline.spec.clauses import needed_by_metrics

OF_THE_SPECIFICATION = (
    "ch1.p ch2.o ch2.t ch3.f ch3.s1 ch3.s2 ch3.s3 ch3.s4 ch4.c ch4.k ch4.a1 ch4.a2 ch4.a3 ch4.e ch5.r1 ch5.r2 ch5.k ch5.p1 ch5.p2 "
    "ch5.p3 ch5.p4 ch5.f1 ch5.f2 ch5.f3 ch6.m ch6.m1 ch6.d1 ch6.d2 ch6.a1 ch6.a2 ch6.a3 ch6.s ch7.v ch7.a ch8.f ch9.s ch10.i1 "
    "ch10.i2 ch10.m1 ch10.e1 ch10.e2 ch10.e3"
).split()
CHINESE = re.compile(r"[一-鿿]")


def test_every_clause_of_the_specification_is_in_the_list_in_its_order():
    assert list(clauses()) == OF_THE_SPECIFICATION
    assert list(chapters()) == [f"ch{number}" for number in range(1, 11)]


def test_every_clause_that_a_metric_names_exists():
    named = {clause for metric in catalogue().values() for clause in metric.clauses}
    assert named <= set(clauses())


def test_every_clause_has_something_that_answers_it():
    assert [name for name, clause in clauses().items() if not clause.parts] == []


def test_it_is_known_of_every_metric_which_fields_it_needs_and_what_it_is_about():
    assert set(needed_by_metrics()) == set(catalogue())
    assert {metric.subject for metric in catalogue().values()} == set(SUBJECTS)


@pytest.mark.parametrize("clause", clauses().values(), ids=lambda clause: clause.clause)
def test_a_clause_and_what_answers_it_speak_both_languages(clause):
    for texts in (clause.asks, *(part.label for part in clause.parts)):
        assert CHINESE.search(texts["zh"])
        assert not CHINESE.search(texts["en"])
    assert all(name in fields() for part in clause.parts for name in part.needs)
