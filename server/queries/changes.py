"""Versiones: a changed definition compared with the one in force, and put in its place as a whole.

A draft changes freely. While an edition is open each change has its gravity (`game.changes`), and
one that would touch an answer that was given refuses all of them. Nothing is judged twice: what
was read of the answers must still be so when the unit is kept, and a save that comes meanwhile is
judged by the version it finds (`queries.saves`).
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from game.answers import Answer
from game.changes import (
    FREEZE_DATE,
    OPTIONS,
    ORDER,
    Change,
    Gravity,
    Hits,
    Scope,
    Version,
    changes_between,
    dated,
    settled,
    touched_items,
)
from game.changes import Step as Made
from game.editions import Act, Stage, allows
from game.questionnaire import Questionnaire
from game.rules import RuleBroken
from server.db import Param, Refused, Step, announce, exclusive, params, statement, write
from server.imports.definitions import canonical, edition_of, version_of
from server.people import Person
from server.queries.audit import NOTE
from server.queries.editions import EditionRules, Entry
from server.queries.finals import marked_counts
from server.queries.kept import KeptAnswer, kept_answer
from server.queries.laws import abrogations, keep_confirmation
from server.queries.stages import DEFINED, MOVE_FREEZE, keep_edition, stage_changes_of
from server.tables.answers import AnswerRow
from server.tables.assignments import AssignmentRow
from server.tables.commitments import CommitmentRow
from server.tables.editions import EditionRow, EditionVersionRow
from server.tables.laws import ConfirmationRow
from server.tables.levels import LevelRow

VERSION: Final = "version"
ATTEMPTS: Final = 5
NO_HITS: Final = Hits()

# Whoever saves waits until the new version stands, and is then judged by it.
ALONE = Step(exclusive(AnswerRow), {})
REPLACE = statement(
    EditionRow.update({**DEFINED})
    .where(
        EditionRow.code == Param("edition"),
        EditionRow.stage == Stage.OPEN.value,
        EditionRow.version == Param("former"),
    )
    .returning(EditionRow.code)
)
# Nothing was saved on an item since its answers were counted.
UNTOUCHED = statement(
    EditionRow.update({EditionRow.version: QueryString("version")})
    .where(
        EditionRow.code == Param("edition"),
        WhereRaw(
            "(SELECT COALESCE(SUM(revision), 0) FROM answer WHERE edition = {} AND item = {}) = {}",
            Param("edition"),
            Param("item"),
            Param("revisions"),
        ),
    )
    .returning(EditionRow.code)
)
# Nobody handed in the level since that was looked up.
NOT_HANDED_IN = statement(
    EditionRow.update({EditionRow.version: QueryString("version")})
    .where(
        EditionRow.code == Param("edition"),
        WhereRaw(
            "NOT EXISTS (SELECT 1 FROM level WHERE edition = {} AND topic = {}"
            " AND submitted_at IS NOT NULL)",
            Param("edition"),
            Param("topic"),
        ),
    )
    .returning(EditionRow.code)
)
ADD_VERSION = statement(EditionVersionRow.insert(params(EditionVersionRow)))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A change and whom it touches.

    `untouched`: the items, and `unsent`: the topic, that it may change because nobody answered
    them, or handed it in.
    """

    change: Change
    hits: Hits = NO_HITS
    untouched: frozenset[str] = frozenset()
    unsent: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a definition would change of the edition in force.

    `stage`: None where there is no such edition yet. `former`: the version it was compared with;
    `freeze`: when its boards stopped then.
    """

    edition: str
    stage: Stage | None
    former: str
    version: str
    changes: tuple[Weighed, ...] = ()
    revisions: Mapping[str, int] = field(default_factory=dict)
    freeze: datetime | None = None

    @property
    def is_same(self) -> bool:
        return self.former == self.version

    @property
    def refused(self) -> tuple[Weighed, ...]:
        """The changes that an open edition does not take."""
        if self.stage is not Stage.OPEN:
            return ()
        return tuple(each for each in self.changes if each.change.gravity is Gravity.CRITICAL)


async def compare(
    definition: Mapping[str, Any], editorial: Collection[str] = (), *, at: datetime
) -> Comparison:
    """What a checked definition would change, and how many answers each change would touch."""
    code, version = definition["edition"]["code"], version_of(definition)
    row = (
        await EditionRow.select(
            EditionRow.version, EditionRow.stage, EditionRow.definition, EditionRow.freeze_at
        )
        .where(EditionRow.code == code)
        .first()
    )
    if row is None:
        return Comparison(code, None, "", version)
    stage, before = Stage(row["stage"]), json.loads(row["definition"])
    changes = changes_between(before, definition, editorial)
    if stage is Stage.DRAFT:
        weighed = tuple(Weighed(change) for change in changes)
        return Comparison(code, stage, row["version"], version, weighed)
    used = await _used(code)
    freeze = row["freeze_at"]
    is_frozen = freeze is not None and freeze <= at
    found = tuple(_weighed(dated(each, at, is_frozen=is_frozen), before, used) for each in changes)
    return Comparison(code, stage, row["version"], version, found, used.revisions, freeze)


async def load_changes(
    definition: Mapping[str, Any],
    editorial: Collection[str] = (),
    *,
    by: Person | None = None,
    author: str = "",
    at: datetime,
) -> Comparison:
    """Put a definition in place: freely as a draft, change by change while the edition is open.

    What is refused is in the comparison that comes back; then nothing of it was kept. In any
    later stage it is refused with `edition-in-use`.
    """
    for _ in range(ATTEMPTS):
        found = await compare(definition, editorial, at=at)
        if found.is_same or found.refused:
            return found
        if found.stage is None or not allows(found.stage, Act.AMEND_QUESTIONNAIRE):
            await keep_edition(definition, by=by, at=at)
            return found
        try:
            await _replace(found, definition, by, author, at)
        except Refused:
            continue  # somebody answered, or another change came first: weigh it again
        return found
    raise RuleBroken("too-busy")


async def keep_seen(
    rules: EditionRules, entry: Entry, item: str, number: int, *, by: Person, at: datetime
) -> None:
    """A government says that its answer holds for an item as it now reads."""
    if number not in {version.number for version in rules.history}:
        raise RuleBroken("nothing-to-confirm", item=item)
    rules.questionnaire.item(item)
    await keep_confirmation(entry, VERSION, number, item, "", "", by=by, at=at, stage=rules.stage)


async def reworded_of(
    rules: EditionRules, entry: Entry, answers: Mapping[str, KeptAnswer]
) -> Mapping[str, tuple[tuple[Version, Change], ...]]:
    """Item to what was changed in it since it was answered, and nobody has looked at again.

    The rules remember every version: only what was confirmed is read, where anything changed.
    """
    told = _told(rules)
    there = {
        item: kept
        for item, kept in answers.items()
        if item in told and not kept.answer.is_blank and kept.saved_at < told[item][-1][0].at
    }
    if not there:
        return {}
    row = ConfirmationRow
    rows = await row.select(row.item, row.about).where(
        row.participant == entry.participant.code,
        row.edition == entry.edition,
        row.kind == VERSION,
    )
    seen: dict[str, int] = defaultdict(int)
    for each in rows:
        seen[each["item"]] = max(seen[each["item"]], each["about"])
    found = {
        item: tuple(
            (version, change)
            for version, change in told[item]
            if version.at > kept.saved_at and version.number > seen[item]
        )
        for item, kept in there.items()
    }
    return {item: changes for item, changes in found.items() if changes}


def reworded_since(
    rules: EditionRules, item: str, number: int
) -> tuple[tuple[Version, Change], ...]:
    """What was changed in an item after a version."""
    return tuple(
        (version, change)
        for version, change in _told(rules).get(item, ())
        if version.number > number
    )


async def read_at(rules: EditionRules, at: datetime) -> tuple[int, Questionnaire]:
    """The version that was in force at a moment: its number, and what it asked."""
    known = [version for version in rules.history if version.at <= at]
    if not rules.history or (known and known[-1] is rules.history[-1]):
        return len(rules.history) or 1, rules.questionnaire
    version = known[-1] if known else rules.history[0]
    row = EditionVersionRow
    found = (
        await row.select(row.definition)
        .where(row.edition == rules.code, row.number == version.number)
        .first()
    )
    if found is None:
        raise RuleBroken("unknown-edition", edition=rules.code)
    return version.number, _questionnaire(found["definition"])


@lru_cache(maxsize=8)
def _questionnaire(definition: str) -> Questionnaire:
    _, questionnaire, _ = edition_of(json.loads(definition))
    return questionnaire


def _told(rules: EditionRules) -> Mapping[str, tuple[tuple[Version, Change], ...]]:
    """Item to everything that was changed in it, in the order it came."""
    told: dict[str, tuple[tuple[Version, Change], ...]] = {}
    for version in rules.history:
        for change in version.changes:
            if change.scope is Scope.ITEM and change.path != ORDER:
                told[change.code] = (*told.get(change.code, ()), (version, change))
    return told


@dataclass(frozen=True, slots=True)
class _Used:
    """The answers of an edition, and the items that something else refers to.

    `participants` by item, and by item and option. `revisions` of the answers of an item, summed.
    `handed_in`: who handed in each topic. `abrogated`: laws. `marked`: the sheets of the final
    round, and the finalists they are about.
    """

    participants: Mapping[str, frozenset[str]]
    choosing: Mapping[tuple[str, str], frozenset[str]]
    revisions: Mapping[str, int]
    named: frozenset[str]
    handed_in: Mapping[str, frozenset[str]]
    abrogated: frozenset[str]
    marked: Hits


async def _used(edition: str) -> _Used:
    """Also an answer that was emptied is one: its history is kept."""
    rows = await AnswerRow.select().where(AnswerRow.edition == edition)
    participants: dict[str, set[str]] = defaultdict(set)
    choosing: dict[tuple[str, str], set[str]] = defaultdict(set)
    revisions: dict[str, int] = defaultdict(int)
    for row in rows:
        item, answer = row["item"], _answer(row)
        participants[item].add(row["participant"])
        revisions[item] += row["revision"]
        for option in answer.chosen:
            choosing[item, option].add(row["participant"])
    named = {
        row["item"]
        for table in (AssignmentRow, CommitmentRow)
        for row in await table.select(table.item).where(table.edition == edition)
        if row["item"]
    }
    level = LevelRow
    handed_in: dict[str, set[str]] = defaultdict(set)
    for row in await level.select(level.topic, level.participant).where(
        level.edition == edition, level.submitted_at.is_not_null()
    ):
        handed_in[row["topic"]].add(row["participant"])
    return _Used(
        {item: frozenset(each) for item, each in participants.items()},
        {option: frozenset(each) for option, each in choosing.items()},
        dict(revisions),
        frozenset(named),
        {topic: frozenset(each) for topic, each in handed_in.items()},
        frozenset(await abrogations()),
        Hits(*await marked_counts(edition)),
    )


def _answer(row: Mapping[str, Any]) -> Answer:
    return kept_answer(row).answer


def _weighed(change: Change, before: Mapping[str, Any], used: _Used) -> Weighed:
    hits = _hits(change, before, used)
    # What a commitment or an assignment names stays, whoever answered it.
    is_named = (
        change.scope is Scope.ITEM
        and change.step is Made.REMOVED
        and not change.path
        and change.code in used.named
    )
    is_abrogated = change.scope is Scope.LAW and change.code in used.abrogated
    now = change if is_named or is_abrogated else settled(change, hits)
    if now is change:
        return Weighed(change, hits)
    if change.adds_item:
        return Weighed(now, hits, unsent=change.within)
    return Weighed(now, hits, untouched=touched_items(change, before))


def _hits(change: Change, before: Mapping[str, Any], used: _Used) -> Hits:
    if change.scope is Scope.FINAL:
        return used.marked
    if change.adds_item:
        return Hits(0, len(used.handed_in.get(change.within, ())))
    if change.step is Made.REMOVED and change.yields and change.path == OPTIONS:
        who = used.choosing.get((change.code, change.option), frozenset())
        return Hits(len(who), len(who))
    found = [used.participants.get(item, frozenset()) for item in touched_items(change, before)]
    return Hits(sum(map(len, found)), len(frozenset[str]().union(*found)))


async def _replace(
    found: Comparison,
    definition: Mapping[str, Any],
    by: Person | None,
    author: str,
    at: datetime,
) -> None:
    """One unit: the definition, its version with what it changed, and the line in the audit log."""
    edition, _, _ = edition_of(definition, version=found.version)
    known = await _numbers(found.edition)
    first = [] if known else [await _first(found)]
    number = 1 + (known or 1)
    changes = [asdict(each.change) for each in found.changes]
    told = json.dumps(changes, ensure_ascii=False)
    facts = {
        "edition": found.edition,
        "former": found.former,
        "definition": canonical(definition).decode(),
        "version": found.version,
        "instrument": edition.instrument,
        "continues": edition.continues,
        "synthetic": edition.synthetic,
        "number": number,
        "changes": told,
        "account": by.account if by else None,
        "author": by.name if by else author,
        "at": at,
        "role": by.role.value if by else "",
        "action": "questionnaire-amended",
        "participant": None,
        "subject": str(number),
        "details": json.dumps({"from": found.former, "to": found.version, "changes": len(changes)}),
    }
    items = {item for each in found.changes for item in each.untouched}
    topics = {each.unsent for each in found.changes if each.unsent}
    untouched = [
        Step(
            UNTOUCHED,
            {"edition": found.edition, "item": item, "revisions": found.revisions.get(item, 0)},
            rows=1,
        )
        for item in sorted(items)
    ]
    unsent = [
        Step(NOT_HANDED_IN, {"edition": found.edition, "topic": topic}, rows=1)
        for topic in sorted(topics)
    ]
    # What the observatory declared stands, unless the file says another moment than before.
    freeze = {"edition": found.edition, "freeze_at": edition.freeze, "was": found.freeze}
    moves = any(each.change.path == FREEZE_DATE for each in found.changes)
    moved = [Step(MOVE_FREEZE, freeze, rows=1)] if moves else []
    await write(
        [
            Step(REPLACE, facts, rows=1),
            *moved,
            ALONE,
            *untouched,
            *unsent,
            *first,
            Step(ADD_VERSION, facts),
            Step(NOTE, facts),
            announce(json.dumps({"edition": found.edition, "league": None})),
        ]
    )


async def _numbers(edition: str) -> int:
    number: int = await EditionVersionRow.count().where(EditionVersionRow.edition == edition)
    return number


async def _first(found: Comparison) -> Step:
    """What the edition opened with, kept once it is about to change."""
    row = (
        await EditionRow.select(EditionRow.definition)
        .where(EditionRow.code == found.edition, EditionRow.version == found.former)
        .first()
    )
    if row is None:
        raise Refused("stale")
    reached: Sequence[tuple[Stage, datetime]] = await stage_changes_of(found.edition)
    opened = next((at for stage, at in reached if stage is Stage.OPEN), None)
    dates = json.loads(row["definition"])["edition"]["dates"]
    facts = {
        "edition": found.edition,
        "number": 1,
        "version": found.former,
        "definition": row["definition"],
        "changes": "[]",
        "account": None,
        "author": "",
        "at": opened or datetime.fromisoformat(dates["open"]),
    }
    return Step(ADD_VERSION, facts)
