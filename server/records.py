"""Actas: everything that a seat held when it passed, written down once in both languages.

The document is plain JSON in RFC 8785 form under one SHA-256. Texts that people read are in it in
each language, so that the page of a record never says something else later.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

import rfc8785

from game.answers import Stance, is_asked, stance_of
from game.commitments import LIVE, Commitment
from game.handovers import Holding, Matter, Work, folio_of, matters_of, pending_of
from game.levels import Level
from game.questionnaire import Text
from game.reviews import Verdict
from game.rules import RuleBroken
from game.signatures import Signature
from game.threads import Thread
from server.days import today_of
from server.i18n import LOCALES, SOURCE, speaking
from server.i18n import gettext as _
from server.inheriting import Inheritance, inheritance_of
from server.pages.handovers import matter_label
from server.pages.level import state_word
from server.pages.reviews import STANCE_NAMES, VERDICT_NAMES, answer_text
from server.pages.signatures import voided_text
from server.people import Role
from server.queries.answers import KeptAnswer, answers_of, authors_of, plain
from server.queries.assignments import KeptAssignment, assignments_of
from server.queries.commitments import Filters, commitments_where
from server.queries.desks import Overview, overview_of
from server.queries.documents import Document, documents_of
from server.queries.editions import EditionRules, Entry, current_entry
from server.queries.handovers import MOVED_ON, Frozen, Handover, mark_of, records_before
from server.queries.laws import LawReviews, law_reviews_of
from server.queries.levels import LevelEntry, level_entries_of
from server.queries.notes import Note, notes_of
from server.queries.reopenings import Reopening, reopenings_of
from server.queries.reviews import GivenReview, reviews_of, verdicts_given_by
from server.queries.threads import open_threads_of, threads_begun_by

FORMAT: Final = "liga-handover-1"
# A government makes 20 to 40 of them.
MOST_COMMITMENTS: Final = 1_000

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whoever receives a seat; `account` where they have one already."""

    name: str
    email: str
    account: int | None


@dataclass(frozen=True, slots=True)
class Estate:
    """What a participant has in its edition, read for a record."""

    rules: EditionRules
    entry: Entry
    overview: Overview
    answers: Mapping[str, KeptAnswer]
    reviews: Mapping[str, GivenReview]
    levels: Mapping[str, LevelEntry]
    documents: Sequence[Document]
    assignments: Sequence[KeptAssignment]
    commitments: Sequence[Commitment]
    threads: Sequence[Thread]
    reopenings: Sequence[Reopening]
    notes: Sequence[Note]
    laws: LawReviews

    @property
    def work(self) -> Work:
        return Work(
            self.rules.stage,
            self.overview.levels,
            {each.id: each.assignment for each in self.assignments},
            tuple(item for item, _reason in self.overview.returned),
            tuple(
                self.rules.questionnaire.item(each.item)
                for each in self.threads
                if each.waits_for_answer
            ),
            tuple(item for item, _reason in self.overview.repliable),
            tuple(self.commitments),
            noted=tuple(
                item
                for item in self.rules.questionnaire.items
                if any(note.is_open and note.item == item.code for note in self.notes)
            ),
            law_answers=sum(map(self.laws.is_pending, self.laws.answers)),
            law_documents=sum(
                any(each.is_pending for each in reviews) for reviews in self.laws.documents.values()
            ),
        )


async def frozen_record(
    handover: Handover, receiver: Receiver, at: datetime, *, is_whole: bool = True
) -> Frozen:
    """The record of a seat as it stands now, with what waits in it and the mark it was made at."""
    entered = await _entered(handover.participant)
    edition = entered[0].code if entered else ""
    stage = entered[0].stage.value if entered else ""
    mark = await mark_of(handover, edition, stage, is_whole=is_whole)
    estate = await _estate(*entered, today_of(at)) if entered else None
    year = today_of(at).year
    before = await records_before(folio_of(handover.participant, year, 0).removesuffix("000"))
    folio = folio_of(handover.participant, year, before + 1)
    passed = await _passed(handover, folio, at)
    if estate is not None and passed is not None:
        estate = replace(estate, commitments=_as_found(estate.commitments, passed))
    seat = Holding(handover.seat, handover.role.value, handover.participant, handover.giver)
    own = matters_of(seat, handover.title, estate.work) if estate else ()
    document = _head(handover, receiver, folio, at)
    if estate is not None:
        document |= await _body(handover, receiver, estate, own)
    elif handover.role is Role.VERIFIER and handover.giver is not None:
        document["verification"] = await _verification(handover.giver)
    if passed is not None:
        document["administration"] = {
            "inherited": [seen.code for seen, _changed in passed.passed],
            "ratify_by": passed.until.isoformat(),
        }
    written = rfc8785.dumps(document)
    return Frozen(
        folio,
        written.decode(),
        hashlib.sha256(written).hexdigest(),
        mark,
        [(each, _called(each, estate)) for each in own] if estate else [],
        passed.steps(at, MOVED_ON) if passed else (),
        len(passed.passed) if passed else 0,
        passed.until if passed else None,
    )


