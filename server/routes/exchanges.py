"""Prácticas: for everybody what was published; for governments, what they tell each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.exchanges import (
    LONGEST_THANKS,
    check_asking,
    check_hiding,
    check_text,
    check_thanks,
    may_ask,
)
from game.rules import RuleBroken
from server.exchanging import (
    Practice,
    asking_letters,
    attending_seat,
    contact_letters,
    having_of,
    hidden_letters,
    index_of,
    may_write,
    peers_first,
    practice_of,
    requests_of,
    sought_practices,
    talk_of,
    thanks_letters,
    turns_of,
)
from server.pages.exchanges import (
    NOT_TRIED,
    NOTHING_OWN,
    SIZE,
    Own,
    Tried,
    contact_page,
    practice_page,
    practices_page,
)
from server.pages.filters import page_number
from server.people import Person
from server.pieces import new_sheet, sheet_saying
from server.policy import own_participant
from server.problems import SENTENCES, retry_after, sentence_of
from server.queries.exchanges import (
    asked_in,
    hide_message,
    keep_message,
    keep_request,
    keep_thanks,
    message_of,
    send_letters,
    verified_in,
)
from server.queries.handovers import heads_of
from server.queries.results import public_editions, published_to_all
from server.repeated import kept_before
from server.settings import Settings

# What a field can mend; other refusals have a page.
OF_TEXTS: Final = frozenset(
    {
        "entry-empty",
        "text-too-long",
        "text-has-markup",
        "too-many-links",
        "too-many-reports",
        "reason-required",
    }
)
OF_GIVERS: Final = frozenset({"help-stranger", "help-self"})


@dataclass(frozen=True, slots=True)
class TextForm:
    """Something to be said or asked. `sheet`: the form, so that it says nothing twice."""

    text: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class ThanksForm:
    """Who helped, and the public thanks."""

    giver: str = ""
    thanks: str = ""


@dataclass(frozen=True, slots=True)
class HidingForm:
    """The reason that is sent to whoever wrote."""

    reason: str = ""


@get("/practicas", name="practices")
async def show_practices(request: Request[Any, Any, Any], edicion: FromQuery[str] = "") -> Template:
    """The items of a published edition; the newest where the address names none."""
    codes = await public_editions()
    if not codes:
        return HTMXTemplate(template_name="pages/practices.html", context={"page": None})
    found = await published_to_all(edicion if edicion in codes else codes[0])
    verified = await verified_in(found)
    sought = sought_practices(request.query_params, codes, found.questionnaire)
    having, asked = index_of(found, verified.items(), await asked_in(found.edition))
    page = practices_page(
        found.rules,
        found.questionnaire,
        having=having,
        asked=asked,
        text=sought.text,
        pillar=sought.pillar,
        ignored=sought.ignored,
        editions=codes,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/practices.html", context={"page": page})


@get("/practicas/{edition:str}/{item:str}", name="practice")
async def show_practice(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    item: FromPath[str],
    *,
    visitor: NamedDependency[Person | None],
    liga: FromQuery[str] = "",
    pagina: FromQuery[str] = "",
    enviado: FromQuery[str] = "",
) -> Template:
    practice = await _practice(edition, item)
    number = page_number(pagina)
    return await _shown(request, practice, visitor, league=liga, number=number, sent_to=enviado)


@post("/practicas/{edition:str}/{item:str}/mensajes", name="practice_say", status_code=200)
async def say(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    item: FromPath[str],
    *,
    data: URLEncodedBody[TextForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Say something to the other governments."""
    own_participant(person)
    practice = await _practice(edition, item)
    typed = {"text": data.text, "sheet": data.sheet}
    try:
        text = check_text(data.text, practice.rules)
        await keep_message(
            edition,
            item,
            text,
            sheet=sheet_saying(data.sheet or new_sheet(), text),
            by=person,
            at=now,
            turns=turns_of(person, practice.rules, now),
        )
    except RuleBroken as broken:
        return await _refused(request, practice, person, "say", typed, broken)
    return _back(request, practice, "#talk")


