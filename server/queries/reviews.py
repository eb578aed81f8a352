"""Dictámenes y réplicas: what verifiers decided and what governments replied, as read."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from game.answers import Citation, unpack
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


# A review with what it returned, where it returned something.
REVIEW = (
    "SELECT verdict.participant AS participant, verdict.item AS item,"
    " verdict.revision AS revision, verdict.verdict AS verdict, verdict.reason AS reason,"
    " verdict.verifier AS verifier, answer_revision.content AS returned"
)
GIVEN = ", verdict.id AS id, verdict.verifier_name AS verifier_name, verdict.at AS at"
REVIEWS = (
    " FROM verdict LEFT JOIN answer_revision"
    " ON verdict.verdict = 'returned' AND answer_revision.participant = verdict.participant"
    " AND answer_revision.edition = verdict.edition AND answer_revision.item = verdict.item"
    " AND answer_revision.revision = verdict.revision WHERE verdict.edition = {}"
)
OF_EDITION = statement(VerdictRow.raw(f"{REVIEW}{REVIEWS} ORDER BY verdict.id", Param("edition")))
GIVEN_IN_EDITION = statement(
    VerdictRow.raw(f"{REVIEW}{GIVEN}{REVIEWS} ORDER BY verdict.id", Param("edition"))
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
    return (await review_histories_of(participant, edition, [item])).get(item, ())


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
    among = f" AND verdict.item IN ({', '.join(['{}'] * named)})" if named else ""
    return statement(
        VerdictRow.raw(
            f"{REVIEW}{GIVEN}{REVIEWS} AND verdict.participant = {{}}{among} ORDER BY verdict.id",
            Param("edition"),
            Param("participant"),
            *places(named),
        )
    )


async def reviews_of_edition(edition: str) -> Mapping[tuple[str, str], Review]:
    """(participant, item) to its latest review, for everybody in one reading."""
    rows = await read(OF_EDITION, {"edition": edition})
    return {(row["participant"], row["item"]): review_in(row) for row in rows}


async def given_reviews_of_edition(
    edition: str,
) -> Mapping[tuple[str, str], Sequence[GivenReview]]:
    """(participant, item) to all of its reviews with who signed each one, the last one last."""
    rows = await read(GIVEN_IN_EDITION, {"edition": edition})
    found: dict[tuple[str, str], list[GivenReview]] = {}
    for participant, given in _in_order(rows):
        found.setdefault((participant, given.item), []).append(given)
    return found


async def replies_of(participant: str, edition: str) -> Mapping[str, Reply]:
    """Item to the reply it got."""
    rows = await read(REPLIES, {"participant": participant, "edition": edition})
    return {row["item"]: _reply(row) for row in rows}


async def replied_evidence_of(edition: str) -> Mapping[tuple[str, str], tuple[Citation, ...]]:
    """(participant, item) to what the reply there cites."""
    rows = await ReplyRow.select().where(ReplyRow.edition == edition)
    return {(row["participant"], row["item"]): _reply(row).evidence for row in rows}


def _in_order(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, GivenReview]]:
    """Participant and review, for all that was ever decided on each item, the first one first."""
    returns: Counter[tuple[str, str]] = Counter()
    for row in rows:
        here, review = (row["participant"], row["item"]), review_in(row)
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


def review_in(row: Mapping[str, Any]) -> Review:
    """A row of a verdict, with what it returned. A verifier is known by account, not by name."""
    said = row["returned"]
    return Review(
        Verdict(row["verdict"]),
        row["reason"],
        str(row["verifier"]),
        row["revision"],
        None if said is None else unpack(json.loads(said)),
    )


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
