"""A small report, and the ways it comes to be in the tests."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from game.reports import Bearing, Move, Part, Report, Status, Told, advance, publish
from server.days import today_of
from server.people import Person
from server.queries.reports import (
    KeptReport,
    Sender,
    keep_move,
    keep_report,
    report_of,
)
from server.reports import person_of, rules_now, token_of
from server.security import token_hash
from server.settings import Settings
from tests.commitments import NOON, OAXACA, VICTOR

NEW = "/observaciones/nueva"
SEND = "/observaciones/envio"
CANARY = "canario.secreto@correo.example"
TOLD = Told(
    "Licencia de funcionamiento de un taller",
    "Ventanilla única de Oaxaca",
    "Pidieron tres copias del recibo predial en papel.\nNo aparece en el catálogo.",
)


def a_report(participant: str = OAXACA, **given: Any) -> Report:
    """Somebody was asked for copies that the catalogue does not name."""
    plain = Report(participant, TOLD, Status.SENT, NOON, pillar="P", topic="P1")
    return replace(plain, **given)


async def sent(
    settings: Settings,
    report: Report | None = None,
    *,
    email: str = CANARY,
    at: datetime = NOON,
    account: int | None = None,
) -> int:
    """A report kept as it was sent, each by a sheet of its own; its number."""
    sheet = secrets.token_hex(12)
    sender = Sender(
        email=email,
        person=person_of(settings, email),
        locale="es",
        token_hash=token_hash(token_of(settings, sheet)),
        confirm_until=at + timedelta(hours=72),
        account=account,
        sheet=sheet,
    )
    return await keep_report(
        report or a_report(), sender, None, turns=(), at=at, tell=lambda _code: ()
    )


async def moved(
    code: int, move: Move, text: str = "", *, by: Person | None = None, at: datetime = NOON
) -> KeptReport:
    """One move more."""
    seen = await report_of(code)
    rules = await rules_now(at)
    part = {Move.ANSWER: Part.PARTICIPANT}.get(
        move, Part.REPORTER if by is None else Part.MODERATOR
    )
    after = advance(seen.report, move, part, at, on=today_of(at), text=text, clock=rules.clock)
    await keep_move(seen, after, by=by, at=at)
    return await report_of(code)


async def published(
    settings: Settings,
    report: Report | None = None,
    *,
    email: str = CANARY,
    at: datetime = NOON,
    by: Person = VICTOR,
    account: int | None = None,
) -> int:
    """A report in public, as it was sent."""
    code = await sent(settings, report, email=email, at=at, account=account)
    await moved(code, Move.CONFIRM, at=at)
    seen = await report_of(code)
    shown = publish(
        seen.report,
        seen.report.told,
        at,
        on=today_of(at),
        author=by.name,
        clock=(await rules_now(at)).clock,
    )
    await keep_move(seen, shown, by=by, at=at)
    return code


def contradicting(commitment: int, **given: Any) -> Report:
    """Somebody says that it is not kept."""
    return a_report(commitment=commitment, bearing=Bearing.CONTRADICTS, **given)


async def private_link(settings: Settings, code: int) -> str:
    """The address that only whoever sent it has."""
    sheet = (await report_of(code)).sender.sheet
    return f"/observaciones/seguimiento/{token_of(settings, sheet)}"
