"""Acuerdos: kept with whom they invite, signed with the commitment that follows, or declined.

Of two answers of a participant at once one is the next; the other finds that it is not any more.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from piccolo.querystring import QueryString

from game.agreements import Agreement, Answered, Party, Stand
from game.commitments import Commitment, Milestone
from game.participants import Participant
from game.rules import RuleBroken
from server.days import today_of
from server.db import Param, Refused, Step, params, statement, write
from server.people import Person
from server.queries.audit import noting
from server.queries.commitments import LARGEST_CODE, NEW_COMMITMENT, keep_proposal
from server.queries.mail import Message, posting, telling_number
from server.queries.participants import participants_named
from server.queries.receipts import SENT_BEFORE, passed_at, passing_once, receipt_key
from server.tables.agreements import AgreementEventRow, AgreementRow

MEANWHILE: Final = "agreement-answered"
INVITED_BEFORE: Final = "agreement-invited"
_NEW: Final = QueryString(
    "(SELECT MAX(id) FROM agreement WHERE created_at = {} AND title = {})",
    Param("at"),
    Param("title"),
)
ADD = statement(
    AgreementRow.insert(params(AgreementRow, created_at=Param("at"))).returning(AgreementRow.id)
)
INVITE = statement(AgreementEventRow.insert(params(AgreementEventRow, agreement=_NEW)))
ANSWER = statement(
    AgreementEventRow.insert(params(AgreementEventRow)).returning(AgreementEventRow.id)
)
# Letters to those who are invited as it is published: where it will be is known by then alone.
TELL = telling_number(_NEW)
SIGN = statement(
    AgreementEventRow.insert(params(AgreementEventRow, commitment=NEW_COMMITMENT)).returning(
        AgreementEventRow.id
    )
)


@dataclass(frozen=True, slots=True)
class KeptAgreement:
    """An agreement, from when it is public, and who was invited to it, by name."""

    agreement: Agreement
    on: date
    parties: tuple[Party, ...]

    @property
    def codes(self) -> frozenset[str]:
        """Everybody who was invited."""
        return frozenset(each.participant.code for each in self.parties)

    def party(self, participant: str | None) -> Party | None:
        """The party of a participant; none where it was not invited."""
        return next((p for p in self.parties if p.participant.code == participant), None)


async def agreements() -> tuple[KeptAgreement, ...]:
    """All of them, the newest meeting first."""
    rows = (
        await AgreementRow.select()
        .order_by(AgreementRow.held_on, ascending=False)
        .order_by(AgreementRow.id, ascending=False)
    )
    return await _kept(rows)


async def agreements_inviting(
    participant: str, *, signable_on: date = date.min
) -> tuple[KeptAgreement, ...]:
    """Those that a participant was invited to, the newest meeting first.

    `signable_on`: only those that may still be signed on that day.
    """
    row = AgreementEventRow
    invited = row.select(row.agreement).where(row.participant == participant)
    rows = (
        await AgreementRow.select()
        .where(AgreementRow.id.is_in(invited), AgreementRow.sign_by >= signable_on)
        .order_by(AgreementRow.held_on, ascending=False)
        .order_by(AgreementRow.id, ascending=False)
    )
    return await _kept(rows)


async def agreement_of(number: int) -> KeptAgreement:
    """One of them; an unknown one is refused."""
    rows: list[dict[str, Any]] = []
    if 0 < number <= LARGEST_CODE:
        rows = await AgreementRow.select().where(AgreementRow.id == number)
    if not rows:
        raise RuleBroken("unknown-agreement", agreement=number)
    (found,) = await _kept(rows)
    return found


async def keep_agreement(
    agreement: Agreement,
    invited: Collection[str],
    *,
    key: str,
    by: Person,
    at: datetime,
    told: Iterable[Message] = (),
) -> int:
    """Publish an agreement and invite whoever may sign it; the same form again is the same one.

    `told`: letters about it, kept with it; `NUMBER` in one of them becomes the number that it gets.
    """
    facts = {**_row(agreement), "account": by.account, "author": by.name, "at": at}
    sheet = receipt_key("agreement", key)
    line = {"position": 0, "act": Stand.INVITED.value, "note": "", "commitment": None}
    steps = [
        Step(ADD, facts, rows=1),
        *(
            Step(INVITE, facts | line | {"participant": code, "role": by.role.value})
            for code in sorted(invited)
        ),
        passing_once(by.account, sheet, at),
        noting(None, "agreement-published", agreement.title[:40], by, at),
        *(Step(TELL, {**posting(each, at).arguments, **facts}) for each in told),
    ]
    try:
        (added, *_) = await write(steps)
    except Refused as refused:
        if refused.code != SENT_BEFORE:
            raise
        return await _sent_before(sheet, by)
    return int(added[0]["id"])


async def invite(
    kept: KeptAgreement,
    invited: Collection[str],
    *,
    key: str,
    by: Person,
    at: datetime,
    told: Iterable[Message] = (),
) -> None:
    """Invite more participants to an agreement that is published; the same form again does nothing.

    Refused where one of them was invited meanwhile. `told`: letters about it, kept with it.
    """
    line = {
        "agreement": kept.agreement.code,
        "position": 0,
        "act": Stand.INVITED.value,
        "note": "",
        "commitment": None,
        "at": at,
        "account": by.account,
        "author": by.name,
        "role": by.role.value,
    }
    about = str(kept.agreement.code)
    steps = [
        passing_once(by.account, receipt_key("agreement-invite", about, key), at),
        *(
            Step(ANSWER, line | {"participant": code}, rows=1, otherwise=INVITED_BEFORE)
            for code in sorted(invited)
        ),
        noting(None, "agreement-invited", about, by, at, invited=str(len(invited))),
        *(posting(each, at) for each in told),
    ]
    try:
        await write(steps)
    except Refused as refused:
        if refused.code == INVITED_BEFORE:
            raise RuleBroken(INVITED_BEFORE) from refused
        if refused.code != SENT_BEFORE:
            raise


async def sign(
    kept: KeptAgreement, party: Party, commitment: Commitment, *, key: str, by: Person, at: datetime
) -> int:
    """Keep the signature with its commitment, and give the code of that."""
    line = _answer(kept, party, Stand.SIGNED, "", by, at)
    also = [
        Step(SIGN, line | {"goal": commitment.goal}, rows=1, otherwise=MEANWHILE),
        _noted("agreement-signed", kept, party, by, at),
    ]
    try:
        return await keep_proposal(commitment, key=key, by=by, at=at, also=also)
    except Refused as refused:
        raise _told(refused) from refused


async def decline(
    kept: KeptAgreement, party: Party, reason: str, *, by: Person, at: datetime
) -> None:
    """Keep that a participant does not sign, with its public reason."""
    line = _answer(kept, party, Stand.DECLINED, reason, by, at)
    try:
        await write(
            [
                Step(ANSWER, line | {"commitment": None}, rows=1, otherwise=MEANWHILE),
                _noted("agreement-declined", kept, party, by, at),
            ]
        )
    except Refused as refused:
        raise _told(refused) from refused


def _told(refused: Refused) -> Exception:
    return RuleBroken(MEANWHILE) if refused.code == MEANWHILE else refused


async def _sent_before(sheet: str, by: Person) -> int:
    """The agreement that a form became when it was sent the first time."""
    row = (
        await AgreementRow.select(AgreementRow.id)
        .where(
            AgreementRow.account == by.account,
            AgreementRow.created_at == await passed_at(by.account, sheet),
        )
        .first()
    )
    if row is None:
        raise Refused("stale")
    return int(row["id"])


async def _kept(rows: Sequence[Mapping[str, Any]]) -> tuple[KeptAgreement, ...]:
    if not rows:
        return ()
    row = AgreementEventRow
    lines = (
        await row.select()
        .where(row.agreement.is_in([each["id"] for each in rows]))
        .order_by(row.agreement, row.participant, row.position)
    )
    named = await participants_named({each["participant"] for each in lines})
    return tuple(_with_parties(each, lines, named) for each in rows)


def _with_parties(
    row: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    named: Mapping[str, Participant],
) -> KeptAgreement:
    told: dict[str, list[Answered]] = {}
    for each in lines:
        if each["agreement"] == row["id"]:
            told.setdefault(each["participant"], []).append(_answered(each))
    parties = [Party(named[code], tuple(found)) for code, found in told.items() if code in named]
    parties.sort(key=lambda party: party.participant.name)
    return KeptAgreement(_agreement(row), today_of(row["created_at"]), tuple(parties))


def _answered(row: Mapping[str, Any]) -> Answered:
    return Answered(
        Stand(row["act"]), row["note"], row["role"], today_of(row["at"]), row["commitment"]
    )


def _agreement(row: Mapping[str, Any]) -> Agreement:
    return Agreement(
        meeting=row["meeting"],
        held_on=row["held_on"],
        title=row["title"],
        text=row["text"],
        pillar=row["pillar"],
        goal=row["goal"],
        indicator=row["indicator"],
        due=row["due"],
        sign_by=row["sign_by"],
        starts=row["starts"],
        milestones=tuple(
            Milestone(each["title"], date.fromisoformat(each["due"]), each["weight"])
            for each in json.loads(row["milestones"])
        ),
        code=row["id"],
    )


def _row(agreement: Agreement) -> dict[str, object]:
    steps = [
        {"title": each.title, "due": each.due.isoformat(), "weight": each.weight}
        for each in agreement.milestones
    ]
    return {
        "meeting": agreement.meeting,
        "held_on": agreement.held_on,
        "title": agreement.title,
        "text": agreement.text,
        "pillar": agreement.pillar,
        "goal": agreement.goal,
        "indicator": agreement.indicator,
        "starts": agreement.starts,
        "due": agreement.due,
        "sign_by": agreement.sign_by,
        "milestones": json.dumps(steps),
    }


def _answer(
    kept: KeptAgreement, party: Party, stand: Stand, note: str, by: Person, at: datetime
) -> dict[str, object]:
    return {
        "agreement": kept.agreement.code,
        "participant": party.participant.code,
        "position": len(party.lines),
        "act": stand.value,
        "note": note,
        "at": at,
        "account": by.account,
        "author": by.name,
        "role": by.role.value,
    }


def _noted(action: str, kept: KeptAgreement, party: Party, by: Person, at: datetime) -> Step:
    about, whose = str(kept.agreement.code), party.participant.code
    return noting(None, action, about, by, at, participant=whose)
