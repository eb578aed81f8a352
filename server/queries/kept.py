"""Lo guardado: answers in force, the revisions before them, and which verdicts still stand."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Final

from game.answers import Answer, pack, unpack
from game.questionnaire import Item, Questionnaire
from game.reviews import Review, Verdict, standing_verdict
from server.db import Param, Row, Statement, statement
from server.queries.reviews import GivenReview
from server.reading import each, places, read
from server.tables.answers import AnswerRevisionRow, AnswerRow

MOST_REMEMBERED: Final = 8192
# Made once: json.dumps makes one anew for each answer when it is told how to write.
_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was saved: its revision, who saved it and when."""

    answer: Answer
    revision: int
    account: int
    author: str
    saved_at: datetime
    based_on: int = 0


async def answers_of(
    participant: str, edition: str, items: Collection[str] = ()
) -> Mapping[str, KeptAnswer]:
    """Item to its answer in force; for these items alone when some are named."""
    named = sorted(items)
    here = {"participant": participant, "edition": edition, **each(named)}
    rows = await read(_in_force(len(named)), here)
    return {row["item"]: kept_answer(row) for row in rows}


@cache
def _in_force(named: int) -> Statement:
    query = AnswerRow.select(
        AnswerRow.item,
        AnswerRow.revision,
        AnswerRow.content,
        AnswerRow.account,
        AnswerRow.author,
        AnswerRow.saved_at,
    ).where(AnswerRow.participant == Param("participant"), AnswerRow.edition == Param("edition"))
    return statement(query.where(AnswerRow.item.is_in(places(named))) if named else query)


async def answer_history_of(participant: str, edition: str, item: str) -> tuple[KeptAnswer, ...]:
    """Every revision of an answer, the newest first, also those that lost to another."""
    rows = (
        await AnswerRevisionRow.select()
        .where(
            AnswerRevisionRow.participant == participant,
            AnswerRevisionRow.edition == edition,
            AnswerRevisionRow.item == item,
        )
        .order_by(AnswerRevisionRow.revision, ascending=False)
    )
    return tuple(kept_answer(row, based_on=row["based_on"]) for row in rows)


async def authors_of(participant: str, edition: str, items: Collection[str]) -> frozenset[int]:
    """The accounts that ever saved an answer to any of these items."""
    if not items:
        return frozenset()
    rows = (
        await AnswerRevisionRow.select(AnswerRevisionRow.account)
        .where(
            AnswerRevisionRow.participant == participant,
            AnswerRevisionRow.edition == edition,
            AnswerRevisionRow.item.is_in(list(items)),
        )
        .distinct()
    )
    return frozenset(row["account"] for row in rows)


def put_in_force(revisions: Iterable[Row]) -> list[Row]:
    """Of the revisions of one answer, in order, those that were ever in force.

    What lost to another was not: nothing was based on it.
    """
    rows = sorted(revisions, key=itemgetter("revision"))
    based = {row["based_on"] for row in rows}
    return [row for row in rows if row["revision"] in based or row is rows[-1]]


def plain(kept: Mapping[str, KeptAnswer]) -> dict[str, Answer]:
    """The answers alone, as the game takes them."""
    return {item: each.answer for item, each in kept.items()}


def standing_of(
    questionnaire: Questionnaire,
    kept: Mapping[str, KeptAnswer],
    reviews: Mapping[str, GivenReview],
) -> dict[str, Verdict]:
    """Item to the verdict that holds for its answer as it is now."""
    found = {}
    for code, given in reviews.items():
        answer = kept[code].answer if code in kept else Answer(code)
        verdict = standing_verdict(given.review, questionnaire.item(code), answer)
        if verdict is not None:
            found[code] = verdict
    return found


def standing_in(review: Review | None, item: Item, content: str) -> Verdict | None:
    """The verdict that holds for a row of an answer, which is read where that decides."""
    is_judged = review is None or review.returned is None
    return standing_verdict(review, item, Answer(item.code) if is_judged else answer_in(content))


def content_of(answer: Answer) -> str:
    """An answer as it is written in a row."""
    return _CANONICAL.encode(pack(answer))


@lru_cache(maxsize=MOST_REMEMBERED)
def answer_in(content: str) -> Answer:
    """The answer that `content_of` wrote: the neighbours of an item are read at every save."""
    return unpack(json.loads(content))


def kept_answer(row: Mapping[str, Any], *, based_on: int = 0) -> KeptAnswer:
    """A row of an answer, or of a revision of it, as it was kept."""
    return KeptAnswer(
        answer_in(row["content"]),
        row["revision"],
        row["account"],
        row["author"],
        row["saved_at"],
        based_on,
    )
