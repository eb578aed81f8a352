"""Lectura: what the cells of a workbook hold, read in a process that may not take much.

A cell is found by the key beside it, wherever its row, its column or its sheet went. Run as
`python -m server.answer_books.reading PATH`; what was read, or why not, comes as JSON.
"""

import json
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.parsers.expat import ExpatError

from game.rules import RuleBroken
from game.typed import written_number
from server.answer_books.cells import Typed, written_out
from server.answer_books.scanning import SPACE, check_book, sound_parser

MEMORY: Final = 240 * 1024 * 1024
SECONDS: Final = 8
# What stands over the columns that are read, in a row that is hidden.
KEYS: Final = "liga:clave"
ANSWERS: Final = "liga:respuesta"
PAGES: Final = "liga:pagina"
# Stands beside the heads that people read, which are no answers.
HEADS: Final = "liga:titulos"
# What stands in the first cell of the sheet that is signed; its lines stand below.
SIGNED: Final = "liga:firmado"
KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}/[a-z_]{1,20}(?::[A-Za-z0-9._-]{1,60})?")
LONGEST: Final = 33_000
MOST_STRAYS: Final = 100
# A book of 200 questions has 1,500 cells to fill in.
MOST_CELLS: Final = 20_000
# All cells together: what is said to the server is held by it. One shared text may stand in many.
MOST_LETTERS: Final = 10_000_000
# Letters that stand by their numbers; a program writes so those that XML cannot hold.
MOST_ESCAPED: Final = 200_000
ESCAPED_LENGTH: Final = 7
LONGEST_NAME: Final = 255
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
# No spreadsheet has a row further down, nor a number shown by a longer format.
LAST_ROW: Final = 1_048_576
LONGEST_FORMAT: Final = 255
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENTS: Final = frozenset({9, 10})

Cell = tuple[str, str, str]
Attributes = Mapping[str, str]


