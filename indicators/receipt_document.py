"""Recibo publicado: a score with everything that it was made from, as one JSON document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from game.answers import pack
from game.questionnaire import Item, Questionnaire, Text
from indicators.canonical import Json, decimal_text, plain
from indicators.given import PublishedAnswer
from indicators.receipt import Line, Part, Receipt, receipt_of
from indicators.report import NodeScore, Results
from indicators.scale import scale_text
from indicators.snapshot import packed_evidence
from indicators.tree import Node

FORMAT = "liga-receipt-1"


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a snapshot says of one participant: its results, its questionnaire, its answers.

    `sha256` is that of the snapshot.
    """

    results: Results
    questionnaire: Questionnaire
    answers: Mapping[str, PublishedAnswer]
    sha256: str

    def has(self, participant: str, node: str) -> bool:
        """Whether there is such a number, with a score or without."""
        scores = self.results.scores
        return participant in scores.matrix.participants and node in scores.nodes

    def receipt(self, participant: str, node: str) -> Receipt:
        return receipt_of(self.results.scores, participant, node)


def receipt_document(told: Told, participant: str, node: str) -> Json:
    """The whole receipt of a number: what it is made of, each answer, its verdict, its rule.

    Numbers are decimal text; score = sum of contributions + lift, once by the parts and once by
    the items. Same snapshot, same document.
    """
    receipt = told.receipt(participant, node)
    entry = told.results.entry(participant)
    definition = told.results.definition
    return {
        "format": FORMAT,
        "edition": definition.edition,
        "participant": {
            "code": entry.participant,
            "name": entry.name,
            "kind": entry.kind,
            "league": entry.league,
        },
        "node": _packed_node(told, told.results.scores.node(node)),
        **_figures(told.results, told.results.node_score(participant, node)),
        "parts": [_packed_part(part) for part in receipt.parts],
        "parts_lift": decimal_text(receipt.parts_lift),
        "items": list(_packed_lines(told, receipt)),
        "lift": decimal_text(receipt.lift),
        "questionnaire": definition.version,
        "definition_sha256": definition.sha256,
        "snapshot_sha256": told.sha256,
    }


def _packed_node(told: Told, node: Node) -> Json:
    return {
        "code": node.code,
        "method": node.method.value,
        "zeros": node.zeros.value,
        "floor": str(node.floor),
        "threshold": decimal_text(told.results.scores.threshold(node.code)),
    }


def _figures(results: Results, score: NodeScore) -> Json:
    best, worst = results.place_bounds(score.participant, score.node) or (None, None)
    shares = (score.score, score.coverage, score.lower, score.upper)
    names = ("score", "coverage", "lower", "upper")
    return {
        **dict(zip(names, map(_optional, shares), strict=True)),
        "league_place": score.league_place,
        "best_place": best,
        "worst_place": worst,
    }


def _packed_part(part: Part) -> Json:
    return {
        "code": part.code,
        "kind": "item" if part.is_item else "node",
        "weight": str(part.weight),
        "value": _optional(part.value),
        "share": decimal_text(part.share),
        "contribution": decimal_text(part.contribution),
    }


def _packed_lines(told: Told, receipt: Receipt) -> Iterator[Json]:
    leaves = {leaf.item: leaf for leaf in told.results.scores.tree.all_leaves()}
    for line in receipt.lines:
        item, answer = told.questionnaire.item(line.item), told.answers.get(line.item)
        yield {
            **_packed_line(line),
            "weight": str(leaves[line.item].weight),
            "excuse": leaves[line.item].excuse.value,
            "text": _both(item.text),
            "scale": {locale: scale_text(item, locale) for locale in ("es", "en")},
            **_packed_answer(item, answer),
        }


def _packed_line(line: Line) -> Json:
    return {
        "item": line.item,
        "path": list(line.path),
        "state": line.state.word,
        "factor": _optional(line.factor),
        "share": decimal_text(line.weight),
        "contribution": decimal_text(line.contribution),
    }


def _packed_answer(item: Item, given: PublishedAnswer | None) -> Json:
    if given is None:
        return {"answer": None, "verdict": None, "evidence": []}
    content = {key: value for key, value in pack(given.answer).items() if key != "evidence"}
    verdict = given.verdict and {
        "verdict": given.verdict.value,
        "reason": given.reason,
        "seat": given.seat,
        "seat_title": given.seat_title,
        "at": plain(given.at),
    }
    return {
        "answer": {**content, "revision": given.revision},
        "verdict": verdict,
        "evidence": [packed_evidence(each) for each in given.evidence],
    }


def _both(text: Text) -> Json:
    return {locale: text.of(locale) for locale in ("es", "en")}


def _optional(number: float | None) -> str | None:
    return None if number is None else decimal_text(number)
