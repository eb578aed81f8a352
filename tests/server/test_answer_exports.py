"""Todas las respuestas: asked for, followed, stopped, taken away; and what is never in the book."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from litestar import Litestar
from openpyxl import load_workbook

from game.reviews import Verdict
from server import db
from server.answer_exports.orders import (
    KEPT_SECONDS,
    PROGRESS,
    Order,
    Orders,
    own_name,
    put,
)
from server.answer_exports.running import Exports
from server.db_moment import PostgresMoment, ReadOnly, SQLiteMoment
from server.queries.accounts import account_of, open_session
from server.queries.answer_exports import answers_in
from server.queries.stages import keep_edition
from server.security import csrf_token, new_token
from server.settings import Settings
from server.units import Bound
from tests.browser import Browser, Page
from tests.editions import EARLIER, EDITION, open_edition
from tests.server.people import OAXACA, PEOPLE, YUCATAN, seated
from tests.server.published import measured, publish
from tests.server.signed import DATED, HALF, answer, decide, sign
from tests.serving import serving

ADDRESS = f"/ediciones/{EDITION}/respuestas"
BOOK_ADDRESS = f"{ADDRESS}/libro.xlsx"
PUBLIC = f"/indicador/{EDITION}/respuestas"
PATIENCE = 30.0
TODAY = date(2026, 3, 3)


def exports_of(app: Litestar) -> Exports:
    found: Exports = app.state.parts.exports
    return found


async def owner_of(name: str) -> tuple[str, int]:
    """Under which name the order of one of the people is kept, and their seat."""
    account = await account_of(PEOPLE[name].email)
    assert account
    assert account.seat
    return own_name(account.id), account.seat


async def ready(browser: Browser, address: str = ADDRESS) -> Page:
    """Wait until the book is made, as whoever has no scripts does: by asking again."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page = await browser.open(address)
        if "Se está preparando" not in page.text:
            return page
        await asyncio.sleep(0.1)
    raise AssertionError("the book was not made in time")


async def made(browser: Browser, address: str = ADDRESS) -> bytes:
    """Ask for the book, wait for it and take it."""
    await browser.send(address)
    page = await ready(browser, address)
    assert "Está listo" in page.text, page.text
    found = await browser.open(page.select_one("#answer-export a")["href"])
    return found.response.content


def lines(content: bytes) -> list[dict[str, Any]]:
    """The rows of a book by the heads of their columns."""
    sheet = load_workbook(BytesIO(content))["Respuestas"]
    heads = [cell.value for cell in sheet[2]]
    return [
        dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=3, values_only=True)
    ]


@asynccontextmanager
async def somebody_makes(app: Litestar, order: Order) -> AsyncIterator[Orders]:
    """An order that is being made for as long as the block lasts, by nobody in a hurry."""
    orders = exports_of(app).orders
    lock = await asyncio.to_thread(orders.take, order)
    try:
        yield orders
    finally:
        os.close(lock)


# What is in the book


@pytest.mark.both
async def test_what_was_signed_is_in_the_book_and_drafts_are_not(
    app: Litestar, coordinadora: Browser
) -> None:
    await open_edition()
    await answer()
    await sign()
    await answer({"I1-01": HALF}, YUCATAN)
    await decide("I1-01", Verdict.REJECTED)
    first, second = lines(await made(coordinadora))
    told = ("Participante", "Reactivo", "Respuesta", "Dictamen", "Razón del dictamen", "Factor")
    assert [first[each] for each in told] == [
        OAXACA,
        "I1-01",
        "5 / 10",
        "rechazada",
        "Falta la página.",
        None,
    ]
    assert (first["Verificó"], first["Documentos"], first["Página o artículo"]) == (
        "Rita Canul",
        1,
        "3",
    )
    assert second["Fecha"].date() == date(2019, 1, 1)
    assert second["Liga"] == "Estados"


async def test_the_page_says_how_many_it_holds_and_until_when(
    app: Litestar, coordinadora: Browser
) -> None:
    await open_edition()
    await answer()
    await sign()
    await answer({"I1-01": HALF}, YUCATAN)
    await made(coordinadora)
    page = await coordinadora.open(ADDRESS)
    assert "2 respuestas" in page.text
    assert "Se guarda hasta el" in page.text
    told = page.select_one("#answer-export a")
    taken = await coordinadora.open(told["href"])
    said = taken.response.headers["Content-Disposition"]
    assert said.startswith('attachment; filename="liga-2026-respuestas.xlsx"')


