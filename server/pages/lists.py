"""Listas públicas: commitments, recommendations, agreements and reports as tables and documents.

A table is for a spreadsheet program, in the language of whoever asks. A document is for programs
and the same for everybody: dates as 2026-03-01, what has no value null, codes as the code has them.
Whoever writes something is told by the role of their seat, and whoever sent a report by the name
they chose to show, or by none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from game.agreements import Agreement, Party, Stand
from game.agreements import Answered as AnsweredAgreement
from game.commitments import (
    Commitment,
    Event,
    Milestone,
    Value,
    first_due,
    origin_of,
    shown_status,
)
from game.fulfilment import days_late, reported_on, verified_on
from game.participants import Participant
from game.questionnaire import Text
from game.recommendations import Answered
from game.reports import IN_PUBLIC, PRIVATE_WORDS, Told
from game.reports import Event as ReportEvent
from game.reports import Move as ReportMove
from game.reports import shown_status as report_status
from game.searches import words_of
from game.voices import Disagreement
from server.days import today_of
from server.i18n import Lazy, locale
from server.i18n import gettext as _
from server.pages.agreements import STANDS
from server.pages.batches import DECISIONS, PROMISED, Issued
from server.pages.commitments.narrowing import Known
from server.pages.commitments.words import ORIGIN_NAMES, STATUS_NAMES, goal_words
from server.pages.links import Url
from server.pages.recommendations import EFFORT_WORDS
from server.pages.reports import BEARINGS, SeenReport
from server.pages.reports import status_word as report_word
from server.pages.voices import disagreement_mark

COMMITMENTS: Final = "liga-commitments-1"
RECOMMENDATIONS: Final = "liga-recommendations-1"
AGREEMENTS: Final = "liga-agreements-1"
REPORTS: Final = "liga-reports-1"
LONGEST_NARROWING: Final = 40
# A file is kept and passed on without the page that says so.
SYNTHETIC: Final = "datos-sinteticos"

Json = dict[str, Any]
Promised = tuple[Commitment, Participant]
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """What every list says of itself: the day it stands for, what it is narrowed to, its data.

    `asked`: names and values of its address. `url`: whole addresses, the site in front.
    """

    today: date
    asked: Sequence[tuple[str, str]]
    is_synthetic: bool
    url: Url
    ignored: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What a commitment is told with: names by code, leagues by participant, who disagrees on it.

    `voices`: by the code of the commitment; `items`: so too, those that it answers for.
    """

    known: Known
    leagues: Mapping[str, str]
    voices: Mapping[int, Sequence[Disagreement]]
    items: Mapping[int, Sequence[str]]


def filename_of(list_name: str, shared: Shared, ending: str, whose: str = "") -> str:
    """What a file is called when it is kept: what it holds, of whom, narrowed how, of which day."""
    marked = SYNTHETIC if shared.is_synthetic else ""
    asked = [value for name, value in shared.asked if not (whose and name == "gobierno")]
    narrowed = "-".join(word for value in (whose, *asked) for word in words_of(value))
    parts = (marked, list_name, narrowed[:LONGEST_NARROWING].strip("-"), shared.today.isoformat())
    return f"{'-'.join(part for part in parts if part)}.{ending}"


# Commitments


