"""Invitar: whom to offer an agreement to, and how many are written to, before it is done."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from game.agreements import LEAGUE, ONE, STATE, Agreement, Member, Roll, mark_of
from game.participants import STATE as A_STATE
from game.participants import Participant
from server.agreeing import Choice
from server.i18n import day, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.commitment import Row
from server.pages.filters import Option, options_of
from server.pages.links import Link, Url
from server.pages.proposals import Complaint
from server.people import Holder

# More names than these are folded.
MOST_OPEN = 12


@dataclass(frozen=True, slots=True)
class StateGroup:
    """The governments of a state in a league; of the states themselves there is no name."""

    name: str
    options: tuple[Option, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class LeagueGroup:
    """A league, folded."""

    name: str
    states: tuple[StateGroup, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Chooser:
    """The boxes to tick. `hidden`: those that are ticked and not shown, which go along."""

    error: str
    leagues: tuple[Option, ...]
    states: tuple[Option, ...]
    states_open: bool
    groups: tuple[LeagueGroup, ...]
    filter: tuple[Option, ...]
    hidden: tuple[str, ...]
    hidden_text: str
    chosen_text: str


@dataclass(frozen=True, slots=True)
class NamedList:
    """Governments by name, under a heading that counts them."""

    title: str
    names: tuple[str, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """What is about to be done, with how many governments, and the form that does it."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    told: str
    unreached: NamedList | None
    invited: NamedList
    facts: tuple[Row, ...]
    hidden: tuple[tuple[str, str], ...]
    action: str
    yes: str


@dataclass(frozen=True, slots=True)
class InvitePage:
    """The form that invites more governments to an agreement."""

    breadcrumb: tuple[Link, ...]
    agreement: str
    problems: tuple[Complaint, ...]
    chooser: Chooser | None
    key: str
    action: str
    url: str


def chooser(roll: Roll, choice: Choice, error: str = "") -> Chooser:
    """Whom one can invite, with what was ticked so far; the leagues and states whole first."""
    ticked = set(choice.ticked)
    state = choice.state if choice.state in roll.states else ""
    shown = [each for each in roll.members if state in {"", each.participant.state}]
    codes = {f"{ONE}{each.participant.code}" for each in shown}
    hidden = tuple(
        f"{ONE}{each.participant.code}"
        for each in roll.members
        if f"{ONE}{each.participant.code}" in ticked - codes
    )
    return Chooser(
        error=error,
        leagues=tuple(_wholes(roll, ticked)),
        states=tuple(_whole_states(roll, ticked)),
        states_open=any(each.startswith(STATE) for each in ticked),
        groups=tuple(_groups(shown, roll, ticked, is_open=bool(state))),
        filter=options_of(_("Todas las entidades"), _states_in(roll), state),
        hidden=hidden,
        hidden_text=_hidden_text(len(hidden)) if hidden else "",
        chosen_text=_chosen_text(len(roll.chosen(ticked))) if ticked else "",
    )


def invite_page(
    agreement: Agreement,
    roll: Roll,
    choice: Choice,
    *,
    key: str,
    error: str = "",
    url: Url,
) -> InvitePage:
    """More governments for an agreement. `roll`: those who were not invited yet."""
    address = url("agreement", number=agreement.code)
    return InvitePage(
        breadcrumb=(
            Link(_("Acuerdos"), url("agreements")),
            Link(_("Acuerdo {number}").format(number=agreement.code), address),
            Link(_("Invitar a más gobiernos"), ""),
        ),
        agreement=agreement.title,
        problems=(Complaint(_named(_("Gobiernos invitados"), error), "#invited"),) if error else (),
        chooser=chooser(roll, choice, error) if roll.members else None,
        key=key,
        action=url("agreement_invite", number=agreement.code),
        url=address,
    )


def publish_confirm_page(
    agreement: Agreement,
    invited: Sequence[Participant],
    heads: Mapping[str, tuple[Holder, ...]],
    fields: Mapping[str, str],
    choice: Choice,
    url: Url,
) -> ConfirmPage:
    """Before an agreement is published: what it is, and to how many it goes."""
    n = len(invited)
    title = ngettext("Publicar e invitar a {n} gobierno", "Publicar e invitar a {n} gobiernos", n)
    return _confirm_page(
        agreement,
        invited,
        heads,
        title=title.format(n=number(n)),
        lead=_(
            "Revise antes de publicar: el acuerdo es público en cuanto se envía y después no"
            " cambia. Todavía no se ha publicado ni se ha escrito a nadie."
        ),
        breadcrumb=(Link(_("Acuerdos"), url("agreements")), Link(_("Nuevo acuerdo"), "")),
        hidden=(*fields.items(), *_choice_pairs(choice, invited)),
        action=url("agreement_publish"),
    )


def invite_confirm_page(
    agreement: Agreement,
    invited: Sequence[Participant],
    heads: Mapping[str, tuple[Holder, ...]],
    choice: Choice,
    url: Url,
) -> ConfirmPage:
    """Before more governments are invited: to how many it goes."""
    n = len(invited)
    title = ngettext("Invitar a {n} gobierno más", "Invitar a {n} gobiernos más", n)
    return _confirm_page(
        agreement,
        invited,
        heads,
        title=title.format(n=number(n)),
        lead=_("Revise antes de invitar: todavía no se ha escrito a nadie."),
        breadcrumb=(
            Link(_("Acuerdos"), url("agreements")),
            Link(
                _("Acuerdo {number}").format(number=agreement.code),
                url("agreement", number=agreement.code),
            ),
            Link(_("Invitar a más gobiernos"), ""),
        ),
        hidden=(("key", choice.key), *_choice_pairs(choice, invited)),
        action=url("agreement_invite", number=agreement.code),
    )