async def test_once_published_the_factors_are_told_and_everybody_takes_what_was_published(
    app: Litestar, auditora: Browser, browser: Browser
) -> None:
    await measured()
    digest = await publish()
    own = {(row["Participante"], row["Reactivo"]): row for row in lines(await made(auditora))}
    assert own[OAXACA, "I1-01"]["Factor"] == 0.5
    assert own[OAXACA, "I1-01"]["Verificó"] == "Vera"
    content = await made(browser, PUBLIC)
    assert "Está listo" in (await browser.open(f"{PUBLIC}/en-vivo?sondeo=1")).text
    public = {(row["Participante"], row["Reactivo"]): row for row in lines(content)}
    assert public.keys() == own.keys()
    for here, row in public.items():
        same = ("Respuesta", "Dictamen", "Factor", "Documentos", "Revisión")
        assert [row[each] for each in same] == [own[here][each] for each in same]
    # It names nobody, and says of what it is.
    assert "Verificó" not in public[OAXACA, "I1-01"]
    assert b"Vera" not in content
    front = load_workbook(BytesIO(content))["Léame"].iter_rows(min_row=3, values_only=True)
    assert ("Huella SHA-256 de lo publicado", digest) in [tuple(row) for row in front]


async def test_what_was_published_makes_the_same_bytes_for_everybody(
    app: Litestar, browser: Browser, ana: Browser
) -> None:
    await measured()
    await publish()
    first = await made(browser, PUBLIC)
    page = await ana.open(PUBLIC)
    taken = await ana.open(page.select_one("#answer-export a")["href"])
    assert taken.response.content == first
    orders = exports_of(app).orders
    (folder,) = (path for path in orders.root.iterdir() if path.is_dir())
    shutil.rmtree(folder)
    assert await made(ana, PUBLIC) == first


async def test_the_book_speaks_english(app: Litestar, coordinadora: Browser) -> None:
    await open_edition()
    await coordinadora.open(f"{ADDRESS}?idioma=en")
    await coordinadora.send(ADDRESS)
    end = time.monotonic() + PATIENCE
    while "ready" not in (page := await coordinadora.open(ADDRESS)).text:
        assert time.monotonic() < end
        await asyncio.sleep(0.1)
    taken = await coordinadora.open(page.select_one("#answer-export a")["href"])
    assert load_workbook(BytesIO(taken.response.content)).sheetnames == ["README", "Answers"]


# Who may


@pytest.mark.parametrize("name", ["ana", "olga", "admin"])
async def test_other_seats_do_not_take_it(app: Litestar, enter: Any, name: str) -> None:
    await open_edition()
    browser = await enter(name)
    await browser.open(ADDRESS, 403)
    await browser.send(ADDRESS, 403)
    await browser.open(BOOK_ADDRESS, 403)


@pytest.mark.parametrize("name", ["rita", "coordinadora", "publicadora", "auditora"])
async def test_those_who_read_what_was_signed_find_it_on_the_edition(
    app: Litestar, enter: Any, name: str
) -> None:
    await open_edition()
    browser = await enter(name)
    page = await browser.open(f"/ediciones/{EDITION}")
    assert ADDRESS in [link["href"] for link in page.select("main a")]
    assert "Preparar el libro" in (await browser.open(ADDRESS)).text


async def test_a_book_is_of_one_person_in_one_seat(
    app: Litestar, coordinadora: Browser, auditora: Browser
) -> None:
    await open_edition()
    await made(coordinadora)
    assert "Está listo" not in (await auditora.open(ADDRESS)).text
    await auditora.open(BOOK_ADDRESS, 404)
    owner, seat = await owner_of("coordinadora")
    orders = exports_of(app).orders
    job = orders.job(owner)
    assert job
    moved = replace(job.order, seat=seat + 1)
    put(orders.folder(owner) / "order.json", {**_plain(moved)})
    assert "Está listo" not in (await coordinadora.open(ADDRESS)).text
    page = await coordinadora.open(BOOK_ADDRESS, 404)
    assert "se guarda un día" in page.text


