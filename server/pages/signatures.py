"""Firmas: what of a signed level is not what was signed any more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from game.questionnaire import Item
from server.i18n import ngettext, number
from server.pages.links import Link


@dataclass(frozen=True, slots=True)
class ChangedAfter:
    """How many items changed after the signature, and where each is on the page."""

    text: str
    items: tuple[Link, ...]


def changed_after(asked: Sequence[Item], changed: Collection[str]) -> ChangedAfter | None:
    """Nothing while every item that is asked is as it was signed."""
    found = [item.code for item in asked if item.code in changed]
    if not found:
        return None
    text = ngettext(
        "{n} reactivo cambió después de la firma:",
        "{n} reactivos cambiaron después de la firma:",
        len(found),
    )
    links = tuple(Link(code, f"#item-{code}") for code in found)
    return ChangedAfter(text.format(n=number(len(found))), links)
