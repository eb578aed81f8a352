"""Árbol: items make topics, topics make pillars, pillars make the index; all of it is data."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from game.editions import Edition
from game.questionnaire import Item, Questionnaire, Topic


class Method(StrEnum):
    """How a node is made: of its parts, or flat of all items below it by their own weights."""

    MEAN = "mean"
    GEOMETRIC = "geometric"
    FLAT = "flat"


class Excuse(StrEnum):
    """What an item that does not apply is worth: it leaves, or counts as one, or as zero."""

    EXCLUDE = "exclude"
    FULL = "full"
    ZERO = "zero"


class Silence(StrEnum):
    """What an asked item without a valid answer does: it leaves, or counts as zero."""

    EXCLUDE = "exclude"
    ZERO = "zero"


class ThinNode(StrEnum):
    """Whether the known answers of a node under its threshold count for the nodes above it.

    While they count, a score stays inside its bounds and leaving answers out gains nothing.
    """

    COUNTS = "counts"
    LEAVES = "leaves"


class Coverage(StrEnum):
    """What a threshold is compared with: known weight, or how many parts have a value."""

    WEIGHT = "weight"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Leaf:
    """An item as the tree sees it."""

    item: str
    weight: Fraction = Fraction(1)
    excuse: Excuse = Excuse.EXCLUDE


@dataclass(frozen=True, slots=True)
class Node:
    """Has children or leaves. A geometric node lifts parts below its floor to the floor.

    With a floor of zero, one part at zero makes a geometric node zero.
    """

    code: str
    weight: Fraction = Fraction(1)
    children: tuple["Node", ...] = ()
    leaves: tuple[Leaf, ...] = ()
    method: Method = Method.MEAN
    floor: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if self.children and self.leaves:
            raise ValueError(f"{self.code} has children and leaves")
        weights = [child.weight for child in self.children] + [leaf.weight for leaf in self.leaves]
        if any(weight <= 0 for weight in weights):
            raise ValueError(f"{self.code} has a part without weight")

    def nodes(self) -> Iterator["Node"]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.nodes()

    def all_leaves(self) -> Iterator[Leaf]:
        """In the order of the questionnaire."""
        for node in self.nodes():
            yield from node.leaves

    def paths(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each item with the nodes it stands in, from below this one to its own."""
        for leaf in self.leaves:
            yield leaf.item, ()
        for child in self.children:
            for item, below in child.paths():
                yield item, (child.code, *below)


@dataclass(frozen=True, slots=True)
class Policies:
    """Rules of an edition. Thresholds go from the root down; nodes deeper than that have none."""

    no_answer: Silence = Silence.EXCLUDE
    thresholds: tuple[Fraction, ...] = ()
    thin: ThinNode = ThinNode.COUNTS
    coverage: Coverage = Coverage.WEIGHT

    def threshold(self, depth: int) -> float:
        return float(self.thresholds[depth]) if depth < len(self.thresholds) else 0.0


def tree_of(questionnaire: Questionnaire, code: str = "index") -> Node:
    """Pillars and topics as they stand; a free text is never scored and has no leaf."""
    pillars = (
        Node(pillar.code, Fraction(pillar.weight), tuple(_topic_node(t) for t in pillar.topics))
        for pillar in questionnaire.pillars
    )
    return Node(code, children=tuple(pillars))


def policies_of(edition: Edition) -> Policies:
    limits = edition.thresholds
    return Policies(Silence(edition.no_answer), (limits.index, limits.pillar, limits.topic))


def _topic_node(topic: Topic) -> Node:
    leaves = tuple(_leaf(item) for item in topic.items if item.is_scored)
    return Node(topic.code, Fraction(topic.weight), leaves=leaves)


def _leaf(item: Item) -> Leaf:
    excuse = Excuse(item.not_applicable.policy) if item.not_applicable else Excuse.EXCLUDE
    return Leaf(item.code, Fraction(item.weight), excuse)
