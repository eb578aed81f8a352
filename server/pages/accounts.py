"""Cuentas: the pages of signing in, of seats and of invitations, finished for the templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from game.participants import Participant, alphabetical
from server.i18n import gettext as _
from server.pages.filters import Option
from server.pages.handovers import seat_label
from server.pages.links import Url
from server.people import GOVERNMENT, ROLE_NAMES, TEAM, Invitation, Person, Role, Seat

NOTHING: Mapping[str, str] = MappingProxyType({})
SEAT_FIELDS = ("role", "participant", "state", "title")
INVITE_FIELDS = ("email", "name")
ACCEPT_FIELDS = ("name", "password", "again")


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The form to sign in, with what was typed and why it was refused."""

    email: str = ""
    next: str = ""
    error: str = ""
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """A seat one may work from, and where choosing it is sent."""

    title: str
    role: str
    place: str
    action: str
    button: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class SeatsPage:
    """The seats of whoever is signed in, and where they were going."""

    lead: str
    seats: tuple[OwnSeat, ...]
    next: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A row of the table of seats; `role` where the title does not say it already."""

    title: str
    role: str
    place: str
    holder: str
    email: str
    invited: str
    url: str


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """The seats a person may see, and the form for a new one."""

    lead: str
    seats: tuple[SeatLine, ...]
    search: str
    is_admin: bool
    roles: tuple[Option, ...]
    offered: tuple[Option, ...]
    typed: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A name and what it is."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class SeatPage:
    """A seat, who holds it, and the form to invite somebody."""

    number: int
    title: str
    lines: tuple[Line, ...]
    may_invite: bool
    invite_title: str
    hand_over: str
    hand_over_note: str
    warning: str
    link: str
    notice: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """The form of whoever was invited."""

    token: str
    lead: str
    email: str
    name: str
    asks_proof: bool
    asks_name: bool
    asks_password: bool
    note: str
    errors: Mapping[str, str]


def may_fill(person: Person, seat: Seat) -> bool:
    """Whether a person may invite somebody to a seat: an admin to any, a lead to their team's."""
    return person.role is Role.ADMIN or (
        person.role is Role.LEAD and seat.role in TEAM and seat.participant == person.participant
    )


def roles_offered(person: Person) -> tuple[Role, ...]:
    """The roles of the seats a person may make."""
    return tuple(Role) if person.role is Role.ADMIN else tuple(r for r in Role if r in TEAM)


def seats_page(person: Person, seats: Iterable[Seat], *, wanted: str, url: Url) -> SeatsPage:
    """Show the seats somebody holds; the one they are in comes where it always stands."""
    return SeatsPage(
        lead=_(
            "Cada cargo ve y hace cosas distintas, y lo que haga queda a nombre del que elija."
            " Puede cambiar cuando quiera desde el menú de su cuenta."
        ),
        seats=tuple(
            OwnSeat(
                title=seat.title,
                role=str(ROLE_NAMES[seat.role]),
                place=_place(seat),
                action=url("seat_switch", number=seat.id),
                button=_("Seguir con este cargo")
                if seat.id == person.seat
                else _("Trabajar con este cargo"),
                is_current=seat.id == person.seat,
            )
            for seat in seats
        ),
        next=wanted,
    )


def accounts_page(
    person: Person,
    seats: Iterable[tuple[Seat, str]],
    *,
    offered: Iterable[Participant] = (),
    search: str = "",
    typed: Mapping[str, str] = NOTHING,
    errors: Mapping[str, str] = NOTHING,
) -> AccountsPage:
    """Show seats, each with its address; `offered` are the governments to choose a name from."""
    is_admin = person.role is Role.ADMIN
    if is_admin:
        lead = _("Todos los cargos, quién los ocupa y a quién se ha invitado.")
    else:
        lead = _("Los cargos de {government} y a quién se ha invitado.").format(
            government=person.participant_name
        )
    return AccountsPage(
        lead=lead,
        seats=tuple(_line(seat, url) for seat, url in seats),
        search=search,
        is_admin=is_admin,
        roles=tuple(
            Option(role.value, str(ROLE_NAMES[role]), role == typed.get("role"))
            for role in roles_offered(person)
        ),
        offered=tuple(
            Option(each.name, each.code, chosen=False)
            for each in sorted(offered, key=lambda each: alphabetical(each.name))
        ),
        typed=_whole(SEAT_FIELDS, typed),
        errors=_whole(SEAT_FIELDS, errors),
    )


