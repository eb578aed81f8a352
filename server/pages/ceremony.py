"""Ceremonia: the last hours of a league told place by place, from the last one up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from game.editions import Act, Edition, allows
from game.leaderboard import Standing
from game.leagues import League
from game.rules import RuleBroken
from server.i18n import gettext as _
from server.i18n import locale, moment, ngettext, number
from server.pages.boards import Span, medal_of, movement_of
from server.pages.links import Link, Url
from server.pages.points import signed

LONGEST: Final = 7


@dataclass(frozen=True, slots=True)
class Step:
    """What the replay of the last hours says of a government: at the freeze, since, and now."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A government whose place has been told, and how it came there: then, since, now.

    `medal`: as on the board; empty from the fourth place on. `said`: all of it
    in a sentence, for whoever listens.
    """

    place: str
    medal: str
    name: str
    points: str
    movement: str
    movement_text: str
    steps: tuple[Step, ...]
    said: str


@dataclass(frozen=True, slots=True)
class CeremonyPage:
    """One step of the ceremony. `newest`: whose place is told now; `told`: those told before it.

    `moving`: that places go on changing meanwhile; empty where they do not. `waiting`: who is
    still to come; `forward` and `back` may lack.
    """

    title: str
    kicker: str
    lead: str
    moving: str
    breadcrumb: tuple[Link, ...]
    leagues: tuple[Link, ...]
    league: str
    progress: str
    newest: Told | None
    told: tuple[Told, ...]
    waiting: str
    forward: Link | None
    back: Link | None


def step_in(typed: str) -> int:
    """How many places an address wants told; none where it does not say."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < LONGEST else 0


def moment_in(typed: str, since: datetime, last: datetime) -> datetime:
    """The one moment whose places a ceremony tells, all its steps: where it says none, the last.

    Refused where it is not between `since`, when the boards stopped, and `last`: when they went
    on, or else now.
    """
    if not typed:
        return last
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise RuleBroken("ceremony-moment") from None
    if found.tzinfo is None or not since <= found <= last:
        raise RuleBroken("ceremony-moment")
    return found.astimezone(UTC)


def ceremony_page(
    edition: Edition,
    league: League,
    frozen: Sequence[Standing],
    final: Sequence[Standing],
    since: datetime,
    until: datetime | None,
    at: datetime,
    step: int,
    url: Url,
) -> CeremonyPage:
    """`frozen` and `final`: the board as it stopped and as it was `at` a moment, in place order.

    `until`: when the freeze was lifted; None while it holds. `step`: how many places are told,
    from the last one up; more than there are, or fewer than none, are taken as the nearest.
    """
    count = len(final)
    step = max(0, min(step, count))
    before = {each.participant: each for each in frozen}
    ends = _("Al reanudarse la tabla") if at == until else moment(at)
    shown = [
        _told(each, before.get(each.participant), since, ends) for each in final[count - step :]
    ]
    here = url("ceremony", edition=edition.code)
    hasta = {} if at == until else {"hasta": at.isoformat()}
    return CeremonyPage(
        title=_("Ceremonia: {league}").format(league=league.name.of(locale())),
        kicker=edition.name.of(locale()),
        lead=_lead(since, until, at),
        moving=_moving(at) if until is None and allows(edition.stage, Act.ANSWER) else "",
        breadcrumb=(
            Link(_("Coordinación"), url("coordination")),
            Link(_("Ceremonia"), here, current=True),
        ),
        leagues=tuple(
            Link(
                each.name.of(locale()),
                _address(here, each.code, 0, hasta),
                current=each.code == league.code,
            )
            for each in edition.leagues
        ),
        progress=_("{n} de {all} lugares anunciados").format(n=number(step), all=number(count)),
        league=league.name.of(locale()),
        newest=shown[0] if shown else None,
        told=tuple(shown[1:]),
        waiting=_waiting(count - step),
        forward=Link(_("Siguiente lugar"), _address(here, league.code, step + 1, hasta))
        if step < count
        else None,
        back=Link(_("Lugar anterior"), _address(here, league.code, step - 1, hasta))
        if step
        else None,
    )


def _address(here: str, league: str, step: int, hasta: Mapping[str, str]) -> str:
    """Of a step. `hasta`: its moment, or nothing where that is when the boards went on."""
    return f"{here}?{urlencode({'liga': league, 'paso': step, **hasta})}"


def _lead(since: datetime, until: datetime | None, at: datetime) -> str:
    if at != until:
        return _(
            "La tabla se detuvo el {since}. Aquí se anuncian los lugares del {at}, del último al "
            "primero."
        ).format(since=moment(since), at=moment(at))
    return _(
        "La tabla estuvo detenida del {since} al {until}. Aquí se anuncian los lugares con que se "
        "reanudó, del último al primero."
    ).format(since=moment(since), until=moment(until))


def _moving(at: datetime) -> str:
    return _(
        "Todavía se responde: los lugares son los del {at} y pueden cambiar antes de que se "
        "reanude la tabla."
    ).format(at=moment(at))


def _told(standing: Standing, before: Standing | None, since: datetime, ends: str) -> Told:
    """`ends`: at what moment it has the place that is told."""
    was = before or standing
    movement, movement_text = movement_of(was.place - standing.place, Span(since=since))
    place, points = number(standing.place), _points(standing.points.total)
    steps = (
        Step(_("Al detenerse la tabla"), _at(was)),
        Step(_("Desde entonces"), _earned(standing.points.total - was.points.total)),
        Step(ends, _at(standing)),
    )
    return Told(
        place=place,
        medal=medal_of(standing),
        name=standing.name,
        points=points,
        movement=movement,
        movement_text=movement_text,
        steps=steps,
        said=". ".join(
            (
                _("Lugar {place}: {name}").format(place=place, name=standing.name),
                *(f"{step.term}: {step.text}" for step in steps),
                movement_text,
            )
        ),
    )


def _at(standing: Standing) -> str:
    return _("lugar {place}, {points}").format(
        place=number(standing.place), points=_points(standing.points.total)
    )


def _points(total: int) -> str:
    return ngettext("{n} punto", "{n} puntos", total).format(n=number(total))


def _earned(change: int) -> str:
    """What was earned or lost, with its sign."""
    return ngettext("{n} punto", "{n} puntos", abs(change)).format(n=signed(change))


def _waiting(count: int) -> str:
    if not count:
        return _("Ya se anunciaron todos los lugares.")
    return ngettext(
        "Falta {n} lugar por anunciar.", "Faltan {n} lugares por anunciar.", count
    ).format(n=number(count))
