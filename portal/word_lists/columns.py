"""Which field of a list is the German one and which the English, by their names."""

from collections.abc import Sequence

from portal.word_lists.listed_words import WordListError

# In the order in which they are looked for; whole names first, then parts of them.
_NAMES = {
    "german": ("german", "deutsch", "front", "vorderseite", "wort"),
    "english": ("english", "englisch", "back", "rückseite", "translation", "übersetzung"),
}


def find(names: Sequence[str], german: str = "", english: str = "") -> dict[str, int]:
    """Return where `german` and `english` are among `names`, or the fields said to be them.

    Raises WordListError where there is none, or several.
    """
    said = {"german": german, "english": english}
    folded = [name.casefold() for name in names]
    places = {key: _place(folded, key, said[key].casefold()) for key in said}
    for key, place in places.items():
        if place is None:
            wanted = said[key] or f"for {key}"
            raise WordListError(f"there is no field {wanted} among {', '.join(names) or 'none'}")
    if places["german"] == places["english"]:
        raise WordListError("german and english can't be the same field")
    return {key: place for key, place in places.items() if place is not None}


def _place(names: list[str], key: str, said: str) -> int | None:
    if said:
        return names.index(said) if said in names else None
    for wanted in _NAMES[key]:
        if wanted in names:
            return names.index(wanted)
    for wanted in _NAMES[key]:
        containing = [place for place, name in enumerate(names) if wanted in name]
        if len(containing) == 1:
            return containing[0]
    return None
