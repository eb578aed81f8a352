"""Resultados de la ronda final: proposed by one person, confirmed by another, and frozen.

What both see is one document of canonical JSON, named by its SHA-256; it is made for the proposal
and again for the confirmation, and is what everybody reads afterwards.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

import rfc8785
from piccolo.columns.combination import WhereRaw

from game.editions import Act, check_allowed, frozen_since
from game.finals import Fate, FinalAct, Outcome, Phase, Sheet, check_act, mark_of, outcomes
from game.publications import Proposal, confirm, withdraw
from game.rules import RuleBroken
from server.db import Param, Step, params, statement
from server.people import Person
from server.queries.audit import noting
from server.queries.editions import rules_of
from server.queries.finals import FinalNow, Recusal, final_of, handed_in, recusals, write_in
from server.queries.mail import posting
from server.queries.publications import TellSecond, ending, is_open_proposal, proposal_in
from server.tables.editions import EditionRow
from server.tables.finals import FinalPublicationRow, FinalRow

PUBLIC = "public"
FORMAT = 1

PROPOSE = statement(FinalPublicationRow.insert(params(FinalPublicationRow)))
PUBLISH = statement(
    FinalRow.update({FinalRow.phase: Phase.PUBLISHED.value, FinalRow.published_at: Param("at")})
    .where(FinalRow.edition == Param("edition"), FinalRow.phase == Phase.CLOSED.value)
    .returning(FinalRow.edition)
)
# Comes after the round has moved: whoever was noting that a finalist left has finished.
CONFIRM = statement(
    FinalPublicationRow.update(
        {
            FinalPublicationRow.confirmed_by: Param("account"),
            FinalPublicationRow.confirmed_at: Param("at"),
            FinalPublicationRow.document: Param("document"),
        }
    )
    .where(
        *is_open_proposal(FinalPublicationRow),
        WhereRaw(
            "(SELECT COUNT(*) FROM finalist WHERE finalist.edition = {}"
            " AND finalist.number = {} AND finalist.withdrew_at IS NOT NULL) = {}",
            Param("edition"),
            Param("number"),
            Param("left"),
        ),
    )
    .returning(FinalPublicationRow.id)
)
END = ending(FinalPublicationRow)
PROPOSALS = """
    SELECT final_publication.*, proposer.name AS proposer, confirmer.name AS confirmer,
        ender.name AS ender
    FROM final_publication
    LEFT JOIN account AS proposer ON proposer.id = final_publication.proposed_by
    LEFT JOIN account AS confirmer ON confirmer.id = final_publication.confirmed_by
    LEFT JOIN account AS ender ON ender.id = final_publication.ended_by
    WHERE final_publication.edition = {} ORDER BY final_publication.id DESC
"""
PUBLISHED = """
    SELECT final_round.edition AS edition, final_round.published_at AS published_at,
        final_publication.sha256 AS sha256, final_publication.document AS document
    FROM final_round
    JOIN final_publication ON final_publication.edition = final_round.edition
        AND final_publication.confirmed_at IS NOT NULL
    WHERE final_round.phase = 'published'
"""


@dataclass(frozen=True, slots=True)
class PublishedFinal:
    """What two people published of a final round: the document, as its bytes and as values."""

    edition: str
    sha256: str
    document: str
    published_at: datetime

    @property
    def content(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads(self.document)
        return found


async def published_final(edition: str) -> PublishedFinal:
    """What is public of a final round; before two people published it there is none."""
    rows = await FinalRow.raw(PUBLISHED + " AND final_round.edition = {}", edition)
    if not rows or (await rules_of(edition)).edition.results != PUBLIC:
        raise RuleBroken("no-final", edition=edition)
    return _published(rows[0])


async def published_finals() -> tuple[PublishedFinal, ...]:
    """Every final round that is for everybody's eyes, the newest edition first."""
    rows = await FinalRow.raw(PUBLISHED + " ORDER BY final_round.edition DESC")
    found = [_published(row) for row in rows]
    return tuple(
        [each for each in found if (await rules_of(each.edition)).edition.results == PUBLIC]
    )


async def final_document(final: FinalNow) -> tuple[str, str]:
    """What would be published of a closed round now, and its SHA-256."""
    check_act(final.phase, FinalAct.PUBLISH)
    sheets, recused = await handed_in(final.edition), await recusals(final.edition)
    row = (
        await EditionRow.select(EditionRow.definition, EditionRow.synthetic)
        .where(EditionRow.code == final.edition)
        .first()
    )
    definition = json.loads(row["definition"] if row else "{}")
    written = rfc8785.dumps(_document(final, definition, sheets, recused))
    return written.decode(), hashlib.sha256(written).hexdigest()


async def final_proposals_of(edition: str) -> tuple[Proposal, ...]:
    """Every publication proposed of a final round, the newest first."""
    return tuple(map(proposal_in, await FinalPublicationRow.raw(PROPOSALS, edition)))


async def propose_final(
    edition: str, *, by: Person, at: datetime, tell: TellSecond | None = None
) -> str:
    """The first of two people asks for the results they see to be published. Gives the SHA-256."""
    final = await _closed(edition, at)
    _, digest = await final_document(final)
    row = {
        "edition": edition,
        "proposed_by": by.account,
        "proposed_at": at,
        "confirmed_by": None,
        "confirmed_at": None,
        "sha256": digest,
        "document": "",
        "ended_by": None,
        "ended_at": None,
        "is_void": False,
        "reason": "",
    }
    note = noting(edition, "final-proposed", digest, by, at)
    letters = await tell(final.rules) if tell else ()
    posted = [posting(each, at) for each in letters]
    await write_in(final, [Step(PROPOSE, row, otherwise="already-proposed"), note, *posted])
    return digest


