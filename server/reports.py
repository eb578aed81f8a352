"""Observación: the form as it was typed, what is wrong with it, and what a server signs of it.

Who sent a form is told by nothing but a letter. What the form carries between two pages (when it
was drawn, the file that came with it) is signed with the secret of this server.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from dataclasses import field as starting
from datetime import UTC, date, datetime, timedelta
from typing import Final

from game.days import Calendar
from game.editions import Stage
from game.likeness import says_the_same
from game.reports import (
    LONGEST_LINE,
    LONGEST_TEXT,
    Bearing,
    Clock,
    Mark,
    Report,
    Signs,
    Status,
    Told,
    links_in,
    marks_of,
)
from game.room import ReportRules, Room
from game.typed import date_fault, date_of, has_markup, whole_number
from server.answer_books.signing import secret_in
from server.days import calendar_of, today_of
from server.i18n import locale
from server.mailboxes import is_mailbox, mailbox_of
from server.pieces import sheet_saying
from server.queries.editions import editions, rules_of
from server.queries.report_turns import Turn
from server.queries.reports import File
from server.settings import Settings
from server.storage import Storage

LONGEST_ASKED: Final = 600
# A form that was drawn longer ago is looked at once more before it is sent.
LONGEST_OPEN: Final = timedelta(days=7)
# Who remembers what was asked for before? A year of two digits was typed, or none was meant.
OLDEST_YEAR: Final = 1980
# As much as a photograph or a letter weighs.
FILE_BYTES: Final = 5 * 1024 * 1024
PURPOSE: Final = b"liga report "
HOUR_MINUTES: Final = 60
DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class ReportForm:
    """Everything as text. `trap` is a field that people do not see, `seal` when it was drawn.

    `brought`: the file that came with it, as this server signed it.
    """

    step: str = ""
    seal: str = ""
    trap: str = ""
    commitment: str = ""
    participant: str = ""
    topic: str = ""
    bearing: str = ""
    asked: str = ""
    place: str = ""
    happened_on: str = ""
    story: str = ""
    shown_as: str = ""
    is_anonymous: str = ""
    email: str = ""
    brought: str = ""

    @property
    def commitment_code(self) -> int | None:
        return whole_number(self.commitment)

    @property
    def told(self) -> Told:
        return Told(self.asked.strip(), self.place.strip(), self.story.strip())


NAMES: Final = tuple(each.name for each in fields(ReportForm))


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a field cannot stay as it is."""

    field: str
    code: str
    facts: Mapping[str, object] = starting(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """By which figures reports are taken now, and which days are worked."""

    reports: ReportRules
    calendar: Calendar

    @property
    def clock(self) -> Clock:
        return Clock(self.calendar, self.reports.answer_days)


@dataclass(frozen=True, slots=True)
class Seal:
    """Which sheet a form is, and when it was drawn."""

    sheet: str
    drawn: datetime


async def rules_now(now: datetime) -> Rules:
    """The rules of the newest edition that is not a draft; the usual ones where there is none."""
    found = [each for each in await editions() if each.stage is not Stage.DRAFT]
    room = found[0].room if found else Room()
    rest = found[0].rest_days if found else frozenset[date]()
    year = today_of(now).year
    return Rules(room.reports, calendar_of({year - 1, year, year + 1}, rest))


async def topics_now() -> Mapping[str, tuple[str, str]]:
    """Topic to its pillar and its name, as the newest edition that is not a draft has them."""
    found = [each for each in await editions() if each.stage is not Stage.DRAFT]
    if not found:
        return {}
    questionnaire = (await rules_of(found[0].code)).questionnaire
    return {
        topic.code: (pillar.code, topic.name.of(locale()))
        for pillar in questionnaire.pillars
        for topic in pillar.topics
    }


def flaws_of(
    form: ReportForm, today: date, *, topics: Mapping[str, object], asks_email: bool
) -> tuple[Flaw, ...]:
    """Everything that is wrong, in the order of the form, the first flaw of each field."""
    first: dict[str, Flaw] = {}
    for flaw in _flaws(form, today, topics, asks_email=asks_email):
        first.setdefault(flaw.field, flaw)
    return tuple(first.values())


def report_of(
    form: ReportForm,
    participant: str,
    place: tuple[str, str],
    *,
    shown_as: str,
    marks: frozenset[Mark],
    at: datetime,
) -> Report:
    """The report that a form without flaws says. `place`: the pillar and the topic it is about."""
    about = form.commitment_code
    return Report(
        participant=participant,
        told=form.told,
        status=Status.SENT,
        sent_at=at,
        commitment=about,
        pillar=place[0],
        topic=place[1],
        happened_on=date_of(form.happened_on),
        bearing=Bearing(form.bearing) if about is not None else Bearing.OTHER,
        shown_as=shown_as,
        marks=marks,
    )


def suspicion_of(
    form: ReportForm,
    seal: Seal,
    rules: ReportRules,
    now: datetime,
    *,
    is_repeated: bool,
    refused: Iterable[str],
    came: int,
) -> frozenset[Mark]:
    """Why what was sent looks like spam.

    `refused`: what was told in those that were not published. `came`: how many came from the same
    connection within the hour.
    """
    sent = Signs(
        fell_in=bool(form.trap.strip()),
        is_quick=now - seal.drawn < timedelta(seconds=rules.least_seconds),
        is_repeated=is_repeated,
        is_refused=any(says_the_same(form.told.story, each) for each in refused),
        is_crowd=came >= rules.hourly,
    )
    return marks_of(f"{form.asked}\n{form.story}", sent, rules.most_links)


def sheet_of(seal: Seal, form: ReportForm, report: Report, email: str, file: File | None) -> str:
    """The key of a form as it was sent: corrected and sent again, it is another report.

    Another address, too: whoever mistyped theirs gets their letter at the right one.
    """
    typed = asdict(form) | {"seal": "", "step": "", "trap": "", "brought": ""}
    typed |= asdict(report.told) | {"shown_as": report.shown_as, "email": email.strip().lower()}
    return sheet_saying(seal.sheet, *typed.values(), file.sha256 if file else "")


def new_seal(settings: Settings, now: datetime) -> str:
    """What a form carries from when it is drawn: a number of its own, the moment, and our sign."""
    return _signed(settings, "form", f"{secrets.token_hex(12)}.{int(now.timestamp())}")


def seal_of(settings: Settings, text: str, now: datetime) -> Seal | None:
    """What a seal says, if this server made it and not too long ago."""
    told = _unsigned(settings, "form", text)
    sheet, _, stamp = told.partition(".")
    if not sheet or not stamp.isdecimal():
        return None
    drawn = datetime.fromtimestamp(int(stamp), UTC)
    return Seal(sheet, drawn) if now - drawn <= LONGEST_OPEN else None


def file_carried(settings: Settings, file: File) -> str:
    """A file that was taken in, as the next page brings it back."""
    return _signed(settings, "file", json.dumps(asdict(file), sort_keys=True))


def file_of(settings: Settings, text: str) -> File | None:
    """The file of a form, if this server took it in."""
    told = _unsigned(settings, "file", text)
    return File(**json.loads(told)) if told else None


def report_files(settings: Settings) -> Storage:
    """Where the files of reports are: apart from the evidence of governments."""
    limit = min(FILE_BYTES, settings.upload_max_bytes)
    return Storage(settings.data_dir / "reports", limit, settings.upload_types)


def person_of(settings: Settings, email: str) -> str:
    """What tells two people apart: a hash that nobody makes without the secret of this server.

    One mailbox is one person, whatever label its address carries.
    """
    return _proof(settings, "person", mailbox_of(email))


def token_of(settings: Settings, sheet: str) -> str:
    """The private link of a report. It is made anew for each letter, and kept by its hash alone."""
    return _proof(settings, "link", sheet)


def turns_of(
    settings: Settings,
    rules: ReportRules,
    now: datetime,
    *,
    host: str,
    email: str = "",
    brake: int = 0,
) -> tuple[Turn, ...]:
    """How many may still come from a connection within the hour, and from an address in the day.

    Neither is kept: what is counted is a hash, another one each day. `brake`: how many may come in
    the hour where it is not the usual number.
    """
    at = now.astimezone(UTC)
    day = f"{at:%Y-%m-%d}"
    hour = Turn(
        _proof(settings, "host", f"{day} {host}"),
        f"{at:%Y-%m-%dT%H}",
        brake or rules.hourly,
        HOUR_MINUTES - at.minute,
    )
    if not email:
        return (hour,)
    today = Turn(
        _proof(settings, "turn", f"{day} {mailbox_of(email)}"),
        day,
        rules.daily,
        DAY_MINUTES - at.hour * HOUR_MINUTES - at.minute,
    )
    return (hour, today)


def file_turns(
    settings: Settings, rules: ReportRules, now: datetime, host: str
) -> tuple[Turn, ...]:
    """How many files may still come from a connection within the hour, sent or not."""
    (hour,) = turns_of(settings, rules, now, host=f"file {host}")
    return (hour,)


def _flaws(
    form: ReportForm,
    today: date,
    topics: Mapping[str, object],
    *,
    asks_email: bool,
) -> Iterator[Flaw]:
    if form.commitment_code is None:
        if form.topic not in topics:
            yield Flaw("topic", "topic-missing")
    elif form.bearing not in set(Bearing):
        yield Flaw("bearing", "bearing-missing")
    yield from _text_flaws("asked", form.asked, LONGEST_ASKED)
    yield from _line_flaws("place", form.place)
    typed = form.happened_on.strip()
    day = date_of(typed)
    if typed and day is None:
        yield Flaw("happened_on", date_fault(typed))
    elif day and day > today:
        yield Flaw("happened_on", "happened-later")
    elif day and day.year < OLDEST_YEAR:
        yield Flaw("happened_on", "happened-too-early", {"year": OLDEST_YEAR})
    yield from _text_flaws("story", form.story, LONGEST_TEXT)
    yield from _line_flaws("shown_as", form.shown_as)
    if asks_email and not is_mailbox(form.email.strip()):
        yield Flaw("email", "reporter-email-invalid")


def _line_flaws(name: str, text: str) -> Iterator[Flaw]:
    """A place and a name are one line, without addresses of pages."""
    if len(text.strip()) > LONGEST_LINE:
        yield Flaw(name, "text-too-long", {"limit": LONGEST_LINE})
    elif has_markup(text):
        yield Flaw(name, "text-has-markup")
    elif links_in(text):
        yield Flaw(name, "too-many-links", {"most": 0})


def _text_flaws(name: str, text: str, limit: int) -> Iterator[Flaw]:
    """With many addresses of pages it looks like spam, which a moderator sees, and is no flaw."""
    typed = text.strip()
    if not typed:
        yield Flaw(name, f"{name}-missing")
    elif len(typed) > limit:
        yield Flaw(name, "text-too-long", {"limit": limit})
    elif has_markup(typed):
        yield Flaw(name, "text-has-markup")


def _signed(settings: Settings, purpose: str, text: str) -> str:
    told = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{told}.{_proof(settings, purpose, text)}"


def _unsigned(settings: Settings, purpose: str, given: str) -> str:
    """What was signed here for this; nothing where it was not."""
    told, _, proof = given.partition(".")
    text = ""
    with suppress(ValueError):
        padded = told + "=" * (-len(told) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    is_ours = hmac.compare_digest(proof.encode(), _proof(settings, purpose, text).encode())
    return text if is_ours else ""


def _proof(settings: Settings, purpose: str, text: str) -> str:
    secret = secret_in(settings.data_dir)
    return hmac.new(secret, PURPOSE + f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()
