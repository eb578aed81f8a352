"""Participante: whoever answers an instrument; here a state or a municipality."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import Final

STATE = "state"
MUNICIPALITY = "municipality"

NO_SHORT_NAMES: Final[Mapping[str, str]] = MappingProxyType({})
# How alike two words are (0 to 1, `difflib`), and then a whole name, to be offered instead.
ALIKE: Final = 0.75
MOST_NEAR: Final = 5
MOST_WORDS: Final = 6


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


def sought(
    typed: str, everybody: Sequence[Participant], short: Mapping[str, str] = NO_SHORT_NAMES
) -> tuple[Participant, ...]:
    """Whom somebody looks for: the one of that code, or those whose words begin as the typed ones.

    `short`: what some are called for short, as `joined` writes it, to their code.

    A municipality's name ends with its state's, so either finds it. Whoever is called just that
    comes first, then the states.
    """
    asked = short.get(joined(typed), typed.strip())
    code = tuple(each for each in everybody if each.code == asked)
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


def nearest(typed: str, everybody: Sequence[Participant]) -> tuple[Participant, ...]:
    """Who may be meant where nobody is found: those whose own name is spelled nearly so.

    Own rule: each word of a name, without its state, is as good as the typed word it is most like,
    and a name as good as its words are on average. The best come first, then the states.
    """
    names = {each.code: _words(_own_name(each)) for each in everybody}
    known = sorted({word for words in names.values() for word in words})
    likeness: dict[str, float] = {}
    for word in _words(typed)[:MOST_WORDS]:
        for close in get_close_matches(word, known, n=max(1, len(known)), cutoff=ALIKE):
            ratio = SequenceMatcher(None, close, word).ratio()
            likeness[close] = max(likeness.get(close, 0.0), ratio)
    worth = {
        code: sum(likeness.get(word, 0.0) for word in words) / len(words)
        for code, words in names.items()
        if words
    }
    near = [each for each in everybody if worth.get(each.code, 0.0) >= ALIKE]
    near.sort(key=lambda each: (-worth[each.code], each.kind != STATE, alphabetical(each.name)))
    return tuple(near[:MOST_NEAR])


def joined(text: str) -> str:
    """The letters and digits alone: "Q. Roo" and "qroo" are the same."""
    return "".join(_words(text))


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
    return typed in {_words(participant.name), _words(_own_name(participant))}


def _own_name(participant: Participant) -> str:
    """Without the state that ends the name of a municipality."""
    return participant.name.rpartition(", ")[0] or participant.name


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", letters(text)))
