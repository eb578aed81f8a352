"""Cuentas y cargos: who may sign in, to which seat, and who invited them."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from game.rules import RuleBroken
from server.db import Announcement, Param, Step, announce, held, params, statement, write
from server.people import GOVERNMENT, PANEL, Account, Holder, Invitation, Person, Role, Seat
from server.queries.audit import NOTE
from server.reading import read
from server.security import SESSION_LIFE, token_hash
from server.tables.accounts import AccountRow, InvitationRow, SeatRow, SessionRow
from server.tables.answers import AnswerRevisionRow
from server.tables.participants import ParticipantRow, PlaceRow

INVITATION_LIFE: Final = timedelta(days=14)

PERSON = """
    SELECT account.id AS account, account.name AS name, account.email AS email,
        seat.id AS seat, seat.role AS role, seat.participant AS participant,
        seat.state AS state, participant.name AS participant_name,
        session.expires_at AS expires_at,
        (SELECT COUNT(*) FROM seat AS held WHERE held.account = account.id) AS seats,
        (SELECT COUNT(*) FROM panel_member
            WHERE panel_member.account = account.id
                AND panel_member.released_at IS NULL) AS panels
    FROM session
    JOIN account ON account.id = session.account
    JOIN seat ON seat.id = session.seat AND seat.account = account.id
    LEFT JOIN participant ON participant.code = seat.participant
    WHERE session.token_hash = {} AND account.active
"""
SEATS = """
    SELECT seat.id AS id, seat.role AS role, seat.participant AS participant,
        seat.state AS state, seat.title AS title, participant.name AS participant_name,
        account.name AS holder, account.email AS email
    FROM seat
    LEFT JOIN account ON account.id = seat.account
    LEFT JOIN participant ON participant.code = seat.participant
"""
_ON_PANEL = ", ".join(f"'{role}'" for role in sorted(PANEL))
# As `may_sit` says it, of everybody at once; whoever is on the panel is left out.
ELIGIBLE = f"""
    {SEATS}
    WHERE account.active AND seat.role IN ({_ON_PANEL})
        AND NOT EXISTS (
            SELECT 1 FROM seat AS other
            WHERE other.account = seat.account AND other.role NOT IN ({_ON_PANEL})
        )
        AND NOT EXISTS (
            SELECT 1 FROM panel_member
            WHERE panel_member.account = seat.account AND panel_member.edition = {{}}
                AND panel_member.released_at IS NULL
        )
    ORDER BY account.name, account.id, seat.id
"""  # noqa: S608  (roles of ours)

HOLDERS = """
    SELECT seat.id AS seat, seat.role AS role, seat.title AS title,
        seat.participant AS participant, account.id AS account, account.name AS name,
        account.email AS email, account.locale AS locale
    FROM seat JOIN account ON account.id = seat.account AND account.active
    WHERE seat.role = {} ORDER BY seat.id
