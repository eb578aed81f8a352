"""Gobiernos: those that a search found, finished for its template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from game.leaderboard import Standing
from game.leagues import League
from game.participants import Participant
from server.i18n import locale, ngettext, number
from server.pages.filters import page_links
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

    typed: str
    count: str
    rows: tuple[GovernmentRow, ...]
    pages: tuple[Link, ...]
    is_nobody: bool
    near: tuple[Link, ...]


def governments_page(
    typed: str,
    found: Sequence[Participant],
    states: Mapping[str, str],
    boards: Sequence[tuple[League, Sequence[Standing]]],
    *,
    page: int,
    near: Sequence[Participant],
    url: Url,
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
    return GovernmentsPage(
        typed=typed,
        count=count if found else "",
        rows=tuple(
            GovernmentRow(
                each.name,
                url("profile", code=each.code),
                str(KIND_NAMES.get(each.kind, each.kind)),
                states.get(each.state, NOTHING),
                leagues.get(each.code, NOTHING),
            )
            for each in listed
        ),
        pages=page_links(url("governments"), (("nombre", typed),), page, len(found), MOST_LISTED),
        is_nobody=bool(typed) and not found,
        near=tuple(Link(each.name, url("profile", code=each.code)) for each in near),
    )
