"""Cambio: what moved an index between two editions adds up, by hand and by law."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.questionnaire import Item, Kind, Pillar, Questionnaire, Topic
from indicators.change import Change, Changes, Lineage, Overlap, Split, lineage_of, lineage_through
from indicators.scores import Scores, score
from indicators.tree import Leaf, Method, Node, Policies, ThinNode
from tests.indicators.builders import (
    EXCLUDING,
    LAW,
    NA,
    REFERENCE,
    SILENT,
    UNASKED,
    UNSURE,
    ZEROING,
    Given,
    a_text,
    an_item,
    matrix,
)
from tests.indicators.editions import LINEAR, NOW, THEN, WHO, editions, lineages
from tests.indicators.exact import exact_value

HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)
SAME = (("a", "a"), ("b", "b"))


def plain(*leaves: str | Leaf, method: Method = Method.MEAN) -> Node:
    made = tuple(each if isinstance(each, Leaf) else Leaf(each) for each in leaves)
    return Node("index", leaves=made, method=method)


def edition(tree: Node, answers: Mapping[str, Given], policies: Policies = EXCLUDING) -> Scores:
    return score(tree, matrix({"20": answers}, [*answers]), policies)


def change(before: Scores, after: Scores, lineage: Lineage = SAME, node: str = "index") -> Change:
    return Changes(before, after, lineage, node).of("20")


def split(performance: float = 0, method: float = 0, coverage: float = 0) -> object:
    return pytest.approx((performance, method, coverage), abs=1e-12)


def parts(found: Split | None) -> tuple[float, float, float]:
    return found.performance, found.method, found.coverage


# By hand


def test_a_better_answer_is_performance() -> None:
    tree = plain("a", "b")
    found = change(edition(tree, {"a": 0, "b": HALF}), edition(tree, {"a": 1, "b": HALF}))
    assert (found.before, found.after, found.total) == (0.25, 0.75, 0.5)
    assert parts(found.split) == split(performance=0.5)
    assert found.shared == 0.5


#            before   after   index of the old tree   of the new one, where c weighs 2
#   a        0        1       old answers 1/2         1/3
#   b        1        -       new answers 1           2/3
#   c (2)    -        1/2     performance (1/2 + 1/3) / 2; method (-1/6 - 1/3) / 2
def test_an_item_that_goes_and_one_that_comes_are_method() -> None:
    before = edition(plain("a", "b"), {"a": 0, "b": 1})
    after = edition(plain("a", Leaf("c", Fraction(2))), {"a": 1, "c": HALF})
    found = change(before, after, [("a", "a")])
    assert found.total == pytest.approx(1 / 6)
    assert parts(found.split) == split(performance=5 / 12, method=-1 / 4)
    assert [(line.before, line.after) for line in found.lines] == [
        (("a",), ("a",)),
        ((), ("c",)),
        (("b",), ()),
    ]
    assert found.lines[0].split.performance == pytest.approx(5 / 12)
    assert found.shared == 1


#   of a and b, which both have, one half is known now; the edition asks for three quarters
@pytest.mark.parametrize("ends", [1, -1])
def test_too_few_common_answers_give_no_figure_on_them(ends: int) -> None:
    whole = edition(plain("a", "b"), {"a": 0, "b": 1}, REFERENCE)
    thin = edition(plain("a", "b"), {"a": 1, "b": SILENT}, REFERENCE)
    found = change(*(whole, thin)[::ends])
    assert found.shared is None
    assert found.overlap == Overlap((1, 0.5)[::ends], (0.75, 0.75))
    assert found.overlap.lacking == ((1,) if ends > 0 else (0,))


#   c is new and not answered: the index is withheld, and a and b are known in full
def test_where_the_common_answers_are_enough_they_are_compared_without_a_score() -> None:
    before = edition(plain("a", "b"), {"a": 0, "b": 1}, REFERENCE)
    after = edition(
        plain("a", "b", Leaf("c", Fraction(3))), {"a": 1, "b": 1, "c": SILENT}, REFERENCE
    )
    found = change(before, after, [("a", "a"), ("b", "b")])
    assert found.after is None
    assert found.shared == 0.5
    assert found.overlap.lacking == ()


#   b leaves at 0 from a mean whose middle is 3/4: it gives 1/2 x 3/4, and a, now all of it, 1/8.
def test_what_no_longer_applies_is_coverage() -> None:
    tree = plain("a", "b")
    found = change(edition(tree, {"a": 1, "b": 0}), edition(tree, {"a": 1, "b": NA}))
    assert parts(found.split) == split(coverage=0.5)
    assert [line.split.coverage for line in found.lines] == pytest.approx([1 / 8, 3 / 8])


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        pytest.param(ZEROING, split(performance=0.5), id="a zero made better"),
        pytest.param(EXCLUDING, split(coverage=0.5), id="one more that counts"),
    ],
)
def test_to_answer_at_last_is_what_silence_was(policies: Policies, expected: object) -> None:
    tree = plain("a", "b")
    silent = 0 if policies is EXCLUDING else 1
    before = edition(tree, {"a": silent, "b": SILENT}, policies)
    after = edition(tree, {"a": silent, "b": 1}, policies)
    assert parts(change(before, after).split) == expected


def test_a_policy_that_changed_is_method() -> None:
    tree, answers = plain("a", "b"), {"a": 1, "b": SILENT}
    found = change(edition(tree, answers, EXCLUDING), edition(tree, answers, ZEROING))
    assert parts(found.split) == split(method=-0.5)


def test_weights_that_changed_are_method() -> None:
    answers = {"a": 1, "b": 0}
    heavier = plain(Leaf("a", Fraction(3)), "b")
    found = change(edition(plain("a", "b"), answers), edition(heavier, answers))
    assert parts(found.split) == split(method=0.25)


#   sqrt(1/4 x 1) = 1/2 to sqrt(1 x 1/4) = 1/2: what a gives b takes, each L(1/2, 1/2) x ln 4 / 2.
@pytest.mark.parametrize(
    ("method", "gain"),
    [(Method.GEOMETRIC, 0.34657359027997264), (Method.HARMONIC, 0.24), (Method.MEAN, 3 / 8)],
)
def test_a_bent_mean_gives_and_takes_by_its_chord(method: Method, gain: float) -> None:
    tree = plain("a", "b", method=method)
    found = change(edition(tree, {"a": QUARTER, "b": 1}), edition(tree, {"a": 1, "b": QUARTER}))
    assert [line.split.performance for line in found.lines] == pytest.approx([gain, -gain])
    assert parts(found.split) == split()


@pytest.mark.parametrize("method", [Method.GEOMETRIC, Method.HARMONIC])
def test_whoever_leaves_zero_where_zero_decides_has_it_all(method: Method) -> None:
    tree = plain("a", "b", method=method)
    found = change(edition(tree, {"a": 0, "b": HALF}), edition(tree, {"a": 1, "b": 1}))
    assert [line.split.performance for line in found.lines] == [1, 0]


def test_an_item_split_in_two_is_read_as_each() -> None:
    before = edition(plain("a"), {"a": HALF})
    after = edition(plain("b", "c"), {"b": 1, "c": HALF})
    found = change(before, after, [("a", "b"), ("a", "c")])
    assert parts(found.split) == split(performance=0.25)
    assert [(line.before, line.after) for line in found.lines] == [(("a",), ("b", "c"))]


#   One item of b (1) at 1 and c (3) at 0 is worth 1/4.
def test_two_items_made_one_are_read_as_their_mean() -> None:
    before = edition(plain("b", Leaf("c", Fraction(3))), {"b": 1, "c": 0})
    after = edition(plain("a"), {"a": QUARTER})
    found = change(before, after, [("b", "a"), ("c", "a")])
    assert parts(found.split) == split()


#   Read back by the old tree, a is b and c: where b did not apply it counts once more than before,
#   and that is coverage; that the new tree has it once is method.
@pytest.mark.parametrize(
    ("b", "c", "a", "once_more"),
    [
        pytest.param(NA, HALF, HALF, 1 / 48, id="who answered decides"),
        pytest.param(NA, SILENT, SILENT, -1 / 48, id="silent while either is"),
        pytest.param(NA, UNASKED, NA, 0, id="does not apply while it is asked"),
        pytest.param(UNASKED, UNASKED, UNASKED, 0, id="asked in neither"),
    ],
)
def test_what_merged_items_say_together(b: Given, c: Given, a: Given, once_more: float) -> None:
    before = edition(plain("b", "c", "d"), {"b": b, "c": c, "d": QUARTER}, ZEROING)
    after = edition(plain("a", "d"), {"a": a, "d": QUARTER}, ZEROING)
    found = change(before, after, [("b", "a"), ("c", "a"), ("d", "d")])
    assert parts(found.split) == split(coverage=once_more, method=-once_more)


def test_an_item_that_moved_to_another_pillar_is_method_in_both() -> None:
    before = Node(
        "index", children=(Node("P", leaves=(Leaf("a"),)), Node("I", leaves=(Leaf("b"),)))
    )
    after = Node("index", children=(Node("P", leaves=(Leaf("a"), Leaf("b"))),))
    answers = {"a": 1, "b": 0}
    ends = edition(before, answers), edition(after, answers)
    assert parts(change(*ends, node="P").split) == split(method=-0.5)
    assert parts(change(*ends).split) == split()
    gone = change(*ends, node="I")
    assert (gone.before, gone.after, gone.total, gone.split) == (0, None, None, None)


def test_whoever_is_in_one_edition_has_no_change() -> None:
    tree = plain("a", "b")
    before = score(tree, matrix({"20": {"a": 1}, "31": {"a": 1}}, ("a", "b")), EXCLUDING)
    after = score(tree, matrix({"09": {"a": 1}, "20": {"a": 0}}, ("a", "b")), EXCLUDING)
    found = {each.participant: each for each in Changes(before, after, SAME).all()}
    assert [*found] == ["09", "20", "31"]
    assert (found["09"].before, found["09"].after, found["09"].split) == (None, 1, None)
    assert (found["31"].before, found["31"].after, found["31"].split) == (1, None, None)
    assert found["20"].total == -1
    with pytest.raises(KeyError):
        Changes(before, after, SAME).of("14")


def test_without_an_index_there_is_no_split() -> None:
    tree = plain("a", "b")
    before = edition(tree, {"a": 1, "b": SILENT}, REFERENCE)
    found = change(before, edition(tree, {"a": 1, "b": 1}, REFERENCE))
    assert (found.before, found.after, found.split, found.lines) == (None, 1, None, ())


#   Of the two mixtures only that of the old tree and the new answers has an index.
def test_a_mixture_without_an_index_is_walked_around() -> None:
    before = edition(plain("a", "b"), {"a": SILENT, "b": HALF})
    after = edition(plain("a"), {"a": 1})
    found = change(before, after, [("a", "a")])
    assert found.total == 0.5
    assert parts(found.split) == split(coverage=0.25, method=0.25)
    assert parts(change(after, before, [("a", "a")]).split) == split(coverage=-0.25, method=-0.25)


def test_a_questionnaire_says_what_continues_what() -> None:
    now = (
        replace(an_item("B-01"), continues="A-01"),
        replace(an_item("B-02"), continues="A-01"),
        replace(an_item("B-03"), continues="A-03"),
        replace(an_item("B-04", kind=Kind.TEXT), continues="A-02"),
        replace(an_item("B-05"), continues="A-09"),
        an_item("B-06"),
    )
    then = (an_item("A-01"), an_item("A-02"), an_item("A-03", kind=Kind.TEXT))
    assert lineage_of(asking(then), asking(now)) == (("A-01", "B-01"), ("A-01", "B-02"))


def test_an_item_goes_on_through_an_edition_between() -> None:
    """Of what came or went between, nothing goes on."""
    first, second, third = (
        asking(items)
        for items in (
            (an_item("P1-01"), an_item("P1-02")),
            (continuing("P1-03", "P1-01"), an_item("P1-04")),
            (continuing("P1-05", "P1-03"), continuing("P1-06", "P1-04")),
        )
    )
    assert lineage_through([first, second, third]) == (("P1-01", "P1-05"),)
    assert lineage_through([first, second]) == lineage_of(first, second)


def continuing(code: str, earlier: str) -> Item:
    return replace(an_item(code), continues=earlier)


def asking(items: tuple) -> Questionnaire:
    topic = Topic("A", "P", a_text("Marco"), Fraction(1), 10, items)
    return Questionnaire("x", "v1", (Pillar("P", a_text("P"), Fraction(1), (topic,)),))


# By law


@LAW
@given(editions(THEN), editions(NOW), lineages, st.sampled_from(["x", "P", "P1", "I"]))
def test_everything_adds_up(before: Scores, after: Scores, lineage: list, node: str) -> None:
    for found in Changes(before, after, lineage, node).all():
        if found.split is None:
            continue
        assert found.split.total == pytest.approx(found.total, abs=1e-12)
        given_out = [line.split for line in found.lines] + [found.lift]
        for cause in ("performance", "method", "coverage"):
            told = sum(getattr(each, cause) for each in given_out)
            assert told == pytest.approx(getattr(found.split, cause), abs=1e-12)


@LAW
@given(editions(THEN), editions(NOW), lineages)
def test_swapping_the_editions_changes_every_sign(
    before: Scores, after: Scores, lineage: list
) -> None:
    back = [(now, then) for then, now in lineage]
    for who in WHO:
        found, turned = (
            Changes(before, after, lineage).of(who),
            Changes(after, before, back).of(who),
        )
        assert turned.shared == negative(found.shared)
        assert (turned.split is None) == (found.split is None)
        if found.split is not None:
            assert parts(turned.split) == pytest.approx(tuple(-p for p in parts(found.split)))
            mirrored = {(line.after, line.before): line.split for line in turned.lines}
            for line in found.lines:
                other = mirrored[line.before, line.after]
                assert parts(other) == pytest.approx([-p for p in parts(line.split)], abs=1e-12)


@LAW
@given(editions(THEN, thin=ThinNode.COUNTS), editions(NOW, thin=ThinNode.COUNTS), lineages)
def test_whoever_has_both_values_has_a_split(before: Scores, after: Scores, lineage: list) -> None:
    for found in Changes(before, after, lineage).all():
        assert (found.split is None) == (found.total is None)


@LAW
@given(editions(THEN), st.data())
def test_what_did_not_move_has_no_part(before: Scores, data: st.DataObject) -> None:
    same = [(item, item) for item in THEN]
    answers = data.draw(editions(THEN)).matrix
    factors = before.matrix.factors
    other = replace(before.matrix, factors=1 - factors)
    for after, still in (
        (score(before.tree, other, before.policies), ("method", "coverage")),
        (score(before.tree, answers, before.policies), ("method",)),
        (data.draw(editions(THEN)), ()),
    ):
        for found in Changes(before, after, same).all():
            if found.split is not None:
                assert [getattr(found.split, cause) for cause in still] == pytest.approx(
                    [0] * len(still), abs=1e-12
                )


@LAW
@given(editions(THEN), editions(THEN))
def test_only_the_method_moves_what_is_answered_the_same(before: Scores, after: Scores) -> None:
    """Everybody answers everything, and the same: neither performance nor coverage."""
    full = matrix({who: {item: Fraction(len(item + who), 9) for item in THEN} for who in WHO}, THEN)
    same = [(item, item) for item in THEN]
    ends = [score(each.tree, full, each.policies) for each in (before, after)]
    for found in Changes(*ends, same).all():
        assert found.split is None or parts(found.split) == split(method=found.total)


@LAW
@given(editions(THEN, LINEAR, ThinNode.COUNTS), editions(NOW, LINEAR, ThinNode.COUNTS), lineages)
def test_the_split_is_that_of_six_orders_in_fractions(
    before: Scores, after: Scores, lineage: list
) -> None:
    for found in Changes(before, after, lineage).all():
        if found.split is not None:
            walked = six_orders((before, after), lineage, found.participant)
            assert parts(found.split) == pytest.approx(walked, abs=1e-12)


def negative(number: float | None) -> object:
    return None if number is None else pytest.approx(-number, abs=1e-12)


def six_orders(ends: tuple[Scores, Scores], lineage: list, who: str) -> list[float]:
    """Performance, method, coverage, slowly: each corner is scored with fractions."""
    counted = {(t, a): worth(ends, lineage, who, t, a) for t in (0, 1) for a in (0, 1)}

    def corner(method: int, coverage: int, performance: int) -> Fraction | None:
        keeps, says = counted[method, coverage], counted[method, performance]
        mute = counted[method, 1 - performance]
        answers = {item: says.get(item, mute.get(item)) for item in keeps}
        given_ = {item: answers.get(item, UNASKED) for item in ends[method].items}
        return exact_value(ends[method].tree, given_, EXCLUDING)

    found, walks = [Fraction(0)] * 3, 0
    for order in permutations(range(3)):
        at, steps = [0, 0, 0], []
        for cause in order:
            start = corner(*at)
            at[cause] = 1
            steps.append((cause, start, corner(*at)))
        if all(None not in step for step in steps):
            walks += 1
            for cause, start, end in steps:
                found[cause] += end - start
    method, coverage, performance = (float(each / walks) for each in found)
    return [performance, method, coverage]


def worth(
    ends: tuple[Scores, Scores], lineage: list, who: str, tree: int, answers: int
) -> dict[str, Fraction]:
    """What counts of the answers of one edition in the tree of one, and what it counts as."""
    own, found = ends[tree], {}
    for leaf in own.tree.all_leaves():
        linked = [p[answers] for p in lineage if p[tree] == leaf.item and both_there(p, ends)]
        items = linked if tree != answers and linked else [leaf.item]
        side = ends[answers] if items is linked else own
        given_ = read(side, items, who)
        value = exact_value(Node("one", leaves=(leaf,)), {leaf.item: given_}, own.policies)
        if value is not None:
            found[leaf.item] = value
    return found


def both_there(pair: tuple[str, str], ends: tuple[Scores, Scores]) -> bool:
    return pair[0] in ends[0].items and pair[1] in ends[1].items


def read(side: Scores, items: list[str], who: str) -> Given:
    row = side.row(who)
    weights = {leaf.item: leaf.weight for leaf in side.tree.all_leaves()}
    states = {item: side.matrix.states[row, side.matrix.items.index(item)] for item in items}
    answered = [item for item in items if states[item] == 0]
    if answered:
        factors = [
            Fraction(side.matrix.factors[row, side.matrix.items.index(i)]).limit_denominator(24)
            for i in answered
        ]
        mass = sum(weights[item] for item in answered)
        return sum(weights[i] * f for i, f in zip(answered, factors, strict=True)) / mass
    for state in (SILENT, UNSURE, NA):
        if state in states.values():
            return state
    return UNASKED
