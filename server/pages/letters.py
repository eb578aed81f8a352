"""Cartas: what is told to people by mail, in their own language and in plain words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from game.assignments import Assignment, AssignmentMove
from game.reviews import Verdict
from server.i18n import Lazy, day, lazy, moment, ngettext, number
from server.i18n import gettext as _

LONGEST_SUBJECT = 120
# The moves that are told to whoever holds the assignment.
SUBJECTS: Mapping[AssignmentMove, Lazy] = MappingProxyType(
    {
        AssignmentMove.GIVE: lazy("Le encargaron {what}, para el {due}"),
        AssignmentMove.CHANGE: lazy("Cambió su encargo {what}, para el {due}"),
        AssignmentMove.REOPEN: lazy("Se reabrió su encargo {what}, para el {due}"),
        AssignmentMove.REMIND: lazy("Recordatorio: {what}, para el {due}"),
    }
)
# Those that tell whoever held it that it is theirs no more.
TAKEN_AWAY = frozenset({AssignmentMove.WITHDRAW, AssignmentMove.CHANGE})


class HandoverNews(StrEnum):
    """What is told when a seat passes, and to whom."""

    OFFERED = "offered"
    OFFERED_TOLD = "offered_told"
    WITHDRAWN = "withdrawn"
    VACATED = "vacated"
    VACATED_TOLD = "vacated_told"
    RECEIVED = "received"
    DELIVERED = "delivered"
    RECEIVED_TOLD = "received_told"


# Subject and text of each; what a text leaves out is told by the lines below it.
HANDOVERS: Mapping[HandoverNews, tuple[Lazy, Lazy]] = MappingProxyType(
    {
        HandoverNews.OFFERED: (
            lazy("Le entregan un cargo: {seat}"),
            lazy(
                "Le entregan el cargo {seat}. Para recibirlo abra la dirección de abajo:"
                " sirve una sola vez y vence en 14 días. Al recibirlo se levanta un acta con todo"
                " lo que hay en el cargo."
            ),
        ),
        HandoverNews.OFFERED_TOLD: (
            lazy("Empezó la entrega del cargo {seat}"),
            lazy(
                "{starter} inició la entrega del cargo {seat} a {receiver}. Surte efecto cuando"
                " {receiver} lo reciba. Si no lo esperaba, avise a la administración de cuentas."
            ),
        ),
        HandoverNews.WITHDRAWN: (
            lazy("Ya no se entrega el cargo {seat}"),
            lazy("{starter} canceló la entrega del cargo {seat} a {receiver}."),
        ),
        HandoverNews.VACATED: (
            lazy("Terminó su acceso con el cargo {seat}"),
            lazy(
                "La administración de cuentas terminó su acceso con el cargo {seat} el {at}. Lo"
                " que hizo sigue a su nombre."
            ),
        ),
        HandoverNews.VACATED_TOLD: (
            lazy("Nadie ocupa ya el cargo {seat}"),
            lazy(
                "La administración de cuentas terminó el acceso de {giver} con el cargo {seat} el"
                " {at}. El trabajo del cargo espera a quien lo reciba."
            ),
        ),
        HandoverNews.RECEIVED: (
            lazy("Recibió el cargo {seat}"),
            lazy("Desde el {at} ocupa el cargo {seat}. El acta {folio} dice qué había en él."),
        ),
        HandoverNews.DELIVERED: (
            lazy("Entregó el cargo {seat}"),
            lazy(
                "{receiver} recibió el cargo {seat} el {at} y ahí terminó su acceso con él. Lo que"
                " hizo sigue a su nombre. Con su correo y su contraseña puede leer y guardar su"
                " copia del acta {folio}."
            ),
        ),
        HandoverNews.RECEIVED_TOLD: (
            lazy("{receiver} recibió el cargo {seat}"),
            lazy("{receiver} recibió el cargo {seat} el {at}. El acta es la {folio}."),
        ),
    }
)


# Those whose text does not say yet who gives the seat.
TELLS_GIVER = frozenset(
    {
        HandoverNews.OFFERED,
        HandoverNews.OFFERED_TOLD,
        HandoverNews.WITHDRAWN,
        HandoverNews.RECEIVED,
        HandoverNews.RECEIVED_TOLD,
    }
)


@dataclass(frozen=True, slots=True)
class Tidings:
    """The facts of a passing. `seat` is said in the language of whoever reads."""

    seat: Callable[[], str]
    giver: str
    giver_email: str
    receiver: str
    starter: str
    reason: str
    folio: str = ""
    sha256: str = ""
    is_inherited: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and a text."""

    subject: str
    body: str


