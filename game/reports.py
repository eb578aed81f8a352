"""Observación: what a business, an association or a citizen says of a commitment or a procedure.

It is the third voice: it stands beside what the government says and what the observatory verified,
and moves no point and no score.

    sent -> confirmed -> published | rejected (reason) | merged into another
    rejected -> confirmed, where a moderator finds that it should have been read otherwise
    published -> answered | unanswered (the calendar says it) -> closed, or contested
    contested (its reasons are moderated) -> disputed, with a new clock | answered
    contested -> contested, with one reason more: nothing that was written waits in vain
    confirmed, merged or public -> withdrawn, by whoever sent it
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from game.answers import Citation
from game.days import Calendar, start_of
from game.personal import HIDDEN, hidden
from game.rules import RuleBroken
from game.typed import has_markup, said, text_fault

LONGEST_TEXT = 4_000
LONGEST_LINE = 160
A_DAY = timedelta(days=1)
# So many reasons against one answer wait to be read at a time.
MOST_REASONS = 5
# What stands between two of them where they are read as one text.
BETWEEN = "\n\n"


class Status(StrEnum):
    """The life of a report. Unanswered is told by the calendar, it is never a move."""

    SENT = "sent"
    CONFIRMED = "confirmed"
    PUBLISHED = "published"
    REJECTED = "rejected"
    MERGED = "merged"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    CONTESTED = "contested"
    DISPUTED = "disputed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Part(StrEnum):
    """Who moves a report: whoever sent it, a moderator of the observatory, the government."""

    REPORTER = "reporter"
    MODERATOR = "moderator"
    PARTICIPANT = "participant"


class Move(StrEnum):
    """What can happen to a report once it was sent."""

    CONFIRM = "confirm"
    PUBLISH = "publish"
    REJECT = "reject"
    MERGE = "merge"
    ANSWER = "answer"
    CONTEST = "contest"
    RELEASE = "release"
    DISMISS = "dismiss"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    RETURN = "return"
    RECONSIDER = "reconsider"


class Bearing(StrEnum):
    """What a report says of a commitment: that it is kept, that it is not, or something else."""

    CONTRADICTS = "contradicts"
    SUPPORTS = "supports"
    OTHER = "other"


class Mark(StrEnum):
    """Why a report looks like spam: none of it is enough to refuse it."""

    TRAP = "trap"
    QUICK = "quick"
    REPEATED = "repeated"
    LINKS = "links"
    CAPITALS = "capitals"
    MANY_LINKS = "many_links"
    REFUSED = "refused"
    CROWD = "crowd"


# How much each of them weighs.
WEIGHTS: Mapping[Mark, int] = MappingProxyType(
    {
        Mark.TRAP: 3,
        Mark.QUICK: 3,
        Mark.REPEATED: 2,
        Mark.LINKS: 1,
        Mark.CAPITALS: 1,
        Mark.MANY_LINKS: 2,
        Mark.REFUSED: 2,
        Mark.CROWD: 2,
    }
)
LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
WORD = re.compile(r"\w+")
# What may stand in place of words that a moderator took away.
MASKS = re.compile(rf"{re.escape(HIDDEN)}|\[dato personal\]|\[…\]|\[\.\.\.\]", re.IGNORECASE)
# Shorter texts in capitals are names and codes.
FEWEST_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: who makes the move, from where, to where, and whether in words."""

    by: Part
    sources: frozenset[Status]
    to: Status
    needs_text: bool = False


PUBLIC = frozenset(
    {Status.PUBLISHED, Status.ANSWERED, Status.CONTESTED, Status.DISPUTED, Status.CLOSED}
)
# What waits for the government, with its clock.
AWAITED = frozenset({Status.PUBLISHED, Status.DISPUTED})
# What waits for a moderator.
IN_QUEUE = frozenset({Status.CONFIRMED, Status.CONTESTED})
OVER = frozenset({Status.REJECTED, Status.MERGED, Status.CLOSED, Status.WITHDRAWN})
# What others may join: "también me pasa".
OPEN = PUBLIC - {Status.CLOSED}

