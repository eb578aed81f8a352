"""Recibo del puntaje: every published number leads to what it was made from, and to nobody."""

import json
from decimal import Decimal

import pytest
from litestar import Litestar

from game.editions import Stage
from game.reviews import Verdict
from server.db import Step, params, statement, write
from server.queries.participants import enter
from server.queries.results import agrees_in_another_form, published, snapshot_document
from server.tables.results import SnapshotRow
from tests.browser import Browser, Page
from tests.editions import EDITION, a_definition, move_to, open_edition
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.published import ANYWHERE, CAPITAL, STRONG, measured, publish
from tests.server.signed import DATED, HALF, I1, P1, answer, decide, sign, verified

KEEP_SNAPSHOT = statement(SnapshotRow.insert(params(SnapshotRow)))
RANKING = f"/indicador/{EDITION}"
RECEIPT = f"{RANKING}/recibo/{OAXACA}"
INDEX_RECEIPT = f"{RANKING}/recibo/20/index"
PROFILE = f"/gobiernos/{OAXACA}"


def rows(page: Page, table: str) -> list[list[str]]:
    """The cells of a table, spaces made plain."""
    return [
        [plain(cell.get_text(" ", strip=True)) for cell in row.select("th, td")]
        for row in page.select(f"#{table} tbody tr")
    ]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def link(page: Page, words: str) -> str:
    """Where the first link of these words in a table leads."""
    return next(each["href"] for each in page.select("td a, th a") if each.text == words)


def facts_of(page: Page, item: str) -> dict[str, str]:
    """What the card of an item says, by its terms."""
    (card,) = page.select(f"#item-{item}")
    pairs = zip(card.select("dt"), card.select("dd"), strict=True)
    return {
        term.get_text(strip=True): plain(text.get_text(" ", strip=True)) for term, text in pairs
    }


# Before publication, and what is not there


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REPLY])
@pytest.mark.parametrize("address", [INDEX_RECEIPT, f"{RECEIPT}/P1", f"{INDEX_RECEIPT}.json"])
async def test_before_publication_no_number_has_a_receipt(
    publicadora: Browser, address: str, stage: Stage
) -> None:
    await open_edition(stage=stage)
    page = await publicadora.open(address, 404)
    assert "se verán cuando se publiquen" in page.text


@pytest.mark.parametrize("node", ["Z", "P1-01", "index.xml", ".json", "Z.json"])
async def test_a_number_that_is_not_there(app: Litestar, browser: Browser, node: str) -> None:
    await measured()
    await publish()
    await browser.open(f"{RECEIPT}/{node}", 404)
    await browser.open(f"{RANKING}/recibo/32/index", 404)
    await browser.open(f"/indicador/1999/recibo/{OAXACA}/index", 404)


async def test_results_that_are_not_public_have_no_public_receipt(
    app: Litestar, browser: Browser
) -> None:
    definition = a_definition()
    definition["edition"]["results"] = "private"
    await measured(definition)
    await publish()
    await browser.open(INDEX_RECEIPT, 404)
    await browser.open(f"{INDEX_RECEIPT}.json", 404)


# From the number down to the page of the evidence


async def test_one_follows_a_number_of_the_ranking_down_to_its_evidence(
    app: Litestar, browser: Browser
) -> None:
    await measured()
    digest = await publish()
    ranking = await browser.open(RANKING)
    row = next(row for row in ranking.select("#ranking tbody tr") if "Oaxaca" in row.text)
    index = await browser.open(row.select("a")[1]["href"])
    assert index.h1.get_text() == "Oaxaca: Índice"
    gone = "Herramientas no cuenta: nada de ella se preguntó o se conoce"
    assert rows(index, "parts") == [
        ["Políticas", "50.0", "1", "50.00 %", "25.00"],
        ["Instituciones", "75.0", "1", "50.00 %", "37.50"],
        [gone, "—", "1", "0.00 %", "0.00"],
        ["Suma", "", "", "", "62.50"],
    ]
    assert digest in index.text
    pillar = await browser.open(link(index, "Instituciones"))
    topic = await browser.open(link(pillar, "Tema I1"))
    assert rows(topic, "parts") == [
        ["I1-01 ¿Pregunta I1-01?", "0.5", "1", "50.00 %", "25.00"],
        ["I1-02 ¿Pregunta I1-02?", "1", "1", "50.00 %", "50.00"],
        ["Suma", "", "", "", "75.00"],
    ]
    assert facts_of(topic, "I1-01") == {
        "Respuesta": "5 de 10 (50.0 %)",
        "Dictamen": "Aceptada Verificación (cargo n.º 7), 3 de marzo de 2026 Falta la página.",
        "Evidencia": "Gaceta , 3",
        "Regla": "la parte del total, de 0 a 1",
        "Cuenta": "0.5 × 50.00 % = 25.00 puntos",
    }
    assert topic.select("#item-I1-01 a")[0]["href"] == f"https://example.org/{OAXACA}"
    # Vera decided, from a seat.
    assert "Vera" not in topic.text


