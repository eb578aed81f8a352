"""Intercambio entre pares: who has an item verified, what is said of it, asked and thanked.

Who has it is read from what was published, and from nothing else. Of the same form sent twice, and
of two requests of one participant at once, one is kept.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from game.exchanges import Help, helps_given
from game.reviews import Verdict
from game.rules import RuleBroken
from indicators.report import Entry
from server.db import Param, Refused, Step, params, statement, write
from server.people import Person
from server.queries.audit import noting
from server.queries.commitments import LARGEST_CODE
from server.queries.mail import Message, posting
from server.queries.receipts import SENT_BEFORE, passing_once, receipt_key
from server.queries.report_turns import Turn, write_in_turn
from server.queries.results import Published
from server.tables.exchanges import ExchangeMessageRow, HelpRow

BEST: Final = 1.0
SAID_BEFORE: Final = "said-before"
# Of the same snapshot the same have it: so many snapshots are kept, and then forgotten.
KEPT: Final = 16
_known: dict[str, Mapping[str, tuple[str, ...]]] = {}

SAY = statement(ExchangeMessageRow.insert(params(ExchangeMessageRow)))
HIDE = statement(
    ExchangeMessageRow.update(
        {
            ExchangeMessageRow.hidden_at: Param("at"),
            ExchangeMessageRow.hidden_by: Param("account"),
            ExchangeMessageRow.hidden_reason: Param("reason"),
        }
    )
    .where(ExchangeMessageRow.id == Param("id"), ExchangeMessageRow.hidden_at.is_null())
    .returning(ExchangeMessageRow.id)
)
ASK = statement(HelpRow.insert(params(HelpRow)))
THANK = statement(
    HelpRow.update(
        {
            HelpRow.giver: Param("giver"),
            HelpRow.thanks: Param("thanks"),
            HelpRow.thanked_by: Param("account"),
            HelpRow.thanked_at: Param("at"),
        }
    )
    .where(
        HelpRow.edition == Param("edition"),
        HelpRow.item == Param("item"),
        HelpRow.participant == Param("participant"),
        HelpRow.giver.is_null(),
    )
    .returning(HelpRow.id)
)


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said, by whom; `hidden_at`: since when nobody else reads it."""

    id: int
    participant: str
    account: int
    author: str
    role: str
    text: str
    at: datetime
    hidden_at: datetime | None
    hidden_reason: str


@dataclass(frozen=True, slots=True)
class AskedHelp:
    """That a participant asked for help with an item, and whom it thanked, if anybody yet."""

    edition: str
    item: str
    participant: str
    text: str
    at: datetime
    giver: str | None
    thanks: str
    thanked_at: datetime | None

    @property
    def help(self) -> Help | None:
        """The help that was confirmed; none while nobody was thanked."""
        if self.giver is None or self.thanked_at is None:
            return None
        return Help(self.participant, self.giver, self.item, self.thanked_at)


async def verified_in(found: Published) -> Mapping[str, tuple[str, ...]]:
    """Item to the codes of whoever has it at its best, with a verdict that accepts it."""
    if found.sha256 not in _known:
        if len(_known) >= KEPT:
            _known.clear()
        _known[found.sha256] = await asyncio.to_thread(_verified, found)
    return _known[found.sha256]


def _verified(found: Published) -> Mapping[str, tuple[str, ...]]:
    matrix = found.results.scores.matrix
    having: dict[str, list[str]] = {}
    for row, participant in enumerate(matrix.participants):
        answers = found.answers_of(participant)
        for column, item in enumerate(matrix.items):
            given = answers.get(item)
            is_best = matrix.factors[row, column] == BEST
            if is_best and given is not None and given.verdict is Verdict.ACCEPTED:
                having.setdefault(item, []).append(participant)
    return {item: tuple(codes) for item, codes in having.items()}


def entries_named(found: Published, codes: Sequence[str]) -> tuple[Entry, ...]:
    """These participants as they were published."""
    named = {each.participant: each for each in found.results.entries}
    return tuple(named[code] for code in codes if code in named)


async def said_of(edition: str, item: str) -> tuple[Said, ...]:
    """Everything that was said of an item, oldest first; what is hidden too."""
    row = ExchangeMessageRow
    rows = await row.select().where(row.edition == edition, row.item == item).order_by(row.id)
    return tuple(map(_said, rows))


async def message_of(edition: str, item: str, id_: int) -> Said:
    """One thing that was said of an item; an unknown one is refused."""
    row = ExchangeMessageRow
    rows: list[dict[str, Any]] = []
    if 0 < id_ <= LARGEST_CODE:
        rows = await row.select().where(row.id == id_, row.edition == edition, row.item == item)
    if not rows:
        raise RuleBroken("unknown-message", message=id_)
    return _said(rows[0])


async def asked_in(edition: str, item: str | None = None) -> tuple[AskedHelp, ...]:
    """Who asked for help in an edition, or with one item of it, oldest first."""
    row = HelpRow
    question = row.select().where(row.edition == edition).order_by(row.id)
    if item is not None:
        question = question.where(row.item == item)
    return tuple(map(_asked, await question))


