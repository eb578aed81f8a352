"""Listas públicas: whole, for programs and for paper, and narrowed as the page is."""

import csv
import hashlib
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx import Response

from game.answers import Citation
from game.commitments import Move
from game.participants import Participant
from game.reports import Bearing
from game.reports import Move as ReportMove
from server.listing import asked_of
from server.queries.batches import recommended_in
from server.queries.commitments import commitments_where, every_commitment
from server.queries.participants import enter, keep_participants
from server.queries.stages import keep_edition
from server.routes import lists as routes
from server.settings import Settings
from tests.browser import Browser
from tests.commitments import OAXACA, VICTOR, YUCATAN, a_commitment, moved, promised
from tests.editions import EDITION, a_definition, open_edition
from tests.reports import CANARY, a_report, published
from tests.reports import moved as report_moved
from tests.server.conftest import Clock
from tests.server.published import measured, publish
from tests.server.test_agreements import SIGNED, publishes
from tests.server.test_batches import ADVICE, DRAFT, ROOM

pytestmark = pytest.mark.both

SITE = "http://127.0.0.1:8000"
TODAY = date(2026, 3, 3)
DOCUMENTS = ("compromisos", "recomendaciones", "acuerdos", "observaciones")


def rows_in(response: Response) -> list[dict[str, str]]:
    """The rows of a CSV by its header."""
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


async def table(browser: Browser, address: str) -> list[dict[str, str]]:
    return rows_in(await browser.client.get(address))


async def document(browser: Browser, address: str) -> dict[str, Any]:
    response = await browser.client.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    found: dict[str, Any] = response.json()
    return found


@pytest.fixture
async def several(app: object) -> None:
    """Oaxaca promised what an item asks, what was agreed, and something of its own; Yucatán too."""
    await open_edition(a_definition())
    await promised(a_commitment(edition=EDITION, item="P1-01", milestones=()), Move.AGREE)
    await promised(a_commitment(goal="Abrir la ventanilla", agreement=1))
    await promised(a_commitment(goal="Medir los costos", due=date(2026, 5, 20), milestones=()))
    await promised(
        a_commitment(YUCATAN, goal="Instalar el consejo", edition=EDITION, item="I1-01", pillar="I")
    )


# The filters


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        pytest.param("origen=gap", [1, 4], id="a gap of the index"),
        pytest.param("origen=recommendation", [], id="what was recommended"),
        pytest.param("origen=agreement", [2], id="what was agreed"),
        pytest.param("origen=own_initiative", [3], id="of its own"),
        pytest.param("tema=P1", [1], id="a topic"),
        pytest.param("tema=I1&gobierno=31", [4], id="a topic of a government"),
        pytest.param("liga=states", [1, 2, 3, 4], id="a league"),
        pytest.param("liga=states&estado=31", [4], id="a league, in a state"),
        pytest.param("origen=x&tema=ZZ&liga=x&orden=x&pilar=Z&estado=99&gobierno=x", [1, 2, 3, 4]),
        pytest.param("texto=instalar&orden=changed&liga=states", [4], id="words in a league"),
    ],
)
@pytest.mark.usefixtures("several")
async def test_page_feed_calendar_and_files_are_narrowed_alike(
    browser: Browser, asked: str, codes: list[int]
) -> None:
    page = await browser.open(f"/compromisos?{asked}")
    links = [str(link["href"]) for link in page.select(".commitment h3 a")]
    assert sorted(links) == [f"/compromisos/{code}" for code in codes]
    rows = await table(browser, f"/compromisos.csv?{asked}")
    assert sorted(int(row["Número"]) for row in rows) == codes
    whole = await document(browser, f"/compromisos.json?{asked}")
    assert sorted(each["number"] for each in whole["commitments"]) == codes
    sheet = await browser.open(f"/compromisos/ficha?{asked}")
    assert sorted(int(cell.text) for cell in sheet.select("tbody td.number")) == codes
    feed = (await browser.client.get(f"/compromisos.atom?{asked}")).text
    dates = (await browser.client.get(f"/compromisos.ics?{asked}")).text
    for code in range(1, 5):
        assert (f'{SITE}/compromisos/{code}"' in feed) == (code in codes)
        assert (f"{SITE}/compromisos/{code}\r\n" in dates) == (code in codes)


