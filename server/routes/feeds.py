"""Canales y calendarios: what happened to commitments, and their dates, for programs."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from game.commitments import shown_status
from game.following import Happening
from game.questionnaire import Text
from game.rules import RuleBroken
from server.days import today_of
from server.hearing import choices_now, heard_in
from server.i18n import gettext as _
from server.i18n import locale, speaking, spoken_in
from server.listing import Asked, asked_of
from server.pages import atom, calendars
from server.pages.atom import Feed, atom_of, updated_of, with_language
from server.pages.calendars import Schedule, calendar_bytes
from server.pages.commitments.narrowing import words_of_query
from server.pages.commitments.words import spoken
from server.pages.filters import address_of, ignored_words
from server.pages.news import Entry
from server.pages.report_feed import moved_of, reports_atom
from server.pages.report_filters import Query
from server.pages.report_filters import words_of_query as words_of_reports
from server.queries.commitments import (
    Listed,
    Order,
    commitment_of,
    commitments_where,
    histories_of,
    listed_of,
    recommended_texts,
    topic_names,
)
from server.queries.news import gather_news, news_of, news_where
from server.queries.participants import participants_named
from server.queries.reports import newest_reports
from server.settings import Settings
from server.tagged import shared_document
from server.voices import seen_of

MOST_ENTRIES: Final = 50
MOST_DATED: Final = 500
A_YEAR: Final = timedelta(days=365)


@get("/compromisos.atom", name="commitments_atom")
async def send_feed(
    request: Request[Any, Any, Any],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """What happened to those that the address asks for, as on the list."""
    await gather_news(now)
    asked = await asked_of(request.query_params)
    news = await news_where(asked.filters, today_of(now), MOST_ENTRIES)
    url = request.app.route_reverse
    with speaking(spoken_in(request.query_params)):
        feed = _feed(
            _title(request, await _called(asked)),
            address_of(url("commitments_atom"), asked.query.narrowing),
            address_of(url("commitments"), asked.query.narrowing),
            settings,
        )
        feed = replace(feed, ignored=ignored_words(asked.query.ignored))
        return await _sent(request, feed, news)


@get("/compromisos/{id:int}/historia.atom", name="commitment_atom")
async def send_history(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002  (the name in the address)
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    await commitment_of(id)
    await gather_news(now)
    news = await news_of(id, MOST_ENTRIES)
    url = request.app.route_reverse
    with speaking(spoken_in(request.query_params)):
        title = _title(request, _("Compromiso {number}").format(number=id))
        feed = _feed(title, url("commitment_atom", id=id), url("commitment", id=id), settings)
        return await _sent(request, feed, news)


@get("/observaciones.atom", name="reports_atom")
async def send_reports(
    request: Request[Any, Any, Any],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """What is published of those that the address asks for, as on their list."""
    asked, today = await heard_in(request.query_params, now), today_of(now)
    found = [seen_of(each) for each in await newest_reports(asked.filters, MOST_ENTRIES)]
    url, pairs = request.app.route_reverse, asked.query.pairs
    with speaking(spoken_in(request.query_params)):
        feed = _feed(
            _title(request, await _called_reports(asked.query)),
            address_of(url("reports_atom"), pairs),
            address_of(url("reports"), pairs),
            settings,
        )
        feed = replace(feed, ignored=ignored_words(asked.query.ignored))
        content = reports_atom(feed, found, today, url)
    modified = moved_of(found, today)
    return shared_document(request, content, atom.MEDIA_TYPE, modified=modified)


@get("/compromisos/temas/{topic:str}/historia.atom", name="topic_atom")
async def lead_to_feed(request: Request[Any, Any, Any], topic: FromPath[str]) -> Redirect:
    """Where the feed of a topic was before it was the list's, narrowed."""
    return await _to_topic(request, "commitments_atom", topic)


@get("/compromisos/temas/{topic:str}/fechas.ics", name="topic_calendar")
async def lead_to_calendar(request: Request[Any, Any, Any], topic: FromPath[str]) -> Redirect:
    """The same of its dates."""
    return await _to_topic(request, "commitments_calendar", topic)


