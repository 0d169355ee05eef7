"""Folding: the form in which headers, aliases and cell texts are compared.

clean   HTML entities decoded, tags and invisible characters dropped, blanks of every kind made one
fold    clean, NFKC, simplified characters, lower case, letters and digits only: ``投诉 时间：`` and ``投诉时间``, ``Created_Date`` and ``created date``
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u202a-\u202e\u2066-\u2069\u00ad]")
BRACKETS = re.compile(r"[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕]")
# Traditional characters that stand in headers and codes, and their simplified form.
SIMPLIFIED = str.maketrans(
    "訴編號時間內處結單報維訪滿評類別項稱電話聯絡區樓棟戶業員門辦關閉開錄狀態級緊體題總務對於說發產應計劃進實際執調驗證書審閱檔歸請問題選擇與來標準項費減繳納價額環境衛潔綠養設備護線燈損壞車輛場亂佔噪聲擾鄰裝廢雜無見議論優職責組織達動變據類"
    "質點觸達麼個們還從為這會過邊遠遲復覆絕撤銷",
    "诉编号时间内处结单报维访满评类别项称电话联络区楼栋户业员门办关闭开录状态级紧体题总务对于说发产应计划进实际执调验证书审阅档归请问题选择与来标准项费减缴纳价额环境卫洁绿养设备护线灯损坏车辆场乱占噪声扰邻装废杂无见议论优职责组织达动变据类"
    "质点触达么个们还从为这会过边远迟复复绝撤销",
)


TAGS = re.compile(r"</?(?:a|b|br|div|em|font|h\d|i|img|li|ol|p|small|span|strong|sub|sup|u|ul)\b[^<>]*>", re.IGNORECASE)


@lru_cache(maxsize=100_000)
def clean(text: str) -> str:
    """Return ``text`` on one line as people read it."""
    return " ".join(TAGS.sub(" ", INVISIBLE.sub("", html.unescape(text))).split())


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Return the form of ``text`` used for comparison; a text of signs only (``#``) stays as it is."""
    low = plain(text).casefold()
    return "".join(character for character in low if character.isalnum()) or low


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """Return ``text`` cleaned, in NFKC and in simplified characters, for regular expressions: ``（`` is ``(``, ``：`` is ``:``."""
    return unicodedata.normalize("NFKC", clean(text)).translate(SIMPLIFIED)


def without_brackets(text: str) -> str:
    """Return ``text`` without what stands in brackets and without a mark for required (``*投诉时间（必填）``)."""
    return BRACKETS.sub("", plain(text)).strip("* ")


def words_of(text: str) -> str:
    """Return the words of a header in lower case: ``WO_Status`` and ``woStatus`` are wo status."""
    return " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|[\W_]", " ", without_brackets(text)).casefold().split())
