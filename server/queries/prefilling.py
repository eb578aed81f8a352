"""Prellenado: verified commitments and the items that they answer for, kept as an answer is."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from game.answers import Answer
from game.commitments import Move, Status
from game.prefilling import AnsweringCommitment, VerifiedCommitment, prefilled
from game.questionnaire import Item
from game.rules import RuleBroken
from server.days import today_of
from server.db import Param, Refused, Step, statement
from server.people import Person
from server.queries.answers import change_answer
from server.queries.batches import aims_of
from server.queries.commitments import items_of
from server.queries.documents import (
    TWICE,
    Document,
    adding,
    citation_of,
    documents_named,
    same_document,
)
from server.queries.editions import EditionRules, Entry
from server.queries.saves import Saved, Tell
from server.reading import read
from server.tables.commitments import CommitmentEventRow, CommitmentRow

VERIFIED: Final = statement(
    CommitmentRow.select(
        CommitmentRow.id, CommitmentRow.edition, CommitmentRow.item, CommitmentRow.recommendation
    )
    .where(
        CommitmentRow.participant == Param("participant"),
        CommitmentRow.status == Status.VERIFIED.value,
        CommitmentRow.item.is_not_null(),
    )
    .order_by(CommitmentRow.id)
)


async def kept_promises_of(rules: EditionRules, entry: Entry) -> Mapping[str, AnsweringCommitment]:
    """Item of the edition to the verified commitment that answers for it, the newest.

    It does where it was made for this very item, or for the one of the last edition it continues.
    """
    rows = await read(VERIFIED, {"participant": entry.participant.code})
    if not rows:
        return {}
    recommended = {row["recommendation"] for row in rows} - {None}
    merged, aims = await items_of(recommended), await aims_of(recommended)
    made = {
        (row["edition"], item): AnsweringCommitment(
            row["id"], aims.get(row["recommendation"], {}).get(item, "")
        )
        for row in rows
        for item in (row["item"], *merged.get(row["recommendation"], ()))
    }
    before = rules.edition.continues
    found = {}
    for item in rules.questionnaire.items:
        own, earlier = (rules.code, item.code), (before, item.continues)
        if own in made or earlier in made:
            found[item.code] = made.get(own) or made[earlier]
    return found


async def kept_promise(promise: AnsweringCommitment) -> VerifiedCommitment:
    """A verified commitment with the day it was, and what its last report cited."""
    row, commitment = CommitmentEventRow, promise.commitment
    rows = (
        await row.select(row.act, row.at, row.evidence)
        .where(
            row.commitment == commitment,
            row.act.is_in([Move.REPORT_DONE.value, Move.VERIFY.value]),
        )
        .order_by(row.id)
    )
    reports = [each for each in rows if each["act"] == Move.REPORT_DONE.value]
    verified = [each for each in rows if each["act"] == Move.VERIFY.value]
    if not verified:
        raise RuleBroken("unknown-commitment", commitment=commitment)
    cited = json.loads(reports[-1]["evidence"]) if reports else []
    documents = await documents_named({each["document"] for each in cited})
    return VerifiedCommitment(
        commitment,
        today_of(verified[-1]["at"]),
        tuple(
            citation_of(documents[each["document"]], each.get("page", ""))
            for each in cited
            if each["document"] in documents
        ),
        promise.aim,
    )


async def prefill_answer(
    rules: EditionRules,
    entry: Entry,
    item: Item,
    kept: VerifiedCommitment,
    page: Document,
    *,
    by: Person,
    at: datetime,
    tell: Tell,
) -> Saved:
    """Answer an item by a commitment: `page` is that of the commitment, as a document to cite."""
    for _ in range(2):
        known = await same_document(page)
        cited = known or page

        def answered(answer: Answer, cited: Document = cited) -> Answer:
            return prefilled(item, answer, kept, (citation_of(cited, ""),))

        extra: tuple[Step, ...] = () if known else (adding(page),)
        try:
            return await change_answer(
                rules,
                entry,
                item.code,
                answered,
                extra=extra,
                action="answer-prefilled",
                by=by,
                at=at,
                tell=tell,
            )
        except Refused as refused:
            if refused.code != TWICE:
                raise
    raise RuleBroken("too-busy")
