"""Envíos: a public list sent whole, as a table or as a document, with what it says of itself."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response

from game.commitments import Commitment
from game.participants import Participant
from game.voices import Disagreement
from indicators.canonical import canonical_bytes, digest_of, plain
from server.csvs import csv_of
from server.days import today_of
from server.listing import Asked
from server.pages.lists import Around, Json, Row, Shared
from server.queries.commitments import AT_ONCE
from server.queries.entries import leagues_now
from server.settings import Settings
from server.storage import disposition_of
from server.tagged import public_document, public_table
from server.voices import disagreements_of

Asking = Request[Any, Any, Any]


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
    return Shared(today_of(now), pairs, is_synthetic, whole, ignored)


async def around_of(
    found: Sequence[tuple[Commitment, Participant]], asked: Asked, now: datetime
) -> Around:
    """What these commitments are told with."""
    voices: dict[int, Sequence[Disagreement]] = {}
    for first in range(0, len(found), AT_ONCE):
        some = [commitment for commitment, _whose in found[first : first + AT_ONCE]]
        voices |= await disagreements_of(some, today_of(now))
    return Around(asked.known, await leagues_now(), voices)


async def table_of(request: Asking, rows: Iterable[Row], name: str) -> Response[bytes]:
    """A CSV to be kept. Of thousands of rows it takes a moment, in which others are answered."""
    content = await asyncio.to_thread(csv_of, rows)
    return public_table(request, content, disposition_of(name))


async def document_of(request: Asking, make: "partial[Json]", name: str) -> Response[bytes]:
    """What was made, for programs, by its digest."""
    document = await asyncio.to_thread(lambda: plain(make()))
    content = await asyncio.to_thread(canonical_bytes, document)
    return public_document(request, content, digest_of(document), disposition_of(name))
