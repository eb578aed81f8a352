"""Compromiso: one promise in public, with its history and what each side says of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial
from types import MappingProxyType

from game.answers import Citation
from game.commitments import (
    REVIEWS,
    TEAM,
    VERDICTS,
    Change,
    Commitment,
    Event,
    Milestone,
    Move,
    Origin,
    Status,
    awaits_review,
    first_due,
    left_open,
    missed_terms,
    origin_of,
    shown_status,
    was_ratified_late,
)
from game.participants import Participant
from game.questionnaire import Item
from game.voices import Disagreement
from server.i18n import Lazy, day, lazy, list_of, ngettext, number, percent
from server.i18n import gettext as _
from server.pages.amendments import ChangeLine, change_lines, pesos_text
from server.pages.commitments.words import (
    ENDED,
    STATUS_NAMES,
    Names,
    due_note_of,
    goal_words,
    in_spanish,
    pillar_name_of,
    progress_words,
)
from server.pages.filters import address_of
from server.pages.legal import NONE_ABROGATED, Abrogations, LegalLine
from server.pages.links import Link, Url
from server.pages.moves import ACTS, Act, Tried, Unsent, act_of, open_moves, unsent_of
from server.pages.proposals import Asked, Complaint, asked_of, legal_of
from server.pages.voices import DisagreementLine, disagreement_lines
from server.people import GOVERNMENT, ROLE_NAMES, Person, Role

# What goes on comes first, what ends a promise last.
ACTS_ORDER = ("primary", "secondary", "danger")
# The look and the words of each line of history.
EVENTS: Mapping[Move, tuple[str, Lazy]] = MappingProxyType(
    {
        Move.PROPOSE: ("proposed", lazy("Se propuso")),
        Move.AGREE: ("agreed", lazy("Se acordó")),
        Move.START: ("in_progress", lazy("Comenzó")),
        Move.FINISH_MILESTONE: ("milestone", lazy("Concluyó un hito")),
        Move.REPORT_DONE: ("reported_done", lazy("Se reportó como cumplido")),
        Move.SEND_BACK: ("returned", lazy("Se devolvió con observaciones")),
        Move.VERIFY: ("verified", lazy("Se verificó el cumplimiento")),
        Move.MARK_NOT_MET: ("not_met", lazy("Se declaró no cumplido")),
        Move.WITHDRAW: ("withdrawn", lazy("Se retiró")),
        Move.AMEND: ("amended", lazy("Cambió la fecha")),
        Move.INHERIT: ("inherited", lazy("Pasó a una nueva administración")),
        Move.RATIFY: ("agreed", lazy("Lo ratificó la nueva administración")),
        Move.ASK_REVIEW: ("review", lazy("Se pide una nueva verificación")),
        Move.UPHOLD: ("verified", lazy("Se verificó de nuevo: el compromiso se cumplió")),
        Move.REVERSE: ("returned", lazy("Se verificó de nuevo: el compromiso no se ha cumplido")),
    }
)


ORIGIN_NAMES: Mapping[Origin, Lazy] = MappingProxyType(
    {
        Origin.RECOMMENDATION: lazy("Recomendación"),
        Origin.GAP: lazy("Iniciativa propia, por una brecha"),
        Origin.AGREEMENT: lazy("Acuerdo de una reunión"),
        Origin.OWN_INITIATIVE: lazy("Iniciativa propia"),
    }
)
# Where a government had left what is overdue by now.
LEFT_AT: Mapping[Status, Lazy] = MappingProxyType(
    {
        Status.PROPOSED: lazy("Lo había propuesto"),
        Status.AGREED: lazy("Lo había acordado"),
        Status.IN_PROGRESS: lazy("Estaba en curso"),
    }
)


# What an address says of whoever was led to a commitment in place of the form of a new one.
PROMISED = "ya"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document that anybody may open."""

    url: str
    title: str
    page: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One dated line: what happened, who did it, and what it brought."""

    code: str
    word: str
    at: str
    text: str
    note: str
    author: str
    evidence: tuple[Evidence, ...]
    changes: tuple[ChangeLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """What one side says of a commitment: its own note, or what can be said for it.

    `code` gives the look of its word.
    """

    id: str
    title: str
    code: str
    word: str
    at: str = ""
    note: str = ""
    text: str = ""
    evidence: tuple[Evidence, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """Hito: its date and whether it was reached; `position` only where it can be finished now."""

    title: str
    code: str
    word: str
    dates: str
    can_finish: bool
    position: str


@dataclass(frozen=True, slots=True)
class Source:
    """The recommendation a commitment answers to, with each of its items."""

    edition: str
    asked: tuple[Asked, ...]
    legal: tuple[LegalLine, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What the observatory recommended in public of the same: in which batch, and when.

    `aims`: item to the option that is aimed at, where it is not the best answer.
    """

    batch: int
    recommendation: int
    issued_on: date
    aims: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A term and what it means here. `link`: where that stands."""

    term: str
    text: str
    is_typed: bool = False
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    """One promise, in public."""

    goal: str
    goal_language: str
    kicker: str
    breadcrumb: tuple[Link, ...]
    participant: str
    participant_url: str
    sheet_url: str
    pillar: str
    pillar_name: str
    status: str
    status_word: str
    facts: tuple[Row, ...]
    progress_width: str
    progress_text: str
    milestones: tuple[MilestoneLine, ...]
    milestone_action: str
    voices: tuple[Voice, ...]
    source: Source | None
    history: tuple[HistoryLine, ...]
    acts: tuple[Act, ...]
    in_spanish: str
    disagreements: tuple[DisagreementLine, ...] = ()
    unsent: Unsent | None = None
    problems: tuple[Complaint, ...] = ()


def event_word(move: Move, changes: Collection[Change] = ()) -> str:
    """What a move is called in the history, in letters and in feeds."""
    return _("Se modificó") if changes else str(EVENTS[move][1])


def already_promised() -> str:
    """Why an address of a form leads to a commitment that there is."""
    return _(
        "Su gobierno ya tiene un compromiso para lo que iba a proponer, y es este. Para proponer"
        " otro, retire antes este con su razón."
    )


def commitment_page(
    commitment: Commitment,
    participant: Participant,
    *,
    names: Names,
    items: Sequence[Item],
    documents: Mapping[str, str],
    visitor: Person | None,
    today: date,
    url: Url,
    tried: Tried | None = None,
    abrogated: Abrogations = NONE_ABROGATED,
    others: tuple[Voice, ...] = (),
    disagreeing: Sequence[Disagreement] = (),
    barred: bool = False,
    advice: Advice | None = None,
) -> CommitmentPage:
    """One promise with everything said of it. `documents` gives the title of each one cited.

    `items`: those it answers for; `others`: the voices beside those of the government and the
    observatory; `disagreeing`: where they do not agree. `barred`: the visitor verified it, so that
    somebody else verifies it again. `advice`: the recommendation it answers to or, of one that was
    proposed apart, that is of its item, where that is public.
    """
    status = shown_status(commitment, today)
    width, text = progress_words(commitment)
    moves = open_moves(commitment, participant, visitor, today)
    if barred:
        moves = tuple(move for move in moves if move not in REVIEWS)
    acts = sorted(
        (act_of(move, commitment, tried, url) for move in moves if move in ACTS),
        key=lambda act: ACTS_ORDER.index(act.kind),
    )
    cited = _Cited(commitment, documents, url)
    goal, language = goal_words(commitment.goal, names.goals)
    numbered = _("Compromiso {number}").format(number=commitment.code)
    return CommitmentPage(
        goal=goal,
        goal_language=language,
        kicker=numbered,
        breadcrumb=(Link(_("Compromisos"), url("commitments")), Link(numbered, "")),
        participant=participant.name,
        participant_url=url("participant_commitments", code=participant.code),
        sheet_url=url("commitment_sheet", id=commitment.code),
        pillar=commitment.pillar or "",
        pillar_name=pillar_name_of(commitment, names.pillars),
        status=status.value,
        status_word=str(STATUS_NAMES[status]),
        facts=_facts(commitment, today, _origin(commitment, advice, url)),
        progress_width=width,
        progress_text=text,
        milestones=_milestones(commitment, today, can_finish=Move.FINISH_MILESTONE in moves),
        milestone_action=url("commitment_milestone", id=commitment.code),
        voices=(
            _government_says(commitment, cited, today),
            _observatory_says(commitment, cited),
            *others,
        ),
        source=_source(commitment, items, abrogated, url, advice),
        history=_history(commitment, participant, today, cited),
        acts=tuple(acts),
        in_spanish=in_spanish(),
        disagreements=disagreement_lines(disagreeing, commitment.due),
        unsent=unsent_of(tried, moves),
        problems=tuple(
            line
            for act in acts
            if tried and act.move == tried.move
            for line in act.complaints(tried.errors)
        ),
    )


def _facts(commitment: Commitment, today: date, origin: Link | None) -> tuple[Row, ...]:
    note = due_note_of(commitment, today)
    rows = [
        Row(_("Responsable"), commitment.responsible, is_typed=True),
        Row(_("Indicador de éxito"), commitment.indicator, is_typed=True),
        Row(
            _("Fecha comprometida"),
            f"{day(commitment.due)} ({note})" if note else day(commitment.due),
        ),
    ]
    if first_due(commitment) != commitment.due:
        rows.append(Row(_("Fecha original"), day(first_due(commitment))))
    if commitment.starts is not None:
        rows.append(Row(_("Fecha de inicio"), day(commitment.starts)))
    if commitment.budget is not None:
        rows.append(Row(_("Presupuesto"), pesos_text(commitment.budget)))
    if commitment.status is Status.INHERITED and commitment.ratify_by is not None:
        rows.append(Row(_("Ratificación"), _ratification(commitment.ratify_by, today)))
    rows.append(Row(_("Origen"), str(ORIGIN_NAMES[origin_of(commitment)]), link=origin))
    return tuple(row for row in rows if row.text)


def _ratification(until: date, today: date) -> str:
    if today > until:
        return _("Sin ratificar a tiempo: el plazo terminó el {day}").format(day=day(until))
    return _("A más tardar el {day}").format(day=day(until))


def _milestones(
    commitment: Commitment, today: date, *, can_finish: bool
) -> tuple[MilestoneLine, ...]:
    """By their dates: a new one is planned in among those there were."""
    return tuple(
        MilestoneLine(
            title=step.title,
            code=_milestone_code(step, commitment, today),
            word=_milestone_word(step, commitment, today),
            dates=_milestone_dates(step, commitment),
            can_finish=can_finish and step.done_on is None,
            position=str(position),
        )
        for position, step in sorted(
            enumerate(commitment.milestones), key=lambda placed: placed[1].due
        )
    )


def _milestone_code(step: Milestone, commitment: Commitment, today: date) -> str:
    if step.done_on:
        return "milestone"
    return "overdue" if _is_late(step, commitment, today) else "pending"


def _milestone_word(step: Milestone, commitment: Commitment, today: date) -> str:
    if step.done_on:
        return _("Concluido")
    if commitment.status in ENDED:
        return _("Sin concluir")
    return _("Vencido") if _is_late(step, commitment, today) else _("Pendiente")


def _milestone_dates(step: Milestone, commitment: Commitment) -> str:
    """When, and its part of the work where the steps do not weigh the same."""
    told = _("Para el {due}").format(due=day(step.due))
    if step.done_on:
        told = _("Para el {due}; se concluyó el {day}").format(
            due=day(step.due), day=day(step.done_on)
        )
    weights = [each.weight for each in commitment.milestones]
    if len(set(weights)) == 1:
        return told
    share = percent(Fraction(step.weight, sum(weights)))
    return _("{when} · {share} del trabajo").format(when=told, share=share)


def _is_late(step: Milestone, commitment: Commitment, today: date) -> bool:
    return step.due < today and commitment.status not in ENDED


class _Cited:
    """Makes the links to the documents a commitment cites."""

    def __init__(self, commitment: Commitment, documents: Mapping[str, str], url: Url) -> None:
        self._code = commitment.code
        self._documents = documents
        self._url = url

    def by(self, event: Event) -> tuple[Evidence, ...]:
        return tuple(self._evidence(citation) for citation in event.evidence)

    def _evidence(self, citation: Citation) -> Evidence:
        title = self._documents.get(citation.document) or _("Documento")
        page = citation.page
        if page.isdecimal():
            page = _("p. {page}").format(page=page)
        url = self._url("commitment_document", id=self._code, document=citation.document)
        return Evidence(url, title, page)


def _last(commitment: Commitment, moves: frozenset[Move]) -> Event | None:
    made = (event for event in reversed(commitment.history) if event.move in moves)
    return next(made, None)


def _government_says(commitment: Commitment, cited: _Cited, today: date) -> Voice:
    said = _last(commitment, frozenset({Move.REPORT_DONE, Move.WITHDRAW}))
    says = partial(Voice, "government", _("Dice el gobierno"))
    if said is not None:
        code, word = EVENTS[said.move]
        return says(code, str(word), day(said.on), said.note, evidence=cited.by(said))
    if any(step.done_on for step in commitment.milestones):
        text = _("Concluyó {progress}.").format(progress=progress_words(commitment)[1])
        return says("in_progress", _("Reporta avances"), text=text)
    status = _own_status(commitment)
    if shown_status(commitment, today) is Status.OVERDUE:
        word = LEFT_AT.get(status, STATUS_NAMES[status])
        return says(status.value, str(word), text=_("No ha reportado avances."))
    return says(status.value, str(STATUS_NAMES[status]), text=_("Todavía no reporta avances."))


def _own_status(commitment: Commitment) -> Status:
    """Where the government left it: what others said of it since is not its word."""
    own = (event for event in reversed(commitment.history) if event.by_role in TEAM)
    last = next(own, None)
    return last.to_status if last else commitment.status


def _observatory_says(commitment: Commitment, cited: _Cited) -> Voice:
    """The verdict on the latest report; one that came before it no longer answers it."""
    says = partial(Voice, "observatory", _("Verificó el observatorio"))
    if commitment.status is Status.REPORTED_DONE:
        text = _("Revisará la evidencia que el gobierno presentó.")
        return says("pending", _("Por verificar"), text=text)
    decided = _last(commitment, VERDICTS)
    if decided is None:
        text = _("Se verifica cuando el gobierno reporta que cumplió.")
        return says("pending", _("Nada por verificar todavía"), text=text)
    code, word = EVENTS[decided.move]
    text = _("Se verificará de nuevo.") if awaits_review(commitment) else ""
    return says(code, str(word), day(decided.on), decided.note, text, evidence=cited.by(decided))


def _source(
    commitment: Commitment,
    items: Sequence[Item],
    abrogated: Abrogations,
    url: Url,
    advice: Advice | None,
) -> Source | None:
    if not items or commitment.edition is None:
        return None
    words = ngettext(
        "Reactivo {item} de la edición {edition}",
        "Reactivos {item} de la edición {edition}",
        len(items),
    )
    aiming = _("La recomendación apunta a la respuesta «{option}».")
    return Source(
        edition=words.format(item=list_of(each.code for each in items), edition=commitment.edition),
        asked=asked_of(items, advice.aims if advice else {}, aiming),
        legal=legal_of(items, abrogated),
        url=url("method", edition=commitment.edition),
    )


def _origin(commitment: Commitment, advice: Advice | None, url: Url) -> Link | None:
    if commitment.agreement is not None:
        label = _("Acuerdo {number}").format(number=commitment.agreement)
        return Link(label, url("agreement", number=commitment.agreement))
    if advice is not None:
        asked = (("gobierno", commitment.participant),)
        address = address_of(url("batch", number=advice.batch), asked)
        return Link(_advice_words(commitment, advice), f"{address}#r-{advice.recommendation}")
    return None


def _advice_words(commitment: Commitment, advice: Advice) -> str:
    """Whether it answers to a recommendation or was proposed apart from it, before or after."""
    if commitment.recommendation is not None:
        return _("La recomendación que se emitió")
    proposed = commitment.history[0].on if commitment.history else advice.issued_on
    told = (
        _("Se propuso aparte de la recomendación del {day} sobre lo mismo")
        if advice.issued_on <= proposed
        else _("Después, el {day}, el observatorio recomendó lo mismo")
    )
    return told.format(day=day(advice.issued_on))


def _history(
    commitment: Commitment, participant: Participant, today: date, cited: _Cited
) -> tuple[HistoryLine, ...]:
    """The newest line first; the calendar writes lines of its own."""
    dated = [
        (event.on, _history_line(event, commitment, participant, cited))
        for event in commitment.history
    ]
    for missed in missed_terms(commitment, today):
        line = _unratified_line if missed.is_ratification else _overdue_line
        dated.append((missed.on, line(missed.on)))
    return tuple(line for _on, line in sorted(dated, key=lambda pair: pair[0]))[::-1]


def _history_line(
    event: Event, commitment: Commitment, participant: Participant, cited: _Cited
) -> HistoryLine:
    code, _word = EVENTS[event.move]
    return HistoryLine(
        code=code,
        word=event_word(event.move, event.changes),
        at=day(event.on),
        text=_event_text(event, commitment),
        note="" if event.move is Move.ASK_REVIEW else event.note,
        author="" if event.move is Move.ASK_REVIEW else _author(event.by_role, participant),
        evidence=cited.by(event),
        changes=change_lines(event.changes),
    )


def _overdue_line(due: date) -> HistoryLine:
    text = _("Pasó la fecha comprometida sin que se reportara cumplido.")
    return HistoryLine("overdue", _("Venció el plazo"), day(due), text, "", "", ())


def _unratified_line(until: date) -> HistoryLine:
    text = _("Terminó el plazo de la nueva administración. El compromiso sigue en pie.")
    return HistoryLine("overdue", _("Sin ratificar a tiempo"), day(until), text, "", "", ())


def _event_text(event: Event, commitment: Commitment) -> str:
    if event.move is Move.ASK_REVIEW:
        return review_text(event.note)
    if event.term is not None:
        return _("Para ratificarlo a tiempo: hasta el {day}.").format(day=day(event.term))
    if was_ratified_late(commitment, event):
        return _("Después de su plazo.")
    if event.due_before and event.due_after:
        return moved_text(event.due_before, event.due_after, event.changes)
    waiting = left_open(commitment, event)
    if waiting:
        titles = list_of(f"«{step.title}»" for step in waiting)
        return _("Sin concluir: {titles}.").format(titles=titles)
    return ""


def moved_text(before: date, after: date, changes: Collection[Change]) -> str:
    """From when to when a promise moved; which date that is, where more was amended with it."""
    told = _("Del {before} al {after}.")
    if changes:
        told = _("Fecha comprometida: del {before} al {after}.")
    return told.format(before=day(before), after=day(after))


def review_text(note: str) -> str:
    """Why a review was asked for. `note`: of its line, how many people say so."""
    people = int(note or 0)
    return ngettext(
        "{n} persona o empresa dice que no se cumple.",
        "{n} personas o empresas dicen que no se cumple.",
        people,
    ).format(n=number(people))


def _author(role: str, participant: Participant) -> str:
    """The seat that acted; people come and go, the seat answers."""
    if role not in set(Role):
        return participant.name
    place = participant.name if role in GOVERNMENT else _("Observatorio")
    return f"{ROLE_NAMES[Role(role)]}, {place}"
