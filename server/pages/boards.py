"""Tablas de posiciones: the leagues of every edition, and the board of one, finished."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from game.editions import Act, Edition, allows
from game.leaderboard import Standing
from game.leagues import League
from game.points import Points
from game.questionnaire import Questionnaire
from server.i18n import gettext as _
from server.i18n import locale, moment, ngettext, number
from server.pages.editions import STAGE_NAMES
from server.pages.links import Link, Url
from server.pages.names import level_name

MEDALS = ("first", "second", "third")
MOST_IN_TILE = 3
SCALES = (10, 15, 20, 30, 40, 50, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One participant on the board. The board is the same for everybody, so none is one's own.

    A row that `is_same` as before is sent without its content: the browser has it.
    """

    id: str
    place: str
    medal: str
    movement: str
    movement_text: str
    name: str
    url: str
    settled: str
    provisional: str
    total: str
    settled_width: str
    provisional_width: str
    points_text: str
    last_level: str
    last_at: str
    is_own: bool = False
    is_same: bool = False


@dataclass(frozen=True, slots=True)
class BoardCard:
    """What changes while one watches: the rows, and one sentence about the last change."""

    rows: tuple[BoardRow, ...]
    updated_text: str
    frozen_text: str
    empty_text: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The board of one league with what stands around it."""

    title: str
    kicker: str
    lead: str
    breadcrumb: tuple[Link, ...]
    leagues: tuple[Link, ...]
    board: BoardCard
    stream_url: str
    refresh_url: str
    own_url: str
    results: Link | None


@dataclass(frozen=True, slots=True)
class TileRow:
    """One of the first places of a league."""

    name: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class LeagueTile:
    """A league in the list: how many compete in it and who leads."""

    title: str
    url: str
    note: str
    rows: tuple[TileRow, ...]
    value: str = ""
    width: str = ""
    width_text: str = ""


@dataclass(frozen=True, slots=True)
class EditionLeagues:
    """An edition with its leagues."""

    code: str
    name: str
    stage: str
    stage_word: str
    tiles: tuple[LeagueTile, ...]
    frozen_text: str = ""


@dataclass(frozen=True, slots=True)
class LeaguesPage:
    """The leagues of all editions, the newest first."""

    editions: tuple[EditionLeagues, ...]


def version_of(card: object) -> str:
    """Name the content of a finished card: the same words, the same version, in any process."""
    return hashlib.blake2b(repr(card).encode(), digest_size=8).hexdigest()


def changes(card: BoardCard, before: BoardCard) -> BoardCard:
    """The card as it is sent to whoever has the one before."""
    known = {row.id: row for row in before.rows}
    rows = (replace(row, is_same=known.get(row.id) == row) for row in card.rows)
    return replace(card, rows=tuple(rows))


def board_card(
    standings: Sequence[Standing],
    last_move: tuple[str, datetime] | None,
    frozen_at: datetime | None,
    questionnaire: Questionnaire,
    url: Url,
) -> BoardCard:
    """Finish the part of the board that changes."""
    scale = scale_of(max((each.points.total for each in standings), default=0))
    return BoardCard(
        rows=tuple(
            _row(each, scale, questionnaire, url, is_frozen=frozen_at is not None)
            for each in standings
        ),
        updated_text=_last_change(standings, last_move),
        frozen_text=frozen_line(frozen_at),
        empty_text=_("Todavía no hay gobiernos inscritos en esta liga."),
    )


def board_page(
    edition: Edition, league: League, card: BoardCard, *, own: str | None, url: Url
) -> BoardPage:
    """Put the board in its page; `own` is the participant of whoever looks, if it is on it."""
    name = league.name.of(locale())
    here = url("board", edition=edition.code, league=league.code)
    stream = url("board_live", edition=edition.code, league=league.code)
    own_id = "" if own is None else row_id(own)
    return BoardPage(
        title=name,
        kicker=edition.name.of(locale()),
        lead=_lead(edition),
        breadcrumb=(Link(_("Ligas"), url("leagues")), Link(name, here, current=True)),
        leagues=_league_links(edition, league, url),
        board=card,
        stream_url=f"{stream}?{urlencode({'desde': version_of(card)})}",
        refresh_url=here,
        own_url=f"#{own_id}" if own_id in {row.id for row in card.rows} else "",
        results=_results(edition, url),
    )


def _lead(edition: Edition) -> str:
    """What points are, and where the index is."""
    if allows(edition.stage, Act.SEE_RESULTS):
        return _(
            "Puntos de avance: una parte al responder y el resto al verificarse. "
            "No son el índice, que ya está publicado."
        )
    return _(
        "Puntos de avance: una parte al responder y el resto al verificarse. "
        "No son el índice, que se conoce al publicarse la edición."
    )


def _results(edition: Edition, url: Url) -> Link | None:
    if not allows(edition.stage, Act.SEE_RESULTS):
        return None
    return Link(_("Ver el índice"), url("ranking", edition=edition.code))


def edition_leagues(
    edition: Edition,
    standings: Iterable[tuple[League, Sequence[Standing]]],
    url: Url,
    *,
    frozen: datetime | None,
) -> EditionLeagues:
    """List the leagues of an edition, each with its first places."""
    return EditionLeagues(
        code=edition.code,
        name=edition.name.of(locale()),
        stage=edition.stage.value,
        stage_word=str(STAGE_NAMES[edition.stage]),
        tiles=tuple(_tile(edition, league, found, url) for league, found in standings),
        frozen_text=frozen_line(frozen),
    )


def row_id(participant: str) -> str:
    """The id of a participant's row, where a link can lead."""
    return f"gobierno-{participant}"


