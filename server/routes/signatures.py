"""Firma: the level to be read, the signature under it, and the level opened again by its signer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from game.rules import RuleBroken
from server.acts import after_signing
from server.attempts import Throttle
from server.desks import level_template, seen_now, with_reopening
from server.live import announce
from server.notices import notices_for
from server.passwords import Passwords
from server.people import Person
from server.pieces import new_sheet
from server.policy import own_participant
from server.problems import SENTENCES
from server.queries.editions import current_entry
from server.queries.submissions import check_signature, sign_level
from server.reopening import ReopenForm
from server.settings import Settings
from server.signing import ON_THE_PAGE, Guard, signature_template


@dataclass(frozen=True, slots=True)
class SignForm:
    """A signature: of what was shown, in which version of the questionnaire, and the password."""

    digest: str = ""
    version: str = ""
    password: str = ""


@get("/niveles/{topic:str}/firmar", name="signature")
async def show_signature(
    request: Request[Any, Any, Any],
    topic: FromPath[str],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
) -> Template:
    rules, entry = await current_entry(own_participant(person))
    return await signature_template(request, rules, entry, topic, person, settings)


@post("/niveles/{topic:str}/firmar", name="sign_level", status_code=200)
async def put_signature(
    request: Request[Any, Any, Any],
    *,
    topic: FromPath[str],
    data: URLEncodedBody[SignForm],
    person: NamedDependency[Person],
    passwords: NamedDependency[Passwords],
    throttle: NamedDependency[Throttle],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    host = request.client.host if request.client else ""
    notices = notices_for(request, settings, rules, entry, person, now)
    try:
        shown = data.digest, data.version
        if await check_signature(rules, entry, topic, *shown, by=person) is not None:
            await Guard(passwords, throttle, host, now).check(person, data.password)
        told = await notices.signed(topic)
        await sign_level(rules, entry, topic, digest=data.digest, by=person, at=now, told=told)
    except RuleBroken as broken:
        if broken.code not in ON_THE_PAGE:
            raise
        return await signature_template(request, rules, entry, topic, person, settings, broken)
    announce(rules.code, entry.league)
    return Redirect(await after_signing(request, rules, entry, topic), status_code=303)


@post("/niveles/{topic:str}/reabrir", name="level_reopen", status_code=200)
async def open_again(
    request: Request[Any, Any, Any],
    *,
    topic: FromPath[str],
    data: URLEncodedBody[ReopenForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    notices = notices_for(request, settings, rules, entry, person, now)
    try:
        await data.keep(notices, topic)
    except RuleBroken as broken:
        entered = data.refused(broken)
        seen = await seen_now(request, rules, entry, topic, person, settings)
        return await level_template(
            request,
            with_reopening(seen, entered),
            sheet=new_sheet(),
            status=SENTENCES[broken.code].status,
        )
    announce(rules.code, entry.league)
    return _back(request, topic)


@get("/niveles/{topic:str}/reabrir", name="level_reopen_again")
async def reopen_again(request: Request[Any, Any, Any], topic: FromPath[str]) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    return _back(request, topic)


def _back(request: Request[Any, Any, Any], topic: str) -> Redirect:
    return Redirect(request.app.route_reverse("level", topic=topic), status_code=303)


router = Router(
    "/mi-liga", route_handlers=[show_signature, put_signature, open_again, reopen_again]
)
