"""Canales y calendarios, read by the parsers that others read them with."""

from datetime import date, timedelta
from typing import Any

import feedparser
import pytest
from icalendar import Calendar

from game.commitments import Move, Status
from server.queries.stages import keep_edition
from tests.browser import Browser
from tests.commitments import OAXACA, VICTOR, YUCATAN, a_commitment, moved, promised
from tests.editions import a_definition, open_edition
from tests.server.conftest import Clock

FEED = "/compromisos.atom"


async def feed_at(browser: Browser, address: str) -> Any:
    """A feed as a reader sees it; one that is not well-formed fails."""
    response = await browser.client.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/atom+xml"
    found = feedparser.parse(response.content)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


async def titles_at(browser: Browser, address: str) -> list[str]:
    return [entry.title for entry in (await feed_at(browser, address)).entries]


async def calendar_at(browser: Browser, address: str) -> Any:
    response = await browser.client.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    return Calendar.from_ical(response.content)


# Atom


@pytest.mark.both
async def test_everything_that_happened_newest_first(browser: Browser, clock: Clock) -> None:
    code = await promised(a_commitment(due=date(2026, 3, 20), milestones=()), at=clock())
    clock.move(hours=1)
    await moved(code, Move.AGREE, at=clock())
    clock.move(days=30)
    found = await feed_at(browser, FEED)
    assert [entry.title for entry in found.entries] == [
        "Oaxaca: Venció el plazo",
        "Oaxaca: Se acordó",
        "Oaxaca: Se propuso",
    ]
    missed = found.entries[0]
    # Midnight in Mexico of the day after the 20th of March.
    assert missed.updated == "2026-03-21T06:00:00Z"
    assert found.feed.updated == missed.updated
    assert [tag.term for tag in missed.tags] == ["overdue"]
    assert missed.link == "http://127.0.0.1:8000/compromisos/1"
    assert "Publicar el reglamento" in missed.content[0].value
    assert found.feed.language == "es"


async def test_each_entry_has_a_name_that_stays(browser: Browser, clock: Clock) -> None:
    await promised(None, Move.AGREE)
    first = await feed_at(browser, FEED)
    clock.move(days=200)
    later = await feed_at(browser, FEED)
    names = [entry.id for entry in later.entries]
    assert names == [
        "tag:127.0.0.1,2026:compromisos/1/overdue.1.2026-06-30",
        "tag:127.0.0.1,2026:compromisos/1/event.2",
        "tag:127.0.0.1,2026:compromisos/1/event.1",
    ]
    assert [entry.id for entry in first.entries] == names[1:]
    assert first.feed.id == later.feed.id == "tag:127.0.0.1,2026:compromisos.atom"


@pytest.mark.both
async def test_a_feed_is_narrowed_as_the_list_is(browser: Browser) -> None:
    await promised(None, Move.AGREE)
    await promised(a_commitment(YUCATAN, goal="Abrir la ventanilla", pillar="I"))
    oaxaca = ["Oaxaca: Se acordó", "Oaxaca: Se propuso"]
    assert await titles_at(browser, f"{FEED}?gobierno={OAXACA}") == oaxaca
    assert await titles_at(browser, f"{FEED}?pilar=I") == ["Yucatán: Se propuso"]
    assert await titles_at(browser, f"{FEED}?estado=31") == ["Yucatán: Se propuso"]
    assert await titles_at(browser, f"{FEED}?texto=ventanilla") == ["Yucatán: Se propuso"]
    assert await titles_at(browser, f"{FEED}?situacion=agreed") == ["Oaxaca: Se acordó"]
    assert await titles_at(browser, f"{FEED}?hasta=2026-01-01") == []
    assert await titles_at(browser, "/compromisos/1/historia.atom") == oaxaca
    await browser.open("/compromisos/99/historia.atom", 404)


async def test_a_feed_says_where_it_is_and_where_people_read_it(browser: Browser) -> None:
    await promised()
    found = await feed_at(browser, f"{FEED}?gobierno={OAXACA}&idioma=en")
    links = {link.rel: link.href for link in found.feed.links}
    site = "http://127.0.0.1:8000"
    assert links == {
        "self": f"{site}{FEED}?gobierno={OAXACA}&idioma=en",
        "alternate": f"{site}/compromisos?gobierno={OAXACA}",
    }
    assert found.feed.language == "en"
    assert found.entries[0].title == "Oaxaca: Proposed"


