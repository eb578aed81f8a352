"""Calendario: the dates of commitments as all-day events, for calendars that subscribe (RFC 5545).

The same data give the same bytes: a calendar knows an event by its UID, and by SEQUENCE that a date
moved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from game.commitments import Commitment, Milestone, Status
from game.following import Dated
from game.participants import Participant
from server.i18n import gettext as _
from server.i18n import locale
from server.pages.atom import UNWRITABLE
from server.pages.commitments.words import STATUS_NAMES, first_words
from server.pages.links import Url

MEDIA_TYPE: Final = "text/calendar"
PRODUCT: Final = "-//Liga//Compromisos//ES"
LONGEST_GOAL: Final = 120
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The dates of one commitment. `status`: as it is shown today."""

    commitment: Commitment
    participant: Participant
    history: tuple[Dated, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class _Day:
    """One date: what is due, and until when it is news."""

    uid: str
    on: date
    title: str
    text: str


def calendar_bytes(
    title: str,
    schedules: Sequence[Schedule],
    *,
    site: str,
    host: str,
    url: Url,
    ignored: Sequence[str] = (),
) -> bytes:
    """Every due date and milestone of these commitments.

    `ignored`: what its address asks for and nobody knows, in words: a calendar has a description
    (RFC 7986, 5.2), and an older property that programs show in its place.
    """
    calendar = Calendar()
    for name, text in _heading(title).items():
        calendar.add(name, text)
    if ignored:
        for name in ("description", "x-wr-caldesc"):
            calendar.add(name, _clean(" ".join(ignored)))
    for each in schedules:
        address = site + url("commitment", id=each.commitment.code)
        for day in _days(each, host):
            calendar.add_component(_event(day, each, address))
    return bytes(calendar.to_ical())


def _heading(title: str) -> Mapping[str, str]:
    return {
        "prodid": PRODUCT,
        "version": "2.0",
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "x-wr-calname": title,
        "x-published-ttl": "PT12H",
    }


def _days(schedule: Schedule, host: str) -> Iterator[_Day]:
    commitment, name = schedule.commitment, schedule.participant.name
    code, goal = commitment.code, first_words(commitment.goal, LONGEST_GOAL)
    status = _("Situación: {status}").format(status=STATUS_NAMES[schedule.status])
    title = _("{participant}: vence «{goal}»").format(participant=name, goal=goal)
    yield _Day(f"compromiso-{code}@{host}", commitment.due, title, status)
    for place, step in enumerate(commitment.milestones, 1):
        words = _("{participant}: hito «{title}»").format(
            participant=name, title=first_words(step.title, LONGEST_GOAL)
        )
        text = f"{goal}\n{_step_text(step)}\n{status}"
        yield _Day(f"compromiso-{code}-hito-{place}@{host}", step.due, words, text)


def _step_text(step: Milestone) -> str:
    return _("Concluido") if step.done_on else _("Pendiente")


def _event(day: _Day, schedule: Schedule, address: str) -> Event:
    event = Event()
    changed = schedule.history[-1].at if schedule.history else _noon(day.on)
    is_withdrawn = schedule.commitment.status is Status.WITHDRAWN
    event.add("uid", day.uid)
    # Of what is published, when it was last changed: the hour it is asked for says nothing.
    event.add("dtstamp", changed.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", changed.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", _sequence(schedule))
    event.add("dtstart", day.on)
    # An event without an end lasts its day (RFC 5545, 3.6.1), also the last one that there is.
    if day.on < date.max:
        event.add("dtend", day.on + A_DAY)
    event.add("summary", _clean(day.title), {"language": locale()})
    event.add("description", _clean(f"{day.text}\n{address}"))
    event.add("url", address)
    event.add("status", "CANCELLED" if is_withdrawn else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _sequence(schedule: Schedule) -> int:
    """How often its dates moved, or it was given up: a calendar then takes the newer one."""
    events = [line.event for line in schedule.history]
    return sum(
        each.due_after is not None
        or (each.to_status is Status.WITHDRAWN and each.from_status is not each.to_status)
        for each in events
    )


def _noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


def _clean(text: str) -> str:
    return UNWRITABLE.sub("", text)
