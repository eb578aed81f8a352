"""Invitados: whom an agreement can be offered to, and the letters that invite them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from game.agreements import Agreement, Member, Roll
from game.editions import Stage
from game.participants import Participant, alphabetical
from server.i18n import speaking
from server.pages.commitment_letters import agreement_letter
from server.people import Holder
from server.queries.editions import editions, entries_of, rules_of
from server.queries.mail import Message
from server.queries.participants import state_names


async def roll() -> Roll:
    """The roll of the newest edition that is no draft; an empty one where there is none."""
    for edition in await editions():
        rules = await rules_of(edition.code)
        if rules.stage is not Stage.DRAFT:
            entries = await entries_of(edition.code)
            members = (Member(each.participant, each.league) for each in entries)
            return Roll(
                tuple(sorted(members, key=lambda each: alphabetical(each.participant.name))),
                {league.code: league.name for league in rules.edition.leagues},
                await state_names(),
            )
    return Roll()


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
