"""Paquetes: Office and OpenDocument files, which are zip archives, read without trusting them.

What the directory of a package says is compared with what its parts really are: their sizes as
they unpack, their check sums, nothing before, behind or twice in it. A package that carries or
fetches more than itself is refused, as is one that is locked or holds programs.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from lzma import LZMAError
from pathlib import Path
from posixpath import normpath
from typing import BinaryIO, Final
from urllib.parse import unquote
from xml.parsers.expat import ExpatError, ParserCreate

from game.rules import RuleBroken

CHUNK: Final = 1 << 18
MEGABYTE: Final = 1_000_000
# As the directory of so many parts, with long names, may weigh.
DIRECTORY_LIMIT: Final = 2 * MEGABYTE
TYPES_PART_LIMIT: Final = MEGABYTE
RELATIONSHIPS_LIMIT: Final = 10 * MEGABYTE
# Two and a half seconds of reading where it is nothing but tags.
TEXTS_LIMIT: Final = 30 * MEGABYTE
# Words pack ten to twenty times smaller; what packs a hundred times is made to cost.
TEXTS_RATIO: Final = 100
TEXTS_FREE: Final = 4 * MEGABYTE
# The record that ends a zip, the comment that may follow, and what stands before it in a large one.
END_SIZE: Final = 22
END_LIMIT: Final = END_SIZE + 65_535
LOCATOR_SIZE: Final = 20
LOCKED: Final = 0x1

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."
_OFFICE_PARTS: Final[Mapping[str, str]] = {
    "word/document.xml": f"{_OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}presentationml.presentation",
}
_OPEN_TYPES: Final = frozenset(
    f"{_OPEN_DOCUMENT}{kind}" for kind in ("text", "spreadsheet", "presentation")
)
_PACKINGS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_PROGRAMS: Final = (
    b"\x7fELF",
    b"MZ\x90\x00",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
)
# Other archives and old Office files, which no part of an office file is.
_ARCHIVES: Final = (
    b"PK\x03\x04",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MSCF",
    b"\xd0\xcf\x11\xe0",
    b"%PDF-",
)
# What some programs would open by its name alone.
_FOREIGN_PARTS: Final = re.compile(
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|jar|lnk|s?html?|mhtml?|svg|swf|zip|rar|7z)$",
    re.IGNORECASE,
)
# Of a part in letters of one size and with one kind of slash.
_LEADS_OUT: Final = re.compile(r"^/|^[a-z]:|(^|/)\.\.(/|$)|\x00")
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
# What a type of content, or of a relationship, says of a program inside.
_MACRO_TYPES: Final = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet")
# The same in OpenDocument: its texts, also those of the charts in it, and what they may not hold.
_ODF_TEXTS: Final = re.compile(r"(^|/)(content|styles)\.xml$", re.IGNORECASE)
_ODF_CARRIED: Final = frozenset(
    {"object-ole", "plugin", "applet", "floating-frame", "dde-source", "dde-connection-decl"}
)
_XLINK: Final = "http://www.w3.org/1999/xlink href"
_OUTSIDE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|/|\.\./", re.ASCII)
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


@dataclass(frozen=True, slots=True)
class Limits:
    """How many parts a package may have, how long they are unpacked, and how many times longer.

    `least`: what so small a package is taken for, so that few bytes are no bomb.
    """

    entries: int = 5_000
    unpacked: int = 400 * MEGABYTE
    ratio: int = 200
    least: int = MEGABYTE


OF_EVIDENCE: Final = Limits()


def package_type_of(path: Path, limits: Limits = OF_EVIDENCE) -> str:
    """The Office or OpenDocument type of a package; a refusal when it is any other or unsound."""
    try:
        with path.open("rb") as file:
            _check_ends(file)
            with zipfile.ZipFile(file) as package:
                _refuse_bomb(package, limits)
                media_type = _office_type_of(package)
                for entry in package.infolist():
                    _check_unpacks(file, entry)
                return media_type
    except _UNREADABLE as error:
        raise RuleBroken("file-cut-short") from error


def _check_ends(file: BinaryIO) -> None:
    """The directory ends the file, and is small enough to be read whole.

    `zipfile` would read one of any size, and find one that is followed or preceded by anything.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - END_LIMIT))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise RuleBroken("file-cut-short")
    end = struct.unpack_from("<4s4H2LH", tail, at)
    if at + END_SIZE + end[7] != len(tail):
        raise RuleBroken("file-has-tail")
    length, start, before = end[5], end[6], at
    if tail[max(0, at - LOCATOR_SIZE) : at][:4] == b"PK\x06\x07":
        before = tail.rfind(b"PK\x06\x06", 0, at)
        length, start = struct.unpack_from("<2Q", tail, before + 40)
    if length > DIRECTORY_LIMIT:
        raise RuleBroken("file-expands")
    if start + length != size - len(tail) + before:
        raise RuleBroken("file-has-tail")
    file.seek(0)


def _refuse_bomb(package: zipfile.ZipFile, limits: Limits) -> None:
    """By what the directory says; `_check_unpacks` finds out whether it is so."""
    entries = package.infolist()
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > limits.entries
        or unpacked > limits.unpacked
        or unpacked > limits.ratio * max(packed, limits.least)
    ):
        raise RuleBroken("file-expands")
    names = [unquote(entry.filename).replace("\\", "/").lower() for entry in entries]
    # Some programs take a name with its slashes doubled, or a letter by its number, as another.
    if len(set(map(normpath, names))) < len(names) or any(map(_LEADS_OUT.search, names)):
        raise RuleBroken("file-cut-short")
    starts = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    if any(at + size > after for (at, size), (after, _) in pairwise(starts)):
        raise RuleBroken("file-expands")


