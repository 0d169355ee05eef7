"""What the scrubber takes out of free text, and what it leaves: one line per spelling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.privacy.patterns import load_patterns

TAKEN_OUT = [
    ("Contact Mary about the leak", "Contact [姓名] about the leak"),
    ("Resident Maria said so", "Resident [姓名] said so"),
    ("TENANT John Smith called", "TENANT [姓名] called"),
    ("Resident Services Manager Bob", "Resident Services Manager [姓名]"),
    # phones
    ("请打13812345678", "请打[电话]"),
    ("138 1234 5678", "[电话]"),
    ("电话138-1234-5678，谢谢", "电话[电话]，谢谢"),
    ("138.1234.5678", "[电话]"),
    ("１３８１２３４５６７８", "[电话]"),
    ("+86 138 1234 5678", "[电话]"),
    ("(+86)13812345678", "[电话]"),
    ("0086-13812345678", "[电话]"),
    ("tel13812345678", "tel[电话]"),
    ("138\u200b1234\u200b5678", "[电话]"),
    ("一三八一二三四五六七八", "[电话]"),
    ("幺三八零零一二三四五六", "[电话]"),
    ("①③⑧①②③④⑤⑥⑦⑧", "[电话]"),
    ("138一二三四5678", "[电话]"),
    ("13812345678,13912345678", "[电话],[电话]"),
    ("138****5678", "[电话]"),
    ("010-88886666转801", "[电话]"),
    ("(0755)82345678", "[电话]"),
    ("座机82345678", "座机[电话]"),
    ("call (212) 555-0100", "call [电话]"),
    ("+44 20 7946 0958", "[电话]"),
    # identity cards, cards, mail, network
    ("身份证110101199003077758", "身份证[证件]"),
    ("11010119900307775X。", "[证件]。"),
    ("110101 19900307 7758", "[证件]"),
    ("110101900307775", "[证件]"),
    ("护照G12345678", "护照[证件]"),
    ("6222021234567890123", "[银行卡]"),
    ("6222 0212 3456 7890", "[银行卡]"),
    ("zhang.san＠163．com", "[邮箱]"),
    ("发li.lei+wy@mail.example.cn吧", "发[邮箱]吧"),
    ("来自10.1.2.3", "来自[IP]"),
    ("http://a.example/u?id=7 打不开", "[网址] 打不开"),
    # plates and accounts
    ("京A12345", "[车牌]"),
    ("京A·12345", "[车牌]"),
    ("粤BD12345没登记", "[车牌]没登记"),
    ("京A·1234挂", "[车牌]"),
    ("微信：abc_1234", "微信：[微信]"),
    ("加微信（wuye_2024）", "加微信（[微信]）"),
    ("QQ：12345678", "QQ：[QQ]"),
    ("扣扣 1234 5678", "扣扣 [QQ]"),
    # homes
    ("3栋2单元501室漏水", "[房号]漏水"),
    ("住3-2-501", "住[房号]"),
    ("12号楼1805漏水", "[房号]漏水"),
    ("5幢602，", "[房号]，"),
    ("三栋二单元五零一", "[房号]"),
    ("3#2-501", "[房号]"),
    ("A座1203", "[房号]"),
    ("3栋501天花板", "[房号]天花板"),
    ("楼上1502装修", "楼上[房号]装修"),
    ("Room 502 is cold", "[房号] is cold"),
    ("Apt 4B", "[房号]"),
    ("#12-03", "[房号]"),
    # names
    ("业主张伟反映电梯坏了", "业主[姓名]反映电梯坏了"),
    ("联系人：李雷", "联系人：[姓名]"),
    ("我叫张三", "我叫[姓名]"),
    ("本人王某某", "本人[姓名]"),
    ("张先生说", "[姓名]说"),
    ("楼上的王阿姨", "楼上的[姓名]"),
    ("欧阳女士来过", "[姓名]来过"),
    ("保安老李值夜班", "保安[姓名]值夜班"),
    ("黄工判断是防水层", "[姓名]判断是防水层"),
    ("姓名：阿依古丽·买买提", "姓名：[姓名]"),
    ("My name is John Smith.", "My name is [姓名]."),
    ("Mr. Smith called", "[姓名] called"),
]

LEFT_ALONE = [
    "订单号20240305123456",
    "单号2024030512345678901",
    "欠费1,380元，合计15.5万",
    "2024年3月5日 14:30:00",
    "2024-03-05 14:30:00",
    "2023.05.01-2024.04.30",
    "12345热线",
    "打110报警，打119",
    "400-800-1234",
    "电力95598",
    "2号门坏了",
    "Contact Centre is closed, Tenant Services never answers",
    "Please contact Us or the Resident Portal",
    "Tenant Request",
    "Resident Complaint about a Tenant Fit-out",
    "3栋电梯坏了",
    "3栋2单元电梯",
    "12号楼2024年3月",
    "3号楼1200户",
    "3栋300米",
    "iPhone15 Pro",
    "型号A3-1203",
    "下午3点到5点，10-20分钟，3-5天",
    "1、2、3、4、5、6、7、8",
    "①电梯②绿化",
    "三室一厅的办公室和地下室",
    "保安师傅和工程师傅",
    "业主高度关注",
    "业主张贴的告示",
    "业主周末在家",
    "物业经理和总经理",
    "业主代表开会",
    "本人认为物业",
    "客服态度不好",
    "小区门口的老人",
    "施工队和施工人员",
    "停车不方便，充电也不方便。",
]


OWN_NAMES = [
    ("请张伟来，张伟急", "张伟", "请[姓名]来，[姓名]急"),
    ("此致 子涵", "赵子涵", "此致 [姓名]"),
    ("Anna says hello", "Anna Schmidt", "[姓名] says hello"),
    ("业主来电", "业主", "业主来电"),
    ("早高峰电梯太挤", "高峰", "早高峰电梯太挤"),
    ("电梯坏了", None, "电梯坏了"),
    (None, "张伟", None),
]


@pytest.fixture(scope="module")
def scrubbed_texts(scrub):
    """Return the scrubbed text of every (text, own name) of the tables."""
    pairs = [(text, None) for text, _ in TAKEN_OUT] + [(text, None) for text in LEFT_ALONE]
    pairs += [(text, own_name) for text, own_name, _ in OWN_NAMES]
    return dict(zip(pairs, scrub(pairs), strict=True))


@pytest.mark.parametrize(("text", "scrubbed"), TAKEN_OUT)
def test_what_tells_who_somebody_is_gives_way_to_a_placeholder(scrubbed_texts, text, scrubbed):
    assert scrubbed_texts[text, None] == scrubbed


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_numbers_places_and_words_that_tell_nobody_stay(scrubbed_texts, text):
    assert scrubbed_texts[text, None] == text


@pytest.mark.parametrize(("text", "own_name", "scrubbed"), OWN_NAMES)
def test_the_name_of_the_row_is_taken_out_wherever_it_stands(scrubbed_texts, text, own_name, scrubbed):
    assert scrubbed_texts[text, own_name] == scrubbed


def test_wide_letters_come_back_narrow_and_invisible_characters_not_at_all(scrub):
    assert scrub([("ＡＰＰ打不开", None), ("电\u200b梯\x01坏了", None)]) == ["APP打不开", "电梯坏了"]


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")


@st.composite
def spellings(draw):
    """Return a mobile number as people write it, and the text around it."""
    number = draw(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
    number = number.translate(draw(st.sampled_from([{}, WIDE, CHINESE, CIRCLED])))
    separator = draw(st.sampled_from(["", " ", "-", ".", " - ", "\u3000", "\u200b", "·", "—"]))
    before = draw(st.sampled_from(["", "电话", "tel ", "请打：", "+86", "tel"]))
    after = draw(st.sampled_from(["", "，谢谢", "。", " thanks", "的机主"]))
    return before, separator.join([number[:3], number[3:7], number[7:]]), after


@settings(max_examples=8, deadline=None)
@given(st.lists(spellings(), min_size=60, max_size=60))
def test_no_mobile_number_survives_in_any_spelling(scrub, written):
    for (before, _, after), text in zip(written, scrub([("".join(parts), None) for parts in written]), strict=True):
        assert text in (before + "[电话]" + after, before.removesuffix("+86") + "[电话]" + after)


def test_a_scrubbed_text_has_nothing_left_to_scrub(scrub):
    scrubbed = [text for _, text in TAKEN_OUT]
    assert scrub([(text, None) for text in scrubbed]) == scrubbed


def test_every_kind_of_placeholder_has_a_line_in_the_table():
    shown = "".join(scrubbed for _, scrubbed in TAKEN_OUT)
    assert {rule.kind for rule in load_patterns().rules if f"[{rule.kind}]" not in shown} == set()
