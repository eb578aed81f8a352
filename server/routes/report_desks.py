"""Escritorios: a government finds what it has to answer, an observer what they follow."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.commitments import Status
from server.days import today_of
from server.forms import text_of
from server.pages.report_desks import observer_page, own_reports_page
from server.people import Person
from server.policy import own_participant
from server.queries.commitments import Filters, counts_of, counts_where
from server.queries.participants import everybody
from server.queries.report_watches import PARTICIPANT, TOPIC, Watched, unwatch, watch, watched_by
from server.queries.reports import reports_of, reports_sent_by, reports_watched
from server.reports import rules_now, token_of, topics_now
from server.settings import Settings
from server.voices import seen_of

MOST = 30
LONGEST_CODE = 24


@get("/mi-liga/observaciones", name="own_reports")
async def show_own(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template:
    found = await reports_of(own_participant(person))
    page = own_reports_page(
        [seen_of(each) for each in found],
        (await rules_now(now)).calendar,
        today_of(now),
        name=person.participant_name,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/own_reports.html", context={"page": page})


@get("/observaciones/panel", name="observer_desk")
async def show_desk(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
    enviada: FromQuery[str] = "",
) -> Template:
    url = request.app.route_reverse
    everyone, topics = await everybody(), await topics_now()
    eye = await watched_by(person.account)
    watched = await reports_watched(eye.participants, eye.topics, MOST)
    own = await reports_sent_by(person.account)
    page = observer_page(
        watched=[seen_of(each) for each in watched],
        own=[seen_of(each) for each in own],
        participants=[each for each in everyone if each.code in eye.participants],
        topics=tuple(eye.topics),
        everybody=everyone,
        every_topic=topics,
        counts=await _counts(eye, today_of(now)),
        calendar=(await rules_now(now)).calendar,
        today=today_of(now),
        sent=enviada if enviada.isascii() and enviada.isdecimal() else "",
        private={
            each.code: url("report_follow", token=token_of(settings, each.sender.sheet))
            for each in own
        },
        url=url,
    )
    return HTMXTemplate(template_name="pages/observer_desk.html", context={"page": page})


async def _counts(eye: Watched, today: date) -> Mapping[str, Mapping[Status, int]]:
    """The commitments of whatever is watched, by shown status."""
    of_topics = {code: await counts_where(Filters(topic=code), today) for code in eye.topics}
    return {**await counts_of(eye.participants, today), **of_topics}


@post("/observaciones/panel", name="observer_desk_send")
async def change_desk(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect:
    """Follow one more government or topic, or one less; what does not exist is passed over."""
    fields = await request.form()
    kind, code = text_of(fields, "kind", 16), text_of(fields, "code", LONGEST_CODE)
    known = {
        PARTICIPANT: {each.code for each in await everybody()},
        TOPIC: set(await topics_now()),
    }
    if text_of(fields, "act", 16) == "drop":
        await unwatch(person.account, kind, code)
    elif code in known.get(kind, ()):
        await watch(person.account, kind, code, now)
    return Redirect(request.app.route_reverse("observer_desk"), status_code=303)


router = Router("/", route_handlers=[show_own, show_desk, change_desk])
