"""Documentos: a file of evidence, to be saved and never shown inside the page."""

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File

from server.documents import storage_of
from server.people import GOVERNMENT, Person
from server.policy import check_own
from server.queries.documents import FILE, document_of
from server.settings import Settings
from server.storage import DOWNLOAD_HEADERS, disposition_of


@get("/documentos/{id:str}", name="document")
async def download(
    id: FromPath[str],  # noqa: A002 - the name in the address
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
) -> File:
    document = await document_of(id)
    if person.role in GOVERNMENT:
        check_own(person, document.participant)
    path = storage_of(settings).path_of(document.sha256) if document.kind == FILE else None
    if path is None or not path.exists():
        raise NotFoundException
    return File(
        path=path,
        filename=document.filename,
        media_type=document.media_type,
        content_disposition_type="attachment",
        headers={**DOWNLOAD_HEADERS, "Content-Disposition": disposition_of(document.filename)},
    )


router = Router("/", route_handlers=[download])
