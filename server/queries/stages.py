"""Etapas: a definition put in place, and an edition moved from one stage to the next."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from piccolo.columns import Column
from piccolo.columns.combination import WhereRaw

from game.editions import FREEZE, Stage, advance
from game.publications import Publication
from game.rules import RuleBroken
from server.db import (
    Announcement,
    Param,
    Refused,
    Step,
    announce,
    held,
    params,
    statement,
    write,
)
from server.imports.definitions import canonical, edition_of
from server.people import Person
from server.queries.audit import noting
from server.queries.entries import enter_all
from server.tables.editions import EditionRow, StageChangeRow
from server.tables.results import ErratumRow

ADD_EDITION = statement(
    EditionRow.insert(params(EditionRow))
    .on_conflict(target=EditionRow.code, action="DO NOTHING")
    .returning(EditionRow.code)
)
# What a definition says of its edition, kept beside it to be asked for.
DEFINED: Final[Mapping[Column | str, Any]] = MappingProxyType(
    {
        EditionRow.definition: Param("definition"),
        EditionRow.version: Param("version"),
        EditionRow.instrument: Param("instrument"),
        EditionRow.continues: Param("continues"),
        EditionRow.synthetic: Param("synthetic"),
    }
)
CHANGE_DEFINITION = statement(
    EditionRow.update({**DEFINED})
    .where(EditionRow.code == Param("code"), EditionRow.stage == Stage.DRAFT.value)
    .returning(EditionRow.code)
)
MOVE = statement(
    EditionRow.update({EditionRow.stage: Param("to_stage")})
    .where(EditionRow.code == Param("edition"), EditionRow.stage == Param("from_stage"))
    .returning(EditionRow.code)
)
# What the observatory was shown of the freeze still stands: it may be moved by two at once.
MOVE_FREEZE = statement(
    EditionRow.update({EditionRow.freeze_at: Param("freeze_at")})
    .where(
        EditionRow.code == Param("edition"),
        WhereRaw("edition.freeze_at IS NOT DISTINCT FROM {}", Param("was")),
    )
    .returning(EditionRow.code)
)
# The edition stays at this stage until the unit is committed: `MOVE` waits, or came before.
STAYS = held(
    EditionRow.select(EditionRow.code).where(
        EditionRow.code == Param("edition"), EditionRow.stage == Param("stage")
    )
)


def is_open_erratum() -> tuple[Any, ...]:
    """Of an erratum that is neither published nor closed."""
    return ErratumRow.confirmed_at.is_null(), ErratumRow.ended_at.is_null()


# It stays open until the unit is committed.
UNDER_ERRATUM = held(
    ErratumRow.select(ErratumRow.id).where(
        ErratumRow.edition == Param("edition"), *is_open_erratum()
    )
)
NOTE_MOVE = statement(StageChangeRow.insert(params(StageChangeRow)))


async def keep_edition(
    definition: Mapping[str, Any], *, by: Person | None = None, at: datetime | None = None
) -> bool:
    """Put a definition in place as a draft. False when it stands already, word for word.

    An edition that has left the draft keeps the definition its answers were given to. `by`: who
    did it on the site, which the audit log notes.
    """
    document = canonical(definition)
    version = hashlib.sha256(document).hexdigest()
    found = (
        await EditionRow.select(
            EditionRow.version, EditionRow.stage, EditionRow.definition, EditionRow.freeze_at
        )
        .where(EditionRow.code == definition["edition"]["code"])
        .first()
    )
    if found is not None and found["version"] == version:
        return False
    edition, _, _ = edition_of(definition, version=version)
    row = {
        "code": edition.code,
        "instrument": edition.instrument,
        "stage": Stage.DRAFT.value,
        "definition": document.decode(),
        "version": version,
        "continues": edition.continues,
        "synthetic": edition.synthetic,
        "freeze_at": edition.freeze,
    }
    step = ADD_EDITION if found is None else CHANGE_DEFINITION
    said = freeze_said(definition)
    moves = found is not None and said != freeze_said(json.loads(found["definition"]))
    freeze = {
        "edition": edition.code,
        "freeze_at": said,
        "was": found["freeze_at"] if found else None,
    }
    moved = [Step(MOVE_FREEZE, freeze, rows=1, otherwise="stale")] if moves else []
    told = {"from": found["version"] if found else "", "to": version}
    act = "questionnaire-drafted"
    noted = [noting(edition.code, act, edition.code, by, at, **told)] if by and at else []
    try:
        await write([Step(step, row, rows=1, otherwise="edition-in-use"), *moved, *noted])
    except Refused as refused:
        raise RuleBroken(refused.code, edition=edition.code) from refused
    return True


def freeze_said(definition: Mapping[str, Any]) -> datetime | None:
    """When the public boards stop, by the files; what the observatory declared since may differ."""
    at = definition["edition"]["dates"].get(FREEZE)
    return None if at is None else datetime.fromisoformat(at)


async def move_on(edition: str, to: Stage, *, by: Person | None, at: datetime) -> None:
    """Move an edition on as the observatory does: opening it enters everybody of its kinds."""
    advance(await _stage_of(edition), to)
    if to is Stage.OPEN:
        await enter_all(edition)
    await change_stage(edition, to, by=by, at=at)


async def change_stage(
    edition: str,
    to: Stage,
    *,
    by: Person | None,
    at: datetime,
    publication: Publication | None = None,
    extra: Sequence[Step] = (),
) -> None:
    """Move an edition one stage on; `extra` steps are kept with it or not at all."""
    stage = await _stage_of(edition)
    advance(stage, to, publication)
    facts = {
        "edition": edition,
        "from_stage": stage.value,
        "to_stage": to.value,
        "at": at,
        "account": by.account if by else None,
    }
    steps: list[Step | Announcement] = [
        Step(MOVE, facts, rows=1, otherwise="stale"),
        Step(NOTE_MOVE, facts),
        noting(edition, "stage-changed", to.value, by, at, **{"from": stage.value, "to": to.value}),
        *extra,
        announce(json.dumps({"edition": edition, "league": None})),
    ]
    await write(steps)


async def stage_changes_of(edition: str) -> tuple[tuple[Stage, datetime], ...]:
    """Each stage the edition has reached, and when."""
    rows = (
        await StageChangeRow.select(StageChangeRow.to_stage, StageChangeRow.at)
        .where(StageChangeRow.edition == edition)
        .order_by(StageChangeRow.id)
    )
    return tuple((Stage(row["to_stage"]), row["at"]) for row in rows)


async def is_under_erratum(edition: str) -> bool:
    """Whether what was published of an edition is being put right."""
    return bool(await ErratumRow.exists().where(ErratumRow.edition == edition, *is_open_erratum()))


async def _stage_of(edition: str) -> Stage:
    found = await EditionRow.select(EditionRow.stage).where(EditionRow.code == edition).first()
    if found is None:
        raise RuleBroken("unknown-edition", edition=edition)
    return Stage(found["stage"])
