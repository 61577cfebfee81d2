"""What is known of a word beside its two texts: `parts`, kept as JSON text."""

import msgspec

from portal.text import normalise_json


def encode_parts(parts: object, other_keys: dict[str, object]) -> str | None:
    """Return `parts` joined with the other keys of a row as JSON text, or None if both are empty.

    `parts` is a decoded JSON value; where a key is in both, `parts` has precedence. Raises
    ValueError if `parts` isn't an object, a list or null, or is a list beside other keys.
    """
    if parts is None:
        return _encode(other_keys) if other_keys else None
    if isinstance(parts, dict):
        return _encode({**other_keys, **parts})
    if not isinstance(parts, list):
        raise ValueError("parts must be an object, a list or null")
    if other_keys:
        raise ValueError(f"parts is a list, so {', '.join(other_keys)} can't be added to it")
    return _encode(parts)


def merge_parts(stored: str | None, new: str) -> str:
    """Return `stored` updated with `new`, key by key; both are JSON texts.

    A JSON list has no keys: where either of them is one, `new` replaces `stored`.
    """
    old_value, new_value = msgspec.json.decode(stored or "null"), msgspec.json.decode(new)
    if not (isinstance(old_value, dict) and isinstance(new_value, dict)):
        return new
    return msgspec.json.encode({**old_value, **new_value}).decode()


def canonical_json(text: str | None) -> bytes | None:
    """Return JSON with its keys sorted, so that equal values are equal bytes."""
    if text is None:
        return None
    return msgspec.json.encode(msgspec.json.decode(text), order="deterministic")


def _encode(value: object) -> str:
    return normalise_json(msgspec.json.encode(value).decode())
