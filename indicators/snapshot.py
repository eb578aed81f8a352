"""Instantánea: what was published, frozen: one document, one hash, and the way back."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from indicators.matrix import AnswerState, Cell, matrix_of
from indicators.report import Entry, NodeScore, Results, results_of
from indicators.tree import Coverage, Excuse, Leaf, Method, Node, Policies, Silence, ThinNode, Zeros

FORMAT = "liga-snapshot-1"
LARGEST_WHOLE = 2**53 - 1

Json = dict[str, Any]


def decimal_text(number: float) -> str:
    """The shortest decimal that reads back as the same float, without an exponent."""
    return format(Decimal(repr(float(number) + 0.0)), "f").removesuffix(".0")


def canonical_snapshot(
    results: Results,
    definition: Mapping[str, object],
    answers: Iterable[Mapping[str, object]],
    verdicts: Iterable[Mapping[str, object]],
) -> Json:
    """All that was published, as JSON with numbers as decimal text. Same input, same bytes."""
    matrix = results.scores.matrix
    return {
        "format": FORMAT,
        "definition": _plain(definition),
        "answers": _plain(answers),
        "verdicts": _plain(verdicts),
        "tree": _packed_node(results.scores.tree),
        "policies": _packed_policies(results.scores.policies),
        "participants": [
            {"code": e.participant, "name": e.name, "kind": e.kind, "league": e.league}
            for e in results.entries
        ],
        "items": list(matrix.items),
        "factors": [
            [_packed_factor(*pair) for pair in zip(states, factors, strict=True)]
            for states, factors in zip(matrix.states, matrix.factors, strict=True)
        ],
        "results": [_packed_score(node_score) for node_score in results.node_scores()],
    }


def snapshot_bytes(snapshot: Json) -> bytes:
    """RFC 8785: one document, one sequence of bytes.

    Keys are ASCII and numbers whole and small (`_plain` sees to it), and then the standard encoder
    writes the same bytes as a library for that form, many times faster.
    """
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest_of(snapshot: Json) -> str:
    return hashlib.sha256(snapshot_bytes(snapshot)).hexdigest()


def recompute(snapshot: Json) -> Results:
    """The results again, from the snapshot alone."""
    entries = [
        Entry(given["code"], given["name"], given["kind"], given["league"])
        for given in snapshot["participants"]
    ]
    items = snapshot["items"]
    cells = (
        _cell(entry.participant, item, packed)
        for entry, row in zip(entries, snapshot["factors"], strict=True)
        for item, packed in zip(items, row, strict=True)
    )
    matrix = matrix_of([entry.participant for entry in entries], items, cells)
    tree, policies = _unpacked_node(snapshot["tree"]), _unpacked_policies(snapshot["policies"])
    return results_of(tree, policies, entries, matrix)


def is_reproduced(snapshot: Json) -> bool:
    """Whether computing everything again gives the same bytes."""
    given = (snapshot[part] for part in ("definition", "answers", "verdicts"))
    return snapshot_bytes(canonical_snapshot(recompute(snapshot), *given)) == snapshot_bytes(
        snapshot
    )


def _plain(value: object) -> Any:
    """Plain JSON: numbers that are not whole become text, sets are sorted."""
    match value:
        case str() | None | bool():
            return value
        case int() if abs(value) <= LARGEST_WHOLE:
            return value
        case int() | float() | Decimal() | Fraction() | date():
            return _text(value)
        case Mapping():
            return {_key(key): _plain(inner) for key, inner in value.items()}
        case AbstractSet():
            return sorted(_plain(inner) for inner in value)
        case Iterable():
            return [_plain(inner) for inner in value]
    raise TypeError(f"a snapshot cannot hold {value!r}")


def _key(key: object) -> str:
    text = str(key)
    if not text.isascii():
        raise TypeError(f"a snapshot cannot hold the key {text!r}")
    return text


def _text(value: float | Decimal | Fraction | date) -> str:
    match value:
        case float():
            return decimal_text(value)
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
    return str(value)


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


def _packed_factor(state: int, factor: float) -> str:
    """A number where there was an answer, otherwise the word for why not."""
    word = _WORDS[state]
    return decimal_text(factor) if word is None else word


def _cell(participant: str, item: str, packed: str) -> Cell:
    state = _STATES.get(packed, AnswerState.ANSWERED)
    factor = Fraction(packed) if state is AnswerState.ANSWERED else None
    return participant, item, state, factor


_STATES = {state.word: state for state in AnswerState if state is not AnswerState.ANSWERED}
_WORDS = [None if state is AnswerState.ANSWERED else state.word for state in AnswerState]


def _packed_score(given: NodeScore) -> Json:
    return {
        "participant": given.participant,
        "node": given.node,
        "score": _packed_number(given.score),
        "coverage": _packed_number(given.coverage),
        "lower": _packed_number(given.lower),
        "upper": _packed_number(given.upper),
        "league_place": given.league_place,
        "kind_place": given.kind_place,
    }


def _packed_number(number: float | None) -> str | None:
    return None if number is None else decimal_text(number)
