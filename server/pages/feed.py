"""Novedades: the levels that moved, as rows, and the sentence that sums them up for who listens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from game.feed import LevelMove, LevelNews
from game.questionnaire import Questionnaire
from game.rules import RuleBroken
from server.i18n import Lazy, lazy, moment
from server.i18n import gettext as _
from server.pages.links import Url
from server.pages.names import level_name

MOVES: Mapping[LevelMove, Lazy] = MappingProxyType(
    {
        LevelMove.SUBMITTED: lazy("enviado"),
        LevelMove.SIGNED: lazy("firmado"),
        LevelMove.VERIFIED: lazy("verificado"),
        LevelMove.REOPENED: lazy("reabierto"),
    }
)
# The status whose colour and icon each has.
LOOKS: Mapping[LevelMove, str] = MappingProxyType(
    {
        LevelMove.SUBMITTED: "submitted",
        LevelMove.SIGNED: "signed",
        LevelMove.VERIFIED: "verified",
        LevelMove.REOPENED: "returned",
    }
)


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A level that moved."""

    id: str
    name: str
    url: str
    league: str
    level: str
    move: str
    move_word: str
    at: str
    said: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The last of them, the newest first.

    `one` and `many`: what is said of the new ones, with {n} for how many and {last} for the newest.
    """

    rows: tuple[FeedRow, ...]
    one: str
    many: str
    empty: str


@dataclass(frozen=True, slots=True)
class Named:
    """A participant by its name and that of its league."""

    name: str
    league: str


def feed_of(
    news: Sequence[LevelNews], names: Mapping[str, Named], questionnaire: Questionnaire, url: Url
) -> Feed:
    """Finish the news of levels. `names` by participant; one that left the edition is left out."""
    return Feed(
        rows=tuple(
            _row(each, names[each.participant], questionnaire, url)
            for each in news
            if each.participant in names
        ),
        one=_("Se movió un nivel: {last}"),
        many=_("Se movieron {n} niveles más; el último: {last}"),
        empty=_("Todavía nadie ha enviado un nivel."),
    )


def _row(each: LevelNews, named: Named, questionnaire: Questionnaire, url: Url) -> FeedRow:
    level = _level(each.topic, questionnaire)
    word = str(MOVES[each.move])
    return FeedRow(
        id=f"novedad-{questionnaire.edition}-{each.participant}-{each.topic}-{each.move.value}"
        f"-{each.at:%Y%m%d%H%M%S}",
        name=named.name,
        url=url("profile", code=each.participant),
        league=named.league,
        level=level,
        move=LOOKS[each.move],
        move_word=word,
        at=moment(each.at),
        said=_("{name}, {level}: {word}.").format(name=named.name, level=level, word=word),
    )


def _level(topic: str, questionnaire: Questionnaire) -> str:
    try:
        return level_name(questionnaire.topic(topic))
    except RuleBroken:  # the questionnaire has it no more
        return topic
