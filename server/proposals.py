"""Propuesta: the form of a new commitment as it was typed, and what is wrong with each field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as starting
from datetime import date
from typing import Final

from game.commitments import Commitment, Milestone, Status
from game.typed import date_fault, date_of, day_fault, said, text_fault, whole_number

MOST_MILESTONES: Final = 6
LONGEST: Final[Mapping[str, int]] = {"goal": 600, "indicator": 600, "responsible": 160}
LONGEST_TITLE: Final = 240
# A later day is a slip of the keyboard: nobody would be there to ask.
LONGEST_YEARS: Final = 10
MOST_WEIGHT: Final = 100
# A million million pesos is more than any government spends on one thing.
MOST_PESOS: Final = 10**12
YES: Final = "1"


@dataclass(frozen=True, slots=True)
class ProposalForm:
    """Everything as text. `key` is the sheet's own: the same sheet twice is one commitment.

    `is_public`: whoever sends it has said that they know it is published at once.
    """

    key: str = ""
    edition: str = ""
    item: str = ""
    pillar: str = ""
    goal: str = ""
    indicator: str = ""
    responsible: str = ""
    starts: str = ""
    due: str = ""
    budget: str = ""
    recommendation: str = ""
    is_public: str = ""
    milestone_1: str = ""
    milestone_1_due: str = ""
    milestone_1_weight: str = ""
    milestone_2: str = ""
    milestone_2_due: str = ""
    milestone_2_weight: str = ""
    milestone_3: str = ""
    milestone_3_due: str = ""
    milestone_3_weight: str = ""
    milestone_4: str = ""
    milestone_4_due: str = ""
    milestone_4_weight: str = ""
    milestone_5: str = ""
    milestone_5_due: str = ""
    milestone_5_weight: str = ""
    milestone_6: str = ""
    milestone_6_due: str = ""
    milestone_6_weight: str = ""

    def steps(self) -> Iterator["TypedStep"]:
        """Each row of milestones."""
        for number in range(1, MOST_MILESTONES + 1):
            name = f"milestone_{number}"
            typed = (said(getattr(self, f"{name}{end}")) for end in ("", "_due", "_weight"))
            yield TypedStep(name, *typed)


@dataclass(frozen=True, slots=True)
class TypedStep:
    """A row for a milestone as it was typed; `name` is its name in the form."""

    name: str
    title: str
    due: str
    weight: str

    @property
    def is_empty(self) -> bool:
        return not (self.title or self.due or self.weight)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a field cannot stay as it is."""

    field: str
    code: str
    facts: Mapping[str, object] = starting(default_factory=dict)


def flaws_of(form: ProposalForm, today: date, *, pillar_is_known: bool = True) -> tuple[Flaw, ...]:
    """Everything that is wrong, in the order of the form, the first flaw of each field."""
    first: dict[str, Flaw] = {}
    if not pillar_is_known:
        first["pillar"] = Flaw("pillar", "pillar-missing")
    for flaw in _flaws(form, today):
        first.setdefault(flaw.field, flaw)
    return tuple(first.values())


def commitment_of(form: ProposalForm, participant: str, pillar: str) -> Commitment:
    """The commitment that a form without flaws says."""
    return Commitment(
        participant=participant,
        goal=said(form.goal),
        indicator=said(form.indicator),
        responsible=said(form.responsible),
        due=_date(form.due),
        status=Status.PROPOSED,
        edition=form.edition if form.item else None,
        item=form.item or None,
        pillar=pillar,
        milestones=tuple(
            Milestone(step.title, _date(step.due), whole_number(step.weight) or 1)
            for step in form.steps()
            if step.title
        ),
        starts=date_of(form.starts),
        budget=pesos_of(form.budget),
        recommendation=whole_number(form.recommendation),
    )


def is_too_far(day: date, today: date) -> bool:
    """Whether a date is later than any that can be promised, agreed or moved to."""
    return day.year > today.year + LONGEST_YEARS


def pesos_of(typed: str) -> int | None:
    """Whole pesos, with or without the sign and the commas; None where nothing is said."""
    digits = typed.strip().removeprefix("$").replace(",", "").replace(" ", "")
    is_number = digits.isascii() and digits.isdecimal() and len(digits) <= len(str(MOST_PESOS))
    return int(digits) if is_number else None


def _flaws(form: ProposalForm, today: date) -> Iterator[Flaw]:
    for name, longest in LONGEST.items():
        typed = said(getattr(form, name))
        if not typed:
            yield Flaw(name, f"{name}-missing")
        elif fault := text_fault(typed, longest):
            yield Flaw(name, *fault)
    yield from _start_flaws(form)
    yield from _date_flaws("due", form.due, today)
    yield from _number_flaws("budget", form.budget, "budget-unreadable", MOST_PESOS, least=0)
    if all(step.is_empty for step in form.steps()):
        yield Flaw("milestone_1", "milestone-missing")
    for step in form.steps():
        if not step.is_empty:
            yield from _step_flaws(step, form, today)
    if form.is_public != YES:
        yield Flaw("is_public", "public-unconfirmed")


def _start_flaws(form: ProposalForm) -> Iterator[Flaw]:
    """The work may have begun; it cannot begin after it is to be done."""
    if not form.starts.strip():
        return
    starts, due = date_of(form.starts), date_of(form.due)
    if starts is None:
        yield Flaw("starts", date_fault(form.starts))
    elif due and starts > due:
        yield Flaw("starts", "start-after-due", {"due": due})


def _number_flaws(name: str, typed: str, code: str, most: int, *, least: int) -> Iterator[Flaw]:
    number = pesos_of(typed)
    if typed.strip() and (number is None or not least <= number <= most):
        yield Flaw(name, code, {"most": most})


def _step_flaws(step: TypedStep, form: ProposalForm, today: date) -> Iterator[Flaw]:
    name = step.name
    if not step.title:
        yield Flaw(name, "milestone-untitled")
    elif fault := text_fault(step.title, LONGEST_TITLE):
        yield Flaw(name, *fault)
    yield from _date_flaws(f"{name}_due", step.due, today)
    day, first, last = (date_of(each) for each in (step.due, form.starts, form.due))
    # A day for the whole that cannot be is told beside it, and bounds nothing.
    if day and last and today < last and day > last:
        yield Flaw(f"{name}_due", "milestone-late", {"due": last})
    if day and first and day < first:
        yield Flaw(f"{name}_due", "milestone-early", {"starts": first})
    yield from _number_flaws(
        f"{name}_weight", step.weight, "weight-unreadable", MOST_WEIGHT, least=1
    )


def _date_flaws(name: str, typed: str, today: date) -> Iterator[Flaw]:
    day = date_of(typed)
    if not typed.strip():
        yield Flaw(name, "date-missing")
    elif day is None:
        yield Flaw(name, date_fault(typed))
    elif day <= today:
        yield Flaw(name, day_fault(day, today), {"due": day})
    elif is_too_far(day, today):
        yield Flaw(name, "due-too-far", {"years": LONGEST_YEARS})


def _date(typed: str) -> date:
    day = date_of(typed)
    if day is None:
        raise ValueError(f"{typed!r} is no date: ask for flaws first")
    return day
