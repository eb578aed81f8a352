"""Leyes: which were abrogated, what that asks of whom, and what governments confirmed.

Where no abrogation is due nothing else is read. Where one is, each table is read once, for one
government as for all of them.
"""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Final, NamedTuple

from piccolo.query.functions import Count, Sum

from game.answers import Answer, Stance, is_asked, stance_of
from game.editions import Act, allows, check_allowed
from game.laws import (
    Abrogation,
    Given,
    LawEvent,
    LawMove,
    LawReview,
    Lift,
    Lifting,
    check_abrogation,
    check_known_end,
    check_restoring,
    document_review_of,
    due_among,
    known_successor,
    review_of,
    standing,
)
from game.questionnaire import Item, Law
from game.rules import RuleBroken
from server.db import Param, Refused, Statement, Step, announce, params, statement, write
from server.people import Person
from server.queries.audit import NOTE
from server.queries.documents import Document, documents_named
from server.queries.editions import EditionRules, Entry, editions, entries_of, rules_of
from server.queries.kept import KeptAnswer, kept_answer
from server.queries.mail import Message, posting
from server.queries.stages import STAYS
from server.reading import each, places, read
from server.tables.answers import AnswerRow
from server.tables.laws import ConfirmationRow, LawEventRow

LAW: Final = "law"
MOST_REMEMBERED: Final = 20_000
ATTEMPTS: Final = 5
# More than these are read with everybody.
FEW: Final = 20

# Makes what is told of an abrogation before it is kept.
Tell = Callable[[Abrogation, Mapping[str, Law]], Awaitable[Sequence[Message]]]

EVENTS = statement(LawEventRow.select().order_by(LawEventRow.id))
ADD_EVENT = statement(LawEventRow.insert(params(LawEventRow)))
CONFIRM = statement(ConfirmationRow.insert(params(ConfirmationRow)))


@dataclass(frozen=True, slots=True)
class AffectedDocument:
    """A document that an affected answer cites."""

    document: Document
    review: LawReview


@dataclass(frozen=True, slots=True)
class Affected:
    """An answer that rests on an abrogated law, and the documents it cites."""

    entry: Entry
    item: Item
    kept: KeptAnswer
    review: LawReview
    documents: tuple[AffectedDocument, ...]

    @property
    def is_pending(self) -> bool:
        """Whether the answer or anything it cites is to be reviewed."""
        return self.review.is_pending or any(each.review.is_pending for each in self.documents)


@dataclass(frozen=True, slots=True)
class LawReviews:
    """What abrogations ask of one government: by item, and by document.

    `in_force`: every abrogation by its law, also one that asks nothing of it.
    """

    answers: Mapping[str, tuple[LawReview, ...]]
    documents: Mapping[str, tuple[LawReview, ...]]
    in_force: Mapping[str, Abrogation]

    def is_pending(self, item: str) -> bool:
        """Whether the answer to an item is to be reviewed."""
        return any(each.is_pending for each in self.answers.get(item, ()))


async def law_events() -> tuple[LawEvent, ...]:
    """Everything that was said of laws, in the order it came."""
    return tuple(
        LawEvent(
            row["id"],
            row["law"],
            LawMove(row["move"]),
            row["at"],
            row["since"],
            row["replaced_by"],
            row["note"],
            row["author"],
        )
        for row in await read(EVENTS, {})
    )


async def abrogations() -> Mapping[str, Abrogation]:
    """Law to its abrogation in force, also one whose day has not come."""
    return standing(await law_events())


async def known_laws() -> Mapping[str, Law]:
    """Every law that an edition names, as the newest one has it."""
    found: dict[str, Law] = {}
    for edition in await editions():
        for code, law in (await rules_of(edition.code)).laws.items():
            found.setdefault(code, law)
    return found


