"""Entregas: a seat offered, received, taken away; who is told of it, and how it is written down."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from game.handovers import Offer, after_withdrawal
from game.rules import RuleBroken
from server.db import Refused, Step
from server.declarations import letter_to_receiver
from server.i18n import speaking
from server.pages.accounts import seat_title
from server.pages.commitment_letters import inherited_letter
from server.pages.filters import address_of
from server.pages.handovers import Passing, ReceivedNotice, received_notice, seat_label
from server.pages.letters import HandoverNews, Tidings, handover_letter
from server.pages.links import Url
from server.people import GOVERNMENT, Invitation, Person, Seat
from server.queries.accounts import account_of, entering, take_seat
from server.queries.editions import current_entry
from server.queries.handovers import (
    MOVED_ON,
    Frozen,
    Handover,
    account_named,
    end_access,
    folios_of,
    handover_of,
    heads_of,
    offer_seat,
    offered_with,
    receive_seat,
    stop_giver,
    vacated_of,
    withdraw_offer,
)
from server.queries.mail import Message
from server.records import Receiver, frozen_record

ATTEMPTS: Final = 8
# Digits of a number that a table may have.
LONGEST_NUMBER: Final = 10
# Tries before whoever gives the seat is stopped, and before nobody else is waited for.
PATIENT: Final = 3
HASTY: Final = 6
# Makes the whole address of a route, as it stands in a letter.
Address = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Giver:
    """Whoever holds a seat, or held it last; `vacated_at`: since when they no longer do."""

    account: int | None = None
    name: str = ""
    email: str = ""
    vacated_at: datetime | None = None

    @property
    def named(self) -> tuple[int | None, str, str]:
        return self.account, self.name, self.email


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody who is told."""

    name: str
    email: str
    locale: str = "es"


async def giver_of(seat: Seat, holder: int | None) -> Giver:
    """Who hands a seat over: its holder, or whoever had to leave it."""
    if holder is not None:
        return Giver(holder, seat.holder, seat.email)
    vacated = await vacated_of(seat.id)
    if vacated is None:
        return Giver()
    return Giver(vacated.giver, vacated.giver_name, vacated.giver_email, vacated.vacated_at)


async def offer(
    seat: Seat,
    giver: Giver,
    offered: Offer,
    *,
    own_state: str | None,
    hashed: str,
    link: str,
    by: Person,
    at: datetime,
    address: Address,
) -> int:
    """Offer a seat; whoever is to receive it gets the link, the others know of it."""
    news = Tidings(
        seat=lambda: seat_title(seat),
        giver=giver.name,
        giver_email=giver.email,
        receiver=offered.name,
        starter=by.name,
        reason=offered.reason,
    )
    known = await account_named(offered.email)
    receiver = _Reader(offered.name, offered.email, known[1] if known else "es")
    told = [_letter(HandoverNews.OFFERED, news, receiver, link, seat.id, at)]
    others = [each for each in await _others(seat.participant, giver) if each.email != by.email]
    told += [
        _letter(HandoverNews.OFFERED_TOLD, news, each, address("handovers"), seat.id, at)
        for each in others
        if each.email != offered.email
    ]
    try:
        return await offer_seat(
            seat,
            giver.named,
            offered,
            own_state=own_state,
            vacated_at=giver.vacated_at,
            hashed=hashed,
            by=by,
            at=at,
            told=told,
        )
    except Refused as refused:
        raise RuleBroken(refused.code) from refused


async def withdraw(handover: Handover, *, by: Person, at: datetime, address: Address) -> None:
    """Take an offer back and tell all who knew of it."""
    giver = Giver(handover.giver, handover.giver_name, handover.giver_email)
    known = await account_named(handover.receiver_email)
    readers = [
        _Reader(handover.receiver_name, handover.receiver_email, known[1] if known else "es"),
        *await _others(handover.participant, giver),
    ]
    told = [
        _letter(
            HandoverNews.WITHDRAWN,
            _tidings(handover, by.name),
            each,
            address("home"),
            handover.seat,
            at,
        )
        for each in _once(readers)
        if each.email != by.email
    ]
    state = after_withdrawal(is_vacated=handover.vacated_at is not None)
    await withdraw_offer(handover, state, by=by, at=at, told=told)


