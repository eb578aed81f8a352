"""Resultados: publication by two people, the snapshot it freezes, and the results in force."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from game.editions import Act, Publication, Stage, check_allowed, confirm
from game.rules import RuleBroken
from indicators.report import Entry, Results, compute
from indicators.snapshot import canonical_snapshot, recompute, snapshot_bytes
from indicators.tree import policies_of
from server.db import Param, Step, params, statement, write
from server.people import Person
from server.queries.answers import matrix_rows_of
from server.queries.editions import entries_of, rules_of
from server.queries.levels import signed_levels_of
from server.queries.stages import NOTE, change_stage
from server.tables.answers import AnswerRow
from server.tables.editions import EditionRow
from server.tables.results import PublicationRow, SnapshotRow
from server.tables.reviews import VerdictRow

PUBLIC = "public"

PROPOSE = statement(PublicationRow.insert(params(PublicationRow)))
# Comes after the snapshot is kept.
CONFIRM = statement(
    PublicationRow.update(
        {
            PublicationRow.confirmed_by: Param("confirmed_by"),
            PublicationRow.confirmed_at: Param("confirmed_at"),
            PublicationRow.snapshot: QueryString(
                "(SELECT MAX(id) FROM snapshot WHERE edition = {})", Param("edition")
            ),
        }
    )
    .where(PublicationRow.id == Param("id"), PublicationRow.confirmed_at.is_null())
    .returning(PublicationRow.id)
)
FREEZE = statement(SnapshotRow.insert(params(SnapshotRow)))
# No verdict arrived since the snapshot was made. Answers are closed by then.
UNCHANGED = statement(
    EditionRow.update({EditionRow.stage: QueryString("stage")})
    .where(
        EditionRow.code == Param("edition"),
        WhereRaw(
            "(SELECT COALESCE(MAX(id), 0) FROM verdict WHERE edition = {}) = {}",
            Param("edition"),
            Param("last_verdict"),
        ),
    )
    .returning(EditionRow.code)
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A publication that waits for the second person, or that had them."""

    id: int
    publication: Publication
    proposer_name: str
    proposed_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """What was published of an edition: the results and the snapshot they are computed from."""

    edition: str
    number: int
    sha256: str
    note: str
    published_at: datetime
    results: Results


async def proposal_of(edition: str) -> Proposal | None:
    """The latest publication proposed of an edition."""
    rows = await PublicationRow.raw(
        "SELECT publication.id AS id, proposed_by, proposed_at, confirmed_by, confirmed_at,"
        " account.name AS name FROM publication"
        " LEFT JOIN account ON account.id = publication.proposed_by"
        " WHERE edition = {} ORDER BY publication.id DESC LIMIT 1",
        edition,
    )
    if not rows:
        return None
    row = rows[0]
    return Proposal(
        row["id"],
        Publication(row["proposed_by"], row["confirmed_by"]),
        row["name"] or "",
        row["proposed_at"],
        row["confirmed_at"],
    )


async def propose_publication(edition: str, *, by: Person, at: datetime) -> None:
    """The first of two people asks for the results to be published."""
    rules = await rules_of(edition)
    check_allowed(rules.stage, Act.PUBLISH)
    waiting = await proposal_of(edition)
    if waiting is not None and waiting.publication.confirmed_by is None:
        raise RuleBroken("already-proposed", edition=edition)
    await write(
        [
            Step(
                PROPOSE,
                {
                    "edition": edition,
                    "proposed_by": by.account,
                    "proposed_at": at,
                    "confirmed_by": None,
                    "confirmed_at": None,
                    "snapshot": None,
                },
            ),
            Step(NOTE, _audit(by, at, edition, "publication-proposed", "")),
        ]
    )


async def confirm_publication(edition: str, *, by: Person, at: datetime) -> str:
    """The second person publishes: results are computed, frozen and shown. Gives the SHA-256."""
    rules = await rules_of(edition)
    check_allowed(rules.stage, Act.PUBLISH)
    waiting = await proposal_of(edition)
    if waiting is None:
        raise RuleBroken("not-proposed", edition=edition)
    confirmed = confirm(waiting.publication, by.account)
    last_verdict = await VerdictRow.raw(
        "SELECT COALESCE(MAX(id), 0) AS id FROM verdict WHERE edition = {}", edition
    )
    _, document, digest = await frozen(edition)
    await change_stage(
        edition,
        Stage.PUBLISHED,
        by=by,
        at=at,
        publication=confirmed,
        extra=[
            Step(UNCHANGED, {"edition": edition, "last_verdict": last_verdict[0]["id"]}, rows=1),
            Step(
                FREEZE,
                {
                    "edition": edition,
                    "number": 1,
                    "sha256": digest,
                    "document": document,
                    "note": "",
                    "created_at": at,
                },
            ),
            Step(
                CONFIRM,
                {
                    "id": waiting.id,
                    "edition": edition,
                    "confirmed_by": by.account,
                    "confirmed_at": at,
                },
                rows=1,
            ),
            Step(NOTE, _audit(by, at, edition, "published", digest)),
        ],
    )
    return digest