@get("/compromisos.ics", name="commitments_calendar")
async def send_calendar(
    request: Request[Any, Any, Any],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """The dates of those that the address asks for; where it names none, from a year ago on."""
    asked, today = await asked_of(request.query_params), today_of(now)
    filters = asked.filters
    dated = replace(filters, due_from=filters.due_from or today - A_YEAR, order=Order.DUE)
    found = await commitments_where(dated, today, size=MOST_DATED)
    with speaking(spoken_in(request.query_params)):
        title = _title(request, await _called(asked))
        ignored = ignored_words(asked.query.ignored)
        return await _dated(request, title, found.listed, now, settings, ignored)


@get("/compromisos/{id:int}/fechas.ics", name="commitment_calendar")
async def send_dates(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    listed = await commitment_of(id)
    with speaking(spoken_in(request.query_params)):
        title = _title(request, _("Compromiso {number}").format(number=id))
        return await _dated(request, title, [listed], now, settings)


async def _sent(
    request: Request[Any, Any, Any], feed: Feed, news: Sequence[Happening]
) -> Response[bytes]:
    listed = await listed_of(each.commitment for each in news)
    goals = await recommended_texts()
    entries = [_entry(each, listed[each.commitment], goals) for each in news]
    content = atom_of(feed, entries, request.app.route_reverse)
    return shared_document(request, content, atom.MEDIA_TYPE, modified=updated_of(entries))


async def _dated(
    request: Request[Any, Any, Any],
    title: str,
    listed: Iterable[Listed],
    now: datetime,
    settings: Settings,
    ignored: Sequence[str] = (),
) -> Response[bytes]:
    of_code = {each.commitment.code or 0: each for each in listed}
    histories, today = await histories_of(of_code), today_of(now)
    goals = await recommended_texts()
    schedules = [
        Schedule(
            spoken(each.commitment, goals),
            each.participant,
            histories[code],
            shown_status(each.commitment, today),
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
        ignored=ignored,
    )
    return shared_document(request, content, calendars.MEDIA_TYPE)


def _feed(title: str, path: str, page: str, settings: Settings) -> Feed:
    return Feed(title, path, page, settings.public_url, _host(settings))


def _entry(happening: Happening, listed: Listed, goals: Mapping[str, Text]) -> Entry:
    return Entry(happening, spoken(listed.commitment, goals), listed.participant)


def _title(request: Request[Any, Any, Any], title: str) -> str:
    """What it is called where it stands alone; invented data say that they are."""
    named = f"{title} · Liga"
    is_synthetic = request.app.state.get("synthetic", False)
    return _("Datos sintéticos: {title}").format(title=named) if is_synthetic else named


async def _called(asked: Asked) -> str:
    """What the list is called as it is narrowed: of a topic by its name, else by all that does."""
    if asked.query.narrowing == (("tema", asked.query.topic),):
        name = asked.known.topics[asked.query.topic].of(locale())
        return _("Compromisos del tema {name}").format(name=name)
    whose = asked.query.participant
    named = await participants_named([whose] if whose else ())
    name = named[whose].name if whose in named else whose
    return _narrowed(_("Compromisos públicos"), words_of_query(asked.query, asked.known, name))


async def _called_reports(query: Query) -> str:
    """The same of the list of reports."""
    choices = await choices_now()
    if whose := query.asked.get("gobierno"):
        named = await participants_named([whose])
        choices = replace(choices, participants=tuple(named.values()))
    return _narrowed(_("Observaciones"), words_of_reports(query, choices))


def _narrowed(title: str, words: Sequence[str]) -> str:
    return f"{title} ({' · '.join(words)})" if words else title


async def _to_topic(request: Request[Any, Any, Any], route: str, topic: str) -> Redirect:
    """For good: to the list narrowed to a topic, in the same language; refused where none is so."""
    if topic not in await topic_names():
        raise RuleBroken("follow-unknown")
    with speaking(spoken_in(request.query_params)):
        address = with_language(address_of(request.app.route_reverse(route), (("tema", topic),)))
    return Redirect(address, status_code=301)


def _host(settings: Settings) -> str:
    return urlsplit(settings.public_url).hostname or "localhost"


router = Router(
    "/",
    route_handlers=[
        send_feed,
        send_history,
        send_reports,
        lead_to_feed,
        lead_to_calendar,
        send_calendar,
        send_dates,
    ],
)