"""

# Somebody still sits there, and whoever passes the seat on waits until the unit is committed.
SITS = held(
    SeatRow.select(SeatRow.id).where(
        SeatRow.id == Param("seat"), SeatRow.account == Param("account")
    )
)
OPEN_SESSION = statement(SessionRow.insert(params(SessionRow)))
CLOSE_SESSION = statement(SessionRow.delete().where(SessionRow.token_hash == Param("token_hash")))
# The new token and the new seat in place of the old ones; when it ends stays as it was.
SWITCH = statement(
    SessionRow.update({SessionRow.token_hash: Param("new_hash"), SessionRow.seat: Param("seat")})
    .where(
        SessionRow.token_hash == Param("token_hash"),
        WhereRaw(
            "EXISTS (SELECT 1 FROM seat WHERE seat.id = {} AND seat.account = session.account)",
            Param("seat"),
        ),
    )
    .returning(SessionRow.seat)
)
DROP_ENDED = statement(SessionRow.delete().where(SessionRow.expires_at <= Param("now")))
ADD_SEAT = statement(SeatRow.insert(params(SeatRow)).returning(SeatRow.id))
INVITE = statement(InvitationRow.insert(params(InvitationRow)))
WITHDRAW = statement(
    InvitationRow.update({InvitationRow.expires_at: Param("now")}).where(
        InvitationRow.seat == Param("seat"),
        InvitationRow.used_at.is_null(),
        InvitationRow.expires_at > Param("now"),
    )
)
USE = statement(
    InvitationRow.update({InvitationRow.used_at: Param("now")})
    .where(
        InvitationRow.token_hash == Param("token_hash"),
        InvitationRow.used_at.is_null(),
        InvitationRow.expires_at > Param("now"),
    )
    .returning(InvitationRow.seat)
)
SIGNED_IN = statement(SessionRow.raw(PERSON, Param("token_hash")))
ADD_ACCOUNT = statement(AccountRow.insert(params(AccountRow)))
RENEW = statement(
    AccountRow.update({AccountRow.password_hash: Param("password_hash")})
    .where(AccountRow.email == Param("email"), AccountRow.active.eq(True))
    .returning(AccountRow.id)
)
END_SESSIONS = statement(
    SessionRow.delete().where(
        WhereRaw(
            "account IN (SELECT account.id FROM account WHERE account.email = {})", Param("email")
        )
    )
)
# A seat that somebody else holds passes by a handover, never by an invitation alone.
SIT = statement(
    SeatRow.update(
        {
            SeatRow.account: QueryString(
                "(SELECT account.id FROM account WHERE account.email = {})",
                Param("email"),
            )
        }
    )
    .where(
        SeatRow.id == Param("seat"),
        WhereRaw(
            "EXISTS (SELECT 1 FROM account WHERE account.email = {} AND account.active)",
            Param("email"),
        ),
        WhereRaw(
            "(seat.account IS NULL OR seat.account IN"
            " (SELECT account.id FROM account WHERE account.email = {}))",
            Param("email"),
        ),
    )
    .returning(SeatRow.account)
)


async def person_of(hashed: str, now: datetime) -> Person | None:
    """Whoever is signed in with a token; nobody when it ended, or the seat went to another."""
    rows = await read(SIGNED_IN, {"token_hash": hashed})
    if not rows or rows[0]["expires_at"] <= now:
        return None
    row = rows[0]
    return Person(
        account=row["account"],
        name=row["name"],
        email=row["email"],
        seat=row["seat"],
        role=Role(row["role"]),
        participant=row["participant"],
        state=row["state"],
        participant_name=row["participant_name"] or "",
        seats=row["seats"],
        panels=row["panels"],
    )


def seated(person: Person) -> Step:
    """What every unit of somebody stands on: they hold the seat from which they write."""
    here = {"seat": person.seat, "account": person.account}
    return Step(SITS, here, rows=1, otherwise="seat-left")


async def living_sessions(hashes: Collection[str], now: datetime) -> frozenset[str]:
    """Those of these sessions in which somebody is still signed in."""
    if not hashes:
        return frozenset()
    rows = await SessionRow.select(SessionRow.token_hash).where(
        SessionRow.token_hash.is_in(sorted(hashes)),
        SessionRow.expires_at > now,
        WhereRaw(
            "EXISTS (SELECT 1 FROM seat JOIN account ON account.id = seat.account"
            " WHERE seat.id = session.seat AND account.id = session.account AND account.active)"
        ),
    )
    return frozenset(row["token_hash"] for row in rows)


async def has_served(account: int, participant: str) -> bool:
    """Whether somebody holds a seat of a participant, or answered for it at any time."""
    sits = await SeatRow.exists().where(
        SeatRow.account == account, SeatRow.participant == participant
    )
    return sits or await AnswerRevisionRow.exists().where(
        AnswerRevisionRow.participant == participant, AnswerRevisionRow.account == account
    )


async def account_of(email: str) -> Account | None:
    """The active account of an e-mail, with the seat it has held longest."""
    row = await AccountRow.select().where(_is_email(email), AccountRow.active.eq(True)).first()
    if row is None:
        return None
    seat = await SeatRow.select().where(SeatRow.account == row["id"]).order_by(SeatRow.id).first()
    return Account(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        locale=row["locale"],
        password_hash=row["password_hash"],
        seat=seat["id"] if seat else None,
        role=Role(seat["role"]) if seat else None,
    )


async def open_session(account: Account, token: str, now: datetime, old: str | None) -> None:
    """Sign in: the token the browser had, if any, ends with it; so do those that are over."""
    if account.seat is None:
        raise RuleBroken("seat-missing")
    row = {
        "token_hash": token_hash(token),
        "account": account.id,
        "seat": account.seat,
        "created_at": now,
        "expires_at": now + SESSION_LIFE,
    }
    ended = token_hash(old or "")
    await write(
        [
            Step(SITS, row, rows=1, otherwise="seat-missing"),
            Step(CLOSE_SESSION, {"token_hash": ended}),
            Step(DROP_ENDED, {"now": now}),
            Step(OPEN_SESSION, row),
            noting(now, "sign-in", account.id, account.role, subject=f"seat {account.seat}"),
            *([session_over(ended)] if old else []),
        ]
    )


async def switch_seat(person: Person, seat: Seat, token: str, now: datetime, old: str) -> None:
    """Go on in another seat of one's own: the old token is worth nothing from now on."""
    left = token_hash(old)
    moved = {
        "token_hash": left,
        "new_hash": token_hash(token),
        "seat": seat.id,
        "account": person.account,
    }
    await write(
        [
            Step(SITS, moved, rows=1),
            Step(SWITCH, moved, rows=1),
            noting(
                now,
                "seat-switched",
                person.account,
                seat.role,
                participant=seat.participant,
                subject=f"seat {seat.id}",
                before=f"seat {person.seat}",
            ),
            session_over(left),
        ]
    )


