"""Ronda final: the first of each league, marked by a panel with a rubric.

It is the third thing beside the points, which only say who is shortlisted, and the index, which it
never sees. What comes of it moves neither.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from game.participants import alphabetical
from game.questionnaire import Text
from game.rules import RuleBroken
from game.typed import said

LONGEST_REASON: Final = 2_000
LONGEST_MARK: Final = 6
# Said in place of the own state of a member who has none to be kept from.
NO_STATE: Final = "00"


class Phase(StrEnum):
    """How far a final round has come, from the moment its shortlist is drawn."""

    MARKING = "marking"
    CLOSED = "closed"
    PUBLISHED = "published"


class FinalAct(StrEnum):
    """What somebody may want to do in it."""

    REDRAW = "redraw"
    APPOINT = "appoint"
    MARK = "mark"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"


#                            marking  closed  published
#   draw the shortlist anew     x               only while nobody has marked
#   appoint or release          x
#   mark, recuse                x
#   close the marking           x
#   note that one withdrew      x       x
#   publish                             x
ALLOWED: Mapping[Phase, frozenset[FinalAct]] = MappingProxyType(
    {
        Phase.MARKING: frozenset(FinalAct) - {FinalAct.PUBLISH},
        Phase.CLOSED: frozenset({FinalAct.WITHDRAW, FinalAct.PUBLISH}),
        Phase.PUBLISHED: frozenset(),
    }
)
# What is said where an act comes too early or too late.
REFUSED: Mapping[Phase, str] = MappingProxyType(
    {
        Phase.MARKING: "marking-open",
        Phase.CLOSED: "marking-closed",
        Phase.PUBLISHED: "final-published",
    }
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a mark means on one criterion."""

    mark: int
    text: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """Criterio: one thing the panel looks at; the weights of all of them add up to one."""

    code: str
    name: Text
    text: Text
    weight: Fraction
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class FinalRound:
    """What an edition says of its final round; all of it data.

    `places`: the places of each league that are shortlisted. `least_members`: how many members must
    have marked a finalist for a result. Every mark is a whole number from `least` to `most`, the
    same for all criteria, so that a result reads on the scale of its marks. `shows_names`: whether
    each member's marks are published by name.
    """

    places: int
    least_members: int
    shows_names: bool
    least: int
    most: int
    criteria: tuple[Criterion, ...]
    shortlist_on: date
    marks_until: date
    published_on: date


@dataclass(frozen=True, slots=True)
class Shortlisted:
    """A participant with its place in its league by settled points."""

    participant: str
    name: str
    place: int
    settled: int


@dataclass(frozen=True, slots=True)
class Finalist:
    """Finalista: a participant of the shortlist. `withdrew`: why it left it; empty if it did not.

    `withdrew_at`: when that was noted. `state`: where it is, which a member of the panel must not
    be from.
    """

    participant: str
    name: str
    league: str
    state: str
    place: int
    settled: int
    withdrew: str = ""
    withdrew_at: datetime | None = None

    def left_after(self, closed_at: datetime | None) -> bool:
        """Whether it left once its marks could be read."""
        if closed_at is None or self.withdrew_at is None:
            return False
        return self.withdrew_at > closed_at


@dataclass(frozen=True, slots=True)
class Member:
    """Integrante del jurado, and the states whose finalists are not for them to mark."""

    account: int
    name: str
    states: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """Calificación of one criterion, as it was typed, and why."""

    typed: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a member says of a finalist, criterion by criterion."""

    member: int
    participant: str
    marks: Mapping[str, Mark]


@dataclass(frozen=True, slots=True)
class Flaw:
    """What a sheet lacks to be handed in: `field` is "mark" or "reason"."""

    criterion: str
    field: str
    code: str


class Fate(StrEnum):
    """What became of a finalist."""

    PLACED = "placed"
    TOO_FEW = "too_few"
    WITHDREW = "withdrew"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a finalist: its result and its place in its league, or why it has none.

    `result` is on the scale of the marks, exact; `means`: of each criterion. `sheets`: those that
    count, by member; they are there too where they are too few for a result.
    """

    finalist: Finalist
    fate: Fate
    sheets: tuple[Sheet, ...]
    place: int | None = None
    result: Fraction | None = None
    means: Mapping[str, Fraction] = field(default_factory=dict)


def check_act(phase: Phase | None, act: FinalAct) -> None:
    """Refuse what the final round has not come to yet, or has left behind."""
    if phase is None:
        raise RuleBroken("no-shortlist")
    if act not in ALLOWED[phase]:
        raise RuleBroken(REFUSED[phase])


def by_settled(rows: Iterable[tuple[str, str, int]]) -> tuple[Shortlisted, ...]:
    """Everybody of a league in competition places by settled points alone, equals by name.

    `rows`: code, name and settled points of each.
    """
    ordered = sorted(rows, key=lambda row: (-row[2], alphabetical(row[1]), row[0]))
    first: dict[int, int] = {}
    for position, (_code, _name, settled) in enumerate(ordered, start=1):
        first.setdefault(settled, position)
    return tuple(
        Shortlisted(code, name, first[settled], settled) for code, name, settled in ordered
    )


def shortlist(standings: Iterable[Shortlisted], places: int) -> tuple[Shortlisted, ...]:
    """The first places of a league; whoever ties at the last of them is in.

    Own rule: nobody without a settled point is a finalist, though they share the first place.
    """
    return tuple(each for each in standings if each.place <= places and each.settled > 0)


