"""Metas: what closing a gap gains, in index and in places, and the fewest that reach a goal."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.index import IndexRules
from game.participants import Participant
from game.questionnaire import (
    Audience,
    Condition,
    Effort,
    Item,
    Kind,
    Pillar,
    Questionnaire,
    Topic,
)
from indicators.definition import Definition
from indicators.report import Results, results_of
from indicators.targets import Gain, Goal, Openings, Route, gains_of, openings_of, route_to
from indicators.tree import Leaf, Method, Node, Policies, Silence
from tests.indicators.builders import (
    ALL_YES,
    EXCLUDING,
    LAW,
    NA,
    OPEN,
    REFERENCE,
    SILENT,
    SMALL,
    UNASKED,
    ZEROING,
    Given,
    a_text,
    an_item,
    entry,
    matrix,
)
from tests.indicators.editions import FACTS, LINEAR, trees

HALF = Fraction(1, 2)
FIVE = ("a", "b", "c", "d", "e")
EASY = dict.fromkeys(FIVE, Effort.LOW)


def results(
    answers: Mapping[str, Mapping[str, Given]],
    tree: Node = SMALL,
    policies: Policies = EXCLUDING,
    leagues: Mapping[str, str] | None = None,
    ties: str = "competition",
) -> Results:
    entries = [entry(who, league=(leagues or {}).get(who, "states")) for who in answers]
    items = sorted({item for own in answers.values() for item in own} | {*leaves_of(tree)})
    definition = Definition("2026", "v1", tree, policies, IndexRules(ties=ties))
    return results_of(definition, entries, matrix(answers, items))


def leaves_of(tree: Node) -> list[str]:
    return [leaf.item for leaf in tree.all_leaves()]


def weighing(*weights: int, method: Method = Method.MEAN) -> Node:
    pairs = zip(FIVE, weights, strict=False)
    return Node("index", leaves=tuple(Leaf(i, Fraction(w)) for i, w in pairs), method=method)


def alone(answers: Mapping[str, Given], tree: Node, policies: Policies = EXCLUDING) -> Results:
    return results({"20": answers}, tree, policies)


# What each gap would gain

#   index = (P + I + 2 H) / 4; I1-02 is a quarter of a half of it, H1-04 half of a quarter.
ANSWERS: dict[str, dict[str, Given]] = {
    "20": {**ALL_YES, "I1-02": 0, "H1-04": HALF, "P1-01": NA, "H1-03": UNASKED},
    "31": {**ALL_YES, "P2-01": HALF},
    "09": {**ALL_YES, "H1-01": HALF, "H1-02": 0},
    "14": dict(ALL_YES),
}


def test_gaps_are_ordered_by_what_closing_them_gives() -> None:
    first, second = gains_of(results(ANSWERS), "20")
    assert (first.item, first.factor) == ("I1-02", 0)
    assert first.gain == pytest.approx(1 / 8)
    assert (second.item, second.factor) == ("H1-04", 0.5)
    assert second.gain == pytest.approx(1 / 12)


#   14: 1, 31: 0.90625, 09: 0.8125, 20: 0.7917; with I1-02 0.9167, with H1-04 0.875
def test_a_gain_says_to_which_place_it_leads() -> None:
    assert [(each.item, each.place) for each in gains_of(results(ANSWERS), "20")] == [
        ("I1-02", 2),
        ("H1-04", 3),
    ]


def test_places_are_those_of_the_league() -> None:
    found = results(ANSWERS, leagues={"20": "south", "09": "south"})
    assert {each.place for each in gains_of(found, "20")} == {1}


def test_whoever_has_everything_has_nothing_to_gain() -> None:
    assert gains_of(results(ANSWERS), "14") == ()


def test_silence_is_a_gap_too() -> None:
    (gain,) = gains_of(results({"20": {**ALL_YES, "H1-01": SILENT}}, policies=ZEROING), "20")
    assert (gain.item, gain.factor, gain.gain) == ("H1-01", 0, pytest.approx(1 / 8))


def test_without_an_index_there_are_gaps_but_no_gain() -> None:
    found = gains_of(results({"09": {"P1-01": 1}}, policies=REFERENCE), "09")
    assert len(found) == 8
    assert {(each.gain, each.place) for each in found} == {(None, None)}


#   a opens b, b opens c; a, b, c and d weigh the same.
CHAIN = Openings({"a": ("b",), "b": ("c",)})
BEHIND: dict[str, Given] = {"a": 0, "b": UNASKED, "c": UNASKED, "d": 1}


@pytest.mark.parametrize("state", [UNASKED, OPEN])
@pytest.mark.parametrize(
    ("policies", "gain"),
    [
        pytest.param(EXCLUDING, 1 / 2, id="what is asked leaves until it is answered"),
        pytest.param(ZEROING, 2 / 3 - 1 / 2, id="what is asked is a zero"),
    ],
)
def test_an_opener_is_told_alone_and_with_all_it_opens(
    policies: Policies, gain: float, state: Given
) -> None:
    behind = {**BEHIND, "b": state, "c": state}
    (found,) = gains_of(alone(behind, weighing(1, 1, 1, 1), policies), "20", CHAIN)
    assert found == Gain("a", 0, pytest.approx(gain), 1, ("b", "c"), pytest.approx(1 / 2), 1)


def test_an_opener_may_cost_the_index() -> None:
    """Half of what is asked is known then, and three quarters are needed."""
    found = alone({**BEHIND, "d": NA}, weighing(1, 1, 1, 1), replace(REFERENCE))
    (gain,) = gains_of(found, "20", Openings({"a": ("b", "c")}))
    assert (gain.gain, gain.place) == (None, None)
    assert gain.full_gain == 1


def test_what_is_no_longer_asked_leaves_with_what_it_asked() -> None:
    """To have the plan (a) spares saying why not (b), by when (c), and more in a free text."""
    spared = Openings({"b": ("c",)}, {"a": ("b", "text")})
    found = alone({"a": 0, "b": HALF, "c": HALF, "d": 0}, weighing(1, 1, 1, 1))
    gains = {each.item: each.gain for each in gains_of(found, "20", spared)}
    assert gains == pytest.approx({"a": 1 / 4, "b": 1 / 8, "c": 1 / 8, "d": 1 / 4})


def conditioned(code: str, opener: Item, *any_of: str, audience: Audience | None = None) -> Item:
    condition = Condition(opener.code, frozenset(any_of))
    item = replace(an_item(code), asked_when=condition)
    return replace(item, audience=audience) if audience else item


def test_what_opens_what_is_read_from_the_questionnaire() -> None:
    law = an_item("P1-01")
    several = an_item("P1-05", kind=Kind.MULTIPLE)
    items = (
        law,
        conditioned("P1-02", law, "yes", "half"),
        conditioned("P1-03", law, "no", "half"),
        conditioned("P1-04", law, "yes", audience=Audience(frozenset({"municipality"}))),
        several,
        conditioned("P1-06", several, "half"),
    )
    topic = Topic("P1", "P", a_text("Marco"), Fraction(1), 10, items)
    asking = Questionnaire("x", "v1", (Pillar("P", a_text("P"), Fraction(1), (topic,)),))
    state = Participant("20", "state", "Oaxaca", "20")
    assert openings_of(asking, state) == Openings(
        {"P1-01": ("P1-02",), "P1-05": ("P1-06",)}, {"P1-01": ("P1-03",)}
    )
    town = Participant("20067", "municipality", "Oaxaca de Juárez", "20", 270_000)
    assert openings_of(asking, town).opens["P1-01"] == ("P1-02", "P1-04")


# The fewest that reach a goal


def test_a_goal_is_one_thing() -> None:
    with pytest.raises(ValueError, match="a score or a place"):
        Goal()
    with pytest.raises(ValueError, match="a score or a place"):
        Goal(0.5, 1)


#   weights 4 3 2 1, all at zero: 0.6 takes two; a (hard) with c is enough, b with a too.
@pytest.mark.parametrize(
    ("score", "efforts", "items"),
    [
        pytest.param(0.4, EASY, ("a",), id="the largest is enough"),
        pytest.param(0.6, EASY, ("a", "b"), id="the largest two, of equal effort"),
        pytest.param(0.6, EASY | {"b": Effort.HIGH}, ("a", "c"), id="an easier one does as well"),
        pytest.param(0.7, EASY | {"b": Effort.HIGH}, ("a", "b"), id="fewest come before easiest"),
        pytest.param(1.0, EASY, ("a", "b", "c", "d"), id="all"),
        pytest.param(0.0, EASY, (), id="none"),
    ],
)
def test_gains_that_add_up_are_taken_from_the_largest(
    score: float, efforts: Mapping[str, Effort], items: tuple[str, ...]
) -> None:
    found = alone(dict.fromkeys(FIVE[:4], 0), weighing(4, 3, 2, 1))
    route = route_to(found, "20", Goal(score), efforts)
    assert (route.items, route.is_smallest) == (items, True)
    assert route.score >= score


def test_a_place_is_had_by_sharing_it() -> None:
    answers = {
        "31": {"a": 1, "b": 0, "c": 1},
        "09": {"a": 1, "b": 0, "c": 0},
        "20": dict.fromkeys("abc", 0),
    }
    found = results(answers, weighing(2, 2, 1))
    second = route_to(found, "20", Goal(place=2), EASY)
    assert second == Route(("a",), pytest.approx(0.4), 2, is_smallest=True)
    assert route_to(found, "20", Goal(place=1), EASY).items == ("a", "b")
    assert route_to(found, "20", Goal(place=3), EASY).items == ()


#   31 and 09 share the first place; 14 is third, or second where places are dense. With one of both
#   20 is ahead of 14, which is the second place only where they are dense.
@pytest.mark.parametrize(
    ("ties", "now", "after_b", "second"),
    [
        pytest.param("competition", 4, 3, ("a", "b"), id="competition 1, 1, 3, 4"),
        pytest.param("dense", 3, 2, ("a",), id="dense 1, 1, 2, 3"),
    ],
)
def test_places_are_by_the_rule_for_ties_of_the_edition(
    ties: str, now: int, after_b: int, second: tuple[str, ...]
) -> None:
    answers: dict[str, dict[str, Given]] = {
        "31": {"a": 1, "b": 1},
        "09": {"a": 1, "b": 1},
        "14": {"a": 0, "b": HALF},
        "20": {"a": 0, "b": 0},
    }
    found = results(answers, weighing(4, 2), ties=ties)
    assert found.node_score("20", "index").league_place == now
    gains = {each.item: each.place for each in gains_of(found, "20")}
    assert gains["b"] == after_b
    route = route_to(found, "20", Goal(place=2), EASY)
    assert route.items == second


def test_what_cannot_be_reached_has_no_route() -> None:
    """An item that does not apply counts as zero, and nobody can close it."""
    stays = Node("index", leaves=(Leaf("a"), Leaf("b", excuse="zero")))
    assert route_to(alone({"a": 0, "b": NA}, stays), "20", Goal(0.6), EASY) is None


#   sqrt(a b): one at zero keeps the other's gain from showing; both are needed for 1/2.
def test_where_a_zero_decides_the_next_step_may_gain_nothing_yet() -> None:
    tree = weighing(1, 1, 1, method=Method.GEOMETRIC)
    found = alone({"a": 0, "b": 0, "c": HALF}, tree)
    assert route_to(found, "20", Goal(0.5), EASY).items == ("a", "b")


#   (0 + 1/2) / 2 = 1/4: a makes it 3/4, c (1 + 1/2) / 3, and b, which weighs most, 17/20.
def test_where_weights_move_the_route_is_scored_again() -> None:
    found = alone({"a": 0, "b": SILENT, "c": SILENT, "d": HALF}, weighing(1, 8, 1, 1))
    route = route_to(found, "20", Goal(0.8), EASY)
    assert route == Route(("b",), pytest.approx(17 / 20), 1, is_smallest=True)


#   Weights 3 3 2 5 1, harmonic: 14 / (6 + 6 + 16 + 6) with the zeros d and e closed. The next best
#   is a, then b: 14 / 28; but c alone would have made it 14 / 20.
HARD_TO_SEE = {"a": HALF, "b": HALF, "c": Fraction(1, 8), "d": 0, "e": 0}


@pytest.mark.parametrize(
    ("tries", "items", "is_smallest"),
    [
        pytest.param(2_000, ("c", "d", "e"), True, id="all smaller sets are tried"),
        pytest.param(24, ("a", "b", "d", "e"), False, id="too many for that"),
    ],
)
def test_a_smaller_set_than_that_of_the_best_next_steps(
    tries: int, items: tuple[str, ...], is_smallest: bool
) -> None:
    found = alone(HARD_TO_SEE, weighing(3, 3, 2, 5, 1, method=Method.HARMONIC))
    route = route_to(found, "20", Goal(0.5), EASY, tries=tries)
    assert (route.items, route.is_smallest) == (items, is_smallest)


def test_a_route_goes_through_what_opens() -> None:
    """By itself a gains little; what it opens weighs most."""
    openings = Openings({"a": ("b",)})
    answers = {"a": 0, "b": UNASKED, "c": 0, "d": 0}
    found = alone(answers, weighing(1, 8, 1, 1), ZEROING)
    route = route_to(found, "20", Goal(0.8), EASY, openings)
    assert (route.items, route.is_smallest) == (("a", "b"), True)


#   a weighs 2 (1/2), b 1 (0), c 6 (0); the best of a asks c no more.
#   c and b: 8/9   then a, without c: (2 + 1) / 3 = 1
@pytest.mark.parametrize("tries", [0, 2_000])
def test_a_route_leaves_what_another_answer_no_longer_asks(tries: int) -> None:
    found = alone({"a": HALF, "b": 0, "c": 0}, weighing(2, 1, 6), ZEROING)
    spared = Openings({}, {"a": ("c",)})
    route = route_to(found, "20", Goal(0.9), EASY, spared, tries=tries)
    assert route is not None
    assert (route.items, route.score) == (("a", "b"), 1.0)


def test_too_many_sets_are_not_tried_and_it_is_said() -> None:
    found = alone(dict.fromkeys(FIVE, 0), weighing(1, 1, 1, 1, 1, method=Method.GEOMETRIC))
    route = route_to(found, "20", Goal(1.0), EASY, tries=3)
    assert (route.items, route.is_smallest) == (FIVE, False)


def test_whoever_has_no_index_is_led_to_one() -> None:
    found = results({"09": {"P1-01": 1}}, policies=REFERENCE)
    route = route_to(found, "09", Goal(0.5), {})
    assert route.score >= 0.5


@LAW
@given(trees(FIVE, LINEAR), st.fixed_dictionaries(dict.fromkeys(FIVE, FACTS)), st.data())
def test_no_smaller_set_does_where_it_says_so(tree: Node, answers: dict, data) -> None:
    found = alone(answers, tree, Policies(data.draw(st.sampled_from(Silence))))
    goal = Goal(data.draw(st.sampled_from([0.3, 0.6, 0.9, 1.0])))
    efforts = {item: data.draw(st.sampled_from(Effort)) for item in FIVE}
    route = route_to(found, "20", goal, efforts)
    gaps = [each.item for each in gains_of(found, "20")]
    if route is None:
        assert reached(found, answers, gaps) < goal.score
        return
    assert route.is_smallest
    assert route.score == pytest.approx(reached(found, answers, route.items))
    assert route.score >= goal.score - 1e-9
    for count in range(len(route.items)):
        for fewer in combinations(gaps, count):
            assert reached(found, answers, fewer) < goal.score


def reached(found: Results, answers: Mapping[str, Given], items: tuple | list) -> float:
    """The index with these closed, from the answers."""
    better = {**answers, **dict.fromkeys(items, 1)}
    value = alone(better, found.scores.tree, found.scores.policies).scores.value("20", "x")
    return -1 if value is None else value


@LAW
@given(trees(FIVE, tuple(Method)), st.fixed_dictionaries(dict.fromkeys(FIVE, FACTS)))
def test_nothing_of_a_route_can_be_left_out(tree: Node, answers: dict) -> None:
    found = alone(answers, tree)
    route = route_to(found, "20", Goal(0.6), {}, tries=0)
    for left in route.items if route else ():
        fewer = [item for item in route.items if item != left]
        assert reached(found, answers, fewer) < 0.6


@LAW
@given(
    trees(FIVE, LINEAR),
    st.lists(st.fixed_dictionaries(dict.fromkeys(FIVE, FACTS)), min_size=2, max_size=5),
    st.sampled_from(["competition", "dense"]),
    st.integers(1, 3),
)
def test_a_place_that_is_told_is_the_one_it_would_have(
    tree: Node, answers: list, ties: str, place: int
) -> None:
    """As the whole league is ranked anew, with all of the route closed."""
    given = {f"{n:02}": own for n, own in enumerate(answers)}
    route = route_to(results(given, tree, ties=ties), "00", Goal(place=place), {})
    if route is None:
        return
    better = {**given, "00": {**given["00"], **dict.fromkeys(route.items, 1)}}
    ranked = results(better, tree, ties=ties)
    assert route.place == ranked.node_score("00", "x").league_place
    assert route.place <= place
