"""Metas: what a government could aim at in results that are published, put together for a page."""

from game.participants import Participant
from indicators.targets import openings_of
from server.pages.links import Url
from server.pages.targets import Aimed, TargetsPanel, score_of, targets_panel
from server.queries.editions import participant_of
from server.queries.results import PUBLIC, Published, newest_results_of
from server.queries.targets import aims_of


async def targets_of(
    found: Published, participant: Participant, url: Url, asked: str = "", ask_url: str = ""
) -> TargetsPanel | None:
    """`asked`: a score, as it was typed, and `ask_url` where one can be."""
    openings = openings_of(found.questionnaire, participant)
    aimed = Aimed(
        participant.code,
        found.edition,
        found.questionnaire,
        found.results,
        openings,
        await aims_of(found, participant.code, openings, score_of(asked)),
        is_public=found.rules.results == PUBLIC,
    )
    return targets_panel(aimed, url, asked, ask_url)


async def own_targets_of(code: str, url: Url, asked: str) -> TargetsPanel | None:
    """Those of one's own government, for its team: also where results are not public."""
    found = await newest_results_of(code)
    if found is None:
        return None
    participant = await participant_of(code)
    return await targets_of(found, participant, url, asked, url("recommendations"))
