"""Dictámenes y réplicas: what verifiers decided and what governments replied, as read."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from game.answers import Citation
from game.points import STRAIGHT, Course
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
    """A review as it was kept: who signed it, and when. A larger `id` came later.

    `returns`: how often the item had been returned by then, with this one.
    """

    id: int
    item: str
    review: Review
    verifier_name: str
    at: datetime
    returns: int


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
    return {each.item: each for _, each in _in_order(await read(_given_to(len(items)), here))}


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
    return tuple(each for _, each in _in_order(rows))


async def review_histories_of(
    participant: str, edition: str, items: Sequence[str] = ()
) -> Mapping[str, tuple[GivenReview, ...]]:
    """Item to every review it got, the first one first."""
    here = {"participant": participant, "edition": edition, **each(items)}
    histories: dict[str, tuple[GivenReview, ...]] = {}
    for _, each_ in _in_order(await read(_given_to(len(items)), here)):
        histories[each_.item] = (*histories.get(each_.item, ()), each_)
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
    return {(participant, each.item): each for participant, each in _in_order(rows)}


async def replies_of(participant: str, edition: str) -> Mapping[str, Reply]:
    """Item to the reply it got."""
    rows = await read(REPLIES, {"participant": participant, "edition": edition})
    return {row["item"]: _reply(row) for row in rows}


def _in_order(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, GivenReview]]:
    """Participant and review, for all that was ever decided on each item, the first one first."""
    returns: Counter[tuple[str, str]] = Counter()
    for row in rows:
        here, review = (row["participant"], row["item"]), _review(row)
        returns[here] += review.verdict is Verdict.RETURNED
        yield (
            row["participant"],
            GivenReview(
                row["id"], row["item"], review, row["verifier_name"], row["at"], returns[here]
            ),
        )


async def courses_of_edition(edition: str) -> Mapping[tuple[str, str], Course]:
    """(participant, item) to how it came to its last verdict, for everybody in two readings."""
    verdicts = (
        await VerdictRow.select(
            VerdictRow.id, VerdictRow.participant, VerdictRow.item, VerdictRow.verdict
        )
        .where(VerdictRow.edition == edition)
        .order_by(VerdictRow.id)
    )
    replies = await ReplyRow.select(ReplyRow.participant, ReplyRow.item, ReplyRow.verdict).where(
        ReplyRow.edition == edition
    )
    replied = {(row["participant"], row["item"]): row["verdict"] or 0 for row in replies}
    courses: dict[tuple[str, str], Course] = {}
    for row in verdicts:
        here = row["participant"], row["item"]
        returns = courses.get(here, STRAIGHT).returns + (row["verdict"] == Verdict.RETURNED)
        courses[here] = Course(returns, by_reply=here in replied and row["id"] > replied[here])
    return courses


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
