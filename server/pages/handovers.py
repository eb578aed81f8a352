"""Entrega-recepción: what is offered, the record of what passed, what is inherited; finished."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from game.commitments import Status
from game.editions import Stage
from game.handovers import HandoverState, Matter, MatterKind, Work
from game.levels import LevelState
from game.questionnaire import Item, Questionnaire
from game.threads import EntryKind
from game.typed import date_of
from server.days import today_of
from server.i18n import Lazy, day, lazy, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.commitments import STATUS_NAMES
from server.pages.editions import STAGE_NAMES
from server.pages.level import STATE_WORDS
from server.pages.links import Link, Url
from server.pages.threads import KIND_WORDS
from server.people import ROLE_NAMES, Farewell, Role

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
FIELDS: Final = ("email", "name", "effective_on", "own_state", "reason", "vacate")
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
KIND_NAMES: Final[Mapping[str, Lazy]] = MappingProxyType(
    {"file": lazy("Archivo"), "link": lazy("Página")}
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number of a record, with what it counts."""

    value: str
    label: str
    note: str = ""


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
    withdraw_action: str
    withdraw_note: str
    vacate_action: str
    vacate_title: str
    vacate_note: str


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


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level in the summary of a record."""

    code: str
    name: str
    state: str
    state_word: str
    answered: str
    counts: str
    done: tuple[Line, ...]
    url: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer in the annex of a record."""

    item: str
    asks: str
    value: str
    says: str
    notes: tuple[Line, ...]
    revision: str
    author: str
    evidence: str


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The answers of one level."""

    id: str
    title: str
    caption: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in the annex of a record."""

    id: str
    title: str
    kind: str
    dated: str
    added: str
    sha256: str
    url: str
    cited: str


@dataclass(frozen=True, slots=True)
class MatterRow:
    """An open matter in a record."""

    word: str
    label: str


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment in force in a record."""

    goal: str
    status: str
    status_word: str
    due: str
    responsible: str
    steps: str


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """An open thread in a record: what was said, in order."""

    item: str
    said: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verifier decided, by edition, and the threads they began that are still open."""

    verdicts: tuple[Line, ...]
    threads: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """An acta as it was frozen, in the language of whoever reads."""

    title: str
    folio: str
    lead: str
    breadcrumb: tuple[Link, ...]
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]
    contents: tuple[Link, ...]
    barred: str
    levels: tuple[LevelRow, ...]
    matters: tuple[MatterRow, ...]
    groups: tuple[AnswerGroup, ...]
    documents: tuple[DocumentRow, ...]
    commitments: tuple[CommitmentRow, ...]
    threads: tuple[ThreadRow, ...]
    is_whole: bool
    verification: Verification | None
    sha256: str
    document_url: str
    signatures: tuple[Line, ...]


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
                level=_topic(questionnaire, matter.code), count=_copies(count)
            )
        case MatterKind.LAW_ANSWERS | MatterKind.LAW_DOCUMENTS:
            return _under_law(matter.kind, work)
        case _:
            return _item(questionnaire.item(matter.code))


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
    address = url("level", topic=matter.topic)
    if matter.kind in OF_AN_ITEM:
        return f"{address}#item-{matter.code}"
    return address


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


def record_page(
    document: Mapping[str, Any],
    sha256: str,
    *,
    number_: int,
    is_signed_in: bool,
    url: Url,
) -> RecordPage:
    """Show a frozen record; nothing of it is read again from what stands today."""
    at = datetime.fromisoformat(document["at"])
    seat, levels = document["seat"], document.get("levels", [])
    label = seat_label(seat["title"], Role(seat["role"]), seat["participant_name"])
    groups = _groups(document)
    return RecordPage(
        title=_("Acta de entrega-recepción"),
        folio=document["folio"],
        lead=_("{folio}. {seat}. {at}.").format(folio=document["folio"], seat=label, at=moment(at)),
        breadcrumb=(Link(_("Entregas"), url("handovers")), Link(document["folio"], ""))
        if is_signed_in
        else (),
        lines=_record_lines(document, label),
        figures=_figures(document) if "edition" in document else (),
        contents=_contents(document) if "edition" in document else (),
        barred=barred_text(document.get("may_not_sign", [])),
        levels=tuple(_level_row(each, groups) for each in levels),
        matters=tuple(
            MatterRow(str(MATTER_WORDS[MatterKind(each["kind"])]), each["label"][locale()])
            for each in document.get("matters", [])
        ),
        groups=groups,
        documents=tuple(map(_document_row, document.get("documents", []))),
        commitments=tuple(map(_commitment_row, document.get("commitments", []))),
        threads=tuple(map(_thread_row, document.get("threads", []))),
        is_whole="edition" in document,
        verification=_verification(document["verification"])
        if "verification" in document
        else None,
        sha256=sha256,
        document_url=url("handover_document", number=number_) if is_signed_in else "",
        signatures=(
            Line(_("Entrega"), document["delivers"]["name"]),
            Line(_("Recibe"), document["receives"]["name"]),
        ),
    )


