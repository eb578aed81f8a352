"""Pruebas: a document that is cited, as whoever verifies or signs finds it."""

from collections.abc import Mapping
from typing import Any

from litestar import Request

from server.days import today_of
from server.i18n import day
from server.i18n import gettext as _
from server.pages.evidence import expired_text
from server.pages.reviews import Proof, newer_note
from server.queries.documents import FILE, Document
from server.queries.laws import LawReviews


def proof_of(
    request: Request[Any, Any, Any],
    document: Document,
    page: str,
    newest: Mapping[str, Document],
    laws: LawReviews,
) -> Proof:
    """The document at a page, with the date it bears, since when it is over and what replaced it.

    `newest`: of each line of versions the last one. `laws`: what abrogations ask of documents.
    """
    is_file = document.kind == FILE
    url = request.app.route_reverse("document", id=document.id) if is_file else document.url
    dated = _("con fecha del {date}").format(date=day(document.dated)) if document.dated else ""
    replaced = newer_note(document.version, newest[document.line].version)
    return Proof(
        document.title,
        url,
        page,
        is_file,
        expired=expired_text(document.period, today_of(request.app.state.parts.now())),
        is_pending=any(each.is_pending for each in laws.documents.get(document.id, ())),
        note="; ".join(each for each in (dated, replaced) if each),
    )