async def _passed(handover: Handover, folio: str, at: datetime) -> Inheritance | None:
    """What passes to a new administration with the seat; nothing of any other handover.

    The history of a commitment is public, and the reason of a handover is not: the note is the
    folio of the record.
    """
    if not handover.new_administration or handover.participant is None:
        return None
    with speaking(SOURCE):
        note = _("Acta de entrega-recepción {folio}.").format(folio=folio)
    return await inheritance_of(handover.participant, note, at)


def _as_found(commitments: Sequence[Commitment], passed: Inheritance) -> Sequence[Commitment]:
    """The commitments as whoever receives the seat finds them."""
    found = {changed.code: changed for _seen, changed in passed.passed}
    return [found.get(each.code, each) for each in commitments]


async def _verification(verifier: int) -> Json:
    """What a verifier decided in each edition, and the threads they began that are still open."""
    given, begun = await asyncio.gather(verdicts_given_by(verifier), threads_begun_by(verifier))
    return {
        "verdicts": [
            {"edition": edition, **{each.value: counts.get(each, 0) for each in Verdict}}
            for edition, counts in given.items()
        ],
        "threads": [
            {
                "edition": each.edition,
                "participant_name": each.government,
                "item": each.item,
                "at": each.at.isoformat(),
            }
            for each in begun
        ],
    }


async def levels_filled_by(account: int | None, participant: str | None) -> tuple[str, ...]:
    """The levels that somebody answered in, and so can never sign."""
    entered = await _entered(participant) if account is not None else None
    if entered is None:
        return ()
    rules, entry = entered
    found = []
    for topic in rules.questionnaire.topics:
        items = [item.code for item in topic.items]
        if account in await authors_of(entry.participant.code, rules.code, items):
            found.append(topic.code)
    return tuple(found)


async def _entered(participant: str | None) -> tuple[EditionRules, Entry] | None:
    if participant is None:
        return None
    try:
        return await current_entry(participant)
    except RuleBroken:  # it is in no edition
        return None


async def _estate(rules: EditionRules, entry: Entry, today: date) -> Estate:
    who, edition = entry.participant.code, rules.code
    kept, waiting = await asyncio.gather(
        asyncio.gather(
            overview_of(rules, entry),
            answers_of(who, edition),
            reviews_of(who, edition),
            level_entries_of(who, edition),
        ),
        asyncio.gather(
            documents_of(who),
            assignments_of(who, edition),
            commitments_where(Filters(participant=who), today, size=MOST_COMMITMENTS),
            open_threads_of(who, edition),
            reopenings_of(who),
        ),
    )
    overview, answers, reviews, levels = kept
    documents, assignments, found, threads, reopenings = waiting
    notes, laws = await asyncio.gather(notes_of(who, edition), law_reviews_of(rules, entry, today))
    return Estate(
        rules,
        entry,
        overview,
        answers,
        reviews,
        levels,
        documents,
        assignments,
        [each.commitment for each in found.listed],
        threads,
        [each for each in reopenings if each.edition == edition],
        notes,
        laws,
    )


def _head(handover: Handover, receiver: Receiver, folio: str, at: datetime) -> Json:
    return {
        "format": FORMAT,
        "folio": folio,
        "at": at.isoformat(),
        "effective_on": _day(handover.effective_on),
        "reason": handover.reason,
        "seat": {
            "number": handover.seat,
            "role": handover.role.value,
            "title": handover.title,
            "participant": handover.participant or "",
            "participant_name": handover.participant_name,
        },
        "delivers": {"name": handover.giver_name, "email": handover.giver_email},
        "receives": {"name": receiver.name, "email": receiver.email},
        "started": {
            "name": handover.starter_name,
            "role": handover.starter_role.value,
            "at": handover.started_at.isoformat(),
        },
        "access_ended_at": (handover.vacated_at or at).isoformat(),
    }


async def _body(
    handover: Handover,
    receiver: Receiver,
    estate: Estate,
    own: Sequence[Matter],
) -> Json:
    edition = estate.rules.edition
    matters = tuple(dict.fromkeys((*own, *pending_of(estate.work))))
    barred = (
        await levels_filled_by(receiver.account, handover.participant)
        if handover.role is Role.SIGNER
        else ()
    )
    return {
        "edition": {
            "code": edition.code,
            "name": _text(edition.name),
            "stage": edition.stage.value,
        },
        "levels": [
            _level(estate, topic.code, _text(topic.name), level)
            for topic in estate.rules.questionnaire.topics
            if (level := estate.overview.levels[topic.code]).asked
        ],
        "answers": [
            _answer(estate, item.code, kept)
            for item in estate.rules.questionnaire.items
            if (kept := estate.answers.get(item.code)) and not kept.answer.is_blank
        ],
        "documents": [
            _document(each, estate.answers)
            for each in sorted(estate.documents, key=lambda each: (each.at, each.id))
        ],
        "matters": [
            {
                "kind": each.kind.value,
                "code": each.code,
                "topic": each.topic,
                "label": _called(each, estate),
            }
            for each in matters
        ],
        "threads": [_thread(each) for each in estate.threads],
        "commitments": [_commitment(each) for each in estate.commitments if each.status in LIVE],
        "may_not_sign": list(barred),
    }


