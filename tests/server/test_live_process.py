"""Transmisión en vivo, whole: a server process of its own, and watchers over real sockets."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from game.handovers import Offer
from server import db
from server.handovers import Giver, accept, offer, vacate
from server.live import DEFAULT_LIMITS
from server.people import Role
from server.queries.accounts import (
    account_of,
    invitation_of,
    open_session,
    seat_of,
    seats_held,
)
from server.queries.answers import answers_of
from server.queries.editions import current_entry
from server.queries.presence import keep_presence
from server.schema import migrate
from server.security import csrf_token, new_token, token_hash
from server.settings import Settings
from server.tables.handovers import HandoverRecordRow
from tests.browser import PASSWORD
from tests.databases import settings_for
from tests.postgres import running_server
from tests.server.leagues import BOARD, LIVE, a_league, earn
from tests.server.people import OAXACA, PEOPLE, YUCATAN, person_called, seated
from tests.serving import Site, serving

pytestmark = pytest.mark.both

# A second, and as much again where the machine is busy.
AT_ONCE = 2.0


async def signed_in(name: str) -> str:
    """Give one of the people of the tests a seat and an open session; its token."""
    await seated(PEOPLE[name])
    account = await account_of(PEOPLE[name].email)
    assert account
    token = new_token()
    await open_session(account, token, datetime.now(UTC), None)
    return token


async def save(site: Site, token: str, *, item: str = "P1-01", chosen: str = "no") -> None:
    """Send a complete answer, as the page of the level does: "no", why, and what will be done."""
    headers = {
        "Cookie": f"liga_session={token}",
        "X-CSRF": csrf_token(token),
        "Sec-Fetch-Site": "same-origin",
        "HX-Request": "true",
    }
    answer = {"chosen": chosen, "reason": "Falta personal", "plan": "Reglamento"}
    form = {**answer, "plan_by": "2027-03-01", "revision": "0", "sheet": "one", "key": "one"}
    response = await site.client.post(f"/mi-liga/reactivos/{item}", data=form, headers=headers)
    assert response.status_code == 200, response.text


@pytest.fixture
async def site(each_settings: Settings) -> AsyncIterator[Site]:
    """A server on each engine; the test writes to its database from another process: this one."""
    await db.connect(each_settings)
    try:
        await a_league()
        async with serving(each_settings) as site:
            yield site
    finally:
        await db.close()


async def test_one_save_reaches_both_languages(site: Site) -> None:
    ana = await signed_in("ana")
    async with (
        site.watching(Cookie="liga_idioma=es") as spanish,
        site.watching(Cookie="liga_idioma=en") as english,
    ):
        assert "Todavía no hay puntos" in (await spanish.frame()).text
        assert "There are no points" in (await english.frame()).text
        sent = time.perf_counter()
        await save(site, ana)
        frames = await spanish.frame(), await english.frame()
        assert time.perf_counter() - sent < 2
        assert "Último cambio: Oaxaca, 5 puntos, lugar 1." in frames[0].text
        assert "Last change: Oaxaca, 5 points, place 1." in frames[1].text


async def test_whoever_types_in_another_process_is_seen_within_two_seconds(site: Site) -> None:
    """This process stands for the other one: it writes to the same database."""
    await signed_in("ana")
    beto = await signed_in("beto")
    ana = await person_called(PEOPLE["ana"], datetime.now(UTC))
    edition = (await current_entry(OAXACA))[1]
    level = "/mi-liga/niveles/P1/en-vivo"
    async with site.watching(level, Cookie=f"liga_session={beto}") as stream:
        assert "escribiendo" not in (await stream.frame()).text
        sent = time.perf_counter()
        await keep_presence(edition, "P1", "P1-01", by=ana, at=datetime.now(UTC))
        assert "Ana Ruiz está escribiendo" in (await stream.frame()).text
        assert time.perf_counter() - sent < 2
        # She says nothing any more: nobody announces that, and it is told all the same.
        assert "escribiendo" not in (await stream.frame(10)).text
        assert time.perf_counter() - sent < 10


async def test_stream_of_a_level_ends_with_its_session(site: Site) -> None:
    ana = await signed_in("ana")
    headers = {"Cookie": f"liga_session={ana}", "Sec-Fetch-Site": "same-origin"}
    async with site.watching("/mi-liga/niveles/P1/en-vivo", **headers) as stream:
        await stream.frame()
        response = await site.client.post("/salir", headers={**headers, "X-CSRF": csrf_token(ana)})
        assert response.status_code == 303
        assert (await stream.next()).event == "live:bye"


async def test_stream_is_never_packed(site: Site) -> None:
    async with site.watching(**{"Accept-Encoding": "gzip"}) as stream:
        assert "content-encoding" not in stream.response.headers
        await stream.frame()


async def test_stream_of_a_seat_ends_when_its_holder_goes_on_in_another(site: Site) -> None:
    somebody = PEOPLE["coordinadora"]
    await seated(somebody)
    other = await seated(replace(somebody, role=Role.PUBLISHER))
    token = await signed_in("coordinadora")
    held = await seats_held(other.account)
    headers = {"Cookie": f"liga_session={token}", "Sec-Fetch-Site": "same-origin"}
    async with site.watching("/coordinacion/en-vivo", **headers) as stream:
        assert (await stream.next()).event == "live:open"
        response = await site.client.post(
            f"/cargo/{held[1].id}", headers={**headers, "X-CSRF": csrf_token(token)}
        )
        assert response.status_code == 303
        while (await stream.next()).event != "live:bye":
            pass


async def offered(name: str) -> tuple[str, int]:
    """Somebody's seat is offered to Diana; the token of her invitation, and the seat."""
    somebody = PEOPLE[name]
    account = await account_of(somebody.email)
    now = datetime.now(UTC)
    assert account
    assert account.seat
    seat = await seat_of(account.seat, now)
    assert seat
    token = new_token()
    await offer(
        seat,
        Giver(account.id, account.name, account.email),
        Offer("diana@observatorio.mx", "Diana Sosa", "Renuncia.", now.date()),
        own_state=None,
        hashed=token_hash(token),
        link=f"/invitacion/{token}",
        by=await person_called(somebody, now),
        at=now,
        address=lambda name, **_: f"/{name}",
    )
    return token, seat.id


