"""Suggested types: learnt from enough own cases, else from words, and always marked."""

import pytest

from pipeline.analysis.suggested_types import COLUMNS, suggested_types
from tests.metrics.conftest import complaint

UNTIL = "2024-07-10"


@pytest.fixture
def suggested(warehouse):
    def of(*groups, **options):
        rows = [
            complaint("2024-06-05 08:00", complaint_id=f"n{at}", description=text, category=kind, load_id=1)
            for at, (text, kind) in enumerate((text, kind) for number, text, kind in groups for _ in range(number))
        ]
        return suggested_types(warehouse(rows, complaints_until=UNTIL, loads={1: UNTIL}), **options)

    return of


UNTYPED = [(1, "电梯又停了", None), (1, "今天天气不好", None), (1, None, None)]


@pytest.mark.parametrize(("number", "method"), [(100, "model"), (99, "keywords")])
def test_a_model_needs_200_cases(suggested, number, method):
    frame = suggested((100, "电梯停了很久", "service"), (number, "唱歌声音太大", "management"), *UNTYPED)
    assert list(frame) == COLUMNS
    assert frame["method"].tolist() == [method, method]
    assert frame["suggested_type"].iloc[0] == (
        "service" if method == "model" else "facility"
    )  # the company's own use wins
    assert frame["is_suggested"].all()


@pytest.mark.parametrize(("number", "method"), [(20, "model"), (19, "keywords")])
def test_a_type_of_under_20_cases_is_not_learnt(suggested, number, method):
    frame = suggested((300, "电梯停了很久", "facility"), (number, "唱歌声音太大", "management"), *UNTYPED)
    assert set(frame["method"]) == {method}


def test_texts_are_read_in_batches_and_listed_oldest_first(warehouse, monkeypatch):
    monkeypatch.setattr("pipeline.analysis.suggested_types.BATCH", 2)
    given = [
        complaint(f"2024-06-{30 - at:02} 08:00", complaint_id=f"n{at}", description=text, load_id=1)
        for at, text in enumerate(["电梯又停了", "楼道没人打扫", "今天天气不好", "电梯困人", "收费太高"])
    ]
    frame = suggested_types(warehouse(given, complaints_until=UNTIL, loads={1: UNTIL}))
    assert frame["complaint_id"].tolist() == ["n4", "n3", "n2", "n1", "n0"]
    assert frame["suggested_type"].tolist()[1::3] == ["safety", "facility"]


def test_without_untyped_complaints_the_table_is_empty_and_has_its_columns(suggested):
    assert list(suggested((1, "电梯停了", "facility"))) == COLUMNS


def test_where_no_word_decides_nothing_is_suggested(suggested):
    frame = suggested(*UNTYPED)
    assert frame["suggested_type"].astype(object).where(frame["suggested_type"].notna(), None).tolist() == [
        "facility",
        None,
    ]


def test_words_know_no_finer_types_and_complaints_with_a_type_get_none(suggested):
    assert suggested(*UNTYPED, by="detail")["suggested_type"].isna().all()
    assert suggested((3, "电梯停了", "facility")).empty