def check_redraw(reason: str) -> str:
    """A shortlist is drawn anew for a reason that is kept with it. Gives it as it is kept."""
    return _reason(reason)


def check_withdrawal(reason: str) -> str:
    """A finalist leaves for a reason that is public. Gives it as it is kept."""
    return _reason(reason)


def check_may_mark(member: Member, finalist: Finalist, recused: Collection[str]) -> None:
    """Refuse whoever must not mark a finalist: a conflict of interest, or a recusal of their own.

    `recused`: the finalists that the member recused themselves from.
    """
    if finalist.state in member.states:
        raise RuleBroken("finalist-own-state")
    if finalist.participant in recused:
        raise RuleBroken("already-recused")
    if finalist.withdrew:
        raise RuleBroken("finalist-withdrew")


def check_recusal(reason: str) -> str:
    """A member does not mark a finalist, for a reason that is public. Gives it as it is kept."""
    return _reason(reason)


def mark_of(round_: FinalRound, typed: str) -> int | None:
    """The mark that was typed, if it is a whole number of the scale."""
    written = typed.strip()
    if not (written.isascii() and written.isdecimal() and len(written) <= LONGEST_MARK):
        return None
    mark = int(written)
    return mark if round_.least <= mark <= round_.most else None


def flaws_of(round_: FinalRound, sheet: Sheet) -> tuple[Flaw, ...]:
    """Everything that keeps a sheet from being handed in, in the order of the rubric."""
    return tuple(
        flaw
        for criterion in round_.criteria
        for flaw in _flaws(round_, criterion.code, sheet.marks.get(criterion.code, Mark()))
    )


def result_of(round_: FinalRound, sheet: Sheet) -> Fraction:
    """What one member gives a finalist: the mean of their marks by the weights of the rubric."""
    return sum(
        (each.weight * _mark(round_, sheet, each.code) for each in round_.criteria), Fraction(0)
    )


def counted(
    finalist: Finalist, sheets: Iterable[Sheet], recusals: Collection[tuple[int, str]]
) -> tuple[Sheet, ...]:
    """The sheets on a finalist that count: no member who recused themselves is heard on it."""
    return tuple(
        sorted(
            (
                each
                for each in sheets
                if each.participant == finalist.participant
                and (each.member, each.participant) not in recusals
            ),
            key=lambda each: each.member,
        )
    )


def outcomes(
    round_: FinalRound,
    finalists: Iterable[Finalist],
    sheets: Collection[Sheet],
    recusals: Collection[tuple[int, str]],
) -> tuple[Outcome, ...]:
    """The results of one league, best first: the mean over members of what each gives.

    `sheets`: those that were handed in, at most one of a member on a finalist. Equal results share
    a place (1, 2, 2, 4). Whoever was marked by fewer members than the edition asks for, or left,
    has none and stands last.
    """
    heard = [(each, counted(each, sheets, recusals)) for each in finalists]
    results = {
        finalist.participant: _mean([result_of(round_, sheet) for sheet in found])
        for finalist, found in heard
        if _fate(round_, finalist, found) is Fate.PLACED
    }
    found = [_outcome(round_, finalist, sheets, results) for finalist, sheets in heard]
    return tuple(sorted(found, key=_order))


def _outcome(
    round_: FinalRound,
    finalist: Finalist,
    sheets: tuple[Sheet, ...],
    results: Mapping[str, Fraction],
) -> Outcome:
    fate = _fate(round_, finalist, sheets)
    if fate is not Fate.PLACED:
        return Outcome(finalist, fate, sheets)
    result = results[finalist.participant]
    marks: dict[str, list[Fraction]] = defaultdict(list)
    for sheet in sheets:
        for each in round_.criteria:
            marks[each.code].append(Fraction(_mark(round_, sheet, each.code)))
    return Outcome(
        finalist,
        fate,
        sheets,
        place=1 + sum(other > result for other in results.values()),
        result=result,
        means={code: _mean(given) for code, given in marks.items()},
    )


def _fate(round_: FinalRound, finalist: Finalist, sheets: Collection[Sheet]) -> Fate:
    if finalist.withdrew:
        return Fate.WITHDREW
    return Fate.PLACED if len(sheets) >= round_.least_members else Fate.TOO_FEW


def _flaws(round_: FinalRound, criterion: str, mark: Mark) -> Iterator[Flaw]:
    if not said(mark.typed):
        yield Flaw(criterion, "mark", "mark-missing")
    elif mark_of(round_, mark.typed) is None:
        yield Flaw(criterion, "mark", "mark-outside")
    if not said(mark.reason):
        yield Flaw(criterion, "reason", "mark-reason-missing")
    elif len(mark.reason) > LONGEST_REASON:
        yield Flaw(criterion, "reason", "reason-too-long")


def _mark(round_: FinalRound, sheet: Sheet, criterion: str) -> int:
    mark = mark_of(round_, sheet.marks[criterion].typed)
    if mark is None:
        raise RuleBroken("sheet-incomplete")
    return mark


def _mean(values: Collection[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _reason(reason: str) -> str:
    if not said(reason):
        raise RuleBroken("reason-required")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("reason-too-long", limit=LONGEST_REASON)
    return said(reason)


def _order(outcome: Outcome) -> tuple[int, int, int, str]:
    finalist = outcome.finalist
    standing = (finalist.place, alphabetical(finalist.name))
    return list(Fate).index(outcome.fate), outcome.place or 0, *standing
