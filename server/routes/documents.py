"""Documentos: what a government has shown, once: list, add, replace, put right, download."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import ClientRedirect, HTMXRequest, HTMXTemplate
from litestar.response import File, Redirect, Template

from game.rules import RuleBroken
from server.days import today_of
from server.documents import (
    check_dated,
    details_of,
    document_from,
    sent_file,
    storage_of,
    told_otherwise,
)
from server.forms import (
    CHOOSE_AGAIN,
    LONGEST_KEY,
    LONGEST_LINE,
    EvidenceForm,
    field_of,
    fields_of,
    text_of,
)
from server.i18n import gettext as _
from server.i18n import locale
from server.notices import notices_for
from server.pages.documents import (
    ADD,
    EDIT,
    NOT_FILLED,
    REPLACE,
    Filled,
    Query,
    citing_of,
    corrected,
    document_page,
    documents_page,
    found_of,
    mark_of,
    moved_errors,
)
from server.pages.evidence import Uploads, known_options
from server.pages.filters import page_number
from server.pages.names import item_url
from server.people import GOVERNMENT, Person
from server.policy import ANSWERING, check_own, own_participant
from server.problems import SENTENCES, sentence_of
from server.queries.citations import is_handed_in, put_right, renew_everywhere
from server.queries.documents import (
    EDITABLE,
    FILE,
    Document,
    document_of,
    edits_of,
    keep_document,
    keep_version,
)
from server.queries.editions import EditionRules, Entry, current_entry
from server.queries.saves import Tell
from server.settings import Settings
from server.shelves import Shelf, cited, shelf_of

LONGEST_SEARCH = 120
# As many as can be looked through on a phone; a search that finds more is to be narrowed.
MOST_CHOICES = 12
# Beside which field of a document a refusal is told; the others have a page.
FIELDS = {"title-missing": "title"}
# What somebody else did first: the form stands there again, with what was typed.
RACES = frozenset({"document-replaced", "document-changed"})


@get("/documentos/{id:str}", name="document")
async def download(
    id: FromPath[str],  # noqa: A002 - the name in the address
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
) -> File:
    document = await document_of(id)
    if person.role in GOVERNMENT:
        check_own(person, document.participant)
    elif not await is_handed_in(document):
        raise RuleBroken("unknown-document", document=id)
    if document.kind != FILE:
        raise NotFoundException
    path = storage_of(settings).path_of(document.sha256)
    return sent_file(path, document.filename, document.media_type)


@dataclass(frozen=True, slots=True)
class _Library:
    """Whoever looks at the shelf of their government, and the shelf."""

    request: HTMXRequest
    person: Person
    settings: Settings
    now: datetime
    rules: EditionRules
    entry: Entry
    shelf: Shelf

    @property
    def uploads(self) -> Uploads:
        return Uploads(self.settings.upload_max_mb, self.settings.upload_types)

    @property
    def may_change(self) -> bool:
        return self.person.role in ANSWERING

    def own(self, code: str) -> Document:
        """One of the own government; that of another is not there."""
        found = self.shelf.documents.get(code)
        if found is None:
            raise RuleBroken("unknown-document", document=code)
        return found

    def newest(self, code: str) -> Document:
        return self.shelf.versions(self.own(code).line)[-1]

    async def brought(self, form: EvidenceForm) -> Document:
        """What a form brings; the same checks as beside an item."""
        form = replace(form, document="", page="")
        form.check()
        document = await document_from(
            form, self.entry.participant.code, self.settings, by=self.person, at=self.now
        )
        if document is None:
            raise RuleBroken("evidence-empty")
        return document

    def list(self, query: Query, filled: Filled = NOT_FILLED, status: int = 200) -> Template:
        url = self.request.app.route_reverse
        page = documents_page(
            self.shelf.all(),
            query,
            self.shelf.today,
            url,
            uploads=self.uploads,
            may_add=self.may_change,
            filled=filled,
        )
        if query.cite:
            item = self.rules.questionnaire.item(query.cite)
            level = item_url(url, item.topic, item.code)
            citing = citing_of(item.code, item.text.of(locale()), level, url)
            page = replace(page, citing=citing)
        return HTMXTemplate(
            template_name="pages/documents.html", context={"page": page}, status_code=status
        )

    def choices(self, query: Query) -> Template:
        """What is found, to be chosen in the form of an item."""
        item = self.rules.questionnaire.item(query.cite)
        found = found_of(self.shelf.all(), query, self.shelf.today)
        url = self.request.app.route_reverse
        some = [
            cited(self.shelf.documents[each.newest.id], self.shelf.today, url)
            for each in found[:MOST_CHOICES]
        ]
        context = {
            "id": f"item-{item.code}-found",
            "options": known_options(some, some[0].id if len(some) == 1 else ""),
            "is_more": len(found) > MOST_CHOICES,
        }
        return HTMXTemplate(template_name="partials/document_choices.html", context=context)

    async def one(
        self, code: str, filled: Filled = NOT_FILLED, status: int = 200, *, known: bool = False
    ) -> Template:
        line = self.own(code).line
        versions = self.shelf.versions(line)
        edits = await edits_of(self.entry.participant.code, [each.id for each in versions])
        page = document_page(
            self.shelf.shown(line),
            [self.shelf.told(each) for each in versions],
            [corrected(each.at, each.author, each.changes) for each in edits],
            self.shelf.today,
            self.request.app.route_reverse,
            uploads=self.uploads,
            may_change=self.may_change,
            asked=code,
            was_known=known,
            filled=filled,
        )
        return HTMXTemplate(
            template_name="pages/document.html", context={"page": page}, status_code=status
        )

    def filled(self, kind: str, form: EvidenceForm, broken: RuleBroken) -> Filled:
        """A form to be shown again; a refusal that no field can mend goes on to its own page.

        The script that sends a file keeps its form: it shows why and needs no other.
        """
        field, sentence = field_of(broken, FIELDS), sentence_of(broken.code, broken.facts)
        if broken.code in RACES and not self.request.htmx:
            errors = {} if form.file is None else {"file": str(CHOOSE_AGAIN)}
            return Filled(kind, form.typed, errors, refusal=sentence)
        if field is None:
            raise broken
        errors = {field: sentence}
        if form.file is not None and not self.request.htmx:
            # No browser fills a file in again; the script keeps it where it is.
            errors.setdefault("file", str(CHOOSE_AGAIN))
        return Filled(kind, form.typed, errors)

    def goes_to(self, document: Document, known: Document | None = None) -> Response[Any]:
        """On to the page of a document; the script that sent it goes there by itself.

        `known`: what was brought, where its bytes were here before; what was typed goes along.
        """
        address = self.request.app.route_reverse("own_document", id=document.id)
        if known is not None:
            address += f"?{urlencode({'ya': '1', **told_otherwise(document, known)})}"
        if self.request.htmx:
            return ClientRedirect(redirect_to=address)
        return Redirect(address, status_code=303)


async def _library(
    request: HTMXRequest, person: Person, settings: Settings, now: datetime
) -> _Library:
    rules, entry = await current_entry(own_participant(person))
    shelf = await shelf_of(rules, entry, today_of(now), request.app.route_reverse)
    return _Library(request, person, settings, now, rules, entry, shelf)


@get("/mi-liga/documentos", name="documents")
async def show_documents(
    request: HTMXRequest,
    *,
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
    texto: FromQuery[str] = "",
    situacion: FromQuery[str] = "",
    orden: FromQuery[str] = "",
    citar: FromQuery[str] = "",
    pagina: FromQuery[str] = "",
) -> Template:
    library = await _library(request, person, settings, now)
    words = " ".join(texto.replace("\x00", "").split())[:LONGEST_SEARCH]
    query = Query(words, situacion, orden, page_number(pagina), citar)
    if request.htmx and citar:
        return library.choices(query)
    return library.list(query)


@post("/mi-liga/documentos", name="document_add", status_code=200)
async def add_document(
    request: HTMXRequest,
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[Any] | Template:
    library = await _library(request, person, settings, now)
    async with fields_of(request) as fields:
        form = EvidenceForm.of(fields)
        try:
            brought = await library.brought(form)
            kept = await keep_document(brought, by=person)
        except RuleBroken as broken:
            filled = library.filled(ADD, form, broken)
            return library.list(Query(), filled, SENTENCES[broken.code].status)
    return library.goes_to(kept, brought if kept.id != brought.id else None)


@get("/mi-liga/documentos/{id:str}", name="own_document")
async def show_document(
    request: HTMXRequest,
    *,
    id: FromPath[str],  # noqa: A002
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
    ya: FromQuery[str] = "",
) -> Template:
    library = await _library(request, person, settings, now)
    asked = {name: text for name, text in request.query_params.items() if name in EDITABLE}
    filled = _proposed(library, id, asked if ya and library.may_change else {})
    return await library.one(id, filled, known=bool(ya))


@post("/mi-liga/documentos/{id:str}", name="document_edit", status_code=200)
async def edit_document(
    request: HTMXRequest,
    *,
    id: FromPath[str],  # noqa: A002
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[Any] | Template:
    library = await _library(request, person, settings, now)
    seen = library.newest(id)
    fields = await request.form()
    form, shown = EvidenceForm.of(fields), text_of(fields, "seen", LONGEST_KEY)

    def tell_in(rules: EditionRules, entry: Entry) -> Tell:
        return notices_for(request, settings, rules, entry, person, now).tell

    try:
        changed = _edited(seen, form, now)
        _check_seen(seen, changed, shown)
        await put_right(seen, changed, by=person, at=now, tell_in=tell_in)
    except RuleBroken as broken:
        filled = library.filled(EDIT, form, broken)
        if broken.code == "document-changed":
            library = await _library(request, person, settings, now)  # as it stands by now
            filled = replace(
                filled, errors=moved_errors(form.typed, details_of(library.newest(id)))
            )
        return await library.one(id, filled, SENTENCES[broken.code].status)
    return library.goes_to(seen)


def _check_seen(kept: Document, changed: Document, shown: str) -> None:
    """Refuse what was typed over values that somebody has corrected since they were shown."""
    if shown not in {"", mark_of(kept.id, details_of(kept))} and changed != kept:
        raise RuleBroken("document-changed")


def _proposed(library: _Library, code: str, asked: Mapping[str, str]) -> Filled:
    """The form that corrects, filled with what was typed when the document was sent again."""
    if not asked:
        return NOT_FILLED
    now = details_of(library.newest(code))
    typed = {name: asked.get(name, "")[:LONGEST_LINE] for name in now}
    told = _(
        "Ese archivo ya estaba aquí y no se guardó otra vez; los datos que escribió no son los"
        " suyos. Están en este formulario: guárdelos si hay que corregirlo."
    )
    return Filled(EDIT, typed, moved_errors(typed, now), refusal=told)


def _edited(seen: Document, form: EvidenceForm, at: datetime) -> Document:
    form.check()
    check_dated(form, at)
    if not form.title:
        raise RuleBroken("title-missing")
    return replace(
        seen,
        title=form.title,
        dated=form.dated,
        valid_from=form.valid_from,
        valid_until=form.valid_until,
    )


@post("/mi-liga/documentos/{id:str}/versiones", name="document_replace", status_code=200)
async def replace_document(
    request: HTMXRequest,
    *,
    id: FromPath[str],  # noqa: A002
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[Any] | Template:
    library = await _library(request, person, settings, now)
    seen = library.own(id)
    async with fields_of(request) as fields:
        form = EvidenceForm.of(fields)
        try:
            brought = await library.brought(replace(form, title=form.title or seen.title))
            kept = await keep_version(seen, brought, by=person)
        except RuleBroken as broken:
            filled = library.filled(REPLACE, form, broken)
            return await library.one(id, filled, SENTENCES[broken.code].status)
    return library.goes_to(kept)


@post("/mi-liga/documentos/{id:str}/citas", name="document_renew", status_code=200)
async def renew_citations(
    request: HTMXRequest,
    *,
    id: FromPath[str],  # noqa: A002
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Response[Any]:
    library = await _library(request, person, settings, now)
    newest = library.newest(id)
    pending = [each for each in library.shelf.pending if each.newer.id == newest.id]
    tell = notices_for(request, settings, library.rules, library.entry, person, now).tell
    await renew_everywhere(library.rules, library.entry, pending, by=person, at=now, tell=tell)
    return library.goes_to(newest)


@get("/mi-liga/documentos/{id:str}/citas", name="document_again")
async def reopen_document(request: HTMXRequest, id: FromPath[str]) -> Redirect:  # noqa: A002
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    return Redirect(request.app.route_reverse("own_document", id=id), status_code=303)


# A path that takes files keeps all its methods with them.
again = get("/mi-liga/documentos/{id:str}/versiones", name="version_again")(reopen_document.fn)


router = Router(
    "/",
    route_handlers=[download, show_document, edit_document, renew_citations, reopen_document],
)
uploads = Router("/", route_handlers=[show_documents, add_document, replace_document, again])
