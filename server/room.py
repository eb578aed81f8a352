"""Sala: what coordinators look at, read for the page, the wall and reminders alike."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from game.coordination import Progress, deadline_of
from game.days import Calendar
from game.editions import Edition
from game.outlook import Outlook, Track, opened_on, outlook_of
from server.days import calendar_of, today_of
from server.queries.coordination import kept_of, progress_of
from server.queries.editions import EditionRules
from server.queries.laws import pending_of
from server.queries.pace import tracks_of


async def followed_now(
    rules: EditionRules, now: datetime
) -> tuple[tuple[Progress, ...], Mapping[str, Track]]:
    """How far everybody has come, with the level each is at, and how they came there."""
    kept = await kept_of(rules.code)
    tracks = await tracks_of(rules.questionnaire, kept=kept)
    pending = await pending_of(rules, today_of(now))
    progresses = tuple(
        replace(
            each,
            to_review=pending.get(each.participant, 0),
            level=tracks[each.participant].level if each.participant in tracks else "",
            unsent=tracks[each.participant].unsent if each.participant in tracks else 0,
        )
        for each in await progress_of(rules.questionnaire, kept)
    )
    return progresses, tracks


def outlook_at(edition: Edition, tracks: Mapping[str, Track], now: datetime) -> Outlook:
    """What the tracks come to, in the working days of Mexican offices."""
    return outlook_of(edition, tracks, now, _calendar(edition, now))


def _calendar(edition: Edition, now: datetime) -> Calendar:
    last = deadline_of(edition) or now
    years = range(opened_on(edition, now).year, max(now, last).year + 1)
    return calendar_of(years, edition.rest_days)
