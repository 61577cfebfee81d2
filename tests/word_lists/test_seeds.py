"""The rules that every entry in `seeds/` must follow; seeds/README.md lists them."""

import json
import unicodedata
from collections import defaultdict
from typing import Any

from portal.paths import SEEDS
from portal.word_lists.seeds import read_seeds

FILES = {path.name: json.loads(path.read_text("utf-8")) for path in sorted(SEEDS.glob("*.json"))}
ENTRIES = [(name, entry) for name, entries in FILES.items() for entry in entries]
WORD_CLASSES = {
    "noun", "verb", "adjective", "adverb", "pronoun", "determiner", "preposition", "conjunction",
    "numeral", "particle", "interjection", "phrase",
}  # fmt: skip


def of_class(pos: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (entry["german"], entry["parts"]) for _, entry in ENTRIES if entry["parts"]["pos"] == pos
    ]


def test_there_are_enough_groups_and_words() -> None:
    seeds = read_seeds()
    assert len(seeds.groups) >= 14
    assert len({(word.german, word.english) for word in seeds.words}) >= 700
    assert {activity.name for activity in seeds.activities} >= {"Flashcards", "Typing"}


def test_every_file_is_in_the_seed_list() -> None:
    listed = (SEEDS / "seeds.toml").read_text("utf-8")
    assert [name for name in FILES if listed.count(f'file = "{name}"') != 1] == []


def test_texts_are_normalised() -> None:
    for name, entry in ENTRIES:
        assert set(entry) == {"german", "english", "parts"}, (name, entry)
        for text in (entry["german"], entry["english"]):
            assert text == unicodedata.normalize("NFC", text).strip() != "", (name, entry)


def test_entries_have_word_class_and_level() -> None:
    for name, entry in ENTRIES:
        assert entry["parts"]["pos"] in WORD_CLASSES, (name, entry)
        assert entry["parts"]["cefr"] in {"A1", "A2"}, (name, entry)


def test_nouns_have_article_gender_and_plural() -> None:
    genders = {"der": "m", "die": "f", "das": "n"}
    without_plural = 0
    for german, parts in of_class("noun"):
        assert german[0].isupper(), german
        if parts["gender"] is None:
            assert (parts["article"], parts["plural"]) == ("die", german)
        else:
            assert genders[parts["article"]] == parts["gender"], german
        assert parts["plural"] is None or parts["plural"][0].isupper(), german
        without_plural += parts["plural"] is None
    assert without_plural <= len(of_class("noun")) / 8


def test_verbs_have_their_principal_parts() -> None:
    for german, parts in of_class("verb"):
        assert parts["praeteritum"], german
        assert parts["partizip2"], german
        assert parts["aux"] in {"haben", "sein"}, german
        assert parts.get("separable", True) is True, german


def test_only_nouns_and_phrases_start_with_a_capital() -> None:
    for pos in WORD_CLASSES - {"noun", "phrase", "interjection"}:
        capital = {german for german, _ in of_class(pos) if german[0].isupper()}
        assert capital <= {"Sie", "Ihnen", "Ihr", "Rad fahren"}, pos


def test_a_third_of_the_entries_have_an_example() -> None:
    with_examples = [
        entry["parts"]["examples"] for _, entry in ENTRIES if "examples" in entry["parts"]
    ]
    assert len(with_examples) >= len(ENTRIES) / 3
    for example in (example for examples in with_examples for example in examples):
        assert set(example) == {"german", "english"}
        assert example["german"][-1] in ".?!", example
        assert example["english"][-1] in ".?!", example


def test_word_in_two_groups_has_the_same_parts_in_both() -> None:
    copies = defaultdict(list)
    for name, entry in ENTRIES:
        copies[entry["german"], entry["english"]].append((name, entry["parts"]))
    shared = {key: found for key, found in copies.items() if len(found) > 1}
    assert len(shared) > 20
    for key, found in shared.items():
        assert len({name for name, _ in found}) == len(found), key
        assert all(parts == found[0][1] for _, parts in found), key
