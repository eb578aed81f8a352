"""Notas del equipo: mark as resolved what stays beside an item."""

from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.people import Person
from server.policy import own_participant
from server.queries.editions import current_entry
from server.queries.notes import resolve_note


@post("/resuelta", name="note_resolve", status_code=200)
async def mark_resolved(
    request: Request[Any, Any, Any],
    item: FromPath[str],
    note: FromPath[int],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect:
    """With htmx too the item as it is now follows: the redirect leads a browser to either."""
    rules, entry = await current_entry(own_participant(person))
    asked = rules.questionnaire.item(item)
    await resolve_note(entry, asked.code, note, by=person, at=now)
    return Redirect(request.app.route_reverse("item_now", item=asked.code), status_code=303)


@get("/resuelta", name="note_again")
async def reopen_note(
    request: Request[Any, Any, Any], item: FromPath[str], note: FromPath[int]
) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    return Redirect(request.app.route_reverse("item_now", item=item), status_code=303)


router = Router(
    "/mi-liga/reactivos/{item:str}/notas/{note:int}", route_handlers=[mark_resolved, reopen_note]
)
