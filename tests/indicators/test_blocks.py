"""Bloques: the figures between factors and index fit together, whatever tree they are of."""

import numpy as np
from hypothesis import given

from indicators.blocks import Blocks
from indicators.layout import own_leaves
from indicators.scores import Scores, score
from indicators.tree import Node
from tests.indicators.builders import LAW, REFERENCE, SILENT, SMALL, one
from tests.indicators.editions import editions

SIX = tuple("abcdef")


def holders(node: Node) -> list[Node]:
    """The nodes that items are parts of: below a flat one there are none."""
    below = [] if node.method.is_flat else [each for c in node.children for each in holders(c)]
    return [*below, node]


@LAW
@given(editions(SIX))
def test_the_share_of_an_item_is_that_of_its_node_by_its_weight_there(scores: Scores) -> None:
    columns = Blocks(scores).columns
    for node in holders(scores.tree):
        share, mass = columns[f"share:{node.code}"], columns[f"mass:{node.code}"]
        for leaf in own_leaves(node):
            place = scores.items.index(leaf.item)
            counts = np.isfinite(scores.factors[:, place])
            pull = columns.get(f"pull:{node.code}:{leaf.item}", np.full(3, float(leaf.weight)))
            found = np.where(counts, share * pull / np.where(mass > 0, mass, 1), 0)
            assert np.allclose(found, scores.weights[:, place], rtol=1e-9, atol=1e-12)


@LAW
@given(editions(SIX))
def test_a_value_of_its_own_is_the_value_where_enough_is_known(scores: Scores) -> None:
    columns = Blocks(scores).columns
    for code in scores.nodes:
        own, raw = columns[f"own:{code}"], columns[f"raw:{code}"]
        enough = columns[f"covered:{code}"] >= scores.threshold(code) - 1e-9
        assert np.array_equal(own, np.where(enough, raw, np.nan), equal_nan=True)


#   P1 asks for half of its weight to be known: a third is
def test_what_is_known_under_a_threshold_has_a_value_all_the_same() -> None:

    silent = {leaf.item: SILENT for leaf in SMALL.all_leaves()}
    scores = score(SMALL, one({**silent, "P1-01": 1}), REFERENCE)
    place = scores.nodes.index("P1")
    assert np.isnan(scores.values[0, place])
    assert scores.raw[0, place] == 1
    assert np.isnan(scores.raw[0, scores.nodes.index("P2")])
