"""Compromiso: what a government promises in public, and every move it makes afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from game.answers import Citation
from game.rules import RuleBroken
from game.typed import day_fault, said


class Status(StrEnum):
    """The life of a commitment. Overdue is told by the calendar, it is never a move."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    IN_PROGRESS = "in_progress"
    REPORTED_DONE = "reported_done"
    VERIFIED = "verified"
    OVERDUE = "overdue"
    NOT_MET = "not_met"
    WITHDRAWN = "withdrawn"
    INHERITED = "inherited"


class Move(StrEnum):
    """What can happen to a commitment. Nobody asks for a review: so many published reports do."""

    PROPOSE = "propose"
    AGREE = "agree"
    START = "start"
    FINISH_MILESTONE = "finish_milestone"
    REPORT_DONE = "report_done"
    SEND_BACK = "send_back"
    VERIFY = "verify"
    MARK_NOT_MET = "mark_not_met"
    WITHDRAW = "withdraw"
    AMEND = "amend"
    INHERIT = "inherit"
    RATIFY = "ratify"
    ASK_REVIEW = "ask_review"
    UPHOLD = "uphold"
    REVERSE = "reverse"


class Origin(StrEnum):
    """Where a commitment comes from."""

    RECOMMENDATION = "recommendation"
    GAP = "gap"
    AGREEMENT = "agreement"
    OWN_INITIATIVE = "own_initiative"


class Recalled(StrEnum):
    """What of a commitment is recalled to whoever answers for it."""

    MILESTONE = "milestone"
    DUE = "due"
    OVERDUE = "overdue"
    RATIFY = "ratify"
    UNRATIFIED = "unratified"


class Need(StrEnum):
    """What a move must bring with it."""

    REASON = "reason"
    EVIDENCE = "evidence"
    CHANGE = "change"


