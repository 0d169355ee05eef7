"""The surveys as 问卷星 exports them: 按文本 (labels) or 按序号 (numbers).

按文本: ratings as labels, options of a multiple choice joined by ┋, ``(跳过)`` and ``(空)``. 按序号: codes 1 to 5 (6
= 不了解), one 1/0 column per option, -3 for skipped and -2 for empty. Grain: one row per response.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline.sample.company import Company
from pipeline.sample.facts import QUARTERS, random_stream
from pipeline.sample.spelling import spell_communities
from pipeline.sample.surveys import AGES, DO_NOT_KNOW, NEEDS, OCCUPANCIES, SKIPPED, TENURES
from pipeline.sample.workbook import write_table

META = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
LABELS = {5: "非常满意", 4: "满意", 3: "一般", 2: "不满意", 1: "非常不满意", DO_NOT_KNOW: "不了解", SKIPPED: "(跳过)"}
NUMBERS = {**{code: code for code in range(1, 6)}, DO_NOT_KNOW: 6, SKIPPED: -3}
ATTRIBUTES = {
    "age": ("您的年龄段", AGES),
    "tenure": ("您在本小区的居住年限", TENURES),
    "occupancy": ("您的住户类型", OCCUPANCIES),
}
RATINGS = {
    "attitude": "您对物业服务人员的服务态度是否满意",
    "efficiency": "您对物业人员的响应速度和办事效率是否满意",
    "effect": "您对物业服务效果（问题是否得到解决）是否满意",
    "assurance": "您对物业公司兑现承诺、服务保障的情况是否满意",
    "cleaning": "您对小区环境卫生是否满意",
    "greening": "您对小区绿化环境是否满意",
    "gate_safety": "您对小区门岗与巡逻等安全管理是否满意",
    "fire_safety": "您对小区消防安全管理是否满意",
    "lifts": "您对电梯设施的运行和维护是否满意",
    "shared_facilities": "您对其他公共设施的维护是否满意",
    "fees": "您对物业收费的合理与透明是否满意",
    "complaint_handling": "您对投诉处理的过程和结果是否满意",
}
COMMUNITY, JOINED = "您所在的小区", "过去半年您是否参加过社区活动"
ACTIVITIES, OVERALL = "您对参加过的社区活动是否满意", "总体而言，您对本小区物业服务是否满意"
NEEDED, SUGGESTION = "您需要的服务（可多选）", "您的建议"
RECOMMEND = "您有多大可能把本小区物业推荐给亲友（0-10分）"

BY_NUMBER = [str(quarter) for quarter in QUARTERS[6:10]]
WITH_RECOMMENDATION = [str(quarter) for quarter in QUARTERS[10:]]
_FIRST_ACTIVITY_ID = 168_204_417


def survey_title(quarter: str) -> str:
    """Return the title of a quarter's survey."""
    return f"{quarter[:4]}年第{quarter[-1]}季度业主满意度调查"


def survey_file(quarter: str, count: int) -> str:
    """Return the name that 问卷星 gives the export: activity id, mode, title, total and valid responses."""
    mode = "按序号" if quarter in BY_NUMBER else "按文本"
    place = list(QUARTERS.astype(str)).index(quarter)
    return f"{_FIRST_ACTIVITY_ID + 7_310_207 * place}_{mode}_{survey_title(quarter)}_{count}_{count}.xlsx"


def write_surveys(company: Company, folder: Path, *, seed: int) -> dict[str, Path]:
    """Write one workbook per quarter and return them by quarter."""
    written = {}
    for quarter, responses in company.responses.groupby("quarter"):
        rng = random_stream(seed, f"wjx {quarter}")
        table = survey_table(responses.reset_index(drop=True), company, str(quarter), rng)
        path = folder / survey_file(str(quarter), len(responses))
        write_table(path, "Sheet1", list(table.columns), table.astype(object).to_numpy().tolist())
        written[str(quarter)] = path
    return written


def survey_table(responses: pd.DataFrame, company: Company, quarter: str, rng: np.random.Generator) -> pd.DataFrame:
    """Return the export of one quarter: the meta columns, then the numbered questions."""
    by_number = quarter in BY_NUMBER
    codes: dict[int, Any] = NUMBERS if by_number else LABELS
    columns = _meta(responses, rng)
    answers = {COMMUNITY: spell_communities(responses["community"], company.communities, rng, alias_share=0.3)}
    answers |= {text: _choice(responses[name], options, by_number) for name, (text, options) in ATTRIBUTES.items()}
    answers |= {text: responses[item].map(codes) for item, text in RATINGS.items()}
    joined = responses["joined_activities"].map({True: "是", False: "否"})
    answers |= {JOINED: _choice(joined, {"是": 0, "否": 0}, by_number), ACTIVITIES: responses["activities"].map(codes)}
    answers |= {OVERALL: responses["overall"].map(codes)}
    for number, (text, values) in enumerate(answers.items(), start=1):
        columns[f"{number}、{text}"] = values
    number = len(answers) + 1
    columns |= _needs_by_option(responses, number) if by_number else {f"{number}、{NEEDED}": _needs_joined(responses)}
    columns[f"{number + 1}、{SUGGESTION}"] = responses["suggestion"].fillna("-2" if by_number else "(空)")
    if quarter in WITH_RECOMMENDATION:
        columns[f"{number + 2}、{RECOMMEND}"] = responses["recommend"]
    return pd.DataFrame(columns)


def _meta(responses: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
    count = len(responses)
    network = rng.choice(["192.0.2", "198.51.100", "203.0.113"], count)
    place = rng.choice(
        ["江苏-南京", "江苏-苏州", "浙江-杭州", "安徽-合肥", "上海-上海"], count, p=[0.8, 0.08, 0.05, 0.04, 0.03]
    )
    host = rng.integers(1, 255, count)
    values = [
        range(1, count + 1),
        responses["submitted_at"].map(lambda at: f"{at.year}/{at.month}/{at.day} {at:%H:%M:%S}"),
        [f"{seconds}秒" for seconds in responses["seconds"]],
        rng.choice(["微信", "链接", "手机提交"], count, p=[0.8, 0.12, 0.08]),
        ["N/A"] * count,
        [f"{n}.{h}({p})" for n, h, p in zip(network, host, place, strict=True)],
    ]
    return dict(zip(META, values, strict=True))


def _choice(answers: pd.Series, options: dict[str, float], by_number: bool) -> pd.Series:
    return answers.map({option: code for code, option in enumerate(options, start=1)}) if by_number else answers


def _needs_joined(responses: pd.DataFrame) -> list[str]:
    rows = zip(responses["needs"], responses["other_need"], strict=True)
    return ["┋".join(f"其他〖{other}〗" if need == "其他" else need for need in needs) for needs, other in rows]


def _needs_by_option(responses: pd.DataFrame, number: int) -> dict[str, list[int]]:
    return {f"第{number}题({need})": [int(need in needs) for needs in responses["needs"]] for need in NEEDS}