def commitments_table(listed: Iterable[Promised], around: Around, shared: Shared) -> Iterator[Row]:
    """One row per commitment, the header first: what is promised, where it stands, its dates."""
    yield (
        *(_("Número"), _("Clave"), _("Gobierno"), _("Estado"), _("Liga")),
        *(_("Meta"), _("Indicador de éxito")),
        *(_("Cargo responsable"), _("Pilar"), _("Situación"), _("Situación registrada")),
        *(_("Propuesto el"), _("Fecha de inicio"), _("Fecha comprometida")),
        *(_("Fecha prometida al principio"), _("Último cambio"), _("Ratificar hasta")),
        *(_("Reportado el"), _("Verificado el"), _("Días de atraso"), _("Voces")),
        *(_("Hitos cumplidos"), _("Hitos"), _("Presupuesto (pesos)"), _("Origen")),
        *(_("Edición"), _("Reactivo"), _("Reactivos"), _("Recomendación"), _("Acuerdo")),
        _("Dirección"),
    )
    for commitment, participant in listed:
        pillar = around.known.pillars.get(commitment.pillar or "")
        voices = disagreement_mark(around.voices.get(commitment.code or 0, ()))
        shown = shown_status(commitment, shared.today)
        yield tuple(
            "" if cell is None else str(cell)
            for cell in (
                *(commitment.code, participant.code, participant.name),
                *(around.known.states.get(participant.state), _league(participant, around)),
                goal_words(commitment.goal, around.known.goals)[0],
                *(commitment.indicator, commitment.responsible),
                *(pillar.of(locale()) if pillar else commitment.pillar, STATUS_NAMES[shown]),
                *(STATUS_NAMES[commitment.status], _first_day(commitment), commitment.starts),
                *(commitment.due, first_due(commitment), _last_day(commitment)),
                *(commitment.ratify_by, reported_on(commitment), verified_on(commitment)),
                *(days_late(commitment, shared.today), voices),
                *(_done(commitment), len(commitment.milestones)),
                *(commitment.budget, ORIGIN_NAMES[origin_of(commitment)], commitment.edition),
                *(commitment.item, " ".join(around.items.get(commitment.code or 0, ()))),
                *(commitment.recommendation, commitment.agreement),
                shared.url("commitment", id=commitment.code),
            )
        )


def _league(participant: Participant, around: Around) -> str:
    code = around.leagues.get(participant.code, "")
    name = around.known.leagues.get(code)
    return name.of(locale()) if name else code


def commitments_document(listed: Iterable[Promised], around: Around, shared: Shared) -> Json:
    """Every commitment with its milestones and its whole history."""
    found = [_commitment(commitment, whose, around, shared) for commitment, whose in listed]
    return document_of(COMMITMENTS, "commitments", found, shared)


def _commitment(
    commitment: Commitment, participant: Participant, around: Around, shared: Shared
) -> Json:
    return {
        **kept_facts(commitment, participant, shared.url),
        "goal_en": in_english(commitment.goal, around.known.goals),
        "items": list(around.items.get(commitment.code or 0, ())),
        "league": around.leagues.get(participant.code),
        "shown_status": shown_status(commitment, shared.today),
        "days_late": days_late(commitment, shared.today),
        "disagreements": [each.kind for each in around.voices.get(commitment.code or 0, ())],
    }


def in_english(goal: str, known: Mapping[str, Text]) -> str | None:
    """A goal in English, where it is word for word a recommendation that was written in it too."""
    return known[goal].en or None if goal in known else None


def kept_facts(commitment: Commitment, participant: Participant, url: Url) -> Json:
    """What is kept of a commitment: all of its record but what only holds on a day, or beside it.

    Its SHA-256 (canonical JSON) is on its sheet: the same record without `goal_en`, `items`,
    `league`, `shown_status`, `days_late` and `disagreements` gives it again, until the commitment
    changes.
    """
    return {
        "number": commitment.code,
        "participant": participant_in(participant),
        "goal": commitment.goal,
        "indicator": commitment.indicator,
        "responsible": commitment.responsible,
        "pillar": commitment.pillar,
        "edition": commitment.edition,
        "item": commitment.item,
        "origin": origin_of(commitment),
        "recommendation": commitment.recommendation,
        "agreement": commitment.agreement,
        "status": commitment.status,
        "proposed_on": _first_day(commitment),
        "starts": commitment.starts,
        "due": commitment.due,
        "first_due": first_due(commitment),
        "changed_on": _last_day(commitment),
        "reported_on": reported_on(commitment),
        "verified_on": verified_on(commitment),
        "ratify_by": commitment.ratify_by,
        "budget": None if commitment.budget is None else str(commitment.budget),
        "milestones_done": _done(commitment),
        "milestones_total": len(commitment.milestones),
        "milestones": [_milestone(each) for each in commitment.milestones],
        "history": [_event(event, commitment.code, url) for event in commitment.history],
        "address": url("commitment", id=commitment.code),
    }


