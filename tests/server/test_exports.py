"""Libro de resultados: for the observatory, after publication, and it opens."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from litestar import Litestar
from openpyxl import Workbook, load_workbook

from game.editions import Stage
from game.reviews import Verdict
from indicators.given import Evidence
from server.queries.commitments import commitments_of_edition
from server.queries.documents import FILE
from server.queries.editions import entry_of, rules_of
from server.queries.evidence import keep_evidence
from server.queries.exports import given_in
from tests.browser import Browser
from tests.commitments import a_commitment, promised
from tests.editions import ANA, EDITION, LICENCE, a_definition, open_edition
from tests.server.people import NOON, OAXACA
from tests.server.published import measured, publish
from tests.server.signed import a_document, answer, decide, sign, sign_again
from tests.server.test_errata import decided, in_error, put_right
from tests.server.twice import FORMER, held_twice

BOOK = f"/exportar/{EDITION}/liga.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def book(browser: Browser, address: str = BOOK) -> Workbook:
    page = await browser.open(address)
    assert page.response.headers["Content-Type"] == XLSX
    told = page.response.headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="liga-\d{4}\.xlsx"', told)
    return load_workbook(BytesIO(page.response.content), data_only=True)


def rows(sheet: str, found: Workbook) -> list[tuple[Any, ...]]:
    """What stands under the title and the heads of a sheet."""
    return list(found[sheet].iter_rows(min_row=3, values_only=True))


def lines(sheet: str, found: Workbook, participant: str) -> list[dict[str, Any]]:
    """The rows of a participant, by the heads of their columns."""
    heads = [cell.value for cell in found[sheet][2]]
    return [
        dict(zip(heads, row, strict=True)) for row in rows(sheet, found) if row[0] == participant
    ]


async def test_book_holds_what_was_published(app: Litestar, publicadora: Browser) -> None:
    await measured()
    digest = await publish()
    found = await book(publicadora)
    assert ("Huella SHA-256 de lo publicado", digest) in rows("Léame", found)
    assert [row[1:6] for row in rows("Lugares", found)] == [
        (1, "20", "Oaxaca", "Oaxaca", 62.5),
        (1, "31", "Yucatán", "Yucatán", 62.5),
        (3, "09", "Ciudad de México", "Ciudad de México", 50.0),
    ]
    oaxaca = {line["Reactivo"]: line for line in lines("Respuestas", found, "20")}
    told = ("Estado de la respuesta", "Respuesta", "Dictamen", "Factor")
    assert [oaxaca["I1-01"][each] for each in told] == ["respondido", "5 / 10", "aceptada", 0.5]
    assert [oaxaca["P1-04"][each] for each in told] == ["no preguntado", None, None, None]


async def test_book_says_how_its_data_may_be_used(app: Litestar, publicadora: Browser) -> None:
    definition = a_definition()
    definition["edition"]["licence"] = LICENCE
    await measured(definition)
    await publish()
    told = dict(row[:2] for row in rows("Léame", await book(publicadora)))
    assert told["Licencia"].startswith(
        f"Los datos: Atribución (CC-BY-4.0), {LICENCE['url']}. Dé crédito a: El observatorio."
    )


async def test_book_shows_the_state_who_decided_and_the_proof(
    app: Litestar, publicadora: Browser
) -> None:
    await measured()
    await publish()
    oaxaca = {line["Reactivo"]: line for line in lines("Respuestas", await book(publicadora), "20")}
    told = (
        "Entidad federativa",
        "Verificó",
        "Razón del dictamen",
        "Evidencia citada",
        "Archivo o dirección",
        "Página o artículo",
    )
    assert [oaxaca["I1-01"][each] for each in told] == [
        "Oaxaca",
        "Vera",
        "Falta la página.",
        "Gaceta",
        "https://example.org/20",
        "3",
    ]
    assert [oaxaca["P1-04"][each] for each in told] == ["Oaxaca", *[None] * 5]


@pytest.mark.both
async def test_a_file_is_told_by_its_name_and_a_verdict_that_fell_has_no_author(
    app: Litestar,
) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.RETURNED)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    scan = replace(a_document(), id="a" * 32, kind=FILE, filename="acta.pdf", sha256="b" * 64)
    await keep_evidence(rules, entry, "I1-01", scan, "art. 5", by=ANA, at=NOON)
    assert (OAXACA, "I1-01") not in await given_in(EDITION)
    await sign_again()
    given = (await given_in(EDITION))[OAXACA, "I1-01"]
    assert given.evidence[-1] == Evidence("Gaceta", "acta.pdf", "art. 5")
    assert (given.verdict, given.reason, given.verifier) == (None, "", "")


async def test_a_verdict_of_an_open_erratum_is_in_no_book_before_it_is_published(
    app: Litestar, publicadora: Browser
) -> None:
    await in_error()
    before = lines("Respuestas", await book(publicadora), OAXACA)
    await decided()
    assert lines("Respuestas", await book(publicadora), OAXACA) == before
    await put_right()
    after = {
        line["Reactivo"]: line for line in lines("Respuestas", await book(publicadora), OAXACA)
    }
    told = ("Dictamen", "Razón del dictamen", "Verificó", "Factor")
    was = {line["Reactivo"]: line for line in before}["P1-02"]
    assert [was[each] for each in told] == ["aceptada", "Falta la página.", "Vera", 1]
    assert [after["P1-02"][each] for each in told] == [
        "rechazada",
        "No está en esa página.",
        "Víctor Mora",
        0,
    ]


async def test_book_tells_commitments_as_they_stand_on_its_day(
    app: Litestar, publicadora: Browser
) -> None:
    await measured()
    await publish()
    code = await promised(a_commitment(edition=EDITION, item="P1-01"))
    page = (await book(publicadora))["Compromisos"]
    heads, row = ([cell.value for cell in page[n]] for n in (3, 4))
    told = dict(zip(heads, row, strict=True))
    assert (told["Clave"], told["Participante"], told["Nombre"]) == (str(code), OAXACA, "Oaxaca")
    assert (told["Reactivo"], told["Estado"], told["Avance"]) == ("P1-01", "Propuesto", 0)
    assert told["Fecha límite"].date() == a_commitment().due


@pytest.mark.both
async def test_commitments_of_an_edition_are_those_that_answer_for_it(app: Litestar) -> None:
    await open_edition()
    code = await promised(a_commitment(edition=EDITION, item="P1-01"))
    await promised(a_commitment(goal="Otra meta"))
    ((at, listed),) = await commitments_of_edition(EDITION)
    assert (listed.commitment.code, at) == (code, NOON)


async def test_book_says_what_moved_the_index_since_the_edition_before(
    app: Litestar, publicadora: Browser
) -> None:
    await held_twice()
    found = await book(publicadora)
    heads, *others = found["Cambio"].iter_rows(min_row=3, values_only=True)
    (row,) = (row for row in others if row[0] == OAXACA)
    told = dict(zip(heads, row, strict=True))
    assert (told["Índice anterior"], told["Índice"]) == (50, 75)
    causes = ("Por desempeño", "Por método", "Por cobertura")
    assert sum(told[cause] for cause in causes) == pytest.approx(told["Cambio"])
    assert "Cambio" not in (await book(publicadora, f"/exportar/{FORMER}/liga.xlsx")).sheetnames


async def test_book_speaks_english(app: Litestar, publicadora: Browser) -> None:
    await measured()
    await publish()
    found = await book(publicadora, f"{BOOK}?idioma=en")
    assert found.sheetnames[:2] == ["README", "Items"]
    assert rows("Places", found)[0][:2] == ("States", 1)


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REPLY])
async def test_before_publication_there_is_no_book(
    app: Litestar, publicadora: Browser, stage: Stage
) -> None:
    await open_edition(stage=stage)
    page = await publicadora.open(BOOK, 404)
    assert "se verán cuando se publiquen" in page.text


async def test_unknown_edition(app: Litestar, publicadora: Browser) -> None:
    await publicadora.open("/exportar/1999/liga.xlsx", 404)


async def test_governments_do_not_take_the_book(
    app: Litestar, ana: Browser, browser: Browser
) -> None:
    await measured()
    await publish()
    await ana.open(BOOK, 403)
    page = await browser.open(BOOK)
    assert "/entrar" in page.url
