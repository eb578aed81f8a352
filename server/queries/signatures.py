"""Firmas: every signature of a level as it was given, and the steps that keep and void one.

Whoever signs and whoever changes an answer of a level handed in both write the row of the level,
and so come one after the other; what was shown to be signed is looked at again after that.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from game.signatures import Cause, Counts, Signature, Voiding
from server.db import Param, Statement, Step, params, statement
from server.people import Person
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


async def last_signatures_of(participant: str, edition: str) -> Mapping[str, Signature]:
    """Topic to its latest signature, in force or not."""
    return {each.topic: each for each in await signatures_of(participant, edition)}


async def last_signatures_of_edition(edition: str) -> Mapping[tuple[str, str], Signature]:
    """(participant, topic) to its latest signature, for everybody in one reading."""
    rows = (
        await SignatureRow.select().where(SignatureRow.edition == edition).order_by(SignatureRow.id)
    )
    return {(row["participant"], row["topic"]): _signature(row) for row in rows}


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
    participant: str,
    edition: str,
    topics: Mapping[str, Signature | None],
    cause: Cause,
    *,
    by: Person,
    at: datetime,
    item: str = "",
    revision: int = 0,
    document: str = "",
) -> list[Step]:
    """The steps that void the signatures of these levels: topic to the latest one as it was seen.

    One that was given since then refuses the unit as stale: its signer is to be told too.
    """
    steps = []
    for topic, seen in sorted(topics.items(), key=lambda pair: pair[0]):
        here = {
            "participant": participant,
            "edition": edition,
            "topic": topic,
            "at": at,
            "account": by.account,
            "author": by.name,
            "cause": cause.value,
            "item": item,
            "revision": revision,
            "document": document,
        }
        in_force = seen is not None and seen.voiding is None
        steps += [Step(UNSIGN, here), Step(VOID, here, rows=int(in_force))]
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
