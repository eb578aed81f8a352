"""Filtros: choices that narrow a list, and the links to its pages. All of them are addresses."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import urlencode

from game.typed import date_of
from server.i18n import Lazy, lazy
from server.i18n import gettext as _
from server.pages.links import Link

LONGEST = 6
NOTHING: Mapping[str, str] = MappingProxyType({})
LONGEST_VALUE: Final = 40
# What is said of a word in an address that nobody knows, by the name it was asked for with.
UNKNOWN: Mapping[str, Lazy] = MappingProxyType(
    {
        "gobierno": lazy("No se conoce el gobierno «{value}»; no filtra nada."),
        "estado": lazy("No se conoce el estado «{value}»; no filtra nada."),
        "liga": lazy("No se conoce la liga «{value}»; no filtra nada."),
        "pilar": lazy("No se conoce el pilar «{value}»; no filtra nada."),
        "tema": lazy("No se conoce el tema «{value}»; no filtra nada."),
        "compromiso": lazy("No se conoce el compromiso «{value}»; no filtra nada."),
        "origen": lazy("No se conoce el origen «{value}»; no filtra nada."),
        "tipo": lazy("No se conoce el tipo «{value}»; no filtra nada."),
        "situacion": lazy("No se conoce la situación «{value}»; no filtra nada."),
        "edicion": lazy("No se conoce la edición «{value}»; se muestra la más reciente."),
        "desde": lazy("No se lee como fecha «{value}»; no filtra nada."),
        "hasta": lazy("No se lee como fecha «{value}»; no filtra nada."),
        "orden": lazy("No se conoce el orden «{value}»; no cambia nada."),
        "esfuerzo": lazy("No se conoce el esfuerzo «{value}»; no filtra nada."),
    }
)
# What an address says besides what narrows its list: which page, in which language, what was done.
BESIDES: Final = frozenset({"pagina", "idioma", "lang", "solo", "propuestos"})
# What others add to the addresses that they lead to. Nobody asks for anything with it.
STRANGE: Final = re.compile(r"utm_.*|[a-z]*clid", re.IGNORECASE)


class NoFilter(NamedTuple):
    """A pair of an address whose very name is no filter of the list that it asks for."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of several things to choose."""

    value: str
    label: str
    chosen: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class DateField:
    """A date of the filter. One that is none is shown as it was typed, with what is wrong."""

    value: str
    type: str = "date"
    error: str = ""


def page_number(typed: str) -> int:
    """The page an address asks for; the first one where it asks for none."""
    is_number = typed.isascii() and typed.isdecimal() and len(typed) < LONGEST
    return max(1, int(typed)) if is_number else 1


def options_of(
    everything: str, pairs: Sequence[tuple[str, str]], chosen: str
) -> tuple[Option, ...]:
    """The choices of a filter; the first one narrows nothing."""
    return (
        Option("", everything, not chosen),
        *(Option(value, label, value == chosen) for value, label in pairs),
    )


def page_links(
    address: str, pairs: Sequence[tuple[str, str]], page: int, total: int, size: int
) -> tuple[Link, ...]:
    """Links to the pages around this one, the first and the last; none when there is only one."""
    last = max(1, -(-total // size))
    if last == 1:
        return ()
    near = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    links = []
    for before, here in zip((0, *near), near, strict=False):
        if here - before > 1:
            links.append(Link("…", ""))
        links.append(
            Link(str(here), address_of(address, (*pairs, ("pagina", str(here)))), here == page)
        )
    return tuple(links)


def ignored_words(
    pairs: Sequence[tuple[str, str]], beside: Collection[str] = ()
) -> tuple[str, ...]:
    """What an address asks for and nobody knows, a sentence each: values, and names of filters.

    `beside`: the names of what is told beside its own field.
    """
    return tuple(
        _("No se conoce el filtro «{name}»; no filtra nada.").format(name=_short(pair[0]))
        if isinstance(pair, NoFilter)
        else str(UNKNOWN[pair[0]]).format(value=_short(pair[1]))
        for pair in pairs
        if pair[0] not in beside
    )


def unknown_names(address: Mapping[str, str], known: Collection[str]) -> tuple[NoFilter, ...]:
    """What an address asks a list by and the list knows nothing of, with what was asked for.

    `known`: the names that narrow or order the list.
    """
    return tuple(
        NoFilter(name, value)
        for name, value in address.items()
        if value.strip() and name not in {*known, *BESIDES} and not STRANGE.fullmatch(name)
    )


def known_and_ignored(
    asked: Sequence[tuple[str, str, bool]], address: Mapping[str, str] = NOTHING
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """What narrows a list and what nobody knows, of names, values and whether each is known.

    `address`: all that it asks for; what is none of these names nobody knows either.
    """
    return (
        tuple((name, value) for name, value, is_known in asked if value and is_known),
        (
            *((name, value) for name, value, is_known in asked if value and not is_known),
            *unknown_names(address, {name for name, _value, _is_known in asked}),
        ),
    )


def _short(value: str) -> str:
    plain = " ".join(value.split())
    return plain if len(plain) <= LONGEST_VALUE else f"{plain[: LONGEST_VALUE - 1]}…"


def address_of(address: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(pairs)}" if pairs else address


def file_links(
    table: str, document: str, pairs: Sequence[tuple[str, str]] = ()
) -> tuple[Link, ...]:
    """The whole list, as it is narrowed, for a spreadsheet program and for others."""
    return (Link("CSV", address_of(table, pairs)), Link("JSON", address_of(document, pairs)))


def date_field(typed: str) -> DateField:
    """A browser shows nothing of what is no date in a field for dates: it gets one for text."""
    found = date_of(typed)
    if found is not None or not typed.strip():
        return DateField(found.isoformat() if found else "")
    error = _("No se lee como fecha y no se toma en cuenta. Escríbala como 31/12/2026.")
    return DateField(typed, "text", error)
