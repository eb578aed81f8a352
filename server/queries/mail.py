"""Correo: messages kept in the unit of what they tell, leased for delivery, marked when sent.

A message is delivered at least once: whoever delivers it may stop between sending and saying so.
Its Message-ID is kept with it, so that a second copy is known as one.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from server.db import Param, Statement, Step, params, statement, write
from server.tables.mail import MailRow

LEASE: Final = timedelta(minutes=2)
AT_ONCE: Final = 20
# After so many failures a message is given up, and stays to be read.
MOST_ATTEMPTS: Final = 8
LONGEST_KEY: Final = 120
# The keys of letters to whoever follows commitments begin so.
FOLLOWING: Final = "follow-"
# The keys of letters to people without an account begin so: nobody reads where they went.
PRIVATE_LETTERS: Final = ("report.", "support.")

ADD = statement(
    MailRow.insert(params(MailRow))
    .on_conflict(target=MailRow.key, action="DO NOTHING")
    .returning(MailRow.id)
)
# Stands in a letter for the number of what is kept in the same unit, and gets it there.
NUMBER: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
# Asked of the row again, because another process may have taken it since it was chosen.
LEASE_NEXT = statement(
    MailRow.update({MailRow.leased_until: Param("until")})
    .where(
        WhereRaw("(leased_until IS NULL OR leased_until <= {})", Param("now")),
        WhereRaw(
            "id IN (SELECT id FROM mail WHERE sent_at IS NULL AND attempts < {} AND try_at <= {}"
            " AND (leased_until IS NULL OR leased_until <= {}) ORDER BY id LIMIT {})",
            MOST_ATTEMPTS,
            Param("now"),
            Param("now"),
            AT_ONCE,
        ),
    )
    .returning(*MailRow.all_columns())
)
SENT = statement(
    MailRow.update(
        {
            MailRow.sent_at: Param("at"),
            MailRow.leased_until: None,
            MailRow.failure: "",
            MailRow.attempts: QueryString("mail.attempts + 1"),
        }
    ).where(MailRow.id == Param("id"))
)
FAILED = statement(
    MailRow.update(
        {
            MailRow.try_at: Param("again"),
            MailRow.leased_until: None,
            MailRow.failure: Param("failure"),
            MailRow.attempts: Param("attempts"),
        }
    ).where(MailRow.id == Param("id"))
)


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be told to one person. `key`: what it is about; the same is told once.

    `headers`: what it says of itself beside the usual, each with its name.
    """

    key: str
    address: str
    name: str
    subject: str
    body: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message with what has become of it."""

    id: int
    message: Message
    message_id: str
    created_at: datetime
    try_at: datetime
    attempts: int
    sent_at: datetime | None
    failure: str

    @property
    def is_private(self) -> bool:
        """Whether it went to somebody who wants to be known to nobody."""
        return self.message.key.startswith(PRIVATE_LETTERS)

    @property
    def is_given_up(self) -> bool:
        return self.sent_at is None and self.attempts >= MOST_ATTEMPTS


def posting(message: Message, at: datetime, *, once: str = "") -> Step:
    """The step that keeps a message; one that was kept before is left as it is.

    `once`: what the whole unit is refused with in that case.
    """
    facts = {
        "key": message.key[:LONGEST_KEY],
        "address": message.address,
        "name": message.name,
        "subject": message.subject,
        "body": message.body,
        "message_id": message_id_of(message.key, at),
        "created_at": at,
        "try_at": at,
        "leased_until": None,
        "attempts": 0,
        "sent_at": None,
        "failure": "",
        "headers": json.dumps(message.headers) if message.headers else "",
    }
    return Step(ADD, facts, rows=1, otherwise=once) if once else Step(ADD, facts)


def telling_number(number: QueryString) -> Statement:
    """Make the statement that keeps letters on what is added in their unit.

    `number`: asks for its number, which stands where a letter has `NUMBER`.
    """
    text = QueryString("REPLACE({}, {}, CAST({} AS TEXT))", Param("body"), NUMBER, number)
    return statement(
        MailRow.insert(params(MailRow, body=text))
        .on_conflict(target=MailRow.key, action="DO NOTHING")
        .returning(MailRow.id)
    )


async def keep_mail(messages: Iterable[Message], at: datetime) -> None:
    """Keep messages that nothing else is kept with; those kept before are left as they are."""
    for some in batched(messages):
        await write([posting(each, at) for each in some])


def batched(messages: Iterable[Message]) -> Iterator[list[Message]]:
    """As many at once as make a small unit."""
    waiting = iter(messages)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


async def has_waiting(now: datetime) -> bool:
    """Whether there is a message to be carried: asked often, and cheaper than a lease."""
    return await MailRow.exists().where(
        MailRow.sent_at.is_null(), MailRow.attempts < MOST_ATTEMPTS, MailRow.try_at <= now
    )


async def lease_mail(now: datetime) -> tuple[KeptMessage, ...]:
    """Some messages that wait, for this process alone until their lease ends."""
    (rows,) = await write([Step(LEASE_NEXT, {"now": now, "until": now + LEASE})])
    return tuple(sorted(map(_kept, rows), key=lambda each: each.id))


async def mark_sent(message: KeptMessage, at: datetime) -> None:
    await write([Step(SENT, {"id": message.id, "at": at})])


async def mark_failed(
    message: KeptMessage, failure: str, at: datetime, *, is_final: bool = False
) -> None:
    """Try again later, each time twice as late: in a minute first, in about two hours last.

    `is_final`: its mailbox refused it for good, and it is given up at once.
    """
    again = at + timedelta(minutes=2**message.attempts)
    failure = " ".join(failure.split())[:240]
    attempts = MOST_ATTEMPTS if is_final else message.attempts + 1
    facts = {"id": message.id, "again": again, "failure": failure, "attempts": attempts}
    await write([Step(FAILED, facts)])


async def messages(most: int) -> tuple[KeptMessage, ...]:
    """The last messages, the newest first.

    Those to whoever follows commitments are nobody else's to read: they hold the links that stop
    them, and who follows what.
    """
    rows = await (
        MailRow.select()
        .where(MailRow.key.not_like(f"{FOLLOWING}%"))
        .order_by(MailRow.id, ascending=False)
        .limit(most)
    )
    return tuple(map(_kept, rows))


def message_id_of(key: str, at: datetime) -> str:
    """A name of the message that no other has, the same at every attempt."""
    plain = "".join(letter if letter.isalnum() else "-" for letter in key.lower())
    return f"<{plain}.{int(at.timestamp() * 1000)}@liga.invalid>"


def _kept(row: dict[str, Any]) -> KeptMessage:
    return KeptMessage(
        row["id"],
        Message(
            row["key"],
            row["address"],
            row["name"],
            row["subject"],
            row["body"],
            tuple(map(tuple, json.loads(row["headers"] or "[]"))),
        ),
        row["message_id"],
        row["created_at"],
        row["try_at"],
        row["attempts"],
        row["sent_at"],
        row["failure"],
    )
