"""Fe de erratas: opened in public, proposed where something changes, confirmed by somebody else."""

from datetime import UTC, datetime

import pytest

from game.editions import Stage
from game.errata import Erratum, check_closable, check_proposable, confirmed, reason_given
from game.publications import LONGEST_REASON, Publication
from game.reviews import Review, Verdict, decide
from game.rules import RuleBroken

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
OPEN = Erratum(1, "a" * 64, "Se leyó otra página.", "Pilar", NOON)
PROPOSED = Erratum(1, "a" * 64, "Se leyó otra página.", "Pilar", NOON, Publication(8, "b" * 64))


def test_what_was_wrong_is_said_and_kept_without_what_surrounds_it() -> None:
    assert reason_given("  Se leyó otra página.\n") == "Se leyó otra página."
    with pytest.raises(RuleBroken, match="reason-required"):
        reason_given(" ")
    with pytest.raises(RuleBroken, match="reason-too-long"):
        reason_given("x" * (LONGEST_REASON + 1))


def test_it_is_proposed_once_and_only_where_something_changes() -> None:
    check_proposable(OPEN, changes=1)
    with pytest.raises(RuleBroken, match="erratum-empty"):
        check_proposable(OPEN, changes=0)
    with pytest.raises(RuleBroken, match="erratum-proposed"):
        check_proposable(PROPOSED, changes=1)


@pytest.mark.parametrize(
    ("erratum", "by", "sha256", "refusal"),
    [
        pytest.param(OPEN, 9, "b" * 64, "erratum-unproposed", id="nobody proposed it"),
        pytest.param(PROPOSED, 8, "b" * 64, "two-publishers-required", id="their own"),
        pytest.param(PROPOSED, 9, "c" * 64, "publication-changed", id="another one by now"),
    ],
)
def test_somebody_else_confirms_the_same(
    erratum: Erratum, by: int, sha256: str, refusal: str
) -> None:
    with pytest.raises(RuleBroken, match=refusal):
        confirmed(erratum, by, sha256)
    assert confirmed(PROPOSED, 9, "b" * 64).confirmed_by == 9


def test_it_is_not_closed_over_verdicts_that_change_what_was_published() -> None:
    check_closable(changes=0)
    with pytest.raises(RuleBroken, match="erratum-changes"):
        check_closable(changes=2)


FIRST = Review(Verdict.REJECTED, "No se ve.", "7", 1)


def again(verdict: Verdict = Verdict.ACCEPTED, reason: str = "Sí está.", **given: object) -> Review:
    """A verdict after the publication, on one that Vera (7) gave."""
    asked = {"verifier_state": None, "participant_state": "20", "revision": 1, "is_complete": True}
    previous = given.pop("previous", FIRST)
    return decide(Stage.PUBLISHED, verdict, reason, "6", previous, **{**asked, **given})


def test_a_verdict_is_decided_anew_with_its_reason_also_where_it_is_favourable() -> None:
    assert again() == Review(Verdict.ACCEPTED, "Sí está.", "6", 1)
    assert again(previous=None).verdict is Verdict.ACCEPTED
    with pytest.raises(RuleBroken, match="reason-required"):
        again(reason=" ")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        pytest.param({"verdict": Verdict.RETURNED}, "stage-forbids", id="nobody mends it now"),
        pytest.param(
            {"previous": Review(Verdict.REJECTED, "", "6", 1)},
            "other-verifier-required",
            id="one's own",
        ),
        pytest.param({"verifier_state": "20"}, "own-state", id="of one's own state"),
        pytest.param({"is_signed": False}, "mended-unsigned", id="of what nobody signed"),
    ],
)
def test_what_an_erratum_does_not_allow(given: dict, refusal: str) -> None:
    with pytest.raises(RuleBroken, match=refusal):
        again(**given)
