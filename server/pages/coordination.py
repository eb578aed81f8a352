"""Coordinación: all leagues at once, how much has been answered, and who is stuck; finished."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from game.coordination import (
    Followed,
    Hold,
    Order,
    Patience,
    Progress,
    days_until,
    deadline_of,
    followed,
    holds_in,
    response_rate,
)
from game.editions import Edition, Stage
from game.leaderboard import Standing
from game.leagues import League
from server.days import today_of
from server.i18n import (
    Lazy,
    day,
    either_of,
    lazy,
    locale,
    moment,
    ngettext,
    number,
    percent,
    rounded,
)
from server.i18n import gettext as _
from server.pages.boards import version_of
from server.pages.days import left_text
from server.pages.editions import STAGE_NAMES
from server.pages.filters import Option, address_of, options_of, page_links, page_number
from server.pages.links import Link, Url

MOST_LISTED = 40
PATIENCE = Patience()
WHOLE = "todos"
# How each order is asked for in the address; the first needs no word there.
ORDERS: Mapping[str, tuple[Order, Lazy]] = {
    "": (Order.REASON, lazy("Por motivo")),
    "silencio": (Order.SILENCE, lazy("Por silencio")),
    "avance": (Order.ANSWERED, lazy("Por avance")),
    "nombre": (Order.NAME, lazy("Por nombre")),
}
HOLD_NAMES: Mapping[Hold, Lazy] = {
    Hold.NO_LEAD: lazy("sin enlace"),
    Hold.NOT_STARTED: lazy("no ha empezado"),
    Hold.QUIET: lazy("sin actividad"),
    Hold.RETURNED: lazy("con devueltos"),
    Hold.DEADLINE: lazy("cierre cercano"),
}


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom a coordinator looks for: a league, a state, a page of the list.

    Those held up, or everybody where the list `is_whole`; `order` is one of ORDERS.
    """

    league: str = ""
    state: str = ""
    page: int = 1
    is_whole: bool = False
    order: str = ""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values of the address, without the page; what is empty is left out."""
        named = (
            ("ver", WHOLE if self.is_whole else ""),
            ("liga", self.league),
            ("estado", self.state),
            ("orden", self.order),
        )
        return tuple((name, value) for name, value in named if value)

    @property
    def page_pairs(self) -> tuple[tuple[str, str], ...]:
        """The page in the address, unless it is the first."""
        return (("pagina", str(self.page)),) if self.page > 1 else ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number with what it counts."""

    value: str
    label: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TileRow:
    """One fact of a league."""

    name: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class LeagueTile:
    """A league: how much of it has been answered, and its facts."""

    title: str
    url: str
    value: str
    note: str
    width: str
    width_text: str
    rows: tuple[TileRow, ...]


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """A government: how far it has come, and what holds it up.

    `voided`: how many levels wait to be signed anew.
    """

    id: str
    name: str
    url: str
    league: str
    reasons: tuple[str, ...]
    to_review: str
    answered: str
    levels: str
    levels_url: str
    voided: str
    last_activity: str


@dataclass(frozen=True, slots=True)
class FollowedList:
    """Those held up or everybody, as filtered: a page of rows, and the way to the others.

    `views` lead from those held up to everybody and back; `rule` and `order` say who is held up
    and how the rows stand, from what decides it.
    """

    id: str
    action: str
    views: tuple[Link, ...]
    rule: str
    order: str
    caption: str
    hidden: tuple[tuple[str, str], ...]
    leagues: tuple[Option, ...]
    states: tuple[Option, ...]
    orders: tuple[Option, ...]
    clear_url: str
    rows: tuple[FollowedRow, ...]
    shown: str
    empty: str
    pages: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition under way."""

    code: str
    name: str
    stage: str
    stage_word: str
    deadline: str
    updated_text: str
    figures: tuple[Figure, ...]
    leagues_id: str
    tiles: tuple[LeagueTile, ...]
    followed: FollowedList


@dataclass(frozen=True, slots=True)
class CoordinationCard:
    """What changes while one watches: every edition under way."""

    editions: tuple[EditionCard, ...]


@dataclass(frozen=True, slots=True)
class CoordinationPage:
    """The coordinators' page."""

    coordination: CoordinationCard
    stream_url: str
    refresh_url: str
    laws_url: str


