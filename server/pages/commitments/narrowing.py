"""How a list of commitments is narrowed: its address, its fields, and the same in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from game.commitments import Origin, Status
from game.months import month_of
from game.participants import Participant, alphabetical
from game.questionnaire import Text
from game.searches import sought_in
from game.typed import date_of
from server.i18n import Lazy, day, lazy, locale, number
from server.i18n import gettext as _
from server.i18n import month as month_words
from server.pages.commitments.words import (
    ORIGIN_NAMES,
    STATUS_NAMES,
    UNDER_WAY,
    Names,
    status_words,
    statuses_of,
)
from server.pages.filters import DateField, Option, date_field, options_of

# What stands first in the list, by the code in its address.
ORDER_NAMES: Mapping[str, Lazy] = MappingProxyType(
    {
        "due": lazy("Lo que vence antes"),
        "changed": lazy("Lo que cambió al último"),
        "match": lazy("Lo que más se parece a las palabras"),
    }
)


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The filters as fields: addresses of their own, so that a view can be sent to somebody.

    `folded`: how the list was narrowed, where whoever comes by a link to one government sees that
    instead of the fields; empty where the fields are in sight.
    """

    states: tuple[Option, ...]
    leagues: tuple[Option, ...]
    participants: tuple[Option, ...]
    pillars: tuple[Option, ...]
    topics: tuple[Option, ...]
    origins: tuple[Option, ...]
    statuses: tuple[Option, ...]
    orders: tuple[Option, ...]
    due_from: DateField
    due_to: DateField
    text: str
    is_narrowed: bool
    uses_more: bool
    folded: str


@dataclass(frozen=True, slots=True)
class Query:
    """The filters as they stand in the address, text as typed."""

    participant: str = ""
    state: str = ""
    pillar: str = ""
    status: str = ""
    due_from: str = ""
    due_to: str = ""
    text: str = ""
    league: str = ""
    topic: str = ""
    origin: str = ""
    order: str = ""
    ignored: tuple[tuple[str, str], ...] = ()

    @property
    def narrowing(self) -> tuple[tuple[str, str], ...]:
        """Names and values of what narrows the list; what is empty is left out."""
        named = (
            ("gobierno", self.participant),
            ("estado", self.state),
            ("liga", self.league),
            ("pilar", self.pillar),
            ("tema", self.topic),
            ("origen", self.origin),
            ("situacion", self.status),
            ("desde", self.due_from),
            ("hasta", self.due_to),
            ("texto", self.text),
        )
        return tuple((name, value) for name, value in named if value)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values of the whole address, the order of the list too."""
        return (*self.narrowing, *((("orden", self.order),) if self.order else ()))


@dataclass(frozen=True, slots=True)
class Known(Names):
    """The names of all that a list can be narrowed to; leagues and topics by their codes too."""

    leagues: Mapping[str, Text]
    topics: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer."""

    names: Known
    participants: Sequence[Participant]


def filter_form(query: Query, counts: Mapping[Status, int], choices: Choices) -> FilterForm:
    pillars = [(code, name.of(locale())) for code, name in choices.names.pillars.items()]
    participants = [(each.code, each.name) for each in choices.participants]
    together = sum(counts[each] for each in statuses_of(UNDER_WAY))
    counted = [(UNDER_WAY, lazy("Por cumplir"), together)]
    counted += [(status.value, name, counts[status]) for status, name in STATUS_NAMES.items()]
    statuses = [(code, f"{name} ({number(count)})") for code, name, count in counted]
    states = sorted(choices.names.states.items())
    leagues = [(code, name.of(locale())) for code, name in choices.names.leagues.items()]
    topics = sorted(
        ((code, name.of(locale())) for code, name in choices.names.topics.items()),
        key=lambda pair: alphabetical(pair[1]),
    )
    origins = [(origin.value, str(name)) for origin, name in ORIGIN_NAMES.items()]
    due_from, due_to = _due_fields(query)
    uses_more = any(
        (
            *(query.state, query.league, query.pillar, query.topic, query.origin),
            *(query.due_from, query.due_to, query.order),
        )
    )
    governments = options_of(_("Todos los gobiernos"), participants, query.participant)
    offered = options_of(_("Cualquier situación"), statuses, query.status)
    chosen = [each.label for each in (*governments, *offered) if each.chosen and each.value]
    chosen += _period(due_from, due_to)
    return FilterForm(
        states=options_of(_("Todos los estados"), states, query.state),
        leagues=options_of(_("Todas las ligas"), leagues, query.league),
        participants=governments,
        pillars=options_of(_("Todos los pilares"), pillars, query.pillar),
        topics=options_of(_("Todos los temas"), topics, query.topic),
        origins=options_of(_("Cualquier origen"), origins, query.origin),
        statuses=offered,
        orders=_orders(query),
        due_from=due_from,
        due_to=due_to,
        text=query.text,
        is_narrowed=bool(query.pairs),
        uses_more=uses_more,
        folded=_("Filtros: {chosen}").format(chosen=", ".join(chosen))
        if _is_short(query, due_from, due_to) and chosen
        else "",
    )