async def close_session(person: Person, token: str, now: datetime) -> None:
    """Sign out: the token is worth nothing from now on."""
    ended = token_hash(token)
    await write(
        [
            Step(CLOSE_SESSION, {"token_hash": ended}),
            noting(now, "sign-out", person.account, person.role, subject=f"seat {person.seat}"),
            session_over(ended),
        ]
    )


async def seats_held(account: int) -> tuple[Seat, ...]:
    """The seats that somebody may work from, the one held longest first."""
    rows = await SeatRow.raw(SEATS + " WHERE seat.account = {} ORDER BY seat.id", account)
    return tuple(_seat(row, "") for row in rows)


async def eligible_seats(edition: str) -> tuple[Seat, ...]:
    """The seats of those who may be put on the panel of a final round, by name."""
    rows = await SeatRow.raw(ELIGIBLE, edition)
    return tuple(_seat(row, "") for row in rows)


async def seats_of(participant: str | None, now: datetime) -> tuple[Seat, ...]:
    """The seats of a participant, or all of them."""
    if participant is None:
        rows = await SeatRow.raw(SEATS)
    else:
        rows = await SeatRow.raw(SEATS + " WHERE seat.participant = {}", participant)
    invited = await InvitationRow.select(InvitationRow.seat, InvitationRow.email).where(
        InvitationRow.used_at.is_null(), InvitationRow.expires_at > now
    )
    emails = {row["seat"]: row["email"] for row in invited}
    seats = (_seat(row, emails.get(row["id"], "")) for row in rows)
    return tuple(sorted(seats, key=lambda each: (each.participant or "", each.role, each.id)))


async def seat_of(seat: int, now: datetime) -> Seat | None:
    """A seat by its number."""
    rows = await SeatRow.raw(SEATS + " WHERE seat.id = {}", seat)
    if not rows:
        return None
    invited = (
        await InvitationRow.select(InvitationRow.email)
        .where(
            InvitationRow.seat == seat,
            InvitationRow.used_at.is_null(),
            InvitationRow.expires_at > now,
        )
        .first()
    )
    return _seat(rows[0], invited["email"] if invited else "")


