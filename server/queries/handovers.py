"""Entrega-recepción: offered, received, taken back; each a unit with its letters and its log.

When a seat is received its account changes, every session of whoever had it ends, its invitations
are withdrawn, its record is frozen and what waits in it is listed, all in one unit. The record is
made before, from what was read; the unit holds only if nothing of the participant moved since
(`mark_of`), so that every save of whoever leaves is in the record or was refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from game.handovers import HEADS, HandoverState, Holding, Matter, MatterKind, Offer, Parties
from server.db import Announcement, Param, Step, announce, params, statement, write
from server.people import Farewell, Holder, Person, Role, Seat
from server.queries.accounts import INVITATION_LIFE, INVITE, noting, session_over
from server.queries.mail import Message, posting
from server.reading import read
from server.tables.accounts import AccountRow, InvitationRow, SeatRow, SessionRow
from server.tables.audit import AuditRow
from server.tables.handovers import (
    HandoverMatterRow,
    HandoverRecordRow,
    HandoverRow,
    LeftSessionRow,
)
from server.tables.participants import ParticipantRow

# A record that was made from what is no longer so: it is made again.
MOVED_ON: Final = "record-moved-on"
_OFFERED = HandoverRow.state == HandoverState.OFFERED.value
_SESSIONS = (SessionRow.seat == Param("seat"), SessionRow.account == Param("giver"))
_RECEIVER = QueryString(
    "(SELECT account.id FROM account WHERE account.email = {})", Param("receiver_email")
)

OFFER = statement(HandoverRow.insert(params(HandoverRow)).returning(HandoverRow.id))
CLOSE = statement(
    HandoverRow.update({HandoverRow.state: Param("state"), HandoverRow.closed_at: Param("now")})
    .where(HandoverRow.id == Param("handover"), _OFFERED)
    .returning(HandoverRow.id)
)
VACATED = statement(
    HandoverRow.update({HandoverRow.vacated_at: Param("now")})
    .where(HandoverRow.id == Param("handover"), _OFFERED, HandoverRow.vacated_at.is_null())
    .returning(HandoverRow.id)
)
SAY_ADMINISTRATION = statement(
    HandoverRow.update({HandoverRow.new_administration: Param("new_administration")})
    .where(HandoverRow.id == Param("handover"), _OFFERED)
    .returning(HandoverRow.id)
)
RECEIVED = statement(
    HandoverRow.update({HandoverRow.receiver: _RECEIVER, HandoverRow.receiver_name: Param("name")})
    .where(HandoverRow.id == Param("handover"))
    .returning(HandoverRow.receiver)
)
PASS = statement(
    SeatRow.update({SeatRow.account: _RECEIVER, SeatRow.state: Param("own_state")})
    .where(
        SeatRow.id == Param("seat"),
        # Whoever gives it, or nobody any more.
        WhereRaw("COALESCE(account, 0) IN ({}, 0)", Param("giver")),
        WhereRaw(
            "EXISTS (SELECT 1 FROM account WHERE account.email = {} AND account.active)",
            Param("receiver_email"),
        ),
    )
    .returning(SeatRow.account)
)
EMPTY = statement(
    SeatRow.update({SeatRow.account: None})
    .where(SeatRow.id == Param("seat"), SeatRow.account == Param("giver"))
    .returning(SeatRow.id)
)
# After the seat is held: nobody of the participant did anything since the record was made.
UNMOVED = statement(
    HandoverRow.update({HandoverRow.seat: Param("seat")})
    .where(
        HandoverRow.id == Param("handover"),
        HandoverRow.new_administration == Param("new_administration"),
        WhereRaw(
            "(SELECT COUNT(*) FROM audit_event WHERE participant = {}"
            " AND ({} = 1 OR account = {})) = {}",
            Param("participant"),
            Param("is_whole"),
            Param("giver"),
            Param("acts"),
        ),
        WhereRaw(
            "COALESCE((SELECT stage FROM edition WHERE code = {}), '') = {}",
            Param("edition"),
            Param("stage"),
        ),
    )
    .returning(HandoverRow.id)
)
REMEMBER_SESSIONS = statement(
    LeftSessionRow.raw(
        "INSERT INTO left_session (token_hash, handover, expires_at)"
        " SELECT session.token_hash,"
        " (SELECT MAX(handover.id) FROM handover WHERE handover.seat = session.seat),"
        " session.expires_at FROM session"
        " WHERE session.seat = {} AND session.account = {}",
        Param("seat"),
        Param("giver"),
    )
)
END_SESSION = statement(
    SessionRow.delete().where(*_SESSIONS, SessionRow.token_hash == Param("token_hash"))
)
# After those that were read and are announced: no other was opened meanwhile.
END_OTHERS = statement(SessionRow.delete().where(*_SESSIONS).returning(SessionRow.token_hash))
FORGET_SESSIONS = statement(
    LeftSessionRow.delete().where(LeftSessionRow.expires_at <= Param("now"))
)
WITHDRAW = statement(
    InvitationRow.update({InvitationRow.expires_at: Param("now")}).where(
        InvitationRow.seat == Param("seat"),
        InvitationRow.used_at.is_null(),
        InvitationRow.expires_at > Param("now"),
        InvitationRow.token_hash != Param("but"),
    )
)
FREEZE = statement(HandoverRecordRow.insert(params(HandoverRecordRow)))
INHERIT = statement(
    HandoverMatterRow.insert(params(HandoverMatterRow)).on_conflict(
        target=(HandoverMatterRow.handover, HandoverMatterRow.kind, HandoverMatterRow.code),
        action="DO NOTHING",
    )
)
_UNSEEN = (HandoverMatterRow.handover == Param("handover"), HandoverMatterRow.received_at.is_null())
SEE = statement(
    HandoverMatterRow.update({HandoverMatterRow.received_at: Param("now")}).where(
        *_UNSEEN, HandoverMatterRow.id == Param("matter")
    )
)
SEE_ALL = statement(
    HandoverMatterRow.update({HandoverMatterRow.received_at: Param("now")}).where(*_UNSEEN)
)
FAREWELL = statement(
    LeftSessionRow.raw(
        "SELECT handover.id AS handover, handover.state AS state, handover.giver AS giver,"
        " seat.role AS role, seat.title AS title, seat.participant AS participant,"
        " participant.name AS participant_name, holder.name AS holder,"
        " left_session.expires_at AS expires_at,"
        " (SELECT MIN(named.name) FROM seat AS head JOIN account AS named"
        " ON named.id = head.account AND named.active"
        " WHERE head.participant = seat.participant AND head.role = 'lead') AS lead_name"
        " FROM left_session JOIN handover ON handover.id = left_session.handover"
        " JOIN seat ON seat.id = handover.seat"
        " LEFT JOIN account AS holder ON holder.id = seat.account"
        " LEFT JOIN participant ON participant.code = seat.participant"
        " WHERE left_session.token_hash = {}",
        Param("token_hash"),
    )
)


@dataclass(frozen=True, slots=True)
class Handover:
    """The passing of a seat as it is kept; `receiver` is 0 until somebody received it."""

    id: int
    seat: int
    participant: str | None
    participant_name: str
    role: Role
    title: str
    state: HandoverState
    giver: int | None
    giver_name: str
    giver_email: str
    receiver: int | None
    receiver_name: str
    receiver_email: str
    own_state: str | None
    reason: str
    effective_on: date | None
    starter: int
    starter_name: str
    starter_role: Role
    started_at: datetime
    vacated_at: datetime | None
    closed_at: datetime | None
    token_hash: str
    new_administration: bool = False

    @property
    def parties(self) -> Parties:
        return Parties(self.participant, self.starter, self.giver, self.receiver)


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """An acta: its folio, and its document as it was frozen."""

    handover: int
    folio: str
    at: datetime
    sha256: str
    document: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a participant stood when a record was made of it: how much had been done.

    By anybody where `is_whole`, or else by whoever gives the seat.
    """

    acts: int
    is_whole: bool = True
    edition: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Inherited:
    """A matter that came with a seat, as it was called then, and whether it was received."""

    id: int
    matter: Matter
    labels: Mapping[str, str]
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Frozen:
    """A record about to be kept, with the matters that come with it.

    `passing`: the steps by which commitments pass to a new administration, in the same unit; `many`
    of them, to be ratified in time until `ratify_by`.
    """

    folio: str
    document: str
    sha256: str
    mark: Mark
    matters: Sequence[tuple[Matter, Mapping[str, str]]]
    passing: Sequence[Step] = ()
    many: int = 0
    ratify_by: date | None = None


