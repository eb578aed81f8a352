"""Recibo publicado: whoever has the document can add it up and find every rule in it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from game.answers import Answer
from game.reviews import Verdict
from indicators.canonical import canonical_bytes
from indicators.given import PublicEvidence, PublishedAnswer
from indicators.receipt_document import Told, receipt_document
from indicators.report import compute
from tests.indicators.builders import (
    ALL_YES,
    NA,
    SILENT,
    UNASKED,
    a_questionnaire,
    cells,
    defined,
    entry,
)

QUESTIONNAIRE = a_questionnaire()
#   P1 = 1/3: of weights 1 and 2 the first alone is had
ANSWERS = {**ALL_YES, "P1-02": 0, "I1-01": NA, "I1-02": NA, "H1-03": UNASKED, "H1-04": SILENT}
GIVEN = {
    "P1-01": PublishedAnswer(
        Answer("P1-01", chosen=("yes",)),
        3,
        Verdict.ACCEPTED,
        "",
        7,
        "Mesa 1",
        datetime(2026, 7, 1, 18, tzinfo=UTC),
        (PublicEvidence("Acta", "art. 5", sha256="ab"), PublicEvidence("Gaceta", url="https://g")),
    ),
    "H1-04": PublishedAnswer(Answer("H1-04", chosen=("yes",)), 1),
}


def document(node: str = "index", participant: str = "20") -> dict:
    results = compute(
        defined(QUESTIONNAIRE),
        (entry("20"), entry("31")),
        cells({"20": ANSWERS, "31": dict(ALL_YES)}),
    )
    return receipt_document(Told(results, QUESTIONNAIRE, GIVEN, "c0ffee"), participant, node)


@pytest.mark.parametrize("node", ["index", "P", "P1", "I1", "H1"])
def test_its_numbers_add_up(node: str) -> None:
    told = document(node)
    score = Decimal(told["score"])
    for part, lift in (("parts", "parts_lift"), ("items", "lift")):
        total = sum(Decimal(line["contribution"]) for line in told[part]) + Decimal(told[lift])
        assert abs(total - score) < Decimal("1e-12")
        assert abs(sum(Decimal(line["share"]) for line in told[part]) - 1) < Decimal("1e-12")


def test_it_says_the_number_and_between_which_it_lies() -> None:
    told = document("H1")
    figures = ("score", "coverage", "lower", "upper")
    assert [told[name] for name in figures] == ["1", "0.6666666666666666", told["lower"], "1"]
    assert told["lower"] == "0.6666666666666666"
    assert (told["league_place"], told["best_place"], told["worst_place"]) == (1, 1, 2)
    assert told["node"] == {
        "code": "H1",
        "method": "mean",
        "zeros": "strict",
        "floor": "0",
        "threshold": "0.5",
    }


def test_an_item_comes_with_its_answer_its_verdict_its_evidence_and_its_rule() -> None:
    line = document("P1")["items"][0]
    assert (line["item"], line["path"], line["factor"], line["weight"]) == ("P1-01", [], "1", "1")
    assert line["scale"]["en"] == "Yes = 1; In part = 0.5; No = 0"
    assert line["answer"] == {"item": "P1-01", "chosen": ["yes"], "revision": 3}
    assert line["verdict"] == {
        "verdict": "accepted",
        "reason": "",
        "seat": 7,
        "seat_title": "Mesa 1",
        "at": "2026-07-01T18:00:00+00:00",
    }
    assert line["evidence"] == [
        {"title": "Acta", "page": "art. 5", "sha256": "ab"},
        {"title": "Gaceta", "url": "https://g"},
    ]


def test_what_was_left_out_says_why() -> None:
    left = {line["item"]: line for line in document()["items"] if line["factor"] is None}
    assert {item: line["state"] for item, line in left.items()} == {
        "I1-01": "not_applicable",
        "H1-03": "not_asked",
        "H1-04": "no_answer",
    }
    assert {line["share"] for line in left.values()} == {"0"}
    # It was answered, and nobody decided on it.
    assert left["H1-04"]["answer"]["chosen"] == ["yes"]
    assert left["H1-04"]["verdict"] is None


def test_what_does_not_apply_and_counts_all_the_same_says_so() -> None:
    (line,) = [line for line in document("I1")["items"] if line["factor"] is not None]
    assert (line["item"], line["state"], line["excuse"]) == ("I1-02", "not_applicable", "full")
    assert line["factor"] == "1"


def test_it_names_what_it_was_computed_from_and_is_always_the_same() -> None:
    told = document()
    assert told["snapshot_sha256"] == "c0ffee"
    assert told["questionnaire"] == QUESTIONNAIRE.version
    assert told["definition_sha256"] == defined(QUESTIONNAIRE).sha256
    assert canonical_bytes(told) == canonical_bytes(document())
