"""Sidecars: what a file cannot say, in the spellings that people use; a slip of the pen is named, not ignored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.ingest import read_sidecars
from pipeline.ingest.sidecar import write_sidecar
from pipeline.ingest.table import Sidecar


def said(raw: Path, text: str, name: str = "a.csv") -> Sidecar:
    (raw / f"{name}.yaml").write_text(text, encoding="utf-8")
    return read_sidecars(raw).for_file(name)


def test_a_file_without_a_sidecar_has_the_defaults(tmp_path: Path):
    assert read_sidecars(tmp_path).for_file("a.csv") == Sidecar()


def test_both_spellings_of_the_name_count(tmp_path: Path):
    (tmp_path / "投诉.yaml").write_text("community: 翠湖苑", encoding="utf-8")
    assert read_sidecars(tmp_path).for_file("投诉.csv").community == "翠湖苑"
    (tmp_path / "投诉.csv.yaml").write_text("community: 锦绣园", encoding="utf-8")
    assert read_sidecars(tmp_path).for_file("投诉.csv").community == "锦绣园"


@pytest.mark.parametrize("key", ["not-applicable", "na", "not_applicable", "Not Applicable"])
def test_codes_for_not_applicable_hold_for_all_questions_unless_named(tmp_path: Path, key: str):
    assert said(tmp_path, f"{key}: [0]").not_applicable == {"*": ("0",)}
    assert said(tmp_path, f"{key}: 0").not_applicable == {"*": ("0",)}
    assert said(tmp_path, f"{key}: {{Q3: [0, 9]}}").not_applicable == {"Q3": ("0", "9")}


@pytest.mark.parametrize("scale", ["[1, 5]", "1-5", "{min: 1, max: 5}", "'1 至 5'"])
def test_a_scale_may_be_written_in_four_ways(tmp_path: Path, scale: str):
    assert said(tmp_path, f"scale: {scale}").scale == (1.0, 5.0)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("{A: 5, B: 4.5}", {"*": {"A": 5.0, "B": 4.5}}),
        ("{1: 5, 5: 1}", {"*": {"1": 5.0, "5": 1.0}}),
        ("{Q3: {gut: '2', schlecht: 1}}", {"Q3": {"gut": 2.0, "schlecht": 1.0}}),
        ("{gut: 2, schlecht: 1, Q3: {A: 1, B: 0}}", {"Q3": {"A": 1.0, "B": 0.0}, "*": {"gut": 2.0, "schlecht": 1.0}}),
        ("{yes: 2, no: 1}", {"*": {"yes": 2.0, "true": 2.0, "on": 2.0, "no": 1.0, "false": 1.0, "off": 1.0}}),
    ],
)
def test_answers_are_worth_what_is_said_for_all_questions_or_one(tmp_path: Path, text: str, labels: dict):
    assert said(tmp_path, f"rating_labels: {text}").rating_labels == labels


@pytest.mark.parametrize("key", ["zone", "time_zone", "timezone"])
def test_the_time_zone_has_three_names(tmp_path: Path, key: str):
    assert said(tmp_path, f"{key}: America/New_York").zone == "America/New_York"


def test_numbers_are_taken_as_the_text_of_the_file(tmp_path: Path):
    sidecar = said(
        tmp_path, "reversed: [20, 21]\nattention_checks: {30: 1}\nsatisfied_codes: 1\nperiod: 2024\ninvited: '800'"
    )
    assert sidecar.reversed_items == ("20", "21")
    assert sidecar.attention_checks == {"30": "1"}
    assert sidecar.satisfied_codes == ("1",)
    assert (sidecar.period, sidecar.invited) == ("2024", 800)


def test_the_first_pattern_of_a_manifest_that_fits_counts(tmp_path: Path):
    (tmp_path / "manifest.yaml").write_text(
        "surveys/*.xlsx: {invited: 800}\n'*.xlsx': {invited: 1}\n'*': {community: 翠湖苑}", encoding="utf-8"
    )
    sidecars = read_sidecars(tmp_path)
    assert sidecars.for_file("surveys/a.xlsx").invited == 800
    assert sidecars.for_file("other/a.xlsx").invited == 1
    assert sidecars.for_file("a.csv").community == "翠湖苑"


def test_a_manifest_in_the_folder_of_the_file_comes_before_the_one_above(tmp_path: Path):
    (tmp_path / "surveys").mkdir()
    (tmp_path / "manifest.yaml").write_text("'*': {invited: 1}")
    (tmp_path / "surveys" / "manifest.yaml").write_text("'*.csv': {invited: 2}")
    assert read_sidecars(tmp_path).for_file("surveys/a.csv").invited == 2
    assert read_sidecars(tmp_path).for_file("surveys/a.xlsx").invited == 1


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("perod: 2024Q1", ("a.csv.yaml", "perod", "Did you mean period?")),
        ("scale: five", ("a.csv.yaml", "scale", "five")),
        ("scale: [5, 1]", ("a.csv.yaml", "scale", "[5, 1]")),
        ("invited: many", ("a.csv.yaml", "invited", "many")),
        ("a: [", ("a.csv.yaml", "YAML")),
        ("- 1", ("a.csv.yaml",)),
    ],
)
def test_a_mistake_is_named_with_file_key_and_what_was_meant(tmp_path: Path, text: str, named: tuple[str, ...]):
    with pytest.raises(InputError) as caught:
        said(tmp_path, text)
    assert caught.value.code == "bad_sidecar"
    assert all(word in caught.value.en for word in named)


@pytest.mark.parametrize(
    "text",
    [
        "王小明13812345678: x",
        "scale: 王小明13812345678",
        "scale: '13812345678'",
        "kind: '13812345678'",
        "method: Wang 13812345678",
        "a: &a [13812345678, 1, 1, 1, 1]\nb: &b [*a, *a, *a, *a, *a]\ntitle: *b",
    ],
)
def test_no_name_and_no_phone_of_a_sidecar_is_repeated(tmp_path: Path, text: str):
    with pytest.raises(InputError) as caught:
        said(tmp_path, text)
    assert "1381234" not in caught.value.en + caught.value.zh
    assert "王小明" not in caught.value.en + caught.value.zh


@pytest.mark.parametrize(
    "text",
    [
        "zone: Mars/Base",
        "zone: America",
        "zone: ../../etc/passwd",
        "zone: +08:00",
        "exported_at: gestern",
        "exported_at: 2024-13-45",
        "invited: -5",
        "invited: .inf",
        "day_first: maybe",
        "method: guess",
        "kind: recipe",
        "rating_labels: 5",
        "rating_labels: [A, B, C]",
        "rating_labels: {}",
        "rating_labels: {A: good, B: bad}",
        "rating_labels: {A: 5}",
        "rating_labels: {A: 5, B: 5}",
        "rating_labels: {A: .inf, B: 1}",
        "rating_labels: {A: 5, B: .nan}",
        "rating_labels: {Q3: {A: 5, B: [1]}}",
        "rating_labels: {A: true, B: 1}",
        "title: [a, b]",
        "title: " + "[" * 3000 + "]" * 3000,
    ],
)
def test_a_value_that_cannot_be_is_refused_and_not_ignored(tmp_path: Path, text: str):
    with pytest.raises(InputError) as caught:
        said(tmp_path, text)
    assert caught.value.code == "bad_sidecar"


@pytest.mark.parametrize(
    "text", ["- a\n- b", "'*.csv': 5", "files: 3", "files: [{pattern: '*'}, 5]", "files: [{invited: 5}]"]
)
def test_a_manifest_of_another_shape_is_refused_for_its_files_and_stops_nothing(tmp_path: Path, text: str):
    (tmp_path / "manifest.yaml").write_text(text)
    with pytest.raises(InputError) as caught:
        read_sidecars(tmp_path).for_file("a.csv")
    assert caught.value.code == "bad_sidecar"


def test_a_manifest_may_be_a_list(tmp_path: Path):
    (tmp_path / "manifest.yaml").write_text("files: [{pattern: 'b*', invited: 5}, {file: '*', invited: 6}]")
    assert read_sidecars(tmp_path).for_file("a.csv").invited == 6


@pytest.mark.parametrize("name", ["a.csv.yaml", "manifest.yaml"])
def test_a_sidecar_that_is_a_pipe_a_device_or_a_folder_is_refused_at_once(tmp_path: Path, name: str):
    for make in (os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.mkdir):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        make(folder / name)
        with pytest.raises(InputError) as caught:
            read_sidecars(folder).for_file("a.csv")
        assert caught.value.code == "bad_sidecar"


def test_what_is_written_beside_an_export_is_what_is_read_of_it(tmp_path: Path):
    (tmp_path / "q1.xlsx").write_bytes(b"")
    said = {"period": "2024Q1", "community": "翠湖苑", "invited": 800, "scale": [1, 5], "not_applicable": [0]}
    assert write_sidecar(tmp_path, "q1.xlsx", said).name == "q1.xlsx.yaml"
    sidecar = read_sidecars(tmp_path).for_file("q1.xlsx")
    assert (sidecar.period, sidecar.community, sidecar.invited, sidecar.scale) == ("2024Q1", "翠湖苑", 800, (1.0, 5.0))
    assert read_sidecars(tmp_path).said_of("q1.xlsx") == (said, "q1.xlsx.yaml")


def test_a_sidecar_that_lies_there_is_written_anew_under_its_own_name(tmp_path: Path):
    (tmp_path / "q1.xlsx").write_bytes(b"")
    (tmp_path / "q1.yml").write_text("invited: 800\n", "utf-8")
    assert write_sidecar(tmp_path, "q1.xlsx", {"invited": 900}).name == "q1.yml"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["q1.xlsx", "q1.yml"]


@pytest.mark.parametrize("values", [{"invited": -1}, {"perid": "2024Q1"}, {"scale": [5, 1]}, {"method": "phone"}])
def test_what_would_not_be_read_is_not_written(tmp_path: Path, values: dict):
    (tmp_path / "q1.xlsx").write_bytes(b"")
    with pytest.raises(InputError):
        write_sidecar(tmp_path, "q1.xlsx", values)
    assert [path.name for path in tmp_path.iterdir()] == ["q1.xlsx"]


@pytest.mark.parametrize("name", ["../outside.csv", "missing.csv", "."])
def test_nothing_is_written_beside_what_is_no_export(tmp_path: Path, name: str):
    (tmp_path / "outside.csv").write_bytes(b"")
    (tmp_path / "raw").mkdir()
    with pytest.raises(InputError):
        write_sidecar(tmp_path / "raw", name, {"invited": 1})
