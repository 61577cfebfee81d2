"""What a row of a list means: the words of teachers and of other apps become keys of `parts`."""

import re
from functools import lru_cache

from portal.text import fold, normalise, shorten
from portal.word_lists.csv_cells import decode_groups
from portal.word_lists.headwords import GENDERS, read_headword, whole_plural

MAX_NAME = 50  # characters; a longer name of a column is none of the usual ones

# Folded names of columns, and the keys of `parts` that seeds/README.md has for them.
_KEYS = {
    name: key
    for key, names in {
        "article": "artikel, article, begleiter, der die das",
        "gender": "genus, gender, geschlecht",
        "plural": "plural, pl, mehrzahl, plural form, pluralform",
        "pos": "wortart, part of speech, pos, word class, type, typ, word type, art",
        "cefr": "niveau, level, cefr, stufe, ger, gers, niveaustufe, sprachniveau",
        "note": "anmerkung, anmerkungen, bemerkung, notiz, note, notes, hinweis, kommentar",
        "ipa": "ipa, aussprache, lautschrift, pronunciation",
        "praesens3": "prasens, 3 person, 3 person singular, er sie es, present, prasens3",
        "praeteritum": "prateritum, imperfekt, preterite, simple past, past tense, praeteritum",
        "partizip2": "partizip ii, partizip 2, partizip perfekt, past participle, participle",
        "aux": "hilfsverb, auxiliary, auxiliary verb, aux",
        "comparative": "komparativ, comparative",
        "superlative": "superlativ, superlative",
        "alternatives": "alternative, alternativen, alternatives, synonyme, synonym, synonyms",
        "groups": "gruppe, gruppen, group, groups, thema, themen, topic, topics",
    }.items()
    for name in names.split(", ")
}
_FULL_FORMS = {
    "german full", "full form", "full german", "vollform", "worterbuchform", "dictionary form",
    "worterbucheintrag", "german long",
}  # fmt: skip
_FULL_FORM = "full_form"
_SENTENCE = re.compile(
    r"(?:s|satz|beispiel|beispiele|beispielsatz|example|examples|sentence|example sentence|"
    r"beispiel deutsch|beispiel german|example german|satz deutsch|sentence german)\s*([0-9]*)"
)
_TRANSLATION = re.compile(
    r"(?:t|ubersetzung|beispiel ubersetzung|beispielubersetzung|beispiel englisch|satz englisch|"
    r"example translation|example english|translation|sentence translation|sentence english|"
    r"ubersetzung beispiel|ubersetzung des beispiels)\s*([0-9]*)"
)
_WORD_CLASSES = {
    "nomen": "noun", "substantiv": "noun", "hauptwort": "noun", "n": "noun", "verb": "verb",
    "adjektiv": "adjective", "adj": "adjective", "adverb": "adverb", "adv": "adverb",
    "pronomen": "pronoun", "artikel": "determiner", "praposition": "preposition",
    "prap": "preposition", "konjunktion": "conjunction", "zahlwort": "numeral",
    "partikel": "particle", "interjektion": "interjection", "redewendung": "phrase",
    "ausdruck": "phrase", "phrase": "phrase", "v": "verb",
}  # fmt: skip


def interpret(value: object) -> tuple[object, str]:
    """Return the JSON value of a row with what its names and notations mean, and a note.

    Keys get their usual names, example sentences are put together, and the notation of the German
    text becomes keys of `parts`; what the row says itself has precedence. The note says what
    wasn't understood, and is empty otherwise. A value that isn't a word is returned as it is.
    """
    if not isinstance(value, dict) or not isinstance(value.get("german"), str):
        return value, ""
    parts = value.get("parts")
    if parts is not None and not isinstance(parts, dict):
        return value, ""
    texts = {key: value[key] for key in ("german", "english") if key in value}
    others = {key: value[key] for key in value if key not in ("german", "english", "parts")}
    said = _with_usual_names(others)
    groups = said.pop("groups", None)
    said |= _with_usual_names(parts or {})
    german = normalise(texts["german"])
    found = read_headword(german)
    grammar = dict(found.parts)
    full_form = said.get(_FULL_FORM)
    if isinstance(full_form, str):
        of_full_form = read_headword(full_form.strip())
        if of_full_form.understood and of_full_form.german in (found.german, german):
            grammar |= of_full_form.parts
            del said[_FULL_FORM]
    merged = _with_whole_forms(found.german, {**grammar, **said})
    interpreted: dict[str, object] = {**texts, "german": found.german, "parts": merged or None}
    if groups is not None:
        interpreted["groups"] = decode_groups(groups) if isinstance(groups, str) else groups
    note = "" if found.understood else f"the notation of {shorten(german)} isn't known"
    return interpreted, note


def _with_usual_names(row: dict[str, object]) -> dict[str, object]:
    """Return the keys of a row by their usual names, and its example sentences as `examples`."""
    named: dict[str, object] = {}
    sentences: dict[str, object] = {}
    translations: dict[str, object] = {}
    for key, item in row.items():
        folded = _folded(key) if len(key) <= MAX_NAME else ""
        usual = _KEYS.get(folded, "")
        if usual and usual != key and usual not in row and usual not in named:
            named[usual] = item
        elif folded in _FULL_FORMS and _FULL_FORM not in named:
            named[_FULL_FORM] = item
        elif isinstance(item, str) and (match := _SENTENCE.fullmatch(folded)):
            sentences[match[1]] = item
        elif isinstance(item, str) and (match := _TRANSLATION.fullmatch(folded)):
            translations[match[1]] = item
        else:
            named[key] = item
    if sentences and "examples" not in named:
        named["examples"] = [
            {"german": sentence, **_english(translations.pop(number, None))}
            for number, sentence in sentences.items()
        ]
    elif sentences:
        named |= {f"example{number}": item for number, item in sentences.items()}
    named |= {f"translation{number}": item for number, item in translations.items()}
    if isinstance(named.get("pos"), str):
        pos = str(named["pos"])
        named["pos"] = _WORD_CLASSES.get(fold(pos).strip(" ."), pos)
    return named


def _with_whole_forms(german: str, parts: dict[str, object]) -> dict[str, object]:
    """Return parts with the gender of an article, a whole plural, and a list of alternatives."""
    article, plural = parts.get("article"), parts.get("plural")
    alternatives = parts.get("alternatives")
    if isinstance(alternatives, str):
        parts["alternatives"] = [*filter(None, map(str.strip, re.split("[,;/]", alternatives)))]
    if isinstance(plural, str) and (whole := whole_plural(german, plural.strip())):
        parts["plural"] = whole
    if isinstance(article, str) and article in GENDERS and "gender" not in parts:
        parts["gender"] = GENDERS[article]
    return parts


@lru_cache(maxsize=1024)  # all rows of a list have the same keys
def _folded(key: str) -> str:
    return " ".join(re.split(r"[\W_]+", fold(key))).strip()


def _english(translation: object) -> dict[str, object]:
    return {} if translation is None else {"english": translation}
