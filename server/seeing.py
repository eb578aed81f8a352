"""Lo visto: which history a form of a commitment was drawn from, and what became of it since.

The history only grows, so that its length says which one it was.
"""

from collections.abc import Mapping
from datetime import date

from game.commitments import Commitment, Event, Move, Term, Value, open_milestones
from game.rules import RuleBroken
from game.typed import date_of, whole_number
from server.amending import stands
from server.i18n import day, list_of
from server.i18n import gettext as _
from server.pages.moves import Tried
from server.problems import sentence_of
from server.proposals import pesos_of

MOVED_ON = "commitment-moved-on"
# How the names of the fields of milestones begin.
STEP = "milestone_"
DATES = frozenset({"due", Term.STARTS.value})
# What is decided on what was read: a form that does not say what that was decides nothing.
NEEDS_SEEN = frozenset({Move.VERIFY, Move.AMEND})


def check_seen(typed: str, commitment: Commitment, move: Move) -> None:
    """Refuse a form that was drawn before the commitment last moved."""
    is_unsaid = not typed.strip()
    if (is_unsaid and move in NEEDS_SEEN) or not (
        is_unsaid or whole_number(typed) == len(commitment.history)
    ):
        raise RuleBroken(MOVED_ON)


def was_made(typed: Mapping[str, str], commitment: Commitment, move: Move, by_role: str) -> bool:
    """Whether a form is one that was kept before: its line came right after what it was drawn from.

    Of an amendment also what it left is compared, as long as nothing moved since.
    """
    history, seen = commitment.history, whole_number(typed.get("seen", ""))
    place = len(history) - 1 if seen is None else seen
    if not 0 <= place < len(history):
        return False
    event = history[place]
    if event.move is not move or event.by_role != by_role:
        return False
    if event.note.split() != typed.get("note", "").split():
        return False
    return move is not Move.AMEND or (
        place == len(history) - 1 and _is_as_amended(typed, commitment)
    )


def _is_as_amended(typed: Mapping[str, str], commitment: Commitment) -> bool:
    """Whether a commitment stands as an amendment would leave it."""
    now = stands(commitment)
    terms = (name for name in now.keys() & typed.keys() if not name.startswith(STEP))
    if not all(_same(name, typed[name], now[name]) for name in terms):
        return False
    numbers = [name.removeprefix(STEP) for name in typed if name.startswith(STEP)]
    planned = [
        (typed[f"{STEP}{n}"], typed.get(f"{STEP}{n}_due", ""), typed.get(f"{STEP}{n}_weight", ""))
        for n in numbers
        if n.isdecimal() and not typed.get(f"{STEP}{n}_removed")
    ]
    there = [
        (" ".join(step.title.split()), step.due, step.weight)
        for step in open_milestones(commitment)
    ]
    return not numbers or there == [
        (" ".join(title.split()), date_of(due), pesos_of(weight) if weight.strip() else 1)
        for title, due, weight in planned
        if title.strip() or due.strip()
    ]


def tried_late(move: Move, typed: Mapping[str, str], commitment: Commitment) -> Tried:
    """What was typed into such a form, over the commitment as it is now.

    What nobody touched in it is as it is now, so that sending it again puts nothing back; beside
    what was touched in both stands what it is now.
    """
    errors = {"form": sentence_of(MOVED_ON, {})}
    if move is not Move.AMEND:
        return Tried(move, typed, errors)
    now, before = stands(commitment), _stood(commitment, typed.get("seen", ""))
    shown = dict(typed)
    if _were_replanned(commitment, typed.get("seen", "")):
        shown, steps = _without_steps(typed)
        if steps:
            told = _("Mientras tanto cambiaron los hitos. Usted había escrito: {steps}.")
            errors["milestones"] = told.format(steps=list_of(steps))
    for name in now.keys() & shown.keys():
        if _same(name, typed[name], before.get(name, "")):
            shown[name] = now[name]
        elif not _same(name, now[name], before.get(name, "")) and not _same(
            name, typed[name], now[name]
        ):
            told = _("Mientras tanto cambió a: {text}")
            errors[name] = told.format(text=_said(name, now[name]))
    return Tried(move, shown, errors)


def _stood(commitment: Commitment, seen: str) -> dict[str, str]:
    """The form as it stood after so many lines of history; as it is, where none is said."""
    terms = stands(commitment)
    for event in _since(commitment, seen):
        terms |= {
            change.term.value: _written(change.before)
            for change in event.changes
            if change.term is not Term.MILESTONE
        }
        if event.due_before is not None:
            terms["due"] = event.due_before.isoformat()
    return terms


def _since(commitment: Commitment, seen: str) -> tuple[Event, ...]:
    """What came after so many lines of history, the newest first."""
    count = whole_number(seen)
    return tuple(reversed(commitment.history[count:])) if count is not None else ()


def _were_replanned(commitment: Commitment, seen: str) -> bool:
    """Whether the milestones are others than they were, or one of them was reached."""
    return any(
        event.move is Move.FINISH_MILESTONE
        or any(change.term is Term.MILESTONE for change in event.changes)
        for event in _since(commitment, seen)
    )


def _without_steps(typed: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """What was typed beside the milestones, and what was typed of each of those."""
    others = {name: text for name, text in typed.items() if not name.startswith(STEP)}
    steps: dict[str, list[str]] = {}
    for name, text in typed.items():
        if name.startswith(STEP) and text.strip():
            steps.setdefault(name.split("_")[1], []).append(text.strip())
    return others, tuple(f"«{' · '.join(words)}»" for words in steps.values())


def _written(value: Value) -> str:
    """A term as a field of the form has it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _said(name: str, text: str) -> str:
    """The same for whoever reads it."""
    on = date_of(text) if name in DATES else None
    return day(on) if on else text


def _same(name: str, one: str, other: str) -> bool:
    if name in DATES:
        return date_of(one) == date_of(other)
    if name == Term.BUDGET:
        return pesos_of(one) == pesos_of(other)
    return one.split() == other.split()
