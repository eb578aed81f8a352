"""Rondas finales: put together for whoever coordinates, publishes or marks one."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from game.editions import Act, allows, frozen_since
from game.finals import Finalist, Member, Phase
from game.participants import alphabetical
from game.rules import RuleBroken
from server.pages.finals import finalist_place
from server.pages.links import Link, Url
from server.pages.marks import (
    NOTHING_TYPED,
    PanelCard,
    SheetPage,
    Standing,
    Typed,
    level_rows,
    marking_link,
    panel_card,
    sheet_page,
)
from server.pages.panels import Done, Drawn, Room
from server.people import Person
from server.policy import POLICIES
from server.queries.accounts import eligible_seats
from server.queries.desks import overview_of
from server.queries.editions import entry_of
from server.queries.final_results import final_document, final_proposals_of, published_finals
from server.queries.finals import (
    FinalNow,
    OwnSheet,
    Recusal,
    final_of,
    own_sheets_of,
    panels_of,
    progress_of,
    recusals,
    recused_by,
)
from server.queries.participants import state_names
from server.queries.replies import unanswered_replies_of
from server.queries.verdicts import undecided_levels


async def room_of(edition: str, now: datetime) -> Room:
    """Everything of a final round that whoever coordinates or publishes it may know now."""
    final = await final_of(edition)
    by_member, by_finalist = await progress_of(edition)
    is_unmarked = final.phase is None or (final.phase is Phase.MARKING and not by_member)
    may_draw = is_unmarked and allows(final.rules.stage, Act.HOLD_FINAL)
    recused = Counter(each.member for each in await recusals(edition))
    return Room(
        edition=final.rules.edition,
        round=final.round,
        phase=final.phase,
        drawn=_drawn(final),
        members=final.members,
        done=Done(by_member, by_finalist, recused),
        proposals=await final_proposals_of(edition),
        state_names=await state_names(),
        may_draw=may_draw,
        unanswered=len(await unanswered_replies_of(edition)) if may_draw else 0,
        undecided=await undecided_levels(final.rules) if may_draw else {},
        closed_at=final.closed_at,
        closer=final.closer,
        frozen=frozen_since(final.rules.edition, now),
        content=await _content(final),
        eligible=await eligible_seats(edition) if final.phase is Phase.MARKING else (),
    )


async def panel_cards_of(person: Person, now: datetime, url: Url) -> tuple[PanelCard, ...]:
    """The panels that somebody sits on; whoever sits on none has nothing here."""
    cards = await _cards_of(person, now, url)
    if not cards:
        raise RuleBroken("not-on-panel")
    return cards


async def marking_link_of(person: Person, now: datetime, url: Url) -> Link | None:
    """The way to the finalists that somebody has yet to mark, if there are any."""
    return marking_link(await _cards_of(person, now, url), url)


async def _cards_of(person: Person, now: datetime, url: Url) -> tuple[PanelCard, ...]:
    cards = []
    for edition in await panels_of(person.account):
        final = await _seen_by_panel(edition, now)
        phase, member = _marked(final, person)
        standings = await _standings(final, member)
        rules = final.rules.edition
        frozen = frozen_since(rules, now)
        cards.append(panel_card(rules, final.round, phase, final.finalists, standings, frozen, url))
    return tuple(cards)


async def sheet_page_of(
    edition: str,
    participant: str,
    person: Person,
    now: datetime,
    url: Url,
    typed: Typed = NOTHING_TYPED,
) -> SheetPage:
    """One finalist as a member of the panel sees it."""
    final = await _seen_by_panel(edition, now)
    phase, member = _marked(final, person)
    finalist = final.finalist(participant)
    own = (await own_sheets_of(edition, member.account)).get(participant)
    recused = (await recused_by(edition, member.account)).get(participant)
    overview = await overview_of(final.rules, await entry_of(edition, participant))
    return sheet_page(
        final.rules.edition,
        final.round,
        phase,
        finalist,
        member,
        own.sheet if own else None,
        own.revision if own else 0,
        _standing(member, finalist, own, recused),
        level_rows(
            final.rules.questionnaire,
            overview.levels,
            overview.points,
            participant,
            url,
            reads=POLICIES["review"].allows(person),
        ),
        frozen_since(final.rules.edition, now),
        url,
        typed,
    )


async def final_links_of(participant: str, url: Url) -> tuple[Link, ...]:
    """The published final rounds that a government was in, and its place in each."""
    found = [(each, finalist_place(each.content, participant)) for each in await published_finals()]
    return tuple(
        Link(label, f"{url('final', edition=each.edition)}#finalista-{participant}")
        for each, label in found
        if label
    )


def _drawn(final: FinalNow) -> Drawn | None:
    drawn = final.shortlist
    if drawn is None:
        return None
    return Drawn(
        drawn.number, drawn.at, drawn.author, drawn.reason, drawn.standings, final.finalists
    )


async def _seen_by_panel(edition: str, now: datetime) -> FinalNow:
    """The final round as a panel sees it: by name while the public boards stand still.

    The list is drawn from points of now, and observers sit on panels too: its order would tell them
    what came after the freeze, and the order of the freeze is not the one that is published.
    """
    final = await final_of(edition)
    if frozen_since(final.rules.edition, now) is None:
        return final
    leagues = [league.code for league in final.rules.edition.leagues]
    by_name = sorted(
        final.finalists, key=lambda each: (leagues.index(each.league), alphabetical(each.name))
    )
    return replace(final, finalists=tuple(by_name))


async def _content(final: FinalNow) -> Mapping[str, Any] | None:
    """What would be published, once nobody marks any more and until it is."""
    if final.phase is not Phase.CLOSED:
        return None
    found: Mapping[str, Any] = json.loads((await final_document(final))[0])
    return found


def _marked(final: FinalNow, person: Person) -> tuple[Phase, Member]:
    """How far the marking is, and the person as a member of its panel."""
    member = final.member(person.account)
    if final.phase is None:
        raise RuleBroken("not-on-panel", edition=final.edition)
    return final.phase, member


async def _standings(final: FinalNow, member: Member) -> Mapping[str, Standing]:
    sheets = await own_sheets_of(final.edition, member.account)
    away = await recused_by(final.edition, member.account)
    return {
        each.participant: _standing(
            member, each, sheets.get(each.participant), away.get(each.participant)
        )
        for each in final.finalists
    }


def _standing(
    member: Member, finalist: Finalist, own: OwnSheet | None, recused: Recusal | None
) -> Standing:
    return Standing(
        saved_at=own.at if own else None,
        handed_in_at=own.handed_in_at if own else None,
        is_handed_in=own.is_handed_in if own else False,
        recused=recused.reason if recused else "",
        is_own_state=finalist.state in member.states,
    )
