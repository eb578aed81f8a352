"""Mi liga: all levels of a government, one of them, and its submission."""

from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.editions import frozen_since, public_until
from game.levels import submit_problems
from game.rules import RuleBroken
from server.acts import SENT, done_now, signed_now
from server.attention import attention_for
from server.badges import badges_for
from server.copies import offer_for
from server.days import today_of
from server.declarations import asked_of
from server.desks import level_template, reopened_here, seen_now, with_cited, with_problems
from server.handovers import received_by
from server.live import announce
from server.notices import notices_for
from server.pages.ascent import ascent_panel
from server.pages.assignments import own_cards
from server.pages.handovers import inherited_panel
from server.pages.levels import Returned, my_league_page
from server.pages.points import term_text
from server.people import Person
from server.pieces import new_sheet
from server.policy import own_participant
from server.problems import SENTENCES
from server.queries.answers import plain
from server.queries.boards import board_of
from server.queries.desks import overview_of
from server.queries.editions import current_entry
from server.queries.handovers import inherited_of
from server.queries.submissions import submit_level
from server.settings import Settings
from server.teams import team_for
from server.visits import noting_visit
from server.voices import pressing_on


@get("/", name="my_league")
async def show_my_league(
    request: Request[Any, Any, Any],
    *,
    firmado: FromQuery[str] = "",
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    recibido: FromQuery[str] = "",
) -> Template:
    rules, entry = await current_entry(own_participant(person))
    overview = await overview_of(rules, entry)
    frozen = frozen_since(rules.edition, now)
    until = public_until(rules.edition)
    board = await board_of(rules.code, entry.league, now=now, until=until)
    url, today = request.app.route_reverse, today_of(now)
    page = my_league_page(
        rules.edition,
        rules.questionnaire,
        entry.participant.code,
        entry.league,
        overview.levels,
        overview.points,
        overview.possible,
        standings=board.standings,
        frozen=frozen,
        returned=[Returned(item, reason) for item, reason in overview.returned],
        repliable=[Returned(item, reason) for item, reason in overview.repliable],
        role=person.role,
        reader=person.account,
        signatures=overview.signatures,
        reopened={topic: reopened_here(each) for topic, each in overview.reopened.items()},
        threads=overview.threads,
        now=now,
        url=url,
        participant_name=entry.participant.name,
        term=term_text(rules.edition, rules.points, now),
        attention=await attention_for(rules, entry, person, overview.reworded, today, url),
    )
    team = await team_for(rules, entry, person, today)
    own = own_cards(rules.questionnaire, team, url)
    offer = await offer_for(rules, entry, person, url)
    handover, waiting = await inherited_of(person)
    found = [(each.id, each.matter, each.labels) for each in waiting]
    inherited = inherited_panel(handover.id, handover.giver_name, found, url) if handover else None
    done = signed_now(request, rules, overview, firmado) if firmado else None
    context = {
        "page": page,
        "ascent": ascent_panel(
            rules.edition,
            rules.questionnaire,
            entry.participant.code,
            overview.total,
            board.standings,
            overview.chances,
            frozen,
            url,
            signings=overview.signings(rules.points, now),
        ),
        "own": own,
        "offer": offer,
        "inherited": inherited,
        "badges": await badges_for(rules, entry, now),
        "received": await received_by(person, recibido, url),
        "done": done,
        "pressing": await pressing_on(entry.participant.code, now, url),
        "declaring": await asked_of(person, today, url),
    }
    return HTMXTemplate(template_name="pages/my_league.html", context=context)


@get("/niveles/{topic:str}", name="level")
async def show_level(
    request: Request[Any, Any, Any],
    *,
    topic: FromPath[str],
    hecho: FromQuery[str] = "",
    citado: FromQuery[str] = "",
    en: FromQuery[str] = "",
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template:
    rules, entry = await current_entry(own_participant(person))
    seen = await seen_now(request, rules, entry, topic, person, settings)
    seen = await with_cited(request, seen, citado, en)
    done = await done_now(request, rules, entry, topic, hecho)
    shown = await level_template(request, seen, sheet=new_sheet(), done=done)
    return noting_visit(shown, rules, entry, topic, by=person, at=now)


@post("/niveles/{topic:str}/enviar", name="submit_level", status_code=200)
async def send_level(
    request: Request[Any, Any, Any],
    topic: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    try:
        told = await notices_for(request, settings, rules, entry, person, now).to_sign(topic)
        await submit_level(rules, entry, topic, by=person, at=now, told=told)
    except RuleBroken as refusal:
        if refusal.code != "level-incomplete":
            raise
        seen = await seen_now(request, rules, entry, topic, person, settings)
        desk, cap = seen.desk, rules.edition.not_applicable_cap
        found = submit_problems(desk.topic, entry.participant, plain(desk.answers), cap)
        return await level_template(
            request,
            with_problems(seen, found),
            sheet=new_sheet(),
            status=SENTENCES[refusal.code].status,
        )
    announce(rules.code, entry.league)
    return Redirect(f"{_level(request, topic)}?hecho={SENT}", status_code=303)


@get("/niveles/{topic:str}/enviar", name="level_again")
async def reopen_level(request: Request[Any, Any, Any], topic: FromPath[str]) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    return _back(request, topic)


def _back(request: Request[Any, Any, Any], topic: str) -> Redirect:
    return Redirect(_level(request, topic), status_code=303)


def _level(request: Request[Any, Any, Any], topic: str) -> str:
    return request.app.route_reverse("level", topic=topic)


router = Router(
    "/mi-liga",
    route_handlers=[
        show_my_league,
        show_level,
        send_level,
        reopen_level,
    ],
)
