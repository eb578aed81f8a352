"""Presencia: say that one is typing in a level, and follow what the others do there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ASGIApp

from game.rules import RuleBroken
from server.i18n import locale
from server.live import Hub, LevelTopic
from server.people import Person
from server.policy import own_participant
from server.queries.editions import current_entry
from server.queries.presence import keep_presence
from server.watching import followed


@dataclass(frozen=True, slots=True)
class PresenceForm:
    """The item at which somebody is typing; none when they stopped or left."""

    item: str = ""


@get("/en-vivo", name="level_live")
async def follow_level(
    request: Request[Any, Any, Any],
    topic: FromPath[str],
    person: NamedDependency[Person],
    hub: NamedDependency[Hub],
) -> ASGIApp:
    rules, entry = await current_entry(own_participant(person))
    level = rules.questionnaire.topic(topic)
    here = LevelTopic(rules.code, entry.participant.code, level.code, person.account, locale())
    return await followed(hub, request, here, is_public=False)


@post("/presencia", name="presence", status_code=204)
async def take_presence(
    topic: FromPath[str],
    data: URLEncodedBody[PresenceForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Response[None]:
    rules, entry = await current_entry(own_participant(person))
    level = rules.questionnaire.topic(topic)
    if data.item and data.item not in {item.code for item in level.items}:
        raise RuleBroken("unknown-item", item=data.item)
    await keep_presence(entry, level.code, data.item, by=person, at=now)
    return Response(None, status_code=204)


@get("/presencia", name="presence_again")
async def reopen_level(request: Request[Any, Any, Any], topic: FromPath[str]) -> Redirect:
    """The level, for whoever opens the address to which its page tells who is typing."""
    return Redirect(request.app.route_reverse("level", topic=topic), status_code=303)


router = Router(
    "/mi-liga/niveles/{topic:str}", route_handlers=[follow_level, take_presence, reopen_level]
)
