"""Dictámenes de compromisos: what a verifier decided, told to the heads of the government."""

from collections.abc import Sequence

from game.commitments import VERDICTS, Commitment
from server.inheriting import letters_to
from server.pages.commitment_letters import verdict_letter
from server.people import Holder
from server.queries.commitments import Listed
from server.queries.mail import Message


async def verdict_letters(listed: Listed, changed: Commitment, address: str) -> Sequence[Message]:
    """The letters on the last move of a commitment, where a verifier made it; else none.

    One to each head, in their language, with a key of its own: each verdict is told once. They are
    kept in the unit of the verdict. `address`: the whole one of the page of the commitment.
    """
    if changed.history[-1].move not in VERDICTS:
        return ()

    def write(reader: Holder) -> Message:
        made = verdict_letter(
            changed, reader=reader.name, participant=listed.participant.name, address=address
        )
        key = f"verdict.{changed.code}.{len(changed.history)}.{reader.account}"
        return Message(key, reader.email, reader.name, made.subject, made.body)

    return await letters_to(listed.participant.code, write)
