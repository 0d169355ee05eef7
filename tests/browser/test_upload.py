"""New exports in the browser: a bad and a good file, the build, the new version without a restart, and undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serving, still
from tests.dashboards.warehouses import publish_warehouse

pytestmark = pytest.mark.browser

HEADER = "投诉编号,项目名称,投诉时间,投诉渠道,投诉分类,投诉内容,完成时间,关闭时间,单据状态\n"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 1234\n"
BUILD_MS = 60_000


def ledger(year: int, community: str) -> bytes:
    """Return twelve complaints as Excel writes a CSV in China: GBK."""
    rows = [
        f"{year}{month:02}01,{community},{year}/{month}/1 9:00,电话,设施类,电梯停了,{year}/{month}/3 9:00,{year}/{month}/4 9:00,已关闭\n"
        for month in range(1, 13)
    ]
    return (HEADER + "".join(rows)).encode("gbk")


@pytest.fixture
def upload_page(chromium, tmp_path):
    """The upload section, served on a version with complaints until 2024; with its settings."""
    settings = publish_warehouse(tmp_path, "complaints_only")
    with serving(settings) as address:
        context = chromium.new_context(viewport={"width": 1440, "height": 1200}, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{address}/data?lang=zh&section=upload")
        still(page)
        yield page, settings
        context.close()


def test_a_good_upload_shows_without_a_restart_and_can_be_undone(upload_page):
    page, settings = upload_page
    choose = page.locator("input[type=file]")
    choose.set_input_files({"name": "pointer.csv", "mimeType": "text/csv", "buffer": POINTER.encode()})
    page.get_by_text("Git LFS").wait_for()
    expect(page.get_by_role("button", name="载入", exact=True)).to_have_count(0)

    choose.set_input_files({"name": "../台账2023.csv", "mimeType": "text/csv", "buffer": ledger(2023, "望江苑")})
    page.get_by_text("可以载入").wait_for()
    assert "望江苑" not in page.locator("section.main, [data-testid=stMain]").inner_text()
    page.get_by_role("button", name="载入").click()
    page.get_by_text("新版本已发布").wait_for(timeout=BUILD_MS)
    expect(page.get_by_role("button", name="载入", exact=True)).to_have_count(0)

    page.get_by_role("link", name="总览").click()
    still(page)
    assert "2023年三季度" in page.get_by_test_id("stMain").inner_text()

    page.get_by_role("link", name="数据").click()
    page.get_by_role("button", name="撤销这次上传").click()
    page.get_by_role("button", name="撤销这次上传").wait_for(state="detached")
    assert list(settings.raw.iterdir()) == []
    page.get_by_role("link", name="总览").click()
    still(page)
    assert "2024年四季度" in page.get_by_test_id("stMain").inner_text()
