"""Réplicas: what a government answers to a verdict, kept once per item."""

import json
from dataclasses import asdict
from datetime import datetime

from game.answers import Citation
from game.editions import Act, check_allowed
from game.reviews import Verdict
from game.rules import RuleBroken
from server.db import Refused, Step, params, statement, write
from server.people import Person
from server.queries.answers import NOTE
from server.queries.documents import Document, adding, same_document
from server.queries.editions import EditionRules, Entry
from server.queries.reviews import reviews_of
from server.tables.reviews import ReplyRow

LONGEST_REPLY = 5_000
KEEP_REPLY = statement(ReplyRow.insert(params(ReplyRow)))


async def keep_reply(
    rules: EditionRules,
    entry: Entry,
    item_code: str,
    text: str,
    *,
    by: Person,
    at: datetime,
    document: Document | None = None,
    page: str = "",
) -> None:
    """Reply to a verdict that was not accepted: once, with a text, with evidence if there is."""
    check_allowed(rules.stage, Act.REPLY)
    item = rules.questionnaire.item(item_code)
    given = (await reviews_of(entry.participant.code, rules.code, [item.code])).get(item.code)
    if given is None or given.review.verdict is Verdict.ACCEPTED:
        raise RuleBroken("nothing-to-reply", item=item.code)
    if not text.strip():
        raise RuleBroken("reply-empty", item=item.code)
    if len(text) > LONGEST_REPLY:
        raise RuleBroken("text-too-long", limit=LONGEST_REPLY)
    known = await same_document(document) if document else None
    cited = known or document
    here = {
        "participant": entry.participant.code,
        "edition": rules.code,
        "item": item.code,
        "text": text.strip(),
        "evidence": json.dumps([asdict(Citation(cited.id, page))] if cited else []),
        "account": by.account,
        "author": by.name,
        "at": at,
        "role": by.role.value,
        "action": "reply-given",
        "subject": item.code,
        "details": json.dumps({"verdict": given.review.verdict.value}),
    }
    new = [adding(document)] if document and not known else []
    try:
        keep = Step(KEEP_REPLY, here, otherwise="already-replied")
        await write([*new, keep, Step(NOTE, here)])
    except Refused as refused:
        raise RuleBroken(refused.code, item=item.code) from refused
