"""Acervo: the documents of a government as its own people see them, at an item and apart."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from game.documents import Validity
from server.days import today_of
from server.i18n import day, locale
from server.i18n import gettext as _
from server.pages.documents import (
    Place,
    Shown,
    Told,
    commitment_place,
    item_place,
    old_text,
)
from server.pages.evidence import Cited, cited_file, cited_link, expired_text
from server.pages.links import Link, Url
from server.pages.names import item_url
from server.queries.citations import (
    COMMITMENT,
    REPLY,
    CitedAt,
    Pending,
    citations_of,
    pending_of,
)
from server.queries.desks import Desk
from server.queries.documents import FILE, Document, documents_of, newest_of
from server.queries.editions import EditionRules, Entry
from server.queries.laws import LawReviews, law_reviews_of


@dataclass(frozen=True, slots=True)
class Shelf:
    """All documents of a government by id, every citation, and those of a replaced version.

    `laws`: what abrogations ask of them.
    """

    rules: EditionRules
    documents: Mapping[str, Document]
    citations: Sequence[CitedAt]
    pending: Sequence[Pending]
    laws: LawReviews
    today: date
    url: Url

    def shown(self, line: str) -> Shown:
        """A document with where all its versions are cited."""
        return next(each for each in self.all() if self.documents[each.newest.id].line == line)

    def all(self) -> tuple[Shown, ...]:
        """Every document once, by its newest version."""
        behind = {each.cited: each for each in self.pending}
        moved = {self.documents[code].line for code in self.documents if self.is_to_review(code)}
        cited: dict[str, list[Place]] = {}
        waiting: dict[str, int] = {}
        for each in self.citations:
            document = self.documents.get(each.document)
            if document is not None:
                place = self._place(each, document, behind.get(each))
                cited.setdefault(document.line, []).append(place)
                waits = each in behind and behind[each].is_open
                waiting[document.line] = waiting.get(document.line, 0) + waits
        return tuple(
            Shown(
                self.told(newest), tuple(cited.get(line, ())), waiting.get(line, 0), line in moved
            )
            for line, newest in newest_of(self.documents.values()).items()
        )

    def is_to_review(self, document: str) -> bool:
        """Whether an answer cites it that rests on a law which was abrogated."""
        return any(each.is_pending for each in self.laws.documents.get(document, ()))

    def versions(self, line: str) -> tuple[Document, ...]:
        """Of the same document, the first one first."""
        found = [each for each in self.documents.values() if each.line == line]
        return tuple(sorted(found, key=lambda each: each.version))

    def told(self, document: Document) -> Told:
        return Told(
            id=document.id,
            title=document.title,
            is_file=document.kind == FILE,
            media_type=document.media_type,
            filename=document.filename,
            size=document.size,
            url=document.url,
            dated=document.dated,
            period=document.period,
            version=document.version,
            author=document.author,
            at=document.at,
        )

    def _place(self, cited: CitedAt, document: Document, behind: Pending | None) -> Place:
        if cited.kind == COMMITMENT:
            address = self.url("commitment", id=cited.commitment)
            return commitment_place(cited.commitment, cited.page, address)
        note = ""
        if behind is not None:
            note = old_text(document.version, behind.lock, is_chosen=behind.is_chosen)
        is_here = cited.edition == self.rules.code
        if is_here and self.is_to_review(document.id) and cited.item in self.laws.answers:
            told = _("por revisar: cambió una ley")
            note = f"{note} · {told}" if note else told
        level = self.rules.questionnaire.item(cited.item).topic if is_here else ""
        address = item_url(self.url, level, cited.item) if level else ""
        return item_place(
            cited.item,
            cited.page,
            level=self.rules.questionnaire.topic(level).name.of(locale()) if level else "",
            edition="" if is_here else cited.edition,
            url=address,
            note=note,
            is_reply=cited.kind == REPLY,
        )


async def shelf_of(rules: EditionRules, entry: Entry, today: date, url: Url) -> Shelf:
    """The shelf of a government, in the edition it works on."""
    who = entry.participant.code
    documents, citations, laws = await asyncio.gather(
        documents_of(who), citations_of(who), law_reviews_of(rules, entry, today)
    )
    known = {each.id: each for each in documents}
    pending = await pending_of(rules, entry, known, citations)
    return Shelf(rules, known, citations, pending, laws, today, url)


def cited(document: Document, today: date, url: Url) -> Cited:
    """A file or a link, with what is to be known of it before it is opened."""
    expired = expired_text(document.period, today)
    if document.kind == FILE:
        address = url("document", id=document.id)
        return cited_file(
            document.id, document.title, document.size, document.dated, address, expired
        )
    return cited_link(document.id, document.title, document.dated, document.url, expired)


def newer_text(newest: Document) -> str:
    """That there is a newer version, and since when."""
    return _("Hay una versión nueva de este documento: la {n}, del {date}.").format(
        n=newest.version, date=day(newest.dated or today_of(newest.at))
    )


def expired_links(desk: Desk, today: date) -> tuple[Link, ...]:
    """What the level cites and is over, while it is not handed in."""
    if desk.level.is_submitted:
        return ()
    found = [
        (item, desk.documents[each.document])
        for item in desk.asked
        for each in desk.answer_to(item).evidence
        if each.document in desk.documents
    ]
    return tuple(
        Link(
            f"{item.code}: {document.title}, {expired_text(document.period, today)}",
            f"#item-{item.code}",
        )
        for item, document in dict.fromkeys(found)
        if document.period.on(today) is Validity.EXPIRED
    )