async def received_elsewhere(token: str) -> None:
    """Diana accepts through a process that is not the one that is watched: this one."""
    now = datetime.now(UTC)
    invitation = await invitation_of(token_hash(token), now)
    assert invitation
    await accept(
        invitation,
        token_hash(token),
        now=now,
        address=lambda name, **_: f"/{name}",
        name="Diana Sosa",
        password_hash="-",
    )


async def received_here(site: Site, token: str) -> None:
    """Diana accepts through the process that is watched."""
    chosen = {"name": "Diana Sosa", "password": PASSWORD, "again": PASSWORD}
    response = await site.client.post(
        f"/invitacion/{token}", data=chosen, headers={"Origin": str(site.client.base_url)}
    )
    assert response.status_code == 303, response.text


@pytest.mark.parametrize("where", ["in this process", "in another one"])
async def test_stream_of_a_seat_ends_when_the_seat_passes_to_another_person(
    site: Site, where: str
) -> None:
    session = await signed_in("coordinadora")
    token, _ = await offered("coordinadora")
    headers = {"Cookie": f"liga_session={session}"}
    async with site.watching("/coordinacion/en-vivo", **headers) as stream:
        await stream.frame()
        if where == "in this process":
            await received_here(site, token)
        else:
            await received_elsewhere(token)
        async with asyncio.timeout(AT_ONCE):
            while (await stream.next()).event != "live:bye":
                pass
    for address in ("/coordinacion/en-vivo", "/coordinacion", "/ediciones"):
        response = await site.client.get(address, headers=headers)
        assert response.status_code == 401
        assert "Diana Sosa" in response.text


