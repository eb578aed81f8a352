"""LibreOffice as a calculator: a book worked out anew, and what its cells then say."""

import re
import subprocess
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""
VALUE = re.compile(rb"(</f>)<v>[^<]*</v>")


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
    return {here: cell.value for here, cell in _cells(book, data_only=True) if cell.value != ""}


def formula_cells(book: bytes) -> dict[tuple[str, str], str]:
    """Sheet and cell to its formula."""
    return {here: cell.value for here, cell in _cells(book) if cell.data_type == "f"}


def _cells(book: bytes | Path, *, data_only: bool = False) -> Iterator[tuple[tuple[str, str], Any]]:
    file = BytesIO(book) if isinstance(book, bytes) else book
    with warnings.catch_warnings():
        # LibreOffice adds extensions that say nothing of values.
        warnings.simplefilter("ignore", UserWarning)
        loaded = load_workbook(file, read_only=True, data_only=data_only)
        for page in loaded:
            for row in page.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        yield (page.title, cell.coordinate), cell
        loaded.close()


@dataclass(frozen=True)
class Comparison:
    """Cells that were compared, the largest difference between numbers, what does not agree."""

    cells: int
    largest: float
    wrong: list[str]


def compared(found: Path, expected: bytes, tolerance: float = 1e-9) -> Comparison:
    """Every formula of a book, as worked out anew, with the value it was written with."""
    theirs, mine = values(expected), values(found)
    largest, wrong = 0.0, []
    formulas = formula_cells(expected)
    for here in formulas:
        one, other = mine.get(here), theirs.get(here)
        if isinstance(one, int | float) and isinstance(other, int | float):
            largest = max(largest, abs(one - other))
            if abs(one - other) <= tolerance:
                continue
        elif one == other:
            continue
        wrong.append(f"{here[0]}!{here[1]}: {one!r} instead of {other!r} by {formulas[here]}")
    return Comparison(len(formulas), largest, wrong)
