"""The key file: made once, readable by its owner only, never shown."""

from __future__ import annotations

import os

import pytest

from pipeline.errors import ManyiduError
from pipeline.privacy import Keys, load_keys

SECRET = "ab" * 32
posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")


def test_the_first_use_makes_a_key_and_the_next_finds_it(tmp_path):
    first = load_keys(tmp_path / "settings" / "key")
    assert load_keys(tmp_path / "settings" / "key") == first
    assert load_keys(tmp_path / "other") != first
    assert [path.name for path in (tmp_path / "settings").iterdir()] == ["key"]


@posix_only
def test_only_the_owner_can_read_a_new_key(tmp_path):
    load_keys(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


@posix_only
def test_a_key_that_others_can_read_is_refused_with_the_command_that_mends_it(tmp_path):
    load_keys(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(ManyiduError) as refused:
        load_keys(tmp_path / "key")
    assert f"chmod 600 '{tmp_path / 'key'}'" in refused.value.en
    assert f"chmod 600 '{tmp_path / 'key'}'" in refused.value.zh


def test_the_environment_goes_before_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("MANYIDU_KEY", SECRET)
    assert load_keys(tmp_path / "key") == Keys(bytes.fromhex(SECRET))
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("text", ["", "hunter2hunter2", SECRET[:-2], SECRET + "00"])
def test_a_damaged_key_is_refused_without_showing_it(tmp_path, text):
    (tmp_path / "key").write_text(text)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(ManyiduError) as refused:
        load_keys(tmp_path / "key")
    assert refused.value.__context__ is None
    assert "key" in refused.value.en
    assert not text or text not in refused.value.en + refused.value.zh


def test_keys_show_their_id_and_nothing_else():
    keys = Keys(bytes.fromhex(SECRET))
    assert SECRET not in repr(keys)
    assert repr(keys.secret) not in repr(keys)
    assert len(keys.key_id) == 8
    assert keys.key_id not in keys.derive("home").hex()


def test_each_purpose_has_a_key_of_its_own():
    keys = Keys(bytes.fromhex(SECRET))
    assert len({keys.derive(purpose) for purpose in ("home", "resident", "staff")}) == 3