async def helps_given_by(participant: str, edition: str) -> tuple[Help, ...]:
    """The helps of an edition that count for a participant."""
    helps = [each.help for each in await asked_in(edition)]
    return helps_given([each for each in helps if each is not None], participant)


async def keep_message(
    edition: str,
    item: str,
    text: str,
    *,
    sheet: str,
    by: Person,
    at: datetime,
    turns: Sequence[Turn],
) -> None:
    """Keep something that was said; the same form again says nothing twice."""
    here = _here(edition, item, by, at)
    facts = here | {
        "author": by.name,
        "role": by.role.value,
        "text": text,
        "sheet": sheet,
        "hidden_at": None,
        "hidden_by": None,
        "hidden_reason": "",
    }
    steps = [Step(SAY, facts, otherwise=SAID_BEFORE), _noted("exchange-said", here, by)]
    try:
        await write_in_turn(turns, at, steps)
    except Refused as refused:
        if refused.code != SAID_BEFORE:
            raise


async def hide_message(
    said: Said,
    edition: str,
    item: str,
    reason: str,
    *,
    by: Person,
    at: datetime,
    told: Sequence[Message],
) -> None:
    """Hide it, and send the reason to whoever wrote it. The text stays as it was."""
    facts = {"id": said.id, "at": at, "account": by.account, "reason": reason}
    here = _here(edition, item, by, at) | {"participant": said.participant}
    await _written(
        [
            Step(HIDE, facts, rows=1, otherwise="message-hidden"),
            _noted("exchange-hidden", here, by),
            *(posting(each, at) for each in told),
        ],
        "message-hidden",
    )


async def keep_request(
    edition: str,
    item: str,
    text: str,
    *,
    by: Person,
    at: datetime,
    told: Sequence[Message],
    turns: Sequence[Turn],
) -> None:
    """Keep that a participant asks for help, once for an item, with the letters to its peers."""
    here = _here(edition, item, by, at)
    facts = here | {
        "author": by.name,
        "text": text,
        "giver": None,
        "thanks": "",
        "thanked_by": None,
        "thanked_at": None,
    }
    steps = [
        Step(ASK, facts, otherwise="help-asked"),
        _noted("exchange-asked", here, by),
        *(posting(each, at) for each in told),
    ]
    try:
        await write_in_turn(turns, at, steps)
    except Refused as refused:
        if refused.code != "help-asked":
            raise
        raise RuleBroken("help-asked") from refused


async def keep_thanks(
    edition: str,
    item: str,
    giver: str,
    thanks: str,
    *,
    by: Person,
    at: datetime,
    told: Sequence[Message],
) -> None:
    """Keep who helped, once for a request, with the letter that tells them."""
    here = _here(edition, item, by, at)
    await _written(
        [
            Step(
                THANK,
                here | {"giver": giver, "thanks": thanks},
                rows=1,
                otherwise="help-thanked",
            ),
            _noted("exchange-thanked", here, by),
            *(posting(each, at) for each in told),
        ],
        "help-thanked",
    )


async def send_letters(
    edition: str,
    item: str,
    *,
    sheet: str,
    by: Person,
    at: datetime,
    told: Sequence[Message],
    turns: Sequence[Turn],
) -> None:
    """Pass letters of a participant on to another, in its turn; the same form again sends none."""
    here = _here(edition, item, by, at)
    steps = [
        passing_once(by.account, receipt_key("contact", edition, item, sheet), at),
        *(posting(each, at) for each in told),
        _noted("exchange-contact", here, by),
    ]
    try:
        await write_in_turn(turns, at, steps)
    except Refused as refused:
        if refused.code != SENT_BEFORE:
            raise


async def _written(steps: Sequence[Step], otherwise: str) -> None:
    try:
        await write(steps)
    except Refused as refused:
        if refused.code != otherwise:
            raise
        raise RuleBroken(otherwise) from refused


def _here(edition: str, item: str, by: Person, at: datetime) -> dict[str, Any]:
    return {
        "edition": edition,
        "item": item,
        "participant": by.participant or "",
        "account": by.account,
        "at": at,
    }


def _noted(action: str, here: Mapping[str, Any], by: Person) -> Step:
    whose = here["participant"] or None
    return noting(here["edition"], action, here["item"], by, here["at"], participant=whose)


def _said(row: Mapping[str, Any]) -> Said:
    return Said(
        row["id"],
        row["participant"],
        row["account"],
        row["author"],
        row["role"],
        row["text"],
        row["at"],
        row["hidden_at"],
        row["hidden_reason"],
    )


def _asked(row: Mapping[str, Any]) -> AskedHelp:
    return AskedHelp(
        row["edition"],
        row["item"],
        row["participant"],
        row["text"],
        row["at"],
        row["giver"],
        row["thanks"],
        row["thanked_at"],
    )