def _is_short(query: Query, due_from: DateField, due_to: DateField) -> bool:
    """Whether a list is narrowed to a government or to a time and, besides a status, nothing else.

    A line says so; with a date that is to be put right the form stays in sight.
    """
    others = (query.state, query.league, query.pillar, query.topic, query.origin, query.order)
    is_dated = bool(query.due_from and query.due_to)
    is_half_dated = bool(query.due_from) != bool(query.due_to)
    return (
        (bool(query.participant) or is_dated)
        and not any((*others, query.text, due_from.error, due_to.error))
        and not is_half_dated
    )


def _period(due_from: DateField, due_to: DateField) -> list[str]:
    """Between which days a list is due, as its folded filters say it: a whole month by its name."""
    first, last = date_of(due_from.value), date_of(due_to.value)
    if first is None or last is None:
        return []
    of = month_of(first)
    if (first, last) == (of.first, of.last):
        return [month_words(first)]
    return [_("del {first} al {last}").format(first=day(first), last=day(last))]


def _orders(query: Query) -> tuple[Option, ...]:
    """The first is what the list is in without asking; nothing matches where no words are."""
    usual = "match" if sought_in(query.text) else "due"
    others = [code for code in ORDER_NAMES if code not in {usual, "match"}]
    chosen = query.order if query.order in others else ""
    return (
        Option("", str(ORDER_NAMES[usual]), not chosen),
        *(Option(code, str(ORDER_NAMES[code]), code == chosen) for code in others),
    )


def words_of_query(query: Query, known: Known, participant: str) -> tuple[str, ...]:
    """How a list is narrowed, in words, without what cannot be read. `participant`: its name."""
    due_from, due_to = date_of(query.due_from), date_of(query.due_to)
    leagues, topics, pillars = known.leagues, known.topics, known.pillars
    told = (
        (_("Gobierno"), participant if query.participant else ""),
        (_("Estado"), known.states.get(query.state, "")),
        (_("Liga"), leagues[query.league].of(locale()) if query.league in leagues else ""),
        (_("Pilar"), pillars[query.pillar].of(locale()) if query.pillar in pillars else ""),
        (_("Tema"), topics[query.topic].of(locale()) if query.topic in topics else ""),
        (_("Origen"), str(ORIGIN_NAMES[Origin(query.origin)]) if query.origin else ""),
        (_("Situación"), status_words(query.status)),
        (_("Vence desde"), day(due_from) if due_from else ""),
        (_("Vence hasta"), day(due_to) if due_to else ""),
        (_("Palabras"), query.text),
    )
    return tuple(
        _("{label}: {value}").format(label=label, value=value) for label, value in told if value
    )


def _due_fields(query: Query) -> tuple[DateField, DateField]:
    """Both dates as they are read; reversed ones are kept, and told apart from a list too short."""
    due_from, due_to = date_of(query.due_from), date_of(query.due_to)
    first, last = date_field(query.due_from), date_field(query.due_to)
    if due_from is None or due_to is None or due_from <= due_to:
        return first, last
    error = _(
        "Es anterior a «Vence desde»: ningún compromiso vence entre las dos fechas. Cambie una."
    )
    return first, replace(last, error=error)
