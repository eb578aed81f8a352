"""Entrega-recepción: what is offered, how each passing stands, what is inherited; finished."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from game.handovers import HandoverState, Matter, MatterKind, Work
from game.questionnaire import Questionnaire
from server.i18n import Lazy, day, lazy, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.commitments.words import STATUS_NAMES, not_inherited
from server.pages.links import Link, Url
from server.pages.names import item_name, item_url, level_name
from server.people import ROLE_NAMES, Farewell, Role

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
FIELDS: Final = (
    "email",
    "name",
    "effective_on",
    "own_state",
    "reason",
    "new_administration",
    "vacate",
)
MATTER_WORDS: Final[Mapping[MatterKind, Lazy]] = MappingProxyType(
    {
        MatterKind.ASSIGNMENT: lazy("Encargo"),
        MatterKind.RETURNED: lazy("Devuelto para corregir"),
        MatterKind.THREAD: lazy("Pregunta por contestar"),
        MatterKind.REPLY: lazy("Réplica por escribir"),
        MatterKind.LEVEL: lazy("Nivel en curso"),
        MatterKind.SIGNATURE: lazy("Nivel por firmar"),
        MatterKind.COMMITMENT: lazy("Compromiso"),
        MatterKind.COPIES: lazy("Copias por confirmar"),
        MatterKind.LAW_ANSWERS: lazy("Ley abrogada"),
        MatterKind.LAW_DOCUMENTS: lazy("Ley abrogada"),
        MatterKind.NOTE: lazy("Nota del equipo por resolver"),
    }
)
OF_AN_ITEM: Final = frozenset(
    {MatterKind.RETURNED, MatterKind.THREAD, MatterKind.REPLY, MatterKind.NOTE}
)
STATE_NAMES: Final[Mapping[HandoverState, tuple[Lazy, str]]] = MappingProxyType(
    {
        HandoverState.OFFERED: (lazy("Por recibir"), "info"),
        HandoverState.ACCEPTED: (lazy("Recibido"), "good"),
        HandoverState.WITHDRAWN: (lazy("Cancelada"), "neutral"),
        HandoverState.VACATED: (lazy("Sin quien lo ocupe"), "warn"),
    }
)


@dataclass(frozen=True, slots=True)
class Passing:
    """One passing of a seat, as the pages take it."""

    number: int
    title: str
    role: Role
    participant_name: str
    state: HandoverState
    giver: str
    receiver: str
    receiver_email: str
    reason: str
    effective_on: date | None
    starter: str
    started_at: datetime
    vacated_at: datetime | None
    closed_at: datetime | None
    folio: str = ""
    new_administration: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A name and what it is."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class PassingRow:
    """A row of the list of handovers."""

    seat: str
    url: str
    state: str
    tone: str
    giver: str
    receiver: str
    at: str
    record: Link | None


@dataclass(frozen=True, slots=True)
class HandoversPage:
    """What somebody hands over, receives or watches over."""

    lead: str
    start: Link | None
    accounts: Link | None
    rows: tuple[PassingRow, ...]


@dataclass(frozen=True, slots=True)
class OfferPage:
    """The form that offers a seat to somebody."""

    seat: str
    action: str
    breadcrumb: tuple[Link, ...]
    warning: str
    asks_state: bool
    asks_administration: bool
    not_inherited: str
    may_vacate: bool
    vacate_label: str
    vacate_action: str
    vacate_title: str
    vacate_note: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PassingPage:
    """One passing: how it stands, and what whoever looks may do."""

    title: str
    breadcrumb: tuple[Link, ...]
    state: str
    tone: str
    lines: tuple[Line, ...]
    link: str
    link_note: str
    record: Link | None
    offer: Link | None
    receive_action: str
    receive_note: str
    barred: str
    administration: "Administration | None"
    withdraw_action: str
    withdraw_note: str
    vacate_action: str
    vacate_title: str
    vacate_note: str


@dataclass(frozen=True, slots=True)
class Administration:
    """Whether a new administration comes with the seat, and the button that says otherwise."""

    action: str
    text: str
    value: str
    button: str


@dataclass(frozen=True, slots=True)
class CopyPage:
    """Where whoever handed a seat over proves who they are, to read their copy of the record."""

    action: str
    email: str
    error: str


@dataclass(frozen=True, slots=True)
class ReceivedNotice:
    """That a seat was received, with its record."""

    text: str
    record: Link


@dataclass(frozen=True, slots=True)
class InheritedRow:
    """One thing that came with a seat and waits to be received."""

    word: str
    label: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class InheritedPanel:
    """Lo heredado: everything that came with a seat, until it is received."""

    lead: str
    record: Link
    rows: tuple[InheritedRow, ...]
    action: str


def seat_label(title: str, role: Role, participant_name: str) -> str:
    """What a seat is called: its own name or its role, and always whose it is."""
    place = participant_name or _("Observatorio")
    return f"{title or ROLE_NAMES[role]}, {place}"


def matter_label(matter: Matter, questionnaire: Questionnaire, work: Work) -> str:
    """What waits, in words that somebody who never saw it understands."""
    match matter.kind:
        case MatterKind.ASSIGNMENT:
            given = work.assignments[int(matter.code)]
            what = given.item or _topic(questionnaire, given.topic)
            text = _("{what}, para el {due}").format(what=what, due=day(given.due))
            return f"{text}. {given.note}" if given.note else text
        case MatterKind.COMMITMENT:
            found = next(each for each in work.commitments if str(each.code) == matter.code)
            return _("{goal}. Para el {due}; {status}.").format(
                goal=found.goal.rstrip("."),
                due=day(found.due),
                status=str(STATUS_NAMES[found.status]).lower(),
            )
        case MatterKind.LEVEL | MatterKind.SIGNATURE:
            return _topic(questionnaire, matter.code)
        case MatterKind.COPIES:
            count = work.levels[matter.code].copied
            return _("{level}: {count}").format(
                level=_topic(questionnaire, matter.code), count=copies_text(count)
            )
        case MatterKind.LAW_ANSWERS | MatterKind.LAW_DOCUMENTS:
            return _under_law(matter.kind, work)
        case _:
            return item_name(questionnaire.item(matter.code))


def matter_url(matter: Matter, url: Url) -> str:
    """Where a matter is seen to."""
    if matter.kind is MatterKind.COMMITMENT:
        return url("commitment", id=int(matter.code))
    if matter.kind is MatterKind.LAW_ANSWERS:
        return f"{url('my_league')}#attention"
    if matter.kind is MatterKind.LAW_DOCUMENTS:
        return url("documents")
    if matter.kind is MatterKind.SIGNATURE:
        return url("signature", topic=matter.topic)
    if matter.kind in OF_AN_ITEM:
        return item_url(url, matter.topic, matter.code)
    return url("level", topic=matter.topic)


def handovers_page(
    passings: Sequence[Passing],
    *,
    own: int,
    is_overseer: bool,
    is_admin: bool,
    is_offered: bool,
    url: Url,
) -> HandoversPage:
    """`own`: the seat of whoever looks; `is_offered`: it is being handed over already.

    `is_admin`: whether they may hand over any seat, from its page.
    """
    lead = (
        _("Todos los cargos que se entregan o se entregaron, con su acta.")
        if is_overseer
        else _("Los cargos que usted entrega, recibe o cuya entrega le toca conocer.")
    )
    return HandoversPage(
        lead=lead,
        start=None if is_offered else Link(_("Entregar mi cargo"), url("handover_offer", seat=own)),
        accounts=Link(_("Entregar otro cargo, desde Cuentas"), url("accounts"))
        if is_admin
        else None,
        rows=tuple(_passing_row(each, url) for each in passings),
    )


def offer_page(
    seat: int,
    label: str,
    *,
    holder: str,
    is_own: bool,
    asks_state: bool,
    asks_administration: bool,
    may_vacate: bool,
    today: date,
    url: Url,
    typed: Mapping[str, str] = NOTHING,
    errors: Mapping[str, str] = NOTHING,
) -> OfferPage:
    """`holder`: who has it now, or had it last; nobody where it is empty."""
    given = {name: typed.get(name, "") for name in FIELDS}
    if not typed:
        given["effective_on"] = today.isoformat()
    return OfferPage(
        seat=label,
        action=url("handover_start", seat=seat),
        breadcrumb=(Link(_("Entregas"), url("handovers")), Link(_("Entregar un cargo"), "")),
        warning=_offer_warning(holder, is_own=is_own),
        asks_state=asks_state,
        asks_administration=asks_administration,
        not_inherited=not_inherited(),
        may_vacate=may_vacate,
        vacate_label=_("Terminar ya el acceso de {holder}, sin esperar a que se reciba").format(
            holder=holder
        ),
        vacate_action=url("handover_vacate", seat=seat) if may_vacate else "",
        vacate_title=_vacate_title(holder),
        vacate_note=_(
            "Puede terminar ahora el acceso de {holder} con el cargo {seat}; el cargo queda vacío,"
            " con su trabajo, hasta que se entregue."
        ).format(holder=holder, seat=label),
        typed=MappingProxyType(given),
        errors=MappingProxyType({name: errors.get(name, "") for name in FIELDS}),
    )


def passing_page(
    passing: Passing,
    *,
    seat: int,
    may_withdraw: bool,
    may_vacate: bool,
    may_receive: bool,
    may_offer: bool,
    may_say_administration: bool,
    barred: Sequence[str],
    link: str,
    is_file: bool,
    url: Url,
) -> PassingPage:
    """`link`: of the invitation, shown once; `barred`: levels that the receiver cannot sign.

    `is_file`: mail is left in a folder, because there is no mail server.
    """
    word, tone = STATE_NAMES[passing.state]
    number_ = passing.number
    return PassingPage(
        title=_label(passing),
        breadcrumb=(Link(_("Entregas"), url("handovers")), Link(_label(passing), "")),
        state=str(word),
        tone=tone,
        lines=_passing_lines(passing),
        link=link,
        link_note=_link_note(passing.receiver_email, is_file=is_file),
        record=_record_link(passing, url),
        offer=Link(_("Entregar a otra persona"), url("handover_offer", seat=seat))
        if may_offer
        else None,
        receive_action=url("handover_receive", number=number_) if may_receive else "",
        receive_note=_(
            "Recibe el cargo {seat}. Al recibirlo, quien lo entrega deja de entrar con él y se"
            " levanta el acta de lo que hay."
        ).format(seat=_label(passing)),
        barred=barred_text(barred),
        administration=_administration(passing, url) if may_say_administration else None,
        withdraw_action=url("handover_withdraw", number=number_) if may_withdraw else "",
        withdraw_note=_(
            "La entrega del cargo {seat} a {receiver} no seguirá y la invitación dejará de servir."
            " Puede iniciar otra."
        ).format(seat=_label(passing), receiver=passing.receiver or passing.receiver_email),
        vacate_action=url("handover_vacate", seat=seat) if may_vacate else "",
        vacate_title=_vacate_title(passing.giver),
        vacate_note=_(
            "{giver} deja de entrar con el cargo {seat} ahora mismo, aunque nadie lo haya recibido."
        ).format(giver=passing.giver, seat=_label(passing)),
    )


def _administration(passing: Passing, url: Url) -> Administration:
    action = url("handover_administration", number=passing.number)
    if passing.new_administration:
        text = _("Cuando se reciba el cargo, los compromisos vigentes pasarán como heredados.")
        text = f"{text} {not_inherited()}"
        return Administration(action, text, "", _("Solo cambia la persona"))
    text = _("Cuando se reciba el cargo, los compromisos vigentes seguirán como están.")
    return Administration(action, text, "1", _("Es una nueva administración"))


def received_notice(passing: Passing, url: Url) -> ReceivedNotice | None:
    """To whoever just received a seat: which one, and where its record is."""
    record = _record_link(passing, url)
    if record is None:
        return None
    text = _("Recibió el cargo {seat}.").format(seat=_label(passing))
    return ReceivedNotice(text, record)


def copy_page(number_: int, url: Url, *, email: str = "", error: str = "") -> CopyPage:
    return CopyPage(url("handover_copy_send", number=number_), email, error)


def inherited_panel(
    number_: int,
    giver: str,
    matters: Sequence[tuple[int, Matter, Mapping[str, str]]],
    url: Url,
) -> InheritedPanel | None:
    """What of a seat was not received yet; nothing when all was."""
    if not matters:
        return None
    count = ngettext("{n} asunto espera", "{n} asuntos esperan", len(matters)).format(
        n=number(len(matters))
    )
    came = (
        _("Vino con el cargo que le entregó {giver}: {count}.")
        if giver
        else _("Vino con el cargo: {count}.")
    )
    return InheritedPanel(
        lead=came.format(giver=giver, count=count),
        record=Link(_("Ver el acta"), url("handover_record", number=number_)),
        rows=tuple(
            InheritedRow(
                str(MATTER_WORDS[matter.kind]),
                labels[locale()],
                matter_url(matter, url),
                url("inherited_received", matter=id_),
            )
            for id_, matter, labels in matters
        ),
        action=url("inherited_all_received"),
    )


def barred_text(levels: Sequence[str]) -> str:
    """That whoever receives a seat that signs filled some levels, and cannot sign those."""
    if not levels:
        return ""
    return _(
        "Quien recibe respondió en {levels}: esos niveles los tendrá que firmar otra persona."
    ).format(levels=", ".join(levels))


def farewell_title() -> str:
    return _("Este cargo ya no es suyo")


def farewell_text(farewell: Farewell) -> str:
    """What happened to a seat somebody worked from, and whom to ask."""
    seat = seat_label(farewell.title, farewell.role, farewell.participant_name)
    if farewell.holder:
        said = _("Su cargo ({seat}) se entregó y ahora lo ocupa {holder}: su acceso terminó.")
    else:
        said = _("La administración de cuentas terminó su acceso con el cargo {seat}.")
    return f"{said.format(seat=seat, holder=farewell.holder)} {_whom_to_ask(farewell)}"


def farewell_typed(farewell: Farewell) -> str:
    """The same to whoever sent something: it was not kept, and is still in front of them."""
    kept = _("Lo que acaba de enviar no se guardó: cópielo antes de cerrar esta página.")
    return f"{farewell_text(farewell)} {kept}"


def _topic(questionnaire: Questionnaire, code: str) -> str:
    return level_name(questionnaire.topic(code))


def _under_law(kind: MatterKind, work: Work) -> str:
    """How much is to be reviewed because a law was abrogated."""
    if kind is MatterKind.LAW_ANSWERS:
        count = work.law_answers
        text = ngettext("{n} respuesta por revisar", "{n} respuestas por revisar", count)
    else:
        count = work.law_documents
        text = ngettext("{n} documento por revisar", "{n} documentos por revisar", count)
    return text.format(n=number(count))


def _label(passing: Passing) -> str:
    return seat_label(passing.title, passing.role, passing.participant_name)


def _link_note(email: str, *, is_file: bool) -> str:
    went = (
        _("El aviso a {email} se dejó en la bandeja de salida.")
        if is_file
        else _("Se envió por correo a {email}.")
    ).format(email=email)
    by_hand = _(
        "También puede entregar esta dirección en mano: se muestra una sola vez y vence en 14 días."
    )
    return f"{went} {by_hand}"


def _vacate_title(holder: str) -> str:
    return _("¿Terminar ya el acceso de {holder}?").format(holder=holder)


def _passing_row(passing: Passing, url: Url) -> PassingRow:
    word, tone = STATE_NAMES[passing.state]
    return PassingRow(
        seat=_label(passing),
        url=url("handover", number=passing.number),
        state=str(word),
        tone=tone,
        giver=passing.giver or _("nadie"),
        receiver=passing.receiver or _("por nombrar"),
        at=moment(passing.closed_at or passing.started_at),
        record=_record_link(passing, url),
    )


def _record_link(passing: Passing, url: Url) -> Link | None:
    if not passing.folio:
        return None
    words = _("Acta {folio}").format(folio=passing.folio)
    return Link(words, url("handover_record", number=passing.number))


def _passing_lines(passing: Passing) -> tuple[Line, ...]:
    whole = (
        (_("Cargo"), _label(passing)),
        (_("Gobierno"), passing.participant_name or _("Observatorio")),
        (_("Entrega"), passing.giver or _("nadie: el cargo está vacío")),
        (_("Recibe"), named(passing.receiver, passing.receiver_email)),
        (
            _("Fecha de efecto"),
            day(passing.effective_on) if passing.effective_on else "",
        ),
        (_("Razón"), passing.reason),
        (
            _("Nueva administración"),
            " ".join(
                (
                    _("Sí: los compromisos vigentes pasan con el cargo, para ratificarse."),
                    not_inherited(),
                )
            )
            if passing.new_administration
            else "",
        ),
        (
            _("La inició"),
            _("{name}, {at}").format(name=passing.starter, at=moment(passing.started_at)),
        ),
        (
            _("Acceso terminado antes de recibirse"),
            moment(passing.vacated_at) if passing.vacated_at else "",
        ),
    )
    return tuple(Line(term, text) for term, text in whole if text)


def named(name: str, email: str) -> str:
    """Somebody by name with their address, or by what is known of the two."""
    return f"{name} ({email})" if name and email else name or email


def _offer_warning(holder: str, *, is_own: bool) -> str:
    if is_own:
        return _(
            "Cuando la otra persona reciba el cargo, usted dejará de entrar con él al instante."
            " Lo que hizo sigue a su nombre, y tendrá su copia del acta."
        )
    if holder:
        return _(
            "Cuando se reciba el cargo, {holder} dejará de entrar con él al instante. El trabajo"
            " se queda y el acta dice qué había."
        ).format(holder=holder)
    return ""


def copies_text(count: int) -> str:
    """How many copies of the last edition wait to be confirmed."""
    text = ngettext("{n} copia por confirmar", "{n} copias por confirmar", count)
    return text.format(n=number(count))


def _whom_to_ask(farewell: Farewell) -> str:
    if farewell.lead and farewell.lead != farewell.holder:
        return _("Si falta algo, pregunte a {lead}, enlace de su gobierno.").format(
            lead=farewell.lead
        )
    if farewell.holder:
        return _(
            "Si falta algo, pregunte a {holder} o a la administración de cuentas del observatorio."
        ).format(holder=farewell.holder)
    return _("Si falta algo, pregunte a la administración de cuentas del observatorio.")
