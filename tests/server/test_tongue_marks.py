"""Idiomas: on an English page each text that somebody wrote in Spanish says that it is Spanish."""

from datetime import date
from html.parser import HTMLParser

import pytest
from litestar import Litestar

from game.answers import Citation
from game.commitments import Milestone, Move
from game.following import Focus, Kind
from game.reports import Move as ReportMove
from game.reports import Told
from server.queries.news import gather_news
from server.settings import Settings
from tests.browser import Browser, Page
from tests.commitments import NOON, OAXACA, VICTOR, a_commitment, moved, promised
from tests.editions import open_edition
from tests.reports import contradicting, published
from tests.reports import moved as report_moved
from tests.server.conftest import Clock
from tests.server.followers import carried, follower, post_for, told

# In every text that a person writes here; in nothing that the house says.
WRITTEN = "ñandú"
CITED = (Citation("acuerdo"),)


# They have no end, and hold nothing.
EMPTY = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
# Said of a page as a whole, which has one language.
OF_THE_PAGE = frozenset({"title", "script"})


class Marks(HTMLParser):
    """The texts of a page that are written in Spanish and stand where it is not."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.unmarked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        language = dict(attrs).get("lang") or self.open[-1][1]
        if tag not in EMPTY:
            self.open.append((tag, language))
        for name in ("value", "alt", "aria-label", "title"):
            self._look(str(dict(attrs).get(name)), f"{tag}[{name}]", language)

    def handle_endtag(self, tag: str) -> None:
        while self.open[-1][0] not in {tag, ""}:
            self.open.pop()
        if len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        tag, language = self.open[-1]
        if tag not in OF_THE_PAGE:
            self._look(data, tag, language)

    def _look(self, text: str, where: str, language: str) -> None:
        if WRITTEN in text.lower() and language != "es":
            self.unmarked.append(f"{where}: {' '.join(text.split())}")


def unmarked(page: Page) -> list[str]:
    marks = Marks()
    marks.feed(page.source)
    return marks.unmarked


@pytest.fixture
async def written(app: object, each_settings: Settings) -> None:
    """A commitment with a whole history, and a report on it with its answer."""
    await open_edition()
    code = await promised(
        a_commitment(
            goal="Publicar el reglamento del ñandú",
            indicator="Ejemplar del ñandú",
            responsible="Dirección del Ñandú",
            milestones=(Milestone("Proyecto del ñandú", date(2026, 4, 15)),),
        ),
        Move.AGREE,
    )
    await moved(code, Move.AMEND, note="Por la veda del ñandú", due=date(2026, 9, 30))
    words = Told("Licencia del ñandú", "Ventanilla del ñandú", "Piden copias del ñandú.")
    report = await published(each_settings, contradicting(code, told=words))
    await report_moved(report, ReportMove.ANSWER, "Se atenderá al ñandú.")
    await report_moved(report, ReportMove.CONTEST, "Sigue igual el ñandú.")
    await report_moved(report, ReportMove.RELEASE, "Sigue igual el ñandú.", by=VICTOR, at=NOON)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    "address",
    [
        "/compromisos?",
        "/compromisos?texto=ñandu&",
        "/compromisos?texto=proyecto&",
        f"/compromisos?gobierno={OAXACA}&",
        "/compromisos/1?",
        "/compromisos/1/hoja?",
        "/compromisos/ficha?",
        "/compromisos/calendario/2026-09?",
        "/compromisos/novedades?",
        "/compromisos/desacuerdos?",
        f"/gobiernos/{OAXACA}/compromisos?",
        "/compromisos/seguir?que=commitment&codigo=1&",
        "/compromisos/1/tarjeta?",
        "/observaciones?",
        "/observaciones?compromiso=1&",
        "/observaciones/1?",
        "/observaciones/nueva?compromiso=1&",
        f"/gobiernos/{OAXACA}?",
        "/?",
    ],
)
async def test_what_people_wrote_in_spanish_says_so(browser: Browser, address: str) -> None:
    page = await browser.open(f"{address}idioma=en")
    assert page.lang == "en"
    assert unmarked(page) == []


# A goal that the observatory recommended is read in English wherever somebody reads English


GOAL, ENGLISH = "Hacer P1-01.", "Hacer P1-01. (en)"


@pytest.fixture
async def recommended(app: object) -> int:
    await open_edition()
    return await promised(a_commitment(goal=GOAL), Move.AGREE)


@pytest.mark.parametrize(
    "address",
    [
        "/compromisos.atom",
        "/compromisos/1/historia.atom",
        "/compromisos.ics",
        "/compromisos/1/fechas.ics",
        "/compromisos.csv",
        "/compromisos/novedades.csv",
        "/compromisos/seguir?que=commitment&codigo=1",
    ],
)
async def test_a_recommended_goal_is_english_in_feeds_calendars_and_tables(
    browser: Browser, recommended: int, address: str
) -> None:
    for language, is_english in (("es", False), ("en", True)):
        browser.client.cookies.clear()
        joined = "&" if "?" in address else "?"
        response = await browser.client.get(f"{address}{joined}idioma={language}")
        assert response.status_code == 200
        said = response.text.replace("\r\n ", "")
        assert GOAL in said
        assert (ENGLISH in said) is is_english


async def test_data_say_a_goal_in_both(browser: Browser, recommended: int) -> None:
    await promised(a_commitment(goal="Lo que solo está en español"))
    found = (await browser.client.get("/compromisos.json")).json()["commitments"]
    assert [(each["goal"], each["goal_en"]) for each in found] == [
        (GOAL, ENGLISH),
        ("Lo que solo está en español", None),
    ]


async def test_every_document_that_says_a_goal_says_it_in_both(
    browser: Browser, each_settings: Settings
) -> None:
    await open_edition()
    code = await promised(a_commitment(goal=GOAL), Move.AGREE)
    await moved(code, Move.REPORT_DONE, evidence=CITED, note="Ya.")
    await moved(code, Move.SEND_BACK, by=VICTOR, note="Falta.")
    await promised(a_commitment(goal="Lo que solo está en español"))
    told = (await browser.client.get("/compromisos/novedades.json")).json()["happenings"]
    assert {(each["goal"], each["goal_en"]) for each in told} == {
        (GOAL, ENGLISH),
        ("Lo que solo está en español", None),
    }
    (one,) = (await browser.client.get("/compromisos/desacuerdos.json")).json()["commitments"]
    assert (one["goal"], one["goal_en"]) == (GOAL, ENGLISH)


async def test_letters_say_a_recommended_goal_in_the_language_of_their_reader(
    app: Litestar, clock: Clock, browser: Browser
) -> None:
    await open_edition()
    post = post_for(app)
    focus = Focus(Kind.COMMITMENT, "1")
    code = await promised(a_commitment(goal=GOAL), at=clock())
    for locale in ("en", "es"):
        await follower(
            f"{locale}@correo.example", at=clock(), post=post, locale=locale, focus=focus
        )
    clock.move(minutes=5)
    await moved(code, Move.AGREE, at=clock())
    await gather_news(clock())
    await told(post, clock())
    letters = {each["To"]: each.get_content() for each in await carried(clock())}
    english = next(text for to, text in letters.items() if to.startswith("en@"))
    spanish = next(text for to, text in letters.items() if to.startswith("es@"))
    assert english.count(ENGLISH) == english.count(GOAL) >= 2
    assert ENGLISH not in spanish
    assert GOAL in spanish
