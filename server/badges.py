"""Insignias: those of a government as its team sees them, and as everybody does.

Two ways in, one fold: the team sees what is so now, the public what was so when its board stopped.
"""

from datetime import datetime

from game.editions import public_until
from server.frames import is_shown
from server.pages.badges import BadgesPanel, badges_panel, public_badges
from server.queries.badges import achieved_of
from server.queries.editions import EditionRules, Entry, own_entries


async def badges_for(rules: EditionRules, entry: Entry, now: datetime) -> BadgesPanel | None:
    """What its team has achieved in an edition, and what comes next."""
    found = await achieved_of(rules, entry, now=now)
    return badges_panel(found.awards, found.streak, rules.questionnaire)


async def public_badges_of(participant: str, now: datetime) -> tuple[BadgesPanel, ...]:
    """What a government earned in each edition with public boards, the newest first.

    What came after a freeze waits for its end, by the time of each event.
    """
    found = []
    for rules, entry in await own_entries(participant):
        if rules.badges and is_shown(rules.edition):
            until = public_until(rules.edition)
            achieved = await achieved_of(rules, entry, now=now, until=until)
            found.append((rules.edition, rules.questionnaire, achieved.awards))
    return public_badges(found)
