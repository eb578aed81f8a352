"""Correo: carried to a real mail server or to a folder, again after a failure, once."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from server.mail.carriers import MailServer, Outbox, UndeliveredError, carrier_of
from server.mail.delivery import deliver, delivering
from server.queries.mail import (
    LEASE,
    MOST_ATTEMPTS,
    KeptMessage,
    Message,
    keep_mail,
    lease_mail,
    messages,
)
from server.settings import Settings

NOON = datetime(2026, 3, 3, 18, tzinfo=UTC)
SENDER = "liga@liga.example"
LETTER = Message(
    "encargo.20.P1",
    "ana@oaxaca.example",
    "Ana Ruiz",
    "Le encargaron P1, ñandú",
    "Hola, Ana:\n\nÁbralo.\n",
)


class Inbox:
    """What a mail server took; with `busy` it asks to come back."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.raw: list[bytes] = []
        self.busy = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.busy:
            self.busy -= 1
            return "451 Try again later"
        self.raw.append(envelope.content)
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@contextmanager
def mail_server(inbox: Inbox, **options: Any) -> Iterator[str]:
    """A real SMTP server on the loopback; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def smtp(inbox: Inbox) -> Iterator[str]:
    with mail_server(inbox) as address:
        yield address


@pytest.fixture(autouse=True)
async def _kept(database: Settings) -> None:
    await keep_mail([LETTER], NOON)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


async def test_a_mail_server_takes_the_letter_as_it_was_written(smtp: str, inbox: Inbox) -> None:
    assert await deliver(MailServer(f"smtp://{smtp}", SENDER), lambda: NOON) == 1
    (message,) = inbox.taken
    assert message["From"] == f"Liga <{SENDER}>"
    assert message["To"] == "Ana Ruiz <ana@oaxaca.example>"
    assert message["Subject"] == LETTER.subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == LETTER.body
    (kept,) = await messages(9)
    assert (kept.sent_at, kept.message_id) == (NOON, message["Message-ID"])


async def test_the_address_that_stops_letters_travels_in_one_piece(smtp: str, inbox: Inbox) -> None:
    """Parsers put encoded words together again; the mail programs that press it do not."""
    stop = f"<https://liga.example.mx/{'a' * 90}/baja>"
    list_id = "Compromisos <compromisos.liga.example.mx>"
    headers = (("List-Id", list_id), ("List-Unsubscribe", stop))
    await keep_mail([replace(LETTER, key="follow-news.x.1", headers=headers)], NOON)
    await deliver(MailServer(f"smtp://{smtp}", SENDER), lambda: NOON)
    lines = inbox.raw[-1].split(b"\r\n")
    assert f"List-Unsubscribe: {stop}".encode() in lines
    assert f"List-Id: {list_id}".encode() in lines


async def test_what_is_kept_twice_is_sent_once(smtp: str, inbox: Inbox) -> None:
    await keep_mail([LETTER, LETTER], NOON + timedelta(hours=1))
    carrier = MailServer(f"smtp://{smtp}", SENDER)
    assert await deliver(carrier, lambda: NOON) == 1
    assert await deliver(carrier, lambda: NOON + timedelta(days=1)) == 0
    assert len(inbox.taken) == 1


async def test_after_a_failure_it_is_tried_again_later_under_the_same_name(
    smtp: str, inbox: Inbox
) -> None:
    inbox.busy = 1
    carrier, clock = MailServer(f"smtp://{smtp}", SENDER), Clock()
    assert await deliver(carrier, clock) == 0
    (kept,) = await messages(9)
    assert (kept.attempts, kept.sent_at) == (1, None)
    assert "451" in kept.failure
    assert await deliver(carrier, clock) == 0
    clock.now += timedelta(minutes=1)
    assert await deliver(carrier, clock) == 1
    (message,) = inbox.taken
    assert message["Message-ID"] == kept.message_id


async def test_a_server_that_is_not_there_is_given_up_in_the_end(caplog: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"smtp://127.0.0.1:{free.getsockname()[1]}"
        clock = Clock()
        for _ in range(MOST_ATTEMPTS + 2):
            assert await deliver(MailServer(nobody, SENDER), clock) == 0
            clock.now += timedelta(hours=3)
    (kept,) = await messages(9)
    assert kept.attempts == MOST_ATTEMPTS
    assert kept.is_given_up


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_name_and_password_are_given_where_the_address_has_them(inbox: Inbox) -> None:
    seen: list[tuple[bytes, bytes]] = []

    def authenticator(*given: Any) -> AuthResult:
        seen.append((given[4].login, given[4].password))
        return AuthResult(success=given[4].password == b"p@ss")

    options = {"authenticator": authenticator, "auth_require_tls": False, "auth_required": True}
    with mail_server(inbox, **options) as address:
        wrong = MailServer(f"smtp://liga:no@{address}", SENDER)
        assert await deliver(wrong, lambda: NOON) == 0
        right = MailServer(f"smtp://liga:p%40ss@{address}", SENDER)
        assert await deliver(right, lambda: NOON + timedelta(minutes=2)) == 1
    assert (b"liga", b"p@ss") in seen


async def test_starttls_that_is_asked_for_is_not_done_without(smtp: str, inbox: Inbox) -> None:
    carrier = MailServer(f"smtp+starttls://{smtp}", SENDER)
    assert await deliver(carrier, lambda: NOON) == 0
    assert inbox.taken == []


async def test_without_a_mail_server_letters_are_files(tmp_path: Path) -> None:
    assert await deliver(Outbox(tmp_path / "outbox", SENDER), lambda: NOON) == 1
    (file,) = (tmp_path / "outbox").iterdir()
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert message["Subject"] == LETTER.subject
    assert message.get_content().replace("\r\n", "\n") == LETTER.body


@pytest.mark.both
async def test_one_letter_that_cannot_be_written_holds_up_no_other(tmp_path: Path) -> None:
    await keep_mail([Message("malo", "ana@oaxaca.example", "Ana\nBcc: x@y", "Uno", "…")], NOON)
    await keep_mail([Message("bueno", "ana@oaxaca.example", "Ana", "Dos", "…")], NOON)
    assert await deliver(Outbox(tmp_path, SENDER), lambda: NOON) == 2
    (bad,) = [each for each in await messages(9) if each.message.key == "malo"]
    assert bad.sent_at is None
    assert bad.failure


@pytest.mark.parametrize("address", ["v@x..mx", "a@x.mx.", "a@[1", "<a@x.mx", "ana"])
async def test_an_address_that_is_none_holds_up_nobody(tmp_path: Path, address: str) -> None:
    await keep_mail([Message("malo", address, "Ana", "Uno", "…")], NOON)
    await keep_mail([Message("bueno", "beto@oaxaca.example", "Beto", "Dos", "…")], NOON)
    await deliver(Outbox(tmp_path, SENDER), lambda: NOON)
    kept = {each.message.key: each for each in await messages(9)}
    assert kept["bueno"].sent_at == NOON
    assert (kept["malo"].sent_at, kept["malo"].attempts) == (None, 1)


async def test_two_processes_never_hold_the_same_letter() -> None:
    await keep_mail([Message(f"k{n}", "a@b.mx", "A", "S", "B") for n in range(30)], NOON)
    taken = await asyncio.gather(*(lease_mail(NOON) for _ in range(4)))
    codes = [each.id for some in taken for each in some]
    assert len(codes) == len(set(codes)) == 31
    assert await lease_mail(NOON + LEASE - timedelta(seconds=1)) == ()
    assert len(await lease_mail(NOON + LEASE)) == 20


class Broken:
    """A carrier that fails in a way nobody thought of, once."""

    def __init__(self) -> None:
        self.asked = 0
        self.taken = asyncio.Event()

    async def carry(self, _: KeptMessage) -> None:
        self.asked += 1
        if self.asked == 1:
            raise RuntimeError("nobody thought of it")
        if self.asked == 2:
            raise UndeliveredError("no")
        self.taken.set()


async def test_the_rounds_go_on_whatever_happens(caplog: Any) -> None:
    clock, carrier = Clock(), Broken()

    def later() -> datetime:
        clock.now += timedelta(minutes=10)
        return clock.now

    async with delivering(carrier, later, every=0.01)(None):  # type: ignore[arg-type]
        await asyncio.wait_for(carrier.taken.wait(), 5)
    assert carrier.asked == 3


def test_the_settings_choose_the_carrier(settings: Settings) -> None:
    assert isinstance(carrier_of(settings), Outbox)
    named = Settings.from_environ({"LIGA_SMTP_URL": "smtps://u:p@mail.example"})
    assert isinstance(carrier_of(named), MailServer)