@pytest.mark.both
@pytest.mark.parametrize(
    ("address", "title"),
    [
        pytest.param(FEED, "Compromisos públicos · Liga", id="all"),
        pytest.param(
            f"{FEED}?gobierno={OAXACA}&estado=20&situacion=overdue&tema=nada",
            "Compromisos públicos (Gobierno: Oaxaca · Estado: Oaxaca · Situación: Vencido) · Liga",
            id="of a government",
        ),
        pytest.param(
            f"{FEED}?pilar=P&idioma=en",
            "Public commitments (Pillar: Políticas (en)) · Liga",
            id="in English",
        ),
        pytest.param("/observaciones.atom", "Observaciones · Liga", id="all reports"),
        pytest.param(
            "/observaciones.atom?compromiso=1&estado=31&situacion=unanswered&desde=1/3/2026",
            "Observaciones (Estado: Yucatán · Compromiso: 1 · Situación: Sin respuesta a tiempo ·"
            " Publicada desde: 1 de marzo de 2026) · Liga",
            id="reports",
        ),
        pytest.param(
            f"/observaciones.atom?gobierno={OAXACA}&tema=P1&idioma=en",
            "Reports (Government: Oaxaca · Topic: Topic P1) · Liga",
            id="reports in English",
        ),
    ],
)
async def test_a_feed_says_in_its_title_what_it_is_narrowed_to(
    browser: Browser, address: str, title: str
) -> None:
    await open_edition(a_definition())
    await promised()
    assert (await feed_at(browser, address)).feed.title == title


async def test_the_page_leads_to_the_feed_of_what_it_shows(browser: Browser) -> None:
    await promised()
    page = await browser.open(f"/compromisos?gobierno={OAXACA}")
    address = page.select_one('link[rel="alternate"]')["href"]
    assert await titles_at(browser, str(address)) == ["Oaxaca: Se propuso"]


async def test_whoever_has_it_is_told_so(browser: Browser, clock: Clock) -> None:
    code = await promised()
    first = await browser.client.get(FEED)
    assert first.headers["last-modified"] == "Tue, 03 Mar 2026 18:00:00 GMT"
    assert first.headers["cache-control"] == "public, max-age=300"
    assert "set-cookie" not in first.headers
    tag, since = first.headers["etag"], first.headers["last-modified"]
    for asked in ({"If-None-Match": tag}, {"If-Modified-Since": since}):
        again = await browser.client.get(FEED, headers=asked)
        assert (again.status_code, again.content) == (304, b"")
    mixed = {"If-None-Match": '"x"', "If-Modified-Since": since}
    assert (await browser.client.get(FEED, headers=mixed)).status_code == 200
    unread = await browser.client.get(FEED, headers={"If-Modified-Since": "ayer"})
    assert unread.status_code == 200
    clock.move(hours=1)
    await moved(code, Move.AGREE, at=clock())
    for asked in ({"If-None-Match": tag}, {"If-Modified-Since": since}):
        assert (await browser.client.get(FEED, headers=asked)).status_code == 200


async def test_a_long_history_shows_its_last_fifty(browser: Browser, clock: Clock) -> None:
    code, due = await promised(), a_commitment().due
    for number in range(1, 56):
        clock.move(hours=1)
        later = due + timedelta(days=number)
        await moved(code, Move.AMEND, at=clock(), note=f"Razón {number}", due=later)
    found = await feed_at(browser, FEED)
    assert len(found.entries) == 50
    assert "Razón 55" in found.entries[0].content[0].value


async def test_what_xml_cannot_hold_does_not_break_the_feed(browser: Browser) -> None:
    code = await promised(a_commitment(goal="Meta <b>&\x0b con \x1f todo\ufffe"))
    await moved(code, Move.WITHDRAW, note="Razón <script>&amp;\x0c")
    found = await feed_at(browser, FEED)
    assert "Razón <script>&amp;" in found.entries[0].content[0].value
    await calendar_at(browser, "/compromisos.ics")


async def test_an_empty_feed_is_one_too(browser: Browser) -> None:
    assert (await feed_at(browser, FEED)).entries == []


# iCalendar


