"""Inscripciones: everybody of the kinds an edition asks, each in its one league."""

from collections.abc import Mapping

from game.editions import Stage
from game.leagues import league_of
from game.participants import Participant
from server.queries.editions import editions, rules_of
from server.queries.participants import enter, everybody
from server.tables.participants import EntryRow


async def enter_all(edition: str) -> int:
    """Enter every participant of the edition's kinds; how many there are."""
    rules = await rules_of(edition)
    asked: list[Participant] = [
        each for each in await everybody() if each.kind in rules.edition.kinds
    ]
    leagues = {each.code: league_of(rules.edition.leagues, each).code for each in asked}
    await enter(edition, leagues)
    return len(leagues)


async def leagues_now() -> Mapping[str, str]:
    """Participant to the code of its league in the newest edition that has it; none of a draft."""
    codes = [each.code for each in await editions() if each.stage is not Stage.DRAFT]
    if not codes:
        return {}
    rows = (
        await EntryRow.select(EntryRow.participant, EntryRow.league)
        .where(EntryRow.edition.is_in(codes))
        .order_by(EntryRow.edition)
    )
    return {row["participant"]: row["league"] for row in rows}
