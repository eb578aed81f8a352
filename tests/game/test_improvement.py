"""Mejora: what one edition added to the last, item by item.

The item is worth 12 now and was worth 10 then; what it had settled then counts in points of now:

settled then   10   5   0
counts now     12   6   0

this edition              was accepted (12)   was half settled (6)   was not (0)
not answered, withdrawn   0                   0                      0
complete                  0 (not 6 - 12)      0                      6 provisional
accepted                  0                   6                      12
returned, rejected        -12                 -6                     0
mended, not verified      0                   0                      6 provisional
"""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.improvement import (
    ItemLedger,
    Lineage,
    change_of,
    improvement_of,
    ledgers_of,
    lineage_of,
    receipt_of,
    then_of,
)
from game.points import (
    NO_POINTS,
    STRAIGHT,
    Course,
    PointEvent,
    PointRules,
    Points,
    Reason,
    Returns,
    change,
    points_of,
)
from game.questionnaire import Item, Kind, Pillar, Questionnaire
from game.reviews import Verdict
from tests.game.builders import (
    ONE_OF_EACH,
    a_claim,
    a_topic,
    an_excuse,
    an_honest_no,
    an_item,
    text,
)

HERE = Lineage("P1-01", "P1", "25-P1-01", full=12, full_before=10)
ANSWERED = PointEvent("P1-01", Reason.ANSWERED, Points(6))
WITHDRAWN = PointEvent("P1-01", Reason.ANSWERED, Points(-6))
UNASKED = PointEvent("P1-01", Reason.CONDITION, Points(-6))
ACCEPTED = PointEvent("P1-01", Reason.ACCEPTED, Points(-6, 12))
RETURNED = PointEvent("P1-01", Reason.RETURNED, Points(-6))
REJECTED = PointEvent("P1-01", Reason.REJECTED, Points(-6))
MENDED = ANSWERED

HISTORIES: dict[str, tuple[PointEvent, ...]] = {
    "nothing": (),
    "complete": (ANSWERED,),
    "accepted": (ANSWERED, ACCEPTED),
    "withdrawn": (ANSWERED, WITHDRAWN),
    "not asked any more": (ANSWERED, UNASKED),
    "returned": (ANSWERED, RETURNED),
    "rejected": (ANSWERED, REJECTED),
    "mended": (ANSWERED, RETURNED, MENDED),
    "mended and accepted": (ANSWERED, RETURNED, MENDED, ACCEPTED),
    "withdrawn after its return": (ANSWERED, RETURNED, MENDED, WITHDRAWN),
}
#                          was accepted     was half settled    was not
CHANGES = {
    "nothing": (NO_POINTS, NO_POINTS, NO_POINTS),
    "complete": (NO_POINTS, NO_POINTS, Points(6)),
    "accepted": (NO_POINTS, Points(0, 6), Points(0, 12)),
    "withdrawn": (NO_POINTS, NO_POINTS, NO_POINTS),
    "not asked any more": (NO_POINTS, NO_POINTS, NO_POINTS),
    "returned": (Points(0, -12), Points(0, -6), NO_POINTS),
    "rejected": (Points(0, -12), Points(0, -6), NO_POINTS),
    "mended": (NO_POINTS, NO_POINTS, Points(6)),
    "mended and accepted": (NO_POINTS, Points(0, 6), Points(0, 12)),
    "withdrawn after its return": (Points(0, -12), Points(0, -6), NO_POINTS),
}


@pytest.mark.parametrize(("settled", "which"), [(10, 0), (5, 1), (0, 2)])
@pytest.mark.parametrize("history", CHANGES)
def test_an_item_adds_what_it_settles_beyond_the_last_edition(
    history: str, settled: int, which: int
) -> None:
    receipt = receipt_of([HERE], {"25-P1-01": settled}, ledgers_of(HISTORIES[history]))
    assert improvement_of(receipt) == CHANGES[history][which]


@pytest.mark.parametrize("settled", [10, 5, 0])
@pytest.mark.parametrize("history", CHANGES)
def test_an_item_that_is_not_asked_adds_and_takes_nothing(history: str, settled: int) -> None:
    """Whatever was decided on it. Its points went when it was closed."""
    ledgers = {
        item: replace(ledger, points=NO_POINTS, is_asked=False)
        for item, ledger in ledgers_of(HISTORIES[history]).items()
    }
    receipt = receipt_of([HERE], {"25-P1-01": settled}, ledgers)
    assert improvement_of(receipt) == NO_POINTS


@pytest.mark.parametrize(
    ("full", "full_before", "settled", "then"),
    [(12, 10, 10, 12), (12, 10, 5, 6), (10, 12, 6, 5), (10, 12, 7, 5), (10, 0, 4, 0)],
)
def test_the_last_edition_counts_as_a_share_in_whole_points(
    full: int, full_before: int, settled: int, then: int
) -> None:
    assert then_of(replace(HERE, full=full, full_before=full_before), settled) == then


def test_never_more_than_all_and_never_less_than_nothing() -> None:
    assert (then_of(HERE, 99), then_of(HERE, -3)) == (12, 0)


def test_an_item_that_does_not_exist_any_more_takes_nothing_away() -> None:
    assert receipt_of([HERE], {"25-P9-09": 10}, {"P1-07": ItemLedger(Points(0, 10))}) == ()


def questionnaire(edition: str, *items: Item) -> Questionnaire:
    pillar = Pillar("P", text("Políticas"), Fraction(1), (a_topic(*items),))
    return Questionnaire(edition, "v", (pillar,))