@pytest.mark.parametrize(
    "address",
    [
        "/compromisos",
        "/compromisos/calendario",
        "/compromisos/novedades",
        "/compromisos/desacuerdos",
    ],
)
@pytest.mark.usefixtures("several")
async def test_an_unknown_word_is_told_and_filters_nothing(browser: Browser, address: str) -> None:
    page = await browser.open(f"{address}?liga=foo&situacion=bar&gobierno=99999&tema=ZZ&estado=31")
    told = [text.text for text in page.select("main .notice p")]
    assert "No se conoce la liga «foo»; no filtra nada." in told
    assert "No se conoce la situación «bar»; no filtra nada." in told
    assert "No se conoce el gobierno «99999»; no filtra nada." in told
    assert "No se conoce el tema «ZZ»; no filtra nada." in told
    assert len(told) == 4
    assert not (await browser.open(f"{address}?liga=states&estado=31")).select("main .notice")


@pytest.mark.usefixtures("several")
async def test_what_is_chosen_stays_chosen_and_goes_with_every_link(browser: Browser) -> None:
    asked = "liga=states&tema=P1&origen=gap"
    page = await browser.open(f"/compromisos?{asked}")
    for name, value in (("liga", "states"), ("tema", "P1"), ("origen", "gap")):
        assert page.select_one(f"#{name} [selected]")["value"] == value
    assert page.select_one("form.filters details.disclosure").has_attr("open")
    links = [str(link["href"]) for link in page.select("main a") if "tema=" in link["href"]]
    assert all(f"?{asked}" in link or "situacion=" in link for link in links)
    for ending in (".csv", ".json", "/ficha", ".atom", ".ics"):
        assert any(link.startswith(f"/compromisos{ending}?") for link in links), ending
    assert "El correo avisa de todos" in page.text


@pytest.mark.usefixtures("several")
async def test_what_nobody_knows_is_asked_no_more(browser: Browser) -> None:
    page = await browser.open("/compromisos?gobierno=zz&liga=zz&tema=zz&origen=zz&situacion=zz")
    assert not page.select('main a[href*="zz"]')
    assert not page.select('a[href="/compromisos"].button')


async def test_a_draft_is_no_secret_told_by_a_filter(browser: Browser) -> None:
    """Neither its topics nor its leagues are offered, nor understood."""
    await keep_edition(a_definition())
    page = await browser.open("/compromisos")
    assert len(page.select("#tema option")) == len(page.select("#liga option")) == 1
    asked = await asked_of({"tema": "P1", "liga": "states"})
    assert (asked.query.topic, asked.query.league) == ("", "")


# Commitments as files


async def test_a_row_says_what_was_promised_and_where_it_stands(
    browser: Browser, clock: Clock
) -> None:
    await open_edition()
    await promised(a_commitment(budget=1_500_000, starts=date(2026, 3, 10)), Move.AGREE)
    await moved(1, Move.AMEND, note="Por la veda", due=date(2026, 7, 31))
    clock.now = datetime(2026, 8, 2, 18, tzinfo=UTC)
    (row,) = await table(browser, "/compromisos.csv")
    assert row == {
        "Número": "1",
        "Clave": "20",
        "Gobierno": "Oaxaca",
        "Estado": "Oaxaca",
        "Liga": "Estados",
        "Meta": "Publicar el reglamento de mejora regulatoria",
        "Indicador de éxito": "Ejemplar del periódico oficial",
        "Cargo responsable": "Dirección de Mejora Regulatoria",
        "Pilar": "Políticas",
        "Situación": "Vencido",
        "Situación registrada": "Acordado",
        "Propuesto el": "2026-03-03",
        "Fecha de inicio": "2026-03-10",
        "Fecha comprometida": "2026-07-31",
        "Fecha prometida al principio": "2026-06-30",
        "Último cambio": "2026-03-03",
        "Ratificar hasta": "",
        "Reportado el": "",
        "Verificado el": "",
        "Días de atraso": "2",
        "Voces": "",
        "Hitos cumplidos": "0",
        "Hitos": "2",
        "Presupuesto (pesos)": "1500000",
        "Origen": "Iniciativa propia",
        "Edición": "",
        "Reactivo": "",
        "Reactivos": "",
        "Recomendación": "",
        "Acuerdo": "",
        "Dirección": f"{SITE}/compromisos/1",
    }
    english = rows_in(
        await browser.client.get("/compromisos.csv", headers={"Accept-Language": "en"})
    )
    assert english[0]["Status"] == "Overdue"


