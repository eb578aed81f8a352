"""Documentos: the evidence of a participant, as rows in and values out.

A version that replaces another is a document of its own, so that whoever cites the old one goes on
doing so; what they have in common is their line. Every change leaves a line in the audit log.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from piccolo.columns.combination import WhereRaw

from game.answers import Citation
from game.documents import Period, Version
from game.rules import RuleBroken
from game.signatures import SignedDocument
from server.db import Param, Refused, Step, params, statement, write
from server.people import Person
from server.queries.audit import NOTE
from server.reading import read
from server.tables.audit import AuditRow
from server.tables.documents import DocumentRow, VersionChoiceRow

FILE = "file"
LINK = "link"
# A statement takes no more than 32,767 values.
NAMED_AT_ONCE = 10_000
# Why a unit with a new document is undone: its bytes are there already.
TWICE = "document-twice"

# What somebody may put right of a document; another file is another version.
EDITABLE = ("title", "dated", "valid_from", "valid_until")

ADD_DOCUMENT = statement(DocumentRow.insert(params(DocumentRow)))
EDIT_DOCUMENT = statement(
    DocumentRow.update(
        {
            DocumentRow.title: Param("title"),
            DocumentRow.dated: Param("dated"),
            DocumentRow.valid_from: Param("valid_from"),
            DocumentRow.valid_until: Param("valid_until"),
        }
    ).where(DocumentRow.id == Param("id"), DocumentRow.participant == Param("participant"))
)
KEEP_CHOICE = statement(VersionChoiceRow.insert(params(VersionChoiceRow)))
# Holds the row of a document that was seen and must still be so when the unit is committed.
AS_SEEN = statement(
    DocumentRow.update({DocumentRow.title: Param("title")})
    .where(
        DocumentRow.id == Param("id"),
        DocumentRow.title == Param("title"),
        WhereRaw(
            "dated IS NOT DISTINCT FROM {} AND valid_from IS NOT DISTINCT FROM {}"
            " AND valid_until IS NOT DISTINCT FROM {}",
            Param("dated"),
            Param("valid_from"),
            Param("valid_until"),
        ),
    )
    .returning(DocumentRow.id)
)
CHOICES = statement(
    VersionChoiceRow.select(
        VersionChoiceRow.item, VersionChoiceRow.document, VersionChoiceRow.newer
    ).where(
        VersionChoiceRow.participant == Param("participant"),
        VersionChoiceRow.edition == Param("edition"),
    )
)

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
    valid_from: date | None = None
    valid_until: date | None = None
    lineage: str = ""
    version: int = 1

    @property
    def line(self) -> str:
        """What all versions of it have in common."""
        return self.lineage or self.id

    @property
    def place(self) -> Version:
        return Version(self.line, self.version)

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_until)

    @property
    def signed(self) -> SignedDocument:
        """What a signature takes in of it."""
        source = self.sha256 or self.url
        return SignedDocument(self.id, self.title, self.dated, self.period, self.version, source)


@dataclass(frozen=True, slots=True)
class Edited:
    """What somebody put right of a document: each field as it was and as it is, as text."""

    document: str
    at: datetime
    author: str
    changes: Mapping[str, tuple[str, str]]


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
    row = await query.order_by(DocumentRow.version, ascending=False).first()
    return None if row is None else _document(row)


async def version_pair(document: str, participant: str) -> tuple[Document, Document]:
    """A document of a participant and its newest version; that of another is not there."""
    documents = await documents_of(participant)
    old = next((each for each in documents if each.id == document), None)
    if old is None:
        raise RuleBroken("unknown-document", document=document)
    return old, newest_of(documents)[old.line]


def newest_of(documents: Iterable[Document]) -> Mapping[str, Document]:
    """Line to its newest version."""
    newest: dict[str, Document] = {}
    for each in documents:
        known = newest.get(each.line)
        if known is None or known.place.is_older_than(each.place):
            newest[each.line] = each
    return newest


async def keep_document(document: Document, *, by: Person) -> Document:
    """Put a document on the shelf; one with the same bytes, or of the same page, is that one."""
    known = await same_document(document)
    if known is not None:
        return known
    try:
        await write([adding(document), _note(document, "document-added", by, document.at)])
    except Refused:  # somebody brought the same bytes at the same moment
        known = await same_document(document)
        if known is None:
            raise
        return known
    return document


async def keep_version(seen: Document, newer: Document, *, by: Person) -> Document:
    """Put a version behind the newest one that was seen; whoever cites that one still does."""
    await _check_new(seen, newer)
    newer = replace(newer, lineage=seen.line, version=seen.version + 1)
    note = _note(newer, "document-replaced", by, newer.at, replaces=seen.id)
    try:
        await write([Step(ADD_DOCUMENT, row_of(newer), otherwise="document-replaced"), note])
    except Refused as refused:
        await _check_new(seen, newer)  # the same bytes may have come at the same moment
        raise RuleBroken(refused.code) from refused
    return newer


async def _check_new(seen: Document, newer: Document) -> None:
    """Refuse as a version what the participant has already."""
    known = await same_document(newer)
    if known is not None and (known.kind == FILE or known.dated == newer.dated):
        code = "document-unchanged" if known.line == seen.line else "document-known"
        raise RuleBroken(code, field=newer.kind, title=known.title)


async def edits_of(participant: str, documents: Collection[str]) -> tuple[Edited, ...]:
    """What was put right of these documents, the newest first."""
    rows = (
        await AuditRow.select()
        .where(
            AuditRow.participant == participant,
            AuditRow.action == "document-edited",
            AuditRow.subject.is_in(sorted(documents)),
        )
        .order_by(AuditRow.id, ascending=False)
    )
    return tuple(_edited(row) for row in rows)


async def choices_of(participant: str, edition: str) -> frozenset[tuple[str, str, str]]:
    """(item, document, newer): where an old version is cited on purpose."""
    rows = await read(CHOICES, {"participant": participant, "edition": edition})
    return frozenset((row["item"], row["document"], row["newer"]) for row in rows)


async def keep_choice(
    edition: str, item: str, document: Document, newer: Document, *, by: Person, at: datetime
) -> None:
    """Go on citing a version although there is a newer one; to say so twice is to say so once."""
    facts = {
        "participant": document.participant,
        "edition": edition,
        "item": item,
        "document": document.id,
        "newer": newer.id,
        "account": by.account,
        "author": by.name,
        "at": at,
    }
    note = _note(document, "version-kept", by, at, edition=edition, item=item, newer=newer.id)
    try:
        await write([Step(KEEP_CHOICE, facts), note])
    except Refused:
        return


def citation_of(document: Document, page: str) -> Citation:
    """The document at a page; only of a file one has to be named."""
    return Citation(document.id, page, has_pages=document.kind == FILE)


def adding(document: Document) -> Step:
    """The step of a unit that keeps a new document; `TWICE` where its bytes are there already."""
    return Step(ADD_DOCUMENT, row_of(document), otherwise=TWICE)


def row_of(document: Document) -> dict[str, object]:
    """A new document as it is written in a row."""
    return {**asdict(document), "bytes_once": document.sha256}


def as_seen(document: Document) -> Step:
    """The step of a unit that holds a document as it was seen, and refuses another."""
    return Step(AS_SEEN, asdict(document), rows=1, otherwise="signature-stale")


def editing(seen: Document, changed: Document, *, by: Person, at: datetime) -> list[Step]:
    """The steps that put a document right; none where nothing changes. How it was is in the log."""
    changes = {
        name: (_text(getattr(seen, name)), _text(getattr(changed, name)))
        for name in EDITABLE
        if getattr(seen, name) != getattr(changed, name)
    }
    if not changes:
        return []
    note = _note(changed, "document-edited", by, at, changes=changes)
    return [as_seen(seen), Step(EDIT_DOCUMENT, asdict(changed)), note]


def _note(
    document: Document,
    action: str,
    by: Person,
    at: datetime,
    *,
    edition: str | None = None,
    **details: object,
) -> Step:
    facts = {
        "at": at,
        "account": by.account,
        "role": by.role.value,
        "action": action,
        "participant": document.participant,
        "edition": edition,
        "subject": document.id,
        "details": json.dumps({"author": by.name, **details}, ensure_ascii=False),
    }
    return Step(NOTE, facts)


def _edited(row: Mapping[str, Any]) -> Edited:
    details = json.loads(row["details"])
    changes = {name: (was, is_now) for name, (was, is_now) in details["changes"].items()}
    return Edited(row["subject"], row["at"], details["author"], changes)


def _text(value: date | str | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


def _document(row: Mapping[str, Any]) -> Document:
    return Document(**{name: row[name] for name in Document.__slots__})
