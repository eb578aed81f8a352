"""Tablas de posiciones: the leagues of every edition, and the board of one, finished."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlencode

from game.days import today_of
from game.editions import Act, Edition, Stage, allows
from game.leaderboard import Standing
from game.leagues import League
from game.points import Points
from game.questionnaire import Questionnaire
from server.i18n import day, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.editions import STAGE_NAMES
from server.pages.links import Link, Url
from server.pages.names import level_name

MEDALS = ("first", "second", "third")
MOST_IN_TILE = 3
SCALES = (10, 15, 20, 30, 40, 50, 60, 80, 100)


class Compared(StrEnum):
    """With which places movement is told, as an address says it; nothing is left to the edition."""

    USUAL = ""
    DAY = "ayer"
    FREEZE = "detenida"

    @classmethod
    def read(cls, typed: str) -> "Compared":
        """What an address asks for; whatever it cannot ask for is the usual one."""
        return cls(typed) if typed in set(cls) else cls.USUAL


@dataclass(frozen=True, slots=True)
class Span:
    """Of what time a board tells. `frozen`: it stands still since then.

    `since`: movement is counted from the freeze that is over, not from the beginning of the day.
    `stops`: when it will stand still. `inner`: it goes on, for coordinators alone, while the public
    one stands still.
    """

    frozen: datetime | None = None
    since: datetime | None = None
    stops: datetime | None = None
    inner: bool = False


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One participant on the board. What streams is the same for everybody: `is_own` is of a page.

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
    items_text: str = ""


@dataclass(frozen=True, slots=True)
class BoardCard:
    """What changes while one watches: the rows, and one sentence about the last change.

    `measure` and `last` head their columns. `apart`: who has no place, with why in `apart_text`.
    """

    rows: tuple[BoardRow, ...]
    measure: str
    last: str
    updated_text: str
    compared_text: str
    frozen_text: str
    stops_text: str
    empty_text: str
    apart: tuple[Link, ...] = ()
    apart_text: str = ""
    inner_text: str = ""


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The board of one league with what stands around it.

    `note`: how its points are read. `final_text`: since when nothing moves any more, of a published
    edition; empty while it is followed.
    """

    title: str
    kicker: str
    lead: str
    note: str
    breadcrumb: tuple[Link, ...]
    leagues: tuple[Link, ...]
    measures: tuple[Link, ...]
    comparisons: tuple[Link, ...]
    board: BoardCard
    stream_url: str
    refresh_url: str
    own_url: str
    results: Link | None
    final_text: str


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
    stops_text: str = ""


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
    span: Span,
    questionnaire: Questionnaire,
    url: Url,
) -> BoardCard:
    """Finish the part of the board that changes."""
    scale = scale_of(max((each.points.total for each in standings), default=0))
    return BoardCard(
        rows=tuple(_row(each, scale, questionnaire, url, span) for each in standings),
        measure=_("Puntos de avance"),
        last=_("Último nivel enviado"),
        updated_text=_last_change(standings, last_move),
        compared_text=compared_text(span),
        frozen_text=frozen_line(span.frozen),
        stops_text=stops_line(span.stops),
        empty_text=_("Todavía no hay gobiernos inscritos en esta liga."),
        inner_text=_("El público ve esta tabla como estaba al detenerse. Esto es lo de ahora.")
        if span.inner
        else "",
    )


def board_page(
    edition: Edition,
    league: League,
    card: BoardCard,
    url: Url,
    *,
    own: str | None,
    compared: Compared,
    lifted: datetime | None,
    improves: bool,
) -> BoardPage:
    """Put the board in its page; `own` is the participant of whoever looks, if it is on it.

    `lifted`: since when the board stood still that goes on again. `improves`: there is another
    board of the same league, by improvement.
    """
    return page_of(
        edition,
        league,
        card,
        url,
        own=own,
        measure="board",
        title=league.name.of(locale()),
        lead=_lead(edition),
        note=_("Una parte de los puntos se da al responder y el resto al verificarse."),
        compared=compared,
        lifted=lifted,
        improves=improves,
    )


def inner_board_page(edition: Edition, league: League, card: BoardCard, url: Url) -> BoardPage:
    """The board as coordinators see it, also while the public one stands still."""
    title = _("{league}: tabla de ahora").format(league=league.name.of(locale()))
    page = page_of(
        edition,
        league,
        card,
        url,
        own=None,
        measure="inner_board",
        title=title,
        lead=_("Solo para el observatorio: no la comparta mientras la pública está detenida."),
        note="",
        compared=Compared.USUAL,
        lifted=None,
        improves=False,
    )
    here = (Link(_("Coordinación"), url("coordination")), Link(title, "", current=True))
    return replace(page, breadcrumb=here)


