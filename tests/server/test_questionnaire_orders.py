"""Órdenes del cuestionario: out to a workbook and in from one, on the command line."""

from pathlib import Path

import pytest

from server.imports.editions import load_edition
from tests.server.edition_folders import EARLIER
from tests.server.edition_folders import written as small_folder
from tests.server.forms import written
from tests.server.test_cli import Run, run, run_with
from tests.server.test_questionnaires import FORM

__all__ = ["run"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "2026").mkdir()
    return small_folder(tmp_path / "2026")


def test_a_folder_goes_out_and_comes_in_as_the_same_edition(folder: Path, tmp_path: Path) -> None:
    book, back = tmp_path / "libro.xlsx", tmp_path / "otra" / "2026"
    back.parent.mkdir()
    assert "7 reactivos" in run_with({}, "edition", "export", folder, "--to", book).output
    told = run_with({}, "edition", "import", book, "--base", folder).output
    assert "Es un ensayo: no se escribió nada." in told
    run_with({}, "edition", "import", book, "--base", folder, "--to", back)
    assert load_edition(back, EARLIER) == load_edition(folder, EARLIER)


def test_a_form_of_others_becomes_a_folder_that_loads(folder: Path, tmp_path: Path) -> None:
    form, made = written(tmp_path, FORM), tmp_path / "ajena"
    result = run_with({}, "edition", "import", form, "--base", folder, "--to", made)
    assert "survey, fila 2, type, inicio: «start» anota algo" in result.output
    assert "Edición ajena: 1 tema. 2 reactivos" in result.output
    definition = load_edition(made)
    assert definition["edition"]["code"] == "ajena"
    again = run_with({}, "edition", "import", form, "--to", made, code=2)
    assert "ya existe; dé una carpeta nueva" in again.output


def test_what_is_wrong_is_told_by_its_row(folder: Path, tmp_path: Path) -> None:
    form = written(tmp_path, FORM.replace("select_one yn", "select_one nada"))
    result = run_with({}, "edition", "import", form, "--base", folder, code=1)
    assert result.stderr.splitlines() == [
        "survey, fila 4, type, hay: no hay una lista «nada» en la hoja choices."
    ]


def test_a_book_has_its_ending(tmp_path: Path) -> None:
    result = run_with({}, "edition", "export", "2026", "--to", "libro.ods", code=2)
    assert "su nombre termina en .xlsx, como libro.xlsx" in result.output


def test_what_is_loaded_goes_out_by_its_code(run: Run, folder: Path, tmp_path: Path) -> None:
    run("edition", "load", folder)
    book = tmp_path / "libro.xlsx"
    run("edition", "export", "2026", "--to", book)
    assert book.read_bytes().startswith(b"PK")
    result = run("edition", "export", "1999", "--to", book, code=1)
    assert result.stderr.strip() == "No hay una edición 1999."
