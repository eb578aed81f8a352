"""Oración: what a refusal says, and the status it is sent with."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from server.i18n import Lazy


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a refusal says and the status it is sent with."""

    status: HTTPStatus
    text: Lazy


def bad(text: Lazy) -> Sentence:
    """What was sent must be put right."""
    return Sentence(HTTPStatus.UNPROCESSABLE_ENTITY, text)


def not_now(text: Lazy) -> Sentence:
    """It cannot be done as things stand."""
    return Sentence(HTTPStatus.CONFLICT, text)


def not_you(text: Lazy) -> Sentence:
    """Somebody else may, or from elsewhere."""
    return Sentence(HTTPStatus.FORBIDDEN, text)


def not_there(text: Lazy) -> Sentence:
    """There is no such thing, or not for whoever asks."""
    return Sentence(HTTPStatus.NOT_FOUND, text)


def joined(*tables: Mapping[str, Sentence]) -> Mapping[str, Sentence]:
    """One table of several. A code that stands in two of them raises ValueError."""
    found: dict[str, Sentence] = {}
    for table in tables:
        if twice := found.keys() & table.keys():
            raise ValueError(f"two sentences each: {', '.join(sorted(twice))}")
        found |= table
    return MappingProxyType(found)