def _confirm_page(
    agreement: Agreement,
    invited: Sequence[Participant],
    heads: Mapping[str, tuple[Holder, ...]],
    *,
    title: str,
    lead: str,
    breadcrumb: tuple[Link, ...],
    hidden: tuple[tuple[str, str], ...],
    action: str,
) -> ConfirmPage:
    unreached = tuple(each.name for each in invited if not heads[each.code])
    people = sum(len(heads[each.code]) for each in invited)
    return ConfirmPage(
        title=title,
        lead=lead,
        breadcrumb=breadcrumb,
        told=_told_text(len(invited) - len(unreached), people),
        unreached=_unreached(unreached) if unreached else None,
        invited=NamedList(_invited_text(len(invited)), tuple(each.name for each in invited)),
        facts=(
            Row(_("Acuerdo"), agreement.title, is_typed=True),
            Row(_("Meta"), agreement.goal, is_typed=True),
            Row(_("Fecha comprometida"), day(agreement.due)),
            Row(_("Se firma hasta"), day(agreement.sign_by)),
        ),
        hidden=hidden,
        action=action,
        yes=title,
    )


def _choice_pairs(choice: Choice, invited: Sequence[Participant]) -> Iterator[tuple[str, str]]:
    """What the form that does it sends of whom it is for: those who were shown, and nobody else."""
    yield from (("invited", each) for each in choice.ticked)
    yield "state", choice.state
    yield "confirmed", mark_of(invited)


def _wholes(roll: Roll, ticked: Collection[str]) -> Iterator[Option]:
    for code, name in _leagues_of(roll).items():
        count = sum(each.league == code for each in roll.members)
        yield Option(f"{LEAGUE}{code}", name, f"{LEAGUE}{code}" in ticked, _count_text(count))


def _leagues_of(roll: Roll) -> Mapping[str, str]:
    """Code to name of every league that somebody is in, in the order of the edition."""
    there = {each.league for each in roll.members}
    codes = [*roll.leagues, *sorted(there - roll.leagues.keys())]
    return {
        code: roll.leagues[code].of(locale()) if code in roll.leagues else code
        for code in codes
        if code in there
    }


def _whole_states(roll: Roll, ticked: Collection[str]) -> Iterator[Option]:
    for code, name in _states_in(roll):
        count = sum(each.participant.state == code for each in roll.members)
        yield Option(f"{STATE}{code}", name, f"{STATE}{code}" in ticked, _count_text(count))


def _states_in(roll: Roll) -> list[tuple[str, str]]:
    """The states that somebody on the roll is of, by code."""
    there = {each.participant.state for each in roll.members}
    return [(code, name) for code, name in sorted(roll.states.items()) if code in there]


def _groups(
    shown: Sequence[Member], roll: Roll, ticked: Collection[str], *, is_open: bool
) -> Iterator[LeagueGroup]:
    for code, name in _leagues_of(roll).items():
        there = [each.participant for each in shown if each.league == code]
        states = tuple(_state_groups(there, roll, ticked, is_open=is_open))
        if states:
            yield LeagueGroup(
                _("{league} ({n})").format(league=name, n=number(len(there))),
                states,
                is_open or any(each.is_open for each in states),
            )


def _state_groups(
    there: Sequence[Participant], roll: Roll, ticked: Collection[str], *, is_open: bool
) -> Iterator[StateGroup]:
    def place(each: Participant) -> str:
        return "" if each.kind == A_STATE else each.state

    for code, group in groupby(sorted(there, key=place), place):
        options = tuple(
            Option(f"{ONE}{each.code}", each.name, f"{ONE}{each.code}" in ticked) for each in group
        )
        name = roll.states.get(code, code)
        yield StateGroup(
            _("{state} ({n})").format(state=name, n=number(len(options))) if code else "",
            options,
            is_open or any(each.chosen for each in options),
        )


def _count_text(count: int) -> str:
    return ngettext("{n} gobierno", "{n} gobiernos", count).format(n=number(count))


def _chosen_text(count: int) -> str:
    return ngettext(
        "Hasta ahora eligió {n} gobierno.", "Hasta ahora eligió {n} gobiernos.", count
    ).format(n=number(count))


def _hidden_text(count: int) -> str:
    return ngettext(
        "También sigue elegido {n} gobierno de otra entidad.",
        "También siguen elegidos {n} gobiernos de otras entidades.",
        count,
    ).format(n=number(count))


def _invited_text(count: int) -> str:
    return ngettext("Podrá firmarlo {n} gobierno", "Podrán firmarlo {n} gobiernos", count).format(
        n=number(count)
    )


def _unreached(names: tuple[str, ...]) -> NamedList:
    return NamedList(_unreached_text(len(names)), names, is_open=len(names) <= MOST_OPEN)


def _unreached_text(count: int) -> str:
    return ngettext(
        "A {n} gobierno no hay a quién escribirle: lo verá cuando alguien ocupe su cargo",
        "A {n} gobiernos no hay a quién escribirles: lo verán cuando alguien ocupe su cargo",
        count,
    ).format(n=number(count))


def _told_text(governments: int, people: int) -> str:
    if not people:
        return _("No se escribirá a nadie.")
    who = ngettext(
        "Se escribirá a {n} gobierno", "Se escribirá a {n} gobiernos", governments
    ).format(n=number(governments))
    letters = ngettext(
        "{n} correo a enlaces y titulares", "{n} correos a enlaces y titulares", people
    ).format(n=number(people))
    return _("{who}: {letters}.").format(who=who, letters=letters)


def _named(label: str, text: str) -> str:
    return _("{field}: {text}").format(field=label, text=text)
