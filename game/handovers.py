"""Entrega-recepción: a seat passes to another person, with everything that waits in it.

What somebody did stays in their name; what waits belongs to the seat. Own rule: the seat changes
hands in the moment in which whoever receives it accepts, never on a day to come, so that nobody
holds it twice and nobody works in it who no longer should.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from game.assignments import DOERS, GIVERS, Assignment
from game.commitments import LIVE, Commitment
from game.editions import Act, Stage, allows
from game.levels import Level, LevelState, awaits_signature
from game.questionnaire import Item
from game.rules import RuleBroken
from game.typed import text_fault


class HandoverState(StrEnum):
    """Where the passing of a seat stands. Vacated: its holder left and nobody received it."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    VACATED = "vacated"


class MatterKind(StrEnum):
    """What can wait in a seat."""

    ASSIGNMENT = "assignment"
    RETURNED = "returned"
    THREAD = "thread"
    REPLY = "reply"
    LEVEL = "level"
    SIGNATURE = "signature"
    COMMITMENT = "commitment"
    COPIES = "copies"
    LAW_ANSWERS = "law-answers"
    LAW_DOCUMENTS = "law-documents"
    NOTE = "note"


ADMIN = "admin"
COORDINATOR = "coordinator"
# The seats whose passing a lead may start; that of another lead is for the accounts to see to.
TEAM = frozenset({"contributor", "signer"})
# The seat with which an administration comes and goes: whoever sits in it answers for the promises.
BRINGS_ADMINISTRATION = frozenset({"signer"})
# Who of a participant is told of a passing, and reads its record.
HEADS = frozenset({"lead", "signer"})
# Who reads every record.
OVERSEERS = frozenset({"admin", "auditor"})
# Which seats answer to what is pending.
ANSWERED_BY: Mapping[MatterKind, frozenset[str]] = MappingProxyType(
    {
        MatterKind.RETURNED: DOERS,
        MatterKind.THREAD: DOERS,
        MatterKind.REPLY: GIVERS,
        MatterKind.SIGNATURE: frozenset({"signer"}),
        MatterKind.COPIES: DOERS,
        MatterKind.LAW_ANSWERS: DOERS,
        MatterKind.LAW_DOCUMENTS: DOERS,
        MatterKind.NOTE: DOERS,
    }
)
LONGEST_REASON = 1_000
# An appointment may be older than its act, never by more than this.
EARLIEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Holding:
    """A seat, and the account that holds it (none: nobody does)."""

    seat: int
    role: str
    participant: str | None
    account: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """To whom a seat is to pass, why, and from which day their appointment counts.

    `new_administration`: with the seat everything alive that was promised passes too.
    """

    email: str
    name: str
    reason: str
    effective_on: date | None
    new_administration: bool = False


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom a passing concerns: the accounts of both, and the participant of the seat."""

    participant: str | None
    starter: int
    giver: int | None
    receiver: int | None


@dataclass(frozen=True, slots=True)
class Work:
    """Everything of a participant that may wait in one of its seats, as it stands.

    `asked_about`: items with an open thread in which it is the participant's turn. `noted`: items
    with a note of the team that nobody resolved. `law_answers`, `law_documents`: how many are to
    be reviewed because a law was abrogated.
    """

    stage: Stage
    levels: Mapping[str, Level]
    assignments: Mapping[int, Assignment]
    returned: tuple[Item, ...]
    asked_about: tuple[Item, ...]
    repliable: tuple[Item, ...]
    commitments: tuple[Commitment, ...]
    noted: tuple[Item, ...] = ()
    law_answers: int = 0
    law_documents: int = 0


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits. `code` is what it is known by, `topic` the level it belongs to.

    The copies of a level are one thing, and so are all answers, or documents, under abrogated laws.
    """

    kind: MatterKind
    code: str
    topic: str = ""


def may_start(by: Holding, seat: Holding) -> bool:
    """Whoever holds the seat, a lead for the team's, the accounts for any."""
    return (
        by.role == ADMIN
        or by.seat == seat.seat
        or (by.role in GIVERS and seat.role in TEAM and by.participant == seat.participant)
    )


def may_vacate(by: Holding, seat: Holding) -> bool:
    """Only the accounts take a seat away before somebody receives it, and never their own."""
    return by.role == ADMIN and seat.account is not None and by.account != seat.account


def may_withdraw(by: Holding, seat: Holding, *, starter: int, starter_role: str) -> bool:
    """Whoever began it, the accounts, and a lead for the team's unless the accounts began it.

    Whoever has to leave a seat does not keep it by taking back what others began.
    """
    if by.account == starter or by.role == ADMIN:
        return True
    return (
        starter_role != ADMIN
        and by.role in GIVERS
        and seat.role in TEAM
        and by.participant == seat.participant
    )


def may_say_administration(by: Holding, seat: Holding, *, starter: int, starter_role: str) -> bool:
    """Whoever could take the offer back, and the coordination, which knows when one begins."""
    return seat.role in BRINGS_ADMINISTRATION and (
        by.role == COORDINATOR or may_withdraw(by, seat, starter=starter, starter_role=starter_role)
    )


