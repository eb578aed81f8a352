"""Fondo: what an answer says, however it was typed and whatever it said in between.

Own rule, of what a verifier returns: it is mended once it says something else. Two answers to an
item say the same where all of these are equal:

- **The value**: options in any order, numbers and days as they are read, free text by its words.
- **The reason** of a no or of a "no aplica"; **the plan and its day** of a no. What stays typed in
  fields that the answer does not use says nothing.
- **The evidence**: which documents, at which pages, in any order.

Words are the same whatever their case, the spaces and the punctuation around them, and characters
that nobody sees; within a word everything counts, so that 1.5 is not 15.
"""

import unicodedata
from collections.abc import Hashable
from typing import Final

from game.answers import VALUE_FIELDS, Answer, Stance, stance_of
from game.questionnaire import Item, Kind
from game.typed import date_of, number_of

AROUND_WORDS: Final = ".,;:…¡!¿?()[]{}«»“”‘’\"'*_–—"
HYPHEN: Final = "-"
INVISIBLE: Final = "Cf"


def says_the_same(item: Item, one: Answer, other: Answer) -> bool:
    """Whether two answers to an item differ in nothing but how they were typed."""
    return one == other or _substance(item, one) == _substance(item, other)


def _substance(item: Item, answer: Answer) -> Hashable:
    stance = stance_of(item, answer)
    excused = stance is Stance.NOT_APPLICABLE
    value = () if excused else tuple(_value(item, answer, name) for name in VALUE_FIELDS[item.kind])
    reason = words_in(answer.reason) if excused or stance is Stance.GAP else ()
    plan = (words_in(answer.plan), _day(answer.plan_by)) if stance is Stance.GAP else ()
    cited = frozenset((each.document, words_in(each.page)) for each in answer.evidence)
    return excused, value, reason, plan, cited


def _value(item: Item, answer: Answer, name: str) -> Hashable:
    typed = getattr(answer, name)
    if name == "chosen":
        return frozenset(typed)
    if name == "date":
        return _day(typed)
    if name == "text":
        return words_in(typed)
    number = number_of(typed, "%" if item.kind is Kind.NUMBER else "")
    return words_in(typed) if number is None else number


def _day(typed: str) -> Hashable:
    return date_of(typed) or words_in(typed)


def words_in(typed: str) -> tuple[str, ...]:
    """What a text says, word by word: however it was typed, as the module says it."""
    plain = unicodedata.normalize("NFKC", typed).casefold()
    seen = "".join(each for each in plain if unicodedata.category(each) != INVISIBLE)
    stripped = (word.strip(AROUND_WORDS) for word in seen.split())
    return tuple(word for word in stripped if word.strip(HYPHEN))
