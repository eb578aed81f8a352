"""Fechas de compromisos: what comes or has just passed is told once to those who answer for it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from litestar import Litestar

from game.commitments import LATELY, Recall, recalls_of
from game.questionnaire import Text
from game.room import USUAL, Room
from game.rules import RuleBroken
from server.days import today_of
from server.i18n import speaking
from server.mail.rounds import repeated
from server.pages.commitment_letters import recall_letter
from server.pages.commitments.words import spoken
from server.people import Holder
from server.queries.commitments import Listed, dated_between, recommended_texts
from server.queries.editions import current_entry, editions
from server.queries.handovers import heads_of
from server.queries.mail import Message, keep_mail

EVERY_SECONDS: Final = 900.0

Address = Callable[[int], str]
Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def recalling(
    clock: Callable[[], datetime], public_url: str, every: float = EVERY_SECONDS
) -> Lifespan:
    """Make the lifespan in which the days of commitments are looked at, and told once."""

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncIterator[None]:
        def address(code: int) -> str:
            return public_url + app.route_reverse("commitment", id=code)

        async with repeated(lambda: recall(clock(), address), every):
            yield

    return running


async def recall(now: datetime, address: Address) -> int:
    """Keep a letter to each head for each day that comes or has just passed.

    Gives how many were looked at: the same day of the same commitment is told once, whichever
    process looks first. A day that an amendment moved is another one.
    """
    today = today_of(now)
    ahead = max([each.room.commitment_days for each in await editions()] or [USUAL.commitment_days])
    found = await dated_between(today - LATELY, today + timedelta(days=ahead))
    rooms = {code: await _room_of(code) for code in {each.participant.code for each in found}}
    letters: list[Message] = []
    goals = await recommended_texts()
    for listed in found:
        code = listed.participant.code
        recalls = recalls_of(listed.commitment, today, rooms[code].commitment_days)
        if recalls:
            heads = [each for each in await heads_of(code) if each.email]
            letters += [
                _letter(listed, each, head, address, goals) for each in recalls for head in heads
            ]
    await keep_mail(letters, now)
    return len(letters)


async def _room_of(participant: str) -> Room:
    """By which figures the edition of a participant is followed; without one, the usual ones."""
    try:
        rules, _entry = await current_entry(participant)
    except RuleBroken:
        return USUAL
    return rules.edition.room


def _letter(
    listed: Listed, recall: Recall, head: Holder, address: Address, goals: Mapping[str, Text]
) -> Message:
    commitment = listed.commitment
    code = commitment.code or 0
    with speaking(head.locale):
        letter = recall_letter(
            recall,
            spoken(commitment, goals),
            reader=head.name,
            participant=listed.participant.name,
            address=address(code),
        )
    step = next(
        (place for place, each in enumerate(commitment.milestones) if each.title == recall.title),
        "",
    )
    key = f"recall.{code}.{recall.what.value}{step}.{recall.on}.{head.account}"
    return Message(key, head.email, head.name, letter.subject, letter.body)
