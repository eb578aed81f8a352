"""Cuadros: the pages that can be watched, put together once for the visit and for every change."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import cast

from jinja2 import Environment

from game.editions import Edition, Stage, frozen_since
from game.leaderboard import Standing
from game.leagues import League
from game.rules import RuleBroken
from server.days import today_of
from server.i18n import speaking
from server.live import BoardTopic, CoordinationTopic, Frame, LevelTopic, Topic
from server.pages.boards import BoardCard, board_card, changes, version_of
from server.pages.coordination import CoordinationCard, Sought, edition_card
from server.pages.links import Url
from server.pages.presence import LastSave, LevelNews, level_news
from server.queries.answers import answers_of
from server.queries.boards import board_of
from server.queries.coordination import progress_of
from server.queries.editions import editions, rules_of
from server.queries.laws import pending_of
from server.queries.participants import state_names
from server.queries.presence import Presence, presences_of

# A third of a drawn board; an event repeats its field name on each line besides.
INDENTATION = re.compile(r"[ \t]*\n[ \t\n]*")
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
            name, card = await self._card(topic)
            version = version_of(card)
            if last is not None and version == last.version:
                return None
            whole = partial(self._drawn, topic.locale, name, card)
            if last is None or not isinstance(card, BoardCard):
                return Frame(version, whole, content=card)
            change = self._drawn(topic.locale, name, changes(card, cast("BoardCard", last.content)))
            return Frame(version, whole, change, last.version, card)

    async def _card(self, topic: Topic) -> tuple[str, BoardCard | CoordinationCard]:
        """What is shown, and the template that shows it."""
        match topic:
            case BoardTopic(edition=edition, league=league):
                now, url = self.clock(), self.url
                return "board", await board_card_of(edition, league, now=now, url=url)
            case CoordinationTopic():
                sought = Sought(topic.league, topic.state, topic.page, topic.is_whole, topic.order)
                card = await coordination_card_of(sought, now=self.clock(), url=self.url)
                return "coordination", card
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


async def standings_now(
    edition: str, league: str, *, now: datetime
) -> tuple[tuple[Standing, ...], tuple[str, datetime] | None, datetime | None]:
    """The public standings, who moved last, and since when they stand still if they do."""
    frozen = frozen_since((await rules_of(edition)).edition, now)
    board = await board_of(edition, league, now=now, until=frozen)
    return board.standings, board.last_move, frozen


async def board_card_of(edition: str, league: str, *, now: datetime, url: Url) -> BoardCard:
    """The public board of a league as it stands now."""
    rules = await rules_of(edition)
    await shown_league(edition, league)
    standings, last_move, frozen = await standings_now(edition, league, now=now)
    return board_card(standings, last_move, frozen, rules.questionnaire, url)


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


async def coordination_card_of(sought: Sought, *, now: datetime, url: Url) -> CoordinationCard:
    """Every edition under way, frozen boards included: the team sees what happens."""
    cards = []
    states = await state_names()
    for edition in await editions():
        if edition.stage in UNDER_WAY:
            rules = await rules_of(edition.code)
            pending = await pending_of(rules, today_of(now))
            progresses = [
                replace(each, to_review=pending.get(each.participant, 0))
                for each in await progress_of(rules.questionnaire)
            ]
            boards = await _boards_of(edition, now)
            cards.append(edition_card(edition, progresses, boards, states, sought, now, url))
    return CoordinationCard(tuple(cards))


async def _boards_of(edition: Edition, now: datetime) -> Mapping[str, tuple[Standing, ...]]:
    return {
        league.code: (await board_of(edition.code, league.code, now=now)).standings
        for league in edition.leagues
    }
