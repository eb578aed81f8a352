"""The same rules once more, slowly, with fractions: what the fast numbers are checked against."""

from collections.abc import Mapping
from fractions import Fraction

from indicators.matrix import AnswerState
from indicators.tree import Excuse, Leaf, Method, Node, Policies, Silence
from tests.indicators.builders import NA, SILENT, UNASKED, UNSURE, Given

Weighed = list[tuple[Fraction, Fraction]]


def exact_value(node: Node, answers: Mapping[str, Given], policies: Policies) -> Fraction | None:
    """What counts below, averaged, or None: plain, flat and (strictly) harmonic nodes."""
    parts = _parts(node, answers, policies)
    if node.method is not Method.HARMONIC:
        return weighted(parts)
    if any(value == 0 for _, value in parts):
        return Fraction(0)
    turned = weighted([(weight, 1 / value) for weight, value in parts])
    return None if turned is None else 1 / turned


def exact_coverage(node: Node, answers: Mapping[str, Given]) -> Fraction | None:
    known = [
        (leaf.weight, Fraction(answers.get(leaf.item, SILENT) not in {SILENT, UNSURE}))
        for leaf in _own(node)
        if answers.get(leaf.item, SILENT) is not UNASKED
    ]
    covered = [(child.weight, exact_coverage(child, answers)) for child in _children(node)]
    return weighted([*known, *((w, share) for w, share in covered if share is not None)])


def weighted(parts: Weighed) -> Fraction | None:
    mass = sum(weight for weight, _ in parts)
    return sum(weight * value for weight, value in parts) / mass if mass else None


def _own(node: Node) -> list[Leaf]:
    return [*node.all_leaves()] if node.method.is_flat else [*node.leaves]


def _children(node: Node) -> list[Node]:
    return [] if node.method.is_flat else [*node.children]


def _parts(node: Node, answers: Mapping[str, Given], policies: Policies) -> Weighed:
    values = [(child.weight, exact_value(child, answers, policies)) for child in _children(node)]
    values += [
        (leaf.weight, _factor(leaf, answers.get(leaf.item, SILENT), policies))
        for leaf in _own(node)
    ]
    return [(weight, value) for weight, value in values if value is not None]


def _factor(leaf: Leaf, given: Given, policies: Policies) -> Fraction | None:
    if not isinstance(given, AnswerState):
        return Fraction(given)
    if given is NA:
        return {Excuse.FULL: Fraction(1), Excuse.ZERO: Fraction(0)}.get(leaf.excuse)
    silence = leaf.silence or policies.no_answer
    silence = (leaf.unsure or silence) if given is UNSURE else silence
    if given in {SILENT, UNSURE} and silence is Silence.ZERO:
        return Fraction(0)
    return None
