"""Gobiernos: those that a search found, finished for its template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from game.leaderboard import Standing
from game.leagues import League
from game.participants import Participant
from server.i18n import gettext as _
from server.i18n import locale, ngettext, number
from server.pages.filters import address_of, page_links
from server.pages.links import Link, Url
from server.pages.scores import KIND_NAMES, NOTHING

MOST_LISTED = 40


@dataclass(frozen=True, slots=True)
class GovernmentRow:
    """One government that was found."""

    name: str
    url: str
    kind: str
    state: str
    league: str


@dataclass(frozen=True, slots=True)
class GovernmentsPage:
    """The search, with what was typed and whom it found; `near`: who may be meant, if nobody."""

    title: str
    lead: str
    purpose: str
    typed: str
    count: str
    rows: tuple[GovernmentRow, ...]
    pages: tuple[Link, ...]
    is_nobody: bool
    near: tuple[Link, ...]


# As an address says that whoever is found is to be reported on.
REPORTING = "observacion"


def way_to(code: str, purpose: str, url: Url) -> str:
    """Where a government that was found leads: to its page, or to the form of a report on it."""
    if purpose == REPORTING:
        return address_of(url("report_new"), (("gobierno", code),))
    return url("profile", code=code)


def governments_page(
    typed: str,
    found: Sequence[Participant],
    states: Mapping[str, str],
    boards: Sequence[tuple[League, Sequence[Standing]]],
    *,
    page: int,
    near: Sequence[Participant],
    url: Url,
    purpose: str = "",
) -> GovernmentsPage:
    """A page of those found; `boards` say in which league each competes now.

    `near`: those whose names are spelled nearly so, where nobody was found.
    """
    page = min(page, max(1, -(-len(found) // MOST_LISTED)))
    listed = found[(page - 1) * MOST_LISTED : page * MOST_LISTED]
    leagues = {
        each.participant: league.name.of(locale()) for league, board in boards for each in board
    }
    count = ngettext("{n} gobierno", "{n} gobiernos", len(found)).format(n=number(len(found)))
    is_report = purpose == REPORTING
    pairs = (("nombre", typed), *((("para", REPORTING),) if is_report else ()))
    return GovernmentsPage(
        title=_("¿Sobre qué gobierno es la observación?") if is_report else _("Buscar un gobierno"),
        lead=_("Elija el gobierno y siga con la observación.")
        if is_report
        else _(
            "Su índice publicado y sus compromisos están en su página, que lleva también a su lugar"
            " en la liga."
        ),
        purpose=REPORTING if is_report else "",
        typed=typed,
        count=count if found else "",
        rows=tuple(
            GovernmentRow(
                each.name,
                way_to(each.code, purpose, url),
                str(KIND_NAMES.get(each.kind, each.kind)),
                states.get(each.state, NOTHING),
                leagues.get(each.code, NOTHING),
            )
            for each in listed
        ),
        pages=page_links(url("governments"), pairs, page, len(found), MOST_LISTED),
        is_nobody=bool(typed) and not found,
        near=tuple(Link(each.name, way_to(each.code, purpose, url)) for each in near),
    )