async def frozen(edition: str) -> tuple[Results, str, str]:
    """The results of an edition as it stands now, their snapshot as text, and its SHA-256.

    Nobody but a publication may show what is in them before. What was answered in levels that
    nobody signed stays a draft of its government.
    """
    results = await results_now(edition)
    definition = await EditionRow.select(EditionRow.definition).where(EditionRow.code == edition)
    answers = (
        await AnswerRow.select(
            AnswerRow.participant, AnswerRow.item, AnswerRow.revision, AnswerRow.content
        )
        .where(AnswerRow.edition == edition)
        .order_by(AnswerRow.participant, AnswerRow.item)
    )
    verdicts = (
        await VerdictRow.select(
            VerdictRow.participant,
            VerdictRow.item,
            VerdictRow.revision,
            VerdictRow.verdict,
            VerdictRow.reason,
            VerdictRow.verifier,
            VerdictRow.at,
        )
        .where(VerdictRow.edition == edition)
        .order_by(VerdictRow.participant, VerdictRow.item, VerdictRow.id)
    )
    signed = await signed_levels_of(edition)
    topics = {item.code: item.topic for item in (await rules_of(edition)).questionnaire.items}
    answers = [row for row in answers if (row["participant"], topics.get(row["item"])) in signed]
    document, digest = await asyncio.to_thread(
        _frozen, results, json.loads(definition[0]["definition"]), answers, verdicts
    )
    return results, document, digest


async def results_now(edition: str) -> Results:
    """The index as the verified answers stand."""
    rules = await rules_of(edition)
    entries = [
        Entry(each.participant.code, each.participant.name, each.participant.kind, each.league)
        for each in await entries_of(edition)
    ]
    cells = await matrix_rows_of(edition)
    return await asyncio.to_thread(
        compute, rules.questionnaire, policies_of(rules.edition), entries, tuple(cells)
    )


async def published(edition: str) -> Published:
    """The results in force of a published edition; before that there are none to be seen."""
    row = (
        await SnapshotRow.select(
            SnapshotRow.id,
            SnapshotRow.number,
            SnapshotRow.sha256,
            SnapshotRow.note,
            SnapshotRow.created_at,
        )
        .where(SnapshotRow.edition == edition)
        .order_by(SnapshotRow.number, ascending=False)
        .first()
    )
    if row is None:
        raise RuleBroken("not-published", edition=edition)
    if row["sha256"] not in _known:
        document = await SnapshotRow.select(SnapshotRow.document).where(SnapshotRow.id == row["id"])
        _known[row["sha256"]] = await asyncio.to_thread(_recomputed, document[0]["document"])
    return Published(
        edition,
        row["number"],
        row["sha256"],
        row["note"],
        row["created_at"],
        _known[row["sha256"]],
    )


async def published_to_all(edition: str) -> Published:
    """The results in force, where they are for everybody's eyes."""
    if (await rules_of(edition)).edition.results != PUBLIC:
        raise RuleBroken("not-published", edition=edition)
    return await published(edition)


async def published_editions() -> tuple[str, ...]:
    """Codes of the editions with published results, the newest first."""
    rows = await SnapshotRow.raw("SELECT DISTINCT edition FROM snapshot ORDER BY edition DESC")
    return tuple(row["edition"] for row in rows)


async def public_editions() -> tuple[str, ...]:
    """Those among them whose results are for everybody's eyes."""
    codes = await published_editions()
    return tuple([c for c in codes if (await rules_of(c)).edition.results == PUBLIC])


async def published_digest(edition: str) -> str:
    """The SHA-256 in force; empty before publication."""
    row = (
        await SnapshotRow.select(SnapshotRow.sha256)
        .where(SnapshotRow.edition == edition)
        .order_by(SnapshotRow.number, ascending=False)
        .first()
    )
    return row["sha256"] if row else ""


async def snapshot_document(edition: str) -> tuple[str, str]:
    """The published snapshot itself and its SHA-256."""
    row = (
        await SnapshotRow.select(SnapshotRow.document, SnapshotRow.sha256)
        .where(SnapshotRow.edition == edition)
        .order_by(SnapshotRow.number, ascending=False)
        .first()
    )
    if row is None:
        raise RuleBroken("not-published", edition=edition)
    return row["document"], row["sha256"]


# A snapshot never changes, and its hash names it: it is read and recomputed once.
_known: dict[str, Results] = {}


def _recomputed(document: str) -> Results:
    return recompute(json.loads(document))


def _frozen(
    results: Results,
    definition: Mapping[str, Any],
    answers: list[dict[str, Any]],
    verdicts: list[dict[str, Any]],
) -> tuple[str, str]:
    given = [{**row, "content": json.loads(row["content"])} for row in answers]
    document = snapshot_bytes(canonical_snapshot(results, definition, given, verdicts))
    return document.decode(), hashlib.sha256(document).hexdigest()


def _audit(by: Person, at: datetime, edition: str, action: str, subject: str) -> dict[str, object]:
    return {
        "at": at,
        "account": by.account,
        "role": by.role.value,
        "action": action,
        "participant": None,
        "edition": edition,
        "subject": subject,
        "details": "{}",
    }
