"""Recibo del puntaje: what a published number is made of, for everybody, as a page and as JSON."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from indicators.canonical import canonical_bytes, digest_of
from indicators.receipt_document import Told, receipt_document
from server.pages.score_receipts import Issue, score_receipt_page
from server.queries.results import published_to_all
from server.tagged import public_document

JSON = ".json"


@get("/{edition:str}/recibo/{participant:str}/{node:str}", name="score_receipt")
async def show_receipt(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    participant: FromPath[str],
    node: FromPath[str],
) -> Template | Response[bytes]:
    """The page; under the same address with `.json`, the document."""
    found = await published_to_all(edition)
    answers = found.answers_of(participant)
    told = Told(found.results, found.questionnaire, answers, found.sha256)
    code = node.removesuffix(JSON)
    if not told.has(participant, code):
        raise NotFoundException
    if node != code:
        return _document(request, told, participant, code)
    issue = Issue(told, found.rules, found.number, found.note, found.published_at)
    page = score_receipt_page(issue, participant, code, request.app.route_reverse)
    return HTMXTemplate(template_name="pages/score_receipt.html", context={"page": page})


def _document(
    request: Request[Any, Any, Any], told: Told, participant: str, node: str
) -> Response[bytes]:
    document = receipt_document(told, participant, node)
    name = f"recibo-{document['edition']}-{participant}-{node}.json"
    content, digest = canonical_bytes(document), digest_of(document)
    return public_document(request, content, digest, f'inline; filename="{name}"')


router = Router("/indicador", route_handlers=[show_receipt])
