"""Distintivos y tarjetas: how commitments stand, for pages of others. No cookie, no script."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import MediaType, Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from game.commitments import Status
from server.days import today_of
from server.i18n import speaking, spoken_in
from server.pages import embeds
from server.pages.embeds import (
    Card,
    commitment_badge,
    commitment_card,
    participant_badge,
    participant_card,
)
from server.queries.commitments import Filters, commitment_of, counts_where, recommended_texts
from server.queries.editions import participant_of
from server.security import EMBEDDED
from server.settings import Settings
from server.tagged import shared_document


@get("/compromisos/{id:int}/distintivo.svg", name="commitment_badge")
async def send_commitment_badge(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002  (the name in the address)
    now: NamedDependency[datetime],
) -> Response[bytes]:
    found = await commitment_of(id)
    with speaking(spoken_in(request.query_params)):
        picture = commitment_badge(
            found.commitment,
            found.participant,
            today_of(now),
            is_synthetic=_is_synthetic(request),
        )
    return shared_document(request, picture, embeds.MEDIA_TYPE, more=EMBEDDED)


@get("/compromisos/{id:int}/tarjeta", name="commitment_card")
async def send_commitment_card(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    found, goals = await commitment_of(id), await recommended_texts()
    with speaking(spoken_in(request.query_params)):
        card = commitment_card(
            found.commitment,
            found.participant,
            goals=goals,
            site=settings.public_url,
            today=today_of(now),
            url=request.app.route_reverse,
        )
        return _shown(request, card)


@get("/gobiernos/{code:str}/distintivo.svg", name="participant_badge")
async def send_participant_badge(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    participant, counts = await participant_of(code), await _counts(code, now)
    with speaking(spoken_in(request.query_params)):
        picture = participant_badge(participant, counts, is_synthetic=_is_synthetic(request))
    return shared_document(request, picture, embeds.MEDIA_TYPE, more=EMBEDDED)


@get("/gobiernos/{code:str}/tarjeta", name="participant_card")
async def send_participant_card(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    participant, counts = await participant_of(code), await _counts(code, now)
    with speaking(spoken_in(request.query_params)):
        url = request.app.route_reverse
        card = participant_card(participant, counts, site=settings.public_url, url=url)
        return _shown(request, card)


async def _counts(participant: str, now: datetime) -> Mapping[Status, int]:
    return await counts_where(Filters(participant=participant), today_of(now))


def _shown(request: Request[Any, Any, Any], card: Card) -> Response[bytes]:
    """A page without anything of whoever looks at it: the same for everybody."""
    engine: Any = request.app.template_engine
    template = engine.get_template("pages/embedded.html")
    html = template.render(card=card, synthetic=_is_synthetic(request))
    return shared_document(request, html.encode(), MediaType.HTML, more=EMBEDDED)


def _is_synthetic(request: Request[Any, Any, Any]) -> bool:
    return bool(request.app.state.get("synthetic", False))


router = Router(
    "/",
    route_handlers=[
        send_commitment_badge,
        send_commitment_card,
        send_participant_badge,
        send_participant_card,
    ],
)
