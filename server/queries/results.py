"""Resultados: what a publication freezes, and the results in force."""

import asyncio
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from game.answers import Citation
from game.editions import Edition, Stage
from game.publications import Reach
from game.questionnaire import Questionnaire
from game.rules import RuleBroken
from indicators.canonical import Json, canonical_bytes
from indicators.definition import Definition, definition_of, packed
from indicators.firmness import Firmness, Unsettled, unsettled_of
from indicators.given import PublicEvidence, PublishedAnswer
from indicators.report import Entry, Results, compute
from indicators.snapshot import (
    canonical_snapshot,
    compared,
    firmness_in,
    packed_evidence,
    published_answers,
    recompute,
)
from server.imports.definitions import edition_of
from server.processes import another
from server.queries.answers import matrix_rows_of
from server.queries.documents import Document, documents_named
from server.queries.editions import entries_of, rules_of
from server.queries.matrix import given_of, what_is_signed_in
from server.queries.reviews import replied_evidence_of
from server.tables.answers import AnswerRow
from server.tables.editions import EditionRow
from server.tables.results import SnapshotRow
from server.tables.reviews import VerdictRow

PUBLIC = "public"


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """What was published of an edition: the results and the snapshot they are computed from.

    `rules` and `questionnaire` are those of the snapshot, whatever was put right since.
    """

    edition: str
    number: int
    sha256: str
    note: str
    published_at: datetime
    results: Results
    firmness: Firmness
    rules: Edition
    questionnaire: Questionnaire
    rows: Mapping[str, bytes]

    def answers_of(self, participant: str) -> Mapping[str, PublishedAnswer]:
        """Item to the answer of a participant as it was published; nothing of whoever gave none."""
        rows = self._rows_of(participant)
        return published_answers(rows["answers"], rows["verdicts"])

    def verdicts_of(self, participant: str) -> Sequence[Mapping[str, Any]]:
        """All verdicts on its answers, as the snapshot has them, in the order they were given."""
        return self._rows_of(participant)["verdicts"]

    def _rows_of(self, participant: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        if participant not in self.rows:
            return {"answers": (), "verdicts": ()}
        found: dict[str, list[dict[str, Any]]] = json.loads(zlib.decompress(self.rows[participant]))
        return found


async def frozen(edition: str) -> tuple[Results, str, str]:
    """The results of an edition as it stands now, their snapshot as text, and its SHA-256.

    Nobody but a publication may show what is in them before. What nobody signed as it is stays a
    draft of its government: levels that were never signed, and what was mended and not signed anew.
    """
    results = await results_now(edition)
    definition = await EditionRow.select(EditionRow.definition).where(EditionRow.code == edition)
    verdicts = (
        await VerdictRow.select(
            VerdictRow.participant,
            VerdictRow.item,
            VerdictRow.revision,
            VerdictRow.verdict,
            VerdictRow.reason,
            VerdictRow.seat,
            VerdictRow.seat_title,
            VerdictRow.at,
        )
        .where(VerdictRow.edition == edition)
        .order_by(VerdictRow.participant, VerdictRow.item, VerdictRow.id)
    )
    answers, unsigned = await _answers_of(edition)
    document, digest = await asyncio.to_thread(
        _frozen,
        results,
        json.loads(definition[0]["definition"]),
        answers,
        verdicts,
        unsigned,
    )
    return results, document, digest


async def _answers_of(edition: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The answers that were signed as they are, each with the verdict on it and what proves it.

    And whose answers of what they are not, though a verdict stands on them: that says less than
    any draft.
    """
    answers = (
        await AnswerRow.select(
            AnswerRow.participant,
            AnswerRow.item,
            AnswerRow.revision,
            AnswerRow.content,
            AnswerRow.saved_at,
        )
        .where(AnswerRow.edition == edition)
        .order_by(AnswerRow.participant, AnswerRow.item)
    )
    is_signed = await what_is_signed_in(edition)
    replied = await replied_evidence_of(edition)
    signed = [
        {
            **{name: row[name] for name in ("participant", "item", "revision")},
            "content": json.loads(row["content"]),
        }
        for row in answers
        if is_signed(row)
    ]
    given = await given_of(edition)
    cited = (*(answer.evidence for answer, _ in given.values()), *replied.values())
    documents = await documents_named({each.document for some in cited for each in some})
    for row in signed:
        here = row["participant"], row["item"]
        answer, row["verdict"] = given[here]
        row["evidence"] = [
            packed_evidence(each)
            for citations, by_reply in ((answer.evidence, False), (replied.get(here, ()), True))
            for each in _told(citations, documents, by_reply=by_reply)
        ]
    told = {(row["participant"], row["item"]) for row in signed}
    drafts = sorted(here for here, (_, verdict) in given.items() if verdict and here not in told)
    return signed, [{"participant": who, "item": item} for who, item in drafts]


def _told(
    citations: Iterable[Citation], documents: Mapping[str, Document], *, by_reply: bool
) -> Iterator[PublicEvidence]:
    for each in citations:
        known = documents.get(each.document)
        if known is not None:
            yield PublicEvidence(known.title, each.page, known.sha256, known.url, by_reply)


async def results_now(edition: str) -> Results:
    """The index as the verified answers stand."""
    rules = await rules_of(edition)
    entries = [
        Entry(who.code, who.name, who.kind, each.league, who.population)
        for each in await entries_of(edition)
        for who in [each.participant]
    ]
    cells = await matrix_rows_of(edition)
    return await asyncio.to_thread(
        compute, definition_of(rules.edition, rules.questionnaire), entries, tuple(cells)
    )


async def comparable_now(edition: str) -> Json:
    """What of a snapshot could be told from another, as an edition stands now."""
    results = await results_now(edition)
    answers, _ = await _answers_of(edition)
    return await asyncio.to_thread(compared, results, answers)


async def index_definition_of(edition: str) -> Definition:
    """How the index of an edition is computed: as it was published, or as it stands until then.

    That of a draft nobody knows yet.
    """
    rules = await rules_of(edition)
    if rules.stage is Stage.DRAFT:
        raise RuleBroken("unknown-edition", edition=edition)
    if rules.stage is Stage.PUBLISHED:
        return (await published(edition)).results.definition
    return definition_of(rules.edition, rules.questionnaire)


async def reach_of(edition: str) -> tuple[Reach, ...]:
    """Of each kind that is entered, how many would reach the coverage that an index needs."""
    results = await results_now(edition)
    index = results.scores.tree.code
    entered = Counter(each.kind for each in results.entries)
    reached = Counter(
        each.kind
        for each in results.entries
        if results.scores.value(each.participant, index) is not None
    )
    kinds = (await rules_of(edition)).edition.kinds
    return tuple(Reach(kind, entered[kind], reached[kind]) for kind in kinds if entered[kind])


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
        *_known[row["sha256"]],
    )


async def unsettled_in(found: Published) -> Unsettled | None:
    """The places of what was published if what nobody verified were a no or a yes."""
    if found.sha256 not in _unsettled:
        _unsettled[found.sha256] = await asyncio.to_thread(unsettled_of, found.results)
    return _unsettled[found.sha256]


async def published_to_all(edition: str) -> Published:
    """The results in force, where they are for everybody's eyes."""
    if (await rules_of(edition)).edition.results != PUBLIC:
        raise RuleBroken("not-published", edition=edition)
    return await published(edition)


async def published_editions() -> tuple[str, ...]:
    """Codes of the editions with published results, the newest first."""
    rows = await SnapshotRow.raw("SELECT DISTINCT edition FROM snapshot ORDER BY edition DESC")
    return tuple(row["edition"] for row in rows)


async def newest_results_of(participant: str) -> Published | None:
    """The newest published results that a participant is in, for its own eyes."""
    for edition in await published_editions():
        found = await published(edition)
        if participant in found.results.scores.matrix.participants:
            return found
    return None


async def public_editions() -> tuple[str, ...]:
    """Those among them whose results are for everybody's eyes."""
    codes = await published_editions()
    return tuple([c for c in codes if (await rules_of(c)).edition.results == PUBLIC])


async def snapshot_in_force(edition: str) -> tuple[str, str]:
    """The published snapshot itself and its SHA-256; both empty before publication."""
    row = (
        await SnapshotRow.select(SnapshotRow.document, SnapshotRow.sha256)
        .where(SnapshotRow.edition == edition)
        .order_by(SnapshotRow.number, ascending=False)
        .first()
    )
    return (row["document"], row["sha256"]) if row else ("", "")


async def snapshot_document(edition: str) -> tuple[str, str]:
    """The published snapshot itself and its SHA-256; refused before there is one."""
    document, digest = await snapshot_in_force(edition)
    if not digest:
        raise RuleBroken("not-published", edition=edition)
    return document, digest


def as_corrected(document: str, sha256: str, in_force: str) -> tuple[str, str]:
    """A document with what the one in force says that it corrects, to be compared with it."""
    kept = json.loads(in_force) if in_force else {}
    if "erratum" not in kept:
        return document, sha256
    content = canonical_bytes({**json.loads(document), "erratum": kept["erratum"]})
    return content.decode(), hashlib.sha256(content).hexdigest()


async def snapshot_numbered(edition: str, number: int) -> tuple[str, str]:
    """One of the snapshots of an edition and its SHA-256, also one that was corrected since."""
    row = (
        await SnapshotRow.select(SnapshotRow.document, SnapshotRow.sha256)
        .where(SnapshotRow.edition == edition, SnapshotRow.number == number)
        .first()
    )
    if row is None:
        raise RuleBroken("unknown-snapshot", edition=edition, number=number)
    return row["document"], row["sha256"]


def agrees_in_another_form(document: str, in_force: str) -> bool:
    """Whether a document says what one says that an earlier version published in its form.

    That holds for its definition, its factors and its results but for their bounds, which had
    another rule, and for every answer and verdict that both tell, in what the earlier form tells.
    """
    made, kept = json.loads(document), json.loads(in_force)
    parts = [part for part in ("definition", "items", "factors") if part in kept]
    return bool(
        made["format"] != kept["format"]
        and all(made[part] == kept[part] for part in parts)
        and _unbounded(made) == _unbounded(kept)
        and all(_is_told_in(made[part], kept[part]) for part in ("answers", "verdicts"))
    )


def agrees_but_for_verdicts(document: str, in_force: str) -> bool:
    """Whether only verdicts came to what was published, and every answer has the one it had.

    So it is where an erratum was closed: what was decided anew was decided back.
    """
    made, kept = json.loads(document), json.loads(in_force)
    return bool(
        {**made, "verdicts": kept["verdicts"]} == kept
        and all(each in made["verdicts"] for each in kept["verdicts"])
    )


def _unbounded(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Its results without what bounds them."""
    return [
        {name: said for name, said in row.items() if name not in {"lower", "upper"}}
        for row in snapshot["results"]
    ]


def _is_told_in(made: Iterable[Mapping[str, Any]], kept: Iterable[Mapping[str, Any]]) -> bool:
    """Whether rows of the same person and item say the same; a row tells more than it did."""
    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in made:
        rows.setdefault((row["participant"], row["item"]), []).append(row)
    return all(
        any(all(each.get(name) == said for name, said in row.items()) for each in found)
        for row in kept
        if (found := rows.get((row["participant"], row["item"])))
    )


# A snapshot never changes, and its hash names it: it is read and recomputed once. What it holds of
# each participant is kept packed, which takes a tenth of the room.
Known = tuple[Results, Firmness, Edition, Questionnaire, Mapping[str, bytes]]
_known: dict[str, Known] = {}
_unsettled: dict[str, Unsettled | None] = {}


def _recomputed(document: str) -> Known:
    snapshot = json.loads(document)
    edition, questionnaire, _ = edition_of(snapshot["definition"])
    # What was published in the first form does not say by which definition it was computed.
    snapshot.setdefault("index", packed(definition_of(edition, questionnaire)))
    rows: dict[str, dict[str, list[Any]]] = {}
    for part in ("answers", "verdicts"):
        for row in snapshot[part]:
            own = rows.setdefault(row["participant"], {"answers": [], "verdicts": []})
            own[part].append(row)
    kept = {code: zlib.compress(json.dumps(own).encode()) for code, own in rows.items()}
    results = recompute(snapshot)
    return results, firmness_in(snapshot, results), edition, questionnaire, kept


def _frozen(
    results: Results,
    definition: Mapping[str, Any],
    answers: list[dict[str, Any]],
    verdicts: list[dict[str, Any]],
    unsigned: list[dict[str, Any]],
) -> tuple[str, str]:
    with another() as beside:
        told = canonical_snapshot(results, definition, answers, verdicts, unsigned, beside)
    document = canonical_bytes(told)
    return document.decode(), hashlib.sha256(document).hexdigest()