async def confirm_final(edition: str, *, sha256: str, by: Person, at: datetime) -> str:
    """The second person publishes what the first one saw; what changed since voids it."""
    final = await _closed(edition, at)
    waiting = await _waiting(edition)
    if waiting.publication.sha256 != sha256:
        raise RuleBroken("stale", edition=edition)
    document, digest = await final_document(final)
    facts = {
        "edition": edition,
        "id": waiting.id,
        "account": by.account,
        "at": at,
        "document": document,
        "number": final.number,
        "left": sum(bool(each.withdrew) for each in final.finalists),
    }
    try:
        confirm(waiting.publication, by.account, digest)
    except RuleBroken as broken:
        if broken.code == "publication-changed":
            await _end(final, waiting, "final-void", "", by, at)
        raise
    await write_in(
        final,
        [
            Step(PUBLISH, facts, rows=1, otherwise="final-published"),
            Step(CONFIRM, facts, rows=1),
            noting(edition, "final-published", digest, by, at),
        ],
    )
    return digest


async def withdraw_final(edition: str, reason: str, *, by: Person, at: datetime) -> None:
    """Take the open proposal back, and say why."""
    final = await final_of(edition)
    waiting = await _waiting(edition)
    kept = withdraw(waiting.publication, reason)
    await _end(final, waiting, "final-withdrawn", kept, by, at)


async def _closed(edition: str, now: datetime) -> FinalNow:
    """A round that can be published: its marking closed, and no board standing still."""
    final = await final_of(edition)
    check_allowed(final.rules.stage, Act.HOLD_FINAL)
    check_act(final.phase, FinalAct.PUBLISH)
    if frozen_since(final.rules.edition, now) is not None:
        raise RuleBroken("final-frozen")
    return final


async def _waiting(edition: str) -> Proposal:
    found = [each for each in await final_proposals_of(edition) if each.is_open]
    if not found:
        raise RuleBroken("not-proposed", edition=edition)
    return found[0]


async def _end(
    final: FinalNow, proposal: Proposal, action: str, reason: str, by: Person, at: datetime
) -> None:
    facts = {
        "id": proposal.id,
        "account": by.account,
        "at": at,
        "is_void": action == "final-void",
        "reason": reason,
    }
    note = noting(final.edition, action, proposal.publication.sha256, by, at, reason=reason)
    await write_in(final, [Step(END, facts, rows=1), note])


def _document(
    final: FinalNow,
    definition: Mapping[str, Any],
    sheets: Sequence[Sheet],
    recused: Sequence[Recusal],
) -> dict[str, Any]:
    """Exact results are texts such as "41/6". Nothing in it says when it was made."""
    drawn = final.shortlist
    said = definition["edition"]
    return {
        "format": FORMAT,
        "edition": final.edition,
        "name": said["name"],
        "synthetic": said["synthetic"],
        "final": definition["final"],
        "shortlist": {
            "number": final.number,
            "at": drawn.at.isoformat() if drawn else "",
            "reason": drawn.reason if drawn else "",
        },
        "closed_at": final.closed_at.isoformat() if final.closed_at else "",
        "panel": {
            "count": len(final.members),
            "members": [each.name for each in final.members] if final.round.shows_names else [],
        },
        "leagues": [
            {
                "code": league["code"],
                "name": league["name"],
                "finalists": _league(final, league["code"], sheets, recused),
            }
            for league in said["leagues"]
        ],
    }


def _league(
    final: FinalNow, league: str, sheets: Sequence[Sheet], recused: Sequence[Recusal]
) -> list[dict[str, Any]]:
    found = [each for each in final.finalists if each.league == league]
    away = frozenset((each.member, each.participant) for each in recused)
    return [
        _finalist(final, outcome, [r for r in recused if r.participant == who])
        for outcome in outcomes(final.round, found, sheets, away)
        for who in (outcome.finalist.participant,)
    ]


def _finalist(final: FinalNow, outcome: Outcome, recused: Iterable[Recusal]) -> dict[str, Any]:
    """Marks are shown only where they give a result: fewer would be a result all the same."""
    finalist = outcome.finalist
    names = {each.account: each.name for each in final.members} if final.round.shows_names else {}
    marks = [
        {"member": names.get(sheet.member, ""), "marks": _marks(final, sheet)}
        for sheet in outcome.sheets
        if outcome.fate is Fate.PLACED
    ]
    # Without names nothing tells either that two sheets on two finalists are the same person's.
    in_order = marks if final.round.shows_names else sorted(marks, key=str)
    return {
        "participant": finalist.participant,
        "name": finalist.name,
        "fate": outcome.fate.value,
        "withdrew": finalist.withdrew,
        "withdrew_at": finalist.withdrew_at.isoformat() if finalist.withdrew_at else "",
        "withdrew_late": finalist.left_after(final.closed_at),
        "shortlist_place": finalist.place,
        "settled": finalist.settled,
        "place": outcome.place,
        "result": _exact(outcome.result),
        "means": {code: _exact(mean) for code, mean in outcome.means.items()},
        "count": len(outcome.sheets),
        "sheets": in_order,
        "recusals": [
            {"member": names.get(each.member, ""), "reason": each.reason} for each in recused
        ],
    }


def _marks(final: FinalNow, sheet: Sheet) -> dict[str, dict[str, Any]]:
    return {
        criterion.code: {
            "mark": mark_of(final.round, sheet.marks[criterion.code].typed),
            "reason": sheet.marks[criterion.code].reason.strip(),
        }
        for criterion in final.round.criteria
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _published(row: Mapping[str, Any]) -> PublishedFinal:
    return PublishedFinal(row["edition"], row["sha256"], row["document"], row["published_at"])
