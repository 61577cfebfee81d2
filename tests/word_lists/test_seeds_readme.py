"""seeds/README.md: its examples are valid, and its rules and limits are those of the code."""

import json
import re

import msgspec
import pytest

from portal.api.word_import import MAX_ROWS
from portal.paths import SEEDS
from portal.schemas import MAX_TEXT
from portal.word_lists import limits
from portal.word_lists.anki.html import MAX_DEPTH
from portal.word_lists.anki.package import MAX_COLLECTION_BYTES
from portal.word_lists.listed_words import parse_word
from portal.word_lists.seeds import SeedList
from tests.word_lists.test_seeds import ENTRIES, WORD_CLASSES

README = (SEEDS / "README.md").read_text(encoding="utf-8")


def example(language: str) -> str:
    [text] = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return str(text)


def test_example_of_a_seed_list_is_valid() -> None:
    seed_list = msgspec.toml.decode(example("toml"), type=SeedList)
    assert (SEEDS / seed_list.groups[0].file).exists()


def test_example_of_a_seed_file_is_an_entry_of_the_vocabulary() -> None:
    [entry] = json.loads(example("json"))
    assert parse_word(entry, None).german == "Apfel"
    [shipped] = [
        shipped
        for _, shipped in ENTRIES
        if (shipped["german"], shipped["english"]) == (entry["german"], entry["english"])
    ]
    assert entry["parts"].items() <= shipped["parts"].items()


def test_every_word_class_is_listed() -> None:
    assert [name for name in WORD_CLASSES if not re.search(rf"\b{name}\b", README)] == []


@pytest.mark.parametrize(
    "limit",
    [
        f"longer than {MAX_TEXT} characters",
        f"{limits.MAX_BYTES // 2**20} MiB",
        f"{limits.MAX_ROWS:,}; by the endpoint {MAX_ROWS:,}",
        f"{limits.MAX_TEXTS // 2**20} Mi |",
        f"{limits.MAX_WORD_BYTES // 2**20} MiB |",
        f"{limits.MAX_GROUPS:,}; {limits.MAX_GROUP_NAMES:,}",
        f"{limits.MAX_COLUMNS:,}; {limits.MAX_CELLS:,}",
        f"{limits.MAX_LINES:,}; {limits.MAX_COMMAS:,}",
        f"{MAX_COLLECTION_BYTES // 2**20} MiB",
        f"{limits.MAX_ROW_LENGTH // 2**20} Mi characters",
        f"{MAX_DEPTH} elements",
    ],
)
def test_limits_are_the_real_ones(limit: str) -> None:
    assert limit in README.replace("\n", " ")