async def abrogate(
    law: str,
    since: date,
    replaced_by: str = "",
    note: str = "",
    *,
    author: str = "",
    is_forced: bool = False,
    at: datetime,
    told: Tell | None = None,
) -> int:
    """Declare a law abrogated from a day on. Nothing is void and no point moves.

    What its edition knows stays: its successor where none is named, and the day it ended unless
    `is_forced`. `told`: makes the messages that are kept with it; gives how many there were.
    """
    events, known = await law_events(), await known_laws()
    in_force = standing(events)
    check_abrogation(law, replaced_by, known, in_force)
    if not is_forced:
        check_known_end(known[law], since)
    successor = replaced_by or known_successor(known[law], known.values())
    check_abrogation(law, successor, known, in_force)
    ending = Abrogation(1 + max((each.id for each in events), default=0), law, since, at, successor)
    messages = await told(replace(ending, note=note), known) if told is not None else ()
    await _keep(events, law, LawMove.ABROGATED, since, successor, note, author, at, messages)
    return len(messages)


async def restore(law: str, note: str = "", *, author: str = "", at: datetime) -> None:
    """Take back an abrogation that was a mistake; what was asked because of it no longer is."""
    events = await law_events()
    check_restoring(law, await known_laws(), standing(events))
    await _keep(events, law, LawMove.RESTORED, None, "", note, author, at)


async def _keep(
    events: Sequence[LawEvent],
    law: str,
    move: LawMove,
    since: date | None,
    replaced_by: str,
    note: str,
    author: str,
    at: datetime,
    told: Sequence[Message] = (),
) -> None:
    facts: dict[str, Any] = {
        "law": law,
        "number": 1 + sum(event.law == law for event in events),
        "move": move.value,
        "since": since,
        "replaced_by": replaced_by,
        "note": note,
        "account": None,
        "author": author,
        "at": at,
    }
    details = {"since": str(since or ""), "replaced_by": replaced_by, "by": author, "note": note}
    noted = {
        "at": at,
        "account": None,
        "role": "",
        "action": f"law-{move.value}",
        "participant": None,
        "edition": None,
        "subject": law,
        "details": json.dumps(details, ensure_ascii=False),
    }
    announced = [
        announce(json.dumps({"edition": edition.code, "league": None}))
        for edition in await editions()
        if allows(edition.stage, Act.CONFIRM)
    ]
    try:
        letters = [posting(message, at) for message in told]
        await write([Step(ADD_EVENT, facts), Step(NOTE, noted), *letters, *announced])
    except Refused as refused:
        raise RuleBroken(refused.code) from refused


async def affected_of(
    rules: EditionRules,
    today: date,
    *,
    law: str | None = None,
    participants: Collection[str] | None = None,
    in_force: Mapping[str, Abrogation] | None = None,
) -> tuple[Affected, ...]:
    """Every answer whose item rests on an abrogated law, in the order of the questionnaire.

    Of one law, of some governments, or of all. An edition that is not under way has none: what
    was published stays as it was. `in_force`: the abrogations, where they were read before.
    """
    due = _due(rules, await abrogations() if in_force is None else in_force, today, law)
    if not due:
        return ()
    touched = _touched(rules, due)
    entries = {each.participant.code: each for each in await entries_of(rules.code)}
    if participants is not None:
        entries = {code: entry for code, entry in entries.items() if code in participants}
    few = sorted(entries) if participants is not None and len(entries) <= FEW else []
    answers = await _answers(rules, touched, few)
    confirmed = await _confirmed(rules.code, few)
    cited = {
        citation.document
        for given in answers.values()
        for item in touched.keys() & given.keys()
        for citation in given[item].answer.evidence
    }
    documents = await documents_named(cited) if cited else {}

    def found() -> tuple[Affected, ...]:
        return tuple(
            one
            for code, entry in entries.items()
            for one in _affected(
                rules, entry, answers.get(code, {}), touched, documents, confirmed.get(code, {})
            )
        )

    # A whole country takes a second: others are being served.
    return found() if few else await asyncio.to_thread(found)


