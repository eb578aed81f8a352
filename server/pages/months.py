"""Calendario de compromisos: what is due in each month, and in one of them, by address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby

from game.commitments import Commitment, shown_status
from game.fulfilment import Tally
from game.months import Month, month_of
from game.participants import Participant
from game.questionnaire import Text
from server.i18n import day, ngettext, number
from server.i18n import gettext as _
from server.i18n import month as month_words
from server.pages.atom import with_language
from server.pages.commitments.headings import Figure, ways_of
from server.pages.commitments.narrowing import Query
from server.pages.commitments.words import (
    STATUS_NAMES,
    due_note_of,
    first_words,
    goal_words,
    in_spanish,
)
from server.pages.filters import address_of, ignored_words, page_links
from server.pages.fulfilment import Cell, width_of
from server.pages.links import Link, Url


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month with what is due in it; `width` beside the month in which most is."""

    id: str
    name: str
    url: str
    is_now: bool
    cells: tuple[Cell, ...]
    width: str


@dataclass(frozen=True, slots=True)
class YearBand:
    """The months of a year."""

    year: str
    caption: str
    rows: tuple[MonthRow, ...]


@dataclass(frozen=True, slots=True)
class MonthsPage:
    """Every month in which something is or was due. `whose`: of one government alone.

    `jump`: to the current month further down, or to the next one in which something is due.
    """

    title: str
    ways: tuple[Link, ...]
    ignored: tuple[str, ...]
    whose: Link | None
    now: Link
    jump: Link | None
    columns: tuple[tuple[str, str], ...]
    years: tuple[YearBand, ...]
    programs: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class DueRow:
    """One commitment that is due."""

    goal: str
    goal_language: str
    url: str
    participant: str
    status: str
    status_word: str
    note: str
    mark: str


@dataclass(frozen=True, slots=True)
class DueDay:
    """What is due on one day."""

    id: str
    name: str
    rows: tuple[DueRow, ...]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """What is due in a month, and the ways to the one before and the one after.

    `now`: to the current month, from any other. `near`: from an empty month to the next ones before
    and after it in which something is due.
    """

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    ways: tuple[Link, ...]
    ignored: tuple[str, ...]
    whose: Link | None
    before: Link
    now: Link | None
    after: Link
    near: tuple[Link, ...]
    figures: tuple[Figure, ...]
    days: tuple[DueDay, ...]
    pages: tuple[Link, ...]
    programs: tuple[Link, ...]
    empty: str
    in_spanish: str


def months_page(
    tallies: Mapping[Month, Tally],
    query: Query,
    participant: Participant | None,
    *,
    now: Month,
    url: Url,
) -> MonthsPage:
    """All of them in their order; the way to the current month leads the page."""
    most = max((tally.made for tally in tallies.values()), default=0)
    rows = [
        (month.year, _month_row(month, tally, query, most, now, url))
        for month, tally in sorted(tallies.items())
    ]
    years = tuple(
        YearBand(
            str(year),
            _("Compromisos de {year}, por el mes de su fecha").format(year=year),
            tuple(row for _year, row in found),
        )
        for year, found in groupby(rows, lambda each: each[0])
    )
    title = _("Calendario de compromisos")
    if participant is not None:
        title = _("Calendario de compromisos de {name}").format(name=participant.name)
    return MonthsPage(
        title=title,
        ways=ways_of("months", url),
        ignored=ignored_words(query.ignored),
        whose=whose_link(participant, url),
        now=Link(_("Lo que vence este mes"), _address(now, query, url)),
        jump=_jump(tallies, now),
        columns=(
            (_("Mes"), ""),
            *((label, "number") for label, _status in _counted()),
        ),
        years=years,
        programs=_programs(query, url),
    )


def month_page(
    month: Month,
    listed: Sequence[tuple[Commitment, Participant]],
    tally: Tally,
    query: Query,
    *,
    participant: Participant | None,
    marks: Mapping[int, str],
    goals: Mapping[str, Text],
    near: tuple[Month | None, Month | None],
    page: int,
    size: int,
    today: date,
    url: Url,
) -> MonthPage:
    """One month. `query`: what else the address narrows it to.

    `near`: the next months before and after it in which something is due, where nothing is in it.
    """
    within = _within(month, query)
    name = month_words(month.first)
    made = ngettext(
        "{n} compromiso tiene aquí su fecha.", "{n} compromisos tienen aquí su fecha.", tally.made
    )
    days = tuple(
        DueDay(
            f"d-{due.isoformat()}",
            day(due),
            tuple(due_row(*each, marks, goals, today, url) for each in found),
        )
        for due, found in groupby(listed, lambda each: each[0].due)
    )
    return MonthPage(
        title=_("Compromisos que vencen en {month}").format(month=name),
        lead=made.format(n=number(tally.made)),
        breadcrumb=(
            Link(_("Compromisos"), url("commitments")),
            Link(_("Calendario"), address_of(url("months"), query.pairs)),
            Link(_capital(name), ""),
        ),
        ways=ways_of("months", url),
        ignored=ignored_words(query.ignored),
        whose=whose_link(participant, url),
        before=Link(_turn_back(month), _address(month.before, query, url)),
        after=Link(_turn_on(month), _address(month.next, query, url)),
        now=None
        if month == month_of(today)
        else Link(_("Este mes"), _address(month_of(today), query, url)),
        near=_near(near, query, url),
        figures=_figures(tally, within, url),
        days=days,
        pages=page_links(url("month", month=month.code), query.pairs, page, tally.made, size),
        programs=_programs(within, url),
        empty="" if listed else _("Nada vence en este mes."),
        in_spanish=in_spanish() if listed else "",
    )


