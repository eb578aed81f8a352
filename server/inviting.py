"""Invitados: whom an agreement is offered to, as it was chosen, and the letters that invite them.

Whole leagues, whole states and governments one by one are added up; nobody is invited twice.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from game.agreements import Agreement
from game.editions import Stage
from game.participants import Participant, alphabetical
from game.questionnaire import Text
from server.i18n import locale, speaking
from server.pages.commitment_letters import agreement_letter
from server.people import Holder
from server.queries.editions import Entry, editions, entries_of, rules_of
from server.queries.mail import Message
from server.queries.participants import state_names

# What comes before a code in a box that is ticked.
LEAGUE: Final = "league/"
STATE: Final = "state/"
ONE: Final = "one/"


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody who can be invited, in the leagues of the newest edition that is known, by name."""

    entries: tuple[Entry, ...] = ()
    leagues: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))
    states: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def named_leagues(self) -> Mapping[str, str]:
        """Code to name of every league that somebody is in, in the order of the edition."""
        there = {each.league for each in self.entries}
        codes = [*self.leagues, *sorted(there - self.leagues.keys())]
        return {
            code: self.leagues[code].of(locale()) if code in self.leagues else code
            for code in codes
            if code in there
        }

    def without(self, invited: Collection[str]) -> "Roll":
        """Those who were not invited yet."""
        left = (each for each in self.entries if each.participant.code not in invited)
        return replace(self, entries=tuple(left))

    def chosen(self, ticked: Collection[str]) -> tuple[Participant, ...]:
        """Whoever the boxes that were ticked name, in the order of the roll."""
        return tuple(
            each.participant
            for each in self.entries
            if {
                f"{LEAGUE}{each.league}",
                f"{STATE}{each.participant.state}",
                f"{ONE}{each.participant.code}",
            }.intersection(ticked)
        )


async def roll() -> Roll:
    """The roll of the newest edition that is no draft; an empty one where there is none."""
    for edition in await editions():
        rules = await rules_of(edition.code)
        if rules.stage is not Stage.DRAFT:
            entries = await entries_of(edition.code)
            return Roll(
                tuple(sorted(entries, key=lambda each: alphabetical(each.participant.name))),
                {league.code: league.name for league in rules.edition.leagues},
                await state_names(),
            )
    return Roll()


def mark_of(invited: Sequence[Participant]) -> str:
    """What a confirmation says of whom it was asked for: it holds for nobody else."""
    codes = ",".join(sorted(each.code for each in invited))
    return hashlib.sha256(codes.encode()).hexdigest()[:16]


def reached(
    invited: Sequence[Participant], heads: Mapping[str, tuple[Holder, ...]]
) -> Mapping[str, tuple[Holder, ...]]:
    """Code to those who can be written to, of each who is invited."""
    return {
        each.code: tuple(head for head in heads.get(each.code, ()) if head.email)
        for each in invited
    }


def invitations(
    agreement: Agreement,
    invited: Sequence[Participant],
    heads: Mapping[str, tuple[Holder, ...]],
    at: datetime,
    address: str,
) -> tuple[Message, ...]:
    """To the heads of everybody invited: what was agreed and until when it may be signed."""
    to = reached(invited, heads)
    return tuple(
        _invitation(agreement, participant, head, at, address)
        for participant in invited
        for head in to[participant.code]
    )


def _invitation(
    agreement: Agreement, participant: Participant, head: Holder, at: datetime, address: str
) -> Message:
    with speaking(head.locale):
        made = agreement_letter(
            title=agreement.title,
            meeting=agreement.meeting,
            sign_by=agreement.sign_by,
            reader=head.name,
            participant=participant.name,
            address=address,
        )
    key = f"agreement.{participant.code}.{at:%Y%m%d%H%M%S%f}.{head.account}"
    return Message(key, head.email, head.name, made.subject, made.body)
