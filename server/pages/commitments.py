"""Compromisos: the public list, and what waits for a verifier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from game.commitments import (
    Commitment,
    Move,
    Origin,
    Status,
    is_ratification_late,
    progress_of,
    shown_status,
)
from game.months import month_of
from game.participants import Participant, alphabetical
from game.questionnaire import Text
from game.searches import Piece, excerpt, found_in, marked, sought_in
from game.typed import date_of
from server.i18n import SOURCE, Lazy, day, lazy, locale, ngettext, number, rounded
from server.i18n import gettext as _
from server.i18n import month as month_words
from server.pages.filters import (
    Option,
    address_of,
    file_links,
    ignored_words,
    options_of,
    page_links,
)
from server.pages.links import Link, Url
from server.people import GOVERNMENT, Person, Role

STATUS_NAMES: Mapping[Status, Lazy] = MappingProxyType(
    {
        Status.PROPOSED: lazy("Propuesto"),
        Status.AGREED: lazy("Acordado"),
        Status.IN_PROGRESS: lazy("En curso"),
        Status.REPORTED_DONE: lazy("Reportado como cumplido"),
        Status.VERIFIED: lazy("Cumplido y verificado"),
        Status.OVERDUE: lazy("Vencido"),
        Status.NOT_MET: lazy("No cumplido"),
        Status.WITHDRAWN: lazy("Retirado"),
        Status.INHERITED: lazy("Heredado"),
    }
)


ORIGIN_NAMES: Mapping[Origin, Lazy] = MappingProxyType(
    {
        Origin.RECOMMENDATION: lazy("Recomendación"),
        Origin.GAP: lazy("Brecha del índice"),
        Origin.AGREEMENT: lazy("Acuerdo"),
        Origin.OWN_INITIATIVE: lazy("Iniciativa propia"),
    }
)
# So many that wait for their verifier are on one page.
QUEUE_SIZE = 24
# Of what was proposed from a workbook so many are named.
MOST_TOLD = 10
# What stands first in the list, by the code in its address.
ORDER_NAMES: Mapping[str, Lazy] = MappingProxyType(
    {
        "due": lazy("Lo que vence antes"),
        "changed": lazy("Lo que cambió al último"),
        "match": lazy("Lo que más se parece a las palabras"),
    }
)


ENDED = frozenset({Status.VERIFIED, Status.NOT_MET, Status.WITHDRAWN})

# What is promised, neither late nor ended, begun or not; asked for together in an address.
UNDER_WAY = "under_way"
# How the headline is counted, in the order it is read.
HEADLINES: Sequence[tuple[Lazy, frozenset[Status]]] = (
    (
        lazy("por cumplir"),
        frozenset({Status.PROPOSED, Status.AGREED, Status.IN_PROGRESS, Status.INHERITED}),
    ),
    (lazy("por verificar"), frozenset({Status.REPORTED_DONE})),
    (lazy("cumplidos y verificados"), frozenset({Status.VERIFIED})),
    (lazy("vencidos"), frozenset({Status.OVERDUE})),
    (lazy("no cumplidos"), frozenset({Status.NOT_MET})),
    (lazy("retirados"), frozenset({Status.WITHDRAWN})),
)


# The groups of one government's list, what presses first.
GROUPS: Sequence[Status] = (
    Status.OVERDUE,
    Status.INHERITED,
    Status.IN_PROGRESS,
    Status.AGREED,
    Status.PROPOSED,
    Status.REPORTED_DONE,
    Status.VERIFIED,
    Status.NOT_MET,
    Status.WITHDRAWN,
)
FIRST_WORDS: int = 110
LONGEST_EXCERPT: int = 160
NO_MARKS: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number and what it counts."""

    value: str
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class FoundText:
    """Where else the words that were looked for stand: what is said there, with them marked."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class CommitmentCard:
    """A commitment in a list. Of one that was looked for its goal and its government are in pieces.

    `found`: where the rest of the words stand. `mark`: which voices do not agree on it, where some
    do not. `waits`: since when it waits for its verifier.
    """

    goal: str
    url: str
    participant: str
    pillar: str
    pillar_name: str
    status: str
    status_word: str
    due: str
    due_note: str
    progress_width: str
    progress_text: str
    goal_language: str
    goal_pieces: tuple[Piece, ...] = ()
    participant_pieces: tuple[Piece, ...] = ()
    found: FoundText | None = None
    mark: str = ""
    waits: str = ""


@dataclass(frozen=True, slots=True)
class DateField:
    """A date of the filter. One that is none is shown as it was typed, with what is wrong."""

    value: str
    type: str = "date"
    error: str = ""


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
class CardGroup:
    """The commitments of one status, where those of one government are listed."""

    id: str
    title: str
    cards: tuple[CommitmentCard, ...]


@dataclass(frozen=True, slots=True)
class Passing:
    """How the coordination passes all of a government to a new administration."""

    participant: str
    title: str
    left: str


@dataclass(frozen=True, slots=True)
class CommitmentsPage:
    """The public list: of one government in groups, of several in one row of cards.

    `proposed`: what was proposed just now from a workbook, with the first of its commitments.
    """

    figures: tuple[Figure, ...]
    filters: FilterForm
    count: str
    cards: tuple[CommitmentCard, ...]
    groups: tuple[CardGroup, ...]
    pages: tuple[Link, ...]
    own_links: tuple[Link, ...]
    passing: Passing | None
    in_spanish: str
    ways: tuple[Link, ...]
    ignored: tuple[str, ...]
    files: tuple[Link, ...] = ()
    proposed: str = ""
    proposed_links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """What was reported done and waits for a verifier; `overdue`: what nobody reported in time."""

    breadcrumb: tuple[Link, ...]
    lead: str
    overdue: Link
    cards: tuple[CommitmentCard, ...]
    again: tuple[CommitmentCard, ...]
    governments: tuple[Option, ...]
    pages: tuple[Link, ...]
    ignored: tuple[str, ...]
    empty: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Queue:
    """How the queue is asked for: of which government, on which page, and how many there are.

    `unknown`: what was asked for and has nothing there; `total` is of what is asked for.
    """

    governments: Sequence[Participant]
    participant: str
    unknown: str
    page: int
    total: int
    size: int = QUEUE_SIZE


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
class Names:
    """What codes are called: states by their two digits, pillars by their letter.

    `goals`: what the observatory recommends, by its Spanish: it is a goal in many promises.
    """

    states: Mapping[str, str]
    pillars: Mapping[str, Text]
    goals: Mapping[str, Text]


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


def commitments_page(
    listed: Sequence[tuple[Commitment, Participant]],
    counts: Mapping[Status, int],
    *,
    total: int,
    page: int,
    size: int,
    query: Query,
    choices: Choices,
    visitor: Person | None,
    today: date,
    url: Url,
    marks: Mapping[int, str] = NO_MARKS,
    proposed: Sequence[Commitment] = (),
) -> CommitmentsPage:
    """The list as filtered; `counts` are of all statuses, `total` of the one being looked at.

    `marks`: by the code of a commitment, which voices do not agree on it. `proposed`: those that
    whoever looks proposed just now.
    """
    sought = sought_in(query.text)
    cards = tuple(
        found_card(
            commitment_card(
                commitment,
                participant,
                choices.names,
                today,
                url,
                mark=marks.get(commitment.code or 0, ""),
            ),
            commitment,
            sought,
        )
        for commitment, participant in listed
    )
    return CommitmentsPage(
        figures=_figures(counts, query, url),
        filters=_filter_form(query, counts, choices),
        count=ngettext("{n} compromiso", "{n} compromisos", total).format(n=number(total)),
        cards=cards,
        groups=_groups(cards) if query.participant else (),
        pages=page_links(url("commitments"), query.pairs, page, total, size),
        own_links=(
            *_own_links(visitor, url),
            Link(_("Acuerdos"), url("agreements")),
            Link(_("Recomendaciones emitidas"), url("batches")),
        ),
        passing=_passing(listed, counts, query, visitor),
        in_spanish=in_spanish() if listed else "",
        ways=ways_of("commitments", url),
        ignored=ignored_words(query.ignored, beside=("desde", "hasta")),
        files=_files(query, url) if listed else (),
        proposed=_proposed_text(len(proposed)),
        proposed_links=tuple(
            Link(
                _("{number}: {goal}").format(number=each.code, goal=first_words(each.goal, 60)),
                url("commitment", id=each.code),
            )
            for each in proposed[:MOST_TOLD]
        ),
    )


def _proposed_text(count: int) -> str:
    """How many were proposed, and that not all of them have a link."""
    if not count:
        return ""
    told = ngettext(
        "Se propuso {n} compromiso en público:", "Se propusieron {n} compromisos en público:", count
    ).format(n=number(count))
    if count <= MOST_TOLD:
        return told
    left = _("estos son los primeros; los demás están en la lista.")
    return f"{told} {left}"


def _files(query: Query, url: Url) -> tuple[Link, ...]:
    """The whole list as it is narrowed, in other forms."""
    return (
        Link(_("Hoja para imprimir"), address_of(url("commitments_sheet"), query.pairs)),
        *file_links(url("commitments_table"), url("commitments_document"), query.pairs),
    )


def _groups(cards: Sequence[CommitmentCard]) -> tuple[CardGroup, ...]:
    found = []
    for status in GROUPS:
        own = tuple(card for card in cards if card.status == status)
        if own:
            title = _("{status} ({n})").format(status=STATUS_NAMES[status], n=number(len(own)))
            found.append(CardGroup(f"group-{status.value}", title, own))
    return tuple(found)


def _passing(
    listed: Sequence[tuple[Commitment, Participant]],
    counts: Mapping[Status, int],
    query: Query,
    visitor: Person | None,
) -> Passing | None:
    """For whoever may, while something of the government is alive and not inherited yet."""
    alive = sum(counts[each] for each in GROUPS if each not in ENDED | {Status.INHERITED})
    may = visitor is not None and visitor.role in {Role.COORDINATOR, Role.ADMIN}
    if not (may and query.participant and listed and alive):
        return None
    name = listed[0][1].name
    return Passing(
        query.participant,
        _("{name}: pasar todo a una nueva administración").format(name=name),
        not_inherited(),
    )


def not_inherited() -> str:
    """What of the promises of a government does not pass to its new administration, and why."""
    return _(
        "Los que ya se reportaron como cumplidos no se heredan ni se ratifican: siguen con quien"
        " los verifica."
    )


def in_spanish() -> str:
    """A word to whoever reads another language about what governments write; empty in Spanish."""
    if locale() == SOURCE:
        return ""
    return _("Lo que escriben los gobiernos se muestra en español, tal como lo escribieron.")


def statuses_of(code: str) -> frozenset[Status]:
    """What an address asks for; all of them, said with none, where it asks for nothing we know."""
    if code == UNDER_WAY:
        return HEADLINES[0][1]
    return frozenset({Status(code)}) if code in set(Status) else frozenset()


def commitment_card(
    commitment: Commitment,
    participant: Participant,
    names: Names,
    today: date,
    url: Url,
    *,
    mark: str = "",
) -> CommitmentCard:
    """A commitment in a list, whoever looks."""
    status = shown_status(commitment, today)
    width, text = progress_words(commitment)
    goal, language = goal_words(commitment.goal, names.goals)
    return CommitmentCard(
        goal=first_words(goal),
        goal_language=language,
        url=url("commitment", id=commitment.code),
        participant=participant.name,
        pillar=commitment.pillar or "",
        pillar_name=pillar_name_of(commitment, names.pillars),
        status=status.value,
        status_word=str(STATUS_NAMES[status]),
        due=day(commitment.due),
        due_note=_("sin ratificar a tiempo")
        if is_ratification_late(commitment, today)
        else due_note_of(commitment, today),
        progress_width=width,
        progress_text=text,
        mark=mark,
    )


def found_card(
    card: CommitmentCard, commitment: Commitment, sought: Sequence[str]
) -> CommitmentCard:
    """The card of a commitment that was looked for, with the words that were found in it marked.

    Its history is needed where words stand only there.
    """
    if not sought:
        return card
    # What is cut off in the card is found, and not seen.
    seen = found_in(card.goal.removesuffix("…"), sought) | found_in(card.participant, sought)
    missing = frozenset(sought) - seen
    texts = [
        (_("Meta"), commitment.goal),
        (_("Indicador de éxito"), commitment.indicator),
        (_("Cargo responsable"), commitment.responsible),
        *((_("Historia"), event.note) for event in commitment.history if event.note),
    ]
    held = [(len(found_in(text, sought) & missing), label, text) for label, text in texts]
    best = max(held, key=lambda each: each[0])
    return replace(
        card,
        goal_pieces=marked(card.goal, sought),
        participant_pieces=marked(card.participant, sought),
        found=FoundText(best[1], excerpt(best[2], sought, LONGEST_EXCERPT)) if best[0] else None,
    )


def waiting_page(
    listed: Sequence[tuple[Commitment, Participant]],
    again: Sequence[tuple[Commitment, Participant]],
    names: Names,
    today: date,
    url: Url,
    *,
    asked: Queue,
) -> WaitingPage:
    """The one that has waited longest first. `again`: verified, and to be verified again.

    `listed` are those of a page, each with its history.
    """
    narrowed = (("gobierno", asked.participant),) if asked.participant else ()
    return WaitingPage(
        breadcrumb=(Link(_("Verificación"), url("queue")), Link(_("Compromisos"), "")),
        lead=ngettext(
            "{n} compromiso reportado como cumplido espera verificación.",
            "{n} compromisos reportados como cumplidos esperan verificación.",
            asked.total,
        ).format(n=number(asked.total)),
        overdue=Link(
            _("Vencidos, que pueden declararse no cumplidos"),
            address_of(url("commitments"), (("situacion", Status.OVERDUE.value),)),
        ),
        cards=tuple(
            replace(
                commitment_card(commitment, participant, names, today, url),
                waits=_waits(commitment, Move.REPORT_DONE, today),
            )
            for commitment, participant in listed
        ),
        again=tuple(
            replace(
                commitment_card(commitment, participant, names, today, url),
                waits=_waits(commitment, Move.ASK_REVIEW, today),
            )
            for commitment, participant in again
        ),
        governments=options_of(
            _("Todos los gobiernos"),
            [(each.code, each.name) for each in asked.governments],
            asked.participant,
        ),
        pages=page_links(url("commitment_queue"), narrowed, asked.page, asked.total, asked.size),
        ignored=ignored_words((("gobierno", asked.unknown),) if asked.unknown else ()),
        empty=(
            _("Nada espera verificación"),
            _(
                "Cuando un gobierno reporte que cumplió aparecerá aquí. Los de su propio estado los"
                " verifica otra persona."
            ),
        )
        if not asked.total
        else (_("Esta página no tiene compromisos"), _("Vuelva a la primera.")),
    )


def goal_words(goal: str, known: Mapping[str, Text]) -> tuple[str, str]:
    """How a goal is read, and in which language that is.

    As its government wrote it; in the language that is spoken where it is, word for word, a
    recommendation that the observatory wrote in it too.
    """
    found = known.get(goal)
    return (found.of(locale()), locale()) if found else (goal, SOURCE)


def _waits(commitment: Commitment, move: Move, today: date) -> str:
    """Since when it waits, by the last time that this was done."""
    on = next((event.on for event in reversed(commitment.history) if event.move is move), None)
    if on is None:
        return ""
    days = (today - on).days
    told = _("Reportado el {day}") if move is Move.REPORT_DONE else _("Se pide desde el {day}")
    if not days:
        return _("{since}, hoy").format(since=told.format(day=day(on)))
    text = ngettext("{since}, hace {n} día", "{since}, hace {n} días", days)
    return text.format(since=told.format(day=day(on)), n=number(days))


def first_words(text: str, most: int = FIRST_WORDS) -> str:
    """The beginning of a long text, cut between words."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    return plain[:most].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def pillar_name_of(commitment: Commitment, pillars: Mapping[str, Text]) -> str:
    name = pillars.get(commitment.pillar or "")
    return name.of(locale()) if name else ""


