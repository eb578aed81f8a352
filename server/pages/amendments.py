"""Modificaciones: what of a commitment was amended, with what was before beside what is since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from game.commitments import Change, Milestone, Term, Value
from server.i18n import Lazy, day, lazy, number
from server.i18n import gettext as _
from server.pages.commitments.words import first_words

# In a letter; the page has all of it.
LONGEST_WORDS = 160
TERM_NAMES: Mapping[Term, Lazy] = MappingProxyType(
    {
        Term.GOAL: lazy("Meta"),
        Term.INDICATOR: lazy("Indicador de éxito"),
        Term.RESPONSIBLE: lazy("Cargo responsable"),
        Term.STARTS: lazy("Fecha de inicio"),
        Term.BUDGET: lazy("Presupuesto"),
        Term.MILESTONE: lazy("Hito"),
    }
)
NOTHING: Mapping[Term, Lazy] = MappingProxyType(
    {Term.STARTS: lazy("sin fecha"), Term.BUDGET: lazy("sin presupuesto")}
)


@dataclass(frozen=True, slots=True)
class Stood:
    """How a term stood: what somebody typed, and what is said of it in our words."""

    typed: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One term: how it was, and how it is since. A step that is new was nothing before."""

    term: str
    before: Stood | None
    after: Stood | None


def change_lines(changes: Iterable[Change]) -> tuple[ChangeLine, ...]:
    """What the history shows; nothing of it is ever left out."""
    return tuple(
        ChangeLine(_name(each), _stood(each.term, each.before), _stood(each.term, each.after))
        for each in changes
    )


def changed_text(change: Change) -> str:
    """The same in one line, for letters and feeds."""
    before, after = _told(change.term, change.before), _told(change.term, change.after)
    term = _name(change)
    if not (before and after):
        return _("{term}: {told}.").format(term=term, told=before or after)
    return _("{term}: {after}; antes, {before}.").format(term=term, after=after, before=before)


def step_text(step: Milestone) -> str:
    """When a step is due, and its weight."""
    return _("para el {due}, peso {weight}").format(due=day(step.due), weight=number(step.weight))


def pesos_text(budget: int) -> str:
    """A budget in words."""
    return _("{n} pesos").format(n=number(budget))


def _name(change: Change) -> str:
    """What the term is called; of a step, whether it is new or was taken out."""
    if change.term is Term.MILESTONE and change.before is None:
        return _("Hito nuevo")
    if change.term is Term.MILESTONE and change.after is None:
        return _("Hito que se quitó")
    return str(TERM_NAMES[change.term])


def _stood(term: Term, value: Value) -> Stood | None:
    match value:
        case None:
            return Stood(said=str(NOTHING[term])) if term in NOTHING else None
        case Milestone(title=title):
            return Stood(title, step_text(value))
        case date():
            return Stood(said=day(value))
        case int():
            return Stood(said=pesos_text(value))
        case str():
            return Stood(value)


def _told(term: Term, value: Value) -> str:
    stood = _stood(term, value)
    if stood is None:
        return ""
    typed = f"«{first_words(stood.typed, LONGEST_WORDS)}»" if stood.typed else ""
    return ", ".join(each for each in (typed, stood.said) if each)
