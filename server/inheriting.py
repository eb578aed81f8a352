"""Herencia: commitments that pass to a new administration, and its term to ratify them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from game.commitments import Commitment, Move, advance, inherit_with_seat, passes_on
from game.participants import Participant
from game.room import USUAL
from game.rules import RuleBroken
from server.days import calendar_of, today_of
from server.db import Refused, Step
from server.i18n import speaking
from server.pages.commitment_letters import inherited_letter
from server.people import Holder, Person
from server.queries.commitments import keep_change, live_of, passing
from server.queries.editions import current_entry
from server.queries.handovers import heads_of
from server.queries.mail import Message, keep_mail

MOVED = "commitment-changed"


@dataclass(frozen=True, slots=True)
class Inherited:
    """How many passed, and until when they may be ratified in time."""

    count: int
    until: date


async def term_of(participant: str, today: date) -> date:
    """The last day to ratify what is inherited on a day, by the rule of the edition under way.

    Days of rest are those of the law and of the edition. Without an edition the usual rule holds.
    """
    room, rest = USUAL, frozenset[date]()
    try:
        rules, _ = await current_entry(participant)
    except RuleBroken:
        pass
    else:
        room, rest = rules.edition.room, rules.edition.rest_days
    years = range(today.year, today.year + 3)
    return calendar_of(years, rest).after(today, room.ratify_days)


async def inherit_all(
    participant: Participant, note: str, *, by: Person, at: datetime, address: str
) -> Inherited:
    """Pass everything that is alive to the new administration, and tell its heads once.

    Each commitment is a unit of its own: what passed before, or moved meanwhile, is left as it is,
    so that the same order given again passes only what was left.
    """
    today = today_of(at)
    until = await term_of(participant.code, today)
    count = 0
    for listed in await live_of(participant.code):
        seen = listed.commitment
        if not passes_on(seen, today):
            continue
        changed = advance(seen, Move.INHERIT, by.role.value, today, note, term=until)
        try:
            await keep_change(seen, changed, by=by, at=at)
        except Refused as refused:
            if refused.code != MOVED:
                raise
        else:
            count += 1
    if count:

        def write(reader: Holder) -> Message:
            made = inherited_letter(
                count=count,
                until=until,
                note=note,
                reader=reader.name,
                participant=participant.name,
                address=address,
            )
            key = f"inherited.{participant.code}.{at:%Y%m%d%H%M%S%f}.{reader.account}"
            return Message(key, reader.email, reader.name, made.subject, made.body)

        await keep_mail(await letters_to(participant.code, write), at)
    return Inherited(count, until)


@dataclass(frozen=True, slots=True)
class Inheritance:
    """What passes with a seat: each commitment as it was and as it is found, and the term."""

    until: date
    passed: tuple[tuple[Commitment, Commitment], ...]

    def steps(self, at: datetime, otherwise: str) -> tuple[Step, ...]:
        """The part of the unit in which they pass; refused so where any of them moved since."""
        return tuple(
            step for seen, changed in self.passed for step in passing(seen, changed, at, otherwise)
        )


async def inheritance_of(participant: str, note: str, at: datetime) -> Inheritance:
    """Everything alive of a participant as its new administration finds it: nothing is kept yet.

    What was inherited before stays as it is while its own term to ratify runs; what was reported
    done stays with its verifier.
    """
    today = today_of(at)
    until = await term_of(participant, today)
    alive = [each.commitment for each in await live_of(participant)]
    return Inheritance(
        until,
        tuple(
            (each, inherit_with_seat(each, today, note, until))
            for each in alive
            if passes_on(each, today)
        ),
    )


async def letters_to(participant: str, write: Callable[[Holder], Message]) -> Sequence[Message]:
    """One to each of the heads of a participant who can be written to, in their own language."""
    found = []
    for holder in await heads_of(participant):
        if holder.email:
            with speaking(holder.locale):
                found.append(write(holder))
    return tuple(found)