@pytest.mark.both
async def test_dates_and_milestones_are_days_of_a_calendar(browser: Browser) -> None:
    await promised(None, Move.AGREE)
    found = await calendar_at(browser, "/compromisos/1/fechas.ics")
    events = {str(each["UID"]): each for each in found.walk("VEVENT")}
    due = events["compromiso-1@127.0.0.1"]
    assert due.decoded("DTSTART") == date(2026, 6, 30)
    assert due.decoded("DTEND") == date(2026, 7, 1)
    assert due["SUMMARY"] == "Oaxaca: vence «Publicar el reglamento de mejora regulatoria»"
    assert (due["STATUS"], due["SEQUENCE"], due["TRANSP"]) == ("CONFIRMED", 0, "TRANSPARENT")
    assert due["URL"] == "http://127.0.0.1:8000/compromisos/1"
    steps = [events[f"compromiso-1-hito-{n}@127.0.0.1"] for n in (1, 2)]
    assert [each.decoded("DTSTART") for each in steps] == [date(2026, 4, 15), date(2026, 6, 30)]
    assert len(events) == 3


@pytest.mark.both
async def test_one_date_at_the_end_of_time_stops_no_calendar(browser: Browser) -> None:
    """Kept before there was a limit, or put into the database by hand."""
    await promised(a_commitment(due=date.max))
    await promised(a_commitment(goal="Otra meta"))
    found = await calendar_at(browser, "/compromisos.ics")
    events = {str(each["UID"]): each for each in found.walk("VEVENT")}
    assert events["compromiso-1@127.0.0.1"].decoded("DTSTART") == date.max
    assert "compromiso-2@127.0.0.1" in events
    await calendar_at(browser, "/compromisos/1/fechas.ics")


async def test_the_same_dates_are_the_same_bytes_whenever_they_are_asked_for(
    browser: Browser, clock: Clock
) -> None:
    await promised()
    first = await browser.client.get("/compromisos.ics")
    clock.move(hours=5)
    again = await browser.client.get(
        "/compromisos.ics", headers={"If-None-Match": first.headers["etag"]}
    )
    assert again.status_code == 304


async def test_a_calendar_learns_that_a_date_moved_and_that_it_was_given_up(
    browser: Browser, clock: Clock
) -> None:
    code = await promised()
    seen = []
    for move, given in (
        (Move.AMEND, {"note": "Otra.", "due": date(2026, 8, 1)}),
        (Move.AMEND, {"note": "Otra más.", "due": date(2026, 9, 1)}),
        (Move.WITHDRAW, {"note": "Ya no."}),
    ):
        clock.move(days=1)
        await moved(code, move, at=clock(), **given)
        (event, *_) = (await calendar_at(browser, "/compromisos.ics")).walk("VEVENT")
        seen.append((event.decoded("DTSTART"), int(event["SEQUENCE"]), str(event["STATUS"])))
        assert event.decoded("DTSTAMP") == clock()
    assert seen == [
        (date(2026, 8, 1), 1, "CONFIRMED"),
        (date(2026, 9, 1), 2, "CONFIRMED"),
        (date(2026, 9, 1), 3, "CANCELLED"),
    ]


async def test_a_calendar_is_narrowed_as_the_list_is(browser: Browser) -> None:
    await promised()
    await promised(a_commitment(YUCATAN, goal="Abrir; la «ventanilla», \\ ya", milestones=()))
    found = await calendar_at(browser, f"/compromisos.ics?gobierno={YUCATAN}&idioma=en")
    (event,) = found.walk("VEVENT")
    assert event["SUMMARY"] == "Yucatán: due “Abrir; la «ventanilla», \\ ya”"
    assert found["X-WR-CALNAME"] == "Public commitments (Government: Yucatán) · Liga"


async def test_a_calendar_leaves_out_what_is_long_past(browser: Browser, clock: Clock) -> None:
    await promised()
    clock.move(days=365 + 200)
    assert (await calendar_at(browser, "/compromisos.ics")).walk("VEVENT") == []
    whole = await calendar_at(browser, "/compromisos.ics?desde=2026-01-01")
    assert len(whole.walk("VEVENT")) == 3


async def test_what_nobody_judged_yet_says_how_it_stands(browser: Browser, clock: Clock) -> None:
    code = await promised(None, Move.AGREE)
    clock.move(days=200)
    (event, *_) = (await calendar_at(browser, "/compromisos.ics")).walk("VEVENT")
    assert "Situación: Vencido" in event["DESCRIPTION"]
    await moved(code, Move.MARK_NOT_MET, by=VICTOR, at=clock(), note="No hay prueba.")
    assert await titles_at(browser, f"{FEED}?situacion={Status.NOT_MET}") == [
        "Oaxaca: Se declaró no cumplido"
    ]


# By topic