@pytest.mark.parametrize("address", [ADDRESS, BOOK_ADDRESS])
async def test_a_stranger_is_asked_who_they_are(
    app: Litestar, browser: Browser, address: str
) -> None:
    await open_edition()
    assert "/entrar" in (await browser.open(address)).url


async def test_before_publication_there_is_nothing_for_everybody(
    app: Litestar, browser: Browser
) -> None:
    await open_edition()
    await browser.open(PUBLIC, 404)
    await browser.send(PUBLIC, 404)
    await browser.open(f"{PUBLIC}/libro.xlsx", 404)


async def test_unknown_edition(app: Litestar, coordinadora: Browser) -> None:
    await coordinadora.open("/ediciones/1999/respuestas", 404)
    await coordinadora.send("/ediciones/1999/respuestas", 404)


# One at a time, and few in all


async def test_one_person_has_one_at_a_time(app: Litestar, coordinadora: Browser) -> None:
    await open_edition()
    owner, seat = await owner_of("coordinadora")
    async with somebody_makes(app, Order(owner, EDITION, "es", TODAY, seat)):
        page = await coordinadora.send(ADDRESS, 409)
        assert "Ya se está preparando un libro suyo" in page.select_one("[role=alert]").text
        assert "Cancelar" in page.select_one("#answer-export").text


async def test_one_of_another_edition_is_told_where_it_is(
    app: Litestar, coordinadora: Browser
) -> None:
    await open_edition()
    await keep_edition(EARLIER)
    owner, seat = await owner_of("coordinadora")
    async with somebody_makes(app, Order(owner, "2025", "es", TODAY, seat)):
        page = await coordinadora.open(ADDRESS)
        assert page.select_one("#answer-export a")["href"] == "/ediciones/2025/respuestas"
        assert "otra edición" in page.text
    async with somebody_makes(app, Order(owner, "2025", "es", TODAY, seat + 1)):
        assert "Desde otro de sus cargos" in (await coordinadora.open(ADDRESS)).text


async def test_two_are_made_at_once_and_no_third(app: Litestar, coordinadora: Browser) -> None:
    await open_edition()
    first, second = (Order(f"a{n}", EDITION, "es", TODAY, n) for n in (98, 99))
    async with somebody_makes(app, first), somebody_makes(app, second):
        page = await coordinadora.send(ADDRESS, 409)
        assert "Ya se están preparando otros libros" in page.select_one("[role=alert]").text


# Stopping, and what nobody finished


async def test_cancelling_tells_whoever_makes_it(app: Litestar, coordinadora: Browser) -> None:
    await open_edition()
    owner, seat = await owner_of("coordinadora")
    async with somebody_makes(app, Order(owner, EDITION, "es", TODAY, seat)) as orders:
        put(
            orders.folder(owner) / PROGRESS,
            {"read": 2, "total": 8, "written": 1, "state": "running"},
        )
        assert "2 de 8 respuestas leídas" in (await coordinadora.open(ADDRESS)).text
        page = await coordinadora.send(f"{ADDRESS}/cancelar")
        assert "Se está cancelando" in page.text
        assert "Cancelar" not in page.select_one("#answer-export").text
        await coordinadora.open(f"{ADDRESS}/cancelar")


async def test_what_was_cancelled_leaves_no_book(app: Litestar, coordinadora: Browser) -> None:
    """The one who makes it looks whether it is wanted still, and this one is not."""
    await open_edition()
    await answer()
    exports, (owner, seat) = exports_of(app), await owner_of("coordinadora")
    take = exports.orders.take

    class Unwanted(Orders):
        __slots__ = ()

        def take(self, order: Order) -> int:
            lock = take(order)
            self.cancel(order.owner)
            return lock

    exports.orders = Unwanted(exports.orders.root)
    await exports.start(Order(owner, EDITION, "es", TODAY, seat))
    await _ended(exports, owner)
    page = await coordinadora.open(ADDRESS)
    assert "Se canceló: no quedó ningún libro" in page.text
    assert "Preparar otro" in page.text
    await coordinadora.open(BOOK_ADDRESS, 404)


async def test_after_a_restart_what_nobody_finished_is_told(
    app: Litestar, coordinadora: Browser
) -> None:
    await open_edition()
    owner, seat = await owner_of("coordinadora")
    async with somebody_makes(app, Order(owner, EDITION, "es", TODAY, seat)) as orders:
        assert orders
    page = await coordinadora.open(ADDRESS)
    assert "Se interrumpió antes de terminar" in page.text
    assert lines(await made(coordinadora)) == []


