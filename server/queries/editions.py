"""Ediciones: what an edition says, read once for each version, and who is entered in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from game.absences import openers_of
from game.badges import Badge
from game.changes import Change, Gravity, Scope, Step, Version
from game.editions import Edition, Stage, freeze_that_counts
from game.participants import Participant
from game.points import PointRules
from game.questionnaire import Item, Law, Questionnaire
from game.rules import RuleBroken
from server.db import Param, statement
from server.imports.definitions import badges_of, edition_of, laws_of
from server.queries.boards import moment_of
from server.reading import read
from server.tables.editions import EditionRow, EditionVersionRow
from server.tables.participants import EntryRow, ParticipantRow

MOST_REMEMBERED: Final = 8

# How often the definition of an open edition was changed: the same text may come back.
NUMBER = "(SELECT COUNT(*) FROM edition_version WHERE edition_version.edition = edition.code)"
PUBLISHED = """CASE WHEN edition.stage = 'published' THEN
    (SELECT MAX(at) FROM stage_change
        WHERE stage_change.edition = edition.code AND stage_change.to_stage = 'published') END"""
NOW = f"{NUMBER} AS number, {PUBLISHED} AS published_at"
ENTRIES = f"""
    SELECT entry.edition AS edition, entry.league AS league,
        participant.code AS code, participant.kind AS kind, participant.name AS name,
        participant.population AS population, place.state AS state,
        edition.stage AS stage, edition.version AS version, edition.freeze_at AS freeze_at,
        {NOW}
    FROM entry
    JOIN participant ON participant.code = entry.participant
    JOIN edition ON edition.code = entry.edition
    LEFT JOIN place ON place.code = participant.place
