"""Fundamento: what an item rests on, with the name of the law in the language being spoken."""

from dataclasses import dataclass

from game.questionnaire import Item
from server.i18n import locale


@dataclass(frozen=True, slots=True)
class LegalLine:
    """A law and its articles; articles are cited as Mexican law does, in Spanish."""

    law: str
    articles: str


def legal_lines(item: Item) -> tuple[LegalLine, ...]:
    """Everything an item rests on."""
    return tuple(LegalLine(basis.law.name.of(locale()), basis.articles) for basis in item.legal)
