"""Cartas de observaciones: to whoever sent one, in their language, and to the government it names.

To whoever sent it no name is written: there may be none. The private link stands in every letter,
as it is kept nowhere.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from game.reports import Move
from server.i18n import Lazy, day, lazy, ngettext, number
from server.i18n import gettext as _
from server.pages.letters import LONGEST_SUBJECT, Letter

# What is told to whoever sent a report when it moves: the subject and the first lines.
TOLD: Mapping[Move, tuple[Lazy, Lazy]] = MappingProxyType(
    {
        Move.CONFIRM: (
            lazy("Recibimos su observación {folio}"),
            lazy("Su observación {folio} espera que el observatorio la lea."),
        ),
        Move.PUBLISH: (
            lazy("Su observación {folio} se publicó"),
            lazy(
                "El observatorio publicó su observación {folio}. {participant} tiene hasta el {day}"
                " para contestar; le avisaremos."
            ),
        ),
        Move.REJECT: (
            lazy("Su observación {folio} no se publicó"),
            lazy("El observatorio no publicó su observación {folio}. La razón:"),
        ),
        Move.MERGE: (
            lazy("Su observación {folio} se unió a otra"),
            lazy(
                "Otra observación dice lo mismo que la suya, la {folio}: se cuenta junto con ella."
            ),
        ),
        Move.ANSWER: (
            lazy("{participant} contestó su observación {folio}"),
            lazy(
                "{participant} contestó su observación {folio}. Puede darla por cerrada o decir por"
                " qué no está conforme."
            ),
        ),
        Move.RELEASE: (
            lazy("Se publicó por qué no está conforme: {folio}"),
            lazy(
                "El observatorio publicó su inconformidad con la respuesta a la observación"
                " {folio}. {participant} tiene hasta el {day} para contestar."
            ),
        ),
        Move.RECONSIDER: (
            lazy("Observación {folio}: se lee de nuevo"),
            lazy("Su observación sobre {participant} se lee otra vez antes de decidir."),
        ),
        Move.DISMISS: (
            lazy("Su inconformidad no se publicó: {folio}"),
            lazy(
                "El observatorio no publicó su inconformidad con la respuesta a la observación"
                " {folio}. La razón:"
            ),
        ),
    }
)


# The same to whoever sent another one that was merged into it.
TOLD_TO_JOINED: Mapping[Move, tuple[Lazy, Lazy]] = MappingProxyType(
    {
        Move.ANSWER: (
            lazy("{participant} contestó la observación {into}"),
            lazy(
                "{participant} contestó la observación {into}, a la que se unió la suya, la"
                " {folio}."
            ),
        ),
        Move.CLOSE: (
            lazy("Se cerró la observación {into}"),
            lazy(
                "Quien hizo la observación {into}, a la que se unió la suya, la {folio}, la dio por"
                " cerrada. Si a usted le sigue pasando, puede escribir otra."
            ),
        ),
        Move.WITHDRAW: (
            lazy("Su observación {folio} espera de nuevo que se lea"),
            lazy(
                "Quien hizo la observación {into}, a la que se unió la suya, la retiró. La suya"
                " sigue en pie: el observatorio la lee de nuevo para publicarla por sí sola."
            ),
        ),
    }
)


PUBLIC_AGAIN: tuple[Lazy, Lazy] = (
    lazy("Su observación {folio} se publica de nuevo por sí sola"),
    lazy(
        "Quien hizo la observación {into}, a la que se unió la suya, la retiró. La suya ya se había"
        " publicado: está de nuevo en público, con su propio plazo de respuesta."
    ),
)


def confirm_letter(*, folio: int, hours: int, link: str) -> Letter:
    """The letter by which an address is proved."""
    lasts = ngettext("El vínculo sirve {n} hora.", "El vínculo sirve {n} horas.", hours)
    return _letter(
        _("Confirme su observación {folio}").format(folio=folio),
        [
            _("Alguien envió una observación con este correo. Si fue usted, confírmelo aquí:"),
            link,
            lasts.format(n=number(hours)),
            _("Guarde esta carta: con el mismo vínculo puede seguir su observación."),
            _("Si no fue usted no haga nada: lo enviado se borra y no volveremos a escribirle."),
        ],
    )


def support_letter(*, folio: int, hours: int, link: str) -> Letter:
    """The letter by which somebody to whom the same happens is counted."""
    lasts = ngettext("El vínculo sirve {n} hora.", "El vínculo sirve {n} horas.", hours)
    return _letter(
        _("Confirme que también le pasa: observación {folio}").format(folio=folio),
        [
            _("Alguien dijo con este correo que le pasa lo mismo. Si fue usted, confírmelo aquí:"),
            link,
            lasts.format(n=number(hours)),
            _("Solo se cuenta: su correo no se muestra y se borra al confirmar."),
            _("Si no fue usted no haga nada."),
        ],
    )


def moved_letter(
    move: Move,
    *,
    folio: int,
    participant: str,
    until: date | None,
    reason: str,
    hides: bool,
    link: str,
) -> Letter:
    """What became of a report, to whoever sent it. `reason`: why it was not published.

    `hides`: less of it was published than was sent.
    """
    hidden = _(
        "Antes de publicarla, el observatorio ocultó datos personales o partes que no se publican."
        " Lo que usted escribió se conserva, y sigue en su página."
    )
    subject, text = TOLD[move]
    facts = {
        "folio": folio,
        "participant": participant,
        "day": day(until) if until else "",
    }
    return _letter(
        str(subject).format(**facts),
        [
            str(text).format(**facts),
            reason,
            hidden if hides else "",
            _("Su vínculo privado, que nadie más debe tener: {link}").format(link=link),
        ],
    )


def joined_letter(
    move: Move,
    *,
    was_public: bool,
    folio: int,
    into: int,
    participant: str,
    address: str,
    link: str,
) -> Letter:
    """What became of a report, to whoever sent another one that was merged into it.

    `was_public`: theirs was published before; it is so again where the other one is withdrawn.
    """
    subject, text = TOLD_TO_JOINED[move]
    if was_public and move is Move.WITHDRAW:
        subject, text = PUBLIC_AGAIN
    facts = {"folio": folio, "into": into, "participant": participant}
    paragraphs = [str(text).format(**facts)]
    if move is not Move.WITHDRAW:
        paragraphs.append(_("Léala aquí: {address}").format(address=address))
    private = _("Su vínculo privado, que nadie más debe tener: {link}").format(link=link)
    return _letter(str(subject).format(**facts), [*paragraphs, private])


def to_answer_letter(
    *,
    folio: int,
    about: str,
    until: date,
    is_objection: bool,
    reader: str,
    participant: str,
    address: str,
) -> Letter:
    """That a report of a government, or an objection to its answer, waits for an answer."""
    subject = _("Observación {folio}: conteste hasta el {day}")
    told = _("El observatorio publicó una observación sobre {participant}: {about}")
    term = _("Tiene hasta el {day} para contestar en público.")
    if is_objection:
        subject = _("Observación {folio}: conteste la inconformidad hasta el {day}")
        told = _(
            "Quien hizo la observación {folio} sobre {participant} no está conforme con la"
            " respuesta, y el observatorio publicó por qué. La observación: {about}"
        )
        term = _("Tiene hasta el {day} para contestar la inconformidad en público.")
    return _letter(
        subject.format(folio=folio, day=day(until)),
        [
            _("Hola, {name}:").format(name=reader),
            told.format(folio=folio, participant=participant, about=about),
            term.format(day=day(until)),
            _("Léala y conteste aquí: {address}").format(address=address),
        ],
    )


def still_to_answer_letter(
    *,
    folio: int,
    until: date,
    is_late: bool,
    is_objection: bool,
    reader: str,
    participant: str,
    address: str,
) -> Letter:
    """That the clock of a report, or of an objection, is about to end or has ended."""
    late = _("Observación {folio}: el plazo venció el {day}")
    soon = _("Observación {folio}: el plazo vence el {day}")
    told = _("{participant} no ha contestado la observación {folio}. Todavía puede hacerlo.")
    if is_objection:
        late = _("Observación {folio}: el plazo para contestar la inconformidad venció el {day}")
        soon = _("Observación {folio}: el plazo para contestar la inconformidad vence el {day}")
        told = _(
            "{participant} contestó la observación {folio}, pero no ha contestado la inconformidad"
            " con su respuesta. Todavía puede hacerlo."
        )
    return _letter(
        (late if is_late else soon).format(folio=folio, day=day(until)),
        [
            _("Hola, {name}:").format(name=reader),
            told.format(participant=participant, folio=folio),
            _("Léala y conteste aquí: {address}").format(address=address),
        ],
    )


def _letter(subject: str, paragraphs: list[str]) -> Letter:
    end = _("Liga de mejora regulatoria. Este correo lo envía un programa: no lo responda.")
    body = "\n\n".join(each for each in (*paragraphs, end) if each) + "\n"
    return Letter(" ".join(subject.split())[:LONGEST_SUBJECT], body)
