"""Instantánea: what was published, frozen: one document, one hash, and the way back."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from indicators.canonical import Json, canonical_bytes, decimal_text, plain
from indicators.definition import packed, unpacked
from indicators.matrix import AnswerState, Cell, matrix_of
from indicators.report import Entry, NodeScore, Results, results_of

FORMAT = "liga-snapshot-2"


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
        "definition": plain(definition),
        "answers": plain(answers),
        "verdicts": plain(verdicts),
        "index": packed(results.definition),
        "index_sha256": results.definition.sha256,
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
    return results_of(unpacked(snapshot["index"]), entries, matrix)


def again(snapshot: Json) -> bytes:
    """The bytes of the snapshot with everything in it computed again.

    They are those of the snapshot as published, unless something in it does not follow.
    """
    given = (snapshot[part] for part in ("definition", "answers", "verdicts"))
    return canonical_bytes(canonical_snapshot(recompute(snapshot), *given))


def is_reproduced(snapshot: Json) -> bool:
    """Whether computing everything again gives the same bytes."""
    return again(snapshot) == canonical_bytes(snapshot)


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
