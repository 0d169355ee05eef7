"""A layout to edit holds headers, never cells: a row of data that stands where a header should is not copied into it."""

import pytest

from tests.cli import manyidu


def proposal(folder, lines):
    """Return the text of the layout written for a table, None where none is."""
    (folder / "table.csv").write_text("\n".join(lines), encoding="utf-8")
    assert manyidu(folder, "layouts", "table.csv", "--write").code == 0
    written = list((folder / "data" / "layouts").glob("*.yml"))
    return written[0].read_text(encoding="utf-8") if written else None


@pytest.mark.parametrize(
    "lines",
    [
        ["张三,翠湖花园,电梯坏了", "李四,翠湖花园,漏水", "王五,锦绣园,停车"],
        ["张三,电梯坏了", "李四,漏水很久了没人管"],
        ["王五 13800001111,颜色,大小", "红,大,中", "蓝,小,中"],
        ["张三,翠湖花园"],
    ],
)
def test_a_table_without_a_header_gets_no_layout(tmp_path, lines):
    assert proposal(tmp_path, lines) is None


def test_an_unknown_table_gets_a_layout_with_its_headers(tmp_path):
    text = proposal(tmp_path, ["颜色,大小", "红,大", "蓝,小"])
    assert '"颜色"' in text
    assert "红" not in text


def test_a_header_of_which_a_part_is_known_is_a_header(tmp_path):
    text = proposal(tmp_path, ["姓名,哪个园子,说了什么2024", "张三,翠湖花园,灯坏了", "李四,翠湖花园,门坏了"])
    assert '"说了什么2024"' in text
    assert "张三" not in text
