"""Lugares y participantes: places as INEGI lists them, and who is entered in which edition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from game.participants import MUNICIPALITY, Participant
from server.db import params, statement, write_many
from server.imports.places import Place
from server.queries.searches import rename
from server.tables.participants import EntryRow, ParticipantRow, PlaceRow

KEEP_PLACE = statement(
    PlaceRow.insert(params(PlaceRow)).on_conflict(
        target=PlaceRow.code,
        action="DO UPDATE",
        values=[
            PlaceRow.kind,
            PlaceRow.name,
            PlaceRow.state,
            PlaceRow.head_town,
            PlaceRow.population,
        ],
    )
)
KEEP_PARTICIPANT = statement(
    ParticipantRow.insert(params(ParticipantRow)).on_conflict(
        target=ParticipantRow.code,
        action="DO UPDATE",
        values=[
            ParticipantRow.kind,
            ParticipantRow.name,
            ParticipantRow.place,
            ParticipantRow.population,
        ],
    )
)
ENTER = statement(
    EntryRow.insert(params(EntryRow)).on_conflict(
        target=(EntryRow.edition, EntryRow.participant),
        action="DO UPDATE",
        values=[EntryRow.league],
    )
)


async def keep_places(places: Sequence[Place]) -> int:
    """Add the places or bring them up to date; how many were given."""
    await write_many(KEEP_PLACE, [asdict(place) for place in places])
    return len(places)


async def keep_participants(participants: Iterable[Participant]) -> None:
    """Add the participants or bring them up to date. A government's place has its own code.

    A municipality goes by its name and its state's: twelve are called like their state, and there
    is a Juárez in several.
    """
    states = await state_names()
    rows = [
        {
            "code": each.code,
            "kind": each.kind,
            "name": _full_name(each, states),
            "place": each.code,
            "population": each.population,
        }
        for each in participants
    ]
    await write_many(KEEP_PARTICIPANT, rows)
    await rename({str(row["code"]): str(row["name"]) for row in rows})


def _full_name(participant: Participant, states: Mapping[str, str]) -> str:
    state = states.get(participant.state)
    if participant.kind != MUNICIPALITY or not state:
        return participant.name
    return f"{participant.name}, {state}"


async def enter(edition: str, leagues: Mapping[str, str]) -> None:
    """Enter participants (code -> league code) in an edition."""
    rows = [
        {"edition": edition, "participant": participant, "league": league}
        for participant, league in leagues.items()
    ]
    await write_many(ENTER, rows)


async def count_places() -> tuple[int, int]:
    """How many states and how many municipalities are known."""
    states = await PlaceRow.count().where(PlaceRow.kind == "state")
    municipalities = await PlaceRow.count().where(PlaceRow.kind == "municipality")
    return states, municipalities


async def state_names() -> dict[str, str]:
    """Two-digit code of each state to its name."""
    rows = await PlaceRow.select(PlaceRow.code, PlaceRow.name).where(PlaceRow.kind == "state")
    return {row["code"]: row["name"] for row in rows}


async def everybody() -> tuple[Participant, ...]:
    """Every participant there is, by code."""
    rows = await ParticipantRow.raw(
        "SELECT participant.code AS code, participant.kind AS kind, participant.name AS name,"
        " participant.population AS population, place.state AS state FROM participant"
        " LEFT JOIN place ON place.code = participant.place ORDER BY participant.code"
    )
    return tuple(
        Participant(row["code"], row["kind"], row["name"], row["state"] or "", row["population"])
        for row in rows
    )


async def participants_named(codes: Iterable[str]) -> Mapping[str, Participant]:
    """These participants by code, each with its state; those that do not exist are left out."""
    wanted = sorted(codes)
    if not wanted:
        return {}
    rows = await ParticipantRow.select().where(ParticipantRow.code.is_in(wanted))
    places = await _states_of([row["place"] for row in rows if row["place"]])
    return {
        row["code"]: Participant(
            row["code"],
            row["kind"],
            row["name"],
            places.get(row["place"], ""),
            row["population"],
        )
        for row in rows
    }


async def _states_of(places: Sequence[str]) -> Mapping[str, str]:
    if not places:
        return {}
    rows = await PlaceRow.select(PlaceRow.code, PlaceRow.state).where(
        PlaceRow.code.is_in(list(places))
    )
    return {row["code"]: row["state"] for row in rows}
