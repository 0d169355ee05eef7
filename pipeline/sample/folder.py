"""The folder of sample exports: every file of the invented company in a layout that people have.

``README.md`` says that all of it is synthetic; ``manifest.yaml`` says what the files cannot say themselves;
``PLANTED.yaml`` lists the effects with the figures by which they show.
"""

import shutil
from pathlib import Path
from typing import Any

import yaml

from pipeline.sample.company import Company, invent_company
from pipeline.sample.evidence import observe
from pipeline.sample.facts import read_facts
from pipeline.sample.handmade_ledger import FILLED_IN_AT, write_handmade_ledger
from pipeline.sample.ledger_export import EXPORTED_AT, write_ledger
from pipeline.sample.register_export import write_indicators, write_measures, write_roster
from pipeline.sample.surveys import INVITED_PER_QUARTER
from pipeline.sample.wjx_export import BY_NUMBER, survey_title, write_surveys
from pipeline.sample.workorder_export import write_work_orders

LEDGER = "complaints/投诉台账_2022.csv"
HANDMADE_LEDGER = "complaints/投诉登记台账（朗月城、青禾佳园）2023上半年.xlsx"


def generate(out: Path, *, seed: int = 2024, scale: float = 1.0) -> None:
    """Write the sample exports into the folder ``out``, the same bytes on each run.

    Args:
        out: Folder, made where missing. Files of the same name are replaced, others are left alone.
        seed: Another seed invents another company around the same planted effects.
        scale: Multiplies homes, complaints and responses; 1.0 makes a set of under 3 MB.
    """
    out.mkdir(parents=True, exist_ok=True)
    company = invent_company(seed=seed, scale=scale)
    write_roster(company, out / "roster/小区名册.xlsx")
    write_measures(company, out / "measures/改进措施.xlsx")
    write_indicators(company, out / "indicators/运营指标.csv")
    surveys = write_surveys(company, out / "surveys", seed=seed)
    write_ledger(company, out / LEDGER, seed=seed)
    write_handmade_ledger(company, out / HANDMADE_LEDGER, seed=seed)
    write_work_orders(company, out / "complaints", seed=seed)
    _write_yaml(out / "manifest.yaml", manifest(surveys, scale=scale), _MANIFEST_HEAD)
    _write_yaml(out / "PLANTED.yaml", planted(company), _PLANTED_HEAD)
    shutil.copyfile(Path(__file__).with_name("folder_readme.md"), out / "README.md")


def planted(company: Company) -> list[dict[str, Any]]:
    """Return the planted effects with the figures observed in ``company``."""
    observed = observe(company)
    return [{**entry, "observed": observed[entry["id"]]} for entry in read_facts("planted")]


def manifest(surveys: dict[str, Path], *, scale: float) -> dict[str, dict[str, Any]]:
    """Return pattern → what the files cannot say, the first matching pattern counting."""
    entries = {f"surveys/{path.name}": _survey_entry(quarter, scale) for quarter, path in surveys.items()}
    entries[LEDGER] = {"exported_at": f"{EXPORTED_AT:%Y-%m-%d %H:%M}", "zone": "Asia/Shanghai"}
    entries[HANDMADE_LEDGER] = {"exported_at": f"{FILLED_IN_AT:%Y-%m-%d %H:%M}", "zone": "Asia/Shanghai"}
    return entries


def _survey_entry(quarter: str, scale: float) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "title": survey_title(quarter),
        "period": quarter,
        "method": "questionnaire",
        "invited": round(INVITED_PER_QUARTER * scale),
        "sample": "每小区按户随机抽样",
        "incentive": "无",
    }
    return entry | ({"scale": [1, 5], "not_applicable": {"*": ["6"]}} if quarter in BY_NUMBER else {})


def _write_yaml(path: Path, content: Any, head: str) -> None:
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
    path.write_text(head + text, encoding="utf-8", newline="\n")


_MANIFEST_HEAD = """\
# 示例数据的附加说明：文件自己说不清的内容。 What the files of the sample cannot say themselves.
# 文件名模式 pattern -> 说明 what holds for files that match.
"""
_PLANTED_HEAD = """\
# 合成示例数据中预先埋入的效应。 Effects planted in the synthetic sample data.
# kind: change = 真实存在，应被发现 / real, must be found; no_change = 看似变化，其实没有 / must not be called a change.
# size: 生成时的设定 / as set in the generator; observed: 生成结果 / as it came out, before any layout.
"""