class Term(StrEnum):
    """What of a commitment can be amended, beside its date."""

    GOAL = "goal"
    INDICATOR = "indicator"
    RESPONSIBLE = "responsible"
    STARTS = "starts"
    BUDGET = "budget"
    MILESTONE = "milestone"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: who makes the move, from where, to where, and what it needs.

    Without a `to` the status stays as it is.
    """

    roles: frozenset[str]
    sources: frozenset[Status]
    to: Status | None
    needs: frozenset[Need] = frozenset()


TEAM = frozenset({"contributor", "lead", "signer"})
HEADS = frozenset({"lead", "signer"})
VERIFIER = frozenset({"verifier"})
OBSERVATORY = frozenset({"coordinator", "admin"})

LATELY = timedelta(days=7)
PENDING = frozenset({Status.AGREED, Status.IN_PROGRESS})
# What the calendar turns into overdue: also what was promised and nobody agreed or ratified.
WAITING = PENDING | {Status.PROPOSED, Status.INHERITED}
LIVE = WAITING | {Status.REPORTED_DONE}
# What was reported done stays so for its verifier when the administration changes: it was this
# government that reported it in its time, and nobody is to promise it again.
INHERITABLE = WAITING

# The public watches and moves nothing. What the calendar shows as overdue is stored as it was,
# so every move from agreed or in progress is also one from overdue. What nobody agreed or ratified
# is overdue like the rest, and a verifier may say of it, too, that it was not met.
TRANSITIONS: Mapping[Move, Rule] = MappingProxyType(
    {
        Move.PROPOSE: Rule(HEADS, frozenset(), Status.PROPOSED),
        Move.AGREE: Rule(HEADS, frozenset({Status.PROPOSED}), Status.AGREED),
        Move.START: Rule(TEAM, frozenset({Status.AGREED}), Status.IN_PROGRESS),
        Move.FINISH_MILESTONE: Rule(TEAM, PENDING, Status.IN_PROGRESS),
        Move.REPORT_DONE: Rule(TEAM, PENDING, Status.REPORTED_DONE, frozenset({Need.EVIDENCE})),
        Move.SEND_BACK: Rule(
            VERIFIER,
            frozenset({Status.REPORTED_DONE}),
            Status.IN_PROGRESS,
            frozenset({Need.REASON}),
        ),
        Move.VERIFY: Rule(
            VERIFIER,
            frozenset({Status.REPORTED_DONE}),
            Status.VERIFIED,
            frozenset({Need.REASON}),
        ),
        Move.MARK_NOT_MET: Rule(
            VERIFIER,
            LIVE,
            Status.NOT_MET,
            frozenset({Need.REASON}),
        ),
        Move.WITHDRAW: Rule(HEADS, LIVE, Status.WITHDRAWN, frozenset({Need.REASON})),
        Move.AMEND: Rule(
            HEADS,
            PENDING | {Status.PROPOSED, Status.INHERITED},
            None,
            frozenset({Need.REASON, Need.CHANGE}),
        ),
        Move.INHERIT: Rule(OBSERVATORY, INHERITABLE, Status.INHERITED, frozenset({Need.REASON})),
        Move.RATIFY: Rule(HEADS, frozenset({Status.INHERITED}), Status.AGREED),
        Move.UPHOLD: Rule(VERIFIER, frozenset({Status.VERIFIED}), None, frozenset({Need.REASON})),
        Move.REVERSE: Rule(
            VERIFIER,
            frozenset({Status.VERIFIED}),
            Status.IN_PROGRESS,
            frozenset({Need.REASON}),
        ),
    }
)
# The terms that are words, in the order in which they are told.
WORDS = (Term.GOAL, Term.INDICATOR, Term.RESPONSIBLE)
NOTHING_WORDED: Mapping[Term, str] = MappingProxyType({})
# What brings no reason but what was found: what was checked, or what changed.
TELLS = frozenset({Move.VERIFY, Move.INHERIT})
# What a verifier answers to a review that was asked for; there is none to answer otherwise.
REVIEWS = frozenset({Move.UPHOLD, Move.REVERSE})
# What a verifier decides, and what of it gives a promise back to its government.
VERDICTS = frozenset({Move.VERIFY, Move.MARK_NOT_MET, Move.SEND_BACK}) | REVIEWS
GIVES_BACK = frozenset({Move.SEND_BACK, Move.REVERSE})


# A promise is said to be kept with its steps done, or with the reason why it was kept without.
ENDS_KEPT = frozenset({Move.REPORT_DONE, Move.VERIFY})


@dataclass(frozen=True, slots=True)
class Milestone:
    """Hito: a step of a commitment with its date and its share of the work."""

    title: str
    due: date
    weight: int = 1
    done_on: date | None = None


# A term: words, the day of the start, whole pesos or a step; None where there is none.
Value = str | date | int | Milestone | None


@dataclass(frozen=True, slots=True)
class Change:
    """A term as it was, and as it is from then on.

    A milestone has a change of its own: a new one was None before, one that is taken out is None
    after.
    """

    term: Term
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Plan:
    """How an amendment leaves the work: all of it, also what stays as it was.

    `steps`: each milestone with its place among those there were, None for a new one. One whose
    place is not named is taken out.
    """

    starts: date | None
    budget: int | None
    steps: tuple[tuple[int | None, Milestone], ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One dated, public line of the history. Dates before and after only where one moved.

    `term`: the last day of the term that the move begins, as an inheritance does. `changes`: what
    an amendment changed beside the date, with what was before.
    """

    move: Move
    from_status: Status | None
    to_status: Status
    by_role: str
    on: date
    note: str = ""
    due_before: date | None = None
    due_after: date | None = None
    evidence: tuple[Citation, ...] = ()
    term: date | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Missed:
    """A day that passed: that of the promise, or the last one to ratify it in time."""

    on: date
    is_ratification: bool


