"""Ejemplo: an index worked out on paper, of a government that nobody is.

Its answers are invented and its numbers are those of the engine: of one topic each answer is told,
the other topics have answers of the same sort, so that there is a pillar and an index.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle
from math import log

from game.answers import Answer, factor_of
from game.questionnaire import Item, Kind, Questionnaire, Topic
from game.reviews import Verdict
from indicators.definition import Definition
from indicators.matrix import matrix_of, verified
from indicators.means import LEAST_SHIFTED
from indicators.receipt import receipt_of
from indicators.scores import Scores, score
from indicators.tree import Method, Node, Zeros

NOBODY = "nobody"
# About as many items are read at a glance.
FEW = 4
# What is answered, one item after the other: everything, in part, nothing.
WISHES = (Fraction(1), Fraction(1, 2), Fraction(0), Fraction(1))
POSITIVE = (Fraction(1), Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a node that counts: its value and weight, and what they give to its `Step`."""

    code: str
    value: float
    weight: Fraction
    term: float


@dataclass(frozen=True, slots=True)
class Step:
    """How a node is worked out: from `above` over `below`, and of a geometric one e to that.

    `is_dead`: a part at zero makes it zero. `left`: the parts that do not count. `terms` are empty
    where a flat node stands above others: every item below it would be one.
    """

    node: str
    method: Method
    terms: tuple[Term, ...]
    left: tuple[str, ...]
    above: float
    below: float
    is_dead: bool
    score: float


@dataclass(frozen=True, slots=True)
class Example:
    """The answers to the items of one topic, and the steps from there up to the index."""

    topic: str
    answers: Mapping[str, Answer]
    steps: tuple[Step, ...]


def worked_example(definition: Definition, questionnaire: Questionnaire) -> Example:
    """Always the same one for the same definition."""
    topic = _topic_of(questionnaire)
    nodes = [*definition.tree.nodes()]
    is_delicate = any(node.method.has_zeros and node.zeros is Zeros.STRICT for node in nodes)
    wishes = POSITIVE if is_delicate else WISHES
    answers = _invented(questionnaire.items, wishes) | _invented(topic.items, wishes)
    excused = _excusable(topic)
    if excused and len(topic.items) > 1:
        answers[excused[-1]] = Answer(excused[-1], not_applicable=True)
    scored = [item for item in questionnaire.items if item.is_scored]
    cells = [
        (NOBODY, item.code, *verified(item, answers.get(item.code), Verdict.ACCEPTED))
        for item in scored
    ]
    matrix = matrix_of([NOBODY], [item.code for item in scored], cells)
    scores = score(definition.tree, matrix, definition.policies)
    told = {item.code: answers[item.code] for item in topic.items if item.code in answers}
    way = [*_way_to(definition.tree, topic.code)]
    return Example(topic.code, told, tuple(_step(scores, code) for code in reversed(way)))


def _topic_of(questionnaire: Questionnaire) -> Topic:
    """In the pillar with the fewest: with an item that may not apply, of about `FEW` items."""
    pillar = min(questionnaire.pillars, key=lambda each: len(each.topics))
    return min(
        pillar.topics,
        key=lambda topic: (
            not _excusable(topic),
            abs(sum(item.is_scored for item in topic.items) - FEW),
        ),
    )


def _excusable(topic: Topic) -> list[str]:
    return [item.code for item in topic.items if item.is_scored and item.not_applicable]


def _invented(items: Sequence[Item], wishes: Sequence[Fraction]) -> dict[str, Answer]:
    """Of what can be answered to each item, that which comes nearest to what is wished of it."""
    found = {}
    for item, wish in zip((i for i in items if i.is_scored), cycle(wishes), strict=False):
        worth = [(abs(factor - wish), at, answer) for at, answer, factor in _possible(item)]
        if worth:
            found[item.code] = min(worth, key=lambda each: each[:2])[2]
    return found


def _possible(item: Item) -> Iterator[tuple[int, Answer, Fraction]]:
    for at, answer in enumerate(_candidates(item)):
        factor = factor_of(item, answer)
        if factor is not None:
            yield at, answer, factor


def _candidates(item: Item) -> Iterator[Answer]:
    """One option or all of them; the ends of the bands; tenths of a percentage."""
    if item.options:
        yield from (Answer(item.code, chosen=(option.code,)) for option in item.options)
        if item.kind is Kind.MULTIPLE:
            together = tuple(o.code for o in item.options if not o.exclusive)
            yield Answer(item.code, chosen=together)
    elif item.kind is Kind.PERCENTAGE:
        yield from (Answer(item.code, number=str(n), denominator="10") for n in range(11))
    elif item.scoring is not None:
        for band in item.scoring.bands:
            for limit in (band.at_least, band.at_most):
                if limit is not None:
                    text = str(limit)
                    is_date = item.kind is Kind.DATE
                    yield (
                        Answer(item.code, date=text) if is_date else Answer(item.code, number=text)
                    )


def _way_to(node: Node, code: str) -> Iterator[str]:
    """The nodes from the root down to that one; nothing where it is not below."""
    if node.code == code:
        yield node.code
        return
    for child in node.children:
        below = list(_way_to(child, code))
        if below:
            yield node.code
            yield from below
            return


def _step(scores: Scores, code: str) -> Step:
    node, receipt = scores.node(code), receipt_of(scores, NOBODY, code)
    weights = {leaf.item: leaf.weight for leaf in node.all_leaves()}
    parts = [(part.code, part.value, part.weight) for part in receipt.parts]
    is_grouped = node.method.is_flat and bool(node.children)
    if is_grouped:
        parts = [(line.item, line.factor, weights[line.item]) for line in receipt.lines]
    counted = [(code, value, weight) for code, value, weight in parts if value is not None]
    entered = [_entering(node, value) for _, value, _ in counted]
    is_dead = node.method.has_zeros and 0 in entered
    terms = [
        Term(each, value, weight, 0.0 if is_dead else _term(node.method, x, weight))
        for (each, value, weight), x in zip(counted, entered, strict=True)
    ]
    total, mass = sum(term.term for term in terms), float(sum(term.weight for term in terms))
    above, below = (mass, total) if node.method is Method.HARMONIC else (total, mass)
    value = receipt.score
    return Step(
        node=receipt.node,
        method=node.method,
        terms=() if is_grouped else tuple(terms),
        left=tuple(code for code, value, _ in parts if value is None),
        above=above,
        below=below,
        is_dead=is_dead,
        score=0.0 if value is None else value,
    )


def _entering(node: Node, value: float) -> float:
    """A part as the policy for zeros lets it in."""
    if node.zeros is Zeros.SHIFT:
        return LEAST_SHIFTED + (1 - LEAST_SHIFTED) * value
    return max(value, float(node.floor))


def _term(method: Method, value: float, weight: Fraction) -> float:
    if method is Method.GEOMETRIC:
        return float(weight) * log(value)
    return float(weight) / value if method is Method.HARMONIC else float(weight) * value
