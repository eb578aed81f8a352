"""Lo visto: which history a form of a commitment was drawn from, and what became of it since.

The history only grows, so that its length says which one it was.
"""

from collections.abc import Mapping

from game.commitments import Commitment, Move, Term
from game.rules import RuleBroken
from game.typed import date_of, whole_number
from server.i18n import day
from server.i18n import gettext as _
from server.pages.moves import Tried
from server.problems import sentence_of

MOVED_ON = "commitment-moved-on"
# What is decided on what was read: a form that does not say what that was decides nothing.
NEEDS_SEEN = frozenset({Move.VERIFY, Move.AMEND})


def check_seen(typed: str, commitment: Commitment, move: Move) -> None:
    """Refuse a form that was drawn before the commitment last moved."""
    is_unsaid = not typed.strip()
    if (is_unsaid and move in NEEDS_SEEN) or not (
        is_unsaid or whole_number(typed) == len(commitment.history)
    ):
        raise RuleBroken(MOVED_ON)


def tried_late(move: Move, typed: Mapping[str, str], commitment: Commitment) -> Tried:
    """What was typed into such a form, over the commitment as it is now.

    What nobody touched in it is as it is now, so that sending it again puts nothing back; beside
    what was touched in both stands what it is now.
    """
    errors = {"form": sentence_of(MOVED_ON, {})}
    if move is not Move.AMEND:
        return Tried(move, typed, errors)
    now, before = _terms(commitment), _terms_before(commitment, typed.get("seen", ""))
    shown = dict(typed)
    for name in now.keys() & typed.keys():
        if _same(name, typed[name], before[name]):
            shown[name] = now[name]
        elif not _same(name, now[name], before[name]) and not _same(name, typed[name], now[name]):
            told = day(commitment.due) if name == "due" else now[name]
            errors[name] = _("Mientras tanto cambió a: {text}").format(text=told)
    return Tried(move, shown, errors)


def _terms(commitment: Commitment) -> dict[str, str]:
    words = {term.value: str(getattr(commitment, term)) for term in Term}
    return words | {"due": commitment.due.isoformat()}


def _terms_before(commitment: Commitment, seen: str) -> dict[str, str]:
    """The terms as they stood after so many lines of history; as they are, where none is said."""
    terms, count = _terms(commitment), whole_number(seen)
    for event in reversed(commitment.history[count:] if count is not None else ()):
        terms |= {change.term.value: change.before for change in event.changes}
        if event.due_before is not None:
            terms["due"] = event.due_before.isoformat()
    return terms


def _same(name: str, one: str, other: str) -> bool:
    if name == "due":
        return date_of(one) == date_of(other)
    return one.split() == other.split()
