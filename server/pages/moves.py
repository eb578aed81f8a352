"""Pasos: the forms in which a commitment is moved, for whoever may move it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from game.commitments import (
    ENDS_KEPT,
    WORDS,
    Commitment,
    Milestone,
    Move,
    Need,
    Term,
    moves_of,
    needs_of,
    open_milestones,
)
from game.participants import Participant
from server.amending import MOST_STEPS, new_numbers, open_steps, stands
from server.i18n import Lazy, lazy, list_of, ngettext, number
from server.i18n import gettext as _
from server.pages.amendments import TERM_NAMES
from server.pages.links import Url
from server.pages.proposals import Complaint
from server.people import GOVERNMENT, Person, Role

# What somebody typed into a move, in the order of its form.
TEXTS = ("due", *WORDS, "starts", "budget", "note", "link", "title", "page")
NO_TEXTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ActField:
    """A field of a move: one line, several lines, a date or a file."""

    name: str
    id: str
    label: str
    value: str
    help: str
    error: str
    type: str
    is_area: bool = False
    is_file: bool = False
    is_required: bool = False
    inputmode: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A milestone in the form of an amendment. `remove`: a box to take out one that is not new."""

    title: ActField
    due: ActField
    weight: ActField
    remove: ActField | None


@dataclass(frozen=True, slots=True)
class StepRows:
    """All milestones of a commitment, as an amendment can change them. `done`: those that stay.

    `full`: why there is no empty row, where there is none.
    """

    help: str
    error: str
    done: tuple[str, ...]
    rows: tuple[StepRow, ...]
    full: str
    id: str = f"{Move.AMEND.value}-milestones"


@dataclass(frozen=True, slots=True)
class Act:
    """A move that the person in front of the page may make, as a form.

    `seen`: which history it was drawn from, where that is asked. `error`: why it was refused, where
    that is no field's fault. `steps`: the milestones, before the last of the fields.
    """

    id: str
    move: str
    action: str
    label: str
    text: str
    kind: str
    fields: tuple[ActField, ...]
    is_open: bool
    takes_files: bool
    seen: str = ""
    error: str = ""
    steps: StepRows | None = None

    def complaints(self, errors: Mapping[str, str]) -> tuple[Complaint, ...]:
        """The summary of what is wrong: it names each field, and leads to it."""
        rows = self.steps.rows if self.steps else ()
        fields = (*self.fields, *(f for row in rows for f in (row.title, row.due, row.weight)))
        labels = {field.name: field.label for field in fields}
        if self.steps:
            labels["milestones"] = _("Hitos")
        return tuple(
            Complaint(
                _("{field}: {text}").format(field=labels[name], text=text)
                if name in labels
                else text,
                f"#{self.move}-{name}" if name in labels else f"#{self.id}",
            )
            for name, text in errors.items()
        )


@dataclass(frozen=True, slots=True)
class Tried:
    """A move that was refused: which one, what was typed, and what to mend beside each field.

    Of a commitment or of a report.
    """

    move: StrEnum
    typed: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unsent:
    """What was typed into the form of a move that nobody can make any more, and why."""

    error: str
    typed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ask:
    """What a move asks of whoever makes it, in words."""

    route: str
    label: Lazy
    text: Lazy
    note: Lazy | None = None
    kind: str = "secondary"