HANDOVERS = (
    "SELECT handover.*, seat.title AS title, participant.name AS participant_name FROM handover"
    " JOIN seat ON seat.id = handover.seat"
    " LEFT JOIN participant ON participant.code = handover.participant"
)


async def handover_of(handover: int) -> Handover | None:
    """One passing, by its number."""
    return await _first(" WHERE handover.id = {}", handover)


async def offered_of(seat: int) -> Handover | None:
    """The passing of a seat that waits to be received."""
    return await _first(" WHERE handover.seat = {} AND handover.state = 'offered'", seat)


async def offered_with(hashed: str) -> Handover | None:
    """The passing that an invitation belongs to, while it waits."""
    return await _first(
        " WHERE handover.token_hash = {} AND handover.token_hash <> ''"
        " AND handover.state = 'offered'",
        hashed,
    )


async def vacated_of(seat: int) -> Handover | None:
    """How an empty seat came to be empty, when somebody was to hand it over and has not."""
    last = await _first(" WHERE handover.seat = {} ORDER BY handover.id DESC LIMIT 1", seat)
    return last if last is not None and last.state is HandoverState.VACATED else None


async def handovers_for(person: Person, *, oversees: bool) -> tuple[Handover, ...]:
    """What somebody may see, the newest first: all of it, or what concerns them.

    The coordination sees the seats that sign while they are offered: it knows of administrations.
    """
    if oversees:
        return await _found(" ORDER BY handover.id DESC LIMIT 500")
    own = (
        " WHERE handover.starter = {} OR handover.giver = {} OR handover.receiver = {}"
        " OR (handover.receiver_email = {} AND handover.state = 'offered')"
    )
    given: list[object] = [person.account, person.account, person.account, person.email]
    if person.role in HEADS and person.participant:
        own += " OR handover.participant = {}"
        given.append(person.participant)
    if person.role is Role.COORDINATOR:
        own += " OR (handover.role = 'signer' AND handover.state = 'offered')"
    return await _found(f"{own} ORDER BY handover.id DESC LIMIT 500", *given)


