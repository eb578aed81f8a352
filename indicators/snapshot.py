"""Instantánea: what was published, frozen: one document, one hash, and the way back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from game.answers import unpack
from game.reviews import Verdict
from indicators.canonical import Json, canonical_bytes, decimal_text, plain
from indicators.definition import packed, unpacked
from indicators.firmness import Firmness, firmness_of, packed_firmness, unpacked_firmness
from indicators.given import PublicEvidence, PublishedAnswer
from indicators.matrix import AnswerState, Cell, matrix_of
from indicators.report import Entry, NodeScore, Results, results_of

FORMAT = "liga-snapshot-4"
# What those of earlier versions say they say in the same way, but nothing of robustness. The second
# form does not say what proves an answer either, and the first not even its definition.
EARLIER = ("liga-snapshot-2", "liga-snapshot-3")
# Rows of a participant: its answers, and the verdicts on them in the order they were given.
Rows = Sequence[Mapping[str, Any]]


def canonical_snapshot(
    results: Results,
    definition: Mapping[str, object],
    answers: Iterable[Mapping[str, object]],
    verdicts: Iterable[Mapping[str, object]],
) -> Json:
    """All that was published, as JSON with numbers as decimal text. Same input, same bytes."""
    return {
        "format": FORMAT,
        **_without_robustness(results, definition, answers, verdicts),
        "robustness": packed_firmness(firmness_of(results)),
    }


def _without_robustness(
    results: Results,
    definition: Mapping[str, object],
    answers: Iterable[Mapping[str, object]],
    verdicts: Iterable[Mapping[str, object]],
) -> Json:
    matrix = results.scores.matrix
    return {
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


def packed_evidence(each: PublicEvidence) -> Json:
    """A document as a snapshot tells it; what it has not is left out."""
    told = {"title": each.title, "page": each.page, "sha256": each.sha256, "url": each.url}
    return {key: text for key, text in told.items() if text} | (
        {"by_reply": True} if each.by_reply else {}
    )


def published_answers(answers: Rows, verdicts: Rows) -> Mapping[str, PublishedAnswer]:
    """Item to what a snapshot says of the answer to it, from the rows of one participant.

    Those of the second form say neither what proves an answer nor from which seat it was judged.
    """
    last = {row["item"]: row for row in verdicts}
    return {row["item"]: _published(row, last.get(row["item"])) for row in answers}


def _published(row: Mapping[str, Any], last: Mapping[str, Any] | None) -> PublishedAnswer:
    """Of the verdicts only the last one counts, and the answer says whether it stands on it."""
    answer, revision = unpack(row["content"]), row["revision"]
    evidence = tuple(PublicEvidence(**each) for each in row.get("evidence", ()))
    verdict = row.get("verdict", last and last["verdict"])
    if last is None or verdict is None:
        return PublishedAnswer(answer, revision, evidence=evidence)
    return PublishedAnswer(
        answer,
        revision,
        Verdict(verdict),
        last["reason"],
        last.get("seat"),
        last.get("seat_title", ""),
        datetime.fromisoformat(last["at"]),
        evidence,
    )


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


def firmness_in(snapshot: Json, results: Results) -> Firmness:
    """What a snapshot says of how firm its places are; one of an earlier version, what it would."""
    if "robustness" in snapshot:
        return unpacked_firmness(snapshot["robustness"], results)
    return firmness_of(results)


def again(snapshot: Json) -> bytes:
    """The bytes of the snapshot, in its own form, with everything in it computed again.

    They are those of the snapshot as published, unless something in it does not follow.
    """
    given = (snapshot[part] for part in ("definition", "answers", "verdicts"))
    results, version = recompute(snapshot), snapshot["format"]
    if version in EARLIER:
        return canonical_bytes({"format": version, **_without_robustness(results, *given)})
    return canonical_bytes(canonical_snapshot(results, *given))


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
