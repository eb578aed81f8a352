"""Índice: what an edition says of how its index is computed, beside the weights of its parts.

All of it is data of the edition; what one does not say is as it stands here. `indicators/` tells
what each word does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class NodeRule:
    """How a node is made of its parts: `method`, what a zero does to it, and from which floor."""

    method: str = "mean"
    zeros: str = "strict"
    floor: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class RobustnessRules:
    """By how much the index is shaken to see which places hold.

    In each of `runs` every weight is multiplied by 1 + u, u between -`spread` and `spread`, the
    index is made by one of `methods` and, where `drops`, may lack one pillar. `zeros`: what a
    pillar at zero does in a mean that feels it and is not that of the edition. An interval leaves
    `outside` below it and as much above; `top` is the group at the head that is asked about.
    `seed`: the same draws on every machine.
    """

    runs: int = 10_000
    seed: int = 2026
    spread: Fraction = Fraction(1, 4)
    methods: tuple[str, ...] = ("mean", "geometric")
    zeros: str = "shift"
    drops: bool = True
    outside: Fraction = Fraction(1, 20)
    top: int = 10


@dataclass(frozen=True, slots=True)
class GroupRules:
    """Of fewer than `least` nothing is shown, of fewer than `quartiles` no quartiles.

    The interval of a mean is drawn `draws` times from `seed`.
    """

    least: int = 5
    quartiles: int = 10
    draws: int = 2_000
    seed: int = 2026


@dataclass(frozen=True, slots=True)
class IndexRules:
    """`index`, `pillars` and `topics` are made by these rules, but for the `nodes` named apart.

    `thin`: what a node under its coverage does above it. `ties`: what follows a shared place.
    `decimals`: how many are shown; places are those of the numbers behind them.
    """

    index: NodeRule = NodeRule()
    pillars: NodeRule = NodeRule()
    topics: NodeRule = NodeRule()
    nodes: Mapping[str, NodeRule] = field(default_factory=dict)
    thin: str = "counts"
    ties: str = "competition"
    decimals: int = 1
    robustness: RobustnessRules = RobustnessRules()
    groups: GroupRules = GroupRules()

    def rule(self, node: str, level: NodeRule) -> NodeRule:
        """That of a node, which stands on a level."""
        return self.nodes.get(node, level)


USUAL = IndexRules()
