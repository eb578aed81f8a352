"""Documentos: the evidence of a participant, as rows in and values out."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from game.answers import Citation
from game.rules import RuleBroken
from server.db import Param, Step, params, statement
from server.reading import read
from server.tables.documents import DocumentRow

FILE = "file"
LINK = "link"
# A statement takes no more than 32,767 values.
NAMED_AT_ONCE = 10_000

ADD_DOCUMENT = statement(DocumentRow.insert(params(DocumentRow)))

ALL_OF = statement(
    DocumentRow.select()
    .where(DocumentRow.participant == Param("participant"))
    .order_by(DocumentRow.at, ascending=False)
)


@dataclass(frozen=True, slots=True)
class Document:
    """A file (known by its SHA-256) or a link (with its archived title and date)."""

    id: str
    participant: str
    kind: str
    title: str
    filename: str
    media_type: str
    size: int
    sha256: str
    url: str
    dated: date | None
    account: int
    author: str
    at: datetime


async def document_of(document: str) -> Document:
    """The document of that id; an unknown one is refused."""
    row = await DocumentRow.select().where(DocumentRow.id == document).first()
    if row is None:
        raise RuleBroken("unknown-document", document=document)
    return _document(row)


async def documents_of(participant: str) -> tuple[Document, ...]:
    """Everything a participant has ever shown, the newest first."""
    return tuple(map(_document, await read(ALL_OF, {"participant": participant})))


async def documents_named(documents: Collection[str]) -> Mapping[str, Document]:
    """These documents by id; those that do not exist are left out."""
    named = sorted(documents)
    found: dict[str, Document] = {}
    for start in range(0, len(named), NAMED_AT_ONCE):
        some = named[start : start + NAMED_AT_ONCE]
        rows = await DocumentRow.select().where(DocumentRow.id.is_in(some))
        found |= {row["id"]: _document(row) for row in rows}
    return found


async def same_document(document: Document) -> Document | None:
    """What the participant already has with the same bytes, or at the same address."""
    query = DocumentRow.select().where(
        DocumentRow.participant == document.participant, DocumentRow.kind == document.kind
    )
    if document.kind == FILE:
        query = query.where(DocumentRow.sha256 == document.sha256)
    else:
        query = query.where(DocumentRow.url == document.url, DocumentRow.title == document.title)
    row = await query.order_by(DocumentRow.at).first()
    return None if row is None else _document(row)


def citation_of(document: Document, page: str) -> Citation:
    """The document at a page; only of a file one has to be named."""
    return Citation(document.id, page, has_pages=document.kind == FILE)


def adding(document: Document) -> Step:
    """The step of a unit that keeps a new document."""
    return Step(ADD_DOCUMENT, asdict(document))


def _document(row: Mapping[str, Any]) -> Document:
    return Document(**row)