async def record_of(handover: int) -> KeptRecord | None:
    """The record of a passing, where it was received."""
    row = await HandoverRecordRow.select().where(HandoverRecordRow.handover == handover).first()
    return KeptRecord(**row) if row else None


async def folios_of(handovers: Sequence[int]) -> Mapping[int, str]:
    """Handover to the folio of its record."""
    if not handovers:
        return {}
    rows = await HandoverRecordRow.select(
        HandoverRecordRow.handover, HandoverRecordRow.folio
    ).where(HandoverRecordRow.handover.is_in(list(handovers)))
    return {row["handover"]: row["folio"] for row in rows}


async def records_before(prefix: str) -> int:
    """How many records have a folio that begins so."""
    return int(await HandoverRecordRow.count().where(HandoverRecordRow.folio.like(f"{prefix}%")))


async def holding_of(seat: Seat) -> Holding:
    """A seat, as the rules of passing it on know it."""
    row = await SeatRow.select(SeatRow.account).where(SeatRow.id == seat.id).first()
    return Holding(seat.id, seat.role.value, seat.participant, row["account"] if row else None)


async def heads_of(participant: str | None) -> tuple[Holder, ...]:
    """The leads and signers of a participant, to be told."""
    if participant is None:
        return ()
    rows = await SeatRow.raw(
        "SELECT seat.id AS seat, seat.role AS role, seat.title AS title, account.id AS account,"
        " account.name AS name, account.email AS email, account.locale AS locale FROM seat"
        " JOIN account ON account.id = seat.account AND account.active"
        " WHERE seat.participant = {} AND seat.role IN ('lead', 'signer') ORDER BY seat.id",
        participant,
    )
    return tuple(Holder(**{**row, "role": Role(row["role"])}) for row in rows)


async def heads_of_each() -> Mapping[str, tuple[Holder, ...]]:
    """Participant to its leads and signers, the leads first; of all of them at once."""
    rows = await SeatRow.raw(
        "SELECT seat.id AS seat, seat.role AS role, seat.title AS title, account.id AS account,"
        " account.name AS name, account.email AS email, account.locale AS locale,"
        " seat.participant AS participant FROM seat"
        " JOIN account ON account.id = seat.account AND account.active"
        " WHERE seat.role IN ('lead', 'signer') ORDER BY seat.role, seat.id"
    )
    found: dict[str, tuple[Holder, ...]] = {}
    for row in rows:
        of = row.pop("participant")
        found[of] = (*found.get(of, ()), Holder(**{**row, "role": Role(row["role"])}))
    return found


