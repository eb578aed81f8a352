"""Distintivos y tarjetas on pages of others: they run nothing, keep nothing and can be read."""

from xml.etree.ElementTree import fromstring

import pytest

from game.commitments import Move, Status
from server.pages.embeds import COLOURS, LETTERS, NAME_COLOUR
from tests.browser import Browser
from tests.commitments import OAXACA, a_commitment, moved, promised
from tests.editions import open_edition
from tests.server.conftest import Clock

SVG = "{http://www.w3.org/2000/svg}"
BADGE = "/compromisos/1/distintivo.svg"
CARD = "/compromisos/1/tarjeta"
EVERY = [BADGE, CARD, f"/gobiernos/{OAXACA}/distintivo.svg", f"/gobiernos/{OAXACA}/tarjeta"]


async def words_at(browser: Browser, address: str) -> list[str]:
    """What is written in a picture."""
    response = await browser.client.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/svg+xml"
    return [str(each.text) for each in fromstring(response.content).iter(f"{SVG}text")]


@pytest.mark.both
async def test_a_picture_says_who_promised_and_how_it_stands_today(
    browser: Browser, clock: Clock
) -> None:
    await promised(None, Move.AGREE)
    assert await words_at(browser, BADGE) == ["Oaxaca", "Acordado"]
    assert await words_at(browser, f"{BADGE}?idioma=en") == ["Oaxaca", "Agreed"]
    clock.move(days=200)
    assert await words_at(browser, BADGE) == ["Oaxaca", "Vencido"]


async def test_a_picture_of_a_government_counts_its_promises(browser: Browser) -> None:
    await promised(None, Move.AGREE)
    await promised(a_commitment(goal="Otra"))
    (name, words) = await words_at(browser, f"/gobiernos/{OAXACA}/distintivo.svg")
    assert (name, words) == ("Oaxaca", "2 compromisos, 0 verificados, 0 vencidos")
    await browser.open("/gobiernos/99/distintivo.svg", 404)
    await browser.open("/gobiernos/99/tarjeta", 404)
    await browser.open("/compromisos/99/distintivo.svg", 404)
    await browser.open("/compromisos/99/tarjeta", 404)


async def test_a_picture_is_read_aloud_as_one_sentence(browser: Browser) -> None:
    await promised()
    root = fromstring((await browser.client.get(BADGE)).content)
    assert root.get("role") == "img"
    assert root.get("aria-label") == "Oaxaca: Propuesto"
    assert root.findtext(f"{SVG}title") == "Oaxaca: Propuesto"


@pytest.mark.parametrize("colour", [NAME_COLOUR, *COLOURS.values()])
def test_its_letters_are_clear_of_their_ground(colour: str) -> None:
    assert contrast(colour, LETTERS) >= 4.5


def test_every_status_has_its_colour() -> None:
    assert set(COLOURS) == set(Status)


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


async def test_a_card_shows_one_promise_and_leads_to_it(browser: Browser) -> None:
    await promised(None, Move.AGREE)
    page = await browser.open(CARD)
    assert page.h1.text == "Oaxaca"
    assert "Acordado" in page.text
    assert "Publicar el reglamento de mejora regulatoria" in page.text
    assert page.select_one("a")["href"] == "http://127.0.0.1:8000/compromisos/1"
    page = await browser.open(f"{CARD}?idioma=en")
    assert (page.lang, "Agreed" in page.text) == ("en", True)


async def test_a_card_of_a_government_counts(browser: Browser) -> None:
    page = await browser.open(f"/gobiernos/{OAXACA}/tarjeta")
    assert "Todavía no hay compromisos." in page.text
    await promised()
    page = await browser.open(f"/gobiernos/{OAXACA}/tarjeta")
    assert "1 por cumplir" in page.text
    code = await promised(a_commitment(goal="Otra meta"), Move.AGREE)
    await moved(code, Move.WITHDRAW, note="Cambió la ley.")
    page = await browser.open(f"/gobiernos/{OAXACA}/tarjeta")
    assert [each.text for each in page.select("h1 ~ p")[:-1]] == ["1 por cumplir", "1 retirado"]


@pytest.mark.both
async def test_a_card_in_english_shows_what_the_observatory_recommends_in_english(
    browser: Browser,
) -> None:
    await open_edition()
    await promised(a_commitment(goal="Hacer P1-01."))
    await promised(a_commitment(goal="Hacer P1-01, y más."))
    for address in ("/compromisos/1", CARD):
        page = await browser.open(f"{address}?idioma=en")
        assert "Hacer P1-01. (en)" in [each.text for each in page.select('main [lang="en"]')], (
            address
        )
        assert "Hacer P1-01." in (await browser.open(f"{address}?idioma=es")).text
    page = await browser.open("/compromisos/2?idioma=en")
    assert (page.h1.text, page.h1["lang"]) == ("Hacer P1-01, y más.", "es")
    listed = await browser.open("/compromisos?idioma=en")
    assert {(each.text, each["lang"]) for each in listed.select(".commitment h3 a")} == {
        ("Hacer P1-01. (en)", "en"),
        ("Hacer P1-01, y más.", "es"),
    }


@pytest.mark.parametrize("address", EVERY)
async def test_it_may_stand_anywhere_and_runs_nothing_there(browser: Browser, address: str) -> None:
    await promised()
    headers = (await browser.client.get(address)).headers
    assert "frame-ancestors *" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "x-frame-options" not in headers
    assert "set-cookie" not in headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["cache-control"] == "public, max-age=300"
    assert "Cookie" not in headers["vary"]


@pytest.mark.parametrize("address", EVERY)
async def test_whoever_has_it_is_not_sent_it_again(browser: Browser, address: str) -> None:
    await promised()
    tag = (await browser.client.get(address)).headers["etag"]
    again = await browser.client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


async def test_it_is_the_same_for_somebody_who_is_signed_in(ana: Browser, browser: Browser) -> None:
    await promised()
    for address in EVERY:
        seen = [(await each.client.get(address)).content for each in (ana, browser)]
        assert seen[0] == seen[1]


@pytest.mark.parametrize("address", ["/compromisos/1", f"/gobiernos/{OAXACA}", "/compromisos"])
async def test_every_other_page_may_stand_in_no_frame(browser: Browser, address: str) -> None:
    await promised()
    headers = (await browser.client.get(address)).headers
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("address", ["/compromisos/1", f"/gobiernos/{OAXACA}"])
async def test_a_page_offers_what_can_be_copied(browser: Browser, address: str) -> None:
    await promised()
    page = await browser.open(address)
    codes = [code.text for code in page.select("details code")]
    assert [code.startswith(("<a href=", "<iframe src=")) for code in codes] == [True] * 3
    assert all("http://127.0.0.1:8000/" in code for code in codes)


async def test_a_picture_is_told_in_the_language_it_is_drawn_in(browser: Browser) -> None:
    await promised()
    page = await browser.open("/compromisos/1")
    spanish, english, _card = (code.text for code in page.select("details code"))
    assert 'alt="Compromiso 1 de Oaxaca"' in spanish
    assert "?idioma=en" in english
    assert 'alt="Commitment 1 of Oaxaca"' in english
