"""Árbol: a questionnaire as weights, and trees that cannot be."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from game.editions import Edition, Stage, Thresholds
from game.questionnaire import Text
from indicators.tree import Excuse, Leaf, Node, Silence, policies_of, tree_of
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
    assert [policies.threshold(depth) for depth in range(4)] == [0.75, 2 / 3, 0.5, 0]


def test_a_node_has_children_or_leaves() -> None:
    with pytest.raises(ValueError, match="children and leaves"):
        Node("x", children=(Node("y"),), leaves=(Leaf("z"),))


@pytest.mark.parametrize("weight", [Fraction(0), Fraction(-1)])
def test_every_part_weighs_something(weight: Fraction) -> None:
    with pytest.raises(ValueError, match="without weight"):
        Node("x", leaves=(Leaf("z", weight),))
