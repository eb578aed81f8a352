"""Modificar: the form of an amendment as it was typed, and all that is wrong with it at once.

What a form does not bring stays as it is. A milestone has the number of its place, and new ones
have those that follow; one that is done has no field, and stays.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from game.commitments import (
    WORDS,
    Commitment,
    Milestone,
    Move,
    Plan,
    Term,
    advance,
    check_move,
)
from game.rules import RuleBroken
from game.typed import date_fault, date_of, day_fault, said, text_fault
from server.proposals import (
    LONGEST,
    LONGEST_TITLE,
    LONGEST_YEARS,
    MOST_PESOS,
    MOST_WEIGHT,
    YES,
    is_too_far,
    pesos_of,
)

LONGEST_NOTE: Final = 4_000
# So many empty rows for new milestones, while a commitment has no more than so many in all.
NEW_ROWS: Final = 2
MOST_STEPS: Final = 12
# What comes after `milestone_1` in the names of the fields of a step.
STEP_ENDS: Final = ("", "_due", "_weight", "_removed")

Flaws = dict[str, tuple[str, Mapping[str, object]]]
Found = Iterator[tuple[str, str, Mapping[str, object]]]


class Flawed(RuleBroken):
    """A form that cannot be taken as it is, with everything that is wrong with it."""

    def __init__(self, flaws: Flaws) -> None:
        code, facts = next(iter(flaws.values()))
        super().__init__(code, **facts)
        self.flaws = flaws


@dataclass(frozen=True, slots=True)
class StepForm:
    """A row for a milestone as it was typed, and the one that stands there, if it is not new.

    `name`: of its first field; the others have it before their own.
    """

    number: int
    stands: Milestone | None
    title: str
    due: str
    weight: str
    removed: bool

    @property
    def name(self) -> str:
        return f"milestone_{self.number}"

    @property
    def is_left_out(self) -> bool:
        """Whether no milestone comes of it: taken out, or a new row that is empty."""
        return self.removed or (self.stands is None and not (self.title or self.due or self.weight))

    @property
    def is_as_it_stands(self) -> bool:
        return self.stands is not None and (self.title, date_of(self.due), self.share) == (
            self.stands.title,
            self.stands.due,
            self.stands.weight,
        )

    @property
    def share(self) -> int | None:
        """Its weight: 1 where none is typed, None where it is none."""
        share = pesos_of(self.weight) if self.weight else 1
        return share if share is not None and 1 <= share <= MOST_WEIGHT else None

    @property
    def milestone(self) -> Milestone:
        """What a row without flaws says."""
        due = date_of(self.due)
        if due is None or self.share is None:
            raise ValueError(f"{self.name} is no milestone: ask for flaws first")
        return Milestone(self.title, due, self.share)


@dataclass(frozen=True, slots=True)
class AmendForm:
    """An amendment over the commitment it is of. `brought`: what the form sent, as text."""

    commitment: Commitment
    brought: Mapping[str, str]

    @property
    def due(self) -> date | None:
        return date_of(self.text("due"))

    @property
    def starts(self) -> date | None:
        return date_of(self.text("starts"))

    @property
    def worded(self) -> Mapping[Term, str]:
        return {term: self.text(term) for term in WORDS}

    @property
    def plan(self) -> Plan:
        """What a form without flaws plans."""
        rows = [step for step in self.steps() if not step.is_left_out]
        there = {step.number - 1: step.milestone for step in rows if step.stands}
        milestones = enumerate(self.commitment.milestones)
        there |= {place: step for place, step in milestones if step.done_on is not None}
        new = [(None, step.milestone) for step in rows if step.stands is None]
        return Plan(self.starts, pesos_of(self.text("budget")), (*sorted_by_place(there), *new))

    def text(self, name: str) -> str:
        """What was typed, or what stands where the form did not bring the field."""
        return said(self.brought.get(name, stands(self.commitment).get(name, "")))

    def steps(self) -> Iterator[StepForm]:
        """Each row of milestones: those that are not done, then the new ones."""
        there = dict(open_steps(self.commitment))
        for number in (*there, *new_numbers(self.commitment)):
            name = f"milestone_{number}"
            title, due, weight = (self.text(f"{name}{end}") for end in ("", "_due", "_weight"))
            removed = self.text(f"{name}_removed") == YES
            yield StepForm(number, there.get(number), title, due, weight, removed)


def names_in(commitment: Commitment) -> tuple[str, ...]:
    """The name of every field that a form of an amendment can bring."""
    rows = range(1, max(MOST_STEPS, len(commitment.milestones)) + 1)
    steps = (f"milestone_{number}{end}" for number in rows for end in STEP_ENDS)
    return ("due", *WORDS, "starts", "budget", *steps, "note", "seen")


def amended(form: AmendForm, role: str, today: date) -> Commitment:
    """The commitment as a form amends it.

    Raises `Flawed` with everything that is wrong with the form, or `RuleBroken`.
    """
    check_move(form.commitment, Move.AMEND, role)
    flaws = flaws_of(form, today)
    if flaws:
        raise Flawed(flaws)
    return advance(
        form.commitment,
        Move.AMEND,
        role,
        today,
        form.text("note"),
        due=form.due,
        worded=form.worded,
        plan=form.plan,
    )


def sorted_by_place(there: Mapping[int, Milestone]) -> Iterator[tuple[int, Milestone]]:
    """Milestones in the order of their places."""
    return ((place, there[place]) for place in sorted(there))


def stands(commitment: Commitment) -> dict[str, str]:
    """The form as the commitment stands: each field that an amendment can change, as text."""
    found = {
        "due": commitment.due.isoformat(),
        **{term.value: str(getattr(commitment, term)) for term in WORDS},
        "starts": commitment.starts.isoformat() if commitment.starts else "",
        "budget": "" if commitment.budget is None else str(commitment.budget),
    }
    for number, step in open_steps(commitment):
        name = f"milestone_{number}"
        found |= {name: step.title, f"{name}_due": step.due.isoformat()}
        found[f"{name}_weight"] = str(step.weight)
    return found


def open_steps(commitment: Commitment) -> list[tuple[int, Milestone]]:
    """The milestones that are not done, each with the number of its place."""
    return [
        (number, step)
        for number, step in enumerate(commitment.milestones, 1)
        if step.done_on is None
    ]


def new_numbers(commitment: Commitment) -> range:
    """The numbers of the rows for new milestones."""
    there = len(commitment.milestones)
    return range(there + 1, max(there, min(there + NEW_ROWS, MOST_STEPS)) + 1)


def flaws_of(form: AmendForm, today: date) -> Flaws:
    """Field to what is wrong with it: the code of a sentence and its facts, the first of each."""
    found: Flaws = {}
    for field, code, facts in _flaws(form, today):
        found.setdefault(field, (code, facts))
    return found


def _flaws(form: AmendForm, today: date) -> Found:
    yield from _date_flaws("due", form.text("due"), form.commitment.due, today)
    for term in WORDS:
        if not form.text(term):
            yield term.value, f"{term}-missing", {}
        elif fault := text_fault(form.text(term), LONGEST[term]):
            yield term.value, *fault
    yield from _start_flaws(form)
    budget = form.text("budget")
    pesos = pesos_of(budget)
    if budget and (pesos is None or pesos > MOST_PESOS):
        yield "budget", "budget-unreadable", {}
    yield from _plan_flaws(form, today)
    if not form.text("note"):
        yield "note", "reason-required", {}
    elif fault := text_fault(form.text("note"), LONGEST_NOTE):
        yield "note", *fault


def _plan_flaws(form: AmendForm, today: date) -> Found:
    """What is wrong with each milestone; of those there were, one at least stays."""
    steps = list(form.steps())
    for step in steps:
        if not step.is_left_out:
            yield from _step_flaws(step, form, today)
    there, is_any_left = form.commitment.milestones, not all(step.is_left_out for step in steps)
    if there and not is_any_left and all(step.done_on is None for step in there):
        yield "milestone_1", "milestone-missing", {}


def _start_flaws(form: AmendForm) -> Found:
    if form.text("starts") and form.starts is None:
        yield "starts", date_fault(form.text("starts")), {}
    elif form.starts and form.due and form.starts > form.due:
        yield "starts", "start-after-due", {"due": form.due}


def _step_flaws(step: StepForm, form: AmendForm, today: date) -> Found:
    name, on = step.name, date_of(step.due)
    if not step.title:
        yield name, "milestone-untitled", {}
    elif fault := text_fault(step.title, LONGEST_TITLE):
        yield name, *fault
    yield from _date_flaws(f"{name}_due", step.due, step.stands.due if step.stands else None, today)
    if step.share is None:
        yield f"{name}_weight", "weight-unreadable", {"most": MOST_WEIGHT}
    # What somebody moves past a step that they leave alone is told where it was moved.
    if on and form.due and on > form.due:
        if step.is_as_it_stands:
            yield "due", "milestone-after-due", {"title": step.title}
        else:
            yield f"{name}_due", "milestone-late", {"due": form.due}
    if on and form.starts and on < form.starts:
        if step.is_as_it_stands:
            yield "starts", "milestone-before-start", {"title": step.title}
        else:
            yield f"{name}_due", "milestone-early", {"starts": form.starts}


def _date_flaws(name: str, typed: str, before: date | None, today: date) -> Found:
    """What is wrong with a date that has to be; one that stays as it was may have passed."""
    on = date_of(typed)
    if not typed:
        yield name, "date-missing", {}
    elif on is None:
        yield name, date_fault(typed), {}
    elif on != before and on <= today:
        yield name, day_fault(on, today), {"due": on}
    elif on != before and is_too_far(on, today):
        yield name, "due-too-far", {"years": LONGEST_YEARS}