def edition_card(
    edition: Edition,
    progresses: Sequence[Progress],
    boards: Mapping[str, Sequence[Standing]],
    states: Mapping[str, str],
    sought: Sought,
    now: datetime,
    url: Url,
) -> EditionCard:
    """Finish one edition: its figures, its leagues and those who are followed.

    `states` names the states by code; what is `sought` narrows the list and nothing else.
    """
    order, _words = ORDERS[sought.order]
    everybody = followed(progresses, edition, now, PATIENCE, order)
    held = [each for each in everybody if each.holds]
    present = {each.state for each in progresses}
    named = {code: name for code, name in states.items() if code in present}
    return EditionCard(
        code=edition.code,
        name=edition.name.of(locale()),
        stage=edition.stage.value,
        stage_word=str(STAGE_NAMES[edition.stage]),
        deadline=_deadline(edition, now),
        updated_text=_last_activity(progresses),
        figures=_figures(edition, progresses, held, url),
        leagues_id=_leagues_id(edition),
        tiles=tuple(
            _tile(edition, league, progresses, held, boards.get(league.code, ()), url)
            for league in edition.leagues
        ),
        followed=_followed_list(edition, everybody, named, sought, now, url),
    )


def sought_in(league: str, state: str, view: str, order: str, page: str) -> Sought:
    """What an address asks for; an order that is none of ours is the first one."""
    known = order if order in ORDERS else ""
    return Sought(league, state, page_number(page), is_whole=view == WHOLE, order=known)


def coordination_page(card: CoordinationCard, sought: Sought, url: Url) -> CoordinationPage:
    """Put the card in its page; its stream is narrowed as the page is."""
    asked = (*sought.pairs, *sought.page_pairs)
    return CoordinationPage(
        coordination=card,
        stream_url=address_of(url("coordination_live"), (*asked, ("desde", version_of(card)))),
        refresh_url=address_of(url("coordination"), asked),
        laws_url=url("laws"),
    )


def _deadline(edition: Edition, now: datetime) -> str:
    deadline = deadline_of(edition)
    days = days_until(deadline, now)
    if deadline is None or days is None:
        return _("Sin fecha de cierre")
    if deadline <= now:
        return _("La etapa debía terminar el {day}").format(day=day(today_of(deadline)))
    return _("La etapa termina el {day}: {left}").format(
        day=day(today_of(deadline)), left=left_text(days)
    )


def _last_activity(progresses: Sequence[Progress]) -> str:
    """One short sentence."""
    moves = [(each.last_at, each) for each in progresses if each.last_at]
    if not moves:
        return _("Todavía nadie ha respondido.")
    at, latest = max(moves, key=lambda move: (move[0], move[1].participant))
    return _("Última actividad: {name}, {answered}. {moment}.").format(
        name=latest.name, answered=_answered(latest), moment=moment(at)
    )


def _figures(
    edition: Edition, progresses: Sequence[Progress], held: Sequence[Followed], url: Url
) -> tuple[Figure, ...]:
    begun = sum(1 for each in progresses if each.answered)
    returned = sum(each.returned for each in progresses)
    return (
        Figure(
            _rate(response_rate(progresses)),
            _("respondido, liga por liga"),
            _answered_by(progresses),
            f"#{_leagues_id(edition)}",
        ),
        Figure(
            number(begun),
            _("gobiernos han empezado"),
            _("de {n}").format(n=number(len(progresses))),
        ),
        Figure(
            number(sum(each.submitted for each in progresses)),
            _("niveles enviados"),
            _("de {n}").format(n=number(sum(each.levels for each in progresses))),
        ),
        Figure(number(returned), _("reactivos devueltos sin corregir")),
        Figure(number(len(held)), _("gobiernos rezagados"), url=f"#{_list_id(edition)}"),
        *_reviews(progresses, url),
    )


def _reviews(progresses: Sequence[Progress], url: Url) -> tuple[Figure, ...]:
    """How many answers rest on abrogated laws, where any does."""
    count = sum(each.to_review for each in progresses)
    touched = sum(each.to_review > 0 for each in progresses)
    if not count:
        return ()
    words = ngettext("de {n} gobierno", "de {n} gobiernos", touched)
    label = _("respuestas por revisar: cambió una ley")
    return (Figure(number(count), label, words.format(n=number(touched)), url("laws")),)


def _tile(
    edition: Edition,
    league: League,
    progresses: Sequence[Progress],
    held: Sequence[Followed],
    standings: Sequence[Standing],
    url: Url,
) -> LeagueTile:
    members = [each for each in progresses if each.league == league.code]
    rate = response_rate(members)
    count = len(members)
    return LeagueTile(
        title=league.name.of(locale()),
        url=url("board", edition=edition.code, league=league.code),
        value=_rate(rate),
        note=ngettext("{n} gobierno", "{n} gobiernos", count).format(n=number(count)),
        width=str(rounded((rate or Fraction(0)) * 100, 1)),
        width_text=_answered_by(members),
        rows=(
            *_leader(standings, url),
            TileRow(
                _("Niveles enviados"),
                _of(sum(each.submitted for each in members), sum(each.levels for each in members)),
            ),
            TileRow(_("Devueltos sin corregir"), number(sum(each.returned for each in members))),
            _held_in(edition, league, held, url),
        ),
    )


