"""Ronda final de la demostración: an invented panel marks the invented finalists. All synthetic."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from game.finals import NO_STATE, Finalist, FinalRound, Mark
from server.imports.demo import SEED
from server.people import PANEL, Person, Role
from server.queries.final_results import confirm_final, propose_final
from server.queries.finals import (
    appoint,
    close_marking,
    draw_shortlist,
    final_of,
    keep_sheet,
    recuse,
    withdraw_finalist,
)

RECUSED: Final = "Asesoró a ese gobierno en el periodo evaluado. (Dato sintético.)"
WITHDREW: Final = "Su cabildo pidió no seguir en la ronda. (Dato sintético.)"
# Why a mark is low, middling or high.
REASONS: Final = (
    "Lo publicado no alcanza para verlo. (Dato sintético.)",
    "Se ve en una parte de los trámites, con cifras incompletas. (Dato sintético.)",
    "Hay cifras públicas de antes y después y está en normas. (Dato sintético.)",
)
DRAWN: Final = timedelta(days=2)
MARKED: Final = timedelta(days=9)
CLOSED: Final = timedelta(days=24)


async def hold_final(edition: str, people: Sequence[Person], at: datetime) -> None:
    """Shortlist, panel and marks, up to the close. `at`: when the stage of replies began."""
    coordinator = next(each for each in people if each.role is Role.COORDINATOR)
    panel = [each for each in people if each.role in PANEL]
    await draw_shortlist(edition, by=coordinator, at=at + DRAWN)
    for member in panel:
        state = member.state or NO_STATE
        await appoint(edition, member.email, state, by=coordinator, at=at + DRAWN)
    final = await final_of(edition)
    gone = final.finalists[-1]
    await withdraw_finalist(edition, gone.participant, WITHDREW, by=coordinator, at=at + DRAWN * 2)
    draw = Random(f"{SEED}:final")  # noqa: S311
    first, *marked = [each for each in final.finalists if each is not gone]
    # The last member knows the first finalist too well.
    await recuse(edition, first.participant, RECUSED, by=panel[-1], at=at + MARKED)
    for finalist in (first, *marked):
        strength = draw.uniform(4.5, 8.5)
        for member in panel:
            is_away = finalist is first and member is panel[-1]
            if member.state != finalist.state and not is_away:
                later = at + MARKED + timedelta(hours=draw.uniform(0, 300))
                await _marked(edition, final.round, finalist, member, strength, draw, later)
    await close_marking(edition, by=coordinator, at=at + CLOSED)


async def publish_final(edition: str, people: Sequence[Person], at: datetime) -> None:
    """Two people publish it."""
    first, second = (each for each in people if each.role is Role.PUBLISHER)
    seen = await propose_final(edition, by=first, at=at)
    await confirm_final(edition, sha256=seen, by=second, at=at + timedelta(hours=2))


async def _marked(
    edition: str,
    round_: FinalRound,
    finalist: Finalist,
    member: Person,
    strength: float,
    draw: Random,
    at: datetime,
) -> None:
    marks = {}
    for criterion in round_.criteria:
        mark = min(max(round(draw.gauss(strength, 1.3)), round_.least), round_.most)
        share = (mark - round_.least) / (round_.most - round_.least)
        reason = REASONS[min(int(share * len(REASONS)), len(REASONS) - 1)]
        marks[criterion.code] = Mark(str(mark), reason)
    await keep_sheet(edition, finalist.participant, marks, base=0, hands_in=True, by=member, at=at)
