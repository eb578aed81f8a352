"""Nivel: a topic as the game sees it; its state, its seals, and who may still move it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from game.answers import Answer, Problem, Stance, asked_items, problems_of, stance_of
from game.editions import Act, Stage, allows, check_allowed
from game.participants import Participant
from game.questionnaire import Item, Topic
from game.reviews import Verdict
from game.rules import RuleBroken


class LevelState(StrEnum):
    """Where a level is between empty and verified."""

    CLOSED = "closed"
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"


class Seal(StrEnum):
    """Sello: every item answered in full; every claim proved; every answer accepted."""

    COMPLETE = "complete"
    EVIDENCED = "evidenced"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Level:
    """Counts of items: asked, answered (something given), complete, returned and accepted."""

    topic: str
    state: LevelState
    asked: int
    answered: int
    complete: int
    returned: int
    accepted: int
    seals: frozenset[Seal]
    is_submitted: bool = False
    is_signed: bool = False


def level_of(
    topic: Topic,
    participant: Participant,
    answers: Mapping[str, Answer],
    verdicts: Mapping[str, Verdict],
    *,
    submitted_at: datetime | None,
    signed_at: datetime | None,
    stage: Stage,
) -> Level:
    """`answers` are those of the whole questionnaire; `verdicts` the standing ones by item."""
    asked = asked_items(topic, answers, participant)
    found = _found(asked, answers)
    given = [verdicts.get(item.code) for item in asked]
    counts = _Counts(
        asked=len(asked),
        answered=sum(_is_answered(item, answers) for item in asked),
        complete=sum(not problems for problems in found.values()),
        returned=given.count(Verdict.RETURNED),
        accepted=given.count(Verdict.ACCEPTED),
        rejected=given.count(Verdict.REJECTED),
    )
    return Level(
        topic=topic.code,
        state=_state(counts, stage, is_submitted=submitted_at is not None),
        asked=counts.asked,
        answered=counts.answered,
        complete=counts.complete,
        returned=counts.returned,
        accepted=counts.accepted,
        seals=_seals(counts, found),
        is_submitted=submitted_at is not None,
        is_signed=signed_at is not None,
    )


def submit_problems(
    topic: Topic, participant: Participant, answers: Mapping[str, Answer]
) -> Mapping[str, tuple[Problem, ...]]:
    """Item code to what it still lacks, in item order; empty when the level can be submitted."""
    found = _found(asked_items(topic, answers, participant), answers)
    return {code: problems for code, problems in found.items() if problems}


def may_edit(
    stage: Stage, level: Level, item_verdict: Verdict | None, *, is_complete: bool = True
) -> bool:
    """Whether an item is open to its government. `item_verdict` is the last one given.

    A returned item reopens alone and stays open until a verifier decides again. In a level
    already submitted, an item that became incomplete (a mended answer asks for more) is open too.
    """
    if item_verdict in {Verdict.ACCEPTED, Verdict.REJECTED}:
        return False
    if not level.is_submitted:
        return allows(stage, Act.ANSWER)
    mends = item_verdict is Verdict.RETURNED or not is_complete
    return mends and allows(stage, Act.MEND)


def may_review(stage: Stage, level: Level) -> bool:
    """Signed levels are verified as they arrive."""
    return level.is_signed and allows(stage, Act.VERIFY)


def submit(
    stage: Stage,
    level: Level,
    problems: Mapping[str, tuple[Problem, ...]],
) -> None:
    """Refuse to submit what is closed, already submitted, empty, or still has problems."""
    check_allowed(stage, Act.SUBMIT)
    if level.is_submitted:
        raise RuleBroken("level-locked", level=level.topic)
    if not level.asked:
        raise RuleBroken("level-empty", level=level.topic)
    if problems:
        raise RuleBroken("level-incomplete", level=level.topic, items=tuple(problems))


def sign(stage: Stage, level: Level, signer: int, authors: Collection[int]) -> None:
    """Refuse a signature before submission, a second one, or that of whoever filled the level."""
    check_allowed(stage, Act.SIGN)
    if not level.is_submitted:
        raise RuleBroken("not-submitted", level=level.topic)
    if level.is_signed:
        raise RuleBroken("already-signed", level=level.topic)
    if signer in authors:
        raise RuleBroken("signer-filled", level=level.topic)


@dataclass(frozen=True, slots=True)
class _Counts:
    asked: int
    answered: int
    complete: int
    returned: int
    accepted: int
    rejected: int


def _found(
    asked: Collection[Item], answers: Mapping[str, Answer]
) -> dict[str, tuple[Problem, ...]]:
    return {
        item.code: problems_of(item, answers.get(item.code) or Answer(item.code)) for item in asked
    }


def _is_answered(item: Item, answers: Mapping[str, Answer]) -> bool:
    answer = answers.get(item.code)
    return answer is not None and stance_of(item, answer) is not Stance.BLANK


def _state(counts: _Counts, stage: Stage, *, is_submitted: bool) -> LevelState:
    if not counts.asked or not (is_submitted or allows(stage, Act.ANSWER)):
        return LevelState.CLOSED
    if not is_submitted:
        return LevelState.IN_PROGRESS if counts.answered else LevelState.OPEN
    if counts.returned or counts.complete < counts.asked:
        return LevelState.RETURNED
    if counts.accepted + counts.rejected == counts.asked:
        return LevelState.VERIFIED
    return LevelState.SUBMITTED


def _seals(counts: _Counts, found: Mapping[str, tuple[Problem, ...]]) -> frozenset[Seal]:
    """Evidence is a seal of its own: answers can be complete before they are proved."""
    if not counts.asked:
        return frozenset()
    left = {problem.code for problems in found.values() for problem in problems}
    earned = set()
    if left <= {"evidence-missing"}:
        earned.add(Seal.COMPLETE)
    if not left:
        earned.add(Seal.EVIDENCED)
    if counts.accepted == counts.asked:
        earned.add(Seal.VERIFIED)
    return frozenset(earned)
