"""Reconstrucción: what a snapshot says, worked out again from its definition and its answers.

Nothing is taken from its factors, its index or its results but where they cannot follow from what
is published, and how often that was so is counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import islice, zip_longest
from typing import Any, Final

from game.answers import Answer, is_asked, unpack
from game.editions import Edition
from game.leagues import league_of
from game.participants import MUNICIPALITY, Participant
from game.questionnaire import Audience, Condition, Item, Questionnaire
from game.reviews import Verdict
from game.rules import RuleBroken
from indicators.canonical import Json
from indicators.definition import definition_of
from indicators.matrix import AnswerState, Cell, verified
from indicators.report import Entry, Results, compute
from indicators.snapshot import FORMAT, cell_of, entries_in, written

Known = tuple[AnswerState, Fraction | None]
Pair = tuple[str, str]

NO_ANSWER: Final = (AnswerState.NO_ANSWER, None)
NOT_ASKED: Final = (AnswerState.NOT_ASKED, None)
OPEN: Final = (AnswerState.OPEN, None)
ZERO: Final = (AnswerState.ANSWERED, Fraction(0))
NAMES: Final = ("participant", "item", "node", "code", "factor")
FIRST: Final = ("index", "index_sha256", "participants", "items", "answers", "factors", "results")


class Doubt(StrEnum):
    """Why something of a snapshot cannot follow from the rest of it.

    `draft`: it rests on an answer that is not published, because it was not signed as it is.
    `mended`: an answer was returned and mended, and what it said when it was returned is not told.
    `population`: who is asked depends on it, and earlier forms do not say it. `league`: the
    population is not that of the league it was entered in.
    """

    DRAFT = "draft"
    MENDED = "mended"
    POPULATION = "population"
    LEAGUE = "league"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a document differs from what follows; None is what one of both does not have."""

    path: tuple[str, ...]
    there: Any
    follows: Any


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """What follows from a snapshot, and how much of it had to be believed."""

    snapshot: Json
    results: Results
    verdicts: Mapping[Pair, str | None]
    doubts: Mapping[Doubt, int]

    def document(self, *, robustness: bool = True) -> Json:
        """The snapshot in its own form as it follows; without robustness in half of the time."""
        return written(self.snapshot, self.results, self._answers(), robustness=robustness)

    def _answers(self) -> list[Json]:
        return [self._answer(row) for row in self.snapshot["answers"]]

    def _answer(self, row: Json) -> Json:
        here = row["participant"], row["item"]
        told = {**row, "content": {**row["content"], "item": row["item"]}}
        if "verdict" in row and here in self.verdicts:
            told["verdict"] = self.verdicts[here]
        return told


def rebuilt(snapshot: Json, edition: Edition, questionnaire: Questionnaire) -> Rebuilt:
    """All that follows from the definition of a snapshot, which is these, and its answers.

    A `ValueError` where somebody answers twice, or the shape is not that of a snapshot.
    """
    work = _Work(snapshot, edition, questionnaire)
    definition = definition_of(edition, questionnaire)
    entries = [work.entry(each) for each in entries_in(snapshot)]
    items = {item.code: item for item in questionnaire.items}
    leaves = [items[leaf.item] for leaf in definition.tree.all_leaves()]
    cells = [cell for entry in entries for cell in work.cells(entry, leaves)]
    work.stand()
    return Rebuilt(snapshot, compute(definition, entries, cells), work.standing, work.doubts)


