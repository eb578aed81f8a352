"""Revisión: ledgers folded, signatures and hashes made again, to compare with what is kept."""

import hashlib
from collections import defaultdict

from game.answers import Answer, asked_items, is_asked
from game.points import NO_POINTS, STRAIGHT, Points, points_of
from game.reviews import Verdict
from game.signatures import Signature, signed_since
from server.queries.answers import answers_of, given_of, plain
from server.queries.documents import documents_of
from server.queries.editions import editions, entries_of, rules_of
from server.queries.reviews import courses_of_edition
from server.queries.signatures import (
    last_signatures_of_edition,
    signature_histories_of_edition,
)
from server.queries.submissions import digest_of_level
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
