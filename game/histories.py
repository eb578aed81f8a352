"""Historia de un compromiso: whether what is kept of it can have happened.

The ledger is the truth, and what stands beside it (status, date, words, steps) is what it comes to.
Own rules, by which a check tells what somebody changed behind it:

- It begins with a proposal and goes on from where it was; every move is one of the table, made by a
  role that may make it, with the reason and the evidence it needs. Days never go back.
- A verification or an inheritance without a note is well: what was kept before a note was asked for
  of them is as true as ever.
- The last line says the status, the last amendment the date, and each one what it changed.
- As many steps are done as were finished. Each has a title, a share of one or more, and a day no
  later than the commitment's while it is open.
- What was verified was reported done with evidence, and a verifier found it so.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum

from game.commitments import (
    TRANSITIONS,
    WORDS,
    Change,
    Commitment,
    Event,
    Milestone,
    Move,
    Need,
    Status,
    Term,
    first_due,
)
from game.typed import said

# What could once be said without a note, and nothing that is kept says when.
ONCE_SILENT = frozenset({Move.VERIFY, Move.INHERIT})


class Fault(StrEnum):
    """What is wrong with what is kept of a commitment."""

    BEGINNING = "beginning"
    ORDER = "order"
    MOVE = "move"
    ROLE = "role"
    LACKING = "lacking"
    STATUS = "status"
    DUE = "due"
    WORDS = "words"
    STEPS = "steps"
    VERIFIED = "verified"
    EVIDENCE = "evidence"
    SOURCE = "source"
    LOST = "lost"


def faults_of(commitment: Commitment) -> tuple[Fault, ...]:
    """Everything that contradicts its history, each kind once, in the order of the kinds."""
    found = set(_faults(commitment))
    return tuple(fault for fault in Fault if fault in found)


def _faults(commitment: Commitment) -> Iterator[Fault]:
    history = commitment.history
    if not history or history[0].move is not Move.PROPOSE:
        yield Fault.BEGINNING
        return
    yield from _course_faults(history, first_due(commitment), commitment.due)
    if _plain(history[-1].to_status) is not _plain(commitment.status):
        yield Fault.STATUS
    if not _says_its_words(commitment):
        yield Fault.WORDS
    if not (_has_its_steps(commitment) and _was_so_planned(commitment)):
        yield Fault.STEPS
    if commitment.status is Status.VERIFIED and not _was_verified(history):
        yield Fault.VERIFIED


def _course_faults(history: tuple[Event, ...], first: date, last: date) -> Iterator[Fault]:
    """What is wrong from one line to the next. `first`, `last`: the dates at both ends."""
    status: Status | None = None
    due, on = first, history[0].on
    for event in history:
        if event.on < on:
            yield Fault.ORDER
        yield from _event_faults(event, status)
        moves = event.due_after is not None or event.due_before is not None
        if moves and event.due_before != due:
            yield Fault.DUE
        due, status, on = event.due_after or due, event.to_status, event.on
    if due != last:
        yield Fault.DUE


def _event_faults(event: Event, before: Status | None) -> Iterator[Fault]:
    """What one line says that cannot be, after a status."""
    if event.from_status is not before or not _is_of_the_table(event):
        yield Fault.MOVE
    if event.move is Move.ASK_REVIEW:
        return
    rule = TRANSITIONS[event.move]
    # A handover passes on what a seat answers for: nobody of a role does it.
    if event.by_role not in rule.roles and (event.move, event.by_role) != (Move.INHERIT, ""):
        yield Fault.ROLE
    lacks = {
        Need.REASON: not said(event.note) and event.move not in ONCE_SILENT,
        Need.EVIDENCE: not event.evidence,
        Need.CHANGE: event.due_after is None and not event.changes,
    }
    if any(lacks[need] for need in rule.needs):
        yield Fault.LACKING


def _is_of_the_table(event: Event) -> bool:
    """Whether the move leads from the one status to the other. A review is asked for by nobody."""
    if event.move is Move.ASK_REVIEW:
        return event.from_status is event.to_status is Status.VERIFIED
    rule, source = TRANSITIONS[event.move], _plain(event.from_status)
    begins = source is None if event.move is Move.PROPOSE else source in rule.sources
    return begins and _plain(event.to_status) is (rule.to or source)


def _says_its_words(commitment: Commitment) -> bool:
    """Whether each change begins with what was before it, the last with what is so today.

    Of its words, its start and its budget; steps are told apart by what they are.
    """
    alone = set(Term) - {Term.MILESTONE}
    after: dict[Term, object] = {term: getattr(commitment, term) for term in alone}
    for change in _changes_backwards(commitment):
        if change.term is Term.MILESTONE:
            continue
        if change.after != after[change.term]:
            return False
        after[change.term] = change.before
    return all(said(str(after[term])) for term in WORDS)


def _was_so_planned(commitment: Commitment) -> bool:
    """Whether every step that was changed, added or taken out was there to be, up to today's."""
    steps = [replace(step, done_on=None) for step in commitment.milestones]
    for change in _changes_backwards(commitment):
        if change.term is not Term.MILESTONE:
            continue
        if isinstance(change.after, Milestone):
            if change.after not in steps:
                return False
            steps.remove(change.after)
        if isinstance(change.before, Milestone):
            steps.append(change.before)
    return True


def _changes_backwards(commitment: Commitment) -> Iterator[Change]:
    for event in reversed(commitment.history):
        yield from reversed(event.changes)


def _has_its_steps(commitment: Commitment) -> bool:
    done = [step for step in commitment.milestones if step.done_on is not None]
    finished = sum(event.move is Move.FINISH_MILESTONE for event in commitment.history)
    return len(done) == finished and all(
        bool(said(step.title))
        and step.weight >= 1
        and (step.done_on is not None or step.due <= commitment.due)
        for step in commitment.milestones
    )


def _was_verified(history: tuple[Event, ...]) -> bool:
    reported = [event for event in history if event.move is Move.REPORT_DONE]
    return bool(reported) and bool(reported[-1].evidence)


def _plain(status: Status | None) -> Status | None:
    """Older rows may say overdue; for the rules that is in progress."""
    return Status.IN_PROGRESS if status is Status.OVERDUE else status