def assignment_letter(
    step: AssignmentMove,
    assignment: Assignment,
    *,
    what: str,
    question: str,
    reader: str,
    author: str,
    participant: str,
    address: str,
) -> Letter:
    """That something was delegated to somebody, changed, or is waited for.

    `what`: its name. `question`: what its item asks.
    """
    due = day(assignment.due)
    said = _("{author} le encarga {what}, de {participant}, para el {due}.").format(
        author=author, what=what, participant=participant, due=due
    )
    note = _("Nota: {note}").format(note=assignment.note) if assignment.note else ""
    where = _("Ábralo aquí: {address}").format(address=address)
    subject = str(SUBJECTS[step]).format(what=what, due=due)
    return written(subject, reader, [said, question, note, where])


def taken_letter(*, what: str, reader: str, author: str, participant: str, address: str) -> Letter:
    """That something is no longer theirs to do; what they saved stays."""
    subject = _("Ya no tiene a su cargo {what}").format(what=what)
    said = _("{author} retiró o pasó a otra persona el encargo {what}, de {participant}.").format(
        author=author, what=what, participant=participant
    )
    kept = _("Lo que usted guardó se conserva.")
    where = _("Quién está en qué: {address}").format(address=address)
    return written(subject, reader, [f"{said} {kept}", where])


def due_letter(
    assignment: Assignment, *, is_late: bool, what: str, reader: str, address: str
) -> Letter:
    """That an assignment is due soon, or its date has passed."""
    due = day(assignment.due)
    late = _("Su encargo {what} venció el {due}")
    soon = _("Su encargo {what} es para el {due}")
    subject = (late if is_late else soon).format(what=what, due=due)
    said = _("Su encargo {what} tiene fecha del {due} y todavía no lo da por terminado.").format(
        what=what, due=due
    )
    where = _("Ábralo aquí: {address}").format(address=address)
    return written(subject, reader, [said, where])


def handover_letter(
    kind: HandoverNews, news: Tidings, *, reader: str, email: str, address: str, at: datetime
) -> Letter:
    """That a seat is offered, received, or taken away. `email`: of the reader."""
    facts = {
        "seat": news.seat(),
        "giver": news.giver,
        "receiver": news.receiver,
        "starter": news.starter,
        "folio": news.folio,
        "at": moment(at),
    }
    subject, text = (str(each).format(**facts) for each in HANDOVERS[kind])
    is_own = news.giver_email == email
    giver = _("Lo entrega usted.") if is_own else _("Lo entrega: {name}").format(name=news.giver)
    starter = _("Inició la entrega: {name}").format(name=news.starter)
    is_offer = kind is HandoverNews.OFFERED
    inherited = _("Lo que espera en el cargo está en Mi liga, en «Lo heredado».")
    said = [
        text,
        inherited if news.is_inherited and kind is HandoverNews.RECEIVED else "",
        giver if news.giver and kind in TELLS_GIVER else "",
        starter if is_offer and news.starter != news.giver else "",
        _("Razón: {reason}").format(reason=news.reason) if news.reason else "",
        _("SHA-256 del acta: {sha256}").format(sha256=news.sha256) if news.sha256 else "",
        _("Ábralo aquí: {address}").format(address=address),
    ]
    return written(subject, reader, said)


def to_sign_letter(
    *, level: str, author: str, reader: str, participant: str, address: str
) -> Letter:
    """That a level was handed in and waits for a signature."""
    subject = _("Por firmar: {level}").format(level=level)
    said = _("{author} envió {level}, de {participant}. Espera su firma.").format(
        author=author, level=level, participant=participant
    )
    where = _("Léalo y fírmelo aquí: {address}").format(address=address)
    return written(subject, reader, [said, where])


