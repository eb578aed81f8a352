"""Trabajar en Excel: the levels of a government as a workbook that is taken away and comes back."""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO

import pytest
from litestar import Litestar
from openpyxl import Workbook, load_workbook

from game.answers import Answer
from game.editions import Stage
from game.reviews import Verdict
from server.queries.answers import answers_of
from server.queries.changes import load_changes
from server.settings import Settings
from server.tables.answers import AnswerRevisionRow
from server.tables.audit import AuditRow
from tests.books import SPOT, cell_of, changed, written_as
from tests.browser import BASE, Browser, Page
from tests.editions import EDITION, a_definition, move_to, open_edition
from tests.server import signed
from tests.server.people import NOON, OAXACA

BOOK = "/mi-liga/excel"
FILE = f"{BOOK}/libro.xlsx"
HEADS = {"es": "Su respuesta", "en": "Your answer"}
KEYLESS = {"es": "falta la primera columna", "en": "the first column is missing"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def taken(browser: Browser, address: str = FILE) -> bytes:
    return (await browser.open(address)).response.content


async def brought(browser: Browser, content: bytes, status: int = 200) -> Page:
    """The page that comes after a workbook was sent."""
    return await browser.send(BOOK, status, files={"file": ("libro.xlsx", content, XLSX)})


async def confirmed(browser: Browser, page: Page, status: int = 200) -> Page:
    book = here(page)
    return await browser.send(f"{BOOK}/{book}", status, seen=page.field("seen"))


def here(page: Page) -> str:
    """Under which name a workbook waits."""
    return page.response.url.path.rpartition("/")[2]


def filling(**cells: object) -> Callable[[Workbook], None]:
    """Somebody types in the cells of these keys: `P1_01__chosen`."""

    def fill(made: Workbook) -> None:
        for name, value in cells.items():
            cell = cell_of(made, name.replace("__", "/").replace("_", "-", 1))
            cell.value = value

    return fill


def filled(book: bytes, cells: Mapping[str, object]) -> bytes:
    def fill(made: Workbook) -> None:
        for key, value in cells.items():
            cell_of(made, key).value = value

    return changed(book, fill)


async def in_force() -> dict[str, Answer]:
    return {code: each.answer for code, each in (await answers_of(OAXACA, EDITION)).items()}


async def revisions() -> int:
    return len(await AnswerRevisionRow.select(AnswerRevisionRow.item))


@pytest.mark.both
async def test_a_workbook_comes_back_and_is_stored_once_it_is_confirmed(
    opened: None, ana: Browser
) -> None:
    book = filled(
        await taken(ana),
        {
            "P1-01/chosen": "Sí",
            "P1-02/chosen": "Opción half",
            "P1-03/option:a": "Sí",
            "P1-04/number": 12,
            "P1-05/text": "-3 oficinas",
            "I1-01/number": 5,
            "I1-01/denominator": 10,
            "I1-02/date": "1/3/2020",
        },
    )
    page = await brought(ana, book)
    assert "7 nuevas" in page.text
    assert await in_force() == {}
    page = await confirmed(ana, page)
    assert "Se guardaron 7 respuestas" in page.text
    assert await in_force() == {
        "P1-01": Answer("P1-01", chosen=("yes",)),
        "P1-02": Answer("P1-02", chosen=("half",)),
        "P1-03": Answer("P1-03", chosen=("a",)),
        "P1-04": Answer("P1-04", number="12"),
        "P1-05": Answer("P1-05", text="-3 oficinas"),
        "I1-01": Answer("I1-01", number="5", denominator="10"),
        "I1-02": Answer("I1-02", date="2020-03-01"),
    }


async def test_untouched_it_changes_nothing(opened: None, ana: Browser) -> None:
    await signed.answer(signed.P1 | signed.I1)
    before = await revisions()
    page = await brought(ana, await taken(ana))
    assert "El libro no trae nada nuevo que guardar." in page.text
    assert "7 iguales" in page.text
    assert not page.select("[name=seen]")
    assert await revisions() == before


async def test_the_same_file_twice_stores_nothing_twice(opened: None, ana: Browser) -> None:
    book = filled(await taken(ana), {"P1-01/chosen": "No", "P1-01/reason": "Falta."})
    await confirmed(ana, await brought(ana, book))
    before = await revisions()
    page = await brought(ana, book)
    assert "El libro no trae nada nuevo que guardar." in page.text
    await ana.send("/mi-liga/reactivos/P1-01", revision="1", chosen="yes")
    page = await brought(ana, book)
    assert "El libro no trae nada nuevo que guardar." in page.text
    assert await revisions() == before + 1
    assert (await in_force())["P1-01"].chosen == ("yes",)


async def test_a_confirmation_sent_twice_stores_once(opened: None, ana: Browser) -> None:
    page = await brought(ana, filled(await taken(ana), {"P1-05/text": "Se consulta."}))
    await confirmed(ana, page)
    again = await confirmed(ana, page)
    assert "Se guardó 1 respuesta: P1-05." in again.text
    assert await revisions() == 1


async def test_two_officials_with_two_copies_are_put_together(
    opened: None, ana: Browser, beto: Browser
) -> None:
    book = await taken(ana)
    hers = filled(book, {"P1-01/chosen": "Sí", "P1-05/text": "De Ana"})
    his = filled(book, {"P1-02/chosen": "Opción full", "P1-05/text": "De Beto"})
    await confirmed(ana, await brought(ana, hers))
    page = await confirmed(beto, await brought(beto, his))
    assert "Se guardó 1 respuesta: P1-02." in page.text
    assert "1 respuesta con dos versiones" in page.text
    (choice,) = page.select("#choice-P1-05")
    assert "De Beto" in choice.get_text(" ")
    assert "De Ana" in choice.get_text(" ")
    assert "Ana Ruiz" in choice.get_text(" ")
    kept = await in_force()
    assert kept["P1-05"].text == "De Ana"
    assert kept["P1-01"].chosen == ("yes",)


@pytest.mark.parametrize(
    ("keep", "text", "notes"),
    [("mine", "De Beto", 0), ("theirs", "De Ana", 0), ("both", "De Ana", 1)],
)
async def test_a_conflict_is_settled_as_in_the_web(
    opened: None, ana: Browser, beto: Browser, keep: str, text: str, notes: int
) -> None:
    book = await taken(ana)
    await confirmed(ana, await brought(ana, filled(book, {"P1-05/text": "De Ana"})))
    page = await brought(beto, filled(book, {"P1-05/text": "De Beto"}))
    address = f"{BOOK}/{here(page)}/reactivos/P1-05"
    page = await beto.send(address, revision=page.field("revision"), keep=keep)
    assert not page.select("#choice-P1-05")
    assert (await in_force())["P1-05"].text == text
    level = await ana.open("/mi-liga/niveles/P1")
    assert level.text.count("De Beto") >= notes
    again = await beto.send(address, revision="1", keep="mine")
    assert not again.select("#choice-P1-05")
    assert (await in_force())["P1-05"].text == text
    assert (await beto.open(address)).response.url.path == f"{BOOK}/{here(page)}"


async def test_a_choice_over_something_newer_is_shown_again(
    opened: None, ana: Browser, beto: Browser
) -> None:
    book = await taken(ana)
    await ana.send("/mi-liga/reactivos/P1-05", revision="0", text="De Ana")
    page = await brought(beto, filled(book, {"P1-05/text": "De Beto"}))
    await ana.send("/mi-liga/reactivos/P1-05", revision="1", text="De Ana, después")
    address = f"{BOOK}/{here(page)}/reactivos/P1-05"
    page = await beto.send(address, 409, revision="1", keep="mine")
    assert "De Ana, después" in page.select_one("#choice-P1-05").get_text(" ")
    assert (await in_force())["P1-05"].text == "De Ana, después"


async def test_what_moved_since_it_was_shown_is_shown_again_before_anything_is_stored(
    opened: None, ana: Browser, beto: Browser
) -> None:
    book = filled(await taken(ana), {"P1-05/text": "De Ana", "P1-02/chosen": "Opción full"})
    page = await brought(ana, book)
    await beto.send("/mi-liga/reactivos/P1-05", revision="0", text="De Beto")
    page = await confirmed(ana, page, 409)
    assert "Alguien guardó mientras usted revisaba" in page.text
    assert set(await in_force()) == {"P1-05"}
    page = await ana.send(
        str(page.select_one("form:has([name=seen])")["action"]), seen=page.field("seen")
    )
    assert "Se guardó 1 respuesta: P1-02." in page.text
    assert (await in_force())["P1-05"].text == "De Beto"


@pytest.mark.both
async def test_of_two_who_confirm_at_once_nobody_is_written_over(
    opened: None, ana: Browser, beto: Browser
) -> None:
    book = await taken(ana)
    pages = [
        await brought(who, filled(book, {"P1-05/text": text, f"{item}/chosen": option}))
        for who, text, item, option in (
            (ana, "De Ana", "P1-01", "Sí"),
            (beto, "De Beto", "P1-02", "Opción full"),
        )
    ]
    both = zip((ana, beto), pages, strict=True)
    replies = await asyncio.gather(*(_confirms(*each) for each in both))
    assert sorted(replies) == [200, 409]
    kept = await in_force()
    assert kept["P1-05"].text == ("De Ana" if replies[0] == 200 else "De Beto")
    assert len(kept) == 2


async def _confirms(browser: Browser, page: Page) -> int:
    token = await browser.csrf()
    seen = {"seen": page.field("seen"), "csrf": token}
    sent = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    address = f"{BOOK}/{here(page)}"
    return (await browser.client.post(address, data=seen, headers=sent)).status_code


async def test_invalid_cells_come_back_with_a_comment_and_a_summary(
    opened: None, ana: Browser
) -> None:
    book = filled(
        await taken(ana),
        {
            "P1-01/chosen": "Sí",
            "P1-01/plan_by": "mañana",
            "P1-02/chosen": "quizá",
            "P1-04/number": 101,
            "I1-01/number": "=1+1",
            "I1-01/denominator": 10,
            "I1-02/date": "31/02/2020",
        },
    )
    page = await brought(ana, book)
    assert "5 celdas por corregir" in page.text
    assert "El número está fuera de lo posible: de 0 a 100." in page.text
    page = await confirmed(ana, page)
    assert await in_force() == {"P1-01": Answer("P1-01", chosen=("yes",))}
    back = await taken(ana, f"{BOOK}/{here(page)}/libro.xlsx")
    made = load_workbook(BytesIO(back))
    assert made.sheetnames[0] == "Resumen"
    told = [row[0] for row in made["Resumen"].iter_rows(min_row=5, values_only=True)]
    assert told == ["P1-01", "P1-02", "P1-04", "I1-01", "I1-02"]
    assert cell_of(made, "P1-02/chosen").value == "quizá"
    assert "elíjala de la lista" in cell_of(made, "P1-02/chosen").comment.text
    mended = filled(back, {"P1-02/chosen": "Opción half", "P1-04/number": 99})
    page = await confirmed(ana, await brought(ana, mended))
    assert "Se guardaron 2 respuestas: P1-02 y P1-04." in page.text


async def test_a_cell_that_says_two_things_is_told_and_not_taken(
    opened: None, ana: Browser
) -> None:
    def doubles(made: Workbook) -> None:
        cell = cell_of(made, "P1-05/text")
        cell.value = "Una cosa"
        cell.parent["A200"], cell.parent["D200"] = "P1-05/text", "Otra cosa"
        cell.parent["D201"] = "Sin reactivo"

    page = await brought(ana, changed(await taken(ana), doubles))
    assert "Esta celda está dos veces en el libro, con contenidos distintos." in page.text
    assert "renglón 201: «Sin reactivo» no tiene reactivo." in page.text
    assert not page.select("[name=seen]")
    back = load_workbook(BytesIO(await taken(ana, f"{BOOK}/{here(page)}/libro.xlsx")))
    told = [row[2:] for row in back["Resumen"].iter_rows(min_row=5, values_only=True)]
    assert ("Sin reactivo", "No se supo dónde va.") in told


async def test_a_number_of_a_million_digits_is_told_beside_its_cell_at_once(
    opened: None, ana: Browser
) -> None:
    book = filled(await taken(ana), {"P1-01/plan_by": SPOT, "P1-01/chosen": "Sí"})
    began = time.process_time()
    page = await brought(ana, written_as(book, "1e300000000"))
    assert time.process_time() - began < 5
    assert "1 celda por corregir" in page.text
    assert "« 1e300000000 »" in page.text
    await confirmed(ana, page)
    assert await in_force() == {"P1-01": Answer("P1-01", chosen=("yes",))}


async def test_what_is_wrong_is_told_as_it_is_seen(opened: None, ana: Browser) -> None:
    """A day as a day and a percentage as one, where they cannot be taken and where they stray."""

    def types(made: Workbook) -> None:
        for key, value, look in (
            ("P1-04/number", date(2024, 1, 30), "dd/mm/yyyy"),
            ("P1-02/chosen", 0.5, "0%"),
            ("I1-02/date", 9, "General"),
        ):
            cell = cell_of(made, key)
            cell.value, cell.number_format = value, look
        sheet = cell_of(made, "P1-04/number").parent
        sheet["D200"], sheet["D201"] = date(2025, 2, 3), 0.25
        sheet["D201"].number_format = "0%"

    page = await brought(ana, changed(await taken(ana), types))
    assert "P1-02 · Respuesta: « 50 % »" in page.text
    assert "P1-04 · Número: « 2024-01-30 »" in page.text
    assert "renglón 200: «2025-02-03» no tiene reactivo." in page.text
    assert "renglón 201: «25 %» no tiene reactivo." in page.text
    assert not re.search(r"« ?(45\d+|0\.\d+) ?»", page.text)


@pytest.mark.parametrize("language", ["es", "en"])
async def test_a_sheet_without_its_keys_is_told_once(
    opened: None, ana: Browser, language: str
) -> None:
    def deletes(made: Workbook) -> None:
        sheet = cell_of(made, "P1-01/chosen").parent
        cell_of(made, "P1-01/chosen").value = "Sí"
        sheet.delete_cols(1)

    book = changed(await taken(ana, f"{FILE}?idioma={language}"), deletes)
    page = await brought(ana, book)
    told = page.select_one("section[aria-labelledby=unplaced]").text
    assert told.count(KEYLESS[language]) == 1
    assert "Sí" not in told
    assert "Su respuesta" not in told
    assert HEADS[language] not in told
    back = load_workbook(BytesIO(await taken(ana, f"{BOOK}/{here(page)}/libro.xlsx")))
    (rows,) = (back[name] for name in back.sheetnames if name in {"Resumen", "Summary"})
    assert "Sí" in [row[2] for row in rows.iter_rows(values_only=True)]


async def test_a_level_whose_sheet_was_deleted_is_told_and_is_no_error(
    opened: None, ana: Browser
) -> None:
    def deletes(made: Workbook) -> None:
        cell_of(made, "P1-01/chosen").value = "Sí"
        made.remove(cell_of(made, "I1-01/number").parent)

    page = await brought(ana, changed(await taken(ana), deletes))
    assert "ya no trae estos 2 reactivos" in page.text
    assert "queda como está: I1-01 y I1-02." in page.text
    assert not page.select("#faults, #unplaced")
    await confirmed(ana, page)
    assert await in_force() == {"P1-01": Answer("P1-01", chosen=("yes",))}


async def test_evidence_is_cited_by_the_code_of_a_document(opened: None, ana: Browser) -> None:
    for title in ("Gaceta", "Padrón"):
        await ana.send("/mi-liga/documentos", link=f"https://oaxaca.example/{title}", title=title)
    book = await taken(ana)
    labels = [
        str(row[0])
        for row in load_workbook(BytesIO(book))["Documentos"].iter_rows(min_row=5, values_only=True)
    ]
    assert [label.partition(" · ")[2] for label in labels] == ["Gaceta", "Padrón"]
    made = filled(
        book,
        {
            "P1-01/chosen": "Sí",
            "P1-01/evidence:1": labels[0],
            "P1-01/evidence:2": "padrón",
            "P1-02/evidence:1": "no existe",
        },
    )
    page = await brought(ana, made)
    assert "No es un documento de su gobierno" in page.text
    await confirmed(ana, page)
    cited = (await in_force())["P1-01"].evidence
    assert [each.document[:8] for each in cited] == [label[:8] for label in labels]


async def test_a_level_that_was_handed_in_stays_as_it_is(handed_in: None, ana: Browser) -> None:
    book = await taken(ana)
    assert cell_of(load_workbook(BytesIO(book)), "I1-01/number").protection.locked
    page = await brought(ana, filled(book, {"I1-01/number": 9, "P1-05/text": "Se consulta."}))
    assert "Enviado: se reabre si se devuelve." in page.text
    await confirmed(ana, page)
    assert (await in_force())["I1-01"].number == "5"
    assert (await in_force())["P1-05"].text == "Se consulta."


async def test_what_is_not_asked_is_told_and_left(opened: None, ana: Browser) -> None:
    page = await brought(ana, filled(await taken(ana), {"P1-01/chosen": "No", "P1-04/number": 3}))
    assert "este reactivo no se pregunta a su gobierno" in page.text
    await confirmed(ana, page)
    assert set(await in_force()) == {"P1-01"}


@pytest.mark.both
async def test_what_was_returned_is_mended_and_leaves_the_level_unsigned(
    handed_in: None, ana: Browser
) -> None:
    await signed.sign_again()
    await signed.decide("I1-01", Verdict.RETURNED)
    page = await brought(
        ana, filled(await taken(ana), {"I1-01/number": 6, "I1-02/date": "1/1/2020"})
    )
    assert "Guardar 1 respuesta" in page.text
    assert "Enviado: se reabre si se devuelve." in page.text
    await confirmed(ana, page)
    kept = await in_force()
    assert (kept["I1-01"].number, kept["I1-02"].date) == ("6", "2019-01-01")
    assert kept["I1-01"].evidence
    level = await ana.open("/mi-liga/niveles/I1")
    assert "sin efecto" in level.text


async def test_what_an_answer_still_lacks_is_told(opened: None, ana: Browser) -> None:
    page = await brought(ana, filled(await taken(ana), {"P1-01/chosen": "No"}))
    assert "Falta la razón. Falta qué hará su gobierno para tenerlo." in page.text


async def test_a_questionnaire_that_changed_since_is_told(opened: None, ana: Browser) -> None:
    book = filled(await taken(ana), {"P1-05/text": "Se consulta."})
    definition = a_definition()
    definition["pillars"][0]["topics"][0]["items"][0]["help"]["es"] = "Otra ayuda."
    found = await load_changes(definition, {"P1-01"}, author="Elena Paz", at=NOON)
    assert not found.refused
    page = await brought(ana, book)
    assert "El cuestionario cambió desde que descargó este libro" in page.text
    assert "Se guardó 1 respuesta" in (await confirmed(ana, page)).text


async def test_what_is_waited_for_is_its_owners_and_can_be_forgotten(
    opened: None, ana: Browser, beto: Browser, carla: Browser
) -> None:
    page = await brought(ana, filled(await taken(ana), {"P1-05/text": "Se consulta."}))
    address = f"{BOOK}/{here(page)}"
    for other in (beto, carla):
        await other.open(address, 404)
        await other.send(address, 404, seen="x")
        await other.open(f"{address}/libro.xlsx", 404)
    assert (await ana.open(f"{BOOK}/{here(page)}/olvidar")).response.url.path == address
    await ana.send(f"{BOOK}/{here(page)}/olvidar")
    await ana.open(address, 404)
    await ana.open(f"{BOOK}/0-1", 404)


async def test_only_who_answers_may(opened: None, sofia: Browser, rita: Browser) -> None:
    for person in (sofia, rita):
        await person.open(BOOK, 403)
        await person.open(FILE, 403)
        await person.send(BOOK, 403, files={"file": ("a.xlsx", b"x", XLSX)})
    assert "Trabajar en Excel" not in (await sofia.open("/mi-liga")).text


async def test_in_review_it_can_be_read_and_nothing_is_stored(opened: None, ana: Browser) -> None:
    book = filled(await taken(ana), {"P1-05/text": "Tarde."})
    await move_to(Stage.REVIEW)
    page = await brought(ana, book)
    assert "En esta etapa ya no se responde." in page.text
    assert not page.select("[name=seen]")


async def test_another_edition_government_or_server_is_said_plainly(
    opened: None, ana: Browser, carla: Browser, app: Litestar, each_settings: Settings
) -> None:
    book = await taken(ana)
    assert "El libro es de otro gobierno" in (await brought(carla, book, 422)).text
    forged = changed(book, _alter)
    assert "fue alterado, o es de otro servidor" in (await brought(ana, forged, 422)).text
    alone = changed(book, lambda made: made.remove(made["liga"]))
    assert "perdió su hoja oculta" in (await brought(ana, alone, 422)).text
    (each_settings.data_dir / "secret.key").write_bytes(b"y" * 32)
    assert "es de otro servidor" in (await brought(ana, book, 422)).text


def _alter(made: Workbook) -> None:
    line = made["liga"]["A2"]
    line.value = str(line.value).replace('"20"', '"31"')


async def test_a_book_of_the_last_edition_is_said_plainly(opened: None, ana: Browser) -> None:
    book = await taken(ana)
    await move_to(Stage.REVIEW)
    await open_edition(a_definition("2027"))
    page = await brought(ana, book, 422)
    assert "El libro es de la edición 2026. Descargue el de esta edición." in page.text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "El archivo está vacío."),
        (b"P1-01,si\n", "No es un libro de Excel (.xlsx)."),
        (b"PK\x03\x04", "El libro está incompleto o dañado."),
    ],
)
async def test_what_is_no_book_is_said_beside_the_field(
    opened: None, ana: Browser, content: bytes, told: str
) -> None:
    page = await brought(ana, content, 422)
    assert told in page.select_one(".field-error").get_text()


