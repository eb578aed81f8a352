"""Envíos: a public list sent whole, as a table or as a document, with what it says of itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from game.commitments import Commitment
from game.participants import Participant
from game.voices import Disagreement
from indicators.canonical import canonical_bytes, digest_of, plain
from server.csvs import csv_of
from server.days import today_of
from server.listing import Asked
from server.pages.lists import Around, Json, Row, Shared, filename_of
from server.queries.commitments import AT_ONCE
from server.queries.entries import leagues_now
from server.queries.recommendations import answered_items
from server.settings import Settings
from server.storage import disposition_of
from server.tagged import public_document, public_table
from server.voices import disagreements_of

Asking = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Whole:
    """A public list as it was asked for, ready to be written as a table and as a document.

    `name`: what its files are called; `whose`: of whom it is, where that belongs in their name.
    """

    name: str
    shared: Shared
    table: Callable[[], Iterable[Row]]
    document: Callable[[], Json]
    whose: str = ""


Gather = Callable[[Asking, datetime, Settings], Awaitable[Whole]]


def two_files(path: str, table: str, document: str, gather: Gather) -> list[HTTPRouteHandler]:
    """The routes of a list for spreadsheet programs and for programs: both gather it alike.

    `path`: the address of its page; `table`, `document`: what the two are called in the policy.
    """

    @get(f"{path}.csv", name=table)
    async def send_table(
        request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
    ) -> Response[bytes]:
        whole = await gather(request, now, settings)
        name = filename_of(whole.name, whole.shared, "csv", whole.whose)
        return await table_of(request, whole.table(), name)

    @get(f"{path}.json", name=document)
    async def send_document(
        request: Asking, now: NamedDependency[datetime], settings: NamedDependency[Settings]
    ) -> Response[bytes]:
        whole = await gather(request, now, settings)
        name = filename_of(whole.name, whole.shared, "json", whole.whose)
        return await document_of(request, whole.document, name)

    return [send_table, send_document]


def shared_of(
    request: Asking,
    now: datetime,
    settings: Settings,
    pairs: Sequence[tuple[str, str]] = (),
    ignored: Sequence[tuple[str, str]] = (),
) -> Shared:
    """What a list says of itself. `pairs`: what narrows it; `ignored`: what nobody knows."""

    def whole(name: str, **of: object) -> str:
        return f"{settings.public_url}{request.app.route_reverse(name, **of)}"

    is_synthetic = bool(request.app.state.get("synthetic", False))
    narrowing = tuple(pair for pair in pairs if pair not in ignored)
    return Shared(today_of(now), narrowing, is_synthetic, whole, ignored)


async def around_of(
    found: Sequence[tuple[Commitment, Participant]], asked: Asked, now: datetime
) -> Around:
    """What these commitments are told with."""
    voices: dict[int, Sequence[Disagreement]] = {}
    for first in range(0, len(found), AT_ONCE):
        some = [commitment for commitment, _whose in found[first : first + AT_ONCE]]
        voices |= await disagreements_of(some, today_of(now))
    items = await answered_items(commitment for commitment, _whose in found)
    return Around(asked.known, await leagues_now(), voices, items)


async def table_of(request: Asking, rows: Iterable[Row], name: str) -> Response[bytes]:
    """A CSV to be kept. Of thousands of rows it takes a moment, in which others are answered."""
    content = await asyncio.to_thread(csv_of, rows)
    return public_table(request, content, disposition_of(name))


async def document_of(request: Asking, make: Callable[[], Json], name: str) -> Response[bytes]:
    """What was made, for programs, by its digest."""
    document = await asyncio.to_thread(lambda: plain(make()))
    content = await asyncio.to_thread(canonical_bytes, document)
    return public_document(request, content, digest_of(document), disposition_of(name))