def voided_letter(
    *, level: str, said: str, is_own: bool, reader: str, participant: str, address: str
) -> Letter:
    """That a signature lost its effect. `said`: whose (the reader's, if `is_own`), and by what."""
    own, other = _("Su firma quedó sin efecto: {level}"), _("Firma sin efecto: {level}")
    subject = (own if is_own else other).format(level=level)
    whose = _("Nivel: {level}, de {participant}.").format(level=level, participant=participant)
    asked = _("Se pide una firma nueva cuando el nivel esté completo.")
    where = _("Léalo y fírmelo aquí: {address}").format(address=address)
    return written(subject, reader, [said, whose, asked, where])


def signed_letter(
    *, level: str, author: str, reader: str, participant: str, address: str
) -> Letter:
    """That a level was signed."""
    subject = _("Firmado: {level}").format(level=level)
    said = _("{author} firmó {level}, de {participant}. Pasa a verificación.").format(
        author=author, level=level, participant=participant
    )
    where = _("Ábralo aquí: {address}").format(address=address)
    return written(subject, reader, [said, where])


def reopened_letter(
    *, level: str, role: str, reason: str, reader: str, participant: str, address: str
) -> Letter:
    """That a level handed in was opened again, from which role, and the public reason."""
    subject = _("Nivel reabierto: {level}").format(level=level)
    said = _("Se reabrió {level}, de {participant}. Lo reabrió: {role}.").format(
        level=level, participant=participant, role=role
    )
    why = _("Razón, que es pública: {reason}").format(reason=reason)
    after = _("Cambie lo que haga falta y envíelo de nuevo para que se firme.")
    where = _("Ábralo aquí: {address}").format(address=address)
    return written(subject, reader, [said, why, after, where])


def verdict_letter(
    verdict: Verdict, *, level: str, item: str, reader: str, participant: str, address: str
) -> Letter:
    """That answers of a level were returned or rejected: one letter a day, whatever follows.

    `item`: the first of them.
    """
    if verdict is Verdict.RETURNED:
        subject = _("Respuestas devueltas: {level}")
        said = _("Verificación devolvió respuestas de {level}, de {participant}.")
        after = _("Corrija lo devuelto o conteste en el hilo de cada reactivo.")
    else:
        subject = _("Respuestas rechazadas: {level}")
        said = _("Verificación rechazó respuestas de {level}, de {participant}.")
        after = _("Qué se puede hacer ahora se dice junto a cada reactivo.")
    first = _("La primera es {item}; puede haber más. La razón está junto a cada una.")
    where = _("Ábralo aquí: {address}").format(address=address)
    told = said.format(level=level, participant=participant)
    paragraphs = [f"{told} {first.format(item=item)}", after, where]
    return written(subject.format(level=level), reader, paragraphs)


def asked_letter(*, level: str, item: str, reader: str, participant: str, address: str) -> Letter:
    """That a verifier asked again in threads of a level, the first of them that of `item`."""
    subject = _("Verificación pregunta de nuevo: {level}").format(level=level)
    said = _(
        "Quien verifica preguntó de nuevo en el hilo de {item}, de {level}, de {participant}."
        " Puede haber más preguntas en el mismo nivel."
    ).format(item=item, level=level, participant=participant)
    where = _("Contéstele aquí: {address}").format(address=address)
    return written(subject, reader, [said, where])


def answered_letter(
    *, level: str, item: str, reader: str, participant: str, address: str
) -> Letter:
    """To the verifier who asked: a government answered in threads of a level."""
    subject = _("{participant} contestó: {level}").format(participant=participant, level=level)
    said = _(
        "{participant} contestó en el hilo de {item}, de {level}. Puede haber más respuestas en el"
        " mismo nivel."
    ).format(participant=participant, item=item, level=level)
    where = _("Léalo aquí: {address}").format(address=address)
    return written(subject, reader, [said, where])


