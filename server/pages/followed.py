"""Seguimiento: the list of governments, those held up or everybody, and where each row leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from game.coordination import (
    Followed,
    Hold,
    Order,
    Progress,
    days_left,
    deadline_of,
    followed,
    holds_in,
    response_rate,
)
from game.editions import Edition, Stage
from game.questionnaire import Questionnaire
from game.room import Patience
from server.i18n import Lazy, either_of, lazy, locale, moment, ngettext, number, percent
from server.i18n import gettext as _
from server.pages.filters import Option, address_of, options_of, page_links, page_number
from server.pages.links import Link, Url
from server.pages.names import level_name
from server.pages.reminders import RemindedNote, Reminding, reminded_note, rule_text

MOST_LISTED = 40
WHOLE = "todos"
PARAMETERS = ("liga", "estado", "ver", "orden", "pagina")
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
    Hold.UNSENT: lazy("por enviar"),
    Hold.UNSIGNED: lazy("por firmar"),
    Hold.VOIDED: lazy("firma sin efecto"),
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

    @property
    def all_pairs(self) -> tuple[tuple[str, str], ...]:
        """All of the address."""
        return (*self.pairs, *self.page_pairs)


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """A government: how far it has come, and what holds it up.

    `voided`: how many levels wait to be signed anew. `level`: the one it is at.
    """

    id: str
    code: str
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
    level: str
    reminded: RemindedNote


@dataclass(frozen=True, slots=True)
class FollowedList:
    """Those held up or everybody, as filtered: a page of rows, and the way to the others.

    `views` lead from those held up to everybody and back; `rule` and `order` say who is held up
    and how the rows stand, from what decides it. `remind_form`: of the buttons of its rows, which
    stands where no event replaces it.
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
    remind_form: str
    remind_all_url: str
    remind_rule: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom an address asks for: `asked` without what is not of this edition.

    `there`: how many there are in what it names, `held` those of them who are held up, `found`
    those the list has; `rows` are those of the page, after so many others (`before`).
    """

    asked: Sought
    there: int
    held: int
    found: int
    page: int
    before: int
    rows: tuple[Followed, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What rows are drawn from, besides how far each has come. `states`: their names by code."""

    questionnaire: Questionnaire
    states: Mapping[str, str]
    reminding: Reminding


def sought_in(league: str, state: str, view: str, order: str, page: str) -> Sought:
    """What an address asks for; an order that is none of ours is the first one."""
    known = order if order in ORDERS else ""
    return Sought(league, state, page_number(page), is_whole=view == WHOLE, order=known)


def sought_from(asked: Mapping[str, str]) -> Sought:
    """What an address asks for, by the names of its parameters."""
    return sought_in(*(asked.get(name, "") for name in PARAMETERS))


def selected(
    edition: Edition, progresses: Sequence[Progress], sought: Sought, now: datetime
) -> Selection:
    """Whom the list shows to an address."""
    return _selection(edition, everybody_in(edition, progresses, sought, now), sought)


def everybody_in(
    edition: Edition, progresses: Sequence[Progress], sought: Sought, now: datetime
) -> tuple[Followed, ...]:
    """All of an edition in the order that is asked for."""
    order, _words = ORDERS[sought.order]
    return followed(progresses, edition, now, order)


def reasons_of(each: Followed, edition: Edition, now: datetime) -> tuple[str, ...]:
    """Why a participant is held up, in words."""
    return tuple(_reason(hold, each, edition, now) for hold in each.holds)