async def test_every_number_of_a_profile_leads_to_its_receipt(
    app: Litestar, browser: Browser
) -> None:
    await measured()
    await publish()
    page = await browser.open(PROFILE)
    links = {link["href"] for link in page.select("main a") if "/recibo/" in link["href"]}
    nodes = ("index", "P", "I", "H", "P1", "I1")
    items = ("P1#item-P1-01", "P1#item-P1-03", "I1#item-I1-01", "P1#item-P1-02", "I1#item-I1-02")
    assert links == {f"{RECEIPT}/{each}" for each in (*nodes, *items)}
    for node in nodes:
        receipt = await browser.open(f"{RECEIPT}/{node}")
        assert receipt.select("#facts")
    for item in items:
        node, _, anchor = item.partition("#")
        assert (await browser.open(f"{RECEIPT}/{node}")).select(f"#{anchor}")


async def test_every_number_of_the_ranking_leads_to_its_receipt(
    app: Litestar, browser: Browser
) -> None:
    await measured()
    await publish()
    page = await browser.open(RANKING)
    links = [link["href"] for link in page.select("#ranking a") if "/recibo/" in link["href"]]
    assert links == [
        f"{RANKING}/recibo/{who}/{node}"
        for who in (OAXACA, YUCATAN, "09")
        for node in ("index", "P", "I", "H")
    ]


async def test_the_sum_is_the_number_to_the_last_digit(app: Litestar, browser: Browser) -> None:
    await measured()
    await publish()
    page = await browser.open(f"{RECEIPT}/P1")
    assert "Lo que aportan suma 50, y el puntaje sin redondear es 50" in page.text
    english = await browser.open(f"{RECEIPT}/P1?idioma=en")
    assert english.h1.get_text() == "Oaxaca: Topic P1"


# Rejected, left out, open


@pytest.fixture
async def half_known(app: Litestar) -> None:
    """Oaxaca: P1-02 rejected, P1-03 not verified, P1-04 not asked; of I1 all is known."""
    await open_edition()
    await answer({**P1, "I1-01": HALF, "I1-02": DATED})
    for topic in ("P1", "I1"):
        await sign(topic)
    for item in ("P1-01", "I1-01", "I1-02"):
        await decide(item)
    await decide("P1-02", Verdict.REJECTED, reason="No está vigente.")
    await enter(EDITION, {CAPITAL: "states"})
    await verified(STRONG, YUCATAN, by=ANYWHERE)
    await move_to(Stage.REPLY)
    await publish()


async def test_what_was_rejected_counts_zero_and_says_why(
    half_known: None, browser: Browser
) -> None:
    page = await browser.open(f"{RECEIPT}/P1")
    told = facts_of(page, "P1-02")
    assert told["Regla"] == "Una respuesta devuelta o rechazada cuenta cero."
    assert told["Dictamen"].endswith("No está vigente.")
    assert told["Cuenta"] == "0 × 50.00 % = 0.00 puntos"


async def test_what_was_left_out_says_why(half_known: None, browser: Browser) -> None:
    page = await browser.open(f"{RECEIPT}/P1")
    left = page.select_one("[aria-labelledby=left]").get_text(" ", strip=True)
    assert "Sin dictamen: se respondió y nadie lo verificó (1) P1-03" in left
    assert "No se le preguntó: no le toca, o depende de otra respuesta (1) P1-04" in left
    assert "no cuenta" in page.select_one("#item-P1-03 .receipt-head").text
    assert facts_of(page, "P1-03")["Respuesta"] == "Opción a"


