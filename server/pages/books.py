"""Libros que van y vienen: what the pages of every workbook have in common."""

from dataclasses import dataclass

from server.i18n import gettext as _
from server.pages.links import Link


@dataclass(frozen=True, slots=True)
class Taking:
    """Where a workbook is taken from, and what is worth knowing of it."""

    title: str
    notes: tuple[str, ...]
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Bringing:
    """Where one is brought. `most`: in bytes; `error`: of the file that was sent."""

    title: str
    label: str
    action: str
    most: str
    too_large: str
    error: str
    lead: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookPage:
    """The page to begin with."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    taking: Taking
    bringing: Bringing


@dataclass(frozen=True, slots=True)
class Confirming:
    """What can be done with a workbook that was looked at.

    `action`: empty where there is nothing to store. `seen`: what the confirmation must still find.
    `return_url`: where it is taken back with what is to be corrected in it, if anything is.
    """

    action: str
    button: str
    seen: str
    forget_url: str
    again_url: str
    return_url: str = ""


def bringing(
    title: str,
    label: str,
    action: str,
    megabytes: int,
    error: str,
    *,
    lead: str = "",
    notes: tuple[str, ...] = (),
) -> Bringing:
    """The form of a file of at most so many megabytes."""
    return Bringing(
        title=title,
        label=label,
        action=action,
        most=str(megabytes * 1_000_000),
        too_large=_("El archivo pesa más de {limit} MB.").format(limit=megabytes),
        error=error,
        lead=lead,
        notes=notes,
    )
