"""Guessing types from texts: better than keywords and the most frequent class, on real messages and on invented ones."""

import os
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from pipeline.analysis.type_models import compared, learnt_keywords, linear_model, majority

REAL = os.environ.get("MANYIDU_REAL_EXPORTS")
LIFTS = [
    f"{name}的电梯停运了，{when}没有人修"
    for name in ("一栋", "二栋", "三栋", "四栋")
    for when in ("昨天", "今天", "上周")
]
NOISE = [
    f"{name}唱歌跳舞声音太大，{when}睡不着"
    for name in ("楼上", "隔壁", "广场", "楼下")
    for when in ("夜里", "中午", "清晨")
]
TEXTS, TYPES = [*LIFTS, *NOISE, "电梯里很脏"], ["facility"] * 12 + ["management"] * 12 + ["facility"]


@pytest.mark.parametrize("learn", [linear_model, learnt_keywords])
def test_a_type_is_known_by_its_words(learn):
    say = learn(TEXTS, TYPES)
    assert say(["五栋电梯又停运", "半夜唱歌，声音太大"]) == ["facility", "management"]


def test_where_no_keyword_is_in_a_text_the_most_frequent_type_is_said():
    assert learnt_keywords(TEXTS, TYPES)(["车位不够"]) == ["facility"]
    assert majority(TEXTS, TYPES)(["唱歌", "车位"]) == ["facility", "facility"]


def test_each_fold_of_each_seed_is_held_out_once_with_the_macro_f1_of_each_method():
    frame = compared(TEXTS, TYPES, folds=3, seeds=(0, 1))
    assert frame[["seed", "fold"]].to_numpy().tolist() == [[seed, fold] for seed in (0, 1) for fold in range(3)]
    assert (frame["model"] == 1).all()
    assert frame["majority"].between(0.3, 0.4).all()  # F1 of one class of two, halved


@pytest.mark.slow
@pytest.mark.skipif(not REAL, reason="MANYIDU_REAL_EXPORTS is not set")
def test_on_real_messages_of_seven_classes_the_model_is_better_in_every_fold(record_property):
    path = Path(str(REAL)) / "cn_zhiwu_messages" / "附件2_带一级分类_示例495.xlsx"
    header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    title, text, kind = (header.index(name) for name in ("留言主题", "留言详情", "一级分类"))
    frame = compared([f"{row[title]} {row[text]}".strip() for row in rows], [str(row[kind]).strip() for row in rows])
    for method in ("model", "keywords", "majority"):
        said = f"macro-F1 {frame[method].mean():.3f} ± {frame[method].std():.3f}"
        record_property(method, said)
        print(f"{method}: {said}, lowest {frame[method].min():.3f}")
    assert (len(rows), len(frame)) == (495, 15)
    assert (frame["model"] > frame["keywords"]).all()
    assert (frame["keywords"] > frame["majority"]).all()
    assert frame["model"].mean() > 0.75
