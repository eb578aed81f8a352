"""Acuerdos: the form of one as it was typed, and everything that is wrong with it at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from game.agreements import Agreement, day_flaws, missing_code
from game.commitments import Milestone
from game.typed import date_fault, date_of, day_fault, said, text_fault
from server.proposals import LONGEST, LONGEST_TITLE, LONGEST_YEARS, is_too_far

MOST_STEPS: Final = 4
LONGEST_WORDS: Final = 20_000
# What is asked of the form: to show the governments of a state, or to be mended before it is sent.
SHOW: Final = "show"
MEND: Final = "mend"
ONLY_SHOWN: Final = frozenset({SHOW, MEND})
STEPS: Final = tuple(
    f"milestone_{n}{end}" for n in range(1, MOST_STEPS + 1) for end in ("", "_due")
)
TEXTS: Final[Mapping[str, int]] = {
    "meeting": LONGEST_TITLE,
    "title": LONGEST_TITLE,
    "goal": LONGEST["goal"],
    "indicator": LONGEST["indicator"],
}
DATES: Final = ("held_on", "starts", "due", "sign_by")
# In the order of the form.
FIELDS: Final = (
    *("key", "meeting", "held_on", "title", "text", "pillar", "goal", "indicator"),
    *("starts", "due", "sign_by"),
    *STEPS,
)

Flaws = dict[str, tuple[str, Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a form invites: the boxes that were ticked.

    `state`: the only one whose governments it shows one by one. `step`: what is asked of it.
    `confirmed`: the mark of those for whom it was confirmed.
    """

    ticked: tuple[str, ...] = ()
    state: str = ""
    step: str = ""
    confirmed: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class AgreementForm:
    """Every field as text, and whom it invites."""

    typed: Mapping[str, str]
    choice: Choice = Choice()

    def day(self, name: str) -> date | None:
        return date_of(self.typed.get(name, ""))


def flaws_of(
    form: AgreementForm, today: date, pillars: Iterable[str], *, invites_anybody: bool
) -> Flaws:
    """Field to what is wrong with it, in the order of the form: a code and its facts."""
    found: Flaws = {}
    for name, longest in TEXTS.items():
        typed = said(form.typed[name])
        if not typed:
            found[name] = (missing_code(name), {})
        elif fault := text_fault(typed, longest):
            found[name] = fault
    if fault := text_fault(form.typed["text"], LONGEST_WORDS):
        found["text"] = fault
    if form.typed["pillar"] not in set(pillars):
        found["pillar"] = ("pillar-missing", {})
    if not invites_anybody:
        found["invited"] = ("invited-missing", {})
    found |= {**_day_flaws(form, today), **_step_flaws(form, today)}
    return {name: found[name] for name in (*FIELDS, "invited") if name in found}


def _day_flaws(form: AgreementForm, today: date) -> Flaws:
    """What is wrong with each day by itself, and then beside the others."""
    found: Flaws = {}
    for name in DATES:
        typed = said(form.typed[name])
        if not typed and name != "starts":
            found[name] = ("date-missing", {})
        elif typed and form.day(name) is None:
            found[name] = (date_fault(typed), {})
        elif (on := form.day(name)) and is_too_far(on, today):
            found[name] = ("due-too-far", {"years": LONGEST_YEARS})
    for broken in day_flaws(today, **{name: form.day(name) for name in DATES}):
        found.setdefault(str(broken.facts["field"]), (broken.code, broken.facts))
    return found


def _step_flaws(form: AgreementForm, today: date) -> Flaws:
    found: Flaws = {}
    due, starts = form.day("due"), form.day("starts")
    if not any(said(form.typed[name]) for name in STEPS):
        found["milestone_1"] = ("milestone-missing", {})
    for n in range(1, MOST_STEPS + 1):
        name = f"milestone_{n}"
        title, typed = said(form.typed[name]), said(form.typed[f"{name}_due"])
        on = date_of(typed)
        if not (title or typed):
            continue
        if not title:
            found[name] = ("milestone-untitled", {})
        elif fault := text_fault(title, LONGEST_TITLE):
            found[name] = fault
        if on is None:
            found[f"{name}_due"] = (date_fault(typed) if typed else "date-missing", {})
        else:
            found.update(_step_day_flaw(f"{name}_due", on, today, due=due, starts=starts))
    return found


def _step_day_flaw(
    name: str, on: date, today: date, *, due: date | None, starts: date | None
) -> Flaws:
    """What is wrong with the day of a step, if anything is."""
    if on <= today:
        return {name: (day_fault(on, today), {"due": on})}
    if is_too_far(on, today):
        return {name: ("due-too-far", {"years": LONGEST_YEARS})}
    if due and on > due:
        return {name: ("milestone-late", {"due": due})}
    if starts and on < starts:
        return {name: ("milestone-early", {"starts": starts})}
    return {}


def agreement_in(form: AgreementForm) -> Agreement:
    """The agreement that a form without flaws says."""
    words = {name: said(form.typed[name]) for name in (*TEXTS, "text", "pillar")}
    days = {name: form.day(name) for name in DATES}
    steps = (
        Milestone(said(form.typed[f"milestone_{n}"]), on)
        for n in range(1, MOST_STEPS + 1)
        if (on := form.day(f"milestone_{n}_due")) is not None
    )
    return Agreement(**words, **days, milestones=tuple(steps))  # type: ignore[arg-type]