async def test_no_cell_is_run_by_a_spreadsheet_program(browser: Browser) -> None:
    await promised(a_commitment(goal='=HYPERLINK("http://x";"y")', indicator="@SUMA(1)"))
    (row,) = await table(browser, "/compromisos.csv")
    assert row["Meta"].startswith("'=")
    assert row["Indicador de éxito"].startswith("'@")


async def test_programs_get_every_history_and_milestone(browser: Browser) -> None:
    await open_edition()
    await promised(None, Move.AGREE, Move.START)
    note = {"note": "Se publicó.", "evidence": (Citation("doc-1", "4"),)}
    await moved(1, Move.REPORT_DONE, **note)
    whole = await document(browser, f"/compromisos.json?gobierno={OAXACA}")
    assert (whole["format"], whole["as_of"], whole["total"]) == (
        "liga-commitments-1",
        "2026-03-03",
        1,
    )
    assert whole["filters"] == {"gobierno": OAXACA}
    assert whole["synthetic"] is False
    (one,) = whole["commitments"]
    assert one["participant"] == {"code": "20", "kind": "state", "name": "Oaxaca", "state": "20"}
    assert (one["status"], one["origin"], one["budget"]) == (
        "reported_done",
        "own_initiative",
        None,
    )
    assert (one["milestones_done"], one["milestones_total"]) == (0, 2)
    assert one["milestones"][0] == {
        "title": "Proyecto en consulta",
        "due": "2026-04-15",
        "weight": 1,
        "done_on": None,
    }
    assert [line["move"] for line in one["history"]] == ["propose", "agree", "start", "report_done"]
    last = one["history"][-1]
    assert (last["by"], last["note"], last["from"]) == ("lead", "Se publicó.", "in_progress")
    assert last["evidence"] == [{"address": f"{SITE}/compromisos/1/documentos/doc-1", "page": "4"}]