class _Work:
    """The rows of a snapshot by participant and item."""

    def __init__(self, snapshot: Json, edition: Edition, questionnaire: Questionnaire) -> None:
        self.doubts: Counter[Doubt] = Counter()
        self.standing: dict[Pair, str | None] = {}
        self._is_newest = snapshot["format"] == FORMAT
        self._edition = edition
        self._rows = _by_pair(snapshot["answers"])
        self._last = {(row["participant"], row["item"]): row for row in snapshot["verdicts"]}
        self._unsigned = {*_by_pair(snapshot.get("unsigned", ()))}
        self._given: dict[str, dict[str, Answer]] = {}
        for (participant, item), row in self._rows.items():
            own = self._given.setdefault(participant, {})
            own[item] = replace(unpack({**row["content"], "item": item}), item=item)
        self._told = {
            (each["code"], item): packed
            for each, row in zip(snapshot["participants"], snapshot["factors"], strict=True)
            for item, packed in zip(snapshot["items"], row, strict=True)
        }

    def entry(self, entry: Entry) -> Entry:
        """In the league that its kind or its name allows; which of these was fixed on entering."""
        own = next((e for e in self._edition.leagues if e.code == entry.league), None)
        who = _participant(entry)
        members = own.members if own else None
        can = own and (entry.kind == own.kind if members is None else entry.participant in members)
        if own and can:
            self.doubts[Doubt.LEAGUE] += self._is_newest and not own.includes(who)
            return entry
        try:
            return replace(entry, league=league_of(self._edition.leagues, who).code)
        except RuleBroken:
            return replace(entry, league="")

    def cells(self, entry: Entry, items: Iterable[Item]) -> Iterator[Cell]:
        """Of what may follow the only one, or that which is told if it may."""
        for item in items:
            here = entry.participant, item.code
            may, doubt = self._may(item, entry)
            told = cell_of(*here, self._told.get(here, ""))
            known = told[2:] if told and len(may) > 1 and _is_among(told[2:], may) else may[0]
            self.doubts[doubt] += len(may) > 1
            yield (*here, *known)

    def _may(self, item: Item, entry: Entry) -> tuple[list[Known], Doubt]:
        """What the matrix may know of an item; more than one thing where it cannot be told."""
        if self._is_newest:
            return self._may_now(item, entry)
        who, given = _participant(entry), self._given.get(entry.participant, {})
        if self._is_open(item.audience, entry) or any(
            self._is_open(each.audience, entry) for each in _chain(item.asked_when)
        ):
            return [*self._asked(item, entry), NOT_ASKED], Doubt.POPULATION
        if not item.audience.includes(who) or not self._may_open(item, entry):
            return [NOT_ASKED], Doubt.DRAFT
        if not is_asked(item, given, who):
            return [*self._asked(item, entry), NOT_ASKED], Doubt.DRAFT
        found = self._asked(item, entry)
        is_draft = self._is_draft(entry.participant, item.code)
        return found, Doubt.DRAFT if is_draft else Doubt.MENDED

    def _may_now(self, item: Item, entry: Entry) -> tuple[list[Known], Doubt]:
        """In the newest form what nobody verified leaves open what depends on it."""
        is_meant = item.audience.includes(_participant(entry))
        opened = self._opened(item.asked_when, entry) if is_meant else {False}
        may = [
            *(self._asked(item, entry) if True in opened else ()),
            *([NOT_ASKED] if False in opened else ()),
            *([OPEN] if None in opened else ()),
        ]
        is_draft = len(opened) > 1 or self._is_draft(entry.participant, item.code)
        return may, Doubt.DRAFT if is_draft else Doubt.MENDED

    def _opened(self, condition: Condition | None, entry: Entry) -> set[bool | None]:
        """All that may be of whether what stands behind a condition is asked; None: it is open."""
        if condition is None:
            return {True}
        if not condition.audience.includes(_participant(entry)):
            return {False}
        above = self._opened(condition.asked_when, entry)
        met = self._met(condition, entry.participant)
        return {
            False if False in (over, own) else None if own is None else over
            for over in above
            for own in met
        }

    def _met(self, condition: Condition, participant: str) -> set[bool | None]:
        """Whether a verified answer meets it; None: nobody verified one."""
        answer = self._given.get(participant, {}).get(condition.item)
        if answer is None:
            return {True, False, None} if self._is_draft(participant, condition.item) else {None}
        is_met = not answer.not_applicable and not condition.any_of.isdisjoint(answer.chosen)
        verdicts = self._verdict(participant, condition.item)
        return {None if verdict is None else is_met for verdict in verdicts}

    def _may_open(self, item: Item, entry: Entry) -> bool:
        """Whether every answer that opens it does, or may for all that is published."""
        who, given = _participant(entry), self._given.get(entry.participant, {})
        return all(
            each.audience.includes(who)
            and (
                not each.any_of.isdisjoint(given[each.item].chosen)
                and not given[each.item].not_applicable
                if each.item in given
                else self._is_draft(entry.participant, each.item)
            )
            for each in _chain(item.asked_when)
        )

    def _asked(self, item: Item, entry: Entry) -> list[Known]:
        """What may be known of it if it is asked."""
        here = entry.participant, item.code
        answer = self._given.get(entry.participant, {}).get(item.code)
        if answer is not None:
            verdicts = self._verdict(*here)
            return [*dict.fromkeys(verified(item, answer, verdict) for verdict in verdicts)]
        last = self._last.get(here)
        if last is None or not self._is_draft(*here):
            return [NO_ANSWER]
        if Verdict(last["verdict"]) is Verdict.ACCEPTED:
            told = cell_of(*here, self._told.get(here, ""))
            return [NO_ANSWER, *([told[2:]] if told else [])]
        return [ZERO] if self._is_newest else [NO_ANSWER, ZERO]

    def _verdict(self, participant: str, item: str) -> list[Verdict | None]:
        """What may stand on an answer: it does for good, or while it says what was returned."""
        here = participant, item
        row, last = self._rows.get(here), self._last.get(here)
        verdict = None if last is None else Verdict(last["verdict"])
        may: list[Verdict | None] = [verdict]
        is_same = row and last and last.get("revision") == row.get("revision")
        if verdict is Verdict.RETURNED and not is_same:
            may = [None, verdict]
            if row and "verdict" in row:
                may.sort(key=lambda each: each != row["verdict"])
                self.doubts[Doubt.MENDED] += here not in self.standing
                may = may[:1]
        if row:
            self.standing[here] = may[0] and may[0].value
        return may

    def stand(self) -> None:
        """Also what is on answers that no index asks for."""
        for here in self._rows.keys() - self.standing.keys():
            self._verdict(*here)

    def _is_draft(self, participant: str, item: str) -> bool:
        """Whether it may have an answer that is not published."""
        if self._is_newest:
            return (participant, item) in self._unsigned
        return (participant, item) not in self._rows

    def _is_open(self, audience: Audience, entry: Entry) -> bool:
        """Whether it depends on a population that is not told."""
        bounds = audience.population_from, audience.population_to
        return (
            not self._is_newest
            and entry.kind == MUNICIPALITY
            and bounds != (None, None)
            and audience.includes(_participant(entry))
        )


