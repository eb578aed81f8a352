"""The same rules once more, slowly, with fractions: what the fast numbers are checked against."""

from collections.abc import Mapping
from fractions import Fraction

from indicators.matrix import AnswerState
from indicators.tree import Excuse, Leaf, Method, Node, Policies, Silence
from tests.indicators.builders import NA, SILENT, UNASKED, Given

Weighed = list[tuple[Fraction, Fraction]]


def exact_value(node: Node, answers: Mapping[str, Given], policies: Policies) -> Fraction | None:
    """The mean of what counts below, or None."""
    return weighted(_parts(node, answers, policies))


def exact_coverage(node: Node, answers: Mapping[str, Given]) -> Fraction | None:
    known = [
        (leaf.weight, Fraction(answers.get(leaf.item, SILENT) is not SILENT))
        for leaf in _own(node)
        if answers.get(leaf.item, SILENT) is not UNASKED
    ]
    if node.children and node.method is not Method.FLAT:
        covered = [(child.weight, exact_coverage(child, answers)) for child in node.children]
        known = [(weight, share) for weight, share in covered if share is not None]
    return weighted(known)


def weighted(parts: Weighed) -> Fraction | None:
    mass = sum(weight for weight, _ in parts)
    return sum(weight * value for weight, value in parts) / mass if mass else None


def _own(node: Node) -> list[Leaf]:
    return [*node.all_leaves()] if node.method is Method.FLAT else [*node.leaves]


def _parts(node: Node, answers: Mapping[str, Given], policies: Policies) -> Weighed:
    if node.children and node.method is not Method.FLAT:
        values = [(child.weight, exact_value(child, answers, policies)) for child in node.children]
    else:
        values = [
            (leaf.weight, _factor(leaf, answers.get(leaf.item, SILENT), policies))
            for leaf in _own(node)
        ]
    return [(weight, value) for weight, value in values if value is not None]


def _factor(leaf: Leaf, given: Given, policies: Policies) -> Fraction | None:
    if not isinstance(given, AnswerState):
        return Fraction(given)
    if given is NA:
        return {Excuse.FULL: Fraction(1), Excuse.ZERO: Fraction(0)}.get(leaf.excuse)
    if given is SILENT and policies.no_answer is Silence.ZERO:
        return Fraction(0)
    return None
