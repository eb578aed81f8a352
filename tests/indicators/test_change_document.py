"""Cambio publicado: one document with all that is behind a change, that closes digit by digit."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.index import IndexRules
from indicators.canonical import canonical_bytes
from indicators.causes import Cause
from indicators.change_document import Between, Edition, change_document
from indicators.definition import Definition
from indicators.report import results_of
from indicators.scores import Scores
from indicators.tree import Leaf, Node, Policies
from tests.indicators.builders import EXCLUDING, LAW, Given, a_questionnaire, entry, matrix
from tests.indicators.editions import NOW, THEN, WHO, editions, lineages

HALF = Fraction(1, 2)
FLAT = Node("index", leaves=(Leaf("a"), Leaf("b")))
SAME = (("a", "a"), ("b", "b"))


def edition(
    code: str,
    answers: Mapping[str, Given],
    *,
    tree: Node = FLAT,
    policies: Policies = EXCLUDING,
    decimals: int = 1,
) -> Edition:
    given = matrix({"20": answers}, [*answers])
    definition = Definition(code, "v1", tree, policies, IndexRules(decimals=decimals))
    return Edition(results_of(definition, [entry("20")], given), a_questionnaire(), "0" * 64)


def drawn(code: str, scores: Scores) -> Edition:
    """An edition whose answers are those of some scores."""
    definition = Definition(code, "v1", scores.tree, scores.policies)
    entries = [entry(who) for who in scores.matrix.participants]
    return Edition(results_of(definition, entries, scores.matrix), a_questionnaire(), "0" * 64)


def test_it_says_who_from_where_to_where_and_by_what() -> None:
    before, after = edition("2025", {"a": 0, "b": HALF}), edition("2026", {"a": 1, "b": HALF})
    document = change_document(Between(before, after, SAME), "20")
    assert document["participant"] == {"code": "20", "name": "Gobierno 20", "kind": "state"}
    assert [document[end]["edition"] for end in ("before", "after")] == ["2025", "2026"]
    (node,) = document["nodes"]
    assert {key: node[key] for key in ("code", "before", "after", "change", "shared")} == {
        "code": "index",
        "before": "0.25",
        "after": "0.75",
        "change": "0.5",
        "shared": "0.5",
    }
    assert node["items"] == [
        {
            "before": ["a"],
            "after": ["a"],
            "causes": {"performance": {"moved": "0.5", "reason": "improved"}},
        }
    ]
    assert node["shown"] == {
        "before": "25.0",
        "after": "75.0",
        "change": "50.0",
        "performance": "50.0",
        "method": "0.0",
        "coverage": "0.0",
    }


@pytest.mark.parametrize("decimals", [(0, 2), (2, 0)])
def test_it_is_shown_with_the_decimals_of_both(decimals: tuple[int, int]) -> None:
    first, second = decimals
    before = edition("2025", {"a": 0, "b": HALF}, decimals=first)
    after = edition("2026", {"a": 1, "b": HALF}, decimals=second)
    (node,) = change_document(Between(before, after, SAME), "20")["nodes"]
    assert node["shown"]["change"] == "50"


def test_without_both_scores_there_are_no_parts() -> None:
    silent = edition("2025", {"a": 0}, tree=Node("other", leaves=(Leaf("a"),)))
    after = edition("2026", {"a": 1, "b": 0})
    (node,) = change_document(Between(silent, after, ()), "20")["nodes"]
    assert (node["performance"], node["lift"], node["shown"], node["items"]) == (
        None,
        None,
        None,
        [],
    )


@LAW
@given(editions(THEN), editions(NOW), lineages, st.sampled_from(WHO))
def test_it_closes_and_is_the_same_again(
    before: Scores, after: Scores, lineage: list, who: str
) -> None:
    between = Between(drawn("2025", before), drawn("2026", after), lineage)
    document = change_document(between, who)
    again = Between(drawn("2025", before), drawn("2026", after), lineage)
    assert canonical_bytes(document) == canonical_bytes(change_document(again, who))
    for node in document["nodes"]:
        if node["shown"] is None:
            continue
        parts = {cause: Decimal(node[cause.value]) for cause in Cause}
        assert float(sum(parts.values())) == pytest.approx(float(node["change"]), abs=1e-9)
        for cause, part in parts.items():
            causes = [item["causes"] for item in node["items"]]
            told = [Decimal(each[cause.value]["moved"]) for each in causes if cause.value in each]
            lift = Decimal(node["lift"][cause.value])
            assert float(sum(told) + lift) == pytest.approx(float(part), abs=1e-9)
