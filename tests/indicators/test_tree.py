"""Árbol: a questionnaire as weights, and trees that cannot be."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from game.editions import Edition, Stage, Thresholds
from game.questionnaire import Text
from indicators.tree import (
    Excuse,
    Leaf,
    Method,
    Node,
    Silence,
    TreeProblem,
    Zeros,
    policies_of,
    tree_of,
)
from tests.indicators.builders import ITEMS, SMALL, a_questionnaire


def test_a_questionnaire_is_a_tree_without_its_free_texts() -> None:
    tree = tree_of(a_questionnaire())
    assert [leaf.item for leaf in tree.all_leaves()] == list(ITEMS)
    assert [node.code for node in tree.nodes()] == [node.code for node in SMALL.nodes()]
    assert [node.weight for node in tree.children] == [1, 1, 2]
    excuses = {leaf.item: leaf.excuse for leaf in tree.all_leaves()}
    assert excuses["I1-02"] is Excuse.FULL
    assert excuses["P1-01"] is Excuse.EXCLUDE


def test_an_item_knows_its_pillar_and_topic() -> None:
    assert dict(SMALL.paths())["P2-01"] == ("P", "P2")


def test_the_policies_of_an_edition_go_from_the_index_down() -> None:
    edition = Edition(
        code="2026",
        instrument="liga",
        name=Text("Liga", "League"),
        stage=Stage.OPEN,
        kinds=("state",),
        leagues=(),
        dates={Stage.OPEN: datetime(2026, 3, 1, tzinfo=UTC)},
        no_answer="zero",
        thresholds=Thresholds(Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)),
    )
    policies = policies_of(edition)
    assert policies.no_answer is Silence.ZERO
    assert [policies.threshold(Node("x"), depth) for depth in range(4)] == [0.75, 2 / 3, 0.5, 0]


def test_a_node_may_have_children_and_items_of_its_own() -> None:
    ragged = Node("x", children=(Node("y", leaves=(Leaf("a"),)),), leaves=(Leaf("b"),))
    assert [leaf.item for leaf in ragged.all_leaves()] == ["a", "b"]
    assert dict(ragged.paths()) == {"a": ("y",), "b": ()}


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        pytest.param({"leaves": (Leaf("z", Fraction(0)),)}, "part z has no weight", id="zero"),
        pytest.param({"leaves": (Leaf("z", Fraction(-1)),)}, "part z has no weight", id="less"),
        pytest.param({"zeros": Zeros.SHIFT}, "no policy for zeros", id="a plain mean shifted"),
        pytest.param(
            {"method": Method.GEOMETRIC, "zeros": Zeros.FLOOR}, "go together", id="no floor given"
        ),
        pytest.param(
            {"method": Method.HARMONIC, "floor": Fraction(1, 9)}, "go together", id="a floor unused"
        ),
        pytest.param({"threshold": Fraction(3, 2)}, "not in 0..1", id="more than all"),
    ],
)
def test_a_node_that_cannot_be_is_named(parts: dict, why: str) -> None:
    with pytest.raises(TreeProblem, match=f"^x: .*{why}") as caught:
        Node("x", **parts)
    assert caught.value.node == "x"