@dataclass(slots=True)
class Found:
    """What a book holds: the signed lines, the cells by key, and what could not be placed.

    `lost`: sheets without the column of answers; `keyless`: those that say of no cell whose it is.
    """

    signed: list[str] = field(default_factory=list)
    cells: list[tuple[str, str, int, Cell | None, Cell | None]] = field(default_factory=list)
    strays: list[tuple[str, int, str]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    keyless: list[str] = field(default_factory=list)


def read_book(path: Path) -> Found:
    """Everything in a workbook that could be an answer."""
    found = Found()
    for name, rows in sheets_in(path):
        _take(found, name, rows)
    return found


def sheets_in(path: Path) -> Iterator[tuple[str, list[tuple[int, dict[str, Cell]]]]]:
    """Every sheet of a workbook that was looked through first: its name, and its rows."""
    check_book(path)
    try:
        with zipfile.ZipFile(path) as package:
            book = Book(package)
            for name, part in book.sheets:
                yield name, book.rows(part)
    except (LookupError, ValueError, StopIteration, ExpatError, zipfile.BadZipFile) as error:
        raise RuleBroken("book-unreadable") from error


def _take(found: Found, sheet: str, rows: Sequence[tuple[int, Mapping[str, Cell]]]) -> None:
    """Add what a sheet holds. Its columns are those that one of its rows says they are."""
    if any(cell[1] == SIGNED for _, row in rows for cell in row.values()):
        lines = [cell[1] for _, row in rows for cell in row.values()]
        found.signed = [each for each in lines if each != SIGNED]
        return
    columns = {
        cell[1]: letter
        for _, row in rows
        for letter, cell in row.items()
        if cell[1] in {KEYS, ANSWERS, PAGES}
    }
    keyed = has_strays = False
    for number, row in rows:
        key = _key_of(row, columns)
        keyed = keyed or bool(key)
        answer, page = (row.get(columns.get(mark, "")) for mark in (ANSWERS, PAGES))
        if key and ANSWERS in columns:
            found.cells.append((key, sheet, number, answer, page))
            if len(found.cells) > MOST_CELLS:
                raise RuleBroken("book-too-large")
        elif _is_stray(row, answer):
            has_strays = True
            if len(found.strays) == MOST_STRAYS:
                continue
            told = written_out(Typed(*answer)) if answer else ""
            found.strays.append((sheet, number, told[:200]))
    if keyed and ANSWERS not in columns:
        found.lost.append(sheet)
    if has_strays and not keyed:
        found.keyless.append(sheet)


def _is_stray(row: Mapping[str, Cell], answer: Cell | None) -> bool:
    """Whether something was typed where answers go, in a row that is none of ours."""
    return (
        answer is not None
        and bool(answer[1])
        and not any(cell[1].startswith("liga:") for cell in row.values())
    )


def _key_of(row: Mapping[str, Cell], columns: Mapping[str, str]) -> str:
    """The key of a row: in its column, or anywhere once that cannot be told any more."""
    own = row.get(columns[KEYS]) if KEYS in columns else None
    cells = [own] if own else (list(row.values()) if KEYS not in columns else [])
    return next((cell[1] for cell in cells if KEY.fullmatch(cell[1])), "")


class Book:
    """The parts of a workbook, by what the package says of them."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._bounds = _Bounds()
        main = next(
            target for kind, target in self._related("") if kind.endswith("/officeDocument")
        )
        related = dict(self._by_id(main))
        kinds = {kind.rpartition("/")[2]: target for kind, target in self._related(main)}
        self.is_1904 = False
        self.sheets: list[tuple[str, str]] = []
        for name, attributes, _ in self._elements(main):
            if name == "workbookPr":
                self.is_1904 = attributes.get("date1904", "") in {"1", "true"}
            elif name == "sheet":
                place = next(v for k, v in attributes.items() if k.endswith(f"{SPACE}id"))
                called = attributes.get("name", "")
                if len(called) > LONGEST_NAME:
                    # It is said again with every cell.
                    raise RuleBroken("book-unreadable")
                self.sheets.append((called, related[place]))
        if len({part for _, part in self.sheets}) < len(self.sheets):
            # The same part read again and again costs as often as it is named.
            raise RuleBroken("book-unreadable")
        self._texts = self._strings(kinds["sharedStrings"]) if "sharedStrings" in kinds else []
        self._styles = self._looks(kinds["styles"]) if "styles" in kinds else []

    def rows(self, part: str) -> list[tuple[int, dict[str, Cell]]]:
        """The rows of a sheet that hold anything, with the cells by the letters of their column."""
        reader = _Rows(self._texts, self._styles, self._bounds, is_1904=self.is_1904)
        parser = sound_parser()
        parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
        parser.CharacterDataHandler = reader.text
        parser.Parse(self._package.read(part), True)
        return reader.rows

    def _elements(self, part: str) -> list[tuple[str, Attributes, int]]:
        """Every element of a small part: its name, what it says of itself, and how deep it is."""
        found: list[tuple[str, Attributes, int]] = []
        depth = [0]

        def start(name: str, attributes: dict[str, str]) -> None:
            depth[0] += 1
            found.append((name.rpartition(SPACE)[2], attributes, depth[0]))

        def end(_: str) -> None:
            depth[0] -= 1

        self._parse(part, start, end)
        return found

    def _parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        text: Callable[[str], None] | None = None,
    ) -> None:
        parser = sound_parser()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        if text:
            parser.CharacterDataHandler = text
        parser.Parse(self._package.read(part), True)

    def _relationships(self, part: str) -> list[tuple[Attributes, str]]:
        folder, _, name = part.rpartition("/")
        place = posixpath.join(folder, "_rels", f"{name}.rels")
        return [
            (attributes, posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))[1:])
            for kind, attributes, _ in self._elements(place)
            if kind == "Relationship" and attributes.get("TargetMode") != "External"
        ]

    def _related(self, part: str) -> list[tuple[str, str]]:
        return [(each["Type"], target) for each, target in self._relationships(part)]

    def _by_id(self, part: str) -> list[tuple[str, str]]:
        return [(each["Id"], target) for each, target in self._relationships(part)]

    def _strings(self, part: str) -> list[str]:
        reader = _Strings(self._bounds)
        self._parse(part, reader.start, reader.end, reader.text)
        return reader.found

    def _looks(self, part: str) -> list[str]:
        """Of each style of cells, whether a number in it is a date, a percentage or neither."""
        looks: dict[str, str] = {}
        found, inside = [], False
        for name, attributes, _ in self._elements(part):
            if name == "numFmt":
                looks[attributes["numFmtId"]] = _look(attributes.get("formatCode", ""))
            elif name in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
                inside = name == "cellXfs"
            elif name == "xf" and inside:
                number = attributes.get("numFmtId", "0")
                found.append(looks[number] if number in looks else _usual_look(number))
        return found


def _usual_look(number: str) -> str:
    """By the numbers that formats have in every book."""
    known = int(number) if number.isdigit() else 0
    return "date" if known in _DATES else ("percent" if known in _PERCENTS else "")


def _look(written: str) -> str:
    """By a format as it is written; a longer one than programs write takes long to look at."""
    if len(written) > LONGEST_FORMAT:
        raise RuleBroken("book-unreadable")
    plain = _QUOTED.sub("", written).lower()
    if "%" in plain:
        return "percent"
    return "date" if re.search(r"[dy]", plain) and "general" not in plain else ""


class _Bounds:
    """How much the cells of a book said so far; too much of it is refused."""

    def __init__(self) -> None:
        self._letters = self._escaped = 0

    def plain(self, text: str) -> str:
        """A text whose letters may stand by their numbers, `_x000D_`, as long as a cell may be."""
        if "_x" not in text:
            return text
        told = text[: LONGEST * ESCAPED_LENGTH]
        self._escaped += told.count("_x")
        if self._escaped > MOST_ESCAPED:
            raise RuleBroken("book-too-large")
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), told)

    def add(self, cell: Cell) -> None:
        self._letters += len(cell[1])
        if self._letters > MOST_LETTERS:
            raise RuleBroken("book-too-large")


class _Strings:
    """The shared texts. What is read aloud over a word (`rPh`) is no part of it."""

    def __init__(self, bounds: _Bounds) -> None:
        self._bounds = bounds
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._takes = False
        self._aloud = False

    def start(self, name: str, _: Attributes) -> None:
        kind = name.rpartition(SPACE)[2]
        if kind == "si":
            self._pieces = []
        self._aloud = self._aloud or kind == "rPh"
        self._takes = kind == "t" and not self._aloud

    def text(self, text: str) -> None:
        if self._takes:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        kind = name.rpartition(SPACE)[2]
        self._takes = False
        self._aloud = self._aloud and kind != "rPh"
        if kind == "si":
            self.found.append(self._bounds.plain("".join(self._pieces)))


class _Rows:
    """The rows of a sheet as they come."""

    def __init__(
        self, texts: Sequence[str], styles: Sequence[str], bounds: _Bounds, *, is_1904: bool
    ) -> None:
        self.rows: list[tuple[int, dict[str, Cell]]] = []
        self._bounds = bounds
        self._texts, self._styles, self._is_1904 = texts, styles, is_1904
        self._row = self._column = 0
        self._cells: dict[str, Cell] = {}
        self._about: Attributes = {}
        self._pieces: list[str] = []
        self._computes = False
        self._takes = ""
        self._aloud = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(SPACE)[2]
        if kind == "row":
            self._row = int(attributes.get("r", self._row + 1))
            if not 1 <= self._row <= LAST_ROW:
                raise ValueError(kind)
            self._column, self._cells = 0, {}
        elif kind == "c":
            self._about, self._pieces, self._computes = attributes, [], False
        elif kind == "f":
            self._computes = True
        self._aloud = self._aloud or kind == "rPh"
        self._takes = kind if kind in {"v", "t"} and not self._aloud else ""

    def text(self, text: str) -> None:
        if self._takes:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        kind = name.rpartition(SPACE)[2]
        self._takes = ""
        self._aloud = self._aloud and kind != "rPh"
        if kind == "c":
            self._column += 1
            place = _PLACE.fullmatch(self._about.get("r", ""))
            letters = place[1] if place else _letters(self._column)
            cell = self._cell()
            if cell is not None:
                self._bounds.add(cell)
                self._cells[letters] = cell
        elif kind == "row" and self._cells:
            self.rows.append((self._row, self._cells))

    def _cell(self) -> Cell | None:
        told, kind = "".join(self._pieces), self._about.get("t", "n")
        if not told:
            return ("formula", "", "") if self._computes else None
        if kind == "s":
            told = self._texts[int(told)]
        elif kind in {"str", "inlineStr"}:
            told = self._bounds.plain(told)
        if kind == "e":
            return ("error", told[:40], "")
        if kind in {"s", "str", "inlineStr"}:
            return ("text", told[:LONGEST], "") if told.strip() else None
        if kind == "d":
            return ("text", told[:40], "date")
        return self._number(told, kind)

    def _number(self, told: str, kind: str) -> Cell:
        if kind == "b":
            return ("boolean", told[:5], "")
        if written_number(told) is None:
            return ("text", told[:40], "")
        at = int(self._about.get("s", 0))
        style = self._styles[at] if at < len(self._styles) else ""
        # Old books of a Mac count their days from 1904; nobody types so large a number else.
        is_later = self._is_1904 and style == "date"
        return ("number", str(float(told) + 1462) if is_later else told[:40], style)


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def bounded(memory: int = MEMORY, seconds: int = SECONDS) -> None:
    """From here on this process takes little memory and little time, and writes no file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def told(path: Path) -> dict[str, Any]:
    """What was read, or the code of the refusal, as plain values."""
    try:
        found = read_book(path)
    except RuleBroken as broken:
        return {"refused": broken.code}
    except MemoryError:
        return {"refused": "book-too-large"}
    return {
        "signed": found.signed,
        "cells": found.cells,
        "strays": found.strays,
        "lost": found.lost,
        "keyless": found.keyless,
    }


if __name__ == "__main__":
    bounded()
    json.dump(told(Path(sys.argv[1])), sys.stdout)
