"""Almacén de archivos: evidence on disk, named by its SHA-256, known by its content.

Nothing here trusts what a browser says about a file: the type is read from the bytes (by
`server/contents.py`), the name is only shown, and no part of a path comes from outside. Files are
never shown inline.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import quote

from game.rules import RuleBroken
from server.contents import ALIKE, ENDINGS, media_type_of

CHUNK: Final = 1 << 18
MEGABYTE: Final = 1_000_000
NAME_LIMIT: Final = 120

# What a browser must be told about every file it is given.
DOWNLOAD_HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}

_UNSHOWABLE: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What the bytes of a file say about it."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Storage:
    """The folder of files, the largest file it takes, and of which types."""

    root: Path
    limit: int
    types: frozenset[str] = frozenset(ENDINGS)

    def path_of(self, sha256: str) -> Path:
        """Where a file of this hash is; refuses anything that is not a hash."""
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise RuleBroken("unknown-document", sha256=sha256)
        return self.root / sha256[:2] / sha256

    def keep(self, source: BinaryIO, filename: str) -> StoredFile:
        """Copy a file to the disk, check it, and give it its name; on return it is durable."""
        with self._incoming() as (target, path):
            sha256, size = self._copy(source, target)
            media_type = media_type_of(path, filename)
            self._check_taken(media_type)
            place = self.path_of(sha256)
            place.parent.mkdir(mode=0o750, exist_ok=True)
            path.replace(place)
            _sync_folder(place.parent)
        return StoredFile(sha256, size, media_type)

    def check(self, source: BinaryIO, filename: str) -> None:
        """Refuse what `keep` refuses, and keep nothing. The source is read from its beginning."""
        source.seek(0)
        with self._incoming() as (target, path):
            self._copy(source, target)
            self._check_taken(media_type_of(path, filename))
        source.seek(0)

    def _check_taken(self, media_type: str) -> None:
        if media_type not in self.types:
            taken = tuple(end for known, end in ENDINGS.items() if known in self.types)
            raise RuleBroken("file-type-not-here", ending=ENDINGS[media_type], taken=taken)

    @contextmanager
    def _incoming(self) -> Iterator[tuple[BinaryIO, Path]]:
        self.root.mkdir(mode=0o750, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="incoming-", dir=self.root)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                yield target, path
        finally:
            path.unlink(missing_ok=True)

    def _copy(self, source: BinaryIO, target: BinaryIO) -> tuple[str, int]:
        digest = hashlib.sha256()
        size = 0
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > self.limit:
                raise RuleBroken("file-too-large", megabytes=self.limit // MEGABYTE)
            digest.update(chunk)
            target.write(chunk)
        if not size:
            raise RuleBroken("file-empty")
        target.flush()
        os.fsync(target.fileno())
        return digest.hexdigest(), size


def shown_name(filename: str, media_type: str) -> str:
    """A name fit to show and to save under: no folders, no tricks, the ending of its content."""
    plain = _UNSHOWABLE.sub("", filename).replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    ending = ENDINGS[media_type]
    if plain.lower().endswith((ending, *ALIKE.get(media_type, ()))):
        stem, _, tail = plain.rpartition(".")
        return f"{stem[:NAME_LIMIT]}.{tail}"
    return f"{plain[:NAME_LIMIT] or 'documento'}{ending}"


def disposition_of(filename: str) -> str:
    """The header that makes a browser save the file and never open it in the page."""
    simple = re.sub(r"[^A-Za-z0-9._ -]", "_", filename)
    return f"attachment; filename=\"{simple}\"; filename*=UTF-8''{quote(filename, safe='')}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
