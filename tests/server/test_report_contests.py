"""Inconformidad: every reason that is written against an answer is kept, read and decided on."""

import asyncio

import pytest

from game.reports import MOST_REASONS, Bearing, Move, waiting_reasons
from server.queries.reports import report_of
from server.settings import Settings
from server.tables.mail import MailRow
from server.tables.reports import ReportEventRow
from tests.browser import Browser, Page
from tests.commitments import a_commitment, promised
from tests.editions import open_edition
from tests.reports import CANARY, a_report, moved, private_link, published, sent

CASE = "/moderacion/observaciones/1"
QUEUE = "/moderacion/observaciones"
ANSWER = "/observaciones/1/respuesta"
FIRST, SECOND = "Las siguen pidiendo.", "Además cobran las copias."


@pytest.fixture
async def link(app: object, each_settings: Settings) -> str:
    """The private link of a report that was answered."""
    await open_edition()
    code = await published(each_settings)
    await moved(code, Move.ANSWER, "Ya no se piden.")
    return await private_link(each_settings, code)


async def written() -> list[str]:
    """Every reason that is kept, in order."""
    row = ReportEventRow
    rows = await row.select(row.text).where(row.move == "contest").order_by(row.id)
    return [each["text"] for each in rows]


async def last_letter() -> str:
    row = MailRow
    rows = await row.select(row.body).where(row.address == CANARY).order_by(row.id)
    return str(rows[-1]["body"])


async def notes_of(page: Page) -> str:
    return " ".join(each.text for each in page.select(".notice"))


@pytest.mark.both
async def test_a_second_reason_waits_beside_the_first_and_both_are_read(
    link: str, browser: Browser, victor: Browser
) -> None:
    page = await browser.send(link, move="contest", text=FIRST, seen="1")
    assert "Su razón quedó guardada." in await notes_of(page)
    assert "Agregar otra razón" in page.text
    page = await browser.send(link, move="contest", text=SECOND, seen="1")
    assert "lee juntas sus 2 razones" in page.text
    assert FIRST in page.text
    assert SECOND in page.text
    assert "2 razones" in (await victor.open(QUEUE)).text
    public = await browser.open("/observaciones/1")
    assert FIRST not in public.source
    assert SECOND not in public.source
    assert "Quien observó agregó otra razón" in public.text
    case = await victor.open(CASE)
    told = case.select_one('[aria-labelledby="told"]').text
    assert told.index(FIRST) < told.index(SECOND)
    text = case.select_one("#release-text").text.strip()
    assert text.split() == f"{FIRST} {SECOND}".split()
    queue = await victor.send(CASE, move="release", text=text, seen="2")
    assert "ocultó" not in await last_letter()
    assert "La inconformidad con la respuesta a la observación 1 se publicó." in queue.text
    public = await browser.open("/observaciones/1")
    assert FIRST in public.text
    assert SECOND in public.text
    assert await written() == [FIRST, SECOND]


@pytest.mark.both
async def test_the_same_reason_pressed_twice_is_one(
    link: str, browser: Browser, victor: Browser, ana: Browser
) -> None:
    for _ in range(2):
        page = await browser.send(link, move="contest", text=FIRST, seen="1")
        assert "Su razón quedó guardada." in await notes_of(page)
    assert await written() == [FIRST]
    await victor.send(CASE, move="release", text=FIRST, seen="1")
    page = await browser.send(link, move="contest", text=FIRST, seen="1")
    assert "Esa razón ya estaba guardada" in await notes_of(page)
    await ana.send(ANSWER, text="Se instruyó a la ventanilla.")
    # Back to the page as it was before, and sent again: it is about the first answer.
    await browser.send(link, move="contest", text=FIRST, seen="1")
    assert await written() == [FIRST]
    page = await browser.send(link, 409, move="contest", text=SECOND, seen="1")
    assert "contestó de nuevo" in page.text
    assert page.select_one("#contest-text").text.strip() == SECOND
    await browser.send(link, move="contest", text=SECOND, seen="2")
    assert await written() == [FIRST, SECOND]


@pytest.mark.both
async def test_two_reasons_in_the_same_moment_are_both_kept(link: str, browser: Browser) -> None:
    await browser.csrf()
    await asyncio.gather(
        browser.send(link, move="contest", text=FIRST, seen="1"),
        browser.send(link, move="contest", text=SECOND, seen="1"),
        browser.send(link, move="contest", text=FIRST, seen="1"),
    )
    assert sorted(await written()) == sorted([FIRST, SECOND])


async def test_what_comes_too_late_is_shown_to_whoever_wrote_it(
    link: str, browser: Browser, victor: Browser
) -> None:
    await browser.send(link, move="contest", text=FIRST, seen="1")
    await victor.send(CASE, move="release", text=FIRST, seen="1")
    page = await browser.send(link, 409, move="contest", text=SECOND, seen="1")
    assert SECOND in await notes_of(page)
    assert "En disputa" in page.text
    await browser.send(link, move="withdraw")
    page = await browser.send(link, 409, move="close")
    assert "Retirada" in page.text


