"""Revisión: a workbook as a package, looked through before anything of it is believed.

Runs in a process of its own (`reading`). Each part is run through once by a parser that keeps
nothing: what is declared, how deep and how often. What no book of answers has is refused. A part
may have any name, so all are run through; what is no XML, as a picture, ends at its first letter,
there and where the book is read.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from game.rules import RuleBroken
from server.contents import OLE, XLSX
from server.packages import Limits, package_type_of

# A book of 200 questions unpacks to 3 MB; one that a spreadsheet of the web padded, to 12.
LIMITS: Final = Limits(entries=200, unpacked=30_000_000, ratio=100, least=100_000)
PACKED_LIMIT: Final = 10_000_000
DEEPEST: Final = 64
MOST_ELEMENTS: Final = 900_000
PIECE: Final = 1 << 17
# No element of a book is told of at such length; the parser would hold all of it.
LONGEST_TAG: Final = 1 << 19
# How often each may be there in a whole book.
MOST: Final[Mapping[str, int]] = {
    "mergeCell": 2_000,
    "definedName": 2_000,
    "comment": 5_000,
    "si": 100_000,
    "row": 50_000,
    # Cells that hold something; one that is only coloured holds nothing.
    "v": 150_000,
    "is": 150_000,
    # Pieces of texts that have several looks.
    "t": 300_000,
    "col": 10_000,
    "xf": 20_000,
    "font": 5_000,
    "fill": 5_000,
    "border": 5_000,
    "numFmt": 2_000,
    "dataValidation": 20_000,
    "cfRule": 20_000,
    "hyperlink": 5_000,
    "sheet": 150,
}
# Colouring whole columns declares them all; nobody fills in a thousand millions of cells.
MOST_DECLARED: Final = 200_000_000
SPACE: Final = " "
_AREA: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_XML: Final = re.compile(r"\.(xml|rels)$", re.IGNORECASE)
# What asks another place for its contents when a book is opened.
_FETCHED: Final = frozenset({"connection", "queryTable", "externalLink", "ddeLink", "oleLink"})
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
# What evidence is refused with, as it is told of a book.
_TOLD: Final[Mapping[str, str]] = {
    "file-cut-short": "book-unreadable",
    "file-has-tail": "book-unreadable",
    "file-expands": "book-too-large",
    "file-has-parts": "book-has-links",
    "file-has-macros": "book-has-macros",
    "file-is-locked": "book-locked",
    "file-is-archive": "book-not-xlsx",
    "file-type-refused": "book-not-xlsx",
}


def check_book(path: Path) -> None:
    """Refuse what is no workbook, or would cost more to read than a book of answers does."""
    with path.open("rb") as file:
        head = file.read(8)
        if head.startswith(OLE):
            is_locked = _LOCKED in file.read(PACKED_LIMIT)
            raise RuleBroken("book-locked" if is_locked else "book-not-xlsx")
    if not head.startswith(b"PK"):
        raise RuleBroken("book-not-xlsx")
    if path.stat().st_size > PACKED_LIMIT:
        raise RuleBroken("book-too-large")
    try:
        kind = package_type_of(path, LIMITS)
    except RuleBroken as broken:
        raise RuleBroken(_TOLD.get(broken.code, "book-unreadable")) from broken
    if kind != XLSX:
        raise RuleBroken("book-not-xlsx")
    with zipfile.ZipFile(path) as package:
        look_through(package)


def look_through(package: zipfile.ZipFile) -> None:
    """Run through every part, as far as it is written as XML."""
    counted = _Counted()
    for entry in package.infolist():
        with package.open(entry) as part:
            counted.run(part, is_sound=bool(_XML.search(entry.filename)))


class _Counted:
    """How often each element was there, in all parts together."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.total = 0
        self.depth = 0

    def run(self, part: IO[bytes], *, is_sound: bool) -> None:
        """Run through a part; `is_sound`: what does not end as XML is refused.

        A picture is no XML, and a drawing of comments often no sound one; a reader of it would
        stop where this one does.
        """
        parser = sound_parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self.depth = fed = 0
        try:
            while piece := part.read(PIECE):
                parser.Parse(piece, False)
                fed += len(piece)
                # It stands where what it could not end yet begins.
                if fed - parser.CurrentByteIndex > LONGEST_TAG:
                    raise RuleBroken("book-too-large")
            parser.Parse(b"", True)
        # It may be written in letters that the parser does not know.
        except (ExpatError, LookupError, ValueError) as error:
            if is_sound:
                raise RuleBroken("book-unreadable") from error

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.total += 1
        self.depth += 1
        if self.total > MOST_ELEMENTS or self.depth > DEEPEST:
            raise RuleBroken("book-too-large")
        kind = name.rpartition(SPACE)[2]
        if kind in _FETCHED:
            raise RuleBroken("book-has-links")
        most = MOST.get(kind)
        if most is not None:
            self.seen[kind] += 1
            if self.seen[kind] > most:
                raise RuleBroken("book-too-large")
        elif kind == "dimension" and declared(attributes.get("ref", "")) > MOST_DECLARED:
            raise RuleBroken("book-too-large")

    def _end(self, _: str) -> None:
        self.depth -= 1


def sound_parser() -> XMLParserType:
    """A parser that believes in no declaration of its own words."""
    parser = ParserCreate(namespace_separator=SPACE)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    return parser


def declared(area: str) -> int:
    """How many cells an area has; nothing where it is none."""
    found = _AREA.fullmatch(area.strip().upper())
    if found is None:
        return 0
    wide = abs(column(found[3]) - column(found[1])) + 1
    return wide * (abs(int(found[4]) - int(found[2])) + 1)


def column(letters: str) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _refuse_doctype(*_: object) -> None:
    raise RuleBroken("book-has-links")