def _held_in(edition: Edition, league: League, held: Sequence[Followed], url: Url) -> TileRow:
    count = sum(1 for each in held if each.progress.league == league.code)
    listed = address_of(url("coordination"), (("liga", league.code),)) + f"#{_list_id(edition)}"
    return TileRow(_("Rezagados"), number(count), listed if count else "")


def _leader(standings: Sequence[Standing], url: Url) -> tuple[TileRow, ...]:
    leading = next((each for each in standings if each.points.total > 0), None)
    if leading is None:
        return ()
    total = leading.points.total
    points = ngettext("{n} punto", "{n} puntos", total).format(n=number(total))
    name = _("Va adelante: {name}").format(name=leading.name)
    return (TileRow(name, points, url("profile", code=leading.participant)),)


def _leagues_id(edition: Edition) -> str:
    return f"ligas-{edition.code}"


def _list_id(edition: Edition) -> str:
    return f"gobiernos-{edition.code}"


def _followed_list(
    edition: Edition,
    everybody: Sequence[Followed],
    states: Mapping[str, str],
    sought: Sought,
    now: datetime,
    url: Url,
) -> FollowedList:
    """A code that is not of this edition narrows nothing, and the filter says so."""
    leagues = {each.code: each.name.of(locale()) for each in edition.leagues}
    league = sought.league if sought.league in leagues else ""
    state = sought.state if sought.state in states else ""
    asked = replace(sought, league=league, state=state, page=1)
    there = [
        each
        for each in everybody
        if league in {"", each.progress.league} and state in {"", each.progress.state}
    ]
    held = [each for each in there if each.holds]
    found = there if sought.is_whole else held
    page = min(sought.page, max(1, -(-len(found) // MOST_LISTED)))
    first = (page - 1) * MOST_LISTED
    rows = found[first : first + MOST_LISTED]
    id_ = _list_id(edition)
    here = url("coordination")
    links = page_links(here, asked.pairs, page, len(found), MOST_LISTED)
    cleared = replace(asked, league="", state="").pairs
    is_narrowed = bool(league or state)
    return FollowedList(
        id=id_,
        action=f"{here}#{id_}",
        views=_views(asked, len(held), len(there), f"#{id_}", url),
        rule=_rule(edition.stage),
        order=_order(edition.stage, asked),
        caption=_("Todos los gobiernos") if sought.is_whole else _("Gobiernos rezagados"),
        hidden=(("ver", WHOLE),) if sought.is_whole else (),
        leagues=options_of(_("Todas"), tuple(leagues.items()), league),
        states=options_of(_("Todos"), sorted(states.items()), state),
        orders=tuple(
            Option(word, str(label), word == sought.order) for word, (_by, label) in ORDERS.items()
        ),
        clear_url=f"{address_of(here, cleared)}#{id_}" if is_narrowed else "",
        rows=tuple(_followed_row(each, leagues, edition, now, url) for each in rows),
        shown=_shown(first, len(rows), len(found)),
        empty=_empty(is_whole=sought.is_whole, is_narrowed=is_narrowed),
        pages=tuple(replace(each, url=f"{each.url}#{id_}") if each.url else each for each in links),
    )


def _views(asked: Sought, held: int, there: int, anchor: str, url: Url) -> tuple[Link, ...]:
    """The switch: whom each shows, counted as filtered."""
    named = ((False, _("Rezagados ({n})"), held), (True, _("Todos ({n})"), there))
    return tuple(
        Link(
            words.format(n=number(count)),
            address_of(url("coordination"), replace(asked, is_whole=is_whole).pairs) + anchor,
            asked.is_whole == is_whole,
        )
        for is_whole, words, count in named
    )


def _rule(stage: Stage) -> str:
    """Who is held up in this stage, with the days that decide it."""
    holds = holds_in(stage)
    if not holds:
        return _("En esta etapa no se responde ni se corrige: nadie está rezagado.")
    return _("Está rezagado quien {reasons}.").format(reasons=either_of(map(_clause, holds)))


def _clause(hold: Hold) -> str:
    match hold:
        case Hold.NO_LEAD:
            return _("se quedó sin enlace")
        case Hold.NOT_STARTED:
            return _("no ha respondido nada")
        case Hold.QUIET:
            days = PATIENCE.quiet_days
            words = ngettext(
                "lleva {n} día sin actividad y le falta responder",
                "lleva {n} días o más sin actividad y le falta responder",
                days,
            )
        case Hold.RETURNED:
            days = PATIENCE.returned_days
            words = ngettext(
                "lleva {n} día sin actividad con reactivos devueltos",
                "lleva {n} días o más sin actividad con reactivos devueltos",
                days,
            )
        case Hold.DEADLINE:
            days = PATIENCE.last_days
            words = ngettext(
                "tiene algo pendiente a {n} día del cierre de la etapa",
                "tiene algo pendiente a {n} días o menos del cierre de la etapa",
                days,
            )
    return words.format(n=number(days))


def _order(stage: Stage, sought: Sought) -> str:
    order, _words = ORDERS[sought.order]
    match order:
        case Order.REASON:
            names = ", ".join(str(HOLD_NAMES[hold]) for hold in holds_in(stage))
            if not names:
                return _("Primero el silencio más largo.")
            words = _(
                "Por el motivo más grave ({names}) y, con el mismo motivo, primero el silencio "
                "más largo."
            ).format(names=names)
            last = _("Quien avanza va al final.")
            return f"{words} {last}" if sought.is_whole else words
        case Order.SILENCE:
            return _("Primero el silencio más largo.")
        case Order.ANSWERED:
            return _("Primero quien menos ha respondido.")
        case Order.NAME:
            return _("Por nombre.")


def _empty(*, is_whole: bool, is_narrowed: bool) -> str:
    if is_whole:
        return (
            _("Ningún gobierno coincide con el filtro.")
            if is_narrowed
            else _("Todavía no hay gobiernos inscritos.")
        )
    return (
        _("Ningún gobierno rezagado coincide con el filtro.")
        if is_narrowed
        else _("Ningún gobierno está rezagado.")
    )


def _shown(before: int, rows: int, total: int) -> str:
    """Which of them are on this page; nothing when there are none."""
    if not total:
        return ""
    if rows == total:
        return ngettext("{n} gobierno", "{n} gobiernos", total).format(n=number(total))
    return _("{first} a {last} de {n} gobiernos").format(
        first=number(before + 1), last=number(before + rows), n=number(total)
    )


def _followed_row(
    each: Followed, leagues: Mapping[str, str], edition: Edition, now: datetime, url: Url
) -> FollowedRow:
    progress = each.progress
    return FollowedRow(
        id=f"avance-{edition.code}-{progress.participant}",
        name=progress.name,
        url=url("profile", code=progress.participant),
        league=leagues.get(progress.league, progress.league),
        reasons=tuple(_reason(hold, each, edition, now) for hold in each.holds),
        to_review=_to_review(progress.to_review),
        answered=_("{share} ({answered} de {asked})").format(
            share=_rate(response_rate([progress])),
            answered=number(progress.answered),
            asked=number(progress.asked),
        ),
        levels=_("{submitted} y {signed} de {n}").format(
            submitted=number(progress.submitted),
            signed=number(progress.signed),
            n=number(progress.levels),
        ),
        levels_url=url(
            "coordination_levels", edition=edition.code, participant=progress.participant
        ),
        voided=ngettext("{n} firma sin efecto", "{n} firmas sin efecto", progress.voided).format(
            n=number(progress.voided)
        )
        if progress.voided
        else "",
        last_activity=moment(progress.last_at) if progress.last_at else _("ninguna"),
    )


def _to_review(count: int) -> str:
    if not count:
        return ""
    words = ngettext("{n} por revisar: cambió una ley", "{n} por revisar: cambió una ley", count)
    return words.format(n=number(count))


def _reason(hold: Hold, each: Followed, edition: Edition, now: datetime) -> str:
    match hold:
        case Hold.NO_LEAD:
            return _("Sin enlace")
        case Hold.NOT_STARTED:
            return _("No ha empezado")
        case Hold.QUIET:
            days = each.quiet_days or 0
            words = ngettext("{n} día sin actividad", "{n} días sin actividad", days)
            return words.format(n=number(days))
        case Hold.RETURNED:
            count = each.progress.returned
            words = ngettext("{n} reactivo devuelto", "{n} reactivos devueltos", count)
            return words.format(n=number(count))
        case Hold.DEADLINE:
            left = days_until(deadline_of(edition), now) or 0
            if left == 0:
                return _("Vence hoy o ya venció")
            return ngettext("Vence en {n} día", "Vence en {n} días", left).format(n=number(left))


def _answered(progress: Progress) -> str:
    return _("{answered} de {asked} reactivos").format(
        answered=number(progress.answered), asked=number(progress.asked)
    )


def _answered_by(members: Sequence[Progress]) -> str:
    return _("{answered} de {asked} reactivos").format(
        answered=number(sum(each.answered for each in members)),
        asked=number(sum(each.asked for each in members)),
    )


def _of(part: int, whole: int) -> str:
    return _("{part} de {whole}").format(part=number(part), whole=number(whole))


def _rate(rate: Fraction | None) -> str:
    return "–" if rate is None else percent(rate)