async def test_no_more_reasons_than_are_read_at_a_time(link: str, browser: Browser) -> None:
    for number in range(MOST_REASONS):
        page = await browser.send(link, move="contest", text=f"Razón {number}", seen="1")
    assert not page.select("#act-contest")
    page = await browser.send(link, 409, move="contest", text="La sexta", seen="1")
    assert "La sexta" in await notes_of(page)
    assert f"Ya esperan {MOST_REASONS} razones suyas" in page.text
    assert len(waiting_reasons((await report_of(1)).report)) == MOST_REASONS


@pytest.mark.parametrize("move", ["release", "dismiss"])
async def test_a_moderator_decides_on_no_reason_that_was_not_on_the_page(
    link: str, browser: Browser, victor: Browser, move: str
) -> None:
    await browser.send(link, move="contest", text=FIRST, seen="1")
    seen = (await victor.open(CASE)).select_one(f"#act-{move} [name=seen]")["value"]
    await browser.send(link, move="contest", text=SECOND, seen="1")
    page = await victor.send(CASE, 409, move=move, text=FIRST, seen=str(seen))
    assert "escribió otra razón" in page.select_one(f"#{move}-text-error").text
    assert page.select_one(f"#{move}-text").text.strip() == FIRST
    assert SECOND in page.text
    again = page.select_one(f"#act-{move} [name=seen]")["value"]
    await victor.send(CASE, move=move, text=FIRST, seen=str(again))


async def test_a_dismissed_reason_is_told_by_mail_and_another_one_may_be_given(
    link: str, browser: Browser, victor: Browser
) -> None:
    await browser.send(link, move="contest", text=FIRST, seen="1")
    await victor.send(CASE, move="dismiss", text="Insulta a una persona.", seen="1")
    assert "Insulta a una persona." in await last_letter()
    page = await browser.open(link)
    assert "Insulta a una persona." in page.text
    assert FIRST in page.text
    await browser.send(link, move="contest", text=SECOND, seen="1")
    assert await written() == [FIRST, SECOND]


# What a moderator decides


async def test_a_decision_pressed_twice_is_one_and_another_one_is_told_what_stands(
    app: object, each_settings: Settings, victor: Browser, coordinadora: Browser
) -> None:
    code = await sent(each_settings)
    await moved(code, Move.CONFIRM)
    for _ in range(2):
        queue = await victor.send(CASE, move="reject", text="No se entiende.")
        assert "La observación 1 no se publica" in queue.text
    letters = await MailRow.select(MailRow.body).where(MailRow.address == CANARY)
    assert len(letters) == 1
    assert "No se entiende." in letters[0]["body"]
    page = await coordinadora.send(CASE, 409, move="publish", asked="Licencia", story="Pidieron")
    assert "Pidieron" in await notes_of(page)
    assert "No publicada" in page.text
    await victor.send(CASE, move="reconsider", text="Sí se entiende.")
    await victor.send(CASE, move="reject", text="No se entiende.")
    moves = await ReportEventRow.select(ReportEventRow.move).order_by(ReportEventRow.id)
    assert [each["move"] for each in moves] == ["confirm", "reject", "reconsider", "reject"]


# What says the same


@pytest.mark.both
async def test_only_what_can_be_merged_is_said_to_be_alike(
    app: object, each_settings: Settings, victor: Browser
) -> None:
    await open_edition()
    for goal in ("Publicar el catálogo", "Abrir la ventanilla"):
        await promised(a_commitment(goal=goal))
    against = {"bearing": Bearing.CONTRADICTS}
    same = await published(each_settings, a_report(commitment=1, **against))
    await published(each_settings, a_report(commitment=1, bearing=Bearing.SUPPORTS))
    await published(each_settings, a_report(commitment=2, **against))
    plain = await published(each_settings, a_report())
    closed = await published(each_settings, a_report(commitment=1, **against))
    await moved(closed, Move.CLOSE)
    new = await sent(each_settings, a_report(commitment=1, **against), email="otra@correo.example")
    await moved(new, Move.CONFIRM)
    assert await alike(victor, new) == [f"/observaciones/{same}"]
    other = await sent(each_settings, a_report(), email="otra@correo.example")
    await moved(other, Move.CONFIRM)
    assert await alike(victor, other) == [f"/observaciones/{plain}"]
    await victor.send(f"{QUEUE}/{other}", move="merge", text=str(plain))
    assert await alike(victor, other) == []


async def alike(by: Browser, code: int) -> list[str]:
    page = await by.open(f"{QUEUE}/{code}")
    found = page.select('[aria-labelledby="told"] li a')
    return [str(each["href"]) for each in found]
