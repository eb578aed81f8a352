"""Idiomas: which one is spoken, how things are written in it, and that nothing is left unsaid."""

import asyncio
import re
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from server import i18n
from server.contents import ENDINGS
from server.i18n import (
    chosen_locale,
    day,
    gettext,
    lazy,
    list_of,
    locale,
    moment,
    ngettext,
    number,
    percent,
    rounded,
    said,
    speaking,
    update_catalogue,
)
from tests.browser import Browser

ENGLISH = i18n.LOCALE_DIR / "en" / "LC_MESSAGES" / "liga.po"
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_FORMAT = "formatos abiertos|open formats"
# What people call each kind of file.
CALLED = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPG",
    "image/webp": "WebP",
    "image/gif": "GIF",
    "image/tiff": "TIFF",
    f"{OFFICE}wordprocessingml.document": "Word",
    f"{OFFICE}spreadsheetml.sheet": "Excel",
    f"{OFFICE}presentationml.presentation": "PowerPoint",
    "application/vnd.oasis.opendocument.text": OPEN_FORMAT,
    "application/vnd.oasis.opendocument.spreadsheet": OPEN_FORMAT,
    "application/vnd.oasis.opendocument.presentation": OPEN_FORMAT,
    "text/plain": "texto|text",
    "text/csv": "CSV",
}
PLACE = re.compile(r"%\((\w+)\)|\{(\w+)\}")


def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def test_everything_that_is_said_is_said_in_english() -> None:
    catalogue = english()
    lacking = []
    for message in said():
        found = catalogue.get(message.id) if message.id else None
        words = found.string if found else ""
        forms = words if isinstance(words, tuple) else (words,)
        if message.id and not all(forms):
            lacking.append(message.id)
    assert not lacking, (
        f"{len(lacking)} without English. Run `python -m server.i18n` and fill in {ENGLISH}: "
        f"{lacking[:20]}"
    )


@pytest.mark.parametrize(
    ("given", "mark"), [("id", ", sin macros"), ("string", ", without macros")], ids=["es", "en"]
)
def test_kinds_of_file_that_are_taken_are_listed_alike(given: str, mark: str) -> None:
    """In the help of the form and in the refusal; and none that is taken is left out."""
    texts = [str(getattr(message, given)) for message in english()]
    lists = [
        re.sub(r"^(Se aceptan|Accepted:) ", "", text.partition(mark)[0])
        for text in texts
        if mark in text
    ]
    assert len(lists) == 2
    assert len(set(lists)) == 1
    assert ENDINGS.keys() == CALLED.keys()
    assert all(re.search(CALLED[media_type], lists[0]) for media_type in ENDINGS)


def test_a_translation_keeps_the_places_of_what_is_put_in() -> None:
    for message in english():
        ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(PLACE.findall("".join(ids)))
        for form in words:
            assert set(PLACE.findall(form)) <= wanted, message.id
        if message.id:
            assert set(PLACE.findall("".join(words))) == wanted, message.id


def test_no_translation_is_left_to_guesses() -> None:
    assert not [message.id for message in english() if message.fuzzy and message.id]


def test_updating_keeps_translations_drops_what_is_gone_and_repeats_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "server").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "server" / "a.py").write_text('gettext("Hola")\nngettext("un día", "días", n)\n')
    (tmp_path / "templates" / "a.html").write_text(
        '{% trans %}Una\n  liga{% endtrans %}{{ _("x") }}'
    )
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path / "locale")
    assert update_catalogue(tmp_path) == ("Hola", "Una liga", "un día", "x")
    path = tmp_path / "locale" / "en" / "LC_MESSAGES" / "liga.po"
    path.write_text(path.read_text().replace('"Hola"\nmsgstr ""', '"Hola"\nmsgstr "Hello"'))
    (tmp_path / "templates" / "a.html").write_text("{{ _('Adiós') }}")
    assert update_catalogue(tmp_path) == ("Adiós", "un día")
    first = path.read_text()
    assert 'msgstr "Hello"' in first
    assert "Una liga" not in first
    update_catalogue(tmp_path)
    assert path.read_text() == first
    shutil.rmtree(tmp_path / "locale")


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "spoken"),
    [
        pytest.param(None, None, "", "es", id="Spanish unless told otherwise"),
        pytest.param("en", "es", "es", "en", id="what the address asks for"),
        pytest.param("fr", "en", "es", "en", id="then what the cookie keeps"),
        pytest.param(None, "xx", "en-US,en;q=0.9", "en", id="then what the browser accepts"),
        pytest.param(None, None, "fr, en;q=0.3, es;q=0.8", "es", id="what it likes best"),
        pytest.param(None, None, "fr-CA, de;q=0.5", "es", id="none of ours"),
        pytest.param(None, None, "en;q=0, *", "es", id="what it refuses"),
        pytest.param(None, None, "en;q=abc,;;,=", "es", id="what cannot be read"),
    ],
)
def test_the_language_that_is_spoken(
    asked: str | None, kept: str | None, accepted: str, spoken: str
) -> None:
    assert chosen_locale(asked, kept, accepted) == spoken


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1234.5, 1, "1,234.5"),
        (1234567, 0, "1,234,567"),
        (0, 0, "0"),
        (51, 1, "51.0"),
        (Decimal("2.675"), 2, "2.68"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(5, 2), 0, "3"),
        (2.5, 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(2, 3), 3, "0.667"),
        (0.615, 2, "0.62"),
        (999.95, 1, "1,000.0"),
    ],
)
@pytest.mark.parametrize("code", ["es", "en"])
def test_numbers_as_mexico_writes_them_halves_up(
    value: i18n.Number, decimals: int, written: str, code: str
) -> None:
    with speaking(code):
        assert number(value, decimals) == written


