"""Inscripciones: everybody of the kinds an edition asks, each in its one league."""

from game.leagues import league_of
from game.participants import Participant
from server.queries.editions import rules_of
from server.queries.participants import enter, everybody


async def enter_all(edition: str) -> int:
    """Enter every participant of the edition's kinds; how many there are."""
    rules = await rules_of(edition)
    asked: list[Participant] = [
        each for each in await everybody() if each.kind in rules.edition.kinds
    ]
    leagues = {each.code: league_of(rules.edition.leagues, each).code for each in asked}
    await enter(edition, leagues)
    return len(leagues)
