"""Índice: the published index of an edition, and the snapshot it can be recomputed from."""

import asyncio
from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.rules import RuleBroken
from server.assets import MAP, Assets
from server.csvs import csv_of
from server.pages.ranking import ranking_page, ranking_table
from server.people import Person
from server.policy import POLICIES
from server.queries.editions import rules_of
from server.queries.errata import errata_of
from server.queries.results import Published, public_editions, published_to_all, snapshot_document
from server.tagged import public_document, public_table, unchanged


@get("/", name="ranking_latest")
async def show_latest(request: Request[Any, Any, Any]) -> Redirect:
    editions = await public_editions()
    if not editions:
        raise RuleBroken("nothing-published")
    return Redirect(request.app.route_reverse("ranking", edition=editions[0]), status_code=303)


@get("/{edition:str}", name="ranking")
async def show_ranking(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    assets: NamedDependency[Assets],
    visitor: NamedDependency[Person | None],
    liga: FromQuery[str] = "",
) -> Template:
    found = await published_to_all(edition)
    rules = await rules_of(edition)
    codes = [league.code for league in rules.edition.leagues]
    page = ranking_page(
        rules.edition,
        rules.questionnaire,
        found.results,
        found.firmness,
        league=liga if liga in codes else codes[0],
        editions=await public_editions(),
        sha256=found.sha256,
        published_at=found.published_at,
        erratum=await _erratum(found),
        svg=assets.text(MAP),
        url=request.app.route_reverse,
        may_export=POLICIES["export"].allows(visitor),
    )
    return HTMXTemplate(template_name="pages/ranking.html", context={"page": page})


async def _erratum(found: Published) -> tuple[str, bool] | None:
    """Why what was published is being looked at again or, since it was, was put right."""
    errata = await errata_of(found.edition)
    reasons = [each.reason for each in errata if each.is_open]
    if reasons:
        return reasons[0], True
    return (found.note, False) if found.number > 1 else None


@get("/{edition:str}/indice.csv", name="ranking_table")
async def send_table(request: Request[Any, Any, Any], edition: FromPath[str]) -> Response[bytes]:
    found = await published_to_all(edition)
    content = await asyncio.to_thread(_table, found)
    return public_table(request, content, f'attachment; filename="indice-{edition}.csv"')


def _table(found: Published) -> bytes:
    """Of thousands of governments it takes a moment."""
    return csv_of(ranking_table(found.rules, found.questionnaire, found.results, found.firmness))


@get("/{edition:str}/instantanea.json", name="snapshot")
async def download_snapshot(
    request: Request[Any, Any, Any], edition: FromPath[str]
) -> Response[bytes]:
    found = await published_to_all(edition)
    if (same := unchanged(request, found.sha256)) is not None:
        return same
    document, digest = await snapshot_document(edition)
    name = f'attachment; filename="liga-{edition}.json"'
    return public_document(request, document.encode(), digest, name)


router = Router(
    "/indicador", route_handlers=[show_latest, show_ranking, send_table, download_snapshot]
)
