"""New exports in the browser: a bad and a good file, the build, the new version without a restart, and undo."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SCREEN, new_page, serving, still
from tests.dashboards.warehouses import publish_warehouse
from tests.warehouse_files import settings_in

pytestmark = pytest.mark.browser

HEADER = "投诉编号,项目名称,投诉时间,投诉渠道,投诉分类,投诉内容,完成时间,关闭时间,单据状态\n"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 1234\n"
BUILD_MS = 240_000


def ledger(year: int, community: str) -> bytes:
    """Return twelve complaints as Excel writes a CSV in China: GBK."""
    rows = [
        f"{year}{month:02}01,{community},{year}/{month}/1 9:00,电话,设施类,电梯停了,{year}/{month}/3 9:00,{year}/{month}/4 9:00,已关闭\n"
        for month in range(1, 13)
    ]
    return (HEADER + "".join(rows)).encode("gbk")


@contextmanager
def upload_page(chromium, settings):
    """Open the upload section, served with ``settings``."""
    with serving(settings) as address:
        context = chromium.new_context(viewport=SCREEN, locale="zh-CN")
        page = new_page(context)
        page.goto(f"{address}/data?lang=zh&section=upload")
        still(page)
        yield page
        context.close()


def choose(page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def load(page, name: str, content: bytes) -> None:
    """Upload one file, load it, and wait until the new version is out."""
    choose(page, name, content)
    expect(page.get_by_text("可以载入")).to_be_visible()
    page.get_by_role("button", name="载入", exact=True).click()
    expect(page.get_by_text("新版本已发布")).to_be_visible(timeout=BUILD_MS)


def taken_back(settings) -> list[str]:
    return [path.name for path in (settings.raw / ".taken_back").rglob("*.csv")]


def test_a_good_upload_shows_without_a_restart_and_can_be_undone(chromium, tmp_path):
    settings = publish_warehouse(tmp_path, "complaints_only")
    with upload_page(chromium, settings) as page:
        choose(page, "pointer.csv", POINTER.encode())
        expect(page.get_by_text("Git LFS")).to_be_visible()
        expect(page.get_by_role("button", name="载入", exact=True)).to_have_count(0)

        choose(page, "../台账2023.csv", ledger(2023, "望江苑"))
        expect(page.get_by_text("可以载入")).to_be_visible()
        assert "望江苑" not in page.get_by_test_id("stMain").inner_text()
        page.get_by_role("button", name="载入", exact=True).click()
        expect(page.get_by_text("新版本已发布")).to_be_visible(timeout=BUILD_MS)
        expect(page.get_by_role("button", name="载入", exact=True)).to_have_count(0)
        expect(page.get_by_text("可以载入")).to_have_count(0)

        choose(page, "又一份.csv", ledger(2023, "望江苑"))
        expect(page.get_by_text("内容与已载入的 台账2023.csv 完全相同")).to_be_visible()
        expect(page.get_by_role("button", name="载入", exact=True)).to_have_count(0)

        page.get_by_role("link", name="总览").click()
        expect(page.get_by_test_id("stMain")).to_contain_text("2023 年三季度")

        page.get_by_role("link", name="数据").click()
        page.get_by_role("button", name="撤销这次上传").click()
        expect(page.get_by_text("已撤销，文件移到了")).to_be_visible()
        expect(page.get_by_role("button", name="撤销这次上传")).to_have_count(0)
        assert taken_back(settings) == ["台账2023.csv"]
        page.get_by_role("link", name="总览").click()
        expect(page.get_by_test_id("stMain")).to_contain_text("2024 年四季度")


@pytest.mark.slow
def test_the_first_upload_into_an_empty_warehouse_can_be_undone(chromium, tmp_path):
    settings = settings_in(tmp_path)
    with upload_page(chromium, settings) as page:
        load(page, "台账2023.csv", ledger(2023, "望江苑"))
        page.get_by_role("button", name="撤销这次上传").click()
        expect(page.get_by_text("已撤销，文件移到了")).to_be_visible()
        assert taken_back(settings) == ["台账2023.csv"]
        page.get_by_role("link", name="总览").click()
        expect(page.get_by_text("还没有数据。")).to_be_visible()
