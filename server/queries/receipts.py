"""Recibos: what a sheet of paper has already saved, so that sending it again harms nobody.

A sheet is one form in one browser, known by the random key it was given. It may send the same
save twice (the reply was lost) or a newer one on top (the reply has not come yet).
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Final

from server.db import Param, Step, params, statement
from server.reading import read
from server.tables.audit import ReceiptRow

MOST_REMEMBERED: Final = 40
SENT_BEFORE: Final = "sent-before"
_COMPACT: Final = json.JSONEncoder(separators=(",", ":"))

KEEP_RECEIPT = statement(
    ReceiptRow.insert(params(ReceiptRow)).on_conflict(
        target=(ReceiptRow.account, ReceiptRow.key),
        action="DO UPDATE",
        values=[ReceiptRow.digest, ReceiptRow.outcome, ReceiptRow.at],
    )
)

KEEP_ONCE = statement(ReceiptRow.insert(params(ReceiptRow)))

FIND_RECEIPT = statement(
    ReceiptRow.select(ReceiptRow.outcome).where(
        ReceiptRow.account == Param("account"), ReceiptRow.key == Param("key")
    )
)


@dataclass(frozen=True, slots=True)
class Save:
    """What a sheet sent, the revision it was based on, and the revision it became."""

    base: int
    digest: str
    revision: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """The saves of one sheet, in order."""

    saves: tuple[Save, ...] = ()

    def adding(self, save: Save) -> "Receipt":
        return Receipt((*self.saves, save)[-MOST_REMEMBERED:])


class Turn(Enum):
    """What is to be done with a save."""

    KEEP = auto()
    REPLAY = auto()
    STALE = auto()


NO_RECEIPT: Final = Receipt()


#   the sheet has saved       base of this save    content      turn
#   nothing                   the current one                   keep
#   nothing                   another                           stale
#   this very save, and later ones on top of it    the same     replay
#   only on this base, and the current one is its  another      keep (the reply was not seen)
#   the same, an earlier content once more         the same     keep; replay where it is keyed
def turn_of(
    receipt: Receipt, base: int, digest: str, current: int, *, is_keyed: bool = False
) -> Turn:
    """Decide by what the sheet saw (`base`) and what is in force (`current`).

    `is_keyed`: each sending has a key of its own in its digest, so the same digest is the same
    sending, however late it comes. Without one, whoever changed their mind twice sends it too.
    """
    last = receipt.saves[-1] if receipt.saves else None
    unseen = last is not None and last.revision == current and last.base == base
    repeated = any((save.base, save.digest) == (base, digest) for save in receipt.saves)
    is_anew = unseen and last is not None and last.digest != digest and not is_keyed
    if repeated and not is_anew:
        return Turn.REPLAY
    return Turn.KEEP if base == current or unseen else Turn.STALE


def receipt_key(*parts: str) -> str:
    """The key a receipt is kept under: whatever a browser sends has a length and no surprises."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:48]


async def receipt_of(account: int, key: str) -> Receipt:
    """What a sheet of this account has saved."""
    rows = await read(FIND_RECEIPT, {"account": account, "key": key})
    if not rows:
        return NO_RECEIPT
    return Receipt(tuple(Save(*each) for each in json.loads(rows[0]["outcome"])["saves"]))


def keeping_receipt(account: int, key: str, receipt: Receipt, at: datetime) -> Step:
    """The step of a unit that remembers the saves of a sheet."""
    saves = [[save.base, save.digest, save.revision] for save in receipt.saves]
    outcome = _COMPACT.encode({"saves": saves})
    digest = receipt.saves[-1].digest
    return Step(
        KEEP_RECEIPT,
        {"account": account, "key": key, "digest": digest, "outcome": outcome, "at": at},
    )


def passing_once(account: int, key: str, at: datetime, otherwise: str = SENT_BEFORE) -> Step:
    """The step of a unit that lets a form through once; again, the unit is refused."""
    facts = {"account": account, "key": key, "digest": "", "outcome": "{}", "at": at}
    return Step(KEEP_ONCE, facts, otherwise=otherwise)


async def passed_at(account: int, key: str) -> datetime | None:
    """When a form was let through the first time."""
    row = (
        await ReceiptRow.select(ReceiptRow.at)
        .where(ReceiptRow.account == account, ReceiptRow.key == key)
        .first()
    )
    return row["at"] if row else None
