"""Inicio: the front page."""

from datetime import datetime
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from game.editions import Act, allows, frozen_since
from game.rules import RuleBroken
from server.assets import MAP, Assets
from server.finals import marking_link_of
from server.front import Front
from server.handovers import received_by
from server.pages.finals import final_link
from server.pages.home import confirm_link, desk_link, home_page, level_link
from server.pages.links import Link, Url
from server.people import Person
from server.policy import POLICIES
from server.queries.desks import overview_of
from server.queries.editions import current_entry, editions
from server.queries.publications import unconfirmed


@get("/", name="home")
async def show_home(
    request: Request[Any, Any, Any],
    front: NamedDependency[Front],
    assets: NamedDependency[Assets],
    visitor: NamedDependency[Person | None],
    now: NamedDependency[datetime],
    recibido: FromQuery[str] = "",
) -> Template:
    url = request.app.route_reverse
    facts = await front.facts(now)
    published = facts.published
    page = home_page(
        facts.edition,
        facts.answered,
        facts.boards,
        (published.edition, published.results) if published else None,
        facts.promised,
        work=await _work(visitor, now, url) if visitor else None,
        frozen=facts.frozen,
        now=now,
        svg=assets.text(MAP),
        url=url,
    )
    received = await received_by(visitor, recibido, url) if visitor and recibido else None
    return HTMXTemplate(
        template_name="pages/home.html",
        context={
            "page": page,
            "received": received,
            "final": final_link(facts.final, url) if facts.final else None,
        },
    )


async def _work(person: Person, now: datetime, url: Url) -> Link | None:
    """The shortest way to what this person does next, if there is anything."""
    if person.participant is None:
        to_mark = await marking_link_of(person, now, url)
        if to_mark is not None:
            return to_mark
        to_confirm = await _to_confirm(person, now, url)
        if to_confirm is not None:
            return to_confirm
        waiting = (each for each in await editions() if allows(each.stage, Act.PUBLISH))
        return desk_link(person.role, next(waiting, None), url)
    try:
        rules, entry = await current_entry(person.participant)
    except RuleBroken:
        return None
    overview = await overview_of(rules, entry)
    return level_link(
        person.role,
        rules.edition,
        rules.questionnaire,
        overview.levels,
        [item for item, _reason in overview.repliable],
        url,
        reopened=overview.reopened,
    )


async def _to_confirm(person: Person, now: datetime, url: Url) -> Link | None:
    """What somebody else proposed and this person may publish now, a final round first."""
    if not POLICIES["publication_confirm"].allows(person):
        return None
    known = {each.code: each for each in await editions()}
    for code, is_final in await unconfirmed(person.account):
        act = Act.HOLD_FINAL if is_final else Act.PUBLISH
        stands_still = is_final and frozen_since(known[code], now) is not None
        if allows(known[code].stage, act) and not stands_still:
            return confirm_link(code, url, is_final=is_final)
    return None


router = Router("/", route_handlers=[show_home])
