"""Cuadros: the pages that can be watched, put together once for the visit and for every change."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import cast

from jinja2 import Environment

from game.coordination import followed
from game.editions import Edition, Stage, freeze_to_come, frozen_since, public_until
from game.leaderboard import Standing
from game.leagues import League
from game.rules import RuleBroken
from server.answer_exports.orders import Orders
from server.i18n import speaking
from server.live import (
    BoardTopic,
    CoordinationTopic,
    ExportTopic,
    Frame,
    ImprovementTopic,
    InnerBoardTopic,
    LevelTopic,
    Topic,
    WallTopic,
)
from server.pages.answer_exports import ExportCard, export_card
from server.pages.boards import (
    BoardCard,
    Compared,
    Span,
    board_card,
    changes,
    told_by,
    version_of,
)
from server.pages.coordination import (
    CoordinationCard,
    Situation,
    charts_of,
    deadline_line,
    edition_card,
    forecast_of,
    names_of,
)
from server.pages.feed import feed_of
from server.pages.followed import Known, Sought
from server.pages.improvement import improvement_card
from server.pages.links import Url
from server.pages.presence import LastSave, LevelNews, level_news
from server.pages.reminders import Reminding
from server.pages.wall import MOST_ON_WALL, WallCard, wall_card
from server.queries.answers import answers_of
from server.queries.boards import board_of, end_of_day
from server.queries.editions import EditionRules, editions, entries_of, rules_of
from server.queries.freezes import lifted_freeze_of
from server.queries.improvement import compared_with, improvement_board_of
from server.queries.pace import tracks_of
from server.queries.participants import state_names
from server.queries.presence import Presence, presences_of
from server.queries.reminders import last_reminders_of, reached_participants
from server.room import followed_now, outlook_at

# A third of a drawn board; an event repeats its field name on each line besides.
INDENTATION = re.compile(r"[ \t]*\n[ \t\n]*")
# How often it is looked how far a book is.
LOOK_SECONDS = 0.5
UNDER_WAY = frozenset({Stage.OPEN, Stage.REVIEW, Stage.REPLY})


@dataclass(frozen=True, slots=True)
class Frames:
    """Draws whatever can be watched, in the language of whoever watches."""

    templates: Environment
    clock: Callable[[], datetime]

    @property
    def url(self) -> Url:
        """The same addresses as in templates."""
        return cast("Url", self.templates.globals["url_for"])

    async def __call__(self, topic: Topic, last: Frame | None) -> Frame | None:
        with speaking(topic.locale):
            if isinstance(topic, LevelTopic):
                return await self._news(topic, last)
            now = self.clock()
            name, card = await self._card(topic, now)
            version, lasts = version_of(card), await _lasts(topic, card, now)
            if last is not None and version == last.version:
                return None if lasts is None else replace(last, lasts=lasts)
            whole = partial(self._drawn, topic.locale, name, card)
            if last is None or not isinstance(card, BoardCard):
                return Frame(version, whole, content=card, lasts=lasts)
            change = self._drawn(topic.locale, name, changes(card, cast("BoardCard", last.content)))
            return Frame(version, whole, change, last.version, card, lasts)

    async def _card(
        self, topic: Topic, now: datetime
    ) -> tuple[str, BoardCard | CoordinationCard | ExportCard | WallCard | None]:
        """What is shown, and the template that shows it."""
        url = self.url
        match topic:
            case BoardTopic(edition=edition, league=league):
                compared = Compared.read(topic.compared)
                return "board", await board_card_of(edition, league, compared, now=now, url=url)
            case ImprovementTopic(edition=edition, league=league):
                compared = Compared.read(topic.compared)
                card = await improvement_card_of(edition, league, compared, now=now, url=url)
                return "board", card
            case InnerBoardTopic(edition=edition, league=league):
                return "board", await inner_board_card_of(edition, league, now=now, url=url)
            case CoordinationTopic():
                sought = Sought(topic.league, topic.state, topic.page, topic.is_whole, topic.order)
                return "coordination", await coordination_card_of(
                    sought, now=now, url=url, may_remind=topic.may_remind
                )
            case ExportTopic():
                return "answer_export", await export_card_of(topic, url=url)
            case WallTopic(is_inner=is_inner):
                return "wall", await wall_card_of(now=now, url=url, is_inner=is_inner)
            case _:
                raise TypeError(f"nothing draws {topic}")

    async def _news(self, topic: LevelTopic, last: Frame | None) -> Frame:
        """What others do in a level: it lasts until the first of them may have stopped typing."""
        now = self.clock()
        present, card = await level_news_of(topic, now=now, url=self.url)
        ends = min((each.until for each in present), default=None)
        lasts = None if ends is None else (ends - now).total_seconds()
        version = version_of(card)
        if last is not None and version == last.version:
            return replace(last, lasts=lasts)
        whole = partial(self._drawn, topic.locale, "presence", card)
        return Frame(version, whole, content=card, lasts=lasts)

    def _drawn(self, locale: str, name: str, card: object) -> str:
        template = self.templates.get_template(f"partials/{name}.html")
        with speaking(locale):
            return INDENTATION.sub(" ", template.render({name: card}))


def is_shown(edition: Edition) -> bool:
    """Whether an edition has public boards: drafts and private instruments have none."""
    return edition.stage is not Stage.DRAFT and edition.results == "public"


async def shown_league(edition: str, league: str) -> tuple[Edition, League]:
    """The league of that code, where it has a public board; another is not there."""
    found = (await rules_of(edition)).edition
    leagues = [each for each in found.leagues if each.code == league]
    if not is_shown(found) or not leagues:
        raise RuleBroken("unknown-league", edition=edition, league=league)
    return found, leagues[0]


async def span_of(edition: Edition, compared: Compared, now: datetime) -> Span:
    """Of what time the public boards of an edition tell now, for whoever asks for this movement."""
    frozen = frozen_since(edition, now)
    if frozen is not None or told_by(edition, compared) is not Compared.FREEZE:
        return Span(frozen, stops=freeze_to_come(edition, now))
    return Span(since=await lifted_freeze_of(edition, now), stops=freeze_to_come(edition, now))


async def standings_now(
    edition: str, league: str, *, now: datetime
) -> tuple[tuple[Standing, ...], tuple[str, datetime] | None, datetime | None]:
    """The public standings, who moved last, and since when they stand still if they do."""
    found = (await rules_of(edition)).edition
    board = await board_of(edition, league, now=now, until=public_until(found))
    return board.standings, board.last_move, frozen_since(found, now)


async def board_card_of(
    edition: str,
    league: str,
    compared: Compared = Compared.USUAL,
    *,
    now: datetime,
    url: Url,
) -> BoardCard:
    """The public board of a league as it stands now."""
    rules = await rules_of(edition)
    await shown_league(edition, league)
    span = await span_of(rules.edition, compared, now)
    until = public_until(rules.edition)
    board = await board_of(edition, league, now=now, until=until, since=span.since)
    return board_card(board.standings, board.last_move, span, rules.questionnaire, url)


async def inner_board_card_of(edition: str, league: str, *, now: datetime, url: Url) -> BoardCard:
    """The board of a league as it is, with its movement since the public one stands still."""
    rules = await rules_of(edition)
    frozen = frozen_since(rules.edition, now)
    span = Span(since=frozen, inner=frozen is not None)
    board = await board_of(edition, league, now=now, since=frozen)
    return board_card(board.standings, board.last_move, span, rules.questionnaire, url)


async def compared_in_public(rules: EditionRules) -> EditionRules | None:
    """The edition with which the public boards compare this one: only one that was public too."""
    before = await compared_with(rules)
    return before if before is not None and is_shown(before.edition) else None


async def improvement_card_of(
    edition: str,
    league: str,
    compared: Compared = Compared.USUAL,
    *,
    now: datetime,
    url: Url,
) -> BoardCard:
    """The public board of a league by improvement; refused where there is nothing to compare."""
    rules = await rules_of(edition)
    await shown_league(edition, league)
    before = await compared_in_public(rules)
    if before is None:
        raise RuleBroken("no-improvement", edition=edition)
    span = await span_of(rules.edition, compared, now)
    found = await improvement_board_of(
        rules, before, league, now=now, until=public_until(rules.edition), since=span.since
    )
    return improvement_card(
        found.standings,
        found.counts,
        found.newcomers,
        found.last_move,
        span,
        before.edition,
        url,
    )


async def level_news_of(
    topic: LevelTopic, *, now: datetime, url: Url
) -> tuple[tuple[Presence, ...], LevelNews]:
    """Who else is typing in a level, and what is new there for one of its people."""
    level = (await rules_of(topic.edition)).questionnaire.topic(topic.topic)
    present = await presences_of(
        topic.participant, topic.edition, topic.topic, account=topic.account, now=now
    )
    kept = await answers_of(topic.participant, topic.edition, [item.code for item in level.items])
    writing: dict[str, list[str]] = {}
    for each in present:
        writing.setdefault(each.item, []).append(each.name)
    saves = {
        item: LastSave(
            each.revision, each.author, each.saved_at, is_own=each.account == topic.account
        )
        for item, each in kept.items()
    }
    return present, level_news(level, writing, saves, url)


async def coordination_card_of(
    sought: Sought, *, now: datetime, url: Url, may_remind: bool
) -> CoordinationCard:
    """Every edition under way, frozen boards included: the team sees what happens."""
    cards = []
    states, reached = await state_names(), await reached_participants()
    for edition in await editions():
        if edition.stage in UNDER_WAY:
            rules = await rules_of(edition.code)
            progresses, tracks = await followed_now(rules, now)
            last, every = await last_reminders_of(edition.code), edition.room.reminder_days
            reminding = Reminding(last, reached, may_remind, every)
            situation = Situation(
                progresses,
                await _boards_of(edition, now),
                outlook_at(edition, tracks, now),
                Known(rules.questionnaire, states, reminding),
            )
            cards.append(edition_card(edition, situation, sought, now, url))
    return CoordinationCard(tuple(cards))


async def export_card_of(topic: ExportTopic, *, url: Url) -> ExportCard:
    """Where the order of an owner stands, for the page of an edition."""
    job = await asyncio.to_thread(Orders(topic.root).job, topic.owner)
    return export_card(job, topic.edition, topic.seat, url)


async def _lasts(topic: Topic, card: object, now: datetime) -> float | None:
    """For how many seconds a board or the wall stands: a freeze or a new day ends it."""
    if isinstance(card, ExportCard):
        return LOOK_SECONDS if card.is_under_way else None
    match topic:
        case BoardTopic() | ImprovementTopic() | InnerBoardTopic():
            shown = [(await rules_of(topic.edition)).edition]
        case WallTopic():
            shown = [each for each in await editions() if each.stage in UNDER_WAY]
        case _:
            return None
    stops = [freeze_to_come(each, now) for each in shown]
    ends = min([end_of_day(now), *(each for each in stops if each is not None)])
    return (ends - now).total_seconds()


async def wall_card_of(*, now: datetime, url: Url, is_inner: bool) -> WallCard | None:
    """The newest edition under way as everybody may see it, unless `is_inner` is asked for.

    Nothing where there is none, or it has no public boards.
    """
    found = [each for each in await editions() if each.stage in UNDER_WAY]
    edition = next((each for each in found if is_inner or is_shown(each)), None)
    if edition is None:
        return None
    rules = await rules_of(edition.code)
    frozen = None if is_inner else frozen_since(edition, now)
    until = None if is_inner else public_until(edition)
    tracks = await tracks_of(rules.questionnaire, until=until)
    outlook = outlook_at(edition, tracks, frozen or now)
    boards = {
        league.code: (await board_of(edition.code, league.code, now=now, until=until)).standings
        for league in edition.leagues
    }
    members = (
        (each.participant.code, each.participant.name, each.league)
        for each in await entries_of(edition.code)
    )
    charts = charts_of(edition.code, outlook, is_stopped=frozen is not None)
    feed = feed_of(
        outlook.news[:MOST_ON_WALL], names_of(edition, members), rules.questionnaire, url
    )
    return wall_card(
        edition,
        outlook,
        boards,
        (charts, forecast_of(edition, outlook), feed),
        deadline_line(edition, now),
        frozen_since(edition, now),
        behind=followed((await followed_now(rules, now))[0], edition, now) if is_inner else (),
        is_inner=is_inner,
    )


async def _boards_of(edition: Edition, now: datetime) -> Mapping[str, tuple[Standing, ...]]:
    return {
        league.code: (await board_of(edition.code, league.code, now=now)).standings
        for league in edition.leagues
    }