def seat_page(
    person: Person,
    seat: Seat,
    *,
    hand_over: str = "",
    may_renew: bool = False,
    link: str = "",
    typed: Mapping[str, str] = NOTHING,
    errors: Mapping[str, str] = NOTHING,
) -> SeatPage:
    """Show one seat. The link of an invitation is there once, when it has just been made.

    `hand_over`: the way to pass on a seat that somebody holds, or had to leave. Whoever holds it
    `may_renew` their way in by an invitation of their own.
    """
    may_invite = may_fill(person, seat) and (not hand_over or may_renew)
    may_pass = may_fill(person, seat) or seat.id == person.seat
    return SeatPage(
        number=seat.id,
        title=seat_title(seat),
        lines=(
            Line(_("Tipo de cargo"), str(ROLE_NAMES[seat.role])),
            Line(_("Pertenece a"), _place(seat)),
            Line(_("Lo ocupa"), _holder(seat)),
            Line(_("Invitación pendiente"), seat.invited or _("ninguna")),
        ),
        may_invite=may_invite,
        invite_title=_("Renovar su acceso") if hand_over else _("Invitar a este cargo"),
        hand_over=hand_over if may_pass else "",
        hand_over_note=_(
            "El cargo pasa a otra persona con todo su trabajo, y se levanta un acta. Quien lo"
            " entrega deja de entrar en ese momento."
        ),
        warning=_warning(seat),
        link=link,
        notice=_(
            "Entregue esta dirección a {email}. Se muestra una sola vez y vence en 14 días."
        ).format(email=seat.invited),
        typed=_whole(INVITE_FIELDS, typed),
        errors=_whole(INVITE_FIELDS, errors),
    )


def invitation_page(
    invitation: Invitation,
    token: str,
    *,
    name: str | None = None,
    errors: Mapping[str, str] = NOTHING,
    giver: str = "",
    is_handover: bool = False,
    is_new_administration: bool = False,
) -> InvitationPage:
    """Show an invitation; who already has an account only confirms it.

    `giver`: whoever hands the seat over, where somebody does; `is_new_administration`: with all
    that was promised.
    """
    return InvitationPage(
        token=token,
        lead=_("Le invitaron a este cargo: {seat}. Acéptelo para empezar.").format(
            seat=seat_title(invitation.seat)
        ),
        email=invitation.email,
        name=invitation.name if name is None else name,
        asks_proof=invitation.asks_proof,
        asks_name=not invitation.has_account,
        asks_password=not invitation.is_known,
        note=_handover_note(giver, is_new=is_new_administration) if is_handover else "",
        errors=_whole(ACCEPT_FIELDS, errors),
    )


def _whole(names: Iterable[str], given: Mapping[str, str]) -> Mapping[str, str]:
    """A text for every field, empty where none is given."""
    return MappingProxyType({name: given.get(name, "") for name in names})


def _line(seat: Seat, url: str) -> SeatLine:
    role = str(ROLE_NAMES[seat.role])
    return SeatLine(
        title=seat.title or role,
        role=role if seat.title not in {"", role} else "",
        place=_place(seat),
        holder=seat.holder or _("Vacante"),
        email=seat.email,
        invited=seat.invited,
        url=url,
    )


def seat_title(seat: Seat) -> str:
    """What a seat is called: its own name or its role, and always whose it is."""
    return seat_label(seat.title, seat.role, seat.participant_name)


def _place(seat: Seat) -> str:
    if seat.role in GOVERNMENT:
        return seat.participant_name
    return _("Observatorio")


def _holder(seat: Seat) -> str:
    return f"{seat.holder} ({seat.email})" if seat.holder else _("nadie")


def _handover_note(giver: str, *, is_new: bool) -> str:
    said = _("Al aceptar recibe el cargo con todo su trabajo, y se levanta un acta.")
    if giver:
        said = _(
            "Se lo entrega {giver}, que deja de entrar con él en cuanto usted acepte. Recibe todo"
            " su trabajo, y se levanta un acta."
        ).format(giver=giver)
    if not is_new:
        return said
    inherits = _(
        "Llega con una nueva administración: los compromisos vigentes pasan como heredados, y su"
        " gobierno tiene un plazo para ratificarlos, modificarlos o retirarlos."
    )
    return f"{said} {inherits}"


def _warning(seat: Seat) -> str:
    if seat.holder:
        return _(
            "Si {holder} olvidó su contraseña, invite aquí a su mismo correo. Para que el cargo"
            " pase a otra persona, entréguelo."
        ).format(holder=seat.holder)
    if seat.invited:
        return _("Si crea otra, la invitación a {email} dejará de servir.").format(
            email=seat.invited
        )
    return ""