async def test_stream_of_a_seat_ends_when_it_is_taken_away_in_another_process(
    site: Site,
) -> None:
    """The accounts take a seat away before anybody receives it."""
    session = await signed_in("coordinadora")
    somebody = await person_called(PEOPLE["coordinadora"], datetime.now(UTC))
    seat = await seat_of(somebody.seat, datetime.now(UTC))
    admin = await seated(PEOPLE["admin"])
    assert seat
    headers = {"Cookie": f"liga_session={session}"}
    async with site.watching("/coordinacion/en-vivo", **headers) as stream:
        await stream.frame()
        await vacate(
            seat,
            somebody.account,
            None,
            reason="Renuncia.",
            by=admin,
            at=datetime.now(UTC),
            address=lambda name, **_: f"/{name}",
        )
        async with asyncio.timeout(AT_ONCE):
            while (await stream.next()).event != "live:bye":
                pass


async def test_what_is_still_being_sent_when_a_seat_passes_is_not_kept(site: Site) -> None:
    """The request was let in before; its second half comes when the seat is another's."""
    session = await signed_in("ana")
    token, _ = await offered("ana")
    form = urlencode({"chosen": "no", "reason": "Falta", "revision": "0", "sheet": "s", "key": "k"})
    host, port = site.client.base_url.host, site.client.base_url.port
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(
            f"POST /mi-liga/reactivos/P1-01 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
            f"Cookie: liga_session={session}\r\nX-CSRF: {csrf_token(session)}\r\n"
            "Sec-Fetch-Site: same-origin\r\nHX-Request: true\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\n\r\n{form[:10]}".encode()
        )
        await writer.drain()
        # A whole request of the same session afterwards: the first one has been let in.
        await save(site, session, item="P1-03", chosen="none")
        await received_here(site, token)
        writer.write(form[10:].encode())
        reply = (await asyncio.wait_for(reader.read(), 10)).decode()
    finally:
        writer.close()
    assert reply.startswith("HTTP/1.1 401 ")
    assert "no se guardó" in reply
    assert set(await answers_of(OAXACA, "2026")) == {"P1-03"}
    (record,) = await HandoverRecordRow.select(HandoverRecordRow.document)
    assert [each["item"] for each in json.loads(record["document"])["answers"]] == ["P1-03"]


async def test_save_in_another_process_is_seen_too(site: Site) -> None:
    async with site.watching() as stream:
        await stream.frame()
        await earn(OAXACA, 10)
        assert "Oaxaca, 10 puntos" in (await stream.frame(2)).text


@pytest.mark.both
async def test_two_servers_show_the_same_board(each_settings: Settings) -> None:
    await db.connect(each_settings)
    try:
        await a_league()
        ana = await signed_in("ana")
        async with (
            serving(each_settings) as one,
            serving(each_settings) as other,
            one.watching() as here,
            other.watching() as there,
        ):
            frames = await here.frame(), await there.frame()
            await save(one, ana)
            frames = await here.frame(2), await there.frame(2)
            assert "Oaxaca, 5 puntos" in frames[0].text
            # The same page has the same version everywhere: who comes back may come to the other.
            assert frames[0] == frames[1]
    finally:
        await db.close()


@pytest.mark.postgres
async def test_what_nobody_heard_of_is_seen_when_the_database_is_back(tmp_path: Path) -> None:
    """The database is stopped and started again, and changes before its listener is back."""
    with running_server() as server:
        settings = settings_for(tmp_path, server.url("postgres"))
        await migrate(settings)
        await db.connect(settings)
        await a_league()
        await db.close()
        async with serving(settings) as site, site.watching() as stream:
            await stream.frame()
            site.signal(signal.SIGSTOP)
            server.stop()
            server.start_again()
            await db.connect(settings)
            await earn(OAXACA, 10, is_told=False)
            site.signal(signal.SIGCONT)
            assert "Oaxaca, 10 puntos" in (await stream.frame(15)).text
            await earn(YUCATAN, 20)
            assert "Yucatán, 20 puntos" in (await stream.frame(5)).text
            await db.close()