async def attended_participants() -> frozenset[str]:
    """The participants that somebody can sign in for."""
    rows = (
        await SeatRow.select(SeatRow.participant)
        .where(SeatRow.participant.is_not_null(), SeatRow.account.is_not_null())
        .distinct()
    )
    return frozenset(row["participant"] for row in rows)


async def leads() -> Mapping[str, tuple[Holder, ...]]:
    """Participant to whoever leads it and can be written to; of all of them at once."""
    found: dict[str, tuple[Holder, ...]] = {}
    for row in await SeatRow.raw(HOLDERS, Role.LEAD.value):
        found[row["participant"]] = (*found.get(row["participant"], ()), _holder(row))
    return found


async def publishers() -> tuple[Holder, ...]:
    """Everybody who publishes and can be written to."""
    return tuple(_holder(row) for row in await SeatRow.raw(HOLDERS, Role.PUBLISHER.value))


async def verifier_of(account: int) -> Holder | None:
    """Whoever verifies with this account; nobody, once they do not any more."""
    rows = await SeatRow.raw(HOLDERS, Role.VERIFIER.value)
    return next((_holder(row) for row in rows if row["account"] == account), None)


def _holder(row: Mapping[str, Any]) -> Holder:
    return Holder(
        row["seat"],
        Role(row["role"]),
        row["title"],
        row["account"],
        row["name"],
        row["email"],
        row["locale"],
    )


async def add_seat(
    role: Role,
    *,
    participant: str | None,
    state: str | None,
    title: str,
    now: datetime,
    by: Person | None = None,
) -> int:
    """Make a seat and give its number. `by` is None on the command line."""
    await _check_place(role, participant, state)
    row = {
        "role": role,
        "participant": participant,
        "state": state,
        "title": title,
        "account": None,
        "created_at": now,
    }
    note = noting(
        now, "seat-added", _account(by), _role(by), participant=participant, subject=role.value
    )
    added, _ = await write([Step(ADD_SEAT, row, rows=1), note])
    number: int = added[0]["id"]
    return number


async def invite(
    seat: int, *, email: str, name: str, token: str, now: datetime, by: Person | None = None
) -> None:
    """Invite somebody to a seat; whoever was invited before no longer is."""
    row = {
        "token_hash": token_hash(token),
        "seat": seat,
        "email": email,
        "name": name,
        "created_at": now,
        "expires_at": now + INVITATION_LIFE,
        "used_at": None,
        "invited_by": _account(by),
    }
    note = noting(now, "invited", _account(by), _role(by), subject=f"seat {seat}", email=email)
    await write([Step(WITHDRAW, {"seat": seat, "now": now}), Step(INVITE, row), note])


async def invitation_of(hashed: str, now: datetime) -> Invitation | None:
    """The invitation of a link, while it can be used."""
    row = (
        await InvitationRow.select()
        .where(
            InvitationRow.token_hash == hashed,
            InvitationRow.used_at.is_null(),
            InvitationRow.expires_at > now,
        )
        .first()
    )
    seat = await seat_of(row["seat"], now) if row else None
    if row is None or seat is None:
        return None
    return Invitation(
        seat=seat,
        email=row["email"],
        name=row["name"],
        has_account=await AccountRow.exists().where(_is_email(row["email"])),
        renews=await _may_renew(row["email"], row["invited_by"]),
    )


async def take_seat(
    invitation: Invitation,
    hashed: str,
    *,
    now: datetime,
    name: str = "",
    password_hash: str | None = None,
    locale: str = "es",
) -> None:
    """Use an invitation once: with a new account, or with the one of the same e-mail.

    A password given for an account that exists replaces it, and ends every session it had.
    """
    unit = entering(
        invitation, hashed, now=now, name=name, password_hash=password_hash, locale=locale
    )
    sat = {"email": invitation.email, "seat": invitation.seat.id}
    unit.append(Step(SIT, sat, rows=1, otherwise="invitation-used"))
    subject = f"seat {invitation.seat.id}"
    role = invitation.seat.role
    unit.append(noting(now, "seat-taken", None, role, subject=subject, email=invitation.email))
    await write(unit)


