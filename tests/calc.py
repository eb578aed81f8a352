"""LibreOffice as a calculator: a book worked out anew, and what its cells then say."""

import re
import subprocess
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""
VALUE = re.compile(rb"(</f>)<v>[^<]*</v>")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHARED = "xl/sharedStrings.xml"
CELL = re.compile(r'<c r="([A-Z]+\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
KIND = re.compile(r't="(\w+)"')
FORMULA = re.compile(r"<f(?: [^>]*)?>([^<]*)</f>")
GIVEN = re.compile(r"<v>([^<]*)</v>")
TEXT_ITEM = re.compile(r"<si>(.*?)</si>|<si/>", re.DOTALL)
TEXT = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
PHONETIC = re.compile(r"<rPh .*?</rPh>", re.DOTALL)


def recalculated(book: bytes, folder: Path, *, to: str = "xlsx", timeout: int = 600) -> Path:
    """The book as LibreOffice leaves it, with every formula worked out anew."""
    return all_recalculated({"libro": book}, folder, to=to, timeout=timeout)["libro"]


def all_recalculated(
    books: Mapping[str, bytes], folder: Path, *, to: str = "xlsx", timeout: int = 600
) -> dict[str, Path]:
    """Some books at once, by name.

    What the formulas gave is taken out of the copies before, so that nothing can be left of it.
    """
    (folder / "profile" / "user").mkdir(parents=True, exist_ok=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    for name, book in books.items():
        (folder / f"{name}.xlsx").write_bytes(emptied(book))
    options = ["--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", to]
    subprocess.run(
        ["soffice", *options, "--outdir", folder / "out", *(folder / f"{n}.xlsx" for n in books)],
        check=True,
        capture_output=True,
        timeout=timeout,
    )
    return {name: folder / "out" / f"{name}.{to}" for name in books}


def emptied(book: bytes) -> bytes:
    """A book whose formulas have no values."""
    made = BytesIO()
    with ZipFile(BytesIO(book)) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = VALUE.sub(rb"\1", part)
            target.writestr(name, part)
    return made.getvalue()


def with_values(book: bytes, changed: Mapping[tuple[str, str], str | float]) -> bytes:
    """The book with other values in some of its cells, by sheet and cell, as if typed into them."""
    made = BytesIO()
    with ZipFile(BytesIO(book)) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        names = {sheet: f"xl/worksheets/sheet{n}.xml" for n, sheet in enumerate(titles(book), 1)}
        for name in source.namelist():
            part = source.read(name).decode() if name.endswith(".xml") else source.read(name)
            for (sheet, cell), value in changed.items():
                if names[sheet] == name:
                    part = _typed(part, cell, value)
            target.writestr(name, part)
    return made.getvalue()


def _typed(part: str, cell: str, value: str | float) -> str:
    told = (
        f' t="inlineStr"><is><t>{value}</t></is></c>'
        if isinstance(value, str)
        else f"><v>{value!r}</v></c>"
    )
    pattern = rf'(<c r="{cell}" s="\d+")(?: t="inlineStr")?(?:/>|>.*?</c>)'
    found, many = re.subn(pattern, lambda m: m[1] + told, part, count=1, flags=re.DOTALL)
    assert many == 1, f"no cell {cell} to be changed"
    return found


def titles(book: bytes) -> list[str]:
    return load_workbook(BytesIO(book), read_only=True).sheetnames


def values(book: bytes | Path) -> dict[tuple[str, str], object]:
    """Sheet and cell to what it shows; an empty text is nothing and has no place here."""
    return {here: cell.value for here, cell in _cells(book) if cell.value != ""}


def _cells(book: bytes | Path) -> Iterator[tuple[tuple[str, str], Any]]:
    file = BytesIO(book) if isinstance(book, bytes) else book
    with warnings.catch_warnings():
        # LibreOffice adds extensions that say nothing of values.
        warnings.simplefilter("ignore", UserWarning)
        loaded = load_workbook(file, read_only=True, data_only=True)
        for page in loaded:
            for row in page.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        yield (page.title, cell.coordinate), cell
        loaded.close()


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as it stands in the file: its value and its formula, where it has one."""

    value: str | float | bool | None
    formula: str | None


def written(book: bytes | Path) -> Iterator[tuple[tuple[str, str], Written]]:
    """Every cell of a book by sheet and cell, read for the values alone.

    openpyxl takes several times as long, and reads a book once for its values and once for its
    formulas. Days are numbers here, as they are in the file.
    """
    file = BytesIO(book) if isinstance(book, bytes) else book
    with ZipFile(file) as package:
        names = package.namelist()
        shared = package.read(SHARED).decode() if SHARED in names else ""
        texts = [_text(each) for each in TEXT_ITEM.findall(shared)]
        for number, sheet in enumerate(_titles(package), 1):
            part = package.read(f"xl/worksheets/sheet{number}.xml").decode()
            found = CELL.findall(part)
            assert len(found) == part.count("<c "), f"{sheet}: a cell that is not understood"
            formulas = part.count("<f>") + part.count("<f ")
            assert len(FORMULA.findall(part)) == formulas, f"{sheet}: another kind of formula"
            for place, attributes, inner in found:
                formula = FORMULA.search(inner)
                value = _value(attributes, inner, texts)
                yield (
                    (sheet, place),
                    Written(value, f"={unescape(formula[1])}" if formula else None),
                )


def _titles(package: ZipFile) -> list[str]:
    """The sheets in their order, which is that of their files too."""
    related = {
        each.get("Id"): each.get("Target") for each in _root(package, "_rels/workbook.xml.rels")
    }
    sheets = list(_root(package, "workbook.xml").iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"))
    for number, sheet in enumerate(sheets, 1):
        target = str(related[sheet.get(f"{{{RELATIONS}}}id")])
        assert target.endswith(f"worksheets/sheet{number}.xml"), f"{target} is not sheet {number}"
    return [sheet.get("name", "") for sheet in sheets]


def _root(package: ZipFile, name: str) -> Element:
    return fromstring(package.read(f"xl/{name}"))


def _text(inner: str) -> str:
    return unescape("".join(TEXT.findall(PHONETIC.sub("", inner))))


def _value(attributes: str, inner: str, texts: list[str]) -> str | float | bool | None:
    kind = KIND.search(attributes)
    if kind and kind[1] == "inlineStr":
        return _text(inner)
    found = GIVEN.search(inner)
    if found is None:
        return None
    if kind is None or kind[1] == "n":
        return float(found[1])
    if kind[1] == "s":
        return texts[int(found[1])]
    return found[1] == "1" if kind[1] == "b" else unescape(found[1])


@dataclass(frozen=True)
class Comparison:
    """Cells that were compared, the largest difference between numbers, what does not agree."""

    cells: int
    largest: float
    wrong: list[str]


def compared(found: Path, expected: bytes, tolerance: float = 1e-9) -> Comparison:
    """Every formula of a book, as worked out anew, with the value it was written with."""
    mine = {here: cell.value for here, cell in written(found)}
    largest, many, wrong = 0.0, 0, []
    for here, cell in written(expected):
        if cell.formula is None:
            continue
        many += 1
        # An empty text is nothing.
        one, other = (None if each == "" else each for each in (mine.get(here), cell.value))
        if isinstance(one, int | float) and isinstance(other, int | float):
            largest = max(largest, abs(one - other))
            if abs(one - other) <= tolerance:
                continue
        elif one == other:
            continue
        wrong.append(f"{here[0]}!{here[1]}: {one!r} instead of {other!r} by {cell.formula}")
    return Comparison(many, largest, wrong)
