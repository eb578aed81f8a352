"""Exportaciones: books are made by a process of their own, so that the server keeps answering."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from game.commitments import progress_of, shown_status
from server.days import today_of
from server.i18n import speaking
from server.pages.commitments.words import STATUS_NAMES
from server.pages.editions import assessed_text
from server.pages.open_data import credited
from server.pages.scores import KIND_PLURALS
from server.processes import another
from server.queries.commitments import Listed, commitments_of_edition
from server.queries.editions import rules_of
from server.queries.exports import given_in, states_in
from server.queries.results import published
from server.queries.score_changes import change_since

# Headers of the pillars, dark enough for white text: the hues of `static/css/tokens.css`.
HUES: Mapping[str, str] = {"P": "1F4E8C", "I": "8A5A00", "H": "0F6B55"}
AT_ONCE = asyncio.Semaphore(2)


async def results_workbook(edition: str, locale: str, today: date) -> bytes:
    """The workbook of a published edition; before that there is none to be had.

    Its commitments stand as they do on the day it is.
    """
    rules = await rules_of(edition)
    found = await published(edition)
    with speaking(locale):
        kinds = {kind: str(name) for kind, name in KIND_PLURALS.items()}
        assessed = assessed_text(rules.edition)
        licence = credited(found.rules.licence)
        commitments = _commitments(await commitments_of_edition(edition), today)
    cover = {
        "title": rules.edition.name.of(locale),
        "edition": edition,
        "made_on": today_of(found.published_at),
        "told_on": today,
        "synthetic": rules.edition.synthetic,
        "sha256": found.sha256,
        "note": rules.edition.note.of(locale) if rules.edition.note else "",
        "assessed": assessed,
        "licence": licence,
        "names": {**kinds, **{each.code: each.name.of(locale) for each in rules.edition.leagues}},
        "states": await states_in(edition),
        "hues": HUES,
    }
    told = {
        "results": found.results,
        "questionnaire": found.questionnaire,
        "firmness": found.firmness,
        "given": await given_in(edition, found),
        "locale": locale,
    }
    before = await change_since(found)
    if before:
        name = (await rules_of(before[0].edition)).edition.name.of(locale)
        told["before"] = (before[0].results, before[1], name)
    loop = asyncio.get_running_loop()
    async with AT_ONCE:
        with another() as alone:
            return await loop.run_in_executor(alone, _made, cover, told, commitments)


def _commitments(
    listed: Sequence[tuple[datetime, Listed]], today: date
) -> tuple[Mapping[str, Any], ...]:
    """The commitments of an edition as lines of the book, by the day it is."""
    return tuple(
        {
            "code": str(each.commitment.code),
            "participant": each.participant.code,
            "name": each.participant.name,
            "text": each.commitment.goal,
            "responsible": each.commitment.responsible,
            "status": str(STATUS_NAMES[shown_status(each.commitment, today)]),
            "proposed_on": today_of(at),
            "due": each.commitment.due,
            "progress": float(progress_of(each.commitment)),
            "item": each.commitment.item or "",
        }
        for at, each in listed
    )


def _made(
    cover: Mapping[str, Any], told: Mapping[str, Any], commitments: Sequence[Mapping[str, Any]]
) -> bytes:
    """Runs in the process of the book: the server itself never loads what writes workbooks."""
    from indicators.change import Changes  # noqa: PLC0415
    from indicators.workbook import (  # noqa: PLC0415
        CommitmentLine,
        Cover,
        Material,
        Since,
        workbook_of,
    )

    facts = dict(told)
    before, lineage, name = facts.pop("before", (None, (), ""))
    since = (
        Since(Changes(before.scores, facts["results"].scores, lineage), name) if before else None
    )
    material = Material(
        cover=Cover(**cover),
        commitments=tuple(CommitmentLine(**each) for each in commitments),
        before=since,
        **facts,
    )
    return workbook_of(material)
