"""Liga: peers that compete with each other; fixed before the edition opens."""

from collections.abc import Iterable
from dataclasses import dataclass

from game.participants import Participant
from game.questionnaire import Text, within
from game.rules import RuleBroken


@dataclass(frozen=True, slots=True)
class League:
    """A kind of participant and its population bracket, or a list of members."""

    code: str
    name: Text
    kind: str
    population_from: int | None = None
    population_to: int | None = None
    members: frozenset[str] | None = None

    def includes(self, participant: Participant) -> bool:
        """Named members decide alone; an unknown population plays among the smallest."""
        if self.members is not None:
            return participant.code in self.members
        if participant.kind != self.kind:
            return False
        return within(participant.population or 0, self.population_from, self.population_to)


def league_of(leagues: Iterable[League], participant: Participant) -> League:
    """The one league of a participant; none or several is an edition that is not ready."""
    found = tuple(league for league in leagues if league.includes(participant))
    if not found:
        raise RuleBroken("no-league", participant=participant.code)
    if len(found) > 1:
        codes = ", ".join(league.code for league in found)
        raise RuleBroken("several-leagues", participant=participant.code, leagues=codes)
    return found[0]
