"""Carga: what the questionnaire costs those who answer it, item by item. Our own red tape.

Time is read from what people do anyway: they open a level, and they save. Nothing watches them in
between. Own rule: the time of a save is what passed since the same person last opened that level,
or saved in it; what passed before their last save anywhere belongs to that save, so that no minute
is counted twice; a pause longer than the edition says counts nothing, because nobody knows what it
was; what is saved at one stroke shares its time in equal parts; and whoever never opened the level
on its page (a program, a file) is not timed. So what is measured is the least that an item takes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import chain, groupby
from typing import Final

from game.editions import Act, Stage, allows
from game.questionnaire import Item, Questionnaire, Topic

MINUTE: Final = timedelta(minutes=1)
NO_TIME: Final = timedelta(0)


class Measure(StrEnum):
    """How heavy an item is; of each, more is heavier.

    minutes         of a participant, the median
    returns         each time a verdict sent an answer back, among answers that have a verdict
    blanks          asked and never answered, among those whose turn to answer is over
    not_applicable  answered "no aplica", among those that answered
    weight          bytes of the documents of an answer that cites any, the median
    documents       how many those are, the median
    saves           of a participant that saved it, the median
    """

    MINUTES = "minutes"
    RETURNS = "returns"
    BLANKS = "blanks"
    NOT_APPLICABLE = "not_applicable"
    WEIGHT = "weight"
    DOCUMENTS = "documents"
    SAVES = "saves"


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who answers opened the page of a level."""

    account: int
    topic: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Save:
    """Somebody saved an answer, or cited evidence for it."""

    account: int
    topic: str
    item: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Borne:
    """What one item has cost one participant so far. `spent`: nothing where it was not timed."""

    spent: timedelta | None = None
    saves: int = 0
    is_asked: bool = False
    is_blank: bool = True
    is_not_applicable: bool = False
    documents: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """What one participant has borne, by item, and the levels it has handed in."""

    borne: Mapping[str, Borne]
    handed_in: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Returned:
    """Verdicts on one item: how often an answer was sent back, and how many answers have one."""

    times: int
    answers: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure and how many participants, or answers, it rests on; no value on too few."""

    value: Fraction | None = None
    count: int = 0

    @property
    def is_few(self) -> bool:
        """Something was measured, on too few to be shown."""
        return self.value is None and self.count > 0


NOT_MEASURED: Final = Figure()


@dataclass(frozen=True, slots=True)
class ItemBurden:
    """How heavy an item is, and how heavy the one it continues was in the edition before."""

    item: Item
    now: Mapping[Measure, Figure]
    before: Mapping[Measure, Figure] = field(default_factory=dict)

    def change(self, measure: Measure) -> Fraction | None:
        """By how much it is heavier; nothing where either edition has no figure."""
        now = self.now[measure].value
        before = self.before.get(measure, NOT_MEASURED).value
        return None if now is None or before is None else now - before


@dataclass(frozen=True, slots=True)
class LevelBurden:
    """The minutes of a level, of participants that handed it in, beside those it promises."""

    topic: Topic
    minutes: Figure
    items: tuple[ItemBurden, ...]

    @property
    def is_longer(self) -> bool:
        """Whether it takes more than it promises."""
        return self.minutes.value is not None and self.minutes.value > self.topic.minutes


@dataclass(frozen=True, slots=True)
class Burden:
    """A whole edition: its levels, how many participants take part and how many were timed.

    `returned`: what was sent back of all its answers that have a verdict.
    """

    levels: tuple[LevelBurden, ...]
    participants: int
    timed: int
    returned: Figure = NOT_MEASURED

    @property
    def items(self) -> tuple[ItemBurden, ...]:
        return tuple(item for level in self.levels for item in level.items)


def is_timed(stage: Stage) -> bool:
    """Whether answers can change, so that opening a level may be where work on it begins."""
    return allows(stage, Act.MEND)


def time_spent(
    visits: Iterable[Visit], saves: Iterable[Save], idle: timedelta
) -> dict[str, timedelta]:
    """Item to the time that the people of one participant put into it, all of them together.

    An item none of whose saves could be timed is left out: that is not the same as no time.
    """
    acts_of: dict[int, list[Visit | Save]] = {}
    acts: Iterable[Visit | Save] = chain(visits, saves)
    for act in acts:
        acts_of.setdefault(act.account, []).append(act)
    spent: dict[str, timedelta] = {}
    for one in acts_of.values():
        for item, time in _timed(one, idle):
            spent[item] = spent.get(item, NO_TIME) + time
    return spent


def burden_of(
    questionnaire: Questionnaire,
    loads: Sequence[Load],
    returned: Mapping[str, Returned],
    *,
    is_over: bool,
    fewest: int,
    before: Mapping[str, ItemBurden] | None = None,
) -> Burden:
    """Everything measured of an edition. `before`: item of the last edition to its burden.

    `fewest`: on how many a figure rests at least.
    `is_over`: nobody can answer any more, so that whatever is blank stays blank; until then only
    the levels that were handed in are looked at for blanks.
    """

    def weighed(item: Item) -> ItemBurden:
        earlier = (before or {}).get(item.continues or "")
        now = _figures(item, loads, returned.get(item.code), fewest, is_over=is_over)
        return ItemBurden(item, now, earlier.now if earlier else {})

    return Burden(
        levels=tuple(
            LevelBurden(
                topic, _level_minutes(topic, loads, fewest), tuple(map(weighed, topic.items))
            )
            for topic in questionnaire.topics
        ),
        participants=len(loads),
        timed=sum(any(borne.spent is not None for borne in load.borne.values()) for load in loads),
        returned=_share(
            sum(each.times for each in returned.values()),
            sum(each.answers for each in returned.values()),
            fewest,
        ),
    )


def ordered(items: Iterable[ItemBurden], by: Measure) -> tuple[ItemBurden, ...]:
    """The heaviest first, those without a figure last; equals stay as the questionnaire asks them.

    Of equal bytes, more documents are heavier.
    """
    return tuple(sorted(items, key=lambda each: _lightness(each, by)))


def heaviest(burden: Burden, by: Measure, most: int) -> tuple[ItemBurden, ...]:
    """The heaviest items of an edition by one measure. What weighs nothing is none of them."""
    return tuple(each for each in ordered(burden.items, by) if _weighs(each, by))[:most]


def _timed(acts: Iterable[Visit | Save], idle: timedelta) -> Iterator[tuple[str, timedelta]]:
    """The saves of one person that can be timed, each with its time."""
    last: dict[str, datetime] = {}
    told_until: datetime | None = None
    for at, together in groupby(sorted(acts, key=lambda act: act.at), key=lambda act: act.at):
        stroke = list(together)
        opened = {act.topic for act in stroke if isinstance(act, Visit)}
        last |= {topic: last.get(topic, at) for topic in opened}
        saves = [act for act in stroke if isinstance(act, Save)]
        timed = [save for save in saves if save.topic in last]
        if timed:
            begun = max(last[save.topic] for save in timed)
            gap = at - (begun if told_until is None else max(begun, told_until))
            if gap <= idle:
                yield from ((save.item, gap // len(timed)) for save in timed)
        last |= dict.fromkeys(opened | {save.topic for save in timed}, at)
        told_until = at if saves else told_until


def _figures(
    item: Item, loads: Sequence[Load], returned: Returned | None, fewest: int, *, is_over: bool
) -> dict[Measure, Figure]:
    def median(values: Sequence[Fraction | int]) -> Figure:
        return _median(values, fewest)

    def share(part: int, count: int) -> Figure:
        return _share(part, count, fewest)

    pairs = [(load, load.borne[item.code]) for load in loads if item.code in load.borne]
    asked = [(load, borne) for load, borne in pairs if borne.is_asked]
    over = [borne for load, borne in asked if is_over or item.topic in load.handed_in]
    given = [borne for _, borne in asked if not borne.is_blank]
    proved = [borne for borne in given if borne.documents]
    return {
        Measure.MINUTES: median([_minutes(b.spent) for _, b in pairs if b.spent is not None]),
        Measure.RETURNS: share(returned.times, returned.answers) if returned else NOT_MEASURED,
        Measure.BLANKS: share(sum(borne.is_blank for borne in over), len(over)),
        Measure.NOT_APPLICABLE: share(sum(b.is_not_applicable for b in given), len(given)),
        Measure.WEIGHT: median([borne.size for borne in proved]),
        Measure.DOCUMENTS: median([borne.documents for borne in proved]),
        Measure.SAVES: median([borne.saves for _, borne in pairs if borne.saves]),
    }


def _level_minutes(topic: Topic, loads: Sequence[Load], fewest: int) -> Figure:
    """Of those that handed it in and were timed in any of it: the items they are asked together."""
    found = []
    for load in loads:
        borne = [load.borne[item.code] for item in topic.items if item.code in load.borne]
        times = [each.spent for each in borne if each.is_asked and each.spent is not None]
        if times and topic.code in load.handed_in:
            found.append(_minutes(sum(times, NO_TIME)))
    return _median(found, fewest)


def _minutes(spent: timedelta) -> Fraction:
    return Fraction(spent // timedelta.resolution, MINUTE // timedelta.resolution)


def _median(values: Sequence[Fraction | int], fewest: int) -> Figure:
    """Exact: the middle one, or half-way between the two in the middle."""
    count = len(values)
    if count < fewest:
        return Figure(None, count)
    placed = sorted(values)
    return Figure(Fraction(placed[(count - 1) // 2] + placed[count // 2]) / 2, count)


def _share(part: int, count: int, fewest: int) -> Figure:
    return Figure(None if count < fewest else Fraction(part, count), count)


def _lightness(each: ItemBurden, by: Measure) -> tuple[Fraction, ...]:
    """Smallest for the heaviest."""
    measures = (by, Measure.DOCUMENTS) if by is Measure.WEIGHT else (by,)
    values = (each.now[measure].value for measure in measures)
    return tuple(Fraction(1) if value is None else -value for value in values)


def _weighs(each: ItemBurden, by: Measure) -> bool:
    measures = (by, Measure.DOCUMENTS) if by is Measure.WEIGHT else (by,)
    return any(each.now[measure].value for measure in measures)