TRANSITIONS: Mapping[Move, Rule] = MappingProxyType(
    {
        Move.CONFIRM: Rule(Part.REPORTER, frozenset({Status.SENT}), Status.CONFIRMED),
        Move.PUBLISH: Rule(
            Part.MODERATOR, frozenset({Status.CONFIRMED}), Status.PUBLISHED, needs_text=True
        ),
        Move.REJECT: Rule(
            Part.MODERATOR, frozenset({Status.CONFIRMED}), Status.REJECTED, needs_text=True
        ),
        Move.RECONSIDER: Rule(
            Part.MODERATOR, frozenset({Status.REJECTED}), Status.CONFIRMED, needs_text=True
        ),
        Move.MERGE: Rule(
            Part.MODERATOR, frozenset({Status.CONFIRMED, Status.PUBLISHED}), Status.MERGED
        ),
        Move.ANSWER: Rule(Part.PARTICIPANT, AWAITED, Status.ANSWERED, needs_text=True),
        Move.CONTEST: Rule(
            Part.REPORTER,
            frozenset({Status.ANSWERED, Status.CONTESTED}),
            Status.CONTESTED,
            needs_text=True,
        ),
        Move.RELEASE: Rule(
            Part.MODERATOR, frozenset({Status.CONTESTED}), Status.DISPUTED, needs_text=True
        ),
        Move.DISMISS: Rule(
            Part.MODERATOR, frozenset({Status.CONTESTED}), Status.ANSWERED, needs_text=True
        ),
        Move.CLOSE: Rule(Part.REPORTER, OPEN, Status.CLOSED),
        Move.WITHDRAW: Rule(
            Part.REPORTER,
            OPEN | {Status.CONFIRMED, Status.MERGED, Status.CLOSED},
            Status.WITHDRAWN,
        ),
    }
)
# Each of these begins the clock of the government.
STARTS_CLOCK = frozenset({Move.PUBLISH, Move.RELEASE})
# The words of these everybody reads, with those of the report.
PUBLIC_WORDS = frozenset({Move.ANSWER, Move.RELEASE, Move.CLOSE})
# The words of these are for nobody but the moderators, the auditors and whoever sent the report.
PRIVATE_WORDS = frozenset({Move.CONTEST, Move.REJECT, Move.DISMISS, Move.RECONSIDER})
# What everybody may read of the history.
IN_PUBLIC = frozenset(
    {Move.PUBLISH, Move.ANSWER, Move.CONTEST, Move.RELEASE, Move.DISMISS, Move.CLOSE}
)


@dataclass(frozen=True, slots=True)
class Told:
    """What was asked for, where, and what happened: as it was sent, or as it is published."""

    asked: str
    place: str
    story: str


@dataclass(frozen=True, slots=True)
class Event:
    """One dated line of the history. `term`: the last day of the clock that the move begins."""

    move: Move
    from_status: Status
    to_status: Status
    by: Part
    at: datetime
    text: str = ""
    author: str = ""
    evidence: tuple[Citation, ...] = ()
    term: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """`told` stays as it was sent; `shown` is what is published, None until then.

    `shown_as`: the name whoever sent it chose to show; none stays anonymous. `answer_by`: the last
    day of the clock. `into`: the report it was merged into. `marks`: why it looks like spam;
    `is_cleared`: a moderator found that it does not.
    """

    participant: str
    told: Told
    status: Status
    sent_at: datetime
    commitment: int | None = None
    pillar: str = ""
    topic: str = ""
    happened_on: date | None = None
    bearing: Bearing = Bearing.OTHER
    shown_as: str = ""
    shown: Told | None = None
    answer_by: date | None = None
    into: int | None = None
    marks: frozenset[Mark] = frozenset()
    is_cleared: bool = False
    history: tuple[Event, ...] = ()
    code: int | None = None

    @property
    def is_redacted(self) -> bool:
        """Whether a moderator published something else than what was sent."""
        return self.shown is not None and self.shown != self.told

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC


def words_in_public(report: Report) -> tuple[str, ...]:
    """Every text that is published of a report: what it tells, by whom, and what was said to it."""
    if report.shown is None:
        return ()
    told = (report.shown.asked, report.shown.place, report.shown.story, report.shown_as)
    answers = (event.text for event in report.history if event.move in PUBLIC_WORDS)
    return tuple(text for text in (*told, *answers) if text)


