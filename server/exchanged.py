"""Intercambio de la demostración: a practice with a conversation, a request for help and thanks."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from server.people import Person, Role
from server.queries.exchanges import keep_message, keep_request, keep_thanks, verified_in
from server.queries.results import Published, published

ASKED: Final = (
    "Queremos tenerla este año. ¿Con qué área empezaron y cuánto tardó la primera versión?"
    " (Texto sintético.)"
)
SAID: Final = (
    (1, "Empezamos con una sola dependencia y un formato de dos hojas. (Texto sintético.)"),
    (0, "¿Lo publicaron en su gaceta o bastó un acuerdo interno? (Texto sintético.)"),
    (1, "Bastó un acuerdo; está en la evidencia de arriba, con su página. (Texto sintético.)"),
)
THANKS: Final = "Nos compartieron su formato y nos acompañaron dos semanas. (Texto sintético.)"


async def keep_exchanged(edition: str, people: Sequence[Person], now: datetime) -> None:
    """One government with an account asks another one, which has something that it has not."""
    found = await published(edition)
    leads = [each for each in people if each.role is Role.LEAD]
    chosen = _chosen(leads, await verified_in(found), found)
    if chosen is None:
        return
    item, asker, giver = chosen
    begun = now - timedelta(days=21)
    await keep_request(edition, item, ASKED, by=asker, at=begun, told=(), turns=())
    for place, (side, text) in enumerate(SAID, start=1):
        by, at = (asker, giver)[side], begun + timedelta(days=place)
        sheet = f"demo-{place}"
        await keep_message(edition, item, text, sheet=sheet, by=by, at=at, turns=())
    await keep_thanks(
        edition,
        item,
        giver.participant or "",
        THANKS,
        by=asker,
        at=begun + timedelta(days=16),
        told=(),
    )


def _chosen(
    leads: Sequence[Person], verified: Mapping[str, Sequence[str]], found: Published
) -> tuple[str, Person, Person] | None:
    """The first item that one of them has and another one has not."""
    for item in found.questionnaire.items:
        having = verified.get(item.code, ())
        givers = [each for each in leads if each.participant in having]
        askers = [each for each in leads if each.participant not in having]
        if givers and askers:
            return item.code, askers[0], givers[0]
    return None