@dataclass(frozen=True, slots=True)
class Recall:
    """Something to recall: what, its day, and the name of the step where it is one."""

    what: Recalled
    on: date
    title: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """`status` is the stored one; `shown_status` adds the calendar.

    `starts`: when the work is to begin, and `budget`: what it may cost, in whole pesos; None where
    nobody said. `agreement`, `recommendation`: the number of what it answers to. `ratify_by`: until
    when whoever inherited it may ratify it in time.
    """

    participant: str
    goal: str
    indicator: str
    responsible: str
    due: date
    status: Status
    edition: str | None = None
    item: str | None = None
    pillar: str | None = None
    milestones: tuple[Milestone, ...] = ()
    history: tuple[Event, ...] = ()
    code: int | None = None
    starts: date | None = None
    budget: int | None = None
    agreement: int | None = None
    recommendation: int | None = None
    ratify_by: date | None = None


def propose(commitment: Commitment, by_role: str, on: date) -> Commitment:
    """A commitment starts complete: goal, indicator, who answers for it, a date to come."""
    if by_role not in TRANSITIONS[Move.PROPOSE].roles:
        raise RuleBroken("role-forbids", role=by_role, move=Move.PROPOSE)
    for name in ("goal", "indicator", "responsible"):
        if not said(getattr(commitment, name)):
            raise RuleBroken("commitment-incomplete", field=name)
    if commitment.due <= on:
        raise RuleBroken(day_fault(commitment.due, on), due=commitment.due)
    if commitment.starts is not None and commitment.starts > commitment.due:
        raise RuleBroken("start-after-due", due=commitment.due)
    if commitment.budget is not None and commitment.budget < 0:
        raise RuleBroken("budget-unreadable")
    _check_milestones(commitment)
    event = Event(Move.PROPOSE, None, Status.PROPOSED, by_role, on)
    return replace(commitment, status=Status.PROPOSED, history=(event,))


def advance(
    commitment: Commitment,
    move: Move,
    by_role: str,
    on: date,
    note: str = "",
    *,
    evidence: tuple[Citation, ...] = (),
    due: date | None = None,
    term: date | None = None,
    worded: Mapping[Term, str] = NOTHING_WORDED,
    plan: Plan | None = None,
) -> Commitment:
    """The commitment after a move, with one more line of history; or the refusal.

    `term`: until when it may be ratified, where the move is an inheritance. `due`, `worded`,
    `plan`: what an amendment moves, words or plans anew; what stays as it was is no change.
    """
    rule = TRANSITIONS[move]
    stored = _stored(commitment)
    check_move(commitment, move, by_role)
    _check_reason(commitment, move, note)
    if _is_early(commitment, move, on):
        raise RuleBroken("not-due-yet", due=ripe_on(commitment))
    if move is Move.INHERIT and not passes_on(commitment, on):
        raise RuleBroken("commitment-forbids", status=stored, move=move)
    if Need.EVIDENCE in rule.needs and not evidence:
        raise RuleBroken("evidence-required", move=move)
    if any(citation.lacks_page for citation in evidence):
        raise RuleBroken("page-missing", move=move)
    after, changes = commitment, tuple[Change, ...]()
    if Need.CHANGE in rule.needs:
        after, changes = _amended(commitment, on, due, worded, plan)
    to = rule.to or stored
    event = Event(move, stored, to, by_role, on, said(note), evidence=evidence, changes=changes)
    if after.due != commitment.due:
        event = replace(event, due_before=commitment.due, due_after=after.due)
    until = commitment.ratify_by
    if move is Move.INHERIT:
        event, until = replace(event, term=term), term
    return replace(after, status=to, ratify_by=until, history=(*commitment.history, event))


def check_move(commitment: Commitment, move: Move, by_role: str) -> None:
    """Refuse a move that this role cannot make, or nobody can as the commitment stands."""
    rule, stored = TRANSITIONS[move], _stored(commitment)
    if by_role not in rule.roles:
        raise RuleBroken("role-forbids", role=by_role, move=move)
    if stored not in rule.sources or (move in REVIEWS and not awaits_review(commitment)):
        raise RuleBroken("commitment-forbids", status=stored, move=move)


