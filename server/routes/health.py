"""Salud: whether the process and its database answer, for whoever keeps the server running."""

import logging

from litestar import Response, Router, get

from server.queries.site import is_reachable

logger = logging.getLogger("liga")


@get("/salud", name="health")
async def show_health() -> Response[dict[str, str]]:
    try:
        await is_reachable()
    except Exception:
        logger.exception("the database does not answer")
        return Response({"database": "unreachable"}, status_code=503)
    return Response({"database": "ok"})


router = Router("/", route_handlers=[show_health])