async def vacate(
    seat: Seat,
    holder: int,
    handover: Handover | None,
    *,
    reason: str,
    by: Person,
    at: datetime,
    address: Address,
) -> None:
    """End somebody's access at once, and tell them and the heads."""
    giver = Giver(holder, seat.holder, seat.email)
    news = Tidings(
        seat=lambda: seat_title(seat),
        giver=giver.name,
        giver_email=giver.email,
        receiver=handover.receiver_name if handover else "",
        starter=by.name,
        reason=reason,
    )
    told = [
        _letter(
            HandoverNews.VACATED if each.email == giver.email else HandoverNews.VACATED_TOLD,
            news,
            each,
            address("home"),
            seat.id,
            at,
        )
        for each in await _others(seat.participant, giver)
    ]
    where = await _where(seat.participant)

    async def end(_attempt: int) -> None:
        await end_access(
            seat,
            (holder, giver.name, giver.email),
            handover,
            reason=reason,
            by=by,
            at=at,
            told=told,
            where=where,
        )

    await _until_it_stays(end)


async def accept(
    invitation: Invitation,
    hashed: str,
    *,
    now: datetime,
    address: Address,
    name: str = "",
    password_hash: str | None = None,
    locale: str = "es",
) -> int | None:
    """Use an invitation: a seat that somebody hands over is received with its record.

    Gives the number of the handover, if it is one.
    """
    handover = await offered_with(hashed)
    given = {"now": now, "name": name, "password_hash": password_hash, "locale": locale}
    if handover is None:
        await take_seat(invitation, hashed, **given)  # type: ignore[arg-type]
        return None
    steps = entering(invitation, hashed, **given)  # type: ignore[arg-type]
    account = await account_of(invitation.email)
    receiver = Receiver(
        account.name if account else name, invitation.email, account.id if account else None
    )
    await receive(handover, receiver, steps, at=now, address=address)
    return handover.id


async def landing_of(seat: Seat) -> str:
    """The route where whoever takes a seat begins: Mi liga, where their government has one."""
    if seat.role in GOVERNMENT and await _where(seat.participant):
        return "my_league"
    return "home"


async def received_by(person: Person, typed: str, url: Url) -> ReceivedNotice | None:
    """What is told where somebody lands: `typed` is the number of what they just received."""
    number = int(typed) if typed.isdecimal() and len(typed) < LONGEST_NUMBER else 0
    handover = await handover_of(number) if number else None
    if handover is None or handover.receiver != person.account:
        return None
    folios = await folios_of([handover.id])
    return received_notice(passing_of(handover, folios.get(handover.id, "")), url)


def passing_of(handover: Handover, folio: str) -> Passing:
    """A handover, as the pages take it."""
    return Passing(
        handover.id,
        handover.title,
        handover.role,
        handover.participant_name,
        handover.state,
        handover.giver_name,
        handover.receiver_name,
        handover.receiver_email,
        handover.reason,
        handover.effective_on,
        handover.starter_name,
        handover.started_at,
        handover.vacated_at,
        handover.closed_at,
        folio,
        handover.new_administration,
    )


async def receive(
    handover: Handover,
    receiver: Receiver,
    steps: Sequence[Step],
    *,
    at: datetime,
    address: Address,
) -> None:
    """Let a seat pass. Its record is made again while its participant goes on working.

    Whoever gives the seat and does not stop is stopped first; in the end the record waits for
    nobody else: what others save after it is in the history.
    """
    where = await _where(handover.participant)

    async def pass_on(attempt: int) -> None:
        nonlocal handover
        if attempt == PATIENT and handover.giver and not handover.vacated_at:
            await _stop(handover, at)
        if attempt:
            handover = await handover_of(handover.id) or handover
        is_whole = attempt < HASTY
        frozen = await frozen_record(handover, receiver, at, is_whole=is_whole)
        told = await _received_letters(handover, receiver, frozen, at, address)
        await receive_seat(
            handover,
            frozen,
            entering=steps,
            name=receiver.name,
            at=at,
            told=told,
            where=where,
        )

    await _until_it_stays(pass_on)


async def _stop(handover: Handover, at: datetime) -> None:
    """A session that is opened in the same moment is ended with the others, at the next try."""
    await _until_it_stays(lambda _attempt: stop_giver(handover, at))


