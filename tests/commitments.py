"""A small commitment, and the ways it comes to be in the tests."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from game.commitments import Commitment, Milestone, Move, Status, advance, propose
from server.days import today_of
from server.people import Person, Role
from server.queries.commitments import commitment_of, keep_change, keep_proposal

OAXACA = "20"
YUCATAN = "31"
TODAY = date(2026, 3, 3)
NOON = datetime(2026, 3, 3, 18, tzinfo=UTC)
ANA = Person(1, "Ana Ruiz", "ana@oaxaca.gob.mx", 1, Role.LEAD, OAXACA, None)
VICTOR = Person(2, "Víctor Mora", "victor@observatorio.mx", 2, Role.VERIFIER, None, "09")


def a_commitment(participant: str = OAXACA, **given: Any) -> Commitment:
    """Oaxaca publishes its by-law by the end of June, in two steps."""
    plain = Commitment(
        participant=participant,
        goal="Publicar el reglamento de mejora regulatoria",
        indicator="Ejemplar del periódico oficial",
        responsible="Dirección de Mejora Regulatoria",
        due=date(2026, 6, 30),
        status=Status.PROPOSED,
        pillar="P",
        milestones=(
            Milestone("Proyecto en consulta", date(2026, 4, 15)),
            Milestone("Aprobado y publicado", date(2026, 6, 30)),
        ),
    )
    return replace(plain, **given)


async def promised(
    commitment: Commitment | None = None, *moves: Move, by: Person = ANA, at: datetime = NOON
) -> int:
    """A commitment kept and moved along; its code."""
    proposed = propose(commitment or a_commitment(), by.role.value, today_of(at))
    code = await keep_proposal(proposed, key=proposed.goal, by=by, at=at)
    for move in moves:
        await moved(code, move, by=by, at=at)
    return code


async def lines_seen(code: int = 1) -> str:
    """What a form says that is drawn now: how many lines the history has."""
    return str(len((await commitment_of(code)).commitment.history))


async def moved(
    code: int, move: Move, *, by: Person = ANA, at: datetime = NOON, **given: Any
) -> Commitment:
    """One move more."""
    seen = (await commitment_of(code)).commitment
    changed = advance(seen, move, by.role.value, today_of(at), **given)
    await keep_change(seen, changed, by=by, at=at)
    return changed
