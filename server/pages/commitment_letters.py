"""Cartas: what the heads of a government are told of commitments, agreements, recommendations."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from game.commitments import Commitment, Move, Recall, Recalled
from server.i18n import Lazy, day, lazy, ngettext, number
from server.i18n import gettext as _
from server.pages.commitments.words import first_words
from server.pages.letters import Letter, quoted, written

LONGEST_GOAL = 160
# What is told of each day of a commitment: the subject, and what can be done.
RECALLS: Mapping[Recalled, tuple[Lazy, Lazy]] = MappingProxyType(
    {
        Recalled.MILESTONE: (
            lazy("Compromiso {number}: un hito es para el {day}"),
            lazy("El hito «{step}» es para el {day}. Márquelo como concluido cuando lo esté."),
        ),
        Recalled.DUE: (
            lazy("Compromiso {number}: es para el {day}"),
            lazy(
                "La fecha comprometida es el {day}. Repórtelo como cumplido con su evidencia, o"
                " modifíquelo con una razón pública."
            ),
        ),
        Recalled.OVERDUE: (
            lazy("Compromiso {number}: venció el {day}"),
            lazy(
                "La fecha comprometida, {day}, pasó sin que se reportara cumplido, y así se ve en"
                " público. Todavía puede reportarlo o modificarlo con una razón pública."
            ),
        ),
        Recalled.RATIFY: (
            lazy("Compromiso {number}: por ratificar hasta el {day}"),
            lazy(
                "Su administración lo heredó. Hasta el {day} puede ratificarlo a tiempo; también"
                " modificarlo o retirarlo con su razón."
            ),
        ),
        Recalled.UNRATIFIED: (
            lazy("Compromiso {number}: no se ratificó a tiempo"),
            lazy(
                "El plazo para ratificarlo terminó el {day}, y así se ve en público. Todavía puede"
                " ratificarlo, modificarlo o retirarlo con su razón."
            ),
        ),
    }
)


# What is told of each verdict: the subject, what was decided, and what can be done.
TOLD_VERDICTS: Mapping[Move, tuple[Lazy, Lazy, Lazy]] = MappingProxyType(
    {
        Move.SEND_BACK: (
            lazy("Compromiso {number}: se devolvió con observaciones"),
            lazy("Quien verifica lo devolvió con observaciones, y así se ve en público."),
            lazy(
                "Puede reportarlo otra vez como cumplido, con lo que falta por demostrar, o"
                " modificarlo con una razón pública. Fecha comprometida: {day}."
            ),
        ),
        Move.VERIFY: (
            lazy("Compromiso {number}: se verificó el cumplimiento"),
            lazy("Quien verifica comprobó que se cumplió, y así se ve en público."),
            lazy(
                "No tiene que hacer nada más. Si se publican observaciones que lo contradigan,"
                " puede verificarse de nuevo."
            ),
        ),
        Move.MARK_NOT_MET: (
            lazy("Compromiso {number}: se declaró no cumplido"),
            lazy("Quien verifica lo declaró no cumplido, y así se ve en público."),
            lazy(
                "Queda cerrado y ya no puede reportarse. Si su gobierno todavía va a hacerlo, puede"
                " proponer un compromiso nuevo."
            ),
        ),
        Move.UPHOLD: (
            lazy("Compromiso {number}: se confirmó que se cumplió"),
            lazy(
                "Se verificó de nuevo por las observaciones publicadas que lo contradicen, y se"
                " confirmó que se cumplió. Así se ve en público."
            ),
            lazy("No tiene que hacer nada más."),
        ),
        Move.REVERSE: (
            lazy("Compromiso {number}: se declaró que no se ha cumplido"),
            lazy(
                "Se verificó de nuevo por las observaciones publicadas que lo contradicen, y se"
                " declaró que no se ha cumplido. Así se ve en público."
            ),
            lazy(
                "Puede reportarlo otra vez como cumplido, con lo que falta por demostrar, o"
                " modificarlo con una razón pública. Fecha comprometida: {day}."
            ),
        ),
    }
)


def inherited_letter(
    *,
    count: int,
    until: date,
    note: str,
    reader: str,
    participant: str,
    address: str,
    folio: str = "",
) -> Letter:
    """That a new administration found commitments, and until when it may ratify them in time.

    `folio`: of the record of the handover with which they passed; else the observatory said so.
    """
    subject = ngettext(
        "{participant} hereda {n} compromiso", "{participant} hereda {n} compromisos", count
    ).format(participant=participant, n=number(count))
    passed = (
        _("Con la entrega del cargo, acta {folio}, pasan a una nueva administración.")
        if folio
        else _("La coordinación registró que pasan a una nueva administración.")
    ).format(folio=folio)
    asked = _(
        "Cada uno se ratifica, se modifica o se retira con su razón. Para ratificar a tiempo: hasta"
        " el {day}."
    ).format(day=day(until))
    said = f"{passed} {asked}"
    where = _("Los encuentra aquí: {address}").format(address=address)
    return written(subject, reader, [said, note, where])


def recall_letter(
    recall: Recall, commitment: Commitment, *, reader: str, participant: str, address: str
) -> Letter:
    """That a day of a commitment comes, or has just passed."""
    subject, said = RECALLS[recall.what]
    facts = {"day": day(recall.on), "number": commitment.code, "step": recall.title}
    goal = _("{participant}: {goal}").format(
        participant=participant, goal=first_words(commitment.goal, LONGEST_GOAL)
    )
    where = _("Está aquí: {address}").format(address=address)
    return written(str(subject).format(**facts), reader, [goal, str(said).format(**facts), where])


def verdict_letter(
    commitment: Commitment, *, reader: str, participant: str, address: str
) -> Letter:
    """What a verifier decided last of a commitment, with their note as they wrote it."""
    event = commitment.history[-1]
    subject, decided, after = TOLD_VERDICTS[event.move]
    facts = {"day": day(commitment.due), "number": commitment.code}
    goal = _("{participant}: {goal}").format(
        participant=participant, goal=first_words(commitment.goal, LONGEST_GOAL)
    )
    wrote = _("Lo que escribió quien verifica:")
    where = _("Está aquí: {address}").format(address=address)
    return written(
        str(subject).format(**facts),
        reader,
        [
            goal,
            str(decided),
            f"{wrote}\n{quoted(event.note)}",
            str(after).format(**facts),
            where,
        ],
    )


def agreement_letter(
    *, title: str, meeting: str, sign_by: date, reader: str, participant: str, address: str
) -> Letter:
    """That a government is invited to sign an agreement."""
    subject = _("Un acuerdo espera la respuesta de {participant}: {title}").format(
        participant=participant, title=title
    )
    said = _(
        "{meeting} acordó «{title}». Su gobierno puede firmarlo, y entonces es un compromiso"
        " público suyo, o declinarlo con una razón pública, hasta el {day}."
    ).format(meeting=meeting, title=title, day=day(sign_by))
    where = _("Léalo y responda aquí: {address}").format(address=address)
    return written(subject, reader, [said, where])


def issued_letter(
    *, title: str, count: int, is_public: bool, reader: str, participant: str, address: str
) -> Letter:
    """That the observatory issued recommendations to a government."""
    subject = ngettext(
        "{n} recomendación para {participant}", "{n} recomendaciones para {participant}", count
    ).format(n=number(count), participant=participant)
    said = _("El observatorio emitió «{title}».").format(title=title)
    seen = (
        _("Es público, y también lo que su gobierno responda.")
        if is_public
        else _("Solo su gobierno ve las suyas; lo que responda será público, con su razón.")
    )
    asked = _(
        "Cada una se acepta, se adapta o se declina con su razón. Su plan dice cuáles dan más por"
        " menos esfuerzo."
    )
    where = _("Está aquí: {address}").format(address=address)
    return written(subject, reader, [said, seen, asked, where])