async def test_without_a_file_it_is_asked_for(opened: None, ana: Browser) -> None:
    page = await ana.send(BOOK, 422, files={"file": ("", b"", XLSX)})
    assert "Elija el libro que llenó" in page.text


async def test_in_english_all_of_it_is(opened: None, ana: Browser) -> None:
    book = load_workbook(BytesIO(await taken(ana, f"{FILE}?idioma=en")))
    assert book.sheetnames[:2] == ["Instructions", "P1 Topic P1"]
    made = filled(await taken(ana), {"P1-01/chosen": "yes", "P1-03/option:a": "x"})
    page = await confirmed(ana, await brought(ana, made))
    assert (await in_force())["P1-03"].chosen == ("a",)
    assert page.lang == "en"


async def test_the_way_begins_in_ones_league(opened: None, ana: Browser) -> None:
    page = await ana.open("/mi-liga")
    assert page.select(f"a[href='{BOOK}']")
    page = await ana.open(BOOK)
    assert page.select_one(f"a[href='{FILE}']")
    found = await ana.open(FILE)
    assert "Liga%202026%20Oaxaca.xlsx" in found.response.headers["Content-Disposition"]


async def test_every_answer_is_noted(opened: None, ana: Browser) -> None:
    await confirmed(ana, await brought(ana, filled(await taken(ana), {"P1-05/text": "Sí."})))
    rows = await AuditRow.select(AuditRow.action, AuditRow.subject)
    assert {"action": "answer-from-book", "subject": "P1-05"} in rows
