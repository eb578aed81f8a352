"""Fundamento: what an item rests on, with the name of the law in the language being spoken."""

from dataclasses import dataclass

from game.questionnaire import Item, Law
from server.i18n import day, locale
from server.i18n import gettext as _

# What editions write where nobody has looked the article up yet.
UNNAMED = "por precisar"


@dataclass(frozen=True, slots=True)
class LegalLine:
    """A law and its articles; articles are cited as Mexican law does, in Spanish.

    `validity`: from when, until when, and what came after it, as far as the edition knows.
    """

    law: str
    articles: str
    validity: str = ""


def legal_lines(item: Item) -> tuple[LegalLine, ...]:
    """Everything an item rests on."""
    return tuple(
        LegalLine(basis.law.name.of(locale()), _articles(basis.articles), validity_text(basis.law))
        for basis in item.legal
    )


def _articles(written: str) -> str:
    """Articles as the law has them; that nobody has looked them up is said in any language."""
    return _("artículo por precisar") if written.endswith(UNNAMED) else written


def validity_text(law: Law) -> str:
    """Whether a law is in force, in words; nothing where its dates are not known."""
    if law.valid_to is None:
        return (
            _("vigente desde el {first}").format(first=day(law.valid_from))
            if law.valid_from
            else ""
        )
    if law.valid_from is None:
        ended = _("vigente hasta el {last}").format(last=day(law.valid_to))
    else:
        ended = _("vigente del {first} al {last}").format(
            first=day(law.valid_from), last=day(law.valid_to)
        )
    if law.replaced_by is None:
        return ended
    return _("{ended}; la sustituye la {law}").format(ended=ended, law=law.replaced_by.of(locale()))
