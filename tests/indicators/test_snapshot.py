"""Instantánea: the published edition as one document that computes to itself."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
import rfc8785

from indicators.report import Results, compute
from indicators.snapshot import (
    Json,
    canonical_snapshot,
    decimal_text,
    digest_of,
    is_reproduced,
    recompute,
    snapshot_bytes,
)
from tests.indicators.builders import (
    ALL_YES,
    NA,
    REFERENCE,
    UNASKED,
    Given,
    a_questionnaire,
    cells,
    entry,
)

ANSWERS: dict[str, dict[str, Given]] = {
    "20": {**ALL_YES, "H1-01": Fraction(1, 3), "I1-02": NA, "P1-01": UNASKED},
    "31050": {"P1-01": 1},
}
DEFINITION = {
    "edition": "2026",
    "opens": date(2026, 3, 1),
    "weights": {"P": Fraction(1, 3), "I": Decimal("0.50"), "H": 0.1},
    "kinds": frozenset({"state", "municipality"}),
    "note": None,
    "synthetic": True,
    "minutes": (10, 25),
}


def results() -> Results:
    entries = (entry("20"), entry("31050", "municipality", "large"))
    return compute(a_questionnaire(), REFERENCE, entries, cells(ANSWERS))


def snapshot() -> Json:
    given = [{"participant": "20", "item": "P1-02", "chosen": ["yes"]}]
    verdicts = [{"participant": "20", "item": "P1-02", "verdict": "accepted", "revision": 1}]
    return canonical_snapshot(results(), DEFINITION, given, verdicts)


def test_it_computes_to_the_same_bytes() -> None:
    frozen = snapshot()
    assert is_reproduced(frozen)
    assert digest_of(frozen) == digest_of(snapshot())
    assert recompute(frozen).node_score("20", "index") == results().node_score("20", "index")


def test_a_changed_answer_is_found_out() -> None:
    frozen = snapshot()
    frozen["factors"][0][frozen["items"].index("H1-01")] = "1"
    assert digest_of(frozen) != digest_of(snapshot())
    assert not is_reproduced(frozen)


def test_numbers_are_decimal_text() -> None:
    frozen = snapshot()
    assert frozen["definition"]["weights"] == {"P": "1/3", "I": "0.50", "H": "0.1"}
    assert frozen["definition"]["opens"] == "2026-03-01"
    assert frozen["definition"]["kinds"] == ["municipality", "state"]
    assert frozen["factors"][0] == [
        "not_asked",
        "1",
        "no_answer",
        "1",
        "1",
        "not_applicable",
        "0.3333333333333333",
        "1",
        "1",
        "1",
    ]
    assert frozen["policies"]["thresholds"] == ["3/4", "2/3", "1/2"]


def test_what_has_no_score_is_null() -> None:
    index = next(s for s in snapshot()["results"] if s["participant"] == "31050")
    assert (index["score"], index["league_place"]) == (None, None)
    # One of three in P1, which is one of four in P, which is one of four in the index: 1/48.
    assert index["coverage"] == "0.020833333333333332"


ODD = 'Año «2026» "así" \\ \x0b \n \u2028 \U0001f4dc /'


def test_the_bytes_are_canonical() -> None:
    assert snapshot_bytes(snapshot()) == rfc8785.dumps(snapshot())
    odd = {**snapshot(), "answers": [{"b": ODD, "a": -1, "c": [None, True, 2**53 - 1]}]}
    assert snapshot_bytes(odd) == rfc8785.dumps(odd)


def test_a_whole_number_that_json_would_round_is_text() -> None:
    frozen = canonical_snapshot(results(), {"budget": 2**53, "least": -(2**53)}, [], [])
    assert frozen["definition"] == {"budget": "9007199254740992", "least": "-9007199254740992"}


def test_keys_that_sort_differently_elsewhere_are_refused() -> None:
    with pytest.raises(TypeError, match="cannot hold the key 'año'"):
        canonical_snapshot(results(), {"año": 2026}, [], [])


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.1, "0.1"), (1.0, "1"), (1e-7, "0.0000001"), (-0.0, "0"), (13 / 24, "0.5416666666666666")],
)
def test_the_shortest_decimal_that_reads_back(number: float, text: str) -> None:
    assert decimal_text(number) == text
    assert float(decimal_text(number)) == number


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot hold"):
        canonical_snapshot(results(), {"thing": object()}, [], [])
