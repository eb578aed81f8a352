"""Cumplimiento: what the pages on all commitments, and on those of one government, are made of."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from game.answer_times import answer_times
from game.commitments import Commitment
from game.fulfilment import Tally
from game.months import Month
from game.participants import Participant, alphabetical
from server.days import today_of
from server.frames import is_shown
from server.pages.fulfilment import Called, Counted
from server.pages.links import Url
from server.pages.participant_commitments import Told
from server.pages.reports import report_card
from server.queries.commitments import Filters, Listed, pillar_names
from server.queries.editions import editions
from server.queries.fulfilment import agreements_signed, tallies_by_month, tallies_placed
from server.queries.participants import state_names
from server.queries.reports import reports_of
from server.queries.voices import waits_on
from server.reports import rules_now
from server.voices import seen_of


async def counted_now(today: date) -> tuple[Counted, Called]:
    """All commitments, by pillar, state and the leagues of the newest edition that has any."""
    shown = next((each for each in await editions() if is_shown(each)), None)
    edition = shown.code if shown else ""
    pillars: defaultdict[str, Tally] = defaultdict(Tally)
    states: defaultdict[str, Tally] = defaultdict(Tally)
    leagues: defaultdict[str, Tally] = defaultdict(Tally)
    for each in await tallies_placed(edition, today):
        pillars[each.pillar] += each.tally
        states[each.state] += each.tally
        if edition:
            leagues[each.league] += each.tally
    return (
        Counted(pillars, states, leagues, edition),
        Called(
            await pillar_names(),
            dict(sorted((await state_names()).items(), key=lambda each: alphabetical(each[1]))),
            shown.leagues if shown else (),
        ),
    )


async def told_of(participant: Participant, now: datetime, url: Url) -> Told:
    """What is reported of a government, how long it took to answer, and what it signed."""
    rules, today = await rules_now(now), today_of(now)
    found = [seen_of(each) for each in await reports_of(participant.code)]
    signed = [
        (kept.agreement, party.commitment)
        for kept in await agreements_signed(participant)
        if (party := kept.party(participant.code)) is not None
    ]
    return Told(
        times=answer_times(await waits_on(participant.code), rules.clock, today),
        cards=[
            report_card(each, rules.calendar, today, url("report", id=each.code)) for each in found
        ],
        published=len(found),
        agreements=signed,
    )


async def months_near(
    month: Month, filters: Filters, today: date
) -> tuple[Month | None, Month | None]:
    """The next months before and after one in which something is or was due."""
    months = sorted(await tallies_by_month(filters, today))
    return (
        next((each for each in reversed(months) if each < month), None),
        next((each for each in months if each > month), None),
    )


def pairs_of(listed: Iterable[Listed]) -> list[tuple[Commitment, Participant]]:
    """Each with whose it is, as the pages take them."""
    return [(each.commitment, each.participant) for each in listed]


def commitments_in(listed: Iterable[Listed]) -> list[Commitment]:
    return [each.commitment for each in listed]