def _topic(questionnaire: Questionnaire, code: str) -> str:
    topic = questionnaire.topic(code)
    return f"{topic.code} {topic.name.of(locale())}"


def _under_law(kind: MatterKind, work: Work) -> str:
    """How much is to be reviewed because a law was abrogated."""
    if kind is MatterKind.LAW_ANSWERS:
        count = work.law_answers
        text = ngettext("{n} respuesta por revisar", "{n} respuestas por revisar", count)
    else:
        count = work.law_documents
        text = ngettext("{n} documento por revisar", "{n} documentos por revisar", count)
    return text.format(n=number(count))


def _item(item: Item) -> str:
    return f"{item.code}. {item.text.of(locale())}"


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
        (_("Recibe"), _named(passing.receiver, passing.receiver_email)),
        (
            _("Fecha de efecto"),
            day(passing.effective_on) if passing.effective_on else "",
        ),
        (_("Razón"), passing.reason),
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


def _named(name: str, email: str) -> str:
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


def _record_lines(document: Mapping[str, Any], label: str) -> tuple[Line, ...]:
    seat, started = document["seat"], document["started"]
    edition = document.get("edition")
    effective = document["effective_on"]
    starter = _("{name} ({role}), {at}").format(
        name=started["name"],
        role=str(ROLE_NAMES[Role(started["role"])]).lower(),
        at=moment(datetime.fromisoformat(started["at"])),
    )
    delivers = _named(document["delivers"]["name"], document["delivers"]["email"])
    whole = (
        (_("Folio"), document["folio"]),
        (_("Entrega"), delivers or _("nadie: el cargo estaba vacío")),
        (_("Recibe"), _named(document["receives"]["name"], document["receives"]["email"])),
        (_("Cargo"), label),
        (_("Tipo de cargo"), str(ROLE_NAMES[Role(seat["role"])])),
        (_("Gobierno"), seat["participant_name"] or _("Observatorio")),
        (
            _("Edición"),
            _("{edition}, etapa: {stage}").format(
                edition=edition["name"][locale()],
                stage=str(STAGE_NAMES[Stage(edition["stage"])]).lower(),
            )
            if edition
            else "",
        ),
        (_("Recibido el"), moment(datetime.fromisoformat(document["at"]))),
        (_("Fecha de efecto"), day(date.fromisoformat(effective)) if effective else ""),
        (
            _("Fin del acceso de quien entrega"),
            moment(datetime.fromisoformat(document["access_ended_at"])),
        ),
        (_("La inició"), starter),
        (_("Razón"), document["reason"]),
    )
    return tuple(Line(term, text) for term, text in whole if text)


def _verification(given: Mapping[str, Any]) -> Verification:
    counts = _("aceptadas: {accepted}; devueltas: {returned}; rechazadas: {rejected}")
    began = _("desde el {at}")
    return Verification(
        tuple(
            Line(
                _("Edición {edition}").format(edition=each["edition"]),
                counts.format(
                    accepted=number(each["accepted"]),
                    returned=number(each["returned"]),
                    rejected=number(each["rejected"]),
                ),
            )
            for each in given["verdicts"]
        ),
        tuple(
            Line(
                f"{each['participant_name']}, {each['item']} ({each['edition']})",
                began.format(at=moment(datetime.fromisoformat(each["at"]))),
            )
            for each in given["threads"]
        ),
    )


