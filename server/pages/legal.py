"""Fundamento: what an item rests on, with the name of the law in the language being spoken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from game.laws import Abrogation
from game.questionnaire import Item, Law
from server.i18n import day, locale
from server.i18n import gettext as _

# What editions write where nobody has looked the article up yet.
UNNAMED = "por precisar"


@dataclass(frozen=True, slots=True)
class Abrogated:
    """That a law was abrogated, from which day, and by which one it was replaced, in words."""

    since: date
    successor: str = ""


Abrogations = Mapping[str, Abrogated]
NONE_ABROGATED: Final[Abrogations] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LegalLine:
    """A law and its articles; articles are cited as Mexican law does, in Spanish.

    `validity`: from when, until when, and what came after it, as far as the edition knows.
    """

    law: str
    articles: str
    validity: str = ""
    is_abrogated: bool = False


def abrogated_in(in_force: Mapping[str, Abrogation], laws: Mapping[str, Law]) -> Abrogations:
    """The abrogations by law, their successors by the name that an edition gives them."""
    return {
        code: Abrogated(each.since, law_name(each.replaced_by, laws))
        for code, each in in_force.items()
    }


def law_name(code: str, laws: Mapping[str, Law]) -> str:
    """The name of a law; its code where the edition does not name it."""
    return laws[code].name.of(locale()) if code in laws else code


def legal_lines(item: Item, abrogated: Abrogations = NONE_ABROGATED) -> tuple[LegalLine, ...]:
    """Everything an item rests on."""
    return tuple(
        LegalLine(
            basis.law.name.of(locale()),
            articles_text(basis.articles),
            validity_text(basis.law, abrogated.get(basis.law.code)),
            is_abrogated=basis.law.code in abrogated,
        )
        for basis in item.legal
    )


def articles_text(written: str) -> str:
    """Articles as the law has them; that nobody has looked them up is said in any language."""
    return _("artículo por precisar") if written.endswith(UNNAMED) else written


def validity_text(law: Law, abrogated: Abrogated | None = None) -> str:
    """Whether a law is in force, in words; nothing where its dates are not known.

    What was declared here of a law goes before what its edition said of it when it opened.
    """
    if abrogated is not None:
        return abrogation_text(abrogated)
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


def abrogation_text(abrogated: Abrogated) -> str:
    """Since when a law is abrogated, and what replaces it where that is known."""
    ended = _("abrogada a partir del {since}").format(since=day(abrogated.since))
    if not abrogated.successor:
        return ended
    return _("{ended}; la sustituye la {law}").format(ended=ended, law=abrogated.successor)