def _called(matter: Matter, estate: Estate) -> dict[str, str]:
    """What waits, by its name in every language."""
    questionnaire, work = estate.rules.questionnaire, estate.work
    return _both(lambda: matter_label(matter, questionnaire, work))


def _level(estate: Estate, code: str, name: Json, level: Level) -> Json:
    """`voided`: its last signature, if without effect. `reopened`: in public, newest first."""
    found = estate.levels.get(code) or LevelEntry(code)
    signature = estate.overview.signatures.get(code)
    return {
        "code": code,
        "name": name,
        "state": level.state.value,
        "state_word": _both(lambda: state_word(level)),
        "asked": level.asked,
        "answered": level.answered,
        "copied": level.copied,
        "complete": level.complete,
        "returned": level.returned,
        "submitted": {"name": found.submitter_name, "at": _moment(found.submitted_at)},
        "signed": {"name": found.signer_name, "at": _moment(found.signed_at)},
        "voided": _voided(signature) if signature and not level.is_signed else None,
        "reopened": [
            {
                "role": each.role.value,
                "seat_title": each.seat_title,
                "at": each.at.isoformat(),
                "reason": each.reason,
            }
            for each in estate.reopenings
            if each.topic == code
        ],
    }


def _voided(signature: Signature) -> Json | None:
    lost = signature.voiding
    if lost is None:
        return None
    return {
        "name": signature.name,
        "signed_at": signature.at.isoformat(),
        "at": lost.at.isoformat(),
        "by": lost.by,
        "cause": lost.cause.value,
        "item": lost.item,
        "says": _both(lambda: voided_text(signature)),
    }


def _answer(estate: Estate, code: str, kept: KeptAnswer) -> Json:
    item, answer = estate.rules.questionnaire.item(code), kept.answer
    given = estate.reviews.get(code)
    return {
        "level": item.topic,
        "item": code,
        "asks": _text(item.text),
        "value": _both(lambda: answer_text(item, answer)),
        "says": _both(lambda: str(STANCE_NAMES[stance_of(item, answer)])),
        "reason": answer.reason,
        "plan": answer.plan,
        "plan_by": answer.plan_by,
        "copied_from": answer.copied_from,
        "counted": _counted(estate, code, kept),
        "revision": kept.revision,
        "author": kept.author,
        "saved_at": kept.saved_at.isoformat(),
        "evidence": [{"document": c.document, "page": c.page} for c in answer.evidence],
        "verdict": _both(lambda: str(VERDICT_NAMES[given.review.verdict])) if given else None,
        "verdict_reason": given.review.reason if given else "",
    }


def _counted(estate: Estate, code: str, kept: KeptAnswer) -> bool:
    """Whether it is among the answers of its level: asked, given and no copy to confirm."""
    item, given = estate.rules.questionnaire.item(code), plain(estate.answers)
    return (
        not kept.answer.copied_from
        and stance_of(item, kept.answer) is not Stance.BLANK
        and is_asked(item, given, estate.entry.participant)
    )


def _document(document: Document, answers: Mapping[str, KeptAnswer]) -> Json:
    return {
        "id": document.id,
        "title": document.title,
        "kind": document.kind,
        "media_type": document.media_type,
        "dated": _day(document.dated),
        "added_at": document.at.isoformat(),
        "author": document.author,
        "sha256": document.sha256,
        "url": document.url,
        "cited": [
            {"item": code, "page": cited.page}
            for code, kept in sorted(answers.items())
            for cited in kept.answer.evidence
            if cited.document == document.id
        ],
    }


def _thread(thread: Thread) -> Json:
    return {
        "item": thread.item,
        "entries": [
            {
                "kind": each.kind.value,
                "text": each.text,
                "author": each.author,
                "role": each.role,
                "at": each.at.isoformat(),
            }
            for each in thread.entries
        ],
    }


def _commitment(commitment: Commitment) -> Json:
    return {
        "code": commitment.code,
        "goal": commitment.goal,
        "responsible": commitment.responsible,
        "due": commitment.due.isoformat(),
        "status": commitment.status.value,
        "milestones": [
            {"title": each.title, "due": each.due.isoformat(), "done_on": _day(each.done_on)}
            for each in commitment.milestones
        ],
    }


def _both(say: Callable[[], str]) -> dict[str, str]:
    """A text in every language."""
    said = {}
    for code in LOCALES:
        with speaking(code):
            said[code] = say()
    return said


def _text(text: Text) -> Json:
    return {code: text.of(code) for code in LOCALES}


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _moment(value: datetime | None) -> str:
    return value.isoformat() if value else ""
