"""Pruebas: a document that is cited, as whoever verifies or signs finds it."""

from typing import Any

from litestar import Request

from server.i18n import day
from server.i18n import gettext as _
from server.pages.reviews import Proof
from server.queries.documents import FILE, Document


def proof_of(request: Request[Any, Any, Any], document: Document, page: str) -> Proof:
    """The document at a page, with the date it bears."""
    is_file = document.kind == FILE
    url = request.app.route_reverse("document", id=document.id) if is_file else document.url
    dated = _("con fecha del {date}").format(date=day(document.dated)) if document.dated else ""
    return Proof(document.title, url, page, is_file, dated)
