"""Ascenso: what would move one's own government one place up, finished for its template."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from game.ascent import (
    Chance,
    Climb,
    LevelChance,
    Reach,
    Route,
    Signing,
    Way,
    climb_of,
    route_of,
)
from game.editions import Act, Edition, allows
from game.leaderboard import Standing
from game.questionnaire import Questionnaire
from server.i18n import gettext as _
from server.i18n import list_of, moment, ngettext, number
from server.pages.links import Link, Url
from server.pages.names import item_url, level_name
from server.pages.points import signed

# More names than these are counted.
MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class AscentLevel:
    """A level that can bring points: how many, and the items that something can be done about."""

    name: str
    url: str
    text: str
    items: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class AscentPanel:
    """What is above, and the way there. `notes`: what needs no answer, or nothing at all.

    Without `enough` no level is called sufficient; `rest` brings points too.
    """

    lead: str
    frozen_text: str
    reach_text: str
    enough: tuple[AscentLevel, ...]
    rest_title: str
    rest: tuple[AscentLevel, ...]
    notes: tuple[str, ...]


def ascent_panel(
    edition: Edition,
    questionnaire: Questionnaire,
    participant: str,
    total: int,
    standings: Sequence[Standing],
    chances: Iterable[Chance],
    frozen: datetime | None,
    url: Url,
    *,
    signings: Mapping[str, Signing],
) -> AscentPanel | None:
    """Only for its own government, and while something can still be done.

    `total`: its points now. `standings`: as they are public, since `frozen` those of that moment,
    so that nothing is said here of what the others have done since. `signings`: by topic.
    """
    if not allows(edition.stage, Act.MEND) or not standings:
        return None
    climb = climb_of(standings, participant, total)
    frozen_text = _frozen_text(frozen)
    if not climb.rivals:
        return AscentPanel(_lead(climb), frozen_text, "", (), "", (), ())
    route = route_of(chances, climb, signings)
    return AscentPanel(
        lead=_lead(climb),
        frozen_text=frozen_text,
        reach_text=_reach_text(route),
        enough=tuple(_level(each, questionnaire, url) for each in route.enough),
        rest_title=ngettext(
            "{n} nivel más que también suma", "{n} niveles más que también suman", len(route.rest)
        ).format(n=number(len(route.rest)))
        if route.enough
        else ngettext("{n} nivel que suma", "{n} niveles que suman", len(route.rest)).format(
            n=number(len(route.rest))
        ),
        rest=tuple(_level(each, questionnaire, url) for each in route.rest),
        notes=tuple(_notes(route, climb)),
    )


def _lead(climb: Climb) -> str:
    if climb.members == 1:
        return _("Su gobierno es el único de su liga: no hay otro lugar que alcanzar.")
    if not climb.rivals:
        return _("Su gobierno va en el primer lugar de su liga.")
    if climb.is_first:
        return _(
            "Comparte el primer lugar con {names}. Con un punto más quedaría adelante."
        ).format(names=_names(climb.rivals))
    share = ngettext(
        "Le falta {n} punto para compartir el lugar {place} con {names}",
        "Le faltan {n} puntos para compartir el lugar {place} con {names}",
        climb.to_share,
    ).format(n=number(climb.to_share), place=number(climb.next_place), names=_names(climb.rivals))
    ahead = _("y {n} para quedar adelante.").format(n=number(climb.to_pass))
    return f"{share}, {ahead}"


def _names(names: Sequence[str]) -> str:
    """All of a few; of many the first, and how many more."""
    if len(names) <= MOST_NAMED:
        return list_of(names)
    more = len(names) - MOST_NAMED + 1
    others = ngettext("{n} gobierno más", "{n} gobiernos más", more).format(n=number(more))
    return list_of([*names[: MOST_NAMED - 1], others])


def _reach_text(route: Route) -> str:
    match route.reach:
        case Reach.ANSWERING:
            return ngettext(
                "Basta con completar este nivel:",
                "Basta con completar estos {n} niveles:",
                len(route.enough),
            ).format(n=number(len(route.enough)))
        case Reach.WAITING:
            return _(
                "Lo que espera verificación suma hasta {n} si se acepta, y alcanza: no hay nada "
                "más que hacer."
            ).format(n=f"+{number(route.waiting)}")
        case Reach.VERIFIED:
            return _(
                "Completar lo que falta no alcanza por sí solo; si además se firma y se acepta, sí."
            )
        case Reach.OUT:
            return _("Lo que queda por completar y por verificar no alcanza para ese lugar.")


def _notes(route: Route, climb: Climb) -> Iterable[str]:
    if route.waiting and route.reach is not Reach.WAITING:
        suffices = route.waiting >= climb.need
        text = (
            _("Lo que espera verificación suma hasta {n} si se acepta, y con eso alcanzaría.")
            if suffices
            else _("Lo que espera verificación suma hasta {n} si se acepta.")
        )
        yield text.format(n=f"+{number(route.waiting)}")
    if route.unsigned:
        text = _("Lo completo que falta enviar o firmar suma hasta {n} cuando se acepte.")
        yield text.format(n=f"+{number(route.unsigned)}")
    if route.enough or route.rest:
        yield _("Un «no» con su razón y su plan suma lo mismo que un «sí» con su evidencia.")


def _level(level: LevelChance, questionnaire: Questionnaire, url: Url) -> AscentLevel:
    return AscentLevel(
        name=level_name(questionnaire.topic(level.topic)),
        url=url("level", topic=level.topic),
        text=_level_text(level),
        items=tuple(Link(each.item, item_url(url, each.topic, each.item)) for each in level.to_do),
    )


def _level_text(level: LevelChance) -> str:
    mend = sum(each.way is Way.MEND for each in level.to_do)
    answer = len(level.to_do) - mend
    later = sum(each.later for each in level.to_do)
    to_do = [
        ngettext("{n} por responder", "{n} por responder", answer).format(n=number(answer))
        if answer
        else "",
        ngettext("{n} por corregir", "{n} por corregir", mend).format(n=number(mend))
        if mend
        else "",
    ]
    at_once, on_signing = signed(level.at_once), signed(level.on_signing)
    signing = (
        _("{points} al firmarse de nuevo") if level.signing.held else _("{points} al firmarse")
    )
    gains = [
        _("{points} al completarlos").format(points=at_once) if level.at_once else "",
        signing.format(points=on_signing) if level.on_signing else "",
        _("hasta +{later} más al verificarse").format(later=number(later)) if later else "",
    ]
    return f"{list_of(filter(None, to_do))}: {', '.join(filter(None, gains))}"


def _frozen_text(frozen: datetime | None) -> str:
    if frozen is None:
        return ""
    return _(
        "Compara sus puntos de ahora con los que los demás tenían al detenerse la tabla, el "
        "{moment}."
    ).format(moment=moment(frozen))
