"""Dictámenes y réplicas: what verifiers decided and what governments replied, as read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from game.answers import Citation
from game.reviews import Review, Verdict
from server.db import Param, Statement, statement
from server.reading import each, places, read
from server.tables.reviews import ReplyRow, VerdictRow

REPLIES = statement(
    ReplyRow.select().where(
        ReplyRow.participant == Param("participant"), ReplyRow.edition == Param("edition")
    )
)


@dataclass(frozen=True, slots=True)
class GivenReview:
    """A review as it was kept: who signed it, and when. A larger `id` came later."""

    id: int
    item: str
    review: Review
    verifier_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """Réplica: what a government answered to a verdict, by its key, once per item."""

    item: str
    text: str
    evidence: tuple[Citation, ...]
    author: str
    at: datetime
    account: int
    verdict: int

    def is_decided_by(self, given: GivenReview | None) -> bool:
        """Whether that verdict came after the one this replies to, whatever their clocks say."""
        return given is not None and given.id > self.verdict


async def reviews_of(
    participant: str, edition: str, items: Sequence[str] = ()
) -> Mapping[str, GivenReview]:
    """The latest review of each item; of these items alone when some are named."""
    here = {"participant": participant, "edition": edition, **each(items)}
    return {row["item"]: _given(row) for row in await read(_given_to(len(items)), here)}


async def review_history_of(participant: str, edition: str, item: str) -> tuple[GivenReview, ...]:
    """Every review of an item, the first one first."""
    rows = (
        await VerdictRow.select()
        .where(
            VerdictRow.participant == participant,
            VerdictRow.edition == edition,
            VerdictRow.item == item,
        )
        .order_by(VerdictRow.id)
    )
    return tuple(_given(row) for row in rows)


async def review_histories_of(
    participant: str, edition: str, items: Sequence[str] = ()
) -> Mapping[str, tuple[GivenReview, ...]]:
    """Item to every review it got, the first one first."""
    here = {"participant": participant, "edition": edition, **each(items)}
    histories: dict[str, tuple[GivenReview, ...]] = {}
    for row in await read(_given_to(len(items)), here):
        histories[row["item"]] = (*histories.get(row["item"], ()), _given(row))
    return histories


@cache
def _given_to(named: int) -> Statement:
    query = VerdictRow.select().where(
        VerdictRow.participant == Param("participant"), VerdictRow.edition == Param("edition")
    )
    query = query.where(VerdictRow.item.is_in(places(named))) if named else query
    return statement(query.order_by(VerdictRow.id))


async def reviews_of_edition(edition: str) -> Mapping[tuple[str, str], Review]:
    """(participant, item) to its latest review, for everybody in one reading."""
    rows = (
        await VerdictRow.select(
            VerdictRow.participant,
            VerdictRow.item,
            VerdictRow.revision,
            VerdictRow.verdict,
            VerdictRow.reason,
            VerdictRow.verifier,
        )
        .where(VerdictRow.edition == edition)
        .order_by(VerdictRow.id)
    )
    return {(row["participant"], row["item"]): _review(row) for row in rows}


async def given_reviews_of_edition(edition: str) -> Mapping[tuple[str, str], GivenReview]:
    """The same with who signed each one, and when."""
    rows = await VerdictRow.select().where(VerdictRow.edition == edition).order_by(VerdictRow.id)
    return {(row["participant"], row["item"]): _given(row) for row in rows}


async def replies_of(participant: str, edition: str) -> Mapping[str, Reply]:
    """Item to the reply it got."""
    rows = await read(REPLIES, {"participant": participant, "edition": edition})
    return {row["item"]: _reply(row) for row in rows}


def _given(row: Mapping[str, Any]) -> GivenReview:
    return GivenReview(row["id"], row["item"], _review(row), row["verifier_name"], row["at"])


def _review(row: Mapping[str, Any]) -> Review:
    """A verifier is known by account: two people may share a name."""
    return Review(Verdict(row["verdict"]), row["reason"], str(row["verifier"]), row["revision"])


def _reply(row: Mapping[str, Any]) -> Reply:
    cited = tuple(Citation(each["document"], each["page"]) for each in json.loads(row["evidence"]))
    return Reply(
        row["item"],
        row["text"],
        cited,
        row["author"],
        row["at"],
        row["account"],
        row["verdict"] or 0,
    )


async def verdicts_given_by(account: int) -> Mapping[str, Mapping[Verdict, int]]:
    """Edition to how many verdicts of each kind somebody gave in it, the changed ones too."""
    rows = await VerdictRow.raw(
        "SELECT edition, verdict, COUNT(*) AS given FROM verdict WHERE verifier = {}"
        " GROUP BY edition, verdict ORDER BY edition, verdict",
        account,
    )
    found: dict[str, dict[Verdict, int]] = {}
    for row in rows:
        found.setdefault(row["edition"], {})[Verdict(row["verdict"])] = int(row["given"])
    return found
