"""Types as registers write them, and the five to which they belong."""

from __future__ import annotations

import pytest

from pipeline.layouts.categories import match_category

TYPES = {
    "service": "服务类 服务态度 响应不及时 保洁 绿化养护 环境卫生 垃圾清运 推诿扯皮 保安态度差 维修不及时 客服 灭鼠",
    "facility": "设施类 电梯故障 漏水 给排水 供暖 照明供电 门禁道闸 房屋渗漏 停电 路灯 卫生间漏水 地库漏水 公共设施损坏 工程维修 暖气不热 管道堵塞 1.电梯",
    "safety": "安全类 安保 消防通道 治安巡逻 高空抛物 电动车充电 电梯困人 飞线充电 盗窃 秩序维护 消防设施损坏 安全隐患",
    "management": "管理类 停车 停车秩序 停车费 噪音扰民 装修管理 宠物管理 乱收费 收费争议 物业费 违建 群租 楼道堆物 业委会 车位被占",
    "other": "其他类 其他 其它 邻里纠纷",
    None: "咨询 建议 表扬 发动机 车身 销售欺诈 附加设备 城乡建设 环境保护 卫生计生 交通运输 劳动和社会保障 商贸旅游 电梯噪音 物业服务 未知 A 安全带 服务中心",
}


@pytest.mark.parametrize(
    ("text", "category"), [(text, name) for name, block in TYPES.items() for text in block.split()]
)
def test_a_type_belongs_to_one_of_the_five_or_to_none(text, category):
    assert match_category(text) == category