def progress_words(commitment: Commitment) -> tuple[str, str]:
    """The width of the bar and the words beside it."""
    width = str(rounded(progress_of(commitment) * 100, 1))
    if commitment.status is Status.VERIFIED:
        return width, _("Meta cumplida")
    done = sum(1 for step in commitment.milestones if step.done_on)
    text = ngettext("{done} de {n} hito", "{done} de {n} hitos", len(commitment.milestones))
    return width, text.format(done=number(done), n=number(len(commitment.milestones)))


def due_note_of(commitment: Commitment, today: date) -> str:
    """How far the date is, while it still matters."""
    if commitment.status in ENDED | {Status.REPORTED_DONE}:
        return ""
    days = (commitment.due - today).days
    if days == 0:
        return _("vence hoy")
    if days > 0:
        return ngettext("falta {n} día", "faltan {n} días", days).format(n=number(days))
    return ngettext("venció hace {n} día", "venció hace {n} días", -days).format(n=number(-days))


def _figures(counts: Mapping[Status, int], query: Query, url: Url) -> tuple[Figure, ...]:
    """The headline; each number leads to its list, narrowed as the one that was counted.

    Of one government only what there is: six figures, most of them 0, hide the few promises.
    """
    listed = url("commitments")
    figures = []
    for label, statuses in HEADLINES:
        count = sum(counts[each] for each in statuses)
        if query.participant and not count:
            continue
        code = UNDER_WAY if len(statuses) > 1 else next(iter(statuses)).value
        asked = replace(query, status=code).pairs
        figures.append(Figure(number(count), str(label), address_of(listed, asked)))
    return tuple(figures)