async def test_a_file_holds_all_pages_in_the_order_of_the_list(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.queries.commitments.found.AT_ONCE", 10)
    for number in range(31):
        await promised(a_commitment(goal=f"Meta {number}", due=date(2026, 7, 31 - number)))
    rows = await table(browser, "/compromisos.csv?texto=meta")
    assert len(rows) == len({row["Número"] for row in rows}) == 31
    asked = await asked_of({"texto": "meta"})
    listed = (await commitments_where(asked.filters, TODAY, size=100)).listed
    assert [row["Número"] for row in rows] == [str(each.commitment.code) for each in listed]
    every = [each async for each in every_commitment(asked.filters, TODAY)]
    assert all(each.commitment.history for each in every)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("ending", ["csv", "json"])
async def test_whoever_has_it_is_told_that_it_still_holds(
    browser: Browser, name: str, ending: str
) -> None:
    await open_edition()
    whole = await browser.client.get(f"/{name}.{ending}")
    assert whole.status_code == 200
    assert f'filename="{name}-2026-03-03.{ending}"' in whole.headers["Content-Disposition"]
    assert "set-cookie" not in whole.headers
    again = await browser.client.get(
        f"/{name}.{ending}", headers={"If-None-Match": whole.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    await promised()
    if name == "compromisos":
        after = await browser.client.get(
            f"/{name}.{ending}", headers={"If-None-Match": whole.headers["ETag"]}
        )
        assert after.status_code == 200


async def test_a_file_says_in_its_name_whose_it_is_and_that_it_is_invented(
    browser: Browser,
) -> None:
    await keep_participants([Participant(YUCATAN, "state", "Yucatán «Ñu»", YUCATAN)])
    await promised(a_commitment(YUCATAN))
    named = await browser.client.get(f"/compromisos.csv?gobierno={YUCATAN}")
    assert '"compromisos-yucatan-nu-2026-03-03.csv"' in named.headers["Content-Disposition"]
    browser.app.state.synthetic = True
    invented = await browser.client.get("/compromisos.json")
    assert "datos-sinteticos-compromisos-2026" in invented.headers["Content-Disposition"]
    assert invented.json()["synthetic"] is True


# The other lists


async def test_what_was_issued_to_each_alone_is_public_once_it_is_answered(
    app: object, coordinadora: Browser, ana: Browser, browser: Browser
) -> None:
    await measured()
    await publish()
    await coordinadora.send(ROOM, **DRAFT | {"audience": OAXACA})
    assert (await document(browser, "/recomendaciones.json"))["total"] == 0
    await coordinadora.send(f"{ROOM}/1/emision", audience="each")
    assert await table(browser, "/recomendaciones.csv") == []
    number = (await recommended_in(1, OAXACA))[0].id
    await ana.send(f"{ADVICE}/{number}/declinacion", reason="La ley lo impide.")
    (row,) = await table(browser, "/recomendaciones.csv")
    assert (row["Respuesta"], row["Razón"]) == ("La declinó", "La ley lo impide.")
    assert row["Dirección"].startswith(f"{SITE}/recomendaciones/1?gobierno=20#r-")
    (one,) = (await document(browser, "/recomendaciones.json"))["recommendations"]
    assert one["answers"] == [
        {
            "on": "2026-03-03",
            "decision": "declined",
            "by": "lead",
            "note": "La ley lo impide.",
            "commitment": None,
        }
    ]
    assert 0 < float(one["gain"]) < 1
    assert one["items"]
    # What the observatory wrote in both is read in both.
    assert one["text_en"] == f"{one['text']} (en)"
    assert row["Recomendación"] == one["text"]
    (english,) = await table(browser, "/recomendaciones.csv?idioma=en")
    assert english["Recommendation"] == one["text_en"]
    assert (await browser.open("/recomendaciones")).select_one('a[href="/recomendaciones.csv"]')


@pytest.mark.usefixtures("opened")
async def test_an_agreement_has_a_row_for_each_who_was_invited(
    coordinadora: Browser, ana: Browser, carla: Browser, browser: Browser
) -> None:
    await enter(EDITION, {"09": "states"})
    await publishes(coordinadora)
    await ana.send("/acuerdos/1/firma", **SIGNED)
    await carla.send("/acuerdos/1/declinacion", reason="=Falta presupuesto.")
    rows = await table(browser, "/acuerdos.csv")
    told = {row["Gobierno"]: (row["Respuesta"], row["Compromiso"], row["Razón"]) for row in rows}
    assert told == {
        "Oaxaca": ("Lo firmó", "1", ""),
        "Yucatán": ("Lo declinó", "", "'=Falta presupuesto."),
        "Ciudad de México": ("No ha respondido", "", ""),
    }
    (one,) = (await document(browser, "/acuerdos.json"))["agreements"]
    stands = {each["participant"]["code"]: each["stand"] for each in one["parties"]}
    assert stands == {"20": "signed", "31": "declined", "09": "invited"}
    assert [step["title"] for step in one["milestones"]] == ["Convenio firmado"]
    assert (await browser.open("/acuerdos")).select_one('a[href="/acuerdos.json"]')


@pytest.mark.usefixtures("opened")
async def test_reports_leave_as_they_are_published_and_never_who_sent_them(
    browser: Browser, each_settings: Settings
) -> None:
    await promised(None, Move.AGREE)
    first = await published(each_settings)
    about = a_report(commitment=1, bearing=Bearing.CONTRADICTS, topic="")
    second = await published(each_settings, about, email="otra@correo.example")
    await report_moved(first, ReportMove.ANSWER, "Ya se corrigió.", by=None)
    await report_moved(first, ReportMove.CONTEST, "Secreto del reportante")
    rows = await table(browser, "/observaciones.csv")
    assert [int(row["Número"]) for row in rows] == [second, first]
    assert rows[1]["Respuesta del gobierno"] == "Ya se corrigió."
    assert rows[0]["Qué dice"] == "No se cumple"
    whole = await browser.client.get("/observaciones.json")
    for secret in (CANARY, "Secreto del reportante", VICTOR.name):
        assert secret not in whole.text
        assert secret not in (await browser.client.get("/observaciones.csv")).text
    moves = [line["move"] for line in whole.json()["reports"][1]["history"]]
    assert moves == ["publish", "answer", "contest"]
    narrowed = await document(browser, "/observaciones.json?compromiso=1")
    assert [each["number"] for each in narrowed["reports"]] == [second]
    page = await browser.open("/observaciones?tema=P1")
    assert page.select_one('a[href="/observaciones.csv?tema=P1"]')
    assert len(await table(browser, "/observaciones.csv?tema=P1")) == 1


# On paper


async def test_one_commitment_on_paper_says_all_of_it_and_how_to_check_it(
    browser: Browser, ana: Browser, each_settings: Settings, clock: Clock
) -> None:
    await open_edition()
    await promised(a_commitment(budget=1_500_000), Move.AGREE)
    await ana.send("/compromisos/1/hitos", position="0")
    proof = {"link": "https://gaceta.example.mx/1", "title": "Gaceta del lunes", "page": "4"}
    await ana.send("/compromisos/1/cumplimiento", note="Se publicó.", **proof)
    await report_moved_by_reader(each_settings)
    assert (await browser.open("/compromisos/1")).select_one('a[href="/compromisos/1/hoja"]')
    page = await browser.open("/compromisos/1/hoja")
    assert page.h1.text == "Publicar el reglamento de mejora regulatoria"
    told = " ".join(page.select_one("main").text.split())
    for each in (
        *("Compromiso 1 · Oaxaca", "Dice el gobierno", "Se publicó.", "Verificó el observatorio"),
        *("Por verificar", "Dirección de Mejora Regulatoria", "30 de junio de 2026"),
        *("1,500,000 pesos", "Gaceta del lunes, p. 4", f"{SITE}/compromisos/1"),
        *("Como estaba el 3 de marzo de 2026", "1 observación"),
    ):
        assert each in told, each
    steps = [row.select_one("th").text for row in page.select("#milestones tbody tr")]
    assert steps == ["Proyecto en consulta", "Aprobado y publicado"]
    history = [row.select_one("td.whole").text for row in page.select("#history tbody tr")]
    assert len(history) == 4
    assert "Se propuso" in page.select("#history tbody tr")[0].text
    assert not page.select("main form")
    # Whoever has the data makes the same digest of them, on another day too.
    clock.move(days=200)
    (record,) = (await document(browser, "/compromisos.json"))["commitments"]
    for of_a_day in ("goal_en", "items", "league", "shown_status", "days_late", "disagreements"):
        del record[of_a_day]
    kept = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = page.select_one("#sheet .hash").text
    assert digest == hashlib.sha256(kept.encode()).hexdigest()
    later = await browser.open("/compromisos/1/hoja")
    assert later.select_one("#sheet .hash").text == digest
    assert "19 de septiembre de 2026" in later.text
    await moved(1, Move.SEND_BACK, by=VICTOR, note="Falta el anexo.")
    changed = await browser.open("/compromisos/1/hoja")
    assert changed.select_one("#sheet .hash").text != digest
    assert "Falta el anexo." in changed.text
    await browser.open("/compromisos/7/hoja", 404)


async def report_moved_by_reader(settings: Settings) -> None:
    """Somebody says that it is not kept."""
    await published(settings, a_report(commitment=1, bearing=Bearing.CONTRADICTS, topic=""))


@pytest.mark.usefixtures("several")
async def test_a_sheet_says_what_it_is_of_which_day_and_where_it_is_kept(
    browser: Browser,
) -> None:
    page = await browser.open("/compromisos/ficha?pilar=I&situacion=under_way&hasta=31/12/2026")
    assert page.h1.text == "Compromisos públicos"
    assert page.select_one(".lead").text == "1 compromiso, al 3 de marzo de 2026"
    words = "Pilar: Instituciones · Situación: Por cumplir · Vence hasta: 31 de diciembre de 2026"
    assert words in page.text
    address = f"{SITE}/compromisos?pilar=I&situacion=under_way&hasta=31%2F12%2F2026"
    assert address in page.text
    assert "Yucatán" in page.select_one("tbody th").text
    own = await browser.open(f"/compromisos/ficha?gobierno={YUCATAN}")
    assert own.h1.text == "Compromisos de Yucatán"
    assert "Yucatán" not in own.select_one("tbody th").text


@pytest.mark.usefixtures("several")
async def test_a_sheet_that_is_cut_says_so(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "MOST_PRINTED", 2)
    page = await browser.open("/compromisos/ficha?estado=20")
    assert "Se imprimen los primeros 2 de 3." in page.text
    assert page.select_one('main a[href="/compromisos.csv?estado=20"]')
    none = await browser.open("/compromisos/ficha?texto=nada")
    assert "Ningún compromiso coincide" in none.text
