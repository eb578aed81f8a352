"""Búsqueda: the words of a text, those that somebody looks for, and where they stand in it.

A word is a run of letters and digits, whatever its accents and capitals; ñ is n, as people type in
a hurry. Every sign parts words, an apostrophe too; what is written and not seen parts none. Of the
sought words all are asked for, each whole but for the last, which may still be being typed.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Longer words are told apart by their beginning; an index holds none without an end.
LONGEST_WORD: Final = 64
# What is written on another sign, or is not seen at all: both leave the word as it is.
SILENT: Final = frozenset({"Mn", "Me", "Cf"})
CUT: Final = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text, and whether it is a word that was looked for."""

    text: str
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it is compared, and from where to where it stands in its text."""

    plain: str
    start: int
    end: int


def words_of(text: str) -> tuple[str, ...]:
    """The words in order, as they are compared."""
    return tuple(word.plain for word in _words(text))


def sought_in(typed: str) -> tuple[str, ...]:
    """What somebody looks for: every word once, the last one, which may be only begun, at the end.

    A word that comes again at the end may be only begun, too.
    """
    words = words_of(typed)
    return (*dict.fromkeys(word for word in words if word != words[-1]), *words[-1:])


def plain_text(text: str) -> str:
    """The words as an index keeps them, with one space between two."""
    return " ".join(words_of(text))


def found_in(text: str, sought: Sequence[str]) -> frozenset[str]:
    """Which of the sought words a text holds; the last one also where a word begins with it."""
    words = _words(text)
    return frozenset(each for each in sought if any(_is(word, each, sought) for word in words))


def marked(text: str, sought: Sequence[str]) -> tuple[Piece, ...]:
    """The whole text in pieces, the sought words apart: put together they are the text."""
    pieces, done = [], 0
    for word in _words(text):
        if any(_is(word, each, sought) for each in sought):
            pieces += [Piece(text[done : word.start]), Piece(text[word.start : word.end], True)]
            done = word.end
    return tuple(piece for piece in (*pieces, Piece(text[done:])) if piece.text)


def excerpt(text: str, sought: Sequence[str], most: int) -> tuple[Piece, ...]:
    """Some `most` letters of a text around the first sought word, cut between words, marked."""
    plain = " ".join(text.split())
    first = next((w for w in _words(plain) if any(_is(w, each, sought) for each in sought)), None)
    if len(plain) <= most or first is None:
        return marked(plain[:most], sought)
    start = max(0, min(first.start - most // 3, len(plain) - most))
    if start:
        # To the beginning of the next word, unless the sought one would be lost.
        start = min(plain.find(" ", start) + 1 or first.start, first.start)
    end = min(len(plain), max(start + most, first.end))
    if end < len(plain):
        end = max(plain.rfind(" ", start, end + 1), first.end)
    shown = marked(plain[start:end].rstrip(" ,;:"), sought)
    before = (Piece(CUT),) if start else ()
    after = (Piece(CUT),) if end < len(plain) else ()
    return (*before, *shown, *after)


def _is(word: _Word, each: str, sought: Sequence[str]) -> bool:
    return word.plain == each or (each == sought[-1] and word.plain.startswith(each))


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[_Word, ...]:
    found, start, end, letters = [], -1, 0, ""
    for place, sign in enumerate(text):
        plain = _plain(sign)
        if plain is None:
            if letters:
                found.append(_Word(letters[:LONGEST_WORD], start, end))
            start, letters = -1, ""
        elif plain or letters:
            start = place if start < 0 else start
            letters, end = letters + plain, place + 1
    if letters:
        found.append(_Word(letters[:LONGEST_WORD], start, end))
    return tuple(found)


@lru_cache(maxsize=8192)
def _plain(sign: str) -> str | None:
    """A sign as it is compared: nothing where it is not seen, None where it parts words."""
    if unicodedata.category(sign) in SILENT:
        return ""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
    return "".join(letter for letter in folded if letter.isalnum()) or None
