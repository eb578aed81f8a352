"""Gobierno: what is public about one government."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from game.editions import frozen_since
from game.participants import Participant
from game.rules import RuleBroken
from indicators.receipt import receipt_of
from indicators.targets import gains_of, openings_of
from server.aiming import targets_of
from server.badges import public_badges_of
from server.days import today_of
from server.declarations import declared_by
from server.finals import final_links_of
from server.following import drawn
from server.frames import is_shown
from server.pages.following import participant_panel
from server.pages.links import Url
from server.pages.peers import peers_panel
from server.pages.profile import NOTHING_BESIDE, Beside, Measured, profile_page
from server.pages.score_changes import change_note
from server.queries.commitments import Filters, counts_where
from server.queries.editions import current_entry, participant_of, rules_of
from server.queries.matrix import undecided_of
from server.queries.participants import state_names
from server.queries.peers import peers_of
from server.queries.results import Published
from server.queries.score_changes import changes_of, public_results_of
from server.reopening import public_reopened_of
from server.settings import Settings


@get("/{code:str}", name="profile")
async def show_profile(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template:
    participant = await participant_of(code)
    results = await public_results_of(code)
    board = await _board(code, now)
    promised = await counts_where(Filters(participant=code), today_of(now))
    page = profile_page(
        participant,
        (await state_names()).get(participant.state, ""),
        await _measured(results[0], participant) if results else None,
        [(each.edition, each.results) for each in results],
        await _beside(results, participant, request.app.route_reverse),
        board=board[:2] if board else None,
        commitments=promised,
        reopened=await public_reopened_of(code),
        badges=await public_badges_of(code, now),
        frozen=board[2] if board else None,
        url=request.app.route_reverse,
    )
    finals = await final_links_of(code, request.app.route_reverse)
    follow = participant_panel(participant, settings.public_url, request.app.route_reverse)
    return HTMXTemplate(
        template_name="pages/profile.html",
        context={
            "page": page,
            "finals": finals,
            "declared": await declared_by(code, today_of(now), request.app.route_reverse),
            "follow": drawn(follow, settings, now),
        },
    )


async def _measured(found: Published, participant: Participant) -> Measured:
    rules = await rules_of(found.edition)
    openings = openings_of(rules.questionnaire, participant)
    return Measured(
        rules.edition,
        found.sha256,
        rules.questionnaire,
        found.results,
        found.firmness,
        receipt_of(found.results.scores, participant.code),
        await asyncio.to_thread(gains_of, found.results, participant.code, openings),
        await undecided_of(participant.code, found.edition, found.answers_of(participant.code)),
    )


async def _beside(results: Sequence[Published], participant: Participant, url: Url) -> Beside:
    """The newest results beside those of others, and beside those before."""
    if not results:
        return NOTHING_BESIDE
    code, newest = participant.code, results[0]
    notes = [change_note(each, code, url) for each in await changes_of(code, results)]
    rules = await rules_of(newest.edition)
    compared = await peers_of(newest, code)
    return Beside(
        tuple(notes),
        peers_panel(rules.edition, rules.questionnaire, newest.results, compared, code),
        await targets_of(newest, participant, url),
    )


async def _board(participant: str, now: datetime) -> tuple[str, str, datetime | None] | None:
    """Edition and league of the board where the participant competes now, if there is one.

    And since when it stands still, where it does.
    """
    try:
        rules, entry = await current_entry(participant)
    except RuleBroken:
        return None
    if not is_shown(rules.edition):
        return None
    return rules.code, entry.league, frozen_since(rules.edition, now)


router = Router("/gobiernos", route_handlers=[show_profile])
