"""Layouts as files: a user's own win, a broken one says where and what."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.layouts import load_layouts, match
from pipeline.layouts.library import shipped_layouts
from pipeline.layouts.propose import write_proposal
from tests.layouts.tables import Sidecar, fields, matches, preview

ROWS = ("登记号|何时|什么事|联系 方式", "1|2024-01-05|灯坏|13800000000", "2|2024-01-06|水管坏|13800000001")


def layout_file(folder, text, name="own.yml"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_every_shipped_layout_has_a_label_in_two_languages_and_a_version():
    for layout in shipped_layouts():
        assert layout.label["zh"] and layout.label["en"] and layout.version >= 1, layout.name


def test_a_layout_of_the_users_own_wins_by_name(tmp_path):
    folder = layout_file(tmp_path, "kind: complaint\nfields: {received_at: [When]}\n", "zendesk.yml")
    (zendesk,) = [layout for layout in load_layouts(folder) if layout.name == "zendesk"]
    assert (zendesk.is_own, zendesk.fields) == (True, {"received_at": ("When",)})


def test_an_own_layout_adds_aliases_to_the_one_that_it_extends(tmp_path):
    text = "extends: complaint_ledger_zh\nevidence: [^何时$]\nfields: {received_at: [何时], description: [什么事]}\n"
    found = match(preview(*ROWS), load_layouts(layout_file(tmp_path, text)), Sidecar())[0]
    assert (found.layout.name, found.missing) == ("own", ())
    assert fields(found)["description"] == "什么事"


def test_an_own_layout_adds_words_to_the_states_that_it_extends_and_may_give_one_another_meaning(tmp_path):
    text = "extends: complaint_ledger_zh\nvalues: {status: {closed: 办完了, open: [在办, 已完成]}}\n"
    (own,) = [one for one in load_layouts(layout_file(tmp_path, text)) if one.name == "own"]
    states = own.values["status"]
    assert ("办完了" in states["closed"], "已办结" in states["closed"], "作废" in states["withdrawn"]) == (True,) * 3
    assert ("已完成" in states["open"], "已完成" in states["resolved"], "已处理" in states["resolved"]) == (
        True,
        False,
        True,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind: complaint\nfeilds: {}\n", "own.yml: feilds is not a known key; did you mean fields?"),
        ("kind: complaints\nfields: {}\n", "own.yml: kind cannot be understood: 'complaints'"),
        ("kind: complaint\n", "own.yml: fields is missing."),
        ("fields: {a: [b\n", "own.yml is not valid YAML"),
        ("kind: survey\nfields: {}\nevidence: ['(']\n", "own.yml: evidence cannot be understood"),
        ("extends: zendsk\nfields: {}\n", "own.yml: extends names no layout: zendsk; did you mean zendesk?"),
        ("kind: complaint\nfields: {received_at: [a]}\nrequired: [recieved_at]\n", "did you mean received_at?"),
        ("- a\n- b\n", "own.yml has to consist of 'key: value' lines"),
        ("kind: survey\nfields: {}\nquestions: {heder: x}\n", "heder is not a known key; did you mean header?"),
        ("kind: survey\nfields: {}\nrecord: {stable: true}\n", "stable is not a known key; did you mean is_stable?"),
        ("kind: survey\nfields: {}\nrecord: {is_stable: often}\n", "own.yml: record cannot be understood"),
    ],
)
def test_a_broken_layout_names_file_key_and_nearest_key(tmp_path, text, said):
    with pytest.raises(UsageError) as error:
        load_layouts(layout_file(tmp_path, text))
    assert said in error.value.en
    assert "own.yml" in error.value.zh


def test_an_unknown_table_gets_a_layout_to_edit_with_every_header_in_it(tmp_path):
    path = write_proposal(preview(*ROWS, name="新系统.csv"), matches(*ROWS), tmp_path)
    text = path.read_text(encoding="utf-8")
    assert all(header in text for header in ("登记号", "何时", "什么事", "联系 方式"))
    assert "灯坏" not in text and "13800000000" not in text
    assert load_layouts(tmp_path)[0].name == "新系统"


def test_an_edited_proposal_reads_its_table_and_is_never_overwritten(tmp_path):
    path = write_proposal(preview(*ROWS, name="新系统.csv"), matches(*ROWS), tmp_path)
    edited = path.read_text(encoding="utf-8")
    edited = edited.replace('"received_at": []', '"received_at": [何时]').replace(
        '"description": []', '"description": [什么事]'
    )
    path.write_text(edited, encoding="utf-8")
    found = match(preview(*ROWS, name="新系统.csv"), load_layouts(tmp_path), Sidecar())
    assert (found[0].layout.name, found[0].missing) == ("新系统", ())
    assert write_proposal(preview(*ROWS, name="新系统.csv"), matches(*ROWS), tmp_path).read_text("utf-8") == edited


def test_an_own_layout_made_for_one_table_does_not_take_another(tmp_path):
    write_proposal(preview(*ROWS, name="新系统.csv"), matches(*ROWS), tmp_path)
    found = match(preview("一级分类|二级分类", "城乡建设|安全生产"), load_layouts(tmp_path), Sidecar())
    assert all(one.missing for one in found)


def test_a_sidecar_with_an_unknown_layout_or_header_says_the_nearest():
    with pytest.raises(UsageError, match="did you mean zendesk"):
        matches(*ROWS, sidecar=Sidecar(layout="zendsk"))
    with pytest.raises(Exception, match="did you mean 何时"):
        matches(*ROWS, sidecar=Sidecar(columns={"received_at": "何时间"}))