@pytest.mark.both
async def test_a_topic_has_one_feed_and_one_calendar(browser: Browser) -> None:
    await open_edition()
    await promised(a_commitment(edition="2026", item="P1-01"), Move.AGREE)
    await promised(a_commitment(YUCATAN, goal="De otro tema", edition="2026", item="I1-01"))
    await promised(a_commitment(goal="Iniciativa propia"))
    assert await titles_at(browser, f"{FEED}?tema=P1") == [
        "Oaxaca: Se acordó",
        "Oaxaca: Se propuso",
    ]
    found = await feed_at(browser, f"{FEED}?tema=P1&idioma=en")
    assert found.feed.title == "Commitments on the topic Topic P1 · Liga"
    links = {link.rel: link.href.removeprefix("http://127.0.0.1:8000") for link in found.feed.links}
    assert links == {"self": f"{FEED}?tema=P1&idioma=en", "alternate": "/compromisos?tema=P1"}
    dates = await calendar_at(browser, "/compromisos.ics?tema=P1")
    assert len(dates.walk("VEVENT")) == 3
    assert await titles_at(browser, f"{FEED}?tema=I1") == ["Yucatán: Se propuso"]
    assert await titles_at(browser, f"{FEED}?tema=H1") == []


@pytest.mark.both
async def test_the_other_address_of_a_topic_leads_there_for_good(browser: Browser) -> None:
    await open_edition()
    of_topic = "/compromisos/temas/P1"
    for asked, address in (
        (f"{of_topic}/historia.atom", f"{FEED}?tema=P1"),
        (f"{of_topic}/historia.atom?idioma=en", f"{FEED}?tema=P1&idioma=en"),
        (f"{of_topic}/historia.atom?lang=en", f"{FEED}?tema=P1&idioma=en"),
        (f"{of_topic}/fechas.ics", "/compromisos.ics?tema=P1"),
    ):
        led = await browser.client.get(asked, follow_redirects=False)
        assert (led.status_code, led.headers["location"]) == (301, address)
        assert (await browser.client.get(address)).status_code == 200
    await browser.open("/compromisos/temas/Z9/historia.atom", 404)
    await browser.open("/compromisos/temas/Z9/fechas.ics", 404)


async def test_a_topic_of_a_draft_is_nobodys(browser: Browser) -> None:
    await keep_edition(a_definition())
    await browser.open("/compromisos/temas/P1/historia.atom", 404)
    await browser.open("/compromisos/seguir?que=topic&codigo=P1", 404)


async def test_a_feed_speaks_the_language_of_its_address_and_keeps_none(browser: Browser) -> None:
    """Neither that of whoever asks, nor does it set one; the word of before still holds."""
    await promised()
    for asked, word in (("", "se propuso"), ("?idioma=en", "proposed"), ("?lang=en", "proposed")):
        response = await browser.client.get(f"{FEED}{asked}", headers={"Accept-Language": "en"})
        assert word in response.text.lower(), asked
        assert "set-cookie" not in response.headers


async def test_a_feed_says_what_of_its_address_nobody_knows(browser: Browser) -> None:
    await promised()
    found = await feed_at(browser, f"{FEED}?tema=ZZ&gobierno={OAXACA}")
    assert found.feed.subtitle.endswith("No se conoce el tema «ZZ»; no filtra nada.")
    assert len(found.entries) == 1


async def test_so_does_a_calendar_in_its_description(browser: Browser) -> None:
    await promised()
    address = f"/compromisos.ics?gobierno={OAXACA}"
    found = await calendar_at(browser, f"{address}&tema=ZZ&color=rojo")
    told = "No se conoce el tema «ZZ»; no filtra nada. No se conoce el filtro «color»; no filtra"
    for name in ("description", "x-wr-caldesc"):
        assert found[name].startswith(told)
    assert len(found.walk("VEVENT")) == len((await calendar_at(browser, address)).walk("VEVENT"))
    assert "description" not in await calendar_at(browser, address)


async def test_a_commitment_leads_to_its_topic(browser: Browser) -> None:
    await open_edition()
    await promised(a_commitment(edition="2026", item="P1-01"))
    page = await browser.open("/compromisos/1")
    link = page.select_one('a[href*="que=topic"]')
    assert link.text == "Seguir los compromisos del tema Tema P1"
    form = await browser.open(str(link["href"]))
    assert form.select(f'a[href="{FEED}?tema=P1"]')
    assert form.field("kind") == "topic"
