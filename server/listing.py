"""Lista de compromisos: what an address asks for, on the page, in its feed and in its calendar."""

from collections.abc import Mapping
from typing import Final

from game.typed import date_of
from server.pages.commitments import Query, statuses_of
from server.queries.commitments import Filters

LONGEST_SEARCH: Final = 120


def query_of(asked: Mapping[str, str]) -> Query:
    """The filters as they stand in an address; what it does not name narrows nothing."""
    words = asked.get("texto", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    return Query(
        participant=asked.get("gobierno", ""),
        state=asked.get("estado", ""),
        pillar=asked.get("pilar", ""),
        status=asked.get("situacion", ""),
        due_from=asked.get("desde", ""),
        due_to=asked.get("hasta", ""),
        text=words,
    )


def filters_of(query: Query) -> Filters:
    """What is looked for; what cannot be read narrows nothing."""
    return Filters(
        participant=query.participant,
        state=query.state,
        pillar=query.pillar,
        statuses=statuses_of(query.status),
        due_from=date_of(query.due_from),
        due_to=date_of(query.due_to),
        text=query.text,
    )
