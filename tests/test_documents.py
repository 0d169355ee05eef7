"""What the documents say is true of the code: the paths, commands and fields that they name are there."""

import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from pipeline import cli
from pipeline.ingest.sidecar import read_sidecar
from pipeline.ingest.table import Sidecar
from pipeline.layouts.library import load_layouts

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "pipeline/ingest/README.md",
    "pipeline/layouts/README.md",
    "benchmarks/README.md",
    "data/raw/_sample/README.md",
]
OF_THE_USER = re.compile(
    r"data/(raw|warehouse|settings|layouts|corrections\.csv|measures\.csv|reviews)|manyidu\.toml|manifest\.yaml|\.streamlit/secrets\.toml"
)


def text_of(document):
    return (ROOT / document).read_text(encoding="utf-8")


def quoted(document):
    """Return what stands between backticks, in code blocks (a line each) and in links."""
    text = text_of(document)
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    rest = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [*lines, *re.findall(r"`([^`\n]+)`", rest), *re.findall(r"\]\(([^)]+)\)", rest)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_and_folder_that_a_document_names_is_there(document):
    named = [name for name in quoted(document) if re.fullmatch(r"[\w./-]+\.(md|py|yml|png)|[\w.-]+/[\w./-]*", name)]
    places = (ROOT, (ROOT / document).parent)
    missing = [name for name in named if not OF_THE_USER.match(name) and not any((at / name).exists() for at in places)]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_names_is_understood(document):
    commands = [re.sub(r"^\.venv[/\\](bin|Scripts)[/\\]", "", line) for line in quoted(document)]
    for command in commands:
        if command.startswith("manyidu "):
            words = shlex.split(command)
            assert cli.parser("en").parse_args(words[1:]).command == words[1]
        if command.startswith("make "):
            assert re.search(f"^{command.split()[1]}:", text_of("Makefile"), re.MULTILINE)


def test_the_example_of_a_sidecar_is_one_and_every_key_is_named():
    text = text_of("pipeline/ingest/README.md")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert read_sidecar(yaml.safe_load(example), "README.md").invited == 800
    named = set(re.findall(r"\w+", text))
    assert {each.name.removesuffix("_items") for each in fields(Sidecar)} - named == set()


def test_every_field_of_a_shipped_layout_is_named():
    named = set(re.findall(r"\w+", text_of("pipeline/layouts/README.md")))
    used = {field for layout in load_layouts(None) for field in layout.fields if ":" not in field}
    assert used - named == set()
