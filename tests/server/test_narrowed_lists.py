"""Listas filtradas: what a list is narrowed to is asked in the same way of either database."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from io import StringIO
from typing import Any

import feedparser
import pytest

from game.commitments import Move as Promise
from game.reports import Move, Told
from server.days import today_of
from server.queries.commitments import Filters, commitments_where
from server.queries.reports import Filters as ReportFilters
from server.queries.reports import report_of, reports_where
from server.settings import Settings
from tests.browser import Browser, Page
from tests.commitments import NOON, OAXACA, VICTOR, YUCATAN, promised
from tests.editions import EDITION, open_edition
from tests.reports import a_report, moved, published
from tests.server.conftest import Clock
from tests.server.published import measured, publish

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 3, 3)


@pytest.mark.both
@pytest.mark.parametrize(
    ("filters", "size"),
    [
        pytest.param(Filters(state="20"), 2, id="two of a state"),
        pytest.param(
            Filters(participant=OAXACA, due_from=TODAY), 500, id="the dates to come of one"
        ),
    ],
)
async def test_commitments_are_narrowed(filters: Filters, size: int) -> None:
    await open_edition()
    await promised(None, Promise.AGREE)
    found = await commitments_where(filters, TODAY, size=size)
    assert [each.commitment.code for each in found.listed] == [1]
    assert found.total == 1


@pytest.mark.both
async def test_a_league_a_topic_and_where_it_came_from_narrow_together(browser: Browser) -> None:
    await open_edition()
    await promised(None, Promise.AGREE)
    page = await browser.open("/compromisos?liga=states&tema=P1&origen=recommendation")
    assert page.select_one("#liga [selected]")["value"] == "states"
    assert "Ningún compromiso coincide" in page.text


@pytest.mark.both
@pytest.mark.parametrize(
    "filters", [ReportFilters(participant=OAXACA), ReportFilters(commitment=1)]
)
async def test_reports_are_narrowed(filters: ReportFilters) -> None:
    assert (await reports_where(filters)).total == 0


@pytest.mark.parametrize(
    "address", ["/compromisos", "/acuerdos", "/recomendaciones", "/observaciones"]
)
async def test_the_menu_says_where_one_is(browser: Browser, address: str) -> None:
    page = await browser.open(address)
    assert [link.text for link in page.select(".site-nav [aria-current=page]")] == ["Compromisos"]


async def test_the_menu_says_it_once_where_two_of_it_lead_there(olga: Browser) -> None:
    """The desk of an observer stands below the list of reports, which is of the commitments."""
    for address, said in (
        ("/observaciones/panel", "Observaciones"),
        ("/observaciones", "Compromisos"),
        ("/compromisos/panorama", "Compromisos"),
    ):
        page = await olga.open(address)
        assert [link.text for link in page.select(".site-nav [aria-current=page]")] == [said]


# What nobody knows is told in the same words on every list, and in its data


UNKNOWN: Mapping[str, Mapping[str, str]] = {
    "/observaciones": {
        "gobierno": "No se conoce el gobierno «zz»; no filtra nada.",
        "compromiso": "No se conoce el compromiso «zz»; no filtra nada.",
        "tema": "No se conoce el tema «zz»; no filtra nada.",
        "estado": "No se conoce el estado «zz»; no filtra nada.",
        "liga": "No se conoce la liga «zz»; no filtra nada.",
        "situacion": "No se conoce la situación «zz»; no filtra nada.",
        "pilar": "No se conoce el filtro «pilar»; no filtra nada.",
        "anio": "No se conoce el filtro «anio»; no filtra nada.",
    },
    "/declaraciones": {
        "edicion": "No se conoce el filtro «edicion»; no filtra nada.",
        "tipo": "No se conoce el tipo «zz»; no filtra nada.",
        "situacion": "No se conoce la situación «zz»; no filtra nada.",
    },
    "/practicas": {
        "edicion": "No se conoce la edición «zz»; se muestra la más reciente.",
        "pilar": "No se conoce el pilar «zz»; no filtra nada.",
        "buscar": "No se conoce el filtro «buscar»; no filtra nada.",
    },
    "/compromisos": {
        "orden": "No se conoce el orden «zz»; no cambia nada.",
        "edicion": "No se conoce el filtro «edicion»; no filtra nada.",
    },
    "/compromisos/novedades": {"desde": "No se lee como fecha «zz»; no filtra nada."},
    "/compromisos/desacuerdos": {"hasta": "No se lee como fecha «zz»; no filtra nada."},
}


@pytest.mark.both
@pytest.mark.parametrize("address", UNKNOWN)
async def test_an_unknown_word_is_told_on_every_list_and_in_its_data(
    browser: Browser, address: str
) -> None:
    await measured()
    await publish()
    asked = "&".join(f"{name}=zz" for name in UNKNOWN[address])
    page = await browser.open(f"{address}?{asked}")
    told = {text.text for text in page.select("main .notice.is-warn p")}
    assert told == set(UNKNOWN[address].values())
    whole = (await browser.client.get(f"{address}.json?{asked}")).json()
    assert whole["ignored"] == dict.fromkeys(UNKNOWN[address], "zz")
    assert whole["filters"] == {}
    everything = (await browser.client.get(f"{address}.json")).json()
    assert (whole["total"], everything["ignored"]) == (everything["total"], {})
    assert not (await browser.open(address)).select("main .notice.is-warn")
    table = await browser.client.get(f"{address}.csv?{asked}")
    assert table.content == (await browser.client.get(f"{address}.csv")).content


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/compromisos/ficha?tema=zz", "No se conoce el tema «zz»; no filtra nada."),
        (
            f"/practicas/{EDITION}/I1-01?liga=zz",
            "No se conoce la liga «zz»; no filtra nada.",
        ),
        ("/observaciones?compromiso=99999999999", "No se conoce el compromiso «99999999999»"),
        ("/observaciones?compromiso=7", "No se conoce el compromiso «7»; no filtra nada."),
    ],
)
async def test_so_is_one_on_a_page_without_data(browser: Browser, address: str, told: str) -> None:
    await measured()
    await publish()
    page = await browser.open(address)
    assert told in page.select_one("main .notice.is-warn").text


@pytest.mark.both
async def test_reports_are_narrowed_to_what_is_known(
    browser: Browser, each_settings: Settings
) -> None:
    await open_edition()
    code = await promised(None, Promise.AGREE)
    await published(each_settings, a_report(commitment=code, topic=""))
    await published(each_settings, a_report(YUCATAN), email="otra@correo.example")
    for asked, count in (
        (f"gobierno={OAXACA}", 1),
        (f"compromiso={code}", 1),
        ("tema=P1", 1),
        (f"gobierno={YUCATAN}&tema=I1", 0),
        ("tema=zz", 2),
        (f"gobierno=zz&tema=zz&compromiso={code}", 1),
    ):
        page = await browser.open(f"/observaciones?{asked}")
        assert page.select_one(".lead").text.startswith(f"{count} observaci"), asked
        assert not page.select('main a[href*="zz"]'), asked


def _numbers(page: Page) -> list[int]:
    """The numbers of the reports on a page of their list, in its order."""
    links = page.select("main .queue a")
    return [int(str(link["href"]).rpartition("/")[2]) for link in links]


@pytest.fixture
async def heard(each_settings: Settings) -> Mapping[str, int]:
    """Reports in every situation of their answer, by its code; all but one of Oaxaca."""
    await open_edition()
    soon = NOON + timedelta(days=90)
    told = {
        "published": Told("Permiso de construcción", "Ventanilla", "Piden planos en papel."),
        "unanswered": Told("Licencia de ruido", "Ventanilla", "Nadie la recibe."),
        "answered": Told("Uso de suelo", "Desarrollo urbano", "Cobran dos veces."),
        "contested": Told("Aviso de apertura", "Ventanilla", "El sistema no abre."),
        "disputed": Told("Registro de marca", "Economía", "No hay citas."),
        "closed": Told("Alta de empleado", "Finanzas", "La fila es larga."),
    }
    codes: dict[str, int] = {}
    for number, (status, words) in enumerate(told.items()):
        at = soon if status in {"published", "disputed"} else NOON
        whose = YUCATAN if status == "closed" else OAXACA
        report = a_report(whose, told=words, sent_at=at)
        sender = f"persona{number}@correo.example"
        codes[status] = await published(each_settings, report, email=sender, at=at)
    for status in ("answered", "contested", "disputed"):
        at = soon if status == "disputed" else NOON
        await moved(codes[status], Move.ANSWER, "Se atenderá en línea: trámite único.", at=at)
    for status in ("contested", "disputed"):
        await moved(codes[status], Move.CONTEST, "Sigue igual de mal.", at=NOON)
    await moved(codes["disputed"], Move.RELEASE, "Sigue igual de mal.", by=VICTOR, at=soon)
    await moved(codes["closed"], Move.CLOSE, at=NOON)
    return codes


@pytest.mark.both
async def test_reports_are_narrowed_by_how_their_answer_stands(
    browser: Browser, clock: Clock, heard: Mapping[str, int]
) -> None:
    """Each in its situation and in no other; what is late is so by the calendar of the day."""
    clock.move(days=91)
    for status, code in heard.items():
        page = await browser.open(f"/observaciones?situacion={status}")
        assert _numbers(page) == [code], status
        assert page.select_one(f"#situacion [value={status}]").has_attr("selected")
        whole = (await browser.client.get(f"/observaciones.json?situacion={status}")).json()
        assert [each["shown_status"] for each in whole["reports"]] == [status]
        assert whole["filters"] == {"situacion": status}


@pytest.mark.both
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("estado=31", ["closed"], id="of a state"),
        pytest.param(f"gobierno={YUCATAN}", ["closed"], id="of a government"),
        pytest.param("liga=states", "all", id="of a league"),
        pytest.param("desde=2026-04-01", ["disputed", "published"], id="published from a day"),
        pytest.param(
            "hasta=3/3/2026",
            ["answered", "closed", "contested", "unanswered"],
            id="published up to a day",
        ),
        pytest.param("texto=CONSTRUCCION", ["published"], id="a word without its accent"),
        pytest.param("texto=nadie+recib", ["unanswered"], id="whole words, the last one begun"),
        pytest.param("texto=recib+nadie", [], id="the others are whole"),
        pytest.param(
            "texto=tramite", ["answered", "contested", "disputed"], id="what was answered"
        ),
        pytest.param("texto=igual+mal", ["disputed"], id="an objection once it is published"),
        pytest.param("texto=%25", [], id="a sign is no word"),
        pytest.param("estado=31&situacion=answered", [], id="all of it holds"),
    ],
)
async def test_reports_are_narrowed_by_what_readers_look_for(
    browser: Browser, heard: Mapping[str, int], asked: str, found: Sequence[str]
) -> None:
    codes = heard.values() if found == "all" else [heard[status] for status in found]
    page = await browser.open(f"/observaciones?{asked}")
    assert sorted(_numbers(page)) == sorted(codes)
    assert not page.select("main .notice.is-warn")
    assert page.select_one(".filters a").text == "Quitar filtros"
    whole = (await browser.client.get(f"/observaciones.json?{asked}")).json()
    assert sorted(each["number"] for each in whole["reports"]) == sorted(codes)
    table = await browser.client.get(f"/observaciones.csv?{asked}")
    assert len(list(csv.reader(StringIO(table.text)))) == len(codes) + 1
    empty = "Ninguna observación coincide. Quite algún filtro o busque otra palabra."
    assert (empty in page.text) is not bool(codes)


@pytest.mark.both
async def test_a_date_of_the_reports_that_is_none_is_told_beside_it(
    browser: Browser, heard: Mapping[str, int]
) -> None:
    page = await browser.open("/observaciones?desde=ayer&hasta=2026-03-03")
    assert "No se lee como fecha" in page.select_one("#desde-error").text
    assert page.select_one("#desde")["value"] == "ayer"
    assert not page.select("main .notice.is-warn")
    assert len(_numbers(page)) == 4
    page = await browser.open("/observaciones?desde=2026-05-01&hasta=2026-03-03")
    assert "Es anterior a «Publicada desde»" in page.select_one("#hasta-error").text


async def test_words_that_advertisers_add_are_nobodys_filter(browser: Browser) -> None:
    for address in ("/observaciones", "/compromisos"):
        page = await browser.open(f"{address}?utm_source=carta&fbclid=x&idioma=es&pagina=1")
        assert not page.select("main .notice.is-warn")


@pytest.mark.both
async def test_a_feed_of_reports_is_narrowed_as_their_list_and_tells_of_each_answer(
    browser: Browser, clock: Clock, heard: Mapping[str, int]
) -> None:
    async def feed(asked: str) -> Any:
        response = await browser.client.get(f"/observaciones.atom{asked}")
        assert response.headers["content-type"] == "application/atom+xml"
        found = feedparser.parse(response.content)
        assert not found.bozo, found.get("bozo_exception")
        return found

    (late,) = (await feed("?situacion=answered")).entries
    assert late.title == "Oaxaca: Uso de suelo"
    assert late.link.endswith(f"/observaciones/{heard['answered']}")
    assert "Se atenderá en línea" in late.content[0].value
    clock.move(days=91)
    (entry,) = (await feed("?situacion=unanswered&tema=zz&idioma=en")).entries
    assert [tag.term for tag in entry.tags] == ["unanswered"]
    # Midnight in Mexico of the day after its last one; it was published on the third of March.
    assert entry.updated > entry.published == "2026-03-03T18:00:00Z"
    assert entry.updated.endswith("T06:00:00Z")
    told = (await feed("?tema=zz")).feed.subtitle
    assert told.endswith("No se conoce el tema «zz»; no filtra nada.")
    page = await browser.open("/observaciones?situacion=closed")
    (link,) = page.select('main a[href*=".atom"]')
    (closed,) = (await feed(str(link["href"]).removeprefix("/observaciones.atom"))).entries
    assert closed.title == "Yucatán: Alta de empleado"


@pytest.mark.both
async def test_an_old_report_comes_again_in_its_feed_when_something_happens(
    browser: Browser, clock: Clock, each_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the last that everybody can read of it, the day after its last one too."""
    monkeypatch.setattr("server.routes.feeds.MOST_ENTRIES", 2)

    async def named() -> list[tuple[str, str]]:
        response = await browser.client.get("/observaciones.atom")
        found = feedparser.parse(response.content)
        assert found.feed.updated == found.entries[0].updated
        return [(entry.id.rpartition("/")[2], entry.updated) for entry in found.entries]

    await open_edition()
    codes = []
    for number in range(4):
        at = NOON + timedelta(days=number)
        report = a_report(told=Told(f"Trámite {number}", "", f"Nadie {number}."), sent_at=at)
        sender = f"persona{number}@correo.example"
        codes.append(str(await published(each_settings, report, email=sender, at=at)))
    clock.move(days=4)
    assert [code for code, _at in await named()] == [codes[3], codes[2]]
    answered = NOON + timedelta(days=4, hours=1)
    clock.move(hours=2)
    await moved(int(codes[0]), Move.ANSWER, "Se atenderá.", at=answered)
    assert await named() == [
        (codes[0], "2026-03-07T19:00:00Z"),
        (codes[3], "2026-03-06T18:00:00Z"),
    ]
    # The second is late before the two that came after it.
    waits = [(await report_of(int(code))).report.answer_by or date.max for code in codes[1:]]
    assert waits[0] < waits[1]
    clock.move(days=(waits[0] - today_of(clock())).days + 1)
    late = f"{waits[0] + timedelta(days=1)}T06:00:00Z"
    assert await named() == [(codes[1], late), (codes[0], "2026-03-07T19:00:00Z")]