def law_letter(
    *, law: str, said: str, note: str, count: int, reader: str, participant: str, address: str
) -> Letter:
    """That a law under answers was abrogated. `said`: since when; `count`: of those answers."""
    subject = _("Cambió una ley: {law}").format(law=law)
    words = ngettext(
        "En {participant}, {n} respuesta se funda en ella. Confirme que sigue siendo cierta desde"
        " ese día, o cámbiela. Ni los puntos ni el índice se mueven.",
        "En {participant}, {n} respuestas se fundan en ella. Confirme que siguen siendo ciertas"
        " desde ese día, o cámbielas. Ni los puntos ni el índice se mueven.",
        count,
    )
    asked = words.format(participant=participant, n=number(count))
    noted = _("Nota: {note}").format(note=note) if note else ""
    where = _("Empiece aquí: {address}").format(address=address)
    return written(subject, reader, [said, asked, noted, where])


def reminder_letter(
    lines: Sequence[str],
    *,
    edition: str,
    reader: str,
    participant: str,
    address: str,
    author: str,
    contact: str,
) -> Letter:
    """That the coordination waits for a government. `lines`: what waits in it, a sentence each.

    `author`: who reminds, from which seat. `contact`: a mailbox or a phone.
    """
    subject = _("Recordatorio: {participant}, {edition}").format(
        participant=participant, edition=edition
    )
    said = _("La coordinación le recuerda lo que espera en {participant}, {edition}:").format(
        participant=participant, edition=edition
    )
    listed = "\n".join(f"- {line}" for line in lines)
    where = _("Siga aquí: {address}").format(address=address)
    helped = _("Si algo se lo impide, dígalo a la coordinación: {contact}").format(contact=contact)
    return written(subject, reader, [said, listed, where, helped, author])


def panel_letter(
    *, edition: str, until: date, shows_names: bool, reader: str, address: str
) -> Letter:
    """That somebody was put on the panel of a final round, and what is asked of them by when."""
    subject = _("Jurado de la ronda final: {edition}").format(edition=edition)
    said = _("La coordinación le nombró integrante del jurado de la ronda final, {edition}.")
    asked = _(
        "Califique a cada finalista con la rúbrica a más tardar el {until}. No se califica a los"
        " gobiernos del propio estado; si otra razón le impide calificar a alguno, excúsese y"
        " dígala: será pública."
    ).format(until=day(until))
    shown = (
        _("Al final, sus calificaciones y sus razones se publican con su nombre.")
        if shows_names
        else _("Al final, sus calificaciones y sus razones se publican sin su nombre.")
    )
    where = _("Ábralo aquí: {address}").format(address=address)
    return written(subject, reader, [said.format(edition=edition), asked, shown, where])


def proposed_letter(
    *, edition: str, is_final: bool, proposer: str, reader: str, address: str
) -> Letter:
    """That a publication was proposed and waits for a second person."""
    subject, said = (
        (
            _("Falta confirmar la publicación de la ronda final: {edition}"),
            _("{proposer} propuso publicar la ronda final, {edition}."),
        )
        if is_final
        else (
            _("Falta confirmar la publicación: {edition}"),
            _("{proposer} propuso publicar {edition}."),
        )
    )
    asked = _("Hace falta que otra persona lo revise y lo confirme, y usted puede hacerlo.")
    where = _("Ábralo aquí: {address}").format(address=address)
    told = said.format(proposer=proposer, edition=edition)
    return written(subject.format(edition=edition), reader, [told, asked, where])


def written(subject: str, reader: str, paragraphs: Sequence[str]) -> Letter:
    """A letter has a greeting and says who writes; its subject is one line."""
    greeting = _("Hola, {name}:").format(name=reader)
    end = _("Liga de mejora regulatoria. Este correo lo envía un programa: no lo responda.")
    body = "\n\n".join(each for each in (greeting, *paragraphs, end) if each) + "\n"
    return Letter(" ".join(subject.split())[:LONGEST_SUBJECT], body)


def quoted(text: str) -> str:
    """What somebody wrote, apart from what the program says."""
    return "\n".join(f"> {line}" for line in text.splitlines())
