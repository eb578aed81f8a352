"""También me pasa: who else says so, counted once their address is confirmed, shown by nobody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns.combination import WhereRaw

from server.db import Param, Step, params, statement, write
from server.queries.mail import Message, posting
from server.queries.report_turns import Turn, write_in_turn
from server.tables.mail import MailRow
from server.tables.reports import SupportRow

# Whoever did not confirm in time may ask for another letter; whoever did is left as they are.
ADD = statement(
    SupportRow.insert(params(SupportRow)).on_conflict(
        target=(SupportRow.report, SupportRow.person),
        action="DO UPDATE",
        values=[
            SupportRow.email,
            SupportRow.token_hash,
            SupportRow.confirm_until,
            SupportRow.locale,
            SupportRow.account,
            SupportRow.confirmed_at,
        ],
        where=SupportRow.confirmed_at.is_null(),
    )
)
CONFIRM = statement(
    SupportRow.update({SupportRow.confirmed_at: Param("at"), SupportRow.email: ""})
    .where(SupportRow.token_hash == Param("token_hash"), SupportRow.confirmed_at.is_null())
    .returning(SupportRow.id)
)
DROP = statement(
    SupportRow.delete().where(
        SupportRow.confirmed_at.is_null(), SupportRow.confirm_until < Param("before")
    )
)
FORGET_LETTERS = statement(
    MailRow.delete().where(WhereRaw("key LIKE 'support.%' AND created_at < {}", Param("before")))
)


@dataclass(frozen=True, slots=True)
class Support:
    """Somebody who joined, as their link finds them."""

    report: int
    confirm_until: datetime
    is_confirmed: bool


async def keep_support(
    report: int,
    *,
    email: str,
    person: str,
    account: int | None,
    locale: str,
    token_hash: str,
    confirm_until: datetime,
    at: datetime,
    turns: Sequence[Turn],
    letters: Sequence[Message],
) -> None:
    """Note that somebody says the same; whoever is signed in proved their address already."""
    facts: dict[str, Any] = {
        "report": report,
        "email": "" if account else email,
        "person": person,
        "account": account,
        "locale": locale,
        "token_hash": token_hash,
        "confirm_until": confirm_until,
        "confirmed_at": at if account else None,
        "at": at,
    }
    await write_in_turn(turns, at, [Step(ADD, facts), *(posting(each, at) for each in letters)])


async def support_by_token(token_hash: str) -> Support | None:
    """Whoever holds a link."""
    row = await SupportRow.select().where(SupportRow.token_hash == token_hash).first()
    if row is None:
        return None
    return Support(row["report"], row["confirm_until"], row["confirmed_at"] is not None)


async def confirm_support(token_hash: str, at: datetime) -> None:
    """Count somebody; their address is not needed any more. Once confirmed nothing happens."""
    await write([Step(CONFIRM, {"token_hash": token_hash, "at": at})])


async def supporters_of(reports: Collection[int]) -> tuple[tuple[int, str], ...]:
    """Report and person of everybody who joined and confirmed it."""
    if not reports:
        return ()
    rows = await SupportRow.select(SupportRow.report, SupportRow.person).where(
        SupportRow.report.is_in(sorted(reports)), SupportRow.confirmed_at.is_not_null()
    )
    return tuple((row["report"], row["person"]) for row in rows)


async def forget_supporters(before: datetime) -> None:
    """Drop whoever did not confirm in time, and the letters that went out."""
    await write([Step(DROP, {"before": before}), Step(FORGET_LETTERS, {"before": before})])