async def law_reviews_of(rules: EditionRules, entry: Entry, today: date) -> LawReviews:
    """What abrogations ask of one government."""
    in_force = await abrogations()
    found = await affected_of(
        rules, today, participants=[entry.participant.code], in_force=in_force
    )
    answers: dict[str, tuple[LawReview, ...]] = {}
    documents: dict[str, dict[int, LawReview]] = defaultdict(dict)
    for one in found:
        answers[one.item.code] = (*answers.get(one.item.code, ()), one.review)
        for cited in one.documents:
            documents[cited.document.id][cited.review.abrogation.event] = cited.review
    by_document = {code: tuple(told.values()) for code, told in documents.items()}
    return LawReviews(answers, by_document, in_force)


async def pending_of(rules: EditionRules, today: date) -> Mapping[str, int]:
    """Participant to how many of its answers are to be reviewed, counted anew where one changed."""
    due = _due(rules, await abrogations(), today, None)
    if not due:
        return {}
    events = tuple(sorted(each.event for each in due.values()))
    keys = {
        participant: _Key(rules.questionnaire.version, participant, events, *state)
        for participant, state in (await _states(rules.code)).items()
    }
    if len(_counted) > MOST_REMEMBERED:
        _counted.clear()
    anew = [participant for participant, key in keys.items() if key not in _counted]
    if anew:
        counts = {
            (one.entry.participant.code, one.item.code)
            for one in await affected_of(rules, today, participants=anew)
            if one.review.is_pending
        }
        pending = Counter(participant for participant, _ in counts)
        _counted.update({keys[participant]: pending[participant] for participant in anew})
    return {participant: _counted[key] for participant, key in keys.items()}


async def confirm_law(
    rules: EditionRules,
    entry: Entry,
    item: str,
    event: int,
    note: str = "",
    *,
    document: str = "",
    with_documents: bool = False,
    by: Person,
    at: datetime,
    today: date,
) -> None:
    """A government says that an answer, or a document it cites, holds under the law as it is now.

    `with_documents`: the answer and all it cites. What was confirmed before stays as it was.
    """
    check_allowed(rules.stage, Act.CONFIRM)
    here = [
        each
        for each in await affected_of(rules, today, participants=[entry.participant.code])
        if each.item.code == item and each.review.abrogation.event == event
    ]
    if not here:
        raise RuleBroken("nothing-to-confirm", item=item)
    (one,) = here
    pending = {each.document.id for each in one.documents if each.review.is_pending}
    named = pending if with_documents else pending & {document}
    # What is confirmed: (item, document), one of them empty.
    things = [("", each) for each in sorted(named)]
    if not document and one.review.is_pending:
        things.append((item, ""))
    for thing in things:
        await keep_confirmation(entry, LAW, event, *thing, note, by=by, at=at, stage=rules.stage)


async def pending_in(
    rules: EditionRules, entry: Entry, topic: str, today: date
) -> tuple[Affected, ...]:
    """What of a level is to be reviewed: answers, and those whose documents alone are."""
    rules.questionnaire.topic(topic)
    return tuple(
        one
        for one in await affected_of(rules, today, participants=[entry.participant.code])
        if one.item.topic == topic and one.is_pending
    )


async def confirm_laws(
    rules: EditionRules,
    entry: Entry,
    topic: str,
    chosen: Collection[tuple[int, str]],
    *,
    by: Person,
    at: datetime,
    today: date,
) -> None:
    """A government says of many answers of a level, and of what they cite, that they hold.

    `chosen`: (event, item) of what was shown; what changed or was confirmed since is left as it
    is. Each is a confirmation of its own; all are one unit.
    """
    check_allowed(rules.stage, Act.CONFIRM)
    for _ in range(ATTEMPTS):
        things = _things_in(await pending_in(rules, entry, topic, today), chosen)
        if not things:
            return
        unit = [
            step
            for about, item, document in things
            for step in _confirming(
                _confirmation(
                    entry, LAW, about, item, document, "", by=by, at=at, stage=rules.stage
                )
            )
        ]
        stays = {"edition": rules.code, "stage": rules.stage.value}
        news = announce(json.dumps({"edition": entry.edition, "league": entry.league}))
        try:
            await write([Step(STAYS, stays, rows=1, otherwise="stage-forbids"), *unit, news])
        except Refused as refused:
            if refused.code != "sent-before":
                raise RuleBroken(refused.code, stage=rules.stage, act=Act.CONFIRM) from refused
        else:
            return
    raise RuleBroken("too-busy")


