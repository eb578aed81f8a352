"""Declaración pública: what the head of a participant, or an association, puts its name to.

The text is data of an edition, and a signature is over that text, named by its SHA-256. Own rules:

- **It is of whoever signed.** When the seat passes on, the declaration stays in their name and ends
  there; whoever comes next is asked to sign anew, and that is another declaration.
- **It ends by the calendar**, without anybody doing anything: after its last day it has lapsed.
- **It goes on by renewing it**, over the text of the newest edition: at any time once that is
  another text, otherwise from some days before its last one, and also after it.
- **It can be revoked**, by whoever signed or by the coordination, always with a public reason.
  Nothing of it is ever taken away: whoever signs again begins another one.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from game.days import today_of
from game.questionnaire import Text
from game.rules import RuleBroken
from game.typed import said, text_fault

# Who may put a name to it: the head of a government, or an association that observes.
SIGNER: Final = "signer"
OBSERVER: Final = "observer"
DECLARING: Final = frozenset({SIGNER, OBSERVER})
COORDINATOR: Final = "coordinator"
LONGEST_REASON: Final = 1_000


class Move(StrEnum):
    """What is done with a declaration."""

    SIGN = "sign"
    RENEW = "renew"
    REVOKE = "revoke"


class Status(StrEnum):
    """How it stands on a day. `left`: whoever signed no longer holds the seat."""

    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    LEFT = "left"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of an edition. A signature holds `valid_days`, the day it is given not counted.

    From `renew_days` before its last day the same text may be signed again.
    """

    edition: str
    title: Text
    text: Text
    valid_days: int
    renew_days: int

    @property
    def sha256(self) -> str:
        """What names the text: the same words of the same edition, in both languages."""
        content = {
            "edition": self.edition,
            "title": {"es": self.title.es, "en": self.title.en},
            "text": {"es": self.text.es, "en": self.text.en},
        }
        told = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Event:
    """One line of its history. A signature says over which text and its last day (`until`).

    `role` and `seat_title`: of the seat from which it was done, as it was called then.
    """

    move: Move
    at: datetime
    role: str
    seat_title: str
    edition: str = ""
    sha256: str = ""
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """Its whole history, oldest first; the first line is the signature it began with.

    `left_on`: the day on which whoever signed left the seat, after the last signature.
    """

    events: tuple[Event, ...]
    left_on: date | None = None

    @property
    def signature(self) -> Event:
        """The signature that counts: the last one."""
        return next(each for each in reversed(self.events) if each.move is not Move.REVOKE)

    @property
    def since(self) -> date:
        """The day it was signed for the first time."""
        return today_of(self.events[0].at)

    @property
    def renewals(self) -> int:
        """How often it was renewed."""
        return sum(each.move is Move.RENEW for each in self.events)

    @property
    def revocation(self) -> Event | None:
        """Its end, where somebody revoked it."""
        return next((each for each in self.events if each.move is Move.REVOKE), None)

    def is_signature_of(self, digest: str, today: date) -> bool:
        """Whether just that text was signed today: its form came twice."""
        last = self.signature
        is_today = today_of(last.at) == today
        return self.revocation is None and last.sha256 == digest and is_today

    def was_revoked_for(self, reason: str) -> bool:
        """Whether it was revoked for this very reason."""
        return self.revocation is not None and self.revocation.reason.split() == reason.split()


def status_of(declaration: Declaration, today: date) -> Status:
    """How it stands on a day, by its history and the calendar alone."""
    if declaration.revocation is not None:
        return Status.REVOKED
    until, left = declaration.signature.until, declaration.left_on
    if left is not None and left <= today and (until is None or left <= until):
        return Status.LEFT
    return Status.LAPSED if until is not None and today > until else Status.IN_FORCE


def is_of(declaration: Declaration, wording: Wording | None) -> bool:
    """Whether what was signed is this text."""
    return wording is not None and declaration.signature.sha256 == wording.sha256


def next_move(own: Declaration | None, wording: Wording | None, today: date) -> Move:
    """What a signature given today would be; refused where there is nothing to sign.

    `own`: the last declaration of the same person from the same seat.
    """
    if wording is None:
        raise RuleBroken("declaration-none")
    if own is None or status_of(own, today) in {Status.REVOKED, Status.LEFT}:
        return Move.SIGN
    until = own.signature.until
    first = until - timedelta(days=wording.renew_days) if until else today
    if is_of(own, wording) and today < first:
        raise RuleBroken("declaration-in-force", until=until, first=first)
    return Move.RENEW


def may_sign(own: Declaration | None, wording: Wording | None, today: date) -> bool:
    """Whether there is something to sign today."""
    try:
        next_move(own, wording, today)
    except RuleBroken:
        return False
    return True


def sign(
    own: Declaration | None,
    wording: Wording | None,
    *,
    digest: str,
    role: str,
    seat_title: str,
    at: datetime,
) -> Declaration:
    """The declaration after a signature: another one, or the same renewed.

    `digest`: of the text that was shown; where it is not the one in force nothing is signed.
    """
    if role not in DECLARING:
        raise RuleBroken("role-forbids", role=role, move=Move.SIGN)
    today = today_of(at)
    move = next_move(own, wording, today)
    if wording is None or digest != wording.sha256:
        raise RuleBroken("declaration-stale")
    until = today + timedelta(days=wording.valid_days)
    event = Event(move, at, role, seat_title, wording.edition, wording.sha256, until)
    if own is None or move is Move.SIGN:
        return Declaration((event,))
    return replace(own, events=(*own.events, event), left_on=None)


def check_revocation(
    declaration: Declaration, role: str, reason: str, today: date, *, is_own: bool
) -> None:
    """Refuse a revocation: of another's, without a public reason, or of one that is revoked.

    Whoever signed may revoke it while they hold the seat, the coordination at any time.
    """
    may = role == COORDINATOR or (
        is_own and role in DECLARING and status_of(declaration, today) is not Status.LEFT
    )
    if declaration.revocation is not None:
        raise RuleBroken("declaration-revoked")
    if not may:
        raise RuleBroken("role-forbids", role=role, move=Move.REVOKE)
    if not said(reason):
        raise RuleBroken("reason-required", field="reason")
    if fault := text_fault(reason, LONGEST_REASON):
        raise RuleBroken(fault[0], **fault[1], field="reason")


def revoke(
    declaration: Declaration,
    *,
    role: str,
    seat_title: str,
    reason: str,
    at: datetime,
    is_own: bool,
) -> Declaration:
    """The declaration with its revocation; its history stays whole."""
    check_revocation(declaration, role, reason, today_of(at), is_own=is_own)
    event = Event(Move.REVOKE, at, role, seat_title, reason=said(reason))
    return replace(declaration, events=(*declaration.events, event))


def may_revoke(declaration: Declaration, role: str, today: date, *, is_own: bool) -> bool:
    """Whether it can be revoked today with a reason."""
    try:
        check_revocation(declaration, role, "-", today, is_own=is_own)
    except RuleBroken:
        return False
    return True
