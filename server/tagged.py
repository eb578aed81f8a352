"""Marca de lo publicado: a document for everybody that says by its tag whether it has changed."""

import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from litestar import Request, Response

JSON: Final = "application/json"
# Whoever keeps it, a proxy too, asks each time whether it still holds: an erratum shows at once.
# It is the same in every language and for every visitor.
SHARED: Final[Mapping[str, str]] = MappingProxyType(
    {"Cache-Control": "public, no-cache", "Vary": "Accept-Encoding"}
)
# What a language is chosen by, besides the address.
SPOKEN: Final = f"{SHARED['Vary']}, Accept-Language, Cookie"


def knows(request: Request[Any, Any, Any], tag: str) -> bool:
    """Whether whoever asks has it already: a browser may know several, or ask of whichever it is.

    A proxy that packs what passes weakens the tag; here both are the same.
    """
    given = request.headers.get("If-None-Match", "")
    known = {each.strip().removeprefix("W/") for each in given.split(",")}
    return tag in known or "*" in known


def public_document(
    request: Request[Any, Any, Any], content: bytes, digest: str, disposition: str
) -> Response[bytes]:
    """The bytes that a SHA-256 tells from all others; not one where they are there already."""
    headers = {"Content-Disposition": disposition, **_headers(digest)}
    return unchanged(request, digest) or Response(content, media_type=JSON, headers=headers)


def public_table(
    request: Request[Any, Any, Any], content: bytes, disposition: str
) -> Response[bytes]:
    """A CSV for everybody, with its header in the language of whoever asks: it varies with that."""
    headers = {**_headers(hashlib.sha256(content).hexdigest()), "Vary": SPOKEN}
    if knows(request, headers["ETag"]):
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers["Content-Disposition"] = disposition
    return Response(content, media_type="text/csv", headers=headers)


def unchanged(request: Request[Any, Any, Any], digest: str) -> Response[bytes] | None:
    """That it still holds, to whoever has it: before it is even read, where it is large."""
    headers = _headers(digest)
    if not knows(request, headers["ETag"]):
        return None
    return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)


def _headers(digest: str) -> dict[str, str]:
    return {**SHARED, "ETag": f'"{digest}"'}