def _milestone(milestone: Milestone) -> Json:
    return {
        "title": milestone.title,
        "due": milestone.due,
        "weight": milestone.weight,
        "done_on": milestone.done_on,
    }


def _value(value: Value) -> Json | str | date | None:
    """How a term was: words, a day, pesos as decimal text, or a step; null where there was none."""
    if isinstance(value, Milestone):
        return {"title": value.title, "due": value.due, "weight": value.weight}
    return str(value) if isinstance(value, int) else value


def _event(event: Event, code: int | None, url: Url) -> Json:
    return {
        "on": event.on,
        "move": event.move,
        "from": event.from_status,
        "to": event.to_status,
        "by": event.by_role or None,
        "note": event.note or None,
        "due_before": event.due_before,
        "due_after": event.due_after,
        "term": event.term,
        "changes": [
            {"term": change.term, "before": _value(change.before), "after": _value(change.after)}
            for change in event.changes
        ],
        "evidence": [
            {
                "address": url("commitment_document", id=code, document=cited.document),
                "page": cited.page or None,
            }
            for cited in event.evidence
        ],
    }


def _first_day(commitment: Commitment) -> date | None:
    return commitment.history[0].on if commitment.history else None


def _last_day(commitment: Commitment) -> date | None:
    return commitment.history[-1].on if commitment.history else None


def _done(commitment: Commitment) -> int:
    return sum(step.done_on is not None for step in commitment.milestones)


# Recommendations that were issued


def recommendations_table(
    found: Iterable[tuple[Issued, str]],
    named: Mapping[str, Participant],
    shared: Shared,
    known: Mapping[str, Text],
) -> Iterator[Row]:
    """One row per recommendation, each with the edition it is of, and what was answered last.

    `known`: what the observatory recommends, by its Spanish.
    """
    yield (
        *(_("Número"), _("Lote"), _("Título del lote"), _("Emitida el"), _("Edición")),
        *(_("Clave"), _("Gobierno"), _("Recomendación"), _("Reactivos"), _("Esfuerzo")),
        *(_("Prioridad"), _("Ganancia en puntos del índice"), _("Lugar"), _("Lugar si se cumple")),
        *(_("Respuesta"), _("Respondida el"), _("Razón"), _("Compromiso"), _("Dirección")),
    )
    for each, edition in found:
        last = each.answers[-1] if each.answers else None
        yield tuple(
            "" if cell is None else str(cell)
            for cell in (
                *(each.id, each.batch, each.batch_title, each.issued_on, edition),
                *(each.participant, _name(named, each.participant)),
                goal_words(each.text, known)[0],
                *(" ".join(item.code for item in each.items), EFFORT_WORDS[each.effort]),
                *(each.priority, None if each.gain is None else round(each.gain * 100, 6)),
                *(each.place_before, each.place),
                *(_answer_word(each), last.on if last else None),
                *(last.note if last else None, " ".join(map(str, _commitments(each)))),
                _batch_address(each, shared.url),
            )
        )


def _answer_word(each: Issued) -> Lazy | None:
    if each.is_promised:
        return PROMISED[1]
    return DECISIONS[each.answers[-1].decision][1] if each.answers else None


def _commitments(each: Issued) -> list[int]:
    """What answers for it: the commitment it became, or those that were proposed apart from it."""
    last = each.answers[-1].commitment if each.answers else None
    return [last] if last else sorted(set(each.promised.values()))


