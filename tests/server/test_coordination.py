"""Coordinación: what a coordinator sees of every league, counted by hand beside each test."""

from datetime import datetime, timedelta

import pytest
from litestar import Litestar

from game.editions import Stage
from server.frames import Frames
from server.live import CoordinationTopic
from server.pages.followed import sought_in
from server.queries import coordination
from server.queries.coordination import progress_of
from server.queries.editions import rules_of
from server.queries.mail import messages
from tests.browser import Browser
from tests.editions import EDITION, open_edition
from tests.server.conftest import Clock, Enter
from tests.server.leagues import CAPITAL, a_league, answer, decide, earn, finish
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, enters

URL = "/coordinacion"
YES = '{"item": "P1-01", "chosen": ["yes"]}'
BLANK = '{"item": "P1-02"}'
A_WEEK_AGO = NOON - timedelta(days=7)
THREE_DAYS_AGO = NOON - timedelta(days=3)
LAST_DAYS = datetime.fromisoformat("2026-06-12T18:00:00+00:00")


async def answered(participant: str) -> tuple[int, int]:
    """Answered and asked, as counted now."""
    found = await progress_of((await rules_of(EDITION)).questionnaire)
    (mine,) = [each for each in found if each.participant == participant]
    return mine.answered, mine.asked


#   Oaxaca is asked P1-01, P1-02, P1-03, P1-05, I1-01, I1-02; P1-04 only after "yes" to P1-01
async def test_response_counts_what_is_asked(app: Litestar) -> None:
    await a_league()
    assert await answered(OAXACA) == (0, 6)
    await answer(OAXACA, "P1-01", YES)
    assert await answered(OAXACA) == (1, 7)
    await answer(OAXACA, "P1-02", BLANK)
    assert await answered(OAXACA) == (1, 7)