"""  # noqa: S608

ONE = statement(
    EditionRow.raw(
        f"SELECT stage, version, freeze_at, {NOW}"  # noqa: S608
        " FROM edition WHERE code = {}",
        Param("code"),
    )
)
DEFINITION = statement(
    EditionRow.raw("SELECT definition FROM edition WHERE code = {}", Param("code"))
)
ALL = statement(
    EditionRow.raw(
        f"SELECT code, stage, version, freeze_at, {NOW}"  # noqa: S608
        " FROM edition ORDER BY code DESC"
    )
)
OWN_ENTRIES = statement(
    EntryRow.raw(
        ENTRIES + " WHERE entry.participant = {} ORDER BY edition.code DESC", Param("participant")
    )
)
ONE_ENTRY = statement(
    EntryRow.raw(
        ENTRIES + " WHERE entry.edition = {} AND entry.participant = {}",
        Param("edition"),
        Param("participant"),
    )
)

NEXT_ENTRIES = statement(
    EntryRow.raw(
        ENTRIES + " WHERE entry.edition = {} AND entry.participant > {}"
        " ORDER BY entry.participant LIMIT {}",
        Param("edition"),
        Param("after"),
        Param("most"),
    )
)


@dataclass(frozen=True, slots=True)
class Links:
    """Which items hang together. An item is asked, or not, because of what others were answered.

    `around` are the items whose answers decide on a save of this one: those of its topic, those
    that open them, and those this one opens.
    """

    dependents: Mapping[str, tuple[Item, ...]]
    around: Mapping[str, tuple[str, ...]]
    openers: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class EditionRules:
    """An edition with its questionnaire, point rules and badges, and how its items hang together.

    `laws` by code, also those that no item rests on. `history`: its versions, the first one
    first; empty while nothing changed since it opened.
    """

    edition: Edition
    questionnaire: Questionnaire
    points: PointRules
    links: Links
    laws: Mapping[str, Law]
    badges: tuple[Badge, ...] = ()
    history: tuple[Version, ...] = ()

    @property
    def code(self) -> str:
        return self.edition.code

    @property
    def stage(self) -> Stage:
        return self.edition.stage


@dataclass(frozen=True, slots=True)
class Entry:
    """Inscripción: a participant in an edition, and the league it competes in."""

    edition: str
    league: str
    participant: Participant


async def rules_of(edition: str) -> EditionRules:
    """Everything an edition says, at its stage and with its freeze; an unknown one is refused."""
    rows = await read(ONE, {"code": edition})
    if not rows:
        raise RuleBroken("unknown-edition", edition=edition)
    return await _rules(edition, rows[0])


async def definition_of(edition: str) -> dict[str, Any] | None:
    """The definition of an edition as it was kept; None where there is no such edition."""
    rows = await read(DEFINITION, {"code": edition})
    return json.loads(rows[0]["definition"]) if rows else None


async def editions() -> tuple[Edition, ...]:
    """Every edition, the newest first."""
    rows = await read(ALL, {})
    return tuple([(await _rules(row["code"], row)).edition for row in rows])


async def entry_of(edition: str, participant: str) -> Entry:
    """The entry of a participant in an edition; without one it has nothing there."""
    rows = await read(ONE_ENTRY, {"edition": edition, "participant": participant})
    if not rows:
        raise RuleBroken("not-entered", edition=edition, participant=participant)
    return _entry(rows[0])


async def entries_of(edition: str) -> tuple[Entry, ...]:
    """Everybody entered in an edition, by code."""
    rows = await EntryRow.raw(
        ENTRIES + " WHERE entry.edition = {} ORDER BY participant.code", edition
    )
    return tuple(_entry(row) for row in rows)


async def entries_after(edition: str, participant: str, most: int) -> tuple[Entry, ...]:
    """Some of those entered, by code: the ones that come after a participant, so many at most."""
    rows = await read(NEXT_ENTRIES, {"edition": edition, "after": participant, "most": most})
    return tuple(map(_entry, rows))


async def current_entry(participant: str) -> tuple[EditionRules, Entry]:
    """Where a participant has work to do: the newest edition under way, or else the last one."""
    seen = await _seen_of(participant)
    under_way = [row for row in seen if row["stage"] != Stage.PUBLISHED]
    if not seen:
        raise RuleBroken("not-entered", edition="", participant=participant)
    row = (under_way or seen)[0]
    return await _rules(row["edition"], row), _entry(row)


async def own_entries(participant: str) -> tuple[tuple[EditionRules, Entry], ...]:
    """Every edition that a participant is in, the newest first; none that is a draft."""
    seen = await _seen_of(participant)
    return tuple([(await _rules(row["edition"], row), _entry(row)) for row in seen])


async def _seen_of(participant: str) -> list[dict[str, Any]]:
    rows = await read(OWN_ENTRIES, {"participant": participant})
    return [row for row in rows if row["stage"] != Stage.DRAFT]


async def participant_of(participant: str) -> Participant:
    """The participant of that code; an unknown one is refused."""
    rows = await ParticipantRow.raw(
        "SELECT participant.code AS code, participant.kind AS kind, participant.name AS name,"
        " participant.population AS population, place.state AS state FROM participant"
        " LEFT JOIN place ON place.code = participant.place WHERE participant.code = {}",
        participant,
    )
    if not rows:
        raise RuleBroken("unknown-participant", participant=participant)
    return _participant(rows[0])


_known: dict[tuple[str, str, int], EditionRules] = {}


async def _rules(edition: str, seen: Mapping[str, Any]) -> EditionRules:
    """Reading a definition takes a while and its version is its hash: it is read once.

    Every request asks which version stands, so that a change reaches every process at once.
    """
    key = (edition, seen["version"], seen["number"])
    if key not in _known:
        key, rules = await _read_anew(edition)
        if len(_known) >= MOST_REMEMBERED:
            _known.clear()
        _known[key] = rules
    rules = _known[key]
    published = seen["published_at"] and moment_of(seen["published_at"])
    freeze = freeze_that_counts(seen["freeze_at"], published)
    stage = Stage(seen["stage"])
    now = replace(rules.edition, stage=stage, freeze=freeze, published=published or None)
    return replace(rules, edition=now)


async def _read_anew(edition: str) -> tuple[tuple[str, str, int], EditionRules]:
    """What stands now.

    The definition is read last, so that what is remembered under a number is never older than it.
    """
    history = await versions_of(edition)
    row = (
        await EditionRow.select(EditionRow.version, EditionRow.definition)
        .where(EditionRow.code == edition)
        .first()
    )
    if row is None:
        raise RuleBroken("unknown-edition", edition=edition)
    key = (edition, row["version"], len(history))
    return key, _made(json.loads(row["definition"]), row["version"], history)


async def versions_of(edition: str) -> tuple[Version, ...]:
    """Every version of an edition since it opened, the first one first."""
    row = EditionVersionRow
    rows = (
        await row.select(row.number, row.version, row.at, row.author, row.changes)
        .where(row.edition == edition)
        .order_by(row.number)
    )
    return tuple(
        Version(
            each["number"],
            each["version"],
            each["at"],
            each["author"],
            tuple(map(_change, json.loads(each["changes"]))),
        )
        for each in rows
    )


def _change(written: Mapping[str, str]) -> Change:
    typed = {
        "scope": Scope(written["scope"]),
        "step": Step(written["step"]),
        "gravity": Gravity(written["gravity"]),
    }
    return Change(**{**written, **typed})  # type: ignore[arg-type]


def _made(
    definition: Mapping[str, Any], version: str, history: tuple[Version, ...]
) -> EditionRules:
    edition, questionnaire, points = edition_of(definition, version=version)
    links = links_of(questionnaire)
    return EditionRules(
        edition,
        questionnaire,
        points,
        links,
        laws_of(definition),
        badges_of(definition),
        history,
    )


def links_of(questionnaire: Questionnaire) -> Links:
    """How the items of a questionnaire hang together."""
    openers = {item.code: openers_of(item) for item in questionnaire.items}
    dependents = {
        item.code: tuple(each for each in questionnaire.items if item.code in openers[each.code])
        for item in questionnaire.items
    }
    around = {}
    for topic in questionnaire.topics:
        for item in topic.items:
            near = {each.code for each in (*topic.items, *dependents[item.code])}
            opened_by = {code for each in near for code in openers[each]}
            around[item.code] = tuple(sorted(near | opened_by))
    return Links(dependents, around, openers)


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(row["edition"], row["league"], _participant(row))


def _participant(row: Mapping[str, Any]) -> Participant:
    """Whoever is not a place has no state."""
    return Participant(row["code"], row["kind"], row["name"], row["state"] or "", row["population"])
