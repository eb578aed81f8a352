"""Trabajar en Excel: take the workbook away, bring it back, look at it, store it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest, HTMXTemplate
from litestar.response import Redirect, Template

from game.rules import RuleBroken
from server.answer_books.comparing import Comparison
from server.answer_books.holding import HELD, Brought, Waiters, held_in
from server.answer_books.making import fresh_book, returned_book
from server.answer_books.settling import settle
from server.answer_books.taking import take
from server.books import MEGABYTES, book_file, goes_to, sent_book, start
from server.forms import LONGEST_KEY, LONGEST_LINE, Fields, fields_of, number_in, text_of
from server.i18n import gettext as _
from server.live import announce
from server.notices import notices_for
from server.pages.answer_books import book_page, preview_page
from server.people import Person
from server.policy import own_participant
from server.queries.answer_books import Standing, keep_book, standing_of_book
from server.queries.answers import StaleAnswer
from server.queries.editions import current_entry
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class _Desk:
    """Whoever works with a workbook, and everything it is compared with."""

    request: HTMXRequest
    person: Person
    settings: Settings
    now: datetime
    standing: Standing

    @property
    def held(self) -> Waiters[Brought]:
        return held_in(self.settings.data_dir / HELD)

    def brought(self, book: str) -> Brought:
        return self.held.get(book, self.person.account, self.person.seat)

    def compare(self, brought: Brought) -> Comparison:
        return self.standing.compare(brought)

    def start(self, broken: RuleBroken | None = None) -> Template:
        url = self.request.app.route_reverse
        return start(lambda error: book_page(url, MEGABYTES, error), broken)

    def preview(self, brought: Brought, *, is_moved: bool = False) -> Template:
        standing = self.standing
        page = preview_page(
            standing.rules.questionnaire,
            self.compare(brought),
            brought,
            {code: (each.author, each.saved_at) for code, each in standing.answers.items()},
            standing.known,
            self.request.app.route_reverse,
            is_moved=is_moved,
        )
        return HTMXTemplate(
            template_name="pages/answer_book_preview.html",
            context={"page": page},
            status_code=HTTPStatus.CONFLICT if is_moved else HTTPStatus.OK,
        )

    def goes_to(self, book: str) -> Response[Any]:
        """On to what a workbook brings."""
        url = self.request.app.route_reverse
        return goes_to(self.request, url("answer_book_preview", book=book))


async def _desk(request: HTMXRequest, person: Person, settings: Settings, now: datetime) -> _Desk:
    rules, entry = await current_entry(own_participant(person))
    return _Desk(request, person, settings, now, await standing_of_book(rules, entry))


@get("/mi-liga/excel", name="answer_book")
async def show_book(
    request: HTMXRequest,
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template:
    return (await _desk(request, person, settings, now)).start()


@get("/mi-liga/excel/libro.xlsx", name="answer_book_file")
async def download_book(
    request: HTMXRequest,
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    desk = await _desk(request, person, settings, now)
    made = await fresh_book(desk.standing, settings, now)
    name = f"Liga {desk.standing.rules.code} {desk.standing.entry.participant.name}.xlsx"
    return book_file(made, name)


@post("/mi-liga/excel", name="answer_book_send", status_code=200)
async def send_book(
    request: HTMXRequest,
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[Any] | Template:
    desk = await _desk(request, person, settings, now)
    async with fields_of(request) as fields:
        try:
            brought = await _taken(fields, desk)
        except RuleBroken as broken:
            return desk.start(broken)
    kept = await asyncio.to_thread(desk.held.add, brought)
    return desk.goes_to(kept.id)


async def _taken(fields: Fields, desk: _Desk) -> Brought:
    source, name = sent_book(fields, "book-missing")
    folder, edition = desk.settings.data_dir, desk.standing.rules.code
    return await take(source, name, folder, edition, desk.person)


@get("/mi-liga/excel/{book:str}", name="answer_book_preview")
async def show_preview(
    request: HTMXRequest,
    book: FromPath[str],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template:
    desk = await _desk(request, person, settings, now)
    return desk.preview(desk.brought(book))


@post("/mi-liga/excel/{book:str}", name="answer_book_keep", status_code=200)
async def store_book(
    request: HTMXRequest,
    book: FromPath[str],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[Any] | Template:
    desk = await _desk(request, person, settings, now)
    brought, seen = desk.brought(book), text_of(await request.form(), "seen", LONGEST_KEY)
    rules, entry = desk.standing.rules, desk.standing.entry
    tell = notices_for(request, settings, rules, entry, person, now).tell
    try:
        stored = await keep_book(rules, entry, brought, seen=seen, by=person, at=now, tell=tell)
    except RuleBroken as broken:
        if broken.code != "book-moved":
            raise
        return await _moved(request, book, person, settings, now)
    if stored:
        announce(rules.code, entry.league)
        desk.held.keep(replace(brought, stored=(*brought.stored, *stored)))
    return desk.goes_to(book)


async def _moved(
    request: HTMXRequest, book: str, person: Person, settings: Settings, now: datetime
) -> Response[Any] | Template:
    """What there is to store by now; nothing, where the same was sent twice."""
    desk = await _desk(request, person, settings, now)
    brought = desk.brought(book)
    if brought.stored and not desk.compare(brought).to_store:
        return desk.goes_to(book)
    return desk.preview(brought, is_moved=True)


@post("/mi-liga/excel/{book:str}/reactivos/{item:str}", name="answer_book_settle", status_code=200)
async def settle_item(
    request: HTMXRequest,
    book: FromPath[str],
    item: FromPath[str],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[Any] | Template:
    desk = await _desk(request, person, settings, now)
    brought, fields = desk.brought(book), await request.form()
    rules, entry = desk.standing.rules, desk.standing.entry
    tell = notices_for(request, settings, rules, entry, person, now).tell
    keep, base = text_of(fields, "keep", 16), number_in(fields, "revision") or 0
    found = next((each for each in desk.compare(brought).items if each.item.code == item), None)
    if found is None:
        raise RuleBroken("unknown-item", item=item)
    try:
        saved = await settle(rules, entry, found, keep, base, by=person, at=now, tell=tell)
    except StaleAnswer:
        return (await _desk(request, person, settings, now)).preview(brought, is_moved=True)
    if saved.is_new:
        announce(rules.code, entry.league)
    return desk.goes_to(book)


@get("/mi-liga/excel/{book:str}/libro.xlsx", name="answer_book_back")
async def download_returned(
    request: HTMXRequest,
    book: FromPath[str],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    desk = await _desk(request, person, settings, now)
    brought = desk.brought(book)
    made = await returned_book(desk.standing, brought, desk.compare(brought), settings, now)
    stem = brought.filename.removesuffix(".xlsx")[:LONGEST_LINE]
    return book_file(made, _("{name} (revisado).xlsx").format(name=stem))


@post("/mi-liga/excel/{book:str}/olvidar", name="answer_book_forget", status_code=200)
async def forget_book(
    request: HTMXRequest,
    book: FromPath[str],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Redirect:
    desk = await _desk(request, person, settings, now)
    desk.held.forget(desk.brought(book).id)
    return Redirect(request.app.route_reverse("answer_book"), status_code=303)


@get(
    ["/mi-liga/excel/{book:str}/olvidar", "/mi-liga/excel/{book:str}/reactivos/{item:str}"],
    name="answer_book_again",
)
async def reopen_book(request: HTMXRequest, book: FromPath[str]) -> Redirect:
    """The page of a form, opened anew: a phone woke up, or an address was shared."""
    address = request.app.route_reverse("answer_book_preview", book=book)
    return Redirect(address, status_code=303)


router = Router(
    "/",
    route_handlers=[
        download_book,
        show_preview,
        store_book,
        settle_item,
        download_returned,
        forget_book,
        reopen_book,
    ],
)
uploads = Router("/", route_handlers=[show_book, send_book])
