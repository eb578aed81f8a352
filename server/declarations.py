"""Declaraciones: the list as an address narrows it, as a table and as data, and its letters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from game.declarations import DECLARING, Status, is_of, may_sign, status_of
from game.participants import alphabetical
from indicators.canonical import Json
from server.days import today_of
from server.i18n import Lazy, lazy, speaking
from server.pages.declaration_letters import new_text_letter, renewal_letter, revoked_letter
from server.pages.declarations import (
    KINDS,
    STATUS_NAMES,
    Asked,
    SeenDeclaration,
    asked_to_sign,
    declared_link,
)
from server.pages.filters import known_and_ignored
from server.pages.links import Link, Url
from server.people import ROLE_NAMES, Person, Role
from server.queries.declarations import (
    KeptDeclaration,
    declarations,
    declarations_of,
    from_seat,
    own_among,
    reader_of,
    wording_now,
)
from server.queries.editions import rules_of
from server.queries.mail import Message

FORM: Final = "liga-declarations-1"
COLUMNS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "number": lazy("Número"),
        "kind": lazy("Tipo"),
        "code": lazy("Clave"),
        "declarer": lazy("Quién declara"),
        "signed_by": lazy("Firma"),
        "seat": lazy("Cargo"),
        "status": lazy("Situación"),
        "since": lazy("Declara desde"),
        "last_signed_on": lazy("Última firma"),
        "until": lazy("Vigente hasta"),
        "renewals": lazy("Renovaciones"),
        "edition": lazy("Edición"),
        "text_sha256": lazy("SHA-256 del texto"),
        "revoked_on": lazy("Revocada el"),
        "revoked_from": lazy("Revocada por"),
        "reason": lazy("Razón"),
    }
)


def seen_of(kept: KeptDeclaration, person: Person | None = None) -> SeenDeclaration:
    """A declaration, as the pages take it."""
    return SeenDeclaration(
        code=kept.code,
        declaration=kept.declaration,
        called=kept.called,
        participant=kept.participant.code if kept.participant else "",
        name=kept.name,
        texts=kept.texts,
        is_own=kept.is_of(person),
    )


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The list as an address narrows it: those found, what narrows it, and what nobody knows."""

    found: tuple[SeenDeclaration, ...]
    pairs: tuple[tuple[str, str], ...]
    ignored: tuple[tuple[str, str], ...]


async def narrowed(address: Mapping[str, str], today: date) -> Narrowed:
    """Those of a kind and in a state on that day, by the day of their first signature.

    The newest first and, of one day, by who declares; a renewal moves none. None is left out for
    being over or revoked; what nobody knows narrows nothing.
    """
    kind, status = address.get("tipo", ""), address.get("situacion", "")
    asked = (("tipo", kind, kind in KINDS), ("situacion", status, status in set(Status)))
    pairs, ignored = known_and_ignored(asked, address)
    wanted = dict(pairs)
    found = [
        each
        for each in map(seen_of, await declarations())
        if wanted.get("tipo", each.kind) == each.kind
        and ("situacion" not in wanted or status_of(each.declaration, today) == status)
    ]
    found.sort(key=lambda each: alphabetical(each.called))
    found.sort(key=lambda each: each.declaration.since, reverse=True)
    return Narrowed(tuple(found), pairs, ignored)


def facts_of(seen: SeenDeclaration, today: date) -> Json:
    """Everything that is public of one, by the names of `COLUMNS`."""
    told, revoked = seen.declaration, seen.declaration.revocation
    last = told.signature
    return {
        "number": seen.code,
        "kind": seen.kind,
        "code": seen.participant,
        "declarer": seen.called,
        "signed_by": seen.name,
        "seat": last.seat_title,
        "status": status_of(told, today).value,
        "since": told.since.isoformat(),
        "last_signed_on": _day(last.at),
        "until": last.until.isoformat() if last.until and not revoked else "",
        "renewals": told.renewals,
        "edition": last.edition,
        "text_sha256": last.sha256,
        "revoked_on": _day(revoked.at) if revoked else "",
        "revoked_from": revoked.role if revoked else "",
        "reason": revoked.reason if revoked else "",
    }


