"""Listas públicas: whole, as tables, as documents and as a sheet to print, narrowed as on pages."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from game.commitments import Commitment
from game.participants import Participant
from server.days import today_of
from server.listing import Asked, asked_of
from server.pages import lists
from server.pages.lists import filename_of
from server.pages.sheets import commitments_sheet
from server.queries.agreements import agreements
from server.queries.commitments import commitments_where, every_commitment, pillar_names
from server.queries.participants import participants_named
from server.queries.reports import every_report
from server.recommending import everything_public
from server.reports import topics_now
from server.sending import Asking, around_of, document_of, shared_of, table_of
from server.settings import Settings
from server.voices import narrowed_to, seen_of

# More rows nobody prints: the sheet says how many there are, and where all of them are.
MOST_PRINTED: Final = 500


@get("/compromisos.csv", name="commitments_table")
async def send_commitments_table(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Response[bytes]:
    asked = await asked_of(request.query_params)
    shared = shared_of(request, now, settings, asked.query.pairs, asked.query.ignored)
    found = await _promised(asked, now)
    rows = lists.commitments_table(found, await around_of(found, asked, now), shared)
    return await table_of(
        request, rows, filename_of("compromisos", shared, "csv", _of(asked, found))
    )


@get("/compromisos.json", name="commitments_document")
async def send_commitments(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Response[bytes]:
    asked = await asked_of(request.query_params)
    shared = shared_of(request, now, settings, asked.query.pairs, asked.query.ignored)
    found = await _promised(asked, now)
    around = await around_of(found, asked, now)
    name = filename_of("compromisos", shared, "json", _of(asked, found))
    return await document_of(
        request, partial(lists.commitments_document, found, around, shared), name
    )


@get("/compromisos/ficha", name="commitments_sheet")
async def show_sheet(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Template:
    """The list as one table on paper: of a government, or as it is narrowed."""
    asked, today = await asked_of(request.query_params), today_of(now)
    found = await commitments_where(asked.filters, today, size=MOST_PRINTED)
    named = await participants_named([asked.query.participant] if asked.query.participant else ())
    page = commitments_sheet(
        [(each.commitment, each.participant) for each in found.listed],
        total=found.total,
        query=asked.query,
        known=asked.known,
        whose=named.get(asked.query.participant),
        today=today,
        site=settings.public_url,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/commitments_sheet.html", context={"page": page})


@get("/recomendaciones.csv", name="batches_table")
async def send_recommendations_table(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Response[bytes]:
    shared, found = shared_of(request, now, settings), await everything_public()
    named = await participants_named({each.participant for each, _edition in found})
    rows = lists.recommendations_table(found, named, shared)
    return await table_of(request, rows, filename_of("recomendaciones", shared, "csv"))


@get("/recomendaciones.json", name="batches_document")
async def send_recommendations(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Response[bytes]:
    shared, found = shared_of(request, now, settings), await everything_public()
    named = await participants_named({each.participant for each, _edition in found})
    make = partial(lists.recommendations_document, found, named, shared)
    return await document_of(request, make, filename_of("recomendaciones", shared, "json"))


@get("/acuerdos.csv", name="agreements_table")
async def send_agreements_table(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Response[bytes]:
    shared = shared_of(request, now, settings)
    found = [(each.agreement, each.parties) for each in await agreements()]
    rows = lists.agreements_table(found, await pillar_names(), shared)
    return await table_of(request, rows, filename_of("acuerdos", shared, "csv"))


@get("/acuerdos.json", name="agreements_document")
async def send_agreements(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Response[bytes]:
    shared = shared_of(request, now, settings)
    found = [(each.agreement, each.parties) for each in await agreements()]
    make = partial(lists.agreements_document, found, shared)
    return await document_of(request, make, filename_of("acuerdos", shared, "json"))


@get("/observaciones.csv", name="reports_table")
async def send_reports_table(
    request: Asking,
    *,
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
    gobierno: FromQuery[str] = "",
    compromiso: FromQuery[str] = "",
    tema: FromQuery[str] = "",
) -> Response[bytes]:
    filters, pairs = narrowed_to(gobierno, compromiso, tema)
    shared = shared_of(request, now, settings, pairs)
    found = [seen_of(each) async for each in every_report(filters)]
    topics = {code: name for code, (_pillar, name) in (await topics_now()).items()}
    rows = lists.reports_table(found, topics, shared)
    return await table_of(request, rows, filename_of("observaciones", shared, "csv"))


@get("/observaciones.json", name="reports_document")
async def send_reports(
    request: Asking,
    *,
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
    gobierno: FromQuery[str] = "",
    compromiso: FromQuery[str] = "",
    tema: FromQuery[str] = "",
) -> Response[bytes]:
    filters, pairs = narrowed_to(gobierno, compromiso, tema)
    shared = shared_of(request, now, settings, pairs)
    found = [seen_of(each) async for each in every_report(filters)]
    make = partial(lists.reports_document, found, shared)
    return await document_of(request, make, filename_of("observaciones", shared, "json"))


async def _promised(asked: Asked, now: datetime) -> Sequence[tuple[Commitment, Participant]]:
    return [
        (each.commitment, each.participant)
        async for each in every_commitment(asked.filters, today_of(now))
    ]


def _of(asked: Asked, found: Sequence[tuple[Commitment, Participant]]) -> str:
    """Whose the list is, where it is of one government."""
    return found[0][1].name if asked.query.participant and found else ""


router = Router(
    "/",
    route_handlers=[
        send_commitments_table,
        send_commitments,
        show_sheet,
        send_recommendations_table,
        send_recommendations,
        send_agreements_table,
        send_agreements,
        send_reports_table,
        send_reports,
    ],
)