def followed_list(
    edition: Edition,
    everybody: Sequence[Followed],
    known: Known,
    sought: Sought,
    now: datetime,
    url: Url,
) -> FollowedList:
    """Finish the list as it is asked for."""
    selection = _selection(edition, everybody, sought)
    asked = selection.asked
    leagues = {each.code: each.name.of(locale()) for each in edition.leagues}
    present = {each.progress.state for each in everybody}
    states = [(code, name) for code, name in known.states.items() if code in present]
    rows = tuple(_followed_row(each, leagues, edition, known, now, url) for each in selection.rows)
    id_ = list_id(edition.code)
    here = url("coordination")
    links = page_links(here, asked.pairs, selection.page, selection.found, MOST_LISTED)
    cleared = replace(asked, league="", state="").pairs
    is_narrowed = bool(asked.league or asked.state)
    can_remind = any(row.reminded.may_press for row in rows)
    return FollowedList(
        id=id_,
        action=f"{here}#{id_}",
        views=_views(asked, selection.held, selection.there, f"#{id_}", url),
        rule=held_up_text(edition.stage, edition.room.held_up),
        order=_order(edition.stage, asked),
        caption=_("Todos los gobiernos") if sought.is_whole else _("Gobiernos rezagados"),
        hidden=(("ver", WHOLE),) if sought.is_whole else (),
        leagues=options_of(_("Todas"), tuple(leagues.items()), asked.league),
        states=options_of(_("Todos"), sorted(states), asked.state),
        orders=tuple(
            Option(word, str(label), word == sought.order) for word, (_by, label) in ORDERS.items()
        ),
        clear_url=f"{address_of(here, cleared)}#{id_}" if is_narrowed else "",
        rows=rows,
        shown=_shown(selection.before, len(rows), selection.found),
        empty=_empty(is_whole=sought.is_whole, is_narrowed=is_narrowed),
        pages=tuple(replace(each, url=f"{each.url}#{id_}") if each.url else each for each in links),
        remind_form=f"recordar-{edition.code}",
        remind_all_url=reminders_url(edition.code, sought, url) if can_remind else "",
        remind_rule=rule_text(known.reminding.every) if known.reminding.may_send else "",
    )


def list_url(edition: str, sought: Sought, url: Url) -> str:
    """Back to the list as it was narrowed."""
    return f"{address_of(url('coordination'), sought.all_pairs)}#{list_id(edition)}"


def row_url(edition: str, participant: str, sought: Sought, url: Url) -> str:
    """Back to the row of a government in that list."""
    return f"{address_of(url('coordination'), sought.all_pairs)}#{row_id(edition, participant)}"


def told_url(sought: Sought, sent: int, spared: int, url: Url) -> str:
    """Back to the page, which says above the list how many were reminded and how many were not."""
    told = (("recordados", str(sent)), ("omitidos", str(spared)))
    return address_of(url("coordination"), (*sought.all_pairs, *told))


def reminders_url(edition: str, sought: Sought, url: Url) -> str:
    """Where those of that list are reminded."""
    return address_of(url("reminders", edition=edition), sought.all_pairs)


def list_id(edition: str) -> str:
    """The id of the list of governments, where a link can lead."""
    return f"gobiernos-{edition}"


def row_id(edition: str, participant: str) -> str:
    """The id of the row of a government, where a link can lead."""
    return f"avance-{edition}-{participant}"


def rate_text(rate: Fraction | None) -> str:
    """A share in percent; a dash where nobody is asked anything."""
    return "–" if rate is None else percent(rate)


def held_up_text(stage: Stage, patience: Patience) -> str:
    """Who is held up in this stage, with the days that decide it."""
    holds = holds_in(stage)
    if not holds:
        return _("En esta etapa no se responde ni se corrige: nadie está rezagado.")
    reasons = either_of(_clause(each, patience) for each in holds)
    return _("Está rezagado quien {reasons}.").format(reasons=reasons)