def table_rows(found: Sequence[SeenDeclaration], today: date) -> list[tuple[str, ...]]:
    """The list as rows of text, its header first, in the language of whoever asks."""
    rows = [tuple(str(name) for name in COLUMNS.values())]
    for each in found:
        facts = facts_of(each, today)
        facts = facts | {
            "kind": str(KINDS[each.kind]),
            "status": str(STATUS_NAMES[status_of(each.declaration, today)]),
            "revoked_from": _role(str(facts["revoked_from"])),
        }
        rows.append(tuple(str(facts[name]) for name in COLUMNS))
    return rows


def document_facts(seen: SeenDeclaration, today: date) -> Json:
    """The same for programs: what has no value is null."""
    return {name: None if value == "" else value for name, value in facts_of(seen, today).items()}


async def declared_by(participant: str, today: date, url: Url) -> tuple[Link, ...]:
    """The way to the last declaration of a government, with how it stands, where it has one."""
    found = await declarations_of(participant)
    return tuple(declared_link(seen_of(each), today, url) for each in found[:1])


async def asked_of(person: Person, today: date, url: Url) -> Asked | None:
    """What whoever may declare is asked to do now: to sign, to sign anew, or to renew."""
    if person.role not in DECLARING:
        return None
    wording = await wording_now()
    if wording is None:
        return None
    before = await from_seat(person.seat)
    own = own_among(before, person)
    if not may_sign(own.declaration if own else None, wording, today):
        return None
    is_renewal = own is not None and not own.declaration.revocation
    return asked_to_sign(
        wording,
        is_renewal=is_renewal,
        is_other_text=own is not None and not is_of(own.declaration, wording),
        is_after_other=own is None and bool(before),
        url=url("declaration_form"),
    )


async def revocation_letters(
    kept: KeptDeclaration, reason: str, by: Person, address: str, at: datetime
) -> Sequence[Message]:
    """To whoever signed, where it was the coordination who revoked it."""
    reader = await reader_of(kept.account)
    if reader is None or by.account == kept.account:
        return ()
    with speaking(reader.locale):
        made = revoked_letter(reader=reader.name, who=kept.called, reason=reason, address=address)
    key = f"declaration.{kept.code}.{at:%Y%m%d%H%M%S%f}"
    return (Message(key, reader.email, reader.name, made.subject, made.body),)


async def new_text_letters(edition: str, address: str) -> Sequence[Message]:
    """To whoever declared by another text, when an edition opens with its own; once for a text."""
    wording = (await rules_of(edition)).edition.declaration
    if wording is None or wording != await wording_now():
        return ()
    found = []
    for kept in await declarations():
        told = kept.declaration
        has_ended = told.revocation is not None or told.left_on is not None
        reader = None if has_ended or is_of(told, wording) else await reader_of(kept.account)
        if reader is not None:
            with speaking(reader.locale):
                made = new_text_letter(
                    reader=reader.name, who=kept.called, edition=edition, address=address
                )
            key = f"declaration.text.{wording.sha256[:16]}.{kept.code}"
            found.append(Message(key, reader.email, reader.name, made.subject, made.body))
    return tuple(found)


async def letter_to_receiver(
    seat: int, name: str, email: str, spoken: str, address: str, at: datetime
) -> Sequence[Message]:
    """To whoever receives a seat from which somebody before them had declared."""
    before = await from_seat(seat)
    if not before or await wording_now() is None:
        return ()
    with speaking(spoken):
        made = renewal_letter(
            reader=name, who=before[0].called, giver=before[0].name, address=address
        )
    key = f"declaration.seat.{seat}.{at:%Y%m%d%H%M%S%f}"
    return (Message(key, email, name, made.subject, made.body),)


def _role(code: str) -> str:
    return str(ROLE_NAMES[Role(code)]) if code in set(Role) else code


def _day(at: datetime) -> str:
    return today_of(at).isoformat()
