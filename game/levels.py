"""Nivel: a topic as the game sees it; its state, its seals, and who may still move it.

"No aplica" has a cap per level, which is a policy of the edition. It keeps a level from being
submitted and a verifier from accepting past it; it never refuses a save and never moves points,
so that an answer is worth what it is worth whatever the others say.

A level is signed over its answers as they stand (`game/signatures.py`). Own rules, of what follows:

- **A later change voids the signature**, in the same unit as the change: of an answer of the level,
  of one elsewhere that makes an item of it asked or not asked any more, or of the title, the date
  or the validity of a document it cites (`game/documents.py` says which may still change). Changing
  it back does not bring it back.
- **It is signed anew wherever it can be changed**: in the review too, but there only a level that
  had been signed in time. It is signed complete; items that were returned and are not mended yet
  do not keep it from being signed, so that what is ready can be verified.
- **A verdict needs a signature in force**, so nothing of a voided level is decided until it is
  signed again. What was accepted or rejected stays so; what was mended and never signed again has
  no verdict, counts as not verified, and stays a draft of its government.
- **A reply is decided on whatever became of the signature**, so that none waits for ever; only an
  answer that was signed as it is can be accepted by it.
- **A level that was once signed stays part of the results** with what was signed of it and what was
  decided on, also when it was reopened and never came back.
- **A level handed in may be reopened** while answers are taken, with a public reason. That voids
  its signature; what was decided stays decided, the rest is filled and handed in again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from math import ceil

from game.answers import Answer, Problem, Stance, asked_items, problems_of, stance_of
from game.editions import Act, Stage, allows, check_allowed
from game.participants import Participant
from game.questionnaire import Item, Topic
from game.reviews import Verdict
from game.rules import RuleBroken

# A problem of the level as a whole, told beside each item that has part in it.
TOO_MANY_NOT_APPLICABLE = "too-many-not-applicable"


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
class NotApplicableCount:
    """The items of a level that say "no aplica", and what verifiers decided on them.

    `most`: how many the edition admits, if it sets a cap.
    """

    items: tuple[str, ...] = ()
    accepted: int = 0
    rejected: int = 0
    most: int | None = None

    @property
    def standing(self) -> int:
        """Those that were not rejected."""
        return len(self.items) - self.rejected

    @property
    def is_beyond(self) -> bool:
        """More of them than can still be accepted. What was accepted stays so."""
        return self.most is not None and self.standing > max(self.most, self.accepted)

    @property
    def has_room(self) -> bool:
        """Whether one more can be accepted."""
        return self.most is None or self.accepted < self.most


# What keeps an answer from being proved, not from being given in full.
UNPROVED = frozenset({"evidence-missing", "page-missing"})


@dataclass(frozen=True, slots=True)
class Level:
    """Counts of items: asked, answered (something given), complete, returned and accepted.

    `copied`: those that hold a copy nobody has confirmed. They are not answered yet.
    `is_signed`: by a signature in force. `was_signed`: by any, at any time.
    """

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
    was_signed: bool = False
    not_applicable: NotApplicableCount = NotApplicableCount()
    copied: int = 0

    @property
    def is_whole(self) -> bool:
        """Every answer is complete. Beyond the cap on "no aplica" its verifier decides which."""
        return self.complete == self.asked

    @property
    def is_decided(self) -> bool:
        """No answer of it can change any more."""
        return self.state is LevelState.VERIFIED

    @property
    def is_voided(self) -> bool:
        """Handed in and signed once, by a signature that is without effect now."""
        return self.is_submitted and self.was_signed and not self.is_signed


def level_of(
    topic: Topic,
    participant: Participant,
    answers: Mapping[str, Answer],
    verdicts: Mapping[str, Verdict],
    *,
    submitted_at: datetime | None,
    signed_at: datetime | None,
    stage: Stage,
    cap: Fraction | None = None,
    was_signed: bool = False,
) -> Level:
    """`answers` are those of the whole questionnaire; `verdicts` the standing ones by item.

    `cap` of the edition on "no aplica": seals and the count of them depend on it, the state and
    what may be done do not.
    """
    asked = asked_items(topic, answers, participant)
    found = _found(asked, answers)
    given = [verdicts.get(item.code) for item in asked]
    not_applicable = not_applicable_of(asked, answers, verdicts, cap)
    counts = _Counts(
        asked=len(asked),
        answered=sum(_is_answered(item, answers) for item in asked),
        complete=sum(not problems for problems in found.values()),
        returned=given.count(Verdict.RETURNED),
        accepted=given.count(Verdict.ACCEPTED),
        rejected=given.count(Verdict.REJECTED),
        copied=sum(_is_copied(item, answers) for item in asked),
    )
    return Level(
        topic=topic.code,
        state=_state(counts, stage, is_submitted=submitted_at is not None),
        asked=counts.asked,
        answered=counts.answered,
        complete=counts.complete,
        returned=counts.returned,
        accepted=counts.accepted,
        seals=_seals(counts, found, not_applicable),
        is_submitted=submitted_at is not None,
        is_signed=signed_at is not None,
        was_signed=was_signed or signed_at is not None,
        not_applicable=not_applicable,
        copied=counts.copied,
    )


def submit_problems(
    topic: Topic,
    participant: Participant,
    answers: Mapping[str, Answer],
    cap: Fraction | None,
) -> Mapping[str, tuple[Problem, ...]]:
    """Item code to what it still lacks, in item order; empty when the level can be submitted.

    Beyond the cap every "no aplica" has the problem: which of them to answer is for its government
    to say.
    """
    asked = asked_items(topic, answers, participant)
    found = _found(asked, answers)
    count = not_applicable_of(asked, answers, {}, cap)
    if count.is_beyond:
        facts = {"given": count.standing, "most": count.most}
        for code in count.items:
            found[code] += (Problem(TOO_MANY_NOT_APPLICABLE, "not_applicable", facts),)
    return {code: problems for code, problems in found.items() if problems}


def most_not_applicable(asked: int, cap: Fraction) -> int:
    """How many of the items a level asks may say "no aplica".

    The share is rounded up: one is always admitted, where its item allows it, and the share is
    passed by less than an item. Own rule: rounded down, a third of a level of two would be none.
    """
    return ceil(cap * asked)


def not_applicable_of(
    asked: Collection[Item],
    answers: Mapping[str, Answer],
    verdicts: Mapping[str, Verdict],
    cap: Fraction | None,
) -> NotApplicableCount:
    """What of the items a level asks says "no aplica". `verdicts` are the standing ones by item."""
    items = tuple(item.code for item in asked if _stance(item, answers) is Stance.NOT_APPLICABLE)
    given = [verdicts.get(code) for code in items]
    return NotApplicableCount(
        items=items,
        accepted=given.count(Verdict.ACCEPTED),
        rejected=given.count(Verdict.REJECTED),
        most=None if cap is None else most_not_applicable(len(asked), cap),
    )


def check_has_room(count: NotApplicableCount, item: str) -> None:
    """Refuse to accept one more "no aplica" than the cap admits."""
    if not count.has_room:
        raise RuleBroken(
            "not-applicable-capped", item=item, accepted=count.accepted, most=count.most
        )


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
    """Levels are verified as they arrive, under a signature in force."""
    return level.is_signed and allows(stage, Act.VERIFY)


def awaits_signature(stage: Stage, level: Level) -> bool:
    """Whether nothing is missing but a signature, the first one or another."""
    return (
        level.is_submitted
        and not level.is_signed
        and level.is_whole
        and _is_in_time(stage, was_signed=level.was_signed)
    )


def is_past_signing(stage: Stage, level: Level) -> bool:
    """Whether a level that was handed in can be signed no more."""
    return (
        level.is_submitted
        and not level.is_signed
        and not _is_in_time(stage, was_signed=level.was_signed)
    )


def may_reopen(stage: Stage, level: Level) -> bool:
    """Whether a level handed in has something left to be changed, and the time to change it."""
    return level.is_submitted and not level.is_decided and allows(stage, Act.REOPEN)


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


def sign(
    stage: Stage,
    level: Level,
    signer: int,
    authors: Collection[int],
    incomplete: Collection[str] = (),
) -> None:
    """Refuse a signature before submission, a second one, or that of whoever filled the level.

    `incomplete`: the items that lack something, which an answer that was mended may have opened.
    """
    if not _is_in_time(stage, was_signed=level.was_signed):
        raise RuleBroken("stage-forbids", stage=stage, act=Act.SIGN)
    if not level.is_submitted:
        raise RuleBroken("not-submitted", level=level.topic)
    if level.is_signed:
        raise RuleBroken("already-signed", level=level.topic)
    if signer in authors:
        raise RuleBroken("signer-filled", level=level.topic)
    if incomplete or not level.is_whole:
        raise RuleBroken("level-incomplete", level=level.topic, items=tuple(incomplete))


SHORTEST_REASON = 10
LONGEST_REASON = 1_000


def reopen(stage: Stage, level: Level, reason: str) -> str:
    """Give the public reason as it is kept; refuse to open what is not handed in, or is decided."""
    check_allowed(stage, Act.REOPEN)
    if not level.is_submitted:
        raise RuleBroken("not-submitted", level=level.topic)
    if level.is_decided:
        raise RuleBroken("level-decided", level=level.topic)
    words = " ".join(reason.split())
    if len(words) < SHORTEST_REASON:
        raise RuleBroken("reason-short", least=SHORTEST_REASON)
    if len(words) > LONGEST_REASON:
        raise RuleBroken("reason-too-long", limit=LONGEST_REASON)
    return words


def _is_in_time(stage: Stage, *, was_signed: bool) -> bool:
    """Once answers are not taken any more only what had been signed is signed again."""
    return allows(stage, Act.SIGN) and (was_signed or allows(stage, Act.SUBMIT))


@dataclass(frozen=True, slots=True)
class _Counts:
    asked: int
    answered: int
    complete: int
    returned: int
    accepted: int
    rejected: int
    copied: int


def _found(
    asked: Collection[Item], answers: Mapping[str, Answer]
) -> dict[str, tuple[Problem, ...]]:
    return {
        item.code: problems_of(item, answers.get(item.code) or Answer(item.code)) for item in asked
    }


def _is_answered(item: Item, answers: Mapping[str, Answer]) -> bool:
    return _stance(item, answers) is not Stance.BLANK and not _is_copied(item, answers)


def _is_copied(item: Item, answers: Mapping[str, Answer]) -> bool:
    return item.code in answers and bool(answers[item.code].copied_from)


def _stance(item: Item, answers: Mapping[str, Answer]) -> Stance:
    answer = answers.get(item.code)
    return Stance.BLANK if answer is None else stance_of(item, answer)


def _state(counts: _Counts, stage: Stage, *, is_submitted: bool) -> LevelState:
    if not counts.asked or not (is_submitted or allows(stage, Act.ANSWER)):
        return LevelState.CLOSED
    if not is_submitted:
        return LevelState.IN_PROGRESS if counts.answered or counts.copied else LevelState.OPEN
    if counts.returned or counts.complete < counts.asked:
        return LevelState.RETURNED
    if counts.accepted + counts.rejected == counts.asked:
        return LevelState.VERIFIED
    return LevelState.SUBMITTED


def _seals(
    counts: _Counts, found: Mapping[str, tuple[Problem, ...]], not_applicable: NotApplicableCount
) -> frozenset[Seal]:
    """Evidence is a seal of its own: answers can be complete before they are proved.

    With more "no aplica" than it admits a level is not answered in full.
    """
    if not counts.asked:
        return frozenset()
    left = {problem.code for problems in found.values() for problem in problems}
    if not_applicable.is_beyond:
        left.add(TOO_MANY_NOT_APPLICABLE)
    earned = set()
    if left <= UNPROVED:
        earned.add(Seal.COMPLETE)
    if not left:
        earned.add(Seal.EVIDENCED)
    if counts.accepted == counts.asked:
        earned.add(Seal.VERIFIED)
    return frozenset(earned)
