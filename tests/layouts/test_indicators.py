"""Questions of real kinds and the indicator to which each belongs."""

from __future__ import annotations

import pytest

from pipeline.layouts.indicators import indicators, match_indicator

QUESTIONS = {
    "overall": """
        总体满意度 | 您对物业服务的总体满意度 | 总的来说，您对本小区的物业服务满意吗？ | 您对物业公司的整体评价 | 综合满意度评价
        10、您对本小区物业管理工作的总体评价是： | 整体而言，您对我们的服务满意吗 | 综合来看，您对物业服务的满意程度 | 您对目前的物业服务总体感受如何
        Overall satisfaction | Overall, how satisfied are you with the service provided by your landlord? | Overall rating
        Taking everything into account, how satisfied are you with your property management? | How would you rate our service overall?
        All in all, how happy are you with your building? | 您对物业的总体印象 | 物业服务满意度 | satisfaction | 总体而言您对物业的满意度为""",
    "attitude": """
        服务态度 | 您对物业客服人员的服务态度是否满意 | 保安人员的服务态度 | 保洁员工作态度 | 物业工作人员态度热情、有礼貌 | 前台接待人员的礼貌用语
        3. 管家的仪容仪表与言行举止 | 维修师傅的服务态度和文明礼貌 | 客服人员是否耐心解答您的问题 | Staff attitude | Courtesy of staff
        The staff treat me with respect | How friendly was the building manager? | Politeness of the security guards | 工作人员微笑服务 | 您认为管家待人是否亲切""",
    "efficiency": """
        Did you feel that overall, the queueing time was worth the experience? | 排队时间是否合理 | 服务效率 | 物业对报修的响应速度 | 维修人员上门及时性 | 物业处理问题的效率 | 您对报修后上门及时程度满意吗 | 紧急事件的响应及时 | 客服电话接听等候时间
        办事流程是否便捷 | 物业能否在约定时间内完成服务 | Response time | How satisfied are you with the speed of response? | Timeliness of repairs
        The property manager responds promptly to my requests | 物业服务人员处理事务迅速 | 电梯维修及时 | Waiting time at the front desk""",
    "effect": """
        服务效果 | 维修质量 | 您对维修效果是否满意 | 物业解决问题的能力 | 您反映的问题是否得到解决，物业做得如何 | 维修人员的专业水平 | 客服人员业务能力 | 服务质量
        Quality of repairs | Service quality | How satisfied are you with the quality of work? | 物业人员专业素质 | The competence of the staff""",
    "assurance": """
        服务保障 | 物业履行服务承诺的情况 | 维修后的回访情况 | 物业公司兑现承诺 | 物业信息公开情况 | 您对物业公司的信任程度 | 物业是否按合同履行 | Follow-up after repair
        My landlord keeps promises | Communication from the management | 物业通知公告发布情况 | 物业服务的监督机制 | I trust my property manager""",
    "environment": """
        环境卫生 | 小区绿化养护 | 您对小区公共区域的清洁卫生满意吗 | 楼道卫生 | 垃圾清运是否干净 | 保洁服务 | 小区绿化的总体满意度 | 电梯轿厢的清洁 | 园区环境
        Cleanliness | How satisfied are you with the cleanliness of common areas? | Landscaping | Garbage collection | 消杀工作 | 小区噪音控制
        我所在居住区附近有足够的绿地休闲场所（如公园、广场、绿道等）。 | 7、您对本小区保洁工作的评价 | Noise in the building""",
    "safety": """
        小区安全 | 门岗值守及巡逻 | 您对小区治安状况的满意度 | 秩序维护服务 | 消防通道管理 | 外来人员管理 | 停车秩序 | 小区车辆停放管理 | 监控覆盖情况 | 您在小区的安全感
        Security | How safe do you feel in your building? | Security guards | 电动车充电安全 | Fire safety | 高空抛物的管理 | 物业对小区出入管理""",
    "facilities": """
        设施设备 | 电梯运行状况 | 小区公共设施维护 | 路灯照明 | 健身器材的维护情况 | 供水供电 | 冬季供暖 | 停车位数量是否充足 | 您对房屋维修养护的满意度 | 小区道路平整
        Elevators | Facilities | Lighting in the common areas | Building maintenance | Gym and playground | 充电桩配置 | How satisfied are you with the lifts?""",
    "fees": """
        收费 | 停车费 | 停车收费标准 | 物业费收取的合理性 | 您认为物业收费是否透明 | 服务性价比 | 质价相符 | 收支公示情况 | 水电费代收 | 公共收益使用情况 | 您对停车场收费管理的满意度
        Value for money | Service charges | How reasonable are the parking fees? | Management fee | Is the rent fair for this building? | 物业管理费的使用情况""",
    "complaint_handling": """
        投诉处理 | 您对投诉处理结果是否满意 | 物业处理投诉的及时性 | 投诉渠道是否畅通 | 对业主诉求的回应 | 物业对您意见反馈的处理 | Complaint handling | Handling of complaints
        How satisfied are you with your landlord's approach to handling complaints? | complaints | 投诉回访情况 | 客服人员受理投诉时的态度 | 物业对居民诉求的解决 | Grievance handling""",
}
NONE = """
    总分 | 总得分 | 请选择“非常满意” | 30、此题请选择“非常不符合”。 | 本题请选第一项 | 为检验作答质量，应选1 | Please select "Strongly agree" for this question | score | 得分
    您的性别： | 您的年龄段 | 您的学历 | 您的职业是 | 您在本小区居住多久了？ | What is your age? | Gender | Seat comfort | Inflight wifi service | Baggage handling | X1 | Q3 | imag1
    57、总的来说，我对孩子鼓励多于批评。 | 73、天气变冷的时候，我会及时提醒孩子添加衣服。 | 3、当孩子发表意见后，我第一时间表示尊重。 | 1、和孩子在一起时，我是有耐心的。
    13、孩子的事情，一向是由我做主的。 | 您对物业还有什么意见和建议？ | 您不满意的原因是 | 您有多大可能把本小区推荐给朋友？ | Any other comments or suggestions? | Which services do you use?
    Ease of Online booking | Gate location | Leg room service | privileges | learning | 62、我会认真回答孩子提出的问题。 | 46、我对孩子的关心是无私不求回报的。 | 第3题"""


def texts(block: str) -> list[str]:
    return [text.strip() for line in block.strip().splitlines() for text in line.split(" | ")]


@pytest.mark.parametrize(
    ("question", "indicator"), [(text, name) for name, block in QUESTIONS.items() for text in texts(block)]
)
def test_a_question_belongs_to_the_indicator_that_it_asks_about(question, indicator):
    assert match_indicator(question) == indicator


@pytest.mark.parametrize("question", texts(NONE))
def test_what_asks_about_no_indicator_belongs_to_none(question):
    assert match_indicator(question) is None


def test_the_tree_has_the_ten_indicators_in_a_fixed_order():
    assert [indicator.indicator_id for indicator in indicators()] == [
        "overall", "attitude", "efficiency", "effect", "assurance", "environment", "safety", "facilities", "fees",
        "complaint_handling",
    ]  # fmt: skip
