"""Whether one would recommend: which questions of an export the net promoter score counts."""

import json

import pytest

from tests.cli import manyidu

SCORES = [10, 9, 9, 8, 7, 3, 0, 10, 6, 9] * 4  # 5 promoters, 3 detractors of 10


def nps_of(folder, header, scores):
    rows = [f"{n},{score},2024-03-{1 + n % 28:02d} 10:00:00" for n, score in enumerate(scores, start=1)]
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "survey.csv").write_text("\n".join([f"序号,{header},提交时间", *rows]), encoding="utf-8")
    assert manyidu(folder, "build").code == 0
    return json.loads(manyidu(folder, "metric", "nps", "--format", "json").out)


@pytest.mark.parametrize(
    "question",
    [
        "您有多大可能向朋友推荐本物业？",
        "您向朋友推荐本物业的可能性（0-10分）",
        "您推荐本小区物业的意愿（0-10）",
        "How likely are you to recommend us?",
        "¿Recomendaría usted nuestra empresa?",
        "Würden Sie uns weiterempfehlen?",
        "NPS",
        "Net Promoter Score (0-10)",
    ],
)
def test_the_words_of_a_question_say_that_it_asks_for_a_recommendation(tmp_path, question):
    header = f"{question},您对保洁的满意度（0-10分）"
    rows = [f"{score},{10 - score}" for score in SCORES]
    (found,) = nps_of(tmp_path, header, rows)
    assert (found["promoters"], found["detractors"], found["nps"]) == (20, 12, 20.0)
