"""Niveles reabiertos: the reason they are opened with, and what was kept of them.

A signer opens a level of their own, a coordinator one of anybody: both with the same form.
"""

from dataclasses import dataclass
from typing import Final

from game.editions import public_until
from game.rules import RuleBroken
from server.notices import Notices
from server.pages.entered import Entered
from server.pages.names import level_name
from server.pages.reopenings import Reopened
from server.problems import sentence_of
from server.queries.editions import rules_of
from server.queries.reopenings import Reopening, reopen_level, reopenings_of

# Told beside the reason, which is not lost either where the level cannot be opened again any more.
OF_REASON: Final = frozenset(
    {
        "level-decided",
        "not-submitted",
        "reason-short",
        "reason-too-long",
        "stage-forbids",
        "stale",
    }
)


@dataclass(frozen=True, slots=True)
class ReopenForm:
    """Why a level is opened again, in public."""

    reason: str = ""

    async def keep(self, notices: Notices, topic: str) -> None:
        """Open the level again, and tell those whom it concerns."""
        told = await notices.reopened(topic, self.reason)
        await reopen_level(
            notices.rules,
            notices.entry,
            topic,
            self.reason,
            by=notices.by,
            at=notices.at,
            told=told,
        )

    def refused(self, broken: RuleBroken) -> Entered:
        """The reason as it was typed, with what is wrong; what is told elsewhere goes on."""
        if broken.code not in OF_REASON:
            raise broken
        return Entered(self.reason, sentence_of(broken.code, broken.facts))


async def reopened_of(participant: str) -> tuple[Reopened, ...]:
    """Every level of a government that was opened again, the newest first."""
    return tuple([await _named(each) for each in await reopenings_of(participant)])


async def public_reopened_of(participant: str) -> tuple[Reopened, ...]:
    """The same as everybody may see it: what came after a freeze waits for its end.

    That a level was opened again tells that it had been handed in.
    """
    shown = []
    for each in await reopened_of(participant):
        until = public_until((await rules_of(each.edition)).edition)
        if until is None or each.at < until:
            shown.append(each)
    return tuple(shown)


async def _named(each: Reopening) -> Reopened:
    try:
        level = level_name((await rules_of(each.edition)).questionnaire.topic(each.topic))
    except RuleBroken:  # the questionnaire has it no more
        level = each.topic
    return Reopened(
        each.edition, each.topic, level, each.at, each.role, each.seat_title, each.reason
    )
