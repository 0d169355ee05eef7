"""Columns of unknown meaning: personal ones are known by their values."""

from __future__ import annotations

import pytest

from pipeline.privacy import looks_personal

NAMES = ["张伟", "王芳", "李建国", "刘洋", "陈静", "杨晓燕", "赵敏", "黄志强", "欧阳小明", "周*"]
PLAIN_ANSWERS = ["满意", "不满意", "一般", "满意", "满意", "很好", "一般", "满意", "很好", "满意"]


@pytest.fixture
def kind_of(scratch):
    def kind_of(values):
        scratch.execute("create or replace temp table unknown_column (value varchar)")
        for value in values:
            scratch.execute("insert into unknown_column values ($1)", [value])
        return looks_personal(scratch, "unknown_column", "value")

    return kind_of


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["138 1234 5678", "+86-13912345678", "１３８１２３４５６７８"], "phone"),
        (["010-88886666", "(0755)82345678"], "phone"),
        (["13812345678", *[None] * 50, "", "  "], "phone"),
        (["13812345678", *PLAIN_ANSWERS], "phone"),
        (["110101199003077758", "11010119900307775X"], "id_card"),
        (["6222 0212 3456 7890 123"], "bank_card"),
        (["a@example.com", "b.c@mail.example.cn"], "email"),
        (["10.1.2.3(北京-北京)", "192.168.0.7"], "ip"),
        (["京A12345", "粤B·D1234"], "plate"),
        (["3栋2单元501", "12号楼1805", "A座1203", "公共区域"], "room"),
        (["3-2-501", "3-2-502", "12-1-1805"], "room"),
        (NAMES, "name"),
        ([*NAMES, *PLAIN_ANSWERS[:8]], "name"),
    ],
)
def test_a_column_of_personal_values_is_known_by_its_kind(kind_of, values, kind):
    assert kind_of(values) == kind


@pytest.mark.parametrize(
    "values",
    [
        PLAIN_ANSWERS,
        ["1", "2", "5", "4"],
        ["2024-03-05", "2024/3/5", "2024-03-05 14:30:00"],
        ["阳光花园", "翠湖天地", "金色家园"],
        ["安全", "高效", "方便", "安全", "方便", "高效", "安全", "方便", "安全", "安全"],
        ["3栋", "5栋", "12号楼"],
        ["20240305123456", "20240306123457"],
        ["12345678901234567890", "20210512000000012345"],
        ["1380.50", "99.0"],
        ["电梯坏了，请打13812345678", "路灯不亮", "物业费太高"],
        [],
        [None, ""],
    ],
)
def test_answers_dates_ids_and_amounts_are_not_personal(kind_of, values):
    assert kind_of(values) is None


def test_the_relation_may_be_a_query(scratch):
    query = "(select 'a@example.com' as value where true)"
    assert looks_personal(scratch, query, "value") == "email"
