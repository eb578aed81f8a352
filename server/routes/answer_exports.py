"""Todas las respuestas: ask for the book of an edition, see how far it is, stop it, take it."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import File, Redirect, Template
from litestar.types import ASGIApp

from game.rules import RuleBroken
from server.answer_exports.orders import Job, Order, State, own_name, public_name
from server.answer_exports.running import Exports
from server.contents import XLSX
from server.days import today_of
from server.i18n import locale
from server.live import ExportTopic, Hub
from server.pages.answer_exports import book_name, export_card, own_page, public_page
from server.people import Person
from server.problems import SENTENCES, sentence_of
from server.queries.editions import rules_of
from server.queries.results import published_to_all
from server.storage import DOWNLOAD_HEADERS, disposition_of
from server.watching import followed


@get("/ediciones/{edition:str}/respuestas", name="answer_export")
async def show_own(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    exports: NamedDependency[Exports],
) -> Template:
    return await _own(request, edition, person, exports)


@post("/ediciones/{edition:str}/respuestas", name="answer_export_start")
async def start_own(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    exports: NamedDependency[Exports],
    now: NamedDependency[datetime],
) -> Redirect | Template:
    await rules_of(edition)
    order = Order(own_name(person.account), edition, locale(), today_of(now), person.seat)
    try:
        await exports.start(order)
    except RuleBroken as refusal:
        return await _own(request, edition, person, exports, refusal)
    return _back(request, "answer_export", edition)


@get("/ediciones/{edition:str}/respuestas/en-vivo", name="answer_export_live")
async def follow_own(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    exports: NamedDependency[Exports],
    hub: NamedDependency[Hub],
) -> ASGIApp:
    owner, root = own_name(person.account), exports.orders.root
    topic = ExportTopic(root, owner, person.seat, edition, locale())
    return await followed(hub, request, topic, is_public=False)


@post("/ediciones/{edition:str}/respuestas/cancelar", name="answer_export_cancel")
async def cancel_own(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    exports: NamedDependency[Exports],
) -> Redirect:
    owner = own_name(person.account)
    if _is_of(await exports.job(owner), edition, person):
        await exports.cancel(owner)
    return _back(request, "answer_export", edition)


@get("/ediciones/{edition:str}/respuestas/cancelar", name="answer_export_again")
async def show_own_again(request: Request[Any, Any, Any], edition: FromPath[str]) -> Redirect:
    """The page of that form, opened anew: a phone woke up, or an address was shared."""
    return _back(request, "answer_export", edition)


@get("/ediciones/{edition:str}/respuestas/libro.xlsx", name="answer_export_file")
async def download_own(
    edition: FromPath[str], person: NamedDependency[Person], exports: NamedDependency[Exports]
) -> File:
    job = await exports.job(own_name(person.account))
    return _file(job if _is_of(job, edition, person) else None, exports)


@get("/indicador/{edition:str}/respuestas", name="public_export")
async def show_public(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    exports: NamedDependency[Exports],
) -> Template:
    return await _public(request, edition, exports)


@post("/indicador/{edition:str}/respuestas", name="public_export_start")
async def start_public(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    exports: NamedDependency[Exports],
    now: NamedDependency[datetime],
) -> Redirect | Template:
    owner = await _public_owner(edition)
    job = await exports.job(owner)
    if job is None or job.state not in {State.RUNNING, State.DONE}:
        order = Order(owner, edition, locale(), today_of(now), is_public=True)
        try:
            await exports.start(order)
        except RuleBroken as refusal:
            # Somebody else was faster: it is the same book.
            if refusal.code != "export-running":
                return await _public(request, edition, exports, refusal)
    return _back(request, "public_export", edition)


@get("/indicador/{edition:str}/respuestas/en-vivo", name="public_export_live")
async def follow_public(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    exports: NamedDependency[Exports],
    hub: NamedDependency[Hub],
) -> ASGIApp:
    owner = await _public_owner(edition)
    topic = ExportTopic(exports.orders.root, owner, 0, edition, locale())
    return await followed(hub, request, topic, is_public=True)


@get("/indicador/{edition:str}/respuestas/libro.xlsx", name="public_export_file")
async def download_public(edition: FromPath[str], exports: NamedDependency[Exports]) -> File:
    return _file(await exports.job(await _public_owner(edition)), exports)


async def _own(
    request: Request[Any, Any, Any],
    edition: str,
    person: Person,
    exports: Exports,
    refusal: RuleBroken | None = None,
) -> Template:
    url, rules = request.app.route_reverse, await rules_of(edition)
    job = await exports.job(own_name(person.account))
    card = export_card(job, edition, person.seat, url)
    page = own_page(rules.edition, card, url, _said(refusal))
    return _template(page, refusal)


async def _public(
    request: Request[Any, Any, Any],
    edition: str,
    exports: Exports,
    refusal: RuleBroken | None = None,
) -> Template:
    url, found = request.app.route_reverse, await published_to_all(edition)
    job = await exports.job(public_name(found.sha256, locale()))
    page = public_page(found.rules, export_card(job, edition, 0, url), url, _said(refusal))
    return _template(page, refusal)


async def _public_owner(edition: str) -> str:
    return public_name((await published_to_all(edition)).sha256, locale())


def _is_of(job: Job | None, edition: str, person: Person) -> bool:
    """Whether it is the book of that edition, ordered from the seat somebody works from."""
    return job is not None and (job.order.edition, job.order.seat) == (edition, person.seat)


def _file(job: Job | None, exports: Exports) -> File:
    """The book, where it is whole and its day is not over."""
    if job is None or job.state is not State.DONE:
        raise RuleBroken("export-gone")
    name = book_name(job)
    return File(
        path=exports.orders.book(job.order.owner),
        filename=name,
        media_type=XLSX,
        content_disposition_type="attachment",
        headers={**DOWNLOAD_HEADERS, "Content-Disposition": disposition_of(name)},
    )


def _said(refusal: RuleBroken | None) -> str:
    return sentence_of(refusal.code, refusal.facts) if refusal else ""


def _template(page: object, refusal: RuleBroken | None) -> Template:
    return HTMXTemplate(
        template_name="pages/answer_export.html",
        context={"page": page},
        status_code=SENTENCES[refusal.code].status if refusal else HTTPStatus.OK,
    )


def _back(request: Request[Any, Any, Any], name: str, edition: str) -> Redirect:
    return Redirect(request.app.route_reverse(name, edition=edition), status_code=303)


router = Router(
    "/",
    route_handlers=[
        show_own,
        start_own,
        follow_own,
        cancel_own,
        show_own_again,
        download_own,
        show_public,
        start_public,
        follow_public,
        download_public,
    ],
)
