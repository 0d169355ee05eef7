"""Whether one would recommend: which questions of an export the net promoter score counts."""

import json

from tests.cli import manyidu

SCORES = [10, 9, 9, 8, 7, 3, 0, 10, 6, 9] * 4  # 5 promoters, 3 detractors of 10
ASKED = [
    "您有多大可能向朋友推荐本物业？",
    "您向朋友推荐本物业的可能性（0-10分）",
    "您推荐本小区物业的意愿（0-10）",
    "How likely are you to recommend us?",
    "¿Recomendaría usted nuestra empresa?",
    "Würden Sie uns weiterempfehlen?",
    "NPS",
    "survey_q6_nps",
    "Net Promoter Score (0-10)",
]


def test_the_words_of_a_question_say_that_it_asks_for_a_recommendation(tmp_path):
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    for place, question in enumerate(ASKED):
        rows = [f"{n},{score},{10 - score},2024-03-{1 + n % 28:02d} 10:00:00" for n, score in enumerate(SCORES, 1)]
        text = "\n".join([f"序号,{question},您对保洁的满意度（0-10分）,提交时间", *rows])
        (raw / f"survey{place}.csv").write_text(text, encoding="utf-8")
    assert manyidu(tmp_path, "build").code == 0
    found = json.loads(manyidu(tmp_path, "metric", "nps", "--format", "json").out)
    assert len(found) == len({row["question"] for row in found}) == len(ASKED)
    assert {(row["promoters"], row["detractors"], row["nps"]) for row in found} == {(20, 12, 20.0)}