async def account_named(email: str) -> tuple[int, str] | None:
    """The number and the language of an active account."""
    row = (
        await AccountRow.select(AccountRow.id, AccountRow.locale)
        .where(AccountRow.email == email, AccountRow.active.eq(True))
        .first()
    )
    return (row["id"], row["locale"]) if row else None


async def mark_of(handover: Handover, edition: str, stage: str, *, is_whole: bool) -> Mark:
    """What a record is made from; everything that is done is in the audit log."""
    if handover.participant is None:
        return Mark(0, is_whole, edition, stage)
    counted = AuditRow.count().where(AuditRow.participant == handover.participant)
    if not is_whole:
        counted = counted.where(AuditRow.account == (handover.giver or 0))
    return Mark(int(await counted), is_whole, edition, stage)


async def offer_seat(
    seat: Seat,
    giver: tuple[int | None, str, str],
    offer: Offer,
    *,
    own_state: str | None,
    vacated_at: datetime | None,
    hashed: str,
    by: Person,
    at: datetime,
    told: Sequence[Message],
) -> int:
    """Offer a seat to somebody, with an invitation of its own; earlier ones are withdrawn.

    `giver`: account, name and address of whoever holds it, or held it last (`vacated_at`). Gives
    its number; a seat that is offered already is refused with `handover-open`.
    """
    row = _row(seat, giver, offer, by=by, at=at) | {
        "state": HandoverState.OFFERED.value,
        "own_state": own_state,
        "vacated_at": vacated_at,
        "token_hash": hashed,
    }
    invitation = {
        "token_hash": hashed,
        "seat": seat.id,
        "email": offer.email,
        "name": offer.name,
        "created_at": at,
        "expires_at": at + INVITATION_LIFE,
        "used_at": None,
        "invited_by": by.account,
    }
    added, *_ = await write(
        [
            Step(OFFER, row, rows=1, otherwise="handover-open"),
            Step(WITHDRAW, {"seat": seat.id, "now": at, "but": hashed}),
            Step(INVITE, invitation),
            _noted("handover-offered", seat, by, at, to=offer.email),
            *(posting(each, at) for each in told),
        ]
    )
    return int(added[0]["id"])


async def say_administration(handover: Handover, *, is_new: bool, by: Person, at: datetime) -> None:
    """Note whether a new administration comes with a seat, while it waits to be received."""
    here = {"handover": handover.id, "new_administration": is_new}
    said = "yes" if is_new else "no"
    await write(
        [
            Step(SAY_ADMINISTRATION, here, rows=1, otherwise="handover-closed"),
            _noted("handover-administration", handover, by, at, new=said),
        ]
    )


async def withdraw_offer(
    handover: Handover,
    state: HandoverState,
    *,
    by: Person,
    at: datetime,
    told: Sequence[Message],
) -> None:
    """Take an offer back: its invitation is worth nothing from now on."""
    here = {"handover": handover.id, "seat": handover.seat, "now": at, "but": "", "state": state}
    await write(
        [
            Step(CLOSE, here, rows=1, otherwise="handover-closed"),
            Step(WITHDRAW, here),
            _noted("handover-withdrawn", handover, by, at),
            *(posting(each, at) for each in told),
        ]
    )


async def end_access(
    seat: Seat,
    giver: tuple[int, str, str],
    handover: Handover | None,
    *,
    reason: str,
    by: Person,
    at: datetime,
    told: Sequence[Message],
    where: str,
) -> None:
    """End at once the access of whoever holds a seat; `handover`: the one under way, if any."""
    sessions = await _sessions_of(seat.id, giver[0])
    here: dict[str, object] = {"seat": seat.id, "giver": giver[0], "now": at, "but": ""}
    if handover is not None:
        here |= {"handover": handover.id, "but": handover.token_hash}
        first = Step(VACATED, here, rows=1, otherwise="handover-closed")
    else:
        row = _row(seat, giver, Offer("", "", reason, None), by=by, at=at) | {
            "state": HandoverState.VACATED.value,
            "own_state": seat.state,
            "vacated_at": at,
            "closed_at": at,
            "token_hash": "",
        }
        first = Step(OFFER, row, rows=1)
    await write(
        [
            first,
            Step(EMPTY, here, rows=1, otherwise="handover-stale"),
            *_endings(here, sessions),
            Step(WITHDRAW, here),
            _noted("seat-vacated", seat, by, at, holder=giver[2]),
            *(posting(each, at) for each in told),
            *_over(sessions),
            *([announce(where)] if where else []),
        ]
    )


