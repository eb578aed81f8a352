"""Kept: a proposal and each change of a commitment as one unit.

Nothing here updates or deletes a line of history. A change is kept only if the commitment still
stands as whoever makes it saw it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from game.commitments import Commitment, Event, Move
from game.rules import RuleBroken
from server.db import Param, Refused, Step, params, statement, write
from server.people import Person
from server.queries.audit import noting
from server.queries.commitments.found import commitments_by_item
from server.queries.commitments.rows import (
    NO_AUTHOR,
    change_facts,
    commitment_row,
    event_row,
    milestone_row,
    said_row,
    stranger,
)
from server.queries.documents import Document, adding
from server.queries.mail import Message, posting
from server.queries.participants import participants_named
from server.queries.receipts import SENT_BEFORE, passed_at, passing_once, receipt_key
from server.queries.searches import following, making_found, words_in
from server.tables.commitments import CommitmentEventRow, CommitmentRow, MilestoneRow

# The commitment that a unit adds, for the steps that come after it.
NEW_COMMITMENT: Final = QueryString(
    "(SELECT MAX(id) FROM commitment WHERE participant = {} AND created_at = {} AND goal = {})",
    Param("participant"),
    Param("at"),
    Param("goal"),
)
ADD = statement(
    CommitmentRow.insert(
        params(CommitmentRow, created_at=Param("at"), updated_at=Param("at"))
    ).returning(CommitmentRow.id)
)
ADD_MILESTONE = statement(MilestoneRow.insert(params(MilestoneRow, commitment=NEW_COMMITMENT)))
ADD_WORDS = making_found(NEW_COMMITMENT)
ADD_NEW_EVENT = statement(
    CommitmentEventRow.insert(params(CommitmentEventRow, commitment=NEW_COMMITMENT))
)
CHANGE = statement(
    CommitmentRow.update(
        {
            CommitmentRow.status: Param("status"),
            CommitmentRow.goal: Param("goal"),
            CommitmentRow.indicator: Param("indicator"),
            CommitmentRow.responsible: Param("responsible"),
            CommitmentRow.due: Param("due"),
            CommitmentRow.ratify_by: Param("ratify_by"),
            CommitmentRow.updated_at: Param("at"),
        }
    )
    .where(
        CommitmentRow.id == Param("commitment"),
        CommitmentRow.status == Param("seen_status"),
        CommitmentRow.due == Param("seen_due"),
        CommitmentRow.goal == Param("seen_goal"),
        CommitmentRow.indicator == Param("seen_indicator"),
        CommitmentRow.responsible == Param("seen_responsible"),
        # A second inheritance changes nothing else.
        WhereRaw("COALESCE(ratify_by, {}) = {}", Param("never"), Param("seen_ratify_by")),
    )
    .returning(CommitmentRow.id)
)
FINISH_MILESTONE = statement(
    MilestoneRow.update({MilestoneRow.done_on: Param("done_on")})
    .where(
        MilestoneRow.commitment == Param("commitment"),
        MilestoneRow.position == Param("position"),
        MilestoneRow.title == Param("title"),
        MilestoneRow.due == Param("step_due"),
        MilestoneRow.done_on.is_null(),
    )
    .returning(MilestoneRow.id)
)
# An amendment is of what was read: no line of history came since. It is asked after the commitment
# was changed in the same unit, which whoever moves it at this moment has to wait for.
AMEND = statement(
    CommitmentRow.update(
        {CommitmentRow.starts: Param("starts"), CommitmentRow.budget: Param("budget")}
    )
    .where(
        CommitmentRow.id == Param("commitment"),
        WhereRaw(
            "(SELECT COUNT(*) FROM commitment_event WHERE commitment = {}) = {}",
            Param("commitment"),
            Param("seen_lines"),
        ),
    )
    .returning(CommitmentRow.id)
)
DROP_MILESTONES = statement(
    MilestoneRow.delete().where(MilestoneRow.commitment == Param("commitment"))
)
PLAN_MILESTONE = statement(MilestoneRow.insert(params(MilestoneRow)))
ADD_EVENT = statement(CommitmentEventRow.insert(params(CommitmentEventRow)))
CHANGED: Final = "commitment-changed"
# A second copy of the same form stops here: its key is already taken.
TURN_TAKEN: Final = "turn-taken"
# No account has this number: the receipt belongs to a government.
NOBODY: Final = 0


async def keep_proposal(
    commitment: Commitment, *, key: str, by: Person, at: datetime, also: Sequence[Step] = ()
) -> int:
    """Publish a commitment with its milestones, and give its code; the same form again, the same.

    `key` is what its form was sent with. A recommendation has one commitment at a time: another
    one is refused with `already-promised`, unless the first was withdrawn or not met. `also`: steps
    that are kept with it or not at all, which may name it as `NEW_COMMITMENT` does.
    """
    sheet = receipt_key("commitment", commitment.participant, key)
    # The turn is numbered before it is seen whether there is a promise: one that is made in between
    # is then either seen, or has taken this very turn.
    turn = await _turn(commitment, at)
    promised = await commitments_by_item(commitment.participant)
    if commitment.item and (commitment.edition or "", commitment.item) in promised:
        return await _sent_before(commitment, sheet, by)
    facts = commitment_row(commitment) | {"at": at}
    named = await participants_named([commitment.participant])
    whose = named.get(commitment.participant) or stranger(commitment.participant)
    steps = [
        Step(ADD, facts, rows=1),
        *(
            Step(ADD_MILESTONE, facts | milestone_row(position, milestone))
            for position, milestone in enumerate(commitment.milestones)
        ),
        Step(ADD_WORDS, facts | words_in(commitment, whose.name)),
        *(Step(ADD_NEW_EVENT, facts | event_row(each, by, at)) for each in commitment.history),
        passing_once(by.account, sheet, at),
        *turn,
        *(_noted(commitment, each, by, at) for each in commitment.history),
        *also,
    ]
    try:
        (added, *_) = await write(steps)
    except Refused as refused:
        if refused.code not in {SENT_BEFORE, TURN_TAKEN}:
            raise
        return await _sent_before(commitment, sheet, by)
    return int(added[0]["id"])


async def _turn(commitment: Commitment, at: datetime) -> tuple[Step, ...]:
    """The step that lets one of several sheets for the same recommendation through.

    The turn is that of the government, whichever of its seats sends: it is numbered by how many
    commitments the recommendation already had.
    """
    if commitment.item is None:
        return ()
    edition = commitment.edition or ""
    before = await CommitmentRow.count().where(
        CommitmentRow.participant == commitment.participant,
        CommitmentRow.edition == edition,
        CommitmentRow.item == commitment.item,
    )
    key = receipt_key("turn", commitment.participant, edition, commitment.item, str(before))
    return (passing_once(NOBODY, key, at, TURN_TAKEN),)


async def keep_change(
    seen: Commitment,
    changed: Commitment,
    *,
    by: Person,
    at: datetime,
    documents: Iterable[Document] = (),
    letters: Iterable[Message] = (),
) -> None:
    """Keep the last move of `changed`, with its new documents, if nobody moved since `seen`.

    `letters`: what is told of it, kept with it or not at all.
    """
    event, facts = changed.history[-1], change_facts(seen, changed, at)
    await write(
        [
            Step(CHANGE, facts, rows=1, otherwise=CHANGED),
            *(_planning if event.move is Move.AMEND else _finishing)(seen, changed, facts),
            *(adding(document) for document in documents),
            Step(ADD_EVENT, facts | event_row(event, by, at)),
            following(seen, changed),
            _noted(seen, event, by, at),
            *(posting(each, at) for each in letters),
        ]
    )


def _finishing(seen: Commitment, changed: Commitment, facts: dict[str, object]) -> Iterator[Step]:
    """The step that was reached with this move is the one that stands there still."""
    pairs = zip(seen.milestones, changed.milestones, strict=True)
    for position, (before, after) in enumerate(pairs):
        if before.done_on != after.done_on:
            reached = {"position": position, "title": before.title, "step_due": before.due}
            done = {"done_on": after.done_on}
            yield Step(FINISH_MILESTONE, facts | reached | done, rows=1, otherwise=CHANGED)


def _planning(seen: Commitment, changed: Commitment, facts: dict[str, object]) -> Iterator[Step]:
    """The start, the budget and the steps as an amendment leaves them."""
    yield Step(AMEND, facts, rows=1, otherwise=CHANGED)
    if seen.milestones == changed.milestones:
        return
    yield Step(DROP_MILESTONES, facts)
    for position, milestone in enumerate(changed.milestones):
        yield Step(PLAN_MILESTONE, facts | milestone_row(position, milestone))


def passing(
    seen: Commitment, changed: Commitment, at: datetime, otherwise: str
) -> tuple[Step, ...]:
    """The steps by which a commitment passes with a seat, in the unit of its handover.

    Nobody's role did it. `otherwise`: what the unit is refused with if it moved since `seen`.
    """
    event, facts = changed.history[-1], change_facts(seen, changed, at)
    return (
        Step(CHANGE, facts, rows=1, otherwise=otherwise),
        Step(ADD_EVENT, facts | said_row(event) | NO_AUTHOR),
        following(seen, changed),
        _noted(seen, event, None, at),
    )


async def keep_asked_review(seen: Commitment, asked: Commitment, at: datetime) -> None:
    """Note, in public, that a verified commitment is to be verified again: once, whoever counts."""
    event = asked.history[-1]
    before = sum(each.move is Move.ASK_REVIEW for each in seen.history)
    facts = change_facts(seen, asked, at)
    key = receipt_key("review", str(seen.code), str(before))
    await write(
        [
            Step(CHANGE, facts, rows=1, otherwise=CHANGED),
            passing_once(NOBODY, key, at, TURN_TAKEN),
            Step(ADD_EVENT, facts | said_row(event) | NO_AUTHOR),
        ]
    )


async def proposed_before(by: Person, key: str) -> int | None:
    """What the form with this key became, if a person sent it before."""
    participant = by.participant or ""
    return await _passed_as(participant, receipt_key("commitment", participant, key), by)


async def _sent_before(commitment: Commitment, sheet: str, by: Person) -> int:
    """The commitment that a form became when it was sent the first time."""
    found = await _passed_as(commitment.participant, sheet, by)
    if found is None:
        promised = await commitments_by_item(commitment.participant)
        code = promised.get((commitment.edition or "", commitment.item or ""))
        raise RuleBroken("already-promised", commitment=code) if code else Refused("stale")
    return found


async def _passed_as(participant: str, sheet: str, by: Person) -> int | None:
    at = await passed_at(by.account, sheet)
    if at is None:
        return None
    row = (
        await CommitmentRow.select(CommitmentRow.id)
        .where(CommitmentRow.participant == participant, CommitmentRow.created_at == at)
        .first()
    )
    return int(row["id"]) if row else None


def _noted(commitment: Commitment, event: Event, by: Person | None, at: datetime) -> Step:
    details = {"to": event.to_status.value}
    if event.due_before and event.due_after:
        details["due_before"] = event.due_before.isoformat()
        details["due_after"] = event.due_after.isoformat()
    if event.changes:
        details["worded"] = ",".join(dict.fromkeys(change.term.value for change in event.changes))
    return noting(
        commitment.edition,
        f"commitment-{event.move.value.replace('_', '-')}",
        str(commitment.code or commitment.item or ""),
        by,
        at,
        participant=commitment.participant,
        **details,
    )
