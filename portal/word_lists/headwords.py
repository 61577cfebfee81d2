"""German headwords as dictionaries, the Goethe-Institut's lists and course books write them.

- article or gender: der Tisch (everywhere); Tisch, der (indexes); Tisch m (Langenscheidt)
- plural: der Tisch, -e; die Kuh, ¨-e; das Haus, "-er; der Lehrer, - (Goethe-Institut, course books)
- genitive and plural: der Tisch, -(e)s, -e (Duden); Tisch m (-es; -e) (Langenscheidt)
- plural in full: der Tisch, die Tische; der Saal (Pl. Säle) (course books)
- plural only, or none: die Leute (Pl.); das Obst (Sg.) (Goethe-Institut)
- two persons: der Lehrer, - / die Lehrerin, -nen; Lehrer/in (Goethe-Institut)
- reflexive: (sich) freuen; freuen, sich; sich freuen (dictionaries, course books)
- principal parts: abfahren, fährt ab, fuhr ab, ist abgefahren (Goethe-Institut);
  gehen – ging – ist gegangen; essen (isst, aß, hat gegessen) (tables of verbs)
- separable: ab|fahren (Langenscheidt); ab·fahren (Duden)
- government: warten (auf + Akk.); helfen + Dat.; jdm. helfen (course books, dictionaries)
- cases of a preposition: mit (+ Dat.) (course books)
- comparison: groß – größer – am größten; gut (besser, am besten) (grammars)
- alternatives: schön/hübsch (course books)

A text in no such notation stays as it is.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from portal.text import fold

Parts = dict[str, object]

GENDERS = {"der": "m", "die": "f", "das": "n"}
_ARTICLES = {"m": "der", "f": "die", "n": "das"}
_CASES = {
    "akk": "accusative", "a": "accusative", "dat": "dative", "d": "dative", "gen": "genitive",
    "g": "genitive", "nom": "nominative", "n": "nominative",
}  # fmt: skip
_PREPOSITIONS = {
    "ab", "an", "auf", "aus", "außer", "außerhalb", "bei", "bis", "durch", "entlang", "für",
    "gegen", "gegenüber", "hinter", "in", "innerhalb", "mit", "nach", "neben", "ohne", "seit",
    "statt", "trotz", "über", "um", "unter", "von", "vor", "während", "wegen", "zu", "zwischen",
}  # fmt: skip
_PERSONS = {"jdm": "dative", "jmdm": "dative", "jemandem": "dative", "jds": "genitive"}
# Forms of the past that end as those of the present do, each also behind a prefix.
_PAST_IN_T = (
    "hielt", "bat", "trat", "galt", "riet", "briet", "tat", "schnitt", "litt", "ritt", "stritt",
    "glitt", "schritt", "bot", "lud", "sott", "focht", "flocht",
)  # fmt: skip
# Verbs with one of these often have a past participle without ge-.
_UNSTRESSED = (
    "be", "emp", "ent", "er", "ge", "miss", "ver", "zer", "durch", "hinter", "über", "um", "unter",
    "voll", "wider", "wieder",
)  # fmt: skip
_AUXILIARIES = {
    "ist": "sein",
    "sein": "sein",
    "s": "sein",
    "hat": "haben",
    "haben": "haben",
    "h": "haben",
}

_WORD = r"[A-Za-zÄÖÜäöüßéèêàáôç][\w'’-]*+"
_NOUN = r"[A-ZÄÖÜ][\w'’-]*+"
_INFINITIVE = r"[a-zäöüß][\w'’-]*n"
_ARTICLE = r"(?:der|die|das)"
_DASH = r"\s+[–—-]\s+"
_NOTATION = re.compile(r"[¨⸚|·~+()]|\u0308|,\s*[-–\"]|\w{3}\s*/\s*(?!oder\b)\w{3}")


class Headword(NamedTuple):
    """A headword and what its notation says: keys of `parts`, as seeds/README.md has them.

    `understood` is False if the text has signs of a notation that isn't known. `german` is then the
    whole text.
    """

    german: str
    parts: Parts
    understood: bool = True


def read_headword(text: str) -> Headword:
    """Return the headword in a text in Unicode NFC without white space around it."""
    if text.endswith((".", "!", "?", "…")) and "+" not in text:
        return Headword(text, {})  # a sentence, or an abbreviation
    for read in _READERS:
        found = read(text)
        if found is not None:
            return found
    return Headword(text, {}, understood=not _NOTATION.search(text))


def _matching(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(pattern).fullmatch


# Nouns

_noun_with_article = _matching(rf"({_ARTICLE})(?:\s*/\s*{_ARTICLE})?\s+({_NOUN})(.*)")
_noun_before_article = _matching(rf"({_NOUN})(?:,\s*|\s*\()({_ARTICLE})\)?(.*)")
_noun_with_gender = _matching(rf"({_NOUN})(?:,\s*|\s+)\(?([mfn])\.?\)?(?:\s+(\(.*\)|,.*))?")
_noun_with_ending = _matching(rf"({_NOUN})(\s*[,(]\s*(?:[-–~]|[¨⸚\"]|\u0308).*)")
_noun_with_number = _matching(rf"({_NOUN})(\s*\(.*\))")
_noun_with_suffix = _matching(rf"(?:({_ARTICLE})(?:/die)?\s+)?({_NOUN})/-?in(?:nen)?(.*)")
_PLURAL_ONLY = re.compile(r"(?:nur |immer )?(?:Pl|Plural|Pluralwort)\.?", re.IGNORECASE)
_NO_PLURAL = re.compile(
    r"(?:nur |immer )?(?:Sg|Sing|Singular)\.?|(?:kein|ohne) (?:Pl|Plural)\.?", re.IGNORECASE
)
_GENITIVE = re.compile(r"[-–~](?:\(?e\)?s|e?ns?|s|\(s\))?")
_ENDING = re.compile(r"[-–~]?[a-zäöüß]*")
_UMLAUT_SIGN = re.compile('[¨⸚"\u0308]')
_REPLACED_ENDINGS = ("um", "us", "is", "a", "o")  # by -en: Museum, Virus, Praxis, Firma, Konto


def _pair_of_nouns(text: str) -> Headword | None:
    """der Lehrer, - / die Lehrerin, -nen; der Fahrstuhl/der Aufzug"""
    first, slash, second = text.partition("/")
    if not slash or not re.match(rf"{_ARTICLE}\s", second.strip()) or first.strip() in GENDERS:
        return None
    one, other = _noun(first.strip()), _noun(second.strip())
    if one is None or other is None:
        return None
    plural = f"die {other.german}"
    if second.strip() == plural and _is_plural(one.german, other.german):
        return Headword(one.german, {**one.parts, "plural": other.german})
    return Headword(one.german, {**one.parts, "alternatives": [other.german]})


def _is_plural(singular: str, other: str) -> bool:
    """Tell whether a noun after `die` is the plural of another one, not its feminine form."""
    return fold(other)[:2] == fold(singular)[:2] and not other.endswith(("in", "frau"))


def _person(text: str) -> Headword | None:
    """Lehrer/in; der Lehrer/-in"""
    if not (match := _noun_with_suffix(text)) or match[3]:
        return None
    article, noun, _ = match.groups()
    stem = noun.removesuffix("e")
    parts: Parts = {"pos": "noun", **_gender(article or "der"), "alternatives": [f"{stem}in"]}
    return Headword(noun, parts)


def _noun(text: str) -> Headword | None:
    if match := _noun_with_article(text):
        article, noun, tail = match.groups()
    elif match := _noun_before_article(text):
        noun, article, tail = match.groups()
    elif match := _noun_with_gender(text):
        noun, gender, tail = match.groups()
        article = _ARTICLES[gender]
    elif match := _noun_with_ending(text) or _noun_with_number(text):
        noun, tail = match.groups()
        article = ""
    else:
        return None
    number = _number(noun, (tail or "").strip())
    if number is None:
        return None
    if number.get("plural") == noun and "gender" in number:  # plural only
        return Headword(noun, {"pos": "noun", "article": "die", **number})
    return Headword(noun, {"pos": "noun", **(_gender(article) if article else {}), **number})


def _gender(article: str) -> Parts:
    return {"article": article, "gender": GENDERS[article]}


def _number(noun: str, tail: str) -> Parts | None:
    """Return what the text behind a noun says of its plural, or None if it isn't understood."""
    if not tail:
        return {}
    if tail.startswith("(") and tail.endswith(")"):
        tail = tail[1:-1]
    elif tail[0] in ",;/":
        tail = tail[1:]
    else:
        return None
    tail = tail.strip()
    if _PLURAL_ONLY.fullmatch(tail):
        return {"gender": None, "plural": noun}
    if _NO_PLURAL.fullmatch(tail):
        return {"plural": None}
    items = [item.strip(" ()") for item in re.split(r"[,;]|\s/\s", tail.replace("(e)s", "es"))]
    if len(items) == 2 and _GENITIVE.fullmatch(items[0]):
        items = items[1:]
    if len(items) != 1:
        return None
    if _NO_PLURAL.fullmatch(items[0]):
        return {"plural": None}
    plural = whole_plural(noun, items[0])
    return {"plural": plural} if plural else None


