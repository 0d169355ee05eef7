"""The community that a sheet, a title or a file is named after, where the table has no column for it.

Only a name that ends as communities do (``阳光花园``, ``翠湖苑``) and is alone beside words such as 2023年 and 投诉台账 is taken;
anything else could be a person, a department or a company, and is left to a sidecar.
"""

from __future__ import annotations

import re

from pipeline.layouts.categories import match_category
from pipeline.layouts.fold import plain

ENDS = "小区|花园|家园|佳园|嘉园|名园|花苑|名苑|雅苑|嘉苑|佳苑|公寓|公馆|山庄|新村|新城|华城|华府|华庭|豪庭|名邸|名都|名城|广场|大厦|家属院|社区|水岸|国际城"
SHORT_ENDS = "苑府湾郡邸墅城园里"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
PERSON = re.compile(rf"^[{SURNAMES}][\u4e00-\u9fff]{{1,2}}$")
LONG_NAME = re.compile(
    r"^(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|长孙|宇文|司徒|令狐|夏侯|南宫|端木)[\u4e00-\u9fff]{1,2}$"
)
# What a title says besides the name; longer words first.
OTHER_WORDS = re.compile(
    r"(?:19|20)\d\d(?:\d{4}|\d\d)?|\d+(?:期(?!\w)|月份?|季度|号|日|[-_.]\d+)?|[第上下半全年度月份季首末一二三四][半年季度月份]+|第?[一二三四]季度?|q[1-4]|年|"
    r"\.(?:xlsx?|csv|xlsm|zip|gz|tsv|txt)|"
    r"物业(?:服务|管理)?(?:有限)?(?:责任)?(?:公司|中心|处)?|客户|业主|住户|居民|投诉|报修|报事|诉求|工单|来访|来电|接待|回访|维修|服务|满意度|问卷|调查|测评|"
    r"台账|登记|记录|汇总|明细|清单|统计|数据|导出|结果|列表|报表|信息|处理|情况|跟踪|管理|原始|最新|终稿|表|册|单|的|及|与|和|版|"
    r"按文本|按序号|按分数|sheet|copy|副本|final|new"
)
GENERIC = re.compile(
    r"碧桂园$|.*(?:住宅|物业|老旧)小区$|^(?:各|本|全|所有|全部|住宅|物业|某|该|每|多|外|其他|老旧|商业|智慧)?(?:个)?(?:小区|社区|公寓|大厦|广场|花园|家园)$"
)
NAME = re.compile(
    rf"^[\u4e00-\u9fff0-9a-z·]{{1,10}}(?:{ENDS})(?:[一二三四五六东西南北]?[期区])?$|^[\u4e00-\u9fff·]{{2,8}}[{SHORT_ENDS}]$",
    re.IGNORECASE,
)


# What sheets beside those of communities hold, that is none: a part of the company, all of them together, a way of asking, a state, a subject.
NO_PLACE = re.compile(
    r"(?:部|组|科|室|班|队|公司|总|总[表计览]|模板|模版|其[他她它]|示例|样表|说明|未分类|待办|外包|客服|工程|秩序|安保|封面|目录|首页|附[件录]|[合小共总]计|"
    r"电话|线[上下]|网络|网上|微信|短信|邮件|扫码|小程序|公众号|上门|入户|面访|当面|现场|拜访|历史|归档|存档|备份|作废|停用|退租|空置|空关|入住|撤诉|"
    r"已?(?:办结|完成|关闭|解决)|未(?:办结|完成|关闭|解决)|进行中|停车|车[位库场]|地库|商[铺户]|商业|写字楼|会所|案场|售楼处|样板间|员工|租[户客])$"
)


def lone_name(text: str) -> str | None:
    """Return the name that ``text`` is beside words such as 投诉台账, whatever it ends with; for sheets whose neighbours are named after communities."""
    parts = _parts(text)
    if len(parts) != 1 or not re.fullmatch(r"[\u4e00-\u9fff][\u4e00-\u9fff\w·]{1,11}", parts[0]):
        return None
    name = parts[0]
    is_other = NO_PLACE.search(name) or match_category(name) or any(o.match(name) for o in (PERSON, LONG_NAME, GENERIC))
    return None if is_other else name


def named_community(text: str, *, may_be_person: bool = False) -> str | None:
    """Return the one community that ``text`` is named after, None where it names none or several.

    Args:
        may_be_person: Whether a name counts that could be a person's too (``金桂园``).
    """
    parts = _parts(text)
    found = [part for part in parts if NAME.fullmatch(part) and not GENERIC.fullmatch(part)]
    found = [part for part in found if may_be_person or not PERSON.fullmatch(part)]
    han = [part for part in parts if re.search(r"[\u4e00-\u9fff]", part)]
    return found[0] if len(found) == 1 and len(han) == 1 else None


def _parts(text: str) -> list[str]:
    bare = OTHER_WORDS.sub(" ", plain(text).casefold())
    return [part for part in re.split(r"[\s()\[\]【】《》<>\"“”_+,、;:/|-]+", bare) if part]