ACTS: Mapping[Move, _Ask] = MappingProxyType(
    {
        Move.AGREE: _Ask(
            "commitment_move",
            lazy("Acordar el compromiso"),
            lazy("El gobierno hace suyo el compromiso tal como está escrito."),
            kind="primary",
        ),
        Move.START: _Ask(
            "commitment_move",
            lazy("Comenzar"),
            lazy("El trabajo empezó. Quedará en la historia pública."),
            kind="primary",
        ),
        Move.REPORT_DONE: _Ask(
            "commitment_report",
            lazy("Reportar como cumplido"),
            lazy("La evidencia será pública. Adjunte un archivo o dé la dirección de una página."),
            note=lazy("Qué se hizo y cómo se comprueba"),
            kind="primary",
        ),
        Move.SEND_BACK: _Ask(
            "commitment_verdict",
            lazy("Devolver con observaciones"),
            lazy("El compromiso sigue en curso y el gobierno puede reportarlo otra vez."),
            note=lazy("Qué falta por demostrar"),
        ),
        Move.VERIFY: _Ask(
            "commitment_verdict",
            lazy("Verificar el cumplimiento"),
            lazy("La evidencia demuestra la meta conforme al indicador de éxito."),
            note=lazy("Qué se comprobó"),
            kind="primary",
        ),
        Move.MARK_NOT_MET: _Ask(
            "commitment_verdict",
            lazy("Declarar no cumplido"),
            lazy("Cierra el compromiso. La razón será pública."),
            note=lazy("Razón"),
            kind="danger",
        ),
        Move.UPHOLD: _Ask(
            "commitment_verdict",
            lazy("Confirmar que se cumplió"),
            lazy("Vio lo que dicen las observaciones y la evidencia: el dictamen sigue en pie."),
            note=lazy("Qué se comprobó de nuevo"),
            kind="primary",
        ),
        Move.REVERSE: _Ask(
            "commitment_verdict",
            lazy("Declarar que no se ha cumplido"),
            lazy("El compromiso vuelve a estar en curso y el gobierno puede reportarlo otra vez."),
            note=lazy("Qué se encontró"),
            kind="danger",
        ),
        Move.WITHDRAW: _Ask(
            "commitment_move",
            lazy("Retirar el compromiso"),
            lazy("Sigue a la vista de todos, como retirado y con su razón."),
            note=lazy("Razón pública"),
            kind="danger",
        ),
        Move.AMEND: _Ask(
            "commitment_move",
            lazy("Modificar el compromiso"),
            lazy(
                "Cambie lo que haga falta y deje lo demás como está. Lo anterior no se borra: queda"
                " en la historia pública, junto a lo nuevo."
            ),
            note=lazy("Razón pública"),
        ),
        Move.INHERIT: _Ask(
            "commitment_inherit",
            lazy("Marcar como heredado"),
            lazy("La nueva administración tendrá que ratificarlo, modificarlo o retirarlo."),
            note=lazy("Qué cambió"),
        ),
        Move.RATIFY: _Ask(
            "commitment_move",
            lazy("Ratificar el compromiso"),
            lazy("La nueva administración lo hace suyo."),
            kind="primary",
        ),
    }
)


def open_moves(
    commitment: Commitment, participant: Participant, visitor: Person | None, today: date
) -> tuple[Move, ...]:
    """The moves this person may make here: of their own government, or of no state of theirs."""
    if visitor is None:
        return ()
    is_government = visitor.role in GOVERNMENT
    if is_government and visitor.participant != participant.code:
        return ()
    if visitor.role is Role.VERIFIER and visitor.state == participant.state:
        return ()
    return moves_of(commitment, visitor.role.value, today)


def act_of(move: Move, commitment: Commitment, tried: Tried | None, url: Url) -> Act:
    ask = ACTS[move]
    again = tried if tried is not None and tried.move is move else Tried(move, NO_TEXTS, NO_TEXTS)
    needs = needs_of(move, commitment)
    fields: list[ActField] = []
    steps = None
    if Need.CHANGE in needs:
        again = replace(again, typed={**stands(commitment), **again.typed})
        fields += _amended_fields(again)
        steps = _step_rows(again, commitment)
    if ask.note is not None:
        fields.append(
            act_field(
                again,
                "note",
                str(ask.note),
                help=_open_milestones_text(move, commitment),
                is_area=True,
                is_required=Need.REASON in needs,
            )
        )
    if Need.EVIDENCE in needs:
        fields += _evidence_fields(again)
    return Act(
        id=f"act-{move.value}",
        move=move.value,
        action=url(ask.route, id=commitment.code),
        label=str(ask.label),
        text=str(ask.text),
        kind=ask.kind,
        fields=tuple(fields),
        is_open=bool(again.errors),
        takes_files=Need.EVIDENCE in needs,
        seen=str(len(commitment.history)),
        error=again.errors.get("form", ""),
        steps=steps,
    )


def unsent_of(tried: Tried | None, moves: Collection[Move]) -> Unsent | None:
    """What was typed for a move that can be made no more, so that it is not lost."""
    if tried is None or tried.move in moves or "form" not in tried.errors:
        return None
    steps = (name for name in tried.typed if name.startswith("milestone_"))
    names = (*TEXTS, *steps)
    typed = tuple(tried.typed[name] for name in names if tried.typed.get(name, "").strip())
    return Unsent(tried.errors["form"], typed)