async def stop_giver(handover: Handover, at: datetime) -> None:
    """End the access of whoever gives a seat a moment before it is received.

    Whoever goes on saving would make every record old before it is kept.
    """
    giver = handover.giver or 0
    sessions = await _sessions_of(handover.seat, giver)
    here = {
        "handover": handover.id,
        "seat": handover.seat,
        "giver": giver,
        "now": at,
    }
    await write(
        [
            Step(VACATED, here, rows=1, otherwise="handover-closed"),
            Step(EMPTY, here, rows=1, otherwise="handover-stale"),
            *_endings(here, sessions),
            noting(
                at,
                "seat-vacated",
                None,
                handover.role,
                participant=handover.participant,
                subject=f"seat {handover.seat}",
                holder=handover.giver_email,
            ),
            *_over(sessions),
        ]
    )


async def receive_seat(
    handover: Handover,
    frozen: Frozen,
    *,
    entering: Sequence[Step],
    name: str,
    at: datetime,
    told: Sequence[Message],
    where: str,
) -> None:
    """Let a seat pass: see the head of this module. `where`: the notice of who watches its edition.

    Refused with `MOVED_ON` when the record no longer says what is so: then it is made again.
    """
    sessions = await _sessions_of(handover.seat, handover.giver or 0)
    here: dict[str, object] = {
        "handover": handover.id,
        "seat": handover.seat,
        "participant": handover.participant,
        "state": HandoverState.ACCEPTED.value,
        "own_state": handover.own_state,
        "giver": handover.giver or 0,
        "receiver_email": handover.receiver_email,
        "name": name,
        "now": at,
        "at": at,
        "but": "",
        "new_administration": handover.new_administration,
        "acts": frozen.mark.acts,
        "is_whole": int(frozen.mark.is_whole),
        "edition": frozen.mark.edition,
        "stage": frozen.mark.stage,
        "folio": frozen.folio,
        "document": frozen.document,
        "sha256": frozen.sha256,
    }
    await write(
        [
            Step(CLOSE, here, rows=1, otherwise="handover-closed"),
            *entering,
            Step(PASS, here, rows=1, otherwise="handover-stale"),
            Step(UNMOVED, here, rows=1, otherwise=MOVED_ON),
            Step(RECEIVED, here, rows=1, otherwise="handover-stale"),
            *_endings(here, sessions),
            Step(WITHDRAW, here),
            Step(FREEZE, here, otherwise=MOVED_ON),
            *frozen.passing,
            *(Step(INHERIT, here | _matter_row(*each)) for each in frozen.matters),
            noting(
                at,
                "seat-received",
                None,
                handover.role,
                participant=handover.participant,
                subject=f"seat {handover.seat}",
                email=handover.receiver_email,
                folio=frozen.folio,
                sha256=frozen.sha256,
            ),
            *(posting(each, at) for each in told),
            *_over(sessions),
            *([announce(where)] if where else []),
        ]
    )


async def inherited_of(person: Person) -> tuple[Handover | None, tuple[Inherited, ...]]:
    """What somebody received with the seat they sit in, and has not said they have it."""
    handover = await _first(
        " WHERE handover.seat = {} AND handover.receiver = {} AND handover.state = 'accepted'"
        " ORDER BY handover.id DESC LIMIT 1",
        person.seat,
        person.account,
    )
    if handover is None:
        return None, ()
    rows = (
        await HandoverMatterRow.select()
        .where(HandoverMatterRow.handover == handover.id, HandoverMatterRow.received_at.is_null())
        .order_by(HandoverMatterRow.id)
    )
    return handover, tuple(map(_inherited, rows))