def _selection(edition: Edition, everybody: Sequence[Followed], sought: Sought) -> Selection:
    """A code that is not of this edition narrows nothing, and the filter says so."""
    leagues = {each.code for each in edition.leagues}
    states = {each.progress.state for each in everybody}
    league = sought.league if sought.league in leagues else ""
    state = sought.state if sought.state in states else ""
    there = [
        each
        for each in everybody
        if league in {"", each.progress.league} and state in {"", each.progress.state}
    ]
    held = [each for each in there if each.holds]
    found = there if sought.is_whole else held
    page = min(sought.page, max(1, -(-len(found) // MOST_LISTED)))
    first = (page - 1) * MOST_LISTED
    return Selection(
        asked=replace(sought, league=league, state=state, page=1),
        there=len(there),
        held=len(held),
        found=len(found),
        page=page,
        before=first,
        rows=tuple(found[first : first + MOST_LISTED]),
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


def _clause(hold: Hold, patience: Patience) -> str:
    match hold:
        case Hold.NO_LEAD:
            return _("se quedó sin enlace")
        case Hold.NOT_STARTED:
            return _("no ha respondido nada")
        case Hold.QUIET:
            days = patience.quiet_days
            words = ngettext(
                "lleva {n} día sin actividad y le falta responder",
                "lleva {n} días o más sin actividad y le falta responder",
                days,
            )
        case Hold.RETURNED:
            days = patience.returned_days
            words = ngettext(
                "lleva {n} día sin actividad con reactivos devueltos",
                "lleva {n} días o más sin actividad con reactivos devueltos",
                days,
            )
        case Hold.UNSENT:
            days = patience.unsent_days
            words = ngettext(
                "lleva {n} día sin actividad con niveles completos sin enviar",
                "lleva {n} días o más sin actividad con niveles completos sin enviar",
                days,
            )
        case Hold.UNSIGNED:
            days = patience.unsigned_days
            words = ngettext(
                "tiene desde hace {n} día un nivel enviado sin firmar",
                "tiene desde hace {n} días o más un nivel enviado sin firmar",
                days,
            )
        case Hold.VOIDED:
            days = patience.unsigned_days
            words = ngettext(
                "tiene desde hace {n} día un nivel cuya firma quedó sin efecto",
                "tiene desde hace {n} días o más un nivel cuya firma quedó sin efecto",
                days,
            )
        case Hold.DEADLINE:
            days = patience.last_days
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
    each: Followed,
    leagues: Mapping[str, str],
    edition: Edition,
    known: Known,
    now: datetime,
    url: Url,
) -> FollowedRow:
    progress = each.progress
    return FollowedRow(
        id=row_id(edition.code, progress.participant),
        code=progress.participant,
        name=progress.name,
        url=url("profile", code=progress.participant),
        league=leagues.get(progress.league, progress.league),
        reasons=reasons_of(each, edition, now),
        to_review=_to_review(progress.to_review),
        answered=_("{share} ({answered} de {asked})").format(
            share=rate_text(response_rate([progress])),
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
        level=_level(progress, known.questionnaire),
        reminded=reminded_note(each, known.reminding, now),
    )


def _level(progress: Progress, questionnaire: Questionnaire) -> str:
    """The level a government is at; nothing once it has handed in all of them."""
    if not progress.level:
        return ""
    return _("Va en {level}").format(level=level_name(questionnaire.topic(progress.level)))


def _to_review(count: int) -> str:
    if not count:
        return ""
    words = ngettext("{n} por revisar: cambió una ley", "{n} por revisar: cambió una ley", count)
    return words.format(n=number(count))


def _reason(hold: Hold, each: Followed, edition: Edition, now: datetime) -> str:
    progress, count = each.progress, 0
    match hold:
        case Hold.NO_LEAD:
            words = _("Sin enlace")
        case Hold.NOT_STARTED:
            words = _("No ha empezado")
        case Hold.QUIET:
            count = each.quiet_days or 0
            words = ngettext("{n} día sin actividad", "{n} días sin actividad", count)
        case Hold.RETURNED:
            count = progress.returned
            words = ngettext("{n} reactivo devuelto", "{n} reactivos devueltos", count)
        case Hold.UNSENT:
            count = progress.unsent
            words = ngettext("{n} nivel por enviar", "{n} niveles por enviar", count)
        case Hold.UNSIGNED:
            count = progress.unsigned
            words = ngettext("{n} nivel por firmar", "{n} niveles por firmar", count)
        case Hold.VOIDED:
            count = progress.voided
            words = ngettext(
                "{n} nivel por firmar de nuevo", "{n} niveles por firmar de nuevo", count
            )
        case Hold.DEADLINE:
            count = days_left(deadline_of(edition), now) or 0
            words = ngettext("Vence en {n} día", "Vence en {n} días", count)
            if not count:
                words = _("Vence hoy o ya venció")
    return words.format(n=number(count))
