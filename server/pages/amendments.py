"""Modificaciones: what of a commitment was worded anew, with the old words beside the new ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from game.commitments import Change, Term
from server.i18n import Lazy, lazy
from server.i18n import gettext as _
from server.pages.commitments import first_words

# In a letter; the page has all of it.
LONGEST_WORDS = 160
TERM_NAMES: Mapping[Term, Lazy] = MappingProxyType(
    {
        Term.GOAL: lazy("Meta"),
        Term.INDICATOR: lazy("Indicador de éxito"),
        Term.RESPONSIBLE: lazy("Cargo responsable"),
    }
)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One term: how it was worded, and how it is since."""

    term: str
    before: str
    after: str


def change_lines(changes: Iterable[Change]) -> tuple[ChangeLine, ...]:
    """What the history shows; nothing of it is ever left out."""
    return tuple(
        ChangeLine(str(TERM_NAMES[each.term]), each.before, each.after) for each in changes
    )


def changed_text(change: Change) -> str:
    """The same in one line, for letters and feeds."""
    return _("{term}: «{after}»; antes, «{before}».").format(
        term=TERM_NAMES[change.term],
        after=first_words(change.after, LONGEST_WORDS),
        before=first_words(change.before, LONGEST_WORDS),
    )
