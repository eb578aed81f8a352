"""Firmas: every signature of a level as it was given, and the steps that keep and void one.

Whoever signs and whoever changes an answer of a level handed in both write the row of the level,
and so come one after the other; what was shown to be signed is looked at again after that.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from game.points import timely_change
from game.signatures import Cause, Counts, Signature, Voiding, signed_since
from server.db import Param, Statement, Step, params, statement
from server.people import Person
from server.queries.editions import EditionRules, Entry
from server.queries.points import keeping_points
from server.reading import each, places, read
from server.tables.levels import LevelRow
from server.tables.signatures import SignatureRow

_LEVEL = (
    LevelRow.participant == Param("participant"),
    LevelRow.edition == Param("edition"),
    LevelRow.topic == Param("topic"),
)
GIVEN = statement(
    SignatureRow.select()
    .where(
        SignatureRow.participant == Param("participant"), SignatureRow.edition == Param("edition")
    )
    .order_by(SignatureRow.id)
)
KEEP_SIGNATURE = statement(
    SignatureRow.insert(
        params(
            SignatureRow,
            seat_title=QueryString(
                "COALESCE((SELECT title FROM seat WHERE id = {}), '')", Param("seat")
            ),
            voided_at=None,
            voided_by=None,
            voider_name="",
            void_cause="",
            voided_item="",
            voided_revision=0,
            voided_document="",
            outdone_at=None,
            outdone_by=None,
            outdoer_name="",
            outdone_cause="",
            outdone_item="",
            outdone_revision=0,
            outdone_document="",
        )
    )
)
# Writes the level also where nobody has signed it: whoever is signing it has to wait, or came
# first.
UNSIGN = statement(
    LevelRow.update(
        {LevelRow.signed_at: None, LevelRow.signed_by: None, LevelRow.signer_name: ""}
    ).where(*_LEVEL, LevelRow.submitted_at.is_not_null())
)
VOID = statement(
    SignatureRow.update(
        {
            SignatureRow.voided_at: Param("at"),
            SignatureRow.voided_by: Param("account"),
            SignatureRow.voider_name: Param("author"),
            SignatureRow.void_cause: Param("cause"),
            SignatureRow.voided_item: Param("item"),
            SignatureRow.voided_revision: Param("revision"),
            SignatureRow.voided_document: Param("document"),
        }
    )
    .where(
        SignatureRow.participant == Param("participant"),
        SignatureRow.edition == Param("edition"),
        SignatureRow.topic == Param("topic"),
        SignatureRow.voided_at.is_null(),
    )
    .returning(SignatureRow.id)
)
# Mending alone keeps the day of a signature: what else happens first before the next one takes it.
OUTDO = statement(
    SignatureRow.update(
        {
            SignatureRow.outdone_at: Param("at"),
            SignatureRow.outdone_by: Param("account"),
            SignatureRow.outdoer_name: Param("author"),
            SignatureRow.outdone_cause: Param("cause"),
            SignatureRow.outdone_item: Param("item"),
            SignatureRow.outdone_revision: Param("revision"),
            SignatureRow.outdone_document: Param("document"),
        }
    ).where(
        SignatureRow.participant == Param("participant"),
        SignatureRow.edition == Param("edition"),
        SignatureRow.topic == Param("topic"),
        SignatureRow.void_cause == Cause.MENDED.value,
        SignatureRow.outdone_at.is_null(),
        WhereRaw(
            "NOT EXISTS (SELECT 1 FROM signature AS later"
            " WHERE later.participant = signature.participant"
            " AND later.edition = signature.edition AND later.topic = signature.topic"
            " AND later.id > signature.id)"
        ),
    )
)
# Nothing of the level loses its signature until the unit is committed.
STAYS_SIGNED = statement(
    LevelRow.update({LevelRow.topic: Param("topic")})
    .where(*_LEVEL, LevelRow.signed_at.is_not_null())
    .returning(LevelRow.topic)
)


async def signatures_of(participant: str, edition: str) -> tuple[Signature, ...]:
    """Every signature given in an edition, those without effect too, in the order they came."""
    rows = await read(GIVEN, {"participant": participant, "edition": edition})
    return tuple(map(_signature, rows))


async def signature_histories_of(
    participant: str, edition: str
) -> Mapping[str, tuple[Signature, ...]]:
    """Topic to every signature of it, in the order they came."""
    histories: dict[str, tuple[Signature, ...]] = {}
    for signature in await signatures_of(participant, edition):
        histories[signature.topic] = (*histories.get(signature.topic, ()), signature)
    return histories


async def last_signatures_of(participant: str, edition: str) -> Mapping[str, Signature]:
    """Topic to its latest signature, in force or not."""
    return {each.topic: each for each in await signatures_of(participant, edition)}


async def signature_histories_of_edition(
    edition: str,
) -> Mapping[tuple[str, str], tuple[Signature, ...]]:
    """(participant, topic) to every signature of it, for everybody in one reading."""
    rows = (
        await SignatureRow.select().where(SignatureRow.edition == edition).order_by(SignatureRow.id)
    )
    histories: dict[tuple[str, str], tuple[Signature, ...]] = {}
    for row in rows:
        here = row["participant"], row["topic"]
        histories[here] = (*histories.get(here, ()), _signature(row))
    return histories


async def last_signatures_of_edition(edition: str) -> Mapping[tuple[str, str], Signature]:
    """The same with the latest one alone."""
    found = await signature_histories_of_edition(edition)
    return {here: history[-1] for here, history in found.items()}


def keeping_signature(
    here: Mapping[str, object],
    digest: str,
    revisions: Mapping[str, int],
    counts: Counts,
    by: Person,
) -> Step:
    """The step that keeps a signature of the level that is `here`."""
    row = {
        **here,
        "account": by.account,
        "name": by.name,
        "seat": by.seat,
        "digest": digest,
        "revisions": json.dumps(revisions, sort_keys=True),
        "counts": json.dumps(asdict(counts)),
    }
    return Step(KEEP_SIGNATURE, row)


def voiding_steps(
    rules: EditionRules,
    entry: Entry,
    topics: Mapping[str, Sequence[Signature]],
    voiding: Voiding,
    *,
    by: Person,
) -> list[Step]:
    """The steps that void the signatures of these levels, and take back what they had earned.

    `topics`: topic to its signatures as they were seen, in order. One that was given since then
    refuses the unit as stale: its signer is to be told too.
    """
    steps = []
    for topic, seen in sorted(topics.items(), key=lambda pair: pair[0]):
        here = {
            "participant": entry.participant.code,
            "edition": entry.edition,
            "topic": topic,
            "at": voiding.at,
            "account": by.account,
            "author": by.name,
            "cause": voiding.cause.value,
            "item": voiding.item,
            "revision": voiding.revision,
            "document": voiding.document,
        }
        since = signed_since(seen)
        event = timely_change(rules.points, since, None)
        if since is None and voiding.cause is not Cause.MENDED:
            steps.append(Step(OUTDO, here))
        steps += [
            Step(UNSIGN, here),
            Step(VOID, here, rows=int(since is not None)),
            *keeping_points(entry, topic, event, voiding.at),
        ]
    return steps


def unmoved(here: Mapping[str, object], revisions: Mapping[str, int]) -> Step:
    """Comes after the level is written: these answers are as they were seen, the absent ones too.

    Revisions only grow, so that their sum tells.
    """
    facts = {**here, **each(sorted(revisions)), "revisions": sum(revisions.values())}
    return Step(_unmoved(len(revisions)), facts, rows=1, otherwise="signature-stale")


@cache
def _unmoved(named: int) -> Statement:
    are_seen = WhereRaw(
        "(SELECT COALESCE(SUM(revision), 0) FROM answer WHERE participant = {} AND edition = {}"  # noqa: S608
        f" AND item IN ({', '.join(['{}'] * named)})) = {{}}",
        Param("participant"),
        Param("edition"),
        *places(named),
        Param("revisions"),
    )
    return statement(
        LevelRow.update({LevelRow.topic: Param("topic")})
        .where(*_LEVEL, are_seen)
        .returning(LevelRow.topic)
    )


def _signature(row: Mapping[str, Any]) -> Signature:
    return Signature(
        topic=row["topic"],
        account=row["account"],
        name=row["name"],
        at=row["at"],
        digest=row["digest"],
        revisions=json.loads(row["revisions"]),
        voiding=_voiding(row) if row["voided_at"] is not None else None,
        outdone=_outdone(row) if row["outdone_at"] is not None else None,
    )


def _outdone(row: Mapping[str, Any]) -> Voiding:
    return Voiding(
        row["outdone_at"],
        row["outdoer_name"],
        Cause(row["outdone_cause"]),
        row["outdone_item"],
        row["outdone_revision"],
        row["outdone_document"],
    )


def _voiding(row: Mapping[str, Any]) -> Voiding:
    return Voiding(
        row["voided_at"],
        row["voider_name"],
        Cause(row["void_cause"]),
        row["voided_item"],
        row["voided_revision"],
        row["voided_document"],
    )
