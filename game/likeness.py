"""Parecido: how much two texts say the same, by the words that mean something in them."""

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction

SHORTEST_WORD = 4
# Long words that stand in any text.
EMPTY_WORDS = frozenset(
    {"como", "cuando", "desde", "donde", "entre", "esta", "este", "esto", "hace", "hasta", "para"}
    | {"pero", "porque", "quien", "sobre", "solo", "tambien", "tiene", "toda", "todo", "todos"}
)
# Endings that say only number or gender.
_ENDING = re.compile(r"(?:[aeo]s?|s)$")


def words_of(text: str) -> frozenset[str]:
    """The words that mean something, without accents, capitals and endings."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    found = re.findall(r"[^\W\d_]+", bare)
    return frozenset(
        _ENDING.sub("", word)
        for word in found
        if len(word) >= SHORTEST_WORD and word not in EMPTY_WORDS
    )


def likeness(one: str, other: str) -> Fraction:
    """The share of the words of the shorter text that the other one says too, from 0 to 1."""
    here, there = words_of(one), words_of(other)
    fewest = min(len(here), len(there))
    return Fraction(len(here & there), fewest) if fewest else Fraction(0)


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts say the same words, whatever their order, case, accents and signs."""
    here, there = words_of(one), words_of(other)
    return here == there if here or there else one.split() == other.split()


def alike(
    text: str, others: Iterable[tuple[int, str]], *, least: Fraction, most: int
) -> tuple[tuple[int, Fraction], ...]:
    """The texts that say most of the same, the most alike first: code and likeness."""
    found = [(code, likeness(text, other)) for code, other in others]
    near = [pair for pair in found if pair[1] >= least]
    return tuple(sorted(near, key=lambda pair: (-pair[1], pair[0]))[:most])
