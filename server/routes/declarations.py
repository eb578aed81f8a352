"""Declaraciones públicas: for everybody to see; heads and associations sign, renew and revoke."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.declarations import Declaration, Move, Wording, next_move, revoke, sign
from game.rules import RuleBroken
from game.typed import said
from server.attempts import Throttle
from server.days import today_of
from server.declarations import (
    FORM,
    asked_of,
    document_facts,
    narrowed,
    revocation_letters,
    seen_of,
    table_rows,
)
from server.pages import lists
from server.pages.declarations import declaration_page, declarations_page, signing_page
from server.passwords import Passwords
from server.people import Person
from server.problems import SENTENCES, retry_after, sentence_of
from server.proposals import YES
from server.queries.declarations import (
    MEANWHILE,
    KeptDeclaration,
    declaration_of,
    from_seat,
    keep_revocation,
    keep_signature,
    own_among,
    seat_title_of,
    wording_now,
)
from server.repeated import kept_before
from server.sending import Asking, Whole, shared_of, two_files
from server.settings import Settings
from server.signing import Guard

# Beside which field of the form a refusal is told; others have a page.
BESIDE: Final[Mapping[str, str]] = {
    "password-wrong": "password",
    "too-many-attempts": "password",
    "public-unconfirmed": "is_public",
    "declaration-stale": "stale",
}
OF_THE_REASON: Final = frozenset(
    {"reason-required", "text-too-long", "text-has-markup", "declaration-revoked", MEANWHILE}
)


@dataclass(frozen=True, slots=True)
class SigningForm:
    """A signature: over which text, that it is known to be public, and the password."""

    digest: str = ""
    password: str = ""
    is_public: str = ""


@dataclass(frozen=True, slots=True)
class RevokingForm:
    """The public reason of a revocation."""

    reason: str = ""


@get("/declaraciones", name="declarations")
async def show_declarations(
    request: Request[Any, Any, Any],
    visitor: NamedDependency[Person | None],
    now: NamedDependency[datetime],
) -> Template:
    url, today = request.app.route_reverse, today_of(now)
    asked = await narrowed(request.query_params, today)
    page = declarations_page(
        asked.found,
        await wording_now(),
        pairs=asked.pairs,
        ignored=asked.ignored,
        asked=await asked_of(visitor, today, url) if visitor else None,
        today=today,
        url=url,
    )
    return HTMXTemplate(template_name="pages/declarations.html", context={"page": page})


async def _whole(request: Asking, now: datetime, settings: Settings) -> Whole:
    """The same list for programs, as it stands on the day it is asked for."""
    today = today_of(now)
    asked = await narrowed(request.query_params, today)
    shared = shared_of(request, now, settings, asked.pairs, asked.ignored)
    rows = [document_facts(each, today) for each in asked.found]
    return Whole(
        "declaraciones",
        shared,
        partial(table_rows, asked.found, today),
        partial(lists.document_of, FORM, "declarations", rows, shared),
    )


@get("/declaraciones/firmar", name="declaration_form")
async def show_form(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template:
    """The text, to be read before it is signed."""
    return await _form(request, person, now)


@post("/declaraciones/firmar", name="declaration_sign", status_code=200)
async def put_signature(
    request: Request[Any, Any, Any],
    *,
    data: URLEncodedBody[SigningForm],
    person: NamedDependency[Person],
    passwords: NamedDependency[Passwords],
    throttle: NamedDependency[Throttle],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    own = own_among(await from_seat(person.seat), person)
    if own is not None and own.declaration.is_signature_of(data.digest, today_of(now)):
        return kept_before(request.app.route_reverse("declaration", number=own.code))
    host = request.client.host if request.client else ""
    try:
        signed, wording = await _signed(own, data, person, now)
        await Guard(passwords, throttle, host, now).check(person, data.password)
    except RuleBroken as broken:
        if broken.code not in BESIDE:
            raise
        return await _form(request, person, now, broken, data.is_public)
    try:
        code = await keep_signature(own, signed, wording, by=person, at=now)
    except RuleBroken:
        own = own_among(await from_seat(person.seat), person)
        if own is None or not own.declaration.is_signature_of(data.digest, today_of(now)):
            raise
        return kept_before(request.app.route_reverse("declaration", number=own.code))
    return _to(request, code)


@get("/declaraciones/{number:int}", name="declaration")
async def show_declaration(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    visitor: NamedDependency[Person | None],
    now: NamedDependency[datetime],
) -> Template:
    return await _shown(request, await declaration_of(number), visitor, now)


@post("/declaraciones/{number:int}/revocacion", name="declaration_revoke", status_code=200)
async def revoke_declaration(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    *,
    data: URLEncodedBody[RevokingForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    here = request.app.route_reverse("declaration", number=number)
    try:
        if not await _revoke(number, data.reason, person, settings.public_url + here, now):
            return kept_before(here)
    except RuleBroken as broken:
        if broken.code not in OF_THE_REASON:
            raise
        kept, tried = (
            await declaration_of(number),
            (data.reason, sentence_of(broken.code, broken.facts)),
        )
        return await _shown(request, kept, person, now, tried, SENTENCES[broken.code].status)
    return _to(request, number)


async def _revoke(number: int, reason: str, person: Person, address: str, now: datetime) -> bool:
    """Keep a revocation; whether it is a new one."""
    kept = await declaration_of(number)
    if kept.declaration.was_revoked_for(reason):
        return False
    revoked = revoke(
        kept.declaration,
        role=person.role.value,
        seat_title=await seat_title_of(person),
        reason=reason,
        at=now,
        is_own=kept.is_of(person),
    )
    told = await revocation_letters(kept, said(reason), person, address, now)
    try:
        await keep_revocation(kept, revoked, by=person, at=now, told=told)
    except RuleBroken:
        if not (await declaration_of(number)).declaration.was_revoked_for(reason):
            raise
        return False
    return True


async def _signed(
    own: KeptDeclaration | None, data: SigningForm, person: Person, now: datetime
) -> tuple[Declaration, Wording]:
    """The declaration that a form makes, and the text of it; refused where it may not be."""
    wording = await wording_now()
    if wording is None:
        raise RuleBroken("declaration-none")
    signed = sign(
        own.declaration if own else None,
        wording,
        digest=data.digest,
        role=person.role.value,
        seat_title=await seat_title_of(person),
        at=now,
    )
    if data.is_public != YES:
        raise RuleBroken("public-unconfirmed")
    return signed, wording


async def _shown(
    request: Request[Any, Any, Any],
    kept: KeptDeclaration,
    visitor: Person | None,
    now: datetime,
    tried: tuple[str, str] = ("", ""),
    status: int = HTTPStatus.OK,
) -> Template:
    page = declaration_page(
        seen_of(kept, visitor),
        await wording_now(),
        person=visitor,
        today=today_of(now),
        url=request.app.route_reverse,
        tried=tried,
    )
    return HTMXTemplate(
        template_name="pages/declaration.html", context={"page": page}, status_code=status
    )


async def _form(
    request: Request[Any, Any, Any],
    person: Person,
    now: datetime,
    refused: RuleBroken | None = None,
    is_public: str = "",
) -> Template:
    """The text with its form; where nothing is to be signed today, why."""
    today, url = today_of(now), request.app.route_reverse
    wording, own = await wording_now(), own_among(await from_seat(person.seat), person)
    move, nothing = Move.SIGN, ""
    try:
        move = next_move(own.declaration if own else None, wording, today)
    except RuleBroken as broken:
        nothing = sentence_of(broken.code, broken.facts)
    told = {BESIDE[refused.code]: sentence_of(refused.code, refused.facts)} if refused else {}
    page = signing_page(
        wording,
        until=today + timedelta(days=wording.valid_days) if wording else None,
        own_url=url("declaration", number=own.code) if own else url("declarations"),
        is_renewal=move is Move.RENEW,
        nothing=nothing,
        refused=told,
        is_public=is_public,
        url=url,
    )
    return HTMXTemplate(
        template_name="pages/declaration_form.html",
        context={"page": page},
        status_code=SENTENCES[refused.code].status if refused else HTTPStatus.OK,
        headers=retry_after(refused.facts) if refused else {},
    )


def _to(request: Request[Any, Any, Any], number: int) -> Redirect:
    return Redirect(request.app.route_reverse("declaration", number=number), status_code=303)


router = Router(
    "/",
    route_handlers=[
        show_declarations,
        *two_files("/declaraciones", "declarations_table", "declarations_document", _whole),
        show_form,
        put_signature,
        show_declaration,
        revoke_declaration,
    ],
)
