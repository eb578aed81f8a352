"""Panorama, desacuerdos, novedades y prácticas, whole: the tables and documents of those pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from litestar import Router
from litestar.exceptions import NotFoundException

from game.following import Happening
from game.participants import Participant, alphabetical
from game.voices import Disagreement
from server.days import today_of
from server.exchanging import sought_practices
from server.fulfilment import commitments_in, counted_now, pairs_of
from server.listing import Asked, asked_of
from server.pages import overviews
from server.pages.exchanges import items_asked
from server.pages.lists import Promised
from server.pages.news import Entry
from server.queries.commitments import AT_ONCE, Listed, listed_of
from server.queries.exchanges import verified_in
from server.queries.news import gather_news, news_where
from server.queries.participants import participants_named
from server.queries.results import Published, public_editions, published_to_all
from server.queries.voices import disagreeing
from server.sending import Asking, Whole, shared_of, two_files
from server.settings import Settings
from server.voices import disagreements_of


async def _fulfilment(request: Asking, now: datetime, settings: Settings) -> Whole:
    shared, counted = shared_of(request, now, settings), await counted_now(today_of(now))
    return Whole(
        "panorama",
        shared,
        partial(overviews.fulfilment_table, *counted, shared),
        partial(overviews.fulfilment_document, *counted, shared),
    )


async def _disagreements(request: Asking, now: datetime, settings: Settings) -> Whole:
    asked = await asked_of(request.query_params)
    shared = shared_of(request, now, settings, asked.query.pairs, asked.query.ignored)
    found, goals = await _disagreeing(asked, now), asked.known.goals
    return Whole(
        "desacuerdos",
        shared,
        partial(overviews.disagreements_table, *found, shared, goals),
        partial(overviews.disagreements_document, *found, shared, goals),
    )


async def _happenings(request: Asking, now: datetime, settings: Settings) -> Whole:
    asked = await asked_of(request.query_params)
    shared = shared_of(request, now, settings, asked.query.pairs, asked.query.ignored)
    found, goals = await _happened(asked, now), asked.known.goals
    return Whole(
        "novedades",
        shared,
        partial(overviews.happenings_table, found, shared, goals),
        partial(overviews.happenings_document, found, shared, goals),
    )


async def _practices(request: Asking, now: datetime, settings: Settings) -> Whole:
    """Nothing before something is published; the newest edition where the address names none."""
    codes = await public_editions()
    if not codes:
        raise NotFoundException
    asked = request.query_params
    found = await published_to_all(asked["edicion"] if asked.get("edicion") in codes else codes[0])
    sought = sought_practices(asked, codes, found.questionnaire)
    shared = shared_of(request, now, settings, sought.pairs, sought.ignored)
    items = items_asked(found.questionnaire, sought.text, sought.pillar)
    told = (found.edition, found.questionnaire, items, await _having(found), shared)
    return Whole(
        "practicas",
        shared,
        partial(overviews.practices_table, *told),
        partial(overviews.practices_document, *told),
        whose=found.edition,
    )


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
        listed += pairs_of(there)
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


async def _having(found: Published) -> Mapping[str, Sequence[Participant]]:
    """By item, who has it verified, by name."""
    verified = await verified_in(found)
    named = await participants_named({code for codes in verified.values() for code in codes})
    return {
        item: sorted(
            (named[code] for code in codes if code in named),
            key=lambda each: alphabetical(each.name),
        )
        for item, codes in verified.items()
    }


router = Router(
    "/",
    route_handlers=[
        *two_files("/compromisos/panorama", "fulfilment_table", "fulfilment_document", _fulfilment),
        *two_files(
            "/compromisos/desacuerdos",
            "disagreements_table",
            "disagreements_document",
            _disagreements,
        ),
        *two_files(
            "/compromisos/novedades", "happenings_table", "happenings_document", _happenings
        ),
        *two_files("/practicas", "practices_table", "practices_document", _practices),
    ],
)
