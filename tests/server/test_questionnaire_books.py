"""Cuestionario en Excel: an edition goes out as an XLSForm and comes back without loss."""

from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from server.imports.editions import FIXTURES, load_edition, version_of
from server.xlsforms.expressions import name_of
from server.xlsforms.folders import write_folder
from server.xlsforms.grids import grids_of
from server.xlsforms.listing import Listing
from server.xlsforms.own import own_definition
from server.xlsforms.reading import told
from server.xlsforms.sheets import items_of, sheets_of
from server.xlsforms.writing import written
from tests.server.edition_folders import EARLIER
from tests.server.edition_folders import written as small_folder

BOTH = pytest.mark.parametrize("year", ["2025", "2026"])


@cache
def edition(year: str) -> Any:
    return load_edition(FIXTURES / year)


@cache
def book(year: str) -> bytes:
    return written(sheets_of(edition(year)))


@cache
def small() -> Any:
    """An edition with an item of every kind."""
    with TemporaryDirectory() as folder:
        return load_edition(small_folder(Path(folder)), EARLIER)


def book_of(definition: Any, folder: Path, *changes: tuple[str, str, str, object]) -> Path:
    """The workbook of a definition with some cells typed over: sheet, name of a row, column."""
    book = load_workbook(BytesIO(written(sheets_of(definition))))
    for sheet, name, column, value in changes:
        page = book[sheet]
        heads = {cell.value: cell.column for cell in page[1]}
        if column not in heads:
            heads[column] = len(heads) + 1
            page.cell(1, heads[column]).value = column
        for row in page.iter_rows(min_row=2):
            if name in {cell.value for cell in row[:2]}:
                page.cell(row[0].row, heads[column]).value = value
                break
        else:
            raise LookupError(name)
    path = folder / "cuestionario.xlsx"
    book.save(path)
    return path


def brought(path: Path) -> tuple[Any, Listing]:
    listing = Listing()
    found = told(path)
    return own_definition(grids_of(found["sheets"]), None, listing), listing


@BOTH
def test_an_edition_comes_back_as_it_went(tmp_path: Path, year: str) -> None:
    definition = edition(year)
    path = tmp_path / "cuestionario.xlsx"
    path.write_bytes(book(year))
    found, listing = brought(path)
    assert (listing.faults, listing.left) == ([], [])
    assert found == definition
    assert version_of(found) == version_of(definition)


def test_the_workbook_is_the_same_file_each_time() -> None:
    assert written(sheets_of(small())) == written(sheets_of(small()))


@BOTH
def test_the_folder_written_from_it_loads_as_the_same_edition(tmp_path: Path, year: str) -> None:
    definition = edition(year)
    write_folder(definition, tmp_path / year)
    assert load_edition(tmp_path / year, edition("2025")) == definition


@BOTH
def test_pyxform_takes_it_as_a_form(year: str) -> None:
    definition = edition(year)
    made = convert(xlsform=BytesIO(book(year)), validate=False)
    names = [name_of(item["code"]) for item in items_of(definition)]
    assert all(f'/{name}"' in made.xform or f"/{name}/" in made.xform for name in names)
    assert made.xform.count('<translation lang="') == 2
    assert 'lang="Español (es)"' in made.xform
    assert "relevant=" in made.xform


def test_every_cell_is_text_and_there_is_one_for_each_item() -> None:
    definition = small()
    book = load_workbook(BytesIO(written(sheets_of(definition))))
    assert book.sheetnames == ["survey", "choices", "settings", "laws", "rules", "guide"]
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    heads = [cell.value for cell in book["survey"][1]]
    codes = {row[heads.index("name")] for row in book["survey"].iter_rows(values_only=True)}
    assert {item["code"] for item in items_of(definition)} <= codes


def test_a_small_edition_with_every_kind_comes_back(tmp_path: Path) -> None:
    found, listing = brought(book_of(small(), tmp_path))
    assert (listing.faults, listing.left, found) == ([], [], small())


def test_cells_typed_over_change_the_edition(tmp_path: Path) -> None:
    path = book_of(
        small(),
        tmp_path,
        ("survey", "P1-01", "weight", 3),
        ("survey", "P1-01", "hint::English (en)", "Other help."),
        ("choices", "yes", "label::English (en)", "Yes"),
    )
    found, listing = brought(path)
    assert (listing.faults, listing.left) == ([], [])
    first = next(iter(items_of(found)))
    assert (first["weight"], first["help"]["en"]) == ("3", "Other help.")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        pytest.param(("survey", "P1-01", "nota", "ojo"), ("survey", "nota"), id="a new column"),
        pytest.param(("survey", "P1-01", "required", "no"), ("survey", "required"), id="derived"),
        pytest.param(("survey", "P1-01", "pillar", "I"), ("survey", "pillar"), id="its pillar"),
        pytest.param(
            ("choices", "yes_no", "label::English (en)", "Yep"),
            ("choices", "label::English (en)"),
            id="the words of a yes",
        ),
        pytest.param(
            ("settings", "prueba-2026", "form_title", "Otro"),
            ("settings", "form_title"),
            id="a title that is in the rules",
        ),
    ],
)
def test_what_cannot_be_taken_of_a_cell_is_told(
    tmp_path: Path, change: tuple[str, str, str, object], where: tuple[str, str]
) -> None:
    found, listing = brought(book_of(small(), tmp_path, change))
    assert found == small()
    assert [(each.place.sheet, each.place.column) for each in listing.left] == [where]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        pytest.param(("survey", "P1-03", "weight", "mucho"), "weight", id="no number"),
        pytest.param(("survey", "P1-03", "effort", "poco"), "effort", id="no word of ours"),
        pytest.param(("survey", "P1-02", "relevant", "${P1-01} > 3"), "relevant", id="a sum"),
        pytest.param(("survey", "P2-01", "scoring", "mucho"), "scoring", id="no band"),
        pytest.param(("survey", "P1-01", "legal_basis", "LEY"), "legal_basis", id="no articles"),
        pytest.param(("survey", "P1-01", "legal_basis", "LGX: 1"), "legal_basis", id="no law"),
        pytest.param(("survey", "P1-01", "audience", "state"), "relevant", id="two audiences"),
        pytest.param(("survey", "P1-01", "time_bound", "quizá"), "time_bound", id="no yes"),
        pytest.param(("survey", "P1-03", "hint::English (en)", None), "hint", id="no English"),
        pytest.param(("rules", "points", "value", "3.5"), "value", id="no whole number"),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(
    tmp_path: Path, change: tuple[str, str, str, object], where: str
) -> None:
    found, listing = brought(book_of(small(), tmp_path, change))
    assert found is None
    assert {each.place.column for each in listing.faults} == {where}
    assert all(each.place.row for each in listing.faults)


def test_a_group_that_is_not_closed_is_told(tmp_path: Path) -> None:
    book = load_workbook(BytesIO(written(sheets_of(small()))))
    page = book["survey"]
    page.delete_rows(page.max_row)
    path = tmp_path / "abierto.xlsx"
    book.save(path)
    found, listing = brought(path)
    assert found is None
    assert [each.why.value for each in listing.faults] == ["group-open"]
