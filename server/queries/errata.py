"""Fe de erratas: what was published is put right in a snapshot of its own, by two people.

Nothing that was published changes before the second one confirms. What follows is computed for the
proposal and again for the confirmation: if anything has changed between them, the proposal is void.
"""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from piccolo.columns import Column
from piccolo.querystring import QueryString

from game.editions import Act, check_allowed
from game.errata import Erratum, check_closable, check_proposable, confirmed, reason_given
from game.publications import Publication
from game.rules import RuleBroken
from indicators.canonical import Json, canonical_bytes
from indicators.corrections import Issue, corrections_of
from indicators.snapshot import corrected
from server.db import Param, Refused, Step, announce, params, statement, write
from server.people import Person
from server.queries.audit import noting
from server.queries.editions import rules_of
from server.queries.publications import ATTEMPTS, FREEZE, UNCHANGED, decided_in
from server.queries.results import comparable_now, frozen, published, snapshot_document
from server.queries.stages import STAYS, is_open_erratum
from server.tables.results import ErratumRow, SnapshotRow


def _changed(values: dict[Column | str, Any], *extra: Any) -> Any:
    """A change of an erratum that is still open."""
    return statement(
        ErratumRow.update(values)
        .where(ErratumRow.id == Param("id"), *is_open_erratum(), *extra)
        .returning(ErratumRow.id)
    )


OPEN: Final = statement(ErratumRow.insert(params(ErratumRow)))
PROPOSE: Final = _changed(
    {
        ErratumRow.proposed_by: Param("account"),
        ErratumRow.proposed_at: Param("at"),
        ErratumRow.sha256: Param("sha256"),
    },
    ErratumRow.proposed_by.is_null(),
)
VOID: Final = _changed(
    {
        ErratumRow.proposed_by: QueryString("NULL"),
        ErratumRow.proposed_at: QueryString("NULL"),
        ErratumRow.sha256: "",
    },
    ErratumRow.sha256 == Param("sha256"),
)
CONFIRM: Final = _changed(
    {ErratumRow.confirmed_by: Param("account"), ErratumRow.confirmed_at: Param("at")},
    ErratumRow.sha256 == Param("proposed"),
)
CLOSE: Final = _changed(
    {
        ErratumRow.ended_by: Param("account"),
        ErratumRow.ended_at: Param("at"),
        ErratumRow.ending: Param("ending"),
    }
)


async def errata_of(edition: str) -> tuple[Erratum, ...]:
    """Every erratum of an edition, the newest first."""
    rows = await ErratumRow.raw(
        "SELECT erratum.*, opener.name AS opener, proposer.name AS proposer,"
        " confirmer.name AS confirmer, ender.name AS ender FROM erratum"
        " LEFT JOIN account AS opener ON opener.id = erratum.opened_by"
        " LEFT JOIN account AS proposer ON proposer.id = erratum.proposed_by"
        " LEFT JOIN account AS confirmer ON confirmer.id = erratum.confirmed_by"
        " LEFT JOIN account AS ender ON ender.id = erratum.ended_by"
        " WHERE erratum.edition = {} ORDER BY erratum.id DESC",
        edition,
    )
    return tuple(map(_erratum, rows))


async def issues_of(edition: str) -> tuple[Issue, ...]:
    """Every snapshot of an edition, the one in force first."""
    rows = (
        await SnapshotRow.select(SnapshotRow.number, SnapshotRow.sha256, SnapshotRow.created_at)
        .where(SnapshotRow.edition == edition)
        .order_by(SnapshotRow.number, ascending=False)
    )
    return tuple(
        [
            Issue(row["number"], row["sha256"], row["created_at"], await _told(edition, row))
            for row in rows
        ]
    )


async def changes_of(edition: str) -> Sequence[Json]:
    """What would change by what stands now, for whoever publishes and for nobody else."""
    document, _ = await snapshot_document(edition)
    now = await comparable_now(edition)
    return await asyncio.to_thread(lambda: corrections_of(json.loads(document), now))


async def changes_shown(edition: str) -> Sequence[Json]:
    """The same for a page: it takes seconds, and is worked out anew once anything was decided."""
    here, in_force = await decided_in(edition), (await published(edition)).sha256
    version = (await rules_of(edition)).questionnaire.version
    key = (in_force, version, here["verdicts"], here["replies"])
    if edition not in _shown or _shown[edition][0] != key:
        _shown[edition] = key, await changes_of(edition)
    return _shown[edition][1]


async def open_erratum(edition: str, reason: str, *, by: Person, at: datetime) -> None:
    """Say in public what was wrong; from then on verdicts can be decided anew."""
    rules = await rules_of(edition)
    check_allowed(rules.stage, Act.CORRECT)
    said = reason_given(reason)
    _, digest = await snapshot_document(edition)
    row = {
        "edition": edition,
        "stage": rules.stage.value,
        "corrects": digest,
        "reason": said,
        "opened_by": by.account,
        "opened_at": at,
        "proposed_by": None,
        "proposed_at": None,
        "sha256": "",
        "confirmed_by": None,
        "confirmed_at": None,
        "ended_by": None,
        "ended_at": None,
        "ending": "",
    }
    note = noting(edition, "erratum-opened", digest, by, at, reason=said)
    stays = Step(STAYS, row, rows=1, otherwise="stage-forbids")
    await _write(edition, [stays, Step(OPEN, row, otherwise="erratum-open"), note])