def inherit_with_seat(commitment: Commitment, on: date, note: str, term: date) -> Commitment:
    """The commitment as a new administration finds it, which the handover of a seat brought in.

    Nobody of a role moves it: the record of the handover does.
    """
    stored = _stored(commitment)
    if not passes_on(commitment, on):
        raise RuleBroken("commitment-forbids", status=stored, move=Move.INHERIT)
    to = Status.INHERITED
    event = Event(Move.INHERIT, stored, to, "", on, said(note), term=term)
    history = (*commitment.history, event)
    return replace(commitment, status=to, ratify_by=term, history=history)


def finish_milestone(
    commitment: Commitment,
    position: int,
    by_role: str,
    on: date,
    evidence: tuple[Citation, ...] = (),
) -> Commitment:
    """Mark one milestone as done; its title becomes the note of the event."""
    if not 0 <= position < len(commitment.milestones):
        raise RuleBroken("unknown-milestone", position=position)
    done = commitment.milestones[position]
    if done.done_on is not None:
        raise RuleBroken("milestone-already-done", title=done.title, on=done.done_on)
    moved = advance(commitment, Move.FINISH_MILESTONE, by_role, on, done.title, evidence=evidence)
    milestones = list(commitment.milestones)
    milestones[position] = replace(done, done_on=on)
    return replace(moved, milestones=tuple(milestones))


def shown_status(commitment: Commitment, today: date) -> Status:
    """Past its date and not reported done, a commitment is overdue, whoever looks."""
    waits = commitment.status in WAITING
    return Status.OVERDUE if waits and today > commitment.due else commitment.status


def ripe_on(commitment: Commitment) -> date:
    """The last day on which nobody may say that it was not met.

    It is the date in force; of what a new administration inherited, the end of its term to ratify
    it, where that is later: until then it may still modify it.
    """
    until = commitment.ratify_by
    if commitment.status is Status.INHERITED and until is not None:
        return max(commitment.due, until)
    return commitment.due


def passes_on(commitment: Commitment, on: date) -> bool:
    """Whether a new administration inherits it on a day: it is alive and not being inherited.

    While a term to ratify runs, it is the term of whoever came last. Once it is over, nobody of
    that administration answered, and the next one has a term of its own. One that was reported
    done is not inherited: it waits for its verifier, in the queue, as it did. If the verifier sends
    it back, the new administration answers for it as for any under way.
    """
    stored = _stored(commitment)
    if stored is Status.INHERITED:
        return is_ratification_late(commitment, on)
    return stored in INHERITABLE


def is_ratification_late(commitment: Commitment, today: date) -> bool:
    """Inherited, and its term to be ratified is over: told by the calendar, it changes nothing."""
    until = commitment.ratify_by
    return commitment.status is Status.INHERITED and until is not None and today > until


def was_ratified_late(commitment: Commitment, event: Event) -> bool:
    """Whether this ratification came after the term that its inheritance began."""
    if event.move is not Move.RATIFY:
        return False
    begun = [
        each for each in commitment.history if each.move is Move.INHERIT and each.on <= event.on
    ]
    until = begun[-1].term if begun else None
    return until is not None and event.on > until


def missed_terms(commitment: Commitment, today: date) -> tuple[Missed, ...]:
    """Every day that passed without what was due on it, in order, whatever came afterwards.

    A date that was moved, or met late, was missed all the same: what the calendar said once stays
    said. Each date is told once.
    """
    found: list[Missed] = []
    status, due, until = None, first_due(commitment), None
    moments = [(event.on, event) for event in commitment.history]
    for on, event in (*moments, (today, None)):
        missed = []
        if status in WAITING | {Status.OVERDUE} and on > due:
            missed.append(Missed(due, is_ratification=False))
        if status is Status.INHERITED and until is not None and on > until:
            missed.append(Missed(until, is_ratification=True))
        found += [each for each in missed if each not in found]
        if event is not None:
            status, due = event.to_status, event.due_after or due
            until = event.term if event.move is Move.INHERIT else until
    return tuple(sorted(found, key=lambda each: each.on))