def links_in(text: str) -> int:
    """How many addresses of pages a text holds."""
    return len(LINK.findall(text))


@dataclass(frozen=True, slots=True)
class Signs:
    """How something was sent. `fell_in`: the field that people do not see was filled.

    `is_repeated`: the very same text came before; `is_refused`: one that says the same was not
    published; `is_crowd`: more came from the same connection than usual.
    """

    fell_in: bool = False
    is_quick: bool = False
    is_repeated: bool = False
    is_refused: bool = False
    is_crowd: bool = False


def marks_of(text: str, sent: Signs, most_links: int) -> frozenset[Mark]:
    """Why what was sent looks like spam. `most_links`: with more of them it does by that alone."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    signs = {
        Mark.TRAP: sent.fell_in,
        Mark.QUICK: sent.is_quick,
        Mark.REPEATED: sent.is_repeated,
        Mark.REFUSED: sent.is_refused,
        Mark.CROWD: sent.is_crowd,
        Mark.LINKS: 0 < links_in(text) <= most_links,
        Mark.MANY_LINKS: links_in(text) > most_links,
        Mark.CAPITALS: len(letters) >= FEWEST_LETTERS and capitals * 2 > len(letters),
    }
    return frozenset(mark for mark, stands in signs.items() if stands)


def is_spam(marks: Iterable[Mark], enough: int) -> bool:
    """Whether the marks weigh enough for the other queue, where a moderator looks too."""
    return sum(WEIGHTS[mark] for mark in marks) >= enough


def is_suspect(report: Report, enough: int) -> bool:
    """Whether it waits apart: it looks like spam, and no moderator has said anything of it yet."""
    waits = report.status is Status.CONFIRMED and not report.is_cleared
    return waits and is_spam(report.marks, enough)


def reconsider(report: Report, text: str, at: datetime, *, on: date, author: str) -> Report:
    """A report that was not published, read again in its turn: nobody suspects it any more."""
    moved = advance(report, Move.RECONSIDER, Part.MODERATOR, at, on=on, text=text, author=author)
    return replace(moved, is_cleared=True)


def clear(report: Report) -> Report:
    """The report among those that are read in their turn: it only looked like spam."""
    if report.status is not Status.CONFIRMED:
        raise RuleBroken("report-forbids", status=report.status, move="clear")
    return replace(report, is_cleared=True)


@dataclass(frozen=True, slots=True)
class Clock:
    """How a term in working days is counted: by which calendar, and how many."""

    calendar: Calendar
    days: int

    def ends(self, on: date) -> date:
        """The last day of a term that begins after this one."""
        return self.calendar.after(on, self.days)


def advance(
    report: Report,
    move: Move,
    by: Part,
    at: datetime,
    *,
    on: date,
    text: str = "",
    author: str = "",
    clock: Clock | None = None,
    evidence: tuple[Citation, ...] = (),
    longest: int = LONGEST_TEXT,
) -> Report:
    """The report after a move, with one more line of history; or the refusal.

    `on`: the day of the moment `at`. A move that begins the clock of the government needs `clock`.
    `longest`: how many signs its words may have.
    """
    rule = TRANSITIONS[move]
    if by is not rule.by:
        raise RuleBroken("role-forbids", role=by, move=move)
    if report.status not in rule.sources:
        raise RuleBroken("report-forbids", status=report.status, move=move)
    words = said(text)
    if rule.needs_text and not words:
        raise RuleBroken("report-text-required", move=move)
    if fault := text_fault(words, longest):
        raise RuleBroken(fault[0], **fault[1])
    if any(citation.lacks_page for citation in evidence):
        raise RuleBroken("page-missing", move=move)
    answer_by = None
    if move in STARTS_CLOCK:
        if clock is None:
            raise ValueError(f"{move} begins a clock: it needs one")
        answer_by = clock.ends(on)
    event = Event(move, report.status, rule.to, by, at, words, author, evidence, answer_by)
    return replace(report, status=rule.to, answer_by=answer_by, history=(*report.history, event))


def added_word(sent: str, published: str) -> str:
    """The first word of what is published that was not sent there; empty where there is none.

    A moderator takes away or masks: each word that is left stands in what was sent, in the same
    order. Of a text whose personal data were hidden what is left of a word counts as one.
    """
    plain = re.sub(MASKS, " ", published)
    lacking = [_first_lacking(text, plain) for text in (sent, hidden(sent))]
    return "" if "" in lacking else lacking[0]


def _first_lacking(sent: str, published: str) -> str:
    left = iter(WORD.findall(sent.casefold()))
    words = WORD.findall(published)
    return next((word for word in words if word.casefold() not in left), "")


def _check_only_less(sent: str, published: str, field: str) -> None:
    """Refuse what is published with a word, a tag or an address of a page that nobody sent."""
    if has_markup(published):
        raise RuleBroken("text-has-markup", field=field)
    word = added_word(sent, published)
    if word:
        raise RuleBroken("report-words-added", word=word, field=field)
    if links_in(published) > links_in(sent):
        raise RuleBroken("too-many-links", most=links_in(sent), field=field)


def publish(
    report: Report, shown: Told, at: datetime, *, on: date, author: str, clock: Clock
) -> Report:
    """The report in public, as a moderator lets it be read: as it was sent, or with less."""
    for text in (shown.asked, shown.story):
        if not said(text):
            raise RuleBroken("report-text-required", move=Move.PUBLISH)
    if max(len(shown.asked), len(shown.story)) > LONGEST_TEXT or len(shown.place) > LONGEST_LINE:
        raise RuleBroken("text-too-long", limit=LONGEST_TEXT)
    moved = advance(
        report,
        Move.PUBLISH,
        Part.MODERATOR,
        at,
        on=on,
        text=shown.story,
        author=author,
        clock=clock,
    )
    for field in ("asked", "place", "story"):
        _check_only_less(getattr(report.told, field), getattr(shown, field), field)
    return replace(moved, shown=shown)


def waiting_reasons(report: Report) -> tuple[Event, ...]:
    """Why whoever sent it is not content, as often as that was written and not read yet."""
    if report.status is not Status.CONTESTED:
        return ()
    waiting = []
    for event in reversed(report.history):
        if event.move is not Move.CONTEST:
            break
        waiting.append(event)
    return tuple(reversed(waiting))


def waiting_reason(report: Report) -> str:
    """All of that as one text, in the order in which it was written."""
    return BETWEEN.join(event.text for event in waiting_reasons(report))


def waits_since(report: Report) -> datetime:
    """Since when a moderator has something of it to read; of several reasons the first counts."""
    waiting = waiting_reasons(report) or report.history[-1:]
    return waiting[0].at if waiting else report.sent_at


def answers_in(report: Report) -> int:
    """How many times its government answered it."""
    return sum(event.move is Move.ANSWER for event in report.history)


def has_reason(report: Report, text: str, answer: int | None = None) -> bool:
    """Whether this very reason was already given against an answer, read or not.

    `answer`: which one it was written against, counted from one; the last one where nobody says.
    """
    against = answers_in(report) if answer is None else answer
    given, words = 0, text.split()
    for event in report.history:
        given += event.move is Move.ANSWER
        is_same = event.move is Move.CONTEST and event.text.split() == words
        if is_same and given == against:
            return True
    return False


def contest(
    report: Report, text: str, at: datetime, *, on: date, answer: int | None = None
) -> Report:
    """The report with one reason more why whoever sent it is not content with the answer.

    While one waits to be read another one waits beside it. `answer`: which answer it was written
    against, counted from one: nobody contests another one than they read.
    """
    moved = advance(report, Move.CONTEST, Part.REPORTER, at, on=on, text=text)
    if answer is not None and answer != answers_in(report):
        raise RuleBroken("report-answered-again")
    if len(waiting_reasons(report)) >= MOST_REASONS:
        raise RuleBroken("report-reasons-full", most=MOST_REASONS)
    return moved


def release(
    report: Report, shown: str, at: datetime, *, on: date, author: str, clock: Clock
) -> Report:
    """Why whoever sent it is not content, in public: as it was written, or with less.

    All that waits is read together, so that it may be as long as all of it.
    """
    moved = advance(
        report,
        Move.RELEASE,
        Part.MODERATOR,
        at,
        on=on,
        text=shown,
        author=author,
        clock=clock,
        longest=(LONGEST_TEXT + len(BETWEEN)) * MOST_REASONS,
    )
    _check_only_less(waiting_reason(report), shown, "text")
    return moved


def merge(report: Report, into: Report, at: datetime, *, on: date, author: str) -> Report:
    """The report as one more of the same: what it told is counted there.

    It is the same only of the same commitment, and where both say the same of it: who reads of a
    commitment finds there everything that is counted of it.
    """
    of_the_same = (report.participant, report.commitment, report.bearing)
    if into.code == report.code or of_the_same != (into.participant, into.commitment, into.bearing):
        raise RuleBroken("merge-elsewhere", report=into.code)
    if into.status not in OPEN:
        raise RuleBroken("merge-elsewhere", report=into.code)
    moved = advance(report, Move.MERGE, Part.MODERATOR, at, on=on, author=author)
    return replace(moved, into=into.code)


def withdraw(report: Report, at: datetime, *, on: date) -> Report:
    """The report taken back by whoever sent it: it counts for nothing from now on.

    What was sent is kept for the moderators. One that was merged leaves the other one.
    """
    return replace(advance(report, Move.WITHDRAW, Part.REPORTER, at, on=on), into=None)


def give_back(report: Report, at: datetime, *, on: date, clock: Clock) -> Report:
    """A report whose other one was withdrawn stands alone again: it is still true to form.

    One that was published before is public at once, with a clock of its own: a moderator read it.
    Any other waits for one, in its turn: who merged it read it and found no spam. Nobody decides
    it: it follows from what somebody else did.
    """
    if report.status is not Status.MERGED:
        raise RuleBroken("report-forbids", status=report.status, move=Move.RETURN)
    to, answer_by = Status.CONFIRMED, None
    if report.shown is not None:
        to, answer_by = Status.PUBLISHED, clock.ends(on)
    event = Event(Move.RETURN, report.status, to, Part.MODERATOR, at, term=answer_by)
    return replace(
        report,
        status=to,
        into=None,
        answer_by=answer_by,
        is_cleared=True,
        history=(*report.history, event),
    )


def shown_status(report: Report, today: date) -> Status:
    """Past its day without an answer a report is unanswered, whoever looks."""
    is_late = report.answer_by is not None and today > report.answer_by
    return Status.UNANSWERED if report.status in AWAITED and is_late else report.status


def last_moved(report: Report, published_at: datetime | None, today: date) -> datetime:
    """When something of it was last new to everybody, in public or by the calendar.

    The day after its last one a report without an answer is late, from midnight in Mexico.
    `report` has its history.
    """
    moments = [event.at for event in report.history if event.move in IN_PUBLIC]
    if shown_status(report, today) is Status.UNANSWERED and report.answer_by:
        moments.append(start_of(report.answer_by + A_DAY))
    return max([*moments, published_at or report.sent_at])


def days_left(report: Report, calendar: Calendar, today: date) -> int | None:
    """Working days until the clock ends, below zero once it has; None where none runs."""
    if report.status not in AWAITED or report.answer_by is None:
        return None
    if today > report.answer_by:
        return -calendar.worked_between(report.answer_by, today)
    return calendar.worked_between(today, report.answer_by)


def moves_of(report: Report, by: Part) -> tuple[Move, ...]:
    """What somebody may do with it, in the order of the table."""
    return tuple(
        move
        for move, rule in TRANSITIONS.items()
        if rule.by is by and report.status in rule.sources
    )


@dataclass(frozen=True, slots=True)
class Voucher:
    """Who stands behind a report (a key, never a name), what it says, and since when in public."""

    person: str
    bearing: Bearing
    status: Status
    published_at: datetime | None


def ask_review(vouchers: Iterable[Voucher], since: datetime, needed: int) -> bool:
    """Whether enough different people contradict what was verified, since it was.

    Counts what is published and what was merged into it: a moderator found both to be true to form.
    """
    against = {
        each.person
        for each in vouchers
        if each.bearing is Bearing.CONTRADICTS
        and each.status in PUBLIC | {Status.MERGED}
        and each.published_at is not None
        and each.published_at > since
    }
    return len(against) >= needed
