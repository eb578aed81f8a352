"""LibreOffice as a calculator: a book worked out anew, and what its cells then say."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""
VALUE = re.compile(rb"(</f>)<v>[^<]*</v>")

Cells = Mapping[tuple[str, str], object]


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


def values(book: bytes | Path) -> dict[tuple[str, str], object]:
    """Sheet and cell to what it shows; an empty text is nothing."""
    loaded = load_workbook(BytesIO(book) if isinstance(book, bytes) else book, data_only=True)
    return {
        (page.title, cell.coordinate): None if cell.value == "" else cell.value
        for page in loaded
        for row in page.iter_rows()
        for cell in row
    }


def formula_cells(book: bytes) -> dict[tuple[str, str], str]:
    """Sheet and cell to its formula."""
    loaded = load_workbook(BytesIO(book))
    return {
        (page.title, cell.coordinate): cell.value
        for page in loaded
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def differences(
    found: Cells, expected: Cells, cells: Iterator[tuple[str, str]], tolerance: float = 1e-9
) -> tuple[int, float, list[str]]:
    """How many cells were compared, the largest difference, and those that do not agree."""
    compared, largest, wrong = 0, 0.0, []
    for here in cells:
        mine, theirs = found.get(here), expected.get(here)
        compared += 1
        if isinstance(mine, int | float) and isinstance(theirs, int | float):
            largest = max(largest, abs(mine - theirs))
            if abs(mine - theirs) <= tolerance:
                continue
        elif mine == theirs:
            continue
        wrong.append(f"{here[0]}!{here[1]}: {mine!r} instead of {theirs!r}")
    return compared, largest, wrong