def test_rounding_is_exact_where_binary_fractions_are_not() -> None:
    assert rounded(Fraction(123456789012345678901, 2)) == Decimal(61728394506172839451)


def test_percentages() -> None:
    assert percent(Fraction(1, 3), 1) == "33.3\N{NO-BREAK SPACE}%"
    with speaking("en"):
        assert percent(Decimal("0.512")) == "51%"


def test_dates() -> None:
    assert day(date(2026, 3, 3)) == "3 de marzo de 2026"
    with speaking("en"):
        assert day(date(2026, 3, 3)) == "March 3, 2026"


def test_moments_are_those_of_central_mexico() -> None:
    assert moment(datetime(2026, 3, 4, 1, 5, tzinfo=UTC)) == "3 de marzo de 2026, 19:05"


def test_enumerations() -> None:
    assert list_of(["P1"]) == "P1"
    assert list_of(("P1", "P2", "I3")) == "P1, P2 y I3"
    assert list_of(("Lucía", "Irene")) == "Lucía e Irene"
    assert list_of(("Ana", "Eva", "Hilda")) == "Ana, Eva e Hilda"
    assert list_of(("agua", "hielo")) == "agua y hielo"
    assert list_of(["Irene"]) == "Irene"
    assert list_of([]) == ""
    with speaking("en"):
        assert list_of(("P1", "P2", "I3")) == "P1, P2, and I3"


def test_lazy_words_wait_for_the_language() -> None:
    word = lazy("Cuentas")
    assert str(word) == "Cuentas"
    with speaking("en"):
        assert str(word) == gettext("Cuentas") == "Accounts"
    assert repr(word) == "lazy('Cuentas')"


def test_plurals_in_spanish_need_no_catalogue() -> None:
    assert [ngettext("punto", "puntos", n) for n in (0, 1, 2)] == ["puntos", "punto", "puntos"]


async def test_two_requests_at_once_speak_each_its_own_language() -> None:
    async def speak(code: str) -> str:
        with speaking(code):
            await asyncio.sleep(0)
            return locale()

    assert await asyncio.gather(speak("en"), speak("es"), speak("en")) == ["en", "es", "en"]


async def test_the_switch_is_remembered(browser: Browser) -> None:
    page = await browser.open("/entrar")
    (link,) = page.select(".language a")
    assert (link.text, link["href"]) == ("English", "/entrar?idioma=en")
    page = await browser.open(str(link["href"]))
    assert page.h1.text == "Sign in"
    cookie = page.response.headers["set-cookie"].lower()
    assert cookie.startswith("liga_idioma=en;")
    assert "httponly" in cookie
    page = await browser.open("/entrar")
    assert page.lang == "en"
    assert (await browser.open("/entrar?idioma=es")).h1.text == "Entrar"


async def test_the_switch_keeps_the_rest_of_the_address(admin: Browser) -> None:
    page = await admin.open("/cuentas?gobierno=20&idioma=es")
    (link,) = page.select(".language a")
    assert link["href"] == "/cuentas?gobierno=20&idioma=en"


async def test_an_unknown_language_is_not_kept(browser: Browser) -> None:
    page = await browser.open("/entrar?idioma=%3Cscript%3E")
    assert page.h1.text == "Entrar"
    assert "set-cookie" not in page.response.headers


async def test_the_browser_says_what_it_would_rather_read(browser: Browser) -> None:
    page = await browser.open("/entrar", **{"Accept-Language": "en-GB,en;q=0.8"})
    assert page.h1.text == "Sign in"
    assert not browser.client.cookies
