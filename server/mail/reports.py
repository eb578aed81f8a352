"""Plazos de observaciones: governments are told before a clock ends, and what is over is forgotten.

An address is dropped some months after the last move, what nobody confirmed a day after its link.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from litestar import Litestar

from game.reports import AWAITED, Status, days_left
from server.days import today_of
from server.i18n import speaking
from server.mail.rounds import repeated
from server.pages.report_letters import still_to_answer_letter
from server.policy import HEADS
from server.queries.assignments import team_of
from server.queries.attempts import forget_old_attempts
from server.queries.mail import Message, keep_mail
from server.queries.report_supports import forget_supporters
from server.queries.report_turns import forget_turns
from server.queries.reports import (
    KeptReport,
    commitments_contradicted,
    drop_unconfirmed,
    files_in_use,
    forget_senders,
    reports_due,
    unconfirmed_before,
)
from server.reports import Rules, report_files, rules_now
from server.settings import Settings
from server.voices import ask_for_review

EVERY_SECONDS: Final = 900.0
A_DAY: Final = timedelta(days=1)
A_MONTH: Final = timedelta(days=30)
# How long what was counted against abuse, and the letters to those who joined, are of any use.
COUNTED: Final = timedelta(days=2)
TRIED: Final = timedelta(hours=1)
JOINING: Final = timedelta(days=7)
# How many working days before its end a clock is told of once more.
SOON: Final = 2

Address = Callable[[int], str]


def keeping_reports(
    clock: Callable[[], datetime], settings: Settings, every: float = EVERY_SECONDS
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """Make the lifespan in which clocks are told of and what is over is forgotten."""

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncIterator[None]:
        def address(code: int) -> str:
            return settings.public_url + app.route_reverse("report", id=code)

        async with repeated(lambda: look_after_reports(clock(), settings, address), every):
            yield

    return running


async def look_after_reports(now: datetime, settings: Settings, address: Address) -> None:
    """One round, which any process may do: what was done already is not done again."""
    rules = await rules_now(now)
    await tell_clocks(now, rules, address)
    for commitment in await commitments_contradicted():
        await ask_for_review(commitment, rules, now)
    await forget(now, rules, settings)


async def tell_clocks(now: datetime, rules: Rules, address: Address) -> int:
    """Write once to those who may answer when a clock is about to end, and once when it has."""
    today = today_of(now)
    messages: list[Message] = []
    for kept in await reports_due(AWAITED):
        left = days_left(kept.report, rules.calendar, today)
        if left is not None and left <= SOON:
            messages += [each async for each in _letters(kept, left, address(kept.code))]
    await keep_mail(messages, now)
    return len(messages)


async def forget(now: datetime, rules: Rules, settings: Settings) -> None:
    """Drop what is of no use any more: addresses, letters, counts, and files nobody sent."""
    for kept in await unconfirmed_before(now - A_DAY):
        await drop_unconfirmed(kept)
    await forget_senders(now - A_MONTH * rules.reports.keep_months)
    await forget_supporters(now - JOINING)
    await forget_turns(now - COUNTED)
    await forget_old_attempts(now - TRIED)
    old = {each.name: each for each in _files(report_files(settings).root, now - A_DAY)}
    used = await files_in_use(old)
    for name in old.keys() - used:
        old[name].unlink(missing_ok=True)


async def _letters(kept: KeptReport, left: int, address: str) -> AsyncIterator[Message]:
    until = kept.report.answer_by
    is_late = left < 0
    for holder in await team_of(kept.participant.code):
        if until is None or holder.role not in HEADS or not holder.email:
            continue
        with speaking(holder.locale):
            letter = still_to_answer_letter(
                folio=kept.code,
                until=until,
                is_late=is_late,
                is_objection=kept.report.status is Status.DISPUTED,
                reader=holder.name,
                participant=kept.participant.name,
                address=address,
            )
        kind = "late" if is_late else "soon"
        key = f"to-answer.{kept.code}.{kind}.{until}.{holder.account}"
        yield Message(key, holder.email, holder.name, letter.subject, letter.body)


def _files(root: Path, before: datetime) -> Iterator[Path]:
    """The files that came before that moment."""
    for path in root.glob("*/*"):
        if path.is_file() and path.stat().st_mtime < before.timestamp():
            yield path
