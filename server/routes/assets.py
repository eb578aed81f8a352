"""Recursos: styles, scripts and images, to be kept for ever."""

from typing import Any

from litestar import Response, Router, get
from litestar.connection import Request
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from server.assets import Assets

KEPT = "public, max-age=31536000, immutable"


@get("/recursos/{build:str}/{name:path}", name="assets")
async def show_asset(
    request: Request[Any, Any, Any],
    build: FromPath[str],
    name: FromPath[str],
    assets: NamedDependency[Assets],
) -> Response[bytes]:
    asset = assets.find(build, name)
    if asset is None:
        raise NotFoundException
    headers = {"Cache-Control": KEPT, "Vary": "Accept-Encoding"}
    content = asset.content
    if asset.packed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        content = asset.packed
        headers["Content-Encoding"] = "gzip"
    return Response(content, media_type=asset.media_type, headers=headers)


router = Router("/", route_handlers=[show_asset])
