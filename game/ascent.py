"""Ascenso: what would move a participant one place up, and which levels hold the points for it.

Own rule. Equal points share a place, so a place is gained by reaching the next total above. What a
level holds depends on how many of its items lack something, never on what they would say: an
honest no brings as much as a proved yes. Whatever only verifiers can do is told apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from game.leaderboard import Standing
from game.points import Course, PointRules, points_of_complete
from game.questionnaire import Item
from game.reviews import Verdict
from game.signatures import Signature, signed_since, signing_since


class Way(StrEnum):
    """What an item waits for: to be answered in full, mended, handed in and signed, verified."""

    ANSWER = "answer"
    MEND = "mend"
    SIGN = "sign"
    VERIFY = "verify"


# What brings points as soon as its government has done it.
AT_ONCE = frozenset({Way.ANSWER, Way.MEND})


@dataclass(frozen=True, slots=True)
class Chance:
    """An item that can still bring points: `soon` when it is complete, `later` when accepted."""

    item: str
    topic: str
    way: Way
    soon: int
    later: int


@dataclass(frozen=True, slots=True)
class Signing:
    """What a level has for being signed in time, or would have.

    `held`: while it is signed; to answer or mend anything in it takes that until it is signed
    again. `coming`: what signing it now would bring.
    """

    held: int = 0
    coming: int = 0


UNSIGNED = Signing()


@dataclass(frozen=True, slots=True)
class LevelChance:
    """What a level can still bring: `soon` by completing its items, `later` by their verdicts."""

    topic: str
    chances: tuple[Chance, ...]
    signing: Signing = UNSIGNED

    @property
    def soon(self) -> int:
        return sum(each.soon for each in self.chances)

    @property
    def later(self) -> int:
        return sum(each.later for each in self.chances)

    @property
    def at_once(self) -> int:
        """What its points change by when its items are completed, before anybody signs."""
        return self.soon - self.signing.held

    @property
    def on_signing(self) -> int:
        """What comes, or comes back, when it is signed after that."""
        return self.signing.held + self.signing.coming

    @property
    def to_do(self) -> tuple[Chance, ...]:
        """The items that something can be done about now."""
        return tuple(each for each in self.chances if each.way in AT_ONCE)


@dataclass(frozen=True, slots=True)
class Climb:
    """Where a participant is, and what is above it. `rivals`: who has the next total, by name.

    `to_share`: points up to their total, 0 where it is shared already. Without rivals it is first
    alone.
    """

    place: int
    members: int
    next_place: int
    rivals: tuple[str, ...]
    to_share: int

    @property
    def to_pass(self) -> int:
        """Points to be ahead of them."""
        return self.to_share + 1

    @property
    def need(self) -> int:
        """Points for the next place; out of a shared first one it takes a point more."""
        return self.to_share or self.to_pass

    @property
    def is_first(self) -> bool:
        """Nobody has more, though some may have as many."""
        return self.place == 1


class Reach(StrEnum):
    """How the next place can be reached, the surest way first."""

    ANSWERING = "answering"
    WAITING = "waiting"
    VERIFIED = "verified"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Route:
    """How a climb can be made. `enough`: the fewest levels that suffice; `rest`: the others.

    A level that is signed in time never suffices by completing it: its points come with the next
    signature.

    `waiting`: points that come if all that waits for a verdict is accepted, with nothing to do;
    `unsigned`: those of complete answers that nobody can verify before they are signed; `timely`:
    those of all levels that can still be signed in time.
    """

    reach: Reach
    enough: tuple[LevelChance, ...]
    rest: tuple[LevelChance, ...]
    waiting: int
    unsigned: int
    timely: int


#   complete   verdict that stands   may be changed   level signed   waits for
#   no         any                   yes              any            its answer
#   yes        returned              yes              any            its mending
#   yes        none                  any              no             its hand-in and signature
#   yes        none                  any              yes            its verdict
#   anything else                                                    nothing more
def chance_of(
    rules: PointRules,
    item: Item,
    *,
    complete: bool,
    standing: Verdict | None,
    is_open: bool,
    is_signed: bool,
    returns: int = 0,
) -> Chance | None:
    """What an item that is asked can still bring, on the course that it is on."""
    way = _way(complete=complete, standing=standing, is_open=is_open, is_signed=is_signed)
    if way is None:
        return None
    answered = points_of_complete(rules, item, None).total
    accepted = points_of_complete(rules, item, Verdict.ACCEPTED, Course(returns)).total
    soon = answered if way in AT_ONCE else 0
    return Chance(item.code, item.topic, way, soon, accepted - answered)


def climb_of(standings: Sequence[Standing], own: str, total: int) -> Climb:
    """What is above `own`, whose points are `total` now, on a board that may be older."""
    others = [each for each in standings if each.participant != own]
    above = [each for each in others if each.points.total > total]
    beside = [each for each in others if each.points.total == total]
    aim = min((each.points.total for each in above), default=total)
    rivals = [each for each in above if each.points.total == aim] if above else beside
    return Climb(
        place=1 + len(above),
        members=1 + len(others),
        next_place=1 + sum(each.points.total > aim for each in others),
        rivals=tuple(each.name for each in rivals),
        to_share=aim - total,
    )


def signing_of(rules: PointRules, signatures: Sequence[Signature], now: datetime) -> Signing:
    """`signatures`: all of the level, in order. One that was mended keeps its first day."""
    since = signed_since(signatures)
    if since is not None:
        return Signing(held=rules.timely(since).total)
    return Signing(coming=rules.timely(signing_since(signatures, now)).total)


def route_of(
    chances: Iterable[Chance],
    climb: Climb,
    signings: Mapping[str, Signing] = MappingProxyType({}),
) -> Route:
    """The fewest levels that bring what is missing, those with the least to do; and all others.

    Of the levels that are needed, the last one is the smallest that still suffices. `signings`: by
    topic, where signing in time matters.
    """
    levels = _by_level(chances, signings)
    waiting, unsigned = _later(levels, Way.VERIFY), _later(levels, Way.SIGN)
    timely = sum(level.signing.coming for level in levels)
    enough = _fewest([level for level in levels if not level.signing.held], climb.need)
    if enough:
        reach = Reach.ANSWERING
    elif waiting >= climb.need:
        reach = Reach.WAITING
    elif timely + sum(level.soon + level.later for level in levels) >= climb.need:
        reach = Reach.VERIFIED
    else:
        reach = Reach.OUT
    rest = (level for level in levels if level not in enough and level.to_do)
    by_worth = tuple(sorted(rest, key=lambda each: -each.soon))
    return Route(reach, enough, by_worth, waiting, unsigned, timely)


def _way(*, complete: bool, standing: Verdict | None, is_open: bool, is_signed: bool) -> Way | None:
    if not complete:
        return Way.ANSWER if is_open else None
    if standing is Verdict.RETURNED:
        return Way.MEND if is_open else None
    if standing is not None:
        return None
    return Way.VERIFY if is_signed else Way.SIGN


def _later(levels: Iterable[LevelChance], way: Way) -> int:
    """What the verdicts on everything that waits in this way can bring."""
    return sum(each.later for level in levels for each in level.chances if each.way is way)


def _by_level(
    chances: Iterable[Chance], signings: Mapping[str, Signing]
) -> tuple[LevelChance, ...]:
    """In the order in which the levels come."""
    found: dict[str, list[Chance]] = {}
    for each in chances:
        found.setdefault(each.topic, []).append(each)
    return tuple(
        LevelChance(topic, tuple(of), signings.get(topic, UNSIGNED)) for topic, of in found.items()
    )


def _fewest(levels: Sequence[LevelChance], need: int) -> tuple[LevelChance, ...]:
    """The largest ones, as many as it takes, the last of them replaced by one that has less to do.

    Nothing where all of them are not enough.
    """
    largest = sorted((each for each in levels if each.soon), key=lambda each: -each.soon)
    taken: list[LevelChance] = []
    for level in largest:
        if level.soon >= need:
            fitting = [each for each in largest if each not in taken and each.soon >= need]
            return (*taken, min(fitting, key=lambda each: (len(each.to_do), each.soon)))
        taken.append(level)
        need -= level.soon
    return ()
