"""Compromiso: one promise in public, with its history and what each side says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType

from game.answers import Citation
from game.commitments import (
    REVIEWS,
    TEAM,
    Commitment,
    Event,
    Milestone,
    Move,
    Status,
    awaits_review,
    first_due,
    left_open,
    shown_status,
)
from game.participants import Participant
from game.questionnaire import Item
from server.i18n import Lazy, day, lazy, list_of, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.commitments import (
    ENDED,
    STATUS_NAMES,
    Names,
    due_note_of,
    in_spanish,
    pillar_name_of,
    progress_words,
)
from server.pages.legal import NONE_ABROGATED, Abrogations, LegalLine, legal_lines
from server.pages.links import Link, Url
from server.pages.moves import ACTS, Act, Tried, act_of, open_moves
from server.people import GOVERNMENT, ROLE_NAMES, Person, Role

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


VERDICTS = frozenset({Move.VERIFY, Move.MARK_NOT_MET, Move.SEND_BACK, Move.UPHOLD, Move.REVERSE})


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
    """The recommendation a commitment answers to."""

    edition: str
    question: str
    recommendation: str
    legal: tuple[LegalLine, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A term and what it means here."""

    term: str
    text: str
    is_typed: bool = False


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    """One promise, in public."""

    goal: str
    kicker: str
    breadcrumb: tuple[Link, ...]
    participant: str
    participant_url: str
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


def commitment_page(
    commitment: Commitment,
    participant: Participant,
    *,
    names: Names,
    item: Item | None,
    documents: Mapping[str, str],
    visitor: Person | None,
    today: date,
    url: Url,
    tried: Tried | None = None,
    abrogated: Abrogations = NONE_ABROGATED,
    others: tuple[Voice, ...] = (),
    barred: bool = False,
) -> CommitmentPage:
    """One promise with everything said of it. `documents` gives the title of each one cited.

    `others`: the voices beside those of the government and the observatory. `barred`: the visitor
    verified it, so that somebody else verifies it again.
    """
    status = shown_status(commitment, today)
    width, text = progress_words(commitment)
    moves = open_moves(commitment, participant, visitor, today)
    if barred:
        moves = tuple(move for move in moves if move not in REVIEWS)
    cited = _Cited(commitment, documents, url)
    number = _("Compromiso {number}").format(number=commitment.code)
    return CommitmentPage(
        goal=commitment.goal,
        kicker=number,
        breadcrumb=(Link(_("Compromisos"), url("commitments")), Link(number, "")),
        participant=participant.name,
        participant_url=url("profile", code=participant.code),
        pillar=commitment.pillar or "",
        pillar_name=pillar_name_of(commitment, names.pillars),
        status=status.value,
        status_word=str(STATUS_NAMES[status]),
        facts=_facts(commitment, today),
        progress_width=width,
        progress_text=text,
        milestones=_milestones(commitment, today, can_finish=Move.FINISH_MILESTONE in moves),
        milestone_action=url("commitment_milestone", id=commitment.code),
        voices=(
            _government_says(commitment, cited),
            _observatory_says(commitment, cited),
            *others,
        ),
        source=_source(commitment, item, abrogated, url),
        history=_history(commitment, participant, today, cited),
        acts=tuple(act_of(move, commitment, tried, url) for move in moves if move in ACTS),
        in_spanish=in_spanish(),
    )


def _facts(commitment: Commitment, today: date) -> tuple[Row, ...]:
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
    return tuple(row for row in rows if row.text)


def _milestones(
    commitment: Commitment, today: date, *, can_finish: bool
) -> tuple[MilestoneLine, ...]:
    return tuple(
        MilestoneLine(
            title=step.title,
            code=_milestone_code(step, commitment, today),
            word=_milestone_word(step, commitment, today),
            dates=_milestone_dates(step),
            can_finish=can_finish and step.done_on is None,
            position=str(position),
        )
        for position, step in enumerate(commitment.milestones)
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


def _milestone_dates(step: Milestone) -> str:
    if step.done_on:
        return _("Para el {due}; se concluyó el {day}").format(
            due=day(step.due), day=day(step.done_on)
        )
    return _("Para el {due}").format(due=day(step.due))


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


def _government_says(commitment: Commitment, cited: _Cited) -> Voice:
    said = _last(commitment, frozenset({Move.REPORT_DONE, Move.WITHDRAW}))
    says = partial(Voice, "government", _("Dice el gobierno"))
    if said is not None:
        code, word = EVENTS[said.move]
        return says(code, str(word), day(said.on), said.note, evidence=cited.by(said))
    if any(step.done_on for step in commitment.milestones):
        text = _("Concluyó {progress}.").format(progress=progress_words(commitment)[1])
        return says("in_progress", _("Reporta avances"), text=text)
    status = _own_status(commitment)
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
    commitment: Commitment, item: Item | None, abrogated: Abrogations, url: Url
) -> Source | None:
    if item is None or commitment.edition is None:
        return None
    return Source(
        edition=_("Reactivo {item} de la edición {edition}").format(
            item=item.code, edition=commitment.edition
        ),
        question=item.text.of(locale()),
        recommendation=item.recommendation.of(locale()),
        legal=legal_lines(item, abrogated),
        url=url("method", edition=commitment.edition),
    )


def _history(
    commitment: Commitment, participant: Participant, today: date, cited: _Cited
) -> tuple[HistoryLine, ...]:
    """The newest line first; the calendar writes one of its own."""
    dated = [
        (event.on, _history_line(event, commitment, participant, cited))
        for event in commitment.history
    ]
    if shown_status(commitment, today) is Status.OVERDUE:
        dated.append((commitment.due, _overdue_line(commitment)))
    return tuple(line for _on, line in sorted(dated, key=lambda pair: pair[0]))[::-1]


def _history_line(
    event: Event, commitment: Commitment, participant: Participant, cited: _Cited
) -> HistoryLine:
    code, word = EVENTS[event.move]
    return HistoryLine(
        code=code,
        word=str(word),
        at=day(event.on),
        text=_event_text(event, commitment),
        note="" if event.move is Move.ASK_REVIEW else event.note,
        author="" if event.move is Move.ASK_REVIEW else _author(event.by_role, participant),
        evidence=cited.by(event),
    )


def _overdue_line(commitment: Commitment) -> HistoryLine:
    text = _("Pasó la fecha comprometida sin que se reportara cumplido.")
    return HistoryLine("overdue", _("Venció el plazo"), day(commitment.due), text, "", "", ())


def _event_text(event: Event, commitment: Commitment) -> str:
    if event.move is Move.ASK_REVIEW:
        people = int(event.note or 0)
        return ngettext(
            "{n} persona o empresa dice que no se cumple.",
            "{n} personas o empresas dicen que no se cumple.",
            people,
        ).format(n=number(people))
    if event.due_before and event.due_after:
        return _("Del {before} al {after}.").format(
            before=day(event.due_before), after=day(event.due_after)
        )
    waiting = left_open(commitment, event)
    if waiting:
        titles = list_of(f"«{step.title}»" for step in waiting)
        return _("Sin concluir: {titles}.").format(titles=titles)
    return ""


def _author(role: str, participant: Participant) -> str:
    """The seat that acted; people come and go, the seat answers."""
    if role not in set(Role):
        return participant.name
    place = participant.name if role in GOVERNMENT else _("Observatorio")
    return f"{ROLE_NAMES[Role(role)]}, {place}"
