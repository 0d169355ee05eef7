"""Uploads: kept privately under their fingerprint, added to the exports under a cleaned name that overwrites nothing."""

from __future__ import annotations

import os
import stat

import pytest

from dashboards.staging import add_to_exports, clean_name, private_folder, stage
from tests.warehouse_files import settings_in


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("投诉台账_2024.xlsx", "投诉台账_2024.xlsx"),
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\temp\\投诉.csv", "投诉.csv"),
        (".hidden.csv", "hidden.csv"),
        ("CON.csv", "_CON.csv"),
        ("a\x00b<c>.csv", "a_b_c_.csv"),
        ("~$锁.xlsx", "锁.xlsx"),
        ("", "export"),
    ],
)
def test_the_name_that_was_sent_is_cleaned(sent, kept):
    assert clean_name(sent) == kept


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_the_owner_can_look_at_uploads(tmp_path):
    settings = settings_in(tmp_path)
    upload = stage(settings, "投诉.csv", b"a,b\n")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (private_folder(settings), upload.folder, upload.path)]
    assert modes == [0o700, 0o700, 0o600]


def test_the_sent_name_is_no_part_of_the_path_before_loading(tmp_path):
    upload = stage(settings_in(tmp_path), "投诉.csv", b"a,b\n")
    assert "投诉" not in str(upload.path)


def test_loading_never_overwrites_a_file_among_the_exports(tmp_path):
    settings = settings_in(tmp_path)
    first = add_to_exports(settings, [stage(settings, "投诉.csv", b"1")])
    second = add_to_exports(settings, [stage(settings, "投诉.csv", b"2")])
    assert (first, second) == (["投诉.csv"], ["投诉 (2).csv"])
    assert (settings.raw / "投诉.csv").read_bytes() == b"1"