def origin_of(commitment: Commitment) -> Origin:
    """Where it comes from: an agreement, a recommendation that was issued, or nowhere else.

    `GAP`: of its own accord, for an item that is missing; the answer to no recommendation.
    """
    if commitment.agreement is not None:
        return Origin.AGREEMENT
    if commitment.recommendation is not None:
        return Origin.RECOMMENDATION
    if commitment.item is not None:
        return Origin.GAP
    return Origin.OWN_INITIATIVE


def folded(history: tuple[Event, ...], due: date) -> tuple[Status, date]:
    """The status and the date that the history alone says; `due` where no date ever moved."""
    moved = [event for event in history if event.due_after is not None]
    return history[-1].to_status, (moved[-1].due_after or due) if moved else due


def moves_of(commitment: Commitment, by_role: str, on: date) -> tuple[Move, ...]:
    """What a role may do on a day, in the order of the table."""
    stored = _stored(commitment)
    return tuple(
        move
        for move, rule in TRANSITIONS.items()
        if by_role in rule.roles
        and stored in rule.sources
        and not _is_early(commitment, move, on)
        and (move not in REVIEWS or awaits_review(commitment))
        and (move is not Move.INHERIT or passes_on(commitment, on))
    )


def ask_review(commitment: Commitment, on: date, reports: int) -> Commitment:
    """A verified commitment that so many published reports contradict: it is to be looked at again.

    It stays verified until a verifier, another one than the first, says otherwise.
    """
    if commitment.status is not Status.VERIFIED or awaits_review(commitment):
        raise RuleBroken("commitment-forbids", status=commitment.status, move=Move.ASK_REVIEW)
    status = commitment.status
    event = Event(Move.ASK_REVIEW, status, status, "", on, str(reports))
    return replace(commitment, history=(*commitment.history, event))


def awaits_review(commitment: Commitment) -> bool:
    """Whether a review was asked for and nobody has answered yet."""
    asked = [each.move for each in commitment.history if each.move in REVIEWS | {Move.ASK_REVIEW}]
    return asked[-1:] == [Move.ASK_REVIEW]


def awaits_new_report(commitment: Commitment) -> bool:
    """Whether a verifier gave it back and its government has not reported it again, and still may.

    What a new administration has to ratify first waits for that, not for a report.
    """
    if _stored(commitment) not in PENDING:
        return False
    told = [each.move for each in commitment.history if each.move in GIVES_BACK | ENDS_KEPT]
    return bool(told) and told[-1] in GIVES_BACK


def open_milestones(commitment: Commitment) -> tuple[Milestone, ...]:
    """The steps that are not done, in order."""
    return tuple(step for step in commitment.milestones if step.done_on is None)


def recalls_of(commitment: Commitment, today: date, ahead: int) -> tuple[Recall, ...]:
    """What is recalled today of a commitment: what comes within so many days, what just passed.

    A step that is due with its commitment is not told apart from it. What has been late for longer
    than a week was told when it became so.
    """
    soon, lately = today + timedelta(days=ahead), today - LATELY
    found = []
    if commitment.status in PENDING | {Status.PROPOSED}:
        found += [
            Recall(Recalled.MILESTONE, step.due, step.title)
            for step in open_milestones(commitment)
            if today <= step.due <= soon and step.due < commitment.due
        ]
        if today <= commitment.due <= soon:
            found.append(Recall(Recalled.DUE, commitment.due))
    if shown_status(commitment, today) is Status.OVERDUE and commitment.due >= lately:
        found.append(Recall(Recalled.OVERDUE, commitment.due))
    until = commitment.ratify_by
    if commitment.status is Status.INHERITED and until is not None:
        if today <= until <= soon:
            found.append(Recall(Recalled.RATIFY, until))
        elif lately <= until < today:
            found.append(Recall(Recalled.UNRATIFIED, until))
    return tuple(found)


