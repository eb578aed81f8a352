"""Acuerdo: one goal of a meeting that many participants sign, each with a commitment of its own.

What the document of the meeting says is the same for all of them: goal, indicator of success,
dates and milestones. Whoever signs says which seat answers for it. Declining has a public reason,
and may be thought over until the last day to sign; a signature stays, and so does its commitment.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from game.commitments import (
    TRANSITIONS,
    Commitment,
    Milestone,
    Move,
    Status,
    advance,
    propose,
)
from game.participants import Participant
from game.questionnaire import Text
from game.rules import RuleBroken
from game.typed import said

# What comes before the code in a box that is ticked: of a league, a state, a participant.
LEAGUE = "league/"
STATE = "state/"
ONE = "one/"


class Stand(StrEnum):
    """What a participant answered to an agreement; being invited is no answer yet."""

    INVITED = "invited"
    SIGNED = "signed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of what a participant answered; the last one is what stands."""

    stand: Stand
    note: str
    role: str
    on: date
    commitment: int | None


@dataclass(frozen=True, slots=True)
class Party:
    """Whoever was invited, with everything they answered, oldest first."""

    participant: Participant
    lines: tuple[Answered, ...]

    @property
    def stand(self) -> Stand:
        return self.lines[-1].stand

    @property
    def commitment(self) -> int | None:
        return self.lines[-1].commitment

    def has_reason(self, reason: str) -> bool:
        """Whether it was declined for this very reason."""
        declined = (each for each in self.lines if each.stand is Stand.DECLINED)
        return any(each.note.split() == reason.split() for each in declined)

    @property
    def invited_on(self) -> date:
        return self.lines[0].on


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who can be invited, and the league they are in."""

    participant: Participant
    league: str


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody who can be invited, by name; the leagues and states of their codes.

    Whole leagues, whole states and participants one by one are added up; nobody is invited twice.
    """

    members: tuple[Member, ...] = ()
    leagues: Mapping[str, Text] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)

    def without(self, invited: Collection[str]) -> "Roll":
        """Those who were not invited yet."""
        left = (each for each in self.members if each.participant.code not in invited)
        return replace(self, members=tuple(left))

    def chosen(self, ticked: Collection[str]) -> tuple[Participant, ...]:
        """Whoever the boxes that were ticked name, in the order of the roll."""
        wanted = frozenset(ticked)
        return tuple(
            each.participant
            for each in self.members
            if not wanted.isdisjoint(
                (
                    f"{LEAGUE}{each.league}",
                    f"{STATE}{each.participant.state}",
                    f"{ONE}{each.participant.code}",
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed, where and when, and until when it may be signed."""

    meeting: str
    held_on: date
    title: str
    text: str
    pillar: str
    goal: str
    indicator: str
    due: date
    sign_by: date
    starts: date | None = None
    milestones: tuple[Milestone, ...] = ()
    code: int | None = None


def check(agreement: Agreement, today: date) -> None:
    """Refuse an agreement nobody could sign: something missing, or dates that do not fit."""
    for name in ("meeting", "title", "goal", "indicator"):
        if not said(getattr(agreement, name)):
            raise RuleBroken(missing_code(name), field=name)
    days = (agreement.held_on, agreement.starts, agreement.due, agreement.sign_by)
    for broken in day_flaws(today, *days):
        raise broken


def day_flaws(
    today: date,
    held_on: date | None,
    starts: date | None,
    due: date | None,
    sign_by: date | None,
) -> Iterator[RuleBroken]:
    """Everything that does not fit in the days of an agreement, each with its `field`.

    None: a day that is not known yet, or that cannot be read.
    """
    if held_on and held_on > today:
        yield RuleBroken("meeting-to-come", field="held_on")
    if sign_by and sign_by < today:
        yield RuleBroken("due-in-the-past", due=sign_by, field="sign_by")
    if due and sign_by and due <= sign_by:
        yield RuleBroken("due-before-signing", sign_by=sign_by, field="due")
    if starts and due and starts > due:
        yield RuleBroken("start-after-due", due=due, field="starts")


def mark_of(invited: Sequence[Participant]) -> str:
    """What a confirmation says of whom it was asked for: it holds for nobody else."""
    codes = ",".join(sorted(each.code for each in invited))
    return hashlib.sha256(codes.encode()).hexdigest()[:16]


def check_inviting(agreement: Agreement, today: date) -> None:
    """Refuse to invite anybody to what can be signed no more."""
    if today > agreement.sign_by:
        raise RuleBroken("agreement-closed", sign_by=agreement.sign_by)


def missing_code(name: str) -> str:
    """What an agreement without this text is refused with."""
    return "agreement-untitled" if name == "title" else f"{name}-missing"


def check_answer(agreement: Agreement, stand: Stand | None, by_role: str, today: date) -> None:
    """Refuse to sign or decline: not a head, not invited, signed before, or past the last day."""
    if by_role not in TRANSITIONS[Move.PROPOSE].roles:
        raise RuleBroken("role-forbids", role=by_role, move=Move.PROPOSE)
    if stand is None:
        raise RuleBroken("agreement-not-invited")
    if stand is Stand.SIGNED:
        raise RuleBroken("agreement-signed")
    if today > agreement.sign_by:
        raise RuleBroken("agreement-closed", sign_by=agreement.sign_by)


def may_answer(agreement: Agreement, stand: Stand | None, by_role: str, today: date) -> bool:
    """Whether it can be signed or declined now."""
    try:
        check_answer(agreement, stand, by_role, today)
    except RuleBroken:
        return False
    return True


def awaits_answer(agreement: Agreement, stand: Stand | None, today: date) -> bool:
    """Whether a participant that was invited has not answered, and still can."""
    return stand is Stand.INVITED and today <= agreement.sign_by


def signed_under(
    agreement: Agreement,
    participant: str,
    responsible: str,
    budget: int | None,
    *,
    by_role: str,
    on: date,
) -> Commitment:
    """What a participant promises by signing; the rest of it is what was agreed.

    The signature is the agreement of the government: the commitment is agreed at once, and its
    history says both. Refused as `propose` does.
    """
    promised = Commitment(
        participant=participant,
        goal=agreement.goal,
        indicator=agreement.indicator,
        responsible=responsible,
        due=agreement.due,
        status=Status.PROPOSED,
        pillar=agreement.pillar,
        milestones=agreement.milestones,
        starts=agreement.starts,
        budget=budget,
        agreement=agreement.code,
    )
    return advance(propose(promised, by_role, on), Move.AGREE, by_role, on)
