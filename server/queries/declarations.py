"""Declaraciones públicas: all there are with their whole history, signed, renewed and revoked.

Of two signatures or revocations at once one is the next; the other finds that it is not any more.
When somebody left their seat is read from its handovers: nothing is written when a seat passes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from piccolo.querystring import QueryString

from game.declarations import Declaration, Event, Move, Wording
from game.editions import Stage
from game.handovers import HandoverState
from game.participants import Participant
from game.questionnaire import Text
from game.rules import RuleBroken
from server.days import today_of
from server.db import Param, Refused, Step, params, statement, write
from server.people import Person
from server.queries.audit import noting
from server.queries.commitments import LARGEST_CODE
from server.queries.editions import editions
from server.queries.mail import Message, posting
from server.queries.participants import participants_named
from server.tables.accounts import AccountRow, SeatRow
from server.tables.declarations import DeclarationEventRow, DeclarationRow
from server.tables.handovers import HandoverRow

MEANWHILE: Final = "declaration-changed"
_NEW: Final = QueryString(
    "(SELECT id FROM declaration WHERE seat = {} AND account = {} AND number = {})",
    Param("seat"),
    Param("account"),
    Param("number"),
)
BEGIN = statement(DeclarationRow.insert(params(DeclarationRow)).returning(DeclarationRow.id))
FIRST = statement(DeclarationEventRow.insert(params(DeclarationEventRow, declaration=_NEW)))
NEXT = statement(
    DeclarationEventRow.insert(params(DeclarationEventRow)).returning(DeclarationEventRow.id)
)


@dataclass(frozen=True, slots=True)
class KeptDeclaration:
    """A declaration, whose it is, and the text of each signature by its SHA-256.

    `participant`: None of an association, which is called as its seat.
    """

    code: int
    declaration: Declaration
    participant: Participant | None
    seat: int
    account: int
    number: int
    name: str
    texts: Mapping[str, tuple[Text, Text]]

    @property
    def called(self) -> str:
        """Who declares: the government, or the association by the title of its seat."""
        if self.participant is not None:
            return self.participant.name
        return self.declaration.signature.seat_title or self.name

    def is_of(self, person: Person | None) -> bool:
        """Whether it is this person who signed it, from the seat they sit in."""
        return person is not None and (person.account, person.seat) == (self.account, self.seat)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever signed, to be written to."""

    name: str
    email: str
    locale: str


async def wording_now() -> Wording | None:
    """The text of the newest edition that has one and is no draft."""
    for edition in await editions():
        if edition.stage is not Stage.DRAFT and edition.declaration is not None:
            return edition.declaration
    return None


async def declarations() -> tuple[KeptDeclaration, ...]:
    """All of them, the newest first; none is ever left out."""
    rows = await DeclarationRow.select().order_by(DeclarationRow.id, ascending=False)
    return await _kept(rows)


async def declarations_of(participant: str) -> tuple[KeptDeclaration, ...]:
    """Those of a government, whoever signed them, the newest first."""
    rows = (
        await DeclarationRow.select()
        .where(DeclarationRow.participant == participant)
        .order_by(DeclarationRow.id, ascending=False)
    )
    return await _kept(rows)


async def declaration_of(code: int) -> KeptDeclaration:
    """One of them; an unknown one is refused."""
    rows: list[dict[str, Any]] = []
    if 0 < code <= LARGEST_CODE:
        rows = await DeclarationRow.select().where(DeclarationRow.id == code)
    if not rows:
        raise RuleBroken("unknown-declaration", declaration=code)
    (found,) = await _kept(rows)
    return found


async def from_seat(seat: int) -> tuple[KeptDeclaration, ...]:
    """Every declaration signed from a seat, by whoever sat in it, the newest first."""
    rows = (
        await DeclarationRow.select()
        .where(DeclarationRow.seat == seat)
        .order_by(DeclarationRow.id, ascending=False)
    )
    return await _kept(rows)


def own_among(found: Sequence[KeptDeclaration], person: Person) -> KeptDeclaration | None:
    """The last one that this person signed from their seat."""
    return next((each for each in found if each.is_of(person)), None)


async def seat_title_of(person: Person) -> str:
    """What the seat somebody works from is called."""
    row = await SeatRow.select(SeatRow.title).where(SeatRow.id == person.seat).first()
    return str(row["title"]) if row else ""


async def reader_of(account: int) -> Reader | None:
    """Whoever signed, as long as their account is active."""
    row = (
        await AccountRow.select(AccountRow.name, AccountRow.email, AccountRow.locale)
        .where(AccountRow.id == account, AccountRow.active.eq(True))
        .first()
    )
    return Reader(**row) if row else None


