"""Libros en la puerta: a workbook as a browser sends it, and as one is handed over."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, BinaryIO, Final, cast

from litestar import Response
from litestar.datastructures import UploadFile
from litestar.plugins.htmx import ClientRedirect, HTMXRequest, HTMXTemplate
from litestar.response import Redirect, Template

from game.rules import RuleBroken
from server.contents import XLSX
from server.forms import LONGEST_LINE, Fields
from server.pages.books import BookPage
from server.problems import SENTENCES, sentence_of
from server.storage import DOWNLOAD_HEADERS, disposition_of

MEGABYTES: Final = 10


def start(page_of: Callable[[str], BookPage], broken: RuleBroken | None) -> Template:
    """The page to begin with; a file that was refused is told beside its field."""
    error = sentence_of(broken.code, broken.facts) if broken else ""
    return HTMXTemplate(
        template_name="pages/book.html",
        context={"page": page_of(error)},
        status_code=SENTENCES[broken.code].status if broken else HTTPStatus.OK,
    )


def sent_book(fields: Fields, missing: str) -> tuple[BinaryIO, str]:
    """The file of a form and its name; refused by the code `missing` where none was chosen."""
    files = [each for each in fields.getall("file", []) if isinstance(each, UploadFile)]
    if not files or not files[0].filename:
        raise RuleBroken(missing)
    return cast("BinaryIO", files[0].file), files[0].filename[:LONGEST_LINE]


def book_file(content: bytes, name: str) -> Response[bytes]:
    """A workbook that the browser saves under that name."""
    headers = {**DOWNLOAD_HEADERS, "Content-Disposition": disposition_of(name)}
    return Response(content, media_type=XLSX, headers=headers)


def goes_to(request: HTMXRequest, address: str) -> Response[Any]:
    """On to a page; the script that sent a file goes there by itself."""
    if request.htmx:
        return ClientRedirect(redirect_to=address)
    return Redirect(address, status_code=303)