def _own_links(visitor: Person | None, url: Url) -> tuple[Link, ...]:
    if visitor is None:
        return ()
    if visitor.role in GOVERNMENT and visitor.participant:
        own = address_of(url("commitments"), (("gobierno", visitor.participant),))
        return (
            Link(_("Compromisos de {name}").format(name=visitor.participant_name), own),
            Link(_("Recomendaciones"), url("recommendations")),
        )
    if visitor.role is Role.VERIFIER:
        return (Link(_("Por verificar"), url("commitment_queue")),)
    if visitor.role in {Role.COORDINATOR, Role.ADMIN}:
        return (Link(_("Recomendaciones por emitir"), url("batch_list")),)
    return ()


def _filter_form(query: Query, counts: Mapping[Status, int], choices: Choices) -> FilterForm:
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


def ways_of(here: str, url: Url) -> tuple[Link, ...]:
    """The pages on all commitments. `here`: the name of the route of the one that is shown."""
    named = (
        ("fulfilment", _("Panorama")),
        ("commitments", _("Lista")),
        ("months", _("Calendario")),
        ("happenings", _("Lo último")),
        ("disagreements", _("Desacuerdos")),
    )
    return tuple(Link(label, url(name), name == here) for name, label in named)


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


def status_words(code: str) -> str:
    """How the situation that an address asks for is called; nothing where it asks for none."""
    if code == UNDER_WAY:
        return _("Por cumplir")
    return str(STATUS_NAMES[Status(code)]) if code in set(Status) else ""


def _due_fields(query: Query) -> tuple[DateField, DateField]:
    """Both dates as they are read; reversed ones are kept, and told apart from a list too short."""
    due_from, due_to = date_of(query.due_from), date_of(query.due_to)
    first, last = _date_field(query.due_from), _date_field(query.due_to)
    if due_from is None or due_to is None or due_from <= due_to:
        return first, last
    error = _(
        "Es anterior a «Vence desde»: ningún compromiso vence entre las dos fechas. Cambie una."
    )
    return first, replace(last, error=error)


def _date_field(typed: str) -> DateField:
    """A browser shows nothing of what is no date in a field for dates: it gets one for text."""
    found = date_of(typed)
    if found is not None or not typed.strip():
        return DateField(found.isoformat() if found else "")
    error = _("No se lee como fecha y no se toma en cuenta. Escríbala como 31/12/2026.")
    return DateField(typed, "text", error)
