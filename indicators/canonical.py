"""JSON canónico: one document, one sequence of bytes, on every machine."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

LARGEST_WHOLE = 2**53 - 1

Json = dict[str, Any]


def canonical_bytes(document: Json) -> bytes:
    """RFC 8785, of plain JSON.

    Keys are ASCII and numbers whole and small (`plain` sees to it), and then the standard encoder
    writes the same bytes as a library for that form, many times faster.
    """
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest_of(document: Json) -> str:
    """The SHA-256 of its bytes."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def decimal_text(number: float) -> str:
    """The shortest decimal that reads back as the same float, without an exponent."""
    return format(Decimal(repr(float(number) + 0.0)), "f").removesuffix(".0")


def plain(value: object) -> Any:
    """Plain JSON: numbers that are not whole become text, sets are sorted."""
    match value:
        case str() | None | bool():
            return value
        case int() if abs(value) <= LARGEST_WHOLE:
            return value
        case int() | float() | Decimal() | Fraction() | date():
            return _text(value)
        case Mapping():
            return {_key(key): plain(inner) for key, inner in value.items()}
        case AbstractSet():
            return sorted(plain(inner) for inner in value)
        case Iterable():
            return [plain(inner) for inner in value]
    raise TypeError(f"a snapshot cannot hold {value!r}")


def _key(key: object) -> str:
    text = str(key)
    if not text.isascii():
        raise TypeError(f"a snapshot cannot hold the key {text!r}")
    return text


def _text(value: float | Decimal | Fraction | date) -> str:
    match value:
        case float():
            return decimal_text(value)
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
    return str(value)