@post("/practicas/{edition:str}/{item:str}/ayuda", name="practice_ask", status_code=200)
async def ask_for_help(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    item: FromPath[str],
    *,
    data: URLEncodedBody[TextForm],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Ask for help, and tell the nearest peers who have it verified."""
    practice, own = await _practice(edition, item), own_participant(person)
    try:
        check_asking(own, practice.having, practice.askers)
        text = check_text(data.text, practice.rules)
        address = _address(request, settings, practice)
        await keep_request(
            edition,
            item,
            text,
            by=person,
            at=now,
            told=await asking_letters(practice, text, person, address, now),
            turns=turns_of(person, practice.rules, now),
        )
    except RuleBroken as broken:
        if broken.code == "help-asked" and await _has_asked(practice, own, data.text):
            return _again(request, practice, "#help")
        return await _refused(request, practice, person, "ask", {"text": data.text}, broken)
    return _back(request, practice, "#help")


@post("/practicas/{edition:str}/{item:str}/gracias", name="practice_thank", status_code=200)
async def say_who_helped(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    item: FromPath[str],
    *,
    data: URLEncodedBody[ThanksForm],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Say in public who helped, once."""
    practice = await _practice(edition, item)
    try:
        thanks = _thanks(practice, data, own_participant(person))
        address = _address(request, settings, practice)
        told = await thanks_letters(practice, data.giver, thanks, person, address, now)
        await keep_thanks(edition, item, data.giver, thanks, by=person, at=now, told=told)
    except RuleBroken as broken:
        if broken.code == "help-thanked" and await _has_thanked(practice, person, data):
            return _again(request, practice, "#help")
        typed = {"giver": data.giver, "thanks": data.thanks}
        return await _refused(request, practice, person, "thank", typed, broken)
    return _back(request, practice, "#help")


def _thanks(practice: Practice, data: ThanksForm, own: str) -> str:
    """The thanks as they are kept, or why not."""
    asked = practice.request_of(own)
    check_thanks(
        own,
        data.giver,
        practice.givers(own),
        is_asked=asked is not None,
        is_thanked=asked is not None and asked.giver is not None,
    )
    return check_text(data.thanks, practice.rules, LONGEST_THANKS)


@post(
    "/practicas/{edition:str}/{item:str}/mensajes/{number:int}/ocultar",
    name="practice_hide",
    status_code=200,
)
async def hide(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    item: FromPath[str],
    number: FromPath[int],
    *,
    data: URLEncodedBody[HidingForm],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Hide what somebody said; they are sent the reason, and the text is kept."""
    practice = await _practice(edition, item)
    said = await message_of(edition, item, number)
    try:
        reason = check_hiding(data.reason, is_hidden=said.hidden_at is not None)
        address = _address(request, settings, practice)
        told = await hidden_letters(practice, said, reason, address, now)
        await hide_message(said, edition, item, reason, by=person, at=now, told=told)
    except RuleBroken as broken:
        if broken.code == "message-hidden" and await _is_hidden(practice, number, data.reason):
            return _again(request, practice, "#talk")
        typed = {"reason": data.reason}
        return await _refused(request, practice, person, "hide", typed, broken, number)
    return _back(request, practice, "#talk")


@get("/practicas/{edition:str}/{item:str}/contacto/{participant:str}", name="practice_contact")
async def show_contact(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    item: FromPath[str],
    participant: FromPath[str],
    *,
    person: NamedDependency[Person],
) -> Template:
    practice = await _practice(edition, item)
    await _check_contact(practice, participant, person)
    return await _contact(request, practice, participant)


@post(
    "/practicas/{edition:str}/{item:str}/contacto/{participant:str}",
    name="practice_contact_send",
    status_code=200,
)
async def send_contact(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    item: FromPath[str],
    participant: FromPath[str],
    *,
    data: URLEncodedBody[TextForm],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Pass a letter on to the seat; the answer comes by the same way."""
    practice = await _practice(edition, item)
    await _check_contact(practice, participant, person)
    url = request.app.route_reverse
    back = url("practice_contact", edition=edition, item=item, participant=person.participant)
    try:
        text = check_text(data.text, practice.rules)
        address = settings.public_url + back
        told = await contact_letters(practice, participant, text, person, address, now)
        turns = turns_of(person, practice.rules, now)
        sheet = sheet_saying(data.sheet or new_sheet(), participant, text)
        await send_letters(edition, item, sheet=sheet, by=person, at=now, told=told, turns=turns)
    except RuleBroken as broken:
        if broken.code not in OF_TEXTS:
            raise
        errors = {"text": sentence_of(broken.code, broken.facts)}
        tried = Tried("contact", {"text": data.text, "sheet": data.sheet}, errors)
        return await _contact(request, practice, participant, tried, broken)
    return _back(request, practice, f"?enviado={participant}")


async def _practice(edition: str, item: str) -> Practice:
    """Of an edition that is published for everybody; before that there is nothing to be seen."""
    return await practice_of(await published_to_all(edition), item)


async def _check_contact(practice: Practice, participant: str, person: Person) -> None:
    """Refuse a letter to oneself, to who is not there, and to a government nobody sits for."""
    if participant == own_participant(person):
        raise RuleBroken("contact-own")
    named = {each.participant for each in practice.found.results.entries}
    if participant not in named or not await heads_of(participant):
        raise RuleBroken("contact-nobody")


async def _shown(
    request: Request[Any, Any, Any],
    practice: Practice,
    person: Person | None,
    *,
    league: str = "",
    number: int = 1,
    sent_to: str = "",
    tried: Tried = NOT_TRIED,
    refused: RuleBroken | None = None,
) -> Template:
    found = practice.found
    entered = {each.participant for each in found.results.entries}
    leagues = {each.code for each in found.rules.leagues}
    chosen = league if league in leagues else ""
    listed = peers_first(practice, person, chosen)
    start = (number - 1) * SIZE
    page = practice_page(
        found.rules,
        found.questionnaire,
        practice.item,
        total=len(listed),
        having=await having_of(practice, listed[start : start + SIZE], person),
        league=chosen,
        ignored=(("liga", league),) if league and not chosen else (),
        page=number,
        talk=talk_of(practice, person),
        requests=requests_of(practice, person),
        own=_own(practice, person),
        sheet=new_sheet(),
        url=request.app.route_reverse,
        written_to=practice.name_of(sent_to) if may_write(person) and sent_to in entered else "",
        tried=tried,
    )
    return HTMXTemplate(
        template_name="pages/practice.html",
        context={"page": page},
        status_code=SENTENCES[refused.code].status if refused else HTTPStatus.OK,
        headers=retry_after(refused.facts) if refused else {},
    )


def _own(practice: Practice, person: Person | None) -> Own:
    """What the government of whoever looks may do here."""
    if person is None or not may_write(person):
        return NOTHING_OWN
    own = own_participant(person)
    asked = practice.request_of(own)
    entered = {each.participant for each in practice.found.results.entries}
    givers = [(code, practice.name_of(code)) for code in practice.givers(own)]
    return Own(
        may_ask=own in entered and may_ask(own, practice.having, practice.askers),
        has_it=own in practice.having,
        waits=asked is not None and asked.giver is None,
        givers=tuple(sorted(givers, key=lambda each: each[1])),
    )


async def _refused(
    request: Request[Any, Any, Any],
    practice: Practice,
    person: Person,
    form: str,
    typed: Mapping[str, str],
    broken: RuleBroken,
    number: int = 0,
) -> Template:
    """The page again with the refusal beside its field; what no field mends has a page."""
    if broken.code in OF_GIVERS:
        field = "giver"
    elif broken.code in OF_TEXTS:
        field = {"thank": "thanks", "hide": "reason"}.get(form, "text")
    else:
        raise broken
    tried = Tried(form, typed, {field: sentence_of(broken.code, broken.facts)}, number)
    return await _shown(request, practice, person, tried=tried, refused=broken)


async def _contact(
    request: Request[Any, Any, Any],
    practice: Practice,
    participant: str,
    tried: Tried = NOT_TRIED,
    refused: RuleBroken | None = None,
) -> Template:
    holders = await heads_of(participant)
    page = contact_page(
        practice.found.rules,
        practice.item,
        participant=participant,
        name=practice.name_of(participant),
        seat_title=attending_seat(holders),
        sheet=tried.typed.get("sheet") or new_sheet(),
        url=request.app.route_reverse,
        tried=tried,
    )
    return HTMXTemplate(
        template_name="pages/practice_contact.html",
        context={"page": page},
        status_code=SENTENCES[refused.code].status if refused else HTTPStatus.OK,
        headers=retry_after(refused.facts) if refused else {},
    )


def _address(request: Request[Any, Any, Any], settings: Settings, practice: Practice) -> str:
    return f"{settings.public_url}{_path(request, practice)}"


def _back(request: Request[Any, Any, Any], practice: Practice, place: str) -> Redirect:
    return Redirect(f"{_path(request, practice)}{place}", status_code=303)


def _again(request: Request[Any, Any, Any], practice: Practice, place: str) -> Redirect:
    """Where the same led when it was kept."""
    return kept_before(_path(request, practice), place)


def _path(request: Request[Any, Any, Any], practice: Practice) -> str:
    return request.app.route_reverse(
        "practice", edition=practice.found.edition, item=practice.item.code
    )


async def _has_asked(practice: Practice, own: str, text: str) -> bool:
    """Whether a government asked in these very words."""
    asked = (await _practice(practice.found.edition, practice.item.code)).request_of(own)
    return asked is not None and asked.text.split() == text.split()


async def _has_thanked(practice: Practice, person: Person, data: ThanksForm) -> bool:
    """Whether its government thanked the same in these very words."""
    now = await _practice(practice.found.edition, practice.item.code)
    asked = now.request_of(own_participant(person))
    return (
        asked is not None
        and asked.giver == data.giver
        and asked.thanks.split() == data.thanks.split()
    )


async def _is_hidden(practice: Practice, number: int, reason: str) -> bool:
    """Whether a message is hidden for this very reason."""
    said = await message_of(practice.found.edition, practice.item.code, number)
    return said.hidden_at is not None and said.hidden_reason.split() == reason.split()


router = Router(
    "/",
    route_handlers=[
        show_practices,
        show_practice,
        say,
        ask_for_help,
        say_who_helped,
        hide,
        show_contact,
        send_contact,
    ],
)
