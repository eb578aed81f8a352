"""Muro: all leagues on a screen of the office, in figures that are read from across the room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final

from game.coordination import Followed
from game.editions import Edition
from game.leaderboard import Standing
from game.leagues import League
from game.outlook import Outlook
from server.i18n import exact_percent, locale, moment, number, percent
from server.i18n import gettext as _
from server.pages.boards import version_of
from server.pages.feed import Feed
from server.pages.filters import address_of
from server.pages.forecast import ForecastCard
from server.pages.links import Link, Url
from server.pages.pace import Chart

# The screen shows as many of them as it has room for.
MOST_PLACES: Final = 15
MOST_ON_WALL: Final = 6
# How the address asks for who is held up, and for what a freeze hides from everybody else.
INNER: Final = ("tabla", "interna")


@dataclass(frozen=True, slots=True)
class WallFigure:
    """One large number."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class WallPlace:
    """One of the first places."""

    id: str
    place: str
    name: str
    points: str


@dataclass(frozen=True, slots=True)
class WallLeague:
    """A league: how much of it is answered, and its first places."""

    id: str
    name: str
    share: str
    places: tuple[WallPlace, ...]


@dataclass(frozen=True, slots=True)
class WallCard:
    """What changes while one watches. `label`: whether visitors may see it, in its `tone`.

    `is_stopped`: the boards stand still, so that nothing changes.
    """

    title: str
    deadline: str
    label: str
    tone: str
    is_stopped: bool
    figures: tuple[WallFigure, ...]
    leagues: tuple[WallLeague, ...]
    charts: tuple[Chart, ...]
    forecast: ForecastCard
    feed: Feed


@dataclass(frozen=True, slots=True)
class WallPage:
    """The screen; `wall` is None while no edition is under way."""

    title: str
    wall: WallCard | None
    stream_url: str
    refresh_url: str
    exit_url: str


def wall_links(url: Url) -> tuple[Link, ...]:
    """What can be put on a wall: what everybody may see, and the same with what they may not."""
    return (
        Link(_("Pantalla para el muro"), url("wall")),
        Link(_("Muro interno, sin visitas"), address_of(url("wall"), (INNER,))),
    )


def wall_card(
    edition: Edition,
    outlook: Outlook,
    boards: Mapping[str, Sequence[Standing]],
    parts: tuple[tuple[Chart, ...], ForecastCard, Feed],
    deadline: str,
    frozen: datetime | None,
    *,
    behind: Sequence[Followed] = (),
    is_inner: bool,
) -> WallCard:
    """Finish the screen of an edition. `parts`: its charts, its forecast and its news.

    `frozen`: since when what is public stands still. `behind`: everybody with what holds them up,
    which only the inner wall tells.
    """
    charts, expected, feed = parts
    reached = outlook.reached
    return WallCard(
        title=edition.name.of(locale()),
        deadline=deadline,
        label=_label(frozen, is_inner=is_inner),
        tone="warn" if is_inner else "info",
        is_stopped=frozen is not None and not is_inner,
        figures=(
            WallFigure(
                _share(reached.share),
                _("respondido"),
                _("{answered} de {asked} reactivos").format(
                    answered=number(reached.answered), asked=number(reached.asked)
                ),
            ),
            WallFigure(
                number(reached.submitted),
                _("niveles enviados"),
                _("de {n}").format(n=number(reached.levels)),
            ),
            WallFigure(
                number(reached.begun),
                _("gobiernos han empezado"),
                _("de {n}").format(n=number(reached.participants)),
            ),
            WallFigure(
                _expected(outlook),
                _("se espera al cierre"),
                _("queda ahí el {share} de las veces").format(
                    share=exact_percent(edition.room.forecast.inside)
                ),
            ),
            *(_behind(behind) if is_inner else ()),
        ),
        leagues=tuple(
            _league(each, outlook, boards.get(each.code, ())) for each in edition.leagues
        ),
        charts=charts,
        forecast=expected,
        feed=feed,
    )


def wall_page(card: WallCard | None, url: Url, *, is_inner: bool) -> WallPage:
    """Put the screen in its page."""
    asked = (INNER,) if is_inner else ()
    return WallPage(
        title=_("Muro de la coordinación"),
        wall=card,
        stream_url=address_of(url("wall_live"), (*asked, ("desde", version_of(card)))),
        refresh_url=address_of(url("wall"), asked),
        exit_url=url("coordination"),
    )


def _label(frozen: datetime | None, *, is_inner: bool) -> str:
    """Whether visitors may see it; nothing where all is public."""
    if is_inner:
        return _("Muro interno: no lo muestre a visitas.")
    if frozen is None:
        return ""
    return _("Tabla detenida desde el {moment}: aquí se ve todo como estaba entonces.").format(
        moment=moment(frozen)
    )


def is_inner_in(typed: str) -> bool:
    """Whether an address asks for what is not for everybody."""
    return typed == INNER[1]


def _league(league: League, outlook: Outlook, standings: Sequence[Standing]) -> WallLeague:
    leading = [each for each in standings if each.points.total > 0][:MOST_PLACES]
    return WallLeague(
        id=f"muro-{league.code}",
        name=league.name.of(locale()),
        share=_share(outlook.by_league[league.code].share),
        places=tuple(
            WallPlace(
                f"muro-{each.participant}",
                number(each.place),
                each.name,
                number(each.points.total),
            )
            for each in leading
        ),
    )


def _behind(everybody: Sequence[Followed]) -> tuple[WallFigure, ...]:
    """How many are held up, and what they have not mended."""
    returned = sum(each.progress.returned for each in everybody)
    return (
        WallFigure(
            number(sum(bool(each.holds) for each in everybody)),
            _("gobiernos rezagados"),
            _("de {n}").format(n=number(len(everybody))),
        ),
        WallFigure(number(returned), _("reactivos devueltos sin corregir")),
    )


def _expected(outlook: Outlook) -> str:
    found = outlook.forecast
    if found is None or found.is_baseless:
        return "–"
    low, high = (
        Fraction(count, found.answers.whole) for count in (found.answers.low, found.answers.high)
    )
    return _("{low} a {high}").format(low=number(low * 100), high=percent(high))


def _share(share: Fraction | None) -> str:
    return "–" if share is None else percent(share, 1)
