"""Portadores: a mail server, or a folder of files where none is named."""

import asyncio
import os
from email.header import Header
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from server.queries.mail import KeptMessage
from server.settings import Settings

PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
PATIENCE_SECONDS: Final = 20.0


# Their addresses have no place where a line could be broken.
UNBROKEN: Final = ("list-id", "list-unsubscribe", "list-unsubscribe-post")
# What a server says of a mailbox that is not there, or takes no letters: it will say so again.
FOR_GOOD: Final = range(550, 555)


class UndeliveredError(Exception):
    """A message was not taken; it says why, in the words of whoever refused it."""


class RefusedForGoodError(UndeliveredError):
    """The mailbox refused it, and would refuse it again."""


class Unbroken(UnstructuredHeader):
    """A header in one line, as it is.

    Left to itself a long address is written as encoded words (RFC 2047), and no mail program
    presses a button that leads to `=?utf-8?q?=3Chttps`.
    """

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


class Worded(UnstructuredHeader):
    """A header of words, encoded as a whole.

    Folded word by word, some spaces between encoded words come out twice at the other end.
    """

    def fold(self, *, policy: Policy) -> str:
        name = str(self.name)  # type: ignore[attr-defined]
        words = Header(str(self), "utf-8", header_name=name).encode(linesep=policy.linesep)
        return f"{name}: {words}{policy.linesep}"


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    registry.map_to_type("Subject", Worded)  # type: ignore[arg-type]
    for name in UNBROKEN:
        registry.map_to_type(name, Unbroken)  # type: ignore[arg-type]
    return registry


LETTERS: Final = SMTP.clone(header_factory=_registry())


class Carrier(Protocol):
    """Takes one message to its reader, or raises `UndeliveredError`."""

    async def carry(self, message: KeptMessage) -> None: ...


class MailServer:
    """A server that speaks SMTP, by the address of the settings."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or PORTS[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._scheme = parts.scheme
        self._sender = sender

    async def carry(self, message: KeptMessage) -> None:
        try:
            await aiosmtplib.send(
                letter_of(message, self._sender),
                hostname=self._host,
                port=self._port,
                username=self._user or None,
                password=self._password or None,
                use_tls=self._scheme == "smtps",
                # Without a word about it: encrypted where the server offers it.
                start_tls=True if self._scheme == "smtp+starttls" else None,
                timeout=PATIENCE_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = {each.code for each in error.recipients}
            kind = RefusedForGoodError if codes <= set(FOR_GOOD) else UndeliveredError
            raise kind(f"{type(error).__name__}: {error}") from error
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise UndeliveredError(f"{type(error).__name__}: {error}") from error


class Outbox:
    """A folder: each message is a file that any mail program opens."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def carry(self, message: KeptMessage) -> None:
        try:
            text = letter_of(message, self._sender).as_bytes(policy=SMTP)
            await asyncio.to_thread(self._keep, self._folder / f"{message.id:08}.eml", text)
        except (OSError, ValueError) as error:
            raise UndeliveredError(f"{type(error).__name__}: {error}") from error

    def _keep(self, path: Path, text: bytes) -> None:
        """Write beside it first: whoever reads the folder never finds half a message."""
        self._folder.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".part")
        half.write_bytes(text)
        os.replace(half, path)  # noqa: PTH105  (the path's own method does the same)


def carrier_of(settings: Settings) -> Carrier:
    """The mail server that the settings name, or the folder."""
    if settings.smtp_url:
        return MailServer(settings.smtp_url, settings.mail_from)
    return Outbox(settings.outbox, settings.mail_from)


def letter_of(kept: KeptMessage, sender: str) -> EmailMessage:
    """The message as it travels: plain text, with a Message-ID that every attempt shares."""
    message = EmailMessage(policy=LETTERS)
    message["From"] = Address("Liga", addr_spec=sender)
    message["To"] = Address(kept.message.name, addr_spec=kept.message.address)
    message["Subject"] = kept.message.subject
    message["Date"] = format_datetime(kept.created_at)
    message["Message-ID"] = kept.message_id
    # Nobody answers it by machine, and no absence notice is sent back.
    message["Auto-Submitted"] = "auto-generated"
    for name, text in kept.message.headers:
        message[name] = text
    message.set_content(kept.message.body)
    return message