#   P1: 0 and 0 of three; with the third it would be a third.
async def test_what_is_open_is_told_beside_the_number(half_known: None, browser: Browser) -> None:
    page = await browser.open(f"{RECEIPT}/P1")
    figures = page.select_one(".figures").get_text(" ", strip=True)
    assert "0.0–33.3 cotas" in figures
    assert "67 % cobertura mínimo para tener puntaje: 50 %" in plain(figures)
    told = page.select_one("[aria-labelledby=bounds]").get_text(" ", strip=True)
    assert "si todo lo que falta fuera no, tendría 0.0; si todo fuera sí, 33.3" in told


#   P1 of Yucatán is 1/2 for good, ahead of what Oaxaca may reach; the capital may reach anything
async def test_places_that_are_open_are_told(half_known: None, browser: Browser) -> None:
    page = await browser.open(f"{RECEIPT}/P1")
    figures = page.select_one(".figures").get_text(" ", strip=True)
    assert "2.º lugar en Estados puede quedar del 2.º al 3.º" in figures
    told = page.select_one("[aria-labelledby=bounds]").text
    assert "también a quienes hoy no tienen puntaje" in told


#   P of Oaxaca is 0 to 1/3, I 3/4
async def test_what_may_yet_move_says_so_wherever_it_stands(
    half_known: None, browser: Browser
) -> None:
    page = await browser.open(RANKING)
    margins = [each.get_text(" ", strip=True) for each in page.select("#ranking .margin")]
    assert [plain(each) for each in margins] == [
        "37.5–54.2 cobertura 83 %, entre 37.5 y 54.2 según lo que falta por verificar",
        "67 % · 0.0–33.3 cobertura 67 %, entre 0.0 y 33.3 según lo que falta por verificar",
    ]
    assert "Bajo cada puntaje que aún puede moverse" in page.text
    page = await browser.open(PROFILE)
    figures = plain(page.select_one(".figures").get_text(" ", strip=True))
    assert "cobertura 83 %, entre 37.5 y 54.2 según lo que falta por verificar" in figures
    assert "puede quedar del 2.º al 3.º" in figures
    history = plain(page.select_one("#history-table tbody").get_text(" ", strip=True))
    assert history.startswith(f"{EDITION} 37.5 37.5–54.2")
    topics = plain(page.select_one(".pillar-panel.pillar-P").get_text(" ", strip=True))
    assert "Cobertura: 67 %; entre 0.0 y 33.3" in topics
    assert "Tema P1 0.0 cobertura 67 %, entre 0.0 y 33.3" in topics


async def test_where_all_is_known_nothing_is_said_of_margins(
    app: Litestar, browser: Browser
) -> None:
    await measured()
    await publish()
    page = await browser.open(RANKING)
    assert not page.select(".margin")
    assert "Bajo cada puntaje" not in page.text


#   A zero enters as 0.01: of Yucatán's twin nothing is zero, of the capital I1-02 is
async def test_what_the_rule_for_zeros_gives_is_a_line_of_its_own(
    app: Litestar, browser: Browser
) -> None:
    definition = a_definition()
    definition["index"] = {
        "topics": {"method": "geometric", "zeros": "shift", "floor": None},
    }
    await measured(definition)
    await publish()
    page = await browser.open(f"{RANKING}/recibo/{CAPITAL}/I1")
    table = rows(page, "parts")
    assert [row[0] for row in table][-2:] == ["Lo que da la regla de los ceros", "Suma"]
    told = json.loads((await browser.open(f"{RANKING}/recibo/{CAPITAL}/I1.json")).response.content)
    assert Decimal(told["score"]) == pytest.approx(Decimal("0.1"), abs=Decimal("1e-12"))
    given = sum(Decimal(part["contribution"]) for part in told["parts"])
    assert Decimal(told["parts_lift"]) > 0
    assert abs(given + Decimal(told["parts_lift"]) - Decimal(told["score"])) < Decimal("1e-12")
    assert "Media geométrica" in page.text


async def test_whoever_has_no_score_is_told_what_is_missing(
    half_known: None, browser: Browser
) -> None:
    page = await browser.open(f"{RANKING}/recibo/{CAPITAL}/index")
    told = plain(page.select_one(".notice").text)
    assert "se conoce 0 % de lo que se le preguntó y hace falta 75 %" in told
    assert [figure.text for figure in page.select(".figures b")][:2] == ["—", "—"]
    assert "Lo que aportan suma" not in page.text


# The document


