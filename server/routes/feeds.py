"""Canales y calendarios: what happened to commitments, and their dates, for programs."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from game.commitments import shown_status
from game.following import Focus, Happening, Kind
from server.days import today_of
from server.following import name_of
from server.i18n import gettext as _
from server.i18n import speaking, spoken_in
from server.listing import asked_of
from server.pages import atom, calendars
from server.pages.atom import Feed, atom_of, updated_of
from server.pages.calendars import Schedule, calendar_bytes
from server.pages.filters import address_of
from server.pages.news import Entry
from server.queries.commitments import (
    Listed,
    Order,
    commitment_of,
    commitments_where,
    histories_of,
    listed_of,
)
from server.queries.news import gather_news, news_of, news_of_many, news_where
from server.queries.topics import codes_about
from server.settings import Settings
from server.tagged import shared_document

MOST_ENTRIES: Final = 50
MOST_DATED: Final = 500
A_YEAR: Final = timedelta(days=365)


@get("/compromisos.atom", name="commitments_atom")
async def send_feed(
    request: Request[Any, Any, Any],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
    lang: FromQuery[str] = "",
) -> Response[bytes]:
    """What happened to those that the address asks for, as on the list."""
    await gather_news(now)
    asked = await asked_of(request.query_params)
    news = await news_where(asked.filters, today_of(now), MOST_ENTRIES)
    url = request.app.route_reverse
    with speaking(spoken_in(lang)):
        feed = _feed(
            _title(request, _("Compromisos públicos")),
            address_of(url("commitments_atom"), asked.query.narrowing),
            address_of(url("commitments"), asked.query.narrowing),
            settings,
        )
        return await _sent(request, feed, news)


@get("/compromisos/{id:int}/historia.atom", name="commitment_atom")
async def send_history(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002  (the name in the address)
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
    lang: FromQuery[str] = "",
) -> Response[bytes]:
    await commitment_of(id)
    await gather_news(now)
    news = await news_of(id, MOST_ENTRIES)
    url = request.app.route_reverse
    with speaking(spoken_in(lang)):
        title = _title(request, _("Compromiso {number}").format(number=id))
        feed = _feed(title, url("commitment_atom", id=id), url("commitment", id=id), settings)
        return await _sent(request, feed, news)


@get("/compromisos/temas/{topic:str}/historia.atom", name="topic_atom")
async def send_topic_history(
    request: Request[Any, Any, Any],
    topic: FromPath[str],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
    lang: FromQuery[str] = "",
) -> Response[bytes]:
    """What happened to those that answer for an item of a topic."""
    await gather_news(now)
    url, codes = request.app.route_reverse, await codes_about(topic)
    news = await news_of_many(codes, MOST_ENTRIES)
    with speaking(spoken_in(lang)):
        title = _title(request, await _about(topic))
        page = address_of(url("follow"), (("que", Kind.TOPIC), ("codigo", topic)))
        return await _sent(
            request, _feed(title, url("topic_atom", topic=topic), page, settings), news
        )


@get("/compromisos/temas/{topic:str}/fechas.ics", name="topic_calendar")
async def send_topic_dates(
    request: Request[Any, Any, Any],
    topic: FromPath[str],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
    lang: FromQuery[str] = "",
) -> Response[bytes]:
    """The dates of those that answer for an item of a topic, from a year ago on."""
    since = today_of(now) - A_YEAR
    found = (await listed_of(await codes_about(topic))).values()
    dated = [each for each in found if each.commitment.due >= since][:MOST_DATED]
    with speaking(spoken_in(lang)):
        return await _dated(request, _title(request, await _about(topic)), dated, now, settings)


@get("/compromisos.ics", name="commitments_calendar")
async def send_calendar(
    request: Request[Any, Any, Any],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
    lang: FromQuery[str] = "",
) -> Response[bytes]:
    """The dates of those that the address asks for; where it names none, from a year ago on."""
    filters, today = (await asked_of(request.query_params)).filters, today_of(now)
    dated = replace(filters, due_from=filters.due_from or today - A_YEAR, order=Order.DUE)
    found = await commitments_where(dated, today, size=MOST_DATED)
    with speaking(spoken_in(lang)):
        return await _dated(
            request, _title(request, _("Compromisos públicos")), found.listed, now, settings
        )


@get("/compromisos/{id:int}/fechas.ics", name="commitment_calendar")
async def send_dates(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
    lang: FromQuery[str] = "",
) -> Response[bytes]:
    listed = await commitment_of(id)
    with speaking(spoken_in(lang)):
        title = _title(request, _("Compromiso {number}").format(number=id))
        return await _dated(request, title, [listed], now, settings)


async def _sent(
    request: Request[Any, Any, Any], feed: Feed, news: Sequence[Happening]
) -> Response[bytes]:
    listed = await listed_of(each.commitment for each in news)
    entries = [_entry(each, listed[each.commitment]) for each in news]
    content = atom_of(feed, entries, request.app.route_reverse)
    return shared_document(request, content, atom.MEDIA_TYPE, modified=updated_of(entries))


async def _dated(
    request: Request[Any, Any, Any],
    title: str,
    listed: Iterable[Listed],
    now: datetime,
    settings: Settings,
) -> Response[bytes]:
    of_code = {each.commitment.code or 0: each for each in listed}
    histories, today = await histories_of(of_code), today_of(now)
    schedules = [
        Schedule(
            each.commitment, each.participant, histories[code], shown_status(each.commitment, today)
        )
        for code, each in of_code.items()
    ]
    # Hundreds of commitments take a moment, in which others are to be answered.
    content = await asyncio.to_thread(
        calendar_bytes,
        title,
        schedules,
        site=settings.public_url,
        host=_host(settings),
        url=request.app.route_reverse,
    )
    return shared_document(request, content, calendars.MEDIA_TYPE)


def _feed(title: str, path: str, page: str, settings: Settings) -> Feed:
    return Feed(title, path, page, settings.public_url, _host(settings))


def _entry(happening: Happening, listed: Listed) -> Entry:
    return Entry(happening, listed.commitment, listed.participant)


def _title(request: Request[Any, Any, Any], title: str) -> str:
    """What it is called where it stands alone; invented data say that they are."""
    named = f"{title} · Liga"
    is_synthetic = request.app.state.get("synthetic", False)
    return _("Datos sintéticos: {title}").format(title=named) if is_synthetic else named


async def _about(topic: str) -> str:
    """What the feed of a topic is called; refused where no edition has it."""
    name = await name_of(Focus(Kind.TOPIC, topic))
    return _("Compromisos del tema {name}").format(name=name)


def _host(settings: Settings) -> str:
    return urlsplit(settings.public_url).hostname or "localhost"


router = Router(
    "/",
    route_handlers=[
        send_feed,
        send_history,
        send_topic_history,
        send_topic_dates,
        send_calendar,
        send_dates,
    ],
)