def _figures(document: Mapping[str, Any]) -> tuple[Figure, ...]:
    levels = document["levels"]
    answered = sum(each["answered"] for each in levels)
    asked = sum(each["asked"] for each in levels)
    submitted = sum(1 for each in levels if each["submitted"]["at"])
    signed = sum(1 for each in levels if each["signed"]["at"])
    of_levels = _("de {n}").format(n=number(len(levels)))
    return (
        Figure(
            number(answered),
            _("respuestas"),
            "; ".join((_("de {n}").format(n=number(asked)), *_beside(document["answers"]))),
        ),
        Figure(number(submitted), _("niveles enviados"), of_levels),
        Figure(number(signed), _("niveles firmados"), of_levels),
        Figure(number(len(document["documents"])), _("documentos")),
        Figure(number(len(document["matters"])), _("asuntos pendientes")),
        Figure(number(len(document["commitments"])), _("compromisos vigentes")),
    )


def _contents(document: Mapping[str, Any]) -> tuple[Link, ...]:
    named = (
        (_("Niveles"), "#niveles", number(len(document["levels"]))),
        (_("Anexo 1. Asuntos pendientes"), "#anexo-1", number(len(document["matters"]))),
        (_("Anexo 2. Respuestas"), "#anexo-2", _answers_text(document["answers"])),
        (_("Anexo 3. Documentos"), "#anexo-3", number(len(document["documents"]))),
        (_("Anexo 4. Compromisos"), "#anexo-4", number(len(document["commitments"]))),
        (_("Anexo 5. Hilos abiertos"), "#anexo-5", number(len(document.get("threads", [])))),
    )
    return tuple(
        Link(_("{what} ({n})").format(what=what, n=count), address)
        for what, address, count in named
    )


def _thread_row(thread: Mapping[str, Any]) -> ThreadRow:
    said = (
        Line(
            _("{author}, {at}. {move}").format(
                author=each["author"],
                at=moment(datetime.fromisoformat(each["at"])),
                move=KIND_WORDS[EntryKind(each["kind"])],
            ),
            each["text"],
        )
        for each in thread["entries"]
    )
    return ThreadRow(thread["item"], tuple(said))


def _level_row(level: Mapping[str, Any], groups: Sequence[AnswerGroup]) -> LevelRow:
    group = f"respuestas-{level['code']}"
    return LevelRow(
        code=level["code"],
        name=level["name"][locale()],
        state=level["state"],
        state_word=_level_word(level),
        answered=_("{n} de {all}").format(n=number(level["answered"]), all=number(level["asked"])),
        counts=_level_counts(level),
        done=_level_done(level),
        url=f"#{group}" if any(each.id == group for each in groups) else "",
    )


def _level_word(level: Mapping[str, Any]) -> str:
    """The word that Mi liga had for it; a record from before it was kept has the state's."""
    if "state_word" in level:
        return str(level["state_word"][locale()])
    return str(STATE_WORDS[LevelState(level["state"])])


def _level_counts(level: Mapping[str, Any]) -> str:
    """How many of its answers are complete, how many came back, how many copies wait."""
    complete, returned, copied = level["complete"], level["returned"], level.get("copied", 0)
    texts = [ngettext("{n} completa", "{n} completas", complete).format(n=number(complete))]
    if returned:
        back = ngettext("{n} devuelta", "{n} devueltas", returned)
        texts.append(back.format(n=number(returned)))
    if copied:
        texts.append(_besides(_copies(copied)))
    return "; ".join(texts)


def _level_done(level: Mapping[str, Any]) -> tuple[Line, ...]:
    """Handed in and signed, or what undid it."""
    voided = level.get("voided")
    signed = voided["says"][locale()] if voided else _done_by(level["signed"])
    return (
        Line(_("Enviado"), _done_by(level["submitted"])),
        Line(_("Firma sin efecto") if voided else _("Firmado"), signed),
        *(Line(_("Reabierto"), _reopened_by(each)) for each in level.get("reopened", ())),
    )


def _reopened_by(reopened: Mapping[str, str]) -> str:
    """By role, when and why, as it is public; nobody is named."""
    role = str(ROLE_NAMES[Role(reopened["role"])])
    return _("{seat}, {at}. Razón: {reason}").format(
        seat=f"{role}, {reopened['seat_title']}" if reopened["seat_title"] else role,
        at=day(today_of(datetime.fromisoformat(reopened["at"]))),
        reason=reopened["reason"],
    )


def _done_by(done: Mapping[str, str]) -> str:
    if not done["at"]:
        return _("todavía no")
    return _("{name}, {at}").format(
        name=done["name"], at=moment(datetime.fromisoformat(done["at"]))
    )