async def test_the_document_adds_up_and_names_what_it_comes_from(
    app: Litestar, browser: Browser
) -> None:
    await measured()
    digest = await publish()
    page = await browser.open(f"{INDEX_RECEIPT}.json")
    headers = page.response.headers
    assert headers["Content-Type"] == "application/json"
    assert len(headers["ETag"]) == len('""') + 64
    told = json.loads(page.response.content)
    total = sum(Decimal(line["contribution"]) for line in told["items"])
    assert told["score"] == "0.625"
    assert abs(total + Decimal(told["lift"]) - Decimal(told["score"])) < Decimal("1e-12")
    assert told["snapshot_sha256"] == digest
    definition = await browser.open(f"/metodo/{EDITION}/indice.json")
    assert definition.response.headers["ETag"] == f'"{told["definition_sha256"]}"'
    (line,) = [line for line in told["items"] if line["item"] == "I1-01"]
    assert line["verdict"]["seat"] == 7
    assert line["evidence"] == [
        {"title": "Gaceta", "page": "3", "url": f"https://example.org/{OAXACA}"}
    ]


async def test_what_may_yet_be_asked_is_told_as_open(app: Litestar, browser: Browser) -> None:
    """P1-04 depends on P1-01, to which nobody answered."""
    await open_edition()
    await verified(I1, OAXACA)
    await move_to(Stage.REPLY)
    await publish()
    page = await browser.open(f"{RECEIPT}/P1")
    assert "Aún no se sabe si se le pregunta: depende de otra respuesta" in page.text
    assert "De algunos reactivos aún no se sabe si se le preguntan" in page.text
    told = (await browser.open(f"{RECEIPT}/P1.json")).response.json()
    states = {line["item"]: (line["state"], line["factor"]) for line in told["items"]}
    assert states["P1-04"] == ("open", None)
    assert (told["lower"], told["upper"], told["coverage"]) == ("0", "1", "0")
    document = json.loads((await snapshot_document(EDITION))[0])
    row = [each["code"] for each in document["participants"]].index(OAXACA)
    assert document["factors"][row][document["items"].index("P1-04")] == "open"
    method = await browser.open(f"/metodo/{EDITION}")
    assert "aún no se sabe si se pregunta: sale del puntaje y de la cobertura" in method.text


async def test_an_erratum_shows_its_own(app: Litestar, browser: Browser) -> None:
    """What was published stands on what was published, whatever the edition says by now."""
    await measured()
    await publish()
    document = json.loads((await snapshot_document(EDITION))[0])
    topic = document["definition"]["pillars"][1]["topics"][0]
    topic["items"][0]["text"]["es"] = "¿Como se publicó?"
    row = {
        "edition": EDITION,
        "number": 2,
        "sha256": "e" * 64,
        "document": json.dumps(document),
        "note": "Se corrige el texto.",
        "created_at": NOON,
    }
    await write([Step(KEEP_SNAPSHOT, row)])
    page = await browser.open(f"{RECEIPT}/I1")
    assert "¿Como se publicó?" in page.text
    assert "Publicación n.º 2, que corrige la anterior: Se corrige el texto." in page.text
    assert (await published(EDITION)).sha256 == "e" * 64


async def test_what_was_published_in_the_first_form_is_still_read(
    app: Litestar, browser: Browser
) -> None:
    """A database that was published before snapshots said their definition goes on as it was."""
    await measured()
    await publish()
    newest = (await snapshot_document(EDITION))[0]
    document = json.loads(newest)
    for key in ("index", "index_sha256", "robustness"):
        document.pop(key, None)
    for row in document["answers"]:
        del row["evidence"], row["verdict"]
    for row in document["verdicts"]:
        del row["seat"], row["seat_title"]
    document["format"] = "liga-snapshot-1"
    first = json.dumps(document)
    row = {
        "edition": EDITION,
        "number": 2,
        "sha256": "1" * 64,
        "document": first,
        "note": "",
        "created_at": NOON,
    }
    await write([Step(KEEP_SNAPSHOT, row)])
    for address in ("/", RANKING, "/gobiernos", PROFILE, f"/metodo/{EDITION}", INDEX_RECEIPT):
        await browser.open(address, 200)
    assert agrees_in_another_form(newest, first)
    for part, name in (("results", "score"), ("answers", "revision"), ("verdicts", "reason")):
        touched = json.loads(first)
        touched[part][0][name] = "0.123"
        assert not agrees_in_another_form(newest, json.dumps(touched)), part
    # Bounds had another rule.
    bounded = json.loads(first)
    bounded["results"][0]["lower"] = "0.123"
    assert agrees_in_another_form(newest, json.dumps(bounded))
