"""Cuerpos: a form with files, read as it arrives: files go to the disk, texts stay short.

The framework's own reader holds a text of any length in memory, and leaves the file of a body that
is cut off or too large to be closed by chance. What is read here is what `request.form()` gives.
"""

from collections import defaultdict
from typing import Any, Final

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException
from litestar.types import Empty
from litestar.utils.scope.state import ScopeState
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
)

from game.rules import RuleBroken
from server.unsent import HELD, is_only_shown, unheld

URL_ENCODED: Final = "application/x-www-form-urlencoded"
CSRF: Final = "csrf"
MULTIPART: Final = "multipart/form-data"
KILOBYTE: Final = 1024
# All texts of a form together: as much as one without files may bring.
TEXTS_LIMIT: Final = 256 * KILOBYTE
MOST_PARTS: Final = 1_000


async def read_multipart(request: Request[Any, Any, Any]) -> None:
    """Read the fields of a form with files, once; any other body is left as it is."""
    state = ScopeState.from_scope(request.scope)
    content_type, options = request.content_type
    if state.form is not Empty or content_type != MULTIPART or "boundary" not in options:
        return
    reader = _Reader()
    try:
        with PushMultipartParser(
            options["boundary"].encode(), max_segment_count=MOST_PARTS
        ) as parser:
            async for chunk in request.stream():
                for part in parser.parse(chunk) if not parser.closed else ():
                    await reader.take(part)
        state.form = reader.fields()
    except MultipartError as error:
        await reader.close()
        raise ClientException("multipart form cannot be read") from error
    except BaseException:
        await reader.close()
        raise


async def read_held(request: Request[Any, Any, Any]) -> None:
    """Take out the form that the switch of languages sends inside its own, once."""
    state = ScopeState.from_scope(request.scope)
    is_asked = is_only_shown(request.method, request.scope["query_string"])
    if state.form is not Empty or not is_asked or request.content_type[0] != URL_ENCODED:
        return
    sent = unheld((await request.body()).decode("utf-8", "replace"))
    held, csrf = sent.get(HELD), sent.get(CSRF)
    if isinstance(held, str):
        state.form = {**unheld(held), **({CSRF: csrf} if csrf else {})}


class _Reader:
    """The parts of a form as they come: a head, pieces of its content, and None at its end."""

    def __init__(self) -> None:
        self._fields: defaultdict[str, list[UploadFile | str]] = defaultdict(list)
        self._segment: MultipartSegment | None = None
        self._file: UploadFile | None = None
        self._text = bytearray()
        self._left = TEXTS_LIMIT

    async def take(self, part: MultipartSegment | bytearray | None) -> None:
        if isinstance(part, MultipartSegment):
            self._begin(part)
        elif part is None:
            await self._end()
        elif self._file is not None:
            await self._file.write(part)
        else:
            self._left -= len(part)
            if self._left < 0:
                raise RuleBroken("form-too-large", limit=TEXTS_LIMIT // KILOBYTE)
            self._text.extend(part)

    def fields(self) -> dict[str, Any]:
        """One value for a name, or a list where there are several."""
        return {name: all_[0] if len(all_) == 1 else all_ for name, all_ in self._fields.items()}

    async def close(self) -> None:
        """Let all files go."""
        for value in (self._file, *(each for all_ in self._fields.values() for each in all_)):
            if isinstance(value, UploadFile):
                await value.close()

    def _begin(self, segment: MultipartSegment) -> None:
        self._segment = segment
        if segment.filename:
            self._file = UploadFile(
                content_type=segment.content_type or "text/plain", filename=segment.filename
            )

    async def _end(self) -> None:
        if self._segment is None:
            raise ClientException("a part of a form without its head")
        if self._file is not None:
            await self._file.seek(0)
            self._fields[self._segment.name].append(self._file)
        else:
            text = self._text.decode("utf-8", "replace")
            self._fields[self._segment.name].append(text)
        self._segment, self._file, self._text = None, None, bytearray()