async def mark_received(
    handover: Handover, matter: int | None, *, by: Person, at: datetime
) -> None:
    """Say of one matter, or of all of them (none), that it is in one's hands."""
    here = {"handover": handover.id, "matter": matter, "now": at}
    subject = "all" if matter is None else f"matter {matter}"
    await write(
        [
            Step(SEE_ALL if matter is None else SEE, here),
            noting(
                at,
                "matter-received",
                by.account,
                by.role,
                participant=by.participant,
                subject=subject,
                handover=str(handover.id),
            ),
        ]
    )


async def farewell_of(hashed: str, now: datetime) -> Farewell | None:
    """Why a session is over, when its seat was lost."""
    rows = await read(FAREWELL, {"token_hash": hashed})
    if not rows or rows[0]["expires_at"] <= now:
        return None
    row = rows[0]
    return Farewell(
        handover=row["handover"],
        title=row["title"],
        account=row["giver"],
        role=Role(row["role"]),
        participant_name=row["participant_name"] or "",
        holder=row["holder"] or "",
        lead=row["lead_name"] or "",
        has_record=row["state"] == HandoverState.ACCEPTED.value,
    )


async def participant_name(participant: str | None) -> str:
    """What a participant is called."""
    if participant is None:
        return ""
    row = (
        await ParticipantRow.select(ParticipantRow.name)
        .where(ParticipantRow.code == participant)
        .first()
    )
    return str(row["name"]) if row else participant


def _endings(here: Mapping[str, object], sessions: Sequence[str]) -> list[Step]:
    """Every session of whoever had the seat: remembered as lost, and ended."""
    return [
        Step(FORGET_SESSIONS, here),
        Step(REMEMBER_SESSIONS, here, otherwise=MOVED_ON),
        *(Step(END_SESSION, {**here, "token_hash": each}) for each in sessions),
        Step(END_OTHERS, here, rows=0, otherwise=MOVED_ON),
    ]


def _over(sessions: Sequence[str]) -> list[Announcement]:
    return [session_over(each) for each in sessions]


async def _sessions_of(seat: int, account: int) -> tuple[str, ...]:
    rows = await SessionRow.select(SessionRow.token_hash).where(
        SessionRow.seat == seat, SessionRow.account == account
    )
    return tuple(sorted(row["token_hash"] for row in rows))


def _row(
    seat: Seat, giver: tuple[int | None, str, str], offer: Offer, *, by: Person, at: datetime
) -> dict[str, object]:
    account, name, email = giver
    return {
        "seat": seat.id,
        "participant": seat.participant,
        "role": seat.role.value,
        "giver": account,
        "giver_name": name,
        "giver_email": email,
        "receiver": None,
        "receiver_name": offer.name,
        "receiver_email": offer.email,
        "reason": offer.reason,
        "effective_on": offer.effective_on,
        "new_administration": offer.new_administration,
        "starter": by.account,
        "starter_name": by.name,
        "starter_role": by.role.value,
        "started_at": at,
        "closed_at": None,
    }


def _matter_row(matter: Matter, labels: Mapping[str, str]) -> dict[str, object]:
    return {
        "kind": matter.kind.value,
        "code": matter.code,
        "topic": matter.topic,
        "label_es": labels["es"],
        "label_en": labels["en"],
        "received_at": None,
    }


def _inherited(row: Mapping[str, Any]) -> Inherited:
    return Inherited(
        row["id"],
        Matter(MatterKind(row["kind"]), row["code"], row["topic"]),
        {"es": row["label_es"], "en": row["label_en"]},
        row["received_at"],
    )


def _noted(action: str, place: Seat | Handover, by: Person, at: datetime, **details: str) -> Step:
    seat = place.seat if isinstance(place, Handover) else place.id
    return noting(
        at,
        action,
        by.account,
        by.role,
        participant=place.participant,
        subject=f"seat {seat}",
        **details,
    )


async def _first(condition: str, *values: object) -> Handover | None:
    return next(iter(await _found(condition, *values)), None)


async def _found(condition: str, *values: object) -> tuple[Handover, ...]:
    rows = await HandoverRow.raw(HANDOVERS + condition, *values)
    return tuple(map(_handover, rows))


def _handover(row: Mapping[str, Any]) -> Handover:
    return Handover(
        **{
            **{name: row[name] for name in Handover.__slots__},
            "participant_name": row["participant_name"] or "",
            "role": Role(row["role"]),
            "state": HandoverState(row["state"]),
            "starter_role": Role(row["starter_role"]),
            "new_administration": bool(row["new_administration"]),
        }
    )
