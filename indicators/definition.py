"""Definición: all that decides how the index of an edition is computed, as one document.

It is published with its SHA-256, and every result says which one it was computed by.
"""

from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any

from game.editions import Edition
from game.index import USUAL, GroupRules, IndexRules, RobustnessRules
from game.questionnaire import Questionnaire
from indicators.canonical import Json, digest_of, plain
from indicators.ranks import Ties
from indicators.tree import (
    Coverage,
    Excuse,
    Leaf,
    Method,
    Node,
    Policies,
    Silence,
    ThinNode,
    Zeros,
    policies_of,
    tree_of,
)

FORMAT = "liga-index-1"
# What of the rules is not in the tree and the policies already.
APART = ("ties", "decimals", "robustness", "groups")


@dataclass(frozen=True, slots=True)
class Definition:
    """`version`: of the questionnaire whose items stand in the tree."""

    edition: str
    version: str
    tree: Node
    policies: Policies
    rules: IndexRules = USUAL

    @property
    def ties(self) -> Ties:
        """What comes after a shared place; an edition's are whole numbers."""
        return Ties(self.rules.ties)

    @property
    def sha256(self) -> str:
        return digest_of(packed(self))


def definition_of(edition: Edition, questionnaire: Questionnaire) -> Definition:
    """That of an edition, with the questionnaire it asks."""
    return Definition(
        edition.code,
        questionnaire.version,
        tree_of(questionnaire, edition.index),
        policies_of(edition),
        edition.index,
    )


def packed(definition: Definition) -> Json:
    """As plain JSON, to be published."""
    rules = asdict(definition.rules)
    return {
        "format": FORMAT,
        "edition": definition.edition,
        "questionnaire": definition.version,
        "tree": _packed_node(definition.tree),
        "policies": _packed_policies(definition.policies),
        **{name: plain(rules[name]) for name in APART},
    }


def unpacked(document: Json) -> Definition:
    """The definition that a document says."""
    given = {name: document[name] for name in APART}
    shaken = given["robustness"]
    rules = IndexRules(
        ties=given["ties"],
        decimals=given["decimals"],
        robustness=_rules(RobustnessRules, {**shaken, "methods": tuple(shaken["methods"])}),
        groups=_rules(GroupRules, given["groups"]),
    )
    return Definition(
        document["edition"],
        document["questionnaire"],
        _unpacked_node(document["tree"]),
        _unpacked_policies(document["policies"]),
        rules,
    )


def _rules(kind: Any, given: Json) -> Any:
    """A share is told as text, and is exact."""
    told = ((each, given[each.name]) for each in fields(kind))
    return kind(**{e.name: Fraction(v) if isinstance(e.default, Fraction) else v for e, v in told})


def _packed_node(node: Node) -> Json:
    return {
        "code": node.code,
        "weight": str(node.weight),
        "method": node.method.value,
        "zeros": node.zeros.value,
        "floor": str(node.floor),
        "threshold": _optional_text(node.threshold),
        "children": [_packed_node(child) for child in node.children],
        "leaves": [
            {
                "item": leaf.item,
                "weight": str(leaf.weight),
                "excuse": leaf.excuse.value,
                "silence": leaf.silence and leaf.silence.value,
                "unsure": leaf.unsure and leaf.unsure.value,
            }
            for leaf in node.leaves
        ],
    }


def _unpacked_node(packed: Json) -> Node:
    return Node(
        packed["code"],
        Fraction(packed["weight"]),
        tuple(_unpacked_node(child) for child in packed["children"]),
        tuple(
            Leaf(
                leaf["item"],
                Fraction(leaf["weight"]),
                Excuse(leaf["excuse"]),
                *(Silence(leaf[key]) if leaf[key] else None for key in ("silence", "unsure")),
            )
            for leaf in packed["leaves"]
        ),
        Method(packed["method"]),
        Zeros(packed["zeros"]),
        Fraction(packed["floor"]),
        None if packed["threshold"] is None else Fraction(packed["threshold"]),
    )


def _optional_text(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def _packed_policies(policies: Policies) -> Json:
    return {
        "no_answer": policies.no_answer.value,
        "thresholds": [str(threshold) for threshold in policies.thresholds],
        "thin": policies.thin.value,
        "coverage": policies.coverage.value,
    }


def _unpacked_policies(packed: Json) -> Policies:
    return Policies(
        Silence(packed["no_answer"]),
        tuple(Fraction(threshold) for threshold in packed["thresholds"]),
        ThinNode(packed["thin"]),
        Coverage(packed["coverage"]),
    )
