"""Filtros de las observaciones: what narrows their list, as fields whose addresses can be kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from game.participants import Participant, alphabetical
from game.questionnaire import Text
from game.reports import Status
from game.typed import date_of
from server.i18n import Lazy, day, lazy, locale
from server.i18n import gettext as _
from server.pages.filters import DateField, Option, date_field, options_of

# How an answer may stand, in the order it comes to be; what is late is told by the calendar.
SITUATIONS: Mapping[str, Lazy] = MappingProxyType(
    {
        Status.PUBLISHED.value: lazy("Espera respuesta"),
        Status.UNANSWERED.value: lazy("Sin respuesta a tiempo"),
        Status.ANSWERED.value: lazy("Contestada"),
        Status.CONTESTED.value: lazy("Hay inconformidad"),
        Status.DISPUTED.value: lazy("En disputa"),
        Status.CLOSED.value: lazy("Cerrada"),
    }
)
# By what the list is narrowed, in the order of an address.
NAMES: Final = (
    "gobierno",
    "estado",
    "liga",
    "tema",
    "compromiso",
    "situacion",
    "desde",
    "hasta",
    "texto",
)
# What somebody who reports is asked for too: the form begins with what the list is narrowed to.
OF_A_REPORT: Final = frozenset({"gobierno", "compromiso", "tema"})


@dataclass(frozen=True, slots=True)
class Query:
    """The filters by the names that they have in the address, those that narrow the list alone.

    `ignored`: what nobody knows. `dates`: both as they were typed, whether they can be read or not.
    """

    asked: Mapping[str, str]
    ignored: tuple[tuple[str, str], ...]
    dates: tuple[str, str]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        return tuple(self.asked.items())

    @property
    def of_a_report(self) -> tuple[tuple[str, str], ...]:
        """What of it the form of a new report takes over."""
        return tuple(pair for pair in self.pairs if pair[0] in OF_A_REPORT)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: whoever has a report, and all that can be known by a code."""

    participants: Sequence[Participant]
    states: Mapping[str, str]
    leagues: Mapping[str, Text]
    topics: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The filters as fields. `uses_more`: one of those that are folded is in use."""

    text: str
    statuses: tuple[Option, ...]
    participants: tuple[Option, ...]
    states: tuple[Option, ...]
    leagues: tuple[Option, ...]
    topics: tuple[Option, ...]
    commitment: str
    since: DateField
    until: DateField
    is_narrowed: bool
    uses_more: bool


def filter_form(query: Query, choices: Choices) -> FilterForm:
    """The fields as the address fills them in."""
    asked = query.asked
    since, until = _dates(query)
    topics = sorted(_named(choices.topics), key=lambda pair: alphabetical(pair[1]))
    governments = [(each.code, each.name) for each in choices.participants]
    return FilterForm(
        text=asked.get("texto", ""),
        statuses=options_of(
            _("Cualquier situación"),
            [(code, str(name)) for code, name in SITUATIONS.items()],
            asked.get("situacion", ""),
        ),
        participants=options_of(_("Todos los gobiernos"), governments, asked.get("gobierno", "")),
        states=options_of(
            _("Todos los estados"), sorted(choices.states.items()), asked.get("estado", "")
        ),
        leagues=options_of(_("Todas las ligas"), _named(choices.leagues), asked.get("liga", "")),
        topics=options_of(_("Todos los temas"), topics, asked.get("tema", "")),
        commitment=asked.get("compromiso", ""),
        since=since,
        until=until,
        is_narrowed=bool(query.pairs),
        uses_more=bool(asked.keys() - {"texto", "situacion", "gobierno"} or any(query.dates)),
    )


def words_of_query(query: Query, choices: Choices) -> tuple[str, ...]:
    """How the list is narrowed, in words, without what cannot be read."""
    asked = query.asked
    governments = {each.code: each.name for each in choices.participants}
    since, until = map(date_of, query.dates)
    told = (
        (_("Gobierno"), governments.get(asked.get("gobierno", ""), "")),
        (_("Estado"), choices.states.get(asked.get("estado", ""), "")),
        (_("Liga"), dict(_named(choices.leagues)).get(asked.get("liga", ""), "")),
        (_("Tema"), dict(_named(choices.topics)).get(asked.get("tema", ""), "")),
        (_("Compromiso"), asked.get("compromiso", "")),
        (_("Situación"), str(SITUATIONS.get(asked.get("situacion", ""), ""))),
        (_("Publicada desde"), day(since) if since else ""),
        (_("Publicada hasta"), day(until) if until else ""),
        (_("Palabras"), asked.get("texto", "")),
    )
    return tuple(
        _("{label}: {value}").format(label=label, value=value) for label, value in told if value
    )


def _named(texts: Mapping[str, Text]) -> list[tuple[str, str]]:
    return [(code, name.of(locale())) for code, name in texts.items()]


def _dates(query: Query) -> tuple[DateField, DateField]:
    """Both dates as they are read; reversed ones are kept, and told apart from an empty list."""
    first, last = map(date_field, query.dates)
    since, until = map(date_of, query.dates)
    if since is None or until is None or since <= until:
        return first, last
    error = _("Es anterior a «Publicada desde»: nada se publicó entre las dos fechas. Cambie una.")
    return first, replace(last, error=error)