def _jump(tallies: Mapping[Month, Tally], now: Month) -> Link | None:
    """Nothing where all of it is over, or where the first month is the one."""
    months = sorted(tallies)
    wanted = next((month for month in months if month >= now), None)
    if wanted is None or wanted == months[0]:
        return None
    name = month_words(wanted.first)
    label = _("Ir a este mes") if wanted == now else _("Ir a {month}").format(month=name)
    return Link(label, f"#{_row_id(wanted)}")


def _near(near: tuple[Month | None, Month | None], query: Query, url: Url) -> tuple[Link, ...]:
    words = (_("Antes: {month}"), _("Después: {month}"))
    return tuple(
        Link(word.format(month=month_words(month.first)), _address(month, query, url))
        for word, month in zip(words, near, strict=True)
        if month is not None
    )


def _row_id(month: Month) -> str:
    return f"m-{month.code}"


def _turn_back(month: Month) -> str:
    return _("Mes anterior: {month}").format(month=month_words(month.before.first))


def _turn_on(month: Month) -> str:
    return _("Mes siguiente: {month}").format(month=month_words(month.next.first))


def _counted() -> tuple[tuple[str, str], ...]:
    """What is counted of a month, and how the list is asked for it."""
    return (
        (_("Vencen"), ""),
        (_("Verificados"), "verified"),
        (_("Ya vencidos"), "overdue"),
        (_("No cumplidos"), "not_met"),
        (_("Retirados"), "withdrawn"),
    )


def _counts(tally: Tally) -> tuple[int, ...]:
    return tally.made, tally.verified, tally.overdue, tally.not_met, tally.withdrawn


def _month_row(
    month: Month, tally: Tally, query: Query, most: int, now: Month, url: Url
) -> MonthRow:
    within = _within(month, query)
    return MonthRow(
        id=_row_id(month),
        name=_capital(month_words(month.first)),
        url=_address(month, query, url),
        is_now=month == now,
        cells=tuple(
            Cell(label, number(count), _listed(within, status, url) if count else "")
            for (label, status), count in zip(_counted(), _counts(tally), strict=True)
        ),
        width=width_of(_part(tally.made, most)),
    )


def _part(made: int, most: int) -> Fraction | None:
    return Fraction(made, most) if most else None


def _figures(tally: Tally, within: Query, url: Url) -> tuple[Figure, ...]:
    return tuple(
        Figure(number(count), label.lower(), _listed(within, status, url))
        for (label, status), count in zip(_counted(), _counts(tally), strict=True)
    )


def due_row(
    commitment: Commitment,
    participant: Participant,
    marks: Mapping[int, str],
    goals: Mapping[str, Text],
    today: date,
    url: Url,
) -> DueRow:
    """A commitment in short. `marks`: on which of them voices do not agree, by code.

    `goals`: as `server.pages.commitments.words.goal_words` reads them.
    """
    status = shown_status(commitment, today)
    goal, language = goal_words(commitment.goal, goals)
    return DueRow(
        goal=first_words(goal),
        goal_language=language,
        url=url("commitment", id=commitment.code),
        participant=participant.name,
        status=status.value,
        status_word=str(STATUS_NAMES[status]),
        note=due_note_of(commitment, today),
        mark=marks.get(commitment.code or 0, ""),
    )


def _within(month: Month, query: Query) -> Query:
    return replace(query, due_from=month.first.isoformat(), due_to=month.last.isoformat())


def _listed(query: Query, status: str, url: Url) -> str:
    return address_of(url("commitments"), replace(query, status=status).pairs)


def _address(month: Month, query: Query, url: Url) -> str:
    return address_of(url("month", month=month.code), query.pairs)


def whose_link(participant: Participant | None, url: Url) -> Link | None:
    """The page of the one government that a page on commitments is narrowed to."""
    if participant is None:
        return None
    return Link(participant.name, url("participant_commitments", code=participant.code))


def _programs(query: Query, url: Url) -> tuple[Link, ...]:
    """The same for programs, narrowed alike."""
    return (
        Link(
            _("Archivo de calendario"),
            with_language(address_of(url("commitments_calendar"), query.pairs)),
        ),
        Link(_("Canal Atom"), with_language(address_of(url("commitments_atom"), query.pairs))),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
