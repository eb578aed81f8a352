"""Observaciones: kept as they were sent, moved in units, found by whose they are.

A move is kept only if nobody moved the report since it was seen. Who sent it stays in here: what
leaves for a page is the report, and how many stand behind it.
"""

import json
from collections import defaultdict
from collections.abc import (
    AsyncIterator,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from piccolo.columns.combination import WhereRaw
from piccolo.custom_types import Combinable
from piccolo.query import Select
from piccolo.query.mixins import OrderByRaw
from piccolo.querystring import QueryString

from game.answers import Citation
from game.days import start_of
from game.participants import Participant, alphabetical
from game.reports import (
    AWAITED,
    IN_PUBLIC,
    IN_QUEUE,
    OPEN,
    PUBLIC,
    Bearing,
    Event,
    Mark,
    Move,
    Part,
    Report,
    Status,
    Told,
    Voucher,
    last_moved,
    waits_since,
    words_in_public,
)
from game.rules import RuleBroken
from game.searches import plain_text, sought_in
from server.db import Param, Refused, Step, params, statement, write
from server.people import Person
from server.queries.audit import noting
from server.queries.commitments import in_league, members_of
from server.queries.documents import Document, adding
from server.queries.mail import PRIVATE_LETTERS, Message, keep_mail, posting
from server.queries.participants import participants_named
from server.queries.report_supports import supporters_of
from server.queries.report_turns import Turn, write_in_turn
from server.tables.mail import MailRow
from server.tables.reports import ReportEventRow, ReportRow

LARGEST_CODE: Final = 2**31 - 1
PAGE_SIZE: Final = 20
# Of a whole list so many are read at a time.
AT_ONCE: Final = 500
A_DAY: Final = timedelta(days=1)
# Why a unit is undone: the sheet came before, somebody else moved it.
SENT_BEFORE: Final = "sent-before"
CHANGED: Final = "report-changed"
# What everybody could last read of a report comes first.
_MOVES: Final = ", ".join(f"'{move}'" for move in sorted(IN_PUBLIC))
LAST_MOVE: Final = (
    "(SELECT MAX(report_event.at) FROM report_event"  # noqa: S608  (moves of ours)
    f" WHERE report_event.report = report.id AND report_event.move IN ({_MOVES}))"
)

_NEW = QueryString("(SELECT id FROM report WHERE sheet = {})", Param("sheet"))
ADD = statement(ReportRow.insert(params(ReportRow)).returning(ReportRow.id))
ADD_FIRST_EVENT = statement(ReportEventRow.insert(params(ReportEventRow, report=_NEW)))
ADD_EVENT = statement(ReportEventRow.insert(params(ReportEventRow)))
CHANGE = statement(
    ReportRow.update(
        {
            ReportRow.status: Param("status"),
            ReportRow.revision: QueryString("report.revision + 1"),
            ReportRow.answer_by: Param("answer_by"),
            ReportRow.merged_into: Param("merged_into"),
            ReportRow.shown_asked: Param("shown_asked"),
            ReportRow.shown_place: Param("shown_place"),
            ReportRow.shown_story: Param("shown_story"),
            ReportRow.shown_words: Param("shown_words"),
            ReportRow.shows_file: Param("shows_file"),
            ReportRow.published_at: Param("published_at"),
            ReportRow.is_cleared: Param("is_cleared"),
            ReportRow.updated_at: Param("at"),
        }
    )
    .where(
        ReportRow.id == Param("id"),
        ReportRow.status == Param("seen_status"),
        ReportRow.revision == Param("seen_revision"),
    )
    .returning(ReportRow.id)
)
# What was merged into a report that is merged now belongs to where that one went.
REPOINT = statement(
    ReportRow.update({ReportRow.merged_into: Param("merged_into")}).where(
        ReportRow.merged_into == Param("id")
    )
)
# Merged into it is only what is still open when the unit is committed.
STILL_OPEN = statement(
    ReportRow.update({ReportRow.revision: QueryString("report.revision")})
    .where(
        ReportRow.id == Param("merged_into"),
        ReportRow.status.is_in(sorted(status.value for status in OPEN)),
    )
    .returning(ReportRow.id)
)
# What was merged into one that is withdrawn is given back in the same unit, all of it.
NONE_MERGED = statement(
    ReportRow.update({ReportRow.revision: QueryString("report.revision")})
    .where(ReportRow.merged_into == Param("id"))
    .returning(ReportRow.id)
)
# Read in its turn: it only looked like spam. It waits as long as it has.
CLEAR = statement(
    ReportRow.update(
        {
            ReportRow.is_cleared: Param("is_cleared"),
            ReportRow.revision: QueryString("report.revision + 1"),
        }
    )
    .where(
        ReportRow.id == Param("id"),
        ReportRow.status == Param("seen_status"),
        ReportRow.revision == Param("seen_revision"),
    )
    .returning(ReportRow.id)
)
FORGET_SENDER = statement(
    ReportRow.update({ReportRow.email: ""}).where(ReportRow.id == Param("id"))
)
FORGET_LETTERS = statement(MailRow.delete().where(WhereRaw("key LIKE {}", Param("letters"))))
DROP = statement(
    ReportRow.delete()
    .where(ReportRow.id == Param("id"), ReportRow.status == Status.SENT.value)
    .returning(ReportRow.id)
)


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a report, apart from the evidence of governments."""

    filename: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Whoever sent a report: never on a page. `account`: of somebody signed in."""

    email: str
    person: str
    locale: str
    token_hash: str
    confirm_until: datetime
    account: int | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report with what is kept beside it. `people`: how many stand behind it."""

    report: Report
    participant: Participant
    revision: int
    sender: Sender
    file: File | None = None
    shows_file: bool = False
    published_at: datetime | None = None
    people: int = 1

    @property
    def code(self) -> int:
        return self.report.code or 0


@dataclass(frozen=True, slots=True)
class Filters:
    """What the public list is narrowed to. `status`: as it is shown on the day `today`.

    `league`: of the newest edition that has it. `since`, `until`: when it was published.
    """

    participant: str = ""
    state: str = ""
    league: str = ""
    topic: str = ""
    commitment: int | None = None
    status: Status | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""
    today: date = date.max


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was asked for, and how many there are on all pages."""

    reports: tuple[KeptReport, ...]
    total: int


async def keep_report(
    report: Report,
    sender: Sender,
    file: File | None,
    *,
    turns: Sequence[Turn],
    at: datetime,
    tell: Callable[[int], Sequence[Message]],
) -> int:
    """Keep what was sent with its letter, and give its code; the same sheet again, the same."""
    sheet = sender.sheet
    known = await _of_sheet(sheet)
    if known:
        await keep_mail(tell(known), at)
        return known
    facts = _sent_row(report, sender, file) | {"sheet": sheet, "at": at}
    first = [
        Step(ADD_FIRST_EVENT, _event_row(event, None) | {"sheet": sheet})
        for event in report.history
    ]
    steps = [Step(ADD, facts, rows=1, otherwise=SENT_BEFORE), *first]
    try:
        (added, *_rest) = await write_in_turn(turns, at, steps)
    except Refused as refused:
        if refused.code != SENT_BEFORE:
            raise
        code = await _of_sheet(sheet)
    else:
        code = int(added[0]["id"])
    # Its number stands in the letter. Whoever gets none sends the same sheet again.
    await keep_mail(tell(code), at)
    return code


async def _of_sheet(sheet: str) -> int:
    row = await ReportRow.select(ReportRow.id).where(ReportRow.sheet == sheet).first()
    return int(row["id"]) if row else 0


async def report_of(code: int) -> KeptReport:
    """One report with its history, whatever its status; an unknown one is refused."""
    row = None
    if 0 < code <= LARGEST_CODE:
        row = await ReportRow.select().where(ReportRow.id == code).first()
    if row is None:
        raise RuleBroken("unknown-report", report=code)
    return await _whole(row)


async def public_report(code: int) -> KeptReport:
    """The same in public: what is not published is not there, what was merged is where it went."""
    found = await report_of(code)
    if found.report.status is Status.MERGED and found.report.into:
        found = await report_of(found.report.into)
    if not found.report.is_public:
        raise RuleBroken("unknown-report", report=code)
    return found


async def withdrawn_report(code: int) -> KeptReport | None:
    """One that everybody could read until its sender took it back; nothing of any other."""
    row = None
    if 0 < code <= LARGEST_CODE:
        row = (
            await ReportRow.select()
            .where(
                ReportRow.id == code,
                ReportRow.status == Status.WITHDRAWN.value,
                ReportRow.published_at.is_not_null(),
            )
            .first()
        )
    return await _whole(row) if row else None


async def merged_into(code: int) -> tuple[KeptReport, ...]:
    """The reports that say the same as this one and were merged into it, oldest first."""
    rows = (
        await ReportRow.select()
        .where(ReportRow.merged_into == code, ReportRow.status == Status.MERGED.value)
        .order_by(ReportRow.id)
    )
    return await _listed(rows)


async def report_by_token(token_hash: str) -> KeptReport | None:
    """The report of a private link."""
    row = await ReportRow.select().where(ReportRow.token_hash == token_hash).first()
    return await _whole(row) if row else None


async def reports_where(filters: Filters, *, page: int = 1, size: int = PAGE_SIZE) -> Found:
    """What is published, the newest first."""
    conditions = _conditions(filters)
    total = await ReportRow.count().where(*conditions)
    rows = await (
        ReportRow.select()
        .where(*conditions)
        .order_by(ReportRow.published_at, ascending=False)
        .order_by(ReportRow.id, ascending=False)
        .limit(size)
        .offset((page - 1) * size)
    )
    return Found(await _listed(rows), total)


async def reported_participants() -> tuple[Participant, ...]:
    """Whoever something is published of, by name."""
    rows = (
        await ReportRow.select(ReportRow.participant)
        .where(ReportRow.status.is_in(_values(PUBLIC)))
        .distinct()
    )
    found = (await participants_named([row["participant"] for row in rows])).values()
    return tuple(sorted(found, key=lambda each: alphabetical(each.name)))


async def newest_reports(filters: Filters, most: int) -> tuple[KeptReport, ...]:
    """So many of what is published, each with its history: the last that anything happened to.

    A report is new when it is published, when it moves in public, and when it comes to be late on
    or before the day `filters.today`. The newest of all is among the newest of each.
    """
    conditions = _conditions(filters)
    late = [*conditions, *_shown_as(Status.UNANSWERED, filters.today)]
    asked = (
        _newest(conditions, most).order_by(ReportRow.published_at, ascending=False),
        _newest(conditions, most).order_by(OrderByRaw(LAST_MOVE), ascending=False),
        _newest(late, most).order_by(ReportRow.answer_by, ascending=False),
    )
    rows = {row["id"]: row for query in asked for row in await query}
    found = await _with_histories(await _listed(list(rows.values())))
    return tuple(
        sorted(
            found,
            key=lambda each: (
                last_moved(each.report, each.published_at, filters.today),
                each.code,
            ),
            reverse=True,
        )[:most]
    )


def _newest(conditions: Iterable[Combinable], most: int) -> Select[ReportRow]:
    return ReportRow.select().where(*conditions).limit(most)


async def every_report(filters: Filters) -> AsyncIterator[KeptReport]:
    """All that is published, the newest first, each with its history."""
    page, total = 0, 1
    while page * AT_ONCE < total:
        page += 1
        found = await reports_where(filters, page=page, size=AT_ONCE)
        total = found.total
        for each in await _with_histories(found.reports):
            yield each


async def _with_histories(found: Sequence[KeptReport]) -> tuple[KeptReport, ...]:
    histories = await _histories([each.code for each in found])
    return tuple(
        replace(each, report=replace(each.report, history=tuple(histories[each.code])))
        for each in found
    )


async def _histories(codes: Sequence[int]) -> Mapping[int, list[Event]]:
    found: dict[int, list[Event]] = {code: [] for code in codes}
    if codes:
        row = ReportEventRow
        rows = await row.select().where(row.report.is_in(list(codes))).order_by(row.id)
        for each in rows:
            found[each["report"]].append(_event(each))
    return found


async def reports_to_moderate() -> tuple[KeptReport, ...]:
    """What waits for a moderator, with its history, the one that has waited longest first."""
    rows = (
        await ReportRow.select()
        .where(ReportRow.status.is_in(_values(IN_QUEUE)))
        .order_by(ReportRow.id)
    )
    found = await _with_histories(await _listed(rows))
    return tuple(sorted(found, key=lambda each: waits_since(each.report)))


async def reports_of(participant: str) -> tuple[KeptReport, ...]:
    """Everything published of a participant, what is due first at the top."""
    rows = (
        await ReportRow.select()
        .where(ReportRow.participant == participant, ReportRow.status.is_in(_values(PUBLIC)))
        .order_by(ReportRow.answer_by)
        .order_by(ReportRow.id, ascending=False)
    )
    found = await _listed(rows)
    return tuple(sorted(found, key=lambda each: each.report.answer_by is None))


async def reports_sent_by(account: int) -> tuple[KeptReport, ...]:
    """What an observer sent, the newest first."""
    rows = (
        await ReportRow.select()
        .where(ReportRow.account == account)
        .order_by(ReportRow.id, ascending=False)
    )
    return await _listed(rows)


async def reports_watched(
    participants: Collection[str], topics: Collection[str], most: int
) -> tuple[KeptReport, ...]:
    """What is published of these participants or on these topics, the newest first."""
    wanted: list[Combinable] = []
    if participants:
        wanted.append(ReportRow.participant.is_in(sorted(participants)))
    if topics:
        wanted.append(ReportRow.topic.is_in(sorted(topics)))
    if not wanted:
        return ()
    either = wanted[0] if len(wanted) == 1 else wanted[0] | wanted[1]
    rows = (
        await ReportRow.select()
        .where(ReportRow.status.is_in(_values(PUBLIC)), either)
        .order_by(ReportRow.published_at, ascending=False)
        .limit(most)
    )
    return await _listed(rows)


async def reports_due(statuses: Iterable[Status]) -> tuple[KeptReport, ...]:
    """What waits for an answer and has a last day."""
    rows = (
        await ReportRow.select()
        .where(ReportRow.status.is_in(_values(statuses)), ReportRow.answer_by.is_not_null())
        .order_by(ReportRow.id)
    )
    return await _listed(rows)


async def stories_like(report: Report) -> tuple[tuple[int, str], ...]:
    """What was told in those it can be merged into: to find what says the same.

    Of the same participant and commitment, saying the same of it, published and still open.
    """
    same = ReportRow.commitment == report.commitment
    rows = (
        await ReportRow.select(ReportRow.id, ReportRow.shown_asked, ReportRow.shown_story)
        .where(
            ReportRow.participant == report.participant,
            ReportRow.commitment.is_null() if report.commitment is None else same,
            ReportRow.bearing == report.bearing.value,
            ReportRow.status.is_in(_values(OPEN)),
            ReportRow.id != report.code,
        )
        .order_by(ReportRow.id, ascending=False)
        .limit(500)
    )
    return tuple((row["id"], f"{row['shown_asked']} {row['shown_story']}") for row in rows)


async def is_repeated(story: str, form: str) -> bool:
    """Whether the very same text was sent before, of whatever government.

    `form`: what the sheets of the same form begin with. From it the text may come once more, when
    something else was put right in between.
    """
    rows = await ReportRow.select(ReportRow.sheet).where(ReportRow.story == story).limit(2)
    return len(rows) > 1 or any(not row["sheet"].startswith(form) for row in rows)


async def refused_stories(most: int) -> tuple[str, ...]:
    """What was told in the last ones that were not published, of whatever government."""
    rows = (
        await ReportRow.select(ReportRow.story)
        .where(ReportRow.status == Status.REJECTED.value)
        .order_by(ReportRow.id, ascending=False)
        .limit(most)
    )
    return tuple(row["story"] for row in rows)


async def keep_cleared(seen: KeptReport, cleared: Report, *, by: Person, at: datetime) -> None:
    """Let one that looked like spam be read in its turn, if nobody moved it since `seen`."""
    facts = {
        "id": seen.code,
        "is_cleared": cleared.is_cleared,
        "seen_status": seen.report.status.value,
        "seen_revision": seen.revision,
    }
    marks = ",".join(sorted(seen.report.marks))
    participant = seen.report.participant
    await write(
        [
            Step(CLEAR, facts, rows=1, otherwise=CHANGED),
            noting(
                None, "report-clear", str(seen.code), by, at, participant=participant, marks=marks
            ),
        ]
    )


async def vouchers_of(commitment: int) -> tuple[Voucher, ...]:
    """Who stands behind what is said of a commitment, and what it says."""
    rows = (
        await ReportRow.select(
            ReportRow.id,
            ReportRow.person,
            ReportRow.bearing,
            ReportRow.status,
            ReportRow.published_at,
            ReportRow.updated_at,
        )
        .where(ReportRow.commitment == commitment)
        .order_by(ReportRow.id)
    )
    return tuple(
        Voucher(
            row["person"],
            Bearing(row["bearing"]),
            Status(row["status"]),
            # One that was merged before it was published counts from when it was merged.
            row["published_at"]
            or (row["updated_at"] if row["status"] == Status.MERGED.value else None),
        )
        for row in rows
    )


async def keep_move(
    seen: KeptReport,
    moved: Report,
    *,
    by: Person | None,
    at: datetime,
    letters: Sequence[Message] = (),
    documents: Iterable[Document] = (),
    shows_file: bool | None = None,
    with_it: Sequence[tuple[KeptReport, Report]] = (),
) -> None:
    """Keep the last move of `moved` with its letters, if nobody moved it since `seen`.

    `with_it`: reports that move because this one does, in the same unit.
    """
    event = moved.history[-1]
    facts = _move_facts(seen, moved, at, shows_file=shows_file)
    merging = [Step(STILL_OPEN, facts, rows=1, otherwise=CHANGED), Step(REPOINT, facts)]
    noted = [_noted(moved, event, by, at)] if by is not None else []
    await write(
        [
            Step(CHANGE, facts, rows=1, otherwise=CHANGED),
            *(merging if event.move is Move.MERGE else ()),
            *(adding(document) for document in documents),
            Step(ADD_EVENT, _event_row(event, by) | {"report": seen.code}),
            *noted,
            *(step for pair in with_it for step in _following(*pair, at)),
            *(
                [Step(NONE_MERGED, facts, rows=0, otherwise=CHANGED)]
                if event.move is Move.WITHDRAW
                else ()
            ),
            *(posting(each, at) for each in letters),
        ]
    )


def _following(seen: KeptReport, moved: Report, at: datetime) -> tuple[Step, ...]:
    """The steps of a report that moves because another one does."""
    facts = _move_facts(seen, moved, at, shows_file=None)
    return (
        Step(CHANGE, facts, rows=1, otherwise=CHANGED),
        Step(ADD_EVENT, _event_row(moved.history[-1], None) | {"report": seen.code}),
    )


def _move_facts(
    seen: KeptReport, moved: Report, at: datetime, *, shows_file: bool | None
) -> dict[str, object]:
    """How a report stands after a move, and how it stood for whoever made it."""
    event = moved.history[-1]
    shown = moved.shown or Told("", "", "")
    is_new = event.move is Move.PUBLISH
    return {
        "id": seen.code,
        "status": moved.status.value,
        "seen_status": seen.report.status.value,
        "seen_revision": seen.revision,
        "answer_by": moved.answer_by,
        "merged_into": moved.into,
        "shown_asked": shown.asked,
        "shown_place": shown.place,
        "shown_story": shown.story,
        "shown_words": f" {plain_text(' '.join(words_in_public(moved)))} ",
        "shows_file": seen.shows_file if shows_file is None else shows_file,
        "published_at": at if is_new else seen.published_at,
        "is_cleared": moved.is_cleared,
        "at": at,
    }


async def unconfirmed_before(moment: datetime) -> tuple[KeptReport, ...]:
    """What nobody confirmed in time."""
    rows = await ReportRow.select().where(
        ReportRow.status == Status.SENT.value, ReportRow.confirm_until < moment
    )
    return await _listed(rows)


async def drop_unconfirmed(seen: KeptReport) -> None:
    """Keep nothing of what nobody confirmed: neither its text, nor its letter, nor the address."""
    letters = {"letters": f"{letter_prefix(seen.sender.token_hash)}%"}
    await write([Step(DROP, {"id": seen.code}, rows=1), Step(FORGET_LETTERS, letters)])


async def forget_senders(before: datetime) -> int:
    """Drop the addresses of those whose report last moved before that, and the letters there."""
    rows = (
        await ReportRow.select(ReportRow.id, ReportRow.token_hash)
        .where(ReportRow.email != "", ReportRow.updated_at < before)
        .order_by(ReportRow.id)
    )
    for row in rows:
        letters = {"letters": f"{letter_prefix(row['token_hash'])}%"}
        await write([Step(FORGET_SENDER, {"id": row["id"]}), Step(FORGET_LETTERS, letters)])
    return len(rows)


async def commitments_contradicted() -> tuple[int, ...]:
    """The commitments of which a published report says that they are not kept."""
    rows = await ReportRow.select(ReportRow.commitment).where(
        ReportRow.commitment.is_not_null(),
        ReportRow.bearing == Bearing.CONTRADICTS.value,
        ReportRow.status.is_in(_values(PUBLIC)),
    )
    return tuple(sorted({row["commitment"] for row in rows}))


async def files_in_use(hashes: Collection[str]) -> frozenset[str]:
    """Those of these files that a report came with."""
    if not hashes:
        return frozenset()
    rows = await ReportRow.select(ReportRow.sha256).where(ReportRow.sha256.is_in(sorted(hashes)))
    return frozenset(row["sha256"] for row in rows)


def letter_prefix(token_hash: str) -> str:
    """What the keys of all letters to whoever sent a report begin with."""
    return f"{PRIVATE_LETTERS[0]}{token_hash[:20]}."


def _conditions(filters: Filters) -> tuple[Combinable, ...]:
    row = ReportRow
    found: list[Combinable] = [row.status.is_in(_values(PUBLIC)), *_whose(filters)]
    if filters.topic:
        found.append(row.topic == filters.topic)
    if filters.commitment is not None:
        found.append(row.commitment == filters.commitment)
    if filters.status:
        found += _shown_as(filters.status, filters.today)
    if filters.since:
        found.append(row.published_at >= start_of(filters.since))
    if filters.until and filters.until < date.max:
        found.append(row.published_at < start_of(filters.until + A_DAY))
    if filters.text:
        sought = sought_in(filters.text)
        # Signs alone are in no text.
        found += _holding(sought) if sought else [row.id == 0]
    return tuple(found)


def _whose(filters: Filters) -> Iterator[Combinable]:
    """Of whom they are: a participant, or all of a state or of a league."""
    if filters.participant:
        yield ReportRow.participant == filters.participant
    if filters.state:
        yield ReportRow.participant.is_in(members_of(filters.state))
    if filters.league:
        yield in_league(ReportRow, filters.league)


def _shown_as(status: Status, today: date) -> Iterator[Combinable]:
    """`game.reports.shown_status`, as the database can tell it."""
    row = ReportRow
    if status is Status.UNANSWERED:
        yield row.status.is_in(_values(AWAITED))
        yield row.answer_by < today
        return
    yield row.status == status.value
    if status in AWAITED:
        yield row.answer_by.is_null() | (row.answer_by >= today)


def _holding(sought: Sequence[str]) -> list[Combinable]:
    """All the sought words are in what is published: whole, but for the last one.

    A moderator reads each report first, so there are never as many as would need an index.
    """
    *others, last = sought
    words = ReportRow.shown_words
    return [*(words.like(f"% {word} %") for word in others), words.like(f"% {last}%")]


def _values(statuses: Iterable[Status]) -> list[str]:
    return sorted(status.value for status in statuses)


async def _whole(row: Mapping[str, Any]) -> KeptReport:
    (found,) = await _listed([row])
    events = (
        await ReportEventRow.select()
        .where(ReportEventRow.report == row["id"])
        .order_by(ReportEventRow.id)
    )
    return replace(found, report=replace(found.report, history=tuple(map(_event, events))))


async def _listed(rows: Sequence[Mapping[str, Any]]) -> tuple[KeptReport, ...]:
    people = await _people_behind([row["id"] for row in rows])
    participants = await participants_named({row["participant"] for row in rows})
    return tuple(
        KeptReport(
            report=_report(row),
            participant=participants.get(row["participant"])
            or Participant(row["participant"], "", row["participant"], row["participant"][:2]),
            revision=row["revision"],
            sender=Sender(
                row["email"],
                row["person"],
                row["locale"],
                row["token_hash"],
                row["confirm_until"],
                row["account"],
                row["sheet"],
            ),
            file=File(row["filename"], row["media_type"], row["size"], row["sha256"])
            if row["sha256"]
            else None,
            shows_file=bool(row["shows_file"]),
            published_at=row["published_at"],
            people=len(people[row["id"]]) or 1,
        )
        for row in rows
    )


async def _people_behind(codes: Sequence[int]) -> Mapping[int, set[str]]:
    """Report to the different people who sent it, sent the same, or joined."""
    found: dict[int, set[str]] = defaultdict(set)
    if not codes:
        return found
    rows = await ReportRow.select(ReportRow.id, ReportRow.merged_into, ReportRow.person).where(
        ReportRow.id.is_in(list(codes)) | ReportRow.merged_into.is_in(list(codes))
    )
    home = {row["id"]: row["merged_into"] or row["id"] for row in rows}
    for row in rows:
        found[home[row["id"]]].add(row["person"])
        found[row["id"]].add(row["person"])
    for report, person in await supporters_of(list(home)):
        found[home[report]].add(person)
    return found


def _report(row: Mapping[str, Any]) -> Report:
    shown = Told(row["shown_asked"], row["shown_place"], row["shown_story"])
    return Report(
        participant=row["participant"],
        told=Told(row["asked"], row["place"], row["story"]),
        status=Status(row["status"]),
        sent_at=row["sent_at"],
        commitment=row["commitment"],
        pillar=row["pillar"],
        topic=row["topic"],
        happened_on=row["happened_on"],
        bearing=Bearing(row["bearing"]),
        shown_as=row["shown_as"],
        shown=shown if shown.story else None,
        answer_by=row["answer_by"],
        into=row["merged_into"],
        marks=frozenset(map(Mark, json.loads(row["marks"]))),
        is_cleared=bool(row["is_cleared"]),
        code=row["id"],
    )


def _event(row: Mapping[str, Any]) -> Event:
    return Event(
        move=Move(row["move"]),
        from_status=Status(row["from_status"]),
        to_status=Status(row["to_status"]),
        by=Part(row["by_part"]),
        at=row["at"],
        text=row["text"],
        author=row["author"],
        evidence=tuple(
            Citation(cited["document"], cited.get("page", ""))
            for cited in json.loads(row["evidence"])
        ),
        term=row["term"],
    )


def _sent_row(report: Report, sender: Sender, file: File | None) -> dict[str, object]:
    brought = file or File("", "", 0, "")
    return {
        "participant": report.participant,
        "commitment": report.commitment,
        "pillar": report.pillar,
        "topic": report.topic,
        "bearing": report.bearing.value,
        "happened_on": report.happened_on,
        "asked": report.told.asked,
        "place": report.told.place,
        "story": report.told.story,
        "shown_as": report.shown_as,
        "shown_asked": "",
        "shown_place": "",
        "shown_story": "",
        "shown_words": "",
        "status": report.status.value,
        "revision": 0,
        "answer_by": None,
        "merged_into": None,
        "marks": json.dumps(sorted(report.marks)),
        "is_cleared": report.is_cleared,
        "filename": brought.filename,
        "media_type": brought.media_type,
        "size": brought.size,
        "sha256": brought.sha256,
        "shows_file": False,
        "email": sender.email,
        "person": sender.person,
        "account": sender.account,
        "locale": sender.locale,
        "token_hash": sender.token_hash,
        "confirm_until": sender.confirm_until,
        "sent_at": report.sent_at,
        "published_at": None,
        "updated_at": report.sent_at,
    }


def _event_row(event: Event, by: Person | None) -> dict[str, object]:
    cited = [{"document": each.document, "page": each.page} for each in event.evidence]
    return {
        "at": event.at,
        "move": event.move.value,
        "from_status": event.from_status.value,
        "to_status": event.to_status.value,
        "by_part": event.by.value,
        "text": event.text,
        "evidence": json.dumps(cited),
        "term": event.term,
        "account": by.account if by else None,
        "author": event.author,
        "role": by.role.value if by else "",
    }


def _noted(report: Report, event: Event, by: Person, at: datetime) -> Step:
    return noting(
        None,
        f"report-{event.move.value}",
        str(report.code),
        by,
        at,
        participant=report.participant,
        to=event.to_status.value,
        redacted=report.is_redacted,
    )
