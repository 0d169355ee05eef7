"""Exports of survey tools for the tests of staging."""

import pytest

from tests.staging.survey_files import stage_rows

META = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]


@pytest.fixture
def wjx(tmp_path):
    """Stage a 问卷星 export: questions and one row of answers per response, meta columns made up unless given."""

    def stage(questions, *answers, meta=None, name="12345678_按文本_物业满意度_3_3.xlsx", **options):
        rows = [[*META, *questions]]
        for number, cells in enumerate(answers, start=1):
            own = (meta or {}).get(number, {})
            first = [
                str(number),
                f"2024/3/5 10:{number % 60:02d}:{number // 60:02d}",
                "137秒",
                "微信",
                "N/A",
                "198.51.100.1(江苏-南京)",
            ]
            rows.append([own.get(name, cell) for name, cell in zip(META, first, strict=True)] + list(cells))
        return stage_rows(rows, name=name, keys=tmp_path / "key", **options)

    return stage