def whole_plural(noun: str, notation: str) -> str | None:
    """Return the plural of a noun as a whole, or None if the notation isn't understood."""
    notation = re.sub(r"^(?:die|Pl\.?:?|Plural:?)\s+", "", notation)
    if re.fullmatch(_NOUN, notation):
        # Another noun in brackets can be a hint, as in Bank (Geld).
        return notation if fold(notation)[:2] == fold(noun)[:2] else None
    bare = _UMLAUT_SIGN.sub("", notation).replace(" ", "")
    if not bare and not _UMLAUT_SIGN.search(notation):
        return None
    if not _ENDING.fullmatch(bare):
        return None
    has_umlaut = bare != notation.replace(" ", "")
    ending = bare.lstrip("-–~")
    if not has_umlaut and not bare.startswith(("-", "–", "~")):
        return None
    stem = _with_umlaut(noun) if has_umlaut else noun
    if stem is None:
        return None
    if ending == "en":
        replaced = next((end for end in _REPLACED_ENDINGS if noun.endswith(end)), "")
        stem = stem.removesuffix(replaced)
    return stem + ending


def _with_umlaut(noun: str) -> str | None:
    """Return a noun with an umlaut on the last vowel that can have one: Häus-, Bahnhöf-."""
    for index in range(len(noun) - 1, -1, -1):
        vowel = noun[index].lower()
        before = noun[index - 1].lower() if index else ""
        if vowel not in "aou" or (vowel == "u" and before == "e"):
            continue
        start, end = index, index + 1
        if vowel == "u" and before == "a":
            start, end, umlaut = index - 1, index, "ä"
        elif vowel == "a" and before == "a":
            start, umlaut = index - 1, "ä"
        else:
            umlaut = {"a": "ä", "o": "ö", "u": "ü"}[vowel]
        if noun[start].isupper():
            umlaut = umlaut.upper()
        return noun[:start] + umlaut + noun[end:]
    return None