def page_of(
    edition: Edition,
    league: League,
    card: BoardCard,
    url: Url,
    *,
    own: str | None,
    measure: str,
    title: str,
    lead: str,
    note: str,
    compared: Compared,
    lifted: datetime | None,
    improves: bool,
) -> BoardPage:
    """The page of a board by either measure; `measure` names its route."""

    def address(route: str, code: str, **asked: str) -> str:
        asked = {key: value for key, value in asked.items() if value}
        found = url(route, edition=edition.code, league=code)
        return f"{found}?{urlencode(asked)}" if asked else found

    here = address(measure, league.code, comparar=compared)
    version = {"desde": version_of(card)}
    own_id = "" if own is None else row_id(own)
    return BoardPage(
        title=title,
        kicker=edition.name.of(locale()),
        lead=lead,
        note=note,
        breadcrumb=(Link(_("Ligas"), url("leagues")), Link(title, here, current=True)),
        leagues=tuple(
            Link(
                each.name.of(locale()),
                address(measure, each.code),
                current=each.code == league.code,
            )
            for each in edition.leagues
        ),
        measures=tuple(
            Link(label, address(route, league.code), current=route == measure)
            for route, label in (("board", _("Puntos")), ("improvement", _("Mejora")))
        )
        if improves
        else (),
        comparisons=tuple(
            Link(
                label,
                address(measure, league.code, comparar=each),
                current=each is told_by(edition, compared),
            )
            for each, label in (
                (Compared.DAY, _("Desde ayer")),
                (Compared.FREEZE, _("Desde que se detuvo la tabla")),
            )
        )
        if lifted
        else (),
        board=replace(card, rows=tuple(replace(row, is_own=row.id == own_id) for row in card.rows)),
        stream_url=address(f"{measure}_live", league.code, comparar=compared, **version),
        refresh_url=here,
        own_url=f"#{own_id}" if own_id in {row.id for row in card.rows} else "",
        results=_results(edition, url),
        final_text=_final_text(edition),
    )


def told_by(edition: Edition, compared: Compared) -> Compared:
    """What is usual: since the day began, and since the freeze once nothing moves any more."""
    if compared is not Compared.USUAL:
        return compared
    return Compared.FREEZE if edition.stage is Stage.PUBLISHED else Compared.DAY


def compared_text(span: Span) -> str:
    """With which places the movement beside each name is told."""
    if span.since is not None:
        return _("El movimiento compara con el lugar al detenerse la tabla, el {moment}.").format(
            moment=moment(span.since)
        )
    if span.frozen is not None:
        return _("El movimiento compara con el lugar al empezar el día en que se detuvo la tabla.")
    return _("El movimiento compara con el lugar de ayer, al terminar el día.")


def _final_text(edition: Edition) -> str:
    if edition.published is None:
        return ""
    return _("Final: la edición se publicó el {day}.").format(day=day(today_of(edition.published)))


def _lead(edition: Edition) -> str:
    """What points are not, and where the index is."""
    if allows(edition.stage, Act.SEE_RESULTS):
        return _("Puntos de avance, no el índice, que ya está publicado.")
    return _("Puntos de avance, no el índice, que se conoce al publicarse la edición.")


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
    stops: datetime | None,
) -> EditionLeagues:
    """List the leagues of an edition, each with its first places."""
    return EditionLeagues(
        code=edition.code,
        name=edition.name.of(locale()),
        stage=edition.stage.value,
        stage_word=str(STAGE_NAMES[edition.stage]),
        tiles=tuple(_tile(edition, league, found, url) for league, found in standings),
        frozen_text=frozen_line(frozen),
        stops_text=stops_line(stops),
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
    standing: Standing, scale: int, questionnaire: Questionnaire, url: Url, span: Span
) -> BoardRow:
    points = standing.points
    movement, movement_text = movement_of(standing.movement, span)
    return BoardRow(
        id=row_id(standing.participant),
        place=number(standing.place),
        medal=medal_of(standing),
        movement=movement,
        movement_text=movement_text,
        name=standing.name,
        url=url("profile", code=standing.participant),
        settled=number(points.settled),
        provisional=number(points.provisional),
        total=number(points.total),
        settled_width=width_of(points.settled, scale),
        provisional_width=width_of(points.provisional, scale),
        points_text=f"{standing.name}, {points_text(points)}",
        last_level=_level_name(standing.last_level, questionnaire),
        last_at=moment(standing.last_at) if standing.last_at else "",
    )


def medal_of(standing: Standing) -> str:
    if standing.points.total <= 0 or standing.place > len(MEDALS):
        return ""
    return MEDALS[standing.place - 1]


def movement_of(places: int, span: Span) -> tuple[str, str]:
    """Places gained or lost today, on the day on which the board stopped, or since it did."""
    if places == 0:
        return "same", _("mismo lugar")
    words = _up(places, span) if places > 0 else _down(-places, span)
    return ("up" if places > 0 else "down"), words.format(n=number(abs(places)))


def _up(n: int, span: Span) -> str:
    if span.since is not None:
        return ngettext("subió {n} lugar desde entonces", "subió {n} lugares desde entonces", n)
    if span.frozen is not None:
        return ngettext("subió {n} lugar ese día", "subió {n} lugares ese día", n)
    return ngettext("subió {n} lugar hoy", "subió {n} lugares hoy", n)


def _down(n: int, span: Span) -> str:
    if span.since is not None:
        return ngettext("bajó {n} lugar desde entonces", "bajó {n} lugares desde entonces", n)
    if span.frozen is not None:
        return ngettext("bajó {n} lugar ese día", "bajó {n} lugares ese día", n)
    return ngettext("bajó {n} lugar hoy", "bajó {n} lugares hoy", n)


def width_of(part: int, whole: int) -> str:
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


def stops_line(stops: datetime | None) -> str:
    """When it will stand still; nothing where that is not known, or was."""
    if stops is None:
        return ""
    return _("La tabla pública se detendrá el {moment}.").format(moment=moment(stops))


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