async def _until_it_stays(act: Callable[[int], Awaitable[None]]) -> None:
    """Do it anew while what it was decided on moves; `act` is told how often it was tried."""
    for attempt in range(ATTEMPTS):
        try:
            await act(attempt)
        except Refused as refused:
            if refused.code != MOVED_ON:
                raise
        else:
            return
    raise RuleBroken("handover-busy")


async def _received_letters(
    handover: Handover, receiver: Receiver, frozen: Frozen, at: datetime, address: Address
) -> list[Message]:
    news = _tidings(handover, handover.starter_name, receiver.name, frozen)
    known = await account_named(receiver.email)
    first = _Reader(receiver.name, receiver.email, known[1] if known else "es")
    giver = Giver(handover.giver, handover.giver_name, handover.giver_email)
    record = address("handover_record", number=handover.id)
    copy = address("handover_copy", number=handover.id)
    told = [_letter(HandoverNews.RECEIVED, news, first, record, handover.seat, at)]
    told += await _inherited_letters(handover, first, frozen, at, address)
    for each in await _others(handover.participant, giver):
        if each.email == giver.email:
            told.append(_letter(HandoverNews.DELIVERED, news, each, copy, handover.seat, at))
        elif each.email != receiver.email:
            told.append(_letter(HandoverNews.RECEIVED_TOLD, news, each, record, handover.seat, at))
    form = address("declaration_form")
    told += await letter_to_receiver(handover.seat, first.name, first.email, first.locale, form, at)
    return told


async def _inherited_letters(
    handover: Handover, receiver: _Reader, frozen: Frozen, at: datetime, address: Address
) -> list[Message]:
    """What the new administration found, to those who may ratify it from now on."""
    if not frozen.many or frozen.ratify_by is None or handover.participant is None:
        return []
    heads = [_Reader(e.name, e.email, e.locale) for e in await heads_of(handover.participant)]
    readers = [each for each in heads if each.email != handover.giver_email]
    where = address_of(address("commitments"), (("gobierno", handover.participant),))
    found = []
    for each in _once([receiver, *readers]):
        with speaking(each.locale):
            made = inherited_letter(
                count=frozen.many,
                until=frozen.ratify_by,
                note=handover.reason,
                reader=each.name,
                participant=handover.participant_name,
                address=where,
                folio=frozen.folio,
            )
        key = f"inherited.{handover.id}.{_mark(each.email)}"
        found.append(Message(key, each.email, each.name, made.subject, made.body))
    return found


def _tidings(
    handover: Handover, starter: str, receiver: str = "", frozen: Frozen | None = None
) -> Tidings:
    return Tidings(
        seat=lambda: seat_label(handover.title, handover.role, handover.participant_name),
        giver=handover.giver_name,
        giver_email=handover.giver_email,
        receiver=receiver or handover.receiver_name,
        starter=starter,
        reason=handover.reason,
        folio=frozen.folio if frozen else "",
        sha256=frozen.sha256 if frozen else "",
        is_inherited=frozen is not None and bool(frozen.matters),
    )


async def _others(participant: str | None, giver: Giver) -> list[_Reader]:
    """Whoever gives, and the heads of the participant; each once."""
    readers = [_Reader(each.name, each.email, each.locale) for each in await heads_of(participant)]
    if giver.email:
        known = await account_named(giver.email)
        readers.insert(0, _Reader(giver.name, giver.email, known[1] if known else "es"))
    return _once(readers)


def _once(readers: Sequence[_Reader]) -> list[_Reader]:
    return list({each.email: each for each in reversed(readers)}.values())[::-1]


def _letter(
    kind: HandoverNews, news: Tidings, reader: _Reader, address: str, seat: int, at: datetime
) -> Message:
    with speaking(reader.locale):
        letter = handover_letter(
            kind, news, reader=reader.name, email=reader.email, address=address, at=at
        )
    key = f"handover.{seat}.{kind.value}.{int(at.timestamp() * 1000)}.{_mark(reader.email)}"
    return Message(key, reader.email, reader.name, letter.subject, letter.body)


def _mark(email: str) -> str:
    """What tells two letters of one moment apart, and says nobody's address."""
    return hashlib.sha256(email.encode()).hexdigest()[:12]


async def _where(participant: str | None) -> str:
    """The notice of those who follow the edition of a participant; nothing without one."""
    if participant is None:
        return ""
    try:
        rules, entry = await current_entry(participant)
    except RuleBroken:
        return ""
    return json.dumps({"edition": rules.code, "league": entry.league})
