"""Correo: every message and what has become of it, for whoever keeps the accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from server.i18n import gettext as _
from server.i18n import moment, ngettext, number
from server.pages.links import Link, Url


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it is kept; `try_at`: when it is tried next, if it still is."""

    id: int
    address: str
    name: str
    subject: str
    body: str
    created_at: datetime
    sent_at: datetime | None
    try_at: datetime
    attempts: int
    failure: str
    is_given_up: bool


@dataclass(frozen=True, slots=True)
class MailRow:
    """A message, finished for showing."""

    id: str
    subject: str
    reader: str
    at: str
    state: str
    state_word: str
    fate: str
    body: str


@dataclass(frozen=True, slots=True)
class MailPage:
    """The last messages, the newest first."""

    breadcrumb: tuple[Link, ...]
    lead: str
    rows: tuple[MailRow, ...]


def mail_page(messages: Sequence[Sent], folder: str, url: Url) -> MailPage:
    """`folder`: where messages are kept as files; empty where a mail server takes them."""
    waiting = sum(1 for each in messages if each.sent_at is None)
    lead = (
        _("No hay servidor de correo: cada mensaje es un archivo en {folder}.").format(
            folder=folder
        )
        if folder
        else _("Los mensajes salen por el servidor de correo.")
    )
    left = ngettext("{n} espera", "{n} esperan", waiting).format(n=number(waiting))
    return MailPage(
        breadcrumb=(Link(_("Cuentas"), url("accounts")), Link(_("Correo"), "")),
        lead=f"{lead} {left}." if waiting else lead,
        rows=tuple(_row(each, is_file=bool(folder)) for each in messages),
    )


def _row(message: Sent, *, is_file: bool) -> MailRow:
    state, word = _state(message, is_file=is_file)
    return MailRow(
        id=f"mail-{message.id}",
        subject=message.subject,
        reader=f"{message.name} <{message.address}>" if message.name else message.address,
        at=moment(message.created_at),
        state=state,
        state_word=word,
        fate=_fate(message, is_file=is_file),
        body=message.body,
    )


def _state(message: Sent, *, is_file: bool) -> tuple[str, str]:
    if message.sent_at is not None:
        return "done", _("En la bandeja de salida") if is_file else _("Ya salió")
    if message.is_given_up:
        return "rejected", _("No se pudo enviar")
    return "pending", _("Por enviar")


def _fate(message: Sent, *, is_file: bool) -> str:
    if message.sent_at is not None:
        gone = _("Se dejó en la bandeja de salida el {at}") if is_file else _("Salió el {at}")
        return gone.format(at=moment(message.sent_at))
    if not message.failure:
        return ""
    tries = ngettext("{n} intento", "{n} intentos", message.attempts)
    tried = tries.format(n=number(message.attempts))
    if message.is_given_up:
        return _("{tried}; el último falló: {failure}").format(tried=tried, failure=message.failure)
    return _("{tried}; el siguiente, el {at}. Falló: {failure}").format(
        tried=tried, at=moment(message.try_at), failure=message.failure
    )
