"""Dictamen: who may decide, when, and how long a verdict stands."""

from dataclasses import replace

import pytest

from game.answers import Answer
from game.editions import Stage
from game.reviews import Review, Verdict, decide, is_being_mended, standing_verdict
from game.rules import RuleBroken
from tests.game.builders import a_claim, an_honest_no, an_item

ACCEPTED, RETURNED, REJECTED = Verdict.ACCEPTED, Verdict.RETURNED, Verdict.REJECTED
FIRST = Review(REJECTED, "No corresponde al periodo.", "Rita", revision=4)


def decided(
    stage: Stage = Stage.REVIEW,
    verdict: Verdict = ACCEPTED,
    reason: str = "Falta la página.",
    verifier: str = "Rita",
    *,
    previous: Review | None = None,
    state: str | None = "31",
    is_complete: bool = True,
    is_signed: bool = True,
) -> Review:
    """Rita, of Yucatán unless said otherwise, decides on an answer of Oaxaca."""
    return decide(
        stage,
        verdict,
        reason,
        verifier,
        previous,
        verifier_state=state,
        participant_state="20",
        revision=4,
        is_complete=is_complete,
        is_signed=is_signed,
    )


ITEM = an_item()
NO = an_honest_no(ITEM)
ANOTHER = replace(NO, reason="Falta presupuesto.")


@pytest.mark.parametrize(
    ("verdict", "now", "stands"),
    [
        pytest.param(ACCEPTED, NO, ACCEPTED, id="accepted"),
        pytest.param(ACCEPTED, ANOTHER, ACCEPTED, id="accepted stays"),
        pytest.param(REJECTED, ANOTHER, REJECTED, id="rejected stays"),
        pytest.param(RETURNED, NO, RETURNED, id="returned"),
        pytest.param(RETURNED, ANOTHER, None, id="returned, then mended"),
        pytest.param(RETURNED, a_claim(ITEM), None, id="returned, and the answer is another"),
        pytest.param(
            RETURNED, replace(NO, reason="falta  personal"), RETURNED, id="typed anew: the same"
        ),
    ],
)
def test_standing(verdict: Verdict, now: Answer, stands: Verdict | None) -> None:
    returned = NO if verdict is RETURNED else None
    assert standing_verdict(Review(verdict, "", "Rita", 4, returned), ITEM, now) is stands


def test_without_a_review_nothing_stands() -> None:
    assert standing_verdict(None, ITEM, NO) is None


def test_what_was_returned_tells_no_two_reviews_apart() -> None:
    assert Review(RETURNED, "Falta.", "Rita", 4, NO) == Review(RETURNED, "Falta.", "Rita", 4)


@pytest.mark.parametrize(
    ("stage", "verdicts"),
    [
        pytest.param(Stage.DRAFT, set(), id="draft"),
        pytest.param(Stage.OPEN, {ACCEPTED, RETURNED, REJECTED}, id="open"),
        pytest.param(Stage.REVIEW, {ACCEPTED, RETURNED, REJECTED}, id="review"),
        pytest.param(Stage.REPLY, {ACCEPTED, REJECTED}, id="reply decides for good"),
        pytest.param(Stage.PUBLISHED, {ACCEPTED, REJECTED}, id="an erratum does too"),
    ],
)
@pytest.mark.parametrize("verdict", list(Verdict))
def test_stages(stage: Stage, verdicts: set[Verdict], verdict: Verdict) -> None:
    if verdict in verdicts:
        assert decided(stage, verdict, verifier="Sara", previous=FIRST).verdict is verdict
    else:
        with pytest.raises(RuleBroken, match="stage-forbids"):
            decided(stage, verdict, verifier="Sara", previous=FIRST)


def test_a_verdict_keeps_its_verifier_its_reason_and_the_revision_read() -> None:
    assert decided(verdict=RETURNED, reason=" Falta. ") == Review(RETURNED, "Falta.", "Rita", 4)


def test_acceptance_needs_no_reason() -> None:
    assert decided(reason="").reason == ""


#   A reply waits for its decision whatever its answer lacks: nothing blocks publication for ever.
@pytest.mark.parametrize(
    ("stage", "is_complete", "is_mended"),
    [
        pytest.param(Stage.OPEN, False, True, id="half mended"),
        pytest.param(Stage.REVIEW, False, True, id="half mended in review"),
        pytest.param(Stage.REVIEW, True, False, id="mended"),
        pytest.param(Stage.REPLY, False, False, id="nobody mends any more"),
    ],
)
def test_an_answer_its_government_still_mends(
    stage: Stage, is_complete: bool, is_mended: bool
) -> None:
    assert is_being_mended(stage, is_complete=is_complete) is is_mended


def test_a_reply_to_what_never_was_completed_is_decided() -> None:
    given = decided(Stage.REPLY, ACCEPTED, verifier="Sara", previous=FIRST, is_complete=False)
    assert given.verdict is ACCEPTED


def test_a_verifier_of_no_state_may_decide_on_any() -> None:
    assert decided(state=None).verifier == "Rita"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"verdict": RETURNED, "reason": " "}, "reason-required", id="no reason"),
        pytest.param({"verdict": REJECTED, "reason": ""}, "reason-required", id="none at all"),
        pytest.param({"state": "20"}, "own-state", id="her own state"),
        pytest.param({"is_complete": False}, "being-mended", id="not complete yet"),
        pytest.param({"stage": Stage.REPLY}, "nothing-to-reply", id="no first verdict"),
        pytest.param(
            {"stage": Stage.REPLY, "previous": FIRST}, "other-verifier-required", id="her own"
        ),
    ],
)
def test_refusals(given: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        decided(**given)
    assert refused.value.code == code


def test_a_reply_makes_nothing_of_what_was_mended_and_never_signed_again() -> None:
    with pytest.raises(RuleBroken, match="mended-unsigned"):
        decided(Stage.REPLY, ACCEPTED, verifier="Sara", previous=FIRST, is_signed=False)
    given = decided(Stage.REPLY, REJECTED, verifier="Sara", previous=FIRST, is_signed=False)
    assert given.verdict is REJECTED
