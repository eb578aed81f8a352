"""Fórmulas: the method page tells how the index is computed from the definition itself."""

import hashlib
import json

import pytest
from litestar import Litestar

from game.editions import Stage
from indicators.definition import unpacked
from server.queries.editions import rules_of
from tests.browser import Browser, Page
from tests.editions import EDITION, a_definition, open_edition
from tests.server.published import measured, publish

METHOD = f"/metodo/{EDITION}"
DEFINITION = f"/metodo/{EDITION}/indice.json"


def rules(page: Page) -> dict[str, str]:
    """The rules of the index by their terms."""
    return {
        row.first("dt").get_text(strip=True): plain(row.first("dd").get_text(" ", strip=True))
        for row in page.select("#index-method > div")
    }


def plain(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def with_index(**given: object) -> dict:
    definition = a_definition()
    definition["index"] = given
    return definition


async def test_the_usual_rules_are_told_with_their_formulas(
    app: Litestar, browser: Browser
) -> None:
    await open_edition()
    told = rules(await browser.open(METHOD))
    mean = told["Media ponderada"]
    assert "x es igual a la suma de cada peso w por el puntaje x de su parte" in mean
    assert "Se usa en el índice, los pilares y los temas." in mean
    assert "media geométrica" not in " ".join(told).lower()
    assert told["No aplica, ya aceptado"] == "En 1 reactivo sale de la cuenta."
    assert told["Sin respuesta o sin dictamen"].startswith("Sale del cálculo: ni suma ni resta.")
    assert "el índice, 3/4; un pilar, 2/3; un tema, 1/2." in told["Cobertura"]
    assert "lo que se conoce de ello cuenta más arriba" in told["Cobertura"]
    assert "el siguiente espera: 1, 2, 2, 4." in told["Lugares"]
    assert "con 1 decimal; la mitad sube" in told["Redondeo"]
    assert "10,000 veces" in told["Prueba de robustez"]
    assert "hasta ±25 %" in told["Prueba de robustez"]
    assert "La semilla es 2026" in told["Prueba de robustez"]
    assert "no es la de la edición, todas las partes entran como 0.01" in told["Prueba de robustez"]
    assert "De menos de 5 no se muestra nada" in told["Medias de grupos"]


async def test_an_edition_with_rules_of_its_own_is_told_as_it_is(
    app: Litestar, browser: Browser
) -> None:
    definition = with_index(
        index={"method": "harmonic", "zeros": "floor", "floor": "1/100"},
        pillars={"method": "geometric", "zeros": "shift", "floor": None},
        nodes={"P1": {"method": "points", "zeros": None, "floor": None}},
        thin="leaves",
        ties="dense",
        decimals=2,
        robustness={"runs": 500, "seed": 7, "spread": "1/10", "methods": ["mean"], "drops": False},
        groups={"least": 8},
    )
    definition["edition"]["no_answer"] = "zero"
    await open_edition(definition)
    page = await browser.open(METHOD)
    told = rules(page)
    assert "Se usa en el índice." in told["Media armónica ponderada"]
    assert "bajo 0.01 suben a 0.01" in told["Media armónica ponderada"]
    assert "0.01 + 0.99 x" in told["Media geométrica ponderada"]
    assert "Se usa en P1 Tema P1." in told["Puntos entre el máximo"]
    assert "Se usa en I1 Tema I1 y H1 Tema H1." in told["Media ponderada"]
    assert told["Sin respuesta o sin dictamen"].startswith("Cuenta cero")
    assert "sale del cálculo más arriba" in told["Cobertura"]
    assert "el siguiente va enseguida: 1, 2, 2, 3." in told["Lugares"]
    assert "con 2 decimales" in told["Redondeo"]
    assert "500 veces" in told["Prueba de robustez"]
    assert "deja fuera un pilar" not in told["Prueba de robustez"]
    assert "De menos de 8" in told["Medias de grupos"]
    assert "más a" in told["Lo que aporta cada reactivo"]
    example = plain(page.select_one("#example").text)
    assert "e elevado a" in example


#   P1-01 yes, P1-03 none of it, P1-04 ten days; P1-02 may not apply, and leaves
async def test_an_invented_example_is_worked_out_and_says_that_it_is_invented(
    app: Litestar, browser: Browser
) -> None:
    await open_edition()
    page = await browser.open(METHOD)
    told = plain(page.select_one("#example").text)
    assert "Estas respuestas no son de ningún gobierno: se inventaron" in told
    steps = [each["id"] for each in page.select("#example h3")]
    assert steps == ["example-P1", "example-P", "example-index"]
    rows = [
        [plain(cell.get_text(" ", strip=True)) for cell in row.select("th, td")]
        for row in page.select("#example-P1-table tbody tr")
    ]
    assert rows == [
        ["P1-01 ¿Pregunta P1-01?", "Sí", "1", "1", "1"],
        ["P1-03 ¿Pregunta P1-03?", "Opción none", "0", "1", "0"],
        ["P1-04 ¿Pregunta P1-04?", "10 días", "1", "1", "1"],
    ]
    assert "No aplica y sale del cálculo: P1-02." in told
    assert "La última columna suma 2; los pesos, 3." in told
    assert "2 ÷ 3 = 0.6667, que se muestra 66.7." in told


async def test_a_flat_index_is_worked_out_over_all_its_items(
    app: Litestar, browser: Browser
) -> None:
    await open_edition(with_index(index={"method": "points", "zeros": None, "floor": None}))
    page = await browser.open(METHOD)
    assert not page.select("#example-index-table")
    told = plain(page.select_one("#example").get_text(" "))
    assert "No aplica y sale del cálculo: P1-02. El peso por el factor de todos" in told
    assert "todos los reactivos suma 4; los pesos, 6. 4 ÷ 6 = 0.6667" in told


async def test_it_is_told_in_english_too(app: Litestar, browser: Browser) -> None:
    await open_edition()
    told = rules(await browser.open(f"{METHOD}?idioma=en"))
    assert "the index, the pillars, and the topics" in told["Weighted mean"]
    assert "w is the weight of each part and x its score" in told["Weighted mean"]


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REPLY])
async def test_the_definition_is_known_from_the_day_the_edition_opens(
    app: Litestar, browser: Browser, stage: Stage
) -> None:
    await open_edition(stage=stage)
    found = (await browser.open(DEFINITION)).response
    digest = hashlib.sha256(found.content).hexdigest()
    assert found.headers["ETag"] == f'"{digest}"'
    assert found.headers["Content-Disposition"] == f'attachment; filename="indice-{EDITION}.json"'
    definition = unpacked(json.loads(found.content))
    assert definition.sha256 == digest
    assert definition.version == (await rules_of(EDITION)).questionnaire.version
    page = await browser.open(METHOD)
    assert digest in page.select_one("[aria-labelledby=index-rules]").text
    assert page.select(f'a[href="{DEFINITION}"]')


async def test_what_was_published_is_the_definition_of_the_results(
    app: Litestar, browser: Browser
) -> None:
    await measured()
    await publish()
    digest = hashlib.sha256((await browser.open(DEFINITION)).response.content).hexdigest()
    for address in (f"/indicador/{EDITION}", "/gobiernos/20", f"/indicador/{EDITION}/recibo/20/P"):
        page = await browser.open(address)
        (link,) = page.select(f'a[href="{DEFINITION}"]')
        assert link.text == digest


async def test_a_draft_has_no_definition_yet(app: Litestar, browser: Browser) -> None:
    await open_edition(stage=Stage.DRAFT)
    await browser.open(DEFINITION, 404)
    await browser.open("/metodo/1999/indice.json", 404)