@pytest.mark.postgres
async def test_while_the_database_is_away_everybody_is_told_to_come_back(tmp_path: Path) -> None:
    """Pages, saves and streams: nothing fails that would only have to be asked again."""
    with running_server() as server:
        settings = settings_for(tmp_path, server.url("postgres"))
        await migrate(settings)
        await db.connect(settings)
        await a_league()
        await db.close()
        async with serving(settings) as site:
            assert (await site.client.get(BOARD)).status_code == 200
            server.stop()
            for address in (BOARD, LIVE, "/compromisos"):
                reply = await site.client.get(address)
                assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5"), address
                assert "La base de datos no responde." in reply.text
            assert (await site.client.get("/salud")).json() == {"database": "unreachable"}
            server.start_again()
            assert (await site.client.get(BOARD)).status_code == 200


async def test_returning_reader_gets_only_what_is_new(site: Site) -> None:
    async with site.watching() as stream:
        seen = await stream.frame()
    async with site.watching(**{"Last-Event-ID": seen.id}) as stream:
        assert (await stream.next()).event == "live:open"
        with pytest.raises(TimeoutError):
            await stream.next(0.5)
    await earn(OAXACA, 10)
    async with site.watching(**{"Last-Event-ID": seen.id}) as stream:
        assert "Oaxaca, 10 puntos" in (await stream.frame()).text


async def test_page_tells_its_stream_what_it_already_shows(site: Site) -> None:
    page = await site.client.get(BOARD)
    version = page.text.split("en-vivo?desde=")[1].split('"')[0]
    async with site.watching(f"{LIVE}?desde={version}") as stream:
        assert (await stream.next()).event == "live:open"
        with pytest.raises(TimeoutError):
            await stream.next(0.5)


async def test_stream_is_sent_plain_and_at_once(site: Site) -> None:
    async with site.watching(**{"Accept-Encoding": "gzip, br"}) as stream:
        headers = stream.response.headers
        assert headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in headers
        assert headers["x-accel-buffering"] == "no"
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("url", ["/", "/salud", BOARD, "/no-existe", "/mi-liga"])
async def test_head_is_that_of_the_whole(site: Site, url: str) -> None:
    whole = await site.client.get(url)
    head = await site.client.head(url)
    assert head.content == b""
    assert head.status_code == whole.status_code
    told, known = dict(head.headers), dict(whole.headers)
    assert told.pop("date")
    assert known.pop("date")
    assert told == known


async def test_head_of_a_stream_ends_at_once_and_nobody_goes_on_watching(site: Site) -> None:
    """More of them than may watch from one address, one after the other on one connection."""
    async with asyncio.timeout(30):
        for _ in range(DEFAULT_LIMITS.watchers_per_address + 5):
            head = await site.client.head(LIVE)
            assert head.status_code == 200
            assert head.headers["content-type"].startswith("text/event-stream")
            assert head.content == b""
    async with site.watching() as stream:
        await stream.frame()
    site.signal(signal.SIGTERM)
    await site.ends()


async def test_bytes_of_a_head_end_with_its_empty_line(site: Site) -> None:
    """What a client that counts bytes reads: nothing of one answer is left for the next."""
    host, port = site.client.base_url.host, site.client.base_url.port
    reader, writer = await asyncio.open_connection(host, port)
    try:
        for url in ("/salud", LIVE, "/"):
            writer.write(f"HEAD {url} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            told = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
            assert told.startswith(b"HTTP/1.1 200 OK\r\n")
        writer.write(f"GET /salud HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        rest = await asyncio.wait_for(reader.read(), 5)
        assert rest.startswith(b"HTTP/1.1 200 OK\r\n")
        assert rest.endswith(b'{"database":"ok"}')
    finally:
        writer.close()


async def test_stopping_server_says_goodbye_and_does_not_wait(site: Site) -> None:
    async with site.watching() as stream:
        await stream.frame()
        site.signal(signal.SIGTERM)
        assert (await stream.next()).event == "live:bye"
        await site.ends()
