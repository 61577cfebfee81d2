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

CASES = {"nominative", "accusative", "dative", "genitive"}
PARTS = {
    "pos", "article", "gender", "plural", "praesens3", "praeteritum", "partizip2", "aux",
    "separable", "reflexive", "government", "comparative", "superlative", "cases", "alternatives",
    "note", "cefr", "examples",
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


def test_entries_have_word_class_and_level_and_no_unknown_parts() -> None:
    for name, entry in ENTRIES:
        parts = entry["parts"]
        assert parts["pos"] in WORD_CLASSES, (name, entry)
        assert parts["cefr"] in {"A1", "A2", "B1"}, (name, entry)
        assert parts.keys() <= PARTS, (name, entry)


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
        for key in ("praesens3", "praeteritum", "partizip2"):
            assert parts[key], (german, key)
        assert parts["aux"] in {"haben", "sein"}, german
        assert parts.get("separable", True) is True, german
        assert parts.get("reflexive", False) is german.startswith("sich "), german
        if german.startswith("sich "):
            assert " sich" in parts["praesens3"], german
        if "separable" in parts:
            assert " " in parts["praesens3"], german


def test_prepositions_have_their_cases() -> None:
    for german, parts in of_class("preposition"):
        assert parts["cases"], german
        assert set(parts["cases"]) <= CASES, german


def test_government_names_a_case() -> None:
    for name, entry in ENTRIES:
        for governed in entry["parts"].get("government", []):
            assert governed.split(" + ")[-1] in CASES, (name, entry)


def test_comparison_is_whole() -> None:
    for name, entry in ENTRIES:
        parts = entry["parts"]
        assert ("comparative" in parts) == ("superlative" in parts), (name, entry)
        assert parts.get("superlative", "am ").startswith("am "), (name, entry)


def test_words_with_the_same_meaning_are_alternatives_or_have_a_note() -> None:
    by_meaning: defaultdict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for _, entry in ENTRIES:
        for meaning in entry["english"].split(", "):
            by_meaning[meaning][entry["german"]] = entry["parts"]
    unclear = {
        meaning: [*words]
        for meaning, words in by_meaning.items()
        if len(words) > 1 and not all(is_told_apart(parts, words) for parts in words.values())
    }
    assert unclear == {}


def is_told_apart(parts: dict[str, Any], words: dict[str, dict[str, Any]]) -> bool:
    return "note" in parts or bool(set(parts.get("alternatives", [])) & words.keys())


def test_only_nouns_and_phrases_start_with_a_capital() -> None:
    for pos in WORD_CLASSES - {"noun", "phrase", "interjection"}:
        capital = {german for german, _ in of_class(pos) if german[0].isupper()}
        assert capital <= {"Sie", "Ihnen", "Ihr", "Rad fahren"}, pos


def test_every_entry_has_an_example() -> None:
    for name, entry in ENTRIES:
        assert entry["parts"]["examples"], (name, entry)
        for example in entry["parts"]["examples"]:
            assert set(example) == {"german", "english"}, (name, entry)
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