def test_only_items_that_continue_another_one_count() -> None:
    before = questionnaire("2025", an_item(Kind.NUMBER, "25-P1-01"), an_item(code="25-P1-02"))
    now = questionnaire(
        "2026",
        an_item(Kind.NUMBER, "P1-01", continues="25-P1-01"),
        an_item(code="P1-02"),
        an_item(code="P1-03", continues="25-P1-99"),
        an_item(code="P1-04", continues="25-P1-01"),
    )
    then, rules = PointRules({}, 8), PointRules({"number": 12}, 10)
    assert lineage_of(now, rules, before, then) == (
        Lineage("P1-01", "P1", "25-P1-01", 12, 8),
        Lineage("P1-04", "P1", "25-P1-01", 10, 8),
    )


def test_the_receipt_says_what_was_and_what_is() -> None:
    line, *rest = receipt_of([HERE], {"25-P1-01": 5}, ledgers_of((ANSWERED, ACCEPTED)))
    assert not rest
    assert (line.item, line.then, line.now, line.change) == (
        "P1-01",
        6,
        Points(0, 12),
        Points(0, 6),
    )


# Laws, over any items, any histories of them, and whatever the last edition left.

RULES = PointRules({"percentage": 14, "number": 12}, default=10)
STRICT = PointRules({}, 12, Fraction(1, 4), Returns(1, Fraction(1, 2)), Fraction(3, 4))
events = st.builds(
    PointEvent,
    st.sampled_from([f"P1-0{n}" for n in range(1, 5)]),
    st.sampled_from(Reason),
    st.builds(Points, st.integers(-12, 12), st.integers(-12, 12)),
)
lineages = st.lists(
    st.builds(
        Lineage,
        st.sampled_from([f"P1-0{n}" for n in range(1, 5)]),
        st.just("P1"),
        st.sampled_from([f"25-P1-0{n}" for n in range(1, 4)]),
        st.integers(0, 14),
        st.integers(0, 14),
    ),
    unique_by=lambda each: each.item,
)
settled_before = st.dictionaries(
    st.sampled_from([f"25-P1-0{n}" for n in range(1, 4)]), st.integers(0, 14)
)
verdicts = st.sampled_from((None, *Verdict))


@given(lineages, settled_before, st.lists(events), st.randoms())
def test_the_order_of_events_does_not_matter(
    lineages: list[Lineage], settled: dict[str, int], told: list[PointEvent], draw: object
) -> None:
    other = list(told)
    draw.shuffle(other)  # type: ignore[attr-defined]
    assert receipt_of(lineages, settled, ledgers_of(told)) == receipt_of(
        lineages, settled, ledgers_of(other)
    )


@given(lineages, settled_before, st.lists(events))
def test_the_improvement_is_the_sum_of_its_receipt(
    lineages: list[Lineage], settled: dict[str, int], told: list[PointEvent]
) -> None:
    receipt = receipt_of(lineages, settled, ledgers_of(told))
    total = improvement_of(receipt)
    assert total.provisional == sum(line.change.provisional for line in receipt)
    assert total.settled == sum(line.change.settled for line in receipt)
    assert {line.item for line in receipt} == {e.item for e in told} & {e.item for e in lineages}


@given(
    st.sampled_from(ONE_OF_EACH),
    st.sampled_from((RULES, STRICT)),
    st.sampled_from((RULES, STRICT)),
    st.builds(Course, st.integers(0, 3), st.booleans()),
)
def test_whoever_repeats_what_was_accepted_neither_gains_nor_loses(
    item: Item, then: PointRules, now: PointRules, course: Course
) -> None:
    """On the same course under the same rules; and wholly accepted twice, under any."""
    same = course if then == now else STRAIGHT
    settled = points_of(then, item, a_claim(item), Verdict.ACCEPTED, same).settled
    ledger = ItemLedger(points_of(now, item, a_claim(item), Verdict.ACCEPTED, same))
    lineage = Lineage(item.code, "P1", "25", now.of(item), then.of(item))
    assert change_of(then_of(lineage, settled), ledger) == NO_POINTS


@given(st.sampled_from(ONE_OF_EACH), st.lists(verdicts, max_size=6), st.integers(0, 14))
def test_an_honest_no_improves_exactly_as_a_proved_yes(
    item: Item, course: list[Verdict | None], settled: int
) -> None:
    changes = set()
    for answer in (a_claim(item), an_honest_no(item), an_excuse(item)):
        states = [NO_POINTS, *(points_of(RULES, item, answer, each) for each in course)]
        reasons = [Reason(each.value) if each else Reason.ANSWERED for each in course]
        moves = (
            change(a, b, item.code, reason)
            for (a, b), reason in zip(pairwise(states), reasons, strict=True)
        )
        ledger = ledgers_of([each for each in moves if each is not None])
        lineage = Lineage(item.code, "P1", "25", RULES.of(item), 14)
        changes.add(improvement_of(receipt_of([lineage], {"25": settled}, ledger)))
    assert len(changes) == 1


@given(st.integers(0, 14), verdicts)
def test_nobody_loses_before_a_verdict(then: int, verdict: Verdict | None) -> None:
    worth = points_of(RULES, ONE_OF_EACH[0], a_claim(ONE_OF_EACH[0]), verdict)
    refused = verdict in {Verdict.RETURNED, Verdict.REJECTED}
    found = change_of(then, ItemLedger(worth, refused))
    assert found.total >= 0 or verdict is not None
