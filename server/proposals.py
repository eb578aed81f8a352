"""Propuesta: the form of a new commitment as it was typed, and what is wrong with each field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as starting
from datetime import date
from typing import Final

from game.commitments import Commitment, Milestone, Status
from game.typed import date_of

MOST_MILESTONES: Final = 6
LONGEST: Final[Mapping[str, int]] = {"goal": 600, "indicator": 600, "responsible": 160}
LONGEST_TITLE: Final = 240
# A later day is a slip of the keyboard: nobody would be there to ask.
LONGEST_YEARS: Final = 10
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
    due: str = ""
    is_public: str = ""
    milestone_1: str = ""
    milestone_1_due: str = ""
    milestone_2: str = ""
    milestone_2_due: str = ""
    milestone_3: str = ""
    milestone_3_due: str = ""
    milestone_4: str = ""
    milestone_4_due: str = ""
    milestone_5: str = ""
    milestone_5_due: str = ""
    milestone_6: str = ""
    milestone_6_due: str = ""

    def steps(self) -> Iterator[tuple[str, str, str]]:
        """Each row of milestones: its name in the form, the title and the date typed there."""
        for number in range(1, MOST_MILESTONES + 1):
            name = f"milestone_{number}"
            yield name, getattr(self, name), getattr(self, f"{name}_due")


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
        goal=form.goal.strip(),
        indicator=form.indicator.strip(),
        responsible=form.responsible.strip(),
        due=_date(form.due),
        status=Status.PROPOSED,
        edition=form.edition if form.item else None,
        item=form.item or None,
        pillar=pillar,
        milestones=tuple(
            Milestone(title.strip(), _date(due)) for _, title, due in form.steps() if title.strip()
        ),
    )


def _flaws(form: ProposalForm, today: date) -> Iterator[Flaw]:
    for name, longest in LONGEST.items():
        typed = getattr(form, name).strip()
        if not typed:
            yield Flaw(name, f"{name}-missing")
        elif len(typed) > longest:
            yield Flaw(name, "text-too-long", {"limit": longest})
    yield from _date_flaws("due", form.due, today)
    if not any(title.strip() or due.strip() for _, title, due in form.steps()):
        yield Flaw("milestone_1", "milestone-missing")
    for name, title, due in form.steps():
        if title.strip() or due.strip():
            yield from _step_flaws(name, title.strip(), due, date_of(form.due), today)
    if form.is_public != YES:
        yield Flaw("is_public", "public-unconfirmed")


def _step_flaws(name: str, title: str, due: str, last: date | None, today: date) -> Iterator[Flaw]:
    if not title:
        yield Flaw(name, "milestone-untitled")
    elif len(title) > LONGEST_TITLE:
        yield Flaw(name, "text-too-long", {"limit": LONGEST_TITLE})
    yield from _date_flaws(f"{name}_due", due, today)
    day = date_of(due)
    if day and last and day > last:
        yield Flaw(f"{name}_due", "milestone-late", {"due": last})


def _date_flaws(name: str, typed: str, today: date) -> Iterator[Flaw]:
    day = date_of(typed)
    if not typed.strip():
        yield Flaw(name, "date-missing")
    elif day is None:
        yield Flaw(name, "date-unreadable")
    elif day <= today:
        yield Flaw(name, "due-in-the-past", {"due": day})
    elif day.year > today.year + LONGEST_YEARS:
        yield Flaw(name, "due-too-far", {"years": LONGEST_YEARS})


def _date(typed: str) -> date:
    day = date_of(typed)
    if day is None:
        raise ValueError(f"{typed!r} is no date: ask for flaws first")
    return day
