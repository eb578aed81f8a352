"""Filtros: choices that narrow a list, and the links to its pages. All of them are addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from server.pages.links import Link

LONGEST = 6


@dataclass(frozen=True, slots=True)
class Option:
    """One of several things to choose."""

    value: str
    label: str
    chosen: bool
    hint: str = ""


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


def address_of(address: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(pairs)}" if pairs else address


def file_links(
    table: str, document: str, pairs: Sequence[tuple[str, str]] = ()
) -> tuple[Link, ...]:
    """The whole list, as it is narrowed, for a spreadsheet program and for others."""
    return (Link("CSV", address_of(table, pairs)), Link("JSON", address_of(document, pairs)))
