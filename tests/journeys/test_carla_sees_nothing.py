"""Carla answers for Yucatán: whatever is Oaxaca's own is not there for her."""

from collections.abc import Awaitable, Callable

import pytest

from tests.browser import Browser
from tests.editions import EDITION, open_edition
from tests.journeys.story import REGULATION
from tests.server.people import OAXACA

Enter = Callable[[str], Awaitable[Browser]]
SECRET = "Texto que solo Oaxaca debe leer"
TITLE = "Expediente interno"


@pytest.fixture
async def carla(enter: Enter) -> Browser:
    return await enter("carla")


@pytest.fixture
async def ana(enter: Enter) -> Browser:
    """She has answered, cited a file and made a promise; her team has a seat."""
    await open_edition()
    ana = await enter("ana")
    await ana.send(
        "/mi-liga/reactivos/P1-03", revision="0", chosen="none", reason=SECRET, plan=SECRET
    )
    await ana.send("/mi-liga/reactivos/P1-01", revision="0", chosen="yes")
    await ana.send(
        "/mi-liga/reactivos/P1-01/evidencia",
        files={"file": ("x.pdf", REGULATION, "application/pdf")},
        title=TITLE,
    )
    await ana.send(
        "/mi-liga/compromisos/nuevo",
        key="hoja-1",
        pillar="P",
        goal="Publicar el padrón",
        indicator="Padrón publicado",
        responsible="Economía",
        due="2026-12-15",
        is_public="1",
        milestone_1="Listo",
        milestone_1_due="2026-11-15",
    )
    return ana


@pytest.fixture
async def document(ana: Browser) -> str:
    """The address of the file that Oaxaca cited."""
    page = await ana.open("/mi-liga/niveles/P1")
    return str(page.select('.evidence-list a[href^="/documentos/"]')[0]["href"])


@pytest.fixture
async def seat(ana: Browser) -> str:
    """The address of a seat of Oaxaca's team."""
    page = await ana.send("/cuentas", role="contributor", title="Equipo")
    return page.response.url.path


@pytest.mark.parametrize(
    "address",
    [
        "/mi-liga",
        "/mi-liga/niveles/P1",
        "/mi-liga/reactivos/P1-03/historia",
        "/mi-liga/recomendaciones",
        "/mi-liga/documentos",
        "/mi-liga/documentos?citar=P1-01",
        "/cuentas",
    ],
)
async def test_her_own_pages_hold_nothing_of_theirs(
    ana: Browser, carla: Browser, address: str
) -> None:
    page = await carla.open(address)
    assert not {SECRET, TITLE, "Ana Ruiz"} & set(page.root.get_text("\n", strip=True).split("\n"))
    assert SECRET not in page.response.text


async def test_their_file_is_not_there(document: str, carla: Browser) -> None:
    await carla.open(document, 404)
    code = document.rpartition("/")[2]
    await carla.send("/mi-liga/reactivos/P1-01/evidencia", 404, document=code)
    await carla.send("/mi-liga/reactivos/P1-01/evidencia/quitar", document=code)
    assert TITLE not in (await carla.open("/mi-liga/niveles/P1")).text


async def test_their_seats_are_not_there(seat: str, carla: Browser) -> None:
    await carla.open(seat, 404)
    await carla.send(seat, 404, email="carla@yucatan.gob.mx")
    page = await carla.open(f"/cuentas?gobierno={OAXACA}")
    assert seat not in page.response.text


@pytest.mark.parametrize("step", ["pasos", "hitos", "cumplimiento"])
async def test_their_promise_is_not_hers_to_move(ana: Browser, carla: Browser, step: str) -> None:
    page = await carla.open("/compromisos/1")
    assert "Publicar el padrón" in page.text
    assert not page.select('main form:not([action="/compromisos/seguir"])')
    await carla.send(f"/compromisos/1/{step}", 404, move="agree", position="0", note="x")


async def test_what_she_saves_is_hers_whatever_she_sends(ana: Browser, carla: Browser) -> None:
    await carla.send(
        "/mi-liga/reactivos/P1-05", revision="0", text="De Yucatán", participant=OAXACA
    )
    assert "De Yucatán" not in (await ana.open("/mi-liga/niveles/P1")).text


@pytest.mark.parametrize(
    "address",
    [
        f"/verificacion/{EDITION}/{OAXACA}/P1",
        "/verificacion",
        "/coordinacion",
        f"/ediciones/{EDITION}",
        f"/exportar/{EDITION}/liga.xlsx",
    ],
)
async def test_the_observatorys_desks_are_not_hers(
    ana: Browser, carla: Browser, address: str
) -> None:
    page = await carla.open(address, 403)
    assert SECRET not in page.response.text


@pytest.mark.parametrize("address", ["/", f"/ligas/{EDITION}/states", f"/gobiernos/{OAXACA}"])
async def test_the_public_pages_tell_points_and_no_answers(
    ana: Browser, browser: Browser, address: str
) -> None:
    page = await browser.open(address)
    assert SECRET not in page.response.text
    assert TITLE not in page.response.text


async def test_whoever_has_no_account_is_asked_to_sign_in(document: str, browser: Browser) -> None:
    page = await browser.open(document)
    assert page.response.url.path == "/entrar"