def left_open(commitment: Commitment, event: Event) -> tuple[Milestone, ...]:
    """The steps that were not done when the promise was said to be kept."""
    if event.move not in ENDS_KEPT:
        return ()
    return tuple(
        step for step in commitment.milestones if step.done_on is None or step.done_on > event.on
    )


def needs_of(move: Move, commitment: Commitment) -> frozenset[Need]:
    """What a move must bring here: beside its rule, a reason while steps are open."""
    needs = TRANSITIONS[move].needs
    if move in ENDS_KEPT and open_milestones(commitment):
        return needs | {Need.REASON}
    return needs


def progress_of(commitment: Commitment) -> Fraction:
    """The share of the work, by milestone weight, that is done."""
    if commitment.status is Status.VERIFIED:
        return Fraction(1)
    whole = sum(milestone.weight for milestone in commitment.milestones)
    done = sum(step.weight for step in commitment.milestones if step.done_on is not None)
    return Fraction(done, whole) if whole else Fraction(0)


def first_due(commitment: Commitment) -> date:
    """The date first promised, however often it moved since."""
    moved = (event.due_before for event in commitment.history if event.due_before is not None)
    return next(moved, commitment.due)


def first_responsible(commitment: Commitment) -> str:
    """Who was first said to answer for it, whoever does now."""
    return str(_first(commitment, Term.RESPONSIBLE, commitment.responsible))


def first_budget(commitment: Commitment) -> int | None:
    """What it was first said to cost, in whole pesos; None where nobody said."""
    found = _first(commitment, Term.BUDGET, commitment.budget)
    return found if isinstance(found, int) else None


def was_proposed_as(commitment: Commitment, proposed: Commitment) -> bool:
    """Whether it is what was proposed, whatever was amended since.

    Of milestones only as long as none was amended.
    """
    words = all(
        _first(commitment, term, getattr(commitment, term.value)) == getattr(proposed, term.value)
        for term in (*WORDS, Term.STARTS, Term.BUDGET)
    )
    changed = {each.term for event in commitment.history for each in event.changes}
    steps, first = (
        [(step.title, step.due, step.weight) for step in each.milestones]
        for each in (commitment, proposed)
    )
    is_as_planned = Term.MILESTONE in changed or steps == first
    return words and is_as_planned and first_due(commitment) == proposed.due


def _first(commitment: Commitment, term: Term, now: Value) -> Value:
    changes = (each for event in commitment.history for each in event.changes)
    return next((each.before for each in changes if each.term is term), now)


def _stored(commitment: Commitment) -> Status:
    """Older rows may say overdue; for the rules that is in progress."""
    return Status.IN_PROGRESS if commitment.status is Status.OVERDUE else commitment.status


def _is_early(commitment: Commitment, move: Move, on: date) -> bool:
    """Nobody broke a promise whose day has not passed, nor one that may still be ratified."""
    return move is Move.MARK_NOT_MET and on <= ripe_on(commitment)


def _check_reason(commitment: Commitment, move: Move, note: str) -> None:
    if said(note) or Need.REASON not in needs_of(move, commitment):
        return
    titles = tuple(step.title for step in open_milestones(commitment))
    if move in ENDS_KEPT and titles:
        raise RuleBroken("milestones-open", milestones=titles)
    raise RuleBroken("finding-required" if move in TELLS else "reason-required", move=move)


