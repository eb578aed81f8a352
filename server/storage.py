"""Almacén de archivos: evidence on disk, named by its SHA-256, known by its content.

Nothing here trusts what a browser says about a file: the type is read from the bytes, the name is
only shown, and no part of a path comes from outside. Files are never shown inline.
"""

import hashlib
import os
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import quote, urlsplit
from xml.parsers.expat import ExpatError, ParserCreate

from game.rules import RuleBroken

CHUNK: Final = 1 << 18
MEGABYTE: Final = 1_000_000
ENTRY_LIMIT: Final = 5_000
UNPACKED_LIMIT: Final = 500 * MEGABYTE
RATIO_LIMIT: Final = 200
TYPES_PART_LIMIT: Final = MEGABYTE
RELATIONSHIPS_LIMIT: Final = 20 * MEGABYTE
NAME_LIMIT: Final = 120
URL_LIMIT: Final = 2_000

PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
CSV: Final = "text/csv"
ENDINGS: Final[Mapping[str, str]] = {
    PDF: ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    TEXT: ".txt",
    CSV: ".csv",
}

# What a browser must be told about every file it is given.
DOWNLOAD_HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}

_OFFICE_PARTS: Final[Mapping[str, str]] = {
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
}
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."
_MACRO_NAMES: Final = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|activex\d*\.(bin|xml))$|^(basic|scripts)/|^xl/macrosheets/",
    re.IGNORECASE,
)
# What an office file carries along or fetches when it is opened, by the folder it is kept in and
# by what its relationships say it is: objects, packages, controls, whole other files.
_CARRIED_NAMES: Final = re.compile(r"(^|/)(embeddings|activex|externallinks)/", re.IGNORECASE)
_CARRIED_TYPES: Final = frozenset(
    {"oleobject", "package", "control", "activexcontrolbinary", "afchunk", "externallink"}
)
# The same in OpenDocument: its texts, also those of the charts in it, and what they may not hold.
_ODF_TEXTS: Final = re.compile(r"(^|/)(content|styles)\.xml$", re.IGNORECASE)
_ODF_CARRIED: Final = frozenset(
    {"object-ole", "plugin", "applet", "floating-frame", "dde-source", "dde-connection-decl"}
)
_XLINK: Final = "http://www.w3.org/1999/xlink href"
_OUTSIDE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|/|\.\./", re.ASCII)
# Control characters that no office program writes into a text file.
_NOT_TEXT: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
# All that zipfile raises on a package that is broken, locked or cut short.
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    UnicodeDecodeError,
    OSError,
    EOFError,
    struct.error,
    zlib.error,
    LZMAError,
    ExpatError,
)
# oaxaca.gob.mx, oaxaca.gob.mx:8443/gaceta: names with points, and what may follow them.
_BARE_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}\.?(?::\d+)?(?:[/?#]|$)")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_UNSHOWABLE: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What the bytes of a file say about it."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Storage:
    """The folder of files, and the largest file it takes."""

    root: Path
    limit: int

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
            place = self.path_of(sha256)
            place.parent.mkdir(mode=0o750, exist_ok=True)
            path.replace(place)
            _sync_folder(place.parent)
        return StoredFile(sha256, size, media_type)

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


def media_type_of(path: Path, filename: str = "") -> str:
    """The type that the content shows; a refusal that says what to do when it is none of ours."""
    with path.open("rb") as file:
        head = file.read(1024)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"PK\x03\x04"):
        return _packed_type_of(path)
    if _is_text(path):
        return CSV if filename.lower().endswith(".csv") else TEXT
    raise RuleBroken("file-type-refused")


def shown_name(filename: str, media_type: str) -> str:
    """A name fit to show and to save under: no folders, no tricks, the ending of its content."""
    plain = _UNSHOWABLE.sub("", filename).replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    ending = ENDINGS[media_type]
    same = (ending, ".jpeg") if ending == ".jpg" else (ending,)
    if plain.lower().endswith(same):
        stem, _, tail = plain.rpartition(".")
        return f"{stem[:NAME_LIMIT]}.{tail}"
    return f"{plain[:NAME_LIMIT] or 'documento'}{ending}"


def disposition_of(filename: str) -> str:
    """The header that makes a browser save the file and never open it in the page."""
    simple = re.sub(r"[^A-Za-z0-9._ -]", "_", filename)
    return f"attachment; filename=\"{simple}\"; filename*=UTF-8''{quote(filename, safe='')}"


def checked_url(text: str) -> str:
    """A web address that can be cited as evidence; typed without a scheme it is https://."""
    typed = text.strip()
    if len(typed) > URL_LIMIT:
        raise RuleBroken("link-too-long", limit=URL_LIMIT)
    url = _with_scheme(typed)
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        named = False
    if not named or re.search(r"[\s\x00-\x1f<>\"]", url):
        raise RuleBroken("link-invalid")
    return url


def _with_scheme(typed: str) -> str:
    """The address as people type it, completed; a scheme that is not the web's is refused."""
    if typed.startswith("//"):
        return f"https:{typed}"
    if _BARE_HOST.match(typed):
        return f"https://{typed}"
    scheme = _SCHEME.match(typed)
    if scheme is None:
        raise RuleBroken("link-invalid")
    if scheme[1].lower() not in ("http", "https"):
        raise RuleBroken("link-scheme-refused", scheme=scheme[1].lower())
    return typed


def _packed_type_of(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            _refuse_bomb(package)
            return _office_type_of(package)
    except _UNREADABLE as error:
        raise RuleBroken("file-type-refused") from error


def _refuse_bomb(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > ENTRY_LIMIT
        or unpacked > UNPACKED_LIMIT
        or unpacked > RATIO_LIMIT * max(packed, MEGABYTE)
    ):
        raise RuleBroken("file-type-refused")


def _office_type_of(package: zipfile.ZipFile) -> str:
    names = set(package.namelist())
    if any(_MACRO_NAMES.search(name) for name in names):
        raise RuleBroken("file-has-macros")
    if "[Content_Types].xml" in names:
        if b"macroenabled" in _part(package, "[Content_Types].xml").lower():
            raise RuleBroken("file-has-macros")
        _refuse_carried(package)
        ending = next((end for part, end in _OFFICE_PARTS.items() if part in names), "")
        return _type_ending_in(ending)
    if "mimetype" in names:
        declared = _part(package, "mimetype").decode("ascii").strip()
        if declared.startswith(_OPEN_DOCUMENT) and declared in ENDINGS:
            _refuse_linked(package)
            return declared
    raise RuleBroken("file-type-refused")


def _refuse_carried(package: zipfile.ZipFile) -> None:
    """Refuse what opens more than itself: parts carried along, and targets outside the file.

    Of those, hyperlinks alone are followed by people and not by programs. Parts are looked at one
    by one, also two of the same name, as programs differ in which of them they take.
    """
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    if any(_CARRIED_NAMES.search(entry.filename) for entry in entries):
        raise RuleBroken("file-has-parts")
    relationships = [entry for entry in entries if entry.filename.lower().endswith(".rels")]
    if sum(entry.file_size for entry in relationships) > RELATIONSHIPS_LIMIT:
        raise RuleBroken("file-type-refused")
    for entry in relationships:
        _refuse_relationships(package, entry)


def _refuse_linked(package: zipfile.ZipFile) -> None:
    """The same for OpenDocument, where the text itself says what it carries or fetches."""
    for entry in package.infolist():
        if _ODF_TEXTS.search(entry.filename):
            parser = ParserCreate(namespace_separator=" ")
            parser.StartDoctypeDeclHandler = _refuse_doctype
            parser.StartElementHandler = _refuse_element
            with package.open(entry) as part:
                parser.ParseFile(part)


def _refuse_element(name: str, attributes: Mapping[str, str]) -> None:
    """Links of people are followed by people; anything else that points outside is fetched."""
    kind = name.rsplit(" ", 1)[-1]
    target = attributes.get(_XLINK, "").strip()
    if kind in _ODF_CARRIED or (kind != "a" and _OUTSIDE.match(target)):
        raise RuleBroken("file-has-parts")


def _refuse_relationships(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    parser = ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = _refuse_relationship
    with package.open(entry) as part:
        parser.ParseFile(part)


def _refuse_doctype(*_declared: object) -> None:
    """Entities could say later what stands nowhere in the file."""
    raise RuleBroken("file-type-refused")


def _refuse_relationship(_name: str, attributes: Mapping[str, str]) -> None:
    """The last word of a type says what it is, in the strict and in the usual form of a file."""
    kind = attributes.get("Type", "").strip().rsplit("/", 1)[-1].lower()
    is_outside = attributes.get("TargetMode", "").strip().lower() == "external"
    if kind in _CARRIED_TYPES or (is_outside and kind != "hyperlink"):
        raise RuleBroken("file-has-parts")


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(TYPES_PART_LIMIT)


def _type_ending_in(ending: str) -> str:
    for media_type, known in ENDINGS.items():
        if known == ending:
            return media_type
    raise RuleBroken("file-type-refused")


def _is_text(path: Path) -> bool:
    """UTF-8 or the Windows letters older spreadsheets write; never bytes of a program."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if _NOT_TEXT.search(chunk):
                return False
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
