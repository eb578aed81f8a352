"""Marca de lo publicado: a document for everybody that says by its tag whether it has changed."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from litestar import Request, Response
from litestar.datastructures import ETag
from litestar.response import File

from server.storage import disposition_of

JSON: Final = "application/json"
ZIP: Final = "application/zip"
# One part of a file: 0-99, 100- or -100.
PART: Final = re.compile(r"bytes=(?P<first>[0-9]{0,15})-(?P<last>[0-9]{0,15})")
# Whoever keeps it, a proxy too, asks each time whether it still holds: an erratum shows at once.
# It is the same in every language and for every visitor.
SHARED: Final[Mapping[str, str]] = MappingProxyType(
    {"Cache-Control": "public, no-cache", "Vary": "Accept-Encoding"}
)
# How long a picture or a feed may be shown without asking whether it still holds.
SHORTLY: Final = "public, max-age=300"
NOTHING_MORE: Final[Mapping[str, str]] = MappingProxyType({})
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


def public_file(
    request: Request[Any, Any, Any], path: Path, digest: str, media_type: str, filename: str
) -> Response[Any]:
    """A file on the disk that never changes; of one that is packed inside, also a part of it."""
    headers = {**_headers(digest), "Content-Disposition": disposition_of(filename)}
    if (same := unchanged(request, digest)) is not None:
        return same
    if media_type == ZIP:
        headers["Accept-Ranges"] = "bytes"
        part = _part_of(request, path.stat().st_size, headers["ETag"])
        if part is not None:
            return _partial(path, *part, headers)
    return File(path, media_type=media_type, etag=ETag(value=digest), headers=headers)


def _part_of(request: Request[Any, Any, Any], size: int, tag: str) -> tuple[int, int, int] | None:
    """First and last byte of the one part that is asked for, and the size of the whole.

    None where the whole is to be sent: nothing or several parts are asked for, or those of another
    file. The last byte is before the first one where there is no such part.
    """
    asked = PART.fullmatch(request.headers.get("Range", ""))
    if asked is None or request.headers.get("If-Range", tag) != tag:
        return None
    first, last = asked["first"], asked["last"]
    if not first:
        return max(size - int(last), 0) if last else size, size - 1, size
    return int(first), min(int(last), size - 1) if last else size - 1, size


def _partial(
    path: Path, first: int, last: int, size: int, headers: dict[str, str]
) -> Response[bytes]:
    if last < first:
        beyond = {**headers, "Content-Range": f"bytes */{size}"}
        return Response(b"", status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=beyond)
    with path.open("rb") as file:
        file.seek(first)
        content = file.read(last - first + 1)
    told = {**headers, "Content-Range": f"bytes {first}-{last}/{size}"}
    return Response(content, status_code=HTTPStatus.PARTIAL_CONTENT, media_type=ZIP, headers=told)


def shared_document(
    request: Request[Any, Any, Any],
    content: bytes,
    media_type: str,
    *,
    modified: datetime | None = None,
    more: Mapping[str, str] = NOTHING_MORE,
) -> Response[bytes]:
    """What programs ask for again and again, in the language of its address: told when it is new.

    `modified`: when the last of it happened, for those that remember a time and no tag.
    """
    headers = {
        **more,
        "Cache-Control": SHORTLY,
        "Vary": SHARED["Vary"],
        "ETag": f'"{hashlib.sha256(content).hexdigest()}"',
    }
    if modified is not None:
        headers["Last-Modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    if _is_known(request, headers["ETag"], modified):
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def _is_known(request: Request[Any, Any, Any], tag: str, modified: datetime | None) -> bool:
    """By its tag; by its time only where whoever asks names no tag."""
    if "If-None-Match" in request.headers or modified is None:
        return knows(request, tag)
    try:
        seen = parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
    except ValueError:
        return False
    return seen.tzinfo is not None and modified.replace(microsecond=0) <= seen


def unchanged(request: Request[Any, Any, Any], digest: str) -> Response[bytes] | None:
    """That it still holds, to whoever has it: before it is even read, where it is large."""
    headers = _headers(digest)
    if not knows(request, headers["ETag"]):
        return None
    return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)


def _headers(digest: str) -> dict[str, str]:
    return {**SHARED, "ETag": f'"{digest}"'}