def _amended(
    commitment: Commitment,
    on: date,
    due: date | None,
    worded: Mapping[Term, str],
    plan: Plan | None,
) -> tuple[Commitment, tuple[Change, ...]]:
    """The commitment with what an amendment changes, and each change; there has to be one."""
    replanned = _replanned(commitment, plan, on) if plan else ()
    reworded = _reworded(commitment, worded)
    new_due = commitment.due if due is None else due
    is_moved = new_due != commitment.due
    if not (reworded or replanned or is_moved):
        raise RuleBroken("new-date-required", due=commitment.due)
    if is_moved and new_due <= on:
        raise RuleBroken(day_fault(new_due, on), due=new_due)
    says = {change.term: str(change.after) for change in reworded}
    after = replace(
        commitment,
        goal=says.get(Term.GOAL, commitment.goal),
        indicator=says.get(Term.INDICATOR, commitment.indicator),
        responsible=says.get(Term.RESPONSIBLE, commitment.responsible),
        due=new_due,
    )
    if plan is not None:
        steps = tuple(step for _place, step in plan.steps)
        after = replace(after, starts=plan.starts, budget=plan.budget, milestones=steps)
    if replanned or is_moved:
        _check_plan(after)
    return after, (*reworded, *replanned)


def _reworded(commitment: Commitment, worded: Mapping[Term, str]) -> tuple[Change, ...]:
    """What is worded anew, in the order of the terms; nothing may be left without words."""
    found = []
    for term in WORDS:
        before, after = getattr(commitment, term), said(worded.get(term, ""))
        if term in worded and not after:
            raise RuleBroken("commitment-incomplete", field=term.value)
        if term in worded and after != before:
            found.append(Change(term, before, after))
    return tuple(found)


def _replanned(commitment: Commitment, plan: Plan, on: date) -> tuple[Change, ...]:
    """What is planned anew: the start, the budget, and each milestone by itself.

    A step that is done stays as it is, and so does its weight.
    """
    found = []
    if plan.starts != commitment.starts:
        found.append(Change(Term.STARTS, commitment.starts, plan.starts))
    if plan.budget != commitment.budget:
        if plan.budget is not None and plan.budget < 0:
            raise RuleBroken("budget-unreadable")
        found.append(Change(Term.BUDGET, commitment.budget, plan.budget))
    kept = {place: step for place, step in plan.steps if place is not None}
    for place, before in enumerate(commitment.milestones):
        after = kept.get(place)
        if after == before:
            continue
        if before.done_on is not None:
            raise RuleBroken("milestone-already-done", title=before.title, on=before.done_on)
        found.append(Change(Term.MILESTONE, before, after))
    added = (step for place, step in plan.steps if place is None)
    found += [Change(Term.MILESTONE, None, step) for step in added]
    if commitment.milestones and not plan.steps:
        raise RuleBroken("milestone-missing")
    _check_new_days(found, on)
    return tuple(found)


def _check_new_days(changes: Iterable[Change], on: date) -> None:
    """A step that is new, or moved, has a day to come, and nobody says that it is done."""
    for change in changes:
        before, after = change.before, change.after
        if not isinstance(after, Milestone):
            continue
        is_moved = not isinstance(before, Milestone) or before.due != after.due
        if after.done_on is not None:
            raise RuleBroken("milestone-incomplete", title=after.title)
        if is_moved and after.due <= on:
            raise RuleBroken(day_fault(after.due, on), due=after.due)


def _check_plan(commitment: Commitment) -> None:
    """The start is no later than the end; the steps lie between, but for those that are done."""
    if commitment.starts is not None and commitment.starts > commitment.due:
        raise RuleBroken("start-after-due", due=commitment.due)
    _check_milestones(replace(commitment, milestones=open_milestones(commitment)))


def _check_milestones(commitment: Commitment) -> None:
    for milestone in commitment.milestones:
        if not said(milestone.title) or milestone.weight < 1:
            raise RuleBroken("milestone-incomplete", title=milestone.title)
        if commitment.starts is not None and milestone.due < commitment.starts:
            raise RuleBroken("milestone-before-start", title=milestone.title)
    _check_fits(commitment.milestones, commitment.due)


def _check_fits(milestones: tuple[Milestone, ...], due: date) -> None:
    """A step is due no later than its commitment."""
    for milestone in milestones:
        if milestone.due > due:
            raise RuleBroken("milestone-after-due", title=milestone.title)