def recommendations_document(
    found: Iterable[tuple[Issued, str]],
    named: Mapping[str, Participant],
    shared: Shared,
    known: Mapping[str, Text],
) -> Json:
    """Every recommendation that everybody may read, with all that was answered to it."""
    rows = [
        {
            "number": each.id,
            "batch": {"number": each.batch, "title": each.batch_title, "edition": edition},
            "issued_on": each.issued_on,
            "participant": participant_in(_known(named, each.participant)),
            "text": each.text,
            "text_en": in_english(each.text, known),
            "items": [item.code for item in each.items],
            "aims": dict(each.aims),
            "effort": each.effort,
            "priority": each.priority,
            "gain": each.gain,
            "place_before": each.place_before,
            "place": each.place,
            "answers": [_answer(given) for given in each.answers],
            "commitments": _commitments(each),
            "address": _batch_address(each, shared.url),
        }
        for each, edition in found
    ]
    return document_of(RECOMMENDATIONS, "recommendations", rows, shared)


def _answer(given: Answered) -> Json:
    return {
        "on": given.on,
        "decision": given.decision,
        "by": given.role or None,
        "note": given.note or None,
        "commitment": given.commitment,
    }


def _batch_address(each: Issued, url: Url) -> str:
    return f"{url('batch', number=each.batch)}?gobierno={each.participant}#r-{each.id}"


# Agreements


def agreements_table(
    found: Iterable[tuple[Agreement, Sequence[Party]]],
    pillars: Mapping[str, Text],
    shared: Shared,
) -> Iterator[Row]:
    """One row for each government that was invited to an agreement, with what it answered."""
    yield (
        *(_("Acuerdo"), _("Título"), _("Reunión"), _("Fecha de la reunión"), _("Pilar")),
        *(_("Meta"), _("Indicador de éxito"), _("Fecha de inicio"), _("Fecha comprometida")),
        *(_("Se firma hasta"), _("Clave"), _("Gobierno"), _("Respuesta"), _("Respondido el")),
        *(_("Razón"), _("Compromiso"), _("Dirección")),
    )
    for agreement, parties in found:
        pillar = pillars.get(agreement.pillar)
        for party in parties:
            last = party.lines[-1]
            is_answer = last.stand is not Stand.INVITED
            yield tuple(
                "" if cell is None else str(cell)
                for cell in (
                    *(agreement.code, agreement.title, agreement.meeting, agreement.held_on),
                    *(pillar.of(locale()) if pillar else agreement.pillar, agreement.goal),
                    *(agreement.indicator, agreement.starts, agreement.due, agreement.sign_by),
                    *(party.participant.code, party.participant.name, STANDS[party.stand][1]),
                    *(last.on if is_answer else None, last.note, party.commitment),
                    shared.url("agreement", number=agreement.code),
                )
            )


def agreements_document(found: Iterable[tuple[Agreement, Sequence[Party]]], shared: Shared) -> Json:
    """Every agreement with whoever was invited, and everything they answered."""
    rows = [
        {
            "number": agreement.code,
            "title": agreement.title,
            "text": agreement.text or None,
            "meeting": agreement.meeting,
            "held_on": agreement.held_on,
            "pillar": agreement.pillar,
            "goal": agreement.goal,
            "indicator": agreement.indicator,
            "starts": agreement.starts,
            "due": agreement.due,
            "sign_by": agreement.sign_by,
            "milestones": [_milestone(each) for each in agreement.milestones],
            "parties": [_party(party) for party in parties],
            "address": shared.url("agreement", number=agreement.code),
        }
        for agreement, parties in found
    ]
    return document_of(AGREEMENTS, "agreements", rows, shared)


def _party(party: Party) -> Json:
    return {
        "participant": participant_in(party.participant),
        "stand": party.stand,
        "invited_on": party.invited_on,
        "commitment": party.commitment,
        "answers": [_line(line) for line in party.lines if line.stand is not Stand.INVITED],
    }


def _line(line: AnsweredAgreement) -> Json:
    return {
        "on": line.on,
        "stand": line.stand,
        "by": line.role or None,
        "note": line.note or None,
    }


# Reports