async def test_only_changed_participants_are_counted_again(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    count = coordination.counts_of
    monkeypatch.setattr(
        coordination, "counts_of", lambda *given: counted.append(given[2].code) or count(*given)
    )
    monkeypatch.setattr(coordination, "_known", {})
    await a_league()
    questionnaire = (await rules_of(EDITION)).questionnaire
    await progress_of(questionnaire)
    await answer(OAXACA, "P1-01", YES)
    await progress_of(questionnaire)
    assert counted == [CAPITAL, OAXACA, YUCATAN, OAXACA]


@pytest.mark.parametrize(
    ("verdicts", "returned"),
    [
        pytest.param([("returned", 1)], 1, id="returned as it stands"),
        pytest.param([("accepted", 1)], 0, id="accepted"),
        pytest.param([("returned", 1), ("accepted", 1)], 0, id="accepted after being returned"),
    ],
)
async def test_returned_items_wait_until_mended(
    app: Litestar, verdicts: list[tuple[str, int]], returned: int
) -> None:
    await a_league()
    await answer(OAXACA, "P1-01", YES)
    for verdict, revision in verdicts:
        await decide(OAXACA, "P1-01", verdict, revision=revision)
    found = await progress_of((await rules_of(EDITION)).questionnaire)
    assert {each.participant: each.returned for each in found}[OAXACA] == returned


async def test_page_shows_every_league_and_who_is_stuck(
    app: Litestar, coordinadora: Browser
) -> None:
    await a_league()
    await answer(OAXACA, "P1-01", YES, at=A_WEEK_AGO)
    await answer(YUCATAN, "P1-01", YES, at=THREE_DAYS_AGO)
    await decide(YUCATAN, "P1-01", "returned")
    await finish(YUCATAN, "I1", at=THREE_DAYS_AGO)
    await earn(OAXACA, 10)
    page = await coordinadora.open(URL)
    assert page.h1.get_text() == "Coordinación"
    tile = page.select_one(".tile")
    words = tile.get_text(" ", strip=True)
    for fact in (
        "3 gobiernos",
        "2 de 20 reactivos",
        "10 %",
        "Va adelante: Oaxaca 10 puntos",
        "1 de 6",
    ):
        assert fact in words.replace("\N{NO-BREAK SPACE}", " ")
    # The governments come before the leagues; both are one press from the figures.
    titles = [each.get_text(" ", strip=True) for each in page.select("main h3:not(.tile h3)")]
    assert titles == [
        "Ritmo de respuesta",
        "Pronóstico al cierre",
        "Niveles que se movieron",
        "Gobiernos 3 gobiernos",
        "Ligas",
    ]
    ways = [link["href"] for link in page.select(".figures a")]
    assert ways == ["#ligas-2026", "#gobiernos-2026"]
    assert all(page.select(way) for way in ways)
    rows = page.select("#followed-2026 tbody tr")
    assert [row.select_one("th a").get_text() for row in rows] == [
        "Ciudad de México",
        "Oaxaca",
        "Yucatán",
    ]
    reasons = [[tag.get_text(strip=True) for tag in row.select(".badge")] for row in rows]
    assert reasons == [["No ha empezado"], ["7 días sin actividad"], ["1 reactivo devuelto"]]


#   Three states in one league, none of which has begun
@pytest.mark.parametrize(
    ("narrowed", "names", "shown"),
    [
        pytest.param("", ["Ciudad de México", "Oaxaca", "Yucatán"], "3 gobiernos", id="all"),
        pytest.param("?estado=20", ["Oaxaca"], "1 gobierno", id="one state"),
        pytest.param("?estado=20&liga=states", ["Oaxaca"], "1 gobierno", id="state and league"),
        pytest.param("?ver=todos&estado=20", ["Oaxaca"], "1 gobierno", id="everybody of a state"),
        pytest.param(
            "?liga=zz&estado=99",
            ["Ciudad de México", "Oaxaca", "Yucatán"],
            "3 gobiernos",
            id="what is not there narrows nothing",
        ),
    ],
)
async def test_stuck_are_narrowed_by_address(
    app: Litestar, coordinadora: Browser, narrowed: str, names: list[str], shown: str
) -> None:
    await a_league()
    page = await coordinadora.open(f"{URL}{narrowed}")
    found = [each.get_text(strip=True) for each in page.select("#followed-2026 tbody th a")]
    assert found == names
    assert page.select_one("#gobiernos-2026 small").get_text() == shown
    # What is narrowed is the list; the figures are still of everybody.
    assert "3 gobiernos" in page.select_one(".tile").get_text(" ")


async def test_nobody_of_that_state_is_stuck(app: Litestar, coordinadora: Browser) -> None:
    await a_league()
    for item in ("P1-01", "P1-02", "P1-03", "P1-04", "P1-05", "I1-01", "I1-02"):
        await answer(OAXACA, item, f'{{"item": "{item}", "chosen": ["yes"], "number": "1"}}')
    page = await coordinadora.open(f"{URL}?estado=20")
    assert "Ningún gobierno rezagado coincide con el filtro." in page.text
    assert page.select_one("#gobiernos-2026-filter option[selected][value='20']")


async def two_go_on() -> None:
    """The capital has not begun; Oaxaca and Yucatán go on."""
    await a_league()
    await answer(OAXACA, "P1-01", YES)
    await answer(YUCATAN, "P1-01", YES, at=THREE_DAYS_AGO)
    await finish(YUCATAN, "I1", at=THREE_DAYS_AGO)


async def test_everybody_is_one_press_away(app: Litestar, coordinadora: Browser) -> None:
    await two_go_on()
    page = await coordinadora.open(f"{URL}?liga=states")
    views = {link.text: link["href"] for link in page.select(".tabs a")}
    assert views == {
        "Rezagados (1)": f"{URL}?liga=states#gobiernos-2026",
        "Todos (3)": f"{URL}?ver=todos&liga=states#gobiernos-2026",
    }
    assert page.select_one(".tabs [aria-current]").text == "Rezagados (1)"
    page = await coordinadora.open(views["Todos (3)"])
    assert page.select_one(".tabs [aria-current]").text == "Todos (3)"
    rows = [row.get_text(" ", strip=True) for row in page.select("#followed-2026 tbody tr")]
    one_answer = "Va en P1 Tema P1 14 % (1 de 7)"
    mexico_city = "Ciudad de México Estados No ha empezado Va en P1 Tema P1 0 % (0 de 6) 0 y 0 de 2"
    assert [row.replace("\N{NO-BREAK SPACE}", " ") for row in rows] == [
        f"{mexico_city} Ver niveles Ciudad de México ninguna Nadie a quien escribir",
        f"Yucatán Estados {one_answer} 1 y 0 de 2 Ver niveles Yucatán 28 de febrero de 2026, 12:00",
        f"Oaxaca Estados {one_answer} 0 y 0 de 2 Ver niveles Oaxaca 3 de marzo de 2026, 12:00",
    ]
    # Filtering keeps the view.
    assert page.field("ver") == "todos"


@pytest.mark.parametrize(
    ("asked", "names", "said"),
    [
        pytest.param("", ["Ciudad de México", "Yucatán", "Oaxaca"], "motivo más grave", id="why"),
        pytest.param(
            "&orden=silencio",
            ["Ciudad de México", "Yucatán", "Oaxaca"],
            "el silencio más largo",
            id="silence",
        ),
        pytest.param(
            "&orden=avance", ["Ciudad de México", "Yucatán", "Oaxaca"], "menos", id="answered"
        ),
        pytest.param(
            "&orden=nombre", ["Ciudad de México", "Oaxaca", "Yucatán"], "Por nombre.", id="name"
        ),
        pytest.param(
            "&orden=zz", ["Ciudad de México", "Yucatán", "Oaxaca"], "motivo más grave", id="none"
        ),
    ],
)
async def test_the_order_is_an_address_and_is_said(
    app: Litestar, coordinadora: Browser, asked: str, names: list[str], said: str
) -> None:
    await two_go_on()
    page = await coordinadora.open(f"{URL}?ver=todos{asked}")
    found = [each.get_text(strip=True) for each in page.select("#followed-2026 tbody th a")]
    assert found == names
    assert said in page.select_one("#coordination").get_text()


async def test_the_rule_says_the_days_that_decide(app: Litestar, coordinadora: Browser) -> None:
    await a_league()
    page = await coordinadora.open(URL)
    assert (
        "Está rezagado quien se quedó sin enlace, no ha respondido nada, lleva 7 días o más sin"
        " actividad y le falta responder, lleva 3 días o más sin actividad con reactivos devueltos,"
        " lleva 7 días o más sin actividad con niveles completos sin enviar, tiene desde hace 5"
        " días o más un nivel enviado sin firmar, tiene desde hace 5 días o más un nivel cuya firma"
        " quedó sin efecto o tiene algo pendiente a 7 días o menos del cierre de la etapa."
        in page.text
    )


@pytest.mark.parametrize(
    ("asked", "order"), [("silencio", "silencio"), ("zz", ""), ("../../etc", "")]
)
def test_what_is_watched_has_few_orders(asked: str, order: str) -> None:
    sought = sought_in("", "", "x", asked, "1")
    assert (sought.order, sought.is_whole) == (order, False)


async def test_the_rest_of_the_stuck_are_on_other_pages(
    app: Litestar, coordinadora: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.pages.followed.MOST_LISTED", 2)
    await a_league()
    first = await coordinadora.open(URL)
    assert first.select_one("#gobiernos-2026 small").get_text() == "1 a 2 de 3 gobiernos"
    link = first.select_one(".pagination a[href]")["href"]
    assert link == f"{URL}?pagina=2#gobiernos-2026"
    second = await coordinadora.open(link)
    assert [each.get_text(strip=True) for each in second.select("#followed-2026 tbody th a")] == [
        "Yucatán"
    ]


async def test_stream_is_narrowed_as_the_page_is(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await a_league()
    page = await coordinadora.open(f"{URL}?estado=20")
    asked = page.select_one("#coordination")["hx-sse:connect"]
    assert asked.startswith(f"{URL}/en-vivo?estado=20&desde=")
    frames = Frames(app.template_engine.engine, clock)
    frame = await frames(CoordinationTopic("es", state="20", may_remind=True), None)
    assert frame is not None
    assert frame.version == asked.rpartition("=")[2]
    assert f'href="/gobiernos/{YUCATAN}"' not in frame.whole()


async def test_stream_shows_everybody_in_the_order_of_the_page(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await two_go_on()
    page = await coordinadora.open(f"{URL}?ver=todos&orden=nombre")
    asked = page.select_one("#coordination")["hx-sse:connect"]
    assert asked.startswith(f"{URL}/en-vivo?ver=todos&orden=nombre&desde=")
    frames = Frames(app.template_engine.engine, clock)
    frame = await frames(
        CoordinationTopic("es", is_whole=True, order="nombre", may_remind=True), None
    )
    assert frame is not None
    assert frame.version == asked.rpartition("=")[2]


async def test_deadline_presses_in_the_last_days(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await a_league()
    clock.now = LAST_DAYS
    await coordinadora.sign_in("coordina@observatorio.mx")
    page = await coordinadora.open(URL)
    assert "La etapa termina el 14 de junio de 2026: quedan 2 días" in page.text
    assert "Vence en 2 días" in page.text


# The review begins with the 15th, so that the last day to answer is the 14th.
@pytest.mark.parametrize(
    ("now", "left"),
    [
        pytest.param("2026-06-13T23:59:00-06:00", "queda 1 día", id="the day before"),
        pytest.param("2026-06-14T00:00:00-06:00", "hoy es el último día", id="it begins"),
        pytest.param("2026-06-14T20:00:00-06:00", "hoy es el último día", id="with hours left"),
    ],
)
async def test_every_page_tells_the_same_last_day(
    app: Litestar, coordinadora: Browser, ana: Browser, clock: Clock, now: str, left: str
) -> None:
    await open_edition()
    clock.now = datetime.fromisoformat(now)
    await enters(coordinadora, PEOPLE["coordinadora"], clock.now)
    await enters(ana, PEOPLE["ana"], clock.now)
    said = f"La etapa termina el 14 de junio de 2026: {left}"
    assert said in (await coordinadora.open(URL)).text
    assert said in (await coordinadora.open(f"{URL}/muro")).text
    assert f"Hasta el 14 de junio de 2026: {left}." in (await ana.open("/mi-liga")).text
    await coordinadora.send(f"{URL}/{EDITION}/recordar", gobierno=OAXACA)
    (letter,) = await messages(50)
    assert f"- {said}." in letter.message.body


async def test_after_its_last_day_a_stage_was_to_end_on_it(
    app: Litestar, coordinadora: Browser, ana: Browser, clock: Clock
) -> None:
    await open_edition()
    clock.now = datetime.fromisoformat("2026-06-15T00:00:00-06:00")
    await enters(coordinadora, PEOPLE["coordinadora"], clock.now)
    await enters(ana, PEOPLE["ana"], clock.now)
    text = (await coordinadora.open(URL)).text
    assert "La etapa debía terminar el 14 de junio de 2026" in text
    text = (await ana.open("/mi-liga")).text
    assert "La fecha de esta etapa ya pasó: 14 de junio de 2026." in text


async def test_nobody_is_stuck_when_nothing_can_be_answered(
    app: Litestar, coordinadora: Browser
) -> None:
    await a_league(Stage.REPLY)
    page = await coordinadora.open(URL)
    assert "Ningún gobierno está rezagado." in page.text
    assert "no se responde ni se corrige: nadie está rezagado" in page.text


async def test_nothing_under_way(app: Litestar, coordinadora: Browser) -> None:
    page = await coordinadora.open(URL)
    assert "No hay ediciones en curso" in page.text
    assert "No hay ediciones" in page.select_one("#coordination [data-stopped]").get_text()


@pytest.mark.parametrize("who", ["admin", "publicadora"])
async def test_observatory_may_look(app: Litestar, enter: Enter, who: str) -> None:
    await a_league()
    page = await (await enter(who)).open(URL)
    assert page.select_one("#coordination")["hx-sse:connect"].startswith(f"{URL}/en-vivo?desde=")


@pytest.mark.parametrize("who", ["ana", "sofia", "rita"])
@pytest.mark.parametrize("url", [URL, f"{URL}/en-vivo"])
async def test_others_may_not(app: Litestar, enter: Enter, who: str, url: str) -> None:
    await (await enter(who)).open(url, status=403)


async def test_stranger_is_asked_to_sign_in(app: Litestar, browser: Browser) -> None:
    page = await browser.open(URL)
    assert page.url.startswith("http://localhost/entrar")


async def test_frame_changes_with_what_is_answered(app: Litestar, clock: Clock) -> None:
    frames = Frames(app.template_engine.engine, clock)
    await a_league()
    first = await frames(CoordinationTopic("es"), None)
    assert first is not None
    assert await frames(CoordinationTopic("es"), first) is None
    await answer(OAXACA, "P1-01", YES)
    second = await frames(CoordinationTopic("es"), first)
    assert second is not None
    assert "Última actividad: Oaxaca, 1 de 7 reactivos." in second.whole()
