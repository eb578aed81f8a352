"""Mejora: what a participant added to the last edition, item by item, from both ledgers of points.

Own rule, in whole points. Only an item that continues one of the last edition counts, and from
the moment its answer is worth something or was refused: what is not answered yet, or not asked any
more, takes nothing away. It is compared with what the item before had settled when that edition
ended.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from game.points import NO_POINTS, PointEvent, PointRules, Points, Reason
from game.questionnaire import Questionnaire

REFUSALS = frozenset({Reason.RETURNED, Reason.REJECTED})


@dataclass(frozen=True, slots=True)
class Lineage:
    """An item and the one of the last edition that it continues, with the full points of each."""

    item: str
    topic: str
    before: str
    full: int
    full_before: int


@dataclass(frozen=True, slots=True)
class ItemLedger:
    """The ledger of one item, folded. `was_refused`: some verdict took its points away.

    `is_asked`: what it has is its own to lose. Closing an item that had no points is no event.
    """

    points: Points = NO_POINTS
    was_refused: bool = False
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class ItemImprovement:
    """A line of the receipt: what the item before is worth now, what this one is, the change."""

    item: str
    topic: str
    then: int
    now: Points
    change: Points


UNTOUCHED = ItemLedger()


def lineage_of(
    questionnaire: Questionnaire,
    rules: PointRules,
    before: Questionnaire,
    rules_before: PointRules,
) -> tuple[Lineage, ...]:
    """The items that continue one of the last edition, in the order of the questionnaire."""
    known = {item.code: item for item in before.items}
    return tuple(
        Lineage(
            item.code,
            item.topic,
            item.continues,
            rules.of(item),
            rules_before.of(known[item.continues]),
        )
        for item in questionnaire.items
        if item.continues in known
    )


def ledgers_of(events: Iterable[PointEvent]) -> Mapping[str, ItemLedger]:
    """Item to its ledger, folded in any order."""
    found: dict[str, ItemLedger] = {}
    for event in events:
        was = found.get(event.item, UNTOUCHED)
        refused = was.was_refused or event.reason in REFUSALS
        found[event.item] = ItemLedger(was.points + event.points, refused)
    return found


def then_of(lineage: Lineage, settled: int) -> int:
    """What the last edition left, in points of now: the share that was settled, rounded down."""
    if lineage.full_before <= 0:
        return 0
    return lineage.full * max(0, min(settled, lineage.full_before)) // lineage.full_before


#   this edition                               provisional          settled
#   not answered, withdrawn                    0                    0
#   not asked, whatever was decided on it      0                    0
#   complete, nobody has verified it           max(0, now - then)   0
#   accepted                                   0                    now - then
#   returned or rejected, and not mended       0                    -then
def change_of(then: int, ledger: ItemLedger) -> Points:
    """What the item adds to the improvement: provisional while nobody has verified it."""
    if not ledger.is_asked:
        return NO_POINTS
    if ledger.points.provisional > 0:
        return Points(provisional=max(0, ledger.points.total - then))
    if ledger.points.settled > 0 or ledger.was_refused:
        return Points(settled=ledger.points.settled - then)
    return NO_POINTS


def receipt_of(
    lineages: Iterable[Lineage],
    settled_before: Mapping[str, int],
    ledgers: Mapping[str, ItemLedger],
) -> tuple[ItemImprovement, ...]:
    """Every item that has a ledger in this edition, each with what it adds, nothing too.

    `settled_before`: item of the last edition to what it had settled; without it, nothing.
    """
    found = []
    for lineage in lineages:
        ledger = ledgers.get(lineage.item)
        if ledger is not None:
            then = then_of(lineage, settled_before.get(lineage.before, 0))
            change = change_of(then, ledger)
            line = ItemImprovement(lineage.item, lineage.topic, then, ledger.points, change)
            found.append(line)
    return tuple(found)


def improvement_of(receipt: Iterable[ItemImprovement]) -> Points:
    """What a receipt adds up to, in both parts; it may be less than nothing."""
    return sum((line.change for line in receipt), NO_POINTS)


def counts_of(receipt: Iterable[ItemImprovement]) -> tuple[int, int]:
    """How many items of a receipt gained, and how many lost."""
    changes = [line.change.total for line in receipt]
    return sum(each > 0 for each in changes), sum(each < 0 for each in changes)
