"""Réplicas: what a government answers to a verdict, kept once per item."""

import json
from datetime import datetime

from game.answers import Citation, is_asked
from game.editions import Act, check_allowed
from game.reviews import Verdict
from game.rules import RuleBroken
from server.db import Param, Refused, Step, params, statement, write
from server.people import Person
from server.queries.answers import answers_of, plain
from server.queries.audit import NOTE
from server.queries.documents import TWICE, Document, adding, citation_of, same_document
from server.queries.editions import EditionRules, Entry
from server.queries.reviews import GivenReview, replies_of, reviews_of
from server.queries.stages import STAYS
from server.reading import read
from server.tables.reviews import ReplyRow

LONGEST_REPLY = 5_000
KEEP_REPLY = statement(ReplyRow.insert(params(ReplyRow)))
# A verdict on the same item after the reply answers it.
UNANSWERED = statement(
    ReplyRow.raw(
        "SELECT reply.participant AS participant, reply.item AS item,"
        " (SELECT verdict.verifier FROM verdict WHERE verdict.edition = reply.edition"
        " AND verdict.participant = reply.participant AND verdict.item = reply.item"
        " ORDER BY verdict.id DESC LIMIT 1) AS judge FROM reply"
        " WHERE reply.edition = {} AND NOT EXISTS (SELECT 1 FROM verdict"
        " WHERE verdict.edition = reply.edition AND verdict.participant = reply.participant"
        " AND verdict.item = reply.item AND verdict.id > COALESCE(reply.verdict, 0))"
        " ORDER BY reply.participant, reply.item",
        Param("edition"),
    )
)


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
    """Reply to a verdict that was not accepted: once, with a text, with evidence if there is.

    The same text sent again by the same person, even at the same moment, is the one that was kept.
    """
    try:
        await _keep(rules, entry, item_code, text, by=by, at=at, document=document, page=page)
    except RuleBroken as broken:
        if broken.code != "already-replied" or not await _is_kept(
            rules, entry, item_code, text, by
        ):
            raise


async def _is_kept(rules: EditionRules, entry: Entry, item: str, text: str, by: Person) -> bool:
    reply = (await replies_of(entry.participant.code, rules.code)).get(item)
    return reply is not None and (reply.text, reply.account) == (text.strip(), by.account)


async def _keep(
    rules: EditionRules,
    entry: Entry,
    item_code: str,
    text: str,
    *,
    by: Person,
    at: datetime,
    document: Document | None,
    page: str,
) -> None:
    known = await same_document(document) if document else None
    cited = known or document
    citation = citation_of(cited, page) if cited else None
    given = await check_reply(rules, entry, item_code, text, citation)
    here = {
        "participant": entry.participant.code,
        "edition": rules.code,
        "item": item_code,
        "stage": rules.stage.value,
        "text": text.strip(),
        "evidence": json.dumps(
            [{"document": citation.document, "page": citation.page}] if citation else []
        ),
        "account": by.account,
        "author": by.name,
        "at": at,
        "role": by.role.value,
        "action": "reply-given",
        "subject": item_code,
        "verdict": given.id,
        "details": json.dumps({"verdict": given.review.verdict.value}),
    }
    new = [adding(document)] if document and not known else []
    try:
        stays = Step(STAYS, here, rows=1, otherwise="stage-forbids")
        keep = Step(KEEP_REPLY, here, otherwise="already-replied")
        await write([stays, *new, keep, Step(NOTE, here)])
    except Refused as refused:
        if refused.code == TWICE:  # the same bytes came at the same moment: that document is cited
            await _keep(rules, entry, item_code, text, by=by, at=at, document=document, page=page)
            return
        raise RuleBroken(refused.code, item=item_code) from refused


async def check_reply(
    rules: EditionRules, entry: Entry, item_code: str, text: str, citation: Citation | None
) -> GivenReview:
    """The verdict that is replied to; refuses now what keeping the reply would refuse."""
    item = rules.questionnaire.item(item_code)
    answers = await answers_of(entry.participant.code, rules.code)
    if not is_asked(item, plain(answers), entry.participant):
        raise RuleBroken("not-asked", item=item.code)
    given = (await reviews_of(entry.participant.code, rules.code, [item.code])).get(item.code)
    if given is None or given.review.verdict is Verdict.ACCEPTED:
        raise RuleBroken("nothing-to-reply", item=item.code)
    check_allowed(rules.stage, Act.REPLY)
    if not text.strip():
        raise RuleBroken("reply-empty", item=item.code)
    if len(text) > LONGEST_REPLY:
        raise RuleBroken("text-too-long", limit=LONGEST_REPLY)
    if citation is not None and citation.lacks_page:
        raise RuleBroken("page-missing", item=item.code)
    return given


async def unanswered_replies_of(
    edition: str, reader: int | None = None
) -> tuple[tuple[str, str], ...]:
    """(participant, item) of every reply that no second verifier has decided on.

    `reader`: the account of a verifier; replies to their own verdicts are for somebody else.
    """
    rows = await read(UNANSWERED, {"edition": edition})
    return tuple(
        (row["participant"], row["item"])
        for row in rows
        if reader is None or row["judge"] != reader
    )
