"""Lista de compromisos: what an address asks for, on the page, in its feed, calendar and files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from litestar import Request

from game.commitments import Origin
from game.participants import Participant
from game.searches import sought_in
from game.typed import date_of
from server.days import today_of
from server.pages.commitments.narrowing import Known, Query
from server.pages.commitments.words import statuses_of
from server.pages.filters import page_number, unknown_names
from server.queries.commitments import (
    Filters,
    Order,
    count_of,
    has_pillar,
    league_names,
    pillar_names,
    recommended_texts,
    topic_names,
)
from server.queries.participants import participants_named, state_names

LONGEST_SEARCH: Final = 120
LONGEST_CODE: Final = 40
# What narrows the list or gives its order.
NAMES: Final = frozenset(
    {"gobierno", "estado", "liga", "pilar", "tema", "origen", "situacion"}
    | {"desde", "hasta", "texto", "orden"}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, what is looked for, and how the codes in it are called."""

    query: Query
    filters: Filters
    known: Known


@dataclass(frozen=True, slots=True)
class Looking:
    """A page on many commitments as it is asked for: narrowed to what, which of its pages, when.

    `whose`: the one government it is narrowed to, if it is one that is known.
    """

    query: Query
    filters: Filters
    whose: Participant | None
    page: int
    today: date


async def looking(
    request: Request[Any, Any, Any], now: datetime, *, is_dated: bool = False
) -> Looking:
    """How a page is asked for. `is_dated`: it says itself between which days it is."""
    query = (await asked_of(request.query_params)).query
    if is_dated:
        query = replace(query, due_from="", due_to="")
    named = await participants_named([query.participant] if query.participant else ())
    return Looking(
        query=query,
        filters=filters_of(query),
        whose=named.get(query.participant),
        page=page_number(request.query_params.get("pagina", "")),
        today=today_of(now),
    )


async def asked_of(asked: Mapping[str, str]) -> Asked:
    """What an address asks for. A code that nobody knows narrows nothing and is asked no more."""
    query = query_of(asked)
    known = await known_now()
    seen = query
    query = replace(
        seen,
        participant=query.participant if await _is_known(query.participant) else "",
        state=_of(query.state, known.states),
        league=_of(query.league, known.leagues),
        pillar=_of(query.pillar, known.pillars)
        or (query.pillar if await has_pillar(query.pillar) else ""),
        topic=_of(query.topic, known.topics),
    )
    lost = tuple(pair for pair in seen.narrowing if pair[0] not in dict(query.narrowing))
    strange = unknown_names(asked, NAMES)
    query = replace(query, ignored=(*lost, *seen.ignored, *strange))
    return Asked(query, filters_of(query), known)


async def known_now() -> Known:
    """The names of all that a list can be narrowed to."""
    return Known(
        states=await state_names(),
        pillars=await pillar_names(),
        goals=await recommended_texts(),
        leagues=await league_names(),
        topics=await topic_names(),
    )


def query_of(asked: Mapping[str, str]) -> Query:
    """The filters as they stand in an address; what it does not name narrows nothing."""
    typed = {name: value.replace("\x00", "") for name, value in asked.items()}
    readable: Mapping[str, Callable[[str], object]] = {
        "origen": set(Origin).__contains__,
        "situacion": statuses_of,
        "orden": set(Order).__contains__,
        "desde": date_of,
        "hasta": date_of,
    }
    unread = tuple(
        (name, typed[name])
        for name, reads in readable.items()
        if typed.get(name, "").strip() and not reads(typed[name])
    )
    return Query(
        participant=typed.get("gobierno", "")[:LONGEST_CODE],
        state=typed.get("estado", "")[:LONGEST_CODE],
        league=typed.get("liga", "")[:LONGEST_CODE],
        pillar=typed.get("pilar", "")[:LONGEST_CODE],
        topic=typed.get("tema", "")[:LONGEST_CODE],
        origin=typed.get("origen", "") if typed.get("origen") in set(Origin) else "",
        status=typed.get("situacion", "") if statuses_of(typed.get("situacion", "")) else "",
        due_from=typed.get("desde", ""),
        due_to=typed.get("hasta", ""),
        text=typed.get("texto", "").strip()[:LONGEST_SEARCH],
        order=typed.get("orden", "") if typed.get("orden") in set(Order) else "",
        ignored=unread,
    )


def filters_of(query: Query) -> Filters:
    """What is looked for; what cannot be read narrows nothing."""
    return Filters(
        participant=query.participant,
        state=query.state,
        league=query.league,
        pillar=query.pillar,
        topic=query.topic,
        origin=Origin(query.origin) if query.origin in set(Origin) else None,
        statuses=statuses_of(query.status),
        due_from=date_of(query.due_from),
        due_to=date_of(query.due_to),
        text=query.text,
        order=_order_of(query),
    )


def _order_of(query: Query) -> Order:
    """As asked; else the best match where words are looked for, and what is due next otherwise."""
    usual = Order.MATCH if sought_in(query.text) else Order.DUE
    asked = Order(query.order) if query.order in set(Order) else usual
    return usual if asked is Order.MATCH else asked


def _of(code: str, known: Mapping[str, object]) -> str:
    return code if code in known else ""


async def _is_known(participant: str) -> bool:
    """A commitment outlives the list of participants it came with."""
    if not participant:
        return False
    return bool(await participants_named([participant])) or bool(await count_of(participant))
