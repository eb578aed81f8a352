"""Datos abiertos: the packages of every published edition, as pages and as files."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import File, Redirect, Template

from indicators.open_data.package import Imprint
from server.open_data import KeptFile, kept_package, publication_of, saved_as
from server.pages.open_data import open_data_page, publication_page
from server.queries.open_data import everything_public, imprints_of
from server.settings import Settings
from server.tagged import public_file


@get("/", name="open_data")
async def show_open_data(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings]
) -> Template:
    editions = [
        [publication_of(await kept_package(each, settings)) for each in imprints]
        for imprints in await everything_public()
    ]
    page = open_data_page(editions, settings.public_url, request.app.route_reverse)
    return HTMXTemplate(template_name="pages/open_data.html", context={"page": page})


@get("/{edition:str}", name="open_data_latest")
async def show_latest(request: Request[Any, Any, Any], edition: FromPath[str]) -> Redirect:
    newest = (await imprints_of(edition))[0]
    return _to(request, "open_data_publication", edition=edition, dated=newest.dated)


@get("/{edition:str}/{dated:str}", name="open_data_publication")
async def show_publication(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    dated: FromPath[str],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    """The page of a publication; of a file, its address in the newest one."""
    imprints = await imprints_of(edition)
    newest = imprints[0]
    asked = _dated(imprints, dated)
    kept = await kept_package(asked or newest, settings)
    if asked is None:
        if kept.file(dated) is None:
            raise NotFoundException
        return _to(request, "open_data_file", edition=edition, dated=newest.dated, file=dated)
    url = request.app.route_reverse
    page = publication_page(publication_of(kept), newest, settings.public_url, url)
    return HTMXTemplate(template_name="pages/open_data_publication.html", context={"page": page})


@get("/{edition:str}/{dated:str}/{file:str}", name="open_data_file")
async def send_file(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    dated: FromPath[str],
    file: FromPath[str],
    settings: NamedDependency[Settings],
) -> File | Response[bytes]:
    imprint = _dated(await imprints_of(edition), dated)
    if imprint is None:
        raise NotFoundException
    found: KeptFile | None = (await kept_package(imprint, settings)).file(file)
    if found is None:
        raise NotFoundException
    return public_file(request, found.path, found.sha256, found.media_type, saved_as(imprint, file))


def _dated(imprints: tuple[Imprint, ...], name: str) -> Imprint | None:
    return next((each for each in imprints if each.dated == name), None)


def _to(request: Request[Any, Any, Any], name: str, **given: str) -> Redirect:
    """The newest one may be another one tomorrow."""
    return Redirect(request.app.route_reverse(name, **given), status_code=302)


router = Router("/datos", route_handlers=[show_open_data, show_latest, show_publication, send_file])
