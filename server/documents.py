"""Documentos: what a form brings, made a document of the participant; and how it is sent."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Generic, TypeVar, cast

from litestar.exceptions import NotFoundException
from litestar.response import File, Redirect

from game.addresses import checked_address
from game.answers import Citation
from game.rules import RuleBroken
from server.days import today_of
from server.db import Refused
from server.forms import EvidenceForm
from server.pages.documents import values_of
from server.people import Person
from server.queries.documents import (
    FILE,
    LINK,
    TWICE,
    Document,
    citation_of,
    document_of,
    same_document,
)
from server.settings import Settings
from server.storage import (
    DOWNLOAD_HEADERS,
    Storage,
    StoredFile,
    disposition_of,
    shown_name,
)

# What stands for a document that is not kept yet.
REHEARSAL: Final = Citation("")
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Proved(Generic[Said]):
    """What somebody says with the document of a form: what it makes, and what is new of it.

    `say` makes it again with another document.
    """

    say: Callable[[tuple[Citation, ...]], Said]
    made: Said
    documents: tuple[Document, ...]
    page: str

    async def kept(self, keep: Callable[[Said, tuple[Document, ...]], Awaitable[None]]) -> None:
        """Keep it; where the same bytes came at the same moment, with the document they are in."""
        try:
            await keep(self.made, self.documents)
        except Refused as refused:
            cited = await cited_instead(refused, self.documents, self.page)
            await keep(self.say(cited), ())


async def proved_by(
    form: EvidenceForm,
    participant: str,
    settings: Settings,
    say: Callable[[tuple[Citation, ...]], Said],
    *,
    by: Person,
    at: datetime,
) -> Proved[Said]:
    """What `say` makes of what a form cites, which is kept for the participant.

    It is asked before a file is kept: what is refused leaves nothing behind.
    """
    form.check()
    say((form.rehearsed or REHEARSAL,))
    cited, documents = await cited_by(form, participant, settings, by=by, at=at)
    return Proved(say, say(cited), documents, form.page)


async def is_cited(
    form: EvidenceForm,
    cited: Collection[tuple[Citation, ...]],
    participant: str,
    settings: Settings,
    *,
    by: Person,
    at: datetime,
) -> bool:
    """Whether a form that comes again brings what was cited before, or as little."""
    try:
        form.check()
        brought, new = await cited_by(form, participant, settings, by=by, at=at)
    except RuleBroken:
        return False
    return not new and brought in cited


async def fault_of_file(form: EvidenceForm, settings: Settings) -> RuleBroken | None:
    """Why the file of a form is not taken, if it is not: to be told beside what else is wrong."""
    if form.file is None:
        return None
    source, name = cast("BinaryIO", form.file.file), form.file.filename
    try:
        await asyncio.to_thread(storage_of(settings).check, source, name)
    except RuleBroken as broken:
        return broken
    return None


def storage_of(settings: Settings) -> Storage:
    """Where the files of this server are."""
    root = settings.data_dir / "documents"
    return Storage(root, settings.upload_max_bytes, settings.upload_types)


async def document_from(
    form: EvidenceForm, participant: str, settings: Settings, *, by: Person, at: datetime
) -> Document | None:
    """The document a form names, brings or points to; nothing when it does none of it."""
    check_dated(form, at)
    if form.file is not None:
        source, name = cast("BinaryIO", form.file.file), form.file.filename
        stored = await asyncio.to_thread(storage_of(settings).keep, source, name)
        return _file(form, stored, participant, by, at)
    if form.link:
        return _link(form, participant, by, at)
    if form.document:
        return await _own(form.document, participant)
    return None


async def cited_by(
    form: EvidenceForm, participant: str, settings: Settings, *, by: Person, at: datetime
) -> tuple[tuple[Citation, ...], tuple[Document, ...]]:
    """What a form cites, and the documents that are new among it."""
    brought = await document_from(form, participant, settings, by=by, at=at)
    if brought is None:
        return (), ()
    known = await same_document(brought)
    return (citation_of(known or brought, form.page),), () if known else (brought,)


async def cited_instead(
    refused: Refused, documents: Sequence[Document], page: str
) -> tuple[Citation, ...]:
    """The document with the same bytes that came at the same moment; else `refused` is raised."""
    known = await same_document(documents[0]) if refused.code == TWICE else None
    if known is None:
        raise refused
    return (citation_of(known, page),)


async def sent_document(code: str, settings: Settings) -> File | Redirect:
    """A document that everybody may see: its file, or on to the page it points to."""
    found = await document_of(code)
    if found.kind == LINK:
        return Redirect(found.url, status_code=303)
    path = storage_of(settings).path_of(found.sha256)
    return sent_file(path, found.filename, found.media_type)


def sent_file(path: Path, name: str, media_type: str) -> File:
    """A file that the browser saves under that name; not found where it is not there."""
    if not path.exists():
        raise NotFoundException
    return File(
        path=path,
        filename=name,
        media_type=media_type,
        content_disposition_type="attachment",
        headers={**DOWNLOAD_HEADERS, "Content-Disposition": disposition_of(name)},
    )


def check_dated(form: EvidenceForm, at: datetime) -> None:
    """Refuse a document from a day that is still to come."""
    if form.dated is not None and form.dated > today_of(at):
        raise RuleBroken("evidence-date-late", field="dated", dated=form.dated)


def details_of(document: Document) -> Mapping[str, str]:
    """What may be put right of a document, as its form shows it."""
    return values_of(document.title, document.dated, document.period)


def told_otherwise(document: Document, brought: Document) -> Mapping[str, str]:
    """What was typed of a document that was here already and says something else."""
    now, typed = details_of(document), details_of(brought)
    # What was left empty says nothing; a file without a title is called by its name.
    differs = any(typed[name] not in {"", now[name]} for name in now if name != "title")
    is_titled = brought.title not in {document.title, brought.filename}
    if not differs and not is_titled:
        return {}
    title = typed["title"] if is_titled else now["title"]
    return {**now, **{name: text for name, text in typed.items() if text}, "title": title}


async def _own(code: str, participant: str) -> Document:
    """One that the participant has already; somebody else's is not there."""
    document = await document_of(code)
    if document.participant != participant:
        raise RuleBroken("unknown-document", document=code)
    return document


def _file(
    form: EvidenceForm, stored: StoredFile, participant: str, by: Person, at: datetime
) -> Document:
    name = shown_name(form.file.filename if form.file else "", stored.media_type)
    return Document(
        id=secrets.token_hex(16),
        participant=participant,
        kind=FILE,
        title=form.title or name,
        filename=name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        url="",
        dated=form.dated,
        account=by.account,
        author=by.name,
        at=at,
        valid_from=form.valid_from,
        valid_until=form.valid_until,
    )


def _link(form: EvidenceForm, participant: str, by: Person, at: datetime) -> Document:
    """A page can change: its title and the day it was consulted are kept beside the address."""
    url = checked_address(form.link)
    return Document(
        id=secrets.token_hex(16),
        participant=participant,
        kind=LINK,
        title=form.title or url[:240],
        filename="",
        media_type="",
        size=0,
        sha256="",
        url=url,
        dated=form.dated or today_of(at),
        account=by.account,
        author=by.name,
        at=at,
        valid_from=form.valid_from,
        valid_until=form.valid_until,
    )
