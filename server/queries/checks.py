"""Revisión: ledgers folded, signatures and hashes made again, to compare with what is kept."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from game.answers import Answer, asked_items, is_asked
from game.commitments import Commitment, Move, Status
from game.fulfilment import Tally, tally_of
from game.histories import Fault, faults_of
from game.points import NO_POINTS, STRAIGHT, Points, points_of
from game.reviews import Verdict
from game.signatures import Signature, signed_since
from server.queries.answers import answers_of, given_of, plain
from server.queries.commitments import Filters, every_commitment
from server.queries.documents import documents_of
from server.queries.editions import editions, entries_of, rules_of
from server.queries.fulfilment import tallies_placed
from server.queries.reviews import courses_of_edition
from server.queries.signatures import (
    last_signatures_of_edition,
    signature_histories_of_edition,
)
from server.queries.submissions import digest_of_level
from server.tables.agreements import AgreementEventRow
from server.tables.batches import RecommendationRow
from server.tables.commitments import CommitmentEventRow, CommitmentRow, MilestoneRow
from server.tables.documents import DocumentRow
from server.tables.finals import FinalPublicationRow
from server.tables.points import PointEventRow
from server.tables.results import SnapshotRow


async def count_editions() -> int:
    """How many editions there are."""
    return len(await editions())


async def ledger_differences(most: int = 5) -> list[str]:
    """Participants whose ledger does not fold to the points their answers are worth."""
    found: list[str] = []
    for edition in await editions():
        rules = await rules_of(edition.code)
        by_participant: dict[str, dict[str, tuple[Answer, Verdict | None]]] = defaultdict(dict)
        for (code, item_code), pair in (await given_of(edition.code)).items():
            by_participant[code][item_code] = pair
        courses = await courses_of_edition(edition.code)
        timely: dict[str, Points] = defaultdict(Points)
        for (code, _), history in (await signature_histories_of_edition(edition.code)).items():
            timely[code] += rules.points.timely(signed_since(history))
        rows = await PointEventRow.raw(
            "SELECT participant, SUM(provisional) AS provisional, SUM(settled) AS settled"
            " FROM point_event WHERE edition = {} GROUP BY participant",
            edition.code,
        )
        kept = {r["participant"]: Points(int(r["provisional"]), int(r["settled"])) for r in rows}
        for entry in await entries_of(edition.code):
            participant = entry.participant
            own = by_participant[participant.code]
            answers = {item: answer for item, (answer, _) in own.items()}
            worth = sum(
                (
                    points_of(
                        rules.points,
                        item,
                        *own[item.code],
                        courses.get((participant.code, item.code), STRAIGHT),
                    )
                    for item in rules.questionnaire.items
                    if item.code in own and is_asked(item, answers, participant)
                ),
                timely[participant.code],
            )
            if kept.get(participant.code, NO_POINTS) != worth:
                found.append(f"{edition.code} {participant.code}")
    return found[:most]


async def commitment_differences() -> tuple[tuple[int, Fault], ...]:
    """Commitments, each with what contradicts its history or what it says it comes from."""
    found: list[tuple[int, Fault]] = []
    documents = {row["id"] for row in await DocumentRow.select(DocumentRow.id)}
    verifiers = await _verifiers()
    sources = await _sources()
    async for each in every_commitment(Filters(), date.max):
        kept, code = each.commitment, each.commitment.code or 0
        found += [(code, fault) for fault in faults_of(kept)]
        cited = {one.document for event in kept.history for one in event.evidence}
        if cited - documents:
            found.append((code, Fault.EVIDENCE))
        if kept.status is Status.VERIFIED and code not in verifiers:
            found.append((code, Fault.VERIFIED))
        if not _comes_from(kept, sources):
            found.append((code, Fault.SOURCE))
    known = CommitmentRow.select(CommitmentRow.id)
    lost = [
        row
        for table in (CommitmentEventRow, MilestoneRow)
        for row in await table.select(table.commitment).where(table.commitment.not_in(known))
    ]
    found += [(row["commitment"], Fault.LOST) for row in lost]
    return tuple(dict.fromkeys(sorted(found)))


async def count_differences(today: date) -> tuple[Tally, Tally] | None:
    """How many commitments the pages count and how many there are, where these are not the same."""
    counted = sum((each.tally for each in await tallies_placed("", today)), Tally())
    there = Tally()
    async for each in every_commitment(Filters(), today):
        there += tally_of((each.commitment,), today)
    return None if counted == there else (counted, there)


async def _verifiers() -> frozenset[int]:
    """The commitments that somebody from a seat of a verifier found kept."""
    row = CommitmentEventRow
    rows = await row.select(row.commitment).where(
        row.act.is_in([Move.VERIFY.value, Move.UPHOLD.value]), row.account.is_not_null()
    )
    return frozenset(each["commitment"] for each in rows)


@dataclass(frozen=True, slots=True)
class _Sources:
    """What a commitment may come from. `signed`: by a commitment; `issued`: to whom."""

    editions: frozenset[str]
    signed: Mapping[int, tuple[int, str]]
    issued: Mapping[int, str]


async def _sources() -> _Sources:
    agreed, issued = AgreementEventRow, RecommendationRow
    signed = await agreed.select(agreed.agreement, agreed.participant, agreed.commitment).where(
        agreed.commitment.is_not_null()
    )
    recommended = await issued.select(issued.id, issued.participant)
    return _Sources(
        frozenset(each.code for each in await editions()),
        {row["commitment"]: (row["agreement"], row["participant"]) for row in signed},
        {row["id"]: row["participant"] for row in recommended},
    )


def _comes_from(kept: Commitment, sources: _Sources) -> bool:
    """Whether the edition, the agreement and the recommendation that it names are its own."""
    agreement = (kept.agreement, kept.participant)
    return (
        (kept.edition is None or kept.edition in sources.editions)
        and (kept.agreement is None or sources.signed.get(kept.code or 0) == agreement)
        and (
            kept.recommendation is None
            or sources.issued.get(kept.recommendation) == kept.participant
        )
    )


async def signature_differences(most: int = 5) -> list[str]:
    """Levels signed in force over other answers or documents than those in force. There are none.

    A signature from before digests were kept is not looked at.
    """
    found: list[str] = []
    for edition in await editions():
        rules = await rules_of(edition.code)
        participants = {each.participant.code: each for each in await entries_of(edition.code)}
        signed: dict[str, list[Signature]] = defaultdict(list)
        for (code, _), signature in (await last_signatures_of_edition(edition.code)).items():
            if signature.voiding is None and signature.digest and code in participants:
                signed[code].append(signature)
        for code, signatures in signed.items():
            entry, kept = participants[code], await answers_of(code, edition.code)
            documents = {each.id: each for each in await documents_of(code)}
            for signature in signatures:
                topic = rules.questionnaire.topic(signature.topic)
                asked = asked_items(topic, plain(kept), entry.participant)
                if signature.digest not in (
                    digest_of_level(rules, entry, topic, asked, kept, documents),
                    # From before the data of documents were signed too.
                    digest_of_level(rules, entry, topic, asked, kept, {}),
                ):
                    found.append(f"{edition.code} {code} {topic.code}")
    return found[:most]


async def publication_differences() -> list[str]:
    """Documents that two people published and that are not those their SHA-256 names."""
    index = await SnapshotRow.select(SnapshotRow.edition, SnapshotRow.sha256, SnapshotRow.document)
    final = await FinalPublicationRow.select(
        FinalPublicationRow.edition, FinalPublicationRow.sha256, FinalPublicationRow.document
    ).where(FinalPublicationRow.confirmed_at.is_not_null())
    published = [("índice", row) for row in index] + [("ronda final", row) for row in final]
    return [
        f"{row['edition']} {what}"
        for what, row in published
        if hashlib.sha256(row["document"].encode()).hexdigest() != row["sha256"]
    ]
