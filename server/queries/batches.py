"""Lotes de recomendaciones: drafted from published gaps, edited, merged, issued, answered.

While a batch is a draft each of its recommendations has a revision: whoever writes over what
somebody else changed is refused. Once it is issued nothing of it changes; answers are added.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from piccolo.query.functions import Count
from piccolo.querystring import QueryString

from game.commitments import Commitment
from game.participants import Participant
from game.questionnaire import Effort
from game.recommendations import Answered, Decision, decision_of
from game.rules import RuleBroken
from server.days import today_of
from server.db import Param, Refused, Step, held, params, statement, write
from server.people import Person
from server.queries.audit import noting
from server.queries.commitments import (
    LARGEST_CODE,
    NEW_COMMITMENT,
    commitments_by_item,
    keep_proposal,
)
from server.queries.mail import Message, posting
from server.queries.participants import participants_named
from server.queries.receipts import SENT_BEFORE, passed_at, passing_once, receipt_key
from server.tables.batches import BatchRow, RecommendationEventRow, RecommendationRow

ISSUED: Final = "batch-issued"
CHANGED: Final = "batch-changed"
MEANWHILE: Final = "recommendation-answered"
# More in one batch nobody edits.
MOST: Final = 2_000
_NEW: Final = QueryString(
    "(SELECT MAX(id) FROM recommendation_batch WHERE created_at = {} AND account = {})",
    Param("at"),
    Param("account"),
)
ADD = statement(
    BatchRow.insert(
        params(BatchRow, created_at=Param("at"), is_public=False, issued_at=None, issuer="")
    ).returning(BatchRow.id)
)
ADD_ONE = statement(
    RecommendationRow.insert(params(RecommendationRow, batch=_NEW, revision=1, merged_into=None))
)
IS_DRAFT = held(
    BatchRow.select(BatchRow.id).where(BatchRow.id == Param("batch"), BatchRow.issued_at.is_null())
)
EDIT = statement(
    RecommendationRow.update(
        {
            RecommendationRow.items: Param("items"),
            RecommendationRow.aims: Param("aims"),
            RecommendationRow.text: Param("text"),
            RecommendationRow.effort: Param("effort"),
            RecommendationRow.priority: Param("priority"),
            RecommendationRow.gain: Param("gain"),
            RecommendationRow.place: Param("place"),
            RecommendationRow.merged_into: Param("merged_into"),
            RecommendationRow.revision: QueryString("recommendation.revision + 1"),
        }
    )
    .where(
        RecommendationRow.id == Param("id"),
        RecommendationRow.revision == Param("seen"),
        RecommendationRow.merged_into.is_null(),
    )
    .returning(RecommendationRow.id)
)
ISSUE = statement(
    BatchRow.update(
        {
            BatchRow.is_public: Param("is_public"),
            BatchRow.issued_at: Param("at"),
            BatchRow.issuer: Param("author"),
        }
    )
    .where(BatchRow.id == Param("batch"), BatchRow.issued_at.is_null())
    .returning(BatchRow.id)
)
ANSWER = statement(
    RecommendationEventRow.insert(params(RecommendationEventRow)).returning(
        RecommendationEventRow.id
    )
)
PROMISE = statement(
    RecommendationEventRow.insert(
        params(RecommendationEventRow, commitment=NEW_COMMITMENT)
    ).returning(RecommendationEventRow.id)
)


@dataclass(frozen=True, slots=True)
class Batch:
    """What is issued together; `issued_on` is None while it is a draft."""

    number: int
    edition: str
    title: str
    is_public: bool
    created_on: date
    author: str
    issued_on: date | None
    issuer: str
    count: int = 0

    def was_issued(self, author: str, *, is_public: bool) -> bool:
        """Whether it was issued just so."""
        return self.issued_on is not None and (self.issuer, self.is_public) == (author, is_public)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A recommendation for one participant before it is kept: what the gaps say.

    `aims`: item to the option that is aimed at, where it is not the best.
    """

    participant: str
    items: tuple[str, ...]
    text: str
    effort: Effort
    priority: int
    gain: float | None
    place_before: int | None
    place: int | None
    aims: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recommended:
    """A recommendation as it is kept, with everything that was answered, oldest first."""

    id: int
    batch: int
    what: Drafted
    revision: int
    answers: tuple[Answered, ...] = ()

    @property
    def last(self) -> Answered | None:
        return self.answers[-1] if self.answers else None

    @property
    def decision(self) -> Decision | None:
        return self.last.decision if self.last else None

    def has_reason(self, reason: str) -> bool:
        """Whether it was declined for this very reason."""
        declined = (each for each in self.answers if each.decision is Decision.DECLINED)
        return any(each.note.split() == reason.split() for each in declined)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recommendation that was issued and has no commitment, and what one would answer for.

    It was not answered, or declined, which may be thought over.
    """

    batch: Batch
    kept: Recommended
    edition: str
    item: str

    @property
    def declined_on(self) -> date | None:
        return self.kept.last.on if self.kept.last else None

    @property
    def is_new(self) -> bool:
        """Whether nobody answered it."""
        return self.kept.last is None


async def batches(*, is_issued: bool | None = None) -> tuple[Batch, ...]:
    """All of them, or only those issued, the newest first; each with how many it holds."""
    query = BatchRow.select().order_by(BatchRow.id, ascending=False)
    if is_issued:
        query = query.where(BatchRow.issued_at.is_not_null())
    rows = await query
    row = RecommendationRow
    counted = (
        await row.select(row.batch, Count(alias="many"))
        .where(row.merged_into.is_null())
        .group_by(row.batch)
    )
    counts = {each["batch"]: each["many"] for each in counted}
    return tuple(_batch(each, counts.get(each["id"], 0)) for each in rows)


async def batch_of(number: int) -> Batch:
    """One of them; an unknown one is refused."""
    row = None
    if 0 < number <= LARGEST_CODE:
        row = await BatchRow.select().where(BatchRow.id == number).first()
    if row is None:
        raise RuleBroken("unknown-batch", batch=number)
    return _batch(row)


async def counted_in(batch: int) -> Sequence[tuple[Participant, int]]:
    """Whom a batch is for, by code, and how many are for each."""
    row = RecommendationRow
    rows = (
        await row.select(row.participant, Count(alias="many"))
        .where(row.batch == batch, row.merged_into.is_null())
        .group_by(row.participant)
    )
    counts = {each["participant"]: each["many"] for each in rows}
    named = await participants_named(counts)
    return [(named[code], counts[code]) for code in sorted(counts) if code in named]


async def recommended_in(batch: int, participant: str = "") -> tuple[Recommended, ...]:
    """Those of a batch, or of one participant in it, by priority."""
    row = RecommendationRow
    query = row.select().where(row.batch == batch, row.merged_into.is_null())
    if participant:
        query = query.where(row.participant == participant)
    return await _with_answers(await query.order_by(row.participant).order_by(row.priority, row.id))


async def issued_to(participant: str) -> tuple[tuple[Batch, Recommended], ...]:
    """Everything that was issued to a participant, each with its batch, the newest batch first."""
    row = RecommendationRow
    rows = (
        await row.select()
        .where(row.participant == participant, row.merged_into.is_null())
        .order_by(row.batch, ascending=False)
        .order_by(row.priority, row.id)
    )
    if not rows:
        return ()
    known = {each.number: each for each in await batches(is_issued=True)}
    found = await _with_answers([each for each in rows if each["batch"] in known])
    return tuple((known[each.batch], each) for each in found)


async def waiting_of(participant: str) -> Mapping[tuple[str, str], Waiting]:
    """(edition, item) to what was issued for it and waits for a commitment; the newest of several.

    Of several items that go together a commitment is on the first that nobody promised yet.
    """
    found: dict[tuple[str, str], Waiting] = {}
    issued = [
        (batch, each)
        for batch, each in await issued_to(participant)
        if each.decision in {None, Decision.DECLINED}
    ]
    promised = await commitments_by_item(participant) if issued else {}
    for batch, each in issued:
        left = [item for item in each.what.items if (batch.edition, item) not in promised]
        for item in left:
            waiting = Waiting(batch, each, batch.edition, left[0])
            found.setdefault((batch.edition, item), waiting)
    return found


async def recommended(number: int | None) -> tuple[Batch, Recommended]:
    """One that was issued, with its batch; another is refused."""
    rows: list[dict[str, Any]] = []
    if number is not None and 0 < number <= LARGEST_CODE:
        row = RecommendationRow
        rows = await row.select().where(row.id == number, row.merged_into.is_null())
    if not rows:
        raise RuleBroken("unknown-recommendation", recommendation=number)
    batch = await batch_of(rows[0]["batch"])
    if batch.issued_on is None:
        raise RuleBroken("unknown-recommendation", recommendation=number)
    (found,) = await _with_answers(rows)
    return batch, found


async def aims_of(recommendations: Collection[int]) -> Mapping[int, Mapping[str, str]]:
    """What each of these aims at, item to option, where it is not the best answer."""
    if not recommendations:
        return {}
    row = RecommendationRow
    rows = await row.select(row.id, row.aims).where(row.id.is_in(sorted(recommendations)))
    return {each["id"]: json.loads(each["aims"]) for each in rows}


async def merged_in(recommendations: Collection[int]) -> Mapping[int, tuple[str, tuple[str, ...]]]:
    """Of each of these recommendations, the edition it is of and its items: several, if merged."""
    if not recommendations:
        return {}
    row = RecommendationRow
    rows = await row.select(row.id, row.batch, row.items).where(
        row.id.is_in(sorted(recommendations))
    )
    within = sorted({each["batch"] for each in rows})
    lots = await BatchRow.select(BatchRow.id, BatchRow.edition).where(BatchRow.id.is_in(within))
    editions = {each["id"]: each["edition"] for each in lots}
    return {
        each["id"]: (editions[each["batch"]], tuple(json.loads(each["items"]))) for each in rows
    }


async def keep_batch(
    edition: str, title: str, drafted: Sequence[Drafted], *, key: str, by: Person, at: datetime
) -> int:
    """Keep a draft, whole; the same form again is the same batch."""
    if not drafted:
        raise RuleBroken("batch-empty")
    if len(drafted) > MOST:
        raise RuleBroken("batch-too-large", most=MOST)
    facts = {"edition": edition, "title": title, "at": at, **_who(by)}
    sheet = receipt_key("batch", key)
    steps = [
        Step(ADD, facts, rows=1),
        *(Step(ADD_ONE, facts | _row(each)) for each in drafted),
        passing_once(by.account, sheet, at),
        noting(None, "batch-drafted", title[:160], by, at),
    ]
    try:
        (added, *_) = await write(steps)
    except Refused as refused:
        if refused.code != SENT_BEFORE:
            raise
        return await _sent_before(sheet, by)
    return int(added[0]["id"])


async def edit(
    batch: int,
    changes: Sequence[tuple[Recommended, Drafted, int | None]],
    *,
    by: Person,
    at: datetime,
) -> None:
    """Keep changes of a draft together: each as it was seen, as it is to be, and where it went.

    One that went into another, or into itself as it was dropped, is not issued any more.
    """
    steps = [Step(IS_DRAFT, {"batch": batch}, rows=1, otherwise=ISSUED)]
    for seen, changed, merged in changes:
        facts = {"id": seen.id, "seen": seen.revision, "merged_into": merged, **_row(changed)}
        steps.append(Step(EDIT, facts, rows=1, otherwise=CHANGED))
    steps.append(noting(None, "batch-edited", str(batch), by, at))
    try:
        await write(steps)
    except Refused as refused:
        raise _told(refused) from refused


async def issue(
    batch: Batch, *, is_public: bool, by: Person, at: datetime, told: Iterable[Message]
) -> None:
    """Issue a draft, to everybody or to each alone, with the letters that say so."""
    facts = {"batch": batch.number, "is_public": is_public, "at": at, "author": by.name}
    try:
        await write(
            [
                Step(ISSUE, facts, rows=1, otherwise=ISSUED),
                noting(None, "batch-issued", str(batch.number), by, at),
                *(posting(each, at) for each in told),
            ]
        )
    except Refused as refused:
        raise _told(refused) from refused


async def decline(found: Recommended, reason: str, *, by: Person, at: datetime) -> None:
    """Keep that a participant declines, with its reason."""
    line = _answer(found, Decision.DECLINED, reason, by, at)
    try:
        await write(
            [
                Step(ANSWER, line | {"commitment": None}, rows=1, otherwise=MEANWHILE),
                _noted(found, Decision.DECLINED, by, at),
            ]
        )
    except Refused as refused:
        raise _told(refused) from refused


async def promise(
    found: Recommended,
    decision: Decision,
    commitment: Commitment,
    *,
    key: str,
    by: Person,
    at: datetime,
) -> int:
    """Keep the commitment that a recommendation becomes, with the answer that says so."""
    line = _answer(found, decision, "", by, at)
    also = [
        Step(PROMISE, line | {"goal": commitment.goal}, rows=1, otherwise=MEANWHILE),
        _noted(found, decision, by, at),
    ]
    try:
        return await keep_proposal(commitment, key=key, by=by, at=at, also=also)
    except Refused as refused:
        raise _told(refused) from refused


async def keep_answering(
    commitment: Commitment, waiting: Waiting | None, *, key: str, by: Person, at: datetime
) -> int:
    """Keep a commitment, with the answer to what was recommended for its item, if anything was."""
    if waiting is None:
        return await keep_proposal(commitment, key=key, by=by, at=at)
    decision = decision_of(waiting.kept.what.text, commitment.goal)
    return await promise(waiting.kept, decision, commitment, key=key, by=by, at=at)


def _told(refused: Refused) -> Exception:
    return RuleBroken(refused.code) if refused.code in {ISSUED, CHANGED, MEANWHILE} else refused


async def _sent_before(sheet: str, by: Person) -> int:
    at = await passed_at(by.account, sheet)
    row = (
        await BatchRow.select(BatchRow.id)
        .where(BatchRow.account == by.account, BatchRow.created_at == at)
        .first()
    )
    if row is None:
        raise Refused("stale")
    return int(row["id"])


async def _with_answers(rows: Sequence[Mapping[str, Any]]) -> tuple[Recommended, ...]:
    if not rows:
        return ()
    line = RecommendationEventRow
    lines = (
        await line.select()
        .where(line.recommendation.is_in([each["id"] for each in rows]))
        .order_by(line.recommendation, line.position)
    )
    told: dict[int, list[Answered]] = {}
    for each in lines:
        told.setdefault(each["recommendation"], []).append(
            Answered(
                Decision(each["act"]),
                each["note"],
                each["role"],
                today_of(each["at"]),
                each["commitment"],
            )
        )
    return tuple(
        Recommended(
            each["id"],
            each["batch"],
            _drafted(each),
            each["revision"],
            tuple(told.get(each["id"], ())),
        )
        for each in rows
    )


def _batch(row: Mapping[str, Any], count: int = 0) -> Batch:
    return Batch(
        number=row["id"],
        edition=row["edition"],
        title=row["title"],
        is_public=bool(row["is_public"]),
        created_on=today_of(row["created_at"]),
        author=row["author"],
        issued_on=today_of(row["issued_at"]) if row["issued_at"] else None,
        issuer=row["issuer"],
        count=count,
    )


def _drafted(row: Mapping[str, Any]) -> Drafted:
    return Drafted(
        participant=row["participant"],
        items=tuple(json.loads(row["items"])),
        text=row["text"],
        effort=Effort(row["effort"]),
        priority=row["priority"],
        gain=float(row["gain"]) if row["gain"] else None,
        place_before=row["place_before"],
        place=row["place"],
        aims=json.loads(row["aims"]),
    )


def _row(drafted: Drafted) -> dict[str, object]:
    return {
        "participant": drafted.participant,
        "items": json.dumps(drafted.items),
        "aims": json.dumps(dict(sorted(drafted.aims.items()))),
        "text": drafted.text,
        "effort": drafted.effort.value,
        "priority": drafted.priority,
        "gain": "" if drafted.gain is None else repr(drafted.gain),
        "place_before": drafted.place_before,
        "place": drafted.place,
    }


def _who(by: Person) -> dict[str, object]:
    return {"account": by.account, "author": by.name, "role": by.role.value}


def _answer(
    found: Recommended, decision: Decision, note: str, by: Person, at: datetime
) -> dict[str, object]:
    return {
        "recommendation": found.id,
        "participant": found.what.participant,
        "position": len(found.answers),
        "act": decision.value,
        "note": note,
        "at": at,
        **_who(by),
    }


def _noted(found: Recommended, decision: Decision, by: Person, at: datetime) -> Step:
    action, whose = f"recommendation-{decision}", found.what.participant
    return noting(None, action, str(found.id), by, at, participant=whose)
