"""Dictamen: what a verifier says of one answer, on the revision that was read."""

from dataclasses import dataclass, field
from enum import StrEnum

from game.answers import Answer
from game.editions import Act, Stage, allows
from game.questionnaire import Item
from game.rules import RuleBroken
from game.substance import says_the_same
from game.typed import said


class Verdict(StrEnum):
    """Accepted and rejected stand for good; returned stands while the answer says the same."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Review:
    """A verdict with its reason, its verifier and the revision it was given on.

    `returned`: what that revision said, of one that was returned. It tells no two reviews apart.
    """

    verdict: Verdict
    reason: str
    verifier: str
    revision: int
    returned: Answer | None = field(default=None, compare=False)


LONGEST_REASON = 4_000
ACTS = {
    Verdict.ACCEPTED: Act.VERIFY,
    Verdict.RETURNED: Act.RETURN,
    Verdict.REJECTED: Act.REJECT,
}


def standing_verdict(review: Review | None, item: Item, answer: Answer) -> Verdict | None:
    """The verdict that holds for the answer as it is now.

    One that was returned holds again for an answer that comes back to what was returned, whatever
    it said in between and however it is typed (`game/substance.py`). Only the last verdict counts.
    """
    if review is None:
        return None
    if review.returned is not None and not says_the_same(item, review.returned, answer):
        return None
    return review.verdict


def is_being_mended(stage: Stage, *, is_complete: bool) -> bool:
    """Whether an answer of a signed level is still its government's to complete.

    It was returned and is half mended, or a mended answer opened it: until it is complete it is
    not up for a verdict. A reply is decided on whatever the answer lacks, so that none waits for
    ever.
    """
    return not is_complete and allows(stage, Act.VERIFY)


def decide(
    stage: Stage,
    verdict: Verdict,
    reason: str,
    verifier: str,
    previous: Review | None,
    *,
    verifier_state: str | None,
    participant_state: str,
    revision: int,
    is_complete: bool,
    is_signed: bool = True,
) -> Review:
    """Nobody judges their own state; whoever decides a reply did not give the first verdict.

    Nor did whoever decides anew in an erratum, where every verdict has its reason.

    `is_complete`: whether the answer could be submitted as it is now. `is_signed`: whether it is
    what its government signed; what is not can be rejected on a reply, never accepted.
    """
    if not _stage_allows(stage, verdict):
        raise RuleBroken("stage-forbids", stage=stage, verdict=verdict)
    if is_being_mended(stage, is_complete=is_complete):
        raise RuleBroken("being-mended")
    if verifier_state is not None and verifier_state == participant_state:
        raise RuleBroken("own-state", state=participant_state)
    corrects = allows(stage, Act.CORRECT)
    if stage is Stage.REPLY or corrects:
        _check_previous(stage, previous, verifier)
        if verdict is Verdict.ACCEPTED and not is_signed:
            raise RuleBroken("mended-unsigned")
    if (corrects or verdict is not Verdict.ACCEPTED) and not said(reason):
        raise RuleBroken("reason-required", verdict=verdict)
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("reason-too-long", limit=LONGEST_REASON)
    return Review(verdict, said(reason), verifier, revision)


def _stage_allows(stage: Stage, verdict: Verdict) -> bool:
    """A reply is answered for good, and so is an erratum: nothing can be returned again."""
    if allows(stage, Act.DECIDE_REPLY) or allows(stage, Act.CORRECT):
        return verdict is not Verdict.RETURNED
    return allows(stage, ACTS[verdict])


def _check_previous(stage: Stage, previous: Review | None, verifier: str) -> None:
    """Only a reply needs a verdict before it; nobody decides again on their own."""
    if previous is None and stage is Stage.REPLY:
        raise RuleBroken("nothing-to-reply")
    if previous is not None and previous.verifier == verifier:
        raise RuleBroken("other-verifier-required", verifier=verifier)
