"""Panorama, desacuerdos, novedades y prácticas, whole: the tables and documents of those pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery

from game.following import Happening
from game.participants import Participant, alphabetical
from game.questionnaire import Item
from game.voices import Disagreement
from server.days import today_of
from server.fulfilment import commitments_in, counted_now
from server.listing import Asked, asked_of
from server.pages import overviews
from server.pages.exchanges import items_asked
from server.pages.lists import Promised, filename_of
from server.pages.news import Entry
from server.queries.commitments import AT_ONCE, Listed, listed_of
from server.queries.exchanges import verified_in
from server.queries.news import gather_news, news_where
from server.queries.participants import participants_named
from server.queries.results import Published, public_editions, published_to_all
from server.queries.voices import disagreeing
from server.sending import Asking, document_of, shared_of, table_of
from server.settings import Settings
from server.voices import disagreements_of

LONGEST_SEARCH: Final = 120


@get("/compromisos/panorama.csv", name="fulfilment_table")
async def send_fulfilment_table(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Response[bytes]:
    shared = shared_of(request, now, settings)
    rows = overviews.fulfilment_table(*await counted_now(today_of(now)), shared)
    return await table_of(request, rows, filename_of("panorama", shared, "csv"))


@get("/compromisos/panorama.json", name="fulfilment_document")
async def send_fulfilment(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Response[bytes]:
    shared = shared_of(request, now, settings)
    counted, called = await counted_now(today_of(now))
    make = partial(overviews.fulfilment_document, counted, called, shared)
    return await document_of(request, make, filename_of("panorama", shared, "json"))


@get("/compromisos/desacuerdos.csv", name="disagreements_table")
async def send_disagreements_table(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Response[bytes]:
    asked = await asked_of(request.query_params)
    shared = shared_of(request, now, settings, asked.query.pairs, asked.query.ignored)
    rows = overviews.disagreements_table(*await _disagreeing(asked, now), shared)
    return await table_of(request, rows, filename_of("desacuerdos", shared, "csv"))


@get("/compromisos/desacuerdos.json", name="disagreements_document")
async def send_disagreements(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Response[bytes]:
    asked = await asked_of(request.query_params)
    shared = shared_of(request, now, settings, asked.query.pairs, asked.query.ignored)
    listed, found = await _disagreeing(asked, now)
    make = partial(overviews.disagreements_document, listed, found, shared)
    return await document_of(request, make, filename_of("desacuerdos", shared, "json"))


@get("/compromisos/novedades.csv", name="happenings_table")
async def send_happenings_table(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Response[bytes]:
    asked = await asked_of(request.query_params)
    shared = shared_of(request, now, settings, asked.query.pairs, asked.query.ignored)
    rows = overviews.happenings_table(await _happened(asked, now), shared)
    return await table_of(request, rows, filename_of("novedades", shared, "csv"))


@get("/compromisos/novedades.json", name="happenings_document")
async def send_happenings(
    request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
) -> Response[bytes]:
    asked = await asked_of(request.query_params)
    shared = shared_of(request, now, settings, asked.query.pairs, asked.query.ignored)
    make = partial(overviews.happenings_document, await _happened(asked, now), shared)
    return await document_of(request, make, filename_of("novedades", shared, "json"))


@get("/practicas.csv", name="practices_table")
async def send_practices_table(
    request: Asking,
    *,
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
    edicion: FromQuery[str] = "",
    texto: FromQuery[str] = "",
    pilar: FromQuery[str] = "",
) -> Response[bytes]:
    """Nothing before something is published; the newest edition where the address names none."""
    found = await _published(edicion)
    shared = shared_of(request, now, settings)
    items, having = await _practices(found, texto, pilar)
    rows = overviews.practices_table(found.edition, found.questionnaire, items, having, shared)
    return await table_of(request, rows, filename_of("practicas", shared, "csv", found.edition))


@get("/practicas.json", name="practices_document")
async def send_practices(
    request: Asking,
    *,
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
    edicion: FromQuery[str] = "",
    texto: FromQuery[str] = "",
    pilar: FromQuery[str] = "",
) -> Response[bytes]:
    """The same for programs."""
    found = await _published(edicion)
    shared = shared_of(request, now, settings)
    items, having = await _practices(found, texto, pilar)
    make = partial(
        overviews.practices_document, found.edition, found.questionnaire, items, having, shared
    )
    return await document_of(request, make, filename_of("practicas", shared, "json", found.edition))


async def _disagreeing(
    asked: Asked, now: datetime
) -> tuple[Sequence[Promised], Mapping[int, Sequence[Disagreement]]]:
    """All commitments on which voices do not agree, by date, and what is said of each."""
    today, page, total = today_of(now), 0, 1
    listed: list[Promised] = []
    found: dict[int, Sequence[Disagreement]] = {}
    while page * AT_ONCE < total:
        page += 1
        codes, total = await disagreeing(asked.filters, today, page=page, size=AT_ONCE)
        some = await listed_of(codes)
        there = [some[code] for code in codes if code in some]
        listed += [(each.commitment, each.participant) for each in there]
        found |= await disagreements_of(commitments_in(there), today)
    return listed, found


async def _happened(asked: Asked, now: datetime) -> Sequence[Entry]:
    """Everything that happened to those that the address asks for, the newest first."""
    await gather_news(now)
    today, page = today_of(now), 1
    told: list[Happening] = []
    while some := await news_where(asked.filters, today, AT_ONCE, page=page):
        told += some
        page += 1
    codes = sorted({each.commitment for each in told})
    listed: dict[int, Listed] = {}
    for first in range(0, len(codes), AT_ONCE):
        listed |= await listed_of(codes[first : first + AT_ONCE])
    known = ((each, listed[each.commitment]) for each in told if each.commitment in listed)
    return [Entry(each, one.commitment, one.participant) for each, one in known]


async def _published(edition: str) -> Published:
    codes = await public_editions()
    if not codes:
        raise NotFoundException
    return await published_to_all(edition if edition in codes else codes[0])


async def _practices(
    found: Published, text: str, pillar: str
) -> tuple[Sequence[Item], Mapping[str, Sequence[Participant]]]:
    """The practices that are asked for, and by item who has it verified, by name."""
    words = text.replace("\x00", "").strip()[:LONGEST_SEARCH]
    verified = await verified_in(found)
    named = await participants_named({code for codes in verified.values() for code in codes})
    having = {
        item: sorted(
            (named[code] for code in codes if code in named),
            key=lambda each: alphabetical(each.name),
        )
        for item, codes in verified.items()
    }
    return items_asked(found.questionnaire, words, pillar), having


router = Router(
    "/",
    route_handlers=[
        send_fulfilment_table,
        send_fulfilment,
        send_disagreements_table,
        send_disagreements,
        send_happenings_table,
        send_happenings,
        send_practices_table,
        send_practices,
    ],
)
