"""Recibo: every score is a list of contributions that adds up."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.means import Mean
from indicators.receipt import Part, Receipt, receipt_of
from indicators.scores import Scores, score
from indicators.tree import Method, Node, Policies, Silence, ThinNode, Zeros
from tests.indicators.builders import (
    ALL_YES,
    EXCLUDING,
    LAW,
    NA,
    REFERENCE,
    SMALL,
    UNASKED,
    Given,
    matrix,
    one,
)
from tests.indicators.test_scores import answer_sets, silences, trees

#   index = (P + I + 2 H) / 4; I1-02 is a quarter of a half of it, H1-04 half of a quarter.
ANSWERS = {
    "20": {**ALL_YES, "I1-02": 0, "H1-04": Fraction(1, 2), "P1-01": NA, "H1-03": UNASKED},
    "31": dict(ALL_YES),
}


def scores() -> Scores:
    return score(SMALL, matrix(ANSWERS), EXCLUDING)


def oaxaca() -> Receipt:
    return receipt_of(scores(), "20")


def test_the_lines_add_up_to_the_score() -> None:
    receipt = oaxaca()
    assert receipt.score == pytest.approx((1 + 1 / 2 + 2 * 2.5 / 3) / 4, abs=1e-15)
    assert sum(line.contribution for line in receipt.lines) == pytest.approx(
        receipt.score, abs=1e-12
    )
    assert receipt.lift == 0


def test_a_line_says_factor_weight_and_contribution() -> None:
    line = next(line for line in oaxaca().lines if line.item == "H1-04")
    assert (line.path, line.factor) == (("H", "H1"), 0.5)
    assert line.weight == pytest.approx(1 / 6)
    assert line.contribution == pytest.approx(1 / 12)


def test_what_left_has_no_factor_and_no_weight() -> None:
    left = [line for line in oaxaca().lines if line.factor is None]
    assert [(line.item, line.weight, line.contribution) for line in left] == [
        ("P1-01", 0, 0),
        ("H1-03", 0, 0),
    ]
    assert not any(line.is_gap or line.is_strength for line in left)


#   P = (1 x P1 + 3 x P2) / 4; I = I1 = (I1-01 + I1-02) / 2
def test_a_pillar_and_a_topic_have_a_list_of_their_own() -> None:
    pillar, topic = (receipt_of(scores(), "20", node) for node in ("P", "I1"))
    assert [(line.item, line.path, line.weight) for line in pillar.lines] == [
        ("P1-01", ("P1",), 0),
        ("P1-02", ("P1",), 0.25),
        ("P2-01", ("P2",), 0.75),
    ]
    assert (pillar.score, topic.score) == (1, 0.5)
    assert [(line.item, line.path, line.contribution) for line in topic.lines] == [
        ("I1-01", (), 0.5),
        ("I1-02", (), 0),
    ]


def test_a_node_is_made_of_its_parts_by_their_weight() -> None:
    assert receipt_of(scores(), "20").parts == (
        Part("P", False, Fraction(1), 1.0, 0.25, 0.25),
        Part("I", False, Fraction(1), 0.5, 0.25, 0.125),
        Part("H", False, Fraction(2), pytest.approx(5 / 6), 0.5, pytest.approx(5 / 12)),
    )
    assert receipt_of(scores(), "20", "P1").parts == (
        Part("P1-01", True, Fraction(1), None, 0, 0),
        Part("P1-02", True, Fraction(2), 1.0, 1.0, 1.0),
    )


#   The items of P weigh 4 of 10, those of I 2, those of H 4; P1-01 and H1-03 left: 3, 2, 3 of 8
def test_a_flat_node_is_made_of_items_and_told_by_the_children_they_are_in() -> None:
    flat = score(replace(SMALL, method=Method.LEAF_MEAN), matrix(ANSWERS), EXCLUDING)
    parts = receipt_of(flat, "20").parts
    assert [(part.code, part.weight, part.share) for part in parts] == [
        ("P", 4, pytest.approx(3 / 8)),
        ("I", 2, pytest.approx(2 / 8)),
        ("H", 4, pytest.approx(3 / 8)),
    ]
    assert [part.contribution for part in parts] == pytest.approx([3 / 8, 1 / 8, 2.5 / 8])
    assert sum(part.contribution for part in parts) == pytest.approx(6.5 / 8)


#   The geometric mean of 1, 1/2 and 5/6 with a floor of 2/3: a half enters as two thirds.
def test_what_a_policy_for_zeros_gives_stands_apart() -> None:
    raised = replace(SMALL, method=Method.GEOMETRIC, zeros=Zeros.FLOOR, floor=Fraction(2, 3))
    receipt = receipt_of(score(raised, matrix(ANSWERS), EXCLUDING), "20")
    shares = {part.code: part.share for part in receipt.parts}
    assert receipt.score == pytest.approx((1 * 2 / 3 * (5 / 6) ** 2) ** 0.25)
    assert receipt.parts_lift == pytest.approx(shares["I"] * (2 / 3 - 1 / 2))
    assert receipt.lift == pytest.approx(receipt.parts_lift)


def test_without_a_score_of_its_own_nothing_gives_anything() -> None:
    receipt = receipt_of(score(SMALL, matrix({"09": {"P1-01": 1}}), REFERENCE), "09", "P")
    assert receipt.score is None
    assert (receipt.lift, receipt.parts_lift, receipt.total) == (0, 0, 0)
    assert {line.contribution for line in receipt.lines} == {0}
    # What is known of it is there all the same.
    assert next(line.factor for line in receipt.lines if line.item == "P1-01") == 1


def test_an_unknown_node_has_no_receipt() -> None:
    with pytest.raises(KeyError):
        receipt_of(scores(), "20", "Z")


@st.composite
def every_kind(draw: st.DrawFn) -> Node:
    """Those trees with nodes of every kind, whatever a zero does to them."""

    def regrown(node: Node) -> Node:
        method = draw(st.sampled_from(Method))
        zeros = draw(st.sampled_from(Zeros)) if method.has_zeros else Zeros.STRICT
        floor = Fraction(1, 100) if zeros is Zeros.FLOOR else Fraction(0)
        below = tuple(regrown(child) for child in node.children)
        return replace(node, method=method, zeros=zeros, floor=floor, children=below)

    return regrown(draw(trees()))


def given_by_zeros(node: Node, receipts: dict[str, Receipt]) -> float:
    """What the policies for zeros of a node and of those below it give to it, by its parts."""
    if node.method.is_flat:
        return 0.0
    kind = Mean.of(node)
    parts = [part for part in receipts[node.code].parts if part.value is not None]
    entered = [float(kind.entering(np.array(part.value))) for part in parts]
    own = sum(part.share * (x - part.value) for part, x in zip(parts, entered, strict=True))
    below = {child.code: given_by_zeros(child, receipts) for child in node.children}
    return own + sum(part.share * below.get(part.code, 0) for part in parts)


@LAW
@given(every_kind(), answer_sets, silences)
def test_every_score_is_a_list_that_adds_up(
    tree: Node, answers: dict[str, Given], silence: Silence
) -> None:
    """Of the index, a pillar or a topic: by its items, by its parts, and what zeros are given."""
    found = score(tree, one(answers), Policies(silence))
    receipts = {node.code: receipt_of(found, "20", node.code) for node in tree.nodes()}
    for node in tree.nodes():
        receipt = receipts[node.code]
        lift = given_by_zeros(node, receipts)
        given_by_items = sum(line.contribution for line in receipt.lines)
        assert given_by_items + lift == pytest.approx(receipt.score or 0, abs=1e-12)
        assert receipt.lift == pytest.approx(lift, abs=1e-12)
        assert receipt.parts_total == pytest.approx(receipt.score or 0, abs=1e-12)


@LAW
@given(every_kind(), answer_sets, silences, st.sampled_from(ThinNode))
def test_shares_of_whoever_has_a_score_make_one(
    tree: Node, answers: dict[str, Given], silence: Silence, thin: ThinNode
) -> None:
    found = score(tree, one(answers), replace(REFERENCE, no_answer=silence, thin=thin))
    for node in tree.nodes():
        receipt = receipt_of(found, "20", node.code)
        assert receipt.score == found.value("20", node.code)
        whole = pytest.approx(0 if receipt.score is None else 1, abs=1e-12)
        assert sum(line.weight for line in receipt.lines) == whole
        assert sum(part.share for part in receipt.parts) == whole
        assert [line.item for line in receipt.lines] == [leaf.item for leaf in node.all_leaves()]


def test_strengths_are_the_heaviest_items_at_their_best() -> None:
    assert [line.item for line in oaxaca().strengths][:2] == ["P2-01", "H1-01"]
    assert "I1-02" not in {line.item for line in oaxaca().strengths}