def _things_in(
    found: Iterable[Affected], chosen: Collection[tuple[int, str]]
) -> tuple[tuple[int, str, str], ...]:
    """What of these is confirmed: (event, item, document), one of the last two empty."""
    things: dict[tuple[int, str, str], None] = {}
    for one in found:
        event = one.review.abrogation.event
        if (event, one.item.code) not in chosen:
            continue
        if one.review.is_pending:
            things[event, one.item.code, ""] = None
        pending = (each.document.id for each in one.documents if each.review.is_pending)
        things.update(dict.fromkeys((event, "", document) for document in pending))
    return tuple(things)


async def keep_confirmation(
    entry: Entry,
    kind: str,
    about: int,
    item: str,
    document: str,
    note: str,
    *,
    by: Person,
    at: datetime,
    stage: str,
) -> None:
    """Note that somebody looked again; once is enough, whoever comes second."""
    facts = _confirmation(entry, kind, about, item, document, note, by=by, at=at, stage=stage)
    try:
        await write(
            [
                Step(STAYS, facts, rows=1, otherwise="stage-forbids"),
                *_confirming(facts),
                announce(json.dumps({"edition": entry.edition, "league": entry.league})),
            ]
        )
    except Refused as refused:
        if refused.code != "sent-before":
            raise RuleBroken(refused.code, stage=stage, act=Act.CONFIRM) from refused


def _confirming(facts: Mapping[str, object]) -> list[Step]:
    return [Step(CONFIRM, facts, otherwise="sent-before"), Step(NOTE, facts)]


def _confirmation(
    entry: Entry,
    kind: str,
    about: int,
    item: str,
    document: str,
    note: str,
    *,
    by: Person,
    at: datetime,
    stage: str,
) -> Mapping[str, object]:
    return {
        "participant": entry.participant.code,
        "edition": entry.edition,
        "kind": kind,
        "about": about,
        "item": item,
        "document": document,
        "note": note,
        "account": by.account,
        "author": by.name,
        "at": at,
        "stage": stage,
        "role": by.role.value,
        "action": f"{kind}-confirmed",
        "subject": item or document,
        "details": json.dumps({"about": about, "note": note}, ensure_ascii=False),
    }


class _Key(NamedTuple):
    """Every save adds a revision and confirmations are never taken back: same key, same count."""

    version: str
    participant: str
    events: tuple[int, ...]
    answers: int
    revisions: int
    confirmations: int


_counted: dict[_Key, int] = {}


async def _states(edition: str) -> Mapping[str, tuple[int, int, int]]:
    """Participant to its answers, their revisions and its confirmations, counted."""
    rows = await (
        AnswerRow.select(
            AnswerRow.participant,
            Count(alias="answers"),
            Sum(AnswerRow.revision, alias="revisions"),
        )
        .where(AnswerRow.edition == edition)
        .group_by(AnswerRow.participant)
    )
    given = await (
        ConfirmationRow.select(ConfirmationRow.participant, Count(alias="confirmations"))
        .where(ConfirmationRow.edition == edition, ConfirmationRow.kind == LAW)
        .group_by(ConfirmationRow.participant)
    )
    confirmations = {row["participant"]: row["confirmations"] for row in given}
    return {
        row["participant"]: (
            row["answers"],
            row["revisions"],
            confirmations.get(row["participant"], 0),
        )
        for row in rows
    }


def _due(
    rules: EditionRules, in_force: Mapping[str, Abrogation], today: date, law: str | None
) -> Mapping[str, Abrogation]:
    """The abrogations that this edition feels now."""
    if not in_force or not allows(rules.stage, Act.CONFIRM):
        return {}
    named = {basis.law.code for item in rules.questionnaire.items for basis in item.legal}
    found = due_among(named & ({law} if law else named), in_force, today)
    return {each.law: each for each in found}