# Verbs

_reflexive = _matching(rf"(?:(\(sich\)|sich)\s+({_WORD})(.*))")
_reflexive_behind = _matching(rf"({_WORD})(?:,\s*sich|\s*\(sich\))(.*)")
_with_person = _matching(
    rf"(jdn|jdm|jds|jmdn|jmdm|etw|jemanden|jemandem|etwas)\.?(?:\s*/\s*(?:etw|etwas)\.?)?\s+({_INFINITIVE})"
)
_with_mark = _matching(r"([a-zäöüß]+)[|·]([a-zäöüß]+n)(\b.*)?")
_with_forms = _matching(rf"({_INFINITIVE})(?:,\s*|{_DASH}|\s*\()(.+)")
_governing = _matching(
    rf"((?:sich\s+|\(sich\)\s+)?{_WORD}(?:,\s*sich|\s*\(sich\))?)\s*(?:({_WORD})\s*)?\(?(?:({_WORD})\s*)?\+\s*"
    r"((?:Akk|Dat|Gen|Nom|A|D|G|N)\.?(?:\s*/\s*(?:Akk|Dat|Gen|A|D|G)\.?)?)\)?"
)
_participle = _matching(
    rf"(?:(ist|hat|sein|haben|s\.|h\.)\s+)?(?:sich\s+)?({_WORD})(?:\s*\((ist|hat|sein|haben|s|h)\.?\))?"
)


def _governing_word(text: str) -> Headword | None:
    if not (match := _governing(text)):
        return None
    word, before, within, cases = match.groups()
    preposition = within or before
    names = [_CASES[case.strip(" .").lower()] for case in cases.split("/")]
    if word.lower() in _PREPOSITIONS and not preposition:
        return Headword(word, {"pos": "preposition", "cases": names})
    verb = _verb(word) or Headword(word, {})
    government = [f"{preposition} + {name}" if preposition else name for name in names]
    return Headword(verb.german, {**verb.parts, "government": government})


def _verb(text: str) -> Headword | None:
    if match := _reflexive(text):
        sich, verb, tail = match.groups()
        headword = verb if sich.startswith("(") else f"sich {verb}"
    elif match := _reflexive_behind(text):
        verb, tail = match.groups()
        headword = f"sich {verb}"
    else:
        return None
    if not tail.strip():
        return Headword(headword, {"pos": "verb", "reflexive": True})
    found = _principal_parts(verb + tail)
    if found is None:
        return None
    return Headword(headword, {**found.parts, "reflexive": True})


def _verb_with_person(text: str) -> Headword | None:
    if not (match := _with_person(text)):
        return None
    person, verb = match.groups()
    case = _PERSONS.get(person)
    return Headword(verb, {"pos": "verb", **({"government": [case]} if case else {})})


