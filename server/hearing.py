"""Lista de observaciones: what an address asks for, on its page, in its feed and in its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from game.reports import Status
from game.typed import date_of, whole_number
from server.days import today_of
from server.pages.filters import known_and_ignored
from server.pages.report_filters import NAMES, SITUATIONS, Choices, Query
from server.queries.commitments import league_names, listed_of, topic_names
from server.queries.participants import participants_named, state_names
from server.queries.reports import Filters, reported_participants

LONGEST_SEARCH: Final = 120
LONGEST_TYPED: Final = 40


@dataclass(frozen=True, slots=True)
class Heard:
    """What the list of reports is asked for: as its address says it, and as it is looked for."""

    query: Query
    filters: Filters


async def heard_in(address: Mapping[str, str], now: datetime) -> Heard:
    """How the list of reports is asked for. What nobody knows narrows nothing, and is told."""
    typed = {name: value.replace("\x00", "").strip() for name, value in address.items()}
    said = {name: typed.get(name, "")[:LONGEST_TYPED] for name in NAMES}
    said["texto"] = typed.get("texto", "")[:LONGEST_SEARCH]
    known = await _known(said)
    pairs, ignored = known_and_ignored(
        [(name, value, known[name]) for name, value in said.items()], typed
    )
    query = Query(dict(pairs), ignored, typed_dates(said))
    return Heard(query, filters_of(query, today_of(now)))


async def choices_now() -> Choices:
    """What the filters of the list offer."""
    return Choices(
        participants=await reported_participants(),
        states=await state_names(),
        leagues=await league_names(),
        topics=await topic_names(),
    )


def typed_dates(said: Mapping[str, str]) -> tuple[str, str]:
    """Both dates as they were typed: what cannot be read stays in its field."""
    return said["desde"], said["hasta"]


def filters_of(query: Query, today: date) -> Filters:
    """What is looked for. `today`: a clock that ended before this day is over."""
    asked = query.asked
    return Filters(
        participant=asked.get("gobierno", ""),
        state=asked.get("estado", ""),
        league=asked.get("liga", ""),
        topic=asked.get("tema", ""),
        commitment=whole_number(asked.get("compromiso", "")),
        status=Status(asked["situacion"]) if "situacion" in asked else None,
        since=date_of(asked.get("desde", "")),
        until=date_of(asked.get("hasta", "")),
        text=asked.get("texto", ""),
        today=today,
    )


async def _known(said: Mapping[str, str]) -> Mapping[str, bool]:
    """Of each name that narrows the list, whether what was asked by it is something known."""
    number = whole_number(said["compromiso"])
    return {
        "texto": True,
        "situacion": said["situacion"] in SITUATIONS,
        "gobierno": bool(await participants_named([said["gobierno"]])),
        "estado": said["estado"] in await state_names(),
        "liga": said["liga"] in await league_names(),
        "tema": said["tema"] in await topic_names(),
        "compromiso": number is not None and bool(await listed_of([number])),
        "desde": date_of(said["desde"]) is not None,
        "hasta": date_of(said["hasta"]) is not None,
    }
