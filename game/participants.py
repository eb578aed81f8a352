"""Participante: whoever answers an instrument; here a state or a municipality."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

STATE = "state"
MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Participant:
    """`code` is INEGI's, as text: "20" is Oaxaca, "31050" is Mérida. `state` has two digits."""

    code: str
    kind: str
    name: str
    state: str
    population: int | None = None


@lru_cache(maxsize=8192)
def alphabetical(name: str) -> str:
    """Where a name stands in a Spanish list: accents and capitals do not count, ñ follows n."""
    plain = name.casefold().replace("ñ", "n\x7f")
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()


def letters(text: str) -> str:
    """As people type it in a hurry: without accents or capitals, and n for ñ."""
    return alphabetical(text.casefold().replace("ñ", "n"))


def sought(typed: str, everybody: Sequence[Participant]) -> tuple[Participant, ...]:
    """Whom somebody looks for: the one of that code, or those whose words begin as the typed ones.

    A municipality's name ends with its state's, so either finds it. Whoever is called just that
    comes first, then the states.
    """
    code = tuple(each for each in everybody if each.code == typed.strip())
    words = _words(typed)
    if code or not words:
        return code
    found = (each for each in everybody if _begin(words, _words(each.name)))
    return tuple(
        sorted(
            found,
            key=lambda each: (
                not _is_called(words, each),
                each.kind != STATE,
                alphabetical(each.name),
            ),
        )
    )


def meant(typed: str, found: Sequence[Participant]) -> Participant | None:
    """The one among those found that is meant beyond doubt: the only one, or the only of that name.

    Puebla is a state and a municipality: of two of the same name neither is meant.
    """
    called = [each for each in found if _is_called(_words(typed), each)]
    (one, *others) = called or found or (None,)
    return None if others else one


def _begin(typed: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in typed)


def _is_called(typed: tuple[str, ...], participant: Participant) -> bool:
    """By the whole name, with the state or without it."""
    name = participant.name
    return typed in {_words(name), _words(name.rpartition(", ")[0] or name)}


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", letters(text)))