def _marked_verb(text: str) -> Headword | None:
    if not (match := _with_mark(text)):
        return None
    prefix, verb, tail = match.groups()
    found = read_headword(f"{prefix}{verb}{tail or ''}")
    if not found.understood:
        return None
    return Headword(found.german, {"pos": "verb", **found.parts, "separable": True})


def _principal_parts(text: str) -> Headword | None:
    """abfahren, fährt ab, fuhr ab, ist abgefahren; gehen – ging – gegangen"""
    if not (match := _with_forms(text)):
        return None
    verb, tail = match.groups()
    closed = tail.removesuffix(")") if tail.count(")") > tail.count("(") else tail
    forms = [form.strip() for form in re.split(rf",\s*|{_DASH}|\s*/\s*", closed)]
    last = _participle(re.sub(r"^(?:er|sie|es)\s+(?=ist |hat )", "", forms[-1]))
    if last is None or not 1 <= len(forms) <= 3:
        return None
    auxiliary = (last[1] or last[3] or "").strip(".")
    finite = [re.sub(r"^(?:er/sie/es|er/sie|er|sie|es)\s+", "", form) for form in forms[:-1]]
    if not auxiliary and not _is_participle(last[2], verb):
        return None
    if len(finite) == 1 and _is_past(finite[0]):
        finite.insert(0, "")
    names = ("praesens3", "praeteritum")
    parts: Parts = {"pos": "verb"}
    for name, form in zip(names, finite, strict=False):
        if form and not _is_form(form, verb):
            return None
        if form:
            parts[name] = form
    parts["partizip2"] = last[2]
    if auxiliary:
        parts["aux"] = _AUXILIARIES[auxiliary]
    if any(verb.startswith(form.split()[-1]) for form in finite if " " in form):
        parts["separable"] = True
    return Headword(verb, parts)


def _is_participle(form: str, verb: str) -> bool:
    return form.endswith(("t", "n")) and (
        "ge" in form or verb.startswith(_UNSTRESSED) or verb.endswith("ieren")
    )


def _is_past(form: str) -> bool:
    """Tell whether a form of a verb is of the past, if it isn't of the present."""
    first = form.split()[0]
    if first.endswith(("te", *_PAST_IN_T)):
        return True
    return not first.endswith("t") and first not in {
        "weiß",
        "kann",
        "muss",
        "darf",
        "mag",
        "will",
        "soll",
        "wird",
    }


def _is_form(form: str, verb: str) -> bool:
    """Tell whether a text can be a form of a verb: one word, and its prefix or sich behind it."""
    words = form.split()
    return len(words) == 1 or (
        len(words) <= 3 and all(word == "sich" or verb.startswith(word) for word in words[1:])
    )


# Adjectives, and words beside each other

_compared = _matching(
    rf"({_WORD})(?:,\s*|{_DASH}|\s*\()([a-zäöüß]+er|mehr)"
    rf"(?:(?:,\s*|{_DASH})(?:(am\s+[a-zäöüß]+n)|([a-zäöüß]+st(?:e|er|en|e\(r\)))))?\)?"
)
_KNOWN_COMPARATIVES = {"gut": "besser", "viel": "mehr", "gern": "lieber", "gerne": "lieber"}


def _comparison(text: str) -> Headword | None:
    if not (match := _compared(text)):
        return None
    word, comparative, am, superlative = match.groups()
    if word[0].isupper() or (
        comparative[0].lower().translate(_PLAIN) != word[0].translate(_PLAIN)
        and _KNOWN_COMPARATIVES.get(word) != comparative
    ):
        return None
    parts: Parts = {"comparative": comparative}
    if am or superlative:
        stem = re.sub(r"e(?:r|n|\(r\))?$", "", superlative or "")
        parts["superlative"] = am or f"am {stem}en"
    return Headword(word, parts)


_PLAIN = str.maketrans("äöü", "aou")
_alternatives = _matching(rf"({_WORD}(?:\s{_WORD})?)((?:\s*/\s*{_WORD}(?:\s{_WORD})?)+)")


def _words_side_by_side(text: str) -> Headword | None:
    """schön/hübsch, but not km/h, und/oder, or ein/e"""
    if not _alternatives(text):
        return None
    words = [word.strip() for word in text.split("/")]
    if any(len(word) < 3 or word.lower() in {"und", "oder", "bzw"} for word in words):
        return None
    return Headword(words[0], {"alternatives": words[1:]})


_READERS: Iterable[Callable[[str], Headword | None]] = (
    _person,
    _pair_of_nouns,
    _governing_word,
    _noun,
    _comparison,
    _marked_verb,
    _verb,
    _verb_with_person,
    _principal_parts,
    _words_side_by_side,
)
