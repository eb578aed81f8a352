"""Cotas: whatever becomes of what is not known, no value and no place leaves its bounds."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.questionnaire import Item
from indicators.definition import Definition
from indicators.matrix import Given, known_of
from indicators.report import Entry, Results, compute
from indicators.report import results_of as report
from indicators.scores import score
from indicators.tree import Coverage, Leaf, Method, Node, Policies, Silence, ThinNode
from tests.indicators.builders import LAW, OPEN, SILENT, matrix, one
from tests.indicators.editions import trees
from tests.indicators.questionnaires import CITY, CODES, STATE, openable, told

EXACT = 1e-9
WHO = (STATE, CITY, replace(STATE, code="31"), replace(STATE, code="09"))
ENTRIES = [Entry(each.code, each.name, each.kind, "a") for each in WHO]


@st.composite
def policies(draw: st.DrawFn, *thin: ThinNode) -> Policies:
    return Policies(
        draw(st.sampled_from(Silence)),
        draw(st.sampled_from([(), *[(Fraction(n, 4), Fraction(n, 6)) for n in (1, 2, 3)]])),
        draw(st.sampled_from(thin)),
        draw(st.sampled_from(Coverage)),
    )


def results_of(tree: Node, rules: Policies, items: tuple[Item, ...], given: list[Given]) -> Results:
    cells = [
        (who.code, item.code, *known_of(item, said, who))
        for who, said in zip(WHO, given, strict=True)
        for item in items
        if item.code in {leaf.item for leaf in tree.all_leaves()}
    ]
    return compute(Definition("2026", "v1", tree, rules), ENTRIES, cells)


@st.composite
def futures(draw: st.DrawFn, *thin: ThinNode) -> tuple[Results, Results]:
    """What is known of four, and what may become of it: all of it, or some."""
    items, tree, rules = draw(openable()), draw(trees(CODES, tuple(Method))), draw(policies(*thin))
    now = [draw(told(items)) for _ in WHO]
    then = [draw(told(items, known)) for known in now]
    return tuple(results_of(tree, rules, items, given) for given in (now, then))


def assert_inside(now: Results, then: Results) -> None:
    for before, after in zip(now.node_scores(), then.node_scores(), strict=True):
        if after.score is not None:
            assert before.lower is not None, after
            assert before.lower - EXACT <= after.score <= before.upper + EXACT, (before, after)


@LAW
@given(futures(ThinNode.COUNTS))
def test_whatever_becomes_of_it_no_value_leaves_its_bounds(both: tuple[Results, Results]) -> None:
    assert_inside(*both)


@LAW
@given(futures(ThinNode.LEAVES))
def test_bounds_hold_where_thin_nodes_leave(both: tuple[Results, Results]) -> None:
    now, then = both
    assert_inside(now, then)
    assert_inside(now, now)
    assert_placed(now, then)


#         x ── P  a (known: 0), b, c    thin, and leaves: x is 1
#           └─ I  d (known: 1)          if b and c are verified it comes in: from 1/2 to 5/6
def test_a_thin_node_that_may_come_in_or_stay_out_is_in_the_bounds() -> None:
    tree = Node(
        "x",
        children=(
            Node("P", leaves=(Leaf("a"), Leaf("b"), Leaf("c"))),
            Node("I", leaves=(Leaf("d"),)),
        ),
    )
    rules = Policies(thresholds=(Fraction(0), Fraction(1, 2)), thin=ThinNode.LEAVES)
    found = score(tree, one({"a": 0, "b": SILENT, "c": SILENT, "d": 1}, "abcd"), rules)
    assert found.value("20", "x") == 1
    assert found.bounds("20", "x") == (0.5, 1)
    assert found.bounds("20", "P") == pytest.approx((0, 2 / 3))


def assert_placed(now: Results, then: Results) -> None:
    for after in then.node_scores():
        if after.league_place is not None:
            best, worst = now.place_bounds(after.participant, after.node)
            assert best <= after.league_place <= worst, after


@LAW
@given(futures(ThinNode.COUNTS), st.sampled_from(["competition", "dense"]))
def test_whatever_becomes_of_it_no_place_leaves_its_bounds(
    both: tuple[Results, Results], ties: str
) -> None:
    now, then = (tied(each, ties) for each in both)
    assert_placed(now, then)
    assert_placed(now, now)


def tied(found: Results, ties: str) -> Results:
    rules = replace(found.definition.rules, ties=ties)
    definition = replace(found.definition, rules=rules)
    return report(definition, found.entries, found.scores.matrix)


#   who   knows           score    bounds
#   20    1/2 of each     1/2      1/2
#   31    1, 1 and no c   none     2/3 to 1: ahead, if c is ever verified
#   09    0, 0 and no c   none     0 to 1/3: never ahead
def test_whoever_has_no_score_may_stay_without() -> None:
    half = Fraction(1, 2)
    given = {
        "20": {"a": half, "b": half, "c": half},
        "31": {"a": 1, "b": 1, "c": SILENT},
        "09": {"a": 0, "b": 0, "c": SILENT},
    }
    rules = Policies(thresholds=(Fraction(4, 5),))
    entries = [Entry(who, who, "state", "a") for who in given]
    found = report(Definition("x", "v", TREE, rules), entries, matrix(given, "abc"))
    assert found.node_score("20", "x").league_place == 1
    assert found.place_bounds("20", "x") == (1, 2)


#   31 is ahead of 20 now; b and c may come to be asked of it and stay unanswered, and then it has
#   no score: it is not surely ahead
def test_a_score_that_may_be_lost_is_not_surely_ahead() -> None:
    half = Fraction(1, 2)
    given = {"20": {"a": half, "b": half, "c": half}, "31": {"a": 1, "b": 1, "c": OPEN}}
    rules = Policies(thresholds=(Fraction(4, 5),))
    entries = [Entry(who, who, "state", "a") for who in given]
    found = report(Definition("x", "v", TREE, rules), entries, matrix(given, "abc"))
    assert found.node_score("20", "x").league_place == 2
    assert found.place_bounds("20", "x") == (1, 2)


TREE = Node("x", leaves=(Leaf("a"), Leaf("b", Fraction(2)), Leaf("c")))


#   a is 1; b and c stand behind an answer that nobody verified: all three may count, or a alone
def test_what_may_yet_be_asked_is_in_the_bounds_and_nowhere_else() -> None:
    found = score(TREE, one({"a": 1, "b": OPEN, "c": OPEN}, "abc"), Policies(Silence.ZERO))
    assert found.value("20", "x") == 1
    assert found.coverage_of("20", "x") == 1
    assert found.bounds("20", "x") == (0.25, 1)


def test_where_all_may_yet_be_asked_there_are_bounds_and_no_score() -> None:
    found = score(TREE, one(dict.fromkeys("abc", OPEN), "abc"), Policies())
    assert (found.value("20", "x"), found.coverage_of("20", "x")) == (None, None)
    assert found.bounds("20", "x") == (0, 1)
