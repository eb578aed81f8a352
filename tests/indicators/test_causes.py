"""Causas: why each item is behind a part of a change, and figures that add up as they are shown."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.causes import Cause, Reason, movements_of, part_of, shown_change
from indicators.change import Changes, Lineage
from indicators.ranks import round_half_up
from indicators.scores import Scores, score
from indicators.tree import Leaf, Node
from tests.indicators.builders import (
    EXCLUDING,
    LAW,
    NA,
    OPEN,
    SILENT,
    UNASKED,
    UNSURE,
    Given,
    matrix,
)
from tests.indicators.editions import NOW, THEN, WHO, editions, lineages

HALF = Fraction(1, 2)
PLAIN = Node("index", leaves=(Leaf("a"), Leaf("b"), Leaf("c")))
SAME = (("a", "a"), ("b", "b"), ("c", "c"))
KEPT: dict[str, Given] = {"a": HALF, "b": 1, "c": 0}


def edition(answers: Mapping[str, Given], tree: Node = PLAIN) -> Scores:
    return score(tree, matrix({"20": answers}, [*answers]), EXCLUDING)


def reasons(
    before: Scores, after: Scores, lineage: Lineage = SAME
) -> list[tuple[Cause, Reason, tuple[str, ...]]]:
    changes = Changes(before, after, lineage)
    return [
        (each.cause, each.reason, each.line.after or each.line.before)
        for each in movements_of(changes, changes.of("20"))
    ]


def test_a_better_answer_and_a_worse_one() -> None:
    assert reasons(edition(KEPT), edition({**KEPT, "a": 1, "b": HALF})) == [
        (Cause.PERFORMANCE, Reason.IMPROVED, ("a",)),
        (Cause.PERFORMANCE, Reason.LOST, ("b",)),
    ]


@pytest.mark.parametrize(
    ("then", "now", "reason"),
    [
        pytest.param(0, NA, Reason.EXCUSED, id="turned not applicable"),
        pytest.param(NA, 0, Reason.APPLIES, id="applies now"),
        pytest.param(0, SILENT, Reason.SILENCED, id="no answer any more"),
        pytest.param(0, UNSURE, Reason.SILENCED, id="does not know any more"),
        pytest.param(SILENT, 0, Reason.ANSWERED, id="answered at last"),
        pytest.param(0, UNASKED, Reason.UNASKED, id="no longer asked"),
        pytest.param(UNASKED, 0, Reason.ASKED, id="asked now"),
        pytest.param(0, OPEN, Reason.SILENCED, id="its opener lost its verdict"),
        pytest.param(OPEN, 0, Reason.ANSWERED, id="its opener and itself verified"),
    ],
)
def test_which_answers_count(then: Given, now: Given, reason: Reason) -> None:
    """The others, of which nothing became, weigh more or less for it."""
    found = reasons(edition({**KEPT, "c": then}), edition({**KEPT, "c": now}))
    assert found == [
        (Cause.COVERAGE, reason, ("c",)),
        (Cause.COVERAGE, Reason.OTHERS, ("b",)),
        (Cause.COVERAGE, Reason.OTHERS, ("a",)),
    ]


def test_what_did_not_count_and_does_not_moved_nothing() -> None:
    before, after = edition({**KEPT, "c": SILENT}), edition({**KEPT, "c": NA})
    assert reasons(before, after) == []


#   c leaves, d comes, b weighs three; a is as it was, but less of the whole.
def test_what_the_method_did() -> None:
    newer = Node("index", leaves=(Leaf("a"), Leaf("b", Fraction(3)), Leaf("d")))
    after = edition({"a": HALF, "b": 1, "d": 1}, newer)
    found = reasons(edition({**KEPT, "a": 0}), after, (("a", "a"), ("b", "b")))
    assert [each for each in found if each[0] is Cause.METHOD] == [
        (Cause.METHOD, Reason.ADDED, ("d",)),
        (Cause.METHOD, Reason.DROPPED, ("c",)),
        (Cause.METHOD, Reason.REWEIGHTED, ("b",)),
        (Cause.METHOD, Reason.OTHERS, ("a",)),
    ]


def test_an_item_that_moved_under_another_weight_was_weighed_anew() -> None:
    tree = Node("index", children=(Node("P", leaves=(Leaf("a"),)), Node("I", leaves=(Leaf("b"),))))
    heavy = Node(
        "index",
        children=(Node("P", Fraction(2), leaves=(Leaf("a"),)), Node("I", leaves=(Leaf("b"),))),
    )
    answers = {"a": 1, "b": 0}
    assert reasons(edition(answers, tree), edition(answers, heavy)) == [
        (Cause.METHOD, Reason.REWEIGHTED, ("a",)),
        (Cause.METHOD, Reason.OTHERS, ("b",)),
    ]


def test_what_several_items_say_together_is_the_loudest_of_it() -> None:
    """One question became two, of which one is silent and the other does not apply."""
    newer = Node("index", leaves=(Leaf("b"), Leaf("c"), Leaf("d")))
    before = edition({"a": 0, "d": 1}, Node("index", leaves=(Leaf("a"), Leaf("d"))))
    after = edition({"b": SILENT, "c": NA, "d": 1}, newer)
    found = reasons(before, after, (("a", "b"), ("a", "c"), ("d", "d")))
    assert (Cause.COVERAGE, Reason.SILENCED, ("b", "c")) in found


#   41.34 and 45.57 are shown as 41.3 and 45.6: 4.3 apart, and not 4.23.
def test_a_change_is_the_difference_of_what_was_published() -> None:
    tree = Node("index", leaves=(Leaf("a"),))
    found = Changes(
        edition({"a": Fraction(4134, 10000)}, tree),
        edition({"a": Fraction(4557, 10000)}, tree),
        (("a", "a"),),
    ).of("20")
    shown = shown_change(found, 1)
    assert (str(shown.before), str(shown.after), str(shown.total)) == ("41.3", "45.6", "4.3")
    assert list(map(str, shown.parts.values())) == ["4.3", "0.0", "0.0"]
    assert str(shown_change(found, 2).total) == "4.23"


def test_without_both_scores_there_is_nothing_to_show() -> None:
    silent = edition(dict.fromkeys("abc", SILENT))
    changes = Changes(silent, edition(KEPT), SAME)
    assert shown_change(changes.of("20"), 1) is None
    assert movements_of(changes, changes.of("20")) == ()


@LAW
@given(editions(THEN), editions(NOW), lineages, st.integers(0, 2))
def test_the_items_of_a_cause_are_all_of_it_and_the_shown_parts_all_of_the_change(
    before: Scores, after: Scores, lineage: list, decimals: int
) -> None:
    changes = Changes(before, after, lineage)
    for who in WHO:
        found = changes.of(who)
        shown = shown_change(found, decimals)
        if shown is None:
            continue
        for cause in Cause:
            told = sum(each.moved for each in movements_of(changes, found) if each.cause is cause)
            lift = part_of(found.lift, cause)
            assert told + lift == pytest.approx(part_of(found.split, cause), abs=1e-9)
        assert sum(shown.parts.values(), Decimal(0)) == shown.total == shown.after - shown.before
        assert shown.after == round_half_up(found.after * 100, decimals)