async def test_a_book_is_kept_for_a_day(app: Litestar, coordinadora: Browser) -> None:
    await open_edition()
    await made(coordinadora)
    orders, (owner, _) = exports_of(app).orders, await owner_of("coordinadora")
    assert orders.forget_old() == 0
    old = time.time() - KEPT_SECONDS - 1
    for path in orders.folder(owner).iterdir():
        os.utime(path, (old, old))
    assert "Preparar el libro" in (await coordinadora.open(ADDRESS)).text
    await coordinadora.open(BOOK_ADDRESS, 404)
    assert orders.forget_old() == 1
    assert not orders.folder(owner).exists()


async def test_what_is_being_made_is_never_swept_away(app: Litestar) -> None:
    async with somebody_makes(app, Order("a1", EDITION, "es", TODAY, 1)) as orders:
        old = time.time() - KEPT_SECONDS - 1
        for path in orders.folder("a1").iterdir():
            os.utime(path, (old, old))
        assert orders.forget_old() == 0


# Several processes


@pytest.fixture
async def signed(each_settings: Settings) -> AsyncIterator[Settings]:
    """A database with one signed level, which this process too can write to."""
    await db.connect(each_settings)
    try:
        await open_edition()
        await answer()
        await sign()
        yield each_settings
    finally:
        await db.close()


@pytest.mark.both
async def test_another_process_sees_it_and_gives_it(signed: Settings) -> None:
    headers = await signed_in("coordinadora")
    async with serving(signed) as one, serving(signed) as other:
        async with other.watching(f"{ADDRESS}/en-vivo", **headers) as stream:
            assert "Preparar el libro" in (await stream.frame()).text
        reply = await one.client.post(ADDRESS, headers=headers)
        assert reply.status_code == 303
        async with other.watching(f"{ADDRESS}/en-vivo", **headers) as stream:
            while "Está listo" not in (await stream.frame(PATIENCE)).text:
                pass
        taken = await other.client.get(BOOK_ADDRESS, headers=headers)
        assert len(lines(taken.content)) == 2


async def test_the_stream_ends_with_the_session(signed: Settings) -> None:
    headers = await signed_in("coordinadora")
    async with serving(signed) as site, site.watching(f"{ADDRESS}/en-vivo", **headers) as stream:
        await stream.frame()
        assert (await site.client.post("/salir", headers=headers)).status_code == 303
        assert (await stream.next()).event == "live:bye"


async def signed_in(name: str) -> dict[str, str]:
    """The headers of one of the people, who has signed in."""
    await seated(PEOPLE[name])
    account = await account_of(PEOPLE[name].email)
    assert account
    token = new_token()
    await open_session(account, token, datetime.now(UTC), None)
    return {
        "Cookie": f"liga_session={token}",
        "X-CSRF": csrf_token(token),
        "Sec-Fetch-Site": "same-origin",
    }


# One moment


COUNT = Bound("SELECT COUNT(*) AS n FROM answer", (), None, "")


@pytest.mark.both
async def test_what_is_saved_meanwhile_is_not_seen(signed: Settings) -> None:
    moment: Any = (
        SQLiteMoment(signed.sqlite_path)
        if signed.sqlite_path
        else await PostgresMoment.open(signed.database_url)
    )
    try:
        assert await moment.engine.ask(COUNT, object()) == [{"n": 2}]
        await answer({"I1-02": DATED}, YUCATAN)
        assert await answers_in(EDITION) == 3
        assert await moment.engine.ask(COUNT, object()) == [{"n": 2}]
        with pytest.raises(ReadOnly):
            await moment.write([COUNT._replace(sql="DELETE FROM answer")])
    finally:
        await moment.close()


async def _ended(exports: Exports, owner: str) -> None:
    """Wait until nobody makes the book any more."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        job = await exports.job(owner)
        if job is not None and job.state.is_over:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it goes on and on")


def _plain(order: Order) -> dict[str, Any]:
    return {
        "owner": order.owner,
        "edition": order.edition,
        "locale": order.locale,
        "made_on": order.made_on.isoformat(),
        "seat": order.seat,
        "is_public": order.is_public,
    }
