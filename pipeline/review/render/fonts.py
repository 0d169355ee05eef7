"""The font of a document with Chinese in it: one that the system has, named in order of preference.

Notos and Source Han come with Linux packages, PingFang and Hiragino with macOS, Microsoft YaHei with Windows.
"""

from __future__ import annotations

import re
from functools import cache

import typst

from pipeline.errors import UsageError

CHINESE = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Heiti SC",
    "STHeiti",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Serif CJK SC",
    "SimSun",
)
LATIN = ("Noto Sans", "Source Sans 3", "Helvetica Neue", "Segoe UI", "Arial", "Liberation Sans", "DejaVu Sans")
CARRIED = "Libertinus Serif"  # by Typst itself
HAN = re.compile(r"[⺀-鿿豈-﫿]")


@cache
def installed() -> frozenset[str]:
    """Return the families that the system and Typst have."""
    return frozenset(typst.Fonts().families())


def font_for(text: str) -> str:
    """Return the family in which a text is set; Latin texts are set in the Chinese family too where there is one.

    Raises:
        UsageError: If the text is Chinese and no Chinese font is installed.
    """
    known = installed()
    found = next((family for family in CHINESE if family in known), None)
    if found:
        return found
    if HAN.search(text):
        raise UsageError(
            zh="没有中文字体，无法生成 PDF。请安装 Noto Sans CJK（Debian、Ubuntu：apt install fonts-noto-cjk），"
            "或改用 HTML 格式；Windows 的微软雅黑和 macOS 的苹方会自动使用。",
            en="There is no Chinese font for the PDF. Install Noto Sans CJK (Debian, Ubuntu: apt install fonts-noto-cjk), "
            "or choose HTML; Microsoft YaHei on Windows and PingFang on macOS are used where they are.",
        )
    return next((family for family in LATIN if family in known), CARRIED)