async def propose_erratum(edition: str, *, by: Person, at: datetime) -> str:
    """The first of two people asks for what follows now to be published. Gives its SHA-256."""
    erratum = await _open(edition)
    _, digest, changes = await _made(edition, erratum)
    check_proposable(erratum, changes=changes)
    facts = {"id": erratum.id, "account": by.account, "at": at, "sha256": digest}
    note = noting(edition, "erratum-proposed", digest, by, at, differences=changes)
    await _write(edition, [Step(PROPOSE, facts, rows=1, otherwise="erratum-proposed"), note])
    return digest


async def confirm_erratum(edition: str, *, sha256: str, by: Person, at: datetime) -> str:
    """The second one publishes what the first one saw; `sha256` is that of the proposal read."""
    for _ in range(ATTEMPTS):
        with contextlib.suppress(Refused):  # something moved meanwhile: it is looked at again
            return await _confirmed(edition, sha256, by, at)
    raise RuleBroken("stale", edition=edition)


async def close_erratum(edition: str, reason: str, *, by: Person, at: datetime) -> None:
    """Leave what was published as it is, and say why; not with verdicts decided otherwise."""
    erratum = await _open(edition)
    said = reason_given(reason)
    here = await decided_in(edition)
    check_closable(changes=len(await changes_of(edition)))
    facts = {"id": erratum.id, "account": by.account, "at": at, "ending": said}
    note = noting(edition, "erratum-closed", erratum.corrects, by, at, reason=said)
    unchanged = Step(UNCHANGED, here, rows=1, otherwise="stale")
    await _write(edition, [unchanged, Step(CLOSE, facts, rows=1, otherwise="stale"), note])


async def _confirmed(edition: str, sha256: str, by: Person, at: datetime) -> str:
    erratum = await _open(edition)
    if erratum.publication is not None and erratum.publication.sha256 != sha256:
        raise RuleBroken("stale", edition=edition)
    here = await decided_in(edition)
    document, digest, _ = await _made(edition, erratum)
    facts = {"id": erratum.id, "account": by.account, "at": at, "proposed": sha256}
    try:
        confirmed(erratum, by.account, digest)
    except RuleBroken as broken:
        if broken.code == "publication-changed":
            void = Step(VOID, {**facts, "sha256": sha256}, rows=1)
            await write([void, noting(edition, "erratum-void", sha256, by, at)])
        raise
    number = await _next_number(edition)
    snapshot = {
        "edition": edition,
        "number": number,
        "sha256": digest,
        "document": document,
        "note": erratum.reason,
        "created_at": at,
    }
    await write(
        [
            Step(UNCHANGED, here, rows=1),
            Step(FREEZE, snapshot),
            Step(CONFIRM, facts, rows=1),
            noting(edition, "erratum-published", digest, by, at, corrects=erratum.corrects),
            announce(json.dumps({"edition": edition, "league": None})),
        ]
    )
    return digest


async def _open(edition: str) -> Erratum:
    check_allowed((await rules_of(edition)).stage, Act.CORRECT)
    found = next((each for each in await errata_of(edition) if each.is_open), None)
    if found is None:
        raise RuleBroken("erratum-none")
    return found


async def _made(edition: str, erratum: Erratum) -> tuple[str, str, int]:
    """The snapshot that would correct the one in force, its SHA-256, and how much it changes."""
    _, made, _ = await frozen(edition)
    kept, in_force = await snapshot_document(edition)
    number = await _next_number(edition)

    def work() -> tuple[str, str, int]:
        now, was = json.loads(made), json.loads(kept)
        told = corrected(now, was, number, in_force, erratum.reason)
        content = canonical_bytes(told)
        changes = len(told["erratum"]["differences"])
        return content.decode(), hashlib.sha256(content).hexdigest(), changes

    return await asyncio.to_thread(work)


async def _next_number(edition: str) -> int:
    row = (
        await SnapshotRow.select(SnapshotRow.number)
        .where(SnapshotRow.edition == edition)
        .order_by(SnapshotRow.number, ascending=False)
        .first()
    )
    return 1 + (row["number"] if row else 0)


async def _write(edition: str, unit: Sequence[Step]) -> None:
    try:
        await write([*unit])
    except Refused as refused:
        raise RuleBroken(refused.code, edition=edition) from refused


async def _told(edition: str, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A snapshot never changes: what it says of the one before is read once."""
    if row["sha256"] not in _read:
        found = await SnapshotRow.select(SnapshotRow.document).where(
            SnapshotRow.edition == edition, SnapshotRow.number == row["number"]
        )
        document = await asyncio.to_thread(json.loads, found[0]["document"])
        _read[row["sha256"]] = document.get("erratum")
    return _read[row["sha256"]]


_read: dict[str, Mapping[str, Any] | None] = {}
# Of each edition the last that was shown, and what had been decided then.
_shown: dict[str, tuple[tuple[object, ...], Sequence[Json]]] = {}


def _erratum(row: Mapping[str, Any]) -> Erratum:
    is_proposed = row["proposed_by"] is not None
    return Erratum(
        id=row["id"],
        corrects=row["corrects"],
        reason=row["reason"],
        opener=row["opener"] or "",
        opened_at=row["opened_at"],
        publication=Publication(row["proposed_by"], row["sha256"], row["confirmed_by"])
        if is_proposed
        else None,
        proposer=row["proposer"] or "",
        proposed_at=row["proposed_at"],
        confirmer=row["confirmer"] or "",
        confirmed_at=row["confirmed_at"],
        ender=row["ender"] or "",
        ended_at=row["ended_at"],
        ending=row["ending"],
    )