def may_read(by: Holding, parties: Parties) -> bool:
    """Both of them, whoever started it, the heads of the participant, and who oversees."""
    return (
        by.role in OVERSEERS
        or by.account in {parties.starter, parties.giver, parties.receiver}
        or (
            by.role in HEADS
            and parties.participant is not None
            and by.participant == parties.participant
        )
    )


def check_offer(offer: Offer, holder_email: str, today: date, role: str = "") -> None:
    """Refuse an offer to whoever already holds the seat, without a reason, or for another day.

    An administration comes with the seat that signs, and with no other `role`.
    """
    if offer.email == holder_email:
        raise RuleBroken("handover-to-holder", field="email")
    if not offer.name:
        raise RuleBroken("handover-name-missing", field="name")
    if not offer.reason:
        raise RuleBroken("handover-reason-missing", field="reason")
    if fault := text_fault(offer.reason, LONGEST_REASON):
        raise RuleBroken(fault[0], **fault[1], field="reason")
    if offer.effective_on is None:
        raise RuleBroken("handover-date-missing", field="effective_on")
    if offer.new_administration and role not in BRINGS_ADMINISTRATION:
        raise RuleBroken("handover-no-administration")
    if not today - EARLIEST <= offer.effective_on <= today:
        raise RuleBroken("handover-date-outside", field="effective_on")


def after_withdrawal(*, is_vacated: bool) -> HandoverState:
    """Taking an offer back gives nobody their access back: a seat that was vacated stays so."""
    return HandoverState.VACATED if is_vacated else HandoverState.WITHDRAWN


def pending_of(work: Work) -> tuple[Matter, ...]:
    """What waits for the participant, whoever of it sees to it."""
    return (
        *_returned(work),
        *_threads(work),
        *_replies(work),
        *_signatures(work),
        *_copies(work),
        *_laws(work),
        *_notes(work),
    )


def matters_of(seat: Holding, title: str, work: Work) -> tuple[Matter, ...]:
    """All that waits in a seat.

    Whoever answers has assignments, returned items and levels to go on with; a lead also replies; a
    signer has levels to sign. Commitments wait for the heads, and for the seat they name.
    """
    return (
        *_assignments(seat, work),
        *(each for each in pending_of(work) if seat.role in ANSWERED_BY[each.kind]),
        *_levels(seat, work),
        *_commitments(seat, title, work),
    )


def folio_of(participant: str | None, year: int, number: int) -> str:
    """What a record is known by: whose it is, the year, and its number in that year."""
    return f"{participant or 'OBS'}-{year}-{number:03}"


def _assignments(seat: Holding, work: Work) -> Iterable[Matter]:
    return (
        Matter(MatterKind.ASSIGNMENT, str(code), each.topic)
        for code, each in work.assignments.items()
        if each.is_open and each.seat == seat.seat
    )


def _returned(work: Work) -> Iterable[Matter]:
    if not allows(work.stage, Act.MEND):
        return ()
    return (Matter(MatterKind.RETURNED, item.code, item.topic) for item in work.returned)


def _threads(work: Work) -> Iterable[Matter]:
    """Only where words are all that is missing: a returned item is answered by being mended."""
    if not allows(work.stage, Act.MEND):
        return ()
    returned = {item.code for item in work.returned}
    open_ones = (item for item in work.asked_about if item.code not in returned)
    return (Matter(MatterKind.THREAD, item.code, item.topic) for item in open_ones)


def _replies(work: Work) -> Iterable[Matter]:
    if not allows(work.stage, Act.REPLY):
        return ()
    return (Matter(MatterKind.REPLY, item.code, item.topic) for item in work.repliable)


def _signatures(work: Work) -> Iterable[Matter]:
    return (
        Matter(MatterKind.SIGNATURE, code, code)
        for code, level in work.levels.items()
        if awaits_signature(work.stage, level)
    )


def _copies(work: Work) -> Iterable[Matter]:
    if not allows(work.stage, Act.ANSWER):
        return ()
    return (
        Matter(MatterKind.COPIES, code, code) for code, level in work.levels.items() if level.copied
    )


def _laws(work: Work) -> Iterable[Matter]:
    if not allows(work.stage, Act.CONFIRM):
        return ()
    counts = (
        (MatterKind.LAW_ANSWERS, work.law_answers),
        (MatterKind.LAW_DOCUMENTS, work.law_documents),
    )
    return (Matter(kind, "all") for kind, count in counts if count)


def _notes(work: Work) -> Iterable[Matter]:
    if not allows(work.stage, Act.MEND):
        return ()
    return (Matter(MatterKind.NOTE, item.code, item.topic) for item in work.noted)


def _levels(seat: Holding, work: Work) -> Iterable[Matter]:
    if seat.role not in DOERS or not allows(work.stage, Act.ANSWER):
        return ()
    return (
        Matter(MatterKind.LEVEL, code, code)
        for code, level in work.levels.items()
        if level.state is LevelState.IN_PROGRESS
    )


def _commitments(seat: Holding, title: str, work: Work) -> Iterable[Matter]:
    named = title.strip().casefold()
    return (
        Matter(MatterKind.COMMITMENT, str(each.code))
        for each in work.commitments
        if each.status in LIVE
        and (seat.role in HEADS or (named and each.responsible.strip().casefold() == named))
    )
