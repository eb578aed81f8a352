"""Escritorios de observaciones: what a government has to answer, and what an observer follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from game.commitments import Status as CommitmentStatus
from game.days import Calendar
from game.participants import Participant, alphabetical
from game.reports import AWAITED, Status, days_left, shown_status
from server.i18n import gettext as _
from server.i18n import ngettext, number
from server.pages.commitments.headings import figures_of
from server.pages.commitments.narrowing import Query
from server.pages.filters import Option, address_of
from server.pages.links import Link, Url
from server.pages.reports import ReportCard, SeenReport, report_card

NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class OwnReportsPage:
    """The reports of one's own government: those with a clock first."""

    lead: str
    breadcrumb: tuple[Link, ...]
    waiting: tuple[ReportCard, ...]
    others: tuple[ReportCard, ...]


@dataclass(frozen=True, slots=True)
class WaitingNotice:
    """That something waits for an answer, in the page of one's own league."""

    text: str
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """What is followed, how its commitments stand, and the form that ends it."""

    label: str
    promises: tuple[Link, ...]
    url: str
    new_url: str
    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class ObserverPage:
    """What an observer follows: governments and topics, own reports, answers that are late."""

    lead: str
    done: str
    action: str
    participants: tuple[WatchedRow, ...]
    topics: tuple[WatchedRow, ...]
    offered_participants: tuple[Option, ...]
    offered_topics: tuple[Option, ...]
    late: tuple[ReportCard, ...]
    watched: tuple[ReportCard, ...]
    own: tuple[ReportCard, ...]


def own_reports_page(
    reports: Sequence[SeenReport],
    calendar: Calendar,
    today: date,
    *,
    name: str,
    url: Url,
) -> OwnReportsPage:
    """What is due first at the top."""
    waiting = [each for each in reports if each.report.status in AWAITED]
    others = [each for each in reports if each.report.status not in AWAITED]

    def cards(some: Sequence[SeenReport]) -> tuple[ReportCard, ...]:
        return tuple(
            report_card(each, calendar, today, url("report", id=each.code)) for each in some
        )

    return OwnReportsPage(
        lead=ngettext(
            "{n} observación sobre {name} espera respuesta.",
            "{n} observaciones sobre {name} esperan respuesta.",
            len(waiting),
        ).format(n=number(len(waiting)), name=name),
        breadcrumb=(Link(_("Compromisos"), url("commitments")), Link(_("Observaciones"), "")),
        waiting=cards(waiting),
        others=cards(others),
    )


def waiting_notice(
    reports: Sequence[SeenReport], calendar: Calendar, today: date, url: Url
) -> WaitingNotice | None:
    """That reports wait for an answer; nothing where none does."""
    left = [days_left(each.report, calendar, today) for each in reports]
    running = [days for days in left if days is not None]
    if not running:
        return None
    count, first = len(running), min(running)
    text = ngettext(
        "{n} observación de empresas o ciudadanía espera respuesta.",
        "{n} observaciones de empresas o ciudadanía esperan respuesta.",
        count,
    ).format(n=number(count))
    when = ngettext(
        "La primera vence en {n} día hábil.", "La primera vence en {n} días hábiles.", first
    ).format(n=number(first))
    if first < 0:
        late = sum(days < 0 for days in running)
        when = ngettext("{n} ya venció.", "{n} ya vencieron.", late).format(n=number(late))
    return WaitingNotice(f"{text} {when}", url("own_reports"), "bad" if first < 0 else "warn")


def observer_page(
    *,
    watched: Sequence[SeenReport],
    own: Sequence[SeenReport],
    participants: Sequence[Participant],
    topics: Sequence[str],
    everybody: Sequence[Participant],
    every_topic: Mapping[str, tuple[str, str]],
    counts: Mapping[str, Mapping[CommitmentStatus, int]],
    calendar: Calendar,
    today: date,
    sent: str,
    private: Mapping[int, str],
    url: Url,
) -> ObserverPage:
    """`participants`, `topics`: what is followed. `sent`: the number of a report just sent.

    `counts`: the commitments of each of them by shown status, by code.

    `private`: the links of one's own, by number.
    """

    def cards(some: Sequence[SeenReport]) -> tuple[ReportCard, ...]:
        return tuple(
            report_card(
                each,
                calendar,
                today,
                private.get(each.code) or url("report", id=each.code),
            )
            for each in some
        )

    late = [
        each for each in (*watched, *own) if shown_status(each.report, today) is Status.UNANSWERED
    ]
    unique = {each.code: each for each in late}
    named = {each.code for each in participants}
    return ObserverPage(
        lead=_("Sus gobiernos, sus temas y sus observaciones, con el plazo de cada respuesta."),
        done=_("Se recibió su observación {number}: la lee el observatorio.").format(number=sent)
        if sent
        else "",
        action=url("observer_desk_send"),
        participants=tuple(
            WatchedRow(
                each.name,
                _promises(Query(participant=each.code), counts.get(each.code, {}), url),
                url("participant_commitments", code=each.code),
                address_of(url("report_new"), (("gobierno", each.code),)),
                "participant",
                each.code,
            )
            for each in participants
        ),
        topics=tuple(
            WatchedRow(
                f"{code} {every_topic.get(code, ('', code))[1]}",
                _promises(Query(topic=code), counts.get(code, {}), url),
                address_of(url("reports"), (("tema", code),)),
                "",
                "topic",
                code,
            )
            for code in topics
        ),
        offered_participants=(
            Option("", _("Elija un gobierno"), chosen=True),
            *(
                Option(each.code, each.name, chosen=False)
                for each in sorted(everybody, key=lambda each: alphabetical(each.name))
                if each.code not in named
            ),
        ),
        offered_topics=(
            Option("", _("Elija un tema"), chosen=True),
            *(
                Option(code, f"{code} {name}", chosen=False)
                for code, (_pillar, name) in every_topic.items()
                if code not in topics
            ),
        ),
        late=cards(tuple(unique.values())),
        watched=cards(watched),
        own=cards(own),
    )


def _promises(query: Query, counts: Mapping[CommitmentStatus, int], url: Url) -> tuple[Link, ...]:
    """How many commitments stand where, each with the way to its list; what is none is left out."""
    figures = figures_of(counts, query, url)
    told = [each for each in figures if each.value != number(0)]
    return tuple(Link(f"{each.value}{NO_BREAK}{each.label}", each.url) for each in told)