def entering(
    invitation: Invitation,
    hashed: str,
    *,
    now: datetime,
    name: str = "",
    password_hash: str | None = None,
    locale: str = "es",
) -> list[Step]:
    """The steps that use an invitation, and make its account or renew its password."""
    unit = [using(hashed, now)]
    if password_hash is not None and invitation.has_account:
        kept = {"email": invitation.email, "password_hash": password_hash}
        unit += [
            Step(RENEW, kept, rows=1, otherwise="invitation-used"),
            Step(END_SESSIONS, {"email": invitation.email}),
        ]
    elif password_hash is not None:
        unit.append(
            Step(ADD_ACCOUNT, _new_account(invitation.email, name, password_hash, locale, now))
        )
    return unit


def using(hashed: str, now: datetime) -> Step:
    """The step that uses an invitation, once."""
    return Step(USE, {"token_hash": hashed, "now": now}, rows=1, otherwise="invitation-used")


def session_over(hashed: str) -> Announcement:
    """Tell every process that a session ended: streams that were opened in it end too."""
    return announce(json.dumps({"session": hashed}))


def _new_account(
    email: str, name: str, password_hash: str, locale: str, now: datetime
) -> dict[str, object]:
    return {
        "email": email,
        "name": name,
        "password_hash": password_hash,
        "locale": locale,
        "active": True,
        "created_at": now,
    }


async def _may_renew(email: str, inviter: int | None) -> bool:
    """Whether an invitation may set a new password for the account it finds.

    The command line may. An administrator may for people of governments, never for those of the
    observatory: whoever holds the link of two publishers would publish alone.
    """
    if inviter is None:
        return True
    if not await SeatRow.exists().where(
        SeatRow.account == inviter, SeatRow.role == Role.ADMIN.value
    ):
        return False
    account = await AccountRow.select(AccountRow.id).where(_is_email(email)).first()
    if account is None:
        return False
    return not await SeatRow.exists().where(
        SeatRow.account == account["id"], SeatRow.role.not_in([each.value for each in GOVERNMENT])
    )


async def _check_place(role: Role, participant: str | None, state: str | None) -> None:
    """A government's seat names a participant that exists, and a verifier's its own state.

    Without a state nobody could tell whom a verifier may not judge.
    """
    if role in GOVERNMENT and not participant:
        raise RuleBroken("participant-required")
    if role in GOVERNMENT and not await ParticipantRow.exists().where(
        ParticipantRow.code == participant
    ):
        raise RuleBroken("participant-unknown", participant=participant)
    if role is Role.VERIFIER:
        await check_state(state)


async def check_state(state: str | None) -> None:
    """Whoever verifies has a state of their own, and it exists."""
    if state is None:
        raise RuleBroken("state-required")
    if not await PlaceRow.exists().where(PlaceRow.code == state, PlaceRow.kind == "state"):
        raise RuleBroken("state-unknown", state=state)


def _seat(row: dict[str, Any], invited: str) -> Seat:
    return Seat(
        id=row["id"],
        role=Role(row["role"]),
        participant=row["participant"],
        participant_name=row["participant_name"] or "",
        state=row["state"],
        title=row["title"],
        holder=row["holder"] or "",
        email=row["email"] or "",
        invited=invited,
    )


def noting(
    now: datetime,
    action: str,
    account: int | None,
    role: Role | None,
    *,
    participant: str | None = None,
    subject: str = "",
    **details: str,
) -> Step:
    """Note in the audit log what was done to accounts; never a token or a password."""
    row = {
        "at": now,
        "account": account,
        "role": role or "",
        "action": action,
        "participant": participant,
        "edition": None,
        "subject": subject,
        "details": json.dumps(details, ensure_ascii=False),
    }
    return Step(NOTE, row)


def _is_email(email: str) -> Any:
    return AccountRow.email == email.strip().lower()


def _account(by: Person | None) -> int | None:
    return by.account if by else None


def _role(by: Person | None) -> Role | None:
    return by.role if by else None
