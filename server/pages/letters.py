"""Cartas: what is told to people by mail, in their own language and in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from game.assignments import Assignment, AssignmentMove
from server.i18n import Lazy, day, lazy
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
    return _letter(subject, reader, [said, question, note, where])


def taken_letter(*, what: str, reader: str, author: str, participant: str, address: str) -> Letter:
    """That something is no longer theirs to do; what they saved stays."""
    subject = _("Ya no tiene a su cargo {what}").format(what=what)
    said = _("{author} retiró o pasó a otra persona el encargo {what}, de {participant}.").format(
        author=author, what=what, participant=participant
    )
    kept = _("Lo que usted guardó se conserva.")
    where = _("Quién está en qué: {address}").format(address=address)
    return _letter(subject, reader, [f"{said} {kept}", where])


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
    return _letter(subject, reader, [said, where])


def _letter(subject: str, reader: str, paragraphs: Sequence[str]) -> Letter:
    """A letter has a greeting and says who writes; its subject is one line."""
    greeting = _("Hola, {name}:").format(name=reader)
    end = _("Liga de mejora regulatoria. Este correo lo envía un programa: no lo responda.")
    body = "\n\n".join(each for each in (greeting, *paragraphs, end) if each) + "\n"
    return Letter(" ".join(subject.split())[:LONGEST_SUBJECT], body)
