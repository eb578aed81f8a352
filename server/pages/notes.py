"""Notas del equipo: what gave way to another answer, as its team reads it beside the item."""

from dataclasses import dataclass
from datetime import datetime

from game.answers import Answer
from game.questionnaire import Item
from server.i18n import gettext as _
from server.i18n import moment
from server.pages.lines import Line, first_of, legible
from server.pages.links import Url


@dataclass(frozen=True, slots=True)
class Noted:
    """A text that stays beside its item."""

    id: int
    answer: Answer
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteCard:
    """The same, finished. Without an address whoever looks cannot resolve it."""

    id: str
    title: str
    line: Line
    details: tuple[Line, ...]
    resolve_url: str


def note_card(item: Item, noted: Noted, url: Url, *, may_resolve: bool) -> NoteCard:
    """A note beside its item."""
    lines = legible(item, noted.answer)
    author = _("{name}, {at}").format(name=noted.author, at=moment(noted.at))
    return NoteCard(
        id=f"note-{noted.id}",
        title=_("Nota del equipo: lo que escribió {author}").format(author=author),
        line=first_of(lines),
        details=lines[1:],
        resolve_url=url("note_resolve", item=item.code, note=noted.id) if may_resolve else "",
    )


def resolved_text(resolver: str, at: datetime | None) -> str:
    """What the history says of a note: that it waits, or who resolved it."""
    if at is None:
        return _("Quedó como nota del equipo; sigue sin resolver.")
    text = _("Quedó como nota del equipo; la resolvió {author}.")
    return text.format(author=_("{name}, {at}").format(name=resolver, at=moment(at)))