def _check_unpacks(file: BinaryIO, entry: zipfile.ZipInfo) -> None:
    """Unpack a part and let it go: it is as long as was said, and no program."""
    file.seek(entry.header_offset)
    local = struct.unpack("<4s5H3L2H", file.read(30))
    if local[0] != b"PK\x03\x04" or local[3] != entry.compress_type:
        raise RuleBroken("file-cut-short")
    file.seek(local[9] + local[10], 1)
    head, found, total = b"", 0, 0
    for chunk in _unpacked(file, entry):
        head = head or chunk[:8]
        found, total = zlib.crc32(chunk, found), total + len(chunk)
        if total > entry.file_size:
            raise RuleBroken("file-expands")
    if (total, found) != (entry.file_size, entry.CRC):
        raise RuleBroken("file-cut-short")
    if head.startswith(_PROGRAMS + _ARCHIVES):
        raise RuleBroken("file-has-parts")


def _unpacked(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    left = entry.compress_size
    packer = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0:
        chunk = file.read(min(left, CHUNK))
        if not chunk:
            raise EOFError
        left -= len(chunk)
        if entry.compress_type == zipfile.ZIP_STORED:
            yield chunk
            continue
        if packer.eof:
            raise RuleBroken("file-has-tail")
        while chunk:
            yield packer.decompress(chunk, CHUNK)
            chunk = packer.unconsumed_tail
    if entry.compress_type != zipfile.ZIP_STORED:
        if packer.unused_data:
            raise RuleBroken("file-has-tail")
        yield packer.flush()


def _office_type_of(package: zipfile.ZipFile) -> str:
    entries = package.infolist()
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & LOCKED for entry in entries):
        raise RuleBroken("file-is-locked")
    if any(entry.compress_type not in _PACKINGS for entry in entries):
        raise RuleBroken("file-cut-short")
    if any(map(_MACRO_NAMES.search, names)):
        raise RuleBroken("file-has-macros")
    if "[Content_Types].xml" in names:
        return _office_type(package, names)
    if "mimetype" in names:
        return _open_type(package, names)
    raise RuleBroken("file-is-archive")


def _office_type(package: zipfile.ZipFile, names: Collection[str]) -> str:
    _refuse_typed(package)
    _refuse_foreign(names)
    _refuse_carried(package)
    found = [media_type for part, media_type in _OFFICE_PARTS.items() if part in names]
    if len(found) != 1:
        raise RuleBroken("file-type-refused")
    return found[0]


def _open_type(package: zipfile.ZipFile, names: Collection[str]) -> str:
    declared = _part(package, "mimetype").decode("ascii").strip()
    if declared not in _OPEN_TYPES:
        known = declared.startswith(_OPEN_DOCUMENT)
        raise RuleBroken("file-type-refused" if known else "file-is-archive")
    manifest = "META-INF/manifest.xml"
    if manifest in names and b"encryption-data" in _part(package, manifest):
        raise RuleBroken("file-is-locked")
    _refuse_foreign(names)
    _refuse_linked(package)
    return declared


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
        raise RuleBroken("file-expands")
    for entry in relationships:
        _refuse_relationships(package, entry)


def _refuse_linked(package: zipfile.ZipFile) -> None:
    """The same for OpenDocument, where the text itself says what it carries or fetches."""
    texts = [entry for entry in package.infolist() if _ODF_TEXTS.search(entry.filename)]
    unpacked, packed = (
        sum(getattr(entry, size) for entry in texts) for size in ("file_size", "compress_size")
    )
    if unpacked > min(TEXTS_LIMIT, max(TEXTS_FREE, TEXTS_RATIO * packed)):
        raise RuleBroken("file-expands")
    for entry in texts:
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


def _refuse_foreign(names: Collection[str]) -> None:
    """Refuse a part that some program would open by its name alone."""
    if any(map(_FOREIGN_PARTS.search, names)):
        raise RuleBroken("file-has-parts")


def _refuse_typed(package: zipfile.ZipFile) -> None:
    """Refuse a package one of whose types is that of a program, however it is spelt.

    It is read as XML, as the programs that open it do: a letter may be written by its number.
    """
    entry = package.getinfo("[Content_Types].xml")
    if entry.file_size > TYPES_PART_LIMIT:
        raise RuleBroken("file-expands")
    parser = ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = _refuse_type
    with package.open(entry) as part:
        parser.ParseFile(part)


def _refuse_type(_name: str, attributes: Mapping[str, str]) -> None:
    if _MACRO_TYPES.search(attributes.get("ContentType", "").lower()):
        raise RuleBroken("file-has-macros")


def _refuse_relationships(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    parser = ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = _refuse_relationship
    with package.open(entry) as part:
        parser.ParseFile(part)


def _refuse_doctype(*_declared: object) -> None:
    """Entities could say later what stands nowhere in the file."""
    raise RuleBroken("file-has-parts")


def _refuse_relationship(_name: str, attributes: Mapping[str, str]) -> None:
    """The last word of a type says what it is, in the strict and in the usual form of a file."""
    kind = attributes.get("Type", "").strip().rsplit("/", 1)[-1].lower()
    if _MACRO_TYPES.search(kind):
        raise RuleBroken("file-has-macros")
    is_outside = attributes.get("TargetMode", "").strip().lower() == "external"
    if kind in _CARRIED_TYPES or (is_outside and kind != "hyperlink"):
        raise RuleBroken("file-has-parts")


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(TYPES_PART_LIMIT)
