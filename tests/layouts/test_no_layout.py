"""Tables that no layout fits and whose cells say what they are."""

import pytest

from pipeline.errors import InputError
from pipeline.layouts.no_layout import DESIGN, NO_HEADER, ONE_COLUMN, SUMS, TICKS, said_of
from pipeline.layouts.usable import usable
from tests.layouts.tables import matches, preview

COUNTS = [
    "Question|Strongly agree|Agree|Neutral|Disagree",
    "The lift works|28|26|23|15",
    "The yard is clean|25|30%|25|15",
]
CHINESE = ["满意度汇总表", "题目|非常满意|满意|一般|不满意", "保洁|12|30|5|3", "安保|10|28|8|4"]
BARE = ["2026-02-28|12:00:00|5511999|101|5", "2026-02-28|12:05:00|5511988|102|4"]
FIGURES = {
    "complaints by month": ("月份|投诉总数|已处理|处理率", "2024年1月|31|28|93%", "2024年2月|27|27|100%"),
    "means by community": (
        "小区|服务态度|环境卫生|总体满意度|样本数",
        "翠湖苑|4.2|3.9|4.1|120",
        "金桂园|4.0|3.8|3.9|98",
    ),
    "English": ("Month|Number of complaints|Closed|% on time", "Jan|31|28|93%", "Feb|27|27|100%"),
}
RECORDS = {
    "no figures": ("颜色|大小|形状", "红|大|圆", "蓝|小|方"),
    "a single figure": ("月份|颜色|形状|投诉总数", "1月|红|圆|3", "2月|蓝|方|4"),
    "words below the header of a figure": ("颜色|处理率|投诉总数", "红|高|多", "蓝|低|少"),
}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (COUNTS, SUMS),
        (CHINESE, SUMS),
        (BARE, NO_HEADER),
        (["C-1|Li|North|Lift|High|2024-03-05 08:00", "C-2|Wu|South|Door|Low|2024-03-06 09:00"], NO_HEADER),
        (["Name|2024-03-05|Place|Lift|Door", "Li|12|North|1|2"], None),
        (["type|name|label::English|hint", "select_one yn|lift|Does the lift work?|"], DESIGN),
        (["list_name|name|label", "yn|yes|Yes"], DESIGN),
        (["Variable / Field Name|Form Name|Field Type|Choices", "lift|visit|radio|1, Yes"], DESIGN),
        (["type|name|place", "A|B|C"], None),
        (["message", *(f"The lift is broken {n}" for n in range(20))], ONE_COLUMN),
        (["房号|保洁|保洁|保洁", "|满意|一般|不满意", "1-101|√||", "1-102||√|", "1-103|√||"], TICKS),
        (["Name|Department", "A|B", "C|D"], None),
        (["Question|First|Second", "Lift|Agree|Neutral", "Yard|Agree|Disagree"], None),
        (["Just a text"], None),
    ],
)
def test_what_is_no_export_is_told_by_its_cells(rows, said):
    assert said_of(preview(*rows)) == said


def refused(*rows: str) -> InputError:
    with pytest.raises(InputError) as caught:
        usable(preview(*rows), matches(*rows))
    assert caught.value.code == "unknown_layout"
    return caught.value


@pytest.mark.parametrize("table", FIGURES)
def test_a_table_of_totals_is_said_to_be_one(table):
    error = refused(*FIGURES[table])
    assert "已经汇总好的统计表" in error.zh
    assert "a row per complaint or per response" in error.en


@pytest.mark.parametrize("header", ["Rank value|Option|Count", "题目|选项|小计", "Answer Choices|Responses|Percent"])
def test_options_with_how_many_chose_them_are_said_to_be_counts(header):
    assert "how many chose each answer" in refused(header, "1|Yes|31", "2|No|28").en


def test_the_dictionary_of_a_form_is_no_survey():
    header = "Variable / Field Name|Form Name|Field Type|Field Label|Choices|Required Field?"
    rows = [f"q{n}|visit|radio|How satisfied are you with no. {n}?|1, Good|y" for n in range(30)]
    assert "design of a form" in refused(header, *rows).en


@pytest.mark.parametrize("table", RECORDS)
def test_other_tables_are_not(table):
    error = refused(*RECORDS[table])
    assert "汇总" not in error.zh
    assert "totals" not in error.en


def test_the_widest_of_several_tables_of_numbers_on_a_sheet_holds_no_responses():
    above = ["|Oft|Selten|Nie", "im Haus|9|3|0", "im Hof|1|7|3", "am Tor|2|2|7", "|||", "|1-5|6-10|11+", "hier|4|5|1"]
    table = ["|Nord|Ost|Süd|West|Mitte|Rand", *(f"Frage {n}{f'|{n % 5}' * 6}" for n in range(1, 9))]
    assert "above its header" in refused(*above, *table).en
    assert usable(preview(*table), matches(*table))


def test_means_above_the_answers_do_not_keep_them_from_being_read():
    above = ["|保洁|安保|维修", "均值|4.1|4.2|4.3", "标准差|0.9|0.8|0.7", "样本数|20|20|20"]
    table = [*above, "提交时间|保洁满意度|安保满意度|维修满意度"]
    table += [f"2024-03-{n + 1:02} 10:00|{1 + n % 5}|{1 + n % 4}|5" for n in range(20)]
    assert usable(preview(*table), matches(*table)).header_index == len(above)


def test_counts_behind_each_answer_are_no_responses():
    header = "序号|1、您对保洁是否满意？|2、您对安保是否满意？|3、您对绿化是否满意？"
    counted = [
        "|非常满意：12|非常满意：20人|满意：9",
        "|满意：30|满意：31人|一般：8",
        "|不满意：2|不满意：1人|不满意：3",
    ]
    assert "how many chose each answer" in refused(header, *counted).en
    assert usable(preview(header, "1|满意|满意|一般"), matches(header, "1|满意|满意|一般"))


@pytest.mark.parametrize(
    "header", ["题目|业主1|业主2|业主3|业主4", "Question|R01|R02|R03|R04", "序号|题目|住户1|住户2|住户3|住户4"]
)
def test_a_survey_with_its_questions_in_rows_is_to_be_turned(header):
    number = "1|" if header.startswith("序号") else ""
    error = refused(header, *(f"{number}{asked}满意度|5|4|4|3" for asked in ("保洁", "安保", "绿化", "维修")))
    assert "转置" in error.zh
    assert "Transpose" in error.en


def test_a_survey_whose_respondents_are_called_by_words_is_none_of_these():
    rows = ("Item|Q1|Q2|Q3", "Ann|5|4|4", "Bob|4|4|3", "Cy|4|5|3")
    assert usable(preview(*rows), matches(*rows)).layout.kind == "survey"


def test_a_table_with_some_ratings_is_told_how_to_be_read_as_a_survey():
    header = "id|role|industry|region|stage|funds|staff|reach|value"
    rows = [f"{n * 37}|boss|food|north|seed|some|few|{n % 5 + 1}|{n * 3 % 5 + 1}" for n in range(1, 12)]
    assert "write layout: plain_ratings into table.csv.yaml" in refused(header, *rows).en
    assert "plain_ratings" not in refused("id|role|industry|region", *(row[:22] for row in rows)).en
