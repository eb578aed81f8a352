"""Recordatorios: what is due soon, or late, is told once to whoever holds it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Final

from litestar import Litestar

from game.assignments import Assignment
from game.editions import Act, allows
from server.days import today_of
from server.mail.rounds import repeated
from server.queries.assignments import OpenAssignment, assignments_due, team_of
from server.queries.editions import editions, rules_of
from server.queries.mail import Message, keep_mail
from server.teams import due_message

EVERY_SECONDS: Final = 900.0
# What has been late for longer was told when it became so.
LATELY: Final = timedelta(days=7)

Address = Callable[[Assignment], str]
Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def reminding(
    clock: Callable[[], datetime], public_url: str, every: float = EVERY_SECONDS
) -> Lifespan:
    """Make the lifespan in which due dates are looked at, by every process, and told once."""

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncIterator[None]:
        def address(assignment: Assignment) -> str:
            return public_url + app.route_reverse("level", topic=assignment.topic)

        async with repeated(lambda: remind(clock(), address), every):
            yield

    return running


async def remind(now: datetime, address: Address) -> int:
    """Keep a message for each open assignment that is due soon or has just become late.

    Gives how many were looked at. The same date of the same assignment is told once, whichever
    process looks first; nothing is told of an edition in which nothing can be answered.
    """
    today = today_of(now)
    soon = max((each.room.soon_days for each in await editions()), default=0)
    found = await assignments_due(today - LATELY, today + timedelta(days=soon))
    messages = [each for one in found for each in await _messages(one, today, address)]
    await keep_mail(messages, now)
    return len(messages)


async def _messages(found: OpenAssignment, today: date, address: Address) -> tuple[Message, ...]:
    rules = await rules_of(found.edition)
    if not (allows(rules.stage, Act.ANSWER) or allows(rules.stage, Act.MEND)):
        return ()
    assignment = found.assignment
    if assignment.due > today + timedelta(days=rules.edition.room.soon_days):
        return ()
    team = {each.seat: each for each in await team_of(found.participant)}
    holder = team.get(assignment.seat)
    if holder is None or not holder.email:
        return ()
    is_late = today > assignment.due
    kind = "late" if is_late else "soon"
    message = due_message(
        assignment,
        holder,
        is_late=is_late,
        questionnaire=rules.questionnaire,
        participant=found.participant,
        key=f"{kind}.{assignment.due}.{holder.seat}.{holder.account}",
        address=address(assignment),
    )
    return (message,)