def _groups(document: Mapping[str, Any]) -> tuple[AnswerGroup, ...]:
    titles = {each["id"]: each["title"] for each in document.get("documents", [])}
    found = []
    for level in document.get("levels", []):
        rows = [each for each in document["answers"] if each["level"] == level["code"]]
        if rows:
            name = f"{level['code']} {level['name'][locale()]}"
            count = _answers_text(rows)
            found.append(
                AnswerGroup(
                    id=f"respuestas-{level['code']}",
                    title=_("{name}: {count}").format(name=name, count=count),
                    caption=name,
                    rows=tuple(_answer_row(each, titles) for each in rows),
                )
            )
    return tuple(found)


def _answers_text(answers: Sequence[Mapping[str, Any]]) -> str:
    """How many there are, and apart from them those that are not counted."""
    counted = sum(map(_is_counted, answers))
    text = ngettext("{n} respuesta", "{n} respuestas", counted).format(n=number(counted))
    return "; ".join((text, *_beside(answers)))


def _beside(answers: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What is in the annex and is not counted: copies to confirm, and what is not asked or said."""
    copied = sum(bool(each["copied_from"]) for each in answers)
    aside = len(answers) - copied - sum(map(_is_counted, answers))
    loose = ngettext("{n} que no cuenta", "{n} que no cuentan", aside).format(n=number(aside))
    whole = ((copied, _copies(copied)), (aside, loose))
    return tuple(_besides(text) for count, text in whole if count)


def _is_counted(answer: Mapping[str, Any]) -> bool:
    return bool(answer.get("counted", not answer["copied_from"]))


def _besides(what: str) -> str:
    return _("además {what}").format(what=what)


def _copies(count: int) -> str:
    text = ngettext("{n} copia por confirmar", "{n} copias por confirmar", count)
    return text.format(n=number(count))


def _answer_row(answer: Mapping[str, Any], titles: Mapping[str, str]) -> AnswerRow:
    verdict = answer["verdict"][locale()] if answer["verdict"] else ""
    plan_by = date_of(answer["plan_by"])
    aside = _("ya no se pregunta, o no dice todavía qué se responde")
    copied = _("de {edition}, sin confirmar").format(edition=answer["copied_from"])
    notes = (
        (_("Copia"), copied if answer["copied_from"] else ""),
        (_("No cuenta"), aside if not _is_counted(answer) and not answer["copied_from"] else ""),
        (_("Razón"), answer["reason"]),
        (_("Plan"), answer["plan"]),
        (_("Para cuándo"), day(plan_by) if plan_by else answer["plan_by"]),
        (_("Dictamen"), f"{verdict}. {answer['verdict_reason']}".strip(" .") if verdict else ""),
    )
    return AnswerRow(
        item=answer["item"],
        asks=answer["asks"][locale()],
        value=answer["value"][locale()] or answer["says"][locale()],
        says=answer["says"][locale()],
        notes=tuple(Line(term, text) for term, text in notes if text),
        revision=_("revisión {n}").format(n=number(answer["revision"])),
        author=_("{name}, {at}").format(
            name=answer["author"], at=moment(datetime.fromisoformat(answer["saved_at"]))
        ),
        evidence="; ".join(
            _cited(titles.get(each["document"], each["document"]), each["page"])
            for each in answer["evidence"]
        ),
    )


def _cited(what: str, page: str) -> str:
    return _("{what} ({page})").format(what=what, page=page) if page else what


def _document_row(document: Mapping[str, Any]) -> DocumentRow:
    return DocumentRow(
        id=document["id"],
        title=document["title"],
        kind=str(KIND_NAMES.get(document["kind"], document["kind"])),
        dated=day(date.fromisoformat(document["dated"])) if document["dated"] else "",
        added=_("{name}, {at}").format(
            name=document["author"], at=moment(datetime.fromisoformat(document["added_at"]))
        ),
        sha256=document["sha256"],
        url=document["url"],
        cited=", ".join(_cited(each["item"], each["page"]) for each in document["cited"]),
    )


def _commitment_row(commitment: Mapping[str, Any]) -> CommitmentRow:
    steps = commitment["milestones"]
    done = sum(1 for each in steps if each["done_on"])
    status = Status(commitment["status"])
    return CommitmentRow(
        goal=commitment["goal"],
        status=status.value,
        status_word=str(STATUS_NAMES[status]),
        due=day(date.fromisoformat(commitment["due"])),
        responsible=commitment["responsible"],
        steps=_("{n} de {all} hitos").format(n=number(done), all=number(len(steps)))
        if steps
        else "",
    )


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
