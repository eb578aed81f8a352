"""Seguir: a page that is followed as it moves or, where no stream is to be had, asked for anew."""

from http import HTTPStatus
from typing import Any, cast

from litestar import Request, Response
from litestar.enums import MediaType
from litestar.types import ASGIApp

from server.live import Hub, LiveResponse, Topic, watched_from
from server.security import token_hash
from server.tagged import knows

# In the address of a stream: not the stream, but what it would show now.
ASKED = "sondeo"


async def followed(
    hub: Hub, request: Request[Any, Any, Any], topic: Topic, *, is_public: bool
) -> ASGIApp:
    """The stream of a page or, where the address asks for that, the page as it stands.

    Refused with `Crowded` where there is no room for one more stream; to ask there always is.
    """
    if ASKED in request.query_params:
        return await _as_it_stands(hub, request, topic)
    address, seen = watched_from(request, request.query_params.get("desde", ""))
    hub.admit(address)
    if is_public:
        return _app(LiveResponse(hub, topic, address=address, seen=seen))
    life, session = hub.limits.signed_in_life, token_hash(request.auth)
    return _app(LiveResponse(hub, topic, address=address, seen=seen, life=life, session=session))


async def _as_it_stands(hub: Hub, request: Request[Any, Any, Any], topic: Topic) -> ASGIApp:
    """Those who watch have it drawn already; who has that version is told so and nothing else."""
    frame = await hub.newest(topic)
    tag = f'"{frame.version}"'
    headers = {"ETag": tag}
    if knows(request, tag):
        answer = Response("", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    else:
        answer = Response(frame.whole(), media_type=MediaType.HTML, headers=headers)
    return answer.to_asgi_response(app=None, request=request)


def _app(response: LiveResponse) -> ASGIApp:
    """The library names the same types after another framework."""
    return cast("ASGIApp", response)
