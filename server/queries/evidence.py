"""Evidencia: a document is cited in the answer in force, at a page, and is so no more."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from game.answers import Answer, Citation, cite
from game.rules import RuleBroken
from server.db import Refused
from server.people import Person
from server.queries.answers import ATTEMPTS, change_answer
from server.queries.documents import Document, adding, citation_of, same_document
from server.queries.editions import EditionRules, Entry
from server.queries.saves import Saved, Tell, tell_nobody


async def keep_evidence(
    rules: EditionRules,
    entry: Entry,
    item: str,
    document: Document,
    page: str,
    *,
    by: Person,
    at: datetime,
    tell: Tell = tell_nobody,
) -> Saved:
    """Cite a document in the answer in force; one it already has is not kept twice."""
    for _ in range(ATTEMPTS):
        known = await same_document(document)
        citation = citation_of(known or document, page)
        with_citation = partial(cite, citation=citation)
        try:
            return await change_answer(
                rules,
                entry,
                item,
                with_citation,
                extra=[] if known else [adding(document)],
                action="evidence-cited",
                by=by,
                at=at,
                tell=tell,
            )
        except Refused:  # the same bytes came at the same moment: that document is cited
            continue
    raise RuleBroken("too-busy")


async def drop_evidence(
    rules: EditionRules,
    entry: Entry,
    item: str,
    citation: Citation,
    *,
    by: Person,
    at: datetime,
    tell: Tell = tell_nobody,
) -> Saved:
    """Stop citing a document at a page. The document itself stays."""

    def drop(answer: Answer) -> Answer:
        return replace(answer, evidence=tuple(c for c in answer.evidence if c != citation))

    return await change_answer(
        rules, entry, item, drop, action="evidence-dropped", by=by, at=at, tell=tell
    )


async def renew_evidence(
    rules: EditionRules,
    entry: Entry,
    item: str,
    old: Citation,
    newer: Document,
    page: str,
    *,
    by: Person,
    at: datetime,
    tell: Tell = tell_nobody,
) -> Saved:
    """Cite a newer version, at its page, where one that was replaced is cited."""
    renewed = citation_of(newer, page)

    def renew(answer: Answer) -> Answer:
        if old not in answer.evidence:
            return answer
        at_its_place = (renewed if each == old else each for each in answer.evidence)
        return replace(answer, evidence=tuple(dict.fromkeys(at_its_place)))

    return await change_answer(
        rules, entry, item, renew, action="evidence-renewed", by=by, at=at, tell=tell
    )
