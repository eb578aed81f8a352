"""Árbol: items make topics, topics make pillars, pillars make the index; all of it is data."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from game.editions import Edition
from game.index import USUAL, IndexRules, NodeRule
from game.questionnaire import Item, Questionnaire, Topic


class Method(StrEnum):
    """How a node is made of its parts, or flat of all items below it by their own weights.

    Flat are `leaf_mean` and `points`: the points of an item are its weight, those of a node the
    sum of all below it, and its value their share of the most that could be had. The two differ in
    how they are told: a mean as a share, points as a sum.
    """

    MEAN = "mean"
    LEAF_MEAN = "leaf_mean"
    POINTS = "points"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"

    @property
    def is_flat(self) -> bool:
        return self in {Method.LEAF_MEAN, Method.POINTS}

    @property
    def has_zeros(self) -> bool:
        """Whether one part at zero decides alone, so that a policy for it is needed."""
        return self in {Method.GEOMETRIC, Method.HARMONIC}


class Zeros(StrEnum):
    """What a part at zero does to a geometric or harmonic node.

    `strict`: it makes the node zero. `floor`: parts below the floor are lifted to it. `shift`: all
    parts enter as 0.01 + 0.99 x, which is 1 + 0.99 x on a scale of a hundred (`Node.most`).
    """

    STRICT = "strict"
    FLOOR = "floor"
    SHIFT = "shift"


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

    While they count, leaving answers out gains nothing.
    """

    COUNTS = "counts"
    LEAVES = "leaves"


class Coverage(StrEnum):
    """What a threshold is compared with: known weight, or how many parts have a value."""

    WEIGHT = "weight"
    PARTS = "parts"


class TreeProblem(ValueError):
    """A tree that cannot be; `node` is where."""

    def __init__(self, node: str, why: str) -> None:
        super().__init__(f"{node}: {why}")
        self.node = node
        self.why = why


@dataclass(frozen=True, slots=True)
class Leaf:
    """An item as the tree sees it.

    `silence`: what no answer does, `unsure`: what "does not know" does. Without them the item
    follows the edition, and whoever does not know counts as silent.
    """

    item: str
    weight: Fraction = Fraction(1)
    excuse: Excuse = Excuse.EXCLUDE
    silence: Silence | None = None
    unsure: Silence | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """Has parts, which are nodes or items or both: a tree need not be equally deep everywhere.

    `threshold`: the least coverage for a value of its own, where it is not that of its depth.
    `floor` is asked for with `Zeros.FLOOR`, and only there. `most`: what the best of its parts is
    worth, one in every edition.
    """

    code: str
    weight: Fraction = Fraction(1)
    children: tuple["Node", ...] = ()
    leaves: tuple[Leaf, ...] = ()
    method: Method = Method.MEAN
    zeros: Zeros = Zeros.STRICT
    floor: Fraction = Fraction(0)
    threshold: Fraction | None = None
    most: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        for part, weight in (
            *((child.code, child.weight) for child in self.children),
            *((leaf.item, leaf.weight) for leaf in self.leaves),
        ):
            if weight <= 0:
                raise TreeProblem(self.code, f"its part {part} has no weight")
        if self.zeros is not Zeros.STRICT and not self.method.has_zeros:
            raise TreeProblem(self.code, f"a {self.method} node has no policy for zeros")
        if (self.zeros is Zeros.FLOOR) != (self.floor > 0):
            raise TreeProblem(self.code, "a floor above zero and the policy floor go together")
        if self.threshold is not None and not 0 <= self.threshold <= 1:
            raise TreeProblem(self.code, f"its threshold {self.threshold} is not in 0..1")

    def nodes(self) -> Iterator["Node"]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.nodes()

    def all_leaves(self) -> Iterator[Leaf]:
        """Those of its children, then its own: each node's stand together."""
        for child in self.children:
            yield from child.all_leaves()
        yield from self.leaves

    def paths(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each item with the nodes it stands in, from below this one to its own."""
        for child in self.children:
            for item, below in child.paths():
                yield item, (child.code, *below)
        for leaf in self.leaves:
            yield leaf.item, ()


@dataclass(frozen=True, slots=True)
class Policies:
    """Rules of an edition. Thresholds go from the root down; nodes deeper than that have none."""

    no_answer: Silence = Silence.EXCLUDE
    thresholds: tuple[Fraction, ...] = ()
    thin: ThinNode = ThinNode.COUNTS
    coverage: Coverage = Coverage.WEIGHT

    def threshold(self, node: Node, depth: int) -> float:
        """The least coverage for a value: the node's own, or that of its depth, or none."""
        if node.threshold is not None:
            return float(node.threshold)
        return float(self.thresholds[depth]) if depth < len(self.thresholds) else 0.0


def tree_of(questionnaire: Questionnaire, rules: IndexRules = USUAL, code: str = "index") -> Node:
    """Pillars and topics as they stand; a free text is never scored and has no leaf."""
    pillars = tuple(
        _made(
            Node(
                pillar.code, Fraction(pillar.weight), tuple(_topic(t, rules) for t in pillar.topics)
            ),
            rules.rule(pillar.code, rules.pillars),
        )
        for pillar in questionnaire.pillars
    )
    return _made(Node(code, children=pillars), rules.index)


def policies_of(edition: Edition) -> Policies:
    limits = edition.thresholds
    return Policies(
        Silence(edition.no_answer),
        (limits.index, limits.pillar, limits.topic),
        ThinNode(edition.index.thin),
    )


def _topic(topic: Topic, rules: IndexRules) -> Node:
    leaves = tuple(_leaf(item) for item in topic.items if item.is_scored)
    node = Node(topic.code, Fraction(topic.weight), leaves=leaves)
    return _made(node, rules.rule(topic.code, rules.topics))


def _made(node: Node, rule: NodeRule) -> Node:
    return replace(node, method=Method(rule.method), zeros=Zeros(rule.zeros), floor=rule.floor)


def _leaf(item: Item) -> Leaf:
    excuse = Excuse(item.not_applicable.policy) if item.not_applicable else Excuse.EXCLUDE
    return Leaf(item.code, Fraction(item.weight), excuse)