async def keep_signature(
    own: KeptDeclaration | None,
    signed: Declaration,
    wording: Wording,
    *,
    by: Person,
    at: datetime,
) -> int:
    """Keep a signature: another declaration, or `own` renewed; gives its code.

    `own`: the last one of the same person from the same seat.
    """
    event, position = signed.signature, len(signed.events) - 1
    begins = event.move is Move.SIGN
    line = _row(event, by, position) | {"words": _packed(wording)}
    about = {"number": own.number + 1 if own else 1} if begins else {"number": 0}
    here = line | about | {"seat": by.seat, "account": by.account}
    action = f"declaration-{event.move.value}"
    noted = noting(None, action, "", by, at, participant=by.participant)
    if begins or own is None:
        facts = here | {"participant": by.participant, "name": by.name, "signed_at": at}
        steps = [Step(BEGIN, facts, rows=1, otherwise=MEANWHILE), Step(FIRST, facts), noted]
    else:
        facts = here | {"declaration": own.code}
        steps = [Step(NEXT, facts, rows=1, otherwise=MEANWHILE), noted]
    (first, *_) = await _written(steps)
    return int(first[0]["id"]) if begins or own is None else own.code


async def keep_revocation(
    kept: KeptDeclaration,
    revoked: Declaration,
    *,
    by: Person,
    at: datetime,
    told: Sequence[Message] = (),
) -> None:
    """Keep that it was revoked, with its reason and the letters that tell of it."""
    line = _row(revoked.events[-1], by, len(revoked.events) - 1)
    facts = line | {"declaration": kept.code, "words": ""}
    await _written(
        [
            Step(NEXT, facts, rows=1, otherwise=MEANWHILE),
            noting(None, "declaration-revoke", str(kept.code), by, at, participant=by.participant),
            *(posting(each, at) for each in told),
        ]
    )


async def _written(steps: Sequence[Step]) -> tuple[list[dict[str, Any]], ...]:
    try:
        return await write(steps)
    except Refused as refused:
        if refused.code != MEANWHILE:
            raise
        raise RuleBroken(MEANWHILE) from refused


async def _kept(rows: Sequence[Mapping[str, Any]]) -> tuple[KeptDeclaration, ...]:
    if not rows:
        return ()
    event = DeclarationEventRow
    lines = (
        await event.select()
        .where(event.declaration.is_in([row["id"] for row in rows]))
        .order_by(event.declaration, event.position)
    )
    told: dict[int, list[Mapping[str, Any]]] = {}
    for line in lines:
        told.setdefault(line["declaration"], []).append(line)
    named = await participants_named({row["participant"] for row in rows if row["participant"]})
    left = await _departures({row["seat"] for row in rows})
    return tuple(_one(row, told[row["id"]], named, left) for row in rows if row["id"] in told)


async def _departures(seats: set[int]) -> Mapping[tuple[int, int], Sequence[datetime]]:
    """(seat, account) to the moments at which that person left that seat."""
    rows = await HandoverRow.select(
        HandoverRow.seat,
        HandoverRow.giver,
        HandoverRow.state,
        HandoverRow.vacated_at,
        HandoverRow.closed_at,
    ).where(HandoverRow.seat.is_in(sorted(seats)), HandoverRow.giver.is_not_null())
    found: dict[tuple[int, int], list[datetime]] = {}
    for row in rows:
        at = row["vacated_at"]
        if at is None and row["state"] == HandoverState.ACCEPTED.value:
            at = row["closed_at"]
        if at is not None:
            found.setdefault((row["seat"], row["giver"]), []).append(at)
    return found


def _one(
    row: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    named: Mapping[str, Participant],
    left: Mapping[tuple[int, int], Sequence[datetime]],
) -> KeptDeclaration:
    declaration = Declaration(tuple(map(_event, lines)))
    signed = declaration.signature.at
    gone = [at for at in left.get((row["seat"], row["account"]), ()) if at >= signed]
    if gone:
        declaration = Declaration(declaration.events, today_of(min(gone)))
    return KeptDeclaration(
        code=row["id"],
        declaration=declaration,
        participant=named.get(row["participant"] or ""),
        seat=row["seat"],
        account=row["account"],
        number=row["number"],
        name=row["name"],
        texts={line["sha256"]: _unpacked(line["words"]) for line in lines if line["words"]},
    )


def _event(row: Mapping[str, Any]) -> Event:
    return Event(
        Move(row["move"]),
        row["at"],
        row["role"],
        row["seat_title"],
        row["edition"],
        row["sha256"],
        row["until"],
        row["reason"],
    )


def _row(event: Event, by: Person, position: int) -> dict[str, object]:
    return {
        "position": position,
        "move": event.move.value,
        "at": event.at,
        "account": by.account,
        "author": by.name,
        "role": event.role,
        "seat_title": event.seat_title,
        "edition": event.edition,
        "sha256": event.sha256,
        "until": event.until,
        "reason": event.reason,
    }


def _packed(wording: Wording) -> str:
    told = [[text.es, text.en] for text in (wording.title, wording.text)]
    return json.dumps(told, ensure_ascii=False)


def _unpacked(words: str) -> tuple[Text, Text]:
    title, text = json.loads(words)
    return Text(*title), Text(*text)
