"""Datos abiertos: the publications of an edition by their days, and what a package is made of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from game.rules import RuleBroken
from indicators.open_data.package import Imprint
from server.days import today_of
from server.queries.editions import rules_of
from server.queries.results import PUBLIC, public_editions
from server.tables.results import SnapshotRow


@dataclass(frozen=True, slots=True)
class Sources:
    """A published document, and the one that was in force then of the edition it continues."""

    document: str
    former: str = ""
    former_sha256: str = ""


async def everything_public() -> tuple[tuple[Imprint, ...], ...]:
    """The publications of every edition whose results are for everybody, the newest first."""
    return tuple([await imprints_of(edition) for edition in await public_editions()])


async def imprints_of(edition: str) -> tuple[Imprint, ...]:
    """All publications of an edition, the newest first; refused while there is none in public."""
    found = await _imprints_of(edition)
    if not found:
        raise RuleBroken("not-published", edition=edition)
    return found


async def sources_of(imprint: Imprint) -> Sources:
    """What a package is made of. A publication of the former edition that came later is no part."""
    document = await _document_of(imprint)
    code = (await rules_of(imprint.edition)).edition.continues
    former = next((e for e in await _former(code) if e.at <= imprint.at), None)
    if former is None:
        return Sources(document)
    return Sources(document, await _document_of(former), former.sha256)


async def _former(code: str | None) -> tuple[Imprint, ...]:
    """Those of an edition that may never have been held here, or not in public."""
    if code is None:
        return ()
    try:
        return await _imprints_of(code)
    except RuleBroken:
        return ()


async def _imprints_of(edition: str) -> tuple[Imprint, ...]:
    if (await rules_of(edition)).edition.results != PUBLIC:
        return ()
    rows = (
        await SnapshotRow.select(
            SnapshotRow.number, SnapshotRow.sha256, SnapshotRow.note, SnapshotRow.created_at
        )
        .where(SnapshotRow.edition == edition)
        .order_by(SnapshotRow.number)
    )
    return tuple(reversed(_dated(edition, rows)))


def _dated(edition: str, rows: Sequence[Mapping[str, Any]]) -> list[Imprint]:
    """Each by its day where governments are; the second of one day has its place besides."""
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        at: datetime = row["created_at"]
        day = today_of(at)
        seen[day.isoformat()] += 1
        place = seen[day.isoformat()]
        dated = day.isoformat() if place == 1 else f"{day.isoformat()}-{place}"
        found.append(Imprint(edition, row["number"], dated, day, at, row["sha256"], row["note"]))
    return found


async def _document_of(imprint: Imprint) -> str:
    rows = await SnapshotRow.select(SnapshotRow.document).where(
        SnapshotRow.edition == imprint.edition, SnapshotRow.number == imprint.number
    )
    document: str = rows[0]["document"]
    return document
