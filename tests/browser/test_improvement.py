"""A measure is recorded in the browser, with a slip on the way, built into a new version, seen, and taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pipeline.agreed import read_measures
from pipeline.warehouse import open_published
from tests.browser.conftest import SCREEN, new_page, pick, serving, still
from tests.browser.test_upload import BUILD_MS, ledger
from tests.dashboards.warehouses import publish_warehouse

pytestmark = pytest.mark.browser


def measures_of(settings):
    with open_published(settings) as published, published.cursor() as cursor:
        return cursor.execute("select measure, community_ids, origin from dim_measure").fetchall()


def test_a_measure_is_recorded_built_seen_and_withdrawn(chromium, tmp_path):
    settings = publish_warehouse(tmp_path, "complaints_only")
    settings.raw.mkdir()
    (settings.raw / "台账2024.csv").write_bytes(ledger(2024, "望江苑"))
    with serving(settings) as address:
        context = chromium.new_context(viewport=SCREEN, locale="zh-CN")
        page = new_page(context)
        page.goto(f"{address}/improvement?lang=zh&view=record")
        still(page)

        page.get_by_label("措施（必填）").fill("电梯大修")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("请填写这一项。")).to_be_visible()
        page.get_by_label("责任岗位（必填）").fill("工程经理")
        pick(page, "小区", "望江苑")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("已保存“电梯大修”")).to_be_visible()
        assert [(each.measure, each.communities) for each in read_measures(settings.measures)] == [
            ("电梯大修", ("望江苑",))
        ]

        page.get_by_role("button", name="现在重新构建").click()
        expect(page.get_by_text("新版本已发布")).to_be_visible(timeout=BUILD_MS)
        expect(page.get_by_role("button", name="现在重新构建")).to_have_count(0)
        assert measures_of(settings) == [("电梯大修", ["望江苑"], "recorded")]

        page.get_by_role("radio", name="措施与效果").click()
        expect(page.get_by_text("全部措施（1 项）")).to_be_visible()
        expect(page.get_by_text("在这里登记的。")).to_be_visible()

        page.goto(f"{address}/improvement?lang=zh&view=record")
        still(page)
        page.get_by_text("全部记录（1 条）").click()
        pick(page, "撤回或恢复一条", "电梯大修")
        page.get_by_role("button", name="撤回这一条").click()
        expect(page.get_by_text("已撤回。")).to_be_visible()
        assert read_measures(settings.measures) == []
        context.close()
