"""Puntaje, by examples one can check by hand, and by laws."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.matrix import matrix_of_values
from indicators.scores import Scores, score
from indicators.tree import Coverage, Excuse, Leaf, Method, Node, Policies, Silence, ThinNode, Zeros
from tests.indicators.builders import (
    ALL_YES,
    EXCLUDING,
    ITEMS,
    LAW,
    NA,
    REFERENCE,
    SILENT,
    SMALL,
    UNASKED,
    UNSURE,
    ZEROING,
    Given,
    matrix,
    one,
)
from tests.indicators.exact import exact_coverage, exact_value

HALF = Fraction(1, 2)
NONE = dict.fromkeys(ITEMS, SILENT)

#   P1 = (1 x 1 + 2 x 1/2) / 3 = 2/3        P = (1 x 2/3 + 3 x 0) / 4 = 1/6
#   P2 = 0                                  I = 1/2
#   I1 = (1 + 0) / 2 = 1/2                  H = 3/4
#   H1 = (1 + 1 + 1 + 0) / 4 = 3/4          index = (1/6 + 1/2 + 2 x 3/4) / 4 = 13/24
OAXACA: dict[str, Given] = {
    "P1-01": 1,
    "P1-02": HALF,
    "P2-01": 0,
    "I1-01": 1,
    "I1-02": 0,
    "H1-01": 1,
    "H1-02": 1,
    "H1-03": 1,
    "H1-04": 0,
}

facts = st.sampled_from(
    [NA, SILENT, UNASKED, UNSURE, *[Fraction(n, d) for d in (1, 3, 8) for n in range(d + 1)]]
)
answer_sets = st.fixed_dictionaries(dict.fromkeys(ITEMS, facts))
silences = st.sampled_from(Silence)


@st.composite
def trees(draw: st.DrawFn) -> Node:
    """The small tree, items of its own at the root, all that is data drawn at random."""
    weights = st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(1), Fraction(5, 2)])
    methods = st.sampled_from([Method.MEAN, Method.LEAF_MEAN, Method.POINTS, Method.HARMONIC])
    silence = st.sampled_from([None, *Silence])

    def regrown(node: Node) -> Node:
        return replace(
            node,
            weight=draw(weights),
            children=tuple(regrown(child) for child in node.children),
            leaves=tuple(
                Leaf(
                    leaf.item,
                    draw(weights),
                    draw(st.sampled_from(Excuse)),
                    draw(silence),
                    draw(silence),
                )
                for leaf in node.leaves
            ),
            method=draw(methods),
        )

    *kept, last = SMALL.children
    ragged = replace(SMALL, children=tuple(kept), leaves=last.children[0].leaves)
    return regrown(draw(st.sampled_from([SMALL, ragged])))


def scored(answers: dict, policies: Policies = EXCLUDING, tree: Node = SMALL) -> Scores:
    return score(tree, one(answers), policies)


def value(answers: dict, node: str, policies: Policies = EXCLUDING) -> float | None:
    return scored(answers, policies).value("20", node)


@pytest.mark.parametrize(
    ("node", "worth"),
    [
        ("P1", Fraction(2, 3)),
        ("P2", 0),
        ("P", Fraction(1, 6)),
        ("I", HALF),
        ("H", Fraction(3, 4)),
        ("index", Fraction(13, 24)),
    ],
)
def test_weighted_means_from_the_items_up(node: str, worth: Fraction) -> None:
    assert value(OAXACA, node) == pytest.approx(float(worth), abs=1e-15)


@pytest.mark.parametrize(
    ("excuse", "worth"),
    [
        pytest.param(Excuse.EXCLUDE, HALF, id="leaves the mean"),
        pytest.param(Excuse.FULL, Fraction(3, 4), id="counts as one"),
        pytest.param(Excuse.ZERO, Fraction(1, 4), id="counts as zero"),
    ],
)
def test_not_applicable_follows_the_policy_of_the_item(excuse: Excuse, worth: Fraction) -> None:
    tree = Node("index", leaves=(Leaf("a"), Leaf("b", excuse=excuse)))
    found = score(tree, one({"a": HALF, "b": NA}, ("a", "b")), EXCLUDING)
    assert found.value("20", "index") == worth
    assert found.coverage_of("20", "index") == 1


@pytest.mark.parametrize(
    ("policies", "worth"),
    [pytest.param(EXCLUDING, 1, id="leaves"), pytest.param(ZEROING, HALF, id="zero")],
)
def test_silence_follows_the_policy_of_the_edition(policies: Policies, worth: Fraction) -> None:
    answers = {**ALL_YES, "I1-02": SILENT}
    assert value(answers, "I", policies) == worth
    assert scored(answers, policies).coverage_of("20", "I") == HALF


def test_what_was_not_asked_always_leaves() -> None:
    answers = {**ALL_YES, "I1-02": UNASKED}
    found = scored(answers, ZEROING)
    assert found.value("20", "I") == 1
    assert found.coverage_of("20", "I") == 1


def test_a_pillar_that_nobody_was_asked_leaves_the_index() -> None:
    found = scored({**OAXACA, "I1-01": UNASKED, "I1-02": UNASKED}, ZEROING)
    assert found.value("20", "I") is None
    assert found.coverage_of("20", "I") is None
    assert found.bounds("20", "I") == (None, None)
    assert found.value("20", "index") == pytest.approx((1 / 6 + 2 * 3 / 4) / 3)


def test_all_not_applicable_is_covered_and_has_no_value() -> None:
    found = scored({**OAXACA, "I1-01": NA, "I1-02": NA})
    assert found.value("20", "I") is None
    assert found.coverage_of("20", "I") == 1


#   H1: three of four items known = 3/4. Below 1/2 a topic, 2/3 a pillar, 3/4 the index is thin.
@pytest.mark.parametrize(
    ("silent", "shown"),
    [
        pytest.param(ITEMS[5:6], {"H1", "H", "index"}, id="3/4 is enough"),
        pytest.param(ITEMS[5:7], {"H1", "index"}, id="1/2 is enough for a topic only"),
        pytest.param(ITEMS[5:8], set(), id="1/4 is not enough, and 5/8 of the index neither"),
    ],
)
def test_thin_nodes_have_no_value(silent: tuple, shown: set) -> None:
    answers = {**ALL_YES, **dict.fromkeys(silent, SILENT)}
    found = scored(answers, REFERENCE)
    assert {n for n in ("H1", "H", "index") if found.value("20", n) is not None} == shown


def test_what_is_known_of_a_thin_node_counts_above_unless_the_edition_says_otherwise() -> None:
    answers = {**ALL_YES, "I1-01": 0, "I1-02": SILENT}
    strict = Policies(thresholds=(HALF, Fraction(2, 3)))
    assert value(answers, "I", strict) is None
    assert value(answers, "index", strict) == Fraction(3, 4)
    assert value(answers, "index", replace(strict, thin=ThinNode.LEAVES)) == 1


def test_coverage_can_count_parts_instead_of_weight() -> None:
    answers = {**ALL_YES, "P1-02": SILENT, "P2-01": SILENT}
    by_weight, by_parts = EXCLUDING, Policies(coverage=Coverage.PARTS)
    assert scored(answers, by_weight).coverage_of("20", "P") == pytest.approx(1 / 12)
    assert scored(answers, by_parts).coverage_of("20", "P1") == HALF
    assert scored(answers, by_parts).coverage_of("20", "P") == HALF


def test_bounds_put_the_missing_at_zero_and_at_one() -> None:
    found = scored({**OAXACA, "I1-02": SILENT})
    assert found.bounds("20", "I") == (0.5, 1.0)
    assert found.bounds("20", "P") == pytest.approx((1 / 6, 1 / 6))


def test_nobody_who_said_nothing_has_a_score() -> None:
    found = scored(NONE, REFERENCE)
    assert found.value("20", "index") is None
    assert found.coverage_of("20", "index") == 0
    assert found.bounds("20", "index") == (0, 1)
    assert found.weights.tolist() == [[0.0] * len(ITEMS)]


def test_a_flat_node_takes_items_by_their_own_weight() -> None:
    flat = replace(SMALL, method=Method.LEAF_MEAN)
    assert scored(OAXACA, tree=flat).value("20", "index") == pytest.approx(6 / 10)
    assert scored(OAXACA, tree=flat).value("20", "P") == pytest.approx(1 / 6)


def test_points_are_a_share_of_the_most_below_whatever_stands_between() -> None:
    points = replace(SMALL, method=Method.POINTS)
    assert scored(OAXACA, tree=points).value("20", "index") == pytest.approx(6 / 10)
    excused = scored({**OAXACA, "H1-01": NA}, tree=points)
    assert excused.value("20", "index") == pytest.approx(5 / 9)


def test_an_item_may_stand_beside_topics() -> None:
    ragged = Node(
        "index", children=(Node("t", Fraction(3), leaves=(Leaf("a"),)),), leaves=(Leaf("b"),)
    )
    found = score(ragged, one({"a": 1, "b": HALF}, ("a", "b")), EXCLUDING)
    assert found.value("20", "index") == 7 / 8
    assert found.weights.tolist() == [[0.75, 0.25]]


def test_an_item_may_take_silence_otherwise_than_the_edition() -> None:
    tree = Node("index", leaves=(Leaf("a"), Leaf("b", silence=Silence.ZERO)))
    answers = {"a": 1, "b": UNSURE}
    found = score(tree, one(answers, ("a", "b")), EXCLUDING)
    assert found.value("20", "index") == HALF
    assert found.coverage_of("20", "index") == HALF
    assert found.bounds("20", "index") == (0.5, 1.0)


def test_a_node_may_have_a_threshold_of_its_own() -> None:
    tree = Node("index", leaves=(Leaf("a"), Leaf("b")), threshold=Fraction(2, 3))
    answers = one({"a": 1, "b": SILENT}, ("a", "b"))
    assert score(tree, answers, EXCLUDING).value("20", "index") is None
    assert score(replace(tree, threshold=HALF), answers, REFERENCE).value("20", "index") == 1


PAIR = (Leaf("a"), Leaf("b", Fraction(3)))
SIXTEENTH = Fraction(1, 16)


@pytest.mark.parametrize(
    ("method", "zeros", "a", "b", "worth"),
    [
        pytest.param("geometric", "strict", 1, SIXTEENTH, 1 / 8, id="one part of four 16 times up"),
        pytest.param("geometric", "strict", 0, 1, 0, id="a zero makes it zero"),
        pytest.param("geometric", "floor", 0, 1, 1 / 2, id="a floor lifts the zero"),
        pytest.param("geometric", "shift", 0, 1, 0.01**0.25, id="a shift lifts it to 0.01"),
        pytest.param("geometric", "shift", 0, 0, 0.01, id="shifted zeros stay at 0.01"),
        pytest.param("geometric", "strict", SILENT, HALF, HALF, id="silence leaves"),
        pytest.param("geometric", "strict", HALF, HALF, HALF, id="equals stay"),
        pytest.param("geometric", "strict", 0, 0, 0, id="all at zero"),
        pytest.param("harmonic", "strict", 1, HALF, 4 / 7, id="4 / (1/1 + 3/(1/2))"),
        pytest.param("harmonic", "strict", 1, 0, 0, id="a zero makes it zero too"),
        pytest.param("harmonic", "floor", 1, 0, 4 / 49, id="4 / (1 + 3 x 16)"),
        pytest.param("harmonic", "shift", 1, 0, 4 / 301, id="4 / (1 + 3 x 100)"),
    ],
)
def test_nodes_that_feel_a_zero(method: str, zeros: str, a: Given, b: Given, worth: float) -> None:
    floor = SIXTEENTH if zeros == "floor" else Fraction(0)
    tree = Node("index", leaves=PAIR, method=Method(method), zeros=Zeros(zeros), floor=floor)
    found = score(tree, one({"a": a, "b": b}, ("a", "b")), EXCLUDING)
    assert found.value("20", "index") == pytest.approx(worth)
    assert found.weights.sum() == pytest.approx(1, abs=1e-12)
    assert found.contributions.sum() + found.lift[0] == pytest.approx(worth, abs=1e-12)


def test_codes_of_the_tree_stand_once_and_are_answered() -> None:
    twice = Node("index", children=(Node("P"), Node("P")))
    with pytest.raises(ValueError, match="same code"):
        score(twice, one({}), EXCLUDING)
    with pytest.raises(ValueError, match="lacks"):
        score(SMALL, one({}, ITEMS[1:]), EXCLUDING)


@LAW
@given(trees(), answer_sets, silences)
def test_every_value_and_coverage_equals_the_exact_fraction(
    tree: Node, answers: dict, silence: Silence
) -> None:
    policies = Policies(no_answer=silence)
    found = scored(answers, policies, tree)
    for node in tree.nodes():
        exact, covered = exact_value(node, answers, policies), exact_coverage(node, answers)
        assert found.value("20", node.code) == close(exact)
        assert found.coverage_of("20", node.code) == close(covered)


#   Whatever the best is worth, a hundredth of it is what a zero enters as.
@pytest.mark.parametrize("most", [1, 10, 100])
@pytest.mark.parametrize("method", [Method.GEOMETRIC, Method.HARMONIC])
def test_a_shift_follows_the_scale_of_the_parts(method: Method, most: int) -> None:
    values = np.array([[0.0, 0.5], [1.0, 0.25], [0.0, 0.0], [1.0, 1.0]])
    tree = Node("index", leaves=PAIR, method=method, zeros=Zeros.SHIFT)
    on_one, on_most = (
        score(
            replace(tree, most=Fraction(scale)),
            matrix_of_values("uvwx", [leaf.item for leaf in PAIR], values * scale),
            EXCLUDING,
        ).values[:, 0]
        for scale in (1, most)
    )
    assert on_most == pytest.approx(on_one * most, rel=1e-14)


@LAW
@given(trees(), answer_sets, silences, st.sampled_from(Zeros))
def test_contributions_add_up(tree: Node, answers: dict, silence: Silence, zeros: Zeros) -> None:
    floor = Fraction(1, 100) if zeros is Zeros.FLOOR else Fraction(0)
    geometric = replace(tree, method=Method.GEOMETRIC, zeros=zeros, floor=floor)
    harmonic = replace(geometric, method=Method.HARMONIC)
    for grown in (tree, geometric, harmonic):
        found = scored(answers, Policies(no_answer=silence), grown)
        index = found.value("20", "index")
        total = found.contributions.sum() + found.lift[0]
        assert total == pytest.approx(index or 0, abs=1e-12)
        assert found.weights.sum() == pytest.approx(int(index is not None), abs=1e-12)
        assert (found.lift >= 0).all()


@LAW
@given(trees(), answer_sets, silences, st.sampled_from(ITEMS))
def test_adding_a_good_answer_never_lowers(
    tree: Node, answers: dict, silence: Silence, item: str
) -> None:
    policies = replace(REFERENCE, no_answer=silence)
    before = scored({**answers, item: SILENT}, policies, tree)
    after = scored({**answers, item: 1}, policies, tree)
    both = np.isfinite(before.values) & np.isfinite(after.values)
    assert (after.values[both] >= before.values[both] - 1e-12).all()
    assert (np.nan_to_num(after.coverage) >= np.nan_to_num(before.coverage) - 1e-12).all()


@LAW
@given(answer_sets, silences, st.sampled_from(ITEMS[5:]))
def test_an_item_that_does_not_apply_never_changes_another_pillar(
    answers: dict, silence: Silence, item: str
) -> None:
    policies = Policies(no_answer=silence)
    before, after = scored(answers, policies), scored({**answers, item: NA}, policies)
    for node in ("P", "P1", "P2", "I", "I1"):
        assert before.value("20", node) == after.value("20", node)


@LAW
@given(st.lists(answer_sets, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_participants_changes_nothing(several: list, chance) -> None:
    named = {f"{n:02}": answers for n, answers in enumerate(several)}
    shuffled = [*named]
    chance.shuffle(shuffled)
    first = score(SMALL, matrix(named), REFERENCE)
    second = score(SMALL, matrix({name: named[name] for name in shuffled}), REFERENCE)
    rows = [second.row(name) for name in named]
    assert np.array_equal(first.values, second.values[rows], equal_nan=True)
    assert np.array_equal(first.weights, second.weights[rows])


@LAW
@given(trees(), answer_sets, silences)
def test_a_score_stays_inside_its_bounds(tree: Node, answers: dict, silence: Silence) -> None:
    found = scored(answers, replace(REFERENCE, no_answer=silence), tree)
    shown = np.isfinite(found.values)
    assert (found.lower[shown] <= found.values[shown] + 1e-12).all()
    assert (found.values[shown] <= found.upper[shown] + 1e-12).all()


def close(exact: Fraction | None) -> object:
    return None if exact is None else pytest.approx(float(exact), abs=1e-13)
