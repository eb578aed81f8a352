"""Instantáneas: a published document read from a file that anybody may have touched."""

import json
from typing import Any

from indicators.canonical import Json
from indicators.definition import unpacked
from indicators.snapshot import EARLIER, FORMAT

LISTS = ("participants", "items", "factors", "results", "answers", "verdicts")


class SnapshotInvalid(Exception):
    """Why a file is no snapshot, in words."""


def read_snapshot(content: bytes) -> Json:
    """The document of a file. `SnapshotInvalid` where its shape is not that of a snapshot."""
    try:
        document = json.loads(content.decode())
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise SnapshotInvalid(f"no es JSON: {error}") from error
    if not isinstance(document, dict) or document.get("format") not in (FORMAT, *EARLIER):
        raise SnapshotInvalid(f"no es una instantánea de Liga ({FORMAT})")
    for name in LISTS:
        if not isinstance(document.get(name), list):
            raise SnapshotInvalid(f"falta la lista «{name}»")
    try:
        definition = unpacked(document["index"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError) as error:
        raise SnapshotInvalid(f"la definición del índice no se entiende: {error}") from error
    if document.get("index_sha256") != definition.sha256:
        raise SnapshotInvalid(f"la definición del índice es {definition.sha256}, y dice otra")
    _check_table(document)
    return document


def _check_table(document: Json) -> None:
    """A row of known factors for each participant."""
    codes = [
        each.get("code") if isinstance(each, dict) else None for each in document["participants"]
    ]
    if len({*codes}) < len(codes) or None in codes:
        raise SnapshotInvalid("un participante no tiene clave, o está dos veces")
    rows, width = document["factors"], len(document["items"])
    if len(rows) != len(codes) or any(_width(row) != width for row in rows):
        raise SnapshotInvalid("no hay un factor por cada participante y reactivo")


def _width(row: Any) -> int:
    return len(row) if isinstance(row, list) and all(isinstance(x, str) for x in row) else -1
