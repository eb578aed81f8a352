"""Instantánea: what was published, frozen: one document, one hash, and the way back."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from game.answers import unpack
from game.reviews import Verdict
from indicators.canonical import Json, canonical_bytes, decimal_text, plain
from indicators.corrections import corrections_of
from indicators.definition import packed, unpacked
from indicators.firmness import Firmness, firmness_of, packed_firmness, unpacked_firmness
from indicators.given import PublicEvidence, PublishedAnswer
from indicators.matrix import AnswerState, Cell, matrix_of
from indicators.report import Entry, NodeScore, Results, results_of
from indicators.scores import number_of

FORMAT = "liga-snapshot-4"
# What those of earlier versions say they say in the same way, but nothing of robustness. The second
# form does not say what proves an answer either, and the first not even its definition. Their
# bounds are by an earlier rule, `Scores.earlier_bounds`.
EARLIER = ("liga-snapshot-2", "liga-snapshot-3")
# A factor that was answered, as decimal text.
FACTOR: Final = re.compile(r"0|1|0\.[0-9]{1,400}")
# Rows of a participant: its answers, and the verdicts on them in the order they were given.
Rows = Sequence[Mapping[str, Any]]


def canonical_snapshot(
    results: Results,
    definition: Mapping[str, object],
    answers: Iterable[Mapping[str, object]],
    verdicts: Iterable[Mapping[str, object]],
    unsigned: Iterable[Mapping[str, object]] = (),
    beside: Executor | None = None,
) -> Json:
    """All that was published, as JSON with numbers as decimal text. Same input, same bytes.

    `unsigned`: participant and item of each answer with a standing verdict that is not published,
    since nobody signed it as it is. `beside`: a process to share the runs of robustness with.
    """
    given = {
        "format": FORMAT,
        "definition": plain(definition),
        "answers": plain(answers),
        "verdicts": plain(verdicts),
        "unsigned": plain(unsigned),
    }
    return {**given, **_computed(results, FORMAT), "robustness": _robustness(results, beside)}


def corrected(snapshot: Json, was: Json, number: int, sha256: str, reason: str) -> Json:
    """A snapshot that corrects one, `was`, and says so: which one, why, and what changes by it.

    `sha256` is that of the one it corrects, `number` its own among those of the edition.
    """
    told = {
        "number": number,
        "corrects": sha256,
        "reason": reason,
        "differences": corrections_of(was, snapshot),
    }
    return {**snapshot, "erratum": told}


def compared(results: Results, answers: Rows) -> Json:
    """What of a snapshot may be told from another, without its runs, which take long."""
    return {"answers": plain(answers), **_computed(results, FORMAT)}


def written(snapshot: Json, results: Results, answers: Rows, *, robustness: bool = True) -> Json:
    """A snapshot in its own form with these results and answers in place of its own."""
    version = snapshot["format"]
    names = ("definition", "verdicts", *(() if version in EARLIER else ("unsigned",)))
    given = {"format": version, "answers": answers, **{name: snapshot[name] for name in names}}
    if "erratum" in snapshot:
        given["erratum"] = snapshot["erratum"]
    document = {**given, **_computed(results, version)}
    if version in EARLIER:
        return document
    return document | {"robustness": _robustness(results) if robustness else snapshot["robustness"]}


def _robustness(results: Results, beside: Executor | None = None) -> Json:
    return packed_firmness(firmness_of(results, beside))


def _computed(results: Results, version: str) -> Json:
    matrix = results.scores.matrix
    return {
        "index": packed(results.definition),
        "index_sha256": results.definition.sha256,
        "participants": [_packed_entry(each, version) for each in results.entries],
        "items": list(matrix.items),
        "factors": [
            [_packed_factor(*pair) for pair in zip(states, factors, strict=True)]
            for states, factors in zip(matrix.states, matrix.factors, strict=True)
        ],
        "results": [_packed_score(node_score) for node_score in _node_scores(results, version)],
    }


def _node_scores(results: Results, version: str) -> Iterator[NodeScore]:
    """Each as its form tells it: earlier ones had a rule of their own for the bounds."""
    scores = results.scores
    if version not in EARLIER:
        yield from results.node_scores()
        return
    low, high = scores.earlier_bounds
    places = {node: column for column, node in enumerate(scores.nodes)}
    for each in results.node_scores():
        at = scores.row(each.participant), places[each.node]
        yield replace(each, lower=number_of(low[at]), upper=number_of(high[at]))


def bounded_otherwise(version: str, results: Results) -> int:
    """How many scores have other bounds now than by the rule of their form."""
    told, now = _node_scores(results, version), results.node_scores()
    return sum(one != other for one, other in zip(told, now, strict=True))


def _packed_entry(entry: Entry, version: str) -> Json:
    names = ("name", "kind", "league", *(() if version in EARLIER else ("population",)))
    return {"code": entry.participant, **{name: getattr(entry, name) for name in names}}


def entries_in(snapshot: Json) -> list[Entry]:
    """Who takes part in a snapshot, in its order."""
    return [
        Entry(each["code"], each["name"], each["kind"], each["league"], each.get("population"))
        for each in snapshot["participants"]
    ]


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
    entries = entries_in(snapshot)
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


def is_reproduced(snapshot: Json) -> bool:
    """Whether its results follow, byte for byte, from its factors and its index.

    `indicators/rebuild.py` says whether those follow from what was answered.
    """
    made = written(snapshot, recompute(snapshot), snapshot["answers"])
    return canonical_bytes(made) == canonical_bytes(snapshot)


def _packed_factor(state: int, factor: float) -> str:
    """A number where there was an answer, otherwise the word for why not."""
    word = _WORDS[state]
    return decimal_text(factor) if word is None else word


def cell_of(participant: str, item: str, packed: str) -> Cell | None:
    """What the text of a factor says; None where it is none."""
    is_known = packed in STATES or FACTOR.fullmatch(packed)
    return _cell(participant, item, packed) if is_known else None


def _cell(participant: str, item: str, packed: str) -> Cell:
    state = STATES.get(packed, AnswerState.ANSWERED)
    factor = Fraction(packed) if state is AnswerState.ANSWERED else None
    return participant, item, state, factor


STATES = {state.word: state for state in AnswerState if state is not AnswerState.ANSWERED}
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
