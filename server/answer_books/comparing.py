"""Cotejo: what a workbook says beside what is in force, item by item. Pure.

Nothing is decided here that `game/merging` does not: this puts base, theirs and mine before it,
and tells what cannot be stored now, and why.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import Final

from game.answers import Answer, is_asked
from game.merging import Outcome, merge
from game.participants import Participant
from game.questionnaire import Item, Questionnaire
from server.answer_books.cells import (
    Fault,
    Known,
    Pair,
    Typed,
    fits,
    read_item,
    shown,
    slots_of,
    written_out,
)


class Fate(StrEnum):
    """What becomes of an item: stored, left for somebody to choose, or not touched, and why."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    LOCKED = "locked"
    NOT_ASKED = "not_asked"


STORED = frozenset({Fate.NEW, Fate.CHANGED})
# Of what stands several times, and of what is no cell of an item, so many are looked at.
MOST_TWICE: Final = 3
MOST_MISPLACED: Final = 20


@dataclass(frozen=True, slots=True)
class Compared:
    """One item. `result` is what would be put in force; `revision` the one that is.

    `base`: the revision that the workbook was made from. `lock`: the code of why it is locked.
    `notes`: cells of which something was left out that nobody can type.
    """

    item: Item
    fate: Fate
    mine: Answer
    theirs: Answer
    result: Answer
    base: int
    revision: int
    faults: tuple[Fault, ...] = ()
    missing: tuple[str, ...] = ()
    lock: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands in the house: answers in force and every revision of each, with its number.

    `lock_of` gives the code of what keeps an item from being changed now, or nothing.
    """

    questionnaire: Questionnaire
    participant: Participant
    answers: Mapping[str, tuple[int, Answer]]
    history: Mapping[str, Sequence[tuple[int, Answer]]]
    documents: Sequence[Known]
    lock_of: Callable[[Item], str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A whole workbook. `unknown`: keys that are of no item asked in this questionnaire.

    `absent`: the items of this participant of which no cell is left in it, as of a deleted sheet.
    """

    items: tuple[Compared, ...]
    unknown: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def to_store(self) -> tuple[Compared, ...]:
        return tuple(each for each in self.items if each.fate in STORED)

    @property
    def print(self) -> str:
        """Tells one comparison from another: what would be stored, over which revisions."""
        told = "\n".join(f"{e.item.code} {e.revision} {e.result!r}" for e in self.to_store)
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def compare(
    ground: Ground,
    pairs: Mapping[str, Pair],
    twice: Mapping[str, Sequence[Pair]],
    revisions: Mapping[str, int],
) -> Comparison:
    """Put every item of a workbook beside what is in force."""
    known = {item.code for item in ground.questionnaire.items}
    by_item: dict[str, dict[str, Sequence[Pair]]] = {}
    for key, pair in pairs.items():
        by_item.setdefault(key.partition("/")[0], {})[key] = twice.get(key, (pair,))
    found = [
        _merged(ground, item, by_item[item.code], revisions.get(item.code, 0))
        for item in ground.questionnaire.items
        if item.code in by_item
    ]
    unknown = tuple(
        key for key in pairs if key.partition("/")[0] not in known and pairs[key] != Pair()
    )
    absent = tuple(
        item.code
        for item in ground.questionnaire.items
        if item.code not in by_item
        and item.audience.includes(ground.participant)
        and _has_cells(ground, item)
    )
    return Comparison(tuple(_asked(ground, found)), unknown, absent)


def _has_cells(ground: Ground, item: Item) -> bool:
    """Whether the text of an item fits into a cell; one that does not has none."""
    _, answer = ground.answers.get(item.code, (0, Answer(item.code)))
    return fits(answer.text)


def _merged(
    ground: Ground, item: Item, contents: Mapping[str, Sequence[Pair]], base: int
) -> Compared:
    revision, theirs = ground.answers.get(item.code, (0, Answer(item.code)))
    past = ground.history.get(item.code, ())
    was = next((answer for number, answer in past if number == base), Answer(item.code))
    since = [answer for number, answer in past if number > base]
    cells = {k: _one_of(item, k, each, was, ground.documents) for k, each in contents.items()}
    pairs = {key: pair for key, pair in cells.items() if pair is not None}
    reading = read_item(item, pairs, was, ground.documents)
    merged = merge(was, theirs, reading.answer, since, partial(shown, item))
    stays = merged.answer == theirs and merged.outcome is not Outcome.CONFLICT
    twice = {key.partition("/")[2] for key, pair in cells.items() if pair is None}
    return Compared(
        item=item,
        fate=_fate(merged.outcome, theirs),
        mine=reading.answer,
        theirs=theirs,
        result=merged.answer,
        base=base,
        revision=revision,
        faults=(*reading.faults, *islice(_misplaced(item, cells, was), MOST_MISPLACED)),
        missing=tuple(each for each in reading.missing if each not in twice),
        lock="" if stays else ground.lock_of(item),
        notes=reading.notes,
    )


def _one_of(
    item: Item, key: str, contents: Sequence[Pair], was: Answer, documents: Sequence[Known]
) -> Pair | None:
    """What a cell says that stands there several times: what one alone of them has changed.

    Somebody doubled a sheet and worked in one of the two. Where both were changed there is none.
    """
    if len(contents) == 1 or key not in _keys(item, was):
        return contents[0]
    before = read_item(item, {}, was, documents).answer
    some = contents[:MOST_TWICE]
    readings = [(each, read_item(item, {key: each}, was, documents)) for each in some]
    changed = [each for each, read in readings if read.faults or read.answer != before]
    if len(changed) > 1:
        return None
    return changed[0] if changed else contents[0]


def _keys(item: Item, was: Answer) -> frozenset[str]:
    return frozenset(slot.key for slot in slots_of(item, len(was.evidence)))


def _misplaced(item: Item, cells: Mapping[str, Pair | None], was: Answer) -> Iterator[Fault]:
    """The cells that stand there twice, and those that are none of the item's."""
    named = _keys(item, was)
    for key, pair in cells.items():
        name = key.partition("/")[2]
        if pair is None:
            yield Fault(name, "cell-twice", "", {})
        elif key not in named and pair != Pair():
            typed = pair.answer or pair.page or Typed("text", "")
            yield Fault(name, "cell-stray", written_out(typed), {})


def _fate(outcome: Outcome, theirs: Answer) -> Fate:
    if outcome is Outcome.TAKEN:
        return Fate.NEW if theirs.is_blank else Fate.CHANGED
    return Fate.CONFLICT if outcome is Outcome.CONFLICT else Fate.SAME


def _asked(ground: Ground, found: Sequence[Compared]) -> list[Compared]:
    """The same; what is locked, or would not be asked once all is stored, is not stored."""
    open_ones = [replace(e, fate=Fate.LOCKED, result=e.theirs) if e.lock else e for e in found]
    after = {code: answer for code, (_, answer) in ground.answers.items()}
    after |= {each.item.code: each.result for each in open_ones}
    return [
        each
        if each.fate not in {*STORED, Fate.CONFLICT}
        or is_asked(each.item, after, ground.participant)
        else replace(each, fate=Fate.NOT_ASKED, result=each.theirs)
        for each in open_ones
    ]
