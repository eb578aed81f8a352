"""Recordatorios: who is stuck is reminded of what waits, one with one press or many at once."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from server.notices import Notices, notices_for
from server.pages.followed import (
    list_url,
    reasons_of,
    reminders_url,
    row_url,
    sought_from,
    told_url,
)
from server.pages.reminders import reminders_page
from server.people import Person
from server.problems import sentence_of
from server.queries.editions import EditionRules, Entry
from server.reminding import Roll, codes_in, remind, remind_all, roll_of
from server.settings import Settings


@get("/{edition:str}/recordar", name="reminders")
async def show_reminders(
    request: Request[Any, Any, Any], edition: FromPath[str], now: NamedDependency[datetime]
) -> Template:
    return _page(request, await roll_of(edition, now), now)


@post("/{edition:str}/recordar", name="reminders_send", status_code=200)
async def send_reminders(
    request: Request[Any, Any, Any],
    *,
    edition: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    codes = codes_in(await request.form())
    roll, sought, url = (
        await roll_of(edition, now),
        sought_from(request.query_params),
        request.app.route_reverse,
    )

    def post_of(rules: EditionRules, entry: Entry) -> Notices:
        return notices_for(request, settings, rules, entry, person, now)

    if not codes:
        return _page(request, roll, now, "nobody-chosen")
    if len(codes) == 1:
        await remind(roll, codes[0], post_of, by=person, at=now)
        return Redirect(row_url(edition, codes[0], sought, url), status_code=303)
    sent = await remind_all(roll, codes, post_of, by=person, at=now)
    address = told_url(sought, sent, len(codes) - sent, url)
    return Redirect(address, status_code=303)


def _page(
    request: Request[Any, Any, Any], roll: Roll, now: datetime, problem: str = ""
) -> Template:
    sought, url, edition = (
        sought_from(request.query_params),
        request.app.route_reverse,
        roll.rules.edition,
    )
    page = reminders_page(
        edition,
        [(each, reasons_of(each, edition, now)) for each in roll.shown(sought, now)],
        roll.reminding,
        (reminders_url(edition.code, sought, url), list_url(edition.code, sought, url)),
        now,
        url,
        sentence_of(problem, {}) if problem else "",
    )
    return HTMXTemplate(
        template_name="pages/reminders.html",
        context={"page": page},
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
    )


router = Router("/coordinacion", route_handlers=[show_reminders, send_reminders])
