"""Portadores: a mail server, or a folder of files where none is named."""

import asyncio
import os
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from server.queries.mail import KeptMessage
from server.settings import Settings

PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
PATIENCE_SECONDS: Final = 20.0


class UndeliveredError(Exception):
    """A message was not taken; it says why, in the words of whoever refused it."""


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
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("Liga", addr_spec=sender)
    message["To"] = Address(kept.message.name, addr_spec=kept.message.address)
    message["Subject"] = kept.message.subject
    message["Date"] = format_datetime(kept.created_at)
    message["Message-ID"] = kept.message_id
    # Nobody answers it by machine, and no absence notice is sent back.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(kept.message.body)
    return message