def points_text(points: Points) -> str:
    """Say points in both parts."""
    total = ngettext("{n} punto", "{n} puntos", points.total).format(n=number(points.total))
    parts = _("{settled} firmes y {provisional} provisionales").format(
        settled=number(points.settled), provisional=number(points.provisional)
    )
    return f"{total}: {parts}"


def scale_of(most: int) -> int:
    """The points of a full bar: round, so that all bars do not move with each save of the first."""
    if most <= 0:
        return 1
    unit: int = 10 ** (len(str(most)) - 1)
    return next(unit * tenths // 10 for tenths in SCALES if unit * tenths >= most * 10)


def _row(
    standing: Standing, scale: int, questionnaire: Questionnaire, url: Url, *, is_frozen: bool
) -> BoardRow:
    points = standing.points
    movement, movement_text = _movement(standing.movement, is_frozen=is_frozen)
    return BoardRow(
        id=row_id(standing.participant),
        place=number(standing.place),
        medal=_medal(standing),
        movement=movement,
        movement_text=movement_text,
        name=standing.name,
        url=url("profile", code=standing.participant),
        settled=number(points.settled),
        provisional=number(points.provisional),
        total=number(points.total),
        settled_width=_width(points.settled, scale),
        provisional_width=_width(points.provisional, scale),
        points_text=f"{standing.name}, {points_text(points)}",
        last_level=_level_name(standing.last_level, questionnaire),
        last_at=moment(standing.last_at) if standing.last_at else "",
    )


def _medal(standing: Standing) -> str:
    if standing.points.total <= 0 or standing.place > len(MEDALS):
        return ""
    return MEDALS[standing.place - 1]


def _movement(places: int, *, is_frozen: bool) -> tuple[str, str]:
    """Places since the day began: today, or the day on which the board stopped."""
    if places == 0:
        return "same", _("mismo lugar")
    n = number(abs(places))
    if places > 0:
        words = (
            ngettext("subió {n} lugar ese día", "subió {n} lugares ese día", places)
            if is_frozen
            else ngettext("subió {n} lugar hoy", "subió {n} lugares hoy", places)
        )
        return "up", words.format(n=n)
    words = (
        ngettext("bajó {n} lugar ese día", "bajó {n} lugares ese día", -places)
        if is_frozen
        else ngettext("bajó {n} lugar hoy", "bajó {n} lugares hoy", -places)
    )
    return "down", words.format(n=n)


def _width(part: int, whole: int) -> str:
    """A share in percent, as SVG writes it."""
    return str(round(Decimal(max(0, part)) * 100 / Decimal(whole), 2).normalize().__format__("f"))


def _level_name(topic: str | None, questionnaire: Questionnaire) -> str:
    if topic is None:
        return ""
    return level_name(questionnaire.topic(topic))


def _last_change(standings: Sequence[Standing], last_move: tuple[str, datetime] | None) -> str:
    """One short sentence."""
    moved, at = last_move or ("", None)
    found = next((each for each in standings if each.participant == moved), None)
    if found is None or at is None:
        return _("Todavía no hay puntos en esta liga.")
    words = ngettext(
        "Último cambio: {name}, {n} punto, lugar {place}. {moment}.",
        "Último cambio: {name}, {n} puntos, lugar {place}. {moment}.",
        found.points.total,
    )
    return words.format(
        name=found.name,
        n=number(found.points.total),
        place=number(found.place),
        moment=moment(at),
    )


def frozen_line(frozen_at: datetime | None) -> str:
    """That what is public of the points stands still, and since when; nothing where it does not."""
    if frozen_at is None:
        return ""
    return _(
        "Tabla detenida desde el {moment}: aquí se ve todo como estaba entonces. Cada gobierno "
        "sigue viendo sus propios puntos."
    ).format(moment=moment(frozen_at))


def _league_links(edition: Edition, here: League, url: Url) -> tuple[Link, ...]:
    return tuple(
        Link(
            each.name.of(locale()),
            url("board", edition=edition.code, league=each.code),
            current=each.code == here.code,
        )
        for each in edition.leagues
    )


def _tile(edition: Edition, league: League, standings: Sequence[Standing], url: Url) -> LeagueTile:
    count = len(standings)
    leading = [each for each in standings if each.points.total > 0][:MOST_IN_TILE]
    return LeagueTile(
        title=league.name.of(locale()),
        url=url("board", edition=edition.code, league=league.code),
        note=_members(count) if leading else _without_points(count),
        rows=tuple(_leader(each, url) for each in leading),
    )


def _members(count: int) -> str:
    return ngettext("{n} gobierno", "{n} gobiernos", count).format(n=number(count))


def _without_points(count: int) -> str:
    still = _("Todavía no hay puntos en esta liga.")
    return f"{_members(count)}. {still}"


def _leader(standing: Standing, url: Url) -> TileRow:
    points = standing.points.total
    return TileRow(
        name=f"{number(standing.place)}. {standing.name}",
        text=ngettext("{n} punto", "{n} puntos", points).format(n=number(points)),
        url=url("profile", code=standing.participant),
    )
