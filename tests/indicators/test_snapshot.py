"""Instantánea: the published edition as one document that computes to itself."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
import rfc8785

from game.index import GroupRules, IndexRules, RobustnessRules
from indicators.canonical import Json, canonical_bytes, decimal_text, digest_of
from indicators.definition import Definition, packed, unpacked
from indicators.firmness import packed_firmness
from indicators.report import Results, compute
from indicators.snapshot import canonical_snapshot, firmness_in, is_reproduced, recompute
from indicators.tree import (
    Coverage,
    Excuse,
    Leaf,
    Method,
    Node,
    Policies,
    Silence,
    ThinNode,
    Zeros,
)
from tests.indicators.builders import (
    ALL_YES,
    NA,
    OPEN,
    UNASKED,
    Given,
    a_questionnaire,
    cells,
    defined,
    entry,
)

ANSWERS: dict[str, dict[str, Given]] = {
    "20": {**ALL_YES, "H1-01": Fraction(1, 3), "I1-02": NA, "P1-01": UNASKED, "H1-04": OPEN},
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
    return compute(defined(a_questionnaire()), entries, cells(ANSWERS))


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
        "1",
        "1",
        "not_applicable",
        "0.3333333333333333",
        "1",
        "1",
        "open",
    ]
    assert frozen["index"]["policies"]["thresholds"] == ["3/4", "2/3", "1/2"]


def test_it_names_the_definition_it_was_computed_by() -> None:
    frozen = snapshot()
    definition = results().definition
    assert frozen["index"] == packed(definition)
    assert frozen["index_sha256"] == digest_of(frozen["index"]) == definition.sha256
    assert unpacked(frozen["index"]) == definition


RULES = IndexRules(
    ties="dense",
    decimals=2,
    robustness=RobustnessRules(500, 7, Fraction(1, 3), ("mean",), drops=False),
    groups=GroupRules(least=8),
)
LEAVES = (
    Leaf("a", Fraction(1, 3), Excuse.FULL, Silence.ZERO, Silence.EXCLUDE),
    Leaf("b", Fraction(2, 7)),
)
ODD_TREE = Node(
    "index",
    children=(
        Node("x", Fraction(5, 2), leaves=LEAVES[:1], method=Method.HARMONIC, zeros=Zeros.SHIFT),
    ),
    leaves=LEAVES[1:],
    method=Method.GEOMETRIC,
    zeros=Zeros.FLOOR,
    floor=Fraction(1, 99),
    threshold=Fraction(2, 3),
)


def test_a_definition_comes_back_from_its_document_as_it_was() -> None:
    policies = Policies(Silence.ZERO, (Fraction(1, 2),), ThinNode.LEAVES, Coverage.PARTS)
    definition = Definition("2026", "v1", ODD_TREE, policies, RULES)
    assert unpacked(json.loads(canonical_bytes(packed(definition)))) == definition


@pytest.mark.parametrize(
    "other",
    [
        {"tree": replace(ODD_TREE, floor=Fraction(1, 98))},
        {"policies": Policies(Silence.ZERO)},
        {"rules": replace(RULES, robustness=replace(RULES.robustness, seed=8))},
        {"version": "v2"},
    ],
)
def test_whatever_is_computed_otherwise_has_another_hash(other: dict) -> None:
    definition = Definition("2026", "v1", ODD_TREE, Policies(), RULES)
    assert replace(definition, **other).sha256 != definition.sha256


def test_what_has_no_score_is_null() -> None:
    index = next(s for s in snapshot()["results"] if s["participant"] == "31050")
    assert (index["score"], index["league_place"]) == (None, None)
    # One of three in P1, which is one of four in P, which is one of four in the index: 1/48.
    assert index["coverage"] == "0.020833333333333332"


ODD = 'Año «2026» "así" \\ \x0b \n \u2028 \U0001f4dc /'


def test_the_bytes_are_canonical() -> None:
    assert canonical_bytes(snapshot()) == rfc8785.dumps(snapshot())
    odd = {**snapshot(), "answers": [{"b": ODD, "a": -1, "c": [None, True, 2**53 - 1]}]}
    assert canonical_bytes(odd) == rfc8785.dumps(odd)


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


# Robustness


def test_it_says_how_firm_its_places_are() -> None:
    frozen = snapshot()
    first, *others = frozen["robustness"]["participants"]
    assert not others
    assert first == {
        "participant": "20",
        "median": 1,
        "low": 1,
        "high": 1,
        "shift": "0",
        "top": "1",
        "band": 1,
        "frequency": [[1, 10_000]],
    }
    assert [each["league"] for each in frozen["robustness"]["leagues"]] == ["states"]


@pytest.mark.parametrize(
    "touched",
    [{"band": 2}, {"high": 2}, {"top": "0.5"}, {"frequency": [[1, 9_999], [2, 1]]}],
)
def test_robustness_that_was_touched_is_found_out(touched: dict) -> None:
    frozen = snapshot()
    frozen["robustness"]["participants"][0] |= touched
    assert not is_reproduced(frozen)


@pytest.mark.parametrize("form", ["liga-snapshot-2", "liga-snapshot-3"])
def test_one_of_an_earlier_version_computes_to_itself(form: str) -> None:
    earlier = {**snapshot(), "format": form}
    told = earlier.pop("robustness")
    del earlier["unsigned"]
    for each in earlier["participants"]:
        del each["population"]
    assert is_reproduced(earlier)
    # What it does not say follows from its own definition.
    assert packed_firmness(firmness_in(earlier, recompute(earlier))) == told
    earlier["results"][0]["score"] = "0.9"
    assert not is_reproduced(earlier)