def _by_pair(rows: Iterable[Json]) -> dict[Pair, Json]:
    found: dict[Pair, Json] = {}
    for row in rows:
        here = row["participant"], row["item"]
        if here in found:
            raise ValueError(f"dos respuestas de {here[0]} a {here[1]}")
        found[here] = row
    return found


def _participant(entry: Entry) -> Participant:
    code = entry.participant
    return Participant(code, entry.kind, entry.name, code[:2], entry.population)


def _chain(condition: Condition | None) -> Iterator[Condition]:
    while condition is not None:
        yield condition
        condition = condition.asked_when


def _is_among(known: Known, may: Iterable[Known]) -> bool:
    """Factors of a snapshot are the nearest floats."""
    state, factor = known
    return any(
        state is each and (factor is other or _as_float(factor) == _as_float(other))
        for each, other in may
    )


def _as_float(factor: Fraction | None) -> float | None:
    return None if factor is None else float(factor)


def differences(there: Json, follows: Json, most: int) -> tuple[Difference, ...]:
    """The first of them, causes before what they cause."""
    keys = [*FIRST, *sorted({*there, *follows} - {*FIRST})]
    found = (
        each
        for key in keys
        for each in (
            _in_factors(there, follows)
            if key == "factors" and _same_table(there, follows)
            else _between((key,), there.get(key), follows.get(key))
        )
    )
    return tuple(islice(found, most))


def _same_table(there: Json, follows: Json) -> bool:
    return bool(there["items"] == follows["items"])


def _in_factors(there: Json, follows: Json) -> Iterator[Difference]:
    """Named by who and what, and not by where they stand."""
    names = [each["code"] for each in there["participants"]]
    for who, *rows in zip(names, there["factors"], follows["factors"], strict=True):
        for item, one, other in zip(there["items"], *rows, strict=True):
            if one != other:
                yield Difference(("factors", who, item), one, other)


def _between(path: tuple[str, ...], there: Any, follows: Any) -> Iterator[Difference]:
    if isinstance(there, dict) and isinstance(follows, dict):
        for key in sorted({*there, *follows}):
            yield from _between((*path, key), there.get(key), follows.get(key))
    elif isinstance(there, list) and isinstance(follows, list):
        for place, (one, other) in enumerate(zip_longest(there, follows)):
            yield from _between((*path, *_names(one, other, place)), one, other)
    elif there != follows or type(there) is not type(follows):
        yield Difference(path, there, follows)


def _names(one: Any, other: Any, place: int) -> tuple[str, ...]:
    """What an entry of a list is of, or where it stands."""
    known = one if isinstance(one, dict) else other if isinstance(other, dict) else {}
    names = NAMES if any(name in known for name in NAMES) else ("league",)
    return tuple(str(known[name]) for name in names if name in known) or (str(place + 1),)