def _touched(
    rules: EditionRules, due: Mapping[str, Abrogation]
) -> Mapping[str, tuple[Abrogation, ...]]:
    """Item to the abrogations it rests on, where there is one."""
    return {
        item.code: tuple(due[law] for law in laws)
        for item in rules.questionnaire.items
        if (laws := [code for code in dict.fromkeys(b.law.code for b in item.legal) if code in due])
    }


async def _answers(
    rules: EditionRules, touched: Collection[str], few: Sequence[str]
) -> Mapping[str, dict[str, KeptAnswer]]:
    """Participant to its answers: to these items and to those that open them."""
    named = sorted({*touched, *(o for item in touched for o in rules.links.openers[item])})
    who = {f"who{number}": code for number, code in enumerate(few)}
    here = {"edition": rules.code, **who, **each(named)}
    rows = await read(_given_to(len(named), len(few)), here)
    return _by_participant(rows) if few else await asyncio.to_thread(_by_participant, rows)


def _by_participant(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, dict[str, KeptAnswer]]:
    answers: dict[str, dict[str, KeptAnswer]] = defaultdict(dict)
    for row in rows:
        answers[row["participant"]][row["item"]] = kept_answer(row)
    return answers


@cache
def _given_to(named: int, few: int) -> Statement:
    query = AnswerRow.select(
        AnswerRow.participant,
        AnswerRow.item,
        AnswerRow.revision,
        AnswerRow.content,
        AnswerRow.account,
        AnswerRow.author,
        AnswerRow.saved_at,
    ).where(AnswerRow.edition == Param("edition"), AnswerRow.item.is_in(places(named)))
    who: list[Any] = [Param(f"who{number}") for number in range(few)]
    return statement(query.where(AnswerRow.participant.is_in(who)) if few else query)


async def _confirmed(
    edition: str, few: Sequence[str]
) -> Mapping[str, dict[tuple[int, str, str], Lift]]:
    """Participant to what it confirmed: (event, item, document)."""
    row = ConfirmationRow
    query = row.select().where(row.edition == edition, row.kind == LAW)
    if few:
        query = query.where(row.participant.is_in(list(few)))
    found: dict[str, dict[tuple[int, str, str], Lift]] = defaultdict(dict)
    for each_row in await query:
        thing = each_row["about"], each_row["item"], each_row["document"]
        found[each_row["participant"]][thing] = Lift(
            Lifting.CONFIRMED, each_row["author"], each_row["at"], each_row["note"]
        )
    return found


def _affected(
    rules: EditionRules,
    entry: Entry,
    kept: Mapping[str, KeptAnswer],
    touched: Mapping[str, tuple[Abrogation, ...]],
    documents: Mapping[str, Document],
    confirmed: Mapping[tuple[int, str, str], Lift],
) -> list[Affected]:
    """What of one government rests on abrogated laws: what it answered among what it is asked."""
    answers: Mapping[str, Answer] = {code: one.answer for code, one in kept.items()}
    there = [rules.questionnaire.item(code) for code in touched if code in kept]
    given = [item for item in there if stance_of(item, answers[item.code]) is not Stance.BLANK]
    asked = [item for item in given if is_asked(item, answers, entry.participant)]
    citing: dict[tuple[int, str], list[Given]] = defaultdict(list)
    for item in asked:
        one = kept[item.code]
        for abrogation in touched[item.code]:
            for cited in dict.fromkeys(c.document for c in one.answer.evidence):
                citing[abrogation.event, cited].append(Given(one.author, one.saved_at))
    return [
        Affected(
            entry,
            item,
            kept[item.code],
            review_of(
                abrogation,
                Given(kept[item.code].author, kept[item.code].saved_at),
                confirmed.get((abrogation.event, item.code, "")),
            ),
            tuple(
                AffectedDocument(
                    documents[cited],
                    document_review_of(
                        abrogation,
                        Given(documents[cited].author, documents[cited].at),
                        confirmed.get((abrogation.event, "", cited)),
                        citing[abrogation.event, cited],
                    ),
                )
                for cited in dict.fromkeys(c.document for c in kept[item.code].answer.evidence)
                if cited in documents
            ),
        )
        for item in asked
        for abrogation in touched[item.code]
    ]