def _open_milestones_text(move: Move, commitment: Commitment) -> str:
    """Which milestones a promise would end without, so that the reason can say why."""
    waiting = open_milestones(commitment) if move in ENDS_KEPT else ()
    if not waiting:
        return ""
    titles = list_of(f"«{step.title}»" for step in waiting)
    return ngettext(
        "Queda sin concluir el hito {titles}: explique por qué el compromiso se cumplió sin él.",
        "Quedan sin concluir los hitos {titles}:"
        " explique por qué el compromiso se cumplió sin ellos.",
        len(waiting),
    ).format(titles=titles)


def _amended_fields(again: Tried) -> tuple[ActField, ...]:
    """The terms as they stand, to be changed where they have to be."""
    words = (
        act_field(
            again,
            term.value,
            str(TERM_NAMES[term]),
            is_area=term is not Term.RESPONSIBLE,
            is_required=True,
        )
        for term in WORDS
    )
    return (
        act_field(again, "due", _("Fecha comprometida"), "date", is_required=True),
        *words,
        act_field(again, "starts", _("Fecha de inicio"), "date", help=_("Si ya se sabe.")),
        act_field(
            again,
            "budget",
            _("Presupuesto"),
            help=_("En pesos, si lo hay. Será público."),
            inputmode="numeric",
            unit=_("pesos"),
        ),
    )


def _step_rows(again: Tried, commitment: Commitment) -> StepRows:
    """Those that are not done, to be changed or taken out, and empty rows for new ones."""
    there = dict(open_steps(commitment))
    new = new_numbers(commitment)
    done = (step for step in commitment.milestones if step.done_on is not None)
    return StepRows(
        help=_(
            "Hasta {n} hitos, cada uno con su fecha y su peso: qué parte del trabajo es; sin peso"
            " vale 1. Las filas nuevas vacías no cuentan."
        ).format(n=number(MOST_STEPS)),
        error=again.errors.get("milestones", ""),
        done=tuple(_done_text(step) for step in done),
        rows=tuple(_step_row(again, each, is_new=each not in there) for each in (*there, *new)),
        full="" if new else _full_text(commitment, can_remove=bool(there)),
    )


def _full_text(commitment: Commitment, *, can_remove: bool) -> str:
    """That no milestone can be added, and what would make room for one."""
    told = _("Ya tiene {n} hitos, los que caben en un compromiso.").format(
        n=number(len(commitment.milestones))
    )
    if not can_remove:
        return told
    way = _("Para agregar otro, quite uno de los que no se han concluido y guarde primero.")
    return f"{told} {way}"


def _done_text(step: Milestone) -> str:
    return _("«{title}» ya se concluyó y se queda como está.").format(title=step.title)


def _step_row(again: Tried, number: int, *, is_new: bool) -> StepRow:
    name = f"milestone_{number}"
    label = _("Hito nuevo {number}") if is_new else _("Hito {number}")
    remove = _("Quitar el hito {number}").format(number=number)
    return StepRow(
        title=act_field(again, name, label.format(number=number)),
        due=act_field(
            again, f"{name}_due", _("Fecha del hito {number}").format(number=number), "date"
        ),
        weight=act_field(
            again,
            f"{name}_weight",
            _("Peso del hito {number}").format(number=number),
            inputmode="numeric",
        ),
        remove=None if is_new else act_field(again, f"{name}_removed", remove),
    )


def _evidence_fields(again: Tried) -> tuple[ActField, ...]:
    return (
        act_field(again, "file", _("Archivo"), "file", is_file=True),
        act_field(
            again,
            "link",
            _("Dirección de la página"),
            help=_("Si no adjunta un archivo."),
            inputmode="url",
        ),
        act_field(again, "title", _("Título del documento"), help=_("Como quiere que se lea.")),
        act_field(again, "page", _("Página o artículo"), help=_("Donde está lo que lo demuestra.")),
    )


def act_field(
    again: Tried,
    name: str,
    label: str,
    type: str = "text",  # noqa: A002  (the attribute of the field)
    *,
    help: str = "",  # noqa: A002
    is_area: bool = False,
    is_file: bool = False,
    is_required: bool = False,
    inputmode: str = "",
    unit: str = "",
) -> ActField:
    """A field of a move with what was typed into it, and what to mend in that."""
    return ActField(
        name=name,
        id=f"{again.move.value}-{name}",
        label=label,
        value=again.typed.get(name, ""),
        help=help,
        error=again.errors.get(name, ""),
        type=type,
        is_area=is_area,
        is_file=is_file,
        is_required=is_required,
        inputmode=inputmode,
        unit=unit,
    )
