"""Cuestionario en Excel, on the site: taken away, brought, looked at, stored once confirmed."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from game.editions import Stage
from server.imports.definitions import version_of
from server.queries.editions import definition_of, editions
from server.queries.stages import keep_edition
from server.tables.audit import AuditRow
from tests.browser import Browser, Page
from tests.editions import EDITION, move_to
from tests.server.forms import written
from tests.server.test_questionnaire_books import small

PAGE = f"/ediciones/{EDITION}/cuestionario"
FILE = f"{PAGE}/xlsform.xlsx"
PUBLIC = f"/metodo/{EDITION}/cuestionario.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM = """
survey
type | name | label::es | label::en | required
start | inicio | | |
begin_group | bloque | Bloque | Block |
select_one yn | hay | ¿Hay? | Is there? | yes
text | cual | ¿Cuál? | Which one? | yes
end_group | | | |
choices
list_name | name | label::es | label::en
yn | yes | Sí | Yes
yn | no | No | No
settings
form_title | form_id
Forma ajena | ajena
"""


@pytest.fixture
async def drafted(app: object) -> None:
    """A sound edition as a draft."""
    await keep_edition(small())


async def taken(browser: Browser, address: str = FILE) -> bytes:
    return (await browser.open(address)).response.content


async def brought(browser: Browser, content: bytes, status: int = 200) -> Page:
    return await browser.send(PAGE, status, files={"file": ("libro.xlsx", content, XLSX)})


def here(page: Page) -> str:
    """Under which name a workbook waits."""
    return page.response.url.path.rpartition("/")[2]


async def confirmed(browser: Browser, page: Page, status: int = 200) -> Page:
    book = here(page)
    return await browser.send(f"{PAGE}/{book}", status, seen=page.field("seen"))


def typed_over(book: bytes, column: str, code: str, value: str) -> bytes:
    """The workbook with one cell of an item typed over."""
    made, target = load_workbook(BytesIO(book)), BytesIO()
    heads = {cell.value: cell.column for cell in made["survey"][1]}
    row = next(row for row in made["survey"] if row[heads["name"] - 1].value == code)
    row[heads[column] - 1].value = value
    made.save(target)
    return target.getvalue()


def form_of_others(folder: Path) -> bytes:
    return written(folder, FORM).read_bytes()


async def version() -> str:
    return version_of(await definition_of(EDITION) or {})


@pytest.mark.both
async def test_a_changed_workbook_is_looked_at_and_then_stored(
    drafted: None, coordinadora: Browser
) -> None:
    before = await version()
    book = typed_over(await taken(coordinadora), "weight", "P1-03", "3")
    page = await brought(coordinadora, book)
    assert "1 cambio" in page.text
    assert "P1-03" in page.text
    assert await version() == before
    page = await confirmed(coordinadora, page)
    assert page.response.url.path == f"/ediciones/{EDITION}"
    assert await version() != before
    kept = await definition_of(EDITION) or {}
    [weight] = [
        item["weight"]
        for item in kept["pillars"][0]["topics"][0]["items"]
        if item["code"] == "P1-03"
    ]
    assert weight == "3"
    assert await AuditRow.exists().where(AuditRow.action == "questionnaire-drafted")


async def test_untouched_it_changes_nothing(drafted: None, coordinadora: Browser) -> None:
    page = await brought(coordinadora, await taken(coordinadora))
    assert f"No cambia nada de la edición {EDITION}." in page.text
    assert not page.select("[name=seen]")


@pytest.mark.both
async def test_a_form_of_others_begins_a_draft(
    drafted: None, coordinadora: Browser, tmp_path: Path
) -> None:
    page = await brought(coordinadora, form_of_others(tmp_path))
    assert "Es un XLSForm de otros." in page.text
    assert "La edición ajena no existe todavía: quedaría como borrador." in page.text
    assert "survey, fila 2, type, inicio" in page.text
    assert [each.code for each in await editions()] == [EDITION]
    page = await confirmed(coordinadora, page)
    assert page.response.url.path == "/ediciones/ajena"
    assert {each.code: each.stage for each in await editions()} == {
        EDITION: Stage.DRAFT,
        "ajena": Stage.DRAFT,
    }


async def test_the_draft_made_of_a_form_comes_back_as_a_workbook_of_ours(
    drafted: None, coordinadora: Browser, tmp_path: Path
) -> None:
    await confirmed(coordinadora, await brought(coordinadora, form_of_others(tmp_path)))
    book = await taken(coordinadora, "/ediciones/ajena/cuestionario/xlsform.xlsx")
    page = await brought(coordinadora, book)
    assert "No cambia nada de la edición ajena." in page.text


async def test_what_is_wrong_is_told_and_cannot_be_stored(
    drafted: None, coordinadora: Browser
) -> None:
    book = typed_over(await taken(coordinadora), "effort", "P1-03", "poco")
    page = await brought(coordinadora, book)
    assert "1 cosa por corregir" in page.text
    assert "survey, fila " in page.text
    assert not page.select("[name=seen]")


@pytest.mark.both
async def test_an_open_edition_refuses_what_is_critical(
    drafted: None, coordinadora: Browser
) -> None:
    await move_to(Stage.OPEN)
    before = await version()
    book = typed_over(await taken(coordinadora), "weight", "P1-03", "3")
    page = await brought(coordinadora, book)
    assert "1 cambio crítico: no se puede guardar nada." in page.text
    assert not page.select("[name=seen]")
    place = page.response.url.path
    await coordinadora.send(place, 409, seen="lo que sea")
    assert await version() == before


async def test_an_open_edition_takes_what_is_not(drafted: None, coordinadora: Browser) -> None:
    await move_to(Stage.OPEN)
    book = typed_over(await taken(coordinadora), "hint::English (en)", "P1-03", "More help.")
    await confirmed(coordinadora, await brought(coordinadora, book))
    assert "More help." in str(await definition_of(EDITION))


async def test_what_changed_meanwhile_is_looked_at_again(
    drafted: None, coordinadora: Browser
) -> None:
    book = typed_over(await taken(coordinadora), "weight", "P1-03", "3")
    page = await brought(coordinadora, book)
    other = typed_over(await taken(coordinadora), "weight", "P1-03", "5")
    await confirmed(coordinadora, await brought(coordinadora, other))
    before = await version()
    page = await confirmed(coordinadora, page, status=409)
    assert "La edición cambió mientras usted revisaba." in page.text
    assert await version() == before


async def test_a_file_that_is_no_workbook_is_told_beside_its_field(
    drafted: None, coordinadora: Browser
) -> None:
    page = await brought(coordinadora, b"no es un libro", status=422)
    assert "No es un libro de Excel (.xlsx)." in page.text
    page = await coordinadora.send(PAGE, 422, files={"file": ("", b"", XLSX)})
    assert "Elija el libro del cuestionario, en formato .xlsx." in page.text


async def test_what_waits_is_that_seats_alone_and_can_be_let_go(
    drafted: None, coordinadora: Browser, admin: Browser
) -> None:
    book = here(await brought(coordinadora, await taken(coordinadora)))
    await admin.open(f"{PAGE}/{book}", status=404)
    page = await coordinadora.open(f"{PAGE}/{book}/olvidar")
    assert here(page) == book
    await coordinadora.send(f"{PAGE}/{book}/olvidar")
    await coordinadora.open(f"{PAGE}/{book}", status=404)


async def test_auditors_take_it_away_and_bring_nothing(drafted: None, auditora: Browser) -> None:
    assert (await taken(auditora)).startswith(b"PK")
    await auditora.open(PAGE, status=403)


async def test_governments_have_nothing_to_bring(drafted: None, ana: Browser) -> None:
    await ana.open(PAGE, status=403)
    await ana.open(FILE, status=403)


async def test_anybody_takes_it_from_the_day_it_opens(drafted: None, browser: Browser) -> None:
    await browser.open(PUBLIC, status=404)
    await move_to(Stage.OPEN)
    assert await taken(browser, PUBLIC) == await taken(browser, PUBLIC)
    book = load_workbook(BytesIO(await taken(browser, PUBLIC)))
    assert book.sheetnames[:3] == ["survey", "choices", "settings"]


async def test_in_english(drafted: None, coordinadora: Browser, tmp_path: Path) -> None:
    await coordinadora.open(f"{PAGE}?idioma=en")
    page = await brought(coordinadora, form_of_others(tmp_path))
    assert "It is somebody else’s XLSForm." in page.text
    assert "survey, row 2, type, inicio" in page.text
