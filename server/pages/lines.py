"""Renglones: everything an answer says, a line each."""

from dataclasses import dataclass
from textwrap import shorten
from typing import Final

from game.answers import Answer
from game.prefilling import commitment_in
from game.questionnaire import Item
from game.typed import date_of
from server.i18n import day
from server.i18n import gettext as _
from server.pages.reviews import answer_text, is_told

# Own rule: what is longer than about four lines of a phone begins and goes on when it is opened.
LONG: Final = 240


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that an answer says. What `is_typed` is in the language of whoever typed it."""

    text: str
    label: str = ""
    is_typed: bool = False

    @property
    def opening(self) -> str:
        """The first words of a long text; nothing of a short one, which is read whole."""
        if not self.is_typed or len(self.text) <= LONG:
            return ""
        return shorten(self.text, LONG // 2, placeholder="…") or f"{self.text[: LONG // 2]}…"


def legible(item: Item, answer: Answer) -> tuple[Line, ...]:
    """Everything an answer says, a line each, for whoever compares two of them."""
    lines = (
        answer_line(item, answer),
        Line(answer.reason, _("Razón:"), is_typed=True),
        Line(answer.plan, _("Plan:"), is_typed=True),
        Line(_day(answer.plan_by), _("Para cuándo:")),
        Line(_mark(answer)),
    )
    return tuple(line for line in lines if line.text)


def answer_line(item: Item, answer: Answer) -> Line:
    """What was answered, without its reasons."""
    return Line(answer_text(item, answer), is_typed=is_told(item, answer))


def first_of(lines: tuple[Line, ...]) -> Line:
    """What an answer says before its reasons."""
    return lines[0] if lines and lines[0].text else Line(_("Sin respuesta"))


def _day(typed: str) -> str:
    """A day in words; what is none is shown as it was typed."""
    when = date_of(typed)
    return typed if when is None else day(when)


def _mark(answer: Answer) -> str:
    if not answer.copied_from:
        return ""
    commitment = commitment_in(answer.copied_from)
    if commitment is not None:
        return _("Del compromiso verificado {number}, sin confirmar").format(number=commitment)
    return _("Copiada de la edición {edition}, sin confirmar").format(edition=answer.copied_from)


def copied_name(copied_from: str) -> str:
    """What an answer was copied from, in words: an edition, or a commitment that was verified."""
    commitment = commitment_in(copied_from)
    if commitment is None:
        return copied_from
    return _("su compromiso verificado {number}").format(number=commitment)
