"""Recursos: styles, scripts and images, served by ourselves under addresses that never change.

The address holds a hash over everything there is, so a browser may keep what it got for ever, and
files that name each other by relative addresses stay together.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css",
        ".js": "text/javascript",
        ".svg": "image/svg+xml",
        ".png": "image/png",
        ".ico": "image/x-icon",
        ".woff2": "font/woff2",
        ".webp": "image/webp",
    }
)
PACKED = frozenset({".css", ".js", ".svg"})
# The map of the states comes from a registry with the install: it may not be there.
MAP = "vendor/mexico/mexico.svg"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent. `packed` is gzip, when that is smaller."""

    media_type: str
    content: bytes
    packed: bytes | None


@dataclass(frozen=True, slots=True)
class Assets:
    """Everything under a folder whose type is known, read once."""

    build: str
    files: Mapping[str, Asset]

    def address(self, name: str) -> str:
        """Where a file is served. A name that is not there is a mistake of ours."""
        if name not in self.files:
            raise LookupError(f"static/ has no {name}")
        return f"/recursos/{self.build}/{name}"

    def has(self, name: str) -> bool:
        """Whether a file is there: what comes from a registry may not be."""
        return name in self.files

    def text(self, name: str) -> str | None:
        """What a text file says, for whoever draws it into a page; None when it is not there."""
        found = self.files.get(name)
        return found.content.decode() if found else None

    def find(self, build: str, name: str) -> Asset | None:
        """A file of this build. Only names read at start are found, so no path leads outside."""
        return self.files.get(name.lstrip("/")) if build == self.build else None


def read_assets(folder: Path) -> Assets:
    """Read every file to be served, and the hash of them all."""
    files: dict[str, Asset] = {}
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in TYPES and path.is_file():
            name = path.relative_to(folder).as_posix()
            content = path.read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
            files[name] = Asset(TYPES[path.suffix], content, _packed(path.suffix, content))
    return Assets(digest.hexdigest()[:16], MappingProxyType(files))


def _packed(suffix: str, content: bytes) -> bytes | None:
    if suffix not in PACKED:
        return None
    packed = gzip.compress(content, compresslevel=6, mtime=0)
    return packed if len(packed) < len(content) else None