def reports_table(
    found: Iterable[SeenReport], topics: Mapping[str, str], shared: Shared
) -> Iterator[Row]:
    """One row per report as it is published, with what its government answered last."""
    yield (
        *(_("Número"), _("Clave"), _("Gobierno"), _("Compromiso"), _("Tema"), _("Qué dice")),
        *(_("Qué se pidió"), _("Dónde"), _("Cuándo"), _("Qué pasó"), _("Quién lo dice")),
        *(_("A cuántos les pasa"), _("Situación"), _("Publicada el"), _("Contestar hasta")),
        *(_("Contestada el"), _("Respuesta del gobierno"), _("Dirección")),
    )
    for seen in found:
        report, told = seen.report, _told(seen)
        answered = [each for each in report.history if each.move is ReportMove.ANSWER]
        last = answered[-1] if answered else None
        bearing = None if report.commitment is None else BEARINGS[report.bearing]
        yield tuple(
            "" if cell is None else str(cell)
            for cell in (
                *(seen.code, seen.participant.code, seen.participant.name, report.commitment),
                *(topics.get(report.topic, report.topic), bearing, told.asked, told.place),
                *(report.happened_on, told.story, report.shown_as, seen.people),
                *(report_word(report, shared.today), _published(seen)),
                *(report.answer_by, today_of(last.at) if last else None),
                *(last.text if last else None, shared.url("report", id=seen.code)),
            )
        )


def reports_document(found: Iterable[SeenReport], shared: Shared) -> Json:
    """Every report as it is published, with what happened since; never who sent it."""
    rows = [
        {
            "number": seen.code,
            "participant": participant_in(seen.participant),
            "commitment": seen.report.commitment,
            "pillar": seen.report.pillar or None,
            "topic": seen.report.topic or None,
            "bearing": None if seen.report.commitment is None else seen.report.bearing,
            "asked": _told(seen).asked,
            "place": _told(seen).place or None,
            "happened_on": seen.report.happened_on,
            "story": _told(seen).story,
            "is_redacted": seen.report.is_redacted,
            "shown_as": seen.report.shown_as or None,
            "people": seen.people,
            "status": seen.report.status,
            "shown_status": report_status(seen.report, shared.today),
            "published_on": _published(seen),
            "answer_by": seen.report.answer_by,
            "history": [_told_of(each) for each in seen.report.history if each.move in IN_PUBLIC],
            "address": shared.url("report", id=seen.code),
        }
        for seen in found
    ]
    return document_of(REPORTS, "reports", rows, shared)


def _told_of(event: ReportEvent) -> Json:
    """A line as everybody may read it: the words of some moves are for nobody else."""
    says = event.move not in PRIVATE_WORDS | {ReportMove.PUBLISH}
    return {
        "on": today_of(event.at),
        "move": event.move,
        "by": event.by,
        "term": event.term,
        "text": (event.text or None) if says else None,
    }


def _told(seen: SeenReport) -> Told:
    """What is published of it; of what is not, nothing."""
    return seen.report.shown or Told("", "", "")


def _published(seen: SeenReport) -> date | None:
    return today_of(seen.published_at) if seen.published_at else None


# What they share


def document_of(form: str, of: str, rows: Sequence[Json], shared: Shared) -> Json:
    """A list for programs: what it is, of which day, narrowed how, and its `rows` by name `of`."""
    return {
        "format": form,
        "as_of": shared.today,
        "synthetic": shared.is_synthetic,
        "filters": dict(shared.asked),
        "ignored": dict(shared.ignored),
        "total": len(rows),
        of: rows,
    }


def participant_in(participant: Participant) -> Json:
    """Who somebody is, as every document says it."""
    return {
        "code": participant.code,
        "name": participant.name,
        "kind": participant.kind or None,
        "state": participant.state or None,
    }


def _known(named: Mapping[str, Participant], code: str) -> Participant:
    return named.get(code) or Participant(code, "", code, code[:2])


def _name(named: Mapping[str, Participant], code: str) -> str:
    return _known(named, code).name
