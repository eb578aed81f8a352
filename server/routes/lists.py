"""Listas públicas: whole, as tables, as documents and as a sheet to print, narrowed as on pages."""

from datetime import datetime
from functools import partial
from typing import Final

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from server.days import today_of
from server.fulfilment import pairs_of
from server.hearing import heard_in
from server.listing import asked_of
from server.pages import lists
from server.pages.sheets import commitments_sheet
from server.queries.agreements import agreements
from server.queries.commitments import (
    commitments_where,
    every_commitment,
    pillar_names,
    recommended_texts,
)
from server.queries.participants import participants_named
from server.queries.reports import every_report
from server.recommending import everything_public
from server.reports import topics_now
from server.sending import Asking, Whole, around_of, shared_of, two_files
from server.settings import Settings
from server.voices import seen_of

# More rows nobody prints: the sheet says how many there are, and where all of them are.
MOST_PRINTED: Final = 500


@get("/compromisos/ficha", name="commitments_sheet")
async def show_sheet(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Template:
    """The list as one table on paper: of a government, or as it is narrowed."""
    asked, today = await asked_of(request.query_params), today_of(now)
    found = await commitments_where(asked.filters, today, size=MOST_PRINTED)
    named = await participants_named([asked.query.participant] if asked.query.participant else ())
    page = commitments_sheet(
        pairs_of(found.listed),
        total=found.total,
        query=asked.query,
        known=asked.known,
        whose=named.get(asked.query.participant),
        today=today,
        site=settings.public_url,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/commitments_sheet.html", context={"page": page})


async def _commitments(request: Asking, now: datetime, settings: Settings) -> Whole:
    asked = await asked_of(request.query_params)
    found = pairs_of([each async for each in every_commitment(asked.filters, today_of(now))])
    around = await around_of(found, asked, now)
    shared = shared_of(request, now, settings, asked.query.pairs, asked.query.ignored)
    return Whole(
        "compromisos",
        shared,
        partial(lists.commitments_table, found, around, shared),
        partial(lists.commitments_document, found, around, shared),
        whose=found[0][1].name if asked.query.participant and found else "",
    )


async def _recommendations(request: Asking, now: datetime, settings: Settings) -> Whole:
    shared, found = shared_of(request, now, settings), await everything_public()
    named = await participants_named({each.participant for each, _edition in found})
    known = await recommended_texts()
    return Whole(
        "recomendaciones",
        shared,
        partial(lists.recommendations_table, found, named, shared, known),
        partial(lists.recommendations_document, found, named, shared, known),
    )


async def _agreements(request: Asking, now: datetime, settings: Settings) -> Whole:
    shared = shared_of(request, now, settings)
    found = [(each.agreement, each.parties) for each in await agreements()]
    return Whole(
        "acuerdos",
        shared,
        partial(lists.agreements_table, found, await pillar_names(), shared),
        partial(lists.agreements_document, found, shared),
    )


async def _reports(request: Asking, now: datetime, settings: Settings) -> Whole:
    asked = await heard_in(request.query_params, now)
    shared = shared_of(request, now, settings, asked.query.pairs, asked.query.ignored)
    found = [seen_of(each) async for each in every_report(asked.filters)]
    topics = {code: name for code, (_pillar, name) in (await topics_now()).items()}
    return Whole(
        "observaciones",
        shared,
        partial(lists.reports_table, found, topics, shared),
        partial(lists.reports_document, found, shared),
    )


router = Router(
    "/",
    route_handlers=[
        show_sheet,
        *two_files("/compromisos", "commitments_table", "commitments_document", _commitments),
        *two_files("/recomendaciones", "batches_table", "batches_document", _recommendations),
        *two_files("/acuerdos", "agreements_table", "agreements_document", _agreements),
        *two_files("/observaciones", "reports_table", "reports_document", _reports),
    ],
)
