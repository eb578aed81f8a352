"""Cuestionario en Excel: take the questionnaire of an edition away, bring one, look, store it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest, HTMXTemplate
from litestar.response import Redirect, Template

from game.editions import Stage
from game.rules import RuleBroken
from server.answer_books.holding import Waiters
from server.books import MEGABYTES, book_file, goes_to, sent_book, start
from server.forms import LONGEST_KEY, Fields, fields_of, text_of
from server.pages.questionnaires import Weighed, preview_page, questionnaire_page
from server.people import Person
from server.problems import sentence_of
from server.queries.changes import Comparison, compare, load_changes
from server.queries.editions import EditionRules, definition_of, rules_of
from server.settings import Settings
from server.xlsforms.making import BroughtForm, brought_form, forms_in, questionnaire_book
from server.xlsforms.own import continues_in
from server.xlsforms.taking import Taken, taken

TAKING = frozenset({None, Stage.DRAFT, Stage.OPEN})


@dataclass(frozen=True, slots=True)
class _Desk:
    """Whoever works with the questionnaire of an edition."""

    request: HTMXRequest
    person: Person
    settings: Settings
    now: datetime
    rules: EditionRules
    definition: Mapping[str, Any]

    @property
    def waiting(self) -> Waiters[BroughtForm]:
        return forms_in(self.settings.data_dir)

    @property
    def name(self) -> str:
        return f"Liga {self.rules.code}"

    def brought(self, book: str) -> BroughtForm:
        """What waits under a name for this edition; for another one it is not there."""
        found = self.waiting.get(book, self.person.account, self.person.seat)
        if found.edition != self.rules.code:
            raise RuleBroken("unknown-book")
        return found

    async def taken(self, brought: BroughtForm) -> Taken:
        """The edition in it. What it continues is asked for, so that its lineage is checked."""
        grids = brought.grids
        otherwise = brought.filename.removesuffix(".xlsx")
        earlier = continues_in(grids)
        before = await definition_of(earlier) if earlier else None
        base, said = self.definition, brought.said
        return await asyncio.to_thread(
            taken, grids, base, said, otherwise=otherwise, earlier=before
        )

    def start(self, broken: RuleBroken | None = None) -> Template:
        code, url = self.rules.code, self.request.app.route_reverse
        return start(
            lambda error: questionnaire_page(code, self.name, url, MEGABYTES, error), broken
        )

    async def preview(self, brought: BroughtForm, *, is_moved: bool = False) -> Template:
        found = await self.taken(brought)
        weighed = None
        if found.definition is not None:
            weighed = _weighed(await compare(found.definition, at=self.now))
        url = self.request.app.route_reverse
        code, file = self.rules.code, brought.filename
        page = preview_page(
            code, self.name, brought.id, file, found, weighed, url, is_moved=is_moved
        )
        return HTMXTemplate(
            template_name="pages/questionnaire_preview.html",
            context={"page": page},
            status_code=HTTPStatus.CONFLICT if is_moved else HTTPStatus.OK,
        )


async def _desk(
    request: HTMXRequest, edition: str, person: Person, settings: Settings, now: datetime
) -> _Desk:
    rules = await rules_of(edition)
    definition = await definition_of(edition) or {}
    return _Desk(request, person, settings, now, rules, definition)


def _weighed(found: Comparison) -> Weighed:
    """What a definition would change, as the page tells of it."""
    refused = {id(each) for each in found.refused}
    stage_text = ""
    if found.stage not in TAKING and not found.is_same:
        stage_text = sentence_of("edition-in-use", {"edition": found.edition})
    changes = tuple(
        (each.change, each.hits if id(each) in refused else None) for each in found.changes
    )
    seen = _seen(found)
    is_new = found.stage is None
    return Weighed(found.edition, is_new, found.is_same, changes, stage_text, seen)


def _seen(found: Comparison) -> str:
    return f"{found.former[:32]}-{found.version[:32]}"


@get("/ediciones/{edition:str}/cuestionario", name="questionnaire_book")
async def show_questionnaire_book(
    request: HTMXRequest,
    edition: FromPath[str],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template:
    return (await _desk(request, edition, person, settings, now)).start()


@get("/ediciones/{edition:str}/cuestionario/xlsform.xlsx", name="questionnaire_file")
async def download_questionnaire(edition: FromPath[str]) -> Response[bytes]:
    await rules_of(edition)
    made = await questionnaire_book(await definition_of(edition) or {})
    return book_file(made, f"cuestionario-{edition}.xlsx")


@get("/metodo/{edition:str}/cuestionario.xlsx", name="questionnaire_form")
async def send_questionnaire(edition: FromPath[str]) -> Response[bytes]:
    """For anybody, from the day the edition opens."""
    if (await rules_of(edition)).stage is Stage.DRAFT:
        raise RuleBroken("unknown-edition", edition=edition)
    made = await questionnaire_book(await definition_of(edition) or {})
    return book_file(made, f"cuestionario-{edition}.xlsx")


@post("/ediciones/{edition:str}/cuestionario", name="questionnaire_send", status_code=200)
async def send_form(
    request: HTMXRequest,
    edition: FromPath[str],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[Any] | Template:
    desk = await _desk(request, edition, person, settings, now)
    async with fields_of(request) as fields:
        try:
            brought = await _brought(fields, desk)
        except RuleBroken as broken:
            return desk.start(broken)
    kept = await asyncio.to_thread(desk.waiting.add, brought)
    return goes_to(request, _preview_address(request, edition, kept.id))


async def _brought(fields: Fields, desk: _Desk) -> BroughtForm:
    source, name = sent_book(fields, "questionnaire-missing")
    return await brought_form(source, name, desk.settings.data_dir, desk.rules.code, desk.person)


@get("/ediciones/{edition:str}/cuestionario/{book:str}", name="questionnaire_preview")
async def show_form(
    request: HTMXRequest,
    edition: FromPath[str],
    book: FromPath[str],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template:
    desk = await _desk(request, edition, person, settings, now)
    return await desk.preview(desk.brought(book))


@post("/ediciones/{edition:str}/cuestionario/{book:str}", name="questionnaire_keep")
async def keep_form(
    request: HTMXRequest,
    edition: FromPath[str],
    book: FromPath[str],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[Any] | Template:
    desk = await _desk(request, edition, person, settings, now)
    brought, seen = desk.brought(book), text_of(await request.form(), "seen", LONGEST_KEY)
    definition = (await desk.taken(brought)).definition
    if definition is None:
        return await desk.preview(brought)
    found = await compare(definition, at=now)
    if _seen(found) != seen and not found.is_same:
        return await desk.preview(brought, is_moved=True)
    if found.refused or found.stage not in TAKING:
        return await desk.preview(brought)
    await load_changes(definition, by=person, at=now)
    desk.waiting.forget(book)
    return goes_to(request, request.app.route_reverse("edition", edition=found.edition))


@post("/ediciones/{edition:str}/cuestionario/{book:str}/olvidar", name="questionnaire_forget")
async def forget_form(
    request: HTMXRequest,
    edition: FromPath[str],
    book: FromPath[str],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Redirect:
    desk = await _desk(request, edition, person, settings, now)
    desk.waiting.forget(desk.brought(book).id)
    address = request.app.route_reverse("questionnaire_book", edition=edition)
    return Redirect(address, status_code=303)


@get("/ediciones/{edition:str}/cuestionario/{book:str}/olvidar", name="questionnaire_again")
async def reopen_form(
    request: HTMXRequest, edition: FromPath[str], book: FromPath[str]
) -> Redirect:
    """The page of a form, opened anew: a phone woke up, or an address was shared."""
    return Redirect(_preview_address(request, edition, book), status_code=303)


def _preview_address(request: HTMXRequest, edition: str, book: str) -> str:
    return request.app.route_reverse("questionnaire_preview", edition=edition, book=book)


router = Router(
    "/",
    route_handlers=[
        download_questionnaire,
        send_questionnaire,
        show_form,
        keep_form,
        forget_form,
        reopen_form,
    ],
)
uploads = Router("/", route_handlers=[show_questionnaire_book, send_form])
