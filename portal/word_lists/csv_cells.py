"""The cells of a CSV file: a value of `parts`, or the groups of a word.

A cell holds plain text or JSON: `true`, `12` and `["a"]` are JSON. Everything else is text, and so
is what wouldn't be the same again as JSON, such as `1.10`, `007` and `1e3`. Text that looks like
JSON is written as a JSON string: `"12"`.
"""

from collections.abc import Sequence

import msgspec

from portal.text import normalise

GROUP_SEPARATOR = "|"

# JSON values begin with one of these, most texts don't, and a failed decode is slow.
_JSON_BEGINNINGS = '{["-0123456789tfn'


def decode_value(cell: str) -> object:
    """Return the value in a cell that isn't blank."""
    cell = cell.strip()
    if cell[0] in _JSON_BEGINNINGS:
        try:
            value: object = msgspec.json.decode(cell)
            compact = msgspec.json.format(cell, indent=-1)
        except (msgspec.DecodeError, RecursionError):
            return cell
        if msgspec.json.encode(value).decode() == compact:
            return value
    return cell


def encode_value(value: object) -> str:
    """Return the cell for a value, which `decode_value` reads back."""
    if isinstance(value, str) and value.strip() and decode_value(value) == value:
        return value
    return msgspec.json.encode(value).decode()


def decode_groups(cell: str) -> list[object]:
    """Return the groups in a cell that isn't blank: names separated by `|`, or a JSON array.

    The items of an array aren't checked.
    """
    value = decode_value(cell)
    if isinstance(value, list):
        return value
    names = filter(None, map(str.strip, cell.split(GROUP_SEPARATOR)))
    return [normalise(name) for name in names]


def encode_groups(groups: Sequence[str]) -> str:
    """Return the cell for the names of a word's groups."""
    cell = GROUP_SEPARATOR.join(groups)
    if not cell or decode_groups(cell) == list(groups):
        return cell
    return msgspec.json.encode(groups).decode()
