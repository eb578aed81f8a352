"""Robustez: how firm the published places are, as a page, as a table and as data."""

import asyncio
import hashlib
from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from indicators.canonical import canonical_bytes
from indicators.firmness import Unsettled, firmness_document
from server.csvs import csv_of
from server.pages.robustness import robustness_page, robustness_table
from server.queries.results import Published, published_to_all, unsettled_in
from server.tagged import public_document, public_table


@get("/{edition:str}/robustez", name="robustness")
async def show_robustness(
    request: Request[Any, Any, Any], edition: FromPath[str], liga: FromQuery[str] = ""
) -> Template:
    found = await published_to_all(edition)
    codes = [league.code for league in found.rules.leagues]
    page = robustness_page(
        found.rules,
        found.questionnaire,
        found.results,
        found.firmness,
        await unsettled_in(found),
        league=liga if liga in codes else codes[0],
        sha256=found.sha256,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/robustness.html", context={"page": page})


@get("/{edition:str}/robustez.csv", name="robustness_table")
async def send_table(request: Request[Any, Any, Any], edition: FromPath[str]) -> Response[bytes]:
    found = await published_to_all(edition)
    content = await asyncio.to_thread(_table, found)
    return public_table(request, content, f'attachment; filename="robustez-{edition}.csv"')


def _table(found: Published) -> bytes:
    """Of thousands of governments it takes a moment."""
    return csv_of(robustness_table(found.rules, found.results, found.firmness))


@get("/{edition:str}/robustez.json", name="robustness_document")
async def send_document(request: Request[Any, Any, Any], edition: FromPath[str]) -> Response[bytes]:
    found = await published_to_all(edition)
    content = await asyncio.to_thread(_document, found, await unsettled_in(found))
    digest = hashlib.sha256(content).hexdigest()
    return public_document(
        request, content, digest, f'attachment; filename="robustez-{edition}.json"'
    )


def _document(found: Published, unsettled: Unsettled | None) -> bytes:
    """Of thousands of governments it takes a moment."""
    told = firmness_document(found.results, found.firmness, unsettled, found.sha256)
    return canonical_bytes(told)


router = Router("/indicador", route_handlers=[show_robustness, send_table, send_document])
