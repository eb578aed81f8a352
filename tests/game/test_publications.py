"""Publicación: what one person saw is what the other confirms."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest

from game.publications import (
    LONGEST_REASON,
    Proposal,
    Publication,
    Reach,
    Tally,
    check_settled,
    confirm,
    withdraw,
)
from game.rules import RuleBroken
from tests.game.builders import OAXACA, an_item

SEEN, CHANGED = "5e" * 32, "c4" * 32
PROPOSED = Publication(1, SEEN)
BY_TWO = Publication(1, SEEN, confirmed_by=2)
NOON = datetime(2026, 11, 22, 18, tzinfo=UTC)
TALLY = Tally(32, 640, 64, accepted=5_000, rejected=60, returned=4, undecided=12)


@pytest.mark.parametrize(
    ("reached", "share", "is_below"),
    [
        pytest.param(0, "1/2", True, id="none"),
        pytest.param(15, "1/2", True, id="just under half"),
        pytest.param(16, "1/2", False, id="half"),
        pytest.param(32, "1/2", False, id="all"),
        pytest.param(23, "3/4", True, id="just under three of four"),
        pytest.param(24, "3/4", False, id="three of four"),
        pytest.param(0, "0", False, id="none is asked for"),
    ],
)
def test_publishers_are_told_when_few_would_have_an_index(
    reached: int, share: str, *, is_below: bool
) -> None:
    assert Reach("state", 32, reached).is_below(Fraction(share)) is is_below


def test_the_second_person_confirms_what_the_first_one_saw() -> None:
    assert confirm(PROPOSED, 2, SEEN) == BY_TWO


@pytest.mark.parametrize(
    ("publication", "by", "sha256", "code"),
    [
        pytest.param(PROPOSED, 1, SEEN, "two-publishers-required", id="whoever proposed"),
        pytest.param(PROPOSED, 2, CHANGED, "publication-changed", id="it is not the same any more"),
        pytest.param(Publication(1, ""), 2, SEEN, "publication-changed", id="nobody saw anything"),
        pytest.param(BY_TWO, 3, SEEN, "already-confirmed", id="too late"),
    ],
)
def test_what_is_not_confirmed(publication: Publication, by: int, sha256: str, code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        confirm(publication, by, sha256)


def test_a_proposal_is_withdrawn_with_a_reason() -> None:
    assert withdraw(PROPOSED, "  Falta una réplica. ") == "Falta una réplica."


@pytest.mark.parametrize(
    ("publication", "reason", "code"),
    [
        pytest.param(PROPOSED, " \n", "reason-required", id="without saying why"),
        pytest.param(PROPOSED, "a" * (LONGEST_REASON + 1), "reason-too-long", id="a novel"),
        pytest.param(BY_TWO, "Falta algo.", "already-confirmed", id="what is published stays"),
    ],
)
def test_what_is_not_withdrawn(publication: Publication, reason: str, code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        withdraw(publication, reason)


def test_with_every_reply_decided_nothing_stands_in_the_way() -> None:
    check_settled(TALLY)


def test_a_reply_that_nobody_decided_keeps_the_edition_from_being_published() -> None:
    one = replace(TALLY, unanswered=((OAXACA, an_item()),))
    with pytest.raises(RuleBroken, match=r"replies-unanswered \(n=1\)"):
        check_settled(one)


@pytest.mark.parametrize(
    ("given", "is_open"),
    [
        pytest.param({}, True, id="waits"),
        pytest.param({"confirmed_at": NOON}, False, id="confirmed"),
        pytest.param({"ended_at": NOON, "reason": "Falta algo."}, False, id="withdrawn"),
        pytest.param({"ended_at": NOON, "is_void": True}, False, id="void"),
    ],
)
def test_what_waits_for_the_second_person(given: dict[str, Any], is_open: bool) -> None:
    assert Proposal(1, PROPOSED, "Pilar", NOON, **given).is_open is is_open
